/** Invoices as pages show them: read only, nothing locked. lockInvoice (invoices.ts) is for changing. */
import type { CustomFields } from "#engine/model/custom-fields.ts";
import type { InvoiceStatus, TaxStatus } from "#engine/model/document.ts";
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { snapshotIdOf } from "./contact-snapshots.ts";
import { sql, type Transaction } from "./database.ts";
import { findPage } from "./filtered-pages.ts";
import { organizationLabelOf } from "./organizations.ts";
import type { PageOf, PageRequest } from "./page.ts";

export type InvoicePage = {
  readonly invoiceId: string;
  readonly invoiceNumber: string;
  readonly accountId: string;
  readonly accountNumber: string;
  readonly accountName: string;
  readonly autoPay: boolean;
  readonly organizationLabel: string | null;
  readonly status: InvoiceStatus;
  readonly currency: string;
  readonly invoiceDate: PlainDate;
  readonly dueDate: PlainDate;
  readonly targetDate: PlainDate;
  readonly amount: Decimal;
  readonly balance: Decimal;
  readonly taxAmount: Decimal;
  readonly taxExemptAmount: Decimal;
  /** Null where nothing is taxable. */
  readonly taxStatus: TaxStatus | null;
  readonly taxMessage: string | null;
  /** Of its discounts, below zero. */
  readonly discount: Decimal;
  /** Of all credit memos together. */
  readonly creditMemoAmount: Decimal;
  /** Of all payments together. */
  readonly paymentAmount: Decimal;
  readonly paymentTerm: string;
  readonly billToContactId: string | null;
  readonly billToContactSnapshotId: string | null;
  /** Of the subscriptions that are billed; null where these have none of their own. */
  readonly sequenceSetId: string | null;
  readonly soldToContactSnapshotId: string | null;
  readonly includesOneTime: boolean;
  readonly includesRecurring: boolean;
  readonly includesUsage: boolean;
  readonly soldToContactId: string | null;
  readonly transferredToAccounting: string | null;
  readonly customFields: CustomFields;
  readonly source: string;
  readonly sourceId: string | null;
  readonly sourceType: string;
  readonly billRunId: string | null;
  readonly comments: string | null;
  readonly isReversed: boolean;
  readonly lastEmailedAt: Date | null;
  readonly postedById: string | null;
  readonly postedAt: Date | null;
  readonly createdById: string;
  readonly createdAt: Date;
  readonly updatedById: string;
  readonly updatedAt: Date;
};

const appliedBy = (sourceType: string) => sql`(
    select coalesce(sum(p.amount), 0) from applications p
    where p.account_id = i.account_id and p.target_id = i.invoice_id
      and p.source_type = ${sql.lit(sourceType)}
  )`;

const snapshotOf = (name: "bill_to" | "sold_to") => {
  const contact = `coalesce(i.${name}_contact_id, a.${name}_contact_id)`;
  return sql.raw(snapshotIdOf(["i.account_id", "i.invoice_id"], contact));
};

/** Each of one document, as they are reckoned only for the rows of a page. */
const INVOICE = sql`
  select i.*, a.account_number, a.name as account_name, coalesce(i.auto_pay, a.auto_pay) as auto_pay,
    ${organizationLabelOf("a")}, ${snapshotOf("bill_to")} as bill_to_contact_snapshot_id,
    ${snapshotOf("sold_to")} as sold_to_contact_snapshot_id,
    (select s.sequence_set_id
      from invoice_items t join subscriptions s using (account_id, subscription_id)
      where t.account_id = i.account_id and t.invoice_id = i.invoice_id
        and s.sequence_set_id is not null
      limit 1) as sequence_set_id,
    ${appliedBy("CreditMemo")} as credit_memo_amount,
    ${appliedBy("Payment")} as payment_amount,
    (select coalesce(sum(t.amount), 0) from invoice_items t
      where t.account_id = i.account_id and t.invoice_id = i.invoice_id
        and t.processing_type = 'Discount') as discount,
    exists (select from invoice_items t
      where t.account_id = i.account_id and t.invoice_id = i.invoice_id
        and t.charge_type = 'Usage') as includes_usage,
    (select coalesce(sum(x.exempt_amount), 0) from taxation_items x
      where i.is_taxed and x.account_id = i.account_id and x.document_id = i.invoice_id
    ) as tax_exempt_amount,
    (select max(e.created_at) from emails e
      where e.account_id = i.account_id and e.object_id = i.invoice_id) as last_emailed_at
  from invoices i join accounts a on a.account_id = i.account_id`;

/** By id or number. */
export const findInvoicePage = (tx: Transaction, key: string): Promise<InvoicePage | undefined> =>
  findPage(
    tx,
    { select: INVOICE, id: "i.invoice_id", number: "i.invoice_number", toPage: toInvoicePage },
    key,
  );

/** Of every status, newest first; the account is found by id or number. */
export async function listInvoicesOfAccount(
  tx: Transaction,
  accountId: string,
  { page, pageSize }: PageRequest,
): Promise<PageOf<InvoicePage>> {
  const { rows } = await sql<InvoiceRow>`
    ${INVOICE} where i.account_id = ${accountId}::uuid
    order by i.invoice_date desc, i.invoice_number desc
    limit ${pageSize + 1} offset ${(page - 1) * pageSize}
  `.execute(tx);
  return { rows: rows.slice(0, pageSize).map(toInvoicePage), hasMore: rows.length > pageSize };
}

/** What one credit memo or payment has paid of an invoice. */
export type ApplicationPart = {
  readonly sourceType: "CreditMemo" | "Payment";
  readonly sourceId: string;
  readonly amount: Decimal;
  readonly createdById: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

/** Newest first; undefined when there is no such invoice. */
export async function listApplicationParts(
  tx: Transaction,
  key: string,
  { page, pageSize }: PageRequest,
): Promise<PageOf<ApplicationPart> | undefined> {
  const invoice = await findInvoicePage(tx, key);
  if (!invoice) return undefined;
  const { rows } = await sql<ApplicationPartRow>`
    select source_type, source_id, sum(amount) as amount, min(created_by_id::text)::uuid as created_by_id,
      min(created_at) as created_at, max(created_at) as updated_at
    from applications
    where account_id = ${invoice.accountId}::uuid and target_id = ${invoice.invoiceId}::uuid
    group by source_type, source_id having sum(amount) <> 0
    order by max(created_at) desc, source_id
    limit ${pageSize + 1} offset ${(page - 1) * pageSize}
  `.execute(tx);
  return { rows: rows.slice(0, pageSize).map(toApplicationPart), hasMore: rows.length > pageSize };
}

type InvoiceRow = {
  account_id: string;
  account_number: string;
  account_name: string;
  auto_pay: boolean;
  organization_label: string | null;
  invoice_id: string;
  invoice_number: string;
  status: InvoiceStatus;
  currency: string;
  invoice_date: PlainDate;
  due_date: PlainDate;
  target_date: PlainDate;
  amount: string;
  balance: string;
  tax_amount: string;
  tax_exempt_amount: string;
  tax_status: TaxStatus | null;
  tax_message: string | null;
  discount: string;
  credit_memo_amount: string;
  payment_amount: string;
  sold_to_contact_id: string | null;
  transferred_to_accounting: string | null;
  custom_fields: CustomFields;
  includes_usage: boolean;
  payment_term: string;
  bill_to_contact_id: string | null;
  bill_to_contact_snapshot_id: string | null;
  sequence_set_id: string | null;
  sold_to_contact_snapshot_id: string | null;
  includes_one_time: boolean;
  includes_recurring: boolean;
  source: string;
  source_id: string | null;
  source_type: string;
  bill_run_id: string | null;
  comments: string | null;
  is_reversed: boolean;
  last_emailed_at: Date | null;
  posted_by_id: string | null;
  posted_at: Date | null;
  created_by_id: string;
  created_at: Date;
  updated_by_id: string;
  updated_at: Date;
};

const toInvoicePage = (row: InvoiceRow): InvoicePage => ({
  invoiceId: row.invoice_id,
  invoiceNumber: row.invoice_number,
  accountId: row.account_id,
  accountNumber: row.account_number,
  accountName: row.account_name,
  autoPay: row.auto_pay,
  organizationLabel: row.organization_label,
  status: row.status,
  currency: row.currency,
  invoiceDate: row.invoice_date,
  dueDate: row.due_date,
  targetDate: row.target_date,
  amount: decimal(row.amount),
  balance: decimal(row.balance),
  taxAmount: decimal(row.tax_amount),
  taxExemptAmount: decimal(row.tax_exempt_amount),
  taxStatus: row.tax_status,
  taxMessage: row.tax_message,
  discount: decimal(row.discount),
  creditMemoAmount: decimal(row.credit_memo_amount),
  paymentAmount: decimal(row.payment_amount),
  soldToContactId: row.sold_to_contact_id,
  transferredToAccounting: row.transferred_to_accounting,
  customFields: row.custom_fields,
  includesUsage: row.includes_usage,
  paymentTerm: row.payment_term,
  billToContactId: row.bill_to_contact_id,
  billToContactSnapshotId: row.bill_to_contact_snapshot_id,
  sequenceSetId: row.sequence_set_id,
  soldToContactSnapshotId: row.sold_to_contact_snapshot_id,
  includesOneTime: row.includes_one_time,
  includesRecurring: row.includes_recurring,
  source: row.source,
  sourceId: row.source_id,
  sourceType: row.source_type,
  billRunId: row.bill_run_id,
  comments: row.comments,
  isReversed: row.is_reversed,
  lastEmailedAt: row.last_emailed_at,
  postedById: row.posted_by_id,
  postedAt: row.posted_at,
  createdById: row.created_by_id,
  createdAt: row.created_at,
  updatedById: row.updated_by_id,
  updatedAt: row.updated_at,
});

type ApplicationPartRow = {
  source_type: ApplicationPart["sourceType"];
  source_id: string;
  amount: string;
  created_by_id: string;
  created_at: Date;
  updated_at: Date;
};

const toApplicationPart = (row: ApplicationPartRow): ApplicationPart => ({
  sourceType: row.source_type,
  sourceId: row.source_id,
  amount: decimal(row.amount),
  createdById: row.created_by_id,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});
