import type { FastifyInstance } from "fastify";

/** What a large file has to arrive: 1 GB over a slow line is told by its size, not by this. */
export const LONGEST_UPLOAD_MS = 15 * 60_000;

/**
 * A request has a minute to arrive, slow ones must not hold all connections; a large file has longer,
 * as long as Node lets any request have (`requestTimeout`).
 */
export function hangUpOnSlowRequests(app: FastifyInstance, longestArrivalMs: number): void {
  app.addHook("onRequest", async ({ raw, headers, routeOptions }) => {
    const hasBody = headers["transfer-encoding"] ?? headers["content-length"];
    if (hasBody === undefined || raw.complete) return;
    if (routeOptions.config.contract?.isStreamed) return;
    const timer = setTimeout(() => raw.destroy(), longestArrivalMs).unref();
    const clear = () => clearTimeout(timer);
    raw.once("end", clear).once("close", clear);
  });
}
