/** Invoices are posted, made drafts again, cancelled and deleted: what they billed is due again. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  aBilledAccount,
  billedItems,
  billRun,
  invoicesOf,
  ofAccount,
} from "#test/support/bill-runs.ts";
import { aPlan, cancelOrder, type Plan, subscribe, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let monthly: Plan;

before(async () => {
  server = await startTestServer();
  monthly = await aPlan(server, [{ price: 30 }]);
});
after(() => server.close());

const conserved = () => assertConserved(server.database, server.entityId);
const JANUARY = "2023-01-01..2023-01-31 30";
const FEBRUARY = "2023-02-01..2023-02-28 30";

/** An account with a subscription billed through a day, by a run that leaves a draft. */
async function aDraft(targetDate = "2023-02-01", fields: Record<string, unknown> = {}) {
  const account = await aBilledAccount(server, monthly);
  const billing = { targetDate, invoiceDate: "2023-02-05", ...ofAccount(account.accountId) };
  await billRun(server, { ...billing, ...fields });
  const [invoice] = await invoicesOf(server, account.accountId);
  return { ...account, invoice, billing };
}

const put = (key: string, done: string, body: object = {}) =>
  succeed(server, "PUT", `/v1/invoices/${key}/${done}`, body);

const read = (key: string) => succeed(server, "GET", `/v1/invoices/${key}`);

async function refusal(method: string, path: string, body: object = {}) {
  const { json } = await server.call(method, path, method === "PUT" ? body : undefined);
  assert.equal(json.success, false, JSON.stringify(json));
  return json.reasons[0];
}

const chargedThrough = async (subscriptionNumber: string): Promise<string | null> => {
  const { ratePlans } = await succeed(server, "GET", `/v1/subscriptions/${subscriptionNumber}`);
  return ratePlans[0].ratePlanCharges[0].chargedThroughDate;
};

describe("posting", () => {
  test("a new invoice date moves the due date, the draft's own leaves it", async () => {
    const { invoice } = await aDraft();
    assert.equal(invoice.dueDate, "2023-02-05");
    await put(invoice.invoiceNumber, "post", { invoiceDate: "2023-03-10" });
    const posted = await read(invoice.id);
    assert.equal(posted.status, "Posted");
    assert.deepEqual([posted.invoiceDate, posted.dueDate], ["2023-03-10", "2023-03-10"]);
    await conserved();
  });

  test("INVOICE_NOT_DRAFT: many at once, where one that is posted leaves the others posted", async () => {
    const [first, second] = [await aDraft(), await aDraft()];
    await put(second.invoice.id, "post");
    const answer = await succeed(server, "POST", "/v1/invoices/bulk-post", {
      invoices: [{ id: second.invoice.id }, { id: first.invoice.id }, { id: "INV99999999" }],
    });
    const [again, posted, unknown] = answer.invoices;
    assert.equal(again.success, false);
    assert.deepEqual(again.reasons, [
      { code: 59210020, message: "Only invoices with Draft status can be posted." },
    ]);
    assert.deepEqual(posted, { id: first.invoice.id, success: true });
    assert.equal(unknown.reasons[0].code, 59210040);
    assert.equal((await read(first.invoice.id)).status, "Posted");
    await conserved();
  });

  test("none of them posted is no success", async () => {
    const { json } = await server.call("POST", "/v1/invoices/bulk-post", {
      invoices: [{ id: "INV99999999" }],
    });
    assert.equal(json.success, false);
    assert.equal(json.invoices.length, 1);
  });

  test("where the sign says what is a credit memo, those of the same billing go along", async () => {
    const rule = { legalDocumentGeneratingRule: "GroupbyChargedAmountSign" };
    await succeed(server, "PUT", "/settings/billing-rules", rule);
    try {
      const both = await aPlan(server, [{ price: 30 }, { price: -10, Name: "Rebate" }]);
      const { accountId } = await aBilledAccount(server, both);
      const billing = { targetDate: "2023-01-01", ...ofAccount(accountId) };
      await billRun(server, billing);
      const memos = async () =>
        (await succeed(server, "GET", `/v1/credit-memos?accountId=${accountId}`)).creditmemos;
      const [draft] = await invoicesOf(server, accountId);
      await put(draft.id, "cancel");
      assert.deepEqual(statuses(await memos()), ["Canceled"]);
      await billRun(server, billing);
      const [again] = (await invoicesOf(server, accountId)).filter(isDraft);
      await put(again.id, "post");
      assert.deepEqual(statuses(await memos()).sort(), ["Canceled", "Posted"]);
      await conserved();
    } finally {
      const usual = { legalDocumentGeneratingRule: "GroupByTotalAmountSign" };
      await succeed(server, "PUT", "/settings/billing-rules", usual);
    }
  });
});

type WithStatus = { readonly status: string };
const isDraft = ({ status }: WithStatus): boolean => status === "Draft";
const statuses = (documents: readonly WithStatus[]) => documents.map(({ status }) => status);

describe("cancelling", () => {
  test("what a draft has billed is due again, in the same items", async () => {
    const { accountId, subscriptionNumber, invoice, billing } = await aDraft();
    assert.deepEqual(await billedItems(server, accountId), [JANUARY, FEBRUARY]);
    await put(invoice.id, "cancel");
    assert.equal((await read(invoice.id)).status, "Canceled");
    assert.equal(await chargedThrough(subscriptionNumber), null);
    assert.deepEqual(await billedItems(server, accountId), []);
    await conserved();
    await billRun(server, billing);
    assert.deepEqual(await billedItems(server, accountId), [JANUARY, FEBRUARY]);
    await conserved();
  });

  test("DOCUMENT_IN_USE: not while a later one has billed the charge on", async () => {
    const { accountId, invoice, billing } = await aDraft("2023-01-01");
    await billRun(server, { ...billing, targetDate: "2023-02-01" });
    const { code, message } = await refusal("PUT", `/v1/invoices/${invoice.id}/cancel`);
    assert.equal(code, 59230030);
    assert.match(message, /cannot be taken back: charge 'C-\d+' was billed or credited since/);
    assert.deepEqual(await billedItems(server, accountId), [JANUARY, FEBRUARY]);
    await conserved();
  });

  test("INVOICE_NOT_DRAFT: a posted one is unposted before", async () => {
    const { invoice } = await aDraft();
    await put(invoice.id, "post");
    const { code, message } = await refusal("PUT", `/v1/invoices/${invoice.id}/cancel`);
    assert.deepEqual(
      [code, message],
      [59230020, "Only invoices with Draft status can be canceled."],
    );
  });
});

describe("unposting", () => {
  test("a posted invoice is a draft again, and can be posted again", async () => {
    const { accountId, invoice } = await aDraft("2023-02-01", { autoPost: true });
    assert.equal(invoice.status, "Posted");
    assert.equal((await put(invoice.id, "unpost")).status, "Draft");
    const draft = await read(invoice.id);
    assert.deepEqual([draft.status, draft.postedBy, draft.postedDate], ["Draft", null, null]);
    const account = await succeed(server, "GET", `/v1/accounts/${accountId}`);
    assert.equal(account.metrics.totalInvoiceBalance, 0);
    await conserved();
    await put(invoice.id, "post");
    await conserved();
  });

  test("INVOICE_NOT_POSTED: a draft is not", async () => {
    const { invoice } = await aDraft();
    const { message } = await refusal("PUT", `/v1/invoices/${invoice.id}/unpost`);
    assert.equal(message, "Only invoices with Posted status can be unposted.");
  });

  test("DOCUMENT_IN_USE: not while something is applied to it, or another is newer", async () => {
    const { accountNumber, accountId, subscriptionNumber, invoice, billing } = await aDraft(
      "2023-01-01",
      { autoPost: true },
    );
    await billRun(server, { ...billing, targetDate: "2023-02-01" });
    const newer = await refusal("PUT", `/v1/invoices/${invoice.id}/unpost`);
    assert.match(newer.message, /invoice 'INV\d+' is newer: begin with it/);
    const [draft] = (await invoicesOf(server, accountId)).filter(isDraft);
    await put(draft.id, "cancel");
    const processingOptions = { runBilling: true, writeOff: true };
    const on = "2023-01-11";
    const order = cancelOrder({ accountNumber, subscriptionNumber, on, processingOptions });
    await succeed(server, "POST", "/v1/orders", order);
    const applied = await refusal("PUT", `/v1/invoices/${invoice.id}/unpost`);
    assert.match(applied.message, /something is applied to it|credit memo 'CM\d+' credits it/);
    await conserved();
  });
});

describe("deleting", () => {
  test("INVOICE_NOT_CANCELED: only what is cancelled", async () => {
    const { invoice } = await aDraft();
    const { message } = await refusal("DELETE", `/v1/invoices/${invoice.id}`);
    assert.equal(message, "Only invoices with Canceled status can be deleted.");
    await put(invoice.id, "cancel");
    const answer = await succeed(server, "DELETE", `/v1/invoices/${invoice.invoiceNumber}`);
    const { jobId } = answer;
    assert.deepEqual(answer, { success: true, id: invoice.id, jobId, jobStatus: "Completed" });
    const job = await succeed(server, "GET", `/v1/operations/jobs/${jobId}`);
    assert.deepEqual([job.objectType, job.objectId], ["Invoice", invoice.id]);
    assert.equal((await refusal("GET", `/v1/invoices/${invoice.id}`)).code, 50000040);
    await conserved();
  });
});

test("the older object API does the same by status", async () => {
  const { invoice, subscriptionNumber } = await aDraft();
  const path = `/v1/object/invoice/${invoice.id}`;
  await succeed(server, "PUT", path, {
    TransferredToAccounting: "Yes",
    RegenerateInvoicePDF: true,
  });
  assert.equal((await read(invoice.id)).transferredToAccounting, "Yes");
  const files = await succeed(server, "GET", `/v1/invoices/${invoice.id}/files`);
  assert.equal(files.invoiceFiles.length, 1);
  for (const Status of ["Posted", "Draft", "Canceled"]) {
    assert.deepEqual(await succeed(server, "PUT", path, { Status }), {
      Success: true,
      Id: invoice.id,
    });
    assert.equal((await read(invoice.id)).status, Status);
  }
  assert.equal(await chargedThrough(subscriptionNumber), null);
  assert.deepEqual(await succeed(server, "DELETE", path), { success: true, id: invoice.id });
  await conserved();
});

test("a draft of an order that bills is cancelled like one of a run", async () => {
  const { accountNumber, accountId } = await aBilledAccount(server, monthly);
  const billThrough = "2023-01-01";
  const order = await subscribe(server, {
    accountNumber,
    plan: monthly,
    from: "2023-01-01",
    billThrough,
  });
  const [id] = order.invoiceIds;
  await put(id, "unpost");
  await put(id, "cancel");
  assert.deepEqual(await billedItems(server, accountId), []);
  assert.equal(await chargedThrough(order.subscriptionNumbers[0]), null);
  await conserved();
});
