import { setTimeout as delay } from "node:timers/promises";
import type { FastifyBaseLogger } from "fastify";
import { Refused } from "./failure.ts";

/**
 * What `working` comes to, if it does so in time. Otherwise the request is answered 504 and the work
 * goes on to its end, once: whoever asks again finds what it has done.
 */
export async function inTime<Result>(
  working: Promise<Result>,
  longestMs: number,
  log: FastifyBaseLogger,
): Promise<Result> {
  const timer = new AbortController();
  const tooLong = delay(longestMs, TOO_LONG, { signal: timer.signal, ref: false });
  tooLong.catch(() => undefined);
  try {
    const first = await Promise.race([working, tooLong]);
    if (first !== TOO_LONG) return first;
  } finally {
    timer.abort();
  }
  working.then(
    () => log.warn("done after it was answered 504"),
    (error: unknown) => log.error({ err: error }, "failed after it was answered 504"),
  );
  throw new Refused({ category: 60, message: `${MESSAGE} ${longestMs / 1000} seconds.` }, 504);
}

const TOO_LONG = Symbol("too long");
const MESSAGE = "Gateway timeout: the request goes on, but takes longer than";
