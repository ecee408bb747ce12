/** Items of credit memos as pages show them: read only, nothing locked. */
import type { CreditTaxationItem } from "#engine/model/credit-memo.ts";
import { deliveriesOf } from "#engine/model/deliveries-of.ts";
import type { Derivation } from "#engine/model/document.ts";
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import type { CreditMemoPage } from "./credit-memo-pages.ts";
import type { Transaction } from "./database.ts";
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
import { listCreditTaxationItems } from "./taxation-items.ts";

export type CreditMemoItemPage = MemoItemPage & {
  /** Null of what is not priced by delivery. */
  readonly numberOfDeliveries: Decimal | null;
  readonly appliedAmount: Decimal;
  readonly unappliedAmount: Decimal;
  readonly refundAmount: Decimal;
  readonly creditFromItemId: string | null;
  readonly creditFromItemSource: "InvoiceItem" | "CreditMemoItem" | null;
  readonly taxationItems: readonly CreditTaxationItem[];
};

const APPLIED = `case when t.applied_to_item_id is not null then 0 else t.amount + (
    select coalesce(sum(d.amount), 0) from credit_memo_items d
    where d.account_id = t.account_id and d.applied_to_item_id = t.credit_memo_item_id
  ) - t.unapplied_amount - t.refund_amount end`;

/** What a list can be filtered and sorted by, as the wire names it. */
export const CREDIT_MEMO_ITEM_FIELDS: Readonly<Record<string, Field>> = {
  ...memoItemFields("credit_memo"),
  appliedAmount: decimalField(`(${APPLIED})`),
  refundAmount: decimalField("t.refund_amount"),
};

/** By charge and service, where no sort says otherwise. */
export async function listCreditMemoItems(
  tx: Transaction,
  memo: Pick<CreditMemoPage, "accountId" | "creditMemoId" | "isTaxed">,
  request: PageRequest,
  wanted: ItemsWanted = {},
): Promise<PageOf<CreditMemoItemPage>> {
  const { accountId, creditMemoId: memoId, isTaxed } = memo;
  const of = {
    memo: "credit_memo",
    more: `${APPLIED} as applied_amount`,
    accountId,
    memoId,
  } as const;
  const { rows, hasMore } = await listMemoItemRows<ItemRow>(tx, { ...of, ...wanted }, request);
  const documents = isTaxed ? [{ accountId, documentId: memoId }] : [];
  const taxes = await listCreditTaxationItems(tx, documents);
  return { rows: rows.map((row) => toItemPage(row, taxes.get(row.item_id) ?? [])), hasMore };
}

type ItemRow = MemoItemRow & {
  derivation: Derivation | null;
  applied_amount: string;
  unapplied_amount: string;
  refund_amount: string;
  credit_from_item_id: string | null;
  credit_from_item_source: CreditMemoItemPage["creditFromItemSource"];
};

const toItemPage = (
  row: ItemRow,
  taxationItems: readonly CreditTaxationItem[],
): CreditMemoItemPage => ({
  ...toMemoItem(row),
  numberOfDeliveries: deliveriesOf(row.derivation),
  appliedAmount: decimal(row.applied_amount),
  unappliedAmount: decimal(row.unapplied_amount),
  refundAmount: decimal(row.refund_amount),
  creditFromItemId: row.credit_from_item_id,
  creditFromItemSource: row.credit_from_item_source,
  taxationItems,
});
