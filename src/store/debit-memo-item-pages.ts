/** Items of debit memos as pages show them: read only, nothing locked. */
import type { TaxationItem } from "#engine/model/document.ts";
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import { sql, type Transaction } from "./database.ts";
import type { DebitMemoPage } from "./debit-memo-pages.ts";
import {
  type ItemsWanted,
  listMemoItemRows,
  type MemoItemPage,
  type MemoItemRow,
  memoItemFields,
  toMemoItem,
} from "./memo-item-pages.ts";
import { decimal as decimalField, type Field } from "./object-query/query-object.ts";
import type { PageOf, PageRequest } from "./page.ts";
import { listTaxationItems } from "./taxation-items.ts";

export type DebitMemoItemPage = MemoItemPage & {
  readonly balance: Decimal;
  /** What was paid of it, without its taxes. */
  readonly beAppliedAmount: Decimal;
  readonly taxationItems: readonly PaidTax[];
};

/** A tax with what credit memos and payments have paid of it. */
export type PaidTax = TaxationItem & {
  readonly creditAmount: Decimal;
  readonly paymentAmount: Decimal;
};

type Memo = Pick<DebitMemoPage, "accountId" | "debitMemoId" | "isTaxed">;

const BE_APPLIED = `(select coalesce(sum(applied.amount), 0) from applications applied
    where applied.account_id = t.account_id and applied.target_id = t.debit_memo_id
    and applied.target_item_id = t.debit_memo_item_id and applied.target_tax_item_id is null
  )`;

/** What a list can be filtered and sorted by, as the wire names it. */
export const DEBIT_MEMO_ITEM_FIELDS: Readonly<Record<string, Field>> = {
  ...memoItemFields("debit_memo"),
  beAppliedAmount: decimalField(BE_APPLIED),
};

/** By charge and service, where no sort says otherwise. */
export async function listDebitMemoItems(
  tx: Transaction,
  memo: Memo,
  request: PageRequest,
  wanted: ItemsWanted = {},
): Promise<PageOf<DebitMemoItemPage>> {
  const { accountId, debitMemoId: memoId } = memo;
  const more = `${BE_APPLIED} as be_applied_amount`;
  const of = { memo: "debit_memo", more, accountId, memoId } as const;
  const { rows, hasMore } = await listMemoItemRows<ItemRow>(tx, { ...of, ...wanted }, request);
  const taxes = await paidTaxes(tx, memo);
  return { rows: rows.map((row) => toItemPage(row, taxes.get(row.item_id) ?? [])), hasMore };
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

type ItemRow = MemoItemRow & { balance: string; be_applied_amount: string };

const toItemPage = (row: ItemRow, taxationItems: readonly PaidTax[]): DebitMemoItemPage => ({
  ...toMemoItem(row),
  balance: decimal(row.balance),
  beAppliedAmount: decimal(row.be_applied_amount),
  taxationItems,
});
