/** The published request: a pending order is given the date that it waits for. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { anAccount, aPlan, nextNumberIs, subscribeOrder, succeed } from "#test/support/company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

const REQUEST = `{
    "subscriptions": [
        {
            "subscriptionNumber": "A-S00000143",
            "orderActions": [
                {
                    "sequence": 0,
                    "triggerDates": [
                        {
                            "name": "CustomerAcceptance",
                            "triggerDate": "2024-07-22"
                        }
                    ]
                }
            ]
        }
    ]
}`;

let server: TestServer;

before(async () => {
  server = await startTestServer();
  await succeed(server, "PUT", "/settings/subscription-settings", {
    requireCustomerAcceptance: true,
  });
  const accountNumber = "A00000097";
  await anAccount(server, { accountNumber });
  const plan = await aPlan(server, [{ TriggerEvent: "CustomerAcceptance" }]);
  await nextNumberIs(server, "order", 408);
  const subscriptionNumber = "A-S00000143";
  const created = await succeed(
    server,
    "POST",
    "/v1/orders",
    subscribeOrder({ accountNumber, plan, from: "2024-07-01", subscriptionNumber }),
  );
  assert.equal(created.status, "Pending");
});

after(() => server.close());

test("P6: the printed answer, and the charge starts on the printed day", async () => {
  const { json } = await server.call("PUT", "/v1/orders/O-00000408/triggerDates", REQUEST, {
    "content-type": "application/json",
  });
  assert.deepEqual(json, {
    success: true,
    orderNumber: "O-00000408",
    status: "Completed",
    accountNumber: "A00000097",
    subscriptions: [{ subscriptionNumber: "A-S00000143", status: "Active" }],
  });
  const subscription = await succeed(server, "GET", "/v1/subscriptions/A-S00000143");
  const [charge] = subscription.ratePlans[0].ratePlanCharges;
  assert.equal(subscription.customerAcceptanceDate, "2024-07-22");
  assert.equal(charge.effectiveStartDate, "2024-07-22");
});
