/** POST /v1/subscriptions: one subscription and its bill, by an order of its own. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { anAccount, aPlan, type Plan, type PlanCharge, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

type Fields = Readonly<Record<string, unknown>>;

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

const VERSION = { "zuora-version": "211.0" };

type Offer = { readonly accountKey: string; readonly plan: Plan; readonly body: Fields };

/** A plan of these charges for a new account, and what subscribes to it for 2024. */
async function anOffer(charges: readonly PlanCharge[], fields: Fields = {}): Promise<Offer> {
  const { accountId: accountKey } = await anAccount(server);
  const plan = await aPlan(server, charges);
  const body = {
    accountKey,
    contractEffectiveDate: "2024-01-01",
    termType: "TERMED",
    initialTerm: 12,
    renewalTerm: 12,
    autoRenew: true,
    subscribeToRatePlans: [{ productRatePlanId: plan.productRatePlanId }],
    ...fields,
  };
  return { accountKey, plan, body };
}

const post = (body: Fields, headers: Record<string, string> = VERSION) =>
  succeed(server, "POST", "/v1/subscriptions", body, headers);
const read = (key: string, query = "") =>
  succeed(server, "GET", `/v1/subscriptions/${key}${query}`, undefined, VERSION);
const refusal = async (body: Fields, headers: Record<string, string> = VERSION) => {
  const { json } = await server.call("POST", "/v1/subscriptions", body, headers);
  assert.equal(json.success, false);
  return `${json.reasons[0].code}: ${json.reasons[0].message}`;
};

const perUnit = (quantity: number): PlanCharge => ({
  ChargeModel: "Per Unit Pricing",
  DefaultQuantity: quantity,
  UOM: "Each",
  price: 4,
});

describe("POST /v1/subscriptions", () => {
  test("answers as published: the ids, what it brings in a month and altogether", async () => {
    const { body } = await anOffer([{ price: 14.99 }]);
    const { subscriptionId, subscriptionNumber, ...rest } = await post({
      ...body,
      runBilling: false,
    });
    assert.deepEqual(rest, {
      success: true,
      contractedMrr: 14.99,
      totalContractedValue: 179.88,
    });
    const stored = await read(subscriptionNumber);
    assert.equal(stored.id, subscriptionId);
    assert.deepEqual(
      [stored.version, stored.status, stored.autoRenew, stored.renewalTerm, stored.termEndDate],
      [1, "Active", true, 12, "2025-01-01"],
    );
    assert.match(stored.orderNumber, /^O-/);
  });

  test("bills unless it is told not to, through the target date and on its day", async () => {
    const { body } = await anOffer([{ price: 31 }]);
    const { invoiceId, creditMemoId } = await post({ ...body, targetDate: "2024-02-15" });
    assert.equal(creditMemoId, undefined);
    const invoice = await succeed(server, "GET", `/v1/invoices/${invoiceId}`);
    assert.deepEqual([invoice.amount, invoice.invoiceDate], [62, "2024-02-15"]);
    await assertConserved(server.database, server.entityId);
  });

  test("another account pays for it, and a store has sold it", async () => {
    const { body } = await anOffer([{ price: 31 }]);
    const payer = await anAccount(server);
    const asked = { ...body, runBilling: true, targetDate: "2024-01-01", collect: false };
    const paid = { ...asked, invoiceOwnerAccountKey: payer.accountId, externallyManagedBy: "Roku" };
    const { subscriptionNumber, invoiceId } = await post(paid);
    const stored = await read(subscriptionNumber);
    assert.equal(stored.invoiceOwnerAccountNumber, payer.accountNumber);
    assert.notEqual(stored.accountNumber, payer.accountNumber);
    assert.equal(stored.externallyManagedBy, "Roku");
    const invoice = await succeed(server, "GET", `/v1/invoices/${invoiceId}`);
    assert.equal(invoice.accountId, payer.accountId);
    await succeed(server, "PUT", `/v1/object/subscription/${stored.id}`, {
      ExternallyManagedBy: "Apple",
    });
    assert.equal((await read(subscriptionNumber)).externallyManagedBy, "Apple");
  });

  test("each version of the API has a name of its own for billing", async () => {
    const { body } = await anOffer([{ price: 31 }]);
    const in186 = await post({ ...body, invoiceTargetDate: "2024-01-01" }, {});
    assert.match(in186.invoiceId, /^[0-9a-f]{32}$/);
    assert.equal((await post({ ...body, invoiceCollect: false }, {})).invoiceId, undefined);
    const in196 = { "zuora-version": "196.0" };
    assert.equal((await post({ ...body, invoice: false }, in196)).invoiceId, undefined);
    assert.equal(
      await refusal({ ...body, runBilling: true, targetDate: "2024-01-01" }, {}),
      "53100021: Invalid parameter(s): 'runBilling,targetDate'.",
    );
    assert.equal(
      await refusal({ ...body, invoice: true, collect: false }),
      "53100021: Invalid parameter(s): 'invoice'.",
    );
  });

  test("takes a credit memo for a negative price", async () => {
    const { body } = await anOffer([{ price: -31 }]);
    const { invoiceId, creditMemoId } = await post({ ...body, targetDate: "2024-01-01" });
    assert.equal(invoiceId, undefined);
    assert.match(creditMemoId, /^[0-9a-f]{32}$/);
    const in206 = { "zuora-version": "206.0" };
    const before207 = await post({ ...body, invoiceTargetDate: "2024-01-01" }, in206);
    assert.equal(before207.creditMemoId, undefined);
  });

  test("overrides charges in the flat spelling", async () => {
    const { body, plan } = await anOffer([perUnit(1), { price: 30 }]);
    const { productRatePlanId } = plan;
    const chargeOverrides = [
      {
        productRatePlanChargeId: plan.chargeIds[0],
        number: "C-OWN-1",
        price: 5,
        quantity: "3",
        description: "Seats",
        billCycleType: "SpecificDayofMonth",
        billCycleDay: "15",
        triggerEvent: "USD",
        triggerDate: "2024-02-15",
        priceChangeOption: "NoChange",
      },
      {
        productRatePlanChargeId: plan.chargeIds[1],
        billingPeriod: "Quarter",
        listPriceBase: "Per_Month",
        endDateCondition: "Fixed_Period",
        upToPeriods: 2,
        upToPeriodsType: "Months",
      },
    ];
    const subscribeToRatePlans = [{ productRatePlanId, chargeOverrides, Colour__c: "red" }];
    const { subscriptionNumber } = await post({
      ...body,
      subscribeToRatePlans,
      Region__c: "North",
      runBilling: false,
    });
    const stored = await read(subscriptionNumber);
    const [ratePlan] = stored.ratePlans;
    const [fee, seats] = ratePlan.ratePlanCharges;
    assert.deepEqual([stored.Region__c, ratePlan.Colour__c], ["North", "red"]);
    assert.deepEqual(
      [seats.number, seats.price, seats.quantity, seats.description, seats.billingDay],
      ["C-OWN-1", 5, 3, "Seats", "SpecificDayofMonth(15)"],
    );
    assert.deepEqual(
      [seats.triggerEvent, seats.triggerDate, seats.effectiveStartDate],
      ["SpecificDate", "2024-02-15", "2024-02-15"],
    );
    assert.deepEqual(
      [fee.billingPeriod, fee.listPriceBase, fee.endDateCondition, fee.effectiveEndDate],
      ["Quarter", "Per_Month", "Fixed_Period", "2024-03-01"],
    );

    const { order } = await succeed(server, "GET", `/v1/orders/${stored.orderNumber}`);
    const [action] = order.subscriptions[0].orderActions;
    const [ordered] = action.createSubscription.subscribeToRatePlans[0].chargeOverrides;
    assert.deepEqual(
      [ordered.pricing.recurringPerUnit.listPrice, ordered.pricing.recurringPerUnit.quantity],
      [5, 3],
    );
  });

  test("dates follow from one another, and the order is of its booking date", async () => {
    const { body } = await anOffer([{ price: 30, TriggerEvent: "CustomerAcceptance" }]);
    const { subscriptionNumber } = await post({
      ...body,
      serviceActivationDate: "2024-01-10",
      lastBookingDate: "2023-12-20",
      termStartDate: "2024-01-05",
      initialTerm: 30,
      initialTermPeriodType: "Day",
      runBilling: false,
    });
    const stored = await read(subscriptionNumber);
    assert.deepEqual(
      [stored.contractEffectiveDate, stored.serviceActivationDate, stored.customerAcceptanceDate],
      ["2024-01-01", "2024-01-10", "2024-01-10"],
    );
    assert.deepEqual(
      [stored.subscriptionStartDate, stored.termEndDate, stored.lastBookingDate],
      ["2024-01-05", "2024-02-04", "2023-12-20"],
    );
    assert.equal(stored.ratePlans[0].ratePlanCharges[0].effectiveStartDate, "2024-01-10");
  });

  test("an evergreen one has no value altogether, and no renewal term is needed", async () => {
    const { body } = await anOffer([{ price: 30 }]);
    const { contractedMrr, totalContractedValue } = await post({
      ...body,
      termType: "EVERGREEN",
      initialTerm: undefined,
      renewalTerm: undefined,
      runBilling: false,
    });
    assert.deepEqual([contractedMrr, totalContractedValue], [30, null]);
  });

  test("sent again with its idempotency key, it is not created twice", async () => {
    const { body, accountKey } = await anOffer([{ price: 30 }]);
    const headers = { ...VERSION, "idempotency-key": `once ${accountKey}` };
    const first = await post({ ...body, runBilling: false }, headers);
    assert.deepEqual(await post({ ...body, runBilling: false }, headers), first);
    const list = `/v1/subscriptions/accounts/${accountKey}`;
    assert.equal((await succeed(server, "GET", list)).subscriptions.length, 1);
  });

  test("says what is wrong, in the codes of its own resource, and creates nothing", async () => {
    const { body, accountKey, plan } = await anOffer([{ price: 30 }]);
    assert.equal(
      await refusal({ ...body, termType: "FOREVER" }),
      "53100320: 'termType' value should be one of: TERMED, EVERGREEN",
    );
    assert.equal(
      await refusal({ ...body, initialTerm: undefined }),
      "53100022: 'initialTerm' may not be null",
    );
    assert.equal(
      await refusal({ ...body, subscribeToRatePlans: [] }),
      "53100022: 'subscribeToRatePlans' may not be empty",
    );
    assert.equal(
      await refusal({ ...body, subscribeToRatePlans: [{}] }),
      "53100022: 'productRatePlanId' may not be null",
    );
    assert.match(await refusal({ ...body, accountKey: "nobody" }), /^53100040: .*'nobody'/);
    assert.equal(await refusal({ ...body, nam: 1 }), "53100021: Invalid parameter(s): 'nam'.");
    const { productRatePlanId, chargeIds } = plan;
    const override = (fields: Fields) => ({
      ...body,
      subscribeToRatePlans: [
        {
          productRatePlanId,
          chargeOverrides: [{ productRatePlanChargeId: chargeIds[0], ...fields }],
        },
      ],
    });
    assert.equal(
      await refusal(override({ triggerEvent: "USD" })),
      "53100022: 'triggerDate' may not be null",
    );
    assert.match(await refusal(override({ quantity: 2 })), /^53100030: .*flat fee/);
    assert.match(await refusal(override({ prize: 2 })), /^53100021: .*'prize'/);
    for (const field of ["tiers", "discountPercentage", "priceIncreasePercentage", "Own__c"]) {
      assert.match(await refusal(override({ [field]: [1] })), new RegExp(field), field);
    }
    assert.match(
      await refusal(override({ priceChangeOption: "SpecificPercentageValue" })),
      /'priceIncreasePercentage' may not be null/,
    );
    assert.match(await refusal({ ...body, prepayment: true }), /'prepayment' is not/);
    assert.match(await refusal({ ...body, externallyManagedBy: "x" }), /externallyManagedBy/);
    assert.match(await refusal({ ...body, invoiceOwnerAccountKey: "x" }), /Cannot find entity/);
    assert.match(await refusal({ ...body, collect: true }), /no default payment method/);
    const unbilled = { ...body, runBilling: false };
    assert.match(await refusal({ ...unbilled, gatewayId: "x" }), /'gatewayId' needs 'collect'/);
    assert.match(await refusal({ ...body, collect: true, runBilling: false }), /cannot be true/);
    const list = `/v1/subscriptions/accounts/${accountKey}`;
    assert.deepEqual((await succeed(server, "GET", list)).subscriptions, []);
  });
});
