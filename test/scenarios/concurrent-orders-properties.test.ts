/** Orders on one account that come at once do what they would do one after another, in some order. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { actionOf, anyAction, type DrawnAction } from "#test/support/any-action.ts";
import { anAccount, aPlan, type Plan, succeed } from "#test/support/company.ts";
import { Life } from "#test/support/life.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";
import { accountTold } from "#test/support/told.ts";

let server: TestServer;
let plans: readonly Plan[];

before(async () => {
  server = await startTestServer();
  plans = [
    await aPlan(server, [{ Name: "A", price: 31 }]),
    await aPlan(server, [{ Name: "B", price: 91, BillingPeriod: "Quarter" }]),
  ];
});
after(() => server.close());

const FIRST = Temporal.PlainDate.from("2023-01-01");
const day = (offset: number): string => FIRST.add({ days: offset }).toString();

type DrawnOrder = {
  /** Of the account's two subscriptions. */
  readonly of: number;
  readonly action: DrawnAction;
  readonly runBilling: boolean;
  readonly writeOff: boolean;
};

const atOnce = fc.array(
  fc.record({
    of: fc.nat(1),
    action: anyAction(400),
    runBilling: fc.boolean(),
    writeOff: fc.boolean(),
  }),
  { minLength: 2, maxLength: 3 },
);

type Subscriber = { readonly life: Life; readonly numbers: readonly string[] };

async function aSubscriber(): Promise<Subscriber> {
  const life = new Life(server, await anAccount(server, { billCycleDay: 1 }));
  const numbers: string[] = [];
  for (const plan of plans) {
    const createSubscription = {
      terms: {
        initialTerm: { termType: "TERMED", period: 12, periodType: "Month" },
        renewalTerms: [{ period: 6, periodType: "Month" }],
      },
    };
    numbers.push(await life.subscribe([], day(0), { plan, createSubscription }));
  }
  await life.billRun(day(100));
  return { life, numbers };
}

/** As it is written by somebody who has read the subscription before any of the orders. */
async function orderOf(
  { life, numbers }: Subscriber,
  { of, action, runBilling, writeOff }: DrawnOrder,
) {
  const subscriptionNumber = numbers[of] ?? "";
  const subscription = await succeed(server, "GET", `/v1/subscriptions/${subscriptionNumber}`);
  const date = day(120);
  return {
    orderDate: date,
    existingAccountNumber: life.accountNumber,
    subscriptions: [
      { subscriptionNumber, orderActions: [actionOf(action, subscription, plans, day)] },
    ],
    processingOptions: {
      runBilling,
      writeOff: writeOff && action.does.startsWith("cancel"),
      billingOptions: { targetDate: date, documentDate: date },
    },
  };
}

const place = async (order: unknown): Promise<boolean> =>
  (await server.call("POST", "/v1/orders", order)).json.success;

function permutations<Value>(values: readonly Value[]): Value[][] {
  if (values.length <= 1) return [[...values]];
  return values.flatMap((first, index) =>
    permutations(values.toSpliced(index, 1)).map((others) => [first, ...others]),
  );
}

/** What comes of it when they are placed one after another. */
async function oneByOne(drawn: readonly DrawnOrder[]): Promise<string[]> {
  const twin = await aSubscriber();
  const orders = [];
  for (const each of drawn) orders.push(await orderOf(twin, each));
  for (const order of orders) await place(order);
  return accountTold(twin.life, twin.numbers);
}

test("any interleaving of orders on an account equals some order of them", async () => {
  const property = fc.asyncProperty(atOnce, async (drawn) => {
    const subscriber = await aSubscriber();
    const orders = [];
    for (const each of drawn) orders.push(await orderOf(subscriber, each));
    await Promise.all(orders.map(place));
    const outcome = await accountTold(subscriber.life, subscriber.numbers);

    const serial: string[][] = [];
    for (const order of permutations(drawn)) {
      serial.push(await oneByOne(order));
      if (JSON.stringify(serial.at(-1)) === JSON.stringify(outcome)) return;
    }
    assert.deepEqual(outcome, serial[0], "no order of them gives the same");
  });
  await fc.assert(property, { numRuns: 9 });
});
