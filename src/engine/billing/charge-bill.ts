import type { BilledItem, Line } from "../model/document.ts";
import type { PlainDate } from "../values/plain-date.ts";
import type { BillableCharge, BillableSubscription } from "./billable.ts";

export type SubscriptionToBill = {
  readonly subscription: BillableSubscription;
  /** What its charges were billed and have not been credited whole; in the order they were billed. */
  readonly billedItems: readonly BilledItem[];
  /** Whether what will be credited after the target date is credited now. Default: no. */
  readonly creditsAhead?: boolean;
};

/** New dates of a charge segment that was billed or credited. */
export type ThroughDates = {
  readonly chargeId: string;
  /** First day that no document covers; after a credit, the first credited day. */
  readonly chargedThroughDate: PlainDate | null;
  /** Start of the last billed period in advance, its end in arrears. */
  readonly processedThroughDate: PlainDate | null;
};

/** What billing one charge segment comes to. */
export type ChargeBill = { readonly lines: readonly Line[]; readonly throughDates?: ThroughDates };

export const NOTHING_DUE: ChargeBill = { lines: [] };

/** What was billed for this segment, out of all that was billed for its subscription. */
export const itemsOf = (
  charge: BillableCharge,
  { billedItems }: SubscriptionToBill,
): BilledItem[] =>
  billedItems.filter(
    (item) => item.chargeNumber === charge.chargeNumber && item.segment === charge.segment,
  );
