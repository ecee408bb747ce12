/** Line items as they are read, with what they name: one query however many. */
import type { OrderLineItem } from "#engine/model/order-line-item.ts";
import type { Currency } from "#engine/values/currency.ts";
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import { type LineItemRow, toLineItem } from "./order-line-item-rows.ts";
import { findCurrencies } from "./settings.ts";

export type LineItemPage = {
  readonly item: OrderLineItem;
  readonly currency: Currency;
  /** The order with the account that is billed. */
  readonly order: {
    readonly orderId: string;
    readonly orderDate: PlainDate;
    readonly accountId: string;
    readonly accountNumber: string;
    readonly accountName: string;
    readonly billToContactId: string | null;
  };
  readonly owner: {
    readonly accountId: string;
    readonly accountNumber: string;
    readonly accountName: string;
    readonly soldToContactId: string | null;
  };
  /** What a return is of. */
  readonly original:
    | { readonly orderId: string; readonly orderNumber: string; readonly itemNumber: string }
    | undefined;
  /** Without taxes, of an item whose price includes them; null while it is not billed, or of others. */
  readonly billedNetAmount: Decimal | null;
  /** Units that have come back of it. */
  readonly returned: Decimal;
};

/** By id. */
export async function findLineItemPage(
  tx: Transaction,
  key: string,
): Promise<LineItemPage | undefined> {
  const [page] = await pagesWhere(tx, sql`item.order_line_item_id = ${idOf(key)}::uuid`);
  return page;
}

/** Items of orders, in their order, by the id of the order. */
export async function listLineItemPages(
  tx: Transaction,
  orders: readonly { readonly accountId: string; readonly orderId: string }[],
): Promise<Map<string, LineItemPage[]>> {
  const pages = await pagesWhere(
    tx,
    sql`(item.account_id, item.order_id) in (
      select * from unnest(
        ${orders.map(({ accountId }) => accountId)}::uuid[],
        ${orders.map(({ orderId }) => orderId)}::uuid[]
      )
    )`,
  );
  return Map.groupBy(pages, ({ order }) => order.orderId);
}

type PageRow = LineItemRow & {
  currency: string;
  order_date: PlainDate;
  account_number: string;
  account_name: string;
  account_bill_to: string | null;
  owner_id: string;
  owner_number: string;
  owner_name: string;
  owner_sold_to: string | null;
  original_order_id: string | null;
  original_order_number: string | null;
  original_item_number: string | null;
  returned: string;
  billed_net_amount: string | null;
};

async function pagesWhere(
  tx: Transaction,
  condition: ReturnType<typeof sql>,
): Promise<LineItemPage[]> {
  const { rows } = await sql<PageRow>`
    select item.*, orders.currency, orders.order_date, account.account_number,
      account.name as account_name, account.bill_to_contact_id as account_bill_to,
      owner.account_id as owner_id, owner.account_number as owner_number, owner.name as owner_name,
      owner.sold_to_contact_id as owner_sold_to, sold.order_id as original_order_id,
      sold_order.order_number as original_order_number, sold.item_number as original_item_number,
      (
        select coalesce(sum(back.quantity), 0) from order_line_items back
        where back.account_id = item.account_id
        and back.original_order_line_item_id = item.order_line_item_id
        and back.item_state in ('Booked', 'SentToBilling', 'Complete')
      ) as returned,
      (
        select bill.amount from invoice_items bill
        where bill.account_id = item.account_id and bill.invoice_id = item.billed_document_id
        and bill.invoice_item_id = item.billed_item_id and item.tax_mode = 'TaxInclusive'
      ) as billed_net_amount
    from order_line_items item
    join orders using (account_id, order_id)
    join accounts account using (account_id)
    join accounts owner on owner.account_id = coalesce(item.owner_account_id, item.account_id)
    left join order_line_items sold on sold.account_id = item.account_id
      and sold.order_line_item_id = item.original_order_line_item_id
    left join orders sold_order on sold_order.account_id = sold.account_id
      and sold_order.order_id = sold.order_id
    where ${condition}
    order by item.order_id, item.sequence
  `.execute(tx);
  if (rows.length === 0) return [];
  const currencyOf = await findCurrencies(tx);
  return rows.map((row) => toPage(row, currencyOf(row.currency)));
}

const toPage = (row: PageRow, currency: Currency): LineItemPage => ({
  item: toLineItem(row),
  currency,
  order: {
    orderId: row.order_id,
    orderDate: row.order_date,
    accountId: row.account_id,
    accountNumber: row.account_number,
    accountName: row.account_name,
    billToContactId: row.account_bill_to,
  },
  owner: {
    accountId: row.owner_id,
    accountNumber: row.owner_number,
    accountName: row.owner_name,
    soldToContactId: row.owner_sold_to,
  },
  original:
    row.original_order_id === null
      ? undefined
      : {
          orderId: row.original_order_id,
          orderNumber: row.original_order_number ?? "",
          itemNumber: row.original_item_number ?? "",
        },
  billedNetAmount: row.billed_net_amount === null ? null : decimal(row.billed_net_amount),
  returned: decimal(row.returned),
});
