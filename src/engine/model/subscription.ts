import type { DateRange } from "../values/date-range.ts";
import type { PlainDate } from "../values/plain-date.ts";
import type { Charge } from "./charge.ts";
import type { Ramp } from "./ramp.ts";

export type SubscriptionStatus =
  | "Draft"
  | "Pending Activation"
  | "Pending Acceptance"
  | "Active"
  | "Suspended"
  | "Cancelled"
  /** A version that a newer one has replaced. */
  | "Expired";

export type TermPeriodType = "Month" | "Year" | "Day" | "Week";
export type Term = { readonly period: number; readonly periodType: TermPeriodType };
export type RenewalSetting = "RENEW_WITH_SPECIFIC_TERM" | "RENEW_TO_EVERGREEN";

export type StatusHistoryEntry = {
  readonly status: SubscriptionStatus;
  readonly startDate: PlainDate;
  /** First day on which it no longer holds; null for the last entry. */
  readonly endDate: PlainDate | null;
};

export type RatePlan = {
  /** Of this version's copy. */
  readonly ratePlanId: string;
  readonly originalRatePlanId: string;
  readonly subscriptionRatePlanNumber: string;
  readonly productRatePlanId: string;
  readonly name: string;
  /** What the last order did to it; null when it came with the subscription. */
  readonly lastChangeType: "Add" | "Update" | "Remove" | null;
  readonly customFields: Readonly<Record<string, unknown>>;
  /** What the order that added it calls it. Only its later actions know: it is not kept. */
  readonly uniqueToken?: string;
  readonly charges: readonly Charge[];
};

/** One version of a subscription, whole: the fold of its order actions so far. */
export type Subscription = {
  /** Of this version. */
  readonly subscriptionId: string;
  /** Of the first version. */
  readonly originalId: string;
  readonly subscriptionNumber: string;
  /** The account that has subscribed. */
  readonly subscriptionOwnerId: string;
  /** The account on whose documents it goes. */
  readonly invoiceOwnerId: string;
  /** Accounts on whose documents it went before it was transferred, the first one first. */
  readonly earlierInvoiceOwnerIds: readonly string[];
  readonly version: number;
  readonly status: SubscriptionStatus;
  readonly currency: string;
  readonly termType: "TERMED" | "EVERGREEN";
  /** Null for evergreen. */
  readonly initialTerm: Term | null;
  readonly renewalTerm: Term | null;
  readonly renewalSetting: RenewalSetting;
  readonly autoRenew: boolean;
  /** From term start to the first day after it: NO_END for evergreen, the cancel date once cancelled. */
  readonly currentTerm: DateRange;
  readonly contractEffectiveDate: PlainDate;
  readonly serviceActivationDate: PlainDate | null;
  readonly customerAcceptanceDate: PlainDate | null;
  readonly subscriptionStartDate: PlainDate;
  /** First day without service; null while it is not cancelled. */
  readonly cancelledDate: PlainDate | null;
  readonly cancelReason: string | null;
  /** What happens to it by itself, each on its day; null where nothing is scheduled. */
  readonly scheduledCancelDate: PlainDate | null;
  readonly scheduledSuspendDate: PlainDate | null;
  readonly scheduledResumeDate: PlainDate | null;
  readonly lastBookingDate: PlainDate;
  readonly notes: string | null;
  readonly invoiceSeparately: boolean;
  /** Null: the account's. */
  readonly paymentTerm: string | null;
  /** Null: the account's. */
  readonly billToContactId: string | null;
  /** Null: the account's. */
  readonly soldToContactId: string | null;
  /** Null: the account's. */
  readonly shipToContactId: string | null;
  /** Null: the account's. */
  readonly sequenceSetId: string | null;
  /** The store in which it was bought; null or absent: none. */
  readonly externallyManagedBy?: AppStore | null;
  readonly customFields: Readonly<Record<string, unknown>>;
  readonly ramp: Ramp | null;
  readonly statusHistory: readonly StatusHistoryEntry[];
  readonly ratePlans: readonly RatePlan[];
};

/** Where a customer may have bought a subscription, which then bills for it. */
export type AppStore = "Amazon" | "Apple" | "Google" | "Roku";

export const chargesOf = (subscription: Subscription): Charge[] =>
  subscription.ratePlans.flatMap((ratePlan) => ratePlan.charges);

/** Since when a subscription last had a status; undefined when it never had. */
export const lastDateOf = (
  status: SubscriptionStatus,
  { statusHistory }: Pick<Subscription, "statusHistory">,
): PlainDate | undefined => statusHistory.findLast((entry) => entry.status === status)?.startDate;
