/** An order that is saved as a draft is nothing but its rows until it is activated, and then as any other. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import {
  anAccount,
  aPlan,
  cancelOrder,
  type Plan,
  subscribe,
  subscribeOrder,
  succeed,
} from "#test/support/company.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let plan: Plan;

before(async () => {
  server = await startTestServer();
  await server.runJobs();
  plan = await aPlan(server, [
    { Name: "Silver", price: 12.34 },
    { Name: "Seats", ChargeModel: "Per Unit Pricing", UOM: "Each", DefaultQuantity: 3, price: 7 },
  ]);
});
after(() => server.close());

type Fields = Readonly<Record<string, unknown>>;

const post = (body: Fields, query = "") => succeed(server, "POST", `/v1/orders${query}`, body);
const get = async (orderNumber: string) =>
  (await succeed(server, "GET", `/v1/orders/${orderNumber}`)).order;
const put = (orderNumber: string, what: string, body: Fields = {}) =>
  succeed(server, "PUT", `/v1/orders/${orderNumber}${what}`, body);

async function refusal(method: string, path: string, body?: Fields) {
  const { json, text } = await server.call(method, path, body);
  assert.equal(json.success, false, text);
  return json.reasons[0];
}

const isUnknown = async (path: string) => {
  const { code } = await refusal("GET", path);
  assert.equal(code, 50000040, path);
};

/** A creation with overrides, custom fields and texts: all that has to survive the waiting. */
async function aCreation(fields: Fields = {}): Promise<Fields & { existingAccountNumber: string }> {
  const { accountNumber } = await anAccount(server);
  const { processingOptions: _, ...order } = subscribeOrder({
    accountNumber,
    plan,
    from: "2023-01-10",
    chargeOverrides: [
      {
        productRatePlanChargeId: plan.chargeIds[0],
        description: "Hand-made",
        pricing: { recurringFlatFee: { listPrice: 45.678 } },
      },
      {
        productRatePlanChargeId: plan.chargeIds[1],
        pricing: { recurringPerUnit: { listPrice: 1.005, quantity: 12.5 } },
        endDate: { endDateCondition: "Fixed_Period", upToPeriods: 5, upToPeriodsType: "Months" },
      },
    ],
  });
  return {
    ...order,
    existingAccountNumber: accountNumber,
    description: "Signed by hand",
    ...fields,
  };
}

const withStatus = (order: Fields, status: string) => ({ ...order, status });

/** What a subscription is, without what differs between any two. */
function essence(subscription: Answer["json"]): unknown {
  const own =
    /^(id|number|.*Owner|.*Id|.*Number|createdDate|createdTime|createTime|updatedDate|updateTime)$/;
  return JSON.parse(
    JSON.stringify(subscription, (key, value) => (key !== "" && own.test(key) ? undefined : value)),
  );
}

describe("a draft", () => {
  test("is answered with its number and account, and creates nothing", async () => {
    const order = await aCreation();
    const answer = await post(withStatus(order, "Draft"));
    assert.deepEqual(answer, {
      success: true,
      orderNumber: answer.orderNumber,
      accountNumber: order.existingAccountNumber,
      status: "Draft",
    });
    const { subscriptions } = await succeed(
      server,
      "GET",
      `/v1/subscriptions/accounts/${order.existingAccountNumber}`,
    );
    assert.deepEqual(subscriptions, []);
  });

  test("is read back as it was sent: no versions, no number, only the dates that were given", async () => {
    const { orderNumber } = await post(withStatus(await aCreation(), "Draft"));
    const { status, description, subscriptions } = await get(orderNumber);
    assert.equal(status, "Draft");
    assert.equal(description, "Signed by hand");
    const [{ baseVersion, newVersion, subscriptionNumber, orderActions }] = subscriptions;
    assert.deepEqual([baseVersion, newVersion, subscriptionNumber], [null, null, null]);
    const [{ type, triggerDates, createSubscription }] = orderActions;
    assert.equal(type, "CreateSubscription");
    assert.deepEqual(triggerDates, [{ name: "ContractEffective", triggerDate: "2023-01-10" }]);
    assert.equal(createSubscription.subscriptionNumber, null);
    const prices = createSubscription.subscribeToRatePlans[0].chargeOverrides.map(
      ({ pricing }: Answer["json"]) => Object.values(pricing as Fields)[0],
    );
    assert.deepEqual(
      prices.map(({ listPrice, quantity }: Answer["json"]) => [listPrice, quantity]),
      [
        [45.678, undefined],
        [1.005, 12.5],
      ],
    );
  });

  test("that chose a number for its subscription shows it", async () => {
    const { accountNumber } = await anAccount(server);
    const subscriptionNumber = `A-S-drafted-${accountNumber}`;
    const { processingOptions: _, ...order } = subscribeOrder({
      accountNumber,
      plan,
      from: "2023-01-01",
      subscriptionNumber,
    });
    const { orderNumber } = await post(withStatus(order, "Draft"));
    const { subscriptions } = await get(orderNumber);
    assert.equal(subscriptions[0].subscriptionNumber, subscriptionNumber);
    await put(orderNumber, "/activate");
    const { status } = await succeed(server, "GET", `/v1/subscriptions/${subscriptionNumber}`);
    assert.equal(status, "Active");
  });

  test("that is activated has done what the order would have done at once", async () => {
    const drafted = await aCreation();
    const ordered = await aCreation();
    const { orderNumber } = await post(withStatus(drafted, "Draft"));
    const activated = await put(orderNumber, "/activate?returnIds=true");
    const completed = await post(withStatus(ordered, "Completed"), "?returnIds=true");
    assert.deepEqual(Object.keys(activated).sort(), Object.keys(completed).sort());
    assert.equal(activated.orderNumber, orderNumber);
    assert.equal(activated.status, "Completed");
    const one = await succeed(
      server,
      "GET",
      `/v1/subscriptions/${activated.subscriptionNumbers[0]}`,
    );
    const other = await succeed(
      server,
      "GET",
      `/v1/subscriptions/${completed.subscriptionNumbers[0]}`,
    );
    assert.deepEqual(essence(one), essence(other));
    assert.deepEqual(essence(await get(orderNumber)), essence(await get(completed.orderNumber)));
  });

  test("keeps its id, its actions' ids, and what was changed of them while it waited", async () => {
    const { orderNumber, orderId } = await post(
      withStatus(await aCreation(), "Draft"),
      "?returnIds=true",
    );
    const before = (await get(orderNumber)).subscriptions[0].orderActions[0];
    await put(orderNumber, "/customFields", { customFields: { source__c: "phone" } });
    await succeed(server, "PUT", `/v1/orderActions/${before.id}`, {
      changeReason: "asked twice",
      customFields: { step__c: "2" },
    });
    const activated = await put(orderNumber, "/activate?returnIds=true");
    assert.equal(activated.orderId, orderId);
    const after = await get(orderNumber);
    assert.deepEqual(after.customFields, { source__c: "phone" });
    const [action] = after.subscriptions[0].orderActions;
    assert.deepEqual(
      [action.id, action.changeReason, action.customFields],
      [before.id, "asked twice", { step__c: "2" }],
    );
  });

  test("is applied to the subscription as it is when it is activated", async () => {
    const { accountNumber } = await anAccount(server);
    const created = await subscribe(server, { accountNumber, plan, from: "2023-01-01" });
    const [subscriptionNumber] = created.subscriptionNumbers;
    const cancel = cancelOrder({ accountNumber, subscriptionNumber, on: "2023-06-01" });
    const { orderNumber } = await post(withStatus(cancel, "Draft"));
    await post({
      ...cancel,
      subscriptions: [
        {
          subscriptionNumber,
          orderActions: [{ type: "TermsAndConditions", termsAndConditions: { notes: "Kept" } }],
        },
      ],
    });
    await put(orderNumber, "/activate");
    const { subscriptions } = await get(orderNumber);
    assert.deepEqual([subscriptions[0].baseVersion, subscriptions[0].newVersion], [2, 3]);
    const subscription = await succeed(server, "GET", `/v1/subscriptions/${subscriptionNumber}`);
    assert.deepEqual([subscription.status, subscription.notes], ["Cancelled", "Kept"]);
  });

  test("that cannot be executed stays the draft that it is, and can be mended", async () => {
    const order = await aCreation();
    const impossible = structuredClone(order) as Answer["json"];
    impossible.subscriptions[0].orderActions[0].createSubscription.subscribeToRatePlans[0].productRatePlanId =
      "00000000000000000000000000000000";
    const { orderNumber } = await post(withStatus(impossible, "Draft"));
    const before = await get(orderNumber);
    const { message } = await refusal("PUT", `/v1/orders/${orderNumber}/activate`, {});
    assert.match(message, /Cannot find product rate plan/);
    assert.deepEqual(await get(orderNumber), before);
    await put(orderNumber, "", withStatus(order, "Draft"));
    assert.equal((await put(orderNumber, "/activate")).status, "Completed");
  });

  test("two activations at once execute it once", async () => {
    const order = await aCreation();
    const { orderNumber } = await post(withStatus(order, "Draft"));
    const path = `/v1/orders/${orderNumber}/activate`;
    const answers = await Promise.all([1, 2, 3].map(() => server.call("PUT", path, {})));
    const outcomes = answers.map(({ json }) => json.status ?? json.reasons[0].message).sort();
    assert.deepEqual(outcomes, [
      "Completed",
      ...[1, 2].map(
        () => `Order '${orderNumber}' is Completed: only an order that is Draft can be activated.`,
      ),
    ]);
    const { subscriptions } = await succeed(
      server,
      "GET",
      `/v1/subscriptions/accounts/${order.existingAccountNumber}`,
    );
    assert.equal(subscriptions.length, 1);
  });

  test("asks for no billing: processingOptions are refused by name", async () => {
    const order = withStatus(await aCreation(), "Draft");
    for (const [field, value] of Object.entries({
      runBilling: true,
      writeOff: true,
      billingOptions: { targetDate: "2023-05-01" },
    })) {
      const { message } = await refusal("POST", "/v1/orders", {
        ...order,
        processingOptions: { [field]: value },
      });
      assert.equal(message, `'processingOptions.${field}' is not possible in a draft order.`);
    }
    const { status } = await post({
      ...order,
      processingOptions: { runBilling: false, billingOptions: {} },
    });
    assert.equal(status, "Draft");
  });

  test("may bring its account along, which is there at once", async () => {
    const { existingAccountNumber: _, ...order } = await aCreation();
    const newAccount = {
      name: "Drafted Ltd",
      currency: "USD",
      billCycleDay: 1,
      billToContact: { firstName: "Ada", lastName: "Clark", country: "United States" },
    };
    const { orderNumber, accountNumber } = await post({ ...order, newAccount, status: "Draft" });
    const { basicInfo } = await succeed(server, "GET", `/v1/accounts/${accountNumber}`);
    assert.equal(basicInfo.name, "Drafted Ltd");
    assert.equal((await put(orderNumber, "/activate")).accountNumber, accountNumber);
  });

  test("of an unknown account, or with a number that is taken, is refused", async () => {
    const order = withStatus(await aCreation({ orderNumber: "O-drafted-twice" }), "Draft");
    const unknown = await refusal("POST", "/v1/orders", {
      ...order,
      existingAccountNumber: "nobody",
    });
    assert.equal(unknown.message, "Cannot find entity by key: 'nobody'.");
    await post(order);
    const taken = await refusal("POST", "/v1/orders", order);
    assert.equal(taken.message, "orderNumber 'O-drafted-twice' is already in use.");
  });
});

describe("PUT /v1/orders/{orderNumber}", () => {
  test("replaces the draft, and what is left out is gone", async () => {
    const order = await aCreation({ customFields: { source__c: "phone" }, reasonCode: "Upsell" });
    const { orderNumber, orderId } = await post(withStatus(order, "Draft"), "?returnIds=true");
    const { createdDate } = await get(orderNumber);
    const { accountNumber } = { accountNumber: order.existingAccountNumber };
    const { processingOptions: _, ...plain } = subscribeOrder({
      accountNumber,
      plan,
      from: "2023-03-01",
      months: 6,
    });
    const updated = await put(orderNumber, "?returnIds=true", { ...plain, status: undefined });
    assert.equal(updated.orderId, orderId);
    assert.deepEqual(
      [updated.orderNumber, updated.accountNumber, updated.status],
      [orderNumber, accountNumber, "Draft"],
    );
    const read = await get(orderNumber);
    assert.deepEqual(
      [read.orderDate, read.description, read.reasonCode, read.customFields, read.createdDate],
      ["2023-03-01", null, null, {}, createdDate],
    );
    assert.equal(read.subscriptions.length, 1);
    const { subscriptionNumbers } = await put(orderNumber, "/activate");
    const subscription = await succeed(
      server,
      "GET",
      `/v1/subscriptions/${subscriptionNumbers[0]}`,
    );
    assert.deepEqual(
      [subscription.termStartDate, subscription.termEndDate],
      ["2023-03-01", "2023-09-01"],
    );
  });

  test("keeps number, account and status", async () => {
    const order = await aCreation();
    const another = await anAccount(server);
    const { orderNumber } = await post(withStatus(order, "Draft"));
    const path = `/v1/orders/${orderNumber}`;
    const messages = [
      { status: "Completed" },
      { status: "Draft", orderNumber: "O-another" },
      { status: "Draft", existingAccountNumber: another.accountNumber },
      { status: "Draft", processingOptions: { writeOff: true } },
      { status: "Draft", processingOptions: { runBilling: true } },
      { status: "Executing" },
    ].map(async (fields) => (await refusal("PUT", path, { ...order, ...fields })).message);
    assert.deepEqual(await Promise.all(messages), [
      `Order '${orderNumber}' is Draft and stays so: it does not become Completed by being updated.`,
      `Order '${orderNumber}' keeps its number: it cannot become 'O-another'.`,
      `Order '${orderNumber}' belongs to account '${order.existingAccountNumber}': it cannot become another's.`,
      "'writeOff' and 'refund' are for orders that are executed at once.",
      "'processingOptions.runBilling' is not possible in a draft order.",
      "'status' cannot be Executing: that is what becomes of scheduled orders.",
    ]);
  });
});

describe("what does not wait", () => {
  test("ORDER_NOT_WAITING: a completed order is neither updated, activated nor cancelled", async () => {
    const order = await aCreation();
    const { orderNumber } = await post(order);
    const messages = [
      await refusal("PUT", `/v1/orders/${orderNumber}`, withStatus(order, "Draft")),
      await refusal("PUT", `/v1/orders/${orderNumber}/activate`, {}),
      await refusal("PUT", `/v1/orders/${orderNumber}/cancel`, { cancelReason: "late" }),
    ].map(({ message }) => message);
    assert.deepEqual(messages, [
      `Order '${orderNumber}' is Completed: only an order that is Draft or Scheduled can be updated.`,
      `Order '${orderNumber}' is Completed: only an order that is Draft can be activated.`,
      `Order '${orderNumber}' is Completed: only an order that is Draft or Scheduled can be cancelled.`,
    ]);
  });

  test("an unknown order is answered as such", async () => {
    for (const what of ["/activate", "/cancel"]) {
      const { message } = await refusal("PUT", `/v1/orders/O-unknown${what}`, {});
      assert.equal(message, "Cannot find entity by key: 'O-unknown'.");
    }
  });
});

describe("PUT /v1/orders/{orderNumber}/cancel", () => {
  test("a cancelled draft is kept, never executed, and can be deleted", async () => {
    const { orderNumber } = await post(withStatus(await aCreation(), "Draft"));
    const answer = await put(orderNumber, "/cancel", { cancelReason: "Changed his mind." });
    assert.equal(answer.cancelReason, "Changed his mind.");
    assert.equal((await get(orderNumber)).status, "Cancelled");
    const { message } = await refusal("PUT", `/v1/orders/${orderNumber}/activate`, {});
    assert.match(message, /is Cancelled: only an order that is Draft/);
    await succeed(server, "DELETE", `/v1/orders/${orderNumber}`);
    await isUnknown(`/v1/orders/${orderNumber}`);
  });

  test("a reason need not be given", async () => {
    const { orderNumber } = await post(withStatus(await aCreation(), "Draft"));
    const answer = await put(orderNumber, "/cancel");
    assert.deepEqual(Object.keys(answer).sort(), [
      "accountNumber",
      "orderNumber",
      "status",
      "success",
    ]);
  });
});

describe("a draft among other orders", () => {
  test("is found by its status, and left out of the list by subscription owner", async () => {
    const order = await aCreation();
    const { accountNumber } = { accountNumber: order.existingAccountNumber };
    const { orderNumber } = await post(withStatus(order, "Draft"));
    const completed = await post(order);
    const numbersIn = async (path: string) =>
      (await succeed(server, "GET", path)).orders.map((each: Answer["json"]) => each.orderNumber);
    const both = await numbersIn(`/v1/orders/invoiceOwner/${accountNumber}`);
    assert.deepEqual(both, [completed.orderNumber, orderNumber]);
    assert.deepEqual(await numbersIn(`/v1/orders/invoiceOwner/${accountNumber}?status=draft`), [
      orderNumber,
    ]);
    assert.deepEqual(await numbersIn(`/v1/orders/subscriptionOwner/${accountNumber}`), [
      completed.orderNumber,
    ]);
    assert.ok((await numbersIn("/v1/orders?status=draft")).includes(orderNumber));
    assert.ok(!(await numbersIn("/v1/orders?status=completed")).includes(orderNumber));
  });

  test("that changes a subscription is among that one's orders", async () => {
    const { accountNumber } = await anAccount(server);
    const created = await subscribe(server, { accountNumber, plan, from: "2023-01-01" });
    const [subscriptionNumber] = created.subscriptionNumbers;
    const cancel = cancelOrder({ accountNumber, subscriptionNumber, on: "2023-06-01" });
    const { orderNumber } = await post(withStatus(cancel, "Draft"));
    const { orders } = await succeed(
      server,
      "GET",
      `/v1/orders/subscription/${subscriptionNumber}`,
    );
    assert.deepEqual(
      orders.map((each: Answer["json"]) => [each.orderNumber, each.status]),
      [
        [orderNumber, "Draft"],
        [created.orderNumber, "Completed"],
      ],
    );
    const [{ cancelSubscription }] = orders[0].subscriptions[0].orderActions;
    assert.deepEqual(cancelSubscription, {
      cancellationPolicy: "SpecificDate",
      cancellationEffectiveDate: "2023-06-01",
    });
    await succeed(server, "DELETE", `/v1/orders/${orderNumber}`);
    const { status } = await succeed(server, "GET", `/v1/subscriptions/${subscriptionNumber}`);
    assert.equal(status, "Active");
  });

  test("is an order with actions for Object Query, of no version", async () => {
    const { orderNumber, orderId } = await post(
      withStatus(await aCreation(), "Draft"),
      "?returnIds=true",
    );
    const found = await succeed(
      server,
      "GET",
      `/object-query/orders/${orderId}?expand[]=orderActions`,
    );
    assert.equal(found.status, "Draft");
    assert.equal(found.orderNumber, orderNumber);
    const [action] = found.orderActions;
    assert.deepEqual(
      [action.type, action.subscriptionNumber, action.subscriptionId, action.termStartDate],
      ["CreateSubscription", undefined, undefined, undefined],
    );
  });

  test("accepted asynchronously is saved by its job", async () => {
    const { jobId } = await succeed(
      server,
      "POST",
      "/v1/async/orders",
      withStatus(await aCreation(), "Draft"),
    );
    const job = await ended(jobId);
    assert.equal(job.status, "Completed");
    assert.deepEqual([job.result.status, job.result.subscriptionNumbers], ["Draft", undefined]);
    assert.equal((await get(job.result.orderNumber)).status, "Draft");
  });

  test("sent twice with one idempotency key is one draft", async () => {
    const order = withStatus(await aCreation(), "Draft");
    const headers = { "idempotency-key": "a-draft-once" };
    const first = await succeed(server, "POST", "/v1/orders", order, headers);
    const second = await succeed(server, "POST", "/v1/orders", order, headers);
    assert.equal(second.orderNumber, first.orderNumber);
  });
});

async function ended(jobId: string): Promise<Answer["json"]> {
  for (;;) {
    const job = await succeed(server, "GET", `/v1/async-jobs/${jobId}`);
    if (job.status !== "Processing") return job;
    await delay(10);
  }
}
