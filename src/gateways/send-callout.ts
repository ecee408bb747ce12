/** One attempt of a callout: docs/decisions/0361. */
import { randomUUID } from "node:crypto";
import { type ClientRequest, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { Webhook } from "standardwebhooks";
import type { CalloutRequest } from "#engine/callouts/callout-request.ts";
import { type CalloutAnswer, type CalloutAuth, NO_ANSWER } from "#engine/model/callout.ts";
import {
  type AllowedHosts,
  isAllowedHost,
  lookUpPublic,
  RefusedAddress,
  refusePrivateLiteral,
} from "./callout-addresses.ts";

export type SignedCallout = CalloutRequest & {
  /** The same in each attempt, and when the event is told again. */
  readonly notificationId: string;
  /** Null: nobody has agreed on one. */
  readonly signingSecret: string | null;
  /** Null: without authentication. */
  readonly auth: CalloutAuth | null;
};

export type SendOptions = {
  readonly allowedHosts: AllowedHosts;
  /** Default 10 s for the connection. */
  readonly connectTimeoutMs?: number;
  /** Default 25 s for all. */
  readonly timeoutMs?: number;
};

/** What is kept of an answer. */
const CONTENT_BYTES = 60 * 1024;

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
  const send = (credentials: CalloutAuth | null) => sendOnce(callout, credentials, signal, options);
  try {
    const first = await send(auth?.preemptive ? auth : null);
    const isAsked = first.responseCode === 401 && auth !== null && !auth.preemptive;
    return isAsked ? await send(auth) : first;
  } catch (error) {
    const responseContent = error instanceof Error ? error.message : String(error);
    if (error instanceof RefusedAddress) {
      return { responseCode: NO_ANSWER.refusedAddress, responseContent };
    }
    const { tookTooLong, connectionFailed } = NO_ANSWER;
    return { responseCode: signal.aborted ? tookTooLong : connectionFailed, responseContent };
  }
}

async function sendOnce(
  callout: SignedCallout,
  credentials: CalloutAuth | null,
  signal: AbortSignal,
  { allowedHosts, connectTimeoutMs = 10_000 }: SendOptions,
): Promise<CalloutAnswer> {
  const url = new URL(callout.url);
  const isAllowed = isAllowedHost(url, allowedHosts);
  if (url.protocol !== "https:" && !isAllowed) {
    throw new RefusedAddress(`Callouts go to https only, not to ${url.origin}.`);
  }
  if (!isAllowed) refusePrivateLiteral(url);
  const headers = { ...headersOf(callout), ...authorization(credentials) };
  const answered = Promise.withResolvers<CalloutAnswer>();
  const options = { method: callout.method, headers, signal, agent: false } as const;
  const sending = (url.protocol === "https:" ? requestHttps : requestHttp)(
    url,
    isAllowed ? options : { ...options, lookup: lookUpPublic },
  );
  refuseSlowConnection(sending, connectTimeoutMs);
  sending.on("error", answered.reject);
  sending.on("response", (response) => {
    const { statusCode: responseCode = 0 } = response;
    const chunks: Buffer[] = [];
    let kept = 0;
    const finish = () => {
      const content = Buffer.concat(chunks).subarray(0, CONTENT_BYTES);
      answered.resolve({ responseCode, responseContent: content.toString().replaceAll("\0", "") });
    };
    response.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      kept += chunk.length;
      if (kept < CONTENT_BYTES) return;
      finish();
      sending.destroy();
    });
    response.on("end", finish);
    response.on("error", answered.reject);
  });
  sending.end(callout.body);
  return answered.promise;
}

function refuseSlowConnection(sending: ClientRequest, timeoutMs: number): void {
  const timer = setTimeout(() => {
    sending.destroy(new Error(`There was no connection within ${timeoutMs / 1000} seconds.`));
  }, timeoutMs);
  const clear = () => clearTimeout(timer);
  sending.on("socket", (socket) => socket.on("connect", clear));
  sending.on("close", clear);
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

function authorization(credentials: CalloutAuth | null) {
  if (credentials === null) return {};
  const { username, password } = credentials;
  return {
    authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`,
  };
}
