/** Many subscriptions cancelled, many documents written off: planned, approved by another, run in steps. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  aColleague,
  billedAccounts,
  bulkCancel,
  planned,
  rowsOf,
  settled,
  started,
  step,
} from "#test/support/bulk-cancels.ts";
import { aPlan, type Plan, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let monthly: Plan;
type Colleague = Awaited<ReturnType<typeof aColleague>>;
let finance: Colleague;
let boss: Colleague;
let clerk: Colleague;

before(async () => {
  server = await startTestServer();
  await server.runJobs();
  monthly = await aPlan(server, [{ price: 30 }]);
  finance = await aColleague(server, ["Finance Standard User"]);
  boss = await aColleague(server, ["Administrator"]);
  clerk = await aColleague(server, ["Billing Standard User"]);
});
after(() => server.close());

const CANCEL = {
  cancellationEffectiveDate: "2023-02-15",
  targetDate: "2023-02-15",
  writeOff: true,
};

const invoicesOf = async (number: string) => {
  const { metrics } = await succeed(server, "GET", `/v1/accounts/${number}`);
  return metrics.totalInvoiceBalance;
};

describe("from a filter to receipts", () => {
  test("plans by age, is approved by another, and does what the plan showed", async () => {
    const batch = "Batch31";
    const accounts = await billedAccounts(server, monthly, {
      batch,
      howMany: 3,
      billedOn: ["2023-01-01", "2023-02-01"],
    });
    const plan = await planned(server, {
      comment: "Gone for good",
      filter: { batches: [batch], overdueFromDays: 30, currency: "USD" },
      options: CANCEL,
    });
    assert.equal(plan.status, "Planned");
    assert.equal(plan.needsApproval, true);
    const { state, rows, owed, credited, writtenOff, leftOwed, keptAsCredit } = plan.counts[0];
    assert.deepEqual([state, rows, plan.counts.length], ["Planned", 3, 1]);
    assert.deepEqual([owed, credited, writtenOff, leftOwed, keptAsCredit], [180, 45, 135, 0, 0]);
    assert.deepEqual(
      plan.totals.map((total: { bucket: string; owed: number }) => [total.bucket, total.owed]),
      [["more than 120 days past due", 180]],
    );
    const [first] = await rowsOf(server, plan.number);
    assert.equal(first.subscriptionNumber, accounts[0]?.subscriptionNumber);
    assert.equal(first.cancelledDate, "2023-02-15");
    assert.deepEqual(
      first.documents.map((each: Record<string, number>) => [
        each.owed,
        each.credited,
        each.applied,
        each.writtenOff,
        each.leftOwed,
      ]),
      [
        [30, 0, 0, 30, 0],
        [30, 15, 15, 15, 0],
      ],
    );
    assert.equal(await invoicesOf(accounts[0]?.accountNumber), 60);

    await started(server, plan, finance.authorization);
    const run = await settled(server, plan.number, ["Running"]);
    assert.equal(run.status, "Completed");
    assert.deepEqual([run.progress.rowsDone, run.progress.rowsToDo], [3, 0]);
    assert.equal(run.approvedById, finance.userId);
    assert.deepEqual(
      run.transitions.map((each: { action: string; userId?: string }) => [
        each.action,
        each.userId === finance.userId ? "other" : each.userId ? "me" : "server",
      ]),
      [
        ["Create", "me"],
        ["Plan", "server"],
        ["Submit", "me"],
        ["Approve", "other"],
        ["Start", "me"],
        ["Complete", "server"],
      ],
    );
    for (const receipt of await rowsOf(server, plan.number, "Done")) {
      assert.match(receipt.orderNumber, /^O-/);
      assert.equal(receipt.creditMemoNumbers.length, 1);
      assert.equal(receipt.writeOffCreditMemoNumbers.length, 2);
      const order = await succeed(server, "GET", `/v1/orders/${receipt.orderNumber}`);
      assert.equal(order.order.description, "Gone for good");
      assert.equal(await invoicesOf(receipt.accountNumber), 0);
    }
    await assertConserved(server.database, server.entityId);
  });
});

/** A plan of one account. */
async function aPlanOf(batch: string, options: object = CANCEL) {
  await billedAccounts(server, monthly, { batch, howMany: 1, billedOn: ["2023-01-01"] });
  return planned(server, { filter: { batches: [batch] }, options });
}

const path = (number: string) => `/v1/bulk-cancels/${number}`;

describe("a second person", () => {
  test("BULK_CANCEL_NEEDS_ANOTHER: who has made, changed or submitted a plan cannot approve it", async () => {
    const { number } = await aPlanOf("Batch32");
    await succeed(server, "PUT", path(number), { comment: "Again" }, boss.authorization);
    const plan = await settled(server, number, ["Planning"]);
    assert.deepEqual([plan.planNumber, plan.comment, plan.plannedById], [2, "Again", boss.userId]);
    const { planNumber } = plan;
    await succeed(server, "PUT", `${path(number)}/submit`, { planNumber }, clerk.authorization);
    for (const who of [{}, boss.authorization, clerk.authorization]) {
      const { text } = await step(server, number, "approve", { planNumber }, who);
      const why = who === clerk.authorization ? /'billing.approve-bulk'/ : /a second person does/;
      assert.match(text, why);
    }
    await succeed(server, "PUT", `${path(number)}/approve`, { planNumber }, finance.authorization);
    assert.equal((await bulkCancel(server, number)).approvedById, finance.userId);
  });

  test("BULK_CANCEL_PLAN_CHANGED: an approval is of one plan, and ends with it", async () => {
    const { number } = await aPlanOf("Batch33");
    await succeed(server, "PUT", `${path(number)}/submit`, { planNumber: 1 });
    await succeed(
      server,
      "PUT",
      `${path(number)}/approve`,
      { planNumber: 1 },
      finance.authorization,
    );
    await succeed(server, "PUT", `${path(number)}/rebuild`, {});
    const again = await settled(server, number, ["Planning"]);
    assert.deepEqual(
      [again.status, again.planNumber, again.approvedById],
      ["Planned", 2, undefined],
    );
    await succeed(server, "PUT", `${path(number)}/submit`, { planNumber: 2 });
    const old = await step(server, number, "approve", { planNumber: 1 }, finance.authorization);
    assert.match(old.text, /Plan 1 of bulk cancel 'BC-\d+' is not its latest: that is 2/);
  });

  test("BULK_CANCEL_STATUS: each step has its time", async () => {
    const { number, planNumber } = await aPlanOf("Batch34");
    for (const name of ["approve", "start", "pause", "resume"]) {
      const body = /^[as]/.test(name) ? { planNumber } : {};
      const { text } = await step(server, number, name, body, finance.authorization);
      assert.match(text, /is Planned: '\w+' is possible where it is/, name);
    }
    await succeed(server, "PUT", `${path(number)}/stop`, { comment: "Changed our minds" });
    const { status, transitions } = await bulkCancel(server, number);
    assert.deepEqual([status, transitions.at(-1).comment], ["Stopped", "Changed our minds"]);
    assert.match((await step(server, number, "rebuild")).text, /is Stopped/);
  });

  test("is not needed for what gives away little", async () => {
    const settings = "/settings/bulk-cancels";
    await succeed(server, "PUT", settings, { approvalAbove: 45 });
    const { number, planNumber, needsApproval } = await aPlanOf("Batch35");
    assert.equal(needsApproval, false);
    await succeed(server, "PUT", `${path(number)}/submit`, { planNumber });
    assert.equal((await bulkCancel(server, number)).status, "Approved");
    await succeed(server, "PUT", settings, { approvalAbove: 44.99 });
    assert.equal((await aPlanOf("Batch36")).needsApproval, true);
    const { json } = await server.call("PUT", settings, { approvalAbove: null });
    assert.deepEqual(json, { approvalAbove: null });
  });

  test("needs what the rows take one by one: who may not write off, plans no write-off", async () => {
    const body = { kind: "Cancel", filter: { batches: ["Batch32"] }, options: CANCEL };
    const who = clerk.authorization;
    const { text } = await server.call("POST", "/v1/bulk-cancels", body, who);
    assert.match(text, /'billing.write-off'/);
  });
});
