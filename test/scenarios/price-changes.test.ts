/** Prices that change as a subscription is renewed, as a caller sees them and as they are billed. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { anAccount, aPlan, subscribe, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { aSubscriber, itemsOf, order, refusal, subscriptionOf } from "#test/support/lifecycle.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

const RENEW = { type: "RenewSubscription" };
const yearly = {
  createSubscription: {
    terms: {
      initialTerm: { termType: "TERMED", period: 12, periodType: "Month" },
      renewalTerms: [{ period: 12, periodType: "Month" }],
    },
  },
};
const TEN_MORE = { PriceChangeOption: "SpecificPercentageValue", PriceIncreasePercentage: 10 };

describe("a price that changes on renewal", () => {
  test("comes from the catalog, is read back, and is billed from the new term on", async () => {
    const subscriber = await aSubscriber(server, [{ price: 30, ...TEN_MORE }], yearly);
    const signed = (await subscriptionOf(server, subscriber)).ratePlans[0].ratePlanCharges[0];
    assert.deepEqual(
      [signed.priceChangeOption, signed.priceIncreasePercentage],
      ["SpecificPercentageValue", 10],
    );
    await order(server, subscriber, [RENEW], "2024-01-31");
    const [charge] = (await subscriptionOf(server, subscriber)).ratePlans[0].ratePlanCharges;
    assert.deepEqual(
      charge.chargeSegments.map(({ segment, price, effectiveEndDate }: Record<string, unknown>) => [
        segment,
        price,
        effectiveEndDate,
      ]),
      [
        [1, 30, "2024-01-01"],
        [2, 33, "2025-01-01"],
      ],
    );
    assert.deepEqual((await itemsOf(server, subscriber)).slice(-2), [
      "2023-12-01..2023-12-31 30",
      "2024-01-01..2024-01-31 33",
    ]);
    await assertConserved(server.database, server.entityId);
  });

  test("is an override's before it is the catalog's, and an update's after that", async () => {
    const { accountNumber } = await anAccount(server);
    const plan = await aPlan(server, [{ price: 30, ...TEN_MORE }]);
    const [productRatePlanChargeId] = plan.chargeIds;
    const pricing = { recurringFlatFee: { priceChangeOption: "NoChange" } };
    const chargeOverrides = [{ productRatePlanChargeId, pricing }];
    const created = await subscribe(server, {
      accountNumber,
      plan,
      from: "2023-01-01",
      chargeOverrides,
      ...yearly,
    });
    const subscriber = {
      accountId: created.accountId,
      accountNumber,
      subscriptionNumber: created.subscriptionNumbers[0],
    };
    const subscription = await subscriptionOf(server, subscriber);
    const [ratePlan] = subscription.ratePlans;
    const [charge] = ratePlan.ratePlanCharges;
    assert.equal(charge.priceChangeOption, "NoChange");
    const halved = { priceChangeOption: "SpecificPercentageValue", priceIncreasePercentage: -50 };
    const update = {
      type: "UpdateProduct",
      updateProduct: {
        ratePlanId: ratePlan.id,
        chargeUpdates: [{ chargeNumber: charge.number, pricing: { recurringFlatFee: halved } }],
      },
    };
    const { orderNumber } = await order(server, subscriber, [update]);
    const { order: read } = await succeed(server, "GET", `/v1/orders/${orderNumber}`);
    const [readUpdate] = read.subscriptions[0].orderActions[0].updateProduct.chargeUpdates;
    assert.deepEqual(readUpdate.pricing.recurringFlatFee, { listPrice: null, ...halved });
    const updated = (await subscriptionOf(server, subscriber)).ratePlans[0].ratePlanCharges[0];
    assert.equal(updated.chargeSegments.length, 1);
    await order(server, subscriber, [RENEW]);
    const after = (await subscriptionOf(server, subscriber)).ratePlans[0].ratePlanCharges[0];
    assert.deepEqual([after.segment, after.price], [2, 15]);
  });

  test("is the catalog's latest where it says so", async () => {
    const latest = { PriceChangeOption: "UseLatestProductCatalogPricing" };
    const { accountNumber, accountId } = await anAccount(server);
    const plan = await aPlan(server, [{ price: 30, ...latest }]);
    const pricing = { recurringFlatFee: { listPrice: 20 } };
    const [productRatePlanChargeId] = plan.chargeIds;
    const created = await subscribe(server, {
      accountNumber,
      plan,
      from: "2023-01-01",
      chargeOverrides: [{ productRatePlanChargeId, pricing }],
      ...yearly,
    });
    const [subscriptionNumber] = created.subscriptionNumbers;
    const subscriber = { accountId, accountNumber, subscriptionNumber };
    await order(server, subscriber, [RENEW]);
    const [charge] = (await subscriptionOf(server, subscriber)).ratePlans[0].ratePlanCharges;
    assert.deepEqual([charge.segment, charge.price], [2, 30]);
    const query = `/object-query/rate-plan-charges?filter[]=chargeNumber.EQ:${charge.number}&sort[]=segment.DESC`;
    const { data } = await succeed(server, "GET", query);
    assert.equal(data[0].priceChangeOption, "UseLatestProductCatalogPricing");
  });
});

describe("refused", () => {
  type RatePlan = { readonly id: string; readonly ratePlanCharges: readonly { number: string }[] };
  const updating = (recurringFlatFee: object, { id, ratePlanCharges }: RatePlan) => ({
    type: "UpdateProduct",
    updateProduct: {
      ratePlanId: id,
      chargeUpdates: [{ chargeNumber: ratePlanCharges[0]?.number, pricing: { recurringFlatFee } }],
    },
  });

  test("a percentage that is missing, without use, or out of bounds", async () => {
    const subscriber = await aSubscriber(server, [{}], yearly);
    const [ratePlan] = (await subscriptionOf(server, subscriber)).ratePlans;
    const option = "SpecificPercentageValue";
    const cases: [object, RegExp][] = [
      [{ priceChangeOption: option }, /'priceIncreasePercentage' may not be null/],
      [{ priceIncreasePercentage: 5 }, /needs 'priceChangeOption' SpecificPercentageValue/],
      [
        { priceChangeOption: option, priceIncreasePercentage: 100.5 },
        /priceIncreasePercentage' should be between -100 and 100/,
      ],
    ];
    for (const [price, expected] of cases) {
      const { message } = await refusal(server, subscriber, [updating(price, ratePlan)]);
      assert.match(message, expected);
    }
  });

  test("a product charge that asks for the entity's percentage, or for none", async () => {
    const option = { PriceChangeOption: "SpecificPercentageValue" };
    const cases: [Record<string, unknown>, RegExp][] = [
      [option, /PriceIncreasePercentage/],
      [{ ...TEN_MORE, PriceIncreaseOption: "FromTenantPercentageValue" }, /not supported yet/],
      [{ ...TEN_MORE, UseTenantDefaultForPriceChange: true }, /not supported yet/],
    ];
    for (const [fields, expected] of cases) {
      await assert.rejects(aPlan(server, [fields]), expected);
    }
  });
});
