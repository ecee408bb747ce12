/** Accounts and contacts as the object API makes, changes and deletes them. */
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

const object = (name: string, id: string) => succeed(server, "GET", `/v1/object/${name}/${id}`);
const draft = { Name: "Amy Ltd", Currency: "USD", BillCycleDay: 1, Status: "Draft" };

async function aDraft(fields: object = {}): Promise<string> {
  const { Id } = await succeed(server, "POST", "/v1/object/account", { ...draft, ...fields });
  return Id;
}

async function aContact(AccountId: string, fields: object = {}): Promise<string> {
  const names = { FirstName: "Amy", LastName: "Lawrence", Country: "US", State: "WA" };
  const body = { AccountId, ...names, ...fields };
  return (await succeed(server, "POST", "/v1/object/contact", body)).Id;
}

async function refused(method: string, path: string, body?: object) {
  const { json, text } = await server.call(method, path, body);
  assert.equal(json?.Success ?? json?.success, false, text);
  return json.Errors?.[0].Message ?? json.reasons[0].message;
}

describe("an account of the object API", () => {
  test("is a draft, and says what it was told", async () => {
    const told = {
      Notes: "Hello",
      SalesRepName: "Rob",
      AdditionalEmailAddresses: "a@b.example, c@d.example",
      BcdSettingOption: "ManualSet",
      TaxExemptStatus: "Yes",
      VATId: "V1",
      color__c: "red",
    };
    const id = await aDraft(told);
    const account = await object("account", id);
    assert.deepEqual(
      Object.fromEntries(Object.keys({ ...draft, ...told }).map((name) => [name, account[name]])),
      { ...draft, ...told, AdditionalEmailAddresses: "a@b.example,c@d.example" },
    );
    assert.deepEqual([account.Id, account.Balance, account.BillToId], [id, 0, undefined]);
    const fields = await succeed(server, "GET", `/v1/object/account/${id}?fields=Name,Notes`);
    assert.deepEqual(fields, { Id: id, Name: "Amy Ltd", Notes: "Hello" });
    const { accountNumber } = (await succeed(server, "GET", `/v1/accounts/${id}`)).basicInfo;
    const order = { accountNumber, plan: monthly, from: "2024-01-01" };
    await assert.rejects(subscribe(server, order), /is Draft: it takes no (orders|subscriptions)/);
  });

  test("is activated with contacts of its own", async () => {
    const id = await aDraft();
    const path = `/v1/object/account/${id}`;
    assert.match(await refused("PUT", path, { Status: "Active" }), /needs a bill-to and a sold-to/);
    const contactId = await aContact(id);
    const stranger = await aContact(await aDraft());
    await refused("PUT", path, { Status: "Active", BillToId: stranger, SoldToId: contactId });
    const active = { Status: "Active", BillToId: contactId, SoldToId: contactId };
    assert.deepEqual(await succeed(server, "PUT", path, active), { Success: true, Id: id });
    const { Status, BillToId, AccountNumber } = await object("account", id);
    assert.deepEqual([Status, BillToId], ["Active", contactId]);
    await subscribe(server, { accountNumber: AccountNumber, plan: monthly, from: "2024-01-01" });
    assert.match(await refused("PUT", path, { Status: "Draft" }), /cannot be a draft/);
  });

  test("NOT_ALLOWED: what does not change, and what contradicts itself", async () => {
    const path = `/v1/object/account/${await aDraft()}`;
    for (const body of [
      { AccountNumber: "X" },
      { Currency: "EUR" },
      { BcdSettingOption: "AutoSet" },
      { BillCycleDay: 0 },
    ]) {
      await refused("PUT", path, body);
    }
    await refused("POST", "/v1/object/account", { ...draft, BcdSettingOption: "AutoSet" });
    await refused("POST", "/v1/object/account", { ...draft, Status: "Active" });
  });

  test("NOT_SUPPORTED: fields that would be ignored", async () => {
    const body = { ...draft, BillToId: "x" };
    assert.match(await refused("POST", "/v1/object/account", body), /'BillToId'/);
  });
});

describe("a contact of the object API", () => {
  test("is made, changed, read and deleted", async () => {
    const id = await aContact(await aDraft(), { NickName: "A", PostalCode: "98119", size__c: 4 });
    await succeed(server, "PUT", `/v1/object/contact/${id}`, { City: "Seattle", size__c: 5 });
    const contact = await object("contact", id);
    const { NickName, PostalCode, City, State, Country, size__c } = contact;
    assert.deepEqual(
      [NickName, PostalCode, City, State, Country, size__c],
      ["A", "98119", "Seattle", "Washington", "United States", 5],
    );
    const path = `/v1/object/contact/${id}`;
    assert.deepEqual(await succeed(server, "DELETE", path), { success: true, id });
    assert.match(await refused("GET", path), /Cannot find/);
  });

  test("NOT_ALLOWED: stays with its account", async () => {
    const id = await aContact(await aDraft());
    const body = { AccountId: await aDraft() };
    assert.match(await refused("PUT", `/v1/object/contact/${id}`, body), /does not change/);
  });
});

describe("deleting an account", () => {
  test("makes it Canceled, by a job that can be asked about", async () => {
    const { accountId, accountNumber, billToContactId } = await anAccount(server);
    const answer = await succeed(server, "DELETE", `/v1/accounts/${accountNumber}`);
    assert.deepEqual([answer.id, answer.jobStatus], [accountId, "Pending"]);
    assert.deepEqual(await succeed(server, "GET", `/v1/operations/jobs/${answer.jobId}`), {
      id: answer.jobId,
      objectType: "Account",
      objectId: accountId,
      operationType: "Delete",
      status: "Completed",
      success: true,
    });
    const { basicInfo } = await succeed(server, "GET", `/v1/accounts/${accountId}`);
    assert.equal(basicInfo.status, "Canceled");
    const path = `/v1/accounts/${accountId}`;
    assert.match(await refused("PUT", path, { notes: "x" }), /cancelled/);
    assert.match(await refused("DELETE", path), /deleted before/);
    const contact = { accountId, firstName: "A", lastName: "B" };
    assert.match(await refused("POST", "/v1/contacts", contact), /is Canceled/);
    await succeed(server, "GET", `/v1/contacts/${billToContactId}`);
  });

  test("ENTITY_NOT_FOUND: a job that there is not", async () => {
    const path = "/v1/operations/jobs/00000000000000000000000000000000";
    assert.match(await refused("GET", path), /Cannot find/);
  });

  test("NOT_ALLOWED: what has an order, an invoice or a payment stays", async () => {
    const subscribed = await anAccount(server);
    await subscribe(server, { ...subscribed, plan: monthly, from: "2024-01-01" });
    const billed = await anAccount(server);
    await succeed(server, "POST", "/v1/invoices", {
      accountId: billed.accountId,
      invoiceDate: "2024-07-30",
      invoiceItems: [{ chargeName: "Stones", amount: 40, serviceStartDate: "2024-07-30" }],
    });
    const paying = await anAccount(server);
    await succeed(server, "POST", "/v1/payments", {
      accountId: paying.accountId,
      amount: 5,
      currency: "USD",
      type: "External",
      effectiveDate: "2024-07-30",
    });
    for (const [{ accountId }, has] of [
      [subscribed, /it has (order|subscription) /],
      [billed, /it has invoice /],
      [paying, /it has (payment |journal)/],
    ] as const) {
      assert.match(await refused("DELETE", `/v1/object/account/${accountId}`), has);
      assert.equal((await object("account", accountId)).Status, "Active");
    }
  });
});

describe("what a subscription consists of", () => {
  test("is read by its ids", async () => {
    const { accountNumber } = await anAccount(server);
    const order = await subscribe(server, { accountNumber, plan: monthly, from: "2024-01-01" });
    const path = `/v1/subscriptions/${order.subscriptionNumbers[0]}`;
    const { ratePlans } = await succeed(server, "GET", path);
    const [plan] = ratePlans;
    const ratePlan = await object("rate-plan", plan.id);
    assert.deepEqual(
      [ratePlan.Id, ratePlan.Name, ratePlan.ProductRatePlanId],
      [plan.id, "Silver", monthly.productRatePlanId],
    );
    const charge = await object("rate-plan-charge", plan.ratePlanCharges[0].id);
    assert.deepEqual(
      [charge.ChargeModel, charge.BillingPeriod, charge.RatePlanId, charge.Segment],
      ["Flat Fee Pricing", "Month", plan.id, 1],
    );
    const query = `filter[]=ratePlanChargeId.EQ:${charge.Id}`;
    const found = await succeed(server, "GET", `/object-query/rate-plan-charge-tiers?${query}`);
    const tier = await object("rate-plan-charge-tier", found.data[0].id);
    assert.deepEqual([tier.Price, tier.Currency, tier.Tier], [30, "USD", 1]);
  });

  test("ENTITY_NOT_FOUND: what is not there", async () => {
    for (const name of ["account", "contact", "rate-plan", "rate-plan-charge"]) {
      const path = `/v1/object/${name}/00000000000000000000000000000000`;
      assert.match(await refused("GET", path), /Cannot find/);
    }
  });
});
