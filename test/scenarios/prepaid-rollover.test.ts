/** Prepaid units that a period does not use: in the next one, back, expired; and who is told of it. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { anAccount, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { Life } from "#test/support/life.ts";
import { newDocuments, prepay, TOPUP, used, YEARLY } from "#test/support/prepaid-company.ts";
import { cancelling, productOrder } from "#test/support/product-orders.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(async () => {
  await assertConserved(server.database, server.entityId);
  await server.close();
});

const aLife = async () => new Life(server, await anAccount(server, {}));

const JANUARY = { startDate: "2022-01-01", endDate: "2022-02-01" };
const FEBRUARY = { startDate: "2022-02-01", endDate: "2022-03-01" };

const forward = (subscriptionNumber: string) => ({
  subscriptionNumber,
  prepaymentUom: "Call",
  sourceValidityPeriod: JANUARY,
  destinationValidityPeriod: FEBRUARY,
  priority: "ApplyFirst",
});

const back = (subscriptionNumber: string) => ({
  subscriptionNumber,
  prepaymentUom: "Call",
  sourceValidityPeriod: FEBRUARY,
  destinationValidityPeriod: JANUARY,
});

const refusal = async (path: string, body: unknown): Promise<string> => {
  const { json } = await server.call("POST", path, body);
  return json.reasons?.[0]?.message ?? JSON.stringify(json);
};

describe("rolling over", () => {
  test("what a month leaves is there for the next ones, as many as the charge says", async () => {
    const life = await aLife();
    const rollover = { IsRollover: true, RolloverPeriods: 2, RolloverApply: "ApplyFirst" };
    const number = await prepay(life, { ...TOPUP, ...rollover, price: 0 }, "2022-01-01");
    await used(life, "2022-01-10", 4, { SubscriptionNumber: number });
    await used(life, "2022-02-10", 15, { SubscriptionNumber: number });
    await used(life, "2022-03-10", 12, { SubscriptionNumber: number });
    await used(life, "2022-04-10", 11, { SubscriptionNumber: number });
    const calls: string[] = [];
    for (const date of ["2022-02-01", "2022-03-01", "2022-04-01", "2022-05-01"]) {
      await life.billRun(date);
      calls.push(/Calls \S+ (-?[\d.]+)/.exec(await newDocuments(life))?.[1] ?? "-");
    }
    assert.deepEqual(calls, ["0.00", "0.00", "5.00", "5.00"]);
  });

  test("is the same whether one run bills three months or three runs do", async () => {
    const life = await aLife();
    const rollover = { IsRollover: true, RolloverPeriods: 2, RolloverApply: "ApplyFirst" };
    const number = await prepay(life, { ...TOPUP, ...rollover, price: 0 }, "2022-01-01");
    await used(life, "2022-01-10", 4, { SubscriptionNumber: number });
    await used(life, "2022-02-10", 15, { SubscriptionNumber: number });
    await used(life, "2022-03-10", 12, { SubscriptionNumber: number });
    await life.billRun("2022-04-01");
    const made = await newDocuments(life);
    const calls = [...made.matchAll(/Calls \S+ (-?[\d.]+)/g)].map(([, amount]) => amount);
    assert.deepEqual(calls, ["0.00", "0.00", "5.00"]);
  });

  test("by hand, and back as long as nothing has drawn it", async () => {
    const life = await aLife();
    const number = await prepay(life, TOPUP, "2022-01-01");
    await used(life, "2022-01-10", 4, { SubscriptionNumber: number });
    await life.billRun("2022-02-01");
    const rolled = await succeed(server, "POST", "/v1/ppdd/rollover", forward(number));
    assert.deepEqual(
      [rolled.message, rolled.rolloverFundCount, rolled.success],
      ["Rollover is done", 1, true],
    );
    assert.match(await refusal("/v1/ppdd/rollover", forward(number)), /has been rolled over/);
    const undone = await succeed(server, "POST", "/v1/ppdd/reverse-rollover", back(number));
    assert.deepEqual(
      [undone.message, undone.reverseRolloverFundCount],
      ["Reverse rollover is done", 1],
    );
    await succeed(server, "POST", "/v1/ppdd/rollover", forward(number));
    await used(life, "2022-02-10", 16, { SubscriptionNumber: number });
    await newDocuments(life);
    await life.billRun("2022-03-01");
    assert.match(await newDocuments(life), /Calls 2022-02-01..2022-02-28 0.00/);
  });
});

describe("refused", () => {
  test("PREPAID_ROLLOVER_DRAWN: what was drawn is not moved back", async () => {
    const life = await aLife();
    const number = await prepay(life, TOPUP, "2022-01-01");
    await succeed(server, "POST", "/v1/ppdd/rollover", forward(number));
    await used(life, "2022-02-10", 3, { SubscriptionNumber: number });
    await life.billRun("2022-03-01");
    const message = await refusal("/v1/ppdd/reverse-rollover", back(number));
    assert.match(message, /has been drawn/);
  });

  test("PREPAID_ROLLOVER_AUTOMATIC: a charge that rolls over by itself", async () => {
    const life = await aLife();
    const topup = { ...TOPUP, IsRollover: true, RolloverPeriods: 1 };
    const number = await prepay(life, topup, "2022-01-01");
    assert.match(await refusal("/v1/ppdd/rollover", forward(number)), /rolls over by itself/);
    assert.match(await refusal("/v1/ppdd/reverse-rollover", back(number)), /by itself/);
  });

  test("NOT_ALLOWED: periods that are none, or do not follow each other", async () => {
    const life = await aLife();
    const number = await prepay(life, TOPUP, "2022-01-01");
    const march = { startDate: "2022-03-01", endDate: "2022-04-01" };
    for (const wrong of [
      { destinationValidityPeriod: march },
      { sourceValidityPeriod: { startDate: "2022-01-02", endDate: "2022-02-01" } },
      { prepaymentUom: "Minute" },
    ]) {
      const message = await refusal("/v1/ppdd/rollover", { ...forward(number), ...wrong });
      assert.match(message, /has no two such validity periods/);
    }
    assert.match(await refusal("/v1/ppdd/reverse-rollover", back(number)), /was rolled over/);
    const nobody = await refusal("/v1/ppdd/rollover", forward("A-S-none"));
    assert.match(nobody, /Cannot find entity/);
  });
});

type Fund = { id: string; balance: number; startDate: string; vpSummaryId: string };

const fundsOf = async ({ accountId }: Life): Promise<Fund[]> => {
  const path = `/object-query/prepaid-balance-funds?pageSize=99&filter[]=accountId.EQ:${accountId}`;
  const { data } = await succeed(server, "GET", path);
  return data.toSorted((a: Fund, b: Fund) => (a.startDate < b.startDate ? -1 : 1));
};

const depleted = (fundIds: readonly string[]) =>
  succeed(server, "POST", "/v1/prepaid-balance-funds/deplete", { fundIds });

const balances = (funds: readonly Fund[]) => funds.slice(0, 2).map(({ balance }) => balance);

describe("depleting", () => {
  test("lets expire what is left; what was recorded before is drawn still, what comes after is not", async () => {
    const life = await aLife();
    const number = await prepay(life, TOPUP, "2022-01-01");
    await used(life, "2022-01-10", 4, { SubscriptionNumber: number });
    const [january, february] = await fundsOf(life);
    assert(january && february);
    const { fundIds, success } = await depleted([january.id, january.id]);
    assert.equal(success, true);
    const message = "The fund object is depleted.";
    assert.deepEqual(fundIds, [{ fundId: january.id, status: "success", message }]);
    await depleted([january.id]);
    assert.deepEqual(balances(await fundsOf(life)), [4, 10]);
    await used(life, "2022-01-20", 3, { SubscriptionNumber: number });
    await life.billRun("2022-02-01");
    assert.match(await newDocuments(life), /Calls 2022-01-01..2022-01-31 15.00/);
    assert.deepEqual(balances(await fundsOf(life)), [0, 10]);
    const moves = `/object-query/prepaid-balance-transactions?filter[]=fundId.EQ:${january.id}`;
    const { data } = await succeed(server, "GET", moves);
    assert.deepEqual(
      data
        .map((each: { prepaidBalanceTransactionType: string; amount: number }) =>
          [each.prepaidBalanceTransactionType, each.amount].join(" "),
        )
        .sort(),
      ["DRAWDOWN -4", "PREPAYMENT 10", "PREPAYMENT_EXPIRY -6"],
    );
    const rolled = await succeed(server, "POST", "/v1/ppdd/rollover", forward(number));
    assert.equal(rolled.rolloverFundCount, 0);
  });

  test("leaves nothing to give back by consumption", async () => {
    const life = await aLife();
    const yearly = { ...YEARLY, CreditOption: "ConsumptionBased" };
    const number = await prepay(life, yearly, "2022-01-01");
    await used(life, "2022-03-10", 50, { SubscriptionNumber: number });
    await life.billRun("2022-04-01");
    await newDocuments(life);
    const [year] = await fundsOf(life);
    assert(year);
    assert.equal(year.balance, 70);
    await depleted([year.id]);
    await life.order(
      productOrder({
        accountNumber: life.accountNumber,
        subscriptionNumber: number,
        on: "2022-07-01",
        actions: [cancelling("2022-07-01")],
        processingOptions: { runBilling: false },
      }),
    );
    await life.billRun("2022-07-01");
    assert.doesNotMatch(await newDocuments(life), /credit memo/);
  });

  test("all of them, or none where one is not found", async () => {
    const life = await aLife();
    await prepay(life, TOPUP, "2022-01-01");
    const [first] = await fundsOf(life);
    assert(first);
    const path = "/v1/prepaid-balance-funds/deplete";
    const other = "0123456789abcdef0123456789abcdef";
    assert.match(await refusal(path, { fundIds: [first.id, other] }), /Cannot find/);
    assert.match(await refusal(path, { fundIds: [] }), /fundIds/);
    const many = Array.from({ length: 101 }, () => first.id);
    assert.match(await refusal(path, { fundIds: many }), /fundIds/);
    assert.equal((await fundsOf(life))[0]?.balance, 10);
  });
});

describe("thresholds", () => {
  const PERCENTAGE =
    "ValidityPeriodSummary.TotalPrepaidBalance > ValidityPeriodSummary.RemainingBalance && (ValidityPeriodSummary.RemainingBalance*100 / ValidityPeriodSummary.TotalPrepaidBalance) < 20";

  test("a tenant's own event tells when a validity period has little left", async () => {
    const trigger = await succeed(server, "POST", "/events/event-triggers", {
      active: true,
      baseObject: "ValidityPeriodSummary",
      condition: `changeType == 'UPDATE' && ${PERCENTAGE}`,
      eventType: { name: "ValidityPeriodBalanceUpdated", displayName: "Little is left" },
    });
    const life = await aLife();
    const number = await prepay(life, TOPUP, "2022-01-01");
    await used(life, "2022-01-10", 8, { SubscriptionNumber: number });
    await used(life, "2022-02-10", 9, { SubscriptionNumber: number });
    await life.billRun("2022-03-01");
    const path = "/v1/events?limit=1000&type=ValidityPeriodBalanceUpdated";
    const { events } = await succeed(server, "GET", path);
    const [january, february] = await fundsOf(life);
    assert.deepEqual(
      events.map(({ objectId, relatedEvent }: { objectId: string; relatedEvent: string }) => [
        objectId,
        relatedEvent,
      ]),
      [[february?.vpSummaryId, "UPDATE"]],
    );
    const { data } = await succeed(
      server,
      "GET",
      `/object-query/validity-period-summaries?filter[]=subscriptionNumber.EQ:${number}&pageSize=99`,
    );
    const byId = new Map(data.map((each: { id: string }) => [each.id, each]));
    assert.deepEqual(
      [january, february].map((fund) => {
        const { startDate, endDate, totalBalance, remainingBalance, uom } = byId.get(
          fund?.vpSummaryId,
        ) as Record<string, unknown>;
        return [startDate, endDate, totalBalance, remainingBalance, uom];
      }),
      [
        ["2022-01-01", "2022-02-01", 10, 2, "Call"],
        ["2022-02-01", "2022-03-01", 10, 1, "Call"],
      ],
    );
    await server.call("DELETE", `/events/event-triggers/${trigger.id}`);
  });
});
