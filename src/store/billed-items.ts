/**
 * What billing has billed for charges, and has taken back of it: items of invoices and, where what
 * was billed is below zero, of credit memos, whose amounts have the other sign.
 */
import type { ShortenedCharge } from "#engine/billing/shortened.ts";
import type { BilledItem, ItemReference } from "#engine/model/document.ts";
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";
import { type BilledDiscountJson, discountsOfItem, toBilledDiscounts } from "./discounts.ts";

/**
 * What charges were billed past `from` and billing has not taken back whole: what a shortened charge
 * is credited from; of what an invoice schedule has billed all, as its credit is of all. In the order
 * billed.
 *
 * A document's status is looked up item by item: joined, all documents of the account would meet all
 * of its charges first, which took seconds for a thousand subscriptions of one account.
 *
 * @param isDiscounted  whether a discount was ever subscribed to; its items are not looked for otherwise
 */
export async function listBilledItems(
  tx: Transaction,
  charges: readonly ShortenedCharge[],
  { isDiscounted }: { readonly isDiscounted: boolean },
): Promise<Map<string, BilledItem[]>> {
  if (charges.length === 0) return new Map();
  const accountIds = charges.map((charge) => charge.accountId);
  const numbers = charges.map((charge) => charge.chargeNumber);
  const from = charges.map((charge) => charge.from);
  const discounts = (of: Parameters<typeof discountsOfItem>[0]) =>
    isDiscounted ? discountsOfItem(of) : sql`null::json`;
  const { rows } = await sql<BilledItemRow>`
    with wanted as materialized (
      select account_id, charge_number, min(from_date) as from_date
      from unnest(${accountIds}::uuid[], ${numbers}::text[], ${from}::date[])
        as each (account_id, charge_number, from_date)
      group by 1, 2
    )
    select account_id, 'Invoice' as document_type, invoice_id as document_id,
      invoice_item_id as item_id, items.charge_number, segment, service_start, service_end, quantity, items.amount + included_tax as amount,
      credited_amount, ${discounts("invoice")} as discounts, split_item_id, whole_amount,
      invoice_schedule_id
    from wanted join invoice_items items using (account_id, charge_number)
    where credited_item_id is null and processing_type = 'Charge' and 'Canceled' <> (
      select status from invoices
      where invoices.account_id = items.account_id and invoices.invoice_id = items.invoice_id
    )
    and (service_end > from_date or invoice_schedule_id is not null) and not items.is_reversed
    and (credited_amount <> items.amount + included_tax or items.amount = 0)
    union all
    select account_id, 'CreditMemo', credit_memo_id, credit_memo_item_id, items.charge_number,
      segment, service_start, service_end, quantity, -(items.amount + included_tax), -credited_amount,
      ${discounts("creditMemo")}, null, null, null
    from wanted join credit_memo_items items using (account_id, charge_number)
    where credit_from_item_id is null and processing_type = 'Charge'
    and items.source_item_type = 'SubscriptionComponent' and 'Canceled' <> (
      select status from credit_memos memos
      where memos.account_id = items.account_id and memos.credit_memo_id = items.credit_memo_id
    )
    and service_end > from_date and not items.is_reversed
    and (credited_amount <> items.amount + included_tax or items.amount = 0)
    order by service_start, item_id
  `.execute(tx);
  return Map.groupBy(rows.map(toBilledItem), (item) => item.chargeNumber);
}

type BilledItemRow = {
  account_id: string;
  document_type: ItemReference["documentType"];
  document_id: string;
  item_id: string;
  charge_number: string;
  segment: number;
  service_start: PlainDate;
  service_end: PlainDate;
  quantity: string;
  amount: string;
  credited_amount: string;
  discounts: readonly BilledDiscountJson[] | null;
  split_item_id: string | null;
  invoice_schedule_id: string | null;
  whole_amount: string | null;
};

const toBilledItem = (row: BilledItemRow): BilledItem => ({
  accountId: row.account_id,
  documentType: row.document_type,
  documentId: row.document_id,
  itemId: row.item_id,
  chargeNumber: row.charge_number,
  segment: row.segment,
  service: { start: row.service_start, end: row.service_end },
  quantity: decimal(row.quantity),
  amount: decimal(row.amount),
  creditedAmount: decimal(row.credited_amount),
  discounts: toBilledDiscounts(row.discounts),
  ...(row.invoice_schedule_id !== null && { invoiceScheduleId: row.invoice_schedule_id }),
  ...(row.split_item_id !== null &&
    row.whole_amount !== null && {
      splitFrom: { itemId: row.split_item_id, amount: decimal(row.whole_amount) },
    }),
});

/** What billing credits of an item that it billed before; of the sign that it was billed with. */
export type ItemCredit = ItemReference & { readonly amount: Decimal };

/** Remembers on billed items how much of them was credited, so that it is credited once. */
export async function addItemCredits(
  tx: Transaction,
  credits: readonly ItemCredit[],
): Promise<void> {
  const { Invoice = [], CreditMemo = [] } = Object.groupBy(credits, (each) => each.documentType);
  if (Invoice.length > 0) {
    await sql`
      update invoice_items set credited_amount = credited_amount + given.amount
      from (${sumsOf(Invoice)}) given
      where invoice_items.account_id = given.account_id
      and invoice_items.invoice_id = given.document_id
      and invoice_items.invoice_item_id = given.item_id
    `.execute(tx);
  }
  if (CreditMemo.length > 0) {
    await sql`
      update credit_memo_items set credited_amount = credited_amount - given.amount
      from (${sumsOf(CreditMemo)}) given
      where credit_memo_items.account_id = given.account_id
      and credit_memo_items.credit_memo_id = given.document_id
      and credit_memo_items.credit_memo_item_id = given.item_id
    `.execute(tx);
  }
}

const sumsOf = (credits: readonly ItemCredit[]) => sql`
  select account_id, document_id, item_id, sum(amount) as amount
  from unnest(
    ${credits.map((credit) => credit.accountId)}::uuid[],
    ${credits.map((credit) => credit.documentId)}::uuid[],
    ${credits.map((credit) => credit.itemId)}::uuid[],
    ${credits.map((credit) => credit.amount.toFixed())}::numeric[]
  ) as each (account_id, document_id, item_id, amount)
  group by 1, 2, 3`;
