import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import { type Decimal, sum } from "#engine/values/decimal.ts";
import type { RefundToCreate } from "#operations/begin-refund.ts";
import { NO_FINANCE } from "#operations/change-payment.ts";
import { cancelRefund, deleteRefund, updateRefund } from "#operations/change-refund.ts";
import type { Context } from "#operations/context.ts";
import { refundOfCreditMemo, refundPayment } from "#operations/create-refund.ts";
import { inTransaction } from "#store/database.ts";
import { idOf } from "#store/ids.ts";
import {
  findRefundPage,
  listRefundPages,
  REFUND_FIELDS,
  type RefundPage,
} from "#store/refund-pages.ts";
import { listFilters, listSorts } from "../list-query.ts";
import { nextPage } from "../paging.ts";
import { given } from "../payments/routes.ts";
import { toWanted } from "../payments/to-wanted.ts";
import { refuseFields } from "../refuse-field.ts";
import { type Route, route } from "../route.ts";
import { customFieldsOf } from "../wire.ts";
import * as contract from "./contract.ts";
import { itemPartsOf, toPart, toRefund } from "./to-wire.ts";

const changes: readonly Route[] = [
  route(contract.refundPayment, async (context, { params, body }) => {
    const request = toRefundToCreate(body, body.totalAmount);
    return answered(context, await refundPayment(context, params.paymentKey, request));
  }),
  route(contract.refundPaymentWithAutoUnapply, async (context, { params, body }) => {
    refuseFields(body, contract.AUTO_UNAPPLY_NOT_YET);
    const wanted = toWanted(body);
    const amount = body.totalAmount ?? sum(wanted.map((each) => each.amount));
    const request = toRefundToCreate(body, amount);
    return answered(context, await refundPayment(context, params.paymentKey, request, wanted));
  }),
  route(contract.refundCreditMemo, async (context, { params, body }) => {
    const { paymentMethodId, gatewayId: gatewayKey, items, totalAmount } = body;
    const request = {
      ...toRefundToCreate(body, totalAmount),
      paymentMethodId,
      gatewayKey,
      items: items?.length ? items.map(toItem) : undefined,
    };
    return answered(context, await refundOfCreditMemo(context, params.creditMemoKey, request));
  }),
  route(contract.updateRefund, async (context, { params, body }) => {
    const { comment, reasonCode, referenceId } = body;
    const financeInformation = given(body.financeInformation);
    const customFields = customFieldsOf(body);
    const change = { comment, reasonCode, referenceId, financeInformation, customFields };
    return answered(context, await updateRefund(context, params.refundKey, change));
  }),
  route(contract.cancelRefund, async (context, { params }) =>
    answered(context, await cancelRefund(context, params.refundKey)),
  ),
  route(contract.deleteRefund, async (context, { params }) => {
    await deleteRefund(context, params.refundKey);
    return {};
  }),
];

const reads: readonly Route[] = [
  route(contract.listRefunds, async (context, call) => {
    const { database, entityId, timeZone } = context;
    const filters = listFilters(REFUND_FIELDS, call.query, timeZone);
    const sorts = listSorts(REFUND_FIELDS, call.query.sort);
    const { rows, hasMore } = await inTransaction(database, entityId, (tx) =>
      listRefundPages(tx, { filters, sorts }, call.query),
    );
    const refunds = rows.map((page) => toRefund(page, timeZone));
    return { refunds, nextPage: nextPage(call, call.query, hasMore) };
  }),
  route(contract.getRefund, async (context, { params }) =>
    toRefund(await readRefund(context, params.refundKey), context.timeZone),
  ),
  route(contract.listRefundParts, async (context, { params }) => {
    const page = await readRefund(context, params.refundKey);
    return { parts: page.status === "Processed" ? [toPart(page, context.timeZone)] : [] };
  }),
  route(contract.getRefundPart, async (context, { params: { refundKey, refundPartId } }) =>
    toPart(await readPart(context, refundKey, refundPartId), context.timeZone),
  ),
  route(contract.listRefundItemParts, async (context, call) => {
    const { refundKey, refundPartId } = call.params;
    const page = await readPart(context, refundKey, refundPartId);
    const all = itemPartsOf(page, context.timeZone);
    const start = (call.query.page - 1) * call.query.pageSize;
    const itemParts = all.slice(start, start + call.query.pageSize);
    const hasMore = all.length > start + call.query.pageSize;
    return { itemParts, nextPage: nextPage(call, call.query, hasMore) };
  }),
  route(contract.getRefundItemPart, async (context, { params }) => {
    const page = await readPart(context, params.refundKey, params.refundPartId);
    const parts = itemPartsOf(page, context.timeZone);
    const part = parts.find(({ id }) => id === idOf(params.itemPartId));
    if (!part) throw new BillingError("ENTITY_NOT_FOUND", { key: params.itemPartId });
    return part;
  }),
];

export const refundRoutes: readonly Route[] = [...changes, ...reads];

type Body = Omit<z.output<typeof contract.refundPayment.request>, "totalAmount">;

function toRefundToCreate(body: Body, amount: Decimal): RefundToCreate {
  refuseFields(body, contract.REFUND_NOT_YET);
  const finance = given(body.financeInformation);
  return {
    type: body.type,
    amount,
    refundDate: body.refundDate ?? null,
    methodType: body.methodType ?? null,
    refundTransactionType: body.refundTransactionType ?? null,
    referenceId: body.referenceId ?? null,
    secondReferenceId: body.secondRefundReferenceId ?? null,
    softDescriptor: body.softDescriptor ?? null,
    softDescriptorPhone: body.softDescriptorPhone ?? null,
    reasonCode: body.reasonCode ?? null,
    comment: body.comment ?? null,
    financeInformation: finance ? { ...NO_FINANCE, ...finance } : null,
    customFields: customFieldsOf(body),
    orderId: null,
  };
}

function toItem({
  amount,
  creditMemoItemId,
  creditTaxItemId,
}: NonNullable<z.output<typeof contract.refundCreditMemo.request>["items"]>[number]) {
  const key = creditTaxItemId ?? creditMemoItemId;
  const id = key === undefined ? null : idOf(key);
  if (id === null) throw new BillingError("MISSING_FIELD", { field: "items.creditMemoItemId" });
  const item = creditMemoItemId === undefined ? "" : (idOf(creditMemoItemId) ?? "");
  return {
    amount,
    creditMemoItemId: item,
    creditTaxItemId: creditTaxItemId === undefined ? null : id,
  };
}

const answered = async (context: Context, { refundId }: { readonly refundId: string }) =>
  toRefund(await readRefund(context, refundId), context.timeZone);

const readRefund = ({ database, entityId }: Context, key: string): Promise<RefundPage> =>
  inTransaction(database, entityId, async (tx) => {
    const page = await findRefundPage(tx, key);
    if (!page) throw new BillingError("ENTITY_NOT_FOUND", { key });
    return page;
  });

async function readPart(context: Context, refundKey: string, partId: string): Promise<RefundPage> {
  const page = await readRefund(context, refundKey);
  const isIt = page.status === "Processed" && page.refundId === idOf(partId);
  if (!isIt) throw new BillingError("ENTITY_NOT_FOUND", { key: partId });
  return page;
}
