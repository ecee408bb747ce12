import { BillingError } from "../errors.ts";
import type { CancelSubscriptionAction } from "../model/order.ts";
import type { Decimal } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";

/** What is done to each row: a subscription is cancelled, or a document is written off. */
export type BulkCancelKind = "Cancel" | "WriteOff";

export const BULK_CANCEL_STATUSES = [
  /** Its rows come from a file that is not there yet. */
  "AwaitingFile",
  "Planning",
  "Planned",
  "AwaitingApproval",
  "Approved",
  "Running",
  "Paused",
  "Completed",
  "Stopped",
  /** It could not be planned. */
  "Error",
] as const;

export type BulkCancelStatus = (typeof BULK_CANCEL_STATUSES)[number];

export const ROW_STATES = ["Chosen", "Planned", "Refused", "Done", "Moved", "Failed"] as const;

/**
 * Of a plan: chosen, then planned or refused. Of a run: done, or set aside because something had moved
 * since the plan, or because it failed. Planned in a run that has ended: not reached.
 */
export type RowState = (typeof ROW_STATES)[number];

/** What a person, or the server itself, does to a bulk cancel. */
export type BulkCancelStep =
  | "Upload"
  | "Change"
  | "Rebuild"
  | "Plan"
  | "Fail"
  | "Submit"
  | "Approve"
  | "Reject"
  | "Start"
  | "Pause"
  | "Resume"
  | "Stop"
  | "Complete";

const BEFORE_A_RUN = ["Planning", "Planned", "AwaitingApproval", "Approved", "Error"] as const;

/** In which status each step is possible, and the one it leads to. */
const STEPS: Readonly<
  Record<BulkCancelStep, { from: readonly BulkCancelStatus[]; to: BulkCancelStatus }>
> = {
  Upload: { from: ["AwaitingFile", ...BEFORE_A_RUN], to: "Planning" },
  Change: { from: BEFORE_A_RUN, to: "Planning" },
  Rebuild: { from: BEFORE_A_RUN, to: "Planning" },
  Plan: { from: ["Planning"], to: "Planned" },
  Fail: { from: ["Planning"], to: "Error" },
  Submit: { from: ["Planned"], to: "AwaitingApproval" },
  Approve: { from: ["AwaitingApproval"], to: "Approved" },
  Reject: { from: ["AwaitingApproval", "Approved"], to: "Planned" },
  Start: { from: ["Approved"], to: "Running" },
  Pause: { from: ["Running"], to: "Paused" },
  Resume: { from: ["Paused"], to: "Running" },
  Stop: { from: ["AwaitingFile", ...BEFORE_A_RUN, "Running", "Paused"], to: "Stopped" },
  Complete: { from: ["Running"], to: "Completed" },
};

/** Errors: BULK_CANCEL_STATUS. */
export function statusAfter(
  step: BulkCancelStep,
  { bulkCancelNumber, status }: { bulkCancelNumber: string; status: BulkCancelStatus },
): BulkCancelStatus {
  const { from, to } = STEPS[step];
  if (from.includes(status)) return to;
  const needed = from.join(", ");
  throw new BillingError("BULK_CANCEL_STATUS", { bulkCancelNumber, status, step, needed });
}

/** Which subscriptions or documents. All that is given has to match; what is null leaves all. */
export type BulkCancelFilter = {
  readonly accountStatus: "Active" | "Canceled" | null;
  readonly batches: readonly string[] | null;
  readonly currency: string | null;
  /** Days past the due date, both included: of the document, or of any document of the account. */
  readonly overdueFromDays: number | null;
  readonly overdueToDays: number | null;
  /** Id or number; of a subscription's rate plans any. */
  readonly productRatePlanKey: string | null;
  readonly productKey: string | null;
  readonly termType: "TERMED" | "EVERGREEN" | null;
  readonly accountNumbers: readonly string[] | null;
  /** Of documents: what they owe is at most this. */
  readonly balanceUpTo: Decimal | null;
  readonly invoiceDateBefore: PlainDate | null;
  readonly documentTypes: readonly ("Invoice" | "DebitMemo")[] | null;
};

export type BulkCancelOptions = {
  readonly cancellationPolicy: CancelSubscriptionAction["cancellationPolicy"];
  /** First day without service, of the policy SpecificDate; null: the day of the plan. */
  readonly cancellationEffectiveDate: PlainDate | null;
  readonly runBilling: boolean;
  /** Bill up to this day; null: the day of the plan. */
  readonly targetDate: PlainDate | null;
  /** Of what billing and write-offs make; null: the day on which the row is done. */
  readonly documentDate: PlainDate | null;
  readonly writeOff: boolean;
  /** Of the orders, or of the write-offs. */
  readonly reasonCode: string | null;
  readonly comment: string | null;
};

/** Days that were left open are those of the plan: what it shows is of that day. */
export const optionsOn = (options: BulkCancelOptions, today: PlainDate): BulkCancelOptions => ({
  ...options,
  cancellationEffectiveDate:
    options.cancellationPolicy === "SpecificDate"
      ? (options.cancellationEffectiveDate ?? today)
      : null,
  targetDate: options.targetDate ?? today,
});

/** Sums of rows, in one currency and of one age. */
export type BulkCancelFigures = {
  readonly owed: Decimal;
  readonly billed: Decimal;
  readonly credited: Decimal;
  /** Credit that pays nothing and stays to the account's credit. */
  readonly keptAsCredit: Decimal;
  readonly writtenOff: Decimal;
  readonly leftOwed: Decimal;
};

export type BulkCancelSettings = {
  /** Plans that credit and write off more than this in a currency need approval; null: all do. */
  readonly approvalAbove: Decimal | null;
};

/** What is given away decides, currency by currency. */
export const needsApproval = (
  totals: readonly Pick<BulkCancelFigures, "credited" | "writtenOff">[],
  { approvalAbove }: BulkCancelSettings,
): boolean =>
  approvalAbove === null ||
  totals.some(({ credited, writtenOff }) => credited.plus(writtenOff).gt(approvalAbove));
