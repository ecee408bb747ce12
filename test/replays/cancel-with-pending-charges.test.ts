/** The published request: an active subscription with a pending charge is cancelled. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { anAccount, aPlan, nextNumberIs, subscribe, succeed } from "#test/support/company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

const REQUEST = `{
       "orderNumber": null,
       "orderDate": "2024-03-01",
       "existingAccountNumber": "A00000001",
       "subscriptions": [
           {
               "subscriptionNumber": "A-S00000016",
               "orderActions": [
                   {
                       "type": "CancelSubscription",
                       "triggerDates": [
                           {
                               "triggerDate": "2024-08-29",
                               "name": "ContractEffective"
                           },
                           {
                               "name": "ServiceActivation",
                               "triggerDate": "2024-08-29"
                           },
                           {
                               "name": "CustomerAcceptance",
                               "triggerDate": "2024-08-29"
                           }
                       ],
                       "cancelSubscription": {
                           "cancellationPolicy": "SpecificDate",
                           "cancellationEffectiveDate": "2024-03-01"
                       }
                   }
               ]
           }
       ]
    }`;

let server: TestServer;

before(async () => {
  server = await startTestServer();
  await anAccount(server, { accountNumber: "A00000001" });
  const plan = await aPlan(server, [{ Name: "Hosting" }, { Name: "Assistance" }]);
  await subscribe(server, {
    accountNumber: "A00000001",
    plan,
    from: "2024-01-01",
    subscriptionNumber: "A-S00000016",
    chargeOverrides: [
      {
        productRatePlanChargeId: plan.chargeIds[1],
        startDate: { triggerEvent: "SpecificDate" },
        estimatedStartDate: "2024-09-01",
      },
    ],
  });
  await nextNumberIs(server, "order", 17);
});

after(() => server.close());

test("the printed request completes, and the trigger dates move nothing", async () => {
  const { json } = await server.call("POST", "/v1/orders/", REQUEST, {
    "content-type": "application/json",
  });
  assert.deepEqual(json, {
    success: true,
    orderNumber: "O-00000017",
    accountNumber: "A00000001",
    status: "Completed",
    subscriptionNumbers: ["A-S00000016"],
  });
  const subscription = await succeed(server, "GET", "/v1/subscriptions/A-S00000016");
  assert.equal(subscription.status, "Cancelled");
  assert.equal(subscription.termEndDate, "2024-03-01");
});

test("the pending charge keeps no days, the other ends on the cancel date", async () => {
  const { ratePlans } = await succeed(server, "GET", "/v1/subscriptions/A-S00000016");
  const days = ratePlans[0].ratePlanCharges.map((charge: Record<string, unknown>) => [
    charge.name,
    charge.effectiveStartDate,
    charge.effectiveEndDate,
  ]);
  assert.deepEqual(days.sort(), [
    ["Assistance", null, null],
    ["Hosting", "2024-01-01", "2024-03-01"],
  ]);
});
