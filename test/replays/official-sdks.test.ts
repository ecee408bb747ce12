/**
 * What the official SDKs put on the wire and need back: the requests of zuora-sdk 3.21.0 for Python
 * as recorded, with the fields that its models add by themselves, and what the Java and C# samples
 * of the tutorial on cancelling build. docs/clients.md says how they were run.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { anAccount, aPlan, nextNumberIs, subscribe } from "#test/support/company.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

const SDK_HEADERS = {
  accept: "application/json",
  "accept-encoding": "identity",
  "user-agent": "zuora-py-sdk/3.21.0",
  "zuora-version": "2025-08-12",
};

let server: TestServer;

before(async () => {
  server = await startTestServer();
});

after(() => server.close());

/** The SDKs decode a body of this content type at status 200, and raise anything else. */
async function decoded(method: string, path: string, body?: unknown): Promise<Answer["json"]> {
  const { status, headers, json, text } = await server.call(method, path, body, SDK_HEADERS);
  assert.equal(status, 200, text);
  assert.match(headers["content-type"] ?? "", /^application\/json;charset=UTF-8$/);
  return json;
}

test("an account, with a bill cycle day in quotes", async () => {
  const contact = { country: "United States", firstName: "Ada", lastName: "Clark" };
  const created = await decoded("POST", "/v1/accounts", {
    autoPay: false,
    billCycleDay: "1",
    billToContact: { ...contact, state: "California", zipCode: "94404" },
    currency: "USD",
    invoiceDeliveryPrefsEmail: false,
    invoiceDeliveryPrefsPrint: false,
    name: "Acme",
    paymentTerm: "Net 30",
    soldToContact: contact,
  });
  assert.equal(created.success, true);
  const { billingAndPayment } = await decoded("GET", `/v1/accounts/${created.accountNumber}`);
  assert.equal(billingAndPayment.billCycleDay, 1);
});

test("a catalog, with what the models fill in; a product is read where the SDKs look for it", async () => {
  const sale = { EffectiveStartDate: "2020-01-01", EffectiveEndDate: "2050-01-01" };
  const product = await decoded("POST", "/v1/object/product", { Name: "Cloud", ...sale });
  const plan = await decoded("POST", "/v1/object/product-rate-plan", {
    Name: "Monthly",
    ProductId: product.Id,
    ...sale,
  });
  const charge = await decoded("POST", "/v1/object/product-rate-plan-charge", {
    ProductRatePlanId: plan.Id,
    BillCycleType: "DefaultFromCustomer",
    BillingPeriod: "Month",
    BillingPeriodAlignment: "AlignToCharge",
    BillingTiming: "In Advance",
    ChargeModel: "Flat Fee Pricing",
    ChargeType: "Recurring",
    EndDateCondition: "SubscriptionEnd",
    ExcludeItemBillingFromRevenueAccounting: false,
    ExcludeItemBookingFromRevenueAccounting: false,
    Name: "Base",
    PriceChangeOption: "NoChange",
    ProductRatePlanChargeTierData: { ProductRatePlanChargeTier: [{ Currency: "USD", Price: 30 }] },
    TriggerEvent: "ContractEffective",
    UpToPeriodsType: "Billing Periods",
    UseDiscountSpecificAccountingCode: false,
  });
  const { name, productRatePlans } = await decoded("GET", `/v1/catalog/product/${product.Id}`);
  assert.equal(name, "Cloud");
  const plans = await decoded("GET", new URL(productRatePlans).pathname);
  assert.equal(plans.productRatePlans[0].productRatePlanCharges[0].id, charge.Id);
  const found = await decoded(
    "GET",
    `/object-query/product-rate-plan-charges/${charge.Id}?includeNullFields=true`,
  );
  assert.equal(found.prepaidUom, null);
});

async function aSubscription(accountNumber: string, months: number): Promise<string> {
  await anAccount(server, { accountNumber });
  const subscriptionNumber = `${accountNumber}-S`;
  const plan = await aPlan(server, [{ price: 30 }]);
  const terms = { accountNumber, plan, subscriptionNumber, months };
  await subscribe(server, { ...terms, from: "2024-12-01", billThrough: "2025-01-01" });
  return subscriptionNumber;
}

const cancelOrder = (
  accountNumber: string,
  cancel: { orderDate: string; subscriptionNumber: string; cancellationPolicy: string },
) => ({
  category: "NewSales",
  orderDate: cancel.orderDate,
  existingAccountNumber: accountNumber,
  description: "Order cancel a subscription",
  subscriptions: [
    {
      subscriptionNumber: cancel.subscriptionNumber,
      orderActions: [
        {
          type: "CancelSubscription",
          triggerDates: [{ name: "ContractEffective", triggerDate: cancel.orderDate }],
          cancelSubscription: { cancellationPolicy: cancel.cancellationPolicy },
        },
      ],
    },
  ],
  processingOptions: { collectPayment: false, allowPaymentFailure: false, runBilling: true },
});

test("Java: the cancel of the tutorial, answered with subscriptions instead of numbers", async () => {
  const subscriptionNumber = await aSubscription("JAVA", 12);
  await nextNumberIs(server, "order", 882);
  const orderDate = "2025-01-01";
  const cancellationPolicy = "EndOfLastInvoicePeriod";
  const order = cancelOrder("JAVA", { orderDate, subscriptionNumber, cancellationPolicy });
  const { subscriptions, ...answer } = await decoded("POST", "/v1/orders", order);
  assert.deepEqual(answer, {
    success: true,
    orderNumber: "O-00000882",
    accountNumber: "JAVA",
    status: "Completed",
  });
  assert.equal(subscriptions.length, 1);
  assert.equal(subscriptions[0].subscriptionNumber, subscriptionNumber);
  assert.equal(subscriptions[0].status, "Cancelled");
});

test("C#: the cancel of the tutorial, at the end of the current term, ordered today", async () => {
  const subscriptionNumber = await aSubscription("CSHARP", 1200);
  const orderDate = new Date().toISOString().slice(0, 10);
  const cancellationPolicy = "EndOfCurrentTerm";
  const order = cancelOrder("CSHARP", { orderDate, subscriptionNumber, cancellationPolicy });
  const { status } = await decoded("POST", "/v1/orders", order);
  assert.equal(status, "Completed");
  const cancelled = await decoded("GET", `/v1/subscriptions/${subscriptionNumber}`);
  assert.equal(cancelled.termEndDate, "2124-12-01");
});

test("Python: a subscription previewed, created, changed, previewed again, and its changes", async () => {
  const { accountNumber } = await anAccount(server);
  const { productRatePlanId, chargeIds } = await aPlan(server, [{ price: 45 }]);
  const wanted = {
    accountKey: accountNumber,
    contractEffectiveDate: "2024-01-01",
    initialTerm: 12,
    termType: "TERMED",
  };
  const told = await decoded("POST", "/v1/subscriptions/preview", {
    ...wanted,
    subscribeToRatePlans: [{ productRatePlanId }],
    targetDate: "2024-01-01",
    skipTax: false,
  });
  assert.deepEqual([told.invoice.amount, told.totalContractedValue], [45, 540]);

  const [productRatePlanChargeId] = chargeIds;
  const chargeOverrides = [{ price: 15.5, productRatePlanChargeId, triggerEvent: "UCE" }];
  const { subscriptionNumber, contractedMrr } = await decoded("POST", "/v1/subscriptions", {
    ...wanted,
    autoRenew: false,
    renewalTerm: 12,
    runBilling: true,
    subscribeToRatePlans: [{ chargeOverrides, productRatePlanId }],
    targetDate: "2024-02-01",
  });
  assert.equal(contractedMrr, 15.5);

  const path = `/v1/subscriptions/${subscriptionNumber}`;
  const [ratePlan] = (await decoded("GET", path)).ratePlans;
  const ratePlanChargeId = ratePlan.ratePlanCharges[0].id;
  const { totalDeltaMrr, totalDeltaTcv } = await decoded("PUT", path, {
    runBilling: true,
    update: [
      {
        chargeUpdateDetails: [{ price: 20, ratePlanChargeId }],
        contractEffectiveDate: "2024-03-01",
        ratePlanId: ratePlan.id,
      },
    ],
  });
  assert.deepEqual([totalDeltaMrr, totalDeltaTcv], [4.5, 45]);

  const { invoices } = await decoded("POST", `${path}/preview`, {
    previewStartDate: { previewStartDatePolicy: "specificDate", specificDate: "2024-01-01" },
    previewThroughDate: { previewThruDatePolicy: "nextBillingPeriods", nextBillingPeriods: 2 },
    skipTax: false,
  });
  assert.deepEqual([invoices.length, invoices[0].amount], [1, 31]);
  const logs = `/subscription-change-logs/${subscriptionNumber}`;
  assert.equal((await decoded("GET", logs)).subscriptions.length, 2);
});

test("what fails is a 4xx, since the SDKs take any 2xx for a success", async () => {
  const nothing = await server.call("GET", "/v1/accounts/A-NOTHING", undefined, SDK_HEADERS);
  assert.equal(nothing.status, 404);
  assert.equal(nothing.json.reasons[0].code, 50000040);
  const refused = await server.call("POST", "/v1/accounts", { name: "Acme" }, SDK_HEADERS);
  assert.equal(refused.status, 400);
  const unknown = await server.call("GET", "/v1/accounts", undefined, {
    ...SDK_HEADERS,
    authorization: "Bearer nothing",
  });
  assert.equal(unknown.status, 401);
  for (const { headers } of [nothing, refused, unknown]) {
    assert.match(headers["content-type"] ?? "", /^application\/json/);
  }
});
