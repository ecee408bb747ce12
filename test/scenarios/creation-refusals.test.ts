/** What the catalog has to say against a new subscription, with nothing written. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  anAccount,
  aPlan,
  type Plan,
  type Subscribe,
  subscribeOrder,
  succeed,
} from "#test/support/company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let accountNumber: string;
let plan: Plan;

before(async () => {
  server = await startTestServer();
  ({ accountNumber } = await anAccount(server));
  plan = await aPlan(server, [{ price: 30 }]);
});
after(() => server.close());

async function isRefused(given: Partial<Subscribe>, code: number, message: string): Promise<void> {
  const order = subscribeOrder({ accountNumber, plan, from: "2023-05-01", ...given });
  const { json } = await server.call("POST", "/v1/orders", order);
  assert.deepEqual(json.reasons, [{ code, message }]);
  for (const objects of ["orders", "subscriptions"]) {
    assert.deepEqual((await succeed(server, "GET", `/object-query/${objects}`)).data, []);
  }
}

const UNKNOWN = "0".repeat(32);

test("RATE_PLAN_NOT_FOUND: a product rate plan that does not exist", async () => {
  const message = `Cannot find product rate plan by key: '${UNKNOWN}'.`;
  await isRefused({ plan: { productRatePlanId: UNKNOWN, chargeIds: [] } }, 58560040, message);
});

test("RATE_PLAN_NOT_ON_SALE: before its sale begins and after it has ended", async () => {
  for (const from of ["1999-12-31", "2100-01-01"]) {
    const message = `Product rate plan '${plan.productRatePlanId}' is not on sale on ${from}.`;
    await isRefused({ from }, 58560030, message);
  }
});

test("CHARGE_NOT_IN_RATE_PLAN: an override of another plan's charge", async () => {
  const [key] = (await aPlan(server, [{ price: 1 }])).chargeIds;
  const message = `Product rate plan charge '${key}' is not part of the rate plan.`;
  await isRefused({ chargeOverrides: [{ productRatePlanChargeId: key }] }, 58560030, message);
});

test("PRICE_NOT_IN_CURRENCY: a price in dollars for an account in euros", async () => {
  const euros = await anAccount(server, { currency: "EUR" });
  const message = "Charge 'Silver plan' has no price in EUR.";
  await isRefused({ accountNumber: euros.accountNumber }, 58560030, message);
});
