import type { FastifyReply, FastifyRequest } from "fastify";
import { type FailureAnswer, failureAnswer } from "./errors.ts";
import { fastifyFailure } from "./fastify-failure.ts";
import { versionOrDefault } from "./request-headers.ts";
import { CSRF_HEADER } from "./sessions/session-cookie.ts";

/** The answer to a request that failed; what no caller can have caused goes to the log. */
export function failureOf(error: unknown, request: FastifyRequest): FailureAnswer {
  const { contract } = request.routeOptions.config;
  request.hasFailed = true;
  const version = versionOrDefault(request.headers);
  const failure = failureAnswer(fastifyFailure(error, contract?.consumes), {
    contract,
    version,
    requestId: request.id,
  });
  if (failure.isUnexpected) {
    request.log.error({ err: error, operation: contract?.operation }, "unexpected");
  }
  return failure;
}

export function answerFailure(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const { status, headers, contentType, body } = failureOf(error, request);
  void reply.code(status).headers(headers).type(contentType);
  // A browser would ask for a password in a window of its own, and the console does that itself.
  const isConsole = CSRF_HEADER in request.headers;
  if (status === 401 && isConsole) reply.header("www-authenticate", "Session realm=Quittance");
  reply.send(body);
}
