import { date, decimal, id, notHeld, one, type QueryObject, timestamp } from "../query-object.ts";

/** A memo is given back item by item; a payment, which has no items, as one of the refund's own id. */
const PER_ITEM = `(
  select r.account_id, r.refund_id, r.refund_date, r.created_by_id, r.created_at, r.updated_by_id,
    r.updated_at, item.item_part_id, item.amount, item.credit_tax_item_id,
    case when item.credit_tax_item_id is null then item.credit_memo_item_id end
      as credit_memo_item_id
  from refunds r cross join lateral (
    select r.refund_id as item_part_id, r.amount, null::uuid as credit_tax_item_id,
      null::uuid as credit_memo_item_id
    where r.payment_id is not null
    union all
    select (part ->> 'itemPartId')::uuid, (part -> 'amount' ->> '$decimal')::numeric,
      (part ->> 'creditTaxItemId')::uuid, nullif(part ->> 'creditMemoItemId', '')::uuid
    from jsonb_array_elements(r.items) part
    where r.credit_memo_id is not null
  ) item
  where r.status = 'Processed'
) t`;

/** Source: the vendor's schema of queryRefundApplicationItems. */
export const refundApplicationItems: QueryObject = {
  singular: "refundApplicationItem",
  from: PER_ITEM,
  id: "t.item_part_id",
  numbers: [],
  defaultSort: "updatedDate",
  order: "t.created_at, t.item_part_id",
  fields: {
    accountReceivableAccountingCodeId: notHeld,
    amount: decimal("t.amount"),
    applicationGroupId: notHeld,
    cashAccountingCodeId: notHeld,
    createdById: id("t.created_by_id"),
    createdDate: timestamp("t.created_at"),
    creditMemoItemId: id("t.credit_memo_item_id"),
    creditTaxationItemId: id("t.credit_tax_item_id"),
    effectiveDate: date("t.refund_date"),
    id: id("t.item_part_id"),
    journalEntryId: notHeld,
    onAccountAccountingCodeId: notHeld,
    refundApplicationId: id("t.refund_id"),
    unappliedPaymentAccountingCodeId: notHeld,
    updatedById: id("t.updated_by_id"),
    updatedDate: timestamp("t.updated_at"),
  },
  relations: {
    refundApplication: one(
      "refund-applications",
      ["t.account_id", "t.account_id"],
      ["t.refund_id", "t.refund_id"],
    ),
  },
};
