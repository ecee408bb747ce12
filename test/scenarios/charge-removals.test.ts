/** Charges of a removed rate plan that go on days of their own, and pending ones that are expected later. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { anAccount, aPlan, subscribe, succeed } from "#test/support/company.ts";
import { aSubscriber, order, refusal, subscriptionOf } from "#test/support/lifecycle.ts";
import { removing, updating } from "#test/support/product-orders.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

type Fields = Readonly<Record<string, unknown>>;

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

/** Two charges of 31.00 a month, billed through January. */
async function two() {
  const charges = [
    { price: 31, Name: "A" },
    { price: 31, Name: "B" },
  ];
  const subscriber = await aSubscriber(server, charges, { billThrough: "2023-01-01" });
  const [{ id: ratePlanId, ratePlanCharges }] = (await subscriptionOf(server, subscriber))
    .ratePlans;
  const numberOf = (name: string): string =>
    ratePlanCharges.find((charge: { name: string }) => charge.name === name).number;
  return { subscriber, ratePlanId, a: numberOf("A"), b: numberOf("B") };
}

const on = (day: string, action: Fields) => ({
  triggerDates: [{ name: "ContractEffective", triggerDate: day }],
  ...action,
});

const specific = (specificTriggerDate: string) => ({
  effectiveDate: { triggerEvent: "SpecificDate", specificTriggerDate },
});

describe("a removal by charge", () => {
  test("each is credited from its own day on, and the order says so", async () => {
    const { subscriber, ratePlanId, a, b } = await two();
    const chargeUpdates = [{ chargeNumber: b, ...specific("2023-01-21") }];
    const removal = on("2023-01-11", removing({ ratePlanId, chargeUpdates }));
    const { orderNumber, creditMemoNumbers } = await order(
      server,
      subscriber,
      [removal],
      "2023-01-31",
    );
    const { items } = await succeed(
      server,
      "GET",
      `/v1/credit-memos/${creditMemoNumbers[0]}/items?pageSize=40`,
    );
    const credited = items
      .map((item: Fields) => `${item.serviceStartDate} ${item.amount}`)
      .sort()
      .join(", ");
    assert.equal(credited, "2023-01-11 21, 2023-01-21 11");
    const { ratePlans } = await subscriptionOf(server, subscriber);
    const ends = Object.fromEntries(
      ratePlans[0].ratePlanCharges.map((charge: Fields) => [
        charge.number,
        charge.effectiveEndDate,
      ]),
    );
    assert.deepEqual(ends, { [a]: "2023-01-11", [b]: "2023-01-21" });
    const read = await succeed(server, "GET", `/v1/orders/${orderNumber}`);
    const [{ removeProduct }] = read.order.subscriptions[0].orderActions;
    assert.equal(removeProduct.ratePlanId, ratePlanId);
    assert.equal(removeProduct.chargeUpdates[0].chargeNumber, b);
    assert.deepEqual(removeProduct.chargeUpdates[0].effectiveDate, {
      specificTriggerDate: "2023-01-21",
      triggerEvent: "SpecificDate",
    });
  });

  test("refused: what is no day, no charge, or more than a removal", async () => {
    const { subscriber, ratePlanId, a } = await two();
    const asked: readonly [Fields, RegExp][] = [
      [{ chargeNumber: "C-99999999", ...specific("2023-01-21") }, /C-99999999/],
      [{ ...specific("2023-01-21") }, /'chargeNumber' may not be null/],
      [{ chargeNumber: a, uniqueToken: "x" }, /Only one of/],
      [{ chargeNumber: a, effectiveDate: { triggerEvent: "SpecificDate" } }, /specificTriggerDate/],
      [{ chargeNumber: a, ...specific("2025-01-01") }, /2025-01-01/],
      [{ chargeNumber: a, description: "gone" }, /'description' is not supported/],
      [{ chargeNumber: a, pricing: { recurringFlatFee: {} } }, /'pricing' is not supported/],
    ];
    for (const [update, message] of asked) {
      const removal = on("2023-01-11", removing({ ratePlanId, chargeUpdates: [update] }));
      assert.match((await refusal(server, subscriber, [removal])).message, message);
    }
    assert.equal((await subscriptionOf(server, subscriber)).version, 1);
  });
});

describe("the estimated start of a pending charge", () => {
  async function pending() {
    const { accountNumber, accountId } = await anAccount(server);
    const plan = await aPlan(server, [{ price: 31 }]);
    const chargeOverrides = [
      {
        productRatePlanChargeId: plan.chargeIds[0],
        startDate: { triggerEvent: "SpecificDate" },
        estimatedStartDate: "2023-05-01",
      },
    ];
    const wanted = { accountNumber, plan, from: "2023-01-01", chargeOverrides };
    const { subscriptionNumbers } = await subscribe(server, wanted);
    const subscriber = { accountId, accountNumber, subscriptionNumber: subscriptionNumbers[0] };
    const [ratePlan] = (await subscriptionOf(server, subscriber)).ratePlans;
    const [{ number: chargeNumber }] = ratePlan.ratePlanCharges;
    return { subscriber, ratePlanId: ratePlan.id, chargeNumber };
  }

  const chargeOf = async (subscriber: Parameters<typeof subscriptionOf>[1]) =>
    (await subscriptionOf(server, subscriber)).ratePlans[0].ratePlanCharges[0];

  test("is moved, and the charge stays pending until it starts", async () => {
    const { subscriber, ratePlanId, chargeNumber } = await pending();
    const estimatedStartDate = "2023-07-01";
    const update = updating({ ratePlanId }, { chargeNumber, estimatedStartDate });
    const { orderNumber } = await order(server, subscriber, [on("2023-02-01", update)]);
    const charge = await chargeOf(subscriber);
    assert.equal(charge.estimatedStartDate, estimatedStartDate);
    assert.equal(charge.effectiveStartDate, null);
    const read = await succeed(server, "GET", `/v1/orders/${orderNumber}`);
    const [{ updateProduct }] = read.order.subscriptions[0].orderActions;
    assert.equal(updateProduct.chargeUpdates[0].estimatedStartDate, estimatedStartDate);
    const start = updating({ ratePlanId }, { chargeNumber, ...specific("2023-08-01") });
    await order(server, subscriber, [on("2023-08-01", start)]);
    const started = await chargeOf(subscriber);
    assert.equal(started.effectiveStartDate, "2023-08-01");
    assert.equal("estimatedStartDate" in started, false);
  });

  test("refused: outside the term, beside the start itself, of a charge that is in service", async () => {
    const { subscriber, ratePlanId, chargeNumber } = await pending();
    const asked: readonly [Fields, RegExp][] = [
      [{ estimatedStartDate: "2025-01-01" }, /2025-01-01/],
      [{ estimatedStartDate: "2023-07-01", ...specific("2023-08-01") }, /stays pending/],
    ];
    for (const [fields, message] of asked) {
      const update = updating({ ratePlanId }, { chargeNumber, ...fields });
      assert.match(
        (await refusal(server, subscriber, [on("2023-02-01", update)])).message,
        message,
      );
    }
    const served = await two();
    const update = updating(
      { ratePlanId: served.ratePlanId },
      { chargeNumber: served.a, estimatedStartDate: "2023-07-01" },
    );
    const { message } = await refusal(server, served.subscriber, [on("2023-02-01", update)]);
    assert.match(message, /stays pending/);
  });
});
