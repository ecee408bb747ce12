/** An order with a previewId does exactly what its preview has said, or nothing. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { runDailyWorkOfAll } from "#jobs/run-daily-work.ts";
import { inTransaction, sql } from "#store/database.ts";
import {
  anAccount,
  aPlan,
  cancelOrder,
  subscribe,
  subscribeOrder,
  succeed,
} from "#test/support/company.ts";
import { fingerprint } from "#test/support/fingerprint.ts";
import { assertReceiptKept } from "#test/support/kept-receipt.ts";
import { Life } from "#test/support/life.ts";
import { pdfText } from "#test/support/pdf-text.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
  await server.runJobs();
});
after(() => server.close());

type Json = Answer["json"];

/** A subscription of 30.00 a month that owes for May, and the order that gives it up in the middle. */
async function anOrderToPreview() {
  const account = await anAccount(server);
  const { accountNumber } = account;
  const plan = await aPlan(server, [{ price: 30 }]);
  const billed = { from: "2023-05-01", billThrough: "2023-05-31" };
  const made = await subscribe(server, { accountNumber, plan, ...billed });
  const [subscriptionNumber] = made.subscriptionNumbers;
  const [invoiceNumber] = made.invoiceNumbers;
  const processingOptions = {
    runBilling: true,
    writeOff: true,
    billingOptions: { targetDate: "2023-05-31", documentDate: "2023-05-31" },
  };
  const on = "2023-05-16";
  const order = cancelOrder({ accountNumber, subscriptionNumber, on, processingOptions });
  return {
    life: new Life(server, account),
    order,
    accountNumber,
    subscriptionNumber,
    invoiceNumber,
  };
}

const preview = async (order: unknown): Promise<Json> =>
  (await succeed(server, "POST", "/v1/orders/preview", order)).receipt;
const commit = (order: object, previewId: string): Promise<Answer> =>
  server.call("POST", "/v1/orders", { ...order, previewId });

async function refusal(order: object, previewId: string): Promise<Answer> {
  const print = await fingerprint(server);
  const answer = await commit(order, previewId);
  assert.equal(answer.json.success, false, answer.text);
  assert.deepEqual(await fingerprint(server), print, "nothing is written");
  return answer;
}

async function printedReceipt(orderNumber: string): Promise<string> {
  const url = `${await server.listen()}/v1/orders/${orderNumber}/receipt.pdf`;
  const answer = await fetch(url, { headers: { authorization: `Bearer ${server.token}` } });
  assert.equal(answer.headers.get("content-type"), "application/pdf");
  return pdfText(new Uint8Array(await answer.arrayBuffer()));
}

describe("the receipt of an order", () => {
  test("tells afterwards what its preview has promised, on paper too", async () => {
    const { order, accountNumber, invoiceNumber } = await anOrderToPreview();
    const promised = await preview(order);
    const { json } = await commit(order, promised.previewId);
    const kept = await assertReceiptKept(server, json.orderNumber, promised);
    const [{ cancelledDate, status }] = kept.subscriptions;
    assert.deepEqual([cancelledDate, status], ["2023-05-16", "Cancelled"]);
    const memo = kept.creditMemos.find((each: Json) => each.isWriteOff);
    assert.deepEqual(memo.applied, [{ invoiceNumber, amount: memo.amount }]);
    const text = (await printedReceipt(json.orderNumber)).replace(/\s+/g, " ");
    for (const fact of ["last day with service is 2023-05-15", accountNumber, invoiceNumber]) {
      assert(text.includes(fact), `${fact} in ${text}`);
    }
    assert.match(text, /off by credit memo CM\d+ of 14\.52 USD, applied: 14\.52 USD to/);
    // What comes later is not in it.
    const path = `/v1/orders/${json.orderNumber}`;
    await succeed(server, "POST", `${path}/revert`, { orderDate: "2023-05-20" });
    const later = await succeed(server, "GET", `${path}/receipt`);
    assert.deepEqual([later.invoices, later.accounts], [kept.invoices, kept.accounts]);
  });

  test("of taking it back is previewed, too, and kept", async () => {
    const { order, accountNumber } = await anOrderToPreview();
    const { orderNumber, ...cancelled } = await succeed(server, "POST", "/v1/orders", order);
    assert.equal(cancelled.status, "Completed");
    const path = `/v1/orders/${orderNumber}/revert`;
    const orderDate = "2023-05-20";
    const print = await fingerprint(server);
    const first = await succeed(server, "POST", `${path}/preview`, { orderDate });
    assert.deepEqual(await fingerprint(server), print, "a preview changes nothing");
    const [account] = first.receipt.accounts;
    assert.deepEqual([account.before, account.after, first.receipt.orderNumber], [0, 30, null]);
    await succeed(server, "POST", "/v1/payments", {
      ...{ accountNumber, amount: 10, currency: "USD", effectiveDate: "2023-05-20" },
      ...{ type: "External", paymentMethodType: "Check" },
    });
    const { previewId } = first;
    const moved = await server.call("POST", path, { orderDate, previewId });
    assert.equal(moved.status, 409, moved.text);
    assert.match(moved.json.reasons[0].message, /accounts\[A\d+\]\.before was 0.*and is -10/);
    const second = await succeed(server, "POST", `${path}/preview`, { orderDate });
    const undone = await succeed(server, "POST", path, {
      orderDate,
      previewId: second.previewId,
    });
    const kept = await succeed(server, "GET", `/v1/orders/${undone.orderNumber}/receipt`);
    assert.deepEqual(
      [kept.accounts, kept.invoices],
      [second.receipt.accounts, second.receipt.invoices],
    );
    assert.deepEqual([kept.accounts[0].before, kept.accounts[0].after], [-10, 20]);
    const again = await server.call("POST", path, { orderDate, previewId: second.previewId });
    assert.match(again.json.reasons[0].message, /unknown, or older than 24 hours/);
  });

  test("is refused before there is anything to tell", async () => {
    const { order } = await anOrderToPreview();
    const draft = { ...order, status: "Draft", processingOptions: undefined };
    const { orderNumber } = await succeed(server, "POST", "/v1/orders", draft);
    for (const path of ["receipt", "receipt.pdf"]) {
      const { json } = await server.call("GET", `/v1/orders/${orderNumber}/${path}`);
      assert.match(json.reasons[0].message, /is Draft: there is no receipt/);
    }
    const { json } = await server.call("GET", "/v1/orders/O-none/receipt");
    assert.match(json.reasons[0].message, /O-none/);
  });
});

describe("an order with a previewId", () => {
  test("does what the receipt has said", async () => {
    const { life, order } = await anOrderToPreview();
    const receipt = await preview(order);
    const { json } = await commit(order, receipt.previewId);
    assert.equal(json.success, true, JSON.stringify(json));
    const books = await life.readBooks();
    assert.equal(books.metrics.balance, receipt.account.after.balance);
    assert.equal(books.metrics.balance, 0);
  });

  test("does so by any of the policies that the receipt compares", async () => {
    const { order, accountNumber, subscriptionNumber } = await anOrderToPreview();
    const { policies } = await preview(order);
    const [endOfTerm] = policies;
    const { orderDate, processingOptions }: Json = order;
    const on = "EndOfCurrentTerm";
    const chosen = {
      ...cancelOrder({ accountNumber, subscriptionNumber, on, processingOptions }),
      orderDate,
    };
    await refusal(order, endOfTerm.previewId);
    const { json } = await commit(chosen, endOfTerm.previewId);
    assert.equal(json.success, true, JSON.stringify(json));
  });

  test("PREVIEW_HAS_MOVED: says what has moved since, and does nothing", async () => {
    const { order, invoiceNumber } = await anOrderToPreview();
    const { previewId } = await preview(order);
    const { invoiceItems } = await succeed(server, "GET", `/v1/invoices/${invoiceNumber}/items`);
    assert.equal(invoiceItems.length, 1);
    await succeed(server, "PUT", `/v1/invoices/${invoiceNumber}/write-off`, {});
    const { status, json } = await refusal(order, previewId);
    assert.equal(status, 409);
    assert.match(json.reasons[0].message, /account\.before\.balance was 30.00 and is 0.00/);
  });

  test("names the version that somebody else has made", async () => {
    const { order, accountNumber, subscriptionNumber } = await anOrderToPreview();
    const { previewId } = await preview(order);
    const change = {
      type: "TermsAndConditions",
      termsAndConditions: { notes: "Called on Monday", autoRenew: true },
    };
    await succeed(server, "POST", "/v1/orders", {
      orderDate: "2023-05-10",
      existingAccountNumber: accountNumber,
      subscriptions: [{ subscriptionNumber, orderActions: [change] }],
    });
    const { status, json } = await refusal(order, previewId);
    assert.equal(status, 409);
    const moved = `subscriptions[${subscriptionNumber}].baseVersion was 1 and is 2`;
    assert(json.reasons[0].message.includes(moved), json.reasons[0].message);
  });

  test("PREVIEW_NOT_FOUND: is refused with a previewId that is unknown, or a day old", async () => {
    const { order } = await anOrderToPreview();
    for (const unknown of ["0".repeat(32), "nonsense"]) {
      const { json } = await refusal(order, unknown);
      assert.match(json.reasons[0].message, /unknown, or older than 24 hours/);
    }
    const { previewId } = await preview(order);
    await inTransaction(server.database, server.entityId, (tx) =>
      sql`update order_previews set created_at = created_at - interval '24 hours'`.execute(tx),
    );
    const { json } = await refusal(order, previewId);
    assert.match(json.reasons[0].message, /unknown, or older than 24 hours/);
    await runDailyWorkOfAll(server.database, new AbortController().signal);
    const left = await inTransaction(server.database, server.entityId, (tx) =>
      sql`select from order_previews where created_at < now() - interval '24 hours'`.execute(tx),
    );
    assert.equal(left.rows.length, 0, "and is forgotten");
  });

  test("PREVIEW_HAS_MOVED: the subscription is cancelled already", async () => {
    const { order } = await anOrderToPreview();
    const { previewId } = await preview(order);
    await succeed(server, "POST", "/v1/orders", order);
    const { status, json } = await refusal(order, previewId);
    assert.equal(status, 409);
    assert.match(json.reasons[0].message, /it is refused now: Only activated subscription/);
  });

  test("PREVIEW_NOT_FOUND: is created once, however often and at once it is sent", async () => {
    const plan = await aPlan(server, [{ price: 30 }]);
    const billToContact = { firstName: "Ada", lastName: "Clark", country: "United States" };
    const { existingAccountNumber: _, ...subscribing }: Json = subscribeOrder({
      accountNumber: "",
      plan,
      from: "2023-05-01",
      billThrough: "2023-05-31",
    });
    const newAccount = { name: "Clark Ltd", currency: "USD", billCycleDay: 1, billToContact };
    const order = { ...subscribing, newAccount };
    const { previewId } = await preview(order);
    const answers = await Promise.all(Array.from({ length: 4 }, () => commit(order, previewId)));
    const made = answers.filter(({ json }) => json.success);
    assert.equal(made.length, 1, answers.map(({ text }) => text).join());
    const { json } = await refusal(order, previewId);
    assert.match(json.reasons[0].message, /an order has kept it already/);
  });

  test("is refused when it is another order's", async () => {
    const [ours, theirs] = [await anOrderToPreview(), await anOrderToPreview()];
    const { previewId } = await preview(theirs.order);
    const { status } = await refusal(ours.order, previewId);
    assert.equal(status, 409);
  });

  test("is held to it when it is accepted for later, too", async () => {
    const { order, accountNumber, subscriptionNumber } = await anOrderToPreview();
    const processingOptions = { runBilling: true };
    const on = "2023-05-16";
    const later = cancelOrder({ accountNumber, subscriptionNumber, on, processingOptions });
    const held = { ...later, previewId: (await preview(order)).previewId };
    const failed = await untilDone(await succeed(server, "POST", "/v1/async/orders", held));
    assert.equal(failed.status, "Failed");
    assert.match(failed.errors, /would not do what its preview has said/);
    const right = { ...later, previewId: (await preview(later)).previewId };
    const done = await untilDone(await succeed(server, "POST", "/v1/async/orders", right));
    assert.equal(done.status, "Completed", JSON.stringify(done));
  });
});

async function untilDone({ jobId }: Json): Promise<Json> {
  for (;;) {
    const job = await succeed(server, "GET", `/v1/async-jobs/${jobId}`);
    if (job.status !== "Processing") return job;
    await delay(10);
  }
}
