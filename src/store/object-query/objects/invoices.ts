import {
  always,
  boolean,
  date,
  decimal,
  id,
  many,
  notHeld,
  nothing,
  number,
  one,
  type QueryObject,
  text,
  timestamp,
} from "../query-object.ts";

const account = ["t.account_id", "t.account_id"] as const;

/** That of the subscriptions, else of the account at present, else DEFAULT: here it is never null. */
const SEQUENCE_SET = `(select coalesce(
    (select s.sequence_set_id
      from invoice_items i join subscriptions s using (account_id, subscription_id)
      where i.account_id = t.account_id and i.invoice_id = t.invoice_id
        and s.sequence_set_id is not null
      limit 1),
    a.sequence_set_id,
    (select s.sequence_set_id from sequence_sets s where s.is_default))
  from accounts a where a.account_id = t.account_id)`;

/** Whether all that it bills are subscriptions that were cancelled since. */
const OF_CANCELLED = `(select bool_and(s.status = 'Cancelled')
  from invoice_items i join subscriptions s
    on s.subscription_number = i.subscription_number and s.is_latest_version
  where i.account_id = t.account_id and i.invoice_id = t.invoice_id)`;

const snapshotOf = (contact: string) => `(
  select taken.contact_snapshot_id from document_contact_snapshots taken
  join accounts a using (account_id)
  where taken.account_id = t.account_id and taken.document_id = t.invoice_id
    and taken.contact_id = ${contact})`;
const BILL_TO_SNAPSHOT = snapshotOf("coalesce(t.bill_to_contact_id, a.bill_to_contact_id)");
const SOLD_TO_SNAPSHOT = snapshotOf("coalesce(t.sold_to_contact_id, a.sold_to_contact_id)");

/** Positive, as what lowers a balance. */
const appliedBy = (source: "CreditMemo" | "Payment") => `(
  select coalesce(sum(a.amount), 0) from applications a
  where a.account_id = t.account_id and a.target_id = t.invoice_id
    and a.source_type = '${source}')`;

/** Source: the vendor's samples of queryInvoices and 190 recorded objects (_observed-shapes). */
export const invoices: QueryObject = {
  singular: "invoice",
  from: "invoices t",
  id: "t.invoice_id",
  numbers: ["t.invoice_number"],
  defaultSort: "updatedDate",
  order: "t.created_at desc, t.invoice_id",
  fields: {
    accountId: id("t.account_id"),
    adjustmentAmount: always(0),
    amount: decimal("t.amount"),
    amountWithoutTax: decimal("(t.amount - t.tax_amount)"),
    autoPay: boolean(`coalesce(t.auto_pay,
      (select a.auto_pay from accounts a where a.account_id = t.account_id))`),
    balance: decimal("t.balance"),
    billToContactId: id("t.bill_to_contact_id"),
    billToContactSnapshotId: id(BILL_TO_SNAPSHOT),
    comments: text("coalesce(t.comments, '')"),
    communicationProfileId: notHeld,
    createdById: id("t.created_by_id"),
    createdDate: timestamp("t.created_at"),
    creditBalanceAdjustmentAmount: always(0),
    creditMemoAmount: decimal(appliedBy("CreditMemo")),
    currency: text("t.currency"),
    dueDate: date("t.due_date"),
    eInvoiceErrorCode: notHeld,
    eInvoiceErrorMessage: notHeld,
    eInvoiceFileId: notHeld,
    eInvoiceStatus: notHeld,
    id: id("t.invoice_id"),
    includesOneTime: boolean("t.includes_one_time"),
    includesRecurring: boolean("t.includes_recurring"),
    includesUsage: boolean(`exists (select from invoice_items i
      where i.account_id = t.account_id and i.invoice_id = t.invoice_id
        and i.charge_type = 'Usage')`),
    invoiceDate: date("t.invoice_date"),
    invoiceGroupNumber: notHeld,
    invoiceNumber: number("t.invoice_number"),
    isSplit: boolean("(t.invoice_split_id is not null)"),
    lastEmailSentDate: timestamp(`(select max(e.created_at) from emails e
      where e.account_id = t.account_id and e.object_id = t.invoice_id)`),
    organizationId: id(
      "(select a.organization_id from accounts a where a.account_id = t.account_id)",
    ),
    paymentAmount: decimal(appliedBy("Payment")),
    paymentLink: notHeld,
    paymentTerm: text("t.payment_term"),
    postedBy: id("t.posted_by_id"),
    postedDate: timestamp("t.posted_at"),
    refundAmount: always(0),
    reversed: boolean("t.is_reversed"),
    sequenceSetId: id(SEQUENCE_SET),
    shipToContactId: notHeld,
    shipToContactSnapshotId: notHeld,
    soldToContactId: id("t.sold_to_contact_id"),
    soldToContactSnapshotId: id(SOLD_TO_SNAPSHOT),
    source: text("t.source"),
    sourceId: text("t.source_id"),
    sourceType: text("t.source_type"),
    status: text("t.status"),
    targetDate: date("t.target_date"),
    taxAmount: decimal("t.tax_amount"),
    taxExemptAmount: decimal(
      `(select coalesce(sum(x.exempt_amount), 0) from taxation_items x
        where x.account_id = t.account_id and x.document_id = t.invoice_id)`,
    ),
    taxMessage: text("t.tax_message"),
    taxStatus: text("t.tax_status"),
    templateId: notHeld,
    transferredToAccounting: text("t.transferred_to_accounting"),
    updatedById: id("t.updated_by_id"),
    updatedDate: timestamp("t.updated_at"),
  },
  ownFilters: { isOfCancelled: boolean(OF_CANCELLED) },
  relations: {
    account: one("accounts", account),
    billToContact: one("contacts", account, ["t.bill_to_contact_id", "t.contact_id"]),
    billToContactSnapshot: one("contact-snapshots", [BILL_TO_SNAPSHOT, "t.contact_snapshot_id"]),
    invoiceItems: many("invoice-items", account, ["t.invoice_id", "d.invoice_id"]),
    shipToContactSnapshot: nothing,
    soldToContactSnapshot: one("contact-snapshots", [SOLD_TO_SNAPSHOT, "t.contact_snapshot_id"]),
  },
};
