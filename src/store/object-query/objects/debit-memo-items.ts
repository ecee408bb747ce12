import { always, decimal, id, many, notHeld, one, type QueryObject } from "../query-object.ts";
import { byName, itemRelations, memoItemFields, ofAccount } from "./memo-fields.ts";

const ITEM_OF = (kind: string) =>
  id(`(case when t.source_item_type = '${kind}' then t.source_item_id end)`);

/** Source: the vendor's samples of queryDebitMemoItems and ExpandedDebitMemoItem of its SDKs. */
export const debitMemoItems: QueryObject = {
  singular: "debitMemoItem",
  from: `debit_memo_items t join debit_memos d
    on d.account_id = t.account_id and d.debit_memo_id = t.debit_memo_id`,
  id: "t.debit_memo_item_id",
  numbers: [],
  defaultSort: "updatedDate",
  order: "t.charge_number, t.service_start, t.debit_memo_item_id",
  fields: byName({
    ...memoItemFields("debit_memo"),
    appliedToOthersAmount: always(0),
    balance: decimal("t.balance"),
    beAppliedByOthersAmount: decimal(
      "(select coalesce(sum(p.amount), 0) from applications p where p.account_id = t.account_id and p.target_id = t.debit_memo_id and p.target_item_id = t.debit_memo_item_id and p.target_tax_item_id is null)",
    ),
    creditMemoItemId: ITEM_OF("CreditMemoItem"),
    debitMemoId: id("d.debit_memo_id"),
    invoiceItemId: ITEM_OF("InvoiceDetail"),
    taxCodeName: notHeld,
  }),
  customFields: "t.custom_fields",
  relations: {
    debitMemo: one("debit-memos", ofAccount, ["d.debit_memo_id", "t.debit_memo_id"]),
    debitTaxationItems: many("debit-taxation-items", ofAccount, [
      "t.debit_memo_item_id",
      "t.item_id",
    ]),
    ...itemRelations,
  },
};
