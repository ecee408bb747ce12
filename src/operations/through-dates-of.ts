import { assert } from "#engine/assert.ts";
import type { Bill } from "#engine/billing/bill-subscriptions.ts";
import type { ChargeThroughDates } from "#store/through-dates.ts";

/** What was computed for an account, whatever became of it. */
export type BillOfAccount = {
  readonly account: { readonly accountId: string };
  readonly bill: Bill;
};

/** The through dates that a bill moves, each with the version that has the charge. */
export function throughDatesOf({ account, bill }: BillOfAccount): ChargeThroughDates[] {
  const { accountId } = account;
  const subscriptionOf = new Map(bill.lines.map((line) => [line.chargeId, line.subscriptionId]));
  return bill.throughDates.map((dates) => {
    const subscriptionId = subscriptionOf.get(dates.chargeId);
    assert(subscriptionId, "through dates move where something is billed or credited");
    return { ...dates, accountId, subscriptionId };
  });
}
