import { BillingError } from "#engine/errors.ts";
import type { Context } from "#operations/context.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import {
  findVersion,
  listVersionsOfOrder,
  listVersionsOfSubscription,
  type MadeVersion,
} from "#store/subscription-versions.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";
import { toChangeLog } from "./to-wire.ts";

export const subscriptionChangeLogRoutes: readonly Route[] = [
  route(contract.listSubscriptionChangeLogs, (context, { params: { subscriptionNumber } }) =>
    listed(context, subscriptionNumber, listVersionsOfSubscription),
  ),
  route(contract.listSubscriptionChangeLogsOfOrder, (context, { params: { orderNumber } }) =>
    listed(context, orderNumber, listVersionsOfOrder),
  ),
  route(contract.getSubscriptionChangeLog, async (context, { params }) => {
    const { subscriptionNumber, version } = params;
    const found = await read(context, (tx) => findVersion(tx, subscriptionNumber, version));
    if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key: subscriptionNumber });
    return { subscription: toChangeLog(found, context.timeZone) };
  }),
];

async function listed(
  context: Context,
  key: string,
  list: (tx: Transaction, key: string) => Promise<MadeVersion[]>,
) {
  const versions = await read(context, (tx) => list(tx, key));
  if (versions.length === 0) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return { subscriptions: versions.map((each) => toChangeLog(each, context.timeZone)) };
}

const read = <Result>(
  { database, entityId }: Context,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> => inTransaction(database, entityId, work);
