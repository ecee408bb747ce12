/** Requests that no route takes. */
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Contract } from "./contract.ts";
import { JSON_TYPE } from "./errors.ts";
import { Refused } from "./failure.ts";

type Known = { readonly pattern: RegExp; readonly method: string };

/** Answers a path under the API that has another method, one that has none, and any other path. */
export function notFoundAnswer(contracts: readonly Contract[]) {
  const known: Known[] = contracts.flatMap(({ method, path, aliases }) =>
    [path, ...aliases].map((spelling) => ({ method, pattern: patternOf(spelling) })),
  );
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const path = request.url.split("?", 1)[0] ?? "";
    const methods = known.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
    if (methods.length > 0) throw wrongMethod(request.method, methods);
    const [, action] = ACTION.exec(path) ?? [];
    if (action !== undefined) throw noAction(action);
    if (isUnderV1(path)) throw noEndpoint(path);
    return reply.code(404).type(JSON_TYPE).send('{"message":"no Route matched with those values"}');
  };
}

const patternOf = (path: string): RegExp => new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`);

export const isUnderV1 = (url: string): boolean => /^\/v1(?=[/?]|$)/.test(url);

const ACTION = /^\/v1\/action\/([^/]+)$/;

/** Actions that the field has, and what does the same here. */
const NOT_HERE: Readonly<Record<string, string>> = {
  subscribe: "POST /v1/orders",
  amend: "POST /v1/orders",
  execute: "POST /v1/invoices/{invoiceKey}/split",
};

function noAction(action: string): Refused {
  const instead = Object.hasOwn(NOT_HERE, action) ? NOT_HERE[action] : undefined;
  const message = instead
    ? `The action '${action}' is not supported: use ${instead}.`
    : `Invalid action '${action.slice(0, 200)}'`;
  const body = { code: "ClientError", message };
  return new Refused({ category: 20, message, body }, 400);
}

const wrongMethod = (method: string, allowed: string[]): Refused =>
  new Refused(
    { category: 45, message: `Request method '${method}' not supported`, code: 50000045 },
    405,
    { allow: [...new Set(allowed)].join(", ") },
  );

const noEndpoint = (path: string): Refused =>
  new Refused({
    category: 40,
    message: `The endpoint ${path.slice(0, 200)} does not exist. Please check the URL or refer to the API documentation.`,
  });
