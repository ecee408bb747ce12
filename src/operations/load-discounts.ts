import type { BillingInput } from "#engine/billing/bill-subscriptions.ts";
import type { BillableSubscription } from "#engine/billing/billable.ts";
import { usedDiscounts } from "#engine/billing/used-discounts.ts";
import type { Transaction } from "#store/database.ts";
import { listAccountDiscounts, listDiscountUses } from "#store/discounts.ts";

/**
 * What billing some subscriptions of an account needs to know of its discounts: those of the whole
 * account, wherever they were subscribed to, and what fixed amounts were used for.
 */
export async function loadDiscounts(
  tx: Transaction,
  accountId: string,
  subscriptions: readonly BillableSubscription[],
): Promise<Pick<BillingInput, "otherSubscriptions" | "discountUses">> {
  const otherSubscriptions =
    subscriptions.length === 0 ? [] : await listAccountDiscounts(tx, accountId);
  const used = [...subscriptions, ...otherSubscriptions].flatMap(usedDiscounts);
  return { otherSubscriptions, discountUses: await listDiscountUses(tx, used) };
}
