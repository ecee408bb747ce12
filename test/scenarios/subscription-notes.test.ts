/** Notes of a subscription that stand beside its order actions. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { anAccount, aPlan, cancelOrder, subscribeOrder, succeed } from "#test/support/company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let accountNumber: string;
let order: Readonly<Record<string, unknown>>;

before(async () => {
  server = await startTestServer();
  ({ accountNumber } = await anAccount(server));
  const plan = await aPlan(server, [{ price: 30 }]);
  const createSubscription = { notes: "from the action" };
  order = subscribeOrder({ accountNumber, plan, from: "2024-01-01", createSubscription });
});
after(() => server.close());

const withNotes = (given: Readonly<Record<string, unknown>>, notes: unknown) => {
  const [entry] = given.subscriptions as readonly object[];
  return { ...given, subscriptions: [{ ...entry, notes }] };
};

const notesOf = async (subscriptionNumber: string): Promise<unknown> =>
  (await succeed(server, "GET", `/v1/subscriptions/${subscriptionNumber}`)).notes;

test("they stand, whatever the actions say; without them the actions do", async () => {
  for (const [given, expected] of [
    ["from the order", "from the order"],
    [undefined, "from the action"],
    [null, "from the action"],
    ["", ""],
  ]) {
    const created = await succeed(server, "POST", "/v1/orders", withNotes(order, given));
    assert.equal(await notesOf(created.subscriptionNumbers[0]), expected);
  }
});

test("a later order changes them, and leaves them where it has none", async () => {
  const created = await succeed(server, "POST", "/v1/orders", withNotes(order, "first"));
  const [subscriptionNumber] = created.subscriptionNumbers;
  const cancel = cancelOrder({ accountNumber, subscriptionNumber, on: "2024-03-01" });
  const cancelled = await succeed(server, "POST", "/v1/orders", withNotes(cancel, "second"));
  assert.equal(await notesOf(subscriptionNumber), "second");
  await succeed(server, "DELETE", `/v1/orders/${cancelled.orderNumber}`);
  assert.equal(await notesOf(subscriptionNumber), "first");
  await succeed(server, "POST", "/v1/orders", cancel);
  assert.equal(await notesOf(subscriptionNumber), "first");
});

test("a draft keeps them until it is activated", async () => {
  const draft = { ...withNotes(order, "kept"), status: "Draft", processingOptions: {} };
  const { orderNumber } = await succeed(server, "POST", "/v1/orders", draft);
  const { subscriptionNumbers } = await succeed(
    server,
    "PUT",
    `/v1/orders/${orderNumber}/activate`,
  );
  assert.equal(await notesOf(subscriptionNumbers[0]), "kept");
});

test("INVALID_VALUE: longer than 500 characters", async () => {
  const { json } = await server.call("POST", "/v1/orders", withNotes(order, "x".repeat(501)));
  assert.equal(json.success, false);
  assert.match(json.reasons[0].message, /notes/);
});
