/** What subscriptions are worth, several at a time. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { succeed } from "#test/support/company.ts";
import { aSubscriber, order } from "#test/support/lifecycle.ts";
import { cancelling } from "#test/support/product-orders.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

const PATH = "/v1/subscriptions/subscription-metrics";
const asked = (...numbers: readonly string[]) =>
  `${PATH}?${numbers.map((number) => `subscriptionNumbers[]=${number}`).join("&")}`;

test("each subscription is answered once, in the order asked, as of a day", async () => {
  const termed = await aSubscriber(server, [{ price: 100 }], { from: "2097-01-01" });
  const endless = await aSubscriber(server, [{ price: 30 }], { months: null });
  const numbers = [endless, termed, endless].map((each) => each.subscriptionNumber);
  const path = `${asked(...numbers)}&asOfDay=2050-06-01`;
  const { subscriptionMetrics } = await succeed(server, "GET", path);
  assert.deepEqual(subscriptionMetrics, [
    {
      subscriptionNumber: endless.subscriptionNumber,
      contractedMrr: 30,
      contractedNetMrr: 30,
      asOfDayGrossMrr: 30,
      asOfDayNetMrr: 30,
      netTotalContractedValue: null,
      totalContractedValue: null,
    },
    {
      subscriptionNumber: termed.subscriptionNumber,
      contractedMrr: 100,
      contractedNetMrr: 100,
      asOfDayGrossMrr: 0,
      asOfDayNetMrr: 0,
      netTotalContractedValue: 1200,
      totalContractedValue: 1200,
    },
  ]);
});

test("an unknown number is not found, none at all is missing", async () => {
  const { json } = await server.call("GET", asked("A-S0"));
  assert.match(json.reasons[0].message, /A-S0/);
  assert.equal(json.reasons[0].code % 100, 40);
  const none = await server.call("GET", PATH);
  assert.equal(none.json.success, false);
  assert.match(none.json.reasons[0].message, /subscriptionNumbers/);
});

test("M31: a cancel that lies ahead leaves the subscription's MRR, and the account none", async () => {
  const subscriber = await aSubscriber(server, [{ price: 100 }], { from: "2097-01-01" });
  await order(server, subscriber, [cancelling("2097-06-01")]);
  const { subscriptionNumber, accountNumber } = subscriber;
  const { subscriptionMetrics } = await succeed(server, "GET", asked(subscriptionNumber));
  assert.equal(subscriptionMetrics[0].contractedMrr, 100);
  assert.equal(subscriptionMetrics[0].totalContractedValue, 500);
  const { metrics } = await succeed(server, "GET", `/v1/accounts/${accountNumber}`);
  assert.equal(metrics.contractedMrr, 0);
});
