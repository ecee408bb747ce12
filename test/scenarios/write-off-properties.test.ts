/** Whatever was changed and billed before, a cancel with a write-off gives up what is owed and no more. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import type { Books } from "#test/support/books.ts";
import { anAccount, aPlan, type Plan, succeed } from "#test/support/company.ts";
import { Life } from "#test/support/life.ts";
import {
  adding,
  cancelling,
  changingPlan,
  productOrder,
  removing,
  updating,
} from "#test/support/product-orders.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

type Json = Answer["json"];

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

const day = (offset: number): string =>
  Temporal.PlainDate.from("2023-01-01").add({ days: offset }).toString();
const cents = (amount: number): number => Math.round(amount * 100);

const step = fc.record({
  kind: fc.constantFrom("price", "price", "add", "remove", "change plan", "bill run", "bill run"),
  subscription: fc.constantFrom(0, 1),
  ratePlan: fc.nat({ max: 2 }),
  on: fc.nat({ max: 120 }),
  listPrice: fc.integer({ min: 1, max: 9_999 }).map((price) => price / 100),
  runBilling: fc.boolean(),
});

const history = fc.record({
  period: fc.constantFrom("Month", "Month", "Quarter", "Week"),
  timing: fc.constantFrom("In Advance", "In Advance", "In Arrears"),
  steps: fc.array(step, { minLength: 1, maxLength: 6 }),
  cancelled: fc.constantFrom(1, 2),
  cancelledOn: fc.nat({ max: 120 }),
  billedThrough: fc.nat({ max: 200 }),
});

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

test("no credit comes of a write-off, and others owe what they owed", async () => {
  const property = fc.asyncProperty(history, async (drawn) => {
    const life = new Life(server, await anAccount(server));
    const { period: BillingPeriod, timing: BillingTiming } = drawn;
    const plan = await aPlan(server, [{ Name: "A", price: 31, BillingPeriod, BillingTiming }]);
    const other = await aPlan(server, [{ Name: "B", price: 45.37 }]);
    const numbers = [
      await life.subscribe([], day(0), { plan, billThrough: day(0) }),
      await life.subscribe([], day(0), { plan: other }),
    ];
    for (const each of drawn.steps) await take(life, numbers[each.subscription] ?? "", each, other);
    const was = await life.readBooks();
    const cancelled = numbers.slice(0, drawn.cancelled);
    const { json } = await server.call("POST", "/v1/orders", {
      orderDate: day(0),
      existingAccountNumber: life.accountNumber,
      subscriptions: cancelled.map((subscriptionNumber) => ({
        subscriptionNumber,
        orderActions: [cancelling(day(drawn.cancelledOn))],
      })),
      processingOptions: {
        runBilling: true,
        writeOff: true,
        billingOptions: { targetDate: day(drawn.billedThrough), documentDate: day(200) },
      },
    });
    assert.equal(json.success, true, JSON.stringify(json));
    // An invoice where others hold a credit is not written off (docs/decisions/0023).
    fc.pre(json.writeOff.every(({ status }: Json) => status === "Success"));
    const is = await life.readBooks();
    assert.equal(is.metrics.unappliedCreditMemoAmount, was.metrics.unappliedCreditMemoAmount);
    const others = numbers.slice(drawn.cancelled);
    assert.equal(owedBy(is, others), owedBy(was, others));
  });
  await fc.assert(property, { numRuns: 9 });
});

/** Orders, or bills, what the step says, where it is possible. */
async function take(life: Life, number: string, drawn: Step, other: Plan): Promise<void> {
  if (drawn.kind === "bill run") {
    await life.billRun(day(drawn.on));
    return;
  }
  const { ratePlans } = await succeed(server, "GET", `/v1/subscriptions/${number}`);
  const left = ratePlans.filter(({ lastChangeType }: Json) => lastChangeType !== "Remove");
  const ratePlan = left[drawn.ratePlan % Math.max(1, left.length)];
  if (!ratePlan && drawn.kind !== "add") return;
  const on = day(drawn.on);
  const order = productOrder({
    accountNumber: life.accountNumber,
    subscriptionNumber: number,
    on,
    actions: [actionOf(drawn, ratePlan, other)],
    processingOptions: {
      runBilling: drawn.runBilling,
      billingOptions: { targetDate: on, documentDate: day(0) },
    },
  });
  await server.call("POST", "/v1/orders", order);
}

function actionOf({ kind, listPrice }: Step, ratePlan: Json, { productRatePlanId }: Plan) {
  switch (kind) {
    case "add":
      return adding(productRatePlanId);
    case "remove":
      return removing({ ratePlanId: ratePlan.id });
    case "change plan": {
      const effectivePolicy = "SpecificDate";
      return changingPlan({ ratePlanId: ratePlan.id }, productRatePlanId, { effectivePolicy });
    }
    default: {
      const [{ number: chargeNumber }] = ratePlan.ratePlanCharges;
      const pricing = { recurringFlatFee: { listPrice } };
      return updating({ ratePlanId: ratePlan.id }, { chargeNumber, pricing });
    }
  }
}

/** In cents, by the items of these subscriptions. */
const owedBy = ({ invoices }: Books, numbers: readonly string[]): number =>
  invoices
    .flatMap(({ items }) => items)
    .filter(({ subscriptionName }) => numbers.includes(subscriptionName))
    .reduce((total, { balance }) => total + cents(balance), 0);
