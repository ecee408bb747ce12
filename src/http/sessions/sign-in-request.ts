/**
 * What a browser keeps while its user is at the OpenID provider's: a cookie of ten minutes that only we can
 * read. So nothing is stored of whoever begins to sign in and is nobody yet.
 */
import type { IncomingHttpHeaders } from "node:http";
import { z } from "zod";
import type { Seal } from "./sealed.ts";

const SAFE_NAME = "__Host-QuittanceSignIn";
const PLAIN_NAME = "QuittanceSignIn";
export const SIGN_IN_SECONDS = 600;

const kept = z.object({
  state: z.string(),
  nonce: z.string(),
  codeVerifier: z.string(),
  /** Where one wanted to go. */
  next: z.string(),
  /** Milliseconds since 1970. */
  until: z.number(),
});

export type SignInRequest = z.infer<typeof kept>;

/** Undefined where there is none, where it is not of ours, and after ten minutes. */
export function signInRequestIn(
  { cookie = "" }: IncomingHttpHeaders,
  seal: Seal,
  { isSecure }: { readonly isSecure: boolean },
): SignInRequest | undefined {
  const name = isSecure ? SAFE_NAME : PLAIN_NAME;
  const pattern = new RegExp(`(?:^|;\\s*)${name}=([\\w-]{1,4000})(?:;|$)`);
  const text = seal.open(pattern.exec(cookie)?.[1] ?? "");
  if (text === undefined) return undefined;
  const request = kept.parse(JSON.parse(text));
  return request.until > Date.now() ? request : undefined;
}

/** Lax: the provider's page sends the browser back to us, which is from another site. */
export function signInCookie(
  request: SignInRequest | undefined,
  seal: Seal,
  { isSecure }: { readonly isSecure: boolean },
): string {
  const name = isSecure ? SAFE_NAME : PLAIN_NAME;
  const value = request ? seal.seal(JSON.stringify(request)) : "";
  const age = request ? SIGN_IN_SECONDS : 0;
  const secure = isSecure ? " Secure;" : "";
  return `${name}=${value}; Path=/; Max-Age=${age};${secure} HttpOnly; SameSite=Lax`;
}
