/** Deleting an order brings back what was before it, as long as nothing was billed because of it. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  anAccount,
  aPlan,
  cancelOrder,
  type Plan,
  subscribe,
  subscribeOrder,
  succeed,
} from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import {
  aSubscriber,
  itemsOf,
  order,
  type Subscriber,
  subscriptionOf,
} from "#test/support/lifecycle.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let plan: Plan;

before(async () => {
  server = await startTestServer();
  plan = await aPlan(server, [{ price: 20 }]);
});
after(() => server.close());

const CHARGES = [
  { price: 30, Name: "Silver" },
  { price: 7, Name: "Set-up", ChargeType: "OneTime" },
];

const CANCEL = {
  type: "CancelSubscription",
  cancelSubscription: {
    cancellationPolicy: "SpecificDate",
    cancellationEffectiveDate: "2023-06-15",
  },
};

const del = (orderNumber: string) => succeed(server, "DELETE", `/v1/orders/${orderNumber}`);

async function refusal(orderNumber: string): Promise<{ code: number; message: string }> {
  const { json } = await server.call("DELETE", `/v1/orders/${orderNumber}`);
  assert.equal(json.success, false);
  return json.reasons[0];
}

const isGone = async (path: string) => {
  const { json } = await server.call("GET", path);
  assert.equal(json.success, false, path);
};

/** An action of each kind, and the plan and charge that it is about. */
async function actionsOn(subscriber: Subscriber): Promise<Record<string, Record<string, unknown>>> {
  const { ratePlans } = await subscriptionOf(server, subscriber);
  const [{ id: ratePlanId }] = ratePlans;
  const [{ number: chargeNumber }] = ratePlans[0].ratePlanCharges;
  const { productRatePlanId } = plan;
  const on = [{ name: "ContractEffective", triggerDate: "2023-05-10" }];
  return {
    cancel: CANCEL,
    renewal: { type: "RenewSubscription" },
    suspension: {
      type: "Suspend",
      suspend: { suspendPolicy: "SpecificDate", suspendSpecificDate: "2023-05-10" },
    },
    addition: { type: "AddProduct", triggerDates: on, addProduct: { productRatePlanId } },
    removal: { type: "RemoveProduct", triggerDates: on, removeProduct: { ratePlanId } },
    update: {
      type: "UpdateProduct",
      triggerDates: on,
      updateProduct: {
        ratePlanId,
        chargeUpdates: [{ chargeNumber, pricing: { recurringFlatFee: { listPrice: 45 } } }],
      },
    },
    "new terms": { type: "TermsAndConditions", termsAndConditions: { autoRenew: true } },
  };
}

const KINDS = ["cancel", "renewal", "suspension", "addition", "removal", "update", "new terms"];

describe("a deleted order leaves its subscription as it was", () => {
  for (const kind of KINDS) {
    test(`after a ${kind}`, async () => {
      const createSubscription = {
        terms: {
          initialTerm: { termType: "TERMED", period: 12, periodType: "Month" },
          renewalTerms: [{ period: 12, periodType: "Month" }],
          autoRenew: false,
        },
      };
      const billThrough = "2023-03-15";
      const subscriber = await aSubscriber(server, CHARGES, { billThrough, createSubscription });
      const action = (await actionsOn(subscriber))[kind];
      assert(action);
      const was = await subscriptionOf(server, subscriber);
      const { orderNumber } = await order(server, subscriber, [action]);
      assert.notDeepEqual(await subscriptionOf(server, subscriber), was);
      assert.deepEqual(await del(orderNumber), { success: true });
      assert.deepEqual(await subscriptionOf(server, subscriber), was);
      await isGone(`/v1/orders/${orderNumber}`);

      // And again, with its money this time: nothing of the first stands in the way.
      await order(server, subscriber, [action], "2023-07-01");
      await assertConserved(server.database, server.entityId);
    });
  }

  test("and billing afterwards bills what it would have billed", async () => {
    const [left, cancelled] = [
      await aSubscriber(server, CHARGES, { billThrough: "2023-03-15" }),
      await aSubscriber(server, CHARGES, { billThrough: "2023-03-15" }),
    ];
    await del((await order(server, cancelled, [CANCEL])).orderNumber);
    const notes = [{ type: "TermsAndConditions", termsAndConditions: { autoRenew: true } }];
    for (const each of [left, cancelled]) await order(server, each, notes, "2023-09-01");
    assert.deepEqual(await itemsOf(server, cancelled), await itemsOf(server, left));
  });

  test("a suspended one is suspended again", async () => {
    const subscriber = await aSubscriber(server, CHARGES);
    const { suspension } = await actionsOn(subscriber);
    assert(suspension);
    await order(server, subscriber, [suspension]);
    const resume = { resumePolicy: "SpecificDate", resumeSpecificDate: "2023-06-01" };
    const { orderNumber } = await order(server, subscriber, [{ type: "Resume", resume }]);
    await del(orderNumber);
    assert.equal((await subscriptionOf(server, subscriber)).status, "Suspended");
  });
});

test("M32: a year of 1,200 that ends a month early is a year of 1,200 again", async () => {
  const year = { from: "2025-01-01" };
  const subscriber = await aSubscriber(server, [{ price: 100, Name: "Silver" }], year);
  const on = "2025-12-01";
  const ends = async () => {
    const { status, totalContractedValue, ratePlans } = await subscriptionOf(server, subscriber);
    const [{ effectiveEndDate, tcv }] = ratePlans[0].ratePlanCharges;
    return [status, effectiveEndDate, tcv, totalContractedValue].join(" ");
  };
  const created = "Active 2026-01-01 1200 1200";
  assert.equal(await ends(), created);
  const cancel = cancelOrder({ ...subscriber, on });
  const { orderNumber } = await succeed(server, "POST", "/v1/orders", cancel);
  assert.equal(await ends(), "Cancelled 2025-12-01 1100 1100");
  await del(orderNumber);
  assert.equal(await ends(), created);
});

test("deleting the order that created a subscription removes it, and its number is free", async () => {
  const { accountNumber } = await anAccount(server);
  const subscribed = {
    accountNumber,
    plan,
    from: "2023-01-01",
    subscriptionNumber: "A-S-AGAIN",
  };
  const { orderNumber } = await subscribe(server, subscribed);
  await del(orderNumber);
  await isGone("/v1/subscriptions/A-S-AGAIN");
  await subscribe(server, subscribed);
});

test("an order of several subscriptions takes all of them back", async () => {
  const { accountNumber } = await anAccount(server);
  const one = subscribeOrder({ accountNumber, plan, from: "2023-01-01" });
  const subscriptions = Object.values(one.subscriptions ?? {});
  const created = await succeed(server, "POST", "/v1/orders", {
    ...one,
    subscriptions: [...subscriptions, ...subscriptions],
  });
  await del(created.orderNumber);
  for (const number of created.subscriptionNumbers) await isGone(`/v1/subscriptions/${number}`);
});

describe("refused", () => {
  test("ORDER_IS_NOT_THE_LATEST: when its subscription has changed since", async () => {
    const subscriber = await aSubscriber(server, CHARGES);
    const { subscriptionNumber } = subscriber;
    const { "new terms": terms = {} } = await actionsOn(subscriber);
    const first = await order(server, subscriber, [terms]);
    const second = await order(server, subscriber, [CANCEL]);
    assert.deepEqual(await refusal(first.orderNumber), {
      code: 50000030,
      message: `Order '${first.orderNumber}' is not the latest of subscription '${subscriptionNumber}': undo those after it first.`,
    });
    await del(second.orderNumber);
    await del(first.orderNumber);
  });

  test("ORDER_HAS_BEEN_BILLED: when an invoice bills what it made", async () => {
    const { accountNumber } = await anAccount(server);
    const billThrough = "2023-02-01";
    const created = await subscribe(server, {
      accountNumber,
      plan,
      from: "2023-01-01",
      billThrough,
    });
    const { orderNumber } = created;
    assert.deepEqual(await refusal(orderNumber), {
      code: 50000030,
      message: `Order '${orderNumber}' cannot be deleted: invoice '${created.invoiceNumbers[0]}' was billed because of it.`,
    });
  });

  test("when a credit memo credits what it cancelled, draft or posted", async () => {
    for (const generateDraftInvoice of [false, true]) {
      const subscriber = await aSubscriber(server, CHARGES, { billThrough: "2023-03-15" });
      const cancelled = await succeed(
        server,
        "POST",
        "/v1/orders",
        cancelOrder({
          ...subscriber,
          on: "2023-02-11",
          processingOptions: { runBilling: true, billingOptions: { generateDraftInvoice } },
        }),
      );
      const { message } = await refusal(cancelled.orderNumber);
      assert.match(message, new RegExp(`credit memo '${cancelled.creditMemoNumbers[0]}'`));
    }
  });

  test("when it wrote off without billing", async () => {
    const subscriber = await aSubscriber(server, CHARGES, { billThrough: "2023-03-15" });
    const { orderNumber, writeOff } = await succeed(
      server,
      "POST",
      "/v1/orders",
      cancelOrder({ ...subscriber, on: "2023-02-11", processingOptions: { writeOff: true } }),
    );
    const { message } = await refusal(orderNumber);
    assert.match(message, new RegExp(`credit memo '${writeOff[0].writeOffCreditMemoNumber}'`));
  });

  test("when billing found nothing but zero", async () => {
    const free = await aSubscriber(server, [{ price: 0 }], { billThrough: "2023-03-15" });
    const { data } = await succeed(
      server,
      "GET",
      `/object-query/orders?filter[]=accountId.EQ:${free.accountId}`,
    );
    assert.match((await refusal(data[0].orderNumber)).message, /was billed because of it/);
  });

  test("when there is none", async () => {
    assert.equal((await refusal("O-NONE")).code, 50000040);
  });
});
