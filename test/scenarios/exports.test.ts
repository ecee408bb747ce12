/** Queries that a job writes into files: exports of one query, and aggregate jobs of many. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { gunzipSync, inflateRawSync } from "node:zlib";
import { parse } from "csv-parse/sync";
import type { Jobs } from "#jobs/worker.ts";
import { inTransaction } from "#store/database.ts";
import { saveExportPiece, startExportJob } from "#store/exports/jobs.ts";
import { newId } from "#store/ids.ts";
import { OBJECT_NAMES } from "#store/object-query/query-object.ts";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { aBilledAccount, billRun, ofAccount } from "#test/support/bill-runs.ts";
import { anAccount, aPlan, succeed } from "#test/support/company.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

const LOCAL = new Set(["127.0.0.1"]);
const runJobs = () => server.runJobs({ callouts: { allowedHosts: LOCAL } });

let server: TestServer;
let baseUrl: string;
let jobs: Jobs;
before(async () => {
  server = await startTestServer([], { calloutHosts: LOCAL });
  baseUrl = await server.listen();
  jobs = await runJobs();
});
after(() => server.close());

type Fields = Readonly<Record<string, unknown>>;

const EXPORT = "/v1/object/export";
const AGGREGATE = "/v1/batch-query/";

async function exported(Query: string, fields: Fields = {}): Promise<Answer["json"]> {
  const { Id } = await succeed(server, "POST", EXPORT, { Query, Format: "csv", ...fields });
  for (;;) {
    const job = await succeed(server, "GET", `${EXPORT}/${Id}`);
    if (!["Pending", "Processing"].includes(job.Status)) return job;
    await delay(20);
  }
}

async function fileOf(fileId: string, path = "/v1/files"): Promise<Answer> {
  const answer = await server.call("GET", `${path}/${fileId}`);
  assert.equal(answer.status, 200, answer.text);
  return answer;
}

/** As it comes, which need not be text. */
async function bytesOf(fileId: string) {
  const headers = { authorization: `Bearer ${server.token}` };
  const answer = await fetch(`${baseUrl}/v1/files/${fileId}`, { headers });
  const type = answer.headers.get("content-type");
  return { type, bytes: Buffer.from(await answer.arrayBuffer()) };
}

const rowsIn = (text: string): Record<string, string>[] => parse(text, { columns: true });

async function rowsOf(query: string): Promise<Record<string, string>[]> {
  const job = await exported(query);
  assert.equal(job.Status, "Completed", job.StatusReason);
  const rows = rowsIn((await fileOf(job.FileId)).text);
  assert.equal(job.Size, rows.length);
  return rows;
}

async function refusal(fields: Fields): Promise<Answer["json"]> {
  const { status, json } = await server.call("POST", EXPORT, {
    ...{ Query: "select Id from Account", Format: "csv" },
    ...fields,
  });
  assert.equal(status, 400);
  assert.equal(json.Success, false, JSON.stringify(json));
  return json.Errors[0];
}

describe("an export", () => {
  test("joins what a data source is joined to, and writes values as the API does", async () => {
    const plan = await aPlan(server, [{ price: 30.05 }]);
    const { accountId, accountNumber } = await aBilledAccount(server, plan);
    await billRun(server, { targetDate: "2023-01-31", ...ofAccount(accountId) });
    const rows = await rowsOf(
      `select Account.AccountNumber, Subscription.Name, Name as "Charge", BillingPeriod, MRR,
        EffectiveStartDate, IsLastSegment, Product.Name, BillToContact.LastName, ParentAccount.Name,
        DefaultPaymentMethod.Id, CreatedDate
       from RatePlanCharge where Account.Id = '${accountId}'`,
    );
    assert.equal(rows.length, 1);
    const [row = {}] = rows;
    assert.deepEqual(Object.keys(row).slice(0, 4), [
      "Account.AccountNumber",
      "Subscription.Name",
      "Charge",
      "RatePlanCharge.BillingPeriod",
    ]);
    assert.equal(row["Account.AccountNumber"], accountNumber);
    assert.match(row["Subscription.Name"] ?? "", /^A-S/);
    assert.equal(row["RatePlanCharge.BillingPeriod"], "Month");
    assert.equal(row["RatePlanCharge.MRR"], "30.05");
    assert.equal(row["RatePlanCharge.IsLastSegment"], "true");
    assert.equal(row["ParentAccount.Name"], "");
    assert.match(
      row["RatePlanCharge.CreatedDate"] ?? "",
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4}$/,
    );
    const [item] = await rowsOf(
      `select Account.Id, Invoice.InvoiceNumber, ChargeAmount, ProductRatePlanCharge.Id
       from InvoiceItem where Account.AccountNumber = '${accountNumber}'`,
    );
    assert.equal(item?.["Account.Id"], accountId);
    assert.match(item?.["Invoice.InvoiceNumber"] ?? "", /^INV/);
    assert.equal(Number(item?.["InvoiceItem.ChargeAmount"]), 30.05);
    assert.match(item?.["ProductRatePlanCharge.Id"] ?? "", /^[0-9a-f]{32}$/);
  });

  test("finds by conditions that are nested, by times and by other fields", async () => {
    const purchaseOrderNumber = newId();
    const names = ["Adam One", "Adam Two", "Eve"];
    for (const name of names) await anAccount(server, { name, purchaseOrderNumber });
    const found = async (condition: string) => {
      const rows = await rowsOf(
        `select Name from Account
         where PurchaseOrderNumber = '${purchaseOrderNumber}' and (${condition}) order by Name`,
      );
      return rows.map((row) => row["Account.Name"]);
    };
    assert.deepEqual(await found("Name like 'Adam %' and not Name = 'Adam Two'"), ["Adam One"]);
    assert.deepEqual(await found("Name = 'Eve' or Name like '%Two'"), ["Adam Two", "Eve"]);
    assert.deepEqual(await found("Account.Name like '_ve'"), ["Eve"]);
    assert.deepEqual(await found("CreatedDate >= 'now - 1 hour' and CreatedDate = 'today'"), names);
    assert.deepEqual(await found("CreatedDate < 'today' or CreatedDate > 'today'"), []);
    assert.deepEqual(
      await found("CreatedDate <= 'now + 1 day' and UpdatedDate != '2001-01-01'"),
      names,
    );
    assert.deepEqual(await found("Balance = '0' and AutoPay != true and ParentId = null"), names);
    assert.deepEqual(await found("CreatedDate <= UpdatedDate and BillCycleDay > 0"), names);
    assert.deepEqual(await found("Balance is null or Id = 'nothing'"), []);
  });

  test("groups, and has fields of the tenant's own", async () => {
    const purchaseOrderNumber = newId();
    for (const size__c of ["L", "L", "S"]) {
      await anAccount(server, { size__c, purchaseOrderNumber });
    }
    const ours = `PurchaseOrderNumber = '${purchaseOrderNumber}'`;
    assert.deepEqual(
      await rowsOf(
        `select size__c, count(Id) as "Accounts", count(distinct Currency), max(size__c)
         from Account where ${ours} group by size__c having count(*) > 0 order by count(*) desc`,
      ),
      [
        ["L", "2"],
        ["S", "1"],
      ].map(([size = "", count = ""]) => ({
        ...{ "Account.size__c": size, Accounts: count, "max(Account.size__c)": size },
        "count(Account.Currency)": "1",
      })),
    );
    const [first] = await rowsOf(
      `select * from Account where ${ours} order by size__c desc limit 1`,
    );
    assert.equal(first?.["Account.size__c"], "S");
    assert.equal((await rowsOf(`select Id from Account where ${ours} limit 1,5`)).length, 2);
  });

  test("more than one batch of rows comes whole, in a ZIP archive as well", async () => {
    const purchaseOrderNumber = newId();
    const { accountId } = await anAccount(server, { purchaseOrderNumber });
    await withOwnerConnection(server.ownerUrl, (client) =>
      client.query(
        `insert into contacts (entity_id, account_id, contact_id, first_name, last_name, country)
         select entity_id, account_id, gen_random_uuid(), 'First, "quoted"', n::text, 'United States'
         from accounts, generate_series(1, 1200) n where account_id = $1`,
        [accountId],
      ),
    );
    const query = `select FirstName, LastName from Contact where AccountId = '${accountId}'`;
    const job = await exported(query, { Zip: true, Name: "All contacts" });
    assert.deepEqual(
      [job.Zip, job.Name, job.Format, job.Query],
      [true, "All contacts", "csv", query],
    );
    const { type, bytes } = await bytesOf(job.FileId);
    assert.equal(type, "application/zip");
    const text = inflateRawSync(bytes.subarray(30 + bytes.readUInt16LE(26))).toString();
    const rows = rowsIn(text);
    assert.ok(rows.length >= 1200);
    assert.ok(rows.some((row) => row["Contact.FirstName"] === 'First, "quoted"'));
  });

  test("UNKNOWN_DATA_SOURCE: what is no object, in words that exporters look for", async () => {
    const { Message } = await refusal({ Query: "select * from Unicorn limit 1" });
    assert.match(Message, /noSuchDataSource/);
  });

  test("is refused for what cannot be read, is not there, or is not supported", async () => {
    const code = async (fields: Fields) => (await refusal(fields)).Code;
    assert.equal(await code({ Query: "select Id Account" }), "MALFORMED_QUERY");
    assert.equal(await code({ Query: "select Unicorn.Id from Account" }), "INVALID_FIELD");
    assert.equal(await code({ Query: "select Horn from Account" }), "INVALID_FIELD");
    assert.equal(
      await code({ Query: "select Id from Account where Balance = 'x'" }),
      "INVALID_VALUE",
    );
    assert.equal(await code({ Query: "select Id from Account where Id > '5'" }), "INVALID_FIELD");
    assert.equal(await code({ Query: "select sum(Name) from Account" }), "INVALID_FIELD");
    assert.equal(
      await code({ Query: "select Id from RatePlanCharge where MRR > 5" }),
      "INVALID_FIELD",
    );
    assert.match(
      (await refusal({ Query: "select Name, count(Id) from Account" })).Message,
      /does not appear in the GROUP BY statement/,
    );
    assert.match((await refusal({ Format: "Excel" })).Message, /'Format'/);
    assert.match((await refusal({ Encrypted: true })).Message, /'Encrypted'/);
    assert.match((await refusal({ ConvertToCurrencies: "EUR" })).Message, /'ConvertToCurrencies'/);
    const { status } = await server.call("GET", `${EXPORT}/${newId()}`);
    assert.equal(status, 404);
  });
});

async function submitted(fields: Fields): Promise<Answer["json"]> {
  const { status, json } = await server.call("POST", AGGREGATE, fields);
  assert.equal(status, 200, JSON.stringify(json));
  return json;
}

async function ended(id: string): Promise<Answer["json"]> {
  for (;;) {
    const { json } = await server.call("GET", `${AGGREGATE}jobs/${id}`);
    if (!["submitted", "executing"].includes(json.status)) return json;
    await delay(20);
  }
}

async function done(fields: Fields): Promise<Answer["json"]> {
  const { id } = await submitted(fields);
  const job = await ended(id);
  assert.equal(job.status, "completed", JSON.stringify(job));
  return job;
}

describe("an aggregate job", () => {
  test("runs its queries one after the other, each into a file", async () => {
    const purchaseOrderNumber = newId();
    const { accountNumber, accountId } = await anAccount(server, { purchaseOrderNumber });
    const ours = `where PurchaseOrderNumber = '${purchaseOrderNumber}'`;
    const asked = {
      ...{ format: "gzip", version: "1.0", name: "Example", encrypted: "none" },
      ...{ useQueryLabels: "true", dateTimeUtc: "true", nullReplacement: "-" },
      queries: [
        {
          name: "one",
          query: `select AccountNumber, CreatedDate, Notes from Account ${ours}`,
          type: "zoql",
        },
        {
          name: "two",
          query: `select Id, BillToContact.Id from Account ${ours}`,
          type: "zoqlexport",
        },
      ],
    };
    const job = await submitted(asked);
    assert.deepEqual(
      [job.status, job.format, job.version, job.name],
      ["submitted", "GZIP", 1, "Example"],
    );
    assert.deepEqual(
      job.batches.map((batch: Fields) => [
        batch.status,
        batch.batchType,
        batch.full,
        batch.recordCount,
      ]),
      [
        ["pending", "zoql", true, 0],
        ["pending", "zoqlexport", true, 0],
      ],
    );
    const { batches, startTime, version } = await ended(job.id);
    assert.match(startTime, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    assert.equal(version, "1.0");
    assert.deepEqual(
      batches.map(({ status, recordCount }: Fields) => [status, recordCount]),
      [
        ["completed", 1],
        ["completed", 1],
      ],
    );
    await fileOf(batches[0].fileId, "/v1/file");
    const [row = {}] = rowsIn(gunzipSync((await bytesOf(batches[0].fileId)).bytes).toString());
    assert.equal(row["Account.AccountNumber"], accountNumber);
    assert.match(row["Account.CreatedDate"] ?? "", /\+0000$/);
    assert.equal(row["Account.Notes"], "-");
    const second = rowsIn(gunzipSync((await bytesOf(batches[1].fileId)).bytes).toString());
    assert.equal(second[0]?.["Account.Id"], accountId);
    assert.match(second[0]?.["BillToContact.Id"] ?? "", /^[0-9a-f]{32}$/);
  });

  test("reads every data source with all its fields and all that it is joined to", async () => {
    const { text } = await server.call("GET", "/v1/describe");
    const names = [...text.matchAll(/<name>(\w+)<\/name>/g)].map(([, name = ""]) => name);
    assert.equal(names.length, OBJECT_NAMES.length);
    const queries = await Promise.all(
      names.map(async (name) => {
        const { text: xml } = await server.call("GET", `/v1/describe/${name}`);
        const related = xml.slice(xml.indexOf("<related-objects>"));
        const joined = [...related.matchAll(/<name>(\w+)<\/name>/g)].map(([, one]) => `${one}.Id`);
        return { name, query: `select ${["*", ...joined].join(", ")} from ${name} limit 3` };
      }),
    );
    const { batches } = await done({ queries, useQueryLabels: true });
    for (const { name, fileId } of batches) {
      const [titles = []] = parse((await fileOf(fileId)).text);
      assert.ok(titles.includes(`${name}.Id`), name);
      assert.equal(new Set(titles).size, titles.length, name);
    }
  });

  test("titles are labels unless it is said otherwise", async () => {
    const query = "select Id, Name, BillToContact.Id, BillCycleDay from Account limit 1";
    const { batches } = await done({ queries: [{ query }] });
    const { text } = await fileOf(batches[0].fileId);
    assert.equal(
      text.split("\n")[0],
      "Account: ID,Account: Name,Bill To: ID,Account: Bill Cycle Day",
    );
  });

  test("of a session has what has changed since the last one, and what was deleted", async () => {
    const purchaseOrderNumber = newId();
    const { accountId } = await anAccount(server, { purchaseOrderNumber });
    const contact = (lastName: string) =>
      succeed(server, "POST", "/v1/contacts", {
        ...{ accountId, firstName: "Some", lastName, country: "United States" },
      });
    const [kept, changed, gone] = [
      await contact("Kept"),
      await contact("Changed"),
      await contact("Gone"),
    ];
    // As if it had been long ago: what is a few minutes old is told again.
    await withOwnerConnection(server.ownerUrl, (client) =>
      client.query("update contacts set updated_at = updated_at - interval '1 day'"),
    );
    const query = `select Id, LastName from Contact`;
    const deleted = { column: "Gone", format: "Numeric" };
    const asked = {
      ...{ version: "1.1", partner: "salesforce", project: newId(), useQueryLabels: true },
      queries: [{ name: "contacts", query, type: "zoqlexport", deleted }],
    };
    const told = async (fields: Fields = {}) => {
      const accepted = await submitted({ ...asked, ...fields });
      const { batches, status } = await ended(accepted.id);
      assert.equal(status, "completed");
      assert.equal(accepted.batches[0].full, batches[0].full);
      const rows = rowsIn((await fileOf(batches[0].fileId)).text);
      const names = rows.map((row) => [
        row["Contact.Id"],
        row["Contact.LastName"],
        row["Contact.Gone"],
      ]);
      return { full: batches[0].full, names: new Map(names.map(([id, ...rest]) => [id, rest])) };
    };
    const first = await told();
    assert.equal(first.full, true);
    for (const { id } of [kept, changed, gone]) assert.equal(first.names.get(id)?.[1], "0");

    await succeed(server, "PUT", `/v1/contacts/${changed.id}`, { lastName: "Other" });
    await succeed(server, "DELETE", `/v1/contacts/${gone.id}`);
    const second = await told();
    assert.equal(second.full, false);
    assert.deepEqual(second.names.get(changed.id), ["Other", "0"]);
    assert.deepEqual(second.names.get(gone.id), ["", "1"]);
    assert.equal(second.names.get(kept.id), undefined);

    const repeated = await told({ queries: [] });
    assert.deepEqual([repeated.full, repeated.names.has(changed.id)], [false, true]);
    const other = [{ name: "contacts", query: `${query} `.replace("Id,", "Id ,"), deleted }];
    assert.equal((await told({ queries: other })).full, true);
    const since = { incrementalTime: "2001-01-01 00:00:00" };
    const all = await told(since);
    assert.deepEqual([all.full, all.names.has(kept.id)], [false, true]);
    const { json: last } = await server.call(
      "GET",
      `/v1/batch-query/jobs/partner/Salesforce/project/${asked.project}`,
    );
    assert.equal(last.batches[0].recordCount, all.names.size);
  });

  test("is answered with the field's codes for what is wrong with it", async () => {
    const query = "select Id from Account";
    const code = async (fields: Fields) => (await submitted(fields)).errorCode;
    const wrong = await submitted({ queries: [{ query: "select Horn from Account" }, { query }] });
    assert.deepEqual(
      [wrong.errorCode, wrong.status, wrong.message],
      ["90005", "error", "There is a syntax error in one of the queries in the AQuA input"],
    );
    assert.match(wrong.batches[0].message, /Horn/);
    assert.equal((await ended(wrong.id)).status, "error");
    assert.equal(await code({ queries: [] }), "90016");
    assert.equal(await code({ queries: Array.from({ length: 51 }, () => ({ query })) }), "90004");
    const deleted = { column: "x", format: "Boolean" };
    assert.equal(await code({ queries: [{ query, deleted }] }), "90012");
    const session = { version: 1.2, partner: "p", project: "q" };
    const usage = "select Id from TaxationItem";
    assert.equal(
      await code({ ...session, queries: [{ query: usage, deleted: [deleted] }] }),
      "90017",
    );
    assert.equal(
      await code({ incrementalTime: "2020-01-01 00:00:00", queries: [{ query }] }),
      "90015",
    );
  });

  test("is cancelled as long as it is under way", async () => {
    const { id, batches } = await done({ queries: [{ query: "select Id from Account limit 1" }] });
    const late = await server.call("DELETE", `/v1/batch-query/jobs/${id}`);
    assert.deepEqual(
      [late.status, late.json.errorCode, late.json.status],
      [200, "90003", "completed"],
    );
    await fileOf(batches[0].fileId);

    await jobs.stop();
    const waiting = await submitted({ queries: [{ query: "select Id from Account" }] });
    const fileId = newId();
    const inEntity = <Done>(work: Parameters<typeof inTransaction<Done>>[2]) =>
      inTransaction(server.database, server.entityId, work);
    await inEntity((tx) => startExportJob(tx, waiting.id));
    const piece = { jobId: waiting.id, fileId, pieceNumber: 0 };
    assert.ok(await inEntity((tx) => saveExportPiece(tx, piece, Buffer.from("half"))));
    const { json } = await server.call("DELETE", `/v1/batch-query/jobs/${waiting.id}`);
    assert.deepEqual([json.status, json.batches[0].status], ["cancelled", "aborted"]);
    assert.ok(
      !(await inEntity((tx) => saveExportPiece(tx, { ...piece, pieceNumber: 1 }, Buffer.from("")))),
    );
    jobs = await runJobs();
    assert.equal((await ended(waiting.id)).status, "cancelled");
    const { json: gone } = await server.call("GET", `/v1/files/${fileId}`);
    assert.match(gone.reasons[0].message, /Cannot find/);
  });

  test("tells whoever wants to know that it has ended", async () => {
    const called = Promise.withResolvers<string | undefined>();
    const listener = createServer((request, response) => {
      response.end();
      called.resolve(request.url);
    });
    await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
    const { port } = listener.address() as { port: number };
    const queries = [{ query: "select Id from Account limit 1" }];
    const notifyUrl = `http://127.0.0.1:${port}/done?jobId=\${JOBID}&status=\${STATUS}`;
    const { id } = await submitted({ notifyUrl, queries });
    assert.equal(await called.promise, `/done?jobId=${id}&status=Completed`);
    listener.close();
    const inside = await server.call("POST", AGGREGATE, { notifyUrl: "http://10.0.0.1/", queries });
    assert.match(inside.json.reasons[0].message, /'notifyUrl'/);
  });

  test("is refused for what is not supported", async () => {
    const queries = [{ query: "select Id from Account" }];
    for (const [fields, name] of [
      [{ encrypted: "pgp" }, "encrypted"],
      [{ sourceData: "WAREHOUSE" }, "sourceData"],
      [{ warehouseSize: "xsmall" }, "warehouseSize"],
      [{ version: "2.0" }, "version"],
      [{ queries: [{ ...queries[0], convertToCurrencies: "EUR" }] }, "convertToCurrencies"],
      [
        { version: "1.1", partner: "a", project: "b", incrementalTime: "yesterday" },
        "incrementalTime",
      ],
    ] as const) {
      const { status, json } = await server.call("POST", AGGREGATE, { queries, ...fields });
      assert.equal(status, 400);
      assert.match(json.reasons[0].message, new RegExp(`'${name}'`));
    }
  });
});
