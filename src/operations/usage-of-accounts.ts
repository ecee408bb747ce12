import { hasUsage, usageToBill } from "#engine/billing/bill-subscriptions.ts";
import type { BillableSubscription } from "#engine/billing/billable.ts";
import type { PrepaidHistories } from "#engine/model/prepaid.ts";
import type { UsageByCharge, UsageWanted } from "#engine/model/usage.ts";
import type { AccountToBill } from "#store/billing-batches.ts";
import type { Transaction } from "#store/database.ts";
import { listUsageToBill } from "#store/usage-to-bill.ts";
import type { Billing } from "./load-accounts-to-bill.ts";

/** What a batch of accounts has used: one query, and none where nobody has a usage charge. */
export async function usageOfAccounts(
  tx: Transaction,
  accounts: readonly AccountToBill[],
  subscriptions: ReadonlyMap<string, readonly BillableSubscription[]>,
  { billRun, rules, currencyOf }: Billing,
  prepaid: PrepaidHistories,
): Promise<UsageByCharge> {
  const wanted: UsageWanted[] = [];
  for (const { accountId, billCycleDay, currency: code } of accounts) {
    const own = (subscriptions.get(accountId) ?? []).filter(hasUsage);
    if (own.length === 0) continue;
    const currency = currencyOf(code);
    const { targetDate, chargeTypeToExclude: chargeTypesToExclude } = billRun;
    const account = { billCycleDay, currency };
    wanted.push(
      ...usageToBill({
        account,
        subscriptions: own,
        rules,
        targetDate,
        chargeTypesToExclude,
        prepaid,
      }),
    );
  }
  return listUsageToBill(tx, wanted);
}
