import type { MediaType } from "./contract.ts";
import { bodyTooLarge, Refused, unsupportedMediaType } from "./failure.ts";
import { BODY_LIMIT } from "./request-body.ts";

/**
 * Fastify's own refusals in our words; any other error is returned as it is.
 * @param consumes  what the operation takes
 */
export function fastifyFailure(error: unknown, consumes?: MediaType): unknown {
  if (!(error instanceof Error) || !("code" in error) || !("statusCode" in error)) return error;
  const { code, statusCode } = error;
  // The caller has hung up in the middle of the body: nobody reads the answer.
  if (code === "ECONNRESET") return new Refused({ category: 90, message: error.message }, 400);
  if (typeof code !== "string" || !code.startsWith("FST_")) return error;
  if (statusCode === 413) return bodyTooLarge(BODY_LIMIT);
  if (statusCode === 414)
    return new Refused({ category: 20, message: "The path is too long." }, 414);
  if (statusCode === 415) return unsupportedMediaType(consumes);
  if (statusCode === 400) return new Refused({ category: 20, message: error.message }, 400);
  return error;
}
