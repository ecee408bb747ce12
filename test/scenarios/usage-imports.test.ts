/** Usage from files: what is good is kept, what is bad is told by its line. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { resumeUsageImports, stopImports } from "#operations/background-imports.ts";
import { contextOf } from "#operations/context.ts";
import { importUsage } from "#operations/import-usage.ts";
import { inTransaction, sql } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { addToUsageFile, beginUsageFile, endUsageFile } from "#store/usage-imports.ts";
import { anAccount, succeed } from "#test/support/company.ts";
import { Life } from "#test/support/life.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";
import { FORM_HEADERS, formWith, importUsageFile } from "#test/support/usage-files.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

type Fields = Readonly<Record<string, unknown>>;

const HEADER =
  "ACCOUNT_ID,UOM,QTY,STARTDATE,ENDDATE,SUBSCRIPTION_ID,CHARGE_ID,DESCRIPTION,UNIQUE_KEY,Region__c";

const file = (...rows: readonly string[]) => [HEADER, ...rows].join("\n");

const aLife = async () => new Life(server, await anAccount(server));

const usageOf = async (life: Life) =>
  (await succeed(server, "GET", `/v1/usage/accounts/${life.accountNumber}?pageSize=40`)).usage;

const descriptionOf = async ({ id }: Fields) =>
  (await succeed(server, "GET", `/v1/object/usage/${id}`)).Description;

describe("a usage file", () => {
  test("keeps its good rows, and tells the bad ones by their lines", async () => {
    const life = await aLife();
    const { accountNumber: account } = life;
    const done = await importUsageFile(
      server,
      file(
        `${account},Call,10,01/31/2023,,,,"Trunk, north",,North`,
        `${account},Call,ten,01/31/2023,,,,,,`,
        `${account},Call,10,02/30/2023,,,,,,`,
        "A-none,Call,10,01/31/2023,,,,,,",
        `${account},,10,01/31/2023,,,,,,`,
        `${account},Call,10,01/31/2023,,A-S-none,,,,`,
        `${account},Call,2.5,2023-01-30 23:30:00,,,,,,`,
      ),
      "january.csv",
    );
    assert.deepEqual(
      [done.importStatus, done.rowsRead, done.rowsImported, done.rowsFailed],
      ["Completed", 7, 2, 5],
    );
    assert.deepEqual(
      done.errors.map(({ line }: Fields) => line),
      [3, 4, 5, 6, 7],
    );
    assert.match(done.errors[0].message, /QTY should be a number, not 'ten'/);
    assert.match(done.errors[3].message, /UOM/);
    const [newest, oldest] = await usageOf(life);
    assert.deepEqual(
      [newest.quantity, newest.startDateTime, newest.sourceName, newest.fileName, newest.Region__c],
      [10, "2023-01-31 00:00:00", "Import", "january.csv", "North"],
    );
    assert.equal(oldest.startDateTime, "2023-01-30 23:30:00");
  });

  test("is billed, its records together where they are rated by upload", async () => {
    const life = await aLife();
    const tier = (Price: number, EndingUnit: number | null) => ({
      Currency: "USD",
      Price,
      EndingUnit,
      PriceFormat: "Per Unit",
    });
    await life.subscribe(
      [
        {
          Name: "Calls",
          ChargeType: "Usage",
          ChargeModel: "Volume Pricing",
          BillingPeriod: "Month",
          UOM: "Call",
          RatingGroup: "ByUsageUpload",
          ProductRatePlanChargeTierData: {
            ProductRatePlanChargeTier: [tier(11, 50), tier(10, 100), tier(9, null)],
          },
        },
      ],
      "2018-01-01",
    );
    const row = (day: string, units: number) => `${life.accountNumber},Call,${units},${day},,,,,,`;
    await importUsageFile(server, file(row("01/01/2018", 20), row("01/16/2018", 90)));
    await importUsageFile(server, file(row("01/01/2018", 50)));
    await life.billRun("2018-02-01");
    const { invoices } = await life.readBooks();
    assert.equal(invoices[0]?.amount, 1540);
    assert.deepEqual(
      (await usageOf(life)).map(({ status }: Fields) => status),
      ["Processed", "Processed", "Processed"],
    );
  });

  test("may be sent again: a unique key is one record", async () => {
    const life = await aLife();
    const rows = file(
      ...[1, 2, 3].map((each) => `${life.accountNumber},Call,1,01/0${each}/2023,,,,,K${each},`),
    );
    assert.equal((await importUsageFile(server, rows)).rowsImported, 3);
    const again = await importUsageFile(server, rows);
    assert.deepEqual([again.rowsImported, again.rowsFailed], [0, 3]);
    assert.match(again.errors[0].message, /has the unique key 'K1'/);
    assert.equal((await usageOf(life)).length, 3);
  });

  test("that has not the columns, or is no text, is refused as a whole", async () => {
    const done = await importUsageFile(server, "ACCOUNT_ID,QTY\nA-1,2\n");
    assert.deepEqual([done.importStatus, done.rowsRead], ["Failed", 0]);
    assert.match(done.errors[0].message, /Columns are missing: UOM, STARTDATE/);
    const send = async (body: string, headers: Record<string, string> = FORM_HEADERS) =>
      (await server.call("POST", "/v1/usage", body, headers)).json.reasons?.[0].message;
    assert.match(await send(formWith("\0\0xls")), /comma-separated values/);
    assert.match(await send(formWith("x", "x.csv", "other")), /'file'/);
    assert.match(await send("no form"), /not a valid form/);
    assert.match(
      await send("{}", { "content-type": "application/json" }),
      /^Content-Type should be multipart\/form-data: a form with a file/,
    );
  });

  test("may be many times what a body may be, and comes gzipped too", async () => {
    const life = await aLife();
    const padding = "x".repeat(60_000);
    const rows = Array.from(
      { length: 400 },
      (_, index) => `${life.accountNumber},Call,${index + 1},01/05/2023,,,,,,,${padding}`,
    );
    const content = file(...rows);
    assert.ok(content.length > 20 * 1024 * 1024);
    const done = await importUsageFile(server, content);
    assert.deepEqual(
      [done.importStatus, done.rowsImported, done.rowsFailed],
      ["Completed", 400, 0],
    );
    assert.equal(done.size, content.length);
    const headers = { ...FORM_HEADERS, "content-encoding": "gzip" };
    const zipped = gzipSync(formWith(content));
    const { status, json } = await server.call("POST", "/v1/usage", zipped, headers);
    assert.deepEqual([status, json.size], [200, content.length]);
    await stopImports(server.database);
  });

  test("tells a quote that is not closed by its line, and reads the lines behind it", async () => {
    const life = await aLife();
    const row = (more: string) => `${life.accountNumber},Call,1,01/05/2023,,,,${more},,`;
    const { rowsImported, errors } = await importUsageFile(
      server,
      file(
        row('"two'),
        row("three"),
        row('"four ""quoted"" and, a comma"'),
        row('"five and'),
        'six"",,',
        row("seven"),
        row('"on two\nlines"'),
        row('"eight'),
        row("nine"),
      ).replaceAll("\n", "\r\n"),
    );
    assert.deepEqual(
      errors.map(({ line, message }: Fields) => [
        line,
        /quote|ACCOUNT_ID|UOM/.test(String(message)),
      ]),
      [
        [2, true],
        [5, true],
        [6, true],
        [10, true],
      ],
    );
    assert.deepEqual((await Promise.all((await usageOf(life)).map(descriptionOf))).sort(), [
      'four "quoted" and, a comma',
      "nine",
      "on two\nlines",
      "seven",
      "three",
    ]);
    assert.equal(rowsImported, 5);
  });

  test("that breaks off leaves nothing, and one connection takes one after the other", async () => {
    const life = await aLife();
    const whole = formWith(file(`${life.accountNumber},Call,1,01/05/2023,,,,,,`));
    const send = async (body: string) =>
      (await server.call("POST", "/v1/usage", body, FORM_HEADERS)).json;
    const broken = await send(whole.slice(0, -20));
    assert.match(broken.reasons[0].message, /not a valid form/);
    const refused = await send(formWith(`${"x".repeat(3_000_000)}\0${"x".repeat(3_000_000)}`));
    assert.match(refused.reasons[0].message, /comma-separated values/);
    assert.equal((await send(whole)).success, true);
    const { rows } = await inTransaction(server.database, server.entityId, (tx) =>
      sql`select from usage_imports where status = 'Uploading'`.execute(tx),
    );
    assert.equal(rows.length, 0);
    await stopImports(server.database);
  });

  test("goes on where it was, when a process ends in the middle", async () => {
    const life = await aLife();
    const rows = Array.from(
      { length: 2_500 },
      (_, index) => `${life.accountNumber},Call,1,01/05/2023,,,,,R${index},`,
    );
    const { database, entityId, userId } = server;
    const importId = newId();
    const content = Buffer.from(file(...rows));
    const now = "2023-01-06T00:00:00Z";
    await inTransaction(database, entityId, async (tx) => {
      await beginUsageFile(tx, { importId, fileName: "many.csv", userId, now });
      await addToUsageFile(tx, importId, { place: 0, content });
      await endUsageFile(tx, importId);
    });
    const stopped = new AbortController();
    stopped.abort();
    const entity = { entityId, timeZone: "UTC", clockDate: null };
    const caller = { database, entity, userId, requestId: "test", entityChanged: () => undefined };
    await importUsage(contextOf(caller, Temporal.Now.instant()), importId, stopped.signal);
    const status = () => succeed(server, "GET", `/v1/usage/${importId}/status`);
    const halfway = await status();
    assert.deepEqual([halfway.importStatus, halfway.rowsImported], ["Processing", 1_000]);
    await resumeUsageImports(database, importUsage);
    while ((await status()).importStatus !== "Completed");
    const done = await status();
    assert.deepEqual([done.rowsRead, done.rowsImported, done.rowsFailed], [2_500, 2_500, 0]);
    await stopImports(database);
    const { rows: kept } = await inTransaction(database, entityId, (tx) =>
      sql`select from usage_file_pieces where import_id = ${importId}::uuid`.execute(tx),
    );
    assert.equal(kept.length, 0);
  });
});
