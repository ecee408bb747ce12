/** However a subscription goes to and fro, all of it is billed once, and each account's books balance. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { change } from "#test/support/change-order.ts";
import {
  anAccount,
  aPlan,
  cancelOrder,
  type Plan,
  subscribe,
  succeed,
} from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let plan: Plan;

before(async () => {
  server = await startTestServer();
  plan = await aPlan(server, [{ price: 31 }, { price: 12.5, BillingTiming: "In Arrears" }]);
});
after(() => server.close());

type Step =
  | { readonly does: "transfer"; readonly what: "both" | "payer" }
  | { readonly does: "bill"; readonly through: string };

const day = fc
  .integer({ min: 0, max: 364 })
  .map((days) => new Date(Date.UTC(2023, 0, 1 + days)).toISOString().slice(0, 10));

const aStep: fc.Arbitrary<Step> = fc.oneof(
  fc.constantFrom("both", "payer").map((what) => ({ does: "transfer", what }) as const),
  day.map((through) => ({ does: "bill", through }) as const),
);

const balanceOf = async (accountNumber: string): Promise<number> =>
  (await succeed(server, "GET", `/v1/accounts/${accountNumber}`)).metrics.balance;

/** Bills a subscription by an order that changes nothing but its notes. */
const bill = (accountNumber: string, subscriptionNumber: string, billThrough: string) =>
  change(server, {
    accountNumber,
    subscriptionNumber,
    orderActions: [{ type: "TermsAndConditions", termsAndConditions: { notes: billThrough } }],
    billThrough,
  });

const cancel = (accountNumber: string, subscriptionNumber: string, on: string) =>
  succeed(
    server,
    "POST",
    "/v1/orders",
    cancelOrder({
      accountNumber,
      subscriptionNumber,
      on,
      processingOptions: {
        runBilling: true,
        billingOptions: { targetDate: "2024-12-31", documentDate: "2024-12-31" },
      },
    }),
  );

test("what two accounts are billed adds up to what one would have been", async () => {
  const steps = fc.array(aStep, { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(steps, day, async (sequence, cancelledOn) => {
      const { accountNumber: a } = await anAccount(server, { name: "A" });
      const { accountNumber: b } = await anAccount(server, { name: "B" });
      const { accountNumber: alone } = await anAccount(server, { name: "Alone" });
      const from = "2023-01-01";
      const moved = await subscribe(server, { accountNumber: a, plan, from });
      const stays = await subscribe(server, { accountNumber: alone, plan, from });
      const [subscriptionNumber] = moved.subscriptionNumbers;
      const [control] = stays.subscriptionNumbers;
      let payer: string = a;
      for (const step of sequence) {
        if (step.does === "bill") {
          await bill(payer, subscriptionNumber, step.through);
          await bill(alone, control, step.through);
        } else {
          const destination = payer === a ? b : a;
          const ownerTransfer = {
            destinationInvoiceAccountNumber: destination,
            ...(step.what === "both" && { destinationAccountNumber: destination }),
          };
          const orderActions = [{ type: "OwnerTransfer", ownerTransfer }];
          await change(server, { accountNumber: payer, subscriptionNumber, orderActions });
          payer = destination;
        }
        await assertConserved(server.database, server.entityId);
      }
      await cancel(payer, subscriptionNumber, cancelledOn);
      await cancel(alone, control, cancelledOn);
      await assertConserved(server.database, server.entityId);
      const total = (await balanceOf(a)) + (await balanceOf(b));
      assert.equal(total.toFixed(2), (await balanceOf(alone)).toFixed(2));
    }),
    { numRuns: 12 },
  );
});
