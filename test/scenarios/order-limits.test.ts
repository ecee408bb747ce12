/** How large an order may be is the tenant's to say. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { anAccount, aPlan, subscribeOrder, succeed } from "#test/support/company.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

type Json = Answer["json"];

/** So many new subscriptions of one account. */
async function orderOf(howMany: number): Promise<Json> {
  const { accountNumber } = await anAccount(server);
  const plan = await aPlan(server, [{ price: 5 }]);
  const order: Json = subscribeOrder({ accountNumber, plan, from: "2024-01-01" });
  const [subscription] = order.subscriptions;
  return { ...order, subscriptions: Array.from({ length: howMany }, () => subscription) };
}

const set = (limits: object) => succeed(server, "PUT", "/settings/order-limits", limits);
const refusal = async (path: string, order: unknown): Promise<string> => {
  const { json } = await server.call("POST", path, order);
  assert.equal(json.success, false);
  return json.reasons[0].message;
};

describe("limits of orders", () => {
  test("are large, and each is set by itself", async () => {
    const limits = await succeed(server, "GET", "/settings/order-limits");
    assert.equal(limits.subscriptionsPerOrder, 1000);
    const changed = await set({ subscriptionsPerAsyncOrder: 300 });
    assert.deepEqual(changed, { ...limits, subscriptionsPerAsyncOrder: 300 });
    await set({ subscriptionsPerAsyncOrder: 1000 });
  });

  test("NOT_ALLOWED: refuse an order and its preview, and let through what is within", async () => {
    await set({ subscriptionsPerOrder: 2, subscriptionsPerAsyncOrder: 3 });
    const three = await orderOf(3);
    const message =
      "An order may have at most 2 subscriptions, not 3: the setting is 'subscriptionsPerOrder'.";
    assert.equal(await refusal("/v1/orders", three), message);
    const preview = { ...three, processingOptions: { runBilling: false } };
    assert.equal(await refusal("/v1/orders/preview", preview), message);
    await succeed(server, "POST", "/v1/orders", await orderOf(2));
    await succeed(server, "POST", "/v1/async/orders", three);
    assert.match(await refusal("/v1/async/orders", await orderOf(4)), /at most 3 subscriptions/);
    await set({ subscriptionsPerOrder: 1000, subscriptionsPerAsyncOrder: 1000 });
  });

  test("count the actions of an order, and of each subscription", async () => {
    const order = await orderOf(2);
    await set({ orderActionsPerOrder: 1 });
    assert.match(await refusal("/v1/orders", order), /at most 1 order actions, not 2/);
    await set({ orderActionsPerOrder: 1000, orderActionsPerSubscription: 1 });
    await succeed(server, "POST", "/v1/orders", order);
    const [{ orderActions }] = order.subscriptions;
    const twice = [{ orderActions: [...orderActions, ...orderActions] }];
    const message = await refusal("/v1/orders", { ...order, subscriptions: twice });
    assert.match(message, /at most 1 order actions of one subscription, not 2/);
    await set({ orderActionsPerSubscription: 1000 });
  });

  test("are whole numbers from 1 to 10,000", async () => {
    for (const wrong of [0, 10_001, 1.5, "many"]) {
      const { json } = await server.call("PUT", "/settings/order-limits", {
        subscriptionsPerOrder: wrong,
      });
      assert(!("subscriptionsPerOrder" in json), JSON.stringify(json));
    }
  });
});
