import type { NewEvent } from "../model/event.ts";
import type { OrderActionType } from "../model/order.ts";
import type { OrderedChange } from "./apply-order.ts";

/** The field's names of related events. */
const RELATED: Readonly<Record<OrderActionType, string>> = {
  CreateSubscription: "Create Subscription",
  CancelSubscription: "Cancel Subscription",
  AddProduct: "Add Product",
  UpdateProduct: "Update Product",
  RemoveProduct: "Remove Product",
  RenewSubscription: "Renew Subscription",
  Suspend: "Suspend Subscription",
  Resume: "Resume Subscription",
  ChangePlan: "Change Plan",
  TermsAndConditions: "Terms and Conditions",
  OwnerTransfer: "Owner Transfer",
};

/** What is told of an order that was processed: itself, and each of its actions. */
export function eventsOfOrder(
  order: { readonly orderId: string; readonly orderNumber: string; readonly accountId: string },
  changes: readonly OrderedChange[],
): NewEvent[] {
  const { orderId, orderNumber, accountId } = order;
  return [
    {
      eventType: "Order Processed",
      accountId,
      objectType: "Order",
      objectId: orderId,
      objectNumber: orderNumber,
    },
    ...changes.flatMap(({ next, steps }) =>
      steps.map(
        ({ type }): NewEvent => ({
          eventType: "Order Action Processed",
          relatedEvent: RELATED[type],
          accountId: next.subscriptionOwnerId,
          objectType: "Subscription",
          objectId: next.subscriptionId,
          objectNumber: next.subscriptionNumber,
          details: { orderId, orderNumber },
        }),
      ),
    ),
  ];
}
