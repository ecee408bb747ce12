import { hasPrepaid } from "#engine/prepaid/prepaid-charges.ts";
import type { Transaction } from "#store/database.ts";
import { forgetPrepaidFunds, listWithFunds, savePrepaidFunds } from "#store/prepaid-funds.ts";
import { listLatestSubscriptions } from "#store/subscriptions.ts";
import { authorOf, type Context } from "./context.ts";

/** Shows the funds of the versions that are the latest again, after an order was taken back. */
export async function refreshPrepaidFunds(
  tx: Transaction,
  context: Context,
  subscriptionNumbers: readonly string[],
): Promise<void> {
  const shown = await listWithFunds(tx, subscriptionNumbers);
  if (shown.length === 0) return;
  const latest = await listLatestSubscriptions(tx, shown);
  const prepaid = latest.map(({ subscription }) => subscription).filter(hasPrepaid);
  const kept = new Set(prepaid.map(({ subscriptionNumber }) => subscriptionNumber));
  const gone = shown.filter((number) => !kept.has(number));
  if (gone.length > 0) await forgetPrepaidFunds(tx, gone);
  await savePrepaidFunds(tx, prepaid, authorOf(context));
}
