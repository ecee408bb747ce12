/** Contacts that accounts are given, that change, that are deleted and scrubbed. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { anAccount, aPlan, type Plan, subscribe, succeed } from "#test/support/company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let monthly: Plan;

before(async () => {
  server = await startTestServer();
  monthly = await aPlan(server, [{ price: 30 }]);
});
after(() => server.close());

const bob = {
  firstName: "Bob",
  lastName: "Dean",
  nickname: "Bobby",
  address1: "1 Main St",
  city: "Springfield",
  country: "US",
  state: "CA",
  zipCode: "94105",
  workEmail: "bob@b.example",
  mobilePhone: "1234",
  contactDescription: "Likes trains",
  shoeSize__c: 44,
};

const aContact = (fields: object) => succeed(server, "POST", "/v1/contacts", { ...bob, ...fields });
const contactOf = (id: string) => succeed(server, "GET", `/v1/contacts/${id}`);

async function refused(method: string, path: string, body?: object) {
  const { json, text } = await server.call(method, path, body);
  assert.equal(json.success, false, text);
  return json.reasons[0];
}

describe("POST /v1/contacts", () => {
  test("adds a contact to an account, which keeps its own", async () => {
    const { accountId, accountNumber, billToContactId } = await anAccount(server);
    const { success: _, ...created } = await aContact({ accountNumber });
    assert.deepEqual(
      [created.accountId, created.accountNumber, created.country, created.state, created.zipCode],
      [accountId, accountNumber, "United States", "California", "94105"],
    );
    assert.equal(created.shoeSize__c, 44);
    assert.equal(created.fax, null);
    const { success: __, ...read } = await contactOf(created.id);
    assert.deepEqual(read, created);
    const account = await succeed(server, "GET", `/v1/accounts/${accountId}`);
    assert.equal(account.billToContact.id, billToContactId);
    await succeed(server, "PUT", `/v1/accounts/${accountId}`, { billToContactId: created.id });
  });

  test("MISSING_FIELD: a contact is an account's", async () => {
    assert.match((await refused("POST", "/v1/contacts", bob)).message, /accountId/);
  });

  test("ENTITY_NOT_FOUND: of an account that there is", async () => {
    for (const key of ["nothing", "00000000000000000000000000000000"]) {
      const { message } = await refused("POST", "/v1/contacts", { ...bob, accountId: key });
      assert.equal(message, `Cannot find entity by key: '${key}'.`);
    }
  });

  test("NOT_ALLOWED: id and number are of one account", async () => {
    const { accountId } = await anAccount(server);
    const { accountNumber } = await anAccount(server);
    const body = { ...bob, accountId, accountNumber };
    assert.match((await refused("POST", "/v1/contacts", body)).message, /has another id/);
  });

  test("NOT_SUPPORTED: who may be shipped to is not said yet", async () => {
    const { accountId } = await anAccount(server);
    const body = { ...bob, accountId, asShipTo: true };
    assert.match((await refused("POST", "/v1/contacts", body)).message, /'asShipTo'/);
  });
});

describe("PUT /v1/contacts/{contactId}", () => {
  test("changes what is given, empties what is null, keeps the rest", async () => {
    const { accountId } = await anAccount(server);
    const { id } = await aContact({ accountId });
    const changed = { city: "Boston", state: "MA", nickname: null, shoeSize__c: 45 };
    await succeed(server, "PUT", `/v1/contacts/${id}`, changed);
    const { city, state, nickname, shoeSize__c, workEmail } = await contactOf(id);
    assert.deepEqual(
      [city, state, nickname, shoeSize__c, workEmail],
      ["Boston", "Massachusetts", null, 45, "bob@b.example"],
    );
  });

  test("INVALID_VALUE: a state of the country, and nothing is written", async () => {
    const { accountId } = await anAccount(server);
    const { id } = await aContact({ accountId });
    const before = await contactOf(id);
    await refused("PUT", `/v1/contacts/${id}`, { firstName: "Eve", state: "Bavaria" });
    assert.deepEqual(await contactOf(id), before);
  });
});

describe("DELETE /v1/contacts/{contactId}", () => {
  test("deletes one on whom nothing stands", async () => {
    const { accountId } = await anAccount(server);
    const { id } = await aContact({ accountId });
    assert.deepEqual(await succeed(server, "DELETE", `/v1/contacts/${id}`), { success: true });
    const { message } = await refused("DELETE", `/v1/contacts/${id}`);
    assert.equal(message, `Cannot find entity by key: '${id}'.`);
  });

  test("NOT_ALLOWED: not the account's", async () => {
    const { billToContactId, soldToContactId } = await anAccount(server);
    for (const id of [billToContactId, soldToContactId]) {
      const { message } = await refused("DELETE", `/v1/contacts/${id}`);
      assert.equal(message, "The contact cannot be deleted: it is a contact of its account.");
    }
  });

  test("NOT_ALLOWED: not a subscription's, also when the account has changed to another", async () => {
    const { accountNumber, accountId } = await anAccount(server);
    const { id } = await aContact({ accountId });
    const { subscriptionNumbers } = await subscribe(server, {
      accountNumber,
      plan: monthly,
      from: "2024-01-01",
      createSubscription: { billToContactId: id },
    });
    const { message } = await refused("DELETE", `/v1/contacts/${id}`);
    assert.match(message, new RegExp(`a contact of subscription ${subscriptionNumbers[0]}`));
  });

  test("NOT_ALLOWED: not a document's", async () => {
    const { accountId, billToContactId } = await anAccount(server);
    const invoice = await succeed(server, "POST", "/v1/invoices", {
      accountId,
      billToContactId,
      invoiceDate: "2024-07-30",
      invoiceItems: [{ chargeName: "Stones", amount: 40, serviceStartDate: "2024-07-30" }],
    });
    const { id } = await aContact({ accountId });
    await succeed(server, "PUT", `/v1/accounts/${accountId}`, { billToContactId: id });
    const { message } = await refused("DELETE", `/v1/contacts/${billToContactId}`);
    assert.match(message, new RegExp(`a contact of invoice ${invoice.invoiceNumber}`));
  });
});

describe("PUT /v1/contacts/{contactId}/scrub", () => {
  test("takes the person out of the contact and out of its snapshots", async () => {
    await succeed(server, "PUT", "/settings/billing-rules", { takeContactSnapshot: true });
    const { accountId, billToContactId } = await anAccount(server, { billToContact: bob });
    const { id: invoiceId } = await succeed(server, "POST", "/v1/invoices", {
      accountId,
      status: "Posted",
      invoiceDate: "2024-07-30",
      invoiceItems: [{ chargeName: "Stones", amount: 40, serviceStartDate: "2024-07-30" }],
    });
    await succeed(server, "PUT", `/v1/contacts/${billToContactId}`, { city: "Boston" });
    await succeed(server, "PUT", `/v1/contacts/${billToContactId}/scrub`);
    const scrubbed = await contactOf(billToContactId);
    const { billToContactSnapshotId } = await succeed(server, "GET", `/v1/invoices/${invoiceId}`);
    const path = `/v1/contact-snapshots/${billToContactSnapshotId}`;
    const snapshot = await succeed(server, "GET", path);
    for (const contact of [scrubbed, snapshot]) {
      assert.deepEqual([contact.firstName, contact.lastName], ["Scrubbed", "Scrubbed"]);
      for (const text of ["Bob", "Dean", "Main", "Boston", "Spring", "example", "1234", "trains"]) {
        assert.ok(!JSON.stringify(contact).includes(text), text);
      }
    }
    assert.equal(scrubbed.shoeSize__c, 44);
    assert.equal(scrubbed.accountId, accountId);
  });
});
