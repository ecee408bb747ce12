/** ChargeFullPeriod from the catalog or the order to the documents, and what it refuses. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  anAccount,
  aPlan,
  type PlanCharge,
  subscribeOrder,
  succeed,
} from "#test/support/company.ts";
import { Life } from "#test/support/life.ts";
import { adding, productOrder } from "#test/support/product-orders.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

const BY_TERM = {
  Name: "Boxes",
  price: 30,
  BillingPeriod: "Month",
  BillCycleType: "TermStartDay",
  BillingPeriodAlignment: "AlignToTermStart",
} satisfies PlanCharge;

const FULL = { ...BY_TERM, ProrationOption: "ChargeFullPeriod" };

const aLife = async () => new Life(server, await anAccount(server));

const newDocuments = async (life: Life) => life.newDocuments(await life.readBooks());

const refusal = async (order: unknown): Promise<string> => {
  const { json } = await server.call("POST", "/v1/orders", order);
  assert.equal(json.success, false, JSON.stringify(json));
  return json.reasons[0].message;
};

describe("a charge of full periods", () => {
  test("bills the period that it is added in whole, and a cancel gives nothing of one back", async () => {
    const life = await aLife();
    const subscriptionNumber = await life.subscribe(
      [{ ...BY_TERM, Name: "Base", price: 10 }],
      "2023-01-10",
    );
    await life.billRun("2023-01-10");
    const { accountNumber } = life;
    const plan = await aPlan(server, [FULL]);
    const add = adding(plan.productRatePlanId);
    const order = { accountNumber, subscriptionNumber, on: "2023-01-25", actions: [add] };
    await life.order(productOrder(order));
    await newDocuments(life);
    await life.billRun("2023-03-10");
    assert.match(
      await newDocuments(life),
      /Boxes 2023-01-25..2023-02-09 30.00, Boxes 2023-02-10..2023-03-09 30.00/,
    );
    await life.cancel(subscriptionNumber, "2023-02-20");
    await life.billRun("2023-03-10");
    const credits = await newDocuments(life);
    assert.match(credits, /Boxes -- Credit 2023-03-10..2023-04-09 30.00/);
    assert.equal(credits.match(/Boxes/g)?.length, 1, credits);
  });

  test("is said by an order too, and read back", async () => {
    const life = await aLife();
    const { accountNumber } = life;
    const plan = await aPlan(server, [BY_TERM]);
    const [productRatePlanChargeId] = plan.chargeIds;
    const chargeOverrides = [{ productRatePlanChargeId, prorationOption: "ChargeFullPeriod" }];
    const order = await life.order(
      subscribeOrder({ accountNumber, plan, from: "2023-01-10", chargeOverrides }),
    );
    const number = order.subscriptionNumbers[0];
    const { ratePlans } = await succeed(server, "GET", `/v1/subscriptions/${number}`);
    assert.equal(ratePlans[0].ratePlanCharges[0].prorationOption, "ChargeFullPeriod");
    const read = await succeed(server, "GET", `/v1/orders/${order.orderNumber}`);
    const [action] = read.order.subscriptions[0].orderActions;
    const [override] = action.createSubscription.subscribeToRatePlans[0].chargeOverrides;
    assert.equal(override.prorationOption, "ChargeFullPeriod");
  });

  test("NOT_ALLOWED: terms that have no whole periods, updates and suspensions inside one", async () => {
    const life = await aLife();
    const { accountNumber } = life;
    for (const wrong of [
      { BillCycleType: "DefaultFromCustomer" },
      { BillingPeriodAlignment: "AlignToCharge", BillCycleType: "DefaultFromCustomer" },
      { ListPriceBase: "Per Year" },
      { ChargeType: "OneTime" },
    ]) {
      await assert.rejects(aPlan(server, [{ ...FULL, ...wrong }]), /ChargeFullPeriod/);
    }
    const quarterly = await aPlan(server, [{ ...FULL, BillingPeriod: "Quarter" }]);
    const months = {
      ...subscribeOrder({ accountNumber, plan: quarterly, from: "2023-01-10", months: 10 }),
    };
    assert.match(await refusal(months), /its last one should be whole/);
    const subscriptionNumber = await life.subscribe([FULL], "2023-01-10");
    const suspend = {
      type: "Suspend",
      suspend: { suspendPolicy: "SpecificDate", suspendSpecificDate: "2023-03-15" },
    };
    assert.match(
      await refusal(
        productOrder({ accountNumber, subscriptionNumber, on: "2023-01-25", actions: [suspend] }),
      ),
      /from the start of one/,
    );
  });
});
