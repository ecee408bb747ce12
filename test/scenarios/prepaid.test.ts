/** Prepaid units from the catalog to the documents that bill and credit them, and back. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { anAccount, aPlan, subscribeOrder, succeed } from "#test/support/company.ts";
import { Life } from "#test/support/life.ts";
import {
  cancelRun,
  DRAWDOWN,
  newDocuments,
  prepay,
  TOPUP,
  used,
  YEARLY,
} from "#test/support/prepaid-company.ts";
import {
  adding,
  cancelling,
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

const aLife = async (account: Fields = {}) => new Life(server, await anAccount(server, account));

const planNamed = async (number: string, charge: string) => {
  const { ratePlans } = await succeed(server, "GET", `/v1/subscriptions/${number}`);
  return ratePlans.find(({ ratePlanCharges }: { ratePlanCharges: Fields[] }) =>
    ratePlanCharges.some(({ name }) => name === charge),
  );
};

const refusal = async (path: string, body: unknown): Promise<string> => {
  const { json } = await server.call("POST", path, body);
  return json.Errors?.[0]?.Message ?? json.reasons?.[0]?.message ?? JSON.stringify(json);
};

const change = (life: Life, subscriptionNumber: string, on: string, action: Fields) =>
  productOrder({
    accountNumber: life.accountNumber,
    subscriptionNumber,
    on,
    actions: [action],
    processingOptions: { runBilling: false },
  });

async function remove(life: Life, subscriptionNumber: string, on: string, charge = "Prepaid") {
  const { id } = await planNamed(subscriptionNumber, charge);
  return life.order(change(life, subscriptionNumber, on, removing({ ratePlanId: id })));
}

describe("drawing down", () => {
  test("usage costs nothing as long as there are units, and its own price beyond", async () => {
    const life = await aLife();
    const number = await prepay(life, TOPUP, "2022-01-01");
    await used(life, "2022-01-05", 7, { SubscriptionNumber: number });
    await used(life, "2022-01-20", 5, { SubscriptionNumber: number });
    await used(life, "2022-02-03", 4, { SubscriptionNumber: number });
    await life.billRun("2022-02-01");
    assert.equal(
      await newDocuments(life),
      "invoice 50.00 (Prepaid 2022-01-01..2022-01-31 20.00, Prepaid 2022-02-01..2022-02-28 20.00, Calls 2022-01-01..2022-01-31 10.00)",
    );
    await life.billRun("2022-03-01");
    assert.equal(
      await newDocuments(life),
      "invoice 20.00 (Prepaid 2022-03-01..2022-03-31 20.00, Calls 2022-02-01..2022-02-28 0.00)",
    );
  });
});

describe("ending early", () => {
  for (const { id = "", option = "", credit = "", usage = "" } of workedExamples(
    "docs/spec/prepaid.md",
    "Credit options",
  )) {
    test(`${id}: ${option}`, async () => {
      const life = await aLife();
      const number = await prepay(life, { ...YEARLY, CreditOption: option }, "2022-01-01");
      await used(life, "2022-03-05", 50, { SubscriptionNumber: number });
      await used(life, "2022-06-30", 40, { SubscriptionNumber: number });
      await life.billRun("2022-01-01");
      await life.billRun("2022-06-01");
      await newDocuments(life);
      await remove(life, number, "2022-07-01");
      await life.billRun("2022-07-01");
      const made = await newDocuments(life);
      const credits = [...made.matchAll(/Prepaid -- \w+ ?\w* \S+ (-?[\d.]+)/g)].map(([, it]) => it);
      const calls = [...made.matchAll(/Calls \S+ (-?[\d.]+)/g)].map(([, it]) => Number(it));
      assert.deepEqual(
        credits.map((each) => String(each).replace("-", "")),
        [credit],
        made,
      );
      assert.equal(
        calls.reduce((sum, each) => sum + each, 0),
        Number(usage),
        made,
      );
    });
  }
});

describe("taking back", () => {
  test("a draft run that is cancelled leaves the units as they were, and the next one draws them again", async () => {
    const life = await aLife();
    const number = await prepay(life, TOPUP, "2022-01-01");
    await used(life, "2022-01-05", 12, { SubscriptionNumber: number });
    for (let times = 0; times < 2; times += 1) {
      const id = await life.billRun("2022-01-31", { autoPost: false });
      await cancelRun(life, id);
    }
    const first = await life.billRun("2022-02-01", { autoPost: false });
    assert.match(await newDocuments(life), /Calls 2022-01-01..2022-01-31 10.00/);
    await cancelRun(life, first);
    await life.billRun("2022-02-01");
    assert.match(await newDocuments(life), /^invoice 50.00 .*Calls 2022-01-01..2022-01-31 10.00/);
  });

  test("an order that removes a prepayment and is deleted has its units back", async () => {
    const life = await aLife();
    const number = await prepay(life, YEARLY, "2022-01-01");
    await life.billRun("2022-07-01");
    await newDocuments(life);
    const { orderNumber } = await remove(life, number, "2022-07-01");
    await succeed(server, "DELETE", `/v1/orders/${orderNumber}`);
    await used(life, "2022-07-10", 130, { SubscriptionNumber: number });
    await life.billRun("2022-08-01");
    assert.equal(await newDocuments(life), "invoice 50.00 (Calls 2022-07-01..2022-07-31 50.00)");
  });
});

describe("a subscription", () => {
  test("G7: is cancelled on the first day of a validity period, ahead of it", async () => {
    const life = await aLife();
    const number = await prepay(life, TOPUP, "2022-01-01");
    await life.billRun("2022-03-15");
    await newDocuments(life);
    const cancel = change(life, number, "2022-03-15", cancelling("2022-05-01"));
    await life.order(cancel);
    await used(life, "2022-04-30", 11, { SubscriptionNumber: number });
    await life.billRun("2022-06-01");
    assert.equal(
      await newDocuments(life),
      "invoice 25.00 (Prepaid 2022-04-01..2022-04-30 20.00, Calls 2022-03-01..2022-03-31 0.00, Calls 2022-04-01..2022-04-30 5.00)",
    );
  });

  test("has more units from the validity period on in which they are ordered", async () => {
    const life = await aLife();
    const number = await prepay(life, TOPUP, "2022-01-01");
    const { id, ratePlanCharges } = await planNamed(number, "Prepaid");
    const chargeNumber = ratePlanCharges[0].number;
    const update = updating({ ratePlanId: id }, { chargeNumber, prepaidQuantity: 15 });
    await life.order(change(life, number, "2022-02-01", update));
    const { ratePlanCharges: changed } = await planNamed(number, "Prepaid");
    assert.equal(changed[0].prepaidTotalQuantity, 15);
    await used(life, "2022-01-10", 15, { SubscriptionNumber: number });
    await used(life, "2022-02-10", 15, { SubscriptionNumber: number });
    await life.billRun("2022-03-01");
    assert.match(await newDocuments(life), /01-31 25.00.*Calls 2022-02-01..2022-02-28 0.00/);
    const late = updating({ ratePlanId: id }, { chargeNumber, prepaidQuantity: 20 });
    const message = await refusal("/v1/orders", change(life, number, "2022-03-15", late));
    assert.match(message, /cannot be divided into successive validity periods/);
  });

  test("says what its charges sell and draw, and overrides it", async () => {
    const life = await aLife();
    const plan = await aPlan(server, [TOPUP]);
    const chargeOverrides = [
      {
        productRatePlanChargeId: plan.chargeIds[0],
        prepaidQuantity: 40,
        isRollover: true,
        rolloverPeriods: 2,
        rolloverApply: "ApplyFirst",
        creditOption: "FullCreditBack",
      },
    ];
    const number = await life.subscribe([], "2022-01-01", { plan, chargeOverrides });
    const { ratePlanCharges } = await planNamed(number, "Prepaid");
    const [charge] = ratePlanCharges;
    assert.deepEqual(
      [charge.isPrepaid, charge.prepaidOperationType, charge.prepaidQuantity, charge.prepaidUom],
      [true, "topup", 40, "Call"],
    );
    assert.deepEqual(
      [charge.validityPeriodType, charge.creditOption, charge.isRollover, charge.rolloverPeriods],
      ["MONTH", "FullCreditBack", true, 2],
    );
  });
});

const query = async (path: string): Promise<Fields[]> =>
  (await succeed(server, "GET", `/object-query/${path}`)).data;

describe("balances", () => {
  test("say what was sold, drawn, taken out and left, and so do their transactions", async () => {
    const life = await aLife();
    const number = await prepay(life, { ...YEARLY, CreditOption: "FullCreditBack" }, "2022-01-01");
    await used(life, "2022-03-05", 50, { SubscriptionNumber: number });
    await life.billRun("2022-06-01");
    const of = (object: string) =>
      query(`${object}?filter[]=accountId.EQ:${life.accountId}&pageSize=99`);
    const balances = async () =>
      (await of("prepaid-balances")).map(({ name, totalFund, balance, startDate, endDate }) =>
        [name, totalFund, balance, startDate, endDate].join(" "),
      );
    const types = async () =>
      (await of("prepaid-balance-transactions"))
        .map((each) => `${each.prepaidBalanceTransactionType} ${each.amount}`)
        .toSorted();
    assert.deepEqual(await balances(), [`${number}_Call 120 70 2022-01-01 2023-01-01`]);
    assert.deepEqual(await types(), ["DRAWDOWN -50", "PREPAYMENT 120"]);
    const [fund] = await of("prepaid-balance-funds");
    assert.deepEqual([fund?.fundedBalance, fund?.balance, fund?.fundingPrice], [120, 70, 120]);
    const { orderNumber } = await remove(life, number, "2022-07-01");
    assert.deepEqual(await balances(), [`${number}_Call 120 70 2022-01-01 2022-07-01`]);
    await succeed(server, "DELETE", `/v1/orders/${orderNumber}`);
    assert.deepEqual(await balances(), [`${number}_Call 120 70 2022-01-01 2023-01-01`]);
    await remove(life, number, "2022-07-01");
    await life.billRun("2022-07-01");
    assert.deepEqual(await balances(), [`${number}_Call 120 0 2022-01-01 2022-07-01`]);
    assert.deepEqual(await types(), [
      "DRAWDOWN -50",
      "DRAWDOWN_REVERSAL 50",
      "PREPAYMENT 120",
      "PREPAYMENT_CREDIT_BACK -120",
    ]);
  });
});

describe("refused", () => {
  test("PREPAID_PERIODS_UNEVEN: a term that is not so many validity periods", async () => {
    const life = await aLife();
    const plan = await aPlan(server, [{ ...TOPUP, ValidityPeriodType: "QUARTER" }]);
    const asked = subscribeOrder({
      accountNumber: life.accountNumber,
      plan,
      from: "2022-01-01",
      months: 5,
    });
    assert.match(await refusal("/v1/orders", asked), /divided into successive validity periods/);
  });

  test("PREPAID_PERIOD_NOT_BILLED: an end inside a validity period that was not billed", async () => {
    const life = await aLife();
    const number = await prepay(life, YEARLY, "2022-01-01");
    const { id } = await planNamed(number, "Prepaid");
    const asked = change(life, number, "2022-07-01", removing({ ratePlanId: id }));
    assert.match(await refusal("/v1/orders", asked), /has to be billed first/);
    const cancel = change(life, number, "2022-07-01", cancelling("2022-07-01"));
    assert.match(await refusal("/v1/orders", cancel), /has to be billed first/);
  });

  test("PREPAID_VALIDITY_MIXED: one balance has validity periods of one length", async () => {
    const life = await aLife();
    const number = await prepay(life, TOPUP, "2022-01-01");
    const other = await aPlan(server, [{ ...TOPUP, ValidityPeriodType: "QUARTER" }]);
    const asked = change(life, number, "2022-04-01", adding(other.productRatePlanId));
    assert.match(await refusal("/v1/orders", asked), /must have the same validity period type/);
  });

  test("NOT_SUPPORTED: what would stop prepaid units, or has no end", async () => {
    const life = await aLife();
    const number = await prepay(life, TOPUP, "2022-01-01");
    const suspend = {
      type: "Suspend",
      suspend: { suspendPolicy: "SpecificDate", suspendSpecificDate: "2022-02-01" },
    };
    const asked = change(life, number, "2022-02-01", suspend);
    assert.match(await refusal("/v1/orders", asked), /'Suspend' .* is not supported yet/);
    const plan = await aPlan(server, [TOPUP]);
    const { accountNumber } = life;
    const evergreen = subscribeOrder({ accountNumber, plan, from: "2022-01-01", months: null });
    assert.match(await refusal("/v1/orders", evergreen), /Evergreen .* is not supported yet/);
  });

  test("NOT_ALLOWED: charges that cannot sell or draw units", async () => {
    const { productRatePlanId: ProductRatePlanId } = await aPlan(server, [TOPUP]);
    const tiers = { ProductRatePlanChargeTier: [{ Currency: "USD", Price: 1 }] };
    const asked = (fields: Fields) =>
      refusal("/v1/object/product-rate-plan-charge", {
        ProductRatePlanId,
        BillCycleType: "DefaultFromCustomer",
        TriggerEvent: "ContractEffective",
        ProductRatePlanChargeTierData: tiers,
        ...fields,
        price: undefined,
      });
    const cases: readonly (readonly [Fields, RegExp])[] = [
      [{ ...TOPUP, BillingPeriod: "Quarter" }, /must be equal to or multiple times/],
      [{ ...TOPUP, BillingPeriod: "Week" }, /billed by months/],
      [{ ...TOPUP, PrepaidQuantity: 0 }, /PrepaidQuantity should be above zero/],
      [{ ...TOPUP, PrepaidUom: undefined }, /'PrepaidUom' may not be null/],
      [{ ...TOPUP, IsPrepaid: undefined }, /'IsPrepaid' may not be null/],
      [{ ...TOPUP, IsRollover: true }, /'RolloverPeriods' may not be null/],
      [
        { ...TOPUP, IsRollover: true, RolloverPeriods: 2, RolloverPeriodLength: 2 },
        /needs RolloverPeriods to be 1/,
      ],
      [{ ...DRAWDOWN, ChargeModel: "Flat Fee Pricing" }, /cannot draw prepaid units/],
      [{ ...DRAWDOWN, DrawdownRate: 2, DrawdownUom: "Call" }, /DrawdownRate should be 1/],
      [{ ...DRAWDOWN, DrawdownRate: 2 }, /'DrawdownUom' may not be null/],
      [{ ...DRAWDOWN, UsageRecordRatingOption: "OnDemand" }, /not supported beside it yet/],
    ];
    for (const [fields, message] of cases) assert.match(await asked(fields), message);
  });
});
