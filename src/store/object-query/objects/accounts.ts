import {
  always,
  boolean,
  date,
  decimal,
  id,
  integer,
  many,
  notHeld,
  nothing,
  number,
  one,
  type QueryObject,
  text,
  timestamp,
} from "../query-object.ts";

const POSTED_INVOICES = "from invoices i where i.account_id = t.account_id and i.status = 'Posted'";
const POSTED_MEMOS =
  "from credit_memos m where m.account_id = t.account_id and m.status = 'Posted'";
/** Only what is unpaid, which has an index of its own. */
const OWED = `(select coalesce(sum(i.balance), 0) ${POSTED_INVOICES} and i.balance <> 0)`;
const UNAPPLIED = `(select coalesce(sum(m.unapplied_amount), 0) ${POSTED_MEMOS})`;

const OWED_ON_DEBIT_MEMOS = `(select coalesce(sum(d.balance), 0) from debit_memos d
  where d.account_id = t.account_id and d.status = 'Posted' and d.balance <> 0)`;
const UNAPPLIED_PAYMENTS = `(select coalesce(sum(p.unapplied_amount), 0) from payments p
  where p.account_id = t.account_id and p.status = 'Processed')`;

const taxInfo = (name: string) => `t.tax_info ->> '${name}'`;
const account = ["t.account_id", "t.account_id"] as const;

/** Source: the vendor's samples of queryAccounts and ExpandedAccount of its SDKs. */
export const accounts: QueryObject = {
  singular: "account",
  from: "accounts t",
  id: "t.account_id",
  numbers: ["t.account_number"],
  defaultSort: "updatedDate",
  order: "t.created_at desc, t.account_id",
  customFields: "t.custom_fields",
  fields: {
    accountNumber: number("t.account_number"),
    additionalEmailAddresses: text(
      "nullif(array_to_string(t.additional_email_addresses, ','), '')",
    ),
    allowInvoiceEdit: boolean("t.allow_invoice_edit"),
    autoPay: boolean("t.auto_pay"),
    balance: decimal(`(${OWED} + ${OWED_ON_DEBIT_MEMOS} - ${UNAPPLIED} - ${UNAPPLIED_PAYMENTS})`),
    batch: text("t.batch"),
    bcdSettingOption: text("t.bcd_setting_option"),
    billCycleDay: integer("t.bill_cycle_day"),
    billToId: id("t.bill_to_contact_id"),
    communicationProfileId: text("t.communication_profile_id"),
    createdById: id("t.created_by_id"),
    createdDate: timestamp("t.created_at"),
    creditBalance: always(0),
    creditMemoTemplateId: text("t.credit_memo_template_id"),
    crmId: text("t.crm_id"),
    currency: text("t.currency"),
    customerServiceRepName: text("t.customer_service_rep_name"),
    debitMemoTemplateId: text("t.debit_memo_template_id"),
    defaultPaymentMethodId: id("t.default_payment_method_id"),
    eInvoiceProfileId: notHeld,
    gatewayRoutingEligible: notHeld,
    id: id("t.account_id"),
    invoiceDeliveryPrefsEmail: boolean("t.invoice_delivery_prefs_email"),
    invoiceDeliveryPrefsPrint: boolean("t.invoice_delivery_prefs_print"),
    invoiceTemplateId: text("t.invoice_template_id"),
    lastInvoiceDate: date(`(select max(i.invoice_date) ${POSTED_INVOICES})`),
    lastMetricsUpdate: notHeld,
    mrr: notHeld,
    name: text("t.name"),
    notes: text("t.notes"),
    organizationId: id("t.organization_id"),
    parentId: id("t.parent_id"),
    partnerAccount: boolean("t.partner_account"),
    paymentGateway: text("t.payment_gateway"),
    paymentMethodCascadingConsent: always(false),
    paymentTerm: text("t.payment_term"),
    purchaseOrderNumber: text("t.purchase_order_number"),
    reservedPaymentAmount: notHeld,
    rollUpUsage: notHeld,
    salesRepName: text("t.sales_rep"),
    sequenceSetId: id("t.sequence_set_id"),
    shipToId: notHeld,
    soldToId: id("t.sold_to_contact_id"),
    status: text("t.status"),
    taxCompanyCode: text(taxInfo("companyCode")),
    taxExemptCertificateID: text(taxInfo("exemptCertificateId")),
    taxExemptCertificateType: text(taxInfo("exemptCertificateType")),
    taxExemptDescription: text(taxInfo("exemptDescription")),
    taxExemptEffectiveDate: text(taxInfo("exemptEffectiveDate")),
    taxExemptEntityUseCode: text(taxInfo("exemptEntityUseCode")),
    taxExemptExpirationDate: text(taxInfo("exemptExpirationDate")),
    taxExemptIssuingJurisdiction: text(taxInfo("exemptIssuingJurisdiction")),
    taxExemptStatus: text(`coalesce(${taxInfo("exemptStatus")}, 'No')`),
    totalDebitMemoBalance: decimal(OWED_ON_DEBIT_MEMOS),
    totalInvoiceBalance: decimal(OWED),
    unappliedBalance: decimal(UNAPPLIED_PAYMENTS),
    unappliedCreditMemoAmount: decimal(UNAPPLIED),
    updatedById: id("t.updated_by_id"),
    updatedDate: timestamp("t.updated_at"),
    vATId: text(taxInfo("VATId")),
  },
  relations: {
    billTo: one("contacts", account, ["t.bill_to_contact_id", "t.contact_id"]),
    creditMemos: many("credit-memos", account),
    debitMemos: many("debit-memos", account),
    defaultPaymentMethod: one("payment-methods", [
      "t.default_payment_method_id",
      "t.payment_method_id",
    ]),
    invoices: many("invoices", account),
    paymentMethods: many("payment-methods", account),
    payments: many("payments", account),
    refunds: many("refunds", account),
    shipTo: nothing,
    soldTo: one("contacts", account, ["t.sold_to_contact_id", "t.contact_id"]),
    subscriptions: many("subscriptions", ["t.account_id", "t.subscription_owner_id"]),
    usages: many("usages", account),
  },
};
