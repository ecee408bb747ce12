/** What payments have paid of invoices, as the model before memos names it: by an id of its own. */
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";

export type InvoicePayment = {
  /** The first application's, as of the payment's part. */
  readonly invoicePaymentId: string;
  readonly paymentId: string;
  readonly invoiceId: string;
  /** Zero once all of it is taken back. */
  readonly amount: Decimal;
  readonly createdById: string;
  readonly createdAt: Date;
  readonly updatedById: string;
  readonly updatedAt: Date;
};

/** By the id of any of its applications. */
export async function findInvoicePayment(
  tx: Transaction,
  key: string,
): Promise<InvoicePayment | undefined> {
  const { rows } = await sql<Row>`
    select (array_agg(a.application_id order by a.application_id))[1] as application_id,
      a.source_id, a.target_id, sum(a.amount) as amount,
      (array_agg(a.created_by_id order by a.application_id))[1] as created_by_id,
      (array_agg(a.created_by_id order by a.application_id desc))[1] as updated_by_id,
      min(a.created_at) as created_at, max(a.created_at) as updated_at
    from applications named
    join applications a on a.account_id = named.account_id and a.source_id = named.source_id
      and a.target_id = named.target_id
    where named.application_id = ${idOf(key)}::uuid
      and named.source_type = 'Payment' and named.target_type = 'Invoice'
    group by a.source_id, a.target_id
  `.execute(tx);
  return rows.map(toInvoicePayment)[0];
}

/** Those of a payment that are not taken back, in the order in which they were first paid. */
export async function listInvoicePayments(
  tx: Transaction,
  { accountId, paymentId }: { readonly accountId: string; readonly paymentId: string },
): Promise<InvoicePayment[]> {
  const { rows } = await sql<Row>`
    select (array_agg(application_id order by application_id))[1] as application_id, source_id,
      target_id, sum(amount) as amount,
      (array_agg(created_by_id order by application_id))[1] as created_by_id,
      (array_agg(created_by_id order by application_id desc))[1] as updated_by_id,
      min(created_at) as created_at, max(created_at) as updated_at
    from applications
    where account_id = ${accountId}::uuid and source_id = ${paymentId}::uuid
      and target_type = 'Invoice'
    group by source_id, target_id having sum(amount) <> 0 order by 1
  `.execute(tx);
  return rows.map(toInvoicePayment);
}

type Row = {
  application_id: string;
  source_id: string;
  target_id: string;
  amount: string;
  created_by_id: string;
  created_at: Date;
  updated_by_id: string;
  updated_at: Date;
};

const toInvoicePayment = (row: Row): InvoicePayment => ({
  invoicePaymentId: row.application_id,
  paymentId: row.source_id,
  invoiceId: row.target_id,
  amount: decimal(row.amount),
  createdById: row.created_by_id,
  createdAt: row.created_at,
  updatedById: row.updated_by_id,
  updatedAt: row.updated_at,
});
