import { assert } from "#engine/assert.ts";
import { BillingError } from "#engine/errors.ts";
import { type DeltaMetrics, deltaMetrics } from "#engine/metrics/subscription-metrics.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import { NO_TRIGGER_DATES } from "#engine/model/nothing-given.ts";
import type {
  LastTerm,
  Order,
  OrderAction,
  OrderedAction,
  TermsAndConditionsAction,
} from "#engine/model/order.ts";
import type { Subscription, Term } from "#engine/model/subscription.ts";
import { ZERO } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { lockAccount } from "#store/accounts.ts";
import type { Transaction } from "#store/database.ts";
import { idOf } from "#store/ids.ts";
import type { StoredPayment } from "#store/payments.ts";
import { findChargeNumbers } from "#store/rate-plans.ts";
import {
  type SubscriptionDetails,
  saveSubscriptionDetails,
  type VersionKeys,
} from "#store/subscription-details.ts";
import { findSubscription, type StoredSubscription } from "#store/subscriptions.ts";
import type { Context } from "./context.ts";
import { type ExecutedOrder, executeOrder } from "./create-order.ts";
import { makeAndCollect } from "./create-order-and-collect.ts";
import { type Billing, orderedAction, orderOfOne } from "./order-of-one.ts";

/** The current term as it is to be; what is null stays. */
export type WantedTerm = {
  readonly termType: Subscription["termType"] | null;
  readonly startDate: PlainDate | null;
  readonly length: Term | null;
};

export type SubscriptionUpdate = {
  /** When it is booked; null: today. */
  readonly orderDate: PlainDate | null;
  /** What is in no contract: it changes in the version that is, or will be, the latest. */
  readonly details: SubscriptionDetails;
  readonly customFields: CustomFields;
  /** Undefined: nothing of the terms changes. */
  readonly terms:
    | { readonly action: TermsAndConditionsAction; readonly term: WantedTerm | null }
    | undefined;
  /** In their sequence. Charges may be named by their ids of any version. */
  readonly productChanges: readonly OrderedAction[];
  readonly billing: Billing;
};

export type UpdatedSubscription = DeltaMetrics & {
  /** Of the latest version: a new one, unless only details have changed. */
  readonly subscriptionId: string;
  /** Undefined when no invoice, no credit memo was made. */
  readonly invoiceId: string | undefined;
  readonly creditMemoId: string | undefined;
  /** What has paid its bill, where that was asked for. */
  readonly payment?: StoredPayment;
};

/**
 * Changes one subscription in many ways at once: all that concerns its contract is one order, and so
 * one new version. Notes, custom fields and whether it is invoiced separately are no order: where
 * nothing else changes, they change in the latest version.
 *
 * @param key  the number of the subscription, or the id of its latest version
 *
 * Errors: ENTITY_NOT_FOUND, ACTIVE_SUBSCRIPTION_NEEDED (the id of a version that was replaced),
 * NOT_ALLOWED (nothing is changed, or billed without an order), those of executeOrder and of
 * makeAndCollect. Nothing is written then.
 */
export async function updateSubscription(
  context: Context,
  key: string,
  update: SubscriptionUpdate,
): Promise<UpdatedSubscription> {
  const { made, payment } = await makeAndCollect(context, update.billing.collectPayment, {
    make: (tx) => executeUpdate(tx, context, key, update),
    orderOf: (executed) => ("unchanged" in executed ? undefined : executed),
  });
  if ("unchanged" in made) {
    const { subscriptionId, termType } = made.unchanged;
    const totalDeltaTcv = termType === "EVERGREEN" ? null : ZERO;
    const nothing = { invoiceId: undefined, creditMemoId: undefined };
    return { subscriptionId, totalDeltaMrr: ZERO, totalDeltaTcv, ...nothing };
  }
  const [change] = made.changes;
  assert(change?.base, "the order has changed the subscription");
  return {
    subscriptionId: change.next.subscriptionId,
    ...deltaMetrics(change.base, change.next, context.today()),
    invoiceId: made.invoices[0]?.invoiceId,
    creditMemoId: made.creditMemos[0]?.creditMemoId,
    ...(payment && { payment }),
  };
}

/** A subscription of which only details have changed: no order was needed. */
type Unchanged = { readonly unchanged: Subscription };

/** The same, in a transaction of the caller's. */
export async function executeUpdate(
  tx: Transaction,
  context: Context,
  key: string,
  update: SubscriptionUpdate,
): Promise<ExecutedOrder | Unchanged> {
  const found = await findLatest(tx, key);
  const order = await orderOfUpdate(tx, context, found, update);
  if (!order) return changedInPlace(tx, context, key, update);
  const executed = await executeOrder(tx, context, order);
  const [change] = executed.changes;
  assert(change?.base, "the order has changed the subscription");
  // Another order was faster: the version that the id names is no longer the latest.
  if (idOf(key) !== null) checkIsStill(found, change.base.subscriptionId);
  const { subscriptionId } = change.next;
  await saveDetails(tx, context, { accountId: found.accountId, subscriptionId }, update.details);
  return executed;
}

/** Errors: ENTITY_NOT_FOUND, ACTIVE_SUBSCRIPTION_NEEDED, NOT_ALLOWED. */
async function changedInPlace(
  tx: Transaction,
  context: Context,
  key: string,
  { details, customFields, billing }: SubscriptionUpdate,
): Promise<Unchanged> {
  refuseNothing(Object.keys({ ...details, ...customFields }).length, billing);
  const { accountId } = await findLatest(tx, key);
  await lockAccount(tx, { accountId });
  const { subscription } = await findLatest(tx, key);
  const { subscriptionId } = subscription;
  await saveDetails(tx, context, { accountId, subscriptionId }, { ...details, customFields });
  return { unchanged: subscription };
}

const saveDetails = async (
  tx: Transaction,
  { userId, now }: Context,
  keys: VersionKeys,
  details: SubscriptionDetails,
): Promise<void> => {
  if (Object.keys(details).length === 0) return;
  await saveSubscriptionDetails(tx, keys, details, { userId, now: now.toString() });
};

/** Errors: ENTITY_NOT_FOUND, ACTIVE_SUBSCRIPTION_NEEDED. */
async function findLatest(tx: Transaction, key: string): Promise<StoredSubscription> {
  const found = await findSubscription(tx, key);
  if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key });
  if (found.subscription.status !== "Expired") return found;
  throw replaced(found);
}

function checkIsStill(found: StoredSubscription, latestId: string): void {
  if (found.subscription.subscriptionId !== latestId) throw replaced(found);
}

const replaced = ({ subscription }: StoredSubscription): BillingError => {
  const { subscriptionNumber } = subscription;
  const details = { subscriptionNumber, status: "Expired", action: "an update" };
  return new BillingError("ACTIVE_SUBSCRIPTION_NEEDED", details);
};

function refuseNothing(changes: number, { runBilling }: Billing): void {
  if (changes > 0 && !runBilling) return;
  const message =
    changes === 0
      ? "The request changes nothing of the subscription."
      : "Notes and fields of your own change no contract: there is nothing to bill.";
  throw new BillingError("NOT_ALLOWED", { message });
}

async function orderOfUpdate(
  tx: Transaction,
  context: Context,
  { accountId, subscription }: StoredSubscription,
  { terms, productChanges, billing, customFields, ...update }: SubscriptionUpdate,
): Promise<Order | undefined> {
  const chargeNumbers = await findChargeNumbers(tx, chargeKeysIn(productChanges));
  const orderActions = [
    ...(terms ? [orderedAction(termsAction(terms, subscription), NO_TRIGGER_DATES)] : []),
    ...productChanges.map((each) => ({
      ...each,
      action: withChargeNumbers(each.action, chargeNumbers),
    })),
  ];
  if (orderActions.length === 0) return undefined;
  return orderOfOne({
    accountKey: accountId,
    orderDate: update.orderDate ?? context.today(),
    subscriptionNumber: subscription.subscriptionNumber,
    customFields,
    orderActions,
    billing,
  });
}

/** A length without a type is of the type that the subscription has; evergreen has none, and ignores it. */
function termsAction(
  { action, term }: NonNullable<SubscriptionUpdate["terms"]>,
  subscription: Subscription,
): TermsAndConditionsAction {
  if (!term) return action;
  const termType = term.termType ?? subscription.termType;
  const { startDate, length } = term;
  const lastTerm: LastTerm =
    termType === "EVERGREEN"
      ? { termType, startDate }
      : { termType, startDate, length, endDate: null };
  return { ...action, lastTerm };
}

const chargeKeysIn = (ordered: readonly OrderedAction[]): string[] =>
  ordered.flatMap(({ action }) =>
    action.type === "UpdateProduct"
      ? action.chargeUpdates.flatMap(({ chargeNumber }) => chargeNumber ?? [])
      : [],
  );

function withChargeNumbers(action: OrderAction, numbers: ReadonlyMap<string, string>): OrderAction {
  if (action.type !== "UpdateProduct") return action;
  const chargeUpdates = action.chargeUpdates.map((each) => ({
    ...each,
    chargeNumber: numbers.get(each.chargeNumber ?? "") ?? each.chargeNumber,
  }));
  return { ...action, chargeUpdates };
}
