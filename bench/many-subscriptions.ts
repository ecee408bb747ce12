import { newContact } from "#engine/accounts/contact.ts";
import type { Order } from "#engine/model/order.ts";
import { UNBILLED } from "#engine/model/processing-options.ts";
import type { ProductRatePlan } from "#engine/model/product.ts";
import type { Subscription } from "#engine/model/subscription.ts";
import { DEFAULT_SUBSCRIPTION_SETTINGS } from "#engine/model/subscription-settings.ts";
import { applyOrder } from "#engine/order-actions/apply-order.ts";
import type { Supply } from "#engine/order-actions/order-action.ts";
import { decimal, decimalOfCount } from "#engine/values/decimal.ts";
import { dayOfMonth, type PlainDate, plainDate } from "#engine/values/plain-date.ts";
import type { Context } from "#operations/context.ts";
import { CHARGE_COLUMNS, fromCharge } from "#store/charge-rows.ts";
import { saveNewContacts } from "#store/contacts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { insertRows } from "#store/insert-rows.ts";
import { nextNumbers } from "#store/numbers.ts";
import {
  fromRatePlan,
  fromSubscription,
  RATE_PLAN_COLUMNS,
  SUBSCRIPTION_COLUMNS,
} from "#store/subscription-rows.ts";
import { saveCatalog } from "./plans.ts";
import { saveTaxes } from "./taxes.ts";

const FIRST_DAYS = 28;
const PRICES = 500;
const BATCH_SIZE = 1_000;
/** Of one plan. */
const MOST_CHARGES = 2;

/**
 * Makes accounts with one evergreen monthly subscription each, which is what most businesses have
 * (plans.ts): subscribed on one of the first 28 days of `month`, which is the account's bill cycle day, at one of
 * 500 prices. Each subscription is what the engine makes of an order; the rows are written in bulk.
 *
 * @param month  such as "2025-01"
 */
export async function createSubscriptions(
  context: Context,
  count: number,
  month: string,
): Promise<void> {
  await saveTaxes(context);
  const plans = await inEntity(context, (tx) => saveCatalog(tx, context.userId));
  for (let first = 0; first < count; first += BATCH_SIZE) {
    const howMany = Math.min(BATCH_SIZE, count - first);
    await inEntity(context, (tx) => saveBatch(tx, context, { plans, first, howMany, month }));
  }
}

const inEntity = <Result>(
  { database, entityId }: Context,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> => inTransaction(database, entityId, work);

type Batch = {
  /** Subscriber n has plan n, again and again. */
  readonly plans: readonly ProductRatePlan[];
  readonly first: number;
  readonly howMany: number;
  readonly month: string;
};

async function saveBatch(tx: Transaction, context: Context, batch: Batch): Promise<void> {
  const subscribers = await subscribe(tx, batch);
  await saveAccounts(tx, context, subscribers);
  await saveSubscriptions(tx, context, subscribers);
}

type Subscriber = {
  readonly accountId: string;
  readonly accountNumber: string;
  readonly startDate: PlainDate;
  readonly subscription: Subscription;
};

async function subscribe(tx: Transaction, { plans, first, howMany, month }: Batch) {
  const accountNumbers = await nextNumbers(tx, "account", howMany);
  const supply = {
    newId,
    subscriptionNumber: drawFrom(await nextNumbers(tx, "subscription", howMany)),
    ratePlanNumber: drawFrom(await nextNumbers(tx, "subscription_rate_plan", howMany)),
    chargeNumber: drawFrom(await nextNumbers(tx, "charge", MOST_CHARGES * howMany)),
    rampNumber: drawFrom([]),
  };
  return accountNumbers.map((accountNumber, index): Subscriber => {
    const day = String(1 + ((first + index) % FIRST_DAYS)).padStart(2, "0");
    const startDate = plainDate(`${month}-${day}`);
    const price = decimalOfCount(10 + ((first + index) % PRICES)).plus(decimal("0.99"));
    const plan = plans[(first + index) % plans.length];
    if (!plan) throw new Error("there is a plan for everybody");
    const subscription = subscribed(plan, supply, startDate, price);
    return { accountId: newId(), accountNumber, startDate, subscription };
  });
}

async function saveAccounts(
  tx: Transaction,
  { userId }: Context,
  subscribers: readonly Subscriber[],
): Promise<void> {
  const contacts = subscribers.map(({ accountId }) =>
    newContact(newId(), accountId, {
      firstName: "Ada",
      lastName: "Clark",
      country: "United States",
      state: "California",
    }),
  );
  const rows = subscribers.map(({ accountId, accountNumber, startDate }, index) => ({
    account_id: accountId,
    account_number: accountNumber,
    name: `Customer ${accountNumber}`,
    currency: "USD",
    bill_cycle_day: dayOfMonth(startDate),
    payment_term: "Net 30",
    bill_to_contact_id: contacts[index]?.contactId ?? "",
    created_by_id: userId,
    updated_by_id: userId,
  }));
  await tx.insertInto("accounts").values(rows).execute();
  await saveNewContacts(tx, contacts);
}

const owned = (accountId: string) => ({
  subscriptionOwnerId: accountId,
  invoiceOwnerId: accountId,
});

async function saveSubscriptions(
  tx: Transaction,
  context: Context,
  subscribers: readonly Subscriber[],
): Promise<void> {
  const now = context.now.toString();
  const { userId } = context;
  const order = { orderId: newId(), userId, now };
  const origin = { ...order, previousSubscriptionId: null, originalCreatedAt: now };
  const subscriptions = subscribers.map(({ accountId, subscription }) =>
    fromSubscription({ ...subscription, ...owned(accountId) }, origin),
  );
  const ratePlans = subscribers.flatMap(({ accountId, subscription }) =>
    subscription.ratePlans.map((ratePlan) => {
      const { subscriptionId } = subscription;
      return { accountId, subscriptionId, ratePlanId: ratePlan.ratePlanId, ratePlan };
    }),
  );
  const charges = ratePlans.flatMap(({ ratePlan, ...owner }) =>
    ratePlan.charges.map((charge) => fromCharge(owner, charge)),
  );
  const planRows = ratePlans.map((row) =>
    fromRatePlan(row.accountId, row.subscriptionId, row.ratePlan),
  );
  await insertRows(tx, "subscriptions", SUBSCRIPTION_COLUMNS, subscriptions);
  await insertRows(tx, "rate_plans", RATE_PLAN_COLUMNS, planRows);
  await insertRows(tx, "rate_plan_charges", CHARGE_COLUMNS, charges);
}

function drawFrom(numbers: readonly string[]): () => string {
  const remaining = numbers.values();
  return () => remaining.next().value ?? "";
}

/** What an order of the plan makes. */
function subscribed(
  plan: ProductRatePlan,
  supply: Supply,
  startDate: PlainDate,
  price: ReturnType<typeof decimal>,
): Subscription {
  const charges = plan.charges.map((charge) =>
    charge.chargeModel === "FlatFee" ? { ...charge, prices: { USD: price } } : charge,
  );
  const catalog = new Map([[plan.productRatePlanId, { ...plan, charges } as ProductRatePlan]]);
  const none = { subscriptions: new Map(), originalRatePlanIds: new Map() };
  const account = { accountId: "", accountCurrency: "USD", accounts: new Map() };
  const requiredDates = DEFAULT_SUBSCRIPTION_SETTINGS;
  const subject = { ...account, requiredDates, today: startDate, ...none, catalog, supply };
  const [change] = applyOrder(orderOf(plan, startDate), subject);
  if (!change) throw new Error("an order of one subscription changes one");
  return change.next;
}

const orderOf = (plan: ProductRatePlan, orderDate: PlainDate): Order => ({
  orderNumber: null,
  status: "Completed",
  schedulingOptions: null,
  orderDate,
  category: "NewSales",
  description: null,
  reasonCode: null,
  customFields: {},
  accountKey: "",
  subscriptions: [
    {
      subscriptionNumber: null,
      customFields: {},
      orderActions: [
        {
          triggerDates: {
            ContractEffective: orderDate,
            ServiceActivation: null,
            CustomerAcceptance: null,
          },
          changeReason: null,
          customFields: {},
          action: {
            type: "CreateSubscription",
            subscriptionNumber: null,
            initialTerm: { termType: "EVERGREEN", startDate: null },
            autoRenew: false,
            renewalSetting: "RENEW_WITH_SPECIFIC_TERM",
            renewalTerm: null,
            ratePlans: [
              { productRatePlanKey: plan.productRatePlanId, chargeOverrides: [], customFields: {} },
            ],
            invoiceSeparately: false,
            notes: null,
            paymentTerm: null,
            billToContactId: null,
            currency: null,
          },
        },
      ],
    },
  ],
  processingOptions: UNBILLED,
});
