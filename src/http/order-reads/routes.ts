import { BillingError } from "#engine/errors.ts";
import { isEmpty } from "#engine/values/date-range.ts";
import { addDays } from "#engine/values/plain-date.ts";
import type { Context } from "#operations/context.ts";
import { findAccount } from "#store/accounts.ts";
import { findAccountContacts } from "#store/contacts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import type { OrderFilter } from "#store/order-filter.ts";
import {
  findOrderPage,
  listOrderPages,
  type OrderedSubscriptionPage,
  type OrderPage,
} from "#store/order-pages.ts";
import { ORDER_STATUSES, type OrderStatus } from "#store/order-status.ts";
import { findSubscription } from "#store/subscriptions.ts";
import { nextPage } from "../paging.ts";
import { type CallSurroundings, type Route, route } from "../route.ts";
import * as contract from "./contract.ts";
import { metricsOfOrder } from "./order-metrics.ts";
import { type AccountDetails, toOrderAnswer } from "./to-wire.ts";

export const orderReadRoutes: readonly Route[] = [
  route(contract.getOrder, (context, { params: { orderNumber }, query }) =>
    read(context, async (tx) => {
      const order = found(orderNumber, await findOrderPage(tx, orderNumber));
      const details = query.getAccountDetails ? await accountDetails(tx, order) : undefined;
      const metrics = await metricsOfOrder(tx, order);
      return { order: toOrderAnswer(order, context.timeZone, { details, metrics }) };
    }),
  ),
  route(contract.getEvergreenMetrics, (context, { params, query }) =>
    read(context, async (tx) => {
      const { orderNumber, subscriptionNumber } = params;
      const order = found(orderNumber, await findOrderPage(tx, orderNumber));
      const only = { ...order, subscriptions: [evergreenIn(order, subscriptionNumber)] };
      const within = { start: query.startDate, end: addDays(query.endDate, 1) };
      if (isEmpty(within)) throw invalidRange();
      const metrics = await metricsOfOrder(tx, only, within);
      return { order: toOrderAnswer(only, context.timeZone, { metrics }) };
    }),
  ),
  route(contract.listOrders, (context, call) => list(context, call, async () => ({}))),
  route(contract.listOrdersOfSubscription, (context, call) =>
    list(context, call, (tx) => ofSubscription(tx, call.params.subscriptionNumber)),
  ),
  route(contract.listPendingOrdersOfSubscription, (context, call) =>
    list(context, call, async (tx) => ({
      ...(await ofSubscription(tx, call.params.subscriptionKey)),
      statuses: ["Pending"],
    })),
  ),
  route(contract.listOrdersOfSubscriptionOwner, (context, call) =>
    list(context, call, async (tx) => ({
      subscriptionOwnerId: await accountIdOf(tx, call.params.accountNumber),
      statuses: ORDER_STATUSES.filter((each) => each !== "Draft" && each !== "Scheduled"),
    })),
  ),
  route(contract.listOrdersOfInvoiceOwner, (context, call) =>
    list(context, call, async (tx) => ({
      invoiceOwnerId: await accountIdOf(tx, call.params.accountNumber),
    })),
  ),
];

function evergreenIn({ subscriptions }: OrderPage, key: string): OrderedSubscriptionPage {
  const ordered = subscriptions.find(({ subscriptionNumber }) => subscriptionNumber === key);
  if (found(key, ordered).made?.termType === "EVERGREEN") return found(key, ordered);
  const message = `Subscription '${key}' is not evergreen: its metrics are part of the order.`;
  throw new BillingError("NOT_ALLOWED", { message });
}

const invalidRange = () =>
  new BillingError("NOT_ALLOWED", { message: "'endDate' is not before 'startDate'." });

const read = <Result>(
  { database, entityId }: Context,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> => inTransaction(database, entityId, work);

type ListCall = Pick<CallSurroundings, "baseUrl" | "url"> & {
  readonly query: Pick<contract.OrderQuery, "page" | "pageSize"> & Partial<contract.OrderQuery>;
};

const list = (context: Context, call: ListCall, among: (tx: Transaction) => Promise<OrderFilter>) =>
  read(context, async (tx) => {
    const filter = { ...toFilter(call.query, context.timeZone), ...(await among(tx)) };
    const { rows, hasMore } = await listOrderPages(tx, filter, call.query);
    return {
      orders: rows.map((order) => toOrderAnswer(order, context.timeZone)),
      nextPage: nextPage(call, call.query, hasMore),
    };
  });

function toFilter(query: ListCall["query"], timeZone: string): OrderFilter {
  const { status = "all", dateFilterOption: of = "orderDate" } = query;
  const days = { of, from: query.startDate ?? null, to: query.endDate ?? null, timeZone };
  return { days, ...(status !== "all" && { statuses: [STATUSES[status]] }) };
}

const STATUSES: Readonly<
  Record<Exclude<NonNullable<contract.OrderQuery["status"]>, "all">, OrderStatus>
> = {
  cancelled: "Cancelled",
  completed: "Completed",
  draft: "Draft",
  executing: "Executing",
  failed: "Failed",
  pending: "Pending",
  scheduled: "Scheduled",
};

async function ofSubscription(tx: Transaction, key: string): Promise<OrderFilter> {
  const { subscription } = found(key, await findSubscription(tx, key));
  return { subscriptionNumber: subscription.subscriptionNumber };
}

const accountIdOf = async (tx: Transaction, key: string): Promise<string> =>
  found(key, await findAccount(tx, key)).accountId;

/** By number: of the account that ordered and of those that own the order's subscriptions. */
async function accountDetails(
  tx: Transaction,
  { accountNumber, subscriptions }: OrderPage,
): Promise<Map<string, AccountDetails>> {
  const owners = subscriptions.map((each) => each.subscriptionOwnerNumber);
  const details = new Map<string, AccountDetails>();
  for (const number of new Set([accountNumber, ...owners])) {
    const account = found(number, await findAccount(tx, number));
    const { billTo } = await findAccountContacts(tx, account);
    details.set(number, { account, billTo });
  }
  return details;
}

function found<Entity>(key: string, entity: Entity | undefined): Entity {
  if (entity === undefined) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return entity;
}
