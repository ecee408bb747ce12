/** One attempt of a callout: docs/decisions/0361. */
import { randomUUID } from "node:crypto";
import { Webhook } from "standardwebhooks";
import type { CalloutRequest } from "#engine/callouts/callout-request.ts";
import { type CalloutAnswer, type CalloutAuth, NO_ANSWER } from "#engine/model/callout.ts";
import { RefusedAddress } from "./callout-addresses.ts";
import { type SendOptions, sendGuarded } from "./guarded-request.ts";

/** Basic authentication, or a token that an OAuth 2.0 provider has given. */
export type CalloutCredentials = CalloutAuth | { readonly token: string };

export type SignedCallout = CalloutRequest & {
  /** The same in each attempt, and when the event is told again. */
  readonly notificationId: string;
  /** Null: nobody has agreed on one. */
  readonly signingSecret: string | null;
  /** Null: without authentication. */
  readonly auth: CalloutCredentials | null;
};

/**
 * Sends a callout, and again with credentials where they are asked for by 401. Never throws: what goes
 * wrong is the answer. Redirects are not followed.
 */
export async function sendCallout(
  callout: SignedCallout,
  options: SendOptions,
): Promise<CalloutAnswer> {
  const { auth } = callout;
  const signal = AbortSignal.timeout(options.timeoutMs ?? 25_000);
  const send = (credentials: CalloutCredentials | null) =>
    sendOnce(callout, credentials, signal, options);
  const waits = auth !== null && "preemptive" in auth && !auth.preemptive;
  try {
    const first = await send(waits ? null : auth);
    return first.responseCode === 401 && waits ? await send(auth) : first;
  } catch (error) {
    return failed(error, signal);
  }
}

/** What is written down where there was no answer. */
export function failed(error: unknown, signal?: AbortSignal): CalloutAnswer {
  const responseContent = error instanceof Error ? error.message : String(error);
  if (error instanceof RefusedAddress) {
    return { responseCode: NO_ANSWER.refusedAddress, responseContent };
  }
  const { tookTooLong, connectionFailed } = NO_ANSWER;
  return { responseCode: signal?.aborted ? tookTooLong : connectionFailed, responseContent };
}

async function sendOnce(
  callout: SignedCallout,
  credentials: CalloutCredentials | null,
  signal: AbortSignal,
  options: SendOptions,
): Promise<CalloutAnswer> {
  const { method, url, body } = callout;
  const headers = { ...headersOf(callout), ...authorization(credentials) };
  const answer = await sendGuarded({ method, url, headers, body }, signal, options);
  return { responseCode: answer.status, responseContent: answer.content };
}

/** The field's, and those of https://www.standardwebhooks.com. */
function headersOf({ notificationId, signingSecret, body, headers }: SignedCallout) {
  const sentAt = new Date();
  return {
    ...headers,
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    "user-agent": "Quittance",
    "zuora-request-id": randomUUID(),
    "zuora-notification-id": notificationId,
    "webhook-id": notificationId,
    "webhook-timestamp": String(Math.floor(sentAt.getTime() / 1000)),
    ...(signingSecret !== null && {
      "webhook-signature": new Webhook(signingSecret).sign(notificationId, sentAt, body),
    }),
  };
}

function authorization(credentials: CalloutCredentials | null) {
  if (credentials === null) return {};
  if ("token" in credentials) return { authorization: `Bearer ${credentials.token}` };
  const { username, password } = credentials;
  return {
    authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`,
  };
}
