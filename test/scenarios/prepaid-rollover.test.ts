/** Prepaid units that a period does not use: by themselves in the next one, by hand, and back. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { anAccount, succeed } from "#test/support/company.ts";
import { Life } from "#test/support/life.ts";
import { newDocuments, prepay, TOPUP, used } from "#test/support/prepaid-company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

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
