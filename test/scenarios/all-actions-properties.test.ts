/** What holds after any orders of any actions, billed and undone at random. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import type { Charge } from "#engine/model/charge.ts";
import type { Subscription } from "#engine/model/subscription.ts";
import { decimal, sum } from "#engine/values/decimal.ts";
import { plainDate } from "#engine/values/plain-date.ts";
import { inTransaction, sql } from "#store/database.ts";
import { listLatestSubscriptions } from "#store/subscriptions.ts";
import { actionOf, anyAction } from "#test/support/any-action.ts";
import { billed, unbilled } from "#test/support/billing.ts";
import { anAccount, aPlan, type Plan, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { Life } from "#test/support/life.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";
import { accountTold } from "#test/support/told.ts";

let server: TestServer;
let plans: readonly [Plan, Plan, Plan];

before(async () => {
  server = await startTestServer();
  const arrears = { BillingPeriod: "Quarter", BillingTiming: "In Arrears" };
  plans = [
    await aPlan(server, [
      { Name: "A", price: 31 },
      { Name: "Once", price: 9, ChargeType: "OneTime" },
    ]),
    await aPlan(server, [{ Name: "B", price: 91, ...arrears }]),
    await aPlan(server, [{ Name: "C", price: 70, BillingPeriod: "Annual" }]),
  ];
});
after(() => server.close());

const FIRST = Temporal.PlainDate.from("2023-01-10");
const FAR = "2026-01-01";
const day = (offset: number): string => FIRST.add({ days: offset }).toString();

const history = fc.record({
  billCycleDay: fc.integer({ min: 1, max: 31 }),
  orders: fc.array(
    fc.record({
      actions: fc.array(anyAction(500), { minLength: 1, maxLength: 2 }),
      billing: fc.constantFrom("in the order", "in a run after it", "not"),
      billedThrough: fc.integer({ min: 0, max: 500 }),
      writeOff: fc.boolean(),
      isUndone: fc.boolean(),
    }),
    { minLength: 1, maxLength: 6 },
  ),
});

type Drawn = typeof history extends fc.Arbitrary<infer Value> ? Value : never;

async function orderOf(
  life: Life,
  subscriptionNumber: string,
  { actions, billing, billedThrough, writeOff }: Drawn["orders"][number],
) {
  const subscription = await succeed(server, "GET", `/v1/subscriptions/${subscriptionNumber}`);
  const orderActions = actions.map((each) => actionOf(each, subscription, plans, day));
  const runBilling = billing === "in the order";
  const date = day(billedThrough);
  return {
    orderDate: day(0),
    existingAccountNumber: life.accountNumber,
    subscriptions: [{ subscriptionNumber, orderActions }],
    processingOptions: {
      runBilling,
      writeOff: writeOff && runBilling && actions.some(({ does }) => does.startsWith("cancel")),
      billingOptions: { targetDate: date, documentDate: date },
    },
  };
}

/** Takes an order back, with its money where it has made any; whether that was possible. */
async function undo(orderNumber: string): Promise<"deleted" | "reverted" | "not"> {
  const deleted = await server.call("DELETE", `/v1/orders/${orderNumber}`);
  if (deleted.json.success) return "deleted";
  const path = `/v1/orders/${orderNumber}/revert`;
  const reverted = await server.call("POST", path, { orderDate: day(500) });
  return reverted.json.success ? "reverted" : "not";
}

/** A reverted order leaves documents that settle each other, and the balances as they were. */
const balances = async (life: Life): Promise<unknown> => {
  const { invoices, metrics } = await life.readBooks();
  const owed = invoices.map(({ invoiceNumber, balance }) => [invoiceNumber, balance]);
  return [owed.filter(([, balance]) => balance !== 0), metrics];
};

const subscriptionTold = async (life: Life, number: string): Promise<string | undefined> => {
  const [told] = await accountTold(life, [number]);
  // When it was booked is the reverting order's to say.
  return told?.replace(/"lastBookingDate":"[^"]*",/, "");
};

/** Billed less credited, and by how many items. */
async function billedTotal(accountId: string) {
  const { rows } = await inTransaction(server.database, server.entityId, (tx) =>
    sql<{ total: string; items: string }>`
      select coalesce(sum(amount), 0) as total, count(*) as items
      from (
        select account_id, amount from invoice_items
        union all
        select account_id, -items.amount from credit_memo_items items
          join credit_memos using (account_id, credit_memo_id)
        where reason_code <> 'Write-off'
      ) items where account_id = ${accountId}::uuid
    `.execute(tx),
  );
  assert(rows[0]);
  return { total: decimal(rows[0].total), items: Number(rows[0].items) };
}

/** A one-time charge that was billed stays billed when it is taken away: docs/decisions/0015. */
function stayingBilled(charge: Charge): Charge {
  const { chargeType, chargedThroughDate, effective } = charge;
  if (chargeType !== "OneTime" || !chargedThroughDate || !effective) return charge;
  return { ...charge, effective: { ...effective, end: chargedThroughDate } };
}

/** What the subscription as it now is would have been billed at once. */
function dueLines(subscription: Subscription, billCycleDay: number) {
  const ratePlans = subscription.ratePlans.map((ratePlan) => ({
    ...ratePlan,
    charges: ratePlan.charges.map((each) => ({ ...stayingBilled(each), chargedThroughDate: null })),
  }));
  return billed(unbilled({ ...subscription, ratePlans }), plainDate(FAR), { billCycleDay }).lines;
}

test("any orders, billed and undone at random, end with what is due and books that prove it", async () => {
  const property = fc.asyncProperty(history, async ({ billCycleDay, orders }) => {
    const life = new Life(server, await anAccount(server, { billCycleDay }));
    const createSubscription = {
      terms: {
        initialTerm: { termType: "TERMED", period: 12, periodType: "Month" },
        renewalTerms: [{ period: 6, periodType: "Month" }],
      },
    };
    const number = await life.subscribe([], day(0), { plan: plans[0], createSubscription });
    let hasReverted = false;
    for (const each of orders) {
      const before = await accountTold(life, [number]);
      const [subscriptionBefore, balancesBefore] = [
        await subscriptionTold(life, number),
        await balances(life),
      ];
      const order = await orderOf(life, number, each);
      const { json } = await server.call("POST", "/v1/orders", order);
      if (!json.success) {
        assert.deepEqual(await accountTold(life, [number]), before, "a refusal leaves nothing");
      } else if (each.isUndone) {
        const undone = await undo(json.orderNumber);
        if (undone === "deleted") assert.deepEqual(await accountTold(life, [number]), before);
        if (undone === "reverted") {
          hasReverted = true;
          assert.equal(await subscriptionTold(life, number), subscriptionBefore);
          assert.deepEqual(await balances(life), balancesBefore);
        }
      }
      if (each.billing === "in a run after it") await life.billRun(day(each.billedThrough));
      await assertConserved(server.database, server.entityId);
    }
    await life.billRun(FAR);
    const once = await billedTotal(life.accountId);
    await life.billRun(FAR);
    assert.deepEqual(await billedTotal(life.accountId), once, "what is billed is billed once");
    // A reversal is by documents that bill nothing: their items are not part of this sum.
    if (hasReverted) return;
    const [latest] = await inTransaction(server.database, server.entityId, (tx) =>
      listLatestSubscriptions(tx, [number]),
    );
    assert(latest);
    const due = dueLines(latest.subscription, billCycleDay);
    const difference = once.total.minus(sum(due.map(({ amount }) => amount))).abs();
    assert(difference.lte(decimal("0.01").times(`${once.items + due.length}`)), `${difference}`);
  });
  await fc.assert(property, { numRuns: 10 });
});
