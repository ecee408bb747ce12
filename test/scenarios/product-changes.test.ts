/** Orders that add, update and remove products, billed: as the pages of these actions tell it. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { anAccount, aPlan, type Plan, succeed } from "#test/support/company.ts";
import { Life, money } from "#test/support/life.ts";
import {
  adding,
  cancelling,
  changingPlan,
  productOrder,
  removing,
  updating,
} from "#test/support/product-orders.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";
import { workedExamples } from "#test/support/worked-examples.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

type Fields = Readonly<Record<string, unknown>>;

/** Does what the table's next row says and yields that row's `after`. */
type Story = (life: Life) => AsyncGenerator<string>;

const planOf = (Name: string, price: number, fields: Fields = {}): Promise<Plan> =>
  aPlan(server, [{ Name, price, ...fields }]);

/** Orders, and bills unless told otherwise. */
const change = (
  life: Life,
  subscriptionNumber: string,
  on: string,
  actions: readonly Fields[],
  runBilling = true,
) => {
  const { accountNumber } = life;
  const processingOptions = { runBilling, billingOptions: { targetDate: on, documentDate: on } };
  const order = { accountNumber, subscriptionNumber, on, actions, processingOptions };
  return life.order(productOrder(order));
};

const monthsOfTerm = (period: number): Fields => {
  const lastTerm = { termType: "TERMED", period, periodType: "Month" };
  return { type: "TermsAndConditions", termsAndConditions: { lastTerm } };
};

const ratePlansOf = async (subscriptionNumber: string) =>
  (await succeed(server, "GET", `/v1/subscriptions/${subscriptionNumber}`)).ratePlans;

const STORIES: Readonly<Record<string, Story>> = {
  async *"add-product.md: Billed"(life) {
    const [a, b] = [await planOf("A", 30), await planOf("B", 31)];
    const number = await life.subscribe([], "2023-01-01", { plan: a, billThrough: "2023-01-01" });
    yield "A is billed";
    await change(life, number, "2023-01-15", [adding(b.productRatePlanId)]);
    yield "B is added from 2023-01-15 and billed";
    await life.billRun("2023-02-01");
    yield "a bill run comes on 2023-02-01";
    const pricing = { recurringFlatFee: { listPrice: 28 } };
    const override = { productRatePlanChargeId: b.chargeIds[0], pricing };
    const triggerDates = [{ name: "ContractEffective", triggerDate: "2023-02-01" }];
    await change(life, number, "2023-02-15", [
      { ...adding(b.productRatePlanId, [override]), triggerDates },
      cancelling("2023-02-15"),
    ]);
    yield "B is added once more at 28.00 and all is cancelled on 2023-02-15 in one order";
    const { version } = await succeed(server, "GET", `/v1/subscriptions/${number}`);
    assert.equal(version, 3);
  },

  async *"remove-product.md: Billed"(life) {
    const [a, b] = [await planOf("A", 30), await planOf("B", 31)];
    const c = await planOf("C", 99, { ChargeType: "OneTime" });
    const subscribeToRatePlans = [a, b, c].map(({ productRatePlanId }) => ({ productRatePlanId }));
    const number = await life.subscribe([], "2023-01-01", {
      plan: a,
      billThrough: "2023-01-01",
      createSubscription: { subscribeToRatePlans },
    });
    yield "all is billed";
    const [firstA, firstB] = await ratePlansOf(number);
    await change(life, number, "2023-01-11", [
      removing({ ratePlanId: firstB.id }),
      removing({ productRatePlanId: c.productRatePlanId }),
    ]);
    yield "B and C are removed on 2023-01-11 and billed";
    await life.billRun("2023-02-01");
    yield "a bill run comes on 2023-02-01";
    await change(life, number, "2023-02-01", [adding(b.productRatePlanId)]);
    yield "B is added again from 2023-02-01 and billed";
    await change(life, number, "2023-02-15", [removing({ ratePlanId: firstA.id })], false);
    yield "A is removed on 2023-02-15 without being billed";
    await change(life, number, "2023-02-15", [cancelling("2023-02-15")]);
    yield "all is cancelled on 2023-02-15 and billed";
  },

  async *"update-product.md: Billed"(life) {
    const seats = { ChargeModel: "Per Unit Pricing", UOM: "Each", DefaultQuantity: 10 };
    const plan = await planOf("A", 10, { ...seats, BillingPeriod: "Annual" });
    const number = await life.subscribe([], "2021-01-01", { plan, billThrough: "2021-01-01" });
    yield "A is billed";
    const [{ subscriptionRatePlanNumber, ratePlanCharges }] = await ratePlansOf(number);
    const [{ number: chargeNumber }] = ratePlanCharges;
    const toSeats = (on: string, recurringPerUnit: Fields) =>
      updating(
        { subscriptionRatePlanNumber },
        {
          chargeNumber,
          pricing: { recurringPerUnit },
          effectiveDate: { triggerEvent: "SpecificDate", specificTriggerDate: on },
        },
      );
    await change(life, number, "2021-07-01", [toSeats("2021-07-01", { quantity: 11 })]);
    yield "S6: 11 units from 2021-07-01, billed";
    const detail = "?charge-detail=all-segments";
    const [{ ratePlanCharges: updated, lastChangeType }] = (
      await succeed(server, "GET", `/v1/subscriptions/${number}${detail}`)
    ).ratePlans;
    assert.equal(lastChangeType, "Update");
    const [{ chargeSegments }] = updated;
    assert.deepEqual(
      chargeSegments.map(({ dmrc, dtcv }: Fields) => [dmrc, dtcv]),
      [
        [0, -50],
        [0.833333333, 55],
      ],
    );
    await change(life, number, "2021-07-01", [toSeats("2021-07-01", { quantity: 9 })]);
    yield "9 units from 2021-07-01, billed";
    await life.billRun("2021-07-01");
    yield "billed again";
    await change(life, number, "2021-11-01", [
      toSeats("2021-10-01", { listPrice: 20 }),
      cancelling("2021-11-01"),
    ]);
    yield "20.00 a unit from 2021-10-01, and cancelled on 2021-11-01 in the same order";
  },

  async *"update-product.md: Billed ahead"(life) {
    const plan = await planOf("B", 31);
    const number = await life.subscribe([], "2023-01-01", { plan, billThrough: "2023-01-01" });
    yield "B is billed";
    const [{ id: ratePlanId, ratePlanCharges }] = await ratePlansOf(number);
    const [{ number: chargeNumber }] = ratePlanCharges;
    const toPrice = (listPrice: number, fields: Fields) => {
      const pricing = { recurringFlatFee: { listPrice } };
      return updating({ ratePlanId, ...fields }, { chargeNumber, pricing });
    };
    const triggerDates = [{ name: "ContractEffective", triggerDate: "2023-03-01" }];
    await change(life, number, "2023-01-10", [{ ...toPrice(62, {}), triggerDates }]);
    yield "62.00 from 2023-03-01 on, ordered on 2023-01-10";
    const specificUpdateDate = "2023-02-15";
    await change(life, number, "2023-01-11", [toPrice(56, { specificUpdateDate })]);
    yield "56.00 from 2023-02-15 on, ordered on 2023-01-11";
    await life.billRun("2023-02-01");
    yield "a bill run comes on 2023-02-01";
    await life.billRun("2023-03-01");
    yield "a bill run comes on 2023-03-01";
    await change(life, number, "2023-02-20", [removing({ ratePlanId })]);
    await life.billRun("2023-03-01");
    yield "B is removed on 2023-02-20 and billed through 2023-03-01";
  },

  async *"change-plan.md: Billed"(life) {
    const [a, b] = [await planOf("A", 30), await planOf("B", 62)];
    const number = await life.subscribe([], "2023-01-01", { plan: a, billThrough: "2023-01-01" });
    yield "A is billed";
    const from = ({ productRatePlanId }: Plan) => ({ productRatePlanId });
    const upgrade = changingPlan(from(a), b.productRatePlanId, { subType: "Upgrade" });
    await change(life, number, "2023-01-16", [upgrade]);
    yield "upgraded to B on 2023-01-16 and billed";
    const downgrade = changingPlan(from(b), a.productRatePlanId, { subType: "Downgrade" });
    await change(life, number, "2023-01-20", [{ ...downgrade, triggerDates: [] }]);
    yield "downgraded to A on 2023-01-20 and billed";
    await life.billRun("2023-02-01");
    yield "a bill run comes on 2023-02-01";
  },

  async *"remove-product.md: Credited when its day has come"(life) {
    await life.rules({ oneTimeCreditBack: true });
    const c = await planOf("C", 50, { ChargeType: "OneTime" });
    const number = await life.subscribe([], "2023-01-01", { plan: c, billThrough: "2023-01-01" });
    yield "C is billed";
    const { productRatePlanId } = c;
    const triggerDates = [{ name: "ContractEffective", triggerDate: "2023-12-01" }];
    await change(life, number, "2023-01-20", [
      { ...removing({ productRatePlanId }), triggerDates },
    ]);
    yield "C is removed from 2023-12-01 on and billed through 2023-01-20";
    for (const day of ["2023-02-10", "2023-11-30", "2023-12-01", "2023-12-31"]) {
      await life.billRun(day);
      yield `a bill run comes on ${day}`;
    }
    await life.rules({ oneTimeCreditBack: false });
  },

  async *"remove-product.md: In a shorter term"(life) {
    const a = await planOf("A", 30, { BillingPeriod: "Quarter" });
    const number = await life.subscribe([], "2023-01-01", { plan: a, billThrough: "2023-07-01" });
    yield "A is billed through 2023-07-01";
    const { productRatePlanId } = a;
    const triggerDates = [{ name: "ContractEffective", triggerDate: "2023-10-01" }];
    await change(life, number, "2023-07-01", [
      { ...removing({ productRatePlanId }), triggerDates },
    ]);
    yield "A is removed from 2023-10-01 on and billed through 2023-07-01";
    await change(life, number, "2023-07-01", [monthsOfTerm(6)]);
    yield "the term is cut to 6 months and billed through 2023-07-01";
    await change(life, number, "2023-12-31", [monthsOfTerm(12)]);
    yield "the term is 12 months again and billed through 2023-12-31";
  },

  async *"update-product.md: Inside a week"(life) {
    await life.rules({ prorateRecurringWeeklyCharges: false });
    const weekly = {
      BillingPeriod: "Week",
      BillCycleType: "SpecificDayofWeek",
      WeeklyBillCycleDay: "Monday",
    };
    const b = await planOf("B", 70, weekly);
    const number = await life.subscribe([], "2024-01-01", { plan: b, billThrough: "2024-01-08" });
    yield "B is billed through 2024-01-08";
    const [{ id: ratePlanId, ratePlanCharges }] = await ratePlansOf(number);
    const [{ number: chargeNumber }] = ratePlanCharges;
    const pricing = { recurringFlatFee: { listPrice: 140 } };
    await change(life, number, "2024-01-10", [updating({ ratePlanId }, { chargeNumber, pricing })]);
    yield "140.00 from 2024-01-10 on, billed";
    await life.billRun("2024-01-15");
    yield "a bill run comes on 2024-01-15";
    await change(life, number, "2024-01-17", [cancelling("2024-01-17")], false);
    yield "all is cancelled on 2024-01-17 without being billed";
    for (const day of ["2024-01-17", "2024-02-17"]) {
      await life.billRun(day);
      yield `a bill run comes on ${day}`;
    }
    await life.rules({ prorateRecurringWeeklyCharges: true });
  },

  async *"change-plan.md: Set-up fee credited"(life) {
    await life.rules({ oneTimeCreditBack: true });
    const a = await aPlan(server, [
      { Name: "A", price: 90, BillingPeriod: "Quarter" },
      { Name: "Once", price: 50, ChargeType: "OneTime" },
    ]);
    const b = await planOf("B", 62);
    const number = await life.subscribe([], "2023-01-01", { plan: a, billThrough: "2023-01-01" });
    yield "A is billed";
    const { productRatePlanId } = a;
    const effectivePolicy = "EffectiveEndOfBillingPeriod";
    const action = changingPlan({ productRatePlanId }, b.productRatePlanId, { effectivePolicy });
    await change(life, number, "2023-01-20", [{ ...action, triggerDates: [] }]);
    yield "changed to B at the end of the billing period and billed through 2023-01-20";
    await life.billRun("2023-03-31");
    yield "a bill run comes on 2023-03-31";
    await life.billRun("2023-04-01");
    yield "a bill run comes on 2023-04-01";
    await life.rules({ oneTimeCreditBack: false });
  },
};

describe("changes of products", () => {
  for (const [title, story] of Object.entries(STORIES)) {
    test(title, async () => {
      const life = new Life(server, await anAccount(server));
      const [page = "", heading = ""] = title.split(": ");
      const rows = workedExamples(`docs/spec/${page}`, heading).values();
      for await (const step of story(life)) {
        const books = await life.readBooks();
        const { totalInvoiceBalance, unappliedCreditMemoAmount } = books.metrics;
        const told = {
          after: step,
          documents: life.newDocuments(books),
          owed: money(totalInvoiceBalance),
          credit: money(unappliedCreditMemoAmount),
        };
        assert.deepEqual(told, rows.next().value);
      }
      assert(rows.next().done, "the story is told to its end");
    });
  }
});

const PRICE = { recurringFlatFee: { listPrice: 40 } };

describe("refused", () => {
  let life: Life;
  let plan: Plan;
  let subscriptionNumber: string;

  before(async () => {
    life = new Life(server, await anAccount(server));
    plan = await planOf("A", 30);
    subscriptionNumber = await life.subscribe([], "2023-01-01", { plan });
  });

  async function refusal(on: string, ...actions: Fields[]): Promise<string> {
    const { accountNumber } = life;
    const order = productOrder({ accountNumber, subscriptionNumber, on, actions });
    const { json } = await server.call("POST", "/v1/orders", order);
    assert.equal(json.success, false);
    return json.reasons[0].message;
  }

  test("RATE_PLAN_NOT_IN_SUBSCRIPTION: a rate plan that it has not got", async () => {
    assert.equal(
      await refusal("2023-05-01", removing({ subscriptionRatePlanNumber: "SRP-9" })),
      `Rate plan 'SRP-9' is not part of subscription '${subscriptionNumber}'.`,
    );
  });

  test("RATE_PLAN_AMBIGUOUS: a product that it has twice", async () => {
    const { productRatePlanId } = plan;
    assert.match(
      await refusal("2023-05-01", adding(productRatePlanId), removing({ productRatePlanId })),
      /has several rate plans of product rate plan/,
    );
  });

  test("PRODUCT_CHANGE_OUTSIDE_TERM: before the subscription starts", async () => {
    assert.equal(
      await refusal("2022-12-31", adding(plan.productRatePlanId)),
      `The date 2022-12-31 is outside the term of subscription '${subscriptionNumber}', 2023-01-01 to 2024-01-01.`,
    );
  });

  test("ACTIVE_SUBSCRIPTION_NEEDED: a cancelled subscription, in the same order too", async () => {
    const { productRatePlanId } = plan;
    const message = await refusal(
      "2023-05-01",
      cancelling("2023-05-01"),
      adding(productRatePlanId),
    );
    assert.match(message, /is Cancelled/);
  });

  async function updateRefusal(on: string, update: Fields): Promise<string> {
    const [{ id: ratePlanId }] = await ratePlansOf(subscriptionNumber);
    return refusal(on, updating({ ratePlanId }, { pricing: PRICE, ...update }));
  }

  const firstCharge = async (): Promise<string> =>
    (await ratePlansOf(subscriptionNumber))[0].ratePlanCharges[0].number;

  test("RATE_PLAN_NEVER_INVOICED: a change of plan at the end of what is not billed", async () => {
    const { productRatePlanId } = plan;
    const [{ subscriptionRatePlanNumber }] = await ratePlansOf(subscriptionNumber);
    const effectivePolicy = "EffectiveEndOfBillingPeriod";
    const key = { subscriptionRatePlanNumber };
    const action = changingPlan(key, productRatePlanId, { effectivePolicy });
    assert.equal(
      await refusal("2023-05-01", { ...action, triggerDates: [] }),
      `No recurring charge of rate plan '${subscriptionRatePlanNumber}' has been invoiced: there is no billing period to end. Use SpecificDate.`,
    );
    assert.match(await refusal("2023-05-01", action), /takes no trigger dates/);
  });

  test("CHARGE_NOT_IN_SUBSCRIPTION: a charge of another rate plan", async () => {
    assert.match(
      await updateRefusal("2023-05-01", { chargeNumber: "C-9" }),
      /^Charge 'C-9' is not part of the subscription's rate plan 'SRP-/,
    );
  });

  test("CHARGE_NOT_IN_SERVICE: a charge that starts later", async () => {
    const { accountNumber } = life;
    const startDate = { triggerEvent: "SpecificDate", specificTriggerDate: "2023-06-01" };
    const chargeOverrides = [{ productRatePlanChargeId: plan.chargeIds[0], startDate }];
    const from = "2023-01-01";
    const number = await life.subscribe([], from, { plan, chargeOverrides });
    const [{ id: ratePlanId, ratePlanCharges }] = await ratePlansOf(number);
    const [{ number: chargeNumber }] = ratePlanCharges;
    const action = updating({ ratePlanId }, { chargeNumber, pricing: PRICE });
    const order = {
      accountNumber,
      subscriptionNumber: number,
      on: "2023-05-01",
      actions: [action],
    };
    const { json } = await server.call("POST", "/v1/orders", productOrder(order));
    const [{ message }] = json.reasons;
    assert.equal(message, `Charge '${chargeNumber}' is not in service on 2023-05-01.`);
  });

  test("CHARGE_CHANGES_LATER: an update before a later one", async () => {
    const chargeNumber = await firstCharge();
    const [{ id: ratePlanId }] = await ratePlansOf(subscriptionNumber);
    const update = updating({ ratePlanId }, { chargeNumber, pricing: PRICE });
    const triggerDates = [{ name: "ContractEffective", triggerDate: "2023-09-01" }];
    assert.match(
      await refusal("2023-05-01", { ...update, triggerDates }, update),
      /changes on 2023-09-01 already/,
    );
  });

  test("ONE_TIME_CHARGE_BILLED: a one-time charge that was billed", async () => {
    const once = await planOf("C", 99, { ChargeType: "OneTime" });
    const number = await life.subscribe([], "2023-01-01", {
      plan: once,
      billThrough: "2023-01-01",
    });
    const [{ id: ratePlanId, ratePlanCharges }] = await ratePlansOf(number);
    const [{ number: chargeNumber }] = ratePlanCharges;
    const pricing = { oneTimeFlatFee: { listPrice: 40 } };
    const actions = [updating({ ratePlanId }, { chargeNumber, pricing })];
    const { accountNumber } = life;
    const order = { accountNumber, subscriptionNumber: number, on: "2023-05-01", actions };
    const { json } = await server.call("POST", "/v1/orders", productOrder(order));
    const [{ message }] = json.reasons;
    assert.equal(message, `The one-time charge '${chargeNumber}' has been billed.`);
  });

  test("NOT_ALLOWED: prepaid units of a charge that sells none", async () => {
    const chargeNumber = await firstCharge();
    const message = await updateRefusal("2023-05-01", { chargeNumber, prepaidQuantity: 3 });
    assert.match(message, /has no 'prepaidQuantity': it is not prepaid/);
  });

  test("MISSING_FIELD: no rate plan named; NOT_ALLOWED: one named twice", async () => {
    assert.equal(await refusal("2023-05-01", removing({})), "'ratePlanId' may not be null");
    assert.equal(
      await refusal("2023-05-01", removing({ ratePlanId: "1", productRatePlanId: "2" })),
      "Only one of 'ratePlanId' and 'productRatePlanId' may be given.",
    );
  });
});
