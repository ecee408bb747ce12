import type { Decimal } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import type { RatingGroup } from "./model-terms.ts";

/** Records of usage that one charge rates together, of one day. */
export type UsageTotal = {
  readonly day: PlainDate;
  /** What is rated together where not all of a billing period is; null where it is. */
  readonly group: string | null;
  readonly quantity: Decimal;
  /** What the records cost, where they say so themselves. */
  readonly amount: Decimal;
  /** Records that should say what they cost and do not. */
  readonly unpriced: number;
  /** Whether this charge has rated them before. */
  readonly isRated: boolean;
};

/** Which records of usage billing needs to know of a charge. */
export type UsageWanted = {
  readonly chargeId: string;
  readonly chargeNumber: string;
  readonly subscriptionNumber: string;
  /** Whose usage it is: who owns the subscription, not who is billed for it. */
  readonly accountId: string;
  /** Whether usage of all accounts below it counts as its own. */
  readonly withChildren: "yes" | "no";
  readonly unitOfMeasure: string;
  /** The days of the records, the end excluded. */
  readonly from: PlainDate;
  readonly to: PlainDate;
  /** Records of earlier days count only where they were rated: they came too late. */
  readonly openFrom: PlainDate;
  /** Whether what was rated before is needed too. */
  readonly withRated: "yes" | "no";
  readonly ratingGroup: RatingGroup;
  /** The custom field that says what a record costs; null where none has to. */
  readonly ratedBy: string | null;
  /** Whether that is what each of its units costs, and not all of it. */
  readonly perUnit: "yes" | "no";
};

/** By charge id. */
export type UsageByCharge = ReadonlyMap<string, readonly UsageTotal[]>;

export const NO_USAGE: UsageByCharge = new Map();
