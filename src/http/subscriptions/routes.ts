import { BillingError } from "#engine/errors.ts";
import { roundToDecimals } from "#engine/values/decimal.ts";
import { type CancelledSubscription, cancelSubscription } from "#operations/cancel-subscription.ts";
import type { Context } from "#operations/context.ts";
import { findAccount } from "#store/accounts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import {
  type AccountName,
  findSubscriptionPage,
  findSubscriptionVersionPage,
  listSubscriptionPages,
  type SubscriptionPage,
} from "#store/subscription-pages.ts";
import { nextPage } from "../paging.ts";
import { type Route, route } from "../route.ts";
import type { Version } from "../version.ts";
import * as contract from "./contract.ts";
import { toCancellation } from "./to-cancellation.ts";
import { toPaid } from "./to-paid.ts";
import { toOwnerDetails, toSubscription } from "./to-wire.ts";

export const subscriptionRoutes: readonly Route[] = [
  route(contract.getSubscription, (context, { params, query }) =>
    read(context, async (tx) => {
      const page = found(
        params.subscriptionKey,
        await findSubscriptionPage(tx, params.subscriptionKey),
      );
      return {
        ...toSubscription(page, query, context),
        ...(await ownerDetails(tx, page, query)),
      };
    }),
  ),
  route(contract.getSubscriptionVersion, (context, { params, query }) =>
    read(context, async (tx) => {
      const { subscriptionKey, version } = params;
      const page = await findSubscriptionVersionPage(tx, subscriptionKey, version);
      return toSubscription(found(subscriptionKey, page), query, context);
    }),
  ),
  route(contract.listSubscriptions, (context, call) =>
    read(context, async (tx) => {
      const { accountKey } = call.params;
      const { page, pageSize } = call.query;
      const { accountId } = found(accountKey, await findAccount(tx, accountKey));
      const range = { offset: (page - 1) * pageSize, limit: pageSize + 1 };
      const pages = await listSubscriptionPages(tx, accountId, range);
      return {
        subscriptions: pages
          .slice(0, pageSize)
          .map((each) => toSubscription(each, call.query, context)),
        nextPage: nextPage(call, call.query, pages.length > pageSize),
      };
    }),
  ),
  route(contract.cancelSubscription, async (context, { params, body, version }) => {
    const cancellation = toCancellation(body);
    const cancelled = await cancelSubscription(context, params.subscriptionKey, cancellation);
    return toCancelled(cancelled, version);
  }),
];

const read = <Result>(
  { database, entityId }: Context,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> => inTransaction(database, entityId, work);

function found<Entity>(key: string, entity: Entity | undefined): Entity {
  if (entity === undefined) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return entity;
}

type AskedDetails = {
  readonly getInvoiceOwnerDetails: boolean;
  readonly getSubscriptionOwnerDetails: boolean;
};

async function ownerDetails(tx: Transaction, page: SubscriptionPage, asked: AskedDetails) {
  const detailsOf = async ({ accountId }: AccountName) =>
    toOwnerDetails(found(accountId, await findAccount(tx, accountId)));
  return {
    ...(asked.getSubscriptionOwnerDetails && { accountOwnerDetails: await detailsOf(page.owner) }),
    ...(asked.getInvoiceOwnerDetails && {
      invoiceOwnerAccountDetails: await detailsOf(page.invoiceOwner),
    }),
  };
}

/** Deltas have the seven decimals of the vendor's sample. */
function toCancelled(cancelled: CancelledSubscription, version: Version) {
  const { totalDeltaMrr, totalDeltaTcv, invoiceId, creditMemoId } = cancelled;
  return {
    subscriptionId: cancelled.subscriptionId,
    cancelledDate: cancelled.cancelledDate,
    totalDeltaMrr: roundToDecimals(totalDeltaMrr, 7),
    totalDeltaTcv: totalDeltaTcv && roundToDecimals(totalDeltaTcv, 7),
    invoiceId,
    creditMemoId: version.atLeast("207.0") ? creditMemoId : undefined,
    ...toPaid(cancelled.payment),
  };
}
