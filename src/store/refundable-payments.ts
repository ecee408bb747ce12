import type { RefundablePart } from "#engine/settlement/plan-refunds.ts";
import { decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";

/**
 * What electronic payments of an account, locked already, have paid of items of these subscriptions, by
 * payment and invoice.
 */
export async function listRefundableParts(
  tx: Transaction,
  accountId: string,
  subscriptionNumbers: readonly string[],
): Promise<RefundablePart[]> {
  const { rows } = await sql<Row>`
    select payment_id, invoice_id, invoice_number, invoice_date, invoices.balance, target_item_id,
      target_tax_item_id, paid.amount
    from (
      select source_id as payment_id, target_id as invoice_id, target_item_id, target_tax_item_id,
        sum(applications.amount) as amount, min(application_id::text) as first
      from applications
      join invoice_items items on items.account_id = applications.account_id
        and items.invoice_id = target_id and items.invoice_item_id = target_item_id
      where applications.account_id = ${accountId}::uuid and source_type = 'Payment'
        and target_type = 'Invoice' and subscription_number = any (${subscriptionNumbers})
      group by 1, 2, 3, 4 having sum(applications.amount) > 0
    ) paid
    join payments using (payment_id)
    join invoices using (invoice_id)
    where payments.account_id = ${accountId}::uuid and invoices.account_id = ${accountId}::uuid
      and payments.type = 'Electronic' and payments.status = 'Processed'
      and invoices.status = 'Posted'
    order by payment_id, invoice_id, first
  `.execute(tx);
  const parts = Map.groupBy(rows, (row) => `${row.payment_id} ${row.invoice_id}`);
  return [...parts.values()].flatMap((items) => {
    const [first] = items;
    if (!first) return [];
    return {
      paymentId: first.payment_id,
      invoiceId: first.invoice_id,
      invoiceNumber: first.invoice_number,
      invoiceDate: first.invoice_date,
      invoiceBalance: decimal(first.balance),
      items: items.map((item) => ({
        invoiceItemId: item.target_item_id,
        taxItemId: item.target_tax_item_id,
        amount: decimal(item.amount),
      })),
    };
  });
}

type Row = {
  payment_id: string;
  invoice_id: string;
  invoice_number: string;
  invoice_date: PlainDate;
  balance: string;
  target_item_id: string;
  target_tax_item_id: string | null;
  amount: string;
};
