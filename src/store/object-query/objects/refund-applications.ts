import {
  date,
  decimal,
  id,
  many,
  notHeld,
  one,
  type QueryObject,
  timestamp,
} from "../query-object.ts";

const account = ["t.account_id", "t.account_id"] as const;

/** The one part that a refund has, once its money has gone; with the part's id, which is the refund's. */
const GONE = `(select * from refunds where status = 'Processed') t
  left join accounts owner on owner.account_id = t.account_id`;

/** Source: the vendor's samples of queryRefundApplications. */
export const refundApplications: QueryObject = {
  singular: "refundApplication",
  from: GONE,
  id: "t.refund_id",
  numbers: [],
  defaultSort: "updatedDate",
  order: "t.created_at, t.refund_id",
  fields: {
    accountId: id("owner.account_id"),
    accountReceivableAccountingCodeId: notHeld,
    applicationGroupId: notHeld,
    applyAmount: decimal("t.amount"),
    cashAccountingCodeId: notHeld,
    createdById: id("t.created_by_id"),
    createdDate: timestamp("t.created_at"),
    creditMemoId: id("t.credit_memo_id"),
    effectiveDate: date("t.refund_date"),
    id: id("t.refund_id"),
    invoiceId: notHeld,
    journalEntryId: notHeld,
    onAccountAccountingCodeId: notHeld,
    paymentId: id("t.payment_id"),
    refundId: id("t.refund_id"),
    unappliedPaymentAccountingCodeId: notHeld,
    updatedById: id("t.updated_by_id"),
    updatedDate: timestamp("t.updated_at"),
  },
  relations: {
    creditMemo: one("credit-memos", account, ["t.credit_memo_id", "t.credit_memo_id"]),
    payment: one("payments", account, ["t.payment_id", "t.payment_id"]),
    refund: one("refunds", account, ["t.refund_id", "t.refund_id"]),
    refundApplicationItems: many("refund-application-items", account, [
      "t.refund_id",
      "t.refund_id",
    ]),
  },
};
