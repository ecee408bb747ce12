/** Billing an account and having it paid, by one request. */
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import {
  aBilledAccount,
  billedItems,
  billRun,
  invoicesOf,
  ofAccount,
} from "#test/support/bill-runs.ts";
import { aPlan, type Plan, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { aDebtor } from "#test/support/payments.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let plan: Plan;

before(async () => {
  server = await startTestServer();
  plan = await aPlan(server, [{ price: 100 }]);
});
after(() => server.close());
afterEach(() => assertConserved(server.database, server.entityId));

type Fields = Readonly<Record<string, unknown>>;

const PATH = "/v1/operations/invoice-collect";
const collect = (fields: Fields) => succeed(server, "POST", PATH, fields);

const refusal = async (fields: Fields): Promise<string> => {
  const { json } = await server.call("POST", PATH, fields);
  assert.equal(json.success, false);
  return json.reasons[0].message;
};

type Invoice = { id: string; balance: number; status: string };

const owed = async (accountId: string): Promise<number[]> =>
  (await invoicesOf(server, accountId)).map(({ balance }: Invoice) => balance).sort();

test("an account is billed, its drafts are posted, and all that it owes is paid", async () => {
  const { accountId, accountNumber } = await aDebtor(server, plan);
  await billRun(server, { targetDate: "2023-02-01", ...ofAccount(accountId) });
  const answer = await collect({ accountKey: accountNumber, targetDate: "2023-03-01" });
  assert.equal(answer.amountCollected, 300);
  assert.equal(answer.invoices.length, 3);
  assert.deepEqual(answer.creditMemos, []);
  assert.deepEqual(await owed(accountId), [0, 0, 0]);
  const payment = await succeed(server, "GET", `/v1/payments/${answer.paymentId}`);
  assert.deepEqual(
    [payment.amount, payment.unappliedAmount, payment.status],
    [300, 0, "Processed"],
  );

  const again = await collect({ accountKey: accountId, targetDate: "2023-03-01" });
  assert.deepEqual([again.amountCollected, again.paymentId, again.invoices], [0, undefined, []]);
});

test("one posted invoice is paid alone, and nothing is billed", async () => {
  const { accountId } = await aDebtor(server, plan);
  const run = { targetDate: "2023-02-01", autoPost: true, ...ofAccount(accountId) };
  await billRun(server, run);
  const [{ id }] = await invoicesOf(server, accountId);
  const answer = await collect({ accountKey: accountId, invoiceId: id, targetDate: "2023-06-01" });
  assert.deepEqual([answer.amountCollected, answer.invoices.length], [100, 1]);
  assert.deepEqual(await owed(accountId), [0, 100]);
  assert.match(
    await refusal({ accountKey: accountId, invoiceId: id }),
    /is no posted invoice of the account that owes something/,
  );
});

test("a payment that is declined leaves nothing billed or posted", async () => {
  const { accountId } = await aDebtor(server, plan, { cardNumber: DECLINED });
  await billRun(server, { targetDate: "2023-02-01", ...ofAccount(accountId) });
  const before = await billedItems(server, accountId);
  const statuses = async () =>
    (await invoicesOf(server, accountId)).map(({ status }: Invoice) => status).sort();
  assert.match(
    await refusal({ accountKey: accountId, targetDate: "2023-03-01" }),
    /declined|Insufficient|not approved/i,
  );
  assert.deepEqual(await billedItems(server, accountId), before);
  assert.deepEqual(await statuses(), ["Draft", "Posted"]);
});

test("a gateway that does not answer leaves nothing billed, and names the payment", async () => {
  const { accountId } = await aDebtor(server, plan, { cardNumber: SILENT });
  const before = await billedItems(server, accountId);
  assert.match(
    await refusal({ accountKey: accountId, targetDate: "2023-03-01" }),
    /has not answered: payment 'P-\d+' is Processing, and nothing was billed/,
  );
  assert.deepEqual(await billedItems(server, accountId), before);
});

test("an account that is not there, or has no payment method, is refused", async () => {
  const { accountId } = await aBilledAccount(server, plan);
  assert.match(
    await refusal({ accountKey: accountId, targetDate: "2023-03-01" }),
    /has no default payment method/,
  );
  assert.deepEqual(await billedItems(server, accountId), []);
  assert.match(await refusal({ accountKey: "A-none" }), /Cannot find entity by key: 'A-none'/);
});

const DECLINED = "4000000000000341";
const SILENT = "4000000000000119";
