/** Whatever has happened to an account before it was imported, both go on alike. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { onlyAccounts } from "#src/cli/import/only-accounts.ts";
import { actionOf, anyAction } from "#test/support/any-action.ts";
import { anAccount, aPlan, nextNumberIs, type Plan, succeed } from "#test/support/company.ts";
import { aTenant, importInto, type Tenant } from "#test/support/import-company.ts";
import { Life } from "#test/support/life.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let there: Tenant;
let here: Tenant;
let plans: readonly Plan[];

before(async () => {
  server = await startTestServer();
  const baseUrl = await server.listen();
  there = await aTenant(server, baseUrl);
  here = await aTenant(server, baseUrl);
  // What both make after the import is not the other's.
  for (const kind of ["invoice", "credit_memo", "order"] as const) {
    await nextNumberIs(here, kind, 70_000_001);
  }
  const arrears = { BillingPeriod: "Quarter", BillingTiming: "In Arrears" };
  plans = [
    await aPlan(there, [
      { Name: "A", price: 31 },
      { Name: "Once", price: 9, ChargeType: "OneTime" },
    ]),
    await aPlan(there, [{ Name: "B", price: 91, ...arrears }]),
    await aPlan(there, [{ Name: "C", price: 70, BillingPeriod: "Annual" }]),
  ];
});
after(() => server.close());

const FIRST = Temporal.PlainDate.from("2023-01-10");
const day = (offset: number): string => FIRST.add({ days: offset }).toString();

const history = fc.record({
  billCycleDay: fc.integer({ min: 1, max: 31 }),
  orders: fc.array(
    fc.record({
      actions: fc.array(anyAction(500), { minLength: 1, maxLength: 2 }),
      billedThrough: fc.option(fc.integer({ min: 0, max: 500 })),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  cancelledOn: fc.integer({ min: 0, max: 360 }),
});

type HistoryDrawn = typeof history extends fc.Arbitrary<infer Drawn> ? Drawn : never;

/** A month was billed as far as the first term went; with the renewal it goes on to its own end. */
const BILLED_TO_THE_END_OF_A_TERM: HistoryDrawn = {
  billCycleDay: 1,
  orders: [
    { actions: [{ does: "add", on: 0, which: 0, price: 0 }], billedThrough: 356 },
    { actions: [{ does: "renew", on: 0, which: 0, price: 0 }], billedThrough: null },
  ],
  cancelledOn: 0,
};

/** What the next bill has, and what cancelling gives back, each with how the account stands then. */
async function goesOn(life: Life, number: string, cancelledOn: string): Promise<string[]> {
  life.newDocuments(await life.readBooks());
  await life.billRun("2024-06-01");
  const told = [life.newDocuments(await life.readBooks())];
  const answer = await life.server.call("POST", "/v1/orders", {
    orderDate: "2024-06-01",
    existingAccountNumber: life.accountNumber,
    subscriptions: [
      {
        subscriptionNumber: number,
        orderActions: [
          {
            type: "CancelSubscription",
            cancelSubscription: {
              cancellationPolicy: "SpecificDate",
              cancellationEffectiveDate: cancelledOn,
            },
          },
        ],
      },
    ],
    processingOptions: { runBilling: true, billingOptions: { targetDate: "2026-01-01" } },
  });
  const books = await life.readBooks();
  const { metrics } = books;
  return [
    ...told,
    answer.json.reasons?.[0].message ?? "cancelled",
    life.newDocuments(books),
    JSON.stringify(metrics),
  ];
}

test("any history of orders and bills is imported without a difference, and both go on alike", async () => {
  const property = fc.asyncProperty(history, async ({ billCycleDay, orders, cancelledOn }) => {
    const account = await anAccount(there, { billCycleDay });
    const life = new Life(there, account);
    const createSubscription = {
      terms: {
        initialTerm: { termType: "TERMED", period: 12, periodType: "Month" },
        renewalTerms: [{ period: 6, periodType: "Month" }],
      },
    };
    const number = await life.subscribe([], day(0), {
      plan: plans[0] as Plan,
      createSubscription,
    });
    for (const { actions, billedThrough } of orders) {
      const subscription = await succeed(there, "GET", `/v1/subscriptions/${number}`);
      await there.call("POST", "/v1/orders", {
        orderDate: day(0),
        existingAccountNumber: life.accountNumber,
        subscriptions: [
          {
            subscriptionNumber: number,
            orderActions: actions
              .filter(({ does }) => does !== "suspend" && does !== "resume")
              .map((each) => actionOf(each, subscription, plans, day)),
          },
        ],
      });
      if (billedThrough !== null) await life.billRun(day(billedThrough));
    }
    const tables = onlyAccounts(await there.readAll(), [life.accountNumber]);
    const { failures, differences } = await importInto(here, tables);
    assert.deepEqual([failures, differences], [[], []]);
    const { basicInfo } = await succeed(here, "GET", `/v1/accounts/${life.accountNumber}`);
    const imported = new Life(here, { ...life, accountId: basicInfo.id });
    const date = day(cancelledOn);
    assert.deepEqual(await goesOn(imported, number, date), await goesOn(life, number, date));
  });
  await fc.assert(property, {
    numRuns: Number(process.env.RUNS ?? 3),
    examples: [[BILLED_TO_THE_END_OF_A_TERM]],
  });
});
