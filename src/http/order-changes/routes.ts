import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import { deleteOrder } from "#operations/delete-order.ts";
import { revertPreviewedOrder } from "#operations/preview-revert-order.ts";
import { revertOrder } from "#operations/revert-order.ts";
import {
  type OrderCustomFields,
  updateOrderCustomFields,
} from "#operations/update-order-custom-fields.ts";
import { inTransaction } from "#store/database.ts";
import { type OrderActionKey, saveOrderAction } from "#store/order-changes.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";

export const orderChangeRoutes: readonly Route[] = [
  route(contract.updateOrderCustomFields, async (context, { params, body }) => {
    await updateOrderCustomFields(context, params.orderNumber, toCustomFields(body));
    return {};
  }),
  route(contract.updateOrderAction, async (context, { params: { id }, body }) => {
    const { database, entityId, userId, now } = context;
    const change = toActionChange(body);
    const author = { userId, now: now.toString() };
    const isThere = await inTransaction(database, entityId, (tx) =>
      saveOrderAction(tx, id, change, author),
    );
    if (!isThere) throw new BillingError("ENTITY_NOT_FOUND", { key: id });
    return {};
  }),
  route(contract.deleteOrder, async (context, { params }) => {
    await deleteOrder(context, params.orderNumber);
    return {};
  }),
  route(contract.revertOrder, async (context, { params, body }) => {
    const { orderDate, previewId } = body;
    const reverted =
      previewId === undefined
        ? await revertOrder(context, params.orderNumber, orderDate)
        : await revertPreviewedOrder(context, params.orderNumber, { orderDate, previewId });
    return {
      ...reverted,
      status: "Completed" as const,
      subscriptionNumbers: [...reverted.subscriptionNumbers],
      creditMemoNumbers: [...reverted.creditMemoNumbers],
    };
  }),
];

function toActionChange(body: z.output<typeof contract.updateOrderAction.request>) {
  const { changeReason, customFields, orderAction: inner } = body;
  return {
    changeReason: inner?.changeReason === undefined ? changeReason : inner.changeReason,
    customFields: { ...customFields, ...inner?.customFields },
  };
}

type Body = z.output<typeof contract.updateOrderCustomFields.request>;
type SubscriptionBody = Body["subscriptions"][number];

const toCustomFields = ({ customFields, subscriptions }: Body): OrderCustomFields => ({
  customFields,
  orderActions: subscriptions.flatMap((subscription) =>
    subscription.orderActions.map((action) => ({
      key: toKey(subscription, action),
      customFields: action.customFields,
    })),
  ),
});

/** Errors: MISSING_FIELD. */
function toKey(
  { subscriptionNumber }: SubscriptionBody,
  { orderActionId, sequence }: SubscriptionBody["orderActions"][number],
): OrderActionKey {
  if (orderActionId !== undefined) return { orderActionId };
  if (sequence === undefined) throw new BillingError("MISSING_FIELD", { field: "orderActionId" });
  if (subscriptionNumber !== undefined) return { subscriptionNumber, sequence };
  throw new BillingError("MISSING_FIELD", { field: "subscriptionNumber" });
}
