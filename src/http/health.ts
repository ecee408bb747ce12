/** For whoever runs the server: is it alive, can it work, how fast is it. Without credentials. */
import type { FastifyInstance } from "fastify";
import { collectDefaultMetrics, Histogram, Registry } from "prom-client";
import { type Database, sql } from "#store/database.ts";
import { JSON_TYPE } from "./errors.ts";

export function registerHealth(app: FastifyInstance, database: Database): void {
  app.get("/healthz", (_request, reply) => reply.type(JSON_TYPE).send('{"status":"ok"}'));

  app.get("/readyz", async (request, reply) => {
    try {
      await sql`select 1`.execute(database.kysely);
      return reply.type(JSON_TYPE).send('{"status":"ready"}');
    } catch (error) {
      request.log.warn({ err: error }, "not ready");
      return reply.code(503).type(JSON_TYPE).send('{"status":"database not available"}');
    }
  });
}

export function registerMetrics(app: FastifyInstance): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const durations = new Histogram({
    name: "quittance_request_duration_seconds",
    help: "From the request's headers to the last byte of the answer, by operation.",
    labelNames: ["operation", "status"],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60],
    registers: [registry],
  });
  app.addHook("onResponse", async (request, reply) => {
    const operation = request.routeOptions.config.contract?.operation ?? "none";
    const status = String(reply.statusCode);
    durations.observe({ operation, status }, reply.elapsedTime / 1000);
  });
  app.get("/metrics", async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
  app.addHook("onClose", async () => registry.clear());
}
