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
import { adding, productOrder, removing, updating } from "#test/support/product-orders.ts";
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
