/** What holds after any order, whatever was subscribed, billed and cancelled when. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { someRules } from "#test/support/arbitraries.ts";
import {
  anAccount,
  aPlan,
  cancelOrder,
  type PlanCharge,
  subscribe,
  succeed,
} from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { Life } from "#test/support/life.ts";
import { productOrder, updating } from "#test/support/product-orders.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

const charge: fc.Arbitrary<PlanCharge> = fc.record({
  price: fc.integer({ min: -9_999, max: 99_999 }).map((cents) => cents / 100),
  BillingPeriod: fc.constantFrom("Month", "Quarter", "Semi-Annual", "Annual", "Week"),
  BillingTiming: fc.constantFrom("In Advance", "In Arrears"),
  BillCycleType: fc.constantFrom("DefaultFromCustomer", "SubscriptionStartDay"),
  BillingPeriodAlignment: fc.constantFrom("AlignToCharge", "AlignToSubscriptionStart"),
});

const day = (offset: number): string =>
  Temporal.PlainDate.from("2023-01-01").add({ days: offset }).toString();

const history = fc.record({
  rules: someRules(),
  billCycleDay: fc.integer({ min: 1, max: 31 }),
  charges: fc.array(charge, { minLength: 1, maxLength: 3 }),
  startsOn: fc.integer({ min: 0, max: 60 }),
  billedAfter: fc.integer({ min: 0, max: 200 }),
  cancelledAfter: fc.integer({ min: 0, max: 365 }),
});

test("cancel, bill and write off leave every invoice at zero and the books in balance", async () => {
  const property = fc.asyncProperty(history, async (drawn) => {
    await succeed(server, "PUT", "/settings/billing-rules", drawn.rules);
    const { accountNumber } = await anAccount(server, { billCycleDay: drawn.billCycleDay });
    const plan = await aPlan(
      server,
      drawn.charges.map((each, index) => ({ ...each, Name: `Charge ${index}` })),
    );
    const from = day(drawn.startsOn);
    const billThrough = day(drawn.startsOn + drawn.billedAfter);
    const cancelledOn = day(drawn.startsOn + drawn.cancelledAfter);
    const order = await subscribe(server, { accountNumber, plan, from, billThrough });
    const [subscriptionNumber] = order.subscriptionNumbers;
    const answer = await succeed(
      server,
      "POST",
      "/v1/orders",
      cancelOrder({
        accountNumber,
        subscriptionNumber,
        on: cancelledOn,
        processingOptions: {
          runBilling: true,
          writeOff: true,
          billingOptions: { targetDate: day(drawn.startsOn + 400), documentDate: cancelledOn },
        },
      }),
    );

    for (const { status } of answer.writeOff) assert.equal(status, "Success");
    const filter = `filter[]=accountId.EQ:${order.accountId}&pageSize=99`;
    const { data } = await succeed(server, "GET", `/object-query/invoices?${filter}`);
    for (const { balance } of data) assert.equal(balance, 0);
    const { metrics } = await succeed(server, "GET", `/v1/accounts/${accountNumber}`);
    assert.equal(metrics.totalInvoiceBalance, 0);
    await assertConserved(server.database, server.entityId);
  });
  await fc.assert(property, { numRuns: 8 });
});

const aheadHistory = fc.record({
  rules: someRules(),
  billCycleDay: fc.integer({ min: 1, max: 31 }),
  charges: fc.array(
    charge.map((each) => ({ ...each, price: Math.abs(Number(each.price)) })),
    { minLength: 1, maxLength: 3 },
  ),
  oneTimeCreditBack: fc.boolean(),
  startsOn: fc.integer({ min: 0, max: 60 }),
  billedAfter: fc.integer({ min: 0, max: 200 }),
  cancelledAfter: fc.integer({ min: 0, max: 365 }),
  raised: fc.option(
    fc.record({ after: fc.integer({ min: 0, max: 200 }), by: fc.integer({ min: 0, max: 100 }) }),
  ),
  orderedAfter: fc.integer({ min: 0, max: 365 }),
});

type Drawn = typeof aheadHistory extends fc.Arbitrary<infer History> ? History : never;

/** Makes the first charge dearer from some day on, and bills as far as before. */
async function raise(life: Life, number: string, drawn: Drawn): Promise<void> {
  const { ratePlans } = await succeed(server, "GET", `/v1/subscriptions/${number}`);
  const [{ id: ratePlanId, ratePlanCharges }] = ratePlans;
  const charge = ratePlanCharges.find(({ name }: { name: string }) => name === "Charge 0");
  const { after = 0, by = 0 } = drawn.raised ?? {};
  // In cents: 39.21 + 25 has more digits than a price may have.
  const listPrice = Math.round((Number(drawn.charges[0]?.price) + by) * 100) / 100;
  const update = updating(
    { ratePlanId },
    { chargeNumber: charge.number, pricing: { recurringFlatFee: { listPrice } } },
  );
  const targetDate = day(drawn.startsOn + drawn.billedAfter);
  await life.order(
    productOrder({
      accountNumber: life.accountNumber,
      subscriptionNumber: number,
      on: day(drawn.startsOn + after),
      actions: [update],
      processingOptions: { runBilling: true, billingOptions: { targetDate } },
    }),
  );
}

test("however far an order bills, what it writes off is never credited afterwards", async () => {
  const property = fc.asyncProperty(aheadHistory, async (drawn) => {
    const { oneTimeCreditBack } = drawn;
    const rules = { ...drawn.rules, oneTimeCreditBack };
    await succeed(server, "PUT", "/settings/billing-rules", rules);
    const life = new Life(server, await anAccount(server, { billCycleDay: drawn.billCycleDay }));
    const charges = [
      ...drawn.charges.map((each, index) => ({ ...each, Name: `Charge ${index}` })),
      { Name: "Once", ChargeType: "OneTime", price: 50 },
    ];
    const number = await life.subscribe(charges, day(drawn.startsOn), {
      billThrough: day(drawn.startsOn + drawn.billedAfter),
    });
    if (drawn.raised) await raise(life, number, drawn);
    const { metrics: before } = await life.readBooks();
    // Credit from before the cancel is the customer's, and stays.
    fc.pre(before.unappliedCreditMemoAmount === 0);
    await life.cancel(number, day(drawn.startsOn + drawn.cancelledAfter), {
      runBilling: true,
      writeOff: true,
      billingOptions: { targetDate: day(drawn.startsOn + drawn.orderedAfter) },
    });
    const { metrics: at } = await life.readBooks();
    assert.deepEqual([at.totalInvoiceBalance, at.unappliedCreditMemoAmount], [0, 0]);
    await life.billRun("2025-01-01");
    const { metrics } = await life.readBooks();
    assert.equal(metrics.unappliedCreditMemoAmount, 0);
    await assertConserved(server.database, server.entityId);
  });
  await fc.assert(property, { numRuns: 8 });
});

test("cancelled on its first day, a subscription nets to zero", async () => {
  const property = fc.asyncProperty(history, async (drawn) => {
    await succeed(server, "PUT", "/settings/billing-rules", drawn.rules);
    const { accountNumber } = await anAccount(server, { billCycleDay: drawn.billCycleDay });
    const plan = await aPlan(
      server,
      drawn.charges.map((each, index) => ({ ...each, Name: `Charge ${index}` })),
    );
    const from = day(drawn.startsOn);
    const billThrough = day(drawn.startsOn + drawn.billedAfter);
    const order = await subscribe(server, { accountNumber, plan, from, billThrough });
    const [subscriptionNumber] = order.subscriptionNumbers;
    const processingOptions = { runBilling: true, billingOptions: { targetDate: billThrough } };
    const cancel = cancelOrder({ accountNumber, subscriptionNumber, on: from, processingOptions });
    await succeed(server, "POST", "/v1/orders", cancel);
    const { metrics } = await succeed(server, "GET", `/v1/accounts/${accountNumber}`);
    assert.equal(metrics.balance, 0);
    await assertConserved(server.database, server.entityId);
  });
  await fc.assert(property, { numRuns: 6 });
});
