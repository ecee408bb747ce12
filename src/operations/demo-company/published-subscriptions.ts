import type { PlainDate } from "#engine/values/plain-date.ts";
import { plainDate } from "#engine/values/plain-date.ts";
import { inTransaction } from "#store/database.ts";
import { setNextNumber } from "#store/numbers.ts";
import type { Context } from "../context.ts";
import { createAccount } from "../create-account.ts";
import { createOrder } from "../create-order.ts";
import type { DemoCatalog } from "./catalog.ts";
import { type DemoSubscribe, demoOrder, demoOverride, demoSubscribe } from "./orders.ts";

/** Bill runs of the demo leave this batch alone, so that what is published stays as published. */
const PUBLISHED_BATCH = "Batch2";

/**
 * The accounts and subscriptions that the field's published requests name, in the state that these
 * requests need: paste the request, get the printed answer.
 */
export async function createPublishedSubscriptions(
  contextOn: (date: PlainDate) => Context,
  catalog: DemoCatalog,
): Promise<void> {
  await createPendingCharges(contextOn, catalog);
  await createBilledThrough(contextOn, catalog);
  await createUnpaidInvoice(contextOn, catalog);
}

/** Active, with a charge that starts on a day that nobody knows yet. */
async function createPendingCharges(
  contextOn: (date: PlainDate) => Context,
  catalog: DemoCatalog,
): Promise<void> {
  const from = plainDate("2024-01-01");
  const pending = demoOverride(catalog, "Launch assistance", {
    triggerEvent: "SpecificDate",
    estimatedStartDate: plainDate("2024-09-01"),
  });
  const subscribe = { months: 12, subscriptionNumber: "A-S00000016", chargeOverrides: [pending] };
  const productRatePlanNumber = catalog.get("Launch kit") ?? "";
  await createFor(contextOn(from), WREN, from, { ...subscribe, productRatePlanNumber }, null);
}

/** Monthly, and billed as far as it goes. */
async function createBilledThrough(
  contextOn: (date: PlainDate) => Context,
  catalog: DemoCatalog,
): Promise<void> {
  const from = plainDate("2024-12-01");
  const subscribe = { months: 12, subscriptionNumber: "A-S00000038" };
  const productRatePlanNumber = catalog.get("Silver") ?? "";
  const billThrough = plainDate("2025-01-01");
  const demo = { ...subscribe, productRatePlanNumber };
  await createFor(contextOn(from), YARROW, from, demo, billThrough);
}

/** One invoice, posted and not paid. */
async function createUnpaidInvoice(
  contextOn: (date: PlainDate) => Context,
  catalog: DemoCatalog,
): Promise<void> {
  const from = plainDate("2023-05-01");
  const context = contextOn(from);
  await setNextNumbers(context, { invoice: 29_461 });
  const subscribe = { months: 12, subscriptionNumber: "A-S00002089" };
  const productRatePlanNumber = catalog.get("Silver") ?? "";
  await createFor(context, CLARK, from, { ...subscribe, productRatePlanNumber }, from);
  await setNextNumbers(context, { order: 5009, credit_memo: 340 });
}

type PublishedAccount = {
  readonly accountNumber: string;
  readonly name: string;
  readonly firstName: string;
  readonly lastName: string;
};

const WREN = {
  accountNumber: "A00000001",
  name: "Wren Robotics",
  firstName: "Ada",
  lastName: "Wren",
};
const YARROW = {
  accountNumber: "A00000006",
  name: "Yarrow Health",
  firstName: "Leo",
  lastName: "Yarrow",
};
const CLARK = {
  accountNumber: "A00000850",
  name: "Clark Ltd",
  firstName: "Ella",
  lastName: "Clark",
};

async function createFor(
  context: Context,
  { accountNumber, name, firstName, lastName }: PublishedAccount,
  from: PlainDate,
  subscribe: DemoSubscribe,
  billThrough: PlainDate | null,
): Promise<void> {
  await createAccount(context, {
    accountNumber,
    name,
    currency: "USD",
    billCycleDay: 1,
    batch: PUBLISHED_BATCH,
    billToContact: { firstName, lastName, city: "Boston", country: "United States" },
  });
  const subscription = { subscriptionNumber: null, action: demoSubscribe(subscribe) };
  await createOrder(context, demoOrder(accountNumber, from, subscription, billThrough));
}

type NextNumbers = {
  readonly invoice?: number;
  readonly order?: number;
  readonly credit_memo?: number;
};

const setNextNumbers = (context: Context, next: NextNumbers): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    for (const kind of ["invoice", "order", "credit_memo"] as const) {
      const value = next[kind];
      if (value !== undefined) await setNextNumber(tx, kind, value);
    }
  });
