/** What contacts were when documents were posted. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { inTransaction } from "#store/database.ts";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { findPrintedDocument } from "#store/printed-documents.ts";
import { aBilledAccount, billRun, ended, invoicesOf, ofAccount } from "#test/support/bill-runs.ts";
import { anAccount, aPlan, type Plan, succeed } from "#test/support/company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let monthly: Plan;

before(async () => {
  server = await startTestServer();
  monthly = await aPlan(server, [{ price: 30 }]);
  await rule(true);
});
after(() => server.close());

const rule = (takeContactSnapshot: boolean) =>
  succeed(server, "PUT", "/settings/billing-rules", { takeContactSnapshot });

const ada = {
  firstName: "Ada",
  lastName: "Clark",
  country: "United States",
  address1: "1 Main St",
};
const ben = { firstName: "Ben", lastName: "Clark", country: "Canada", workEmail: "ben@b.example" };
const contacts = { billToContact: ada, soldToContact: ben };

const item = { chargeName: "Stones", amount: 40, serviceStartDate: "2024-07-30" };
const anInvoice = (accountId: string, status = "Posted") =>
  succeed(server, "POST", "/v1/invoices", {
    accountId,
    invoiceDate: "2024-07-30",
    invoiceItems: [item],
    status,
  });
const invoice = (id: string) => succeed(server, "GET", `/v1/invoices/${id}`);
const snapshot = async (id: string) => {
  const { success: _, ...rest } = await succeed(server, "GET", `/v1/contact-snapshots/${id}`);
  return rest;
};
const changeAddress = (accountId: string, address1: string) =>
  succeed(server, "PUT", `/v1/accounts/${accountId}`, { billToContact: { address1 } });

const countSnapshots = (accountId: string): Promise<number> =>
  withOwnerConnection(server.ownerUrl, async (client) => {
    const count = "select count(*)::int as n from contact_snapshots where account_id = $1";
    return (await client.query<{ n: number }>(count, [accountId])).rows[0]?.n ?? 0;
  });

/** Whom a document is printed for. */
async function printedAddress(key: string): Promise<string | null | undefined> {
  const { database, entityId } = server;
  const printed = await inTransaction(database, entityId, (tx) =>
    findPrintedDocument(tx, "Invoice", key),
  );
  return printed?.billTo?.address1;
}

describe("an invoice", () => {
  test("keeps its contacts as they were when it was posted, and is printed for them", async () => {
    const { accountId } = await anAccount(server, contacts);
    const { id } = await anInvoice(accountId);
    const { billToContactSnapshotId, soldToContactSnapshotId, billToContactId } = await invoice(id);
    await changeAddress(accountId, "2 Side St");
    const billTo = await snapshot(billToContactSnapshotId);
    assert.equal(billTo.id, billToContactSnapshotId);
    assert.equal(billTo.contactId, billToContactId);
    assert.equal(billTo.address1, "1 Main St");
    assert.equal(billTo.description, null);
    assert.equal((await snapshot(soldToContactSnapshotId)).workEmail, "ben@b.example");
    assert.equal(await printedAddress(id), "1 Main St");
    const { invoiceItems } = await succeed(server, "GET", `/v1/invoices/${id}/items`);
    assert.equal(invoiceItems[0].soldToContactSnapshotId, soldToContactSnapshotId);
  });

  test("has one snapshot of a contact with others until the contact changes", async () => {
    const { accountId } = await anAccount(server, contacts);
    const first = await invoice((await anInvoice(accountId)).id);
    const second = await invoice((await anInvoice(accountId)).id);
    assert.equal(second.billToContactSnapshotId, first.billToContactSnapshotId);
    assert.equal(await countSnapshots(accountId), 2);
    await changeAddress(accountId, "2 Side St");
    const third = await invoice((await anInvoice(accountId)).id);
    assert.notEqual(third.billToContactSnapshotId, first.billToContactSnapshotId);
    assert.equal(third.soldToContactSnapshotId, first.soldToContactSnapshotId);
    assert.equal(await countSnapshots(accountId), 3);
  });

  test("has none while it is a draft, and another when it is posted again", async () => {
    const { accountId } = await anAccount(server, contacts);
    const { id } = await anInvoice(accountId, "Draft");
    assert.equal((await invoice(id)).billToContactSnapshotId, null);
    await succeed(server, "PUT", `/v1/invoices/${id}/post`, {});
    const first = (await invoice(id)).billToContactSnapshotId;
    await succeed(server, "PUT", `/v1/invoices/${id}/unpost`, {});
    assert.equal((await invoice(id)).billToContactSnapshotId, null);
    await changeAddress(accountId, "2 Side St");
    assert.equal(await printedAddress(id), "2 Side St");
    await succeed(server, "PUT", `/v1/invoices/${id}/post`, {});
    const second = (await invoice(id)).billToContactSnapshotId;
    assert.notEqual(second, first);
    assert.equal((await snapshot(second)).address1, "2 Side St");
  });

  test("has none where the rule does not say so", async () => {
    await rule(false);
    const { accountId } = await anAccount(server, contacts);
    const { id } = await anInvoice(accountId);
    assert.equal((await invoice(id)).billToContactSnapshotId, null);
    assert.equal(await countSnapshots(accountId), 0);
    await rule(true);
  });
});

describe("others too", () => {
  test("memos, and what a bill run posts", async () => {
    const account = await aBilledAccount(server, monthly, contacts);
    const { accountId } = account;
    for (const kind of ["credit", "debit"]) {
      const { id } = await succeed(server, "POST", `/v1/${kind}-memos`, {
        accountId,
        charges: [{ productRatePlanChargeId: monthly.chargeIds[0], amount: 5 }],
        autoPost: true,
      });
      const memo = await succeed(server, "GET", `/v1/${kind}-memos/${id}`);
      assert.equal((await snapshot(memo.billToContactSnapshotId)).firstName, "Ada");
      const { items } = await succeed(server, "GET", `/v1/${kind}-memos/${id}/items`);
      assert.equal((await snapshot(items[0].soldToContactSnapshotId)).firstName, "Ben");
    }
    const wanted = { targetDate: "2023-01-01", invoiceDate: "2023-01-01", ...ofAccount(accountId) };
    const run = await billRun(server, wanted);
    await succeed(server, "PUT", `/v1/bill-runs/${run.id}/post`);
    await ended(server, run.id);
    const [billed] = await invoicesOf(server, accountId);
    const { billToContactSnapshotId } = await invoice(billed.id);
    assert.equal((await snapshot(billToContactSnapshotId)).firstName, "Ada");
    assert.equal(await countSnapshots(accountId), 2);
  });
});

test("snapshots are found by Object Query, also beside their documents", async () => {
  const { accountId } = await anAccount(server, contacts);
  const { id } = await anInvoice(accountId);
  const filter = `filter[]=accountId.EQ:${accountId}&sort[]=firstName.ASC`;
  const { data } = await succeed(server, "GET", `/object-query/contact-snapshots?${filter}`);
  assert.deepEqual(
    data.map(({ firstName }: { firstName: string }) => firstName),
    ["Ada", "Ben"],
  );
  const query = `/object-query/invoices/${id}?expand[]=billToContactSnapshot`;
  const found = await succeed(server, "GET", query);
  assert.equal(found.billToContactSnapshot.address1, "1 Main St");
  assert.equal(found.billToContactSnapshotId, found.billToContactSnapshot.id);
});

test("ENTITY_NOT_FOUND: a snapshot that was never taken", async () => {
  const { json } = await server.call("GET", `/v1/contact-snapshots/${"a".repeat(32)}`);
  assert.match(json.reasons[0].message, /Cannot find entity by key/);
});
