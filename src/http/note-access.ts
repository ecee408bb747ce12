import type { FastifyReply, FastifyRequest } from "fastify";
import { noteAccess } from "#operations/access-log.ts";
import type { Database } from "#store/database.ts";

/**
 * Fastify's onResponse: what was answered to whoever has signed in goes to the access log. Who has not
 * is nobody's: those are in the server's own log only.
 */
export const accessNoter =
  (database: Database) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const { principal, method } = request;
    if (principal === undefined) return;
    const { contract } = request.routeOptions.config;
    const [path = ""] = request.url.split("?", 1);
    const trackId = reply.getHeader("zuora-track-id");
    noteAccess(database, {
      entityId: principal.entityId,
      answeredAt: new Date(),
      requestId: request.id,
      trackId: typeof trackId === "string" ? trackId : null,
      userId: principal.userId,
      clientId: principal.clientId,
      method,
      operation: contract?.operation ?? null,
      route: contract?.path ?? path.slice(0, 2000),
      path: path.slice(0, 2000),
      status: reply.statusCode,
      hasFailed: reply.statusCode >= 400 || request.hasFailed,
      milliseconds: reply.elapsedTime,
      bytes: Number(reply.getHeader("content-length") ?? 0),
      ip: request.ip,
    });
  };
