/** What holds after any orders that renew, suspend, resume and re-term, however billing comes between. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import type { Subscription } from "#engine/model/subscription.ts";
import { decimal, sum } from "#engine/values/decimal.ts";
import { plainDate } from "#engine/values/plain-date.ts";
import { inTransaction, sql } from "#store/database.ts";
import { listLatestSubscriptions } from "#store/subscriptions.ts";
import { billed, unbilled } from "#test/support/billing.ts";
import { changeOrder } from "#test/support/change-order.ts";
import { anAccount, aPlan, type Plan } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { Life } from "#test/support/life.ts";
import { replay } from "#test/support/replay.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let plan: Plan;

before(async () => {
  server = await startTestServer();
  const arrears = { BillingPeriod: "Quarter", BillingTiming: "In Arrears" };
  plan = await aPlan(server, [
    { Name: "Monthly", price: 31 },
    { Name: "Quarterly", price: 91, ...arrears },
    { Name: "Annual", price: 365, BillingPeriod: "Annual", BillCycleType: "ChargeTriggerDay" },
  ]);
});
after(() => server.close());

const FIRST = Temporal.PlainDate.from("2023-01-10");
const FAR = "2026-01-01";
const day = (offset: number): string => FIRST.add({ days: offset }).toString();

const terms = (termsAndConditions: object) => ({ type: "TermsAndConditions", termsAndConditions });

const ACTIONS = {
  renew: () => ({ type: "RenewSubscription" }),
  suspend: (on: string) => ({
    type: "Suspend",
    suspend: { suspendPolicy: "SpecificDate", suspendSpecificDate: on },
  }),
  resume: (on: string) => ({
    type: "Resume",
    resume: { resumePolicy: "SpecificDate", resumeSpecificDate: on },
  }),
  extend: (on: string) => ({
    type: "Resume",
    resume: { resumePolicy: "SpecificDate", resumeSpecificDate: on, extendsTerm: true },
  }),
  term: (on: string) => terms({ lastTerm: { termType: "TERMED", endDate: on } }),
  evergreen: () => terms({ lastTerm: { termType: "EVERGREEN" } }),
} as const;

const DOES = Object.keys(ACTIONS) as (keyof typeof ACTIONS)[];

const someHistory = fc.record({
  billCycleDay: fc.integer({ min: 1, max: 31 }),
  orders: fc.array(
    fc.record({
      actions: fc.array(
        fc.record({ does: fc.constantFrom(...DOES), on: fc.integer({ min: 0, max: 600 }) }),
        { minLength: 1, maxLength: 2 },
      ),
      billing: fc.constantFrom("in the order", "in a run after it", "not"),
      billedThrough: fc.integer({ min: 0, max: 600 }),
    }),
    { minLength: 1, maxLength: 7 },
  ),
});

/** Billed less credited, and by how many items. */
async function billedTotal(accountId: string) {
  const { rows } = await inTransaction(server.database, server.entityId, (tx) =>
    sql<{ total: string; items: string }>`
      select coalesce(sum(amount), 0) as total, count(*) as items
      from (
        select account_id, amount from invoice_items
        union all
        select account_id, -amount from credit_memo_items
      ) items where account_id = ${accountId}::uuid
    `.execute(tx),
  );
  assert(rows[0]);
  return { total: decimal(rows[0].total), items: Number(rows[0].items) };
}

/** What the subscription as it now is would have been billed at once. */
function dueLines(subscription: Subscription, billCycleDay: number) {
  const ratePlans = subscription.ratePlans.map((ratePlan) => ({
    ...ratePlan,
    charges: ratePlan.charges.map((each) => ({ ...each, chargedThroughDate: null })),
  }));
  return billed(unbilled({ ...subscription, ratePlans }), plainDate(FAR), { billCycleDay }).lines;
}

/** Of a replayed version: not its ids, nor what billing and later versions made of it. */
const NOT_TOLD =
  /^(subscriptionId|originalId|(original)?(ratePlan|charge)Id|original(RatePlan|Charge)Id|(charged|processed)ThroughDate|status)$/i;

const told = (subscription: Subscription): unknown =>
  JSON.parse(JSON.stringify(subscription), (field, value) =>
    NOT_TOLD.test(field) ? undefined : value,
  );

test("they end with what is due, bill nothing twice, and can be replayed", async () => {
  const property = fc.asyncProperty(someHistory, async ({ billCycleDay, orders }) => {
    const life = new Life(server, await anAccount(server, { billCycleDay }));
    const { accountNumber, accountId } = life;
    const renewalTerms = [{ period: 6, periodType: "Month" }];
    const initialTerm = { termType: "TERMED", period: 12, periodType: "Month" };
    const createSubscription = { terms: { initialTerm, renewalTerms } };
    const subscriptionNumber = await life.subscribe([], day(0), { plan, createSubscription });
    for (const { actions, billing, billedThrough } of orders) {
      const order = changeOrder({
        accountNumber,
        subscriptionNumber,
        orderActions: actions.map(({ does, on }) => ACTIONS[does](day(on))),
        ...(billing === "in the order" && { billThrough: day(billedThrough) }),
      });
      // What cannot be done is refused and leaves nothing behind.
      await server.call("POST", "/v1/orders", order);
      if (billing === "in a run after it") await life.billRun(day(billedThrough));
      await assertConserved(server.database, server.entityId);
    }
    await life.billRun(FAR);
    const once = await billedTotal(accountId);
    await life.billRun(FAR);
    assert.deepEqual(await billedTotal(accountId), once);

    const [latest] = await inTransaction(server.database, server.entityId, (tx) =>
      listLatestSubscriptions(tx, [subscriptionNumber]),
    );
    assert(latest);
    const due = dueLines(latest.subscription, billCycleDay);
    const difference = once.total.minus(sum(due.map(({ amount }) => amount))).abs();
    assert(difference.lte(decimal("0.01").times(`${once.items + due.length}`)), `${difference}`);
    for (const { stored, replayed } of await replay(server, subscriptionNumber)) {
      assert.deepEqual(told(replayed), told(stored));
    }
  });
  await fc.assert(property, { numRuns: 12 });
});
