/** Invoices as pages show them: read only, nothing locked. lockInvoice (invoices.ts) is for changing. */
import type { ChargeType } from "#engine/model/charge.ts";
import type { DocumentStatus, ProcessingType } from "#engine/model/document.ts";
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import type { PageOf, PageRequest } from "./page.ts";

export type InvoicePage = {
  readonly invoiceId: string;
  readonly invoiceNumber: string;
  readonly accountId: string;
  readonly accountNumber: string;
  readonly accountName: string;
  readonly autoPay: boolean;
  readonly organizationLabel: string | null;
  readonly status: DocumentStatus;
  readonly currency: string;
  readonly invoiceDate: PlainDate;
  readonly dueDate: PlainDate;
  readonly targetDate: PlainDate;
  readonly amount: Decimal;
  readonly balance: Decimal;
  /** Of all credit memos together. */
  readonly creditMemoAmount: Decimal;
  readonly paymentTerm: string;
  readonly billToContactId: string | null;
  readonly includesOneTime: boolean;
  readonly includesRecurring: boolean;
  readonly source: string;
  readonly sourceId: string | null;
  readonly sourceType: string;
  readonly billRunId: string | null;
  readonly comments: string | null;
  readonly isReversed: boolean;
  readonly postedById: string | null;
  readonly postedAt: Date | null;
  readonly createdById: string;
  readonly createdAt: Date;
  readonly updatedById: string;
  readonly updatedAt: Date;
};

const INVOICE = sql`
  select i.*, a.account_number, a.name as account_name, a.auto_pay, a.organization_label,
    (select coalesce(sum(p.amount), 0) from credit_memo_applications p
      where p.account_id = i.account_id and p.invoice_id = i.invoice_id) as credit_memo_amount
  from invoices i join accounts a on a.account_id = i.account_id`;

/** By id or number. */
export async function findInvoicePage(
  tx: Transaction,
  key: string,
): Promise<InvoicePage | undefined> {
  const { rows } = await sql<InvoiceRow>`
    ${INVOICE} where i.invoice_number = ${key} or i.invoice_id = ${idOf(key)}::uuid
    order by (i.invoice_id = ${idOf(key)}::uuid) desc nulls last limit 1
  `.execute(tx);
  return rows[0] && toInvoicePage(rows[0]);
}

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

export type InvoiceItemPage = {
  readonly invoiceItemId: string;
  readonly processingType: ProcessingType;
  readonly subscriptionId: string | null;
  readonly subscriptionNumber: string | null;
  readonly chargeId: string | null;
  readonly chargeNumber: string | null;
  readonly chargeName: string;
  readonly chargeType: ChargeType | null;
  readonly chargeDescription: string | null;
  readonly productRatePlanChargeId: string | null;
  readonly productName: string | null;
  readonly sku: string | null;
  readonly serviceStartDate: PlainDate;
  /** The last day served. */
  readonly serviceEndDate: PlainDate;
  readonly quantity: Decimal;
  readonly unitPrice: Decimal;
  readonly unitOfMeasure: string | null;
  readonly amount: Decimal;
  readonly balance: Decimal;
  /** The amount less what credit memos were made from it for; what billing credits does not count. */
  readonly availableToCreditAmount: Decimal;
  readonly appliedToItemId: string | null;
  readonly soldToContactId: string | null;
  /** When the invoice was made. */
  readonly createdAt: Date;
};

/** Items by charge and service, undefined when there is no such invoice. */
export async function listInvoiceItems(
  tx: Transaction,
  key: string,
  { page, pageSize }: PageRequest,
): Promise<PageOf<InvoiceItemPage> | undefined> {
  const invoice = await findInvoicePage(tx, key);
  if (!invoice) return undefined;
  const { rows } = await sql<InvoiceItemRow>`
    select t.*, t.service_end - 1 as service_end_date, p.name as product_name, p.sku,
      c.description as charge_description, a.sold_to_contact_id, t.amount - (
        select coalesce(sum(m.amount), 0)
        from credit_memo_items m join credit_memos d using (account_id, credit_memo_id)
        where m.account_id = t.account_id and m.credit_from_item_id = t.invoice_item_id
          and m.source_item_type = 'InvoiceDetail' and d.status = 'Posted'
      ) as available_to_credit_amount
    from invoice_items t
    join accounts a on a.account_id = t.account_id
    left join product_rate_plan_charges c using (product_rate_plan_charge_id)
    left join product_rate_plans r using (product_rate_plan_id)
    left join products p using (product_id)
    where t.account_id = ${invoice.accountId}::uuid and t.invoice_id = ${invoice.invoiceId}::uuid
    order by t.subscription_number, t.charge_number, t.service_start, t.segment,
      t.invoice_item_id
    limit ${pageSize + 1} offset ${(page - 1) * pageSize}
  `.execute(tx);
  const items = rows.slice(0, pageSize).map((row) => toItemPage(row, invoice.createdAt));
  return { rows: items, hasMore: rows.length > pageSize };
}

/** What one credit memo has paid of an invoice. */
export type ApplicationPart = {
  readonly creditMemoId: string;
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
    select credit_memo_id, sum(amount) as amount, min(created_by_id::text)::uuid as created_by_id,
      min(created_at) as created_at, max(created_at) as updated_at
    from credit_memo_applications
    where account_id = ${invoice.accountId}::uuid and invoice_id = ${invoice.invoiceId}::uuid
    group by credit_memo_id having sum(amount) <> 0
    order by max(created_at) desc, credit_memo_id
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
  status: DocumentStatus;
  currency: string;
  invoice_date: PlainDate;
  due_date: PlainDate;
  target_date: PlainDate;
  amount: string;
  balance: string;
  credit_memo_amount: string;
  payment_term: string;
  bill_to_contact_id: string | null;
  includes_one_time: boolean;
  includes_recurring: boolean;
  source: string;
  source_id: string | null;
  source_type: string;
  bill_run_id: string | null;
  comments: string | null;
  is_reversed: boolean;
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
  creditMemoAmount: decimal(row.credit_memo_amount),
  paymentTerm: row.payment_term,
  billToContactId: row.bill_to_contact_id,
  includesOneTime: row.includes_one_time,
  includesRecurring: row.includes_recurring,
  source: row.source,
  sourceId: row.source_id,
  sourceType: row.source_type,
  billRunId: row.bill_run_id,
  comments: row.comments,
  isReversed: row.is_reversed,
  postedById: row.posted_by_id,
  postedAt: row.posted_at,
  createdById: row.created_by_id,
  createdAt: row.created_at,
  updatedById: row.updated_by_id,
  updatedAt: row.updated_at,
});

type InvoiceItemRow = {
  invoice_item_id: string;
  processing_type: ProcessingType;
  subscription_id: string | null;
  subscription_number: string | null;
  charge_id: string | null;
  charge_number: string | null;
  charge_name: string;
  charge_type: ChargeType | null;
  charge_description: string | null;
  product_rate_plan_charge_id: string | null;
  product_name: string | null;
  sku: string | null;
  service_start: PlainDate;
  service_end_date: PlainDate;
  quantity: string;
  unit_price: string;
  unit_of_measure: string | null;
  amount: string;
  balance: string;
  available_to_credit_amount: string;
  applied_to_item_id: string | null;
  sold_to_contact_id: string | null;
};

const toItemPage = (row: InvoiceItemRow, createdAt: Date): InvoiceItemPage => ({
  invoiceItemId: row.invoice_item_id,
  processingType: row.processing_type,
  subscriptionId: row.subscription_id,
  subscriptionNumber: row.subscription_number,
  chargeId: row.charge_id,
  chargeNumber: row.charge_number,
  chargeName: row.charge_name,
  chargeType: row.charge_type,
  chargeDescription: row.charge_description,
  productRatePlanChargeId: row.product_rate_plan_charge_id,
  productName: row.product_name,
  sku: row.sku,
  serviceStartDate: row.service_start,
  serviceEndDate: row.service_end_date,
  quantity: decimal(row.quantity),
  unitPrice: decimal(row.unit_price),
  unitOfMeasure: row.unit_of_measure,
  amount: decimal(row.amount),
  balance: decimal(row.balance),
  availableToCreditAmount: decimal(row.available_to_credit_amount),
  appliedToItemId: row.applied_to_item_id,
  soldToContactId: row.sold_to_contact_id,
  createdAt,
});

type ApplicationPartRow = {
  credit_memo_id: string;
  amount: string;
  created_by_id: string;
  created_at: Date;
  updated_at: Date;
};

const toApplicationPart = (row: ApplicationPartRow): ApplicationPart => ({
  creditMemoId: row.credit_memo_id,
  amount: decimal(row.amount),
  createdById: row.created_by_id,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});
