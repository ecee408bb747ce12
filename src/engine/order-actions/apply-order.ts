import { checkCommitments } from "../commitments/check-commitments.ts";
import { BillingError } from "../errors.ts";
import type { Order, OrderActionType, OrderedSubscription } from "../model/order.ts";
import type { ProductRatePlan } from "../model/product.ts";
import type { Subscription } from "../model/subscription.ts";
import { checkPrepaid } from "../prepaid/check-prepaid.ts";
import type { RequiredDates } from "../rate-plans/effective-triggers.ts";
import type { PlainDate } from "../values/plain-date.ts";
import type { NamedAccount } from "./account-named.ts";
import { applyOrderAction } from "./index.ts";
import { pendingChargesOf } from "./missing-dates.ts";
import { nextVersion } from "./next-version.ts";
import type { Supply } from "./order-action.ts";
import { ratePlansAddedBy } from "./rate-plans-added-by.ts";
import { withRamp } from "./with-ramp.ts";

/** What the actions of an order are applied to. */
export type OrderSubject = {
  readonly today: PlainDate;
  readonly requiredDates: RequiredDates;
  /** The account that orders. */
  readonly accountId: string;
  readonly accountCurrency: string;
  /** That account and those that the order names, by number. */
  readonly accounts: ReadonlyMap<string, NamedAccount>;
  /** Latest versions of the order's subscriptions, by number. */
  readonly subscriptions: ReadonlyMap<string, Subscription>;
  readonly catalog: ReadonlyMap<string, ProductRatePlan>;
  readonly originalRatePlanIds: ReadonlyMap<string, string>;
  readonly supply: Supply;
};

/** What an order made of one subscription. */
export type OrderedChange = {
  readonly ordered: OrderedSubscription;
  /** The version before; undefined when the order created the subscription. */
  readonly base: Subscription | undefined;
  readonly next: Subscription;
  /** One per action, in sequence. */
  readonly steps: readonly OrderStep[];
};

/** What one action made of the subscription: all steps have the ids of the version they make. */
export type OrderStep = {
  readonly type: OrderActionType;
  /** Undefined for the action that creates it. */
  readonly before: Subscription | undefined;
  readonly after: Subscription;
};

/**
 * Applies an order: the actions of each subscription in sequence, together one new version.
 *
 * Errors: ENTITY_NOT_FOUND for an unknown subscription, NOT_ALLOWED for one that is listed twice and
 * for a CreateSubscription after another action, and those of the actions.
 */
export function applyOrder(order: Order, subject: OrderSubject): OrderedChange[] {
  refuseListedTwice(order);
  return order.subscriptions.map((ordered) => applyToSubscription(order, ordered, subject));
}

/** Each entry makes one new version: two of one subscription would make the same version twice. */
function refuseListedTwice({ subscriptions }: Order): void {
  const seen = new Set<string>();
  for (const { subscriptionNumber } of subscriptions) {
    if (subscriptionNumber === null) continue;
    if (seen.has(subscriptionNumber)) {
      const message = `Subscription '${subscriptionNumber}' is listed twice: its order actions belong into one entry of 'subscriptions'.`;
      throw new BillingError("NOT_ALLOWED", { message });
    }
    seen.add(subscriptionNumber);
  }
}

function applyToSubscription(
  order: Order,
  ordered: OrderedSubscription,
  { subscriptions, ...subject }: OrderSubject,
): OrderedChange {
  refuseTokensTwice(ordered);
  const base = baseOf(ordered, subscriptions);
  const { orderDate } = order;
  const pendingCharges = pendingChargesOf(order);
  let next = base && nextVersion(base, subject.supply);
  const steps: OrderStep[] = [];
  for (const { action, triggerDates, changeReason } of ordered.orderActions) {
    if (action.type === "CreateSubscription" && next) throw misplacedCreation();
    const context = { orderDate, triggerDates, changeReason, pendingCharges, ...subject };
    const before: Subscription | undefined = next;
    next = applyOrderAction(before, action, context);
    steps.push({ type: action.type, before, after: next });
  }
  if (!next) throw new BillingError("MISSING_FIELD", { field: "orderActions" });
  const done = withRamp(withOwnFields(next, ordered), ordered.ramp, subject.supply);
  checkPrepaid(base, done, steps);
  checkCommitments(base, done, steps);
  return { ordered, base, next: done, steps };
}

/** A token names one rate plan or one charge of the entry. */
function refuseTokensTwice({ orderActions }: OrderedSubscription): void {
  const ratePlans = orderActions.flatMap(({ action }) => ratePlansAddedBy(action));
  const charges = ratePlans.flatMap(({ chargeOverrides }) => chargeOverrides);
  for (const named of [ratePlans, charges]) {
    const tokens = named.flatMap(({ uniqueToken }) => uniqueToken ?? []);
    const twice = tokens.find((token, index) => tokens.indexOf(token) !== index);
    if (twice === undefined) continue;
    const message = `'uniqueToken' '${twice}' is given to two in one entry of 'subscriptions'.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
}

/** It would take the place of the subscription that the entry is about. */
const misplacedCreation = (): BillingError => {
  const message =
    "CreateSubscription is the first order action of its entry in 'subscriptions', and its only one of this type.";
  return new BillingError("NOT_ALLOWED", { message });
};

function baseOf(
  { subscriptionNumber, orderActions }: OrderedSubscription,
  subscriptions: ReadonlyMap<string, Subscription>,
): Subscription | undefined {
  const creates = orderActions[0]?.action.type === "CreateSubscription";
  if (subscriptionNumber === null) {
    if (!creates) throw new BillingError("MISSING_FIELD", { field: "subscriptionNumber" });
    return undefined;
  }
  const base = subscriptions.get(subscriptionNumber);
  if (!base) throw new BillingError("ENTITY_NOT_FOUND", { key: subscriptionNumber });
  if (creates) {
    const message = `Subscription '${subscriptionNumber}' exists: CreateSubscription takes no subscriptionNumber beside it.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  return base;
}

const withOwnFields = (
  subscription: Subscription,
  { customFields, notes }: OrderedSubscription,
): Subscription => ({
  ...subscription,
  ...(notes !== undefined && { notes }),
  customFields: { ...subscription.customFields, ...customFields },
});
