/** The requests of the tutorial on cancelling, as its samples send them: cURL and Node.js, and Python with its look-up. */
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { anAccount, aPlan, nextNumberIs, subscribe, succeed } from "#test/support/company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

const CURL = `{
  "orderDate": "2025-01-01",
  "existingAccountNumber": "A00000006",
  "subscriptions": [
    {
      "subscriptionNumber": "A-S00000038",
      "orderActions": [
        {
          "type": "CancelSubscription",
          "triggerDates": [
            {
              "name": "ContractEffective",
              "triggerDate": "2024-12-20"
            }
          ],
          "cancelSubscription": {
            "cancellationPolicy": "EndOfLastInvoicePeriod"
          }
        }
      ]
    }
  ],
  "processingOptions": {
    "runBilling": true,
    "collectPayment": false
  }
}`;

const ANSWER = {
  success: true,
  orderNumber: "O-00000882",
  accountNumber: "A00000006",
  status: "Completed",
  subscriptionNumbers: ["A-S00000038"],
};

let server: TestServer;

beforeEach(async () => {
  server = await startTestServer();
  await anAccount(server, { accountNumber: "A00000006" });
  await subscribe(server, {
    accountNumber: "A00000006",
    plan: await aPlan(server, [{ price: 30 }]),
    from: "2024-12-01",
    billThrough: "2025-01-01",
    subscriptionNumber: "A-S00000038",
  });
  await nextNumberIs(server, "order", 882);
});

afterEach(() => server.close());

test("cURL: the printed request gets the printed answer", async () => {
  const { json } = await server.call("POST", "/v1/orders", CURL, {
    "content-type": "application/json",
  });
  assert.deepEqual(json, ANSWER);
  const { status, termEndDate } = await succeed(server, "GET", "/v1/subscriptions/A-S00000038");
  assert.equal(status, "Cancelled");
  assert.equal(termEndDate, "2025-02-01");
});

test("Node.js: what the sample builds with today's date gets the printed answer", async () => {
  const today = new Date().toISOString().split("T")[0];
  const { json } = await server.call("POST", "/v1/orders", {
    existingAccountNumber: "A00000006",
    category: "NewSales",
    orderDate: today,
    description: "Cancel Subscription Order",
    subscriptions: [
      {
        subscriptionNumber: "A-S00000038",
        orderActions: [
          {
            type: "CancelSubscription",
            triggerDates: [{ name: "ContractEffective", triggerDate: today }],
            cancelSubscription: { cancellationPolicy: "EndOfLastInvoicePeriod" },
          },
        ],
      },
    ],
    processingOptions: { runBilling: true, collectPayment: false },
  });
  assert.deepEqual(json, ANSWER);
});

test("Python: the subscription is looked up by name and status, then cancelled by account id", async () => {
  const filter = ["name.EQ:A-S00000038", "status.EQ:Active"]
    .map((condition) => `filter[]=${encodeURIComponent(condition)}`)
    .join("&");
  const found = await succeed(server, "GET", `/object-query/subscriptions?${filter}`);
  assert.equal(found.data.length, 1);
  const { json } = await server.call("POST", "/v1/orders", {
    orderDate: new Date().toISOString().slice(0, 10),
    existingAccountId: found.data[0].accountId,
    subscriptions: [
      {
        subscriptionNumber: "A-S00000038",
        orderActions: [
          {
            type: "CancelSubscription",
            cancelSubscription: { cancellationPolicy: "EndOfLastInvoicePeriod" },
          },
        ],
      },
    ],
  });
  assert.deepEqual(json, ANSWER);
});
