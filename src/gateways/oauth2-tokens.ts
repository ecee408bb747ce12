/** Tokens of other people's servers, for callouts: RFC 6749, 4.4. They are kept in memory alone. */
import { createHash } from "node:crypto";
import type { Oauth2Provider } from "#engine/model/oauth2-provider.ts";
import { type SendOptions, sendGuarded } from "./guarded-request.ts";

type Kept = { readonly token: string; readonly untilMs: number };

/** Tokens are renewed before they end: they have a way to go. */
const EARLIER_MS = 60_000;
/** Of a server that does not say how long its tokens are good. */
const UNSAID_S = 300;
const MOST_KEPT = 1_000;

const kept = new Map<string, Kept>();

/**
 * A token of the provider's: the one that is kept as long as it is good, else a new one.
 *
 * Errors: RefusedAddress; an Error without anything secret in it, where there is none to be had.
 */
export async function oauth2Token(provider: Oauth2Provider, options: SendOptions): Promise<string> {
  const key = keyOf(provider);
  const known = kept.get(key);
  if (known && known.untilMs > performance.now()) return known.token;
  const askedAtMs = performance.now();
  const { token, seconds } = await askForToken(provider, options);
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(key, { token, untilMs: askedAtMs + Math.max(seconds * 1000 - EARLIER_MS, 0) });
  return token;
}

/** Of a token that was refused: the next one is a new one. */
export function forgetOauth2Token(provider: Oauth2Provider): void {
  kept.delete(keyOf(provider));
}

/** With all that it is asked for with, so that what is changed counts at once. */
const keyOf = ({ name: _, ...asked }: Oauth2Provider): string =>
  createHash("sha256").update(JSON.stringify(asked)).digest("base64");

async function askForToken(
  provider: Oauth2Provider,
  options: SendOptions,
): Promise<{ readonly token: string; readonly seconds: number }> {
  const { clientId, clientSecret, scope, audience, name } = provider;
  const isInHeader = provider.authenticationMethod === "client_secret_basic";
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    ...(!isInHeader && { client_id: clientId, client_secret: clientSecret }),
    ...(scope !== null && { scope }),
    ...(audience !== null && { audience }),
  }).toString();
  const headers = {
    accept: "application/json",
    "content-type": "application/x-www-form-urlencoded",
    "content-length": Buffer.byteLength(body),
    "user-agent": "Quittance",
    ...(isInHeader && { authorization: `Basic ${basicOf(clientId, clientSecret)}` }),
  };
  const signal = AbortSignal.timeout(options.timeoutMs ?? 25_000);
  const { status, content } = await sendGuarded(
    { method: "POST", url: provider.tokenUrl, headers, body },
    signal,
    options,
  );
  const answer = status === 200 ? parsed(content) : {};
  const { access_token: token, expires_in: seconds } = answer;
  if (typeof token === "string" && /^[\x21-\x7e]+$/.test(token)) {
    const said = Number(seconds);
    return { token, seconds: Number.isFinite(said) && said > 0 ? said : UNSAID_S };
  }
  throw new Error(`The OAuth 2.0 provider '${name}' has answered ${status}, and no token.`);
}

/** Each of the two is encoded like a form first: RFC 6749, 2.3.1. */
function basicOf(clientId: string, clientSecret: string): string {
  const [id, secret] = [clientId, clientSecret].map((text) =>
    new URLSearchParams({ text }).toString().slice("text=".length),
  );
  return Buffer.from(`${id}:${secret}`).toString("base64");
}

function parsed(content: string): Readonly<Record<string, unknown>> {
  try {
    const answer: unknown = JSON.parse(content);
    return typeof answer === "object" && answer !== null ? { ...answer } : {};
  } catch {
    return {};
  }
}
