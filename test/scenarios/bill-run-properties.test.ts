/** What holds after any bill run, whatever was subscribed, billed and cancelled when. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
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
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

const recurring: fc.Arbitrary<PlanCharge> = fc.record({
  price: fc.integer({ min: -9_999, max: 99_999 }).map((cents) => cents / 100),
  BillingPeriod: fc.constantFrom("Month", "Quarter", "Semi-Annual", "Annual", "Week"),
  BillingTiming: fc.constantFrom("In Advance", "In Arrears"),
  BillCycleType: fc.constantFrom("DefaultFromCustomer", "SubscriptionStartDay"),
  BillingPeriodAlignment: fc.constantFrom("AlignToCharge", "AlignToSubscriptionStart"),
});
const oneTime: fc.Arbitrary<PlanCharge> = fc.record({
  price: fc.integer({ min: 1, max: 99_999 }).map((cents) => cents / 100),
  ChargeType: fc.constant("OneTime"),
});

const day = (offset: number): string =>
  Temporal.PlainDate.from("2023-01-01").add({ days: offset }).toString();

const history = fc.record({
  rules: someRules(),
  billCycleDay: fc.integer({ min: 1, max: 31 }),
  charges: fc.array(fc.oneof({ weight: 4, arbitrary: recurring }, oneTime), {
    minLength: 1,
    maxLength: 3,
  }),
  startsOn: fc.integer({ min: 0, max: 60 }),
  months: fc.constantFrom(2, 12, null),
  cancelledOn: fc.option(fc.integer({ min: 0, max: 400 })),
  /** Days on which it is billed; the cancel comes between them. */
  targets: fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 2, maxLength: 4 }),
});

type Item = { chargeNumber: string; serviceStartDate: string; serviceEndDate: string };
type InvoiceItem = Item & { chargeAmount: number };
type MemoItem = Item & { amount: number };

const written = ({ chargeNumber, serviceStartDate, serviceEndDate }: Item, amount: number) =>
  `${chargeNumber} ${serviceStartDate}..${serviceEndDate} ${amount}`;

/** What billing the account through the day would make: read whole, computed, not saved. */
async function previewed(accountId: string, targetDate: string): Promise<string[]> {
  const { invoiceItems, creditMemoItems } = await succeed(
    server,
    "POST",
    "/v1/operations/billing-preview",
    { accountId, targetDate, includingEvergreenSubscription: true },
  );
  return [
    ...invoiceItems.map((item: InvoiceItem) => `invoice ${written(item, item.chargeAmount)}`),
    ...creditMemoItems.map((item: MemoItem) => `memo ${written(item, item.amount)}`),
  ].sort();
}

/** What a run made: from as little as it reads of what may be due; and the same again, once cancelled. */
async function billed(accountId: string, targetDate: string): Promise<string[]> {
  const cancelled = await runOf(accountId, targetDate);
  const atFirst = await draftsOf(accountId);
  await succeed(server, "PUT", `/v1/bill-runs/${cancelled}/cancel`, {});
  await isSoon(cancelled, "Canceled");
  assert.deepEqual(await draftsOf(accountId), []);
  const id = await runOf(accountId, targetDate);
  const drafts = await draftsOf(accountId);
  assert.deepEqual(drafts, atFirst);
  await succeed(server, "PUT", `/v1/bill-runs/${id}/post`, { invoiceDate: targetDate });
  await isSoon(id, "Posted");
  return drafts;
}

async function runOf(accountId: string, targetDate: string): Promise<string> {
  const run = { targetDate, billRunFilters: [{ filterType: "Account", accountId }] };
  const { id } = await succeed(server, "POST", "/v1/bill-runs", run);
  await isSoon(id, "Completed");
  return id;
}

async function isSoon(billRunId: string, wanted: string): Promise<void> {
  for (;;) {
    const { status, errors } = await succeed(server, "GET", `/v1/bill-runs/${billRunId}`);
    assert.deepEqual(errors, []);
    if (status === wanted) return;
    await delay(2);
  }
}

async function draftsOf(accountId: string): Promise<string[]> {
  const drafts = await succeed(server, "POST", "/v1/operations/billing-preview", {
    accountId,
    targetDate: "2000-01-01",
    includingDraftItems: true,
  });
  return [
    ...drafts.invoiceItems.map(
      (item: InvoiceItem) => `invoice ${written(item, item.chargeAmount)}`,
    ),
    ...drafts.creditMemoItems.map((item: MemoItem) => `memo ${written(item, item.amount)}`),
  ].sort();
}

test("a run bills exactly what a preview says, however little it reads, and then nothing more", async () => {
  const property = fc.asyncProperty(history, async (drawn) => {
    await succeed(server, "PUT", "/settings/billing-rules", drawn.rules);
    const { accountId, accountNumber } = await anAccount(server, {
      billCycleDay: drawn.billCycleDay,
    });
    const plan = await aPlan(
      server,
      drawn.charges.map((each, index) => ({ ...each, Name: `Charge ${index}` })),
    );
    const from = day(drawn.startsOn);
    const { months } = drawn;
    const order = await subscribe(server, { accountNumber, plan, from, months });
    const [subscriptionNumber] = order.subscriptionNumbers;

    for (const [index, target] of drawn.targets.toSorted((a, b) => a - b).entries()) {
      const targetDate = day(target);
      const expected = await previewed(accountId, targetDate);
      assert.deepEqual(await billed(accountId, targetDate), expected);
      assert.deepEqual(await previewed(accountId, targetDate), []);
      if (index === 0 && drawn.cancelledOn !== null) {
        // Refused where it is not between the start and the end of the term, which is fine.
        const on = day(drawn.startsOn + drawn.cancelledOn);
        const cancel = cancelOrder({ accountNumber, subscriptionNumber, on });
        await server.call("POST", "/v1/orders", cancel);
      }
    }
    await assertConserved(server.database, server.entityId);
  });
  await fc.assert(property, { numRuns: 10 });
});
