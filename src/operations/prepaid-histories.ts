import type { BillableSubscription } from "#engine/billing/billable.ts";
import type { PrepaidHistories } from "#engine/model/prepaid.ts";
import { hasPrepaid } from "#engine/prepaid/prepaid-charges.ts";
import type { Transaction } from "#store/database.ts";
import { listPrepaidHistories } from "#store/prepaid.ts";

/** What has become of the prepaid units of these subscriptions: asked only where one has any. */
export const prepaidHistories = (
  tx: Transaction,
  subscriptions: readonly BillableSubscription[],
): Promise<PrepaidHistories> =>
  listPrepaidHistories(
    tx,
    subscriptions.filter(hasPrepaid).map(({ subscriptionNumber }) => subscriptionNumber),
  );
