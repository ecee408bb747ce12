import { trueUpsOf } from "../commitments/commitment-charges.ts";
import type { BillingRules } from "../model/billing-rules.ts";
import { isPrepayment } from "../prepaid/prepaid-charges.ts";
import type { PlainDate } from "../values/plain-date.ts";
import type { BillableCharge, BillableSubscription } from "./billable.ts";

/** A charge that was billed past `from`, and an account that may have been billed for it. */
export type ShortenedCharge = {
  readonly accountId: string;
  readonly chargeNumber: string;
  readonly from: PlainDate;
};

/**
 * Charges that were billed further than they now run: only these can be credited, so only their
 * billed items need to be read; and usage that counts towards a commitment which is still open. Errs on
 * the side of too many. What was billed before a transfer stands
 * with the accounts that were billed then.
 */
export function shortened(
  subscription: BillableSubscription,
  rules: Pick<BillingRules, "oneTimeCreditBack">,
): ShortenedCharge[] {
  const { invoiceOwnerId, earlierInvoiceOwnerIds } = subscription;
  const accountIds = [...earlierInvoiceOwnerIds, invoiceOwnerId];
  const billedBy = (chargeNumber: string, from: PlainDate): ShortenedCharge[] =>
    accountIds.map((accountId) => ({ accountId, chargeNumber, from }));
  const trueUpsFrom = firstOpenCommitment(subscription);
  return subscription.ratePlans.flatMap(({ charges }) =>
    charges.flatMap((charge) => {
      const { chargeNumber, effective, chargedThroughDate, chargeType } = charge;
      if (chargeType === "Usage") {
        const { commitment } = charge.modelTerms;
        return commitment && effective && trueUpsFrom !== undefined
          ? billedBy(chargeNumber, trueUpsFrom)
          : [];
      }
      if (!effective || chargedThroughDate === null) return [];
      if (isPrepayment(charge)) {
        // A credit in full gives back billing periods that were over as well.
        const isEnded = isTakenBackOnce(subscription, charge) || effective.end < chargedThroughDate;
        return isEnded ? billedBy(chargeNumber, effective.start) : [];
      }
      if (rules.oneTimeCreditBack && isTakenBackOnce(subscription, charge)) {
        return billedBy(chargeNumber, effective.start);
      }
      return effective.end < chargedThroughDate ? billedBy(chargeNumber, effective.end) : [];
    }),
  );
}

/** Usage billed from there on decides what is still due of commitments; undefined where none is. */
function firstOpenCommitment(subscription: BillableSubscription): PlainDate | undefined {
  const starts = trueUpsOf(subscription).flatMap(({ charge }) => {
    const { effective, chargedThroughDate } = charge;
    if (!effective || (chargedThroughDate !== null && chargedThroughDate >= effective.end))
      return [];
    return [chargedThroughDate ?? effective.start];
  });
  return starts.reduce<PlainDate | undefined>(
    (first, start) => (first === undefined || start < first ? start : first),
    undefined,
  );
}

const isTakenBackOnce = (
  { status }: BillableSubscription,
  { chargeType, removedDate }: BillableCharge,
): boolean => chargeType === "OneTime" && (status === "Cancelled" || removedDate !== null);
