import { addDays, addMonths, type PlainDate, plainDate } from "#engine/values/plain-date.ts";
import { inTransaction } from "#store/database.ts";
import { setNextNumber } from "#store/numbers.ts";
import type { Context } from "../context.ts";
import { createAccount } from "../create-account.ts";
import { createBillRun } from "../create-bill-run.ts";
import { createOrder } from "../create-order.ts";
import { runBillRun } from "../run-bill-run.ts";
import { createDemoCatalog, type DemoCatalog } from "./catalog.ts";
import { DEMO_CUSTOMERS, type DemoCustomer, type DemoSubscription } from "./customers.ts";
import { createDemoMoney } from "./money.ts";
import { demoOrder, demoSubscribe, seatsOverride } from "./orders.ts";
import { createPublishedSubscriptions } from "./published-subscriptions.ts";

/** A year in the life of a small company: its bill runs, on the first of each month. */
const FIRST_BILL_RUN = plainDate("2025-01-01");
const BILL_RUNS = 12;
const BATCH = "Batch1";

/**
 * Fills the demo entity as its people would have: catalog, customers, orders, cancellations and a
 * year of bill runs, in the order of their days. The same at every start from empty, but for ids.
 *
 * @param contextOn  the demo entity as it was on a day
 */
export async function createDemoCompany(contextOn: (date: PlainDate) => Context): Promise<void> {
  const opened = contextOn(addDays(FIRST_BILL_RUN, -14));
  const catalog = await createDemoCatalog(opened);
  await inTransaction(opened.database, opened.entityId, async (tx) => {
    await setNextNumber(tx, "account", FIRST_NUMBER);
    await setNextNumber(tx, "subscription", FIRST_NUMBER);
  });
  const accountNumbers = new Map<string, string>();
  const ofCustomers = await customerEvents(contextOn, catalog, accountNumbers);
  const events = [...ofCustomers, ...billRunEvents(contextOn)];
  for (const { happen } of events.toSorted(byDay)) await happen();
  await createDemoMoney({ contextOn, catalog, accountNumbers });
  await createPublishedSubscriptions(contextOn, catalog);
}

/** Above the numbers that the published requests name. */
const FIRST_NUMBER = 1001;

type Event = { readonly date: PlainDate; readonly happen: () => Promise<unknown> };

/** Stable: orders of a day come before its bill run, as they are listed. */
const byDay = (a: Event, b: Event): number => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0);

async function customerEvents(
  contextOn: (date: PlainDate) => Context,
  catalog: DemoCatalog,
  /** Filled here, by name. */
  accountNumbers: Map<string, string>,
): Promise<Event[]> {
  const events: Event[] = [];
  for (const customer of DEMO_CUSTOMERS) {
    const accountKey = await createCustomer(contextOn(addDays(FIRST_BILL_RUN, -7)), customer);
    accountNumbers.set(customer.name, accountKey);
    for (const subscription of customer.subscriptions) {
      events.push(...subscriptionEvents(contextOn, catalog, accountKey, subscription));
    }
  }
  return events;
}

async function createCustomer(context: Context, customer: DemoCustomer): Promise<string> {
  const { name, currency, billCycleDay, paymentTerm, firstName, lastName, city, country } =
    customer;
  const { accountNumber } = await createAccount(context, {
    name,
    currency,
    billCycleDay,
    paymentTerm,
    batch: BATCH,
    billToContact: { firstName, lastName, city, country },
  });
  return accountNumber;
}

function subscriptionEvents(
  contextOn: (date: PlainDate) => Context,
  catalog: DemoCatalog,
  accountKey: string,
  subscription: DemoSubscription,
): Event[] {
  const { plan, months, seats, cancelledOn } = subscription;
  const from = plainDate(subscription.from);
  let subscriptionNumber: string | null = null;
  const subscribe = async () => {
    const action = demoSubscribe({
      productRatePlanNumber: catalog.get(plan) ?? "",
      months,
      chargeOverrides: seats ? [seatsOverride(catalog, seats)] : [],
    });
    const order = demoOrder(accountKey, from, { subscriptionNumber: null, action });
    const { changes } = await createOrder(contextOn(from), order);
    subscriptionNumber = changes[0]?.next.subscriptionNumber ?? null;
  };
  const events: Event[] = [{ date: from, happen: subscribe }];
  if (cancelledOn === undefined) return events;

  const cancellationEffectiveDate = plainDate(cancelledOn);
  const date = addDays(cancellationEffectiveDate, -7);
  const type = "CancelSubscription";
  const cancellationPolicy = "SpecificDate";
  const action = { type, cancellationPolicy, cancellationEffectiveDate } as const;
  const cancel = () =>
    createOrder(contextOn(date), demoOrder(accountKey, date, { subscriptionNumber, action }));
  return [...events, { date, happen: cancel }];
}

/** Each bills its month, in advance what begins in it and in arrears what ends in it. */
const billRunEvents = (contextOn: (date: PlainDate) => Context): Event[] =>
  Array.from({ length: BILL_RUNS }, (_, month) => {
    const date = addMonths(FIRST_BILL_RUN, month);
    const happen = async () => {
      const context = contextOn(date);
      const { billRunId } = await createBillRun(context, {
        name: `Month ${month + 1} of 12`,
        targetDate: addDays(addMonths(date, 1), -1),
        invoiceDate: date,
        batches: [BATCH],
        autoPost: true,
        noEmailForZeroAmountInvoice: false,
      });
      await runBillRun(context, billRunId, { workers: 1 });
    };
    return { date, happen };
  });
