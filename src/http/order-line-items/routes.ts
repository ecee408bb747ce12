import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import { updateOrderLineItems } from "#operations/update-order-line-items.ts";
import { inTransaction } from "#store/database.ts";
import { findLineItemPage } from "#store/order-line-item-pages.ts";
import { toLineItemAnswer } from "../orders/line-item-to-wire.ts";
import { toLineItemFields } from "../orders/to-line-item.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";

export const orderLineItemRoutes: readonly Route[] = [
  route(contract.getOrderLineItem, async (context, { params: { itemId }, query }) => {
    const page = await inTransaction(context.database, context.entityId, (tx) =>
      findLineItemPage(tx, itemId),
    );
    if (!page) throw new BillingError("ENTITY_NOT_FOUND", { key: itemId });
    const orderLineItem = toLineItemAnswer(page);
    return { orderLineItem: { ...orderLineItem, ...(query.fulfillment && { fulfillments: [] }) } };
  }),
  route(contract.updateOrderLineItem, async (context, { params: { itemId }, body }) => {
    const change = { orderLineItemId: toId(itemId), fields: toLineItemFields(body) };
    await updateOrderLineItems(context, [change], null);
    return {};
  }),
  route(contract.updateOrderLineItems, async (context, { body }) => {
    const changes = body.orderLineItems.map((item) => ({
      orderLineItemId: toId(item.id),
      fields: toLineItemFields(item),
    }));
    const { items, documents } = await updateOrderLineItems(context, changes, billingOf(body));
    const { invoices, creditMemos } = documents;
    return {
      orderLineItems: items.map(({ orderLineItemId: id, itemState }) => ({ id, itemState })),
      invoiceNumbers: unlessEmpty(invoices.map((invoice) => invoice.invoiceNumber)),
      creditMemoNumbers: unlessEmpty(creditMemos.map((memo) => memo.creditMemoNumber)),
    };
  }),
];

/** As ids are answered. */
const toId = (key: string): string => key.replaceAll("-", "").toLowerCase();

function billingOf({ processingOptions }: z.output<typeof contract.updateOrderLineItems.request>) {
  if (!processingOptions?.runBilling) return null;
  const { targetDate = null, documentDate = null } = processingOptions.billingOptions ?? {};
  return { targetDate, documentDate };
}

const unlessEmpty = <Value>(values: Value[]): Value[] | undefined =>
  values.length > 0 ? values : undefined;
