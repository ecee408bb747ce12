/** The cookie of people who have signed in, and the token that what a browser writes has to show. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { LONGEST_SESSION_SECONDS } from "#operations/create-session.ts";
import { Refused } from "../failure.ts";

export const CSRF_HEADER = "x-csrf-token";

/** Over https no other host of the domain can set a cookie that is called so. */
const SAFE_NAME = "__Host-QuittanceSession";
/** On this machine, over http. */
const PLAIN_NAME = "QuittanceSession";

export type CookieRules = {
  /**
   * People reach this server by https alone. Then a cookie without the prefix is none of ours: a page of
   * another host of the same domain may have set it, so that somebody works in a session that is not his.
   */
  readonly onlySafe: boolean;
};

export function sessionTokenIn(
  { cookie = "" }: IncomingHttpHeaders,
  { onlySafe }: CookieRules,
): string | undefined {
  const valueIn = (name: string) =>
    new RegExp(`(?:^|;\\s*)${name}=([0-9a-f]{64})(?:;|$)`).exec(cookie)?.[1];
  return valueIn(SAFE_NAME) ?? (onlySafe ? undefined : valueIn(PLAIN_NAME));
}

/** @param token  "" ends it */
export function sessionCookie(token: string, { isSecure }: { readonly isSecure: boolean }): string {
  const name = isSecure ? SAFE_NAME : PLAIN_NAME;
  const age = token === "" ? 0 : LONGEST_SESSION_SECONDS;
  const secure = isSecure ? " Secure;" : "";
  return `${name}=${token}; Path=/; Max-Age=${age};${secure} HttpOnly; SameSite=Strict`;
}

/** Follows from the session, so that nothing is stored; and the session does not follow from it. */
export const csrfTokenOf = (sessionToken: string): string =>
  createHash("sha256").update(`csrf ${sessionToken}`).digest("base64url");

/**
 * A page of somebody else can make a browser send its cookie, but neither read nor set this header.
 *
 * Errors: 403.
 */
export function checkCsrf(
  method: string,
  headers: IncomingHttpHeaders,
  sessionToken: string | undefined,
): void {
  if (sessionToken === undefined || method === "GET" || method === "HEAD") return;
  const given = Buffer.from(String(headers[CSRF_HEADER] ?? ""));
  const wanted = Buffer.from(csrfTokenOf(sessionToken));
  if (given.length === wanted.length && timingSafeEqual(given, wanted)) return;
  const message =
    "The header X-CSRF-Token should have the csrfToken of the session: GET /v1/sessions/current, or /v1/my/session.";
  throw new Refused({ category: 10, message }, 403);
}
