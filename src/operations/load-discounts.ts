import type { BillingInput } from "#engine/billing/bill-subscriptions.ts";
import type { BillableSubscription } from "#engine/billing/billable.ts";
import { usedDiscounts } from "#engine/billing/used-discounts.ts";
import type { Transaction } from "#store/database.ts";
import { listAccountDiscounts, listDiscountUses } from "#store/discounts.ts";

const NO_DISCOUNTS = { otherSubscriptions: [], discountUses: [] };

/**
 * What billing some subscriptions of an account needs to know of its discounts: those of the whole
 * account, wherever they were subscribed to, and what fixed amounts were used for. Nothing is read
 * where no discount was ever subscribed to.
 */
export async function loadDiscounts(
  tx: Transaction,
  { accountId, isDiscounted }: { readonly accountId: string; readonly isDiscounted: boolean },
  subscriptions: readonly BillableSubscription[],
): Promise<Pick<BillingInput, "otherSubscriptions" | "discountUses">> {
  if (!isDiscounted || subscriptions.length === 0) return NO_DISCOUNTS;
  const otherSubscriptions = await listAccountDiscounts(tx, accountId);
  const used = [...subscriptions, ...otherSubscriptions].flatMap(usedDiscounts);
  return { otherSubscriptions, discountUses: await listDiscountUses(tx, used) };
}
