import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import type { WantedApplication } from "#engine/model/payment.ts";
import { isPositive, ZERO } from "#engine/values/decimal.ts";
import type { RefundToCreate } from "#operations/begin-refund.ts";
import { cancelRefund, deleteRefund, updateRefund } from "#operations/change-refund.ts";
import type { Context } from "#operations/context.ts";
import { refundPayment } from "#operations/create-refund.ts";
import { createAdjustment, updateAdjustment } from "#operations/credit-balance-adjustments.ts";
import { refundCreditBalance } from "#operations/refund-credit-balance.ts";
import { findAdjustment } from "#store/credit-balance-adjustments.ts";
import { findInvoicePayment, listInvoicePayments } from "#store/invoice-payments.ts";
import { findPaymentPage } from "#store/payment-pages.ts";
import { findRefundPage } from "#store/refund-pages.ts";
import { given } from "../payments/routes.ts";
import { refuseFields } from "../refuse-field.ts";
import { type Route, route } from "../route.ts";
import { customFieldsOf } from "../wire.ts";
import { deleted, saved } from "./answers.ts";
import { reading, requiredId } from "./payment-routes.ts";
import * as contract from "./receivable-contract.ts";
import { toAdjustmentObject, toRefundObject } from "./receivable-to-wire.ts";
import { shown } from "./to-wire.ts";
import { checkUnknownFields } from "./unknown-fields.ts";

const refunds: readonly Route[] = [
  route(contract.createRefundObject, async (context, { body, query }) => {
    checkUnknownFields(body, contract.createRefundObject.request, query);
    refuseFields(body, contract.REFUND_OBJECT_NOT_YET);
    if (body.SourceType === "CreditBalance") return saved(await refundOfBalance(context, body));
    refuseFields(body, ["AccountId", "PaymentMethodId"]);
    const { PaymentId: paymentId } = body;
    if (paymentId === undefined) throw new BillingError("MISSING_FIELD", { field: "PaymentId" });
    const unapplied = await toUnapply(context, paymentId, body);
    const request = toRefundToCreate(body);
    const { refundId } = await refundPayment(context, paymentId, request, unapplied);
    return saved(refundId);
  }),
  route(contract.readRefundObject, async (context, { params, query }) =>
    reading(context, async (tx) => {
      const page = await findRefundPage(tx, requiredId(params.id));
      if (!page) throw new BillingError("ENTITY_NOT_FOUND", { key: params.id });
      return shown(toRefundObject(page, context.timeZone), query.fields);
    }),
  ),
  route(contract.updateRefundObject, async (context, { params, body, query }) => {
    checkUnknownFields(body, contract.updateRefundObject.request, query);
    const id = requiredId(params.id);
    const { ReasonCode: reasonCode, TransferredToAccounting: transferredToAccounting } = body;
    const change = {
      reasonCode,
      financeInformation: given({ transferredToAccounting }),
      customFields: customFieldsOf(body),
    };
    if (body.Status === "Canceled") await cancelRefund(context, id);
    await updateRefund(context, id, change);
    return saved(id);
  }),
  route(contract.deleteRefundObject, async (context, { params }) => {
    const id = requiredId(params.id);
    await deleteRefund(context, id);
    return deleted(id);
  }),
];

const adjustments: readonly Route[] = [
  route(contract.createCreditBalanceAdjustment, async (context, { body, query }) => {
    checkUnknownFields(body, contract.createCreditBalanceAdjustment.request, query);
    const sourceKey = body.SourceTransactionId ?? body.SourceTransactionNumber;
    if (sourceKey === undefined) {
      throw new BillingError("MISSING_FIELD", { field: "SourceTransactionId" });
    }
    const adjustment = {
      type: body.Type,
      sourceKey,
      amount: body.Amount,
      adjustmentDate: body.AdjustmentDate ?? null,
      comment: body.Comment ?? null,
      reasonCode: body.ReasonCode ?? null,
      referenceId: body.ReferenceId ?? null,
      accountingCode: body.AccountingCode ?? null,
      customFields: customFieldsOf(body),
    };
    return saved(await createAdjustment(context, adjustment));
  }),
  route(contract.readCreditBalanceAdjustment, async (context, { params, query }) =>
    reading(context, async (tx) => {
      const found = await findAdjustment(tx, params.id);
      if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key: params.id });
      return shown(toAdjustmentObject(found, context.timeZone), query.fields);
    }),
  ),
  route(contract.updateCreditBalanceAdjustment, async (context, { params, body, query }) => {
    checkUnknownFields(body, contract.updateCreditBalanceAdjustment.request, query);
    const change = {
      status: body.Status,
      reasonCode: body.ReasonCode,
      transferredToAccounting: body.TransferredToAccounting,
      customFields: customFieldsOf(body),
    };
    return saved(await updateAdjustment(context, params.id, change));
  }),
];

export const refundObjectRoutes: readonly Route[] = [...refunds, ...adjustments];

type RefundBody = z.output<typeof contract.createRefundObject.request>;

/** Errors: MISSING_FIELD, NOT_SUPPORTED, and those of refundCreditBalance. */
async function refundOfBalance(context: Context, body: RefundBody): Promise<string> {
  const { AccountId: accountKey, PaymentMethodId: paymentMethodId } = body;
  refuseFields(body, ["PaymentId", "RefundInvoicePaymentData"]);
  if (accountKey === undefined) throw new BillingError("MISSING_FIELD", { field: "AccountId" });
  const request = {
    ...toRefundToCreate(body),
    paymentMethodId,
    gatewayKey: undefined,
    items: undefined,
  };
  return (await refundCreditBalance(context, accountKey, request)).refundId;
}

const toRefundToCreate = (body: RefundBody): RefundToCreate => ({
  type: body.Type,
  amount: body.Amount,
  refundDate: body.RefundDate ?? null,
  methodType: body.MethodType ?? null,
  refundTransactionType: null,
  referenceId: null,
  secondReferenceId: null,
  softDescriptor: body.SoftDescriptor ?? null,
  softDescriptorPhone: body.SoftDescriptorPhone ?? null,
  reasonCode: body.ReasonCode ?? null,
  comment: body.Comment ?? null,
  financeInformation: null,
  customFields: customFieldsOf(body),
  orderId: null,
});

/**
 * What is taken back of invoices first: what is named, else, of a payment that has paid one invoice,
 * what is not unapplied already. Errors: ENTITY_NOT_FOUND, NOT_ALLOWED.
 */
const toUnapply = (
  context: Context,
  paymentKey: string,
  { Amount, RefundInvoicePaymentData }: RefundBody,
): Promise<WantedApplication[]> =>
  reading(context, async (tx) => {
    const payment = await findPaymentPage(tx, paymentKey);
    if (!payment) throw new BillingError("ENTITY_NOT_FOUND", { key: paymentKey });
    const named = RefundInvoicePaymentData?.RefundInvoicePayment ?? [];
    const wanted: WantedApplication[] = [];
    for (const { InvoicePaymentId: key, RefundAmount: amount } of named) {
      const found = await findInvoicePayment(tx, key);
      if (found?.paymentId !== payment.paymentId) {
        throw new BillingError("ENTITY_NOT_FOUND", { key });
      }
      wanted.push({ documentType: "Invoice", documentKey: found.invoiceId, amount });
    }
    if (named.length > 0) return wanted;
    const left = payment.unappliedAmount.minus(payment.reservedAmount);
    const missing = payment.isStandalone ? ZERO : Amount.minus(left);
    if (!isPositive(missing)) return [];
    const [only, ...others] = await listInvoicePayments(tx, payment);
    if (!only) return [];
    if (others.length > 0) {
      const message = "The payment has paid several invoices: give 'RefundInvoicePaymentData'.";
      throw new BillingError("NOT_ALLOWED", { message });
    }
    return [{ documentType: "Invoice", documentKey: only.invoiceId, amount: missing }];
  });
