/** Minimum commitments from the catalog to the true-up, what ends them early, and how they are read. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  anAccount,
  aPlan,
  cancelOrder,
  type PlanCharge,
  subscribeOrder,
  succeed,
} from "#test/support/company.ts";
import { Life } from "#test/support/life.ts";
import { adding, productOrder, removing } from "#test/support/product-orders.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

type Fields = Readonly<Record<string, unknown>>;

const TRUE_UP = {
  Name: "Commitment",
  ChargeType: "Recurring",
  ChargeModel: "Flat Fee Pricing",
  ChargeFunction: "CommitmentTrueUp",
  CommitmentType: "CURRENCY",
  BillingPeriod: "Quarter",
  ValidityPeriodType: "QUARTER",
  BillCycleType: "TermStartDay",
  BillingPeriodAlignment: "AlignToTermStart",
  BillingTiming: "In Arrears",
  price: 300,
} satisfies PlanCharge;

const OF_TERM = {
  ...TRUE_UP,
  BillingPeriod: "Subscription Term",
  ValidityPeriodType: "SUBSCRIPTION_TERM",
  price: 12000,
};

const CALLS = {
  Name: "Calls",
  ChargeType: "Usage",
  ChargeModel: "Per Unit Pricing",
  ChargeFunction: "CreditCommitment",
  BillingPeriod: "Month",
  BillCycleType: "TermStartDay",
  BillingPeriodAlignment: "AlignToTermStart",
  UOM: "Call",
  price: 1,
} satisfies PlanCharge;

const aLife = async () => new Life(server, await anAccount(server));

const used = (life: Life, StartDateTime: string, Quantity: number) =>
  succeed(server, "POST", "/v1/object/usage", {
    AccountNumber: life.accountNumber,
    UOM: "Call",
    StartDateTime,
    Quantity,
  });

const newDocuments = async (life: Life) => life.newDocuments(await life.readBooks());

const trueUps = async (life: Life): Promise<string[]> =>
  (await newDocuments(life)).match(/Commitment [^,)]*/g) ?? [];

const refusal = async (order: unknown): Promise<string> => {
  const { json } = await server.call("POST", "/v1/orders", order);
  assert.equal(json.success, false, JSON.stringify(json));
  return json.reasons[0].message;
};

describe("a commitment", () => {
  test("bills what usage falls short of it when its period is over, in bill runs", async () => {
    const life = await aLife();
    const other = { ...CALLS, Name: "Other", UOM: "Each", ChargeFunction: "Standard" };
    await life.subscribe([TRUE_UP, CALLS, other], "2023-01-01");
    await used(life, "2023-02-05", 250);
    await used(life, "2023-05-05", 400);
    await life.billRun("2023-03-31");
    assert.deepEqual(await trueUps(life), []);
    await life.billRun("2023-04-01");
    assert.deepEqual(await trueUps(life), ["Commitment 2023-01-01..2023-03-31 50.00"]);
    await life.billRun("2023-07-01");
    assert.deepEqual(await trueUps(life), ["Commitment 2023-04-01..2023-06-30 0.00"]);
    await life.billRun("2023-10-01");
    assert.deepEqual(await trueUps(life), ["Commitment 2023-07-01..2023-09-30 300.00"]);
    await life.billRun("2023-10-01");
    assert.equal(await newDocuments(life), "-");
  });

  test("waits for usage that a run leaves out, and is reckoned again when billing is taken back", async () => {
    const life = await aLife();
    await life.subscribe([TRUE_UP, CALLS], "2023-01-01");
    await used(life, "2023-02-05", 250);
    const preview = async (more: Fields = {}) => {
      const { accountId } = life;
      const request = { accountId, targetDate: "2023-04-01", ...more };
      const path = "/v1/operations/billing-preview";
      const { invoiceItems } = await succeed(server, "POST", path, request);
      return invoiceItems.filter(({ chargeName }: Fields) => chargeName === "Commitment").length;
    };
    assert.equal(await preview({ chargeTypeToExclude: "Usage" }), 0);
    assert.equal(await preview(), 1);
    const run = await life.billRun("2023-04-01", { autoPost: false });
    assert.deepEqual(await trueUps(life), ["Commitment 2023-01-01..2023-03-31 50.00"]);
    await succeed(server, "PUT", `/v1/bill-runs/${run}/cancel`, {});
    while ((await succeed(server, "GET", `/v1/bill-runs/${run}`)).status !== "Canceled");
    await newDocuments(life);
    await used(life, "2023-03-05", 30);
    await life.billRun("2023-04-01");
    assert.deepEqual(await trueUps(life), ["Commitment 2023-01-01..2023-03-31 20.00"]);
  });

  test("of the term is due when the subscription is cancelled", async () => {
    const life = await aLife();
    const number = await life.subscribe([OF_TERM, CALLS], "2023-01-01");
    await used(life, "2023-02-05", 4000);
    await life.cancel(number, "2023-04-15", {
      runBilling: true,
      billingOptions: { targetDate: "2023-04-15", documentDate: "2023-04-15" },
    });
    assert.deepEqual(await trueUps(life), ["Commitment 2023-01-01..2023-04-14 8000.00"]);
    await life.billRun("2024-01-01");
    assert.equal(await newDocuments(life), "-");
  });

  test("COMMITMENT_CANNOT_END: of another period than the term stays to its end", async () => {
    const life = await aLife();
    const { accountNumber } = life;
    const subscriptionNumber = await life.subscribe([TRUE_UP, CALLS], "2023-01-01");
    const cancel = cancelOrder({ accountNumber, subscriptionNumber, on: "2023-07-01" });
    assert.match(await refusal(cancel), /cannot end on 2023-07-01/);
    const { ratePlans } = await succeed(server, "GET", `/v1/subscriptions/${subscriptionNumber}`);
    const actions = [removing({ ratePlanId: ratePlans[0].id })];
    const remove = productOrder({ accountNumber, subscriptionNumber, on: "2023-05-05", actions });
    assert.match(await refusal(remove), /cannot end on 2023-05-05/);
  });

  test("COMMITMENT_PERIODS_UNEVEN: a term or a start that is no whole number of periods", async () => {
    const { accountNumber, ...life } = await aLife();
    const plan = await aPlan(server, [TRUE_UP, CALLS]);
    const order = subscribeOrder({ accountNumber, plan, from: "2023-01-01", months: 10 });
    assert.match(await refusal(order), /whole validity periods/);
    const other = new Life(life.server, { accountId: life.accountId, accountNumber });
    const subscriptionNumber = await other.subscribe([CALLS], "2023-01-01");
    const actions = [adding(plan.productRatePlanId)];
    const add = productOrder({ accountNumber, subscriptionNumber, on: "2023-02-01", actions });
    assert.match(await refusal(add), /whole validity periods/);
  });

  test("NOT_ALLOWED: evergreen, suspended, and terms that contradict each other", async () => {
    const { accountNumber, ...life } = await aLife();
    const plan = await aPlan(server, [TRUE_UP, CALLS]);
    const evergreen = subscribeOrder({ accountNumber, plan, from: "2023-01-01", months: null });
    assert.match(await refusal(evergreen), /needs a term that ends/);
    const other = new Life(life.server, { accountId: life.accountId, accountNumber });
    const subscriptionNumber = await other.subscribe([TRUE_UP, CALLS], "2023-01-01");
    const suspend = { suspendPolicy: "SpecificDate", suspendSpecificDate: "2023-04-01" };
    const actions = [{ type: "Suspend", suspend }];
    const order = productOrder({ accountNumber, subscriptionNumber, on: "2023-02-01", actions });
    assert.match(await refusal(order), /no 'Suspend'/);
    for (const [wrong, why] of [
      [{ BillingTiming: "In Advance" }, /in arrears/],
      [{ BillingPeriod: "Month" }, /as long as its validity period/],
      [{ BillCycleType: "DefaultFromCustomer" }, /billing day/],
      [{ CommitmentType: "UNIT" }, /CURRENCY/],
      [{ ChargeModel: "Volume Pricing", UOM: "Call" }, /flat fee/],
    ] as const) {
      await assert.rejects(aPlan(server, [{ ...TRUE_UP, ...(wrong as Fields) }]), why);
    }
  });
});

test("NOT_SUPPORTED: commitments of an order, docs/decisions/0874", async () => {
  const commitments = [{ action: "create", name: "Spend", type: "MinCommitment" }];
  const order = { orderDate: "2024-01-01", existingAccountNumber: "A00000001", commitments };
  const { json } = await server.call("POST", "/v1/orders", { ...order, subscriptions: [] });
  assert.match(json.reasons[0].message, /'commitments' is not supported/);
});

describe("commitments are read", () => {
  test("with their periods, schedules and balances", async () => {
    const life = await aLife();
    const subscriptionNumber = await life.subscribe([TRUE_UP, CALLS], "2023-01-01");
    await used(life, "2023-02-05", 250);
    await life.billRun("2023-03-01");
    const { accountNumber } = life;
    const list = await succeed(server, "GET", `/v1/commitments?accountNumber=${accountNumber}`);
    assert.deepEqual([list.total, list.page, list.page_size], [1, 1, 100]);
    const [commitment] = list.commitments;
    assert.deepEqual(
      [commitment.status, commitment.startDate, commitment.endDate, commitment.totalAmount],
      ["Active", "2023-01-01", "2023-12-31", 1200],
    );
    assert.equal(commitment.subscriptionNumber, subscriptionNumber);
    assert.equal(commitment.eligibleAccountConditions.value, accountNumber);
    assert.match(commitment.eligibleChargeConditions.value, /^C-\d+$/);
    assert.match(commitment.orderNumber, /^O-/);
    for (const key of [commitment.id, commitment.commitmentNumber]) {
      assert.deepEqual(await succeed(server, "GET", `/v1/commitments/${key}`), commitment);
    }
    const periods = await succeed(
      server,
      "GET",
      `/v1/commitments/periods?commitmentKey=${commitment.id}&startDate=2023-04-01&pageSize=2`,
    );
    assert.deepEqual(
      [periods.total, ...periods.periods.map((each: Fields) => [each.startDate, each.amount])],
      [3, ["2023-04-01", 300], ["2023-07-01", 300]],
    );
    const balance = await succeed(server, "GET", `/v1/commitments/${commitment.id}/balance`);
    const { id: _, ...first } = balance.periods[0];
    assert.deepEqual(first, {
      status: "Active",
      startDate: "2023-01-01",
      endDate: "2023-03-31",
      balance: 50,
      committedAmount: 300,
      totalSpend: 250,
    });
    const { schedules } = await succeed(
      server,
      "GET",
      `/v1/commitments/${commitment.id}/schedules`,
    );
    assert.deepEqual(
      schedules.map((each: Fields) => [each.totalAmount, each.amount, each.specificPeriodLength]),
      [[1200, 300, 3]],
    );
    const { ratePlans } = await succeed(server, "GET", `/v1/subscriptions/${subscriptionNumber}`);
    assert.deepEqual(
      ratePlans[0].ratePlanCharges
        .map((each: Fields) => [each.chargeFunction, each.commitmentType, each.validityPeriodType])
        .sort(),
      [
        ["CommitmentTrueUp", "CURRENCY", "QUARTER"],
        ["CreditCommitment", "CURRENCY", undefined],
      ],
    );
    const none = await server.call("GET", "/v1/commitments/C-none");
    assert.equal(none.json.success, false);
  });
});
