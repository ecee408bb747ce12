/** Requests that nobody should send, found by sending them: each is refused, and nothing is written. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  anAccount,
  aPlan,
  type Plan,
  subscribe,
  subscribeOrder,
  succeed,
} from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let monthly: Plan;

before(async () => {
  server = await startTestServer();
  await anAccount(server, { accountNumber: "A1" });
  monthly = await aPlan(server, [{ price: 30 }]);
});
after(() => server.close());

// biome-ignore lint/suspicious/noExplicitAny: bodies are taken apart and put together wrongly
type Body = any;

const anOrder = (given: { from?: string; subscriptionNumber?: string } = {}): Body =>
  structuredClone(
    subscribeOrder({ accountNumber: "A1", plan: monthly, from: "2023-01-01", ...given }),
  );

const theAction = (order: Body): Body => order.subscriptions[0].orderActions[0];

const send = (order: Body): Promise<Answer> => server.call("POST", "/v1/orders", order);

async function isRefused(sent: Promise<Answer>, code: number, message: RegExp): Promise<void> {
  const before = await subscriptions();
  const { status, json, text } = await sent;
  assert.equal(status, 200, text);
  assert.equal(json.success, false);
  assert.equal(json.reasons[0].code, code, text);
  assert.match(json.reasons[0].message, message);
  assert.deepEqual(await subscriptions(), before);
  await assertConserved(server.database, server.entityId);
}

const subscriptions = async (): Promise<unknown> =>
  succeed(server, "GET", "/v1/subscriptions/accounts/A1?pageSize=40");

describe("an order that creates in the wrong place is refused", () => {
  const message = /^CreateSubscription is the first order action of its entry/;
  const cancel = {
    type: "CancelSubscription",
    cancelSubscription: { cancellationPolicy: "EndOfCurrentTerm" },
  };

  test("NOT_ALLOWED: a create after the cancel of another subscription, which stays", async () => {
    const plan = { accountNumber: "A1", plan: monthly, from: "2023-01-01" };
    const [subscriptionNumber] = (await subscribe(server, plan)).subscriptionNumbers;
    const order = anOrder();
    order.subscriptions[0].subscriptionNumber = subscriptionNumber;
    order.subscriptions[0].orderActions.unshift(cancel);
    await isRefused(send(order), 58560030, message);
    const { status } = await succeed(server, "GET", `/v1/subscriptions/${subscriptionNumber}`);
    assert.equal(status, "Active");
  });

  test("NOT_ALLOWED: two creates in one entry", async () => {
    const order = anOrder();
    order.subscriptions[0].orderActions.push(theAction(order));
    await isRefused(send(order), 58560030, message);
  });

  test("creating and cancelling in one entry is one version", async () => {
    const order = anOrder({ subscriptionNumber: "B-1" });
    order.subscriptions[0].orderActions.push(cancel);
    assert.equal((await send(order)).json.success, true);
    const { status, version } = await succeed(server, "GET", "/v1/subscriptions/B-1");
    assert.deepEqual([status, version], ["Cancelled", 1]);
  });
});

describe("a date after 2100 is refused wherever it would be billed to", () => {
  const message = /should not be after 2100-12-31$/;

  for (const field of [
    ...["cancellationEffectiveDate", "targetDate", "documentDate", "orderDate"],
    ...["contractEffectiveDate", "bookingDate"],
  ]) {
    test(`cancelling an evergreen subscription: ${field}`, async () => {
      const plan = { accountNumber: "A1", plan: monthly, from: "2023-01-01", months: null };
      const [number] = (await subscribe(server, plan)).subscriptionNumbers;
      const body = {
        cancellationPolicy: "SpecificDate",
        cancellationEffectiveDate: "2023-02-01",
        runBilling: true,
        [field]: "9999-12-31",
      };
      const headers = { "zuora-version": "211.0" };
      const sent = server.call("PUT", `/v1/subscriptions/${number}/cancel`, body, headers);
      const code = field === "cancellationEffectiveDate" ? 53200220 : 53200020;
      await isRefused(sent, code, message);
    });
  }

  test("a billing preview", async () => {
    const { accountNumber } = await anAccount(server);
    await subscribe(server, { accountNumber, plan: monthly, from: "2023-01-01", months: null });
    const far = { accountNumber, targetDate: "9999-12-31", includingEvergreenSubscription: true };
    await isRefused(server.call("POST", "/v1/operations/billing-preview", far), 58610020, message);
  });

  test("a bill run", async () => {
    const { accountId } = await anAccount(server);
    const billRunFilters = [{ filterType: "Account", accountId }];
    const run = { targetDate: "2023-01-01", billRunFilters };
    const far = { ...run, invoiceDate: "9999-12-31" };
    await isRefused(server.call("POST", "/v1/bill-runs", far), 58730020, message);
    const { id } = await succeed(server, "POST", "/v1/bill-runs", run);
    const post = server.call("PUT", `/v1/bill-runs/${id}/post`, { invoiceDate: "9999-12-31" });
    await isRefused(post, 58730020, message);
  });

  test("a payment, and a payment run", async () => {
    const { accountId } = await anAccount(server);
    const payment = { accountId, type: "External", amount: 1, currency: "USD" };
    const far = { ...payment, paymentMethodType: "Check", effectiveDate: "9999-12-31" };
    const run = { accountId, targetDate: "9999-12-31", collectPayment: false };
    for (const [path, body] of [
      ["/v1/payments", far],
      ["/v1/payment-runs", run],
    ] as const) {
      const { json } = await server.call("POST", path, body);
      assert.equal(json.success, false);
      assert.match(json.reasons[0].message, message);
    }
  });
});

describe("a charge may end after more periods than the calendar has", () => {
  for (const [billingPeriod, specificBillingPeriod] of [
    ["Five_Years"],
    ["Specific_Months", 999],
    ["Specific_Weeks", 999],
  ] as const) {
    test(`of ${billingPeriod} ${specificBillingPeriod ?? ""}`, async () => {
      const order = anOrder();
      theAction(order).createSubscription.subscribeToRatePlans[0].chargeOverrides = [
        {
          productRatePlanChargeId: monthly.chargeIds[0],
          billing: { billingPeriod, specificBillingPeriod },
          endDate: { endDateCondition: "Fixed_Period", upToPeriods: 65_535 },
        },
      ];
      order.processingOptions = { runBilling: true, billingOptions: { targetDate: "2023-01-01" } };
      const { json, text } = await send(order);
      assert.equal(json.success, true, text);
      assert.equal(json.invoiceNumbers.length, 1);
    });
  }
});

test("a preview of more periods than the calendar has ends with it", async () => {
  const order = anOrder();
  const ordered = theAction(order).createSubscription;
  ordered.terms.initialTerm = { termType: "EVERGREEN" };
  ordered.subscribeToRatePlans[0].chargeOverrides = [
    {
      productRatePlanChargeId: monthly.chargeIds[0],
      billing: { billingPeriod: "Specific_Months", specificBillingPeriod: 999 },
    },
  ];
  const previewOptions = { previewThruType: "NumberOfPeriods", previewNumberOfPeriods: 1200 };
  const { processingOptions: _, ...asked } = { ...order, previewOptions };
  const { previewResult } = await succeed(server, "POST", "/v1/orders/preview", asked);
  // From 2023 to 2999 in steps of 83 years and a quarter.
  assert.equal(previewResult.invoices[0].invoiceItems.length, 12);
});

describe("a number where an object belongs is refused", () => {
  for (const number of ["1", "12345678901234567890"]) {
    test(`${number} as processingOptions`, async () => {
      const text = JSON.stringify({ ...anOrder(), processingOptions: "here" });
      const sent = server.call("POST", "/v1/orders", text.replace('"here"', number));
      await isRefused(sent, 58560020, /^'processingOptions' should be a JSON object$/);
    });

    test(`${number} as a section of processingOptions`, async () => {
      const text = JSON.stringify({ ...anOrder(), processingOptions: { billingOptions: "here" } });
      const sent = server.call("POST", "/v1/orders", text.replace('"here"', number));
      await isRefused(
        sent,
        58560020,
        /^'processingOptions.billingOptions' should be a JSON object$/,
      );
    });
  }
});

describe("a path that is too long is refused", () => {
  for (const version of ["211.0", "2025-08-12"]) {
    test(`in version ${version}`, async () => {
      const headers = { "zuora-version": version };
      const path = `/v1/accounts/${"x".repeat(2000)}`;
      const { status, json } = await server.call("GET", path, undefined, headers);
      assert.equal(status, 414);
      assert.equal(json.success, false);
      assert.match(json.reasons[0].message, /too long/);
    });
  }
});

test("a time is no country", async () => {
  const billToContact = { firstName: "A", lastName: "B", country: "2023-01-01T00:00:00Z" };
  const account = { name: "X", currency: "USD", billCycleDay: 1, billToContact };
  await isRefused(server.call("POST", "/v1/accounts", account), 51000020, /country/);
});
