import type { DateRange } from "../values/date-range.ts";

/** A stretch of days of a ramp, to be reported by itself. */
export type RampInterval = {
  readonly name: string | null;
  readonly description: string | null;
  readonly days: DateRange;
};

/**
 * How a subscription is divided into intervals, in which its charges may have other prices and
 * quantities. It changes nothing of what is billed: the prices are those of the charges' segments.
 */
export type Ramp = {
  readonly rampId: string;
  readonly rampNumber: string;
  readonly name: string | null;
  readonly description: string | null;
  /** Each begins where the one before ends. They do not follow a change of the term. */
  readonly intervals: readonly RampInterval[];
  /** Null: all charges of the subscription, whichever it comes to have. */
  readonly chargeNumbers: readonly string[] | null;
};

export type RampedChargeKey =
  | { readonly chargeNumber: string }
  /** Of a charge that an action of the same order adds. */
  | { readonly uniqueToken: string };

/** What an order makes of the ramp. What is absent stays as it is; a new ramp needs intervals. */
export type RampRequest =
  | "delete"
  | {
      readonly name?: string;
      readonly description?: string;
      readonly intervals?: readonly RampInterval[];
      readonly charges?: readonly RampedChargeKey[];
    };
