/** What a bill run has posted is sent to those who want it: with the real jobs, once. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { contextOf } from "#operations/context.ts";
import { sendBillRunEmails } from "#operations/send-bill-run-emails.ts";
import { aBilledAccount, billRun, invoicesOf, ofAccount } from "#test/support/bill-runs.ts";
import { anAccount, aPlan, cancelOrder, type Plan, succeed } from "#test/support/company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let monthly: Plan;
let free: Plan;

before(async () => {
  server = await startTestServer();
  monthly = await aPlan(server, [{ price: 30 }]);
  free = await aPlan(server, [{ price: 0 }]);
});
after(() => server.close());

const contact = { firstName: "Ada", lastName: "Clark", country: "United States" };
const wanting = {
  billToContact: { ...contact, workEmail: "ada@clark.example" },
  additionalEmailAddresses: ["books@clark.example"],
  invoiceDeliveryPrefsEmail: true,
};

const posting = { targetDate: "2023-02-01", invoiceDate: "2023-02-05", autoPost: true };
const sending = { ...posting, autoEmail: true };

const runOf = (id: string) => succeed(server, "GET", `/v1/bill-runs/${id}`);

type Sent = { addresses: string[]; subject: string };

const outboxOf = async (accountId: string): Promise<Sent[]> =>
  (await succeed(server, "GET", `/v1/accounts/${accountId}/emails`)).emails;

/** The run once so many of its documents have been dealt with, and none is waiting. */
async function settled(id: string, dealtWith: number) {
  for (;;) {
    const { emails } = await runOf(id);
    const { waiting, sent, skipped, failed } = emails;
    if (waiting === 0 && sent + skipped + failed === dealtWith) return emails;
    await delay(20);
  }
}

/** Jobs of e-mails that are queued or at work. */
async function untilNothingIsQueued(): Promise<void> {
  for (;;) {
    const { rows } = await server.database.pool.query<{ count: number }>(
      `select count(*)::integer as count from graphile_worker.jobs
       where task_identifier = 'EmailBillRun'`,
    );
    if (rows[0]?.count === 0) return;
    await delay(20);
  }
}

async function askForEmails(id: string, body: object = {}): Promise<void> {
  await succeed(server, "POST", `/v1/bill-runs/${id}/emails`, body);
  await untilNothingIsQueued();
}

async function refusal(path: string, body: object): Promise<string> {
  const { json } = await server.call("POST", path, body);
  assert.equal(json.success, false);
  return json.reasons[0].message;
}

/** Of a run of many accounts. */
const ofBatch = (batch: string) => ({ batches: [batch] });

describe("before anybody runs jobs", () => {
  test("what one that was stopped has sent is not sent again by the next", async () => {
    const accounts: { accountId: string }[] = [];
    while (accounts.length < 4) {
      accounts.push(await aBilledAccount(server, monthly, { ...wanting, batch: "Batch31" }));
    }
    const { id } = await billRun(server, { ...posting, ...ofBatch("Batch31") });
    await succeed(server, "POST", `/v1/bill-runs/${id}/emails`, {});

    const stopping = new AbortController();
    let carried = 0;
    const gateway = {
      name: "Test",
      async send() {
        carried += 1;
        if (carried < 2) return;
        stopping.abort();
        throw new Error("mailbox is full");
      },
    };
    const { database, entityId, userId } = server;
    const entity = { entityId, timeZone: "UTC", clockDate: null };
    const caller = { database, entity, userId, requestId: "t", entityChanged: () => undefined };
    const context = contextOf(caller, Temporal.Now.instant());
    const asked = { billRunId: id, resend: false, askedAt: "2023-01-01T00:00:00Z" };
    const away = {
      name: "Test",
      send: () => Promise.reject(Object.assign(new Error("away"), { code: "ECONNREFUSED" })),
    };
    await assert.rejects(sendBillRunEmails(context, asked, { gateway: away }), /away/);
    const untouched = (await runOf(id)).emails;
    assert.deepEqual([untouched.waiting, untouched.failed], [4, 0], "it is tried again later");
    const first = sendBillRunEmails(context, asked, { gateway, signal: stopping.signal });
    await assert.rejects(first, /were stopped/);
    const { waiting, sent, failed, notSent } = (await runOf(id)).emails;
    assert.deepEqual([waiting, sent, failed], [2, 1, 1]);
    assert.equal(notSent[0].reason, "mailbox is full");

    await server.runJobs();
    await untilNothingIsQueued();
    const { sent: sentAtLast, notSent: missing } = (await runOf(id)).emails;
    assert.deepEqual(
      [sentAtLast, missing],
      [4, []],
      "the call was later, and tries the failed again",
    );
    for (const { accountId } of accounts) assert.equal((await outboxOf(accountId)).length, 1);
  });
});

describe("a bill run with autoEmail", () => {
  test("sends what it has posted, with the PDF file, to all addresses", async () => {
    const { accountId } = await aBilledAccount(server, monthly, wanting);
    const run = await billRun(server, { ...sending, ...ofAccount(accountId) });
    assert.deepEqual([run.status, run.autoEmail], ["Posted", true]);
    const none = { waiting: 0, skipped: 0, failed: 0, notSent: [] };
    assert.deepEqual(await settled(run.id, 1), { ...none, sent: 1 });
    const [email, ...others] = await outboxOf(accountId);
    assert.deepEqual(email?.addresses, ["ada@clark.example", "books@clark.example"]);
    assert.deepEqual(others, []);
    const [invoice] = await invoicesOf(server, accountId);
    assert.match(email.subject, new RegExp(invoice.invoiceNumber));
    const { invoiceFiles } = await succeed(server, "GET", `/v1/invoices/${invoice.id}/files`);
    assert.equal(invoiceFiles.length, 1);
  });

  test("sends credit memos too", async () => {
    const account = await aBilledAccount(server, monthly, wanting);
    const { accountId, accountNumber, subscriptionNumber } = account;
    await billRun(server, { ...posting, ...ofAccount(accountId) });
    await succeed(
      server,
      "POST",
      "/v1/orders",
      cancelOrder({ accountNumber, subscriptionNumber, on: "2023-02-15" }),
    );
    const later = { ...sending, targetDate: "2023-03-01", ...ofAccount(accountId) };
    const run = await billRun(server, later);
    assert.deepEqual([run.invoicesGenerated, run.creditMemosGenerated], [0, 1]);
    await settled(run.id, 1);
    const { creditmemos } = await succeed(server, "GET", `/v1/credit-memos?accountId=${accountId}`);
    const [email] = await outboxOf(accountId);
    assert.match(email?.subject ?? "", new RegExp(creditmemos[0].number));
  });

  test("sends nothing to who does not want it, or to nobody, and says the latter", async () => {
    const batch = "Batch32";
    const unwanting = { ...wanting, batch, invoiceDeliveryPrefsEmail: false };
    const { accountId } = await aBilledAccount(server, monthly, unwanting);
    const nobody = { batch, billToContact: contact, invoiceDeliveryPrefsEmail: true };
    const unreachable = await aBilledAccount(server, monthly, nobody);
    const wants = await aBilledAccount(server, monthly, { ...wanting, batch });
    const { id } = await billRun(server, { ...sending, ...ofBatch(batch) });
    const { sent, skipped, failed, notSent } = await settled(id, 2);
    assert.deepEqual([sent, skipped, failed], [1, 1, 0]);
    const [invoice] = await invoicesOf(server, unreachable.accountId);
    assert.deepEqual([notSent[0].documentNumber, notSent.length], [invoice.invoiceNumber, 1]);
    assert.match(notSent[0].reason, /address/);
    assert.deepEqual(await outboxOf(accountId), []);
    assert.deepEqual(await outboxOf(unreachable.accountId), []);
    assert.equal((await outboxOf(wants.accountId)).length, 1);
  });

  for (const noEmailForZeroAmountInvoice of [true, false]) {
    test(`an invoice of zero: noEmailForZeroAmountInvoice ${noEmailForZeroAmountInvoice}`, async () => {
      const batch = noEmailForZeroAmountInvoice ? "Batch33" : "Batch34";
      const owesNothing = await aBilledAccount(server, free, { ...wanting, batch });
      const owes = await aBilledAccount(server, monthly, { ...wanting, batch });
      const fields = { ...sending, ...ofBatch(batch), noEmailForZeroAmountInvoice };
      const { id, invoicesGenerated } = await billRun(server, fields);
      assert.equal(invoicesGenerated, 2);
      const expected = noEmailForZeroAmountInvoice ? 0 : 1;
      assert.equal((await settled(id, 1 + expected)).sent, 1 + expected);
      await untilNothingIsQueued();
      assert.equal((await outboxOf(owesNothing.accountId)).length, expected);
      assert.equal((await outboxOf(owes.accountId)).length, 1);
    });
  }

  test("is for what posts by itself: without autoPost it is refused", async () => {
    const { accountId } = await anAccount(server);
    const run = { ...sending, autoPost: false, ...ofAccount(accountId) };
    assert.match(await refusal("/v1/bill-runs", run), /'autoEmail' is only for .* autoPost/);
  });
});

describe("POST /v1/bill-runs/{key}/emails", () => {
  test("sends what was never sent, by run or by hand, and all of it with resend", async () => {
    const { accountId } = await aBilledAccount(server, monthly, wanting);
    const { id, billRunNumber } = await billRun(server, { ...posting, ...ofAccount(accountId) });
    assert.deepEqual(await outboxOf(accountId), [], "nobody has asked for e-mails");
    await askForEmails(billRunNumber);
    await askForEmails(id);
    assert.equal((await outboxOf(accountId)).length, 1);
    await askForEmails(id, { resend: true });
    assert.equal((await outboxOf(accountId)).length, 2);
    assert.equal((await runOf(id)).emails.sent, 1);

    const other = await aBilledAccount(server, monthly, wanting);
    const byHand = await billRun(server, { ...posting, ...ofAccount(other.accountId) });
    const [invoice] = await invoicesOf(server, other.accountId);
    const path = `/v1/invoices/${invoice.id}/emails`;
    await succeed(server, "POST", path, { emailAddresses: "c@d.example" });
    await askForEmails(byHand.id);
    assert.equal((await outboxOf(other.accountId)).length, 1);
  });

  test("tries again what nobody could be sent, once there is somebody", async () => {
    const nobody = { billToContact: contact, invoiceDeliveryPrefsEmail: true };
    const { accountId, accountNumber } = await aBilledAccount(server, monthly, nobody);
    const { id } = await billRun(server, { ...sending, ...ofAccount(accountId) });
    assert.equal((await settled(id, 1)).skipped, 1);
    const additionalEmailAddresses = ["late@clark.example"];
    const path = `/v1/accounts/${accountNumber}`;
    await succeed(server, "PUT", path, { additionalEmailAddresses });
    await askForEmails(id);
    const { sent, skipped, notSent } = (await runOf(id)).emails;
    assert.deepEqual([sent, skipped, notSent], [1, 0, []]);
    assert.deepEqual((await outboxOf(accountId))[0]?.addresses, ["late@clark.example"]);
  });

  test("is refused while the run is not posted, and of no run", async () => {
    const { accountId } = await aBilledAccount(server, monthly, wanting);
    const drafts = { ...posting, autoPost: false, ...ofAccount(accountId) };
    const { id } = await billRun(server, drafts);
    assert.match(await refusal(`/v1/bill-runs/${id}/emails`, {}), /is Completed: only documents/);
    assert.match(await refusal(`/v1/bill-runs/${"0".repeat(32)}/emails`, {}), /Cannot find entity/);
    await untilNothingIsQueued();
    assert.deepEqual(await outboxOf(accountId), []);
  });
});
