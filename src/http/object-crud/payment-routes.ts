import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import type { WantedApplication } from "#engine/model/payment.ts";
import { type Decimal, isPositive, sum, ZERO } from "#engine/values/decimal.ts";
import {
  applyPaymentTo,
  cancelPayment,
  deletePayment,
  NO_FINANCE,
  unapplyPaymentFrom,
  updatePayment,
} from "#operations/change-payment.ts";
import type { Context } from "#operations/context.ts";
import { createPayment, type PaymentToCreate } from "#operations/create-payment.ts";
import { findAccount } from "#store/accounts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { idOf } from "#store/ids.ts";
import { findInvoicePayment, type InvoicePayment } from "#store/invoice-payments.ts";
import { findPaymentPage, listPaymentParts } from "#store/payment-pages.ts";
import { given } from "../payments/routes.ts";
import { refuseField, refuseFields } from "../refuse-field.ts";
import { type Route, route } from "../route.ts";
import { customFieldsOf } from "../wire.ts";
import { saved } from "./answers.ts";
import * as contract from "./receivable-contract.ts";
import { toInvoicePaymentObject, toPaymentObject } from "./receivable-to-wire.ts";
import { shown } from "./to-wire.ts";
import { checkUnknownFields } from "./unknown-fields.ts";

const payments: readonly Route[] = [
  route(contract.createPaymentObject, async (context, { body, query }) => {
    checkUnknownFields(body, contract.createPaymentObject.request, query);
    refuseFields(body, contract.PAYMENT_OBJECT_NOT_YET);
    const { paymentId } = await createPayment(context, await toPaymentToCreate(context, body));
    return saved(paymentId);
  }),
  route(contract.readPaymentObject, async (context, { params, query }) =>
    reading(context, async (tx) => {
      const page = await findPaymentPage(tx, requiredId(params.id));
      if (!page) throw new BillingError("ENTITY_NOT_FOUND", { key: params.id });
      return shown(toPaymentObject(page, context.timeZone), query.fields);
    }),
  ),
  route(contract.updatePaymentObject, async (context, { params, body, query }) => {
    checkUnknownFields(body, contract.updatePaymentObject.request, query);
    const id = requiredId(params.id);
    if (body.Status === "Voided") refuseField("Status: Voided", true);
    const { AccountingCode: bankAccountAccountingCode, TransferredToAccounting } = body;
    const finance = { bankAccountAccountingCode, transferredToAccounting: TransferredToAccounting };
    const change = { financeInformation: given(finance), customFields: customFieldsOf(body) };
    if (body.Status === "Canceled") await cancelPayment(context, id);
    await updatePayment(context, id, change);
    return saved(id);
  }),
  route(contract.deletePaymentObject, async (context, { params }) => {
    const id = requiredId(params.id);
    await deletePayment(context, id);
    return saved(id);
  }),
];

const invoicePayments: readonly Route[] = [
  route(contract.createInvoicePayment, async (context, { body, query }) => {
    checkUnknownFields(body, contract.createInvoicePayment.request, query);
    const { Amount: amount, InvoiceId: documentKey, PaymentId: paymentKey } = body;
    if (!isPositive(amount)) throw tooLittle();
    const wanted = [{ documentType: "Invoice", documentKey, amount } as const];
    const paid = await applyPaymentTo(context, paymentKey, { wanted, effectiveDate: null });
    const part = await reading(context, async (tx) => {
      const { rows } = await listPaymentParts(tx, paid, { page: 1, pageSize: 10_000 });
      return rows.find(({ targetId }) => targetId === idOf(documentKey));
    });
    return saved(part?.partId ?? requiredId(documentKey));
  }),
  route(contract.readInvoicePayment, async (context, { params, query }) => {
    const found = await foundInvoicePayment(context, params.id);
    return shown(toInvoicePaymentObject(found, context.timeZone), query.fields);
  }),
  route(contract.updateInvoicePayment, async (context, { params, body, query }) => {
    checkUnknownFields(body, contract.updateInvoicePayment.request, query);
    const { invoicePaymentId, paymentId, invoiceId, ...now } = await foundInvoicePayment(
      context,
      params.id,
    );
    if (body.Amount.lt(ZERO)) throw tooLittle();
    const more = body.Amount.minus(now.amount);
    const useOf = (amount: Decimal) => ({
      wanted: [{ documentType: "Invoice", documentKey: invoiceId, amount } as const],
      effectiveDate: null,
    });
    if (isPositive(more)) await applyPaymentTo(context, paymentId, useOf(more));
    else if (!more.eq(ZERO)) await unapplyPaymentFrom(context, paymentId, useOf(more.neg()));
    return saved(invoicePaymentId);
  }),
];

export const paymentObjectRoutes: readonly Route[] = [...payments, ...invoicePayments];

const tooLittle = () =>
  new BillingError("INVALID_VALUE", {
    field: "Amount",
    message: "'Amount' should be greater than 0",
  });

type PaymentBody = z.output<typeof contract.createPaymentObject.request>;

/** The currency is the account's: the older model has no other. */
async function toPaymentToCreate(context: Context, body: PaymentBody): Promise<PaymentToCreate> {
  const account = await reading(context, (tx) => findAccount(tx, body.AccountId));
  if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key: body.AccountId });
  const { AccountingCode: code } = body;
  return {
    accountKey: account.accountId,
    type: body.Type,
    amount: body.Amount,
    currency: account.currency,
    effectiveDate: body.EffectiveDate ?? null,
    paymentMethodId: body.PaymentMethodId,
    paymentMethodType: null,
    gatewayKey: body.Gateway,
    gatewayOrderId: body.GatewayOrderId ?? null,
    referenceId: body.ReferenceId ?? null,
    softDescriptor: body.SoftDescriptor ?? null,
    softDescriptorPhone: body.SoftDescriptorPhone ?? null,
    comment: body.Comment ?? null,
    financeInformation: code ? { ...NO_FINANCE, bankAccountAccountingCode: code } : null,
    customFields: customFieldsOf(body),
    wanted: toWanted(body),
  };
}

/** What is paid and what goes to the credit balance is all of it. Errors: INVALID_VALUE. */
function toWanted(body: PaymentBody): WantedApplication[] {
  const { Amount, AppliedInvoiceAmount, AppliedCreditBalanceAmount, InvoicePaymentData } = body;
  const single = body.InvoiceId ?? body.InvoiceNumber;
  const named = InvoicePaymentData?.InvoicePayment ?? [];
  const wanted = [
    ...named.map(({ Amount: amount, InvoiceId }) => ({ documentKey: InvoiceId, amount })),
    ...(single !== undefined && named.length === 0
      ? [{ documentKey: single, amount: AppliedInvoiceAmount ?? Amount }]
      : []),
  ].map((each) => ({ documentType: "Invoice" as const, ...each }));
  const applied = sum(wanted.map(({ amount }) => amount));
  if (AppliedInvoiceAmount && !AppliedInvoiceAmount.eq(applied)) {
    refuse("AppliedInvoiceAmount", `should be what the invoices are paid, ${applied}`);
  }
  const left = Amount.minus(applied);
  if (AppliedCreditBalanceAmount && !AppliedCreditBalanceAmount.eq(left)) {
    refuse("AppliedCreditBalanceAmount", `should be what no invoice is paid, ${left}`);
  }
  return wanted;
}

function refuse(field: string, what: string): never {
  throw new BillingError("INVALID_VALUE", { field, message: `'${field}' ${what}` });
}

const foundInvoicePayment = (context: Context, key: string): Promise<InvoicePayment> =>
  reading(context, async (tx) => {
    const found = await findInvoicePayment(tx, key);
    if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key });
    return found;
  });

export const reading = <Result>(
  { database, entityId }: Context,
  read: (tx: Transaction) => Promise<Result>,
): Promise<Result> => inTransaction(database, entityId, read);

/** The object API knows ids and no numbers. */
export function requiredId(key: string): string {
  const id = idOf(key);
  if (id === null) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return id;
}
