/** PUT /v1/subscriptions/{key}: many changes of one subscription at once, by one order. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { aPlan, type Plan, type PlanCharge, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { fingerprint } from "#test/support/fingerprint.ts";
import { aSubscriber, type Subscriber, subscriptionOf } from "#test/support/lifecycle.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

type Fields = Readonly<Record<string, unknown>>;

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

const VERSION = { "zuora-version": "211.0" };

const aYear = (
  charges: readonly PlanCharge[] = [{ price: 31 }],
  fields: object = {},
): Promise<Subscriber> => aSubscriber(server, charges, fields);

const aPlanOf = (price: number): Promise<Plan> => aPlan(server, [{ price }]);

const path = ({ subscriptionNumber }: Subscriber) => `/v1/subscriptions/${subscriptionNumber}`;
const put = (subscriber: Subscriber, body: Fields, headers = VERSION) =>
  succeed(server, "PUT", path(subscriber), body, headers);
const refusal = async (subscriber: Subscriber, body: Fields) => {
  const { json } = await server.call("PUT", path(subscriber), body, VERSION);
  assert.equal(json.success, false);
  return `${json.reasons[0].code}: ${json.reasons[0].message}`;
};
const chargeOf = async (subscriber: Subscriber, query = "") => {
  const url = `${path(subscriber)}${query}`;
  const { ratePlans } = await succeed(server, "GET", url);
  return ratePlans[0].ratePlanCharges[0];
};

const perUnit = (quantity: number, price: number): PlanCharge => ({
  ChargeModel: "Per Unit Pricing",
  DefaultQuantity: quantity,
  UOM: "Each",
  price,
});

describe("PUT /v1/subscriptions/{key}: terms", () => {
  test("the published request turns renewal on, in a new version", async () => {
    const subscriber = await aYear();
    const { id } = await subscriptionOf(server, subscriber);
    const answer = await put(subscriber, { autoRenew: true });
    assert.deepEqual(answer, {
      success: true,
      subscriptionId: answer.subscriptionId,
      totalDeltaMrr: 0,
      totalDeltaTcv: 0,
    });
    const stored = await subscriptionOf(server, subscriber);
    assert.deepEqual(
      [stored.id, stored.version, stored.autoRenew],
      [answer.subscriptionId, 2, true],
    );
    const { status } = await succeed(server, "GET", `/v1/subscriptions/${id}`);
    assert.equal(status, "Expired");
  });

  test("renewal setting, renewal term and current term change together", async () => {
    const subscriber = await aYear();
    const { totalDeltaTcv } = await put(subscriber, {
      renewalSetting: "RENEW_TO_EVERGREEN",
      renewalTerm: 6,
      currentTerm: 2,
      currentTermPeriodType: "Year",
    });
    assert.equal(totalDeltaTcv, 372);
    const stored = await subscriptionOf(server, subscriber);
    assert.deepEqual(
      [stored.renewalSetting, stored.renewalTerm, stored.termEndDate, stored.version],
      ["RENEW_TO_EVERGREEN", 6, "2025-01-01", 2],
    );
    await put(subscriber, { renewalTerm: 0 });
    assert.equal((await subscriptionOf(server, subscriber)).renewalTerm, 0);
  });

  test("to evergreen and back; evergreen ignores a length", async () => {
    const subscriber = await aYear();
    const evergreen = await put(subscriber, { termType: "EVERGREEN", currentTerm: 5 });
    assert.equal(evergreen.totalDeltaTcv, null);
    assert.equal((await subscriptionOf(server, subscriber)).termEndDate, null);
    const { subscriptionId } = await put(subscriber, { currentTerm: 5 });
    const still = await subscriptionOf(server, subscriber);
    assert.deepEqual([still.id, still.termType], [subscriptionId, "EVERGREEN"]);
    await put(subscriber, { termType: "TERMED", currentTerm: 18, bookingDate: "2023-02-01" });
    const termed = await subscriptionOf(server, subscriber);
    assert.deepEqual(
      [termed.termType, termed.termEndDate, termed.lastBookingDate],
      ["TERMED", "2024-07-01", "2023-02-01"],
    );
  });

  test("notes and fields of one's own change in the version that is there", async () => {
    const subscriber = await aYear();
    const { id } = await subscriptionOf(server, subscriber);
    const answer = await put(subscriber, { notes: "Mind the dog", Dog__c: "Rex" });
    assert.deepEqual(answer, {
      success: true,
      subscriptionId: id,
      totalDeltaMrr: 0,
      totalDeltaTcv: 0,
    });
    const stored = await subscriptionOf(server, subscriber);
    assert.deepEqual(
      [stored.version, stored.notes, stored.Dog__c, stored.invoiceSeparately],
      [1, "Mind the dog", "Rex", false],
    );
    await put(subscriber, { invoiceSeparately: true, Dog__c: "Max", autoRenew: true });
    const next = await subscriptionOf(server, subscriber);
    assert.deepEqual(
      [next.version, next.notes, next.Dog__c, next.invoiceSeparately],
      [2, "Mind the dog", "Max", true],
    );
    const before = await succeed(server, "GET", `/v1/subscriptions/${id}`);
    assert.equal(before.Dog__c, "Rex", "with an order, fields are of the version that it makes");
  });
});

describe("PUT /v1/subscriptions/{key}: rate plans", () => {
  test("adds one from a day on, and bills the rest of the period", async () => {
    const subscriber = await aYear([{ price: 31 }], { billThrough: "2023-01-01" });
    const plan = await aPlanOf(62);
    const { totalDeltaMrr, invoiceId } = await put(subscriber, {
      add: [
        {
          productRatePlanId: plan.productRatePlanId,
          contractEffectiveDate: "2023-01-17",
          chargeOverrides: [{ productRatePlanChargeId: plan.chargeIds[0], price: 310 }],
          Colour__c: "red",
        },
      ],
      runBilling: true,
      targetDate: "2023-01-17",
    });
    assert.equal(totalDeltaMrr, 310);
    assert.equal((await succeed(server, "GET", `/v1/invoices/${invoiceId}`)).amount, 150);
    const { ratePlans } = await subscriptionOf(server, subscriber);
    assert.deepEqual([ratePlans[1].lastChangeType, ratePlans[1].Colour__c], ["Add", "red"]);
    await assertConserved(server.database, server.entityId);
  });

  test("updates a charge by its id of any version, and credits what was billed of the old", async () => {
    const subscriber = await aYear([perUnit(10, 31)], { billThrough: "2023-01-01" });
    const { id: ratePlanChargeId } = await chargeOf(subscriber);
    const { ratePlans } = await subscriptionOf(server, subscriber);
    await put(subscriber, { autoRenew: true });
    const updated = await put(subscriber, {
      update: [
        {
          ratePlanId: ratePlans[0].id,
          contractEffectiveDate: "2023-01-17",
          chargeUpdateDetails: [
            { ratePlanChargeId, quantity: 4, description: "Fewer", Seat__c: "window" },
          ],
        },
      ],
      runBilling: true,
      targetDate: "2023-01-17",
    });
    assert.deepEqual([updated.totalDeltaMrr, updated.invoiceId], [-186, undefined]);
    const memo = await succeed(server, "GET", `/v1/credit-memos/${updated.creditMemoId}`);
    assert.equal(memo.amount, 90);
    const charge = await chargeOf(subscriber);
    assert.deepEqual(
      [charge.quantity, charge.effectiveStartDate, charge.description, charge.Seat__c],
      [4, "2023-01-17", "Fewer", "window"],
    );

    const { orderNumber } = await subscriptionOf(server, subscriber);
    const { order } = await succeed(server, "GET", `/v1/orders/${orderNumber}`);
    const [action] = order.subscriptions[0].orderActions;
    const [update] = action.updateProduct.chargeUpdates;
    assert.equal(update.pricing.recurringPerUnit.quantity, 4);
    assert.equal(update.chargeNumber, charge.number);
  });

  test("an update on a specific date says which", async () => {
    const subscriber = await aYear();
    const { id: ratePlanChargeId } = await chargeOf(subscriber);
    const { ratePlans } = await subscriptionOf(server, subscriber);
    await put(subscriber, {
      update: [
        {
          subscriptionRatePlanNumber: ratePlans[0].subscriptionRatePlanNumber,
          contractEffectiveDate: "2023-02-01",
          chargeUpdateDetails: [
            {
              ratePlanChargeId,
              price: 40,
              triggerEvent: "USD",
              triggerDate: "2023-03-01",
              priceChangeOption: "SpecificPercentageValue",
              priceIncreasePercentage: 5,
            },
          ],
        },
      ],
    });
    const charge = await chargeOf(subscriber);
    assert.deepEqual(
      [charge.effectiveStartDate, charge.priceChangeOption, charge.priceIncreasePercentage],
      ["2023-03-01", "SpecificPercentageValue", 5],
    );
  });

  test("removes and changes plans", async () => {
    const subscriber = await aYear([{ price: 31 }]);
    const [ratePlan] = (await subscriptionOf(server, subscriber)).ratePlans;
    const plan = await aPlanOf(62);
    const changed = await put(subscriber, {
      change: [
        {
          productRatePlanNumber: ratePlan.productRatePlanNumber,
          newProductRatePlanId: plan.productRatePlanId,
          contractEffectiveDate: "2023-03-01",
          subType: "Upgrade",
        },
      ],
    });
    assert.equal(changed.totalDeltaTcv, 310);
    const { ratePlans } = await subscriptionOf(server, subscriber);
    assert.deepEqual(
      ratePlans.map((each: Fields) => each.lastChangeType),
      ["Remove", "Add"],
    );
    const remove = [{ ratePlanId: ratePlans[1].id, contractEffectiveDate: "2023-07-01" }];
    assert.equal((await put(subscriber, { remove })).totalDeltaTcv, -372);
  });

  test("all at once: one order, one version, in the documented sequence", async () => {
    const subscriber = await aYear();
    const [ratePlan] = (await subscriptionOf(server, subscriber)).ratePlans;
    const plan = await aPlanOf(10);
    await put(subscriber, {
      remove: [{ ratePlanId: ratePlan.id, contractEffectiveDate: "2023-06-01" }],
      update: [
        {
          ratePlanId: ratePlan.id,
          contractEffectiveDate: "2023-06-01",
          chargeUpdateDetails: [
            { ratePlanChargeId: ratePlan.ratePlanCharges[0].id, description: "Until June" },
          ],
        },
      ],
      add: [
        { productRatePlanId: plan.productRatePlanId, contractEffectiveDate: "2023-06-01" },
        { productRatePlanId: plan.productRatePlanId, contractEffectiveDate: "2023-02-01" },
        { productRatePlanId: plan.productRatePlanId, contractEffectiveDate: "2023-09-01" },
      ],
      autoRenew: true,
      notes: "A long day",
      Dog__c: "Rex",
    });
    const stored = await subscriptionOf(server, subscriber);
    assert.deepEqual([stored.version, stored.notes, stored.Dog__c], [2, "A long day", "Rex"]);
    const { order } = await succeed(server, "GET", `/v1/orders/${stored.orderNumber}`);
    const actions: { type: string; triggerDates: { triggerDate: string }[] }[] =
      order.subscriptions[0].orderActions;
    assert.deepEqual(
      actions.map(({ type, triggerDates }) => `${type} ${triggerDates[0]?.triggerDate}`),
      [
        `TermsAndConditions ${actions[0]?.triggerDates[0]?.triggerDate}`,
        "AddProduct 2023-02-01",
        "AddProduct 2023-06-01",
        "UpdateProduct 2023-06-01",
        "RemoveProduct 2023-06-01",
        "AddProduct 2023-09-01",
      ],
    );
  });
});

describe("PUT /v1/subscriptions/{key}: refusals", () => {
  test("if one change fails, none is made, not even of the notes", async () => {
    const subscriber = await aYear();
    const before = await fingerprint(server);
    const remove = [{ ratePlanId: "nothing", contractEffectiveDate: "2023-06-01" }];
    assert.match(
      await refusal(subscriber, { notes: "Gone?", autoRenew: true, remove }),
      /^53500030: Rate plan 'nothing' is not part/,
    );
    const tables = ({ accounts, orders, subscriptions }: Record<string, string>) => [
      accounts,
      orders,
      subscriptions,
    ];
    assert.deepEqual(tables(await fingerprint(server)), tables(before));
  });

  test("says what is missing, too much, contradictory or not done yet", async () => {
    const subscriber = await aYear();
    const [ratePlan] = (await subscriptionOf(server, subscriber)).ratePlans;
    const { productRatePlanId } = await aPlanOf(10);
    const june = { contractEffectiveDate: "2023-06-01" };
    assert.equal(
      await refusal(subscriber, { termType: "TERMED" }),
      "53500022: 'currentTerm' may not be null",
    );
    assert.match(await refusal(subscriber, { renewalTermPeriodType: "Year" }), /'renewalTerm' may/);
    assert.match(await refusal(subscriber, {}), /^53500030: The request changes nothing/);
    assert.match(await refusal(subscriber, { notes: "x", runBilling: true }), /nothing to bill/);
    assert.match(await refusal(subscriber, { autorenew: true }), /^53500021: .*'autorenew'/);
    assert.match(
      await refusal(subscriber, { invoice: true, autoRenew: true }),
      /^53500021: .*'invoice'/,
    );
    assert.match(await refusal(subscriber, { add: [june] }), /^53500022: 'productRatePlanId'/);
    assert.match(await refusal(subscriber, { add: [{ productRatePlanId }] }), /contractEffective/);
    assert.match(await refusal(subscriber, { remove: [june] }), /^53500022: 'ratePlanId' may/);
    const ten = Array.from({ length: 10 }, () => ({ productRatePlanId, ...june }));
    assert.match(await refusal(subscriber, { add: ten }), /at most 9 rate plans, not 10/);
    const disorder = { ...june, serviceActivationDate: "2023-05-01", productRatePlanId };
    assert.match(await refusal(subscriber, { add: [disorder] }), /on or after its 'contractEff/);
    const booked = { ...june, productRatePlanId, bookingDate: "2023-05-01" };
    assert.match(
      await refusal(subscriber, { add: [booked], bookingDate: "2023-05-02" }),
      /the same 'bookingDate', not 2023-05-02 and 2023-05-01/,
    );
    const update = (fields: Fields) => ({
      update: [
        {
          ratePlanId: ratePlan.id,
          ...june,
          chargeUpdateDetails: [{ ratePlanChargeId: ratePlan.ratePlanCharges[0].id, ...fields }],
        },
      ],
    });
    for (const field of ["overagePrice", "billingPeriodAlignment", "includedUnits"]) {
      assert.match(await refusal(subscriber, update({ [field]: "1" })), new RegExp(`'${field}'`));
    }
    assert.match(
      await refusal(subscriber, update({ ratePlanChargeId: "C-0" })),
      /^53500030: Charge 'C-0' is not part/,
    );
    const reset = { ratePlanId: ratePlan.id, newProductRatePlanId: productRatePlanId, resetBcd: 1 };
    assert.match(await refusal(subscriber, { change: [reset] }), /'resetBcd' is not supported/);
    const unnamed = { ratePlanId: ratePlan.id, ...june };
    assert.match(await refusal(subscriber, { change: [unnamed] }), /'newProductRatePlanId' may/);
    const external = { externalIdSourceSystem: "x", ratePlanId: ratePlan.id, ...june };
    assert.match(await refusal(subscriber, { remove: [external] }), /'externalIdSourceSystem'/);
    assert.match(await refusal(subscriber, { externallyManagedBy: "x" }), /externallyManagedBy/);
  });

  test("two at once by the same id: one is made, the other is told that it came late", async () => {
    const subscriber = await aYear();
    const { id } = await subscriptionOf(server, subscriber);
    const turn = (autoRenew: boolean) =>
      server.call("PUT", `/v1/subscriptions/${id}`, { autoRenew }, VERSION);
    const answers = await Promise.all([turn(true), turn(false)]);
    assert.deepEqual(answers.map(({ json }) => json.reasons?.[0].code ?? "made").sort(), [
      53500030,
      "made",
    ]);
    assert.equal((await subscriptionOf(server, subscriber)).version, 2);
  });

  test("an unknown key, and the id of a version that was replaced", async () => {
    const subscriber = await aYear();
    const { id } = await subscriptionOf(server, subscriber);
    await put(subscriber, { autoRenew: true });
    const gone = await server.call("PUT", `/v1/subscriptions/${id}`, { autoRenew: false });
    assert.equal(gone.json.reasons[0].code, 53500030);
    assert.match(gone.json.reasons[0].message, /is Expired/);
    const nobody = await server.call("PUT", "/v1/subscriptions/nobody", { autoRenew: false });
    assert.equal(nobody.json.reasons[0].code, 50000040);
  });
});
