/** Ramp deals as the vendor's tutorials make them, over HTTP. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { anAccount, aPlan, type Plan, subscribe, succeed } from "#test/support/company.ts";
import { adding, productOrder, removing } from "#test/support/product-orders.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

type Fields = Readonly<Record<string, unknown>>;

let server: TestServer;
let plan: Plan;
let seats: Plan;
let accountNumber: string;

before(async () => {
  server = await startTestServer();
  await server.runJobs({ lockTimeoutMs: 3_000, lockAttempts: 2 });
  const yearly = { BillingPeriod: "Annual" };
  plan = await aPlan(server, [{ Name: "Yearly", price: 1000, ...yearly }]);
  const perUnit = { ChargeModel: "Per Unit Pricing", UOM: "Each", DefaultQuantity: 200 };
  seats = await aPlan(server, [{ Name: "Seats", price: 30, ...perUnit, ...yearly }]);
  ({ accountNumber } = await anAccount(server));
});
after(() => server.close());

const get = (path: string) => succeed(server, "GET", path);
const on = (triggerDate: string) => ({
  triggerDates: [{ name: "ContractEffective", triggerDate }],
});

const YEARS = [
  { name: "Interval 1", startDate: "2020-07-01", endDate: "2021-06-30" },
  { name: "Interval 2", startDate: "2021-07-01", endDate: "2022-06-30" },
  { name: "Interval 3", startDate: "2022-07-01", endDate: "2023-06-30" },
];

const raise = (listPrice: number, date: string) => ({
  type: "UpdateProduct",
  ...on(date),
  updateProduct: {
    uniqueToken: "newsub_rp",
    chargeUpdates: [
      { uniqueToken: "newsub_rpcharge", pricing: { recurringFlatFee: { listPrice } } },
    ],
  },
});

/** 1000, 1200 and 1400 a year, in one order. */
const rampDeal = (ramp: Fields = { intervals: YEARS }) => ({
  orderDate: "2020-07-01",
  existingAccountNumber: accountNumber,
  subscriptions: [
    {
      ramp,
      orderActions: [
        {
          type: "CreateSubscription",
          ...on("2020-07-01"),
          createSubscription: {
            terms: {
              initialTerm: {
                startDate: "2020-07-01",
                period: 36,
                periodType: "Month",
                termType: "TERMED",
              },
              renewalTerms: [{ period: 12, periodType: "Month" }],
              renewalSetting: "RENEW_WITH_SPECIFIC_TERM",
              autoRenew: true,
            },
            subscribeToRatePlans: [
              {
                productRatePlanId: plan.productRatePlanId,
                uniqueToken: "newsub_rp",
                chargeOverrides: [
                  { productRatePlanChargeId: plan.chargeIds[0], uniqueToken: "newsub_rpcharge" },
                ],
              },
            ],
          },
        },
        raise(1200, "2021-07-01"),
        raise(1400, "2022-07-01"),
      ],
    },
  ],
});

type Deal = { readonly subscriptionNumber: string; readonly rampNumber: string };

async function aDeal(ramp?: Fields): Promise<Deal & { readonly orderNumber: string }> {
  const { orderNumber, ramps } = await succeed(server, "POST", "/v1/orders", rampDeal(ramp));
  return { orderNumber, ...ramps[0] };
}

/** An order of one subscription. */
const change = (
  { subscriptionNumber }: Pick<Deal, "subscriptionNumber">,
  actions: readonly Fields[],
  ramp?: Fields,
) => {
  const order = productOrder({ accountNumber, subscriptionNumber, on: "2020-07-01", actions });
  const [entry] = order.subscriptions as readonly Fields[];
  return { ...order, subscriptions: [{ ...entry, ...(ramp && { ramp }) }] };
};

const post = (order: Fields) => succeed(server, "POST", "/v1/orders", order);

async function refusal(order: Fields): Promise<string> {
  const { json } = await server.call("POST", "/v1/orders", order);
  assert.equal(json.success, false);
  return json.reasons[0].message;
}

const byInterval = ({ intervals }: Answer["json"], field: string) =>
  intervals.map((interval: Answer["json"]) => interval[field]);

describe("a ramp deal of three years", () => {
  test("is created with its prices in one order, and read", async () => {
    const { rampNumber, subscriptionNumber } = await aDeal({
      name: "Three years",
      intervals: YEARS,
    });
    const { ramp } = await get(`/v1/ramps/${rampNumber}`);
    const subscription = await get(`/v1/subscriptions/${subscriptionNumber}`);
    const { number: chargeNumber } = subscription.ratePlans[0].ratePlanCharges[0];
    assert.deepEqual(
      { ...ramp, id: "" },
      {
        charges: [{ chargeNumber }],
        description: "",
        id: "",
        intervals: YEARS.map((interval) => ({ description: "", ...interval })),
        name: "Three years",
        number: rampNumber,
        subscriptionNumber,
      },
    );
    const { ramps } = await get(`/v1/subscriptions/${subscriptionNumber}/ramps`);
    assert.deepEqual(ramps, [ramp]);
  });

  test("has metrics by interval that sum to its contracted value", async () => {
    const { rampNumber, subscriptionNumber } = await aDeal();
    const { rampMetrics } = await get(`/v1/ramps/${rampNumber}/ramp-metrics`);
    assert.deepEqual(byInterval(rampMetrics, "grossTcv"), [1000, 1200, 1400]);
    assert.deepEqual(byInterval(rampMetrics, "netTcb"), [1000, 1200, 1400]);
    const { totalContractedValue } = await get(`/v1/subscriptions/${subscriptionNumber}`);
    assert.equal(rampMetrics.netTcv, totalContractedValue);
    assert.equal(rampMetrics.discountTcv, 0);
    const [, { intervalMetrics }] = rampMetrics.intervals;
    assert.equal(intervalMetrics.length, 1);
    const [{ startDate, endDate, quantity, mrr, subscriptionNumber: number }] = intervalMetrics;
    assert.deepEqual(
      { startDate, endDate, quantity, mrr, number },
      {
        startDate: "2021-07-01",
        endDate: "2022-06-30",
        quantity: 1,
        mrr: [
          { startDate: "2021-07-01", endDate: "2022-06-30", discount: 0, gross: 100, net: 100 },
        ],
        number: subscriptionNumber,
      },
    );
    const same = await get(`/v1/subscriptions/${subscriptionNumber}/ramp-metrics`);
    assert.deepEqual(same.rampMetrics, rampMetrics);
  });

  test("metrics of an order tell what it changed, charge by charge", async () => {
    const { orderNumber, subscriptionNumber } = await aDeal();
    const created = (await get(`/v1/orders/${orderNumber}/ramp-metrics`)).rampMetrics[0];
    assert.deepEqual(
      byInterval(created, "intervalDeltaMetrics").map(([each]: Answer["json"]) => each.deltaNetTcv),
      [1000, 1200, 1400],
    );
    const add = { ...adding(seats.productRatePlanId), ...on("2022-07-01") };
    const added = await post(change({ subscriptionNumber }, [add]));
    assert.equal(added.ramps, undefined, "the order has set no ramp");
    const { rampMetrics } = await get(`/v1/orders/${added.orderNumber}/ramp-metrics`);
    const [first, second, third] = byInterval(rampMetrics[0], "intervalDeltaMetrics");
    assert.deepEqual([first, second], [[], []]);
    const [delta] = third;
    const days = { startDate: "2022-07-01", endDate: "2023-06-30" };
    assert.deepEqual(delta.deltaQuantity, [{ ...days, amount: 200 }]);
    assert.deepEqual(delta.deltaMrr, [{ ...days, discount: 0, gross: 500, net: 500 }]);
    assert.deepEqual([delta.deltaGrossTcb, delta.deltaNetTcv], [6000, 6000]);
    assert.equal(rampMetrics[0].grossTcv, 9600);
  });

  test("is changed with the term, and keeps its number", async () => {
    const deal = await aDeal({ name: "Three years", intervals: YEARS });
    const lastTerm = { termType: "TERMED", period: 48, periodType: "Month" };
    const longer = { type: "TermsAndConditions", termsAndConditions: { lastTerm } };
    const fourth = { name: "Interval 4", startDate: "2023-07-01", endDate: "2024-06-30" };
    const changed = await post(change(deal, [longer], { intervals: [...YEARS, fourth] }));
    const { rampNumber, subscriptionNumber } = deal;
    assert.deepEqual(changed.ramps, [{ rampNumber, subscriptionNumber }]);
    const { rampMetrics } = await get(`/v1/ramps/${rampNumber}/ramp-metrics`);
    assert.equal(rampMetrics.name, "Three years");
    assert.deepEqual(byInterval(rampMetrics, "grossTcv"), [1000, 1200, 1400, 1400]);
  });

  test("its intervals do not follow a renewal", async () => {
    const deal = await aDeal();
    await post(change(deal, [{ type: "RenewSubscription" }]));
    const { rampMetrics } = await get(`/v1/ramps/${deal.rampNumber}/ramp-metrics`);
    assert.deepEqual(byInterval(rampMetrics, "endDate"), [
      "2021-06-30",
      "2022-06-30",
      "2023-06-30",
    ]);
    assert.equal(rampMetrics.grossTcv, 3600);
  });

  test("is deleted by an order, and comes back when that is taken back", async () => {
    const deal = await aDeal();
    const action = { type: "TermsAndConditions", termsAndConditions: { notes: "no ramp" } };
    const { orderNumber, ramps } = await post(change(deal, [action], { delete: true }));
    assert.equal(ramps, undefined);
    const gone = await server.call("GET", `/v1/ramps/${deal.rampNumber}`);
    assert.match(gone.json.reasons[0].code.toString(), /40$/);
    const { subscriptionNumber } = deal;
    assert.deepEqual((await get(`/v1/subscriptions/${subscriptionNumber}/ramps`)).ramps, []);
    assert.deepEqual((await get(`/v1/orders/${orderNumber}/ramp-metrics`)).rampMetrics, []);
    assert.equal(
      (await get(`/v1/subscriptions/${subscriptionNumber}/ramp-metrics`)).rampMetrics,
      undefined,
    );
    assert.match(await refusal(change(deal, [action], { delete: true })), /has no ramp to delete/);
    await succeed(server, "DELETE", `/v1/orders/${orderNumber}`);
    assert.equal((await get(`/v1/ramps/${deal.rampNumber}`)).ramp.number, deal.rampNumber);
  });

  test("is read back with its order", async () => {
    const { orderNumber } = await aDeal({
      charges: [{ uniqueToken: "newsub_rpcharge" }],
      intervals: YEARS,
    });
    const { order } = await get(`/v1/orders/${orderNumber}`);
    const { ramp, subscriptionNumber } = order.subscriptions[0];
    const { ratePlans } = await get(`/v1/subscriptions/${subscriptionNumber}`);
    assert.deepEqual(ramp.charges, [{ chargeNumber: ratePlans[0].ratePlanCharges[0].number }]);
    assert.deepEqual(
      ramp.intervals,
      YEARS.map((interval) => ({ description: "", ...interval })),
    );
  });

  test("that names charges is about them alone", async () => {
    const ramp = { charges: [{ uniqueToken: "newsub_rpcharge" }], intervals: YEARS };
    const deal = await aDeal(ramp);
    await post(change(deal, [{ ...adding(seats.productRatePlanId), ...on("2022-07-01") }]));
    const { rampMetrics } = await get(`/v1/ramps/${deal.rampNumber}/ramp-metrics`);
    assert.equal(rampMetrics.grossTcv, 3600);
  });
});

describe("a preview", () => {
  const previewed = async (previewTypes: readonly string[]) => {
    const order = { ...rampDeal(), previewOptions: { previewTypes } };
    return (await succeed(server, "POST", "/v1/orders/preview", order)).previewResult;
  };

  test("says the metrics of the order's ramps, and keeps nothing", async () => {
    const { rampMetrics } = await previewed(["RampMetrics"]);
    assert.equal(rampMetrics[0].number, null);
    assert.deepEqual(byInterval(rampMetrics[0], "grossTcb"), [1000, 1200, 1400]);
    assert.equal(rampMetrics[0].intervals[0].intervalMetrics[0].chargeNumber, null);
    assert.equal(rampMetrics[0].intervals[0].intervalDeltaMetrics, undefined);
  });

  test("says what the order would change", async () => {
    const { rampMetrics } = await previewed(["RampDeltaMetrics"]);
    const [{ intervalMetrics, intervalDeltaMetrics }] = rampMetrics[0].intervals;
    assert.equal(intervalMetrics, undefined);
    assert.equal(intervalDeltaMetrics[0].deltaGrossTcb, 1000);
  });
});

test("an order that is accepted answers its ramps in its job", async () => {
  const { jobId } = await succeed(server, "POST", "/v1/async/orders", rampDeal());
  const job = async (): Promise<Answer["json"]> => {
    const found = await get(`/v1/async-jobs/${jobId}`);
    if (found.status !== "Processing") return found;
    await delay(10);
    return job();
  };
  const [{ rampNumber }] = (await job()).result.ramps;
  assert.equal((await get(`/v1/ramps/${rampNumber}`)).ramp.number, rampNumber);
});

test("a draft reads with the ramp that it asks for, and has none before it is activated", async () => {
  const draft = await post({ ...rampDeal(), status: "Draft" });
  const { order } = await get(`/v1/orders/${draft.orderNumber}`);
  assert.equal(order.subscriptions[0].ramp.intervals.length, 3);
  const activated = await succeed(server, "PUT", `/v1/orders/${draft.orderNumber}/activate`, {});
  const [{ rampNumber }] = activated.ramps;
  assert.equal((await get(`/v1/ramps/${rampNumber}`)).ramp.intervals.length, 3);
});

test("an evergreen subscription has a ramp of as many days as it says", async () => {
  const created = await subscribe(server, {
    accountNumber,
    plan,
    from: "2020-07-01",
    months: null,
  });
  const [subscriptionNumber] = created.subscriptionNumbers;
  const action = { type: "TermsAndConditions", termsAndConditions: { notes: "ramp" } };
  const { ramps } = await post(change({ subscriptionNumber }, [action], { intervals: YEARS }));
  const { rampMetrics } = await get(`/v1/ramps/${ramps[0].rampNumber}/ramp-metrics`);
  assert.deepEqual(byInterval(rampMetrics, "grossTcb"), [1000, 1000, 1000]);
});

describe("what a ramp may not say", () => {
  const [first, second, third] = YEARS;
  const REFUSED: Readonly<Record<string, readonly [Fields, RegExp]>> = {
    "no intervals": [{ name: "x" }, /'intervals' may not be null/],
    "a gap": [
      { intervals: [first, third] },
      /from 2022-07-01 does not follow the one that ends on 2021-06-30/,
    ],
    "an overlap": [
      { intervals: [first, { ...second, startDate: "2021-06-30" }] },
      /does not follow/,
    ],
    "an interval that ends before it starts": [
      { intervals: [{ startDate: "2021-01-02", endDate: "2021-01-01" }] },
      /from 2021-01-02 ends before it starts/,
    ],
    "days before the subscription": [
      { intervals: [{ ...first, startDate: "2020-06-30" }] },
      /is not within subscription/,
    ],
    "days after the term": [
      { intervals: [{ ...first, endDate: "2023-07-01" }] },
      /The ramp from 2020-07-01 to 2023-07-01 is not within subscription '.*' from 2020-07-01 to 2023-06-30/,
    ],
    "a charge that is not there": [
      { intervals: YEARS, charges: [{ chargeNumber: "C-NONE" }] },
      /Charge 'C-NONE' of the ramp is not in subscription/,
    ],
    "a charge without a name": [
      { intervals: YEARS, charges: [{}] },
      /'chargeNumber' may not be null/,
    ],
    "thirteen intervals": [{ intervals: Array(13).fill(first) }, /intervals/],
    "to delete what is not there": [{ delete: true }, /has no ramp to delete/],
  };

  for (const [name, [ramp, message]] of Object.entries(REFUSED)) {
    test(name, async () => assert.match(await refusal(rampDeal(ramp)), message));
  }

  test("a ramp, an order or a subscription that nobody knows", async () => {
    for (const path of [
      "/v1/ramps/R-NONE",
      "/v1/ramps/R-NONE/ramp-metrics",
      "/v1/orders/O-NONE/ramp-metrics",
      "/v1/subscriptions/A-NONE/ramps",
      "/v1/subscriptions/A-NONE/ramp-metrics",
    ]) {
      const { json } = await server.call("GET", path);
      assert.equal(json.success, false, path);
      assert.match(String(json.reasons[0].code), /40$/, path);
    }
  });
});

test("a product that is removed leaves the intervals after it", async () => {
  const deal = await aDeal();
  const productRatePlanId = { productRatePlanId: plan.productRatePlanId };
  await post(change(deal, [{ ...removing(productRatePlanId), ...on("2022-01-01") }]));
  const { rampMetrics } = await get(`/v1/ramps/${deal.rampNumber}/ramp-metrics`);
  const [, half, none] = byInterval(rampMetrics, "grossTcv");
  assert.deepEqual([half, none], [600, 0]);
});
