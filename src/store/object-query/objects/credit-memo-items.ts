import {
  always,
  decimal,
  id,
  many,
  notHeld,
  one,
  type QueryObject,
  text,
} from "../query-object.ts";
import { byName, itemRelations, memoItemFields, ofAccount } from "./memo-fields.ts";

/** A discount lowers what its charge gives, and gives nothing itself. */
const APPLIED = `(case when t.applied_to_item_id is not null then 0
  else t.amount + (
    select coalesce(sum(d.amount), 0) from credit_memo_items d
    where d.account_id = t.account_id and d.applied_to_item_id = t.credit_memo_item_id
  ) - t.unapplied_amount - t.refund_amount end)`;

/** Source: the vendor's samples of queryCreditMemoItems and ExpandedCreditMemoItem of its SDKs. */
export const creditMemoItems: QueryObject = {
  singular: "creditMemoItem",
  from: `credit_memo_items t join credit_memos d
    on d.account_id = t.account_id and d.credit_memo_id = t.credit_memo_id`,
  id: "t.credit_memo_item_id",
  numbers: [],
  defaultSort: "updatedDate",
  order: "t.charge_number, t.service_start, t.credit_memo_item_id",
  fields: byName({
    ...memoItemFields("credit_memo"),
    appliedToOthersAmount: decimal(APPLIED),
    beAppliedByOthersAmount: always(0),
    billToContactSnapshotId: notHeld,
    creditFromItemId: id("t.credit_from_item_id"),
    creditFromItemSource: text("t.credit_from_item_source"),
    creditMemoId: id("d.credit_memo_id"),
    debitMemoItemId: notHeld,
    fulfillmentId: notHeld,
    invoiceItemId: id(
      "case when t.credit_from_item_source = 'InvoiceItem' then t.credit_from_item_id end",
    ),
    invoiceScheduleId: notHeld,
    invoiceScheduleItemId: notHeld,
    nonRevenueWriteOffAccountingCodeId: notHeld,
    numberOfDeliveries: decimal(
      "coalesce((t.derivation #>> '{inputs,numberOfDeliveries}')::numeric, 0)",
    ),
    onAccountAccountingCodeId: notHeld,
    orderLineItemId: id(
      "(case when t.source_item_type = 'OrderLineItem' then t.source_item_id end)",
    ),
    purchaseOrderNumber: notHeld,
    revenueImpacting: text("coalesce(d.revenue_impacting, 'Yes')"),
    shipToContactSnapshotId: notHeld,
    soldToContactSnapshotId: notHeld,
    taxCodeName: text("t.tax_code"),
    unappliedAmount: decimal("t.unapplied_amount"),
  }),
  customFields: "t.custom_fields",
  relations: {
    creditMemo: one("credit-memos", ofAccount, ["d.credit_memo_id", "t.credit_memo_id"]),
    creditTaxationItems: many("credit-taxation-items", ofAccount, [
      "t.credit_memo_item_id",
      "t.item_id",
    ]),
    ...itemRelations,
  },
};
