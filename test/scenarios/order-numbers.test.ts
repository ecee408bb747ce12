import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { anAccount, aPlan, type Plan, subscribe, subscribeOrder } from "#test/support/company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let plan: Plan;
let accountNumber: string;

before(async () => {
  server = await startTestServer();
  plan = await aPlan(server, [{ price: 30 }]);
  ({ accountNumber } = await anAccount(server));
});
after(() => server.close());

const refusalOf = async (order: unknown) => {
  const { status, json, text } = await server.call("POST", "/v1/orders", order);
  assert.equal(status, 200);
  assert.equal(json.success, false, text);
  return json.reasons[0];
};

test("NUMBER_IN_USE: a subscription number is taken once", async () => {
  const wanted = { accountNumber, plan, from: "2023-05-01", subscriptionNumber: "MY-1" };
  await subscribe(server, wanted);
  const { code, message } = await refusalOf(subscribeOrder(wanted));
  assert.equal(code, 58560030);
  assert.equal(message, "subscriptionNumber 'MY-1' is already in use.");
});

test("NUMBER_IN_USE: a charge number is taken once, also within one order", async () => {
  const chargeOverrides = [{ productRatePlanChargeId: plan.chargeIds[0], chargeNumber: "MY-C-1" }];
  const wanted = { accountNumber, plan, from: "2023-05-01", chargeOverrides };
  await subscribe(server, wanted);
  const { message } = await refusalOf(subscribeOrder(wanted));
  assert.equal(message, "chargeNumber 'MY-C-1' is already in use.");

  const fresh = [{ productRatePlanChargeId: plan.chargeIds[0], chargeNumber: "MY-C-2" }];
  const order = subscribeOrder({ ...wanted, chargeOverrides: fresh });
  const [first] = order.subscriptions as unknown[];
  const twice = await refusalOf({ ...order, subscriptions: [first, first] });
  assert.equal(twice.message, "chargeNumber 'MY-C-2' is already in use.");
});

test("NUMBER_IN_USE: an order number is taken once", async () => {
  const order = {
    ...subscribeOrder({ accountNumber, plan, from: "2023-05-01" }),
    orderNumber: "MY-O",
  };
  assert.equal((await server.call("POST", "/v1/orders", order)).json.orderNumber, "MY-O");
  const { message } = await refusalOf(order);
  assert.equal(message, "orderNumber 'MY-O' is already in use.");
});

test("days after 2100 and terms after 2999 are refused", async () => {
  const late = await refusalOf(subscribeOrder({ accountNumber, plan, from: "9999-12-01" }));
  assert.match(late.message, /'orderDate' should not be after 2100-12-31/);
  const long = subscribeOrder({
    accountNumber,
    plan,
    from: "2023-05-01",
    createSubscription: {
      terms: { initialTerm: { termType: "TERMED", period: 1200, periodType: "Year" } },
    },
  });
  assert.equal((await refusalOf(long)).message, "The initial term ends after 2999-12-31.");
});

test("a price of another kind than the charge's is refused", async () => {
  const oneTime = { oneTimeFlatFee: { listPrice: 5 } };
  const chargeOverrides = [{ productRatePlanChargeId: plan.chargeIds[0], pricing: oneTime }];
  const wanted = { accountNumber, plan, from: "2023-05-01", chargeOverrides };
  const { message } = await refusalOf(subscribeOrder(wanted));
  assert.equal(
    message,
    "Charge 'Silver plan' takes the pricing 'recurringFlatFee', not 'oneTimeFlatFee'.",
  );
});

test("TOO_MANY_LINES: a bill of centuries is refused before it takes the memory", async () => {
  const weekly = await aPlan(server, [{ BillingPeriod: "Week", price: 1 }]);
  const order = subscribeOrder({
    accountNumber,
    plan: weekly,
    from: "2000-01-01",
    months: null,
    billThrough: "2100-12-31",
  });
  const [one] = order.subscriptions as unknown[];
  const many = { ...order, subscriptions: Array.from({ length: 60 }, () => one) };
  const { code, message } = await refusalOf(many);
  assert.equal(code, 58560030);
  assert.match(
    message,
    /^Billing the account through 2100-12-31 would make more than 250000 items/,
  );
});
