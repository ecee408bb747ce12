/**
 * Transactions that are about a handful of rows may keep the plans of their statements: planning an
 * order's statements takes PostgreSQL twice as long as executing them. A kept plan knows neither how many
 * rows it is for nor how large tables have become since, so it has three guards: it only ever looks up
 * rows one by one in an index, what is asked about many rows ends the keeping for the rest of its
 * transaction, and every connection makes its plans anew from time to time
 * (docs/decisions/0590-plans-of-small-transactions-are-kept.md).
 */

const settings = (mode: string, others: "on" | "off"): string =>
  [
    `set_config('plan_cache_mode', '${mode}', true)`,
    ...["enable_seqscan", "enable_hashjoin", "enable_mergejoin"].map(
      (name) => `set_config('${name}', '${others}', true)`,
    ),
  ].join(", ");

/** What a transaction that keeps plans selects as it begins. */
export const KEEP_PLANS = settings("force_generic_plan", "off");

/** For the rest of the transaction or savepoint. */
export const PLAN_ANEW = `select ${settings("force_custom_plan", "on")}`;

/** More than this in one parameter deserve a plan of their own. */
const MANY = 20;
const MAKE_ANEW_AFTER_MS = 30_000;

/** What one connection keeps. */
export class KeptPlans {
  readonly #now: () => number;
  #wereMadeAt: number;
  #isKeeping = false;
  #wasKeeping = false;

  /** @param now  milliseconds since whenever */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#wereMadeAt = now();
  }

  /** The text to send instead of one that begins a transaction; others are sent as they are. */
  sent(text: string): string {
    if (text.startsWith("begin")) {
      this.#isKeeping = text.includes(KEEP_PLANS);
      this.#wasKeeping = this.#isKeeping;
      if (!this.#isKeeping || this.#now() - this.#wereMadeAt < MAKE_ANEW_AFTER_MS) return text;
      this.#wereMadeAt = this.#now();
      return `${text}; discard plans`;
    }
    // The end of keeping is taken back with what came after the savepoint.
    if (text.startsWith("rollback to")) this.#isKeeping = this.#wasKeeping;
    return text;
  }

  /** Whether PLAN_ANEW has to go before a statement with these parameters. */
  isToEndFor(values: readonly unknown[]): boolean {
    if (!this.#isKeeping || !values.some((value) => Array.isArray(value) && value.length > MANY)) {
      return false;
    }
    this.#isKeeping = false;
    return true;
  }
}
