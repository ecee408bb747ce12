import {
  always,
  boolean,
  date,
  decimal,
  id,
  literal,
  many,
  none,
  notHeld,
  number,
  one,
  type QueryObject,
  text,
  timestamp,
} from "../query-object.ts";

const account = ["t.account_id", "t.account_id"] as const;
const finance = (name: string) => `t.finance_information ->> '${name}'`;

/** Applied is what it has brought in and neither left nor given back: nothing before, or once cancelled. */
const APPLIED = `(case t.status when 'Processed' then t.amount - t.unapplied_amount - t.refund_amount
  else 0 end)`;

/** Source: the vendor's samples of queryPayments and ExpandedPayment of its SDKs. */
export const payments: QueryObject = {
  singular: "payment",
  from: "payments t left join accounts owner on owner.account_id = t.account_id",
  id: "t.payment_id",
  numbers: ["t.payment_number"],
  defaultSort: "updatedDate",
  order: "t.created_at desc, t.payment_id",
  customFields: "t.custom_fields",
  fields: {
    accountId: id("owner.account_id"),
    amount: decimal("t.amount"),
    appliedAmount: decimal(APPLIED),
    appliedCreditBalanceAmount: always(0),
    authTransactionId: text("t.auth_transaction_id"),
    bankIdentificationNumber: text("t.bank_identification"),
    cancelledOn: timestamp("t.cancelled_at"),
    comment: text("t.comment"),
    createdById: id("t.created_by_id"),
    createdDate: timestamp("t.created_at"),
    currency: text("t.currency"),
    effectiveDate: date("t.effective_date"),
    gateway: text(
      "(select g.name from payment_gateways g where g.payment_gateway_id = t.payment_gateway_id)",
    ),
    gatewayOrderId: text("t.gateway_order_id"),
    gatewayReconciliationReason: notHeld,
    gatewayReconciliationStatus: notHeld,
    gatewayResponse: text("t.gateway_response"),
    gatewayResponseCode: text("t.gateway_response_code"),
    gatewayState: text("t.gateway_state"),
    id: id("t.payment_id"),
    isStandalone: boolean("t.standalone"),
    lastEmailDateTime: notHeld,
    markedForSubmissionOn: notHeld,
    paymentMethodId: id("t.payment_method_id"),
    paymentMethodSnapshotId: notHeld,
    paymentNumber: number("t.payment_number"),
    payoutId: notHeld,
    prepayment: always(false),
    referenceId: text("t.reference_id"),
    referencedPaymentID: notHeld,
    refundAmount: decimal("t.refund_amount"),
    secondPaymentReferenceId: text("t.second_reference_id"),
    settledOn: timestamp("t.settled_at"),
    softDescriptor: text("t.soft_descriptor"),
    softDescriptorPhone: text("t.soft_descriptor_phone"),
    // What an order takes is taken through the API.
    source: literal("t.source", { API: "API", Order: "API", PaymentRun: "PaymentRun" }),
    sourceName: text(
      `(select r.payment_run_number from payment_runs r
        where r.payment_run_id = t.payment_run_id)`,
    ),
    status: text("t.status"),
    submittedOn: timestamp("t.submitted_at"),
    transferredToAccounting: text(finance("transferredToAccounting")),
    type: text("t.type"),
    unappliedAmount: decimal("t.unapplied_amount"),
    updatedById: id("t.updated_by_id"),
    updatedDate: timestamp("t.updated_at"),
  },
  relations: {
    account: one("accounts", account),
    paymentApplications: many("payment-applications", account, ["t.payment_id", "t.source_id"]),
    paymentMethod: one("payment-methods", ["t.payment_method_id", "t.payment_method_id"]),
    paymentScheduleItemPayments: none,
  },
};
