/** Somebody who sends nonsense, and everything twice at once: nothing is done twice, nothing breaks. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { anAccount, aPlan, subscribeOrder, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { Life } from "#test/support/life.ts";
import { prepay, TOPUP, used } from "#test/support/prepaid-company.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

type Json = Answer["json"];

let server: TestServer;

before(async () => {
  server = await startTestServer();
  const rules = { invoiceSplit: true, prorationUnit: "ProrateByMonthFirst" };
  await succeed(server, "PUT", "/settings/billing-rules", rules);
});
after(() => server.close());
afterEach(() => assertConserved(server.database, server.entityId));

const aLife = async () => new Life(server, await anAccount(server));

const balanceOf = async ({ accountNumber }: Life): Promise<number> =>
  (await succeed(server, "GET", `/v1/accounts/${accountNumber}`)).metrics.balance;

const invoicesOf = async ({ accountId }: Life): Promise<Json[]> =>
  (await succeed(server, "GET", `/v1/transactions/invoices/accounts/${accountId}`)).invoices;

/** All at once. None may be the server's fault. */
async function together(calls: readonly (() => Promise<Answer>)[]): Promise<Answer[]> {
  const answers = await Promise.all(calls.map((call) => call()));
  for (const { status, text } of answers) assert.ok(status < 500, text);
  return answers;
}

const succeeded = (answers: readonly Answer[]): Answer[] =>
  answers.filter(({ status, json }) => status === 200 && json.success !== false);

async function aDraft() {
  const life = await aLife();
  await life.subscribe([{ price: 100 }], "2023-01-01");
  await life.billRun("2023-01-01", { autoPost: false });
  const [invoice] = await invoicesOf(life);
  return { life, path: `/v1/invoices/${invoice.id}`, invoice };
}

const parts = (...percentages: unknown[]) => ({
  invoices: percentages.map((percentage) => ({ percentage, invoiceDate: "2023-02-01" })),
});

async function aSchedule() {
  const life = await aLife();
  const { accountNumber } = life;
  const plan = await aPlan(server, [{ price: 1200, BillingPeriod: "Annual" }]);
  const order = await life.order(subscribeOrder({ accountNumber, plan, from: "2023-01-01" }));
  const request = (...amounts: unknown[]) => ({
    accountKey: accountNumber,
    orders: [order.orderNumber],
    scheduleItems: amounts.map((amount, at) => ({ amount, runDate: `2023-0${at + 1}-01` })),
  });
  return { life, request };
}

describe("twice at once", () => {
  test("a draft is split by two, posted and paid by others: it owes what it owed", async () => {
    const { life, path, invoice } = await aDraft();
    const money = { accountId: life.accountId, type: "External", currency: "USD", amount: 30 };
    const payment = { ...money, effectiveDate: "2023-03-01", paymentMethodType: "Cash" };
    await together([
      () => server.call("PUT", `${path}/split`, parts(60, 40)),
      () => server.call("PUT", `${path}/split`, parts(10, 20, 70)),
      () => server.call("PUT", `${path}/post`, {}),
      () =>
        server.call("POST", "/v1/payments", {
          ...payment,
          invoices: [{ invoiceId: invoice.id, amount: 30 }],
        }),
    ]);
    const left = (await invoicesOf(life)).filter(({ status }) => status !== "Split");
    assert.equal(
      left.reduce((sum, { amount }) => sum + amount, 0),
      100,
      JSON.stringify(left),
    );
    for (const { id, status } of left) {
      if (status === "Draft") await server.call("PUT", `/v1/invoices/${id}/post`, {});
    }
    assert.ok([100, 70].includes(await balanceOf(life)));
  });

  test("a schedule of three is executed by five: each item is billed once", async () => {
    const { life, request } = await aSchedule();
    const body = request(500, 400, 300);
    const { number } = await succeed(server, "POST", "/v1/invoice-schedules", body);
    const execute = () => server.call("POST", `/v1/invoice-schedules/${number}/execute`, {});
    const done = succeeded(await together([execute, execute, execute, execute, execute]));
    const amounts = (await invoicesOf(life)).map(({ amount }) => amount);
    assert.equal(amounts.length, done.length);
    assert.equal(new Set(amounts).size, amounts.length, `${amounts}`);
    assert.ok(done.length >= 1 && done.length <= 3);
  });

  test("units are rolled over once", async () => {
    const life = await aLife();
    const subscriptionNumber = await prepay(life, TOPUP, "2022-01-01");
    await used(life, "2022-01-10", 4, { SubscriptionNumber: subscriptionNumber });
    const body = {
      subscriptionNumber,
      prepaymentUom: "Call",
      sourceValidityPeriod: { startDate: "2022-01-01", endDate: "2022-02-01" },
      destinationValidityPeriod: { startDate: "2022-02-01", endDate: "2022-03-01" },
      priority: "ApplyFirst",
    };
    const rollOver = () => server.call("POST", "/v1/ppdd/rollover", body);
    const answers = succeeded(await together([rollOver, rollOver, rollOver]));
    const counted = answers.map(({ json }) => json.rolloverFundCount);
    assert.equal(
      counted.reduce((sum, count) => sum + count, 0),
      1,
      `${counted}`,
    );
    // 6 of January and 10 of February: one call more than there are.
    await used(life, "2022-02-10", 17, { SubscriptionNumber: subscriptionNumber });
    await life.billRun("2022-03-01");
    assert.equal(await balanceOf(life), 65);
  });

  test("of two secrets that replace one at once, both work, and the old one does not", async () => {
    const user = { userName: "twice@example.com", roles: ["Administrator"] };
    const { id: userKey } = await succeed(server, "POST", "/v1/users", user);
    const client = { userKey, name: "Twice" };
    const first = await succeed(server, "POST", "/v1/oauth-clients", client);
    const path = `/v1/oauth-clients/${first.clientId}/secrets`;
    const rotate = () => server.call("POST", path, { graceSeconds: 60 });
    const [a, b] = (await together([rotate, rotate])).map(({ json }) => json.clientSecret);
    const statuses = await Promise.all(
      [first.clientSecret, a, b].map(async (secret) => {
        const basic = Buffer.from(`${first.clientId}:${secret}`).toString("base64");
        const headers = { authorization: `Basic ${basic}` };
        return (await server.call("GET", "/v1/orders", undefined, headers)).status;
      }),
    );
    assert.deepEqual(statuses, [401, 200, 200]);
  });
});

const NONSENSE = [-1, 0, 1e-20, 1e30, -1e30, 100.0000001, "1e400", "NaN", "", null, {}, [], true];

describe("nonsense", () => {
  test("of an invoice, what is no percentage splits nothing", async () => {
    const { life, path } = await aDraft();
    for (const each of NONSENSE) {
      for (const body of [parts(each), parts(each, 100), parts(50, each, 50), parts(each, each)]) {
        const { status, json, text } = await server.call("PUT", `${path}/split`, body);
        assert.ok(status < 500, text);
        assert.equal(json.success, false, `${JSON.stringify(body)}: ${text}`);
      }
    }
    const many = parts(...Array.from({ length: 5000 }, () => 0.02));
    const { status, text } = await server.call("PUT", `${path}/split`, many);
    assert.ok(status < 500, text);
    assert.equal((await invoicesOf(life)).length, 1);
  });

  test("of a schedule, what is no amount is not scheduled", async () => {
    const { life, request } = await aSchedule();
    for (const each of NONSENSE.filter((value) => value !== 0 && value !== 100.0000001)) {
      for (const body of [request(each), request(each, 1200), request(1300, each)]) {
        const { status, json, text } = await server.call("POST", "/v1/invoice-schedules", body);
        assert.ok(status < 500, text);
        assert.equal(json.success, false, `${JSON.stringify(body)}: ${text}`);
      }
    }
    assert.deepEqual(await invoicesOf(life), []);
  });
});
