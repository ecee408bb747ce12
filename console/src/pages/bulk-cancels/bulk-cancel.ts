/** A bulk cancel in words: what it is about, and how far it is. */
import type { Answered } from "../../api/exactly.ts";
import { inWords } from "../../ui/days.tsx";
import { formatMoney } from "../../ui/money.tsx";

export type BulkCancel = Answered<"getBulkCancel">;
export type BulkCancelRow = Answered<"listBulkCancelRows">["rows"][number];

/** Statuses that pass by themselves. */
export const isUnderWay = ({ status }: Pick<BulkCancel, "status">): boolean =>
  status === "Planning" || status === "Running";

export const isOver = ({ status }: Pick<BulkCancel, "status">): boolean =>
  status === "Completed" || status === "Stopped";

export const hasRun = ({ status }: Pick<BulkCancel, "status">): boolean =>
  ["Running", "Paused", "Completed", "Stopped"].includes(status);

/** What it is doing, or waits for. */
export const STATE_IN_WORDS: Readonly<Record<BulkCancel["status"], string>> = {
  AwaitingFile: "It waits for its file.",
  Planning: "Reckoning what each row would do …",
  Planned: "Look at the plan. Nothing has happened yet.",
  AwaitingApproval: "It waits for a second person to approve it. Nothing has happened yet.",
  Approved: "It may be started. Nothing has happened yet.",
  Running: "Doing row after row …",
  Paused: "It is paused: what is done is done, and the rest waits.",
  Completed: "It is done.",
  Stopped: "It was stopped: what is done stays, and the rest is left as it was.",
  Error: "It could not be planned.",
};

export const STATUS_IN_WORDS: Readonly<Record<BulkCancel["status"], string>> = {
  AwaitingFile: "Awaiting file",
  Planning: "Planning",
  Planned: "Planned",
  AwaitingApproval: "Awaiting approval",
  Approved: "Approved",
  Running: "Running",
  Paused: "Paused",
  Completed: "Completed",
  Stopped: "Stopped",
  Error: "Error",
};

export const KIND_IN_WORDS = { Cancel: "Cancel", WriteOff: "Write off" } as const;

type Filter = NonNullable<BulkCancel["filter"]>;

/** "of Batch3 · more than 60 days overdue · USD" */
export function filterInWords(filter: Filter | undefined): string[] {
  if (!filter) return [];
  const { overdueFromDays: from, overdueToDays: to, balanceUpTo, accountNumbers } = filter;
  const days = overdueInWords(from, to);
  return [
    ...(filter.documentTypes?.length === 1
      ? [filter.documentTypes[0] === "Invoice" ? "invoices" : "debit memos"]
      : []),
    ...(accountNumbers
      ? [
          accountNumbers.length === 1
            ? `account ${accountNumbers[0]}`
            : `${accountNumbers.length} accounts`,
        ]
      : []),
    ...(filter.accountStatus ? [`${filter.accountStatus.toLowerCase()} accounts`] : []),
    ...(filter.batches ? [`of ${filter.batches.join(", ")}`] : []),
    ...(days ? [days] : []),
    ...(filter.productKey ? [`product ${filter.productKey}`] : []),
    ...(filter.productRatePlanKey ? [`rate plan ${filter.productRatePlanKey}`] : []),
    ...(filter.termType ? [filter.termType === "TERMED" ? "with a term" : "evergreen"] : []),
    ...(balanceUpTo ? [`owing at most ${formatMoney(balanceUpTo)}`] : []),
    ...(filter.invoiceDateBefore ? [`dated before ${inWords(filter.invoiceDateBefore)}`] : []),
    ...(filter.currency ? [filter.currency] : []),
  ];
}

function overdueInWords(from: string | undefined, to: string | undefined): string | undefined {
  if (from !== undefined && to !== undefined) return `${from} to ${to} days overdue`;
  if (from !== undefined) return `overdue by ${from} days or more`;
  return to === undefined ? undefined : `overdue by ${to} days or fewer`;
}

/** What is done to each row, as one would say it. */
export function deedInWords({ kind, options }: Pick<BulkCancel, "kind" | "options">): string {
  if (kind === "WriteOff") return "Each document is written off: what it owes is given up.";
  const when = {
    SpecificDate: options.cancellationEffectiveDate
      ? `the first day without service is ${inWords(options.cancellationEffectiveDate)}`
      : "the first day without service is the day of the plan",
    EndOfCurrentTerm: "service ends with the current term",
    EndOfLastInvoicePeriod: "service ends with what is invoiced",
  }[options.cancellationPolicy];
  const billed = options.runBilling
    ? ` It is billed up to ${options.targetDate ? inWords(options.targetDate) : "the day of the plan"}.`
    : " Nothing is billed or credited now.";
  const writtenOff = options.writeOff ? " What it then still owes is written off." : "";
  return `Each subscription is cancelled: ${when}.${billed}${writtenOff}`;
}
