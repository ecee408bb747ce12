/** Orders that wait for dates, and what becomes of them. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { inTransaction, sql } from "#store/database.ts";
import {
  anAccount,
  aPlan,
  cancelOrder,
  type Plan,
  subscribeOrder,
  succeed,
} from "#test/support/company.ts";
import { itemsOf, type Subscriber } from "#test/support/lifecycle.ts";
import { replay } from "#test/support/replay.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";
import { workedExamples } from "#test/support/worked-examples.ts";

type Fields = Readonly<Record<string, unknown>>;

let server: TestServer;
let plan: Plan;

before(async () => {
  server = await startTestServer();
  await server.runJobs();
  plan = await aPlan(server, [
    { Name: "Contract", price: 10 },
    { Name: "Service", price: 20, TriggerEvent: "ServiceActivation" },
    { Name: "Acceptance", price: 40, TriggerEvent: "CustomerAcceptance" },
  ]);
});
after(() => server.close());

const requires = (settings: Fields) =>
  succeed(server, "PUT", "/settings/subscription-settings", {
    requireServiceActivation: false,
    requireCustomerAcceptance: false,
    ...settings,
  });
beforeEach(() => requires({}));

const post = (body: Fields, query = "", headers = {}) =>
  succeed(server, "POST", `/v1/orders${query}`, body, headers);
const orderOf = async (orderNumber: string) =>
  (await succeed(server, "GET", `/v1/orders/${orderNumber}`)).order;
const subscriptionOf = (subscriptionNumber: string) =>
  succeed(server, "GET", `/v1/subscriptions/${subscriptionNumber}?charge-detail=all-segments`);

async function refusal(method: string, path: string, body?: unknown) {
  const { json, text } = await server.call(method, path, body);
  assert.equal(json.success, false, text);
  return json.reasons[0];
}

const dated = (orderNumber: string, subscriptionNumber: string, ...actions: Fields[]) =>
  succeed(server, "PUT", `/v1/orders/${orderNumber}/triggerDates`, {
    subscriptions: [
      {
        subscriptionNumber,
        orderActions: actions.map((action, sequence) => ({ sequence, ...action })),
      },
    ],
  });

const on = (dates: Readonly<Record<string, string>>) => ({
  triggerDates: Object.entries(dates).map(([name, triggerDate]) => ({ name, triggerDate })),
});

/** Of a charge, "name start..end", in the order of the names. */
const daysOf = ({ ratePlans }: Answer["json"]): string[] =>
  ratePlans
    .flatMap((each: Answer["json"]) => each.ratePlanCharges)
    .map(
      ({ name, effectiveStartDate, effectiveEndDate }: Answer["json"]) =>
        `${name} ${effectiveStartDate ?? "-"}..${effectiveEndDate ?? "-"}`,
    )
    .sort();

const FROM_223 = { "zuora-version": "223.0" };

type Created = Subscriber & { readonly orderNumber: string; readonly json: Answer["json"] };

async function created(fields: Fields = {}, given: Fields = {}): Promise<Created> {
  const { accountId, accountNumber } = await anAccount(server);
  const order = subscribeOrder({ accountNumber, plan, from: "2023-01-01", ...given });
  const json = await post({ ...order, status: undefined, ...fields });
  const { orderNumber, subscriptionNumbers } = json;
  return {
    accountId,
    accountNumber,
    orderNumber,
    subscriptionNumber: subscriptionNumbers[0],
    json,
  };
}

async function bill({ accountId }: Subscriber, targetDate: string): Promise<void> {
  const { id } = await succeed(server, "POST", "/v1/bill-runs", {
    billRunFilters: [{ accountId, filterType: "Account" }],
    invoiceDate: targetDate,
    targetDate,
  });
  for (;;) {
    const { status } = await succeed(server, "GET", `/v1/bill-runs/${id}`);
    if (status === "Completed" || status === "Posted") return;
    assert.notEqual(status, "Error");
  }
}

describe("a new subscription that waits", () => {
  test("is there, pending, with the dates that are known, and is never billed", async () => {
    await requires({ requireServiceActivation: true, requireCustomerAcceptance: true });
    const subscriber = await created();
    assert.equal(subscriber.json.status, "Pending");
    const subscription = await subscriptionOf(subscriber.subscriptionNumber);
    assert.deepEqual(
      [
        subscription.status,
        subscription.version,
        subscription.contractEffectiveDate,
        subscription.serviceActivationDate ?? null,
        subscription.customerAcceptanceDate ?? null,
      ],
      ["Pending Activation", 1, "2023-01-01", null, null],
    );
    assert.deepEqual(daysOf(subscription), [
      "Acceptance -..-",
      "Contract 2023-01-01..2024-01-01",
      "Service -..-",
    ]);
    await bill(subscriber, "2023-06-30");
    assert.deepEqual(await itemsOf(server, subscriber), []);
  });

  test("has order metrics of the charges that have their dates, wherever it stands", async () => {
    await requires({ requireServiceActivation: true });
    for (const billCycleDay of [0, 16]) {
      const { accountNumber } = await anAccount(server, { billCycleDay });
      const { orderNumber, subscriptionNumbers } = await post({
        ...subscribeOrder({ accountNumber, plan, from: "2023-01-01" }),
        status: undefined,
      });
      const metricsOf = async () =>
        (await orderOf(orderNumber)).subscriptions[0].orderActions[0].orderMetrics.map(
          ({ mrr, tcb, tcv }: Answer["json"]) => [mrr[0].amount, tcb[0].amount, tcv[0].amount],
        );
      assert.equal((await orderOf(orderNumber)).status, "Pending");
      const contract = (await metricsOf())[0];
      assert.deepEqual(await metricsOf(), [[10, 120, 120]], `billed on ${billCycleDay}`);
      await dated(orderNumber, subscriptionNumbers[0], on({ ServiceActivation: "2023-02-01" }));
      assert.deepEqual((await metricsOf())[0], contract);
      assert.equal((await metricsOf()).length, 3);
    }
  });

  test("is answered with its status, and with the order's, in every version of the API", async () => {
    await requires({ requireServiceActivation: true });
    const { accountId, accountNumber } = await anAccount(server);
    const order = subscribeOrder({ accountNumber, plan, from: "2023-01-01" });
    const answer = await post(order, "", FROM_223);
    assert.deepEqual(answer, {
      success: true,
      orderNumber: answer.orderNumber,
      accountNumber,
      status: "Pending",
      subscriptions: [
        {
          subscriptionNumber: answer.subscriptions[0].subscriptionNumber,
          subscriptionOwnerId: accountId,
          subscriptionOwnerNumber: accountNumber,
          status: "Pending Activation",
        },
      ],
    });
  });

  test("starts step by step, and is billed from then on", async () => {
    await requires({ requireServiceActivation: true, requireCustomerAcceptance: true });
    const subscriber = await created();
    const { orderNumber, subscriptionNumber } = subscriber;
    const first = await dated(
      orderNumber,
      subscriptionNumber,
      on({ ServiceActivation: "2023-02-01" }),
    );
    assert.deepEqual(first.subscriptions, [{ subscriptionNumber, status: "Pending Acceptance" }]);
    assert.equal(first.status, "Pending");
    assert.equal((await orderOf(orderNumber)).status, "Pending");
    await bill(subscriber, "2023-06-30");
    assert.deepEqual(await itemsOf(server, subscriber), []);

    const second = await dated(
      orderNumber,
      subscriptionNumber,
      on({ CustomerAcceptance: "2023-03-01" }),
    );
    assert.deepEqual(second, {
      success: true,
      orderNumber,
      status: "Completed",
      accountNumber: subscriber.accountNumber,
      subscriptions: [{ subscriptionNumber, status: "Active" }],
    });
    const subscription = await subscriptionOf(subscriptionNumber);
    assert.deepEqual(
      [
        subscription.version,
        subscription.serviceActivationDate,
        subscription.customerAcceptanceDate,
      ],
      [1, "2023-02-01", "2023-03-01"],
    );
    assert.deepEqual(
      subscription.statusHistory.map(({ status }: Fields) => status),
      ["Active"],
    );
    assert.deepEqual(daysOf(subscription), [
      "Acceptance 2023-03-01..2024-01-01",
      "Contract 2023-01-01..2024-01-01",
      "Service 2023-02-01..2024-01-01",
    ]);
    await bill(subscriber, "2023-03-31");
    assert.deepEqual(await itemsOf(server, subscriber), [
      "2023-01-01..2023-01-31 10",
      "2023-02-01..2023-02-28 10",
      "2023-02-01..2023-02-28 20",
      "2023-03-01..2023-03-31 10",
      "2023-03-01..2023-03-31 20",
      "2023-03-01..2023-03-31 40",
    ]);
  });

  test("is what it would have been with the dates from the beginning", async () => {
    await requires({ requireServiceActivation: true, requireCustomerAcceptance: true });
    const dates = { ServiceActivation: "2023-02-10", CustomerAcceptance: "2023-03-05" };
    const later = await created();
    await dated(later.orderNumber, later.subscriptionNumber, on(dates));
    const { accountNumber } = await anAccount(server);
    const order = structuredClone(
      subscribeOrder({ accountNumber, plan, from: "2023-01-01" }),
    ) as Answer["json"];
    order.subscriptions[0].orderActions[0].triggerDates.push(...on(dates).triggerDates);
    const { subscriptionNumbers, orderNumber } = await post(order);
    const own =
      /^(id|number|.*Owner|.*Id|.*Number|createdDate|createdTime|updatedDate|subscriptionNumber)$/;
    const essence = (value: unknown) =>
      JSON.parse(JSON.stringify(value, (key, each) => (own.test(key) ? undefined : each)));
    assert.deepEqual(
      essence(await subscriptionOf(later.subscriptionNumber)),
      essence(await subscriptionOf(subscriptionNumbers[0])),
    );
    assert.deepEqual(
      essence(await orderOf(later.orderNumber)),
      essence({ ...(await orderOf(orderNumber)) }),
    );
  });

  test("with a charge of a day to come waits for the charge's day", async () => {
    const override = {
      productRatePlanChargeId: plan.chargeIds[0],
      startDate: { triggerEvent: "SpecificDate" },
      estimatedStartDate: "2023-05-01",
    };
    const subscriber = await created({}, { chargeOverrides: [override] });
    const { orderNumber, subscriptionNumber } = subscriber;
    assert.equal(subscriber.json.status, "Pending");
    const { status, ratePlans } = await subscriptionOf(subscriptionNumber);
    assert.equal(status, "Pending Acceptance");
    const { number: chargeNumber } = ratePlans[0].ratePlanCharges.find(
      ({ name }: Fields) => name === "Contract",
    );
    const charges = [{ chargeNumber, specificTriggerDate: "2023-04-15" }];
    const answer = await dated(orderNumber, subscriptionNumber, { charges });
    assert.equal(answer.status, "Completed");
    assert.deepEqual(daysOf(await subscriptionOf(subscriptionNumber)), [
      "Acceptance 2023-01-01..2024-01-01",
      "Contract 2023-04-15..2024-01-01",
      "Service 2023-01-01..2024-01-01",
    ]);
    const { subscriptions } = await orderOf(orderNumber);
    const [{ createSubscription }] = subscriptions[0].orderActions;
    const [{ chargeOverrides }] = createSubscription.subscribeToRatePlans;
    assert.deepEqual(chargeOverrides[0].startDate, {
      specificTriggerDate: "2023-04-15",
      triggerEvent: "SpecificDate",
    });
    const [version] = await replay(server, subscriptionNumber);
    assert.equal(version?.replayed.status, "Active");
  });

  test("with a charge of a day to come is active at once where the order says Completed", async () => {
    const override = {
      productRatePlanChargeId: plan.chargeIds[0],
      startDate: { triggerEvent: "SpecificDate" },
    };
    const { json, subscriptionNumber } = await created(
      { status: "Completed" },
      { chargeOverrides: [override] },
    );
    assert.equal(json.status, "Completed");
    assert.equal((await subscriptionOf(subscriptionNumber)).status, "Active");
  });

  test("is neither changed nor cancelled, but its order can be deleted", async () => {
    await requires({ requireServiceActivation: true });
    const { accountNumber, subscriptionNumber, orderNumber } = await created();
    const cancel = cancelOrder({ accountNumber, subscriptionNumber, on: "2023-06-01" });
    assert.match((await refusal("POST", "/v1/orders", cancel)).message, /Only activated/);
    const put = await refusal("PUT", `/v1/subscriptions/${subscriptionNumber}/cancel`, {
      cancellationPolicy: "SpecificDate",
      cancellationEffectiveDate: "2023-06-01",
      orderDate: "2023-06-01",
    });
    assert.match(put.message, /Only activated/);
    const orderActions = [{ type: "RenewSubscription" }];
    const renewal = { ...cancel, subscriptions: [{ subscriptionNumber, orderActions }] };
    assert.match(
      (await refusal("POST", "/v1/orders", renewal)).message,
      /is Pending Activation: RenewSubscription needs an active one/,
    );
    await succeed(server, "DELETE", `/v1/orders/${orderNumber}`);
    await refusal("GET", `/v1/subscriptions/${subscriptionNumber}`);
    await refusal("GET", `/v1/orders/${orderNumber}`);
  });

  test("gives its account a billing day only once it starts", async () => {
    await requires({ requireServiceActivation: true });
    const { accountNumber } = await anAccount(server, { billCycleDay: 0 });
    const billCycleDay = async () =>
      (await succeed(server, "GET", `/v1/accounts/${accountNumber}`)).billingAndPayment
        .billCycleDay;
    const { orderNumber, subscriptionNumbers } = await post(
      subscribeOrder({ accountNumber, plan, from: "2023-01-09" }),
    );
    assert.equal(await billCycleDay(), 0);
    await dated(orderNumber, subscriptionNumbers[0], on({ ServiceActivation: "2023-01-20" }));
    assert.equal(await billCycleDay(), 9);
  });

  test("is billed when its order completes, where the order was to bill", async () => {
    await requires({ requireServiceActivation: true });
    const subscriber = await created({}, { billThrough: "2023-02-28" });
    assert.equal(subscriber.json.invoiceNumbers, undefined);
    const { orderNumber, subscriptionNumber } = subscriber;
    const dates = on({ ServiceActivation: "2023-02-01" });
    const preview = (given: Fields) =>
      succeed(server, "POST", `/v1/orders/${orderNumber}/triggerDates/preview`, {
        subscriptions: [{ subscriptionNumber, orderActions: [{ sequence: 0, ...given }] }],
      });
    const waits = await preview({});
    assert.deepEqual([waits.status, waits.receipt], ["Pending", undefined]);
    const promised = await preview(dates);
    assert.deepEqual(promised.subscriptions, [{ subscriptionNumber, status: "Active" }]);
    const answer = await dated(orderNumber, subscriptionNumber, dates);
    assert.equal(answer.invoiceNumbers.length, 1);
    const kept = await succeed(server, "GET", `/v1/orders/${orderNumber}/receipt`);
    assert.deepEqual(kept.accounts, promised.receipt.accounts);
    assert.equal(kept.accounts[0].billed, 80);
    assert.deepEqual(await itemsOf(server, subscriber), [
      "2023-01-01..2023-01-31 10",
      "2023-02-01..2023-02-28 10",
      "2023-02-01..2023-02-28 20",
      "2023-02-01..2023-02-28 40",
    ]);
    await bill(subscriber, "2023-02-28");
    assert.equal((await itemsOf(server, subscriber)).length, 4);
  });

  test("waits beside changes that are done at once", async () => {
    const subscriber = await created();
    const { accountNumber, subscriptionNumber } = subscriber;
    await requires({ requireServiceActivation: true });
    const order = subscribeOrder({ accountNumber, plan, from: "2023-05-01" }) as Answer["json"];
    const cancel = cancelOrder({
      accountNumber,
      subscriptionNumber,
      on: "2023-06-01",
    }) as Answer["json"];
    const { orderNumber, subscriptionNumbers, status } = await post({
      ...order,
      status: undefined,
      subscriptions: [...cancel.subscriptions, ...order.subscriptions],
    });
    assert.equal(status, "Pending");
    assert.equal((await subscriptionOf(subscriptionNumber)).status, "Cancelled");
    const [, pending] = subscriptionNumbers;
    assert.equal((await subscriptionOf(pending)).status, "Pending Activation");
    const done = await refusal("PUT", `/v1/orders/${orderNumber}/triggerDates`, {
      subscriptions: [{ subscriptionNumber, orderActions: [{ sequence: 0 }] }],
    });
    assert.equal(
      done.message,
      `Order action 0 on subscription '${subscriptionNumber}' does not wait for dates.`,
    );
    await dated(orderNumber, pending, on({ ServiceActivation: "2023-05-10" }));
    assert.equal((await subscriptionOf(pending)).status, "Active");
    const { subscriptions } = await orderOf(orderNumber);
    assert.deepEqual(
      subscriptions.map(({ baseVersion, newVersion }: Fields) => [baseVersion, newVersion]),
      [
        [1, 2],
        [null, 1],
      ],
    );
    await succeed(server, "DELETE", `/v1/orders/${orderNumber}`);
    assert.equal((await subscriptionOf(subscriptionNumber)).status, "Active");
  });

  test("several of one order start one after the other", async () => {
    await requires({ requireServiceActivation: true });
    const { accountNumber } = await anAccount(server);
    const order = subscribeOrder({ accountNumber, plan, from: "2023-01-01" }) as Answer["json"];
    const { orderNumber, subscriptionNumbers } = await post({
      ...order,
      subscriptions: [...order.subscriptions, ...order.subscriptions],
    });
    const [one, other] = subscriptionNumbers;
    const first = await dated(orderNumber, other, on({ ServiceActivation: "2023-02-01" }));
    assert.deepEqual(
      [first.status, first.subscriptions],
      ["Pending", [{ subscriptionNumber: other, status: "Active" }]],
    );
    const again = await refusal("PUT", `/v1/orders/${orderNumber}/triggerDates`, {
      subscriptions: [{ subscriptionNumber: other, orderActions: [{ sequence: 0 }] }],
    });
    assert.match(again.message, /does not wait for dates/);
    const second = await dated(orderNumber, one, on({ ServiceActivation: "2023-02-01" }));
    assert.equal(second.status, "Completed");
  });

  test("shows only the dates that are known, in its order too", async () => {
    await requires({ requireCustomerAcceptance: true });
    const { orderNumber, subscriptionNumber } = await created();
    const namesIn = async () => {
      const [{ orderActions }] = (await orderOf(orderNumber)).subscriptions;
      return orderActions[0].triggerDates.map(({ name }: Fields) => name);
    };
    assert.deepEqual(await namesIn(), ["ContractEffective", "ServiceActivation"]);
    await dated(orderNumber, subscriptionNumber, on({ CustomerAcceptance: "2023-02-01" }));
    assert.equal((await namesIn()).length, 3);
  });
});

describe("a change that waits", () => {
  async function aPendingChange(orderActions: readonly Fields[], fields: Fields = {}) {
    const subscriber = await created();
    const { accountNumber, subscriptionNumber } = subscriber;
    await requires({ requireServiceActivation: true });
    const answer = await post({
      orderDate: "2023-06-01",
      existingAccountNumber: accountNumber,
      subscriptions: [{ subscriptionNumber, orderActions }],
      ...fields,
    });
    return { ...subscriber, orderNumber: answer.orderNumber, answer };
  }

  const RENEWAL = [
    {
      type: "TermsAndConditions",
      termsAndConditions: { lastTerm: { termType: "TERMED", period: 24, periodType: "Month" } },
    },
  ];

  test("leaves the subscription as it is until its date is there", async () => {
    const { orderNumber, subscriptionNumber, answer } = await aPendingChange(RENEWAL);
    assert.deepEqual(
      [answer.status, answer.subscriptionNumbers],
      ["Pending", [subscriptionNumber]],
    );
    const before = await subscriptionOf(subscriptionNumber);
    assert.deepEqual([before.version, before.termEndDate], [1, "2024-01-01"]);
    const [waiting] = (await orderOf(orderNumber)).subscriptions;
    assert.equal("orderMetrics" in waiting.orderActions[0], false);
    assert.deepEqual(
      [waiting.subscriptionNumber, waiting.baseVersion, waiting.newVersion],
      [subscriptionNumber, null, null],
    );
    const completed = await dated(
      orderNumber,
      subscriptionNumber,
      on({ ServiceActivation: "2023-06-10" }),
    );
    assert.deepEqual(completed.subscriptions, [{ subscriptionNumber, status: "Active" }]);
    assert.equal(completed.status, "Completed");
    const after = await subscriptionOf(subscriptionNumber);
    assert.deepEqual([after.version, after.termEndDate], [2, "2025-01-01"]);
    const [done] = (await orderOf(orderNumber)).subscriptions;
    assert.deepEqual([done.baseVersion, done.newVersion], [1, 2]);
    await succeed(server, "DELETE", `/v1/orders/${orderNumber}`);
    assert.equal((await subscriptionOf(subscriptionNumber)).termEndDate, "2024-01-01");
  });

  test("is listed as the subscription's pending order", async () => {
    const { orderNumber, subscriptionNumber } = await aPendingChange(RENEWAL);
    const path = `/v1/orders/subscription/${subscriptionNumber}/pending`;
    const { orders } = await succeed(server, "GET", path);
    assert.deepEqual(
      orders.map((each: Fields) => each.orderNumber),
      [orderNumber],
    );
    await dated(orderNumber, subscriptionNumber, on({ ServiceActivation: "2023-06-10" }));
    assert.deepEqual((await succeed(server, "GET", path)).orders, []);
  });

  test("is the only one on its subscription", async () => {
    const { accountNumber, orderNumber, subscriptionNumber } = await aPendingChange(RENEWAL);
    const second = await refusal("POST", "/v1/orders", {
      orderDate: "2023-06-01",
      existingAccountNumber: accountNumber,
      subscriptions: [{ subscriptionNumber, orderActions: RENEWAL }],
    });
    assert.equal(
      second.message,
      `Order '${orderNumber}' on subscription '${subscriptionNumber}' is Pending already: complete or delete it first.`,
    );
  });

  test("is made to the subscription as it is then", async () => {
    const { accountNumber, orderNumber, subscriptionNumber } = await aPendingChange(RENEWAL);
    const notes = { type: "TermsAndConditions", termsAndConditions: { notes: "Between" } };
    const between = { ...notes, ...on({ ServiceActivation: "2023-06-01" }) };
    await post({
      orderDate: "2023-06-01",
      existingAccountNumber: accountNumber,
      subscriptions: [{ subscriptionNumber, orderActions: [between] }],
    });
    await dated(orderNumber, subscriptionNumber, on({ ServiceActivation: "2023-06-10" }));
    const { version, notes: kept, termEndDate } = await subscriptionOf(subscriptionNumber);
    assert.deepEqual([version, kept, termEndDate], [3, "Between", "2025-01-01"]);
  });

  test("that has become impossible is refused with its date, and still waits without it", async () => {
    const { accountNumber, orderNumber, subscriptionNumber } = await aPendingChange(RENEWAL);
    await post(cancelOrder({ accountNumber, subscriptionNumber, on: "2023-08-01" }));
    const before = await orderOf(orderNumber);
    const { message } = await refusal("PUT", `/v1/orders/${orderNumber}/triggerDates`, {
      subscriptions: [
        {
          subscriptionNumber,
          orderActions: [{ sequence: 0, ...on({ ServiceActivation: "2023-06-10" }) }],
        },
      ],
    });
    assert.match(message, /is Cancelled: TermsAndConditions needs an active one/);
    assert.deepEqual(await orderOf(orderNumber), before);
  });

  test("keeps its subscription from being deleted under it", async () => {
    const { orderNumber, subscriptionNumber } = await aPendingChange(RENEWAL);
    const { orders } = await succeed(
      server,
      "GET",
      `/v1/orders/subscription/${subscriptionNumber}`,
    );
    const creation = orders.at(-1).orderNumber;
    const { message } = await refusal("DELETE", `/v1/orders/${creation}`);
    assert.match(message, /is not the latest of subscription/);
    await succeed(server, "DELETE", `/v1/orders/${orderNumber}`);
    await succeed(server, "DELETE", `/v1/orders/${creation}`);
  });

  test("adds a product whose charge waits for its day by the number that was chosen", async () => {
    const added = await aPlan(server, [{ Name: "Added", price: 5 }]);
    const adding = (override: Fields) => [
      {
        type: "AddProduct",
        ...on({ ServiceActivation: "2023-06-01" }),
        addProduct: {
          productRatePlanId: added.productRatePlanId,
          chargeOverrides: [
            {
              productRatePlanChargeId: added.chargeIds[0],
              startDate: { triggerEvent: "SpecificDate" },
              ...override,
            },
          ],
        },
      },
    ];
    const chargeNumber = `C-added-${added.productRatePlanId}`;
    const pending = await aPendingChange(adding({ chargeNumber }));
    const { accountNumber, orderNumber, subscriptionNumber } = pending;
    assert.equal(pending.answer.status, "Pending");
    const unknown = await refusal("PUT", `/v1/orders/${orderNumber}/triggerDates`, {
      subscriptions: [
        {
          subscriptionNumber,
          orderActions: [
            { sequence: 0, charges: [{ chargeNumber: "C-0", specificTriggerDate: "2023-07-01" }] },
          ],
        },
      ],
    });
    assert.equal(unknown.message, "Charge 'C-0' does not wait for a specific trigger date.");
    const charges = [{ chargeNumber, specificTriggerDate: "2023-07-01" }];
    assert.equal((await dated(orderNumber, subscriptionNumber, { charges })).status, "Completed");
    const days = daysOf(await subscriptionOf(subscriptionNumber));
    assert.ok(days.includes("Added 2023-07-01..2024-01-01"), String(days));
    const nameless = await refusal("POST", "/v1/orders", {
      orderDate: "2023-06-01",
      existingAccountNumber: accountNumber,
      subscriptions: [{ subscriptionNumber, orderActions: adding({}) }],
    });
    assert.equal(nameless.message, "'chargeNumber' may not be null");
  });

  test("updates a charge from a day that is given later", async () => {
    const subscriber = await created();
    const { accountNumber, subscriptionNumber } = subscriber;
    const { ratePlans } = await subscriptionOf(subscriptionNumber);
    const { number: chargeNumber } = ratePlans[0].ratePlanCharges.find(
      ({ name }: Fields) => name === "Contract",
    );
    const { orderNumber, status } = await post({
      orderDate: "2023-06-01",
      existingAccountNumber: accountNumber,
      subscriptions: [
        {
          subscriptionNumber,
          orderActions: [
            {
              type: "UpdateProduct",
              updateProduct: {
                ratePlanId: ratePlans[0].id,
                chargeUpdates: [
                  {
                    chargeNumber,
                    effectiveDate: { triggerEvent: "SpecificDate" },
                    pricing: { recurringFlatFee: { listPrice: 11.5 } },
                  },
                ],
              },
            },
          ],
        },
      ],
    });
    assert.equal(status, "Pending");
    const charges = [{ chargeNumber, specificTriggerDate: "2023-09-01" }];
    await dated(orderNumber, subscriptionNumber, { charges });
    const days = daysOf(await subscriptionOf(subscriptionNumber));
    assert.ok(days.includes("Contract 2023-09-01..2024-01-01"), String(days));
  });

  test("is billed when it is made, where the order was to bill", async () => {
    const processingOptions = {
      runBilling: true,
      billingOptions: { targetDate: "2023-01-31", documentDate: "2023-01-31" },
    };
    const pending = await aPendingChange(RENEWAL, { processingOptions });
    const { orderNumber, subscriptionNumber } = pending;
    assert.equal(pending.answer.invoiceNumbers, undefined);
    assert.deepEqual(await itemsOf(server, pending), []);
    const done = await dated(
      orderNumber,
      subscriptionNumber,
      on({ ServiceActivation: "2023-06-10" }),
    );
    assert.equal(done.invoiceNumbers.length, 1);
  });

  test("by a call that has no dates to give does not wait", async () => {
    const { subscriptionNumber } = await created(
      {},
      {
        createSubscription: {
          terms: {
            initialTerm: { termType: "TERMED", period: 12, periodType: "Month" },
            renewalTerms: [{ period: 12, periodType: "Month" }],
          },
        },
      },
    );
    await requires({ requireServiceActivation: true, requireCustomerAcceptance: true });
    const path = `/v1/subscriptions/${subscriptionNumber}/renew`;
    await succeed(server, "PUT", path, { orderDate: "2023-06-01" });
    assert.equal((await subscriptionOf(subscriptionNumber)).termEndDate, "2025-01-01");
  });
});

describe("PUT /v1/orders/{orderNumber}/triggerDates", () => {
  test("does not change a date that is there", async () => {
    await requires({ requireServiceActivation: true, requireCustomerAcceptance: true });
    const { orderNumber, subscriptionNumber } = await created();
    await dated(orderNumber, subscriptionNumber, on({ ServiceActivation: "2023-02-01" }));
    await dated(orderNumber, subscriptionNumber, on({ ServiceActivation: "2023-02-01" }));
    const { message } = await refusal("PUT", `/v1/orders/${orderNumber}/triggerDates`, {
      subscriptions: [
        {
          subscriptionNumber,
          orderActions: [{ sequence: 0, ...on({ ServiceActivation: "2023-02-02" }) }],
        },
      ],
    });
    assert.equal(
      message,
      "The trigger date ServiceActivation is 2023-02-01 already: it cannot become 2023-02-02.",
    );
  });

  test("names subscriptions of the order only", async () => {
    await requires({ requireServiceActivation: true });
    const { orderNumber } = await created();
    const { message } = await refusal("PUT", `/v1/orders/${orderNumber}/triggerDates`, {
      subscriptions: [{ subscriptionNumber: "A-S0", orderActions: [] }],
    });
    assert.equal(message, `Order '${orderNumber}' has no subscription 'A-S0'.`);
  });

  test("completes an order once, however often at the same time", async () => {
    await requires({ requireServiceActivation: true });
    const subscriber = await created({}, { billThrough: "2023-01-31" });
    const { orderNumber, subscriptionNumber } = subscriber;
    const body = {
      subscriptions: [
        {
          subscriptionNumber,
          orderActions: [{ sequence: 0, ...on({ ServiceActivation: "2023-01-01" }) }],
        },
      ],
    };
    const path = `/v1/orders/${orderNumber}/triggerDates`;
    const answers = await Promise.all([1, 2, 3].map(() => server.call("PUT", path, body)));
    const completed = answers.filter(({ json }) => json.status === "Completed");
    assert.equal(completed.length, 1);
    assert.equal((await itemsOf(server, subscriber)).length, 3);
  });
});

describe("drafts, jobs and previews of orders that lack dates", () => {
  test("a draft becomes Pending when it is activated", async () => {
    await requires({ requireServiceActivation: true });
    const { accountNumber } = await anAccount(server);
    const { processingOptions: _, ...order } = subscribeOrder({
      accountNumber,
      plan,
      from: "2023-01-01",
    });
    const { orderNumber, orderId } = await post({ ...order, status: "Draft" }, "?returnIds=true");
    const activated = await succeed(
      server,
      "PUT",
      `/v1/orders/${orderNumber}/activate?returnIds=true`,
      {},
      FROM_223,
    );
    assert.deepEqual(
      [activated.status, activated.orderId, activated.subscriptions[0].status],
      ["Pending", orderId, "Pending Activation"],
    );
    const { subscriptionNumber } = activated.subscriptions[0];
    const done = await dated(
      orderNumber,
      subscriptionNumber,
      on({ ServiceActivation: "2023-02-01" }),
    );
    assert.equal(done.status, "Completed");
  });

  test("a draft that changes becomes Pending as well, and keeps the ids of its actions", async () => {
    const { accountNumber, subscriptionNumber } = await created();
    await requires({ requireServiceActivation: true });
    const { orderNumber } = await post({
      orderDate: "2023-06-01",
      existingAccountNumber: accountNumber,
      status: "Draft",
      subscriptions: [
        {
          subscriptionNumber,
          orderActions: [{ type: "TermsAndConditions", termsAndConditions: { notes: "Late" } }],
        },
      ],
    });
    const idOf = async () => (await orderOf(orderNumber)).subscriptions[0].orderActions[0].id;
    const id = await idOf();
    const { status } = await succeed(server, "PUT", `/v1/orders/${orderNumber}/activate`, {});
    assert.equal(status, "Pending");
    await dated(orderNumber, subscriptionNumber, on({ ServiceActivation: "2023-06-02" }));
    assert.equal(await idOf(), id);
    assert.equal((await subscriptionOf(subscriptionNumber)).notes, "Late");
  });

  test("a job that has made a Pending order is Completed", async () => {
    await requires({ requireServiceActivation: true });
    const { accountNumber } = await anAccount(server);
    const order = subscribeOrder({ accountNumber, plan, from: "2023-01-01" });
    const { jobId } = await succeed(server, "POST", "/v1/async/orders", order);
    let job = await succeed(server, "GET", `/v1/async-jobs/${jobId}`, undefined, FROM_223);
    while (job.status === "Processing") {
      job = await succeed(server, "GET", `/v1/async-jobs/${jobId}`, undefined, FROM_223);
    }
    assert.deepEqual(
      [job.status, job.result.status, job.result.subscriptions[0].status],
      ["Completed", "Pending", "Pending Activation"],
    );
  });

  test("a preview bills nothing of what waits, and keeps nothing", async () => {
    await requires({ requireServiceActivation: true });
    const { accountNumber } = await anAccount(server);
    const { processingOptions: _, ...order } = subscribeOrder({
      accountNumber,
      plan,
      from: "2023-01-01",
    });
    const { previewResult } = await succeed(server, "POST", "/v1/orders/preview", {
      ...order,
      previewOptions: {
        previewThruType: "TermEnd",
        previewTypes: ["BillingDocs", "ChargeMetrics"],
      },
    });
    assert.deepEqual(previewResult.invoices, []);
    const { subscriptions } = await succeed(
      server,
      "GET",
      `/v1/subscriptions/accounts/${accountNumber}`,
    );
    assert.deepEqual(subscriptions, []);
  });
});

describe("what can be done with an order of each status", () => {
  /** An order of the status; those that a scheduler makes are made by hand. */
  async function anOrderThatIs(status: string): Promise<{ orderNumber: string; body: Fields }> {
    const { accountNumber } = await anAccount(server);
    const { processingOptions: _, ...order } = subscribeOrder({
      accountNumber,
      plan,
      from: "2023-01-01",
    });
    const scheduling = { schedulingOptions: { scheduledDate: "2030-01-01" } };
    const body = { ...order, ...(status === "Scheduled" && scheduling), status };
    if (status === "Pending") await requires({ requireServiceActivation: true });
    const isDone = ["Completed", "Pending", "Reverted"].includes(status);
    const { orderNumber } = await post({ ...order, status: isDone ? "Completed" : "Draft" });
    if (status !== "Completed" && status !== "Pending") {
      await inTransaction(server.database, server.entityId, (tx) =>
        sql`update orders set status = ${status} where order_number = ${orderNumber}`.execute(tx),
      );
    }
    return { orderNumber, body };
  }

  const CALLS: Readonly<
    Record<string, (orderNumber: string, body: Fields) => [string, string, unknown]>
  > = {
    update: (orderNumber, body) => ["PUT", `/v1/orders/${orderNumber}`, body],
    activate: (orderNumber) => ["PUT", `/v1/orders/${orderNumber}/activate`, {}],
    cancel: (orderNumber) => ["PUT", `/v1/orders/${orderNumber}/cancel`, {}],
    delete: (orderNumber) => ["DELETE", `/v1/orders/${orderNumber}`, undefined],
  };

  for (const row of workedExamples("docs/spec/order-life.md", "What can be done with an order")) {
    const { status = "" } = row;
    test(`one that is ${status}`, async () => {
      for (const [what, callOf] of Object.entries(CALLS)) {
        await requires({});
        const { orderNumber, body } = await anOrderThatIs(status);
        const sent = { ...body, status: status === "Scheduled" ? status : "Draft" };
        const { json } = await server.call(...callOf(orderNumber, sent));
        assert.equal(json.success ? "yes" : "no", row[what], `${what}: ${JSON.stringify(json)}`);
        const refused = /only an order that is|cannot be undone/;
        if (!json.success) assert.match(json.reasons[0].message, refused);
      }
      await requires({});
      const { orderNumber } = await anOrderThatIs(status);
      const { subscriptions } = await orderOf(orderNumber);
      const subscriptionNumber = subscriptions[0]?.subscriptionNumber ?? "none";
      const { json } = await server.call("PUT", `/v1/orders/${orderNumber}/triggerDates`, {
        subscriptions: [{ subscriptionNumber, orderActions: [] }],
      });
      assert.equal(json.success ? "yes" : "no", row.triggerDates, JSON.stringify(json));
    });
  }
});

test("the settings are answered whole, and are no until they are changed", async () => {
  const path = "/settings/subscription-settings";
  const settings = await succeed(server, "GET", path);
  assert.deepEqual(
    [settings.requireServiceActivation, settings.requireCustomerAcceptance],
    [false, false],
  );
  const changed = await succeed(server, "PUT", path, { requireCustomerAcceptance: true });
  assert.deepEqual(
    [changed.requireServiceActivation, changed.requireCustomerAcceptance],
    [false, true],
  );
});

test("a scheduled order shows its day and no subscription before it is executed", async () => {
  const { accountNumber } = await anAccount(server);
  const { processingOptions: _, ...order } = subscribeOrder({
    accountNumber,
    plan,
    from: "2023-01-01",
  });
  const { orderNumber } = await post({ ...order, status: "Draft" });
  await inTransaction(server.database, server.entityId, (tx) =>
    sql`update orders set status = 'Scheduled' where order_number = ${orderNumber}`.execute(tx),
  );
  const schedulingOptions = { scheduledDate: "2030-01-01", scheduledDatePolicy: "SpecificDate" };
  await succeed(server, "PUT", `/v1/orders/${orderNumber}`, {
    ...order,
    status: "Scheduled",
    schedulingOptions,
    processingOptions: { runBilling: true },
  });
  const read = await orderOf(orderNumber);
  assert.deepEqual(
    [read.status, read.schedulingOptions, read.subscriptions],
    ["Scheduled", schedulingOptions, []],
  );
  const { data } = await succeed(
    server,
    "GET",
    `/object-query/orders?filter[]=orderNumber.EQ:${orderNumber}&expand[]=orderActions`,
  );
  assert.deepEqual(data[0].orderActions, []);
  assert.equal(data[0].scheduledDate, "2030-01-01");
  const { orders } = await succeed(server, "GET", `/v1/orders/subscriptionOwner/${accountNumber}`);
  assert.deepEqual(orders, []);
});
