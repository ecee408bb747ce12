/** `Idempotency-Key`: a POST or PATCH that is sent twice is done once. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Database } from "#store/database.ts";
import {
  claimIdempotencyKey,
  deleteIdempotencyKey,
  type KeptAnswer,
  type RepeatableRequest,
  saveAnswer,
} from "#store/idempotency-keys.ts";
import { JSON_TYPE, reasonsOf } from "./errors.ts";
import { Refused } from "./failure.ts";
import { idempotencyKeyOf } from "./request-headers.ts";
import { DEFAULT_VERSION } from "./version.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Set from the moment that this request is the first with its key. */
    repeatable: RepeatableRequest | undefined;
  }
}

/** Keeps what the first request is answered, success or failure. Before answers are compressed. */
export function registerIdempotency(app: FastifyInstance, database: Database): void {
  app.decorateRequest("repeatable", undefined);
  app.addHook("onSend", async (request, reply, payload) => {
    const { repeatable } = request;
    if (repeatable === undefined) return payload;
    const body = typeof payload === "string" ? payload : "";
    const contentType = String(reply.getHeader("content-type") ?? JSON_TYPE);
    try {
      await saveAnswer(database, repeatable, { status: reply.statusCode, contentType, body });
    } catch (error) {
      // The operation is done, so its answer goes out; a repeat will be told that it still runs.
      request.log.error({ err: error }, "answer not kept for its Idempotency-Key");
    }
    return payload;
  });
}

/**
 * The answer that an earlier request with the same key got; undefined when this is the first.
 *
 * Errors: 409 while the first one runs, 422 when it was another request.
 */
export async function earlierAnswer(
  database: Database,
  entityId: string,
  request: FastifyRequest,
): Promise<KeptAnswer | undefined> {
  const key = idempotencyKeyOf(request.headers);
  if (key === undefined) return undefined;
  const { method, url } = request;
  const repeatable = { entityId, key, method, url };
  const claim = await claimIdempotencyKey(database, repeatable);
  switch (claim) {
    case "first":
      request.repeatable = repeatable;
      return undefined;
    case "running":
      throw new Refused({ category: 50, message: STILL_RUNNING }, 409);
    case "other":
      throw new Refused({ category: 20, message: OTHER_REQUEST }, 422);
  }
  return claim;
}

const STILL_RUNNING = "The first request with this Idempotency-Key has not been answered yet.";
const OTHER_REQUEST = "This Idempotency-Key was used for another method or URL.";

export const sendEarlier = (reply: FastifyReply, { status, contentType, body }: KeptAnswer) =>
  reply.code(status).type(contentType).send(body);

/** A request that waited for a lock in vain has changed nothing: its key may be tried again. */
export async function releaseIfWorthATry(
  database: Database,
  request: FastifyRequest,
  error: unknown,
): Promise<void> {
  const { repeatable } = request;
  if (repeatable === undefined) return;
  const failed = { contract: undefined, version: DEFAULT_VERSION, requestId: request.id };
  const [first] = reasonsOf(error, failed) ?? [];
  if (first?.category !== 50 && first?.category !== 70) return;
  request.repeatable = undefined;
  await deleteIdempotencyKey(database, repeatable);
}
