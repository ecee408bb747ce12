import type { Order, OrderActionType, OrderedAction, OrderedSubscription } from "../model/order.ts";
import { knownTriggers, type RequiredDates } from "../rate-plans/effective-triggers.ts";

/**
 * Whether an action can wait for dates. The others happen on days of their own: trigger dates say
 * nothing about when.
 */
export const CAN_WAIT: { readonly [Type in OrderActionType]: boolean } = {
  CreateSubscription: true,
  AddProduct: true,
  UpdateProduct: true,
  RemoveProduct: true,
  ChangePlan: true,
  TermsAndConditions: true,
  RenewSubscription: true,
  Suspend: false,
  Resume: false,
  OwnerTransfer: false,
  CancelSubscription: false,
};

/**
 * What a charge without its day does. An order that says Completed, or has a day of its own, leaves
 * it pending; any other waits for it.
 */
export const pendingChargesOf = ({
  status,
  schedulingOptions,
}: Pick<Order, "status" | "schedulingOptions">): "wait" | "stay" =>
  status === "Completed" || schedulingOptions !== null ? "stay" : "wait";

/** Whether a change of a subscription needs a date that the order does not give. */
export const lacksDate = (
  { orderActions }: OrderedSubscription,
  order: Order,
  requiredDates: RequiredDates,
): boolean =>
  orderActions.some((ordered) => {
    if (!CAN_WAIT[ordered.action.type] || isOnBillingPeriod(ordered)) return false;
    const triggers = knownTriggers(ordered.triggerDates, order.orderDate, requiredDates);
    const lacksTrigger =
      triggers.ServiceActivation === null || triggers.CustomerAcceptance === null;
    return lacksTrigger || (pendingChargesOf(order) === "wait" && updatesWithoutDate(ordered));
  });

/** It has a day of its own, and takes no trigger dates. */
export const isOnBillingPeriod = ({ action }: OrderedAction): boolean =>
  action.type === "ChangePlan" && action.effectivePolicy === "EffectiveEndOfBillingPeriod";

const updatesWithoutDate = ({ action }: OrderedAction): boolean =>
  action.type === "UpdateProduct" &&
  action.specificUpdateDate === null &&
  action.chargeUpdates.some(
    ({ triggerEvent, specificTriggerDate }) =>
      triggerEvent === "SpecificDate" && specificTriggerDate === null,
  );

/** The order as if updates of a day that is missing were of the day of their contract. */
export const withDatesAssumed = (order: Order): Order => ({
  ...order,
  subscriptions: order.subscriptions.map((ordered) => ({
    ...ordered,
    orderActions: ordered.orderActions.map((each) => withDateAssumed(each, order)),
  })),
});

function withDateAssumed(ordered: OrderedAction, { orderDate }: Order): OrderedAction {
  const { action, triggerDates } = ordered;
  if (action.type !== "UpdateProduct") return ordered;
  const assumed = triggerDates.ContractEffective ?? orderDate;
  const chargeUpdates = action.chargeUpdates.map((update) =>
    update.triggerEvent === "SpecificDate"
      ? { ...update, specificTriggerDate: update.specificTriggerDate ?? assumed }
      : update,
  );
  return { ...ordered, action: { ...action, chargeUpdates } };
}
