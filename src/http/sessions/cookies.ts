import type { FastifyRequest } from "fastify";
import type { Database } from "#store/database.ts";
import type { Authentication, Principal } from "../authentication.ts";
import type { CookieRules } from "./session-cookie.ts";

/** What signing in and out is given. */
export type Sessions = {
  readonly database: Database;
  readonly authentication: Authentication;
  /** Only this machine reaches it: over http a Secure cookie would be lost. */
  readonly isLoopback: boolean;
  /** Where people reach this server; undefined: where they say that they do. */
  readonly publicUrl: URL | undefined;
  readonly cookies: CookieRules;
};

/** Whether the browser speaks https, with us or with the proxy in front of us. */
export const isSecure = (
  { isLoopback, publicUrl }: Sessions,
  { protocol }: Pick<FastifyRequest, "protocol">,
): boolean => !isLoopback || protocol === "https" || publicUrl?.protocol === "https:";

export function principalOf({ principal }: FastifyRequest): Principal {
  if (principal === undefined) throw new Error("the onRequest hook has signed in");
  return principal;
}
