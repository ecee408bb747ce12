/** SQL that callers send, run by a job; its result is a file. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { crc32, gunzipSync, inflateRawSync } from "node:zlib";
import { parse } from "csv-parse/sync";
import { runDataQueryJob } from "#operations/run-data-query-job.ts";
import { saveNewQueryJob, savePiece, startQueryJob } from "#store/data-query/jobs.ts";
import { inTransaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { aBilledAccount, billRun, ofAccount } from "#test/support/bill-runs.ts";
import { aPlan } from "#test/support/company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let baseUrl: string;
before(async () => {
  server = await startTestServer();
  baseUrl = await server.listen();
  await server.runJobs();
});
after(() => server.close());

const PATH = "/query/jobs";
const ASKED = { compression: "NONE", output: { target: "S3" }, outputFormat: "JSON" };

type Fields = Readonly<Record<string, unknown>>;

async function submit(query: string, fields: Fields = {}) {
  const { status, json } = await server.call("POST", PATH, { ...ASKED, query, ...fields });
  assert.equal(status, 200, JSON.stringify(json));
  return json.data;
}

async function ended(id: string) {
  for (;;) {
    const { json } = await server.call("GET", `${PATH}/${id}`);
    if (!["accepted", "in_progress"].includes(json.data.queryStatus)) return json.data;
    await delay(20);
  }
}

async function textOf({ dataFile }: { dataFile: string }): Promise<string> {
  const { status, text } = await server.call("GET", dataFile.slice(dataFile.indexOf("/query/")));
  assert.equal(status, 200);
  return text;
}

async function resultOf(query: string, fields: Fields = {}): Promise<string> {
  const job = await ended((await submit(query, fields)).id);
  assert.equal(job.queryStatus, "completed", job.errorMessage);
  return textOf(job);
}

const rowsOf = async (query: string) =>
  (await resultOf(query))
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));

async function refusal(fields: Fields): Promise<string> {
  const { json } = await server.call("POST", PATH, { ...ASKED, query: "select 1", ...fields });
  assert.equal(json.success, false, JSON.stringify(json));
  return json.reasons[0].message;
}

describe("a data query", () => {
  test("joins objects by their fields, and its file has an object a line", async () => {
    const plan = await aPlan(server, [{ price: 30.05 }]);
    const { accountId: account } = await aBilledAccount(server, plan);
    await billRun(server, { targetDate: "2023-01-31", ...ofAccount(account) });
    const job =
      await submit(`select a.accountNumber, count(*) as "Lines", sum(i.chargeamount) as total
      from Account a join Invoice v on v.accountid = a.id join InvoiceItem i on i.invoiceid = v.id
      where a.id = '${account}' group by a.accountnumber`);
    assert.equal(job.queryStatus, "accepted");
    assert.match(job.id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    assert.deepEqual([job.remainingRetries, job.sourceData, job.useIndexJoin], [3, "LIVE", false]);
    const done = await ended(job.id);
    assert.equal(done.queryStatus, "completed", done.errorMessage);
    assert.equal(done.outputRows, 1);
    assert.ok(done.processingTime >= 0);
    const [row] = JSON.parse(`[${await textOf(done)}]`);
    assert.equal(row.Lines, 1);
    assert.equal(row.total, 30.05);
  });

  test("writes CSV, TSV and DSV with titles, and what holds a separator between quotes", async () => {
    const query = `select 'a,b' as x, true as y, null as z, '0190f0a0000070008000000000000001'::uuid as id,
      timestamptz '2024-02-03 04:05:06.7Z' as at, date '2024-02-03' as day, 1.50 as n`;
    const id = "0190f0a0000070008000000000000001";
    const rest = `true,,${id},2024-02-03T04:05:06.700Z,2024-02-03,1.50\n`;
    assert.equal(
      await resultOf(query, { outputFormat: "CSV" }),
      `x,y,z,id,at,day,n\n"a,b",${rest}`,
    );
    const tabs = rest.replaceAll(",", "\t");
    assert.equal(
      await resultOf(query, { outputFormat: "TSV" }),
      `x\ty\tz\tid\tat\tday\tn\na,b\t${tabs}`,
    );
    const bars = rest.replaceAll(",", "#");
    assert.equal(
      await resultOf(query, { outputFormat: "DSV", columnSeparator: "#" }),
      `x#y#z#id#at#day#n\na,b#${bars}`,
    );
    assert.equal(
      await resultOf(query),
      `{"x":"a,b","y":true,"z":null,"id":"${id}","at":"2024-02-03T04:05:06.700Z","day":"2024-02-03","n":1.50}\n`,
    );
  });

  test("without a row has titles alone", async () => {
    const nothing = "select id, name from account where name = 'nobody'";
    assert.equal(await resultOf(nothing, { outputFormat: "CSV" }), "id,name\n");
    assert.equal(await resultOf(nothing), "");
  });

  test("is compressed as asked, and large results come whole", async () => {
    const many = `with recursive n (i) as (values (1) union all select i + 1 from n where i < 60000)
      select i, md5(i::text) as h from n`;
    const job = await ended((await submit(many, { outputFormat: "CSV", compression: "GZIP" })).id);
    assert.equal(job.outputRows, 60_000, job.errorMessage);
    const packed = await download(job.dataFile);
    const rows: { i: string }[] = parse(gunzipSync(packed), { columns: true });
    assert.deepEqual([rows.length, rows.at(-1)?.i], [60_000, "60000"]);
    const zip = await ended((await submit(many, { outputFormat: "CSV", compression: "ZIP" })).id);
    const archive = await download(zip.dataFile);
    assert.deepEqual(unzipped(archive), gunzipSync(packed));
  });

  test("speaks what of Trino is cheap to speak", async () => {
    const [row] =
      await rowsOf(`select date_diff('day', date '2024-01-31', date '2024-03-01') as days,
      date_diff('month', date '2024-01-31', date '2024-03-01') as months,
      date_add('quarter', 1, date '2024-01-31') as later, year(date '2024-01-31') as y,
      from_iso8601_date('2024-01-31') as d, if(1 > 2, 'a', 'b') as which`);
    assert.deepEqual(row, {
      days: 30,
      months: 1,
      later: "2024-04-30",
      y: 2024,
      d: "2024-01-31",
      which: "b",
    });
  });

  test("that PostgreSQL cannot run fails, in its words", async () => {
    const job = await ended((await submit("select nme from account")).id);
    assert.equal(job.queryStatus, "failed");
    assert.match(job.errorMessage, /^column "nme" does not exist \(at character 8\)/);
    const { json } = await server.call("GET", `${PATH}/${job.id}/result`);
    assert.match(json.reasons[0].message, /it is failed/);
    const twice = await ended((await submit("select 1 as a, 2 as a")).id);
    assert.match(twice.errorMessage, /Two columns are named 'a'/);
  });

  test("is cancelled while PostgreSQL is at it", async () => {
    const endless = `with recursive n (i) as (values (1) union all select i from n)
      select count(*) from n where i > 1`;
    const { id } = await submit(endless);
    while ((await server.call("GET", `${PATH}/${id}`)).json.data.queryStatus !== "in_progress") {
      await delay(20);
    }
    const { json } = await server.call("DELETE", `${PATH}/${id}`);
    assert.equal(json.data.queryStatus, "cancelled");
    // One of an entity runs at a time: this one does when that one has been broken off.
    assert.deepEqual(await rowsOf("select 1 as one"), [{ one: 1 }]);
    const again = await server.call("DELETE", `${PATH}/${id}`);
    assert.match(again.json.reasons[0].message, /has ended: it is cancelled/);
  });

  test("that a crash broke off begins anew, and what it had kept is gone", async () => {
    const query = "select 'whole' as result";
    const asked = {
      query,
      outputFormat: "CSV",
      compression: "NONE",
      columnSeparator: "|",
    } as const;
    const { entityId, userId, database } = server;
    const jobId = newId();
    await inTransaction(database, entityId, async (tx) => {
      await saveNewQueryJob(tx, jobId, { ...asked, useIndexJoin: false }, userId);
      assert.equal((await startQueryJob(tx, jobId))?.attempts, 1);
      for (const pieceNumber of [0, 1]) {
        assert.ok(await savePiece(tx, jobId, pieceNumber, Buffer.from("half")));
      }
    });
    await runDataQueryJob({ database, entityId, jobId }, new AbortController().signal);
    const job = await ended(jobId);
    assert.deepEqual([job.queryStatus, job.remainingRetries], ["completed", 2]);
    assert.equal(await textOf(job), "result\nwhole\n");
  });

  test("is listed, what was updated last first, and by its status", async () => {
    const { id } = await submit("select 2 as two");
    await ended(id);
    const { json } = await server.call("GET", `${PATH}?pageSize=1`);
    assert.deepEqual(
      json.data.map((job: Fields) => job.id),
      [id],
    );
    const failed = await server.call("GET", `${PATH}?queryStatus=failed`);
    assert.ok(failed.json.data.every((job: Fields) => job.queryStatus === "failed"));
    assert.ok(failed.json.data.length > 0);
  });

  test("that is hostile, or asks for what is not done, is refused at once and by name", async () => {
    assert.match(await refusal({ query: "select set_config('a', 'b', true)" }), /'set_config'/);
    assert.match(await refusal({ query: "select 1; select 2" }), /several statements/);
    assert.match(await refusal({ query: "select * from pg_stat_activity" }), /pg_stat_activity/);
    assert.match(await refusal({ sourceData: "WAREHOUSE" }), /sourceData/);
    assert.match(await refusal({ readDeleted: true }), /readDeleted/);
    assert.match(await refusal({ encryptionKey: "abc" }), /encryptionKey/);
    assert.match(await refusal({ outputFormat: "XML" }), /outputFormat/);
  });
});

/** Over the wire: bytes, and as they come. */
async function download(dataFile: string): Promise<Buffer> {
  const path = dataFile.slice(dataFile.indexOf("/query/"));
  const headers = { authorization: `Bearer ${server.token}` };
  const answer = await fetch(`${baseUrl}${path}`, { headers });
  assert.equal(answer.status, 200);
  return Buffer.from(await answer.arrayBuffer());
}

/** The one file of an archive, found by the directory at its end. */
function unzipped(archive: Buffer): Buffer {
  const end = archive.length - 22;
  assert.equal(archive.readUInt32LE(end), 0x06054b50);
  const entry = archive.readUInt32LE(end + 16);
  assert.equal(archive.readUInt32LE(entry), 0x02014b50);
  const [sum, packed, size] = [16, 20, 24].map((at) => archive.readUInt32LE(entry + at));
  const begins = 30 + archive.readUInt16LE(26);
  const content = inflateRawSync(archive.subarray(begins, begins + (packed ?? 0)));
  assert.deepEqual([content.length, crc32(content)], [size, sum]);
  return content;
}
