/** What holds after any orders that change products, however they follow each other and billing. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import type { Charge } from "#engine/model/charge.ts";
import type { Subscription } from "#engine/model/subscription.ts";
import { decimal, formatDecimal } from "#engine/values/decimal.ts";
import { plainDate } from "#engine/values/plain-date.ts";
import { inTransaction, sql } from "#store/database.ts";
import { listLatestSubscriptions } from "#store/subscriptions.ts";
import { billed, unbilled } from "#test/support/billing.ts";
import { anAccount, aPlan, type Plan, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { Life } from "#test/support/life.ts";
import {
  adding,
  changingPlan,
  productOrder,
  removing,
  updating,
} from "#test/support/product-orders.ts";
import { replay } from "#test/support/replay.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let plans: readonly [Plan, Plan, Plan];

before(async () => {
  server = await startTestServer();
  const quarterly = {
    BillingPeriod: "Quarter",
    BillingTiming: "In Arrears",
    BillCycleType: "ChargeTriggerDay",
  };
  const seats = { ChargeModel: "Per Unit Pricing", UOM: "Each", DefaultQuantity: 3 };
  plans = [
    await aPlan(server, [
      { Name: "A", price: 31 },
      { Name: "Once", price: 9, ChargeType: "OneTime" },
    ]),
    await aPlan(server, [{ Name: "B", price: 91, ...quarterly }]),
    await aPlan(server, [{ Name: "C", price: 7, ...seats }]),
  ];
});
after(() => server.close());

type Fields = Readonly<Record<string, unknown>>;

const FIRST = Temporal.PlainDate.from("2023-01-10");
const day = (offset: number): string => FIRST.add({ days: offset }).toString();

const someAction = fc.record({
  does: fc.constantFrom("add", "remove", "update", "update", "update", "updateBefore", "change"),
  which: fc.nat(5),
  price: fc.integer({ min: 0, max: 9_999 }).map((cents) => cents / 100),
});

const someHistory = fc.record({
  billCycleDay: fc.integer({ min: 1, max: 31 }),
  orders: fc.array(
    fc.record({
      on: fc.integer({ min: 0, max: 365 }),
      actions: fc.array(someAction, { minLength: 1, maxLength: 2 }),
      billing: fc.constantFrom("in the order", "in a run after it", "not"),
      billedThrough: fc.integer({ min: 0, max: 400 }),
    }),
    { minLength: 1, maxLength: 6 },
  ),
});

type Json = Awaited<ReturnType<TestServer["call"]>>["json"];

function toAction(
  { does, which, price }: { does: string; which: number; price: number },
  ratePlans: Json[],
  on: string,
): Fields {
  if (does === "add") return adding(plans[which % plans.length]?.productRatePlanId ?? "");
  const { subscriptionRatePlanNumber, ratePlanCharges } = ratePlans[which % ratePlans.length];
  const newPlan = plans[(which + 1) % plans.length]?.productRatePlanId ?? "";
  if (does === "change") return changingPlan({ subscriptionRatePlanNumber }, newPlan, {});
  if (does === "remove") return removing({ subscriptionRatePlanNumber });
  const [{ number: chargeNumber, model }] = ratePlanCharges;
  const kind = model === "FlatFee" ? "recurringFlatFee" : "recurringPerUnit";
  const specific = does === "updateBefore" ? { specificUpdateDate: on } : {};
  const pricing = { [kind]: { listPrice: price } };
  return updating({ subscriptionRatePlanNumber, ...specific }, { chargeNumber, pricing });
}

/** Billed less credited, by charge and segment. */
async function billedSums(accountId: string): Promise<Record<string, string>> {
  const { rows } = await inTransaction(server.database, server.entityId, (tx) =>
    sql<{ key: string; total: string }>`
      select charge_number || ' ' || segment as key, sum(amount) as total
      from (
        select account_id, charge_number, segment, amount from invoice_items
        union all
        select account_id, charge_number, segment, -amount from credit_memo_items
      ) items
      where account_id = ${accountId}::uuid group by 1 having sum(amount) <> 0
    `.execute(tx),
  );
  return sorted(rows.map(({ key, total }) => [key, formatDecimal(decimal(total))]));
}

/** A one-time charge that was billed stays billed when it is taken away: docs/decisions/0015. */
function stayingBilled(charge: Charge): Charge {
  const { chargeType, chargedThroughDate, effective } = charge;
  if (chargeType !== "OneTime" || !chargedThroughDate || !effective) return charge;
  return { ...charge, effective: { ...effective, end: chargedThroughDate } };
}

/** What the subscription as it now is would have been billed at once. */
function dueSums(subscription: Subscription, billCycleDay: number): Record<string, string> {
  const ratePlans = subscription.ratePlans.map((ratePlan) => ({
    ...ratePlan,
    charges: ratePlan.charges.map((each) => ({ ...stayingBilled(each), chargedThroughDate: null })),
  }));
  const target = plainDate("2025-01-01");
  const { lines } = billed(unbilled({ ...subscription, ratePlans }), target, { billCycleDay });
  const sums = new Map<string, ReturnType<typeof decimal>>();
  for (const { chargeNumber, segment, amount } of lines) {
    const key = `${chargeNumber} ${segment}`;
    sums.set(key, (sums.get(key) ?? decimal("0")).plus(amount));
  }
  return sorted([...sums].map(([key, total]) => [key, formatDecimal(total)] as const));
}

const sorted = (sums: (readonly [string, string])[]): Record<string, string> =>
  Object.fromEntries(sums.filter(([, total]) => total !== "0.00").sort());

const NOT_TOLD = [
  "subscriptionId",
  "originalId",
  "ratePlanId",
  "originalRatePlanId",
  "chargeId",
  "originalChargeId",
  "chargedThroughDate",
  "processedThroughDate",
  // Of a version that was replaced.
  "status",
];

const told = (subscription: Subscription): unknown =>
  JSON.parse(
    JSON.stringify({
      ...subscription,
      ratePlans: subscription.ratePlans.toSorted((a, b) =>
        a.subscriptionRatePlanNumber < b.subscriptionRatePlanNumber ? -1 : 1,
      ),
    }),
    (field, value) => (NOT_TOLD.includes(field) ? undefined : value),
  );

test("adding, updating, removing and billing end with what is due, and can be replayed", async () => {
  const property = fc.asyncProperty(someHistory, async ({ billCycleDay, orders }) => {
    const life = new Life(server, await anAccount(server, { billCycleDay }));
    const { accountNumber, accountId } = life;
    const subscriptionNumber = await life.subscribe([], day(0), { plan: plans[0] });
    for (const { on, actions, billing, billedThrough } of orders) {
      const { ratePlans } = await succeed(server, "GET", `/v1/subscriptions/${subscriptionNumber}`);
      const order = productOrder({
        accountNumber,
        subscriptionNumber,
        on: day(on),
        actions: actions.map((action) => toAction(action, ratePlans, day(on))),
        processingOptions: {
          runBilling: billing === "in the order",
          billingOptions: { targetDate: day(billedThrough) },
        },
      });
      // What cannot be done is refused and leaves nothing behind.
      await server.call("POST", "/v1/orders", order);
      if (billing === "in a run after it") await life.billRun(day(billedThrough));
      await assertConserved(server.database, server.entityId);
    }
    await life.billRun("2025-01-01");
    life.newDocuments(await life.readBooks());
    await life.billRun("2025-01-01");
    assert.equal(life.newDocuments(await life.readBooks()), "-");

    const [latest] = await inTransaction(server.database, server.entityId, (tx) =>
      listLatestSubscriptions(tx, [subscriptionNumber]),
    );
    assert(latest);
    assert.deepEqual(await billedSums(accountId), dueSums(latest.subscription, billCycleDay));
    for (const { stored, replayed } of await replay(server, subscriptionNumber)) {
      assert.deepEqual(told(replayed), told(stored));
    }
  });
  await fc.assert(property, { numRuns: 10 });
});
