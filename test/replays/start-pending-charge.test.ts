/** The published requests: an active subscription with a pending charge, which is started later. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { anAccount, aPlan, nextNumberIs, type Plan, succeed } from "#test/support/company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let plan: Plan;

before(async () => {
  server = await startTestServer();
  await anAccount(server, { accountNumber: "A00000001" });
  plan = await aPlan(server, [{ Name: "Assistance" }]);
  await nextNumberIs(server, "subscription", 11);
  await nextNumberIs(server, "charge", 23);
});

after(() => server.close());

const triggerDates = (triggerDate: string) => [
  { triggerDate, name: "ContractEffective" },
  { name: "ServiceActivation", triggerDate },
  { name: "CustomerAcceptance", triggerDate },
];

const chargeNow = async () => {
  const { status, ratePlans } = await succeed(server, "GET", "/v1/subscriptions/A-S00000011");
  const [{ id: ratePlanId, ratePlanCharges }] = ratePlans;
  return { status, ratePlanId, charge: ratePlanCharges[0] };
};

test("an order that says Completed makes an active subscription with a pending charge", async () => {
  const { status } = await succeed(server, "POST", "/v1/orders/", {
    existingAccountNumber: "A00000001",
    status: "Completed",
    orderDate: "2024-07-03",
    subscriptions: [
      {
        orderActions: [
          {
            type: "CreateSubscription",
            triggerDates: triggerDates("2024-08-29"),
            createSubscription: {
              terms: {
                initialTerm: {
                  startDate: "2024-07-03",
                  period: 6,
                  periodType: "Month",
                  termType: "TERMED",
                },
                renewalTerms: [{ period: 1, periodType: "Month" }],
                autoRenew: false,
                renewalSetting: "RENEW_WITH_SPECIFIC_TERM",
              },
              subscribeToRatePlans: [
                {
                  productRatePlanId: plan.productRatePlanId,
                  chargeOverrides: [
                    {
                      productRatePlanChargeId: plan.chargeIds[0],
                      estimatedStartDate: "2024-09-27",
                      startDate: { triggerEvent: "SpecificDate" },
                    },
                  ],
                },
              ],
            },
          },
        ],
      },
    ],
  });
  assert.equal(status, "Completed");
  const { status: ofSubscription, charge } = await chargeNow();
  assert.equal(ofSubscription, "Active");
  assert.deepEqual(
    [charge.number, charge.effectiveStartDate, charge.estimatedStartDate],
    ["C-00000023", null, "2024-09-27"],
  );
});

test("an update with the specific date starts the charge on it", async () => {
  const { ratePlanId } = await chargeNow();
  const { status } = await succeed(server, "POST", "/v1/orders/", {
    orderNumber: null,
    orderDate: "2024-03-01",
    status: "Completed",
    existingAccountNumber: "A00000001",
    subscriptions: [
      {
        subscriptionNumber: "A-S00000011",
        orderActions: [
          {
            type: "UpdateProduct",
            triggerDates: triggerDates("2024-11-21"),
            updateProduct: {
              ratePlanId,
              chargeUpdates: [
                {
                  chargeNumber: "C-00000023",
                  effectiveDate: { specificTriggerDate: "2024-10-27" },
                },
              ],
            },
          },
        ],
      },
    ],
  });
  assert.equal(status, "Completed");
  const { charge } = await chargeNow();
  assert.deepEqual(
    [charge.effectiveStartDate, charge.effectiveEndDate, charge.estimatedStartDate ?? null],
    ["2024-10-27", "2025-01-03", null],
  );
});
