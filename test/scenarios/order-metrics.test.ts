/** What orders change of what subscriptions are worth, where callers read it. */
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
import {
  adding,
  cancelling,
  productOrder,
  removing,
  updating,
} from "#test/support/product-orders.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let plan: Plan;
let accountNumber: string;

type Fields = Readonly<Record<string, unknown>>;

before(async () => {
  server = await startTestServer();
  plan = await aPlan(server, [
    { Name: "Seats", ChargeModel: "Per Unit Pricing", DefaultQuantity: 1, UOM: "Each", price: 5 },
  ]);
  accountNumber = (await anAccount(server)).accountNumber;
});
after(() => server.close());

async function aSubscriber(quantity = 10): Promise<string> {
  const [productRatePlanChargeId] = plan.chargeIds;
  const pricing = { recurringPerUnit: { quantity } };
  const chargeOverrides = [{ productRatePlanChargeId, pricing }];
  const order = { accountNumber, plan, from: "2021-01-01", chargeOverrides };
  return (await subscribe(server, order)).subscriptionNumbers[0];
}

const subscriptionOf = (number: string): Promise<Answer["json"]> =>
  succeed(server, "GET", `/v1/subscriptions/${number}?charge-detail=all-segments`);

/** One subscription's change on a day, without processing options. */
function changing(subscriptionNumber: string, on: string, ...actions: readonly Fields[]): Fields {
  const order = productOrder({ accountNumber, subscriptionNumber, on, actions });
  const { processingOptions: _, ...change } = order;
  return change;
}

const preview = async (order: Fields, ...previewTypes: string[]): Promise<Answer["json"]> => {
  const body = { ...order, previewOptions: { previewTypes } };
  return (await succeed(server, "POST", "/v1/orders/preview", body)).previewResult;
};

const seats = async (number: string, quantity: number): Promise<Fields> => {
  const { ratePlans } = await subscriptionOf(number);
  const [{ subscriptionRatePlanNumber, ratePlanCharges }] = ratePlans;
  const chargeNumber = ratePlanCharges[0].number;
  return updating(
    { subscriptionRatePlanNumber },
    { chargeNumber, pricing: { recurringPerUnit: { quantity } } },
  );
};

describe("order delta metrics in a preview", () => {
  test("M17: of a quantity that is raised, by segment", async () => {
    const number = await aSubscriber();
    const update = await seats(number, 13);
    const result = await preview(changing(number, "2021-04-01", update), "OrderDeltaMetrics");
    const { orderDeltaMrr, orderDeltaTcb, orderDeltaTcv, orderDeltaQuantity } =
      result.orderDeltaMetrics;
    const [charge] = (await subscriptionOf(number)).ratePlans[0].ratePlanCharges;
    assert.deepEqual(orderDeltaMrr[0], {
      chargeNumber: charge.number,
      endDate: "2022-01-01",
      orderActionId: null,
      orderActionSequence: "0",
      orderActionType: "UpdateProduct",
      orderLineItemNumber: null,
      productRatePlanChargeId: plan.chargeIds[0],
      ratePlanChargeId: charge.id,
      startDate: "2021-04-01",
      subscriptionNumber: number,
      currency: "USD",
      grossAmount: -50,
      netAmount: -50,
    });
    const amounts = (rows: Answer["json"]) =>
      rows.map((row: Answer["json"]) => [row.grossAmount ?? row.quantity, row.ratePlanChargeId]);
    assert.deepEqual(amounts(orderDeltaMrr), [
      [-50, charge.id],
      [65, null],
    ]);
    assert.deepEqual(amounts(orderDeltaTcb), [
      [-450, charge.id],
      [585, null],
    ]);
    assert.deepEqual(amounts(orderDeltaTcv), [
      [-450, charge.id],
      [585, null],
    ]);
    assert.deepEqual(amounts(orderDeltaQuantity), [
      [-10, charge.id],
      [13, null],
    ]);
    assert.deepEqual(Object.keys(result), ["orderDeltaMetrics"]);
  });

  test("a product that is added and removed by one order has the rows of both", async () => {
    const number = await aSubscriber();
    const { ratePlans } = await subscriptionOf(number);
    const [{ subscriptionRatePlanNumber }] = ratePlans;
    const fifty = await aPlan(server, [{ price: 50 }]);
    const order = changing(
      number,
      "2021-04-01",
      adding(fifty.productRatePlanId),
      removing({ subscriptionRatePlanNumber }),
    );
    const { orderDeltaMetrics } = await preview(order, "OrderDeltaMetrics");
    const rows = orderDeltaMetrics.orderDeltaTcv.map((row: Answer["json"]) => [
      row.orderActionSequence,
      row.orderActionType,
      row.startDate,
      row.grossAmount,
    ]);
    assert.deepEqual(rows, [
      ["0", "AddProduct", "2021-04-01", 450],
      ["1", "RemoveProduct", "2021-04-01", -450],
    ]);
  });

  test("a subscription that would be new has no numbers, one without end no end", async () => {
    const order = subscribeOrder({ accountNumber, plan, from: "2021-01-01", months: null });
    const { processingOptions: _, ...creation } = order;
    const { orderDeltaMetrics } = await preview(creation, "OrderDeltaMetrics");
    const { orderDeltaMrr, orderDeltaTcb, orderDeltaTcv } = orderDeltaMetrics;
    assert.deepEqual([orderDeltaTcb, orderDeltaTcv], [[], []]);
    const [{ subscriptionNumber, chargeNumber, endDate, orderActionType }] = orderDeltaMrr;
    assert.deepEqual([subscriptionNumber, chargeNumber, endDate], [null, null, null]);
    assert.equal(orderActionType, "CreateSubscription");
  });

  test("the billing day of the account decides the TCB of charge metrics, not their TCV", async () => {
    const onThe16th = await anAccount(server, { billCycleDay: 16 });
    const order = subscribeOrder({
      accountNumber: onThe16th.accountNumber,
      plan,
      from: "2021-01-01",
      months: 2,
    });
    const { processingOptions: _, ...creation } = order;
    const { chargeMetrics } = await preview(creation, "ChargeMetrics");
    const [{ tcb, tcv }] = chargeMetrics[0].charges;
    assert.deepEqual([tcb.regular, tcb.regularDelta], [9.7407834, 9.7407834]);
    assert.equal(tcv.regular, 10);
  });
});

describe("order metrics", () => {
  test("M22: of a quantity that is raised, in the order and in its preview alike", async () => {
    const number = await aSubscriber();
    const change = changing(number, "2021-04-01", await seats(number, 13));
    const { orderMetrics } = await preview(change, "OrderMetrics");
    const { orderNumber } = await succeed(server, "POST", "/v1/orders", change);
    const { order } = await succeed(server, "GET", `/v1/orders/${orderNumber}`);
    const [{ orderActions, subscriptionNumber }] = order.subscriptions;
    const { number: chargeNumber } = (await subscriptionOf(number)).ratePlans[0].ratePlanCharges[0];
    const slice = (amount: number) => ({
      amount,
      endDate: "2021-12-31",
      invoiceOwner: accountNumber,
      startDate: "2021-04-01",
      subscriptionOwner: accountNumber,
      termNumber: 1,
    });
    const regular = (amount: number) => [{ ...slice(amount), type: "Regular" }];
    const billed = (amount: number) => [{ ...slice(amount), type: "Regular", tax: 0 }];
    const [metrics] = orderActions[0].orderMetrics;
    assert.deepEqual(metrics, {
      chargeNumber,
      elp: billed(135),
      mrr: regular(15),
      originRatePlanId: metrics.originRatePlanId,
      productRatePlanChargeId: plan.chargeIds[0],
      productRatePlanId: plan.productRatePlanId,
      quantity: [slice(3)],
      tcb: billed(135),
      tcv: regular(135),
    });
    assert.deepEqual(orderMetrics, [
      {
        orderActions: [{ orderMetrics: [metrics], sequence: "0", type: "UpdateProduct" }],
        subscriptionNumber,
      },
    ]);
  });

  test("an order that changes nothing of what is contracted has none, nor has a list", async () => {
    const number = await aSubscriber();
    const terms = { type: "TermsAndConditions", termsAndConditions: { notes: "Thanks" } };
    const change = changing(number, "2021-02-01", terms);
    const { orderNumber } = await succeed(server, "POST", "/v1/orders", change);
    const { order } = await succeed(server, "GET", `/v1/orders/${orderNumber}`);
    assert.equal("orderMetrics" in order.subscriptions[0].orderActions[0], false);
    const { orders } = await succeed(server, "GET", `/v1/orders/subscription/${number}`);
    for (const each of orders) {
      assert.equal("orderMetrics" in each.subscriptions[0].orderActions[0], false);
    }
  });

  test("a renewal has its own term, an order that was reverted nothing", async () => {
    const number = await aSubscriber();
    const terms = {
      renewalSetting: "RENEW_WITH_SPECIFIC_TERM",
      renewalTerms: [{ period: 3, periodType: "Month" }],
    };
    const change = changing(
      number,
      "2021-02-01",
      { type: "TermsAndConditions", termsAndConditions: terms },
      { type: "RenewSubscription" },
    );
    const renewed = await succeed(server, "POST", "/v1/orders", change);
    const { order } = await succeed(server, "GET", `/v1/orders/${renewed.orderNumber}`);
    const [first, second] = order.subscriptions[0].orderActions;
    assert.equal("orderMetrics" in first, false);
    const [{ startDate, endDate, termNumber, amount }] = second.orderMetrics[0].tcb;
    assert.deepEqual(
      [startDate, endDate, termNumber, amount],
      ["2022-01-01", "2022-03-31", 2, 150],
    );
    const cancel = changing(number, "2021-03-01", cancelling("2021-06-01"));
    const cancelled = await succeed(server, "POST", "/v1/orders", cancel);
    const path = `/v1/orders/${cancelled.orderNumber}`;
    const before = (await succeed(server, "GET", path)).order.subscriptions[0].orderActions[0];
    assert.equal(before.orderMetrics[0].quantity[0].amount, -10);
    const revert = await succeed(server, "POST", `${path}/revert`, { orderDate: "2021-03-02" });
    const reverting = await succeed(server, "GET", `/v1/orders/${revert.orderNumber}`);
    for (const { orderActions } of reverting.order.subscriptions) {
      for (const action of orderActions) assert.equal("orderMetrics" in action, false);
    }
    const after = (await succeed(server, "GET", path)).order.subscriptions[0].orderActions[0];
    assert.equal("orderMetrics" in after, false);
  });
});

describe("GET /v1/orders/{orderNumber}/evergreenMetrics/{subscriptionNumber}", () => {
  const evergreen = async () => {
    const order = { accountNumber, plan, from: "2017-01-07", months: null };
    return succeed(server, "POST", "/v1/orders", subscribeOrder(order));
  };
  const path = (created: Answer["json"], days: string, number?: string) =>
    `/v1/orders/${created.orderNumber}/evergreenMetrics/${number ?? created.subscriptionNumbers[0]}?${days}`;
  const january = "startDate=2017-01-01&endDate=2017-02-28";

  test("has what the days that are asked for are worth", async () => {
    const created = await evergreen();
    const { order } = await succeed(server, "GET", path(created, january));
    assert.equal(order.orderNumber, created.orderNumber);
    const [{ tcb, tcv, mrr, quantity }] = order.subscriptions[0].orderActions[0].orderMetrics;
    assert.deepEqual([tcb[0].amount, tcv[0].amount], [9.032258065, 8.928571429]);
    assert.deepEqual([mrr[0].amount, quantity[0].amount], [5, 1]);
    assert.deepEqual([tcb[0].startDate, tcb[0].endDate], ["2017-01-07", "2017-02-28"]);
    const whole = await succeed(server, "GET", `/v1/orders/${created.orderNumber}`);
    const [open] = whole.order.subscriptions[0].orderActions[0].orderMetrics;
    assert.deepEqual([open.tcb, open.tcv, open.elp], [[], [], []]);
    assert.equal(open.mrr[0].endDate, null);
  });

  test("is refused for what is unknown, has an end, or for no days", async () => {
    const created = await evergreen();
    const codes: number[] = [];
    const number = await aSubscriber();
    const { orders } = await succeed(server, "GET", `/v1/orders/subscription/${number}`);
    for (const each of [
      path(created, january, "A-S0"),
      path({ orderNumber: "O-0" }, january, "A-S0"),
      path(orders[0], january, number),
      path(created, "startDate=2017-02-01&endDate=2017-01-31"),
      path(created, "startDate=2017-02-01"),
    ]) {
      const { json } = await server.call("GET", each);
      assert.equal(json.success, false, each);
      codes.push(json.reasons[0].code % 100);
    }
    assert.deepEqual(codes, [40, 40, 30, 30, 23]);
  });
});
