/** Orders with their actions and what these made, as pages show them, in the same number of queries however many. */
import type { Order, OrderActionType, TriggerDates } from "#engine/model/order.ts";
import type { Ramp, RampRequest } from "#engine/model/ramp.ts";
import type { Subscription } from "#engine/model/subscription.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";
import { type MadeVersion, madeBy, versionKey } from "./made-versions.ts";
import { conditionOf, type OrderFilter } from "./order-filter.ts";
import { type LineItemPage, listLineItemPages } from "./order-line-item-pages.ts";
import type { OrderStatus } from "./order-status.ts";
import type { RevertOrderAction } from "./orders.ts";
import { organizationLabelOf } from "./organizations.ts";
import type { PageOf, PageRequest } from "./page.ts";
import { fromStored } from "./stored-values.ts";

export type OrderPage = {
  readonly orderId: string;
  readonly orderNumber: string;
  readonly accountId: string;
  readonly accountNumber: string;
  /** Of the account; null: of none. */
  readonly organizationLabel: string | null;
  readonly status: OrderStatus;
  readonly orderDate: PlainDate;
  readonly category: Order["category"];
  readonly description: string | null;
  readonly reasonCode: string | null;
  readonly currency: string;
  readonly customFields: Readonly<Record<string, unknown>>;
  readonly createdById: string;
  readonly createdAt: Date;
  readonly updatedById: string;
  readonly updatedAt: Date;
  /** Null where it has reverted none. */
  readonly revertsOrderNumber: string | null;
  /** Null while it is not Reverted. */
  readonly revertedByOrderNumber: string | null;
  /** Of a Scheduled order only. */
  readonly scheduledDate: PlainDate | null;
  readonly scheduledDatePolicy: string | null;
  /** Why it was not executed when that was last tried. */
  readonly failedReason: string | null;
  /** In the sequence of the order. None of a scheduled order before it is executed. */
  readonly subscriptions: readonly OrderedSubscriptionPage[];
  readonly orderLineItems: readonly LineItemPage[];
};

export type OrderedSubscriptionPage = {
  /** Null while the order waits that is to create it, unless a number was chosen. */
  readonly subscriptionNumber: string | null;
  /** Null when the order created it. */
  readonly baseVersion: number | null;
  /** Of the subscription, as the order leaves them or, while it waits, as it asks for them. */
  readonly customFields: Readonly<Record<string, unknown>>;
  /** The version that the order made, whole; null while it waits. */
  readonly made: Subscription | null;
  /** Of the account that owns it since, or while it waits. */
  readonly subscriptionOwnerNumber: string;
  readonly invoiceOwnerNumber: string;
  readonly orderActions: readonly OrderActionPage[];
  /** As the order leaves it or, while it waits, as it asks for it; undefined for none. */
  readonly ramp: Ramp | RampRequest | undefined;
};

export type OrderActionPage = {
  readonly orderActionId: string;
  readonly sequence: number;
  /** As the engine took it, in JSON: its amounts are numbers. */
  readonly action: { readonly type: OrderActionType } | RevertOrderAction;
  readonly triggerDates: TriggerDates;
  readonly changeReason: string | null;
  readonly customFields: Readonly<Record<string, unknown>>;
};

/** By number; undefined when there is none. */
export async function findOrderPage(
  tx: Transaction,
  orderNumber: string,
): Promise<OrderPage | undefined> {
  const [page] = await pagesWhere(tx, sql`o.order_number = ${orderNumber}`, sql``);
  return page;
}

/** The one that changed last first: there is an index for that. */
export async function listOrderPages(
  tx: Transaction,
  filter: OrderFilter,
  { page, pageSize }: PageRequest,
): Promise<PageOf<OrderPage>> {
  const rows = await pagesWhere(
    tx,
    conditionOf(filter),
    sql`order by o.updated_at desc, o.order_id desc
      limit ${pageSize + 1} offset ${(page - 1) * pageSize}`,
  );
  return { rows: rows.slice(0, pageSize), hasMore: rows.length > pageSize };
}

type Sql = ReturnType<typeof sql>;

type OrderRow = {
  order_id: string;
  order_number: string;
  account_id: string;
  account_number: string;
  organization_label: string | null;
  status: OrderStatus;
  order_date: PlainDate;
  category: Order["category"];
  description: string | null;
  reason_code: string | null;
  currency: string;
  custom_fields: Record<string, unknown>;
  created_by_id: string;
  created_at: Date;
  updated_by_id: string;
  updated_at: Date;
  reverts_order_number: string | null;
  reverted_by_order_number: string | null;
  scheduled_date: PlainDate | null;
  scheduled_date_policy: string | null;
  failed_reason: string | null;
  to_execute: Parameters<typeof fromStored>[0];
};

type ActionRow = {
  order_id: string;
  order_action_id: string;
  subscription_sequence: number;
  subscription_number: string | null;
  base_version: number | null;
  /** Null while the order waits. */
  new_version: number | null;
  sequence: number;
  action: OrderActionPage["action"] & { readonly subscriptionOwnerAccountNumber?: string };
  /** Of the account that owns the subscription of an order that waits; null for a new one. */
  owner_number: string | null;
  trigger_dates: TriggerDates;
  change_reason: string | null;
  custom_fields: Record<string, unknown>;
};

async function pagesWhere(tx: Transaction, condition: Sql, order: Sql): Promise<OrderPage[]> {
  const { rows } = await sql<OrderRow>`
    select o.*, a.account_number, ${organizationLabelOf("a")},
      case when o.reverts_order_id is not null then (
        select order_number from orders r
        where r.account_id = o.account_id and r.order_id = o.reverts_order_id
      ) end as reverts_order_number,
      case when o.status = 'Reverted' then (
        select order_number from orders r
        where r.account_id = o.account_id and r.reverts_order_id = o.order_id
      ) end as reverted_by_order_number
    from orders o join accounts a using (account_id)
    where ${condition} ${order}
  `.execute(tx);
  if (rows.length === 0) return [];
  const actions = await actionsOf(tx, rows);
  const made = await madeBy(tx, actions);
  const keys = rows.map((row) => ({ accountId: row.account_id, orderId: row.order_id }));
  const lineItems = await listLineItemPages(tx, keys);
  return rows.map((row) => {
    const subscriptions = subscriptionsOf(actions, row, made);
    const isShown = row.scheduled_date === null || subscriptions.every((each) => each.made);
    const orderLineItems = lineItems.get(row.order_id) ?? [];
    return { ...toOrderPage(row, isShown ? subscriptions : []), orderLineItems };
  });
}

async function actionsOf(tx: Transaction, orders: readonly OrderRow[]): Promise<ActionRow[]> {
  const { rows } = await sql<ActionRow>`
    select t.account_id, t.order_id, order_action_id, subscription_sequence, subscription_number,
      base_version, new_version, sequence, action, trigger_dates, change_reason, custom_fields,
      case when new_version is null then (
        select account_number from subscriptions latest
          join accounts owner on owner.account_id = latest.subscription_owner_id
        where latest.subscription_number = t.subscription_number and latest.is_latest_version
      ) end as owner_number
    from unnest(
      ${orders.map((order) => order.account_id)}::uuid[],
      ${orders.map((order) => order.order_id)}::uuid[]
    ) as wanted (account_id, order_id)
    join order_actions t using (account_id, order_id)
    order by t.subscription_sequence, t.subscription_number, t.sequence
  `.execute(tx);
  return rows;
}

const versionOf = ({ subscription_number: number, new_version: version }: ActionRow): string =>
  versionKey(number ?? "", version ?? 0);

function subscriptionsOf(
  actions: readonly ActionRow[],
  order: OrderRow,
  made: ReadonlyMap<string, MadeVersion>,
): OrderedSubscriptionPage[] {
  const own = actions.filter((action) => action.order_id === order.order_id);
  const asked = (fromStored(order.to_execute) as Pick<Order, "subscriptions"> | null)
    ?.subscriptions;
  const bySubscription = Map.groupBy(own, placeOf);
  return [...bySubscription.values()].flatMap((ordered): OrderedSubscriptionPage[] => {
    const [first] = ordered;
    if (!first) return [];
    const { subscription_number: subscriptionNumber, base_version: baseVersion } = first;
    const orderActions = ordered.map(toActionPage);
    const common = { subscriptionNumber, baseVersion, orderActions };
    if (first.new_version === null) {
      const ofOrder = asked?.[first.subscription_sequence];
      const { customFields = {}, ramp } = ofOrder ?? {};
      const subscriptionOwnerNumber =
        first.action.subscriptionOwnerAccountNumber ?? first.owner_number ?? order.account_number;
      const owners = { subscriptionOwnerNumber, invoiceOwnerNumber: order.account_number };
      return [{ ...common, ...owners, customFields, made: null, ramp }];
    }
    const version = made.get(versionOf(first));
    if (!version) return [];
    const { customFields, ramp = undefined } = version.made;
    return [{ ...common, ...version, customFields, ramp: ramp ?? undefined }];
  });
}

/** The numbers as well: orders of long ago have counted all of their subscriptions as 0. */
const placeOf = (action: ActionRow): string =>
  versionKey(action.subscription_number ?? "", action.subscription_sequence);

const toActionPage = (row: ActionRow): OrderActionPage => ({
  orderActionId: row.order_action_id,
  sequence: row.sequence,
  action: row.action,
  triggerDates: row.trigger_dates,
  changeReason: row.change_reason,
  customFields: row.custom_fields,
});

const toOrderPage = (
  row: OrderRow,
  subscriptions: readonly OrderedSubscriptionPage[],
): Omit<OrderPage, "orderLineItems"> => ({
  orderId: row.order_id,
  orderNumber: row.order_number,
  accountId: row.account_id,
  accountNumber: row.account_number,
  organizationLabel: row.organization_label,
  status: row.status,
  orderDate: row.order_date,
  category: row.category,
  description: row.description,
  reasonCode: row.reason_code,
  currency: row.currency,
  customFields: row.custom_fields,
  createdById: row.created_by_id,
  createdAt: row.created_at,
  updatedById: row.updated_by_id,
  updatedAt: row.updated_at,
  revertsOrderNumber: row.reverts_order_number,
  revertedByOrderNumber: row.reverted_by_order_number,
  scheduledDate: row.scheduled_date,
  scheduledDatePolicy: row.scheduled_date_policy,
  failedReason: row.failed_reason,
  subscriptions,
});
