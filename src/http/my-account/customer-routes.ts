import { BillingError } from "#engine/errors.ts";
import type { PrintedCancel } from "#engine/my-account/cancel-receipt.ts";
import { cancelByCustomer } from "#operations/my-account/cancel-by-customer.ts";
import {
  type CustomerSubscription,
  listCustomerSubscriptions,
} from "#operations/my-account/list-subscriptions.ts";
import { ownAccountId, ownCancel } from "#operations/my-account/own-things.ts";
import {
  customerDocumentFile,
  payInvoice,
  useByDefault,
} from "#operations/my-account/pay-invoice.ts";
import { type CancelChoice, previewCancel } from "#operations/my-account/preview-cancel.ts";
import { takeBackCancel } from "#operations/my-account/take-back-cancel.ts";
import { type BillingDocument, listBillingDocuments } from "#store/billing-documents.ts";
import { inTransaction } from "#store/database.ts";
import { findFile } from "#store/files.ts";
import { listPaymentMethods, type StoredPaymentMethod } from "#store/payment-methods.ts";
import { nextPage } from "../paging.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./customer-contract.ts";
import { languageOf } from "./language.ts";

export const customerRoutes: readonly Route[] = [
  route(contract.listMySubscriptions, async (context) => ({
    subscriptions: (await listCustomerSubscriptions(context)).map(toSubscription),
  })),
  route(contract.previewMyCancel, async (context, { params, query }) => {
    const language = await languageOf(context, query.lang);
    const preview = await previewCancel(context, params.subscriptionNumber, { language });
    return { planName: preview.planName, choices: preview.choices.map(toChoice) };
  }),
  route(contract.cancelMySubscription, async (context, { params, query, body }) => {
    const language = await languageOf(context, query.lang);
    const done = await cancelByCustomer(context, { ...params, ...body, language });
    return { ...toReceipt(done.receipt), emailedTo: [...done.emailedTo] };
  }),
  route(contract.getMyCancelReceipt, async (context, { params: { orderNumber: key } }) => {
    const file = await inTransaction(context.database, context.entityId, async (tx) => {
      const { fileId } = await ownCancel(tx, ownAccountId(context), key);
      return fileId === null ? undefined : findFile(tx, fileId);
    });
    if (!file) throw new BillingError("ENTITY_NOT_FOUND", { key });
    return file;
  }),
  route(contract.takeBackMyCancel, async (context, { params, query }) => {
    const language = await languageOf(context, query.lang);
    return takeBackCancel(context, params.orderNumber, language);
  }),
  route(contract.listMyDocuments, async (context, call) => {
    const { database, entityId } = context;
    const asked = {
      ...call.query,
      accountKey: ownAccountId(context),
      status: "Posted",
      sorts: [{ field: "documentDate", order: "descending" }],
    } as const;
    const found = await inTransaction(database, entityId, (tx) => listBillingDocuments(tx, asked));
    const { rows = [], hasMore = false } = found ?? {};
    return { documents: rows.map(toDocument), nextPage: nextPage(call, call.query, hasMore) };
  }),
  route(contract.getMyDocumentPdf, (context, { params }) => customerDocumentFile(context, params)),
  route(contract.listMyPaymentMethods, async (context) => {
    const { database, entityId } = context;
    const methods = await inTransaction(database, entityId, (tx) =>
      listPaymentMethods(tx, ownAccountId(context)),
    );
    return { paymentMethods: methods.map(toPaymentMethod) };
  }),
  route(contract.makeMyPaymentMethodDefault, async (context, { params }) => {
    await useByDefault(context, params.paymentMethodId);
    return {};
  }),
  route(contract.payMyInvoice, async (context, { params, body }) => {
    const payment = await payInvoice(context, { ...params, ...body });
    const { paymentNumber, status, amount, currency } = payment;
    return { paymentNumber, status, amount, currency };
  }),
];

function toSubscription({ page, nextCharge, endsOn, ...told }: CustomerSubscription) {
  const { subscription } = page;
  const { autoRenew, currentTerm, status, cancelledDate } = subscription;
  const renews = autoRenew && cancelledDate === null && subscription.termType === "TERMED";
  return {
    ...told,
    subscriptionNumber: subscription.subscriptionNumber,
    status,
    currency: subscription.currency,
    startDate: subscription.subscriptionStartDate,
    endDate: endsOn,
    renewalDate: renews ? currentTerm.end : null,
    nextCharge,
  };
}

const toDocument = (document: BillingDocument) => {
  const { documentType, documentNumber, documentDate, currency, amount, balance } = document;
  return { documentType, documentNumber, documentDate, currency, amount, balance };
};

function toChoice(choice: CancelChoice) {
  const { cancellationPolicy } = choice;
  if ("refusal" in choice) return { cancellationPolicy, refused: choice.refusal.message };
  return { ...choice, sentences: [...choice.sentences], invoices: [...choice.invoices] };
}

const toReceipt = (receipt: PrintedCancel) => ({
  cancellationPolicy: receipt.cancellationPolicy,
  cancelledDate: receipt.cancelledDate,
  currency: receipt.currency,
  sentences: [...receipt.sentences],
  invoices: [...receipt.invoices],
  balance: receipt.balance,
  orderNumber: receipt.orderNumber,
  planName: receipt.planName,
  subscriptionNumber: receipt.subscriptionNumber,
  reason: receipt.reason,
});

const toPaymentMethod = (method: StoredPaymentMethod) => ({
  id: method.paymentMethodId,
  type: method.type,
  kind: method.details.creditCardType ?? method.type,
  lastDigits: /\d{1,4}$/.exec(method.maskNumber ?? "")?.[0] ?? "",
  expirationMonth: method.expirationMonth,
  expirationYear: method.expirationYear,
  isDefault: method.isDefault,
  isUsable: method.status === "Active",
});
