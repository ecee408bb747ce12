/** Debit memos as pages show them: read only, nothing locked. */
import type { CustomFields } from "#engine/model/custom-fields.ts";
import type { DocumentStatus } from "#engine/model/document.ts";
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { snapshotIdOf } from "./contact-snapshots.ts";
import { sql, type Transaction } from "./database.ts";
import { findPage, listPages, type Pages } from "./filtered-pages.ts";
import type { Filter, Sort } from "./object-query/conditions.ts";
import {
  date,
  decimal as decimalField,
  type Field,
  id,
  number,
  text,
  timestamp,
} from "./object-query/query-object.ts";
import { organizationLabelOf } from "./organizations.ts";
import type { PageOf, PageRequest } from "./page.ts";

export type DebitMemoPage = {
  readonly debitMemoId: string;
  readonly debitMemoNumber: string;
  readonly accountId: string;
  readonly accountNumber: string;
  /** The account's. */
  readonly organizationLabel: string | null;
  readonly status: DocumentStatus;
  readonly currency: string;
  readonly debitMemoDate: PlainDate;
  readonly dueDate: PlainDate;
  readonly targetDate: PlainDate | null;
  readonly amount: Decimal;
  readonly taxAmount: Decimal;
  readonly taxExemptAmount: Decimal;
  readonly isTaxed: boolean;
  readonly balance: Decimal;
  readonly paymentTerm: string;
  readonly autoPay: boolean;
  readonly reasonCode: string;
  readonly comment: string | null;
  readonly billToContactId: string | null;
  readonly billToContactSnapshotId: string | null;
  readonly referredInvoiceId: string | null;
  readonly referredCreditMemoId: string | null;
  readonly sourceType: string;
  readonly transferredToAccounting: string | null;
  readonly customFields: CustomFields;
  readonly postedById: string | null;
  readonly postedAt: Date | null;
  readonly cancelledById: string | null;
  readonly cancelledAt: Date | null;
  readonly createdById: string;
  readonly createdAt: Date;
  readonly updatedById: string;
  readonly updatedAt: Date;
};

const EXEMPT = `(select coalesce(sum(x.exempt_amount), 0) from taxation_items x
  where m.is_taxed and x.account_id = m.account_id and x.document_id = m.debit_memo_id)`;

/** What a list can be filtered and sorted by, as the wire names it. */
export const DEBIT_MEMO_FIELDS: Readonly<Record<string, Field>> = {
  accountId: id("m.account_id"),
  accountNumber: number("a.account_number"),
  amount: decimalField("m.amount"),
  balance: decimalField("m.balance"),
  beAppliedAmount: decimalField("(m.amount - m.balance)"),
  createdById: id("m.created_by_id"),
  createdDate: timestamp("m.created_at"),
  currency: text("m.currency"),
  debitMemoDate: date("m.debit_memo_date"),
  dueDate: date("m.due_date"),
  number: number("m.debit_memo_number"),
  referredInvoiceId: id("m.referred_invoice_id"),
  status: text("m.status"),
  targetDate: date("m.target_date"),
  taxAmount: decimalField("m.tax_amount"),
  totalTaxExemptAmount: decimalField(EXEMPT),
  updatedById: id("m.updated_by_id"),
  updatedDate: timestamp("m.updated_at"),
};

const BILL_TO_SNAPSHOT = sql.raw(
  snapshotIdOf(
    ["m.account_id", "m.debit_memo_id"],
    "coalesce(m.bill_to_contact_id, a.bill_to_contact_id)",
  ),
);

const DEBIT_MEMO = sql`
  select m.*, a.account_number, ${organizationLabelOf("a")}, ${BILL_TO_SNAPSHOT} as bill_to_contact_snapshot_id,
    ${sql.raw(EXEMPT)} as tax_exempt_amount
  from debit_memos m join accounts a on a.account_id = m.account_id`;

/** By id or number. */
export const findDebitMemoPage = (
  tx: Transaction,
  key: string,
): Promise<DebitMemoPage | undefined> => findPage(tx, PAGES, key);

/** Those that match all filters. Newest first, where no sort says otherwise. */
export const listDebitMemoPages = (
  tx: Transaction,
  wanted: { readonly filters: readonly Filter[]; readonly sorts: readonly Sort[] },
  request: PageRequest,
): Promise<PageOf<DebitMemoPage>> => listPages(tx, PAGES, wanted, request);

/** What one credit memo or payment has paid of a debit memo. */
export type DebitMemoPart = {
  readonly creditMemoId: string | null;
  readonly paymentId: string | null;
  readonly amount: Decimal;
  readonly createdById: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

/** What was applied last comes first. */
export async function listDebitMemoParts(
  tx: Transaction,
  { accountId, debitMemoId }: Pick<DebitMemoPage, "accountId" | "debitMemoId">,
  { page, pageSize }: PageRequest,
): Promise<PageOf<DebitMemoPart>> {
  const { rows } = await sql<PartRow>`
    select case source_type when 'CreditMemo' then source_id end as credit_memo_id,
      case source_type when 'Payment' then source_id end as payment_id, sum(amount) as amount,
      (array_agg(created_by_id order by created_at))[1] as created_by_id,
      min(created_at) as created_at, max(created_at) as updated_at
    from applications
    where account_id = ${accountId}::uuid and target_id = ${debitMemoId}::uuid
    group by source_type, source_id having sum(amount) <> 0
    order by max(created_at) desc, source_id
    limit ${pageSize + 1} offset ${(page - 1) * pageSize}
  `.execute(tx);
  return { rows: rows.slice(0, pageSize).map(toPart), hasMore: rows.length > pageSize };
}

type PartRow = {
  credit_memo_id: string | null;
  payment_id: string | null;
  amount: string;
  created_by_id: string;
  created_at: Date;
  updated_at: Date;
};

const toPart = (row: PartRow): DebitMemoPart => ({
  creditMemoId: row.credit_memo_id,
  paymentId: row.payment_id,
  amount: decimal(row.amount),
  createdById: row.created_by_id,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

type DebitMemoRow = {
  account_id: string;
  account_number: string;
  organization_label: string | null;
  debit_memo_id: string;
  debit_memo_number: string;
  status: DocumentStatus;
  currency: string;
  debit_memo_date: PlainDate;
  due_date: PlainDate;
  target_date: PlainDate | null;
  amount: string;
  tax_amount: string;
  tax_exempt_amount: string;
  is_taxed: boolean;
  balance: string;
  payment_term: string;
  auto_pay: boolean;
  reason_code: string;
  comment: string | null;
  bill_to_contact_id: string | null;
  bill_to_contact_snapshot_id: string | null;
  referred_invoice_id: string | null;
  referred_credit_memo_id: string | null;
  source_type: string;
  transferred_to_accounting: string | null;
  custom_fields: CustomFields;
  posted_by_id: string | null;
  posted_at: Date | null;
  cancelled_by_id: string | null;
  cancelled_at: Date | null;
  created_by_id: string;
  created_at: Date;
  updated_by_id: string;
  updated_at: Date;
};

const toDebitMemoPage = (row: DebitMemoRow): DebitMemoPage => ({
  debitMemoId: row.debit_memo_id,
  debitMemoNumber: row.debit_memo_number,
  accountId: row.account_id,
  accountNumber: row.account_number,
  organizationLabel: row.organization_label,
  status: row.status,
  currency: row.currency,
  debitMemoDate: row.debit_memo_date,
  dueDate: row.due_date,
  targetDate: row.target_date,
  amount: decimal(row.amount),
  taxAmount: decimal(row.tax_amount),
  taxExemptAmount: decimal(row.tax_exempt_amount),
  isTaxed: row.is_taxed,
  balance: decimal(row.balance),
  paymentTerm: row.payment_term,
  autoPay: row.auto_pay,
  reasonCode: row.reason_code,
  comment: row.comment,
  billToContactId: row.bill_to_contact_id,
  billToContactSnapshotId: row.bill_to_contact_snapshot_id,
  referredInvoiceId: row.referred_invoice_id,
  referredCreditMemoId: row.referred_credit_memo_id,
  sourceType: row.source_type,
  transferredToAccounting: row.transferred_to_accounting,
  customFields: row.custom_fields,
  postedById: row.posted_by_id,
  postedAt: row.posted_at,
  cancelledById: row.cancelled_by_id,
  cancelledAt: row.cancelled_at,
  createdById: row.created_by_id,
  createdAt: row.created_at,
  updatedById: row.updated_by_id,
  updatedAt: row.updated_at,
});

const PAGES: Pages<DebitMemoRow, DebitMemoPage> = {
  select: DEBIT_MEMO,
  id: "m.debit_memo_id",
  number: "m.debit_memo_number",
  createdAt: "m.created_at",
  toPage: toDebitMemoPage,
};
