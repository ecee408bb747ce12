/** Items of credit memos as pages show them: read only, nothing locked. */
import type { CreditTaxationItem, FinanceInformation } from "#engine/model/credit-memo.ts";
import { deliveriesOf } from "#engine/model/deliveries-of.ts";
import type { Derivation, ProcessingType } from "#engine/model/document.ts";
import type { TaxMode } from "#engine/model/tax.ts";
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { snapshotIdOf } from "./contact-snapshots.ts";
import type { CreditMemoPage } from "./credit-memo-pages.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import type { PageOf, PageRequest } from "./page.ts";
import { listCreditTaxationItems } from "./taxation-items.ts";

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
  /** Null of what is not priced by delivery. */
  readonly numberOfDeliveries: Decimal | null;
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
  readonly soldToContactSnapshotId: string | null;
  readonly comment: string | null;
  readonly financeInformation: FinanceInformation | null;
  readonly taxMode: TaxMode;
  readonly taxationItems: readonly CreditTaxationItem[];
  readonly createdById: string;
  readonly createdAt: Date;
  readonly updatedById: string;
  readonly updatedAt: Date;
};

const SOLD_TO = "coalesce(s.sold_to_contact_id, a.sold_to_contact_id)";

/** By charge and service. `itemId` asks for that one only. */
export async function listCreditMemoItems(
  tx: Transaction,
  memo: Pick<CreditMemoPage, "accountId" | "creditMemoId" | "isTaxed">,
  { page, pageSize }: PageRequest,
  itemId?: string,
): Promise<PageOf<CreditMemoItemPage>> {
  const { accountId, creditMemoId, isTaxed } = memo;
  const isItem =
    itemId === undefined ? sql`` : sql`and t.credit_memo_item_id = ${idOf(itemId)}::uuid`;
  const { rows } = await sql<CreditMemoItemRow>`
    select t.*, t.service_end - 1 as service_end_date, p.sku,
      ${sql.raw(SOLD_TO)} as sold_to_contact_id,
      ${sql.raw(snapshotIdOf(["t.account_id", "t.credit_memo_id"], SOLD_TO))}
        as sold_to_contact_snapshot_id,
      case when t.applied_to_item_id is not null then 0 else t.amount + (
        select coalesce(sum(d.amount), 0) from credit_memo_items d
        where d.account_id = t.account_id and d.applied_to_item_id = t.credit_memo_item_id
      ) - t.unapplied_amount - t.refund_amount end as applied_amount,
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
  const documents = isTaxed ? [{ accountId, documentId: creditMemoId }] : [];
  const taxes = await listCreditTaxationItems(tx, documents);
  const shown = rows.slice(0, pageSize);
  return {
    rows: shown.map((row) => toItemPage(row, taxes.get(row.credit_memo_item_id) ?? [])),
    hasMore: rows.length > pageSize,
  };
}

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
  derivation: Derivation | null;
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
  sold_to_contact_snapshot_id: string | null;
  comment: string | null;
  finance_information: FinanceInformation | null;
  tax_mode: TaxMode;
  created_by_id: string;
  created_at: Date;
  updated_by_id: string;
  updated_at: Date;
};

const toItemPage = (
  row: CreditMemoItemRow,
  taxationItems: readonly CreditTaxationItem[],
): CreditMemoItemPage => ({
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
  numberOfDeliveries: deliveriesOf(row.derivation),
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
  soldToContactSnapshotId: row.sold_to_contact_snapshot_id,
  comment: row.comment,
  financeInformation: row.finance_information,
  taxMode: row.tax_mode,
  taxationItems,
  createdById: row.created_by_id,
  createdAt: row.created_at,
  updatedById: row.updated_by_id,
  updatedAt: row.updated_at,
});
