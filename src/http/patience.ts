import { setTimeout as delay } from "node:timers/promises";
import { Refused } from "./failure.ts";

const FREE_FAILURES = 5;
const LONGEST_MS = 3_000;
const MOST_WAITING = 20;
const MOST_REMEMBERED = 10_000;
/** Verifications at a time over all callers: each takes a core for 20 ms, and others need one too. */
const MOST_AT_ONCE = 1;
const LONGEST_QUEUE = 200;

type Tries = { failures: number; waiting: number; last: Promise<unknown> };

/**
 * Slows down who guesses. Attempts with one name from one address come one after the other, and
 * after five failures each waits longer, up to three seconds. Nobody is locked out: the right
 * secret works, late.
 */
export class Patience {
  readonly #tries = new Map<string, Tries>();
  readonly #queue: (() => void)[] = [];
  #running = 0;

  async attempt<Success>(
    who: string,
    verify: () => Promise<Success | undefined>,
  ): Promise<Success | undefined> {
    const tries = this.#triesOf(who);
    if (tries.waiting >= MOST_WAITING || this.#queue.length >= LONGEST_QUEUE) throw tooManyTries();
    // Who has not failed is not held up: a fleet may sign in at once.
    if (tries.failures === 0) return this.#next(who, tries, verify);
    tries.waiting += 1;
    const attempt = tries.last.then(() => this.#next(who, tries, verify));
    tries.last = attempt.catch(() => undefined);
    try {
      return await attempt;
    } finally {
      tries.waiting -= 1;
    }
  }

  async #next<Success>(
    who: string,
    tries: Tries,
    verify: () => Promise<Success | undefined>,
  ): Promise<Success | undefined> {
    const over = tries.failures - FREE_FAILURES;
    if (over >= 0) await delay(Math.min(100 * 2 ** over, LONGEST_MS));
    const success = await this.#inTurn(verify);
    if (success === undefined) tries.failures += 1;
    else this.#tries.delete(who);
    return success;
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#running >= MOST_AT_ONCE) await new Promise<void>((go) => this.#queue.push(go));
    else this.#running += 1;
    try {
      return await work();
    } finally {
      // Who waits takes over the place.
      const next = this.#queue.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }

  #triesOf(who: string): Tries {
    const known = this.#tries.get(who);
    if (known) return known;
    const [oldest] = this.#tries.keys();
    if (this.#tries.size >= MOST_REMEMBERED && oldest !== undefined) this.#tries.delete(oldest);
    const tries = { failures: 0, waiting: 0, last: Promise.resolve() };
    this.#tries.set(who, tries);
    return tries;
  }
}

const tooManyTries = (): Refused =>
  new Refused({ category: 70, message: "Too many attempts, please retry later." }, 429, {
    "retry-after": "3",
  });
