import type { Charge } from "../model/charge.ts";
import type { ChargeUpdate } from "../model/charge-changes.ts";
import { NO_TRIGGER_DATES, NOTHING_OVERRIDDEN } from "../model/nothing-given.ts";
import type {
  ChargeOverride,
  CreateSubscriptionAction,
  Order,
  OrderAction,
  OrderedAction,
  RatePlanKey,
  SubscribedRatePlan,
} from "../model/order.ts";
import { UNBILLED } from "../model/processing-options.ts";
import type { RatePlan, Subscription } from "../model/subscription.ts";
import type { OrderedChange } from "../order-actions/apply-order.ts";
import { priceKindOf } from "../rate-plans/price-kind.ts";
import type { PlainDate } from "../values/plain-date.ts";
import { day, type SourceRow, text } from "./source-row.ts";

/** A version that was imported, and the source's own row of the order that made it, if it says it. */
export type VersionMade = {
  readonly base: Subscription | undefined;
  readonly next: Subscription;
  readonly order: SourceRow | undefined;
};

/**
 * The change that an order of the source has made, in order actions: what the version has that the
 * one before it has not. It is a record of what was done there and is never done again.
 */
export function importedChange({ base, next }: VersionMade): OrderedChange {
  const actions = base ? changesBetween(base, next) : [creationOf(next)];
  const orderActions = actions.map((action): OrderedAction => orderedOf(action, base, next));
  const { subscriptionNumber } = next;
  return {
    ordered: {
      subscriptionNumber: base ? subscriptionNumber : null,
      customFields: {},
      orderActions,
    },
    base,
    next,
    steps: orderActions.map(({ action: { type } }) => ({ type, before: base, after: next })),
  };
}

/** The order with what it did to all of its subscriptions. */
export function importedOrder(
  made: readonly VersionMade[],
  { accountKey, orderNumber }: { readonly accountKey: string; readonly orderNumber: string },
): Order {
  const [first] = made;
  const row = first?.order;
  const fallback = first?.next.lastBookingDate ?? ("1970-01-01" as PlainDate);
  return {
    orderNumber,
    status: null,
    schedulingOptions: null,
    orderDate: (row && day(row, "OrderDate")) ?? fallback,
    category: row && text(row, "Category") === "Return" ? "Return" : "NewSales",
    description: (row && text(row, "Description")) ?? null,
    reasonCode: null,
    customFields: row?.customFields ?? {},
    accountKey,
    subscriptions: made.map((each) => importedChange(each).ordered),
    processingOptions: UNBILLED,
  };
}

function orderedOf(
  action: OrderAction,
  base: Subscription | undefined,
  next: Subscription,
): OrderedAction {
  const { contractEffectiveDate, serviceActivationDate, customerAcceptanceDate } = next;
  const dates = base
    ? { ...NO_TRIGGER_DATES, ContractEffective: dateOf(action, next) }
    : {
        ContractEffective: contractEffectiveDate,
        ServiceActivation: serviceActivationDate,
        CustomerAcceptance: customerAcceptanceDate,
      };
  const changeReason = action.type === "CancelSubscription" ? next.cancelReason : null;
  return { action, triggerDates: dates, changeReason, customFields: {} };
}

/** The first day on which something of the action is in force. */
function dateOf(action: OrderAction, next: Subscription): PlainDate {
  switch (action.type) {
    case "CancelSubscription":
      return next.cancelledDate ?? next.lastBookingDate;
    case "RenewSubscription":
      return next.currentTerm.start;
    case "AddProduct": {
      const number = action.ratePlan.subscriptionRatePlanNumber;
      const plan = next.ratePlans.find((each) => each.subscriptionRatePlanNumber === number);
      return plan?.charges[0]?.effective?.start ?? next.lastBookingDate;
    }
    default:
      return next.lastBookingDate;
  }
}

/** Renewals first, as they make room for what is added; an end comes last. */
function changesBetween(base: Subscription, next: Subscription): OrderAction[] {
  const actions: OrderAction[] = [
    ...(next.currentTerm.start > base.currentTerm.start
      ? [{ type: "RenewSubscription" } as const]
      : []),
    ...next.ratePlans.flatMap((plan) => changesOfPlan(planOf(base, plan), plan)),
    ...base.ratePlans
      .filter((plan) => !planOf(next, plan))
      .map((plan): OrderAction => ({ type: "RemoveProduct", ratePlan: keyOf(plan) })),
    ...(next.status === "Cancelled" && base.status !== "Cancelled" && next.cancelledDate
      ? [
          {
            type: "CancelSubscription",
            cancellationPolicy: "SpecificDate",
            cancellationEffectiveDate: next.cancelledDate,
          } as const,
        ]
      : []),
  ];
  return actions.length > 0 ? actions : [termsOf(base, next)];
}

const planOf = ({ ratePlans }: Subscription, plan: RatePlan): RatePlan | undefined =>
  ratePlans.find((each) => each.subscriptionRatePlanNumber === plan.subscriptionRatePlanNumber);

const keyOf = ({ subscriptionRatePlanNumber: key }: RatePlan): RatePlanKey => ({
  by: "subscriptionRatePlanNumber",
  key,
});

function changesOfPlan(before: RatePlan | undefined, plan: RatePlan): OrderAction[] {
  if (!before) return [{ type: "AddProduct", ratePlan: subscribedOf(plan) }];
  if (plan.lastChangeType === "Remove" && before.lastChangeType !== "Remove") {
    return [{ type: "RemoveProduct", ratePlan: keyOf(plan) }];
  }
  const known = new Set(before.charges.map(segmentKey));
  const chargeUpdates = plan.charges
    .filter((charge) => !known.has(segmentKey(charge)))
    .map(updateOf);
  if (chargeUpdates.length === 0) return [];
  return [
    {
      type: "UpdateProduct",
      ratePlan: keyOf(plan),
      chargeUpdates,
      specificUpdateDate: null,
      customFields: {},
    },
  ];
}

const segmentKey = ({ chargeNumber, segment }: Charge): string => `${chargeNumber} ${segment}`;

const updateOf = (charge: Charge): ChargeUpdate => ({
  chargeNumber: charge.chargeNumber,
  description: null,
  pricing: priceKindOf(charge),
  price: charge.price,
  quantity: charge.quantity,
  triggerEvent: "SpecificDate",
  specificTriggerDate: charge.effective?.start ?? null,
});

/** What has changed of terms and notes; nothing of it where the export does not tell. */
function termsOf(base: Subscription, next: Subscription): OrderAction {
  return {
    type: "TermsAndConditions",
    ...(next.autoRenew !== base.autoRenew && { autoRenew: next.autoRenew }),
    ...(next.renewalSetting !== base.renewalSetting && { renewalSetting: next.renewalSetting }),
    ...(next.notes !== base.notes && next.notes !== null && { notes: next.notes }),
  };
}

function creationOf(made: Subscription): CreateSubscriptionAction {
  const { initialTerm, subscriptionStartDate: startDate } = made;
  return {
    type: "CreateSubscription",
    subscriptionNumber: made.subscriptionNumber,
    initialTerm: initialTerm
      ? { termType: "TERMED", startDate, ...initialTerm }
      : { termType: "EVERGREEN", startDate },
    autoRenew: made.autoRenew,
    renewalSetting: made.renewalSetting,
    renewalTerm: made.renewalTerm,
    ratePlans: made.ratePlans.map(subscribedOf),
    invoiceSeparately: made.invoiceSeparately,
    notes: made.notes,
    paymentTerm: made.paymentTerm,
    billToContactId: made.billToContactId,
    ...(made.soldToContactId !== null && { soldToContactId: made.soldToContactId }),
    ...(made.shipToContactId !== null && { shipToContactId: made.shipToContactId }),
    currency: made.currency,
  };
}

const subscribedOf = (plan: RatePlan): SubscribedRatePlan => ({
  productRatePlanKey: plan.productRatePlanId,
  chargeOverrides: firstSegments(plan.charges).map(overrideOf),
  customFields: plan.customFields,
  subscriptionRatePlanNumber: plan.subscriptionRatePlanNumber,
});

function firstSegments(charges: readonly Charge[]): Charge[] {
  const first = new Map<string, Charge>();
  for (const charge of charges) {
    const known = first.get(charge.chargeNumber);
    if (!known || charge.segment < known.segment) first.set(charge.chargeNumber, charge);
  }
  return [...first.values()];
}

const overrideOf = (charge: Charge): ChargeOverride => ({
  ...NOTHING_OVERRIDDEN,
  productRatePlanChargeKey: charge.productRatePlanChargeId,
  chargeNumber: charge.chargeNumber,
  pricing: charge.discount ? null : priceKindOf(charge),
  price: charge.discount ? null : charge.price,
  quantity: charge.quantity,
});
