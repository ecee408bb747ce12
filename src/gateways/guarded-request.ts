/** A request to an address that a tenant has chosen: not into the network that the server stands in. */
import { type ClientRequest, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import {
  type AllowedHosts,
  isAllowedHost,
  lookUpPublic,
  RefusedAddress,
  refusePrivateLiteral,
} from "./callout-addresses.ts";

export type GuardedRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: string;
};

export type SendOptions = {
  readonly allowedHosts: AllowedHosts;
  /** Default 10 s for the connection. */
  readonly connectTimeoutMs?: number;
  /** Default 25 s for all. */
  readonly timeoutMs?: number;
};

export type GuardedAnswer = {
  readonly status: number;
  /** At most the first 60 KiB. */
  readonly content: string;
};

/** What is kept of an answer. */
const CONTENT_BYTES = 60 * 1024;

/**
 * To https and public addresses, or to a host that the operator allows. Redirects are not followed.
 *
 * Errors: RefusedAddress; whatever the connection throws.
 */
export async function sendGuarded(
  request: GuardedRequest,
  signal: AbortSignal,
  { allowedHosts, connectTimeoutMs = 10_000 }: SendOptions,
): Promise<GuardedAnswer> {
  const url = new URL(request.url);
  const isAllowed = isAllowedHost(url, allowedHosts);
  if (url.protocol !== "https:" && !isAllowed) {
    throw new RefusedAddress(`Callouts go to https only, not to ${url.origin}.`);
  }
  if (!isAllowed) refusePrivateLiteral(url);
  const answered = Promise.withResolvers<GuardedAnswer>();
  const { method, headers, body } = request;
  const options = { method, headers: { ...headers }, signal, agent: false } as const;
  const sending = (url.protocol === "https:" ? requestHttps : requestHttp)(
    url,
    isAllowed ? options : { ...options, lookup: lookUpPublic },
  );
  refuseSlowConnection(sending, connectTimeoutMs);
  sending.on("error", answered.reject);
  sending.on("response", (response) => {
    const { statusCode: status = 0 } = response;
    const chunks: Buffer[] = [];
    let kept = 0;
    const finish = () => {
      const content = Buffer.concat(chunks).subarray(0, CONTENT_BYTES);
      answered.resolve({ status, content: content.toString().replaceAll("\0", "") });
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
  sending.end(body);
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
