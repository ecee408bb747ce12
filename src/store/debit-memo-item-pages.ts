/** Items of debit memos as pages show them: read only, nothing locked. */
import type { FinanceInformation } from "#engine/model/credit-memo.ts";
import type { ProcessingType, TaxationItem } from "#engine/model/document.ts";
import type { TaxMode } from "#engine/model/tax.ts";
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { snapshotIdOf } from "./contact-snapshots.ts";
import { sql, type Transaction } from "./database.ts";
import type { DebitMemoPage } from "./debit-memo-pages.ts";
import { idOf } from "./ids.ts";
import type { PageOf, PageRequest } from "./page.ts";
import { listTaxationItems } from "./taxation-items.ts";

export type DebitMemoItemPage = {
  readonly debitMemoItemId: string;
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
  readonly balance: Decimal;
  /** What was paid of it, without its taxes. */
  readonly beAppliedAmount: Decimal;
  readonly appliedToItemId: string | null;
  readonly sourceItemType: string;
  readonly sourceItemId: string | null;
  readonly soldToContactId: string | null;
  readonly soldToContactSnapshotId: string | null;
  readonly comment: string | null;
  readonly financeInformation: FinanceInformation | null;
  readonly taxMode: TaxMode;
  readonly taxationItems: readonly PaidTax[];
  readonly createdById: string;
  readonly createdAt: Date;
  readonly updatedById: string;
  readonly updatedAt: Date;
};

/** A tax with what credit memos and payments have paid of it. */
export type PaidTax = TaxationItem & {
  readonly creditAmount: Decimal;
  readonly paymentAmount: Decimal;
};

type Memo = Pick<DebitMemoPage, "accountId" | "debitMemoId" | "isTaxed">;

const SOLD_TO = "coalesce(s.sold_to_contact_id, a.sold_to_contact_id)";

/** By charge and service. `itemId` asks for that one only. */
export async function listDebitMemoItems(
  tx: Transaction,
  memo: Memo,
  { page, pageSize }: PageRequest,
  itemId?: string,
): Promise<PageOf<DebitMemoItemPage>> {
  const { accountId, debitMemoId } = memo;
  const isItem =
    itemId === undefined ? sql`` : sql`and t.debit_memo_item_id = ${idOf(itemId)}::uuid`;
  const { rows } = await sql<ItemRow>`
    select t.*, t.service_end - 1 as service_end_date, p.sku,
      ${sql.raw(SOLD_TO)} as sold_to_contact_id,
      ${sql.raw(snapshotIdOf(["t.account_id", "t.debit_memo_id"], SOLD_TO))}
        as sold_to_contact_snapshot_id,
      (select coalesce(sum(applied.amount), 0) from applications applied
        where applied.account_id = t.account_id and applied.target_id = t.debit_memo_id
        and applied.target_item_id = t.debit_memo_item_id and applied.target_tax_item_id is null
      ) as be_applied_amount,
      m.created_by_id, m.created_at, m.updated_by_id, m.updated_at
    from debit_memo_items t
    join debit_memos m using (account_id, debit_memo_id)
    join accounts a using (account_id)
    left join subscriptions s
      on s.account_id = t.account_id and s.subscription_id = t.subscription_id
    left join product_rate_plan_charges c using (product_rate_plan_charge_id)
    left join product_rate_plans r using (product_rate_plan_id)
    left join products p using (product_id)
    where t.account_id = ${accountId}::uuid and debit_memo_id = ${debitMemoId}::uuid ${isItem}
    order by t.subscription_number, t.charge_number, t.service_start, t.segment,
      t.debit_memo_item_id
    limit ${pageSize + 1} offset ${(page - 1) * pageSize}
  `.execute(tx);
  const taxes = await paidTaxes(tx, memo);
  const shown = rows.slice(0, pageSize);
  return {
    rows: shown.map((row) => toItemPage(row, taxes.get(row.debit_memo_item_id) ?? [])),
    hasMore: rows.length > pageSize,
  };
}

async function paidTaxes(
  tx: Transaction,
  { accountId, debitMemoId, isTaxed }: Memo,
): Promise<Map<string, PaidTax[]>> {
  if (!isTaxed) return new Map();
  const taxes = await listTaxationItems(tx, [{ accountId, documentId: debitMemoId }]);
  const { rows } = await sql<{ id: string; by_credit: string; by_payment: string }>`
    select target_tax_item_id as id,
      coalesce(sum(amount) filter (where source_type = 'CreditMemo'), 0) as by_credit,
      coalesce(sum(amount) filter (where source_type = 'Payment'), 0) as by_payment
    from applications
    where account_id = ${accountId}::uuid and target_id = ${debitMemoId}::uuid
    and target_tax_item_id is not null
    group by 1
  `.execute(tx);
  const paid = new Map(rows.map((row) => [row.id, row]));
  const withPaid = (tax: TaxationItem): PaidTax => ({
    ...tax,
    creditAmount: decimal(paid.get(tax.taxationItemId)?.by_credit ?? "0"),
    paymentAmount: decimal(paid.get(tax.taxationItemId)?.by_payment ?? "0"),
  });
  return new Map([...taxes].map(([itemId, own]) => [itemId, own.map(withPaid)]));
}

type ItemRow = {
  debit_memo_item_id: string;
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
  balance: string;
  be_applied_amount: string;
  applied_to_item_id: string | null;
  source_item_type: string;
  source_item_id: string | null;
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

const toItemPage = (row: ItemRow, taxationItems: readonly PaidTax[]): DebitMemoItemPage => ({
  debitMemoItemId: row.debit_memo_item_id,
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
  balance: decimal(row.balance),
  beAppliedAmount: decimal(row.be_applied_amount),
  appliedToItemId: row.applied_to_item_id,
  sourceItemType: row.source_item_type,
  sourceItemId: row.source_item_id,
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
