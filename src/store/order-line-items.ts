/** Line items of orders. The account of an order is locked before one of its items is changed. */
import type { ItemReference } from "#engine/model/document.ts";
import type { OrderLineItem, SoldItem } from "#engine/model/order-line-item.ts";
import { decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import type { ItemOfBilling } from "./billed-by-documents.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import { insertRows, updateRows } from "./insert-rows.ts";
import {
  CHANGEABLE_COLUMNS,
  fromLineItem,
  type LineItemAuthor,
  type LineItemRow,
  NEW_COLUMNS,
  toBilledItem,
  toLineItem,
} from "./order-line-item-rows.ts";

/** Items of one order, in its order. */
export async function saveNewLineItems(
  tx: Transaction,
  { accountId, orderId }: { readonly accountId: string; readonly orderId: string },
  items: readonly OrderLineItem[],
  author: LineItemAuthor,
): Promise<void> {
  await insertRows(
    tx,
    "order_line_items",
    NEW_COLUMNS,
    items.map((item, sequence) => ({
      ...fromLineItem(item, author),
      account_id: accountId,
      order_id: orderId,
      order_line_item_id: item.orderLineItemId,
      sequence,
      item_category: item.itemCategory,
      product_rate_plan_charge_id: item.productRatePlanChargeId,
      original_order_line_item_id: item.originalOrderLineItemId,
      created_by_id: author.userId,
      created_at: author.now,
    })),
  );
}

export type StoredLineItem = {
  readonly accountId: string;
  readonly orderId: string;
  readonly item: OrderLineItem;
  /** Null: not billed. */
  readonly billedItem: ItemReference | null;
};

const toStored = (row: LineItemRow): StoredLineItem => ({
  accountId: row.account_id,
  orderId: row.order_id,
  item: toLineItem(row),
  billedItem: toBilledItem(row),
});

/** By their ids; those that are not there are missing. */
export async function listLineItems(
  tx: Transaction,
  keys: readonly string[],
): Promise<StoredLineItem[]> {
  const ids = keys.flatMap((key) => idOf(key) ?? []);
  const { rows } = await sql<LineItemRow>`
    select * from order_line_items where order_line_item_id = any (${ids}::uuid[])
  `.execute(tx);
  return rows.map(toStored);
}

/** The numbers of all items of orders, as "order number". */
export async function listLineItemNumbers(
  tx: Transaction,
  orderIds: readonly string[],
): Promise<Set<string>> {
  const { rows } = await sql<{ order_id: string; item_number: string }>`
    select order_id, item_number from order_line_items where order_id = any (${[...orderIds]}::uuid[])
  `.execute(tx);
  return new Set(rows.map((row) => `${row.order_id} ${row.item_number}`));
}

/** Writes all that can change of items; their account is locked. */
export const saveLineItems = (
  tx: Transaction,
  items: readonly Pick<StoredLineItem, "accountId" | "orderId" | "item">[],
  author: LineItemAuthor,
): Promise<void> =>
  updateRows(
    tx,
    "order_line_items",
    {
      keys: { account_id: "uuid", order_id: "uuid", order_line_item_id: "uuid" },
      sets: CHANGEABLE_COLUMNS,
    },
    items.map(({ accountId, orderId, item }) => ({
      ...fromLineItem(item, author),
      account_id: accountId,
      order_id: orderId,
      order_line_item_id: item.orderLineItemId,
    })),
  );

/** What of accounts is due by a day and not billed, by account id, in the order of its making. */
export async function listLineItemsToBill(
  tx: Transaction,
  accountIds: readonly string[],
  targetDate: PlainDate,
): Promise<Map<string, OrderLineItem[]>> {
  const { rows } = await sql<LineItemRow>`
    select * from order_line_items
    where account_id = any (${accountIds}::uuid[])
    and item_state = 'SentToBilling' and billed_item_id is null
    and bill_target_date <= ${targetDate}
    order by account_id, order_id, sequence
  `.execute(tx);
  const byAccount = Map.groupBy(rows, (row) => row.account_id);
  return new Map([...byAccount].map(([accountId, own]) => [accountId, own.map(toLineItem)]));
}

/** An item of a document that bills a line item. */
export type BilledLineItem = ItemReference & {
  readonly accountId: string;
  readonly orderLineItemId: string;
};

/** Remembers what bills line items, so that each is billed once. */
export async function saveBilledLineItems(
  tx: Transaction,
  billed: readonly BilledLineItem[],
): Promise<void> {
  if (billed.length === 0) return;
  await sql`
    update order_line_items set billed_document_type = given.document_type,
      billed_document_id = given.document_id, billed_item_id = given.item_id
    from unnest(
      ${billed.map((each) => each.accountId)}::uuid[],
      ${billed.map((each) => each.orderLineItemId)}::uuid[],
      ${billed.map((each) => each.documentType)}::text[],
      ${billed.map((each) => each.documentId)}::uuid[],
      ${billed.map((each) => each.itemId)}::uuid[]
    ) as given (account_id, order_line_item_id, document_type, document_id, item_id)
    where order_line_items.account_id = given.account_id
    and order_line_items.order_line_item_id = given.order_line_item_id
  `.execute(tx);
}

type SoldRow = LineItemRow & {
  order_number: string;
  returned: string;
  credited_quantity: string;
  billed_amount: string | null;
  credited_amount: string | null;
};

/** What was sold, with what has come back of it and what was credited. */
const soldItems = (condition: ReturnType<typeof sql>) => sql<SoldRow>`
  select sold.*, orders.order_number, invoice_items.amount + invoice_items.included_tax as billed_amount,
    invoice_items.credited_amount, returns.returned, returns.credited_quantity
  from order_line_items sold
  join orders using (account_id, order_id)
  left join invoice_items on invoice_items.account_id = sold.account_id
    and invoice_items.invoice_id = sold.billed_document_id
    and invoice_items.invoice_item_id = sold.billed_item_id
  cross join lateral (
    select coalesce(sum(back.quantity) filter (
        where back.item_state in ('Booked', 'SentToBilling', 'Complete')), 0) as returned,
      coalesce(sum(back.quantity) filter (where back.billed_item_id is not null), 0)
        as credited_quantity
    from order_line_items back
    where back.account_id = sold.account_id
    and back.original_order_line_item_id = sold.order_line_item_id
  ) returns
  where sold.item_category = 'Sales' and ${condition}`;

const toSoldItem = (row: SoldRow): SoldItem => {
  const item = toLineItem(row);
  const billedItem = toBilledItem(row);
  return {
    item,
    orderNumber: row.order_number,
    returned: decimal(row.returned),
    billed: billedItem && {
      item: billedItem,
      amountLeft: decimal(row.billed_amount ?? "0").minus(decimal(row.credited_amount ?? "0")),
      quantityLeft: item.quantity.minus(decimal(row.credited_quantity)),
    },
  };
};

/** Sold items of an account by order number and item number; what is not there is missing. */
export async function listSoldItemsByNumber(
  tx: Transaction,
  accountId: string,
  named: readonly { readonly orderNumber: string; readonly itemNumber: string }[],
): Promise<SoldItem[]> {
  if (named.length === 0) return [];
  const { rows } = await soldItems(sql`
    sold.account_id = ${accountId}::uuid and exists (
      select from unnest(
        ${named.map((each) => each.orderNumber)}::text[],
        ${named.map((each) => each.itemNumber)}::text[]
      ) as named (order_number, item_number)
      where named.order_number = orders.order_number and named.item_number = sold.item_number
    )`).execute(tx);
  return rows.map(toSoldItem);
}

/** The same by their ids, of whichever accounts. */
export async function listSoldItems(
  tx: Transaction,
  items: readonly Pick<OrderLineItem, "originalOrderLineItemId">[],
): Promise<Map<string, SoldItem>> {
  const ids = items.flatMap((item) => item.originalOrderLineItemId ?? []);
  if (ids.length === 0) return new Map();
  const { rows } = await soldItems(sql`sold.order_line_item_id = any (${ids}::uuid[])`).execute(tx);
  return new Map(rows.map((row) => [row.order_line_item_id, toSoldItem(row)]));
}

/** Order line items that no document bills any more: the next billing does. */
export async function forgetBilledLineItems(
  tx: Transaction,
  items: readonly ItemOfBilling[],
): Promise<void> {
  const billed = items.filter((item) => item.orderLineItemId !== null);
  if (billed.length === 0) return;
  await sql`
    update order_line_items
    set billed_document_type = null, billed_document_id = null, billed_item_id = null
    from unnest(
      ${billed.map((item) => item.accountId)}::uuid[],
      ${billed.map((item) => item.orderLineItemId)}::uuid[],
      ${billed.map((item) => item.itemId)}::uuid[]
    ) as given (account_id, order_line_item_id, item_id)
    where order_line_items.account_id = given.account_id
    and order_line_items.order_line_item_id = given.order_line_item_id
    and order_line_items.billed_item_id = given.item_id
  `.execute(tx);
}
