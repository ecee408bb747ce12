/** Fields of one's own, and taking a subscription back altogether. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { changeOrder } from "#test/support/change-order.ts";
import { anAccount, aPlan, subscribeOrder, succeed } from "#test/support/company.ts";
import { fingerprint } from "#test/support/fingerprint.ts";
import { aSubscriber, order, type Subscriber, subscriptionOf } from "#test/support/lifecycle.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

const path = ({ subscriptionNumber }: Subscriber, rest: string) =>
  `/v1/subscriptions/${subscriptionNumber}/${rest}`;
const put = (subscriber: Subscriber, rest: string, body: object = {}) =>
  succeed(server, "PUT", path(subscriber, rest), body);
const refusal = async (url: string, body: object = {}) => {
  const { json } = await server.call("PUT", url, body);
  assert.equal(json.success, false);
  return `${json.reasons[0].code}: ${json.reasons[0].message}`;
};
const renewOn = [{ type: "TermsAndConditions", termsAndConditions: { autoRenew: true } }];

describe("PUT …/customFields", () => {
  test("of the subscription, its rate plans and charges, in the version that is there", async () => {
    const subscriber = await aSubscriber(server, [{ price: 10 }]);
    const first = await subscriptionOf(server, subscriber);
    await order(server, subscriber, renewOn);
    const [ratePlan] = first.ratePlans;
    const [charge] = ratePlan.ratePlanCharges;
    const answer = await put(subscriber, "customFields", {
      customFields: { Dog__c: "Rex", Cat__c: null },
      ratePlans: [
        {
          ratePlanId: ratePlan.id,
          customFields: { Colour__c: "red" },
          charges: [{ chargeId: charge.id, customFields: { Seat__c: 7 } }],
        },
      ],
    });
    assert.deepEqual(answer, { success: true });
    const latest = await subscriptionOf(server, subscriber);
    const [plan] = latest.ratePlans;
    assert.deepEqual(
      [latest.version, latest.Dog__c, latest.Cat__c, plan.Colour__c],
      [2, "Rex", null, "red"],
    );
    assert.equal(plan.ratePlanCharges[0].Seat__c, 7);
    const before = await succeed(server, "GET", `/v1/subscriptions/${first.id}`);
    assert.equal(before.Dog__c, undefined);

    const ratePlans = [
      {
        ratePlanId: plan.id,
        charges: [{ chargeNumber: charge.number, customFields: { Seat__c: 8 } }],
      },
    ];
    await put(subscriber, "customFields", { customFields: { Dog__c: "Max" }, ratePlans });
    const again = await subscriptionOf(server, subscriber);
    assert.deepEqual([again.Dog__c, again.ratePlans[0].Colour__c], ["Max", "red"]);
    assert.equal(again.ratePlans[0].ratePlanCharges[0].Seat__c, 8);
  });

  test("of a version, and of that one only", async () => {
    const subscriber = await aSubscriber(server, [{ price: 10 }]);
    const first = await subscriptionOf(server, subscriber);
    await order(server, subscriber, renewOn);
    await put(subscriber, "versions/1/customFields", { customFields: { Dog__c: "Rex" } });
    assert.equal((await succeed(server, "GET", `/v1/subscriptions/${first.id}`)).Dog__c, "Rex");
    assert.equal((await subscriptionOf(server, subscriber)).Dog__c, undefined);
  });

  test("what is not there is not found, and nothing is written", async () => {
    const subscriber = await aSubscriber(server, [{ price: 10 }]);
    const another = await aSubscriber(server, [{ price: 10 }]);
    const [own] = (await subscriptionOf(server, subscriber)).ratePlans;
    const [foreign] = (await subscriptionOf(server, another)).ratePlans;
    const url = path(subscriber, "customFields");
    const customFields = { Dog__c: "Rex" };
    const ratePlans = (ratePlanId: string, charges: object[] = []) => ({
      customFields,
      ratePlans: [{ ratePlanId, customFields, charges }],
    });
    assert.match(await refusal("/v1/subscriptions/nobody/customFields"), /^50000040/);
    assert.match(await refusal(path(subscriber, "versions/9/customFields")), /^50000040/);
    assert.match(await refusal(url, ratePlans(foreign.id)), /^53500040/);
    assert.match(await refusal(url, ratePlans("nothing")), /^53500040/);
    const [charge] = foreign.ratePlanCharges;
    assert.match(await refusal(url, ratePlans(own.id, [{ chargeId: charge.id }])), /^53500040/);
    assert.match(await refusal(url, ratePlans(own.id, [{}])), /'chargeNumber' may not be null/);
    const both = { chargeId: charge.id, chargeNumber: charge.number };
    assert.match(await refusal(url, ratePlans(own.id, [both])), /Only one of/);
    assert.match(await refusal(url, { customFields: { dog: 1 } }), /^53500020/);
    assert.equal((await subscriptionOf(server, subscriber)).Dog__c, undefined);
  });
});

describe("PUT …/delete", () => {
  test("takes all its orders back, as if there had been none", async () => {
    await anAccount(server);
    const before = await fingerprint(server);
    const { accountNumber } = await anAccount(server, { billCycleDay: 1 });
    const plan = await aPlan(server, [{ price: 10 }]);
    const made = subscribeOrder({ accountNumber, plan, from: "2023-01-01" });
    const { subscriptionNumbers } = await succeed(server, "POST", "/v1/orders", made);
    const subscriber = { accountId: "", accountNumber, subscriptionNumber: subscriptionNumbers[0] };
    await order(server, subscriber, renewOn);
    await order(server, subscriber, renewOn);
    assert.deepEqual(await put(subscriber, "delete"), { success: true });
    const after = await fingerprint(server);
    for (const table of ["orders", "order_actions", "subscriptions", "rate_plan_charges"]) {
      assert.equal(after[table], before[table], table);
    }
    assert.match(await refusal(path(subscriber, "delete")), /^50000040/);
  });

  test("once, however often at once it is asked for", async () => {
    const subscriber = await aSubscriber(server, [{ price: 10 }]);
    const asked = Array.from({ length: 4 }, () =>
      server.call("PUT", path(subscriber, "delete"), {}),
    );
    const answers = (await Promise.all(asked)).map(({ json }) =>
      json.success ? "deleted" : json.reasons[0].message,
    );
    const others = answers.filter((each) => each !== "deleted");
    assert.equal(others.length, 3, answers.join());
    for (const message of others) assert.match(message, /^Cannot find entity by key/);
  });

  test("not once something was billed, and then nothing is taken back", async () => {
    const subscriber = await aSubscriber(server, [{ price: 10 }], { billThrough: "2023-01-01" });
    await order(server, subscriber, renewOn);
    assert.match(await refusal(path(subscriber, "delete")), /^53500030: Order .* was billed/);
    assert.equal((await subscriptionOf(server, subscriber)).version, 2);
  });

  test("not where an order is of another subscription as well", async () => {
    const one = await aSubscriber(server, [{ price: 10 }]);
    const plan = await aPlan(server, [{ price: 10 }]);
    const { accountNumber } = one;
    const made = subscribeOrder({ accountNumber, plan, from: "2023-01-01" });
    const { subscriptionNumbers } = await succeed(server, "POST", "/v1/orders", made);
    const body = changeOrder({ ...one, orderActions: renewOn });
    const subscriptions = [one.subscriptionNumber, subscriptionNumbers[0]].map(
      (subscriptionNumber) => ({ subscriptionNumber, orderActions: renewOn }),
    );
    await succeed(server, "POST", "/v1/orders", { ...body, subscriptions });
    assert.match(await refusal(path(one, "delete")), /^53500030: .*cannot be deleted alone/);
  });

  test("not where line items were ordered with it", async () => {
    const { accountNumber } = await anAccount(server);
    const plan = await aPlan(server, [{ price: 10 }]);
    const made = {
      ...subscribeOrder({ accountNumber, plan, from: "2023-01-01" }),
      orderLineItems: [
        { itemName: "Webcam", itemType: "Product", amountPerUnit: "10", quantity: "1" },
      ],
    };
    const { subscriptionNumbers } = await succeed(server, "POST", "/v1/orders", made);
    const url = `/v1/subscriptions/${subscriptionNumbers[0]}/delete`;
    assert.match(await refusal(url), /^53500030: .*cannot be deleted alone/);
  });
});

describe("/v1/object/subscription/{id}", () => {
  test("reads a version in capitals, without what is empty", async () => {
    const subscriber = await aSubscriber(server, [{ price: 10 }]);
    const { id, createTime } = await subscriptionOf(server, subscriber);
    const { subscriptionNumber, accountId } = subscriber;
    await order(server, subscriber, renewOn);
    const url = `/v1/object/subscription/${id}`;
    const object = await succeed(server, "GET", url);
    const { CreatedById, UpdatedById, CreatedDate, UpdatedDate, OriginalCreatedDate, ...rest } =
      object;
    assert.match(CreatedById, /^[0-9a-f]{32}$/);
    assert.equal(UpdatedById, CreatedById);
    assert.equal(CreatedDate.slice(0, 10), createTime.slice(0, 10));
    assert.deepEqual([UpdatedDate, OriginalCreatedDate], [CreatedDate, CreatedDate]);
    assert.deepEqual(rest, {
      AccountId: accountId,
      AutoRenew: false,
      ContractAcceptanceDate: "2023-01-01",
      ContractEffectiveDate: "2023-01-01",
      CurrentTerm: 12,
      CurrentTermPeriodType: "Month",
      Id: id,
      InitialTerm: 12,
      InitialTermPeriodType: "Month",
      InvoiceOwnerId: accountId,
      IsInvoiceSeparate: false,
      IsLatestVersion: false,
      Name: subscriptionNumber,
      OriginalId: id,
      RenewalSetting: "RENEW_WITH_SPECIFIC_TERM",
      RenewalTerm: 0,
      RenewalTermPeriodType: "Month",
      Revision: "1.0",
      ServiceActivationDate: "2023-01-01",
      Status: "Expired",
      SubscriptionEndDate: "2024-01-01",
      SubscriptionStartDate: "2023-01-01",
      TermEndDate: "2024-01-01",
      TermStartDate: "2023-01-01",
      TermType: "TERMED",
      Version: 1,
    });
    assert.deepEqual(await succeed(server, "GET", `${url}?fields=Name,Version`), {
      Id: id,
      Name: subscriptionNumber,
      Version: 1,
    });
    const unknown = await server.call("GET", "/v1/object/subscription/nothing");
    assert.equal(unknown.json.Errors[0].Code, "INVALID_ID");
  });

  test("changes notes and fields of one's own, and no contract", async () => {
    const subscriber = await aSubscriber(server, [{ price: 10 }]);
    const { id } = await subscriptionOf(server, subscriber);
    const url = `/v1/object/subscription/${id}`;
    const body = { IsInvoiceSeparate: true, Notes: "Own invoice", Dog__c: "Rex", dog: "barks" };
    assert.deepEqual(await succeed(server, "PUT", url, body), { Success: true, Id: id });
    const stored = await subscriptionOf(server, subscriber);
    assert.deepEqual(
      [stored.version, stored.invoiceSeparately, stored.notes, stored.Dog__c],
      [1, true, "Own invoice", "Rex"],
    );
    const refused = async (path: string, fields: object) =>
      (await server.call("PUT", path, fields)).json.Errors[0];
    assert.match((await refused(url, { TermType: "EVERGREEN" })).Message, /'TermType' is not/);
    const unknown = await server.call("PUT", `${url}?rejectUnknownFields=true`, body);
    assert.deepEqual(unknown.json, { message: "Error - unrecognised fields" });
    assert.equal(unknown.status, 400);
    const byNumber = `/v1/object/subscription/${subscriber.subscriptionNumber}`;
    assert.equal((await refused(byNumber, { Notes: "x" })).Code, "INVALID_ID");
  });

  test("deletes the subscription, where nothing was billed", async () => {
    const subscriber = await aSubscriber(server, [{ price: 10 }]);
    const { id } = await subscriptionOf(server, subscriber);
    const url = `/v1/object/subscription/${id}`;
    assert.deepEqual(await succeed(server, "DELETE", url), { success: true, id });
    assert.equal((await server.call("DELETE", url)).json.Errors[0].Code, "INVALID_ID");
  });
});
