/**
 * Whatever is billed, posted, taken back to a draft, cancelled, reversed and billed again: money is
 * conserved, and what is taken back is billed again in the same items.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { aBilledAccount, billRun, invoicesOf, ofAccount } from "#test/support/bill-runs.ts";
import { aPlan, cancelOrder, type Plan, subscribe, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let plan: Plan;

before(async () => {
  server = await startTestServer();
  plan = await aPlan(server, [
    { price: 30 },
    { price: 12, BillingTiming: "In Arrears", Name: "Support" },
    { price: 7, ChargeType: "OneTime", Name: "Setup" },
    { price: -3, Name: "Rebate" },
  ]);
});
after(() => server.close());

type Step =
  | { readonly kind: "bill"; readonly month: number; readonly autoPost: boolean }
  | { readonly kind: "post" | "unpost" | "cancel" | "reverse"; readonly which: number }
  | { readonly kind: "subscribe" | "end"; readonly day: number };

const ANY_STEP: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("bill" as const),
      month: fc.integer({ min: 1, max: 6 }),
      autoPost: fc.boolean(),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        "post" as const,
        "unpost" as const,
        "cancel" as const,
        "reverse" as const,
      ),
      which: fc.nat({ max: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom("subscribe" as const, "end" as const),
      day: fc.integer({ min: 1, max: 28 }),
    }),
  },
);

const dayOf = (month: number, day = 1): string =>
  `2023-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;

type Account = Awaited<ReturnType<typeof aBilledAccount>>;

async function take(account: Account, step: Step): Promise<void> {
  const { accountId, accountNumber, subscriptionNumber } = account;
  switch (step.kind) {
    case "bill": {
      const { autoPost, month } = step;
      await billRun(server, { targetDate: dayOf(month), autoPost, ...ofAccount(accountId) });
      return;
    }
    case "subscribe":
      await subscribe(server, { accountNumber, plan, from: dayOf(2, step.day) });
      return;
    case "end": {
      const order = cancelOrder({ accountNumber, subscriptionNumber, on: dayOf(3, step.day) });
      await server.call("POST", "/v1/orders", order);
      return;
    }
    default: {
      const invoices = await invoicesOf(server, accountId);
      const invoice = invoices[step.which % Math.max(1, invoices.length)];
      // What cannot be done is refused, and must have changed nothing.
      if (invoice) await server.call("PUT", `/v1/invoices/${invoice.id}/${step.kind}`, {});
    }
  }
}

/** All that stands for the account's charges: what was billed less what was credited. */
async function standing(accountId: string): Promise<string[]> {
  const sums = new Map<string, number>();
  const add = (item: Record<string, unknown>, sign: number) => {
    const name = String(item.chargeNumber ?? item.sourceItemId);
    const key = `${name} ${item.serviceStartDate}`;
    sums.set(key, (sums.get(key) ?? 0) + sign * Number(item.chargeAmount ?? item.amount) * 100);
  };
  for (const { id, status, reversed } of await invoicesOf(server, accountId)) {
    if (status === "Canceled" || reversed) continue;
    const { invoiceItems } = await succeed(server, "GET", `/v1/invoices/${id}/items?pageSize=40`);
    for (const item of invoiceItems) add(item, 1);
  }
  return [...sums]
    .filter(([, amount]) => Math.round(amount) !== 0)
    .map(([key, amount]) => `${key} ${Math.round(amount)}`)
    .sort();
}

test("whatever happens to invoices, money is conserved", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(ANY_STEP, { minLength: 2, maxLength: 9 }), async (steps) => {
      const account = await aBilledAccount(server, plan);
      for (const step of steps) {
        await take(account, step);
        await assertConserved(server.database, server.entityId);
      }
    }),
    { numRuns: 9 },
  );
});

test("the latest invoice that is taken back is billed again in the same items", async () => {
  let takenBack = 0;
  const ANY_TAKING_BACK = fc.constantFrom("cancel", "reverse");
  await fc.assert(
    fc.asyncProperty(
      fc.array(ANY_STEP, { maxLength: 6 }),
      ANY_TAKING_BACK,
      async (steps, taking) => {
        const account = await aBilledAccount(server, plan);
        const { accountId } = account;
        for (const step of steps) await take(account, step);
        const billing = { targetDate: dayOf(7), autoPost: true, ...ofAccount(accountId) };
        const before = new Set(
          (await invoicesOf(server, accountId)).map(({ id }: { id: string }) => id),
        );
        await billRun(server, billing);
        const made = (await invoicesOf(server, accountId)).find(
          ({ id }: { id: string }) => !before.has(id),
        );
        if (!made) return;
        const items = await standing(accountId);
        const path = `/v1/invoices/${made.id}`;
        if (taking === "cancel") await server.call("PUT", `${path}/unpost`, {});
        const { json } = await server.call("PUT", `${path}/${taking}`, {});
        if (json.success) takenBack += 1;
        await billRun(server, billing);
        assert.deepEqual(await standing(accountId), items);
        await assertConserved(server.database, server.entityId);
      },
    ),
    { numRuns: 9 },
  );
  assert.ok(takenBack > 0, "some were taken back");
});
