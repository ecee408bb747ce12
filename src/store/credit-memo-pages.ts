/** Credit memos as pages show them: read only, nothing locked. */
import type { CustomFields } from "#engine/model/custom-fields.ts";
import type { DocumentStatus } from "#engine/model/document.ts";
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { snapshotIdOf } from "./contact-snapshots.ts";
import { sql, type Transaction } from "./database.ts";
import { findPage, listPages, type Pages } from "./filtered-pages.ts";
import type { Filter, Sort } from "./object-query/conditions.ts";
import {
  boolean,
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

export type CreditMemoPage = {
  readonly creditMemoId: string;
  readonly creditMemoNumber: string;
  readonly accountId: string;
  readonly accountNumber: string;
  /** The account's. */
  readonly organizationLabel: string | null;
  readonly status: DocumentStatus;
  readonly currency: string;
  readonly creditMemoDate: PlainDate;
  readonly targetDate: PlainDate | null;
  readonly amount: Decimal;
  readonly taxAmount: Decimal;
  readonly taxExemptAmount: Decimal;
  readonly isTaxed: boolean;
  readonly appliedAmount: Decimal;
  readonly unappliedAmount: Decimal;
  readonly refundAmount: Decimal;
  readonly autoApplyUponPosting: boolean;
  readonly excludeFromAutoApplyRules: boolean;
  readonly revenueImpacting: "Yes" | "No" | null;
  readonly transferredToAccounting: string | null;
  readonly customFields: CustomFields;
  readonly cancelledById: string | null;
  readonly cancelledAt: Date | null;
  readonly reasonCode: string;
  readonly comment: string | null;
  readonly billToContactId: string | null;
  readonly billToContactSnapshotId: string | null;
  /** Of the subscriptions that are billed; null where these have none of their own. */
  readonly sequenceSetId: string | null;
  readonly referredInvoiceId: string | null;
  readonly isReversed: boolean;
  readonly source: string;
  readonly sourceId: string | null;
  readonly sourceType: string;
  readonly postedById: string | null;
  readonly postedAt: Date | null;
  readonly createdById: string;
  readonly createdAt: Date;
  readonly updatedById: string;
  readonly updatedAt: Date;
};

const APPLIED = "(m.amount - m.unapplied_amount - m.refund_amount)";

const EXEMPT = `(select coalesce(sum(x.exempt_amount), 0) from taxation_items x
  where m.is_taxed and x.account_id = m.account_id and x.document_id = m.credit_memo_id)`;

/** What a list can be filtered and sorted by, as the wire names it. */
export const CREDIT_MEMO_FIELDS: Readonly<Record<string, Field>> = {
  accountId: id("m.account_id"),
  accountNumber: number("a.account_number"),
  amount: decimalField("m.amount"),
  appliedAmount: decimalField(APPLIED),
  autoApplyUponPosting: boolean("m.auto_apply_upon_posting"),
  createdById: id("m.created_by_id"),
  createdDate: timestamp("m.created_at"),
  creditMemoDate: date("m.credit_memo_date"),
  currency: text("m.currency"),
  excludeFromAutoApplyRules: boolean("m.exclude_from_auto_apply_rules"),
  number: number("m.credit_memo_number"),
  referredInvoiceId: id("m.referred_invoice_id"),
  refundAmount: decimalField("m.refund_amount"),
  sourceId: text("m.source_id"),
  status: text("m.status"),
  targetDate: date("m.target_date"),
  taxAmount: decimalField("m.tax_amount"),
  totalTaxExemptAmount: decimalField(EXEMPT),
  transferredToAccounting: text("coalesce(m.transferred_to_accounting, 'No')"),
  unappliedAmount: decimalField("m.unapplied_amount"),
  updatedById: id("m.updated_by_id"),
  updatedDate: timestamp("m.updated_at"),
};

const BILL_TO_SNAPSHOT = sql.raw(
  snapshotIdOf(
    ["m.account_id", "m.credit_memo_id"],
    "coalesce(m.bill_to_contact_id, a.bill_to_contact_id)",
  ),
);

const CREDIT_MEMO = sql`
  select m.*, a.account_number, ${organizationLabelOf("a")}, ${BILL_TO_SNAPSHOT} as bill_to_contact_snapshot_id,
    (select s.sequence_set_id
      from credit_memo_items t join subscriptions s using (account_id, subscription_id)
      where t.account_id = m.account_id and t.credit_memo_id = m.credit_memo_id
        and s.sequence_set_id is not null
      limit 1) as sequence_set_id,
    ${sql.raw(APPLIED)} as applied_amount,
    ${sql.raw(EXEMPT)} as tax_exempt_amount
  from credit_memos m join accounts a on a.account_id = m.account_id`;

/** By id or number. */
export const findCreditMemoPage = (
  tx: Transaction,
  key: string,
): Promise<CreditMemoPage | undefined> => findPage(tx, PAGES, key);

/** Those that match all filters. Newest first, where no sort says otherwise. */
export const listCreditMemoPages = (
  tx: Transaction,
  wanted: { readonly filters: readonly Filter[]; readonly sorts: readonly Sort[] },
  request: PageRequest,
): Promise<PageOf<CreditMemoPage>> => listPages(tx, PAGES, wanted, request);

type CreditMemoRow = {
  account_id: string;
  account_number: string;
  organization_label: string | null;
  credit_memo_id: string;
  credit_memo_number: string;
  status: DocumentStatus;
  currency: string;
  credit_memo_date: PlainDate;
  target_date: PlainDate | null;
  amount: string;
  tax_amount: string;
  tax_exempt_amount: string;
  is_taxed: boolean;
  applied_amount: string;
  unapplied_amount: string;
  refund_amount: string;
  auto_apply_upon_posting: boolean;
  exclude_from_auto_apply_rules: boolean;
  revenue_impacting: "Yes" | "No" | null;
  transferred_to_accounting: string | null;
  custom_fields: CustomFields;
  cancelled_by_id: string | null;
  cancelled_at: Date | null;
  reason_code: string;
  comment: string | null;
  bill_to_contact_id: string | null;
  bill_to_contact_snapshot_id: string | null;
  sequence_set_id: string | null;
  referred_invoice_id: string | null;
  is_reversed: boolean;
  source: string;
  source_id: string | null;
  source_type: string;
  posted_by_id: string | null;
  posted_at: Date | null;
  created_by_id: string;
  created_at: Date;
  updated_by_id: string;
  updated_at: Date;
};

const toCreditMemoPage = (row: CreditMemoRow): CreditMemoPage => ({
  creditMemoId: row.credit_memo_id,
  creditMemoNumber: row.credit_memo_number,
  accountId: row.account_id,
  accountNumber: row.account_number,
  organizationLabel: row.organization_label,
  status: row.status,
  currency: row.currency,
  creditMemoDate: row.credit_memo_date,
  targetDate: row.target_date,
  amount: decimal(row.amount),
  taxAmount: decimal(row.tax_amount),
  taxExemptAmount: decimal(row.tax_exempt_amount),
  isTaxed: row.is_taxed,
  appliedAmount: decimal(row.applied_amount),
  unappliedAmount: decimal(row.unapplied_amount),
  refundAmount: decimal(row.refund_amount),
  autoApplyUponPosting: row.auto_apply_upon_posting,
  excludeFromAutoApplyRules: row.exclude_from_auto_apply_rules,
  revenueImpacting: row.revenue_impacting,
  transferredToAccounting: row.transferred_to_accounting,
  customFields: row.custom_fields,
  cancelledById: row.cancelled_by_id,
  cancelledAt: row.cancelled_at,
  reasonCode: row.reason_code,
  comment: row.comment,
  billToContactId: row.bill_to_contact_id,
  billToContactSnapshotId: row.bill_to_contact_snapshot_id,
  sequenceSetId: row.sequence_set_id,
  referredInvoiceId: row.referred_invoice_id,
  isReversed: row.is_reversed,
  source: row.source,
  sourceId: row.source_id,
  sourceType: row.source_type,
  postedById: row.posted_by_id,
  postedAt: row.posted_at,
  createdById: row.created_by_id,
  createdAt: row.created_at,
  updatedById: row.updated_by_id,
  updatedAt: row.updated_at,
});

const PAGES: Pages<CreditMemoRow, CreditMemoPage> = {
  select: CREDIT_MEMO,
  id: "m.credit_memo_id",
  number: "m.credit_memo_number",
  createdAt: "m.created_at",
  toPage: toCreditMemoPage,
};
