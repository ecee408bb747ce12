/** A draft as the form has it, read back from the API. */
import type { Answered } from "../../api/exactly.ts";
import { ACTION_TYPES, type ActionType } from "./actions/index.ts";
import {
  type Fields,
  type FormAction,
  type FormSubscription,
  nameOf,
  newKey,
  type OrderForm,
  withoutNothing,
} from "./order-form.ts";

type Order = Answered<"getOrder">["order"];
type Subscription = Order["subscriptions"][number];
type Action = Subscription["orderActions"][number];

export const formOfOrder = (order: Order): OrderForm => ({
  account: order.existingAccountNumber,
  orderDate: order.orderDate,
  description: order.description ?? undefined,
  reason: order.reasonCode ?? undefined,
  subscriptions: order.subscriptions.map(subscriptionOf),
  items: order.orderLineItems.map((item) => ({ key: newKey(), fields: filled(item) })),
  // A draft says what is to be done, and not how that is billed.
  processing: { bill: false },
  others: filled({ category: order.category, customFields: order.customFields }),
});

/** What was answered as null was not given. */
const filled = (value: object): Fields => (withoutNothing(value) ?? {}) as Fields;

function subscriptionOf(subscription: Subscription): FormSubscription {
  const { subscriptionNumber, orderActions, customFields, quote, ramp } = subscription;
  const isNew = orderActions.some(({ type }) => type === "CreateSubscription");
  return {
    key: newKey(),
    ...(!isNew && subscriptionNumber && { number: subscriptionNumber }),
    actions: orderActions.flatMap(actionOf),
    others: filled({ customFields, quote, ramp }),
  };
}

function actionOf(action: Action): FormAction[] {
  const type = ACTION_TYPES.find((each) => each === action.type);
  if (type === undefined) return [];
  const dates = Object.fromEntries(
    action.triggerDates.map(({ name, triggerDate }) => [name, triggerDate]),
  );
  return [
    {
      ...{ key: newKey(), type, dates, fields: fieldsOf(action, type) },
      changeReason: action.changeReason ?? undefined,
      others: filled({ customFields: action.customFields }),
    },
  ];
}

/** Read back, the id of a charge is spelled with a small p in its middle. */
function fieldsOf(action: Action, type: ActionType): Fields {
  const said = (action as unknown as Readonly<Record<string, object>>)[nameOf(type)] ?? {};
  return JSON.parse(
    JSON.stringify(filled(said)).replaceAll(
      '"productRateplanChargeId":',
      '"productRatePlanChargeId":',
    ),
  );
}
