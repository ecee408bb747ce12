import { checkPaymentTerm, type PaymentTerms } from "#engine/billing/due-date.ts";
import { checkDiscountClass } from "#engine/catalog/discount.ts";
import { BillingError } from "#engine/errors.ts";
import type { BillingRules } from "#engine/model/billing-rules.ts";
import type { DiscountOverride } from "#engine/model/discount.ts";
import type {
  BillingAttributes,
  Order,
  OrderAction,
  RatePlanKey,
  SubscribedRatePlan,
} from "#engine/model/order.ts";
import type { ProductRatePlan } from "#engine/model/product.ts";
import { reasonCodeOf } from "#engine/model/reason-codes.ts";
import type { RatePlan } from "#engine/model/subscription.ts";
import type { OrderSubject } from "#engine/order-actions/apply-order.ts";
import type { Supply } from "#engine/order-actions/order-action.ts";
import { ratePlansAddedBy } from "#engine/order-actions/rate-plans-added-by.ts";
import type { LineItemSubject } from "#engine/order-line-items/new-order-line-items.ts";
import { productRatePlanNamed } from "#engine/rate-plans/product-rate-plan-named.ts";
import type { Currency } from "#engine/values/currency.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import type { LockedAccount } from "#store/accounts.ts";
import { listProductRatePlans, listProductRatePlansByExternalIds } from "#store/catalog.ts";
import { listContactsById } from "#store/contacts.ts";
import type { Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { nextNumbers } from "#store/numbers.ts";
import { findOriginalRatePlanIds } from "#store/rate-plans.ts";
import { findOrderSettings, type OrderSettings } from "#store/settings.ts";
import { findTakenNumber, listLatestSubscriptions } from "#store/subscriptions.ts";
import { checkFinance } from "./accounting-codes.ts";
import { checkSequenceSets } from "./check-sequence-sets.ts";
import { loadLineItems } from "./load-line-items.ts";
import { lockOrderAccounts, type OrderAccounts } from "./order-accounts.ts";

/** What billing an order needs. */
export type LoadedToBill = OrderAccounts & {
  readonly rules: BillingRules;
  readonly currency: Currency;
  readonly isTaxed: boolean;
  readonly isDiscounted: boolean;
  readonly paymentTerms: PaymentTerms;
};

/** Everything that deciding an order needs, read once, with the account locked. */
export type LoadedOrder = LoadedToBill & {
  readonly subject: OrderSubject;
  readonly lineItems: LineItemSubject;
};

/**
 * Locks the accounts and reads what the order names.
 *
 * Errors: ENTITY_NOT_FOUND, NOT_ALLOWED (the account is not active), SUBSCRIPTION_NOT_OF_ACCOUNT,
 * RATE_PLAN_NOT_FOUND, NUMBER_IN_USE, INVALID_VALUE for a discount class, a payment term or a reason
 * code that there is not.
 */
export async function loadOrder(
  tx: Transaction,
  order: Order,
  today: PlainDate,
): Promise<LoadedOrder> {
  const { account, accounts } = await lockOrderAccounts(tx, order);
  const [subscriptions, { requiredDates, reasonCodes, ...settings }] = await Promise.all([
    subscriptionsOf(tx, order, account),
    findOrderSettings(tx, account.currency),
  ]);
  await checkContacts(tx, order, { account, accounts });
  await checkSequenceSets(tx, order);
  await checkChosenNumbers(tx, order);
  const catalog = await catalogOf(tx, order, subscriptions);
  for (const discount of discountsIn(order)) checkDiscountClass(discount, settings.rules);
  checkNamedSettings(order, { ...settings, reasonCodes });
  await checkFinance(tx, [order.processingOptions.financeInformation]);
  const subject = {
    today,
    requiredDates,
    accountId: account.accountId,
    accountCurrency: account.currency,
    accounts,
    subscriptions,
    catalog,
    originalRatePlanIds: await findOriginalRatePlanIds(tx, ratePlanIdsIn(order)),
    supply: await supplyFor(tx, order, { catalog, subscriptions }),
  };
  const lineItems = await loadLineItems(tx, order, account);
  return { account, accounts, ...settings, subject, lineItems };
}

async function subscriptionsOf(
  tx: Transaction,
  order: Order,
  { accountId, accountNumber }: LockedAccount,
): Promise<OrderSubject["subscriptions"]> {
  const numbers = order.subscriptions.flatMap(({ subscriptionNumber }) => subscriptionNumber ?? []);
  const stored = await listLatestSubscriptions(tx, numbers);
  const foreign = stored.find((each) => each.accountId !== accountId);
  if (foreign) {
    const { subscriptionNumber } = foreign.subscription;
    throw new BillingError("SUBSCRIPTION_NOT_OF_ACCOUNT", { subscriptionNumber, accountNumber });
  }
  return new Map(stored.map(({ subscription }) => [subscription.subscriptionNumber, subscription]));
}

/** Contacts of a subscription are those of the account that is billed from that action on. */
async function checkContacts(
  tx: Transaction,
  order: Order,
  { account, accounts }: OrderAccounts,
): Promise<void> {
  const wanted = order.subscriptions.flatMap(({ orderActions }) => {
    let billed: LockedAccount | undefined = account;
    return orderActions.flatMap(({ action }) => {
      if (action.type === "OwnerTransfer" && action.destinationInvoiceAccountNumber) {
        billed = accounts.get(action.destinationInvoiceAccountNumber);
      }
      return contactIdsIn(action).flatMap((contactId) => (billed ? { contactId, billed } : []));
    });
  });
  if (wanted.length === 0) return;
  const contacts = await listContactsById(
    tx,
    wanted.map(({ contactId }) => contactId),
  );
  const ownerOf = new Map(contacts.map(({ contactId, accountId }) => [contactId, accountId]));
  const foreign = wanted.find(
    ({ contactId, billed }) => ownerOf.get(contactId) !== billed.accountId,
  );
  if (!foreign) return;
  const { contactId, billed } = foreign;
  const message = `Contact '${contactId}' is not a contact of account '${billed.accountNumber}'.`;
  throw new BillingError("NOT_ALLOWED", { message });
}

/** Of what an order names, what is set up in the entity's settings. */
function checkNamedSettings(
  { subscriptions, processingOptions }: Order,
  { paymentTerms, reasonCodes }: Pick<OrderSettings, "paymentTerms" | "reasonCodes">,
): void {
  for (const { action } of subscriptions.flatMap(({ orderActions }) => orderActions)) {
    const { paymentTerm }: BillingAttributes = "paymentTerm" in action ? action : {};
    if (paymentTerm) checkPaymentTerm(paymentTerm, paymentTerms);
  }
  const { creditMemoReasonCode, refund } = processingOptions;
  reasonCodeOf("CreditMemo", creditMemoReasonCode, reasonCodes);
  reasonCodeOf("Refund", refund?.reasonCode, reasonCodes);
}

const contactIdsIn = (action: OrderAction): readonly string[] => {
  const { billToContactId, soldToContactId, shipToContactId }: BillingAttributes =
    "billToContactId" in action || "soldToContactId" in action || "shipToContactId" in action
      ? action
      : {};
  return [billToContactId, soldToContactId, shipToContactId].flatMap((id) => id ?? []);
};

const CHOSEN_NUMBERS = [
  "subscriptionNumber",
  "subscriptionRatePlanNumber",
  "chargeNumber",
] as const;

/** Numbers that the caller has chosen for what the order creates must be free. */
async function checkChosenNumbers(tx: Transaction, order: Order): Promise<void> {
  const creations = order.subscriptions.flatMap(({ orderActions }) =>
    orderActions.flatMap(({ action }) => (action.type === "CreateSubscription" ? [action] : [])),
  );
  const ratePlans = subscribedRatePlans(order);
  const charges = ratePlans.flatMap(({ chargeOverrides }) => chargeOverrides);
  const chosen = {
    subscriptionNumber: creations.flatMap((action) => action.subscriptionNumber ?? []),
    subscriptionRatePlanNumber: ratePlans.flatMap((plan) => plan.subscriptionRatePlanNumber ?? []),
    chargeNumber: charges.flatMap((override) => override.chargeNumber ?? []),
  };
  for (const field of CHOSEN_NUMBERS) {
    const numbers = chosen[field];
    const twice = numbers.find((number, index) => numbers.indexOf(number) !== index);
    const taken = twice ?? (await findTakenNumber(tx, field, numbers));
    if (taken !== undefined) throw new BillingError("NUMBER_IN_USE", { field, number: taken });
  }
}

const actionsOf = (order: Order): OrderAction[] =>
  order.subscriptions.flatMap(({ orderActions }) => orderActions.map(({ action }) => action));

/** What the order subscribes to. */
const subscribedRatePlans = (order: Order): SubscribedRatePlan[] =>
  actionsOf(order).flatMap(ratePlansAddedBy);

/** What the order says of discounts. */
const discountsIn = (order: Order): DiscountOverride[] => [
  ...subscribedRatePlans(order).flatMap(({ chargeOverrides }) =>
    chargeOverrides.flatMap(({ discount }) => discount ?? []),
  ),
  ...actionsOf(order).flatMap((action) =>
    action.type === "UpdateProduct"
      ? action.chargeUpdates.flatMap(({ discount }) => discount ?? [])
      : [],
  ),
];

/** How the order names what was subscribed to before. */
const ratePlanKeysIn = (order: Order): RatePlanKey[] =>
  actionsOf(order).flatMap((action) => {
    const { type } = action;
    return type === "UpdateProduct" || type === "RemoveProduct" || type === "ChangePlan"
      ? action.ratePlan
      : [];
  });

const ratePlanIdsIn = (order: Order): string[] =>
  ratePlanKeysIn(order).flatMap(({ by, key }) => (by === "ratePlanId" ? key : []));

/** What is updated has bounds, and what is renewed may have another price by now. */
const needsCatalog = ({ type }: OrderAction, { charges }: RatePlan): boolean =>
  type === "UpdateProduct" ||
  (type === "RenewSubscription" &&
    charges.some((each) => each.priceChange.priceChangeOption === USE_LATEST));

const USE_LATEST = "UseLatestProductCatalogPricing";

/** What the order subscribes to or names, and what it changes. */
async function catalogOf(
  tx: Transaction,
  order: Order,
  subscriptions: OrderSubject["subscriptions"],
): Promise<Map<string, ProductRatePlan>> {
  const subscribed = subscribedRatePlans(order);
  const named = ratePlanKeysIn(order);
  const changed = order.subscriptions.flatMap(({ subscriptionNumber, orderActions }) =>
    (subscriptions.get(subscriptionNumber ?? "")?.ratePlans ?? [])
      .filter((ratePlan) => orderActions.some(({ action }) => needsCatalog(action, ratePlan)))
      .map(({ productRatePlanId }) => productRatePlanId),
  );
  const keys = new Set([
    ...subscribed.flatMap((plan) => (plan.keyedBy ? [] : plan.productRatePlanKey)),
    ...named.flatMap(({ by, key }) =>
      by === "productRatePlanId" || by === "productRatePlanNumber" ? key : [],
    ),
    ...changed,
  ]);
  const externalIds = new Set([
    ...subscribed.flatMap((plan) => (plan.keyedBy ? plan.productRatePlanKey : [])),
    ...named.flatMap(({ by, key }) => (by === "externalCatalogPlanId" ? key : [])),
  ]);
  const plans = keys.size === 0 ? [] : await listProductRatePlans(tx, [...keys]);
  const external =
    externalIds.size === 0 ? [] : await listProductRatePlansByExternalIds(tx, [...externalIds]);
  return new Map(
    [...external, ...plans].flatMap((plan) => [
      [plan.productRatePlanId, plan],
      [plan.productRatePlanNumber, plan],
    ]),
  );
}

/** Numbers for all that the order may bring into being, drawn with one query a kind. */
async function supplyFor(
  tx: Transaction,
  order: Order,
  { catalog, subscriptions }: Pick<OrderSubject, "catalog" | "subscriptions">,
): Promise<Supply> {
  const plans = subscribedRatePlans(order);
  const created = order.subscriptions.filter((each) => each.subscriptionNumber === null).length;
  const charges = plans.map((plan) => productRatePlanNamed(catalog, plan).charges.length);
  const total = charges.reduce((sum, count) => sum + count, 0);
  return {
    newId,
    subscriptionNumber: drawFrom(await nextNumbers(tx, "subscription", created)),
    ratePlanNumber: drawFrom(await nextNumbers(tx, "subscription_rate_plan", plans.length)),
    chargeNumber: drawFrom(await nextNumbers(tx, "charge", total)),
    rampNumber: drawFrom(await nextNumbers(tx, "ramp", newRamps(order, subscriptions))),
  };
}

const newRamps = (order: Order, subscriptions: OrderSubject["subscriptions"]): number =>
  order.subscriptions.filter(
    ({ ramp, subscriptionNumber }) =>
      ramp !== undefined && !subscriptions.get(subscriptionNumber ?? "")?.ramp,
  ).length;

function drawFrom(numbers: string[]): () => string {
  const remaining = numbers.values();
  return () => remaining.next().value ?? "";
}
