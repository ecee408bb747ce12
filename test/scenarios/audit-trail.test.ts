/** Who has changed what, and that it shows when somebody changes that: docs/decisions/0610. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { runDailyWorkOfAll } from "#jobs/run-daily-work.ts";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { aBilledAccount, billRun, invoicesOf } from "#test/support/bill-runs.ts";
import { anAccount, aPlan, succeed } from "#test/support/company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
before(async () => {
  server = await startTestServer();
});
after(() => server.close());

type Change = {
  changeNumber: number;
  userId: string;
  requestId: string;
  source: string;
  action: string;
  objectType: string;
  objectId: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  hash: string;
};

const trail = async (query = ""): Promise<Change[]> =>
  (await succeed(server, "GET", `/v1/audit-trail?limit=1000${query}`)).changes;

const lastNumber = async (): Promise<number> =>
  (await succeed(server, "GET", "/v1/audit-trail?limit=1")).lastChangeNumber;

const verified = (query = "") => succeed(server, "GET", `/v1/audit-trail/verification${query}`);

/** As the owner, past every trigger: what the trail must notice. */
const tamper = (statement: string, ...values: unknown[]) =>
  withOwnerConnection(server.ownerUrl, async (client) => {
    await client.query("set session_replication_role = replica");
    await client.query(statement, values);
  });

const note = (accountNumber: string, notes: string) =>
  server.call("PUT", `/v1/accounts/${accountNumber}`, { notes });

describe("the audit trail", () => {
  test("tells of a change: who, by which request, before and after", async () => {
    const { accountId, accountNumber } = await anAccount(server);
    const { headers } = await note(accountNumber, "Calls on Mondays");
    const requestId = headers["zuora-request-id"];
    const [told, ...more] = await trail(`&requestId=${requestId}`);
    assert.deepEqual(more, []);
    assert.ok(told);
    const { userId, source, action, objectType, objectId, before, after } = told;
    assert.deepEqual(
      { userId, source, action, objectType, objectId, before, after },
      {
        userId: server.userId,
        source: "updateAccount",
        action: "Update",
        objectType: "accounts",
        objectId: accountId,
        before: { notes: null },
        after: { notes: "Calls on Mondays" },
      },
    );
    const ofAccount = await trail(`&accountId=${accountId}&objectType=accounts`);
    assert.deepEqual(
      ofAccount.map((change) => change.action),
      ["Insert", "Update"],
    );
    const byNobody = await trail(`&userId=${accountId}`);
    assert.deepEqual(byNobody, []);
    const past = await trail("&to=2000-01-01T00:00Z");
    assert.deepEqual(past, []);
    const since = await trail(`&from=2000-01-01T00:00%2B0100&objectId=${accountId}`);
    assert.equal(since.length, 2);
  });

  test("is read backwards as well, from a number on", async () => {
    const { accountNumber } = await anAccount(server);
    await note(accountNumber, "first");
    await note(accountNumber, "second");
    const last = await lastNumber();
    const { changes } = await succeed(server, "GET", `/v1/audit-trail?limit=2&before=${last + 1}`);
    const numbers = changes.map(({ changeNumber }: Change) => changeNumber);
    assert.deepEqual(numbers, [last, last - 1]);
    assert.equal((await trail(`&before=${last}`))[0]?.changeNumber, last - 1);
  });

  test("tells that a secret was changed, and never the secret", async () => {
    const before = await lastNumber();
    const { users } = await succeed(server, "GET", "/v1/users");
    const made = await succeed(server, "POST", "/v1/oauth-clients", {
      ...{ userKey: users[0].id, name: "Audited" },
    });
    const path = `/v1/oauth-clients/${made.clientId}`;
    await succeed(server, "POST", `${path}/secrets`, {});
    await succeed(server, "POST", "/notifications/notification-definitions", {
      ...{ name: "Audited", eventTypeName: "InvoicePosted", active: false, calloutActive: true },
      callout: {
        ...{ name: "Audited", calloutBaseurl: "https://example.com/", httpMethod: "POST" },
        ...{ requiredAuth: true, calloutAuth: { username: "ada", password: "p4ssw0rd" } },
      },
    });
    const { text } = await server.call("GET", `/v1/audit-trail?after=${before}`);
    assert.doesNotMatch(text, /argon2|p4ssw0rd|whsec_/);
    const [created, rotated] = await trail(`&after=${before}&objectType=oauth_clients`);
    assert.equal(created?.objectId, made.clientId);
    assert.equal(created?.after?.clientSecretHash, "(not told)");
    assert.equal(rotated?.after?.clientSecretHash, "(not told)");
    assert.equal(rotated?.before?.formerSecretHash, null);
  });

  test("never tells who a contact is: that can be scrubbed, and the trail stays", async () => {
    const billToContact = { firstName: "Zenobia", lastName: "Clark", country: "Canada" };
    const { accountId } = await anAccount(server, { billToContact });
    const [told] = await trail(`&accountId=${accountId}&objectType=contacts`);
    assert.equal(told?.after?.firstName, "(not told)");
    assert.equal(told?.after?.accountId, accountId);
    const { text } = await server.call("GET", `/v1/audit-trail?accountId=${accountId}`);
    assert.doesNotMatch(text, /Zenobia|Canada/);
  });

  test("a bill run of many accounts adds nothing for each of them", async () => {
    const plan = await aPlan(server, [{ price: 10 }]);
    const accounts = [];
    for (let each = 0; each < 5; each += 1) {
      accounts.push(await aBilledAccount(server, plan, { batch: "Batch7" }));
    }
    const before = await lastNumber();
    const run = await billRun(server, {
      ...{ targetDate: "2023-03-01", invoiceDate: "2023-03-01", autoPost: true },
      batches: ["Batch7"],
    });
    assert.equal(run.status, "Posted");
    for (const { accountId } of accounts) {
      assert.notEqual((await invoicesOf(server, accountId)).length, 0);
    }
    const told = await trail(`&after=${before}`);
    assert.deepEqual(
      told.filter(({ objectType }) => objectType !== "bill_runs"),
      [],
    );
  });

  test("a change of a document is told, its making is not", async () => {
    const { accountId } = await anAccount(server);
    const before = await lastNumber();
    const invoice = await succeed(server, "POST", "/v1/invoices", {
      ...{ accountId, invoiceDate: "2023-01-01", status: "Draft", autoPay: false },
      invoiceItems: [
        {
          ...{ amount: 20, chargeName: "Help", serviceStartDate: "2023-01-01" },
          ...{ accountingCode: undefined },
        },
      ],
    });
    await succeed(server, "PUT", `/v1/invoices/${invoice.id}`, { comments: "Thank you" });
    await succeed(server, "PUT", `/v1/invoices/${invoice.id}/post`, {});
    const told = await trail(`&after=${before}&objectType=invoices`);
    assert.deepEqual(
      told.map(({ source, after }) => [source, after?.comments ?? after?.status]),
      [
        ["updateInvoice", "Thank you"],
        ["postInvoice", "Posted"],
      ],
    );
  });

  test("many at once, read meanwhile: one chain without gaps, each object's changes in order", async () => {
    const { accountId, accountNumber } = await anAccount(server);
    const before = await lastNumber();
    const texts = Array.from({ length: 12 }, (_, place) => `Note ${place}`);
    await Promise.all(
      texts.flatMap((text) => [note(accountNumber, text), trail(`&after=${before}`), verified()]),
    );
    const told = await trail(`&after=${before}`);
    assert.deepEqual(
      told.map(({ changeNumber }) => changeNumber),
      told.map((_, place) => before + 1 + place),
    );
    const own = told.filter(({ objectId }) => objectId === accountId);
    assert.equal(own.length, texts.length);
    own.forEach((change, place) => {
      const earlier = own[place - 1]?.after ?? { notes: null };
      assert.deepEqual(change.before, earlier);
    });
    assert.equal((await verified()).isEqual, true);
  });
});

describe("what an owner of the database changes of it", () => {
  const change = "update audit_changes set after = $1 where change_number = $2";
  let number: number;
  let kept: Change | undefined;
  before(async () => {
    const { accountNumber } = await anAccount(server);
    await note(accountNumber, "Before");
    number = await lastNumber();
    await note(accountNumber, "After");
    await note(accountNumber, "Later");
    [kept] = await trail(`&after=${number - 1}`);
    assert.equal((await verified()).isEqual, true);
  });

  test("a change that was changed is found, by day and by night", async () => {
    await tamper(change, { notes: "Never" }, number);
    const found = await verified();
    assert.equal(found.isEqual, false);
    assert.deepEqual(found.firstBreak, { changeNumber: number, reason: "Changed" });
    const entityWork = "/v1/operations/failed-work?work=Audit%20trail";
    await runDailyWorkOfAll(server.database, new AbortController().signal);
    const { failedWork } = await succeed(server, "GET", entityWork);
    assert.match(failedWork[0].reason, new RegExp(`broken at change ${number} `));
    await tamper("delete from proofs");
    await tamper(change, { notes: "Before" }, number);
    await runDailyWorkOfAll(server.database, new AbortController().signal);
    assert.deepEqual((await succeed(server, "GET", entityWork)).failedWork, []);
    assert.equal((await verified()).isEqual, true);
  });

  test("together with its hash: the next one follows it no more", async () => {
    await tamper(
      `with changed as (
        select change_id, audit_hash(jsonb_populate_record(change, '{"after": {"notes": "Never"}}')) as hash
        from audit_changes change where change_number = $1
      )
      update audit_changes change set after = '{"notes": "Never"}', hash = changed.hash
      from changed where change.change_id = changed.change_id`,
      number,
    );
    const { firstBreak } = await verified();
    assert.deepEqual(firstBreak, { changeNumber: number + 1, reason: "NotFollowing" });
    const anchor = `?changeNumber=${number}&hash=${kept?.hash}`;
    assert.equal((await verified(anchor)).isEqual, false);
    await tamper(
      `update audit_changes set after = '{"notes": "Before"}', hash = decode($2, 'hex')
       where change_number = $1`,
      number,
      kept?.hash,
    );
    assert.equal((await verified(anchor)).isEqual, true);
    const other = await verified(`?changeNumber=${number - 1}&hash=${kept?.hash}`);
    assert.deepEqual(other.firstBreak, { changeNumber: number - 1, reason: "NotAnchored" });
  });

  test("what was cut off at the end is missing, and so is one in the middle", async () => {
    const end = await lastNumber();
    await tamper("delete from audit_changes where change_number = $1", end);
    assert.deepEqual((await verified()).firstBreak, { changeNumber: end, reason: "Missing" });
    await tamper("delete from audit_changes where change_number = $1", number);
    assert.deepEqual((await verified()).firstBreak, { changeNumber: number, reason: "Missing" });
  });
});
