/** Orders as they are read: actions nested under their own names, as they were sent. */
import type { Account, Contact } from "#engine/model/account.ts";
import type { TriggerDates } from "#engine/model/order.ts";
import type { RatePlan, Subscription } from "#engine/model/subscription.ts";
import { isPending } from "#engine/order-actions/starting-status.ts";
import { effectiveTriggers } from "#engine/rate-plans/effective-triggers.ts";
import { inOrderOfNumbers } from "#engine/rate-plans/in-order-of-numbers.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import type { OrderActionPage, OrderedSubscriptionPage, OrderPage } from "#store/order-pages.ts";
import { toContact } from "../contacts/to-wire.ts";
import { actionToWire, ratePlansOf } from "../orders/actions/index.ts";
import type { Made } from "../orders/actions/order-action.ts";
import { toLineItemAnswer } from "../orders/line-item-to-wire.ts";
import { toOrderMetrics } from "../orders/order-metrics.ts";
import { quoteToWire } from "../orders/quote.ts";
import { orderedRamp } from "../ramps/ordered-ramp.ts";
import { toOwnerDetails } from "../subscriptions/to-wire.ts";
import { timestamp } from "../timestamps.ts";
import type { OrderAnswer } from "./contract.ts";
import type { MetricsOfOrder } from "./order-metrics.ts";

export type AccountDetails = { readonly account: Account; readonly billTo: Contact | undefined };

/** Accounts of an order by number, where their details are asked for. */
type Details = ReadonlyMap<string, AccountDetails>;

/** What is asked for beside the order. */
export type Particulars = {
  readonly details?: Details | undefined;
  readonly metrics?: MetricsOfOrder;
};

/** The keys in the order of the published samples. */
export const toOrderAnswer = (
  order: OrderPage,
  timeZone: string,
  { details, metrics }: Particulars = {},
): OrderAnswer => ({
  createdBy: order.createdById,
  createdDate: timestamp(order.createdAt, timeZone),
  currency: order.currency,
  customFields: order.customFields,
  description: order.description,
  existingAccountNumber: order.accountNumber,
  ...toAccountDetails(details?.get(order.accountNumber)),
  invoiceScheduleId: null,
  orderDate: order.orderDate,
  orderLineItems: order.orderLineItems.map(toLineItemAnswer),
  orderNumber: order.orderNumber,
  status: order.status,
  subscriptions: order.subscriptions.map((ordered, sequence) =>
    toOrderedSubscription(order, ordered, {
      sequence,
      details,
      metrics: metrics?.[sequence] ?? [],
    }),
  ),
  updatedBy: order.updatedById,
  updatedDate: timestamp(order.updatedAt, timeZone),
  reasonCode: order.reasonCode,
  category: order.category,
  // The field has it with the feature Multi-Org only.
  ...(order.organizationLabel !== null && { organizationLabel: order.organizationLabel }),
  ...(order.scheduledDate && {
    schedulingOptions: {
      scheduledDate: order.scheduledDate,
      scheduledDatePolicy: order.scheduledDatePolicy,
    },
  }),
  ...(order.failedReason !== null && { failedReason: order.failedReason }),
  ...(order.revertsOrderNumber !== null && { revertsOrderNumber: order.revertsOrderNumber }),
  ...(order.revertedByOrderNumber !== null && {
    revertedByOrderNumber: order.revertedByOrderNumber,
  }),
});

const toAccountDetails = (details: AccountDetails | undefined) =>
  details && {
    existingAccountDetails: {
      basicInfo: toOwnerDetails(details.account),
      billToContact: details.billTo ? toContact(details.billTo) : null,
    },
  };

const toSubscriptionOwnerDetails = (details: AccountDetails | undefined) =>
  details && {
    subscriptionOwnerAccountDetails: {
      ...toOwnerDetails(details.account),
      billToContact: details.billTo ? toContact(details.billTo) : null,
    },
  };

type OfSubscription = {
  readonly sequence: number;
  readonly details: Details | undefined;
  readonly metrics: MetricsOfOrder[number];
};

const toOrderedSubscription = (
  order: OrderPage,
  ordered: OrderedSubscriptionPage,
  { sequence, details, metrics }: OfSubscription,
): OrderAnswer["subscriptions"][number] => {
  const quote = quoteToWire(ordered.customFields);
  return {
    baseVersion: ordered.baseVersion,
    customFields: ordered.customFields,
    externallyManagedBy: ordered.made?.externallyManagedBy ?? null,
    newVersion: ordered.made?.version ?? null,
    orderActions: toOrderActions(order, ordered.made, ordered.orderActions).map(
      (action, index) => ({
        ...action,
        ...metricsToWire(metrics[index], ordered),
      }),
    ),
    ...(quote && { quote }),
    ...(ordered.ramp && { ramp: orderedRamp(ordered.ramp) }),
    sequence,
    subscriptionNumber: ordered.subscriptionNumber,
    subscriptionOwnerAccountNumber: ordered.subscriptionOwnerNumber,
    ...toSubscriptionOwnerDetails(details?.get(ordered.subscriptionOwnerNumber)),
  };
};

/** An action that has changed nothing of what is contracted has no metrics. */
const metricsToWire = (
  metrics: MetricsOfOrder[number][number] = [],
  owners: OrderedSubscriptionPage,
) => (metrics.length > 0 ? { orderMetrics: toOrderMetrics(metrics, owners) } : {});

function toOrderActions(
  { accountNumber, orderDate }: OrderPage,
  subscription: Subscription | null,
  orderActions: readonly OrderActionPage[],
) {
  const subscribed = orderActions.map(({ action }) => ratePlansOf(action));
  const numbers = subscribed.flat().map((each) => each.subscriptionRatePlanNumber);
  const added = subscription ? addedByItsOrder(subscription) : [];
  const drawn = added.filter((each) => !numbers.includes(each.subscriptionRatePlanNumber)).values();
  const numbered = new Map(added.map((each) => [each.subscriptionRatePlanNumber, each]));
  return orderActions.map((ordered, index) => {
    const own = (subscribed[index] ?? []).flatMap(
      ({ subscriptionRatePlanNumber: number }) =>
        (number === undefined ? drawn.next().value : numbered.get(number)) ?? [],
    );
    return toOrderAction(ordered, { subscription, accountNumber, added: own }, orderDate);
  });
}

/** What a version has first: its own ids are the original ones. */
const addedByItsOrder = (subscription: Subscription): RatePlan[] =>
  inOrderOfNumbers(subscription).filter(
    ({ ratePlanId, originalRatePlanId }) => ratePlanId === originalRatePlanId,
  );

const toOrderAction = (ordered: OrderActionPage, made: Made, orderDate: PlainDate) => ({
  changeReason: ordered.changeReason,
  ...actionToWire(ordered.action, made),
  customFields: ordered.customFields,
  id: ordered.orderActionId,
  sequence: ordered.sequence,
  triggerDates: toTriggerDates(ordered, made, orderDate),
  type: ordered.action.type,
});

/** All that are known, in their order. */
function toTriggerDates(ordered: OrderActionPage, made: Made, orderDate: PlainDate) {
  const { ContractEffective, ServiceActivation, CustomerAcceptance } = known(
    ordered,
    made,
    orderDate,
  );
  return Object.entries({ ContractEffective, ServiceActivation, CustomerAcceptance }).flatMap(
    ([name, triggerDate]) => (triggerDate === null ? [] : { name, triggerDate }),
  );
}

/** Those that were not given follow from the others, unless the action waits for them. */
function known(
  { action, triggerDates }: OrderActionPage,
  { subscription }: Made,
  orderDate: PlainDate,
): TriggerDates {
  const effective = effectiveTriggers(triggerDates, orderDate);
  if (!subscription) return { ...triggerDates, ContractEffective: effective.ContractEffective };
  if (action.type !== "CreateSubscription" || !isPending(subscription)) return effective;
  return {
    ContractEffective: effective.ContractEffective,
    ServiceActivation: subscription.serviceActivationDate,
    CustomerAcceptance: subscription.customerAcceptanceDate,
  };
}
