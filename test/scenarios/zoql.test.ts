/** ZOQL by POST /v1/action/query and queryMore, as exporters and older SDKs send it. */
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { ZOQL_OBJECTS } from "#store/object-query/zoql-objects.ts";
import { anAccount, aPlan, subscribe, succeed } from "#test/support/company.ts";
import { type Answer, startTestServer } from "#test/support/server.ts";

const server = await startTestServer();
after(server.close);

const plan = await aPlan(server, [{ price: 30 }]);
const ada = await anAccount(server, {
  accountNumber: "A00000006",
  name: "Ada's \\ shop",
  crmId: "crm-1",
  tier__c: "Gold",
});
await anAccount(server, { name: "Berlin", currency: "EUR", billCycleDay: 15, notes: "50% off" });
await anAccount(server, { name: "berlin", currency: "EUR", billCycleDay: 31 });
await subscribe(server, {
  accountNumber: "A00000006",
  plan,
  from: "2023-01-01",
  billThrough: "2023-03-01",
  subscriptionNumber: "A-S00000038",
});

const ask = (body: unknown, path = "query"): Promise<Answer> =>
  server.call("POST", `/v1/action/${path}`, body);

async function records(queryString: string, conf?: object): Promise<Answer["json"][]> {
  const { status, json, text } = await ask({ queryString, conf });
  assert.equal(status, 200, text);
  return json.records ?? [];
}

const names = async (condition: string): Promise<string[]> =>
  (await records(`select Name from Account where ${condition}`)).map(({ Name }) => Name).sort();

async function fault(body: unknown, path?: string) {
  const { status, json, text } = await ask(body, path);
  assert.equal(status, 400, text);
  assert.deepEqual(Object.keys(json), ["FaultCode", "FaultMessage"]);
  return [json.FaultCode, json.FaultMessage];
}

describe("query", () => {
  test("answers records with Id, what is null left out, and nothing else", async () => {
    const queryString = "select AccountNumber, name, CrmId, ParentId, tier__c from account";
    const { json } = await ask({ queryString: `${queryString} where AccountNumber = 'A00000006'` });
    assert.deepEqual(json, {
      size: 1,
      records: [
        {
          Id: ada.accountId,
          AccountNumber: "A00000006",
          Name: "Ada's \\ shop",
          CrmId: "crm-1",
          tier__c: "Gold",
        },
      ],
      done: true,
    });
  });

  test("without a match it has no records", async () => {
    const { json } = await ask({ queryString: "select Id from Account where Name = 'nobody'" });
    assert.deepEqual(json, { size: 0, done: true });
  });

  test("amounts are numbers, days are days, moments have milliseconds and an offset", async () => {
    const [invoice] = await records(
      "select Amount, InvoiceDate, CreatedDate, IncludesRecurring from Invoice",
    );
    assert.equal(invoice.Amount, 90);
    assert.match(invoice.InvoiceDate, /^\d{4}-\d\d-\d\d$/);
    assert.match(invoice.CreatedDate, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000\+00:00$/);
    assert.equal(invoice.IncludesRecurring, true);
  });

  test("capitals are ZOQL's", async () => {
    const [charge] = await records(
      "select MRR, ChargeModel, BillingPeriod from RatePlanCharge where ChargeModel like 'Flat%'",
    );
    assert.deepEqual(
      [charge.MRR, charge.ChargeModel, charge.BillingPeriod],
      [30, "Flat Fee Pricing", "Month"],
    );
  });

  for (const [condition, expected] of [
    ["Name = 'Berlin'", ["Berlin"]],
    ["Name = 'BERLIN'", []],
    ["Name != 'Berlin'", ["Ada's \\ shop", "berlin"]],
    ["Name = 'Ada\\'s \\\\ shop'", ["Ada's \\ shop"]],
    ["Name like '%erlin'", ["Berlin", "berlin"]],
    ["Name like 'B%'", ["Berlin"]],
    ["CrmId = null", ["Berlin", "berlin"]],
    ["CrmId != null", ["Ada's \\ shop"]],
    ["CrmId != 'crm-2'", ["Ada's \\ shop"]],
    ["BillCycleDay > 1", ["Berlin", "berlin"]],
    ["BillCycleDay >= 15 and BillCycleDay < '31'", ["Berlin"]],
    ["BillCycleDay = 1 or Currency = 'EUR' and BillCycleDay = 31", ["Ada's \\ shop", "berlin"]],
    ["AutoPay = false and TotalInvoiceBalance = 90", ["Ada's \\ shop"]],
    ["CreatedDate > '2000-01-01T00:00:00' and Name != 'berlin'", ["Ada's \\ shop", "Berlin"]],
    ["UpdatedDate < 2000-01-01T00:00:00+01:00", []],
    [`Id = '${ada.accountId}'`, ["Ada's \\ shop"]],
    ["Id = 'none of ours'", []],
    ["Tier__c = 'Gold'", ["Ada's \\ shop"]],
  ] as const) {
    test(condition, async () => assert.deepEqual(await names(condition), expected));
  }

  test("every field of every object can be read, and compared where it is not computed", async () => {
    for (const { name, object } of ZOQL_OBJECTS) {
      const fields = Object.keys(object.fields).map((field) =>
        field === "applyAmount" && name === "InvoicePayment" ? "Amount" : field,
      );
      await records(`select ${fields.join(", ")} from ${name}`);
      const kept = Object.entries(object.fields).filter(([, { compute }]) => !compute);
      const conditions = kept.map(
        ([field]) =>
          `${field === "applyAmount" && name === "InvoicePayment" ? "Amount" : field} != null`,
      );
      for (let at = 0; at < conditions.length; at += 200) {
        await records(
          `select Id from ${name} where ${conditions.slice(at, at + 200).join(" or ")}`,
        );
      }
    }
  });

  test("an invoice payment is what a payment has paid of an invoice", async () => {
    const [invoice] = await records("select Id from Invoice");
    await succeed(server, "POST", "/v1/payments", {
      accountId: ada.accountId,
      amount: 20,
      currency: "USD",
      effectiveDate: "2023-04-01",
      type: "External",
      paymentMethodId: undefined,
      invoices: [{ invoiceId: invoice.Id, amount: 15 }],
    });
    const paid = await records("select Amount, InvoiceId from InvoicePayment where Amount > 10");
    assert.deepEqual(
      paid.map(({ Amount, InvoiceId }) => [Amount, InvoiceId]),
      [[15, invoice.Id]],
    );
  });
});

describe("queryMore", () => {
  test("pages in the order of ids, each record once although they change, and can be sent again", async () => {
    const queryString = "select Name from Account";
    const first = await ask({ queryString, conf: { batchSize: 1 } });
    assert.equal(first.json.size, 3);
    assert.equal(first.json.done, false);
    assert.equal(first.json.records.length, 1);
    await succeed(server, "PUT", "/v1/accounts/A00000006", { notes: "changed between pages" });
    const more = { queryLocator: first.json.queryLocator, conf: { batchSize: 1 } };
    const second = await ask(more, "queryMore");
    assert.deepEqual(
      await ask(more, "queryMore").then(({ json }) => json.records),
      second.json.records,
    );
    const rest = await ask({ queryLocator: second.json.queryLocator }, "queryMore");
    assert.deepEqual(
      [rest.json.size, rest.json.done, rest.json.queryLocator],
      [3, true, undefined],
    );
    const seen = [first, second, rest].flatMap(({ json }) => json.records);
    assert.equal(new Set(seen.map(({ Id }) => Id)).size, 3);
  });

  test("a page has 2000 records at most", async () => {
    const [code, message] = await fault({
      queryString: "select Id from Account",
      conf: { batchSize: 2001 },
    });
    assert.equal(code, "INVALID_VALUE");
    assert.match(message, /2000/);
  });

  test("INVALID_QUERY_LOCATOR: what is none, is of another entity, or has expired", async () => {
    const { json } = await ask({ queryString: "select Id from Account", conf: { batchSize: 1 } });
    const known = JSON.parse(Buffer.from(json.queryLocator, "base64url").toString());
    const written = (changed: object) =>
      Buffer.from(JSON.stringify({ ...known, ...changed })).toString("base64url");
    assert.equal((await ask({ queryLocator: written({}) }, "queryMore")).status, 200);
    for (const queryLocator of [
      "2c92c0f9602fb240016049ac7e0b47e7-4000",
      written({ entityId: "0".repeat(32) }),
      written({ expires: known.expires - 24 * 60 * 60 - 60 }),
      written({ lastId: "' or 1=1" }),
    ]) {
      const [code] = await fault({ queryLocator }, "queryMore");
      assert.equal(code, "INVALID_QUERY_LOCATOR");
    }
  });
});

describe("what is refused", () => {
  test("MALFORMED_QUERY: the query cannot be read", async () => {
    assert.deepEqual(await fault({ queryString: "select * from accountsX" }), [
      "MALFORMED_QUERY",
      "You have an error in your ZOQL syntax",
    ]);
  });

  test("INVALID_FIELD: the object has no such field, or it cannot be compared", async () => {
    assert.deepEqual(await fault({ queryString: "select accountid1 from Invoice" }), [
      "INVALID_FIELD",
      "invalid field for query: Invoice.accountid1",
    ]);
    assert.deepEqual(await fault({ queryString: "select Id from RatePlanCharge where MRR > 1" }), [
      "INVALID_FIELD",
      "Cannot use the MRR field in the where clause",
    ]);
    const like = "select Id from Account where AutoPay like 't%'";
    assert.equal((await fault({ queryString: like }))[0], "INVALID_FIELD");
  });

  test("INVALID_TYPE: there is no such object", async () => {
    assert.deepEqual(await fault({ queryString: "select Id from accountsX" }), [
      "INVALID_TYPE",
      "invalid type for query: accountsX",
    ]);
  });

  test("a value that the field cannot have", async () => {
    const queryString = "select Id from Account where BillCycleDay = 'first'";
    assert.deepEqual(await fault({ queryString }), [
      "INVALID_VALUE",
      "invalid value for field Account.BillCycleDay: first",
    ]);
  });

  test("UNRECOGNISED_FIELDS: only where the caller wants to know", async () => {
    const body = { queryString: "select Id from Account", more: true };
    assert.equal((await ask(body)).status, 200);
    const refused = await ask(body, "query?rejectUnknownFields=true");
    assert.equal(refused.status, 400);
    assert.deepEqual(refused.json, { message: "Error - unrecognised fields" });
  });

  test("an action that there is not", async () => {
    const unknown = await ask({}, "query1");
    assert.equal(unknown.status, 400);
    assert.deepEqual(unknown.json, { code: "ClientError", message: "Invalid action 'query1'" });
  });

  test("without a query", async () => {
    assert.equal((await fault({}))[0], "MISSING_REQUIRED_VALUE");
  });
});
