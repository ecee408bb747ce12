import {
  always,
  boolean,
  date,
  decimal,
  id,
  many,
  notHeld,
  nothing,
  one,
  type QueryObject,
  text,
} from "../query-object.ts";
import {
  billToSnapshotOf,
  byName,
  memoFields,
  ofAccount,
  soldToSnapshotOf,
} from "./memo-fields.ts";

/** That of the account at present, as the field answers it here and nowhere else. */
const SEQUENCE_SET = `(select coalesce(a.sequence_set_id,
    (select s.sequence_set_id from sequence_sets s where s.is_default))
  from accounts a where a.account_id = t.account_id)`;

const BILL_TO_SNAPSHOT = billToSnapshotOf("debit_memo");
const SOLD_TO_SNAPSHOT = soldToSnapshotOf("debit_memo");
const memo = ["t.debit_memo_id", "d.debit_memo_id"] as const;

/** Source: the vendor's samples of queryDebitMemos and ExpandedDebitMemo of its SDKs. */
export const debitMemos: QueryObject = {
  singular: "debitMemo",
  from: "debit_memos t",
  id: "t.debit_memo_id",
  numbers: ["t.debit_memo_number"],
  defaultSort: "updatedDate",
  order: "t.created_at desc, t.debit_memo_id",
  customFields: "t.custom_fields",
  fields: byName({
    ...memoFields("debit_memo"),
    autoPay: boolean("t.auto_pay"),
    balance: decimal("t.balance"),
    beAppliedAmount: decimal("(t.amount - t.balance)"),
    creditMemoId: id("t.referred_credit_memo_id"),
    dueDate: date("t.due_date"),
    paymentTerm: text("t.payment_term"),
    taxMessage: notHeld,
    taxStatus: text("(case when t.is_taxed then 'Complete' end)"),
    totalTaxExemptAmount: always(0),
    sequenceSetId: id(SEQUENCE_SET),
  }),
  relations: {
    account: one("accounts", ofAccount),
    billToContact: one("contacts", ofAccount, ["t.bill_to_contact_id", "t.contact_id"]),
    billToContactSnapshot: one("contact-snapshots", [BILL_TO_SNAPSHOT, "t.contact_snapshot_id"]),
    debitMemoItems: many("debit-memo-items", ofAccount, memo),
    shipToContactSnapshot: nothing,
    soldToContactSnapshot: one("contact-snapshots", [SOLD_TO_SNAPSHOT, "t.contact_snapshot_id"]),
  },
};
