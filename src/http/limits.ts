/**
 * How much one tenant may ask at once and in a while, and what callers are told of it. Counted by each
 * server process for itself, and enforced where the server is told to, but never for a demo.
 */
import type { Contract } from "./contract.ts";
import { Refused } from "./failure.ts";

type Lane = "Default" | "High-volume transactions" | "Object Query";
const CONCURRENT: Readonly<Record<Lane, number>> = {
  Default: 40,
  "High-volume transactions": 200,
  "Object Query": 80,
};

/** Requests of one tenant in so many seconds. The hour is what `ratelimit-remaining` tells of. */
const RATES = {
  minute: { seconds: 60, most: 50_000 },
  hour: hours(1),
  day: hours(24, 12),
} as const;
type Rate = keyof typeof RATES;

function hours(howMany: number, times = howMany) {
  return { seconds: 3600 * howMany, most: 2_250_000 * times };
}
const RATE_LIMIT = [
  RATES.hour.most,
  ...Object.values(RATES).map(({ seconds, most }) => `${most};w=${seconds}`),
].join(", ");

type Counted = Record<Rate, { window: number; requests: number }>;

export class Limits {
  readonly #isEnforced: boolean;
  readonly #now: () => number;
  /** Requests under way, by entity and lane. */
  readonly #running = new Map<string, number>();
  readonly #counted = new Map<string, Counted>();

  /** @param now  milliseconds since 1970 */
  constructor(isEnforced: boolean, now: () => number = () => Date.now()) {
    this.#isEnforced = isEnforced;
    this.#now = now;
  }

  /**
   * Counts a request in; call `done` of the answer when it is over.
   *
   * Errors: 429 for one too many at once, or in a while. It is not counted then.
   */
  enter(
    { entityId, isDemo }: { readonly entityId: string; readonly isDemo: boolean },
    contract: Contract,
  ) {
    const lane = laneOf(contract);
    const key = `${entityId} ${lane}`;
    const running = (this.#running.get(key) ?? 0) + 1;
    const counted = this.#countedOf(entityId);
    if (this.#isEnforced && !isDemo) {
      if (running > CONCURRENT[lane]) throw tooMany("at the same time", 1);
      this.#refuseTooMany(counted);
    }
    this.#running.set(key, running);
    for (const each of Object.values(counted)) each.requests += 1;
    const done = (): void => {
      const left = (this.#running.get(key) ?? 1) - 1;
      if (left > 0) this.#running.set(key, left);
      else this.#running.delete(key);
    };
    return { headers: { ...concurrencyHeaders(lane, running), ...this.#rate(counted) }, done };
  }

  #countedOf(entityId: string): Counted {
    const counted = this.#counted.get(entityId) ?? {
      minute: { window: 0, requests: 0 },
      hour: { window: 0, requests: 0 },
      day: { window: 0, requests: 0 },
    };
    this.#counted.set(entityId, counted);
    for (const [rate, { seconds }] of Object.entries(RATES)) {
      const window = Math.floor(this.#now() / 1000 / seconds);
      const each = counted[rate as Rate];
      if (each.window !== window) Object.assign(each, { window, requests: 0 });
    }
    return counted;
  }

  #refuseTooMany(counted: Counted): void {
    for (const [rate, { most }] of Object.entries(RATES)) {
      const each = counted[rate as Rate];
      if (each.requests >= most) throw tooMany(`in a ${rate}`, this.#secondsLeft(rate as Rate));
    }
  }

  #secondsLeft(rate: Rate): number {
    const { seconds } = RATES[rate];
    return seconds - (Math.floor(this.#now() / 1000) % seconds);
  }

  #rate({ hour }: Counted) {
    return {
      "ratelimit-limit": RATE_LIMIT,
      "ratelimit-remaining": Math.max(0, RATES.hour.most - hour.requests),
      "ratelimit-reset": this.#secondsLeft("hour"),
    };
  }
}

const tooMany = (when: string, retryAfter: number): Refused =>
  new Refused(
    { category: 70, message: `Too many requests ${when}: please retry later.`, code: 50000070 },
    429,
    { "retry-after": String(retryAfter) },
  );

const concurrencyHeaders = (lane: Lane, running: number) => ({
  "concurrency-limit-type": lane === "Object Query" ? "Default" : lane,
  "concurrency-limit-limit": CONCURRENT[lane],
  "concurrency-limit-remaining": Math.max(0, CONCURRENT[lane] - running),
});

function laneOf({ envelope, isHighVolume }: Contract): Lane {
  if (envelope === "object-query") return "Object Query";
  return isHighVolume ? "High-volume transactions" : "Default";
}
