/** What is sent waits in the outbox for the mail server, which may be away, defer or refuse it. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { SmtpServer } from "#gateways/mail/smtp-mail.ts";
import { deliverEmails } from "#operations/deliver-emails.ts";
import { saveMailDelivery } from "#store/outgoing-emails.ts";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { anAccount, aPlan, type Plan, subscribe, succeed } from "#test/support/company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";
import { type SmtpStandIn, startSmtp } from "#test/support/smtp-stand-in.ts";

let server: TestServer;
let smtp: SmtpStandIn;
let plan: Plan;

before(async () => {
  server = await startTestServer();
  smtp = await startSmtp();
  plan = await aPlan(server, [{ price: 30 }]);
});
after(async () => {
  await server.close();
  await smtp.close();
});
beforeEach(async () => {
  smtp.taken.length = 0;
  smtp.answers.clear();
  await saveMailDelivery(server.database, true);
});

const mailServer = (fields: Partial<SmtpServer> = {}): SmtpServer => ({
  host: "127.0.0.1",
  port: smtp.port,
  encryption: "None",
  user: "billing",
  password: "secret",
  from: "Billing <billing@quittance.example>",
  ...fields,
});

async function anInvoice() {
  const { accountId, accountNumber } = await anAccount(server);
  const created = await subscribe(server, {
    accountNumber,
    plan,
    from: "2023-01-01",
    billThrough: "2023-01-01",
  });
  return { accountId, invoiceNumber: created.invoiceNumbers[0] };
}

/** Sends an invoice to these addresses. */
async function send(...addresses: string[]) {
  const invoice = await anInvoice();
  const path = `/v1/invoices/${invoice.invoiceNumber}/emails`;
  await succeed(server, "POST", path, { emailAddresses: addresses.join(",") });
  return invoice;
}

async function sentTo(accountId: string) {
  const { emails } = await succeed(server, "GET", `/v1/accounts/${accountId}/emails`);
  const [{ status, attempts, reason, gateway, sentDate }] = emails;
  return { status, attempts, reason, gateway, hasSentDate: sentDate !== null };
}

const deliver = (fields: Partial<SmtpServer> = {}): Promise<number | undefined> =>
  deliverEmails(server, mailServer(fields), new AbortController().signal);

/** As if the time had come for all that waits. */
const itIsTime = () =>
  withOwnerConnection(server.ownerUrl, (client) =>
    client.query("update emails set next_attempt_at = now() where status = 'Waiting'"),
  );

test("without a mail server, what is sent stays in the outbox", async () => {
  await saveMailDelivery(server.database, false);
  const { accountId } = await send("ada@clark.example");
  const kept = { status: "Kept", attempts: 0, reason: null, gateway: "Test", hasSentDate: false };
  assert.deepEqual(await sentTo(accountId), kept);
  assert.equal(await deliver(), undefined);
  assert.deepEqual(smtp.taken, []);
});

test("a job delivers it, with its file, to everybody, in the name that was set up", async () => {
  const jobs = await server.runJobs({ smtp: mailServer() });
  const { accountId, invoiceNumber } = await send("ada@clark.example", "books@clark.example");
  while ((await sentTo(accountId)).status === "Waiting") await delay(20);
  await jobs.stop();
  const sent = { status: "Sent", attempts: 1, reason: null, gateway: "SMTP", hasSentDate: true };
  assert.deepEqual(await sentTo(accountId), sent);
  const [mail, ...others] = smtp.taken;
  assert.deepEqual(others, []);
  assert.equal(mail?.from, "billing@quittance.example");
  assert.deepEqual(mail?.to, ["ada@clark.example", "books@clark.example"]);
  const [subject, id] = ["Subject", "Message-ID"].map((name) =>
    new RegExp(`^${name}: (.*)$`, "m").exec(mail?.data ?? "")?.[1]?.trim(),
  );
  assert.match(subject ?? "", new RegExp(`invoice ${invoiceNumber}$`));
  assert.match(id ?? "", /^<[0-9a-f]{32}@quittance\.example>$/);
  const file = /filename="?(\S+?\.pdf)"?[\s\S]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)/.exec(
    mail?.data ?? "",
  );
  assert.match(file?.[1] ?? "", new RegExp(`^${invoiceNumber}_`));
  assert.match(Buffer.from(file?.[2] ?? "", "base64").toString("latin1"), /^%PDF-/);
});

describe("what goes wrong", () => {
  test("what the server defers is tried again, later and later, and fails in the end", async () => {
    smtp.answers.set("slow@clark.example", "451 come back later");
    const { accountId } = await send("slow@clark.example");
    assert.ok(((await deliver()) ?? 0) > 50);
    const { status, attempts, reason } = await sentTo(accountId);
    assert.deepEqual([status, attempts], ["Waiting", 1]);
    assert.match(reason, /451 come back later/);
    await deliver();
    assert.equal((await sentTo(accountId)).attempts, 1, "not before its time");
    for (let attempt = 2; attempt <= 7; attempt += 1) {
      await itIsTime();
      await deliver();
    }
    const { status: last, attempts: all } = await sentTo(accountId);
    assert.deepEqual([last, all], ["Failed", 7]);
  });

  test("deferred once, it is sent the next time", async () => {
    smtp.answers.set("grey@clark.example", "450 grey list");
    const { accountId } = await send("grey@clark.example");
    await deliver();
    smtp.answers.clear();
    await itIsTime();
    assert.equal(await deliver(), undefined);
    const { status, attempts, reason } = await sentTo(accountId);
    assert.deepEqual([status, attempts, reason], ["Sent", 2, null]);
  });

  test("what the server refuses has failed; whom it refuses of several is told", async () => {
    smtp.answers.set("nobody@clark.example", "550 no such mailbox");
    const refused = await send("nobody@clark.example");
    const half = await send("ada@clark.example", "nobody@clark.example");
    assert.equal(await deliver(), undefined);
    const { status, reason } = await sentTo(refused.accountId);
    assert.equal(status, "Failed");
    assert.match(reason, /550 no such mailbox/);
    const other = await sentTo(half.accountId);
    assert.deepEqual([other.status, other.reason], ["Sent", "Refused for nobody@clark.example."]);
    assert.deepEqual(smtp.taken.map(({ to }) => to).at(-1), ["ada@clark.example"]);
  });

  for (const [why, fields] of [
    ["is away", { host: "127.0.0.1", port: 1 }],
    ["lets nobody in", { password: "wrong-horse" }],
    ["has no STARTTLS although it should", { encryption: "StartTls" }],
  ] as const) {
    test(`a server that ${why} has refused nothing, and is told no password`, async () => {
      const [first, second] = [await send("ada@clark.example"), await send("bob@clark.example")];
      assert.ok(((await deliver(fields)) ?? 99) < 70);
      for (const { accountId } of [first, second]) {
        const { status, attempts, reason } = await sentTo(accountId);
        assert.deepEqual([status, attempts], ["Waiting", 0]);
        assert.doesNotMatch(reason ?? "", /secret|wrong-horse/);
      }
      assert.deepEqual(smtp.taken, []);
      await itIsTime();
      await deliver();
      assert.equal((await sentTo(second.accountId)).status, "Sent");
    });
  }
});
