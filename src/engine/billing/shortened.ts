import type { BillingRules } from "../model/billing-rules.ts";
import type { PlainDate } from "../values/plain-date.ts";
import type { BillableCharge, BillableSubscription } from "./billable.ts";

/** A charge that was billed past `from`. */
export type Shortened = { readonly chargeNumber: string; readonly from: PlainDate };

/**
 * Charges that were billed further than they now run: only these can be credited, so only their
 * billed items need to be read. Errs on the side of too many.
 */
export const shortened = (
  subscription: BillableSubscription,
  rules: Pick<BillingRules, "oneTimeCreditBack">,
): Shortened[] =>
  subscription.ratePlans.flatMap(({ charges }) =>
    charges.flatMap((charge) => {
      const { chargeNumber, effective, chargedThroughDate } = charge;
      if (!effective || chargedThroughDate === null) return [];
      if (rules.oneTimeCreditBack && isTakenBackOnce(subscription, charge)) {
        return { chargeNumber, from: effective.start };
      }
      return effective.end < chargedThroughDate ? { chargeNumber, from: effective.end } : [];
    }),
  );

const isTakenBackOnce = (
  { status }: BillableSubscription,
  { chargeType, removedDate }: BillableCharge,
): boolean => chargeType === "OneTime" && (status === "Cancelled" || removedDate !== null);
