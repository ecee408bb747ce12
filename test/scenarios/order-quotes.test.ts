/** What a quote says of a subscription comes with the order, and is read with the subscription. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { anAccount, aPlan, subscribeOrder, succeed } from "#test/support/company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let order: Readonly<Record<string, unknown>>;

before(async () => {
  server = await startTestServer();
  const { accountNumber } = await anAccount(server);
  const plan = await aPlan(server, [{ price: 30 }]);
  order = subscribeOrder({ accountNumber, plan, from: "2024-01-01" });
});
after(() => server.close());

const QUOTE = {
  OpportunityCloseDate__QT: "2023-12-24",
  OpportunityName__QT: "Clark 2024",
  QuoteBusinessType__QT: "New",
  QuoteNumber__QT: "Q-00000123",
  QuoteType__QT: "New",
};

function quoted(quote: unknown) {
  const [entry] = order.subscriptions as readonly object[];
  return { ...order, subscriptions: [{ ...entry, quote, customFields: { mine__c: "x" } }] };
}

test("is read with the subscription and with the order, in either spelling", async () => {
  const small = Object.entries(QUOTE).map(([name, value]) => [
    `${name.charAt(0).toLowerCase()}${name.slice(1)}`,
    value,
  ]);
  for (const quote of [QUOTE, Object.fromEntries(small)]) {
    const created = await succeed(server, "POST", "/v1/orders", quoted(quote));
    const [number] = created.subscriptionNumbers;
    const subscription = await succeed(server, "GET", `/v1/subscriptions/${number}`);
    const { mine__c, ...rest } = subscription;
    assert.equal(mine__c, "x");
    for (const [name, value] of Object.entries(QUOTE)) assert.equal(rest[name], value);
    const read = await succeed(server, "GET", `/v1/orders/${created.orderNumber}`);
    assert.deepEqual(read.order.subscriptions[0].quote, QUOTE);
  }
});

test("an order without one reads without one", async () => {
  const created = await succeed(server, "POST", "/v1/orders", order);
  const read = await succeed(server, "GET", `/v1/orders/${created.orderNumber}`);
  assert.equal("quote" in read.order.subscriptions[0], false);
});

test("values that a quote does not have are refused", async () => {
  for (const wrong of [
    { QuoteType__QT: "Gift" },
    { QuoteNumber__QT: "Q".repeat(33) },
    { OpportunityCloseDate__QT: "soon" },
  ]) {
    const { json } = await server.call("POST", "/v1/orders", quoted(wrong));
    assert.equal(json.success, false);
    assert.match(json.reasons[0].message, new RegExp(Object.keys(wrong)[0] ?? ""));
  }
});
