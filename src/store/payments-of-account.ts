import { type Decimal, decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";
import type { PageOf, PageRequest } from "./page.ts";
import type { StoredPayment } from "./payments.ts";

export type PaymentOfAccount = Pick<
  StoredPayment,
  "paymentId" | "paymentNumber" | "type" | "status" | "amount" | "effectiveDate"
> & {
  readonly paymentMethodId: string | null;
  /** The gateway's. */
  readonly referenceId: string | null;
  readonly paidInvoices: readonly {
    readonly invoiceId: string;
    readonly invoiceNumber: string;
    readonly amount: Decimal;
  }[];
};

/** Payments of an account with the invoices that they have paid, the newest first. */
export async function listPaymentsOfAccount(
  tx: Transaction,
  accountId: string,
  { page, pageSize }: PageRequest,
): Promise<PageOf<PaymentOfAccount>> {
  const { rows } = await sql<Row>`
    select p.payment_id, p.payment_number, p.type, p.status, p.amount, p.effective_date,
      p.payment_method_id, p.reference_id, paid.invoices
    from (
      select * from payments where account_id = ${accountId}::uuid
      order by created_at desc, payment_id desc
      limit ${pageSize + 1} offset ${(page - 1) * pageSize}
    ) p cross join lateral (
      select coalesce(jsonb_agg(jsonb_build_object('id', replace(invoice_id::text, '-', ''),
        'number', invoice_number, 'amount', applied.amount::text) order by invoice_number),
        '[]') as invoices
      from (
        select target_id, sum(amount) as amount from applications
        where account_id = p.account_id and source_id = p.payment_id and target_type = 'Invoice'
        group by target_id having sum(amount) <> 0
      ) applied
      join invoices i on i.account_id = p.account_id and i.invoice_id = applied.target_id
    ) paid
    order by p.created_at desc, p.payment_id desc
  `.execute(tx);
  return { rows: rows.slice(0, pageSize).map(toPayment), hasMore: rows.length > pageSize };
}

type Row = {
  payment_id: string;
  payment_number: string;
  type: StoredPayment["type"];
  status: StoredPayment["status"];
  amount: string;
  effective_date: PlainDate;
  payment_method_id: string | null;
  reference_id: string | null;
  invoices: { id: string; number: string; amount: string }[];
};

const toPayment = (row: Row): PaymentOfAccount => ({
  paymentId: row.payment_id,
  paymentNumber: row.payment_number,
  type: row.type,
  status: row.status,
  amount: decimal(row.amount),
  effectiveDate: row.effective_date,
  paymentMethodId: row.payment_method_id,
  referenceId: row.reference_id,
  paidInvoices: row.invoices.map((each) => ({
    invoiceId: each.id,
    invoiceNumber: each.number,
    amount: decimal(each.amount),
  })),
});
