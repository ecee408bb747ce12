/** Actions of orders as older clients know them: one amendment each, of which a version was made. */
import type { OrderAction, OrderActionType, TriggerDates } from "#engine/model/order.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";

export type StoredAmendment = {
  /** Of the action. */
  readonly amendmentId: string;
  readonly type: Exclude<OrderActionType, "CreateSubscription">;
  /** As JSON has it: amounts are numbers. */
  readonly action: Partial<Extract<OrderAction, { type: "TermsAndConditions" }>> & {
    readonly specificUpdateDate?: PlainDate | null;
  };
  readonly triggerDates: TriggerDates;
  readonly reason: string | null;
  readonly description: string | null;
  readonly baseSubscriptionId: string | null;
  readonly newSubscriptionId: string;
  /** Of a cancellation: from when on there is no service. */
  readonly cancelledDate: PlainDate | null;
  readonly destinationAccountId: string | null;
  readonly destinationInvoiceOwnerId: string | null;
  readonly createdById: string;
  readonly createdAt: Date;
  readonly updatedById: string;
  readonly updatedAt: Date;
};

const accountNamed = (field: string) => sql`(
  select d.account_id from accounts d where d.account_number = a.action ->> ${field})`;

/** What waits is no amendment yet, and what creates a subscription is none. */
const select = sql`
  select a.order_action_id as "amendmentId", a.type, a.action, a.trigger_dates as "triggerDates",
    a.change_reason as reason, o.description, base.subscription_id as "baseSubscriptionId",
    next.subscription_id as "newSubscriptionId",
    case when a.type = 'CancelSubscription' then next.cancelled_date end as "cancelledDate",
    ${accountNamed("destinationAccountNumber")} as "destinationAccountId",
    ${accountNamed("destinationInvoiceAccountNumber")} as "destinationInvoiceOwnerId",
    o.created_by_id as "createdById", o.created_at as "createdAt",
    o.updated_by_id as "updatedById", o.updated_at as "updatedAt"
  from order_actions a
    join orders o on o.account_id = a.account_id and o.order_id = a.order_id
    join subscriptions next
      on next.subscription_number = a.subscription_number and next.version = a.new_version
    left join subscriptions base
      on base.subscription_number = a.subscription_number and base.version = a.base_version
  where a.type <> 'CreateSubscription'`;

export async function findAmendment(
  tx: Transaction,
  key: string,
): Promise<StoredAmendment | undefined> {
  const { rows } = await sql<StoredAmendment>`
    ${select} and a.order_action_id = ${idOf(key)}::uuid
  `.execute(tx);
  return rows[0];
}

/** The last of those that have made a version of a subscription. */
export async function findLastAmendment(
  tx: Transaction,
  subscriptionKey: string,
): Promise<StoredAmendment | undefined> {
  const { rows } = await sql<StoredAmendment>`
    ${select} and next.subscription_id = ${idOf(subscriptionKey)}::uuid
    order by a.sequence desc limit 1
  `.execute(tx);
  return rows[0];
}
