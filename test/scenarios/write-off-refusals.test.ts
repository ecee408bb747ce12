/** Every way in which a write-off is refused, by PUT and inside an order, with nothing written. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { withOwnerConnection } from "#store/owner-connection.ts";
import {
  anAccount,
  aPlan,
  cancelOrder,
  type Subscribe,
  subscribe,
  subscribeOrder,
  succeed,
} from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let accountNumber: string;

before(async () => {
  server = await startTestServer();
  ({ accountNumber } = await anAccount(server));
});
after(() => server.close());

type Owed = { readonly subscriptionNumber: string; readonly invoiceNumber: string };

/** A subscription of 30.00 a month, billed for its first month unless said otherwise. */
async function owed(given: Partial<Subscribe> = {}): Promise<Owed> {
  const plan = await aPlan(server, [{ price: 30 }]);
  const subscribed = { accountNumber, plan, from: "2023-05-01", billThrough: "2023-05-01" };
  const { subscriptionNumbers, invoiceNumbers } = await subscribe(server, {
    ...subscribed,
    ...given,
  });
  return { subscriptionNumber: subscriptionNumbers[0], invoiceNumber: invoiceNumbers[0] };
}

const writeOff = (invoiceNumber: string, body: object = {}): Promise<Answer> =>
  server.call("PUT", `/v1/invoices/${invoiceNumber}/write-off`, body);

const cancelWithWriteOff = ({ subscriptionNumber }: Owed): object =>
  cancelOrder({
    accountNumber,
    subscriptionNumber,
    on: "2023-05-01",
    processingOptions: { writeOff: true },
  });

async function isRefused(answer: () => Promise<Answer>, message: string): Promise<void> {
  const before = await memosAndEntries();
  assert.deepEqual((await answer()).json.reasons, [{ code: 58460030, message }]);
  assert.deepEqual(await memosAndEntries(), before);
}

/** The order stands, and says which write-off failed. */
async function failsInOrder(owed: Owed, amount: number, failedReason: string): Promise<void> {
  const before = await memosAndEntries();
  const answer = await succeed(server, "POST", "/v1/orders", cancelWithWriteOff(owed));
  const { invoiceNumber } = owed;
  assert.deepEqual(answer.writeOff, [{ invoiceNumber, amount, status: "Failed", failedReason }]);
  assert.deepEqual(await memosAndEntries(), before);
  await assertConserved(server.database, server.entityId);
}

const memosAndEntries = (): Promise<unknown> =>
  withOwnerConnection(server.ownerUrl, async (client) => {
    const { rows } = await client.query(`
      select (select count(*) from credit_memos) as memos,
        (select count(*) from journal_entries) as entries,
        (select sum(balance) from invoices) as balance`);
    return rows;
  });

describe("a write-off is refused", () => {
  test("WRITE_OFF_NOT_POSTED: of a draft", async () => {
    const plan = await aPlan(server, [{ price: 30 }]);
    const order = subscribeOrder({ accountNumber, plan, from: "2023-05-01" });
    const billingOptions = { targetDate: "2023-05-01", generateDraftInvoice: true };
    const { invoiceNumbers } = await succeed(server, "POST", "/v1/orders", {
      ...order,
      processingOptions: { runBilling: true, billingOptions },
    });
    const [number] = invoiceNumbers;
    const message = `Invoice '${number}' is Draft: only posted invoices can be written off.`;
    await isRefused(() => writeOff(number), message);
  });

  test("WRITE_OFF_BEFORE_INVOICE: dated before the invoice", async () => {
    const { invoiceNumber } = await owed();
    const message = "The memo date 2023-04-30 is before the invoice date 2023-05-01.";
    await isRefused(() => writeOff(invoiceNumber, { memoDate: "2023-04-30" }), message);
  });

  test("WRITE_OFF_NOTHING_OWED: a second time, when zero items are not mirrored", async () => {
    const path = "/settings/billing-rules";
    const rule = { creditMemoMirroringInvoiceItemsRule: "YesExceptForZeroItems" };
    await succeed(server, "PUT", path, rule);
    const { invoiceNumber } = await owed();
    assert.equal((await writeOff(invoiceNumber)).json.success, true);
    const message = `Invoice '${invoiceNumber}' has nothing to write off.`;
    await isRefused(() => writeOff(invoiceNumber), message);
    await succeed(server, "PUT", path, { creditMemoMirroringInvoiceItemsRule: "Yes" });
  });

  test("WRITE_OFF_TOO_MANY_ITEMS: of an invoice of forty years by the week", async () => {
    const weekly = { BillingPeriod: "Week", BillCycleType: "SubscriptionStartDay" };
    const plan = await aPlan(server, [{ price: 1, ...weekly }]);
    const forty = { plan, from: "2000-01-01", months: null, billThrough: "2040-01-01" };
    const long = await owed(forty);
    const { balance } = await succeed(server, "GET", `/v1/invoices/${long.invoiceNumber}`);
    assert.equal(balance, 2088);
    const message = `Invoice '${long.invoiceNumber}' has 2088 items including discount and taxation items; at most 2000 can be written off at once.`;
    await isRefused(() => writeOff(long.invoiceNumber), message);
    await failsInOrder(long, balance, message);
  });

  test("WRITE_OFF_LEAVES_CREDIT: of what another subscription's credit has paid", async () => {
    const [charge, credit] = [
      await aPlan(server, [{ price: 30 }]),
      await aPlan(server, [{ price: -20 }]),
    ];
    const [first, second] = [charge, credit].map((plan) =>
      subscribeOrder({ accountNumber, plan, from: "2023-05-01", billThrough: "2023-05-01" }),
    );
    const both = [first, second].flatMap((order) => order?.subscriptions as object[]);
    const answer = await succeed(server, "POST", "/v1/orders", { ...first, subscriptions: both });
    const [subscriptionNumber] = answer.subscriptionNumbers;
    const [invoiceNumber] = answer.invoiceNumbers;
    const reason = `Invoice '${invoiceNumber}' owes less than these of its items do, because others hold a credit: write off the whole invoice.`;
    await failsInOrder({ subscriptionNumber, invoiceNumber }, 10, reason);
    assert.equal((await writeOff(invoiceNumber)).json.success, true);
    await assertConserved(server.database, server.entityId);
  });
});

describe("while somebody holds the account", () => {
  test("LOCK_CONTENTION: cancel and write-off give up after ten seconds", async () => {
    const [ordered, put, written] = [await owed(), await owed(), await owed()];
    const before = await memosAndEntries();
    const answers = await withOwnerConnection(server.ownerUrl, async (client) => {
      await client.query("begin");
      await client.query("select from accounts for update");
      return Promise.all([
        server.call("POST", "/v1/orders", cancelWithWriteOff(ordered)),
        server.call("PUT", `/v1/subscriptions/${put.subscriptionNumber}/cancel`, {
          cancellationPolicy: "EndOfCurrentTerm",
        }),
        writeOff(written.invoiceNumber),
      ]);
    });
    const message = "Operation failed due to a lock competition, please retry later.";
    assert.deepEqual(
      answers.map(({ json }) => json.reasons),
      [58560050, 53200050, 58460050].map((code) => [{ code, message }]),
    );
    assert.deepEqual(await memosAndEntries(), before);
    assert.equal((await writeOff(written.invoiceNumber)).json.success, true);
  });
});
