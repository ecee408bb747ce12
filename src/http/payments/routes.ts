import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import {
  applyPaymentTo,
  cancelPayment,
  deletePayment,
  NO_FINANCE,
  transferPayment,
  unapplyPaymentFrom,
  updatePayment,
} from "#operations/change-payment.ts";
import type { Context } from "#operations/context.ts";
import { createPayment, type PaymentToCreate } from "#operations/create-payment.ts";
import { findAccount } from "#store/accounts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import {
  findPaymentPage,
  listPaymentItemParts,
  listPaymentPages,
  listPaymentParts,
  PAYMENT_FIELDS,
  type PaymentPage,
  type PaymentPart,
} from "#store/payment-pages.ts";
import { listPaymentsOfAccount } from "#store/payments-of-account.ts";
import { listFilters, listSorts } from "../list-query.ts";
import { nextPage } from "../paging.ts";
import { refuseFields } from "../refuse-field.ts";
import { type Route, route } from "../route.ts";
import { customFieldsOf } from "../wire.ts";
import * as contract from "./contract.ts";
import { toWanted } from "./to-wanted.ts";
import { toItemPart, toPart, toPayment, toPaymentOfAccount } from "./to-wire.ts";

const changes: readonly Route[] = [
  route(contract.createPayment, async (context, { body }) =>
    answered(context, await createPayment(context, toPaymentToCreate(body))),
  ),
  route(contract.updatePayment, async (context, { params, body }) => {
    refuseFields(body, ["paymentScheduleKey"]);
    const { comment, referenceId, gatewayState, financeInformation } = body;
    const change = {
      comment,
      referenceId,
      gatewayState,
      financeInformation: given(financeInformation),
      customFields: customFieldsOf(body),
    };
    return answered(context, await updatePayment(context, params.paymentKey, change));
  }),
  route(contract.applyPayment, async (context, { params, body }) => {
    const request = { wanted: toWanted(body), effectiveDate: body.effectiveDate ?? null };
    return answered(context, await applyPaymentTo(context, params.paymentKey, request));
  }),
  route(contract.unapplyPayment, async (context, { params, body }) => {
    const request = { wanted: toWanted(body), effectiveDate: body.effectiveDate ?? null };
    return answered(context, await unapplyPaymentFrom(context, params.paymentKey, request));
  }),
  route(contract.transferPayment, async (context, { params, body }) =>
    answered(context, await transferPayment(context, params.paymentKey, body.accountId || null)),
  ),
  route(contract.cancelPayment, async (context, { params }) =>
    answered(context, await cancelPayment(context, params.paymentKey)),
  ),
  route(contract.deletePayment, async (context, { params }) => {
    await deletePayment(context, params.paymentKey);
    return {};
  }),
];

const reads: readonly Route[] = [
  route(contract.listPayments, async (context, call) => {
    const { database, entityId, timeZone } = context;
    const filters = listFilters(PAYMENT_FIELDS, call.query, timeZone);
    const sorts = listSorts(PAYMENT_FIELDS, call.query.sort);
    const { rows, hasMore } = await inTransaction(database, entityId, (tx) =>
      listPaymentPages(tx, { filters, sorts }, call.query),
    );
    const payments = rows.map((page) => toPayment(page, timeZone));
    return { payments, nextPage: nextPage(call, call.query, hasMore) };
  }),
  route(contract.listPaymentsOfAccount, ({ database, entityId }, call) =>
    inTransaction(database, entityId, async (tx) => {
      const { accountKey } = call.params;
      const { accountId, accountNumber, name } = found(
        await findAccount(tx, accountKey),
        accountKey,
      );
      const { rows, hasMore } = await listPaymentsOfAccount(tx, accountId, call.query);
      const account = { accountId, accountNumber, accountName: name };
      const payments = rows.map((payment) => ({ ...account, ...toPaymentOfAccount(payment) }));
      return { payments, nextPage: nextPage(call, call.query, hasMore) };
    }),
  ),
  route(contract.getPayment, (context, { params }) =>
    readPayment(context, params.paymentKey, async (_tx, page) => toPayment(page, context.timeZone)),
  ),
  route(contract.listPaymentParts, (context, call) =>
    readPayment(context, call.params.paymentKey, async (tx, page) => {
      const { rows, hasMore } = await listPaymentParts(tx, page, call.query);
      const parts = rows.map((part) => toPart(part, page, context.timeZone));
      return { parts, nextPage: nextPage(call, call.query, hasMore) };
    }),
  ),
  route(contract.getPaymentPart, (context, { params: { paymentKey, partId } }) =>
    readPart(context, paymentKey, partId, async (_tx, page, part) =>
      toPart(part, page, context.timeZone),
    ),
  ),
  route(contract.listPaymentItemParts, (context, call) =>
    readPart(context, call.params.paymentKey, call.params.partId, async (tx, page, part) => {
      const { rows, hasMore } = await listPaymentItemParts(tx, page, part, call.query);
      const itemParts = rows.map((each) => toItemPart(each, page, context.timeZone));
      return { itemParts, nextPage: nextPage(call, call.query, hasMore) };
    }),
  ),
  route(contract.getPaymentItemPart, (context, { params }) =>
    readPart(context, params.paymentKey, params.partId, async (tx, page, part) => {
      const { itemPartId } = params;
      const { rows } = await listPaymentItemParts(tx, page, part, FIRST, itemPartId);
      return toItemPart(found(rows[0], itemPartId), page, context.timeZone);
    }),
  ),
];

export const paymentRoutes: readonly Route[] = [...changes, ...reads];

const FIRST = { page: 1, pageSize: 1 } as const;

function toPaymentToCreate(body: z.output<typeof contract.createPayment.request>): PaymentToCreate {
  refuseFields(body, contract.PAYMENT_NOT_YET);
  const accountKey = body.accountId ?? body.accountNumber ?? null;
  const finance = given(body.financeInformation);
  return {
    accountKey,
    type: body.type,
    amount: body.amount,
    currency: body.currency,
    effectiveDate: body.effectiveDate ?? null,
    paymentMethodId: body.paymentMethodId,
    paymentMethodType: body.paymentMethodType ?? null,
    gatewayKey: body.gatewayId ?? body.paymentGatewayNumber,
    gatewayOrderId: body.gatewayOrderId ?? null,
    referenceId: body.referenceId ?? null,
    softDescriptor: body.softDescriptor ?? null,
    softDescriptorPhone: body.softDescriptorPhone ?? null,
    comment: body.comment ?? null,
    financeInformation: finance ? { ...NO_FINANCE, ...finance } : null,
    customFields: customFieldsOf(body),
    wanted: toWanted(body),
    isStandalone: body.standalone ?? false,
  };
}

/** Without what was not said. */
export const given = <Fields extends object>(fields: Fields | undefined) =>
  fields &&
  (Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Field in keyof Fields]: Exclude<Fields[Field], undefined>;
  });

const answered = (context: Context, { paymentId }: { readonly paymentId: string }) =>
  readPayment(context, paymentId, async (_tx, page) => toPayment(page, context.timeZone));

const readPayment = <Result>(
  { database, entityId }: Context,
  key: string,
  read: (tx: Transaction, page: PaymentPage) => Promise<Result>,
): Promise<Result> =>
  inTransaction(database, entityId, async (tx) =>
    read(tx, found(await findPaymentPage(tx, key), key)),
  );

const readPart = <Result>(
  context: Context,
  paymentKey: string,
  partId: string,
  read: (tx: Transaction, page: PaymentPage, part: PaymentPart) => Promise<Result>,
): Promise<Result> =>
  readPayment(context, paymentKey, async (tx, page) => {
    const { rows } = await listPaymentParts(tx, page, FIRST, partId);
    return read(tx, page, found(rows[0], partId));
  });

function found<Value>(value: Value | undefined, key: string): Value {
  if (value === undefined) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return value;
}
