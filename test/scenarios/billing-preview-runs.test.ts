/** Previews of many accounts: a job computes them, and a file has the result. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { parse } from "csv-parse/sync";
import { aBilledAccount, billedItems, billRun } from "#test/support/bill-runs.ts";
import { anAccount, aPlan, type Plan, subscribe, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let monthly: Plan;

before(async () => {
  server = await startTestServer();
  monthly = await aPlan(server, [{ price: 30, Name: 'Silver, "large"' }]);
  await server.runJobs();
});
after(() => server.close());

const PATH = "/v1/billing-preview-runs";

type Fields = Readonly<Record<string, unknown>>;

async function ended(id: string) {
  for (;;) {
    const run = await succeed(server, "GET", `${PATH}/${id}`);
    if (run.status === "Completed" || run.status === "Error") return run;
    await delay(20);
  }
}

async function previewRun(fields: Fields) {
  const { billingPreviewRunId } = await succeed(server, "POST", PATH, fields);
  return ended(billingPreviewRunId);
}

async function rowsOf(run: { resultFileUrl: string }): Promise<Record<string, string>[]> {
  const path = run.resultFileUrl.slice(run.resultFileUrl.indexOf("/v1/"));
  const { status, text, headers } = await server.call("GET", path);
  assert.equal(status, 200);
  assert.match(headers["content-type"] ?? "", /^text\/csv/);
  return parse(text, { columns: true });
}

const refusal = async (fields: Fields): Promise<string> => {
  const { json } = await server.call("POST", PATH, { targetDate: "2023-01-31", ...fields });
  assert.equal(json.success, false);
  return json.reasons[0].message;
};

describe("a preview of many accounts", () => {
  test("has the items that a bill run then bills, and saves nothing", async () => {
    const batch = "Batch1";
    const accounts = [];
    while (accounts.length < 3) accounts.push(await aBilledAccount(server, monthly, { batch }));
    await aBilledAccount(server, monthly, { batch: "Batch2" });
    const fields = { targetDate: "2023-02-28", batches: "Batch1" };
    const run = await previewRun(fields);
    assert.deepEqual([run.status, run.errorMessage, run.storageOption], ["Completed", null, "Csv"]);
    assert.deepEqual([run.totalAccounts, run.succeededAccounts], [3, 3]);
    assert.match(run.runNumber, /^BPR-\d{8}$/);
    assert.equal(run.batches, "Batch1");
    const rows = await rowsOf(run);
    assert.equal(rows.length, 6);
    const [first] = rows;
    assert.deepEqual(
      [first?.chargeName, first?.documentType, first?.currency, first?.quantity],
      ['Silver, "large"', "Invoice", "USD", "1"],
    );
    assert.deepEqual(await billedItems(server, accounts[0]?.accountId ?? ""), []);

    await billRun(server, { targetDate: "2023-02-28", batches: [batch] });
    for (const { accountId, accountNumber } of accounts) {
      const previewed = rows
        .filter((row) => row.accountNumber === accountNumber)
        .map((row) => `${row.serviceStartDate}..${row.serviceEndDate} ${Number(row.amount)}`);
      assert.deepEqual(previewed.sort(), await billedItems(server, accountId));
    }
    assert.deepEqual(await rowsOf(await previewRun(fields)), []);
    const drafts = await rowsOf(await previewRun({ ...fields, includingDraftItems: true }));
    assert.equal(drafts.length, 6);
    await assertConserved(server.database, server.entityId);
  });

  test("looks 20 years ahead where renewals are assumed", async () => {
    const { accountId, accountNumber } = await anAccount(server);
    const terms = {
      initialTerm: { termType: "TERMED", period: 1, periodType: "Year" },
      renewalTerms: [{ period: 1, periodType: "Year" }],
    };
    const createSubscription = { terms };
    const from = "2023-01-01";
    await subscribe(server, { accountNumber, plan: monthly, from, createSubscription });
    const filters = [{ filterType: "Account", accountId }];
    const { year } = Temporal.Now.plainDateISO();
    const targetDate = `${year + 19}-12-31`;
    const run = await previewRun({ targetDate, filters, assumeRenewal: "All" });
    assert.deepEqual([run.status, run.totalAccounts, run.errorMessage], ["Completed", 1, null]);
    assert.equal((await rowsOf(run)).length, (year + 19 - 2022) * 12);
  });

  test("has numbers one after the other", async () => {
    const numbers = [];
    for (let count = 0; count < 2; count += 1) {
      numbers.push((await previewRun({ targetDate: "2023-01-31", batch: "Batch40" })).runNumber);
    }
    const [first = "", second = ""] = numbers.map((number: string) => Number(number.slice(4)));
    assert.equal(second, Number(first) + 1);
  });
});

describe("what a preview of many accounts refuses", () => {
  test("what it does not know, and what is too far or too much", async () => {
    const { year } = Temporal.Now.plainDateISO();
    const far = { targetDate: `${year + 21}-01-01` };
    assert.match(await refusal(far), /at most 20 years ahead/);
    assert.match(await refusal({ batches: "Batch1,Batch99" }), /'Batch99' is no batch/);
    assert.match(await refusal({ storageOption: "Database" }), /Database is not supported/);
    assert.match(await refusal({ storeDifference: true }), /'storeDifference' is not supported/);
    const filter = { filterType: "Account", accountId: "A-none" };
    assert.match(await refusal({ filters: [filter] }), /Cannot find entity by key: 'A-none'/);
    assert.match(await refusal({ filters: [filter, filter] }), /one filter at most/);
    assert.match(
      await refusal({ filters: [filter], batches: "Batch1" }),
      /either batches or filters/,
    );
    const subscription = { filterType: "Subscription", accountId: "A-none", subscriptionId: "S" };
    assert.match(await refusal({ filters: [subscription] }), /filtered by accounts/);
  });
});
