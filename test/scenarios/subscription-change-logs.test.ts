/** What each version of a subscription has changed, and its figures, several at once. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { anAccount, aPlan, succeed } from "#test/support/company.ts";
import { aSubscriber, order, type Subscriber, subscriptionOf } from "#test/support/lifecycle.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

const VERSION = { "zuora-version": "211.0" };
const LOGS = "/v1/subscription-change-logs";

type Field = { fieldName: string; oldValue: string | null; newValue: string | null };

const get = (path: string) => succeed(server, "GET", path, undefined, VERSION);
const put = ({ subscriptionNumber }: Subscriber, body: object) =>
  succeed(server, "PUT", `/v1/subscriptions/${subscriptionNumber}`, body, VERSION);
const brief = (fields: readonly Field[]) =>
  fields.map(({ fieldName, oldValue, newValue }) => `${fieldName}: ${oldValue} -> ${newValue}`);
const code = async (path: string) => (await server.call("GET", path)).json.reasons[0].code;

describe("GET /v1/subscription-change-logs", () => {
  test("the first version is all new, field by field", async () => {
    const subscriber = await aSubscriber(server, [{ price: 100 }]);
    const stored = await subscriptionOf(server, subscriber);
    const [ratePlan] = stored.ratePlans;
    const [charge] = ratePlan.ratePlanCharges;
    const { subscription } = await get(`${LOGS}/${subscriber.subscriptionNumber}/versions/1`);
    const { fields, ratePlans, ...rest } = subscription;
    assert.deepEqual(rest, {
      subscriptionNumber: subscriber.subscriptionNumber,
      version: 1,
      subscriptionStartDate: "2023-01-01",
      subscriptionEndDate: "2024-01-01",
      termStartDate: "2023-01-01",
      termEndDate: "2024-01-01",
      accountNumber: subscriber.accountNumber,
      invoiceOwnerAccountNumber: subscriber.accountNumber,
      currency: "USD",
      orderNumber: stored.orderNumber,
      type: "Standard",
      externalSubscriptionId: null,
      changedTime: stored.createTime,
    });
    const said = brief(fields);
    assert.ok(said.includes(`accountId: null -> ${subscriber.accountId}`));
    assert.ok(said.includes("autoRenew: null -> false"));
    assert.ok(said.includes("initialTerm: null -> 12"));
    assert.equal(
      said.find((each) => each.startsWith("notes")),
      undefined,
      "it has none",
    );
    const [{ ratePlanCharges, ...plan }] = ratePlans;
    assert.deepEqual(plan, { ratePlanNumber: ratePlan.subscriptionRatePlanNumber, fields: [] });
    const [{ fields: ofCharge, ...first }] = ratePlanCharges;
    assert.deepEqual(first, {
      chargeNumber: charge.number,
      ratePlanChargeId: charge.originalChargeId,
      effectiveStartDate: "2023-01-01",
      effectiveEndDate: "2024-01-01",
    });
    assert.deepEqual(brief(ofCharge).slice(0, 2), ["price: null -> 100", "quantity: null -> 1"]);
  });

  test("later ones say what they have changed and nothing else, the latest first", async () => {
    const subscriber = await aSubscriber(server, [{ price: 100 }, { price: 5 }]);
    const [ratePlan] = (await subscriptionOf(server, subscriber)).ratePlans;
    const [first] = ratePlan.ratePlanCharges;
    await put(subscriber, {
      update: [
        {
          ratePlanId: ratePlan.id,
          contractEffectiveDate: "2023-07-01",
          chargeUpdateDetails: [{ ratePlanChargeId: first.id, price: 120 }],
          Colour__c: "red",
        },
      ],
      bookingDate: "2023-01-01",
    });
    await put(subscriber, { currentTerm: 24, notes: "Long", bookingDate: "2023-01-01" });
    const { subscriptions } = await get(`${LOGS}/${subscriber.subscriptionNumber}`);
    const [third, second, one] = subscriptions;
    assert.deepEqual([third.version, second.version, one.version], [3, 2, 1]);

    assert.deepEqual(second.fields, []);
    const [plan, another] = second.ratePlans;
    assert.equal(another, undefined);
    assert.deepEqual(brief(plan.fields), [
      "lastChangeType: null -> Update",
      "Colour__c: null -> red",
    ]);
    assert.deepEqual(
      plan.ratePlanCharges.map((each: { fields: Field[] }) => brief(each.fields)),
      [
        ["effectiveEndDate: 2024-01-01 -> 2023-07-01"],
        ["price: 100 -> 120", "effectiveStartDate: 2023-01-01 -> 2023-07-01"],
      ],
    );

    assert.equal(third.subscriptionEndDate, "2025-01-01");
    assert.deepEqual(brief(third.fields), ["currentTerm: 12 -> 24", "notes: null -> Long"]);
    assert.deepEqual(
      third.ratePlans[0].ratePlanCharges.map((each: { fields: Field[] }) => brief(each.fields)),
      [
        ["effectiveEndDate: 2024-01-01 -> 2025-01-01"],
        ["effectiveEndDate: 2024-01-01 -> 2025-01-01"],
      ],
    );
  });

  test("of an order, those of all its subscriptions", async () => {
    const subscriber = await aSubscriber(server, [{ price: 10 }]);
    const { orderNumber } = await order(server, subscriber, [
      {
        type: "CancelSubscription",
        cancelSubscription: {
          cancellationPolicy: "SpecificDate",
          cancellationEffectiveDate: "2023-05-01",
        },
      },
    ]);
    const { subscriptions } = await get(`${LOGS}/orders/${orderNumber}`);
    assert.equal(subscriptions.length, 1);
    const asSdksSpellIt = await get(`/subscription-change-logs/orders/${orderNumber}`);
    assert.deepEqual(asSdksSpellIt.subscriptions, subscriptions);
    const said = brief(subscriptions[0].fields);
    assert.ok(said.includes("status: Active -> Cancelled"));
    assert.ok(said.includes("cancelledDate: null -> 2023-05-01"));
  });

  test("what there is not is not found", async () => {
    const { subscriptionNumber } = await aSubscriber(server, [{ price: 10 }]);
    assert.equal(await code(`${LOGS}/nobody`), 50000040);
    assert.equal(await code(`${LOGS}/orders/nothing`), 50000040);
    assert.equal(await code(`${LOGS}/${subscriptionNumber}/versions/2`), 50000040);
    assert.equal(await code(`${LOGS}/${subscriptionNumber}/versions/first`), 50000040);
  });
});

describe("GET /v1/subscriptions/subscription-metrics", () => {
  const METRICS = "/v1/subscriptions/subscription-metrics";

  test("figures of several subscriptions, in the published shape", async () => {
    const one = await aSubscriber(server, [{ price: 100 }]);
    const two = await aSubscriber(server, [{ price: 5 }], { months: null });
    const numbers = [one, two].map((each) => `subscriptionNumbers[]=${each.subscriptionNumber}`);
    const { subscriptionMetrics } = await get(`${METRICS}?${numbers.join("&")}&asOfDay=2023-06-01`);
    assert.deepEqual(subscriptionMetrics, [
      {
        subscriptionNumber: one.subscriptionNumber,
        contractedMrr: 100,
        contractedNetMrr: 100,
        asOfDayGrossMrr: 100,
        asOfDayNetMrr: 100,
        netTotalContractedValue: 1200,
        totalContractedValue: 1200,
      },
      {
        subscriptionNumber: two.subscriptionNumber,
        contractedMrr: 5,
        contractedNetMrr: 5,
        asOfDayGrossMrr: 5,
        asOfDayNetMrr: 5,
        netTotalContractedValue: null,
        totalContractedValue: null,
      },
    ]);
    const list = `${one.subscriptionNumber},${two.subscriptionNumber}`;
    const joined = await get(`${METRICS}?subscriptionNumbers=${list}&asOfDay=2022-06-01`);
    assert.deepEqual(
      joined.subscriptionMetrics.map((each: { asOfDayGrossMrr: number }) => each.asOfDayGrossMrr),
      [0, 0],
    );
  });

  test("numbers have to be given and known", async () => {
    assert.equal(await code(METRICS), 50000023);
    assert.equal(await code(`${METRICS}?subscriptionNumbers[]=nobody`), 50000040);
    assert.equal(await code(`${METRICS}?subscriptionNumbers[]=x&asOfDay=soon`), 50000020);
  });
});

test("products that come and go are in the log", async () => {
  const subscriber = await aSubscriber(server, [{ price: 10 }]);
  const { productRatePlanId } = await aPlan(server, [{ price: 3 }]);
  const [ratePlan] = (await subscriptionOf(server, subscriber)).ratePlans;
  const march = { contractEffectiveDate: "2023-03-01" };
  await put(subscriber, {
    add: [{ productRatePlanId, ...march }],
    remove: [{ ratePlanId: ratePlan.id, ...march }],
  });
  const path = `${LOGS}/${subscriber.subscriptionNumber}/versions/2`;
  const [removed, added] = (await get(path)).subscription.ratePlans;
  assert.deepEqual(brief(removed.fields), ["lastChangeType: null -> Remove"]);
  assert.deepEqual(brief(removed.ratePlanCharges[0].fields), [
    "effectiveEndDate: 2024-01-01 -> 2023-03-01",
  ]);
  assert.deepEqual(brief(added.fields), ["lastChangeType: null -> Add"]);
  assert.equal(brief(added.ratePlanCharges[0].fields)[0], "price: null -> 3");
});

test("the terms that a subscription has had, by page and by version", async () => {
  const renewalTerms = [{ period: 6, periodType: "Month" }];
  const initialTerm = { termType: "TERMED", period: 12, periodType: "Month" };
  const createSubscription = { terms: { initialTerm, renewalTerms } };
  const subscriber = await aSubscriber(server, [{ price: 10 }], { createSubscription });
  await order(server, subscriber, [{ type: "RenewSubscription", renewSubscription: {} }]);
  await put(subscriber, { termType: "EVERGREEN" });
  const path = `/v1/orders/term/${subscriber.subscriptionNumber}`;
  const first = {
    termNumber: 1,
    isEvergreen: false,
    startDate: "2023-01-01",
    endDate: "2024-01-01",
  };
  const second = { ...first, termNumber: 2, startDate: "2024-01-01" };
  assert.deepEqual(await get(path), {
    success: true,
    terms: [first, { ...second, isEvergreen: true, endDate: null }],
  });
  assert.deepEqual((await get(`${path}?version=2`)).terms, [
    first,
    { ...second, endDate: "2024-07-01" },
  ]);
  const { terms, nextPage } = await get(`${path}?version=2&pageSize=1`);
  assert.deepEqual(terms, [first]);
  const rest = await get(nextPage.slice(nextPage.indexOf("/v1/")));
  assert.deepEqual([rest.terms[0].termNumber, rest.nextPage], [2, undefined]);
  assert.equal(await code(`${path}?version=4`), 50000040);
  assert.equal(await code("/v1/orders/term/nobody"), 50000040);
});

test("a subscription that was transferred: the log says so, and it goes on being changed", async () => {
  const subscriber = await aSubscriber(server, [{ price: 31 }], { billThrough: "2023-01-01" });
  const { accountId, accountNumber } = await anAccount(server);
  await order(server, subscriber, [
    {
      type: "OwnerTransfer",
      ownerTransfer: {
        destinationAccountNumber: accountNumber,
        destinationInvoiceAccountNumber: accountNumber,
      },
    },
  ]);
  const { subscriptions } = await get(`${LOGS}/${subscriber.subscriptionNumber}`);
  const [transferred, first] = subscriptions;
  assert.deepEqual(
    [first, transferred].map((each) => [each.accountNumber, each.invoiceOwnerAccountNumber]),
    [
      [subscriber.accountNumber, subscriber.accountNumber],
      [accountNumber, accountNumber],
    ],
  );
  const said = brief(transferred.fields);
  assert.ok(said.includes(`accountId: ${subscriber.accountId} -> ${accountId}`));
  assert.ok(said.includes(`invoiceOwnerId: ${subscriber.accountId} -> ${accountId}`));

  const update = { currentTerm: 24, runBilling: true, targetDate: "2023-02-01" };
  const { invoiceId, subscriptionId } = await put(subscriber, update);
  assert.equal((await get(`/v1/invoices/${invoiceId}`)).accountId, accountId);
  const object = await get(`/v1/object/subscription/${subscriptionId}`);
  assert.deepEqual([object.AccountId, object.InvoiceOwnerId], [accountId, accountId]);

  const preview = {
    previewStartDate: { previewStartDatePolicy: "startOfTerm" },
    previewThroughDate: { previewThruDatePolicy: "specificDate", specificDate: "2023-03-01" },
  };
  const path = `/v1/subscriptions/${subscriber.subscriptionNumber}/preview`;
  const { invoices } = await succeed(server, "POST", path, preview, VERSION);
  assert.deepEqual(
    invoices.map((each: { amount: number; isFromExistingInvoice: boolean }) => [
      each.amount,
      each.isFromExistingInvoice,
    ]),
    [
      [31, true],
      [31, true],
      [31, false],
    ],
  );
});
