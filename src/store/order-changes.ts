/** What can change of an order that is done: words and fields of the tenant's own, never what it did. */
import type { CustomFields } from "#engine/model/custom-fields.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";

export type OrderKeys = { readonly accountId: string; readonly orderId: string };

/** Who changes, and when (an ISO instant). */
export type ChangeAuthor = { readonly userId: string; readonly now: string };

/** Adds to the order's custom fields, replacing those of the same name; undefined when there is no such order. */
export async function saveOrderCustomFields(
  tx: Transaction,
  orderNumber: string,
  customFields: CustomFields,
  { userId, now }: ChangeAuthor,
): Promise<OrderKeys | undefined> {
  const { rows } = await sql<{ account_id: string; order_id: string }>`
    update orders set custom_fields = custom_fields || ${JSON.stringify(customFields)}::jsonb,
      updated_by_id = ${userId}::uuid, updated_at = ${now}::timestamptz
    where order_number = ${orderNumber}
    returning account_id, order_id
  `.execute(tx);
  const [row] = rows;
  return row && { accountId: row.account_id, orderId: row.order_id };
}

/** An action of an order: by its id, or by its place among those on a subscription. */
export type OrderActionKey =
  | { readonly orderActionId: string }
  | { readonly subscriptionNumber: string; readonly sequence: number };

/** The same for an action of the order. False when it has no such action. */
export async function saveActionCustomFields(
  tx: Transaction,
  { accountId, orderId }: OrderKeys,
  key: OrderActionKey,
  customFields: CustomFields,
): Promise<boolean> {
  const isAction =
    "orderActionId" in key
      ? sql`order_action_id = ${idOf(key.orderActionId)}::uuid`
      : sql`subscription_number = ${key.subscriptionNumber} and sequence = ${key.sequence}`;
  const { rows } = await sql`
    update order_actions
    set custom_fields = custom_fields || ${JSON.stringify(customFields)}::jsonb
    where account_id = ${accountId}::uuid and order_id = ${orderId}::uuid and ${isAction}
    returning order_action_id
  `.execute(tx);
  return rows.length > 0;
}

export type OrderActionChange = {
  /** Undefined: stays as it is. */
  readonly changeReason: string | null | undefined;
  readonly customFields: CustomFields;
};

/** Changes an action, whatever its order. False when there is none with this id. */
export async function saveOrderAction(
  tx: Transaction,
  orderActionId: string,
  { changeReason, customFields }: OrderActionChange,
  { userId, now }: ChangeAuthor,
): Promise<boolean> {
  const reason =
    changeReason === undefined ? sql`action.change_reason` : sql`${changeReason}::text`;
  const { rows } = await sql`
    with changed as (
      update order_actions action set change_reason = ${reason},
        custom_fields = action.custom_fields || ${JSON.stringify(customFields)}::jsonb
      where order_action_id = ${idOf(orderActionId)}::uuid
      returning account_id, order_id
    )
    update orders set updated_by_id = ${userId}::uuid, updated_at = ${now}::timestamptz
    from changed
    where orders.account_id = changed.account_id and orders.order_id = changed.order_id
    returning orders.order_id
  `.execute(tx);
  return rows.length > 0;
}
