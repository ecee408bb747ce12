/** Tiered, volume and delivery charges from the catalog to the last credit. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  anAccount,
  aPlan,
  type Plan,
  type PlanCharge,
  subscribeOrder,
  succeed,
} from "#test/support/company.ts";
import { Life } from "#test/support/life.ts";
import { cancelling, productOrder, updating } from "#test/support/product-orders.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

type Fields = Readonly<Record<string, unknown>>;

const tier = (Price: number, EndingUnit: number | null, fields: Fields = {}) => ({
  Currency: "USD",
  Price,
  EndingUnit,
  PriceFormat: "Per Unit",
  ...fields,
});

const inTiers = (...ProductRatePlanChargeTier: readonly Fields[]) => ({
  ProductRatePlanChargeTierData: { ProductRatePlanChargeTier },
});

/** 10 for each of the first five, 8 for the next five, 5 for all above. */
const SEATS = {
  Name: "Seats",
  ChargeModel: "Tiered Pricing",
  UOM: "Seat",
  DefaultQuantity: 7,
  ...inTiers(tier(10, 5, { StartingUnit: 0 }), tier(8, 10, { StartingUnit: 6 }), tier(5, null)),
} satisfies PlanCharge;

const PAPER = {
  Name: "Paper",
  ChargeModel: "Delivery Pricing",
  BillingPeriod: "Specific Weeks",
  SpecificBillingPeriod: 4,
  BillCycleType: "ChargeTriggerDay",
  price: 1.75,
  DeliverySchedule: {
    frequency: "Weekly",
    monday: true,
    tuesday: true,
    wendesday: true,
    thursday: true,
    friday: true,
    saturday: true,
  },
} satisfies PlanCharge;

const aLife = async () => new Life(server, await anAccount(server));

const ordered = (life: Life, subscriptionNumber: string, on: string, ...actions: Fields[]) =>
  life.order(
    productOrder({
      accountNumber: life.accountNumber,
      subscriptionNumber,
      on,
      actions,
      processingOptions: {
        runBilling: true,
        billingOptions: { targetDate: on, documentDate: on },
      },
    }),
  );

const newDocuments = async (life: Life) => life.newDocuments(await life.readBooks());

const chargeOf = async (subscriptionNumber: string) => {
  const read = await succeed(server, "GET", `/v1/subscriptions/${subscriptionNumber}`);
  return read.ratePlans[0].ratePlanCharges[0];
};

describe("tiers", () => {
  test("are shown in the catalog as they were given, with what was left out", async () => {
    const { chargeIds } = await aPlan(server, [SEATS]);
    const path = `/v1/product-rate-plan-charges/${chargeIds[0]}`;
    const { model, defaultQuantity, pricing, pricingSummary } = await succeed(server, "GET", path);
    assert.deepEqual([model, defaultQuantity], ["Tiered", 7]);
    const perUnit = { priceFormat: "PerUnit" };
    assert.deepEqual(pricing[0].tiers, [
      { tier: 1, startingUnit: 0, endingUnit: 5, price: 10, ...perUnit },
      { tier: 2, startingUnit: 6, endingUnit: 10, price: 8, ...perUnit },
      { tier: 3, startingUnit: 10, endingUnit: null, price: 5, ...perUnit },
    ]);
    assert.equal(pricing[0].price, null);
    assert.deepEqual(pricingSummary, [
      "0 to 5 Seat: USD10/Seat, 6 to 10 Seat: USD8/Seat, 10 Seat and more: USD5/Seat",
    ]);
    const rows = await succeed(
      server,
      "GET",
      `/object-query/product-rate-plan-charge-tiers?filter[]=productRatePlanChargeId.EQ:${chargeIds[0]}&sort[]=tier.ASC`,
    );
    assert.deepEqual(
      rows.data.map((row: Fields) => [row.tier, row.endingUnit ?? null, row.price]),
      [
        [1, 5, 10],
        [2, 10, 8],
        [3, null, 5],
      ],
    );
  });

  test("are billed, changed in quantity and price, and credited", async () => {
    const life = await aLife();
    const number = await life.subscribe([SEATS], "2023-01-01", { billThrough: "2023-01-01" });
    assert.equal(await newDocuments(life), "invoice 66.00 (Seats 2023-01-01..2023-01-31 66.00)");

    const charge = await chargeOf(number);
    assert.deepEqual([charge.price, charge.quantity, charge.mrr], [null, 7, 66]);
    assert.deepEqual(
      charge.tiers.map((each: Fields) => each.price),
      [10, 8, 5],
    );

    const { ratePlans } = await succeed(server, "GET", `/v1/subscriptions/${number}`);
    const plan = { ratePlanId: ratePlans[0].id };
    const seats = (recurringTiered: Fields) => ({
      chargeNumber: charge.number,
      pricing: { recurringTiered },
    });
    await ordered(life, number, "2023-02-01", updating(plan, seats({ quantity: 12 })));
    assert.equal(await newDocuments(life), "invoice 100.00 (Seats 2023-02-01..2023-02-28 100.00)");

    const cheaper = [
      { tier: 1, startingUnit: 0, endingUnit: 10, price: 4, priceFormat: "PerUnit" },
      { tier: 2, startingUnit: 10, endingUnit: 20, price: 30, priceFormat: "FlatFee" },
    ];
    const order = await ordered(
      life,
      number,
      "2023-03-01",
      updating(plan, seats({ tiers: cheaper })),
    );
    assert.equal(await newDocuments(life), "invoice 70.00 (Seats 2023-03-01..2023-03-31 70.00)");
    const read = await succeed(server, "GET", `/v1/orders/${order.orderNumber}`);
    const [update] = read.order.subscriptions[0].orderActions[0].updateProduct.chargeUpdates;
    assert.deepEqual(update.pricing.recurringTiered.tiers, cheaper);

    await ordered(life, number, "2023-03-16", cancelling("2023-03-16"));
    assert.equal(
      await newDocuments(life),
      "credit memo 36.13 (Seats -- Proration Credit 2023-03-16..2023-03-31 36.13)",
    );
  });

  test("of a subscription replace those of the catalog", async () => {
    const life = await aLife();
    const plan = await aPlan(server, [{ ...SEATS, ChargeModel: "Volume Pricing" }]);
    const override = (recurringVolume: Fields) => ({
      plan,
      billThrough: "2023-01-01",
      chargeOverrides: [
        { productRatePlanChargeId: plan.chargeIds[0], pricing: { recurringVolume } },
      ],
    });
    await life.subscribe([], "2023-01-01", override({ quantity: 6 }));
    assert.equal(await newDocuments(life), "invoice 48.00 (Seats 2023-01-01..2023-01-31 48.00)");
    const tiers = [{ tier: 1, startingUnit: 0, price: 3, priceFormat: "Per Unit" }];
    const replaced = override({ quantity: 6, tiers, listPriceBase: "Per_Year" });
    await life.subscribe([], "2023-01-01", replaced);
    assert.equal(await newDocuments(life), "invoice 1.50 (Seats 2023-01-01..2023-01-31 1.50)");
  });

  test("of a one-time charge are billed once, with the price of a unit", async () => {
    const life = await aLife();
    const setUp = { ...SEATS, Name: "Set-up", ChargeType: "OneTime", DefaultQuantity: 12 };
    await life.subscribe([{ ...setUp, ChargeModel: "Volume Pricing" }, setUp], "2023-01-01", {
      billThrough: "2023-01-01",
    });
    assert.equal(
      await newDocuments(life),
      "invoice 160.00 (Set-up 2023-01-01..2023-01-01 60.00, Set-up 2023-01-01..2023-01-01 100.00)",
    );
    const { invoices } = await life.readBooks();
    assert.deepEqual(
      invoices[0]?.items.map((item: Fields) => item.unitPrice),
      [5, 8.333333333],
    );
  });

  test("rise on renewal, each by the percentage", async () => {
    const life = await aLife();
    const plan = await aPlan(server, [SEATS]);
    const recurringTiered = {
      priceChangeOption: "SpecificPercentageValue",
      priceIncreasePercentage: 10,
    };
    const own = await life.subscribe([], "2023-01-01", {
      plan,
      months: 1,
      createSubscription: {
        subscribeToRatePlans: [
          {
            productRatePlanId: plan.productRatePlanId,
            chargeOverrides: [
              { productRatePlanChargeId: plan.chargeIds[0], pricing: { recurringTiered } },
            ],
          },
        ],
        terms: {
          initialTerm: { termType: "TERMED", period: 1, periodType: "Month" },
          renewalTerms: [{ period: 1, periodType: "Month" }],
        },
      },
    });
    await ordered(life, own, "2023-02-01", { type: "RenewSubscription", renewSubscription: {} });
    const charge = await chargeOf(own);
    assert.deepEqual(
      charge.tiers.map((each: Fields) => each.price),
      [11, 8.8, 5.5],
    );
  });
});

describe("deliveries", () => {
  test("are billed by the count, in advance, and those not made are credited", async () => {
    const life = await aLife();
    const number = await life.subscribe([PAPER], "2023-08-07", { billThrough: "2023-08-07" });
    assert.equal(await newDocuments(life), "invoice 42.00 (Paper 2023-08-07..2023-09-03 42.00)");
    const { invoices } = await life.readBooks();
    assert.equal(invoices[0]?.items[0].numberOfDeliveries, 24);
    const charge = await chargeOf(number);
    assert.equal(charge.numberOfDeliveries, 24);
    assert.equal(charge.subscriptionChargeDeliverySchedule.sunday, false);
    assert.equal(charge.subscriptionChargeDeliverySchedule.wednesday, true);
    await ordered(life, number, "2023-08-21", cancelling("2023-08-21"));
    assert.equal(
      await newDocuments(life),
      "credit memo 21.00 (Paper -- Proration Credit 2023-08-21..2023-09-03 21.00)",
    );
  });

  test("B16: are credited by the count whatever memos there are", async () => {
    const life = await aLife();
    const number = await life.subscribe([PAPER], "2023-08-07", { billThrough: "2023-08-07" });
    const [invoice] = (await life.readBooks()).invoices;
    for (const amount of [40, 1.75]) {
      await succeed(server, "POST", `/v1/credit-memos/invoice/${invoice?.id}`, {
        effectiveDate: "2023-08-10",
        autoPost: true,
        items: [{ invoiceItemId: invoice?.items[0].id, amount }],
      });
    }
    await newDocuments(life);
    await ordered(life, number, "2023-08-21", cancelling("2023-08-21"));
    assert.equal(
      await newDocuments(life),
      "credit memo 21.00 (Paper -- Proration Credit 2023-08-21..2023-09-03 21.00)",
    );
  });

  test("follow another schedule and price when the order says so", async () => {
    const life = await aLife();
    const plan = await aPlan(server, [PAPER]);
    const recurringDeliveryBased = {
      listPrice: 2,
      deliverySchedule: { frequency: "Weekly", sunday: true },
    };
    await life.subscribe([], "2023-08-07", {
      plan,
      billThrough: "2023-08-07",
      chargeOverrides: [
        { productRatePlanChargeId: plan.chargeIds[0], pricing: { recurringDeliveryBased } },
      ],
    });
    assert.equal(await newDocuments(life), "invoice 8.00 (Paper 2023-08-07..2023-09-03 8.00)");
  });
});

describe("refusals", () => {
  const refused = async (plan: Plan, pricing: Fields, given: { months?: null } = {}) => {
    const { accountNumber } = await anAccount(server);
    const { json } = await server.call(
      "POST",
      "/v1/orders",
      subscribeOrder({
        accountNumber,
        plan,
        from: "2023-01-01",
        chargeOverrides: [{ productRatePlanChargeId: plan.chargeIds[0], pricing }],
        ...given,
      }),
    );
    return json.reasons?.[0].message ?? "";
  };

  test("a quantity that no tier holds", async () => {
    const plan = await aPlan(server, [{ ...SEATS, ...inTiers(tier(10, 5), tier(8, 10)) }]);
    const message = await refused(plan, { recurringTiered: { quantity: 11 } });
    assert.match(message, /beyond its last tier, which ends at 10/);
  });

  test("tiers that do not follow each other, and a price of another kind", async () => {
    const plan = await aPlan(server, [SEATS]);
    const tiers = [
      { tier: 1, startingUnit: 0, endingUnit: 5, price: 1, priceFormat: "PerUnit" },
      { tier: 2, startingUnit: 4, endingUnit: 9, price: 1, priceFormat: "PerUnit" },
    ];
    assert.match(await refused(plan, { recurringTiered: { tiers } }), /Tier 2 begins at 4/);
    assert.match(
      await refused(plan, { recurringVolume: { quantity: 2 } }),
      /takes the pricing 'recurringTiered'/,
    );
  });

  test("deliveries without an end, and a quantity of them", async () => {
    const plan = await aPlan(server, [PAPER]);
    const evergreen = await refused(plan, { recurringDelivery: {} }, { months: null });
    assert.match(evergreen, /needs a subscription with a term that ends/);
  });

  for (const [what, charge] of Object.entries<PlanCharge>({
    "a delivery without a schedule": { ...PAPER, DeliverySchedule: undefined },
    "a delivery in arrears": { ...PAPER, BillingTiming: "In Arrears" },
    "a delivery that is one-time": { ...PAPER, ChargeType: "OneTime" },
    "tiers that end nowhere and go on": { ...SEATS, ...inTiers(tier(1, null), tier(2, 5)) },
    "two prices of one currency": {
      ...SEATS,
      ChargeModel: "Per Unit Pricing",
      ...inTiers(tier(1, null), tier(2, null)),
    },
  })) {
    test(`in the catalog: ${what}`, async () => {
      await assert.rejects(aPlan(server, [charge]));
    });
  }
});
