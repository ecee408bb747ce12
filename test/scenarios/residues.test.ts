/** Why an account is not zero; and that the requests which are named do make it zero. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { anAccount, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { Life } from "#test/support/life.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

type Json = Answer["json"];

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

const QUARTER = { price: 30, BillingPeriod: "Quarter" };

async function aLife(): Promise<Life> {
  return new Life(server, await anAccount(server));
}

/** 30 for the first quarter of 2023, billed. */
const billed = (life: Life): Promise<string> =>
  life.subscribe([QUARTER], "2023-01-01", { billThrough: "2023-01-01" });

const residuesOf = async (life: Life): Promise<Json[]> => {
  const answer = await succeed(server, "GET", `/v1/accounts/${life.accountNumber}/residues`);
  return answer.residues;
};

const pay = (life: Life, amount: number, more: object = {}): Promise<Json> =>
  succeed(server, "POST", "/v1/payments", {
    accountId: life.accountId,
    type: "External",
    amount,
    currency: "USD",
    effectiveDate: "2023-03-01",
    paymentMethodType: "Check",
    ...more,
  });

/** Does what is said, until nothing is left: the reasons that were given, in their order. */
async function settle(life: Life): Promise<string[]> {
  const reasons: string[] = [];
  for (let round = 0; round < 10; round += 1) {
    const [first] = await residuesOf(life);
    if (!first) break;
    reasons.push(first.reason);
    for (const { method, path, body } of first.settledBy) {
      await succeed(server, method, path, body);
    }
  }
  assert.deepEqual(await residuesOf(life), [], `something is left after ${reasons}`);
  const { metrics } = await succeed(server, "GET", `/v1/accounts/${life.accountNumber}`);
  assert.equal(metrics.balance, 0);
  const proof = await succeed(server, "GET", `/v1/accounts/${life.accountNumber}/proof`);
  assert.equal(proof.firstDifference, null);
  await assertConserved(server.database, server.entityId);
  return reasons;
}

describe("what is named settles", () => {
  test("an invoice that is overdue: it is paid", async () => {
    const life = await aLife();
    await billed(life);
    assert.deepEqual(await settle(life), ["Overdue"]);
  });

  test("an invoice of a cancelled subscription: what it was credited, then the rest", async () => {
    const life = await aLife();
    await life.cancel(await billed(life), "2023-02-01", { runBilling: true });
    const [invoice, memo] = await residuesOf(life);
    assert.deepEqual(
      [invoice.reason, invoice.amount, memo.reason, memo.amount],
      ["CancelledWithBalance", 30, "UnappliedCredit", -19.67],
    );
    assert.deepEqual(await settle(life), ["CancelledWithBalance"]);
  });

  test("money that came in for nothing: it goes back", async () => {
    const life = await aLife();
    await pay(life, 12.34);
    assert.deepEqual(await settle(life), ["UnappliedPayment"]);
  });

  test("credit of a subscription that was paid: it goes back", async () => {
    const life = await aLife();
    const subscriptionNumber = await billed(life);
    await settle(life);
    await life.cancel(subscriptionNumber, "2023-02-01", { runBilling: true });
    assert.deepEqual(await settle(life), ["UnappliedCredit"]);
  });

  for (const amount of [30, 12]) {
    test(`${amount} paid after all was written off: the write-off gives way`, async () => {
      const life = await aLife();
      await billed(life);
      const [invoice] = await residuesOf(life);
      await succeed(server, "PUT", `/v1/invoices/${invoice.documentNumber}/write-off`, {
        memoDate: "2023-02-15",
      });
      await pay(life, amount);
      const reasons = await settle(life);
      assert.equal(reasons[0], "WrittenOffThenPaid");
      const { invoices } = await life.readBooks();
      assert.equal(invoices[0]?.balance, 0);
      assert.equal(invoices[0]?.paymentAmount, amount);
    });
  }
});

describe("GET /v1/accounts/{key}/residues", () => {
  test("of an account that is zero says nothing", async () => {
    const life = await aLife();
    const answer = await succeed(server, "GET", `/v1/accounts/${life.accountNumber}/residues`);
    assert.deepEqual([answer.balances, answer.residues], [[], []]);
  });

  test("adds up to the balance of the account", async () => {
    const life = await aLife();
    await life.cancel(await billed(life), "2023-02-01", { runBilling: true });
    const answer = await succeed(server, "GET", `/v1/accounts/${life.accountNumber}/residues`);
    const { metrics } = await succeed(server, "GET", `/v1/accounts/${life.accountNumber}`);
    assert.deepEqual(answer.balances, [{ currency: "USD", balance: metrics.balance }]);
  });

  test("of an account that is not there is refused", async () => {
    const { json } = await server.call("GET", "/v1/accounts/A99999999/residues");
    assert.equal(json.reasons[0].code, 50000040);
  });
});
