/** Orders that add and remove products, billed: as the pages of these actions tell it. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { anAccount, aPlan, type Plan, succeed } from "#test/support/company.ts";
import { Life, money } from "#test/support/life.ts";
import { adding, cancelling, productOrder, removing } from "#test/support/product-orders.ts";
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

const ratePlansOf = async (subscriptionNumber: string) =>
  (await succeed(server, "GET", `/v1/subscriptions/${subscriptionNumber}`)).ratePlans;

const STORIES: Readonly<Record<string, Story>> = {
  async *"docs/spec/add-product.md"(life) {
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

  async *"docs/spec/remove-product.md"(life) {
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
};

describe("changes of products", () => {
  for (const [page, story] of Object.entries(STORIES)) {
    test(page, async () => {
      const life = new Life(server, await anAccount(server));
      const rows = workedExamples(page, "Billed").values();
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

  test("SUBSCRIPTION_TAKES_NO_CHANGE: a cancelled subscription, in the same order too", async () => {
    const { productRatePlanId } = plan;
    assert.equal(
      await refusal("2023-05-01", cancelling("2023-05-01"), adding(productRatePlanId)),
      `Subscription '${subscriptionNumber}' is Cancelled: its products cannot be changed.`,
    );
  });

  test("MISSING_FIELD: no rate plan named; NOT_ALLOWED: one named twice", async () => {
    assert.equal(await refusal("2023-05-01", removing({})), "'ratePlanId' may not be null");
    assert.equal(
      await refusal("2023-05-01", removing({ ratePlanId: "1", productRatePlanId: "2" })),
      "Only one of 'ratePlanId' and 'productRatePlanId' may be given.",
    );
  });
});
