/** Credit memos as pages show them: read only, nothing locked. */
import type { FinanceInformation } from "#engine/model/credit-memo.ts";
import type { DocumentStatus, ProcessingType } from "#engine/model/document.ts";
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import { conditionOf, expressionOf, type Filter, type Sort } from "./object-query/conditions.ts";
import {
  always,
  date,
  decimal as decimalField,
  type Field,
  id,
  notHeld,
  number,
  text,
  timestamp,
} from "./object-query/query-object.ts";
import type { PageOf, PageRequest } from "./page.ts";

export type CreditMemoPage = {
  readonly creditMemoId: string;
  readonly creditMemoNumber: string;
  readonly accountId: string;
  readonly accountNumber: string;
  readonly status: DocumentStatus;
  readonly currency: string;
  readonly creditMemoDate: PlainDate;
  readonly targetDate: PlainDate | null;
  readonly amount: Decimal;
  readonly appliedAmount: Decimal;
  readonly unappliedAmount: Decimal;
  readonly refundAmount: Decimal;
  readonly reasonCode: string;
  readonly comment: string | null;
  readonly billToContactId: string | null;
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

/** What a list can be filtered and sorted by, as the wire names it. */
export const CREDIT_MEMO_FIELDS: Readonly<Record<string, Field>> = {
  accountId: id("m.account_id"),
  accountNumber: number("a.account_number"),
  amount: decimalField("m.amount"),
  appliedAmount: decimalField(APPLIED),
  autoApplyUponPosting: always(false),
  createdById: id("m.created_by_id"),
  createdDate: timestamp("m.created_at"),
  creditMemoDate: date("m.credit_memo_date"),
  currency: text("m.currency"),
  excludeFromAutoApplyRules: always(false),
  number: number("m.credit_memo_number"),
  referredInvoiceId: id("m.referred_invoice_id"),
  refundAmount: decimalField("m.refund_amount"),
  sourceId: text("m.source_id"),
  status: text("m.status"),
  targetDate: date("m.target_date"),
  taxAmount: always(0),
  totalTaxExemptAmount: always(0),
  transferredToAccounting: notHeld,
  unappliedAmount: decimalField("m.unapplied_amount"),
  updatedById: id("m.updated_by_id"),
  updatedDate: timestamp("m.updated_at"),
};

const CREDIT_MEMO = sql`
  select m.*, a.account_number, ${sql.raw(APPLIED)} as applied_amount
  from credit_memos m join accounts a on a.account_id = m.account_id`;

/** By id or number. */
export async function findCreditMemoPage(
  tx: Transaction,
  key: string,
): Promise<CreditMemoPage | undefined> {
  const { rows } = await sql<CreditMemoRow>`
    ${CREDIT_MEMO} where m.credit_memo_number = ${key} or m.credit_memo_id = ${idOf(key)}::uuid
    order by (m.credit_memo_id = ${idOf(key)}::uuid) desc nulls last limit 1
  `.execute(tx);
  return rows[0] && toCreditMemoPage(rows[0]);
}

/** Those that match all filters. Newest first, where no sort says otherwise. */
export async function listCreditMemoPages(
  tx: Transaction,
  { filters, sorts }: { readonly filters: readonly Filter[]; readonly sorts: readonly Sort[] },
  { page, pageSize }: PageRequest,
): Promise<PageOf<CreditMemoPage>> {
  const where =
    filters.length === 0 ? sql`` : sql`where ${sql.join(filters.map(conditionOf), sql` and `)}`;
  const order = sorts.map(({ field, order }) => sql`${expressionOf(field)} ${sql.raw(order)}`);
  const newest = [sql`m.created_at desc`, sql`m.credit_memo_id desc`];
  const { rows } = await sql<CreditMemoRow>`
    ${CREDIT_MEMO} ${where} order by ${sql.join([...order, ...newest])}
    limit ${pageSize + 1} offset ${(page - 1) * pageSize}
  `.execute(tx);
  return { rows: rows.slice(0, pageSize).map(toCreditMemoPage), hasMore: rows.length > pageSize };
}

export type CreditMemoItemPage = {
  readonly creditMemoItemId: string;
  readonly processingType: ProcessingType;
  readonly subscriptionId: string | null;
  readonly chargeName: string;
  readonly sku: string | null;
  readonly serviceStartDate: PlainDate;
  /** The last day served. */
  readonly serviceEndDate: PlainDate;
  readonly quantity: Decimal;
  readonly unitPrice: Decimal;
  readonly unitOfMeasure: string | null;
  readonly amount: Decimal;
  readonly appliedAmount: Decimal;
  readonly unappliedAmount: Decimal;
  readonly refundAmount: Decimal;
  readonly appliedToItemId: string | null;
  readonly sourceItemType: string;
  readonly sourceItemId: string | null;
  readonly creditFromItemId: string | null;
  readonly creditFromItemSource: "InvoiceItem" | "CreditMemoItem" | null;
  readonly soldToContactId: string | null;
  readonly comment: string | null;
  readonly financeInformation: FinanceInformation | null;
  readonly createdById: string;
  readonly createdAt: Date;
  readonly updatedById: string;
  readonly updatedAt: Date;
};

/** By charge and service. `itemId` asks for that one only. */
export async function listCreditMemoItems(
  tx: Transaction,
  { accountId, creditMemoId }: Pick<CreditMemoPage, "accountId" | "creditMemoId">,
  { page, pageSize }: PageRequest,
  itemId?: string,
): Promise<PageOf<CreditMemoItemPage>> {
  const isItem =
    itemId === undefined ? sql`` : sql`and t.credit_memo_item_id = ${idOf(itemId)}::uuid`;
  const { rows } = await sql<CreditMemoItemRow>`
    select t.*, t.service_end - 1 as service_end_date, p.sku,
      coalesce(s.sold_to_contact_id, a.sold_to_contact_id) as sold_to_contact_id,
      t.amount - t.unapplied_amount - t.refund_amount as applied_amount,
      m.created_by_id, m.created_at, m.updated_by_id, m.updated_at
    from credit_memo_items t
    join credit_memos m using (account_id, credit_memo_id)
    join accounts a using (account_id)
    left join subscriptions s
      on s.account_id = t.account_id and s.subscription_id = t.subscription_id
    left join product_rate_plan_charges c using (product_rate_plan_charge_id)
    left join product_rate_plans r using (product_rate_plan_id)
    left join products p using (product_id)
    where t.account_id = ${accountId}::uuid and credit_memo_id = ${creditMemoId}::uuid ${isItem}
    order by t.subscription_number, t.charge_number, t.service_start, t.segment,
      t.credit_memo_item_id
    limit ${pageSize + 1} offset ${(page - 1) * pageSize}
  `.execute(tx);
  return { rows: rows.slice(0, pageSize).map(toItemPage), hasMore: rows.length > pageSize };
}

type CreditMemoRow = {
  account_id: string;
  account_number: string;
  credit_memo_id: string;
  credit_memo_number: string;
  status: DocumentStatus;
  currency: string;
  credit_memo_date: PlainDate;
  target_date: PlainDate | null;
  amount: string;
  applied_amount: string;
  unapplied_amount: string;
  refund_amount: string;
  reason_code: string;
  comment: string | null;
  bill_to_contact_id: string | null;
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
  status: row.status,
  currency: row.currency,
  creditMemoDate: row.credit_memo_date,
  targetDate: row.target_date,
  amount: decimal(row.amount),
  appliedAmount: decimal(row.applied_amount),
  unappliedAmount: decimal(row.unapplied_amount),
  refundAmount: decimal(row.refund_amount),
  reasonCode: row.reason_code,
  comment: row.comment,
  billToContactId: row.bill_to_contact_id,
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

type CreditMemoItemRow = {
  credit_memo_item_id: string;
  processing_type: ProcessingType;
  subscription_id: string | null;
  charge_name: string;
  sku: string | null;
  service_start: PlainDate;
  service_end_date: PlainDate;
  quantity: string;
  unit_price: string;
  unit_of_measure: string | null;
  amount: string;
  applied_amount: string;
  unapplied_amount: string;
  refund_amount: string;
  applied_to_item_id: string | null;
  source_item_type: string;
  source_item_id: string | null;
  credit_from_item_id: string | null;
  credit_from_item_source: CreditMemoItemPage["creditFromItemSource"];
  sold_to_contact_id: string | null;
  comment: string | null;
  finance_information: FinanceInformation | null;
  created_by_id: string;
  created_at: Date;
  updated_by_id: string;
  updated_at: Date;
};

const toItemPage = (row: CreditMemoItemRow): CreditMemoItemPage => ({
  creditMemoItemId: row.credit_memo_item_id,
  processingType: row.processing_type,
  subscriptionId: row.subscription_id,
  chargeName: row.charge_name,
  sku: row.sku,
  serviceStartDate: row.service_start,
  serviceEndDate: row.service_end_date,
  quantity: decimal(row.quantity),
  unitPrice: decimal(row.unit_price),
  unitOfMeasure: row.unit_of_measure,
  amount: decimal(row.amount),
  appliedAmount: decimal(row.applied_amount),
  unappliedAmount: decimal(row.unapplied_amount),
  refundAmount: decimal(row.refund_amount),
  appliedToItemId: row.applied_to_item_id,
  sourceItemType: row.source_item_type,
  sourceItemId: row.source_item_id,
  creditFromItemId: row.credit_from_item_id,
  creditFromItemSource: row.credit_from_item_source,
  soldToContactId: row.sold_to_contact_id,
  comment: row.comment,
  financeInformation: row.finance_information,
  createdById: row.created_by_id,
  createdAt: row.created_at,
  updatedById: row.updated_by_id,
  updatedAt: row.updated_at,
});
