/** The cookie of a customer on My Account: another one than the console's, which no endpoint takes for it. */
import type { IncomingHttpHeaders } from "node:http";
import { LONGEST_CUSTOMER_SECONDS } from "#operations/my-account/sign-in.ts";
import type { CookieRules } from "../sessions/session-cookie.ts";

/** Over https no other host of the domain can set a cookie that is called so. */
const SAFE_NAME = "__Host-QuittanceCustomer";
/** On this machine, over http. */
const PLAIN_NAME = "QuittanceCustomer";

export function customerTokenIn(
  { cookie = "" }: IncomingHttpHeaders,
  { onlySafe }: CookieRules,
): string | undefined {
  const valueIn = (name: string) =>
    new RegExp(`(?:^|;\\s*)${name}=([0-9a-f]{96})(?:;|$)`).exec(cookie)?.[1];
  return valueIn(SAFE_NAME) ?? (onlySafe ? undefined : valueIn(PLAIN_NAME));
}

/** @param token  "" ends it */
export function customerCookie(
  token: string,
  { isSecure }: { readonly isSecure: boolean },
): string {
  const name = isSecure ? SAFE_NAME : PLAIN_NAME;
  const age = token === "" ? 0 : LONGEST_CUSTOMER_SECONDS;
  const secure = isSecure ? " Secure;" : "";
  return `${name}=${token}; Path=/; Max-Age=${age};${secure} HttpOnly; SameSite=Strict`;
}
