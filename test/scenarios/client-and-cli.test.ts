/** The client and the command line, against a real server that listens. */
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { type Client, createClient, QuittanceError } from "#client/index.ts";
import { createServer } from "#http/server.ts";
import { type Jobs, startJobs } from "#jobs/worker.ts";
import { createDemoEntity, DEMO_CLIENT } from "#operations/create-demo-entity.ts";
import { type CallingProject, makeCallingProject } from "#test/support/calling-project.ts";
import { createTestDatabase, type TestDatabase } from "#test/support/database.ts";

let testDatabase: TestDatabase;
let server: Awaited<ReturnType<typeof createServer>>;
let jobs: Jobs;
let baseUrl: string;
let client: Client;
before(async () => {
  testDatabase = await createTestDatabase();
  const { database, ownerUrl } = testDatabase;
  await createDemoEntity(ownerUrl, database);
  server = await createServer({ database, logLevel: "silent", isLoopback: true });
  baseUrl = await server.listen({ host: "127.0.0.1", port: 0 });
  jobs = await startJobs(database);
  client = createClient({ baseUrl, clientId: DEMO_CLIENT.id, clientSecret: DEMO_CLIENT.secret });
});
after(async () => {
  await jobs.stop();
  await server.close();
  await testDatabase.drop();
});

describe("the client", () => {
  test("has one function for all objects of Object Query", async () => {
    const { data } = await client.query("accounts", {
      filter: ["accountnumber.EQ:A00000850"],
      fields: ["accountNumber", "name"],
    });
    assert.deepEqual(data, [{ accountNumber: "A00000850", name: "Clark Ltd" }]);
  });

  test("reads, and tells of what the server refuses", async () => {
    const { basicInfo, metrics } = await client.getAccount({ params: { accountKey: "A00000850" } });
    const balance: number = metrics.balance;
    assert.deepEqual([basicInfo.name, balance], ["Clark Ltd", 30]);
    const { events } = await client.listEvents({ query: { limit: "3" } });
    assert.equal(events.length, 3);
    const missing = client.getAccount({ params: { accountKey: "A/1?x" } });
    await assert.rejects(missing, (error) => {
      assert.ok(error instanceof QuittanceError);
      assert.equal(error.status, 404);
      assert.equal(error.message, "Cannot find entity by key: 'A/1?x'.");
      assert.equal(error.reasons[0]?.code, 50000040);
      assert.match(error.requestId ?? "", /^[0-9a-f-]{36}$/);
      return true;
    });
    const product = client.createProduct({ body: {} as never });
    await assert.rejects(product, /Name/);
  });

  test("signs in again when its token has expired", async () => {
    const other = createClient({
      baseUrl,
      clientId: DEMO_CLIENT.id,
      clientSecret: DEMO_CLIENT.secret,
      fetch: async (url, init) => {
        if (isFirst && !String(url).endsWith("/oauth/token")) {
          isFirst = false;
          return new Response("{}", { status: 401 });
        }
        return fetch(url, init);
      },
    });
    let isFirst = true;
    const { basicInfo } = await other.getAccount({ params: { accountKey: "A00000850" } });
    assert.equal(basicInfo.accountNumber, "A00000850");
    const wrong = createClient({ baseUrl, clientId: DEMO_CLIENT.id, clientSecret: "no" });
    await assert.rejects(wrong.listUsers(), { status: 401 });
  });
});

type Ended = { readonly code: number | null; readonly out: string; readonly err: string };

const quittance = (...words: string[]): Promise<Ended> => quittanceWith({}, ...words);

/** What a shell answers. */
function completed(script: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  execFile("bash", ["-c", script], (_error, out) => resolve(out));
  return promise;
}

function quittanceWith(more: Record<string, string>, ...words: string[]): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>();
  const env = { ...process.env, QUITTANCE_URL: baseUrl, ...more };
  const child = spawn(process.execPath, ["src/cli/main.ts", ...words], { env });
  let [out, err] = ["", ""];
  child.stdout.on("data", (text) => {
    out += text;
  });
  child.stderr.on("data", (text) => {
    err += text;
  });
  child.stdin.end();
  child.on("exit", (code) => resolve({ code, out, err }));
  return promise;
}

describe("clients elsewhere", () => {
  let project: CallingProject;
  before(async () => {
    project = await makeCallingProject();
  });
  after(() => project.remove());

  test("compile: over the package, and over what openapi-typescript makes", async () => {
    assert.equal(await project.check(), "");
  });

  test("quittance/client: packed and unpacked elsewhere, it previews a cancel", async () => {
    const { id, secret } = DEMO_CLIENT;
    assert.deepEqual(JSON.parse(await project.run("cancel-preview.ts", baseUrl, id, secret)), {
      subscriptionNumber: "A-S00002089",
      amounts: [7.74],
      status: 404,
      isThere: true,
    });
  });

  test("openapi-typescript with openapi-fetch: orders, cancels and writes off", async () => {
    const printed = await project.run("cancel-flow.ts", baseUrl);
    assert.match(printed, /cancelled, credited and written off: 30\.00/);
  });

  test("the package has what a server and its callers need, and no tests", () => {
    const folders = new Set(project.packed.map((file) => file.replace(/\/[^/]*$/, "")));
    for (const folder of ["dist/client", "src/cli", "src/store/migrations", "docs/guides"]) {
      assert.ok(folders.has(folder), folder);
    }
    const strange = /\.test\.ts$|^(test|bench|console\/src|docs\/(spec|decisions))\//;
    assert.deepEqual(
      project.packed.filter((file) => strange.test(file)),
      [],
    );
  });
});

describe("the command line", () => {
  test("cancel: shows the three policies, does nothing unasked, then exactly what it has shown", async () => {
    const words = ["cancel", "A-S00002089", "--order-date", "2023-05-24", "--write-off"];
    const shown = await quittance(...words, "--preview");
    assert.equal(shown.code, 0, shown.err);
    assert.match(shown.out, /\* SpecificDate +2023-05-24 +7\.74 +22\.26 +0\.00/);
    assert.match(shown.out, /EndOfCurrentTerm +2024-05-01/);
    assert.match(shown.out, /Balance of the account: 30\.00 -> 0\.00/);

    const unasked = await quittance(...words);
    assert.equal(unasked.code, 2);
    assert.match(unasked.err, /--yes or --preview/);
    const { status } = await client.getSubscription({ params: { subscriptionKey: "A-S00002089" } });
    assert.equal(status, "Active");

    const done = await quittance(...words, "--yes", "--json");
    assert.equal(done.code, 0, done.err);
    assert.equal(JSON.parse(done.out).writeOff[0].status, "Success");
    const { balance } = await client.getInvoice({ params: { invoiceKey: "INV00029461" } });
    assert.equal(balance, 0);

    const again = await quittance(...words, "--yes");
    assert.equal(again.code, 1);
    assert.match(again.err, /Only activated subscription can be cancelled/);
  });

  test("account, invoice, credit-memo, events, token, doctor", async () => {
    const account = await quittance("account", "A00000850", "--json");
    assert.equal(JSON.parse(account.out).proof.isEqual, true);
    const invoice = await quittance("invoice", "INV00029461");
    assert.match(invoice.out, /^INV00029461, Posted, of 2023-05-01/);
    assert.match(invoice.out, /Silver plan +2023-05-01 +2023-05-31 +30\.00/);
    const memo = await quittance("credit-memo", "CM00000340");
    assert.match(memo.out, /^CM00000340, Posted/);
    const events = await quittance("events", "--after", "1");
    assert.match(events.out, /^2 /);
    const token = await quittance("token");
    assert.match(token.out, /^[0-9a-f]{32}\n$/);
    const doctor = await quittance("doctor");
    assert.equal(doctor.code, 0, doctor.out);
  });

  test("bill-run: waits until it is done", async () => {
    const run = await quittance("bill-run", "--target-date", "2026-01-31", "--post", "--json");
    assert.equal(run.code, 0, run.err);
    const { status, invoicesGenerated } = JSON.parse(run.out);
    assert.equal(status, "Posted");
    assert.ok(invoicesGenerated > 0);
  });

  test("bulk-cancel: starts what is approved, and waits until it is done", async () => {
    const billToContact = { firstName: "Ada", lastName: "Clark", country: "United States" };
    const account = { name: "Small", currency: "USD", billCycleDay: 1, billToContact };
    const { accountNumber } = await client.createAccount({ body: account as never });
    const item = { chargeName: "Fee", amount: 3, serviceStartDate: "2023-01-01" };
    const invoice = { accountNumber, invoiceDate: "2023-01-01", invoiceItems: [item] };
    await client.createStandaloneInvoice({ body: { ...invoice, status: "Posted" } as never });
    await client.updateBulkCancelSettings({ body: { approvalAbove: 5 } });
    const filter = { accountNumbers: [accountNumber], balanceUpTo: 5 };
    const { number } = await client.createBulkCancel({ body: { kind: "WriteOff", filter } });
    const params = { bulkCancelKey: number };
    while ((await client.getBulkCancel({ params })).status === "Planning") await delay(20);
    await client.submitBulkCancel({ params, body: { planNumber: 1 } });
    const shown = await quittance("bulk-cancel", number);
    assert.match(shown.out, /: Approved\n[\s\S]*Planned +USD +1 +3\.00 +0\.00 +3\.00 +0\.00/);
    const run = await quittance("bulk-cancel", number, "--start", "--json");
    assert.equal(run.code, 0, run.err);
    const { status, progress } = JSON.parse(run.out);
    assert.deepEqual([status, progress.rowsDone], ["Completed", 1]);
  });

  test("clock: shows, looks ahead, advances and waits until it has arrived", async () => {
    const shown = await quittance("clock");
    assert.match(
      shown.out,
      /It is \d{4}-\d\d-\d\d; the entity is a sandbox, and it follows the real/,
    );
    const day = Temporal.Now.plainDateISO("UTC").add({ days: 2 }).toString();
    const ahead = await quittance("clock", "ahead", day, "--json");
    assert.equal(JSON.parse(ahead.out).isMore, false, ahead.err);
    const moved = await quittance("clock", "advance", "--days", "2", "--json");
    assert.equal(moved.code, 0, moved.err);
    const { date, move } = JSON.parse(moved.out);
    assert.deepEqual([date, move.status, move.daysDone], [day, "Completed", 2]);
    const back = await quittance("clock", "advance", "2020-01-01");
    assert.equal(back.code, 1);
    assert.match(back.err, /it advances to a later day/);
  });

  test("export: all objects page by page, as CSV or JSON, and the rows of a query", async () => {
    const { count } = await client
      .query("invoices", { fields: ["id"], pageSize: 99 })
      .then(({ data }) => ({ count: data.length }));
    const words = ["export", "invoices", "--fields", "invoiceNumber", "balance"];
    const csv = await quittance(...words, "--sort", "invoiceNumber.ASC");
    assert.equal(csv.code, 0, csv.err);
    const [head, first, ...others] = csv.out.trimEnd().split("\r\n");
    assert.equal(head, "invoiceNumber,balance");
    assert.match(first ?? "", /^INV\d{8},[\d.]+$/);
    assert.ok(others.length + 1 >= count);
    const filter = ["--filter", "invoiceNumber.EQ:INV00029461"];
    const json = await quittance(...words, ...filter, "--format", "json");
    assert.deepEqual(
      JSON.parse(json.out).map((row: { invoiceNumber: string }) => row.invoiceNumber),
      ["INV00029461"],
    );
    const query = "select invoicenumber from invoice where invoicenumber = 'INV00029461'";
    const rows = await quittance("export", "--sql", query);
    assert.match(rows.out, /INV00029461/, rows.err);
    assert.equal((await quittance("export", "nothings")).code, 1);
    const related = await quittance("export", "accounts", "--expand", "invoices");
    assert.match(related.err, /no room for --expand/);
  });

  test("migrate, demo: of a database of its own, and neither twice", async () => {
    const own = await createTestDatabase();
    const env = { DATABASE_URL: own.ownerUrl };
    try {
      const migrated = await quittanceWith(env, "migrate", "--json");
      assert.deepEqual(JSON.parse(migrated.out), { migrations: [] }, migrated.err);
      const made = await quittanceWith(env, "demo", "--json");
      assert.equal(made.code, 0, made.err);
      assert.deepEqual(JSON.parse(made.out), {
        clientId: "demo-client",
        clientSecret: "demo-secret",
      });
      const again = await quittanceWith(env, "demo");
      assert.equal(again.code, 1);
      assert.match(again.err, /has entity "Quittance Demo" already/);
      const open = await quittanceWith({ ...env, HOST: "0.0.0.0" }, "demo");
      assert.match(open.err, /leave HOST at 127.0.0.1/);
    } finally {
      await own.drop();
    }
  });

  test("entity create: an administrator of it signs in, and no name is given twice", async () => {
    const create = (...more: string[]) =>
      quittanceWith({ DATABASE_URL: testDatabase.ownerUrl }, "entity", "create", ...more, "--json");
    const made = await create("Own & Sons", "--user", "ada@own.example", "--currency", "EUR");
    assert.equal(made.code, 0, made.err);
    const { userName, password, clientId, clientSecret } = JSON.parse(made.out);
    const session = await fetch(`${baseUrl}/v1/sessions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ userName, password }),
    });
    assert.equal(session.status, 200, await session.text());
    const { users } = await createClient({ baseUrl, clientId, clientSecret }).listUsers();
    assert.deepEqual(
      users.map((user) => [user.userName, user.roles]),
      [["ada@own.example", ["Administrator"]]],
    );
    const again = await create("Own & Sons", "--user", "bob@own.example");
    const taken = "Quittance: Name 'Own & Sons' is already in use.\n";
    assert.deepEqual([again.code, again.err], [1, taken]);
    assert.match((await create("Other", "--user", "x", "--currency", "ABC")).err, /ISO 4217/);
    assert.match((await create("Other", "--user", "x", "--time-zone", "Mars")).err, /Berlin/);
  });

  test("completion: commands, what is under them, options and their words", async () => {
    const script = (await quittance("completion", "zsh")).out;
    assert.match(script, /^autoload .*bashcompinit/);
    assert.match(script, /"clock advance"\) words="--days --months --no-wait/);
    assert.match(script, /"clock "\*\) words="show set advance stop ahead/);
    assert.match(script, /"cancel "\*\) words="[^"]*EndOfCurrentTerm/);
    const words = await completed(`${script.slice(script.indexOf("\n"))}
      COMP_WORDS=(quittance clock adv); COMP_CWORD=2; _quittance; echo "\${COMPREPLY[@]}"`);
    assert.equal(words, "advance\n");
  });

  test("what is wrong ends with 2, what is refused with 1, both told", async () => {
    assert.equal((await quittance("nonsense")).code, 2);
    assert.equal((await quittance("cancel", "x", "--policy", "Never")).code, 2);
    const refused = await quittance("account", "A404", "--json");
    assert.equal(refused.code, 1);
    assert.equal(JSON.parse(refused.err).status, 404);
    const nowhere = await quittance("account", "A1", "--url", "http://127.0.0.1:65533");
    assert.equal(nowhere.code, 2);
    assert.match(nowhere.err, /ECONNREFUSED/);
  });
});
