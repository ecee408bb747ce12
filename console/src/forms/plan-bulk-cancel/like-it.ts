import type { BulkCancel } from "../../pages/bulk-cancels/bulk-cancel.ts";
import type { PlanSearch } from "./plan-search.ts";

/** What was chosen for a bulk cancel, to be chosen again: its days are those of its plan. */
export function likeIt({ kind, filter, options }: BulkCancel): PlanSearch {
  const isCancel = kind === "Cancel";
  return {
    kind: isCancel ? undefined : kind,
    batches: filter?.batches?.join(","),
    currency: filter?.currency,
    overdue: filter?.overdueFromDays,
    overdueTo: filter?.overdueToDays,
    product: filter?.productKey,
    plan: filter?.productRatePlanKey,
    upTo: filter?.balanceUpTo,
    before: filter?.invoiceDateBefore,
    accounts: filter?.accountNumbers?.join(","),
    policy: isCancel ? options.cancellationPolicy : undefined,
    on: options.cancellationEffectiveDate,
    bill: isCancel && !options.runBilling ? false : undefined,
    billTo: isCancel ? options.targetDate : undefined,
    writeOff: options.writeOff || undefined,
    reason: options.reasonCode,
  };
}
