import {
  date,
  decimal,
  id,
  many,
  notHeld,
  number,
  one,
  type QueryObject,
  text,
  timestamp,
} from "../query-object.ts";

const account = ["t.account_id", "t.account_id"] as const;

/** Of one that went through a gateway, the way that it took. */
const METHOD_TYPE = `coalesce(t.method_type, (select m.type from payment_methods m
  where m.payment_method_id = t.payment_method_id))`;

/** Source: the vendor's samples of queryRefunds and ExpandedRefund of its SDKs. */
export const refunds: QueryObject = {
  singular: "refund",
  from: "refunds t left join accounts owner on owner.account_id = t.account_id",
  id: "t.refund_id",
  numbers: ["t.refund_number"],
  defaultSort: "updatedDate",
  order: "t.created_at desc, t.refund_id",
  customFields: "t.custom_fields",
  fields: {
    accountId: id("owner.account_id"),
    amount: decimal("t.amount"),
    cancelledOn: timestamp("t.cancelled_at"),
    comment: text("t.comment"),
    createdById: id("t.created_by_id"),
    createdDate: timestamp("t.created_at"),
    currency: text("t.currency"),
    gateway: text(
      "(select g.name from payment_gateways g where g.payment_gateway_id = t.payment_gateway_id)",
    ),
    gatewayReconciliationReason: notHeld,
    gatewayReconciliationStatus: notHeld,
    gatewayResponse: text("t.gateway_response"),
    gatewayResponseCode: text("t.gateway_response_code"),
    gatewayState: text("t.gateway_state"),
    id: id("t.refund_id"),
    markedForSubmissionOn: notHeld,
    methodType: text(METHOD_TYPE),
    paymentMethodId: id("t.payment_method_id"),
    paymentMethodSnapshotId: notHeld,
    payoutId: notHeld,
    reasonCode: text("t.reason_code"),
    referenceID: text("t.reference_id"),
    refundDate: date("t.refund_date"),
    refundNumber: number("t.refund_number"),
    refundTransactionTime: timestamp("t.created_at"),
    secondRefundReferenceId: text("t.second_reference_id"),
    settledOn: timestamp("t.settled_at"),
    softDescriptor: text("t.soft_descriptor"),
    softDescriptorPhone: text("t.soft_descriptor_phone"),
    sourceType: text("(case when t.payment_id is null then 'CreditMemo' else 'Payment' end)"),
    status: text("t.status"),
    submittedOn: timestamp("t.submitted_at"),
    transferredToAccounting: text("t.finance_information ->> 'transferredToAccounting'"),
    type: text("t.type"),
    updatedById: id("t.updated_by_id"),
    updatedDate: timestamp("t.updated_at"),
  },
  relations: {
    account: one("accounts", account),
    paymentMethod: one("payment-methods", ["t.payment_method_id", "t.payment_method_id"]),
    refundApplications: many("refund-applications", account, ["t.refund_id", "t.refund_id"]),
  },
};
