/** The counters behind Concurrency-Limit-* and ratelimit-*: told to callers, never enforced. */
import type { Contract } from "./contract.ts";

const HOUR_MS = 3_600_000;
const REQUESTS_PER_HOUR = 2_250_000;
const RATE_LIMIT = `${REQUESTS_PER_HOUR}, 50000;w=60, ${REQUESTS_PER_HOUR};w=3600, 27000000;w=86400`;

type Lane = "Default" | "High-volume transactions" | "Object Query";
const CONCURRENT: Readonly<Record<Lane, number>> = {
  Default: 40,
  "High-volume transactions": 200,
  "Object Query": 80,
};

export class Limits {
  /** Requests under way, by entity and lane. */
  readonly #running = new Map<string, number>();
  /** Requests of this hour, by entity. */
  readonly #counted = new Map<string, number>();
  #hour = 0;

  /** Counts a request in; call `done` of the answer when it is over. */
  enter(entityId: string, contract: Contract) {
    const lane = laneOf(contract);
    const key = `${entityId} ${lane}`;
    const running = (this.#running.get(key) ?? 0) + 1;
    this.#running.set(key, running);
    const done = (): void => {
      const left = (this.#running.get(key) ?? 1) - 1;
      if (left > 0) this.#running.set(key, left);
      else this.#running.delete(key);
    };
    return { headers: { ...concurrencyHeaders(lane, running), ...this.#rate(entityId) }, done };
  }

  #rate(entityId: string) {
    const now = Date.now();
    const hour = Math.floor(now / HOUR_MS);
    if (hour !== this.#hour) this.#counted.clear();
    this.#hour = hour;
    const counted = (this.#counted.get(entityId) ?? 0) + 1;
    this.#counted.set(entityId, counted);
    return {
      "ratelimit-limit": RATE_LIMIT,
      "ratelimit-remaining": Math.max(0, REQUESTS_PER_HOUR - counted),
      "ratelimit-reset": Math.ceil(((hour + 1) * HOUR_MS - now) / 1000),
    };
  }
}

const concurrencyHeaders = (lane: Lane, running: number) => ({
  "concurrency-limit-type": lane === "Object Query" ? "Default" : lane,
  "concurrency-limit-limit": CONCURRENT[lane],
  "concurrency-limit-remaining": Math.max(0, CONCURRENT[lane] - running),
});

function laneOf({ envelope, isHighVolume }: Contract): Lane {
  if (envelope === "object-query") return "Object Query";
  return isHighVolume ? "High-volume transactions" : "Default";
}
