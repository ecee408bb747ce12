/** Many subscriptions cancelled, many documents written off: planned, approved by another, run in steps. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import fc from "fast-check";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { billRun } from "#test/support/bill-runs.ts";
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
import {
  anAccount,
  aPlan,
  cancelOrder,
  type Plan,
  subscribe,
  succeed,
} from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";
import { FORM_HEADERS, formWith } from "#test/support/usage-files.ts";

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

const owedBy = async (number: string) => {
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
    assert.equal(await owedBy(accounts[0]?.accountNumber), 60);

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
      assert.equal(await owedBy(receipt.accountNumber), 0);
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

describe("what has moved since the plan", () => {
  test("is set aside with old and new, what is refused has failed, and the others go on", async () => {
    const batch = "Batch37";
    const billedOn = ["2023-01-01", "2023-02-01"];
    const [paid, cancelled, left] = await billedAccounts(server, monthly, {
      ...{ batch, billedOn, howMany: 3 },
    });
    assert.ok(paid && cancelled && left);
    const plan = await planned(server, { filter: { batches: [batch] }, options: CANCEL });
    await payTen(paid.accountNumber);
    const { accountNumber, subscriptionNumber } = cancelled;
    const order = cancelOrder({ accountNumber, subscriptionNumber, on: "2023-02-20" });
    await succeed(server, "POST", "/v1/orders", order);

    await started(server, plan, finance.authorization);
    const run = await settled(server, plan.number, ["Running"]);
    assert.equal(run.status, "Completed");
    assert.deepEqual(await statesOf(plan.number), ["Moved", "Failed", "Done"]);
    const [moved, failed] = await rowsOf(server, plan.number);
    assert.deepEqual(moved.moved.map(told), [
      "owed was 30.00 and is 20.00",
      "written off was 30.00 and is 20.00",
    ]);
    assert.equal(failed.problemCode, "SUBSCRIPTION_NOT_ACTIVE");
    assert.equal(await owedBy(paid.accountNumber), 50);
    assert.equal(await owedBy(left.accountNumber), 0);
    await assertConserved(server.database, server.entityId);
  });

  test("rows of one account follow each other, and do what they were reckoned to do together", async () => {
    const batch = "Batch38";
    const { accountNumber } = await anAccount(server, { batch });
    for (const from of ["2023-01-01", "2023-01-01", "2023-01-01"]) {
      await subscribe(server, { accountNumber, plan: monthly, from });
    }
    const bill = { targetDate: "2023-01-01", invoiceDate: "2023-01-01", batches: [batch] };
    await billRun(server, { ...bill, autoPost: true });
    const plan = await planned(server, {
      filter: { accountNumbers: [accountNumber] },
      options: { ...CANCEL, cancellationEffectiveDate: "2023-01-16", targetDate: "2023-01-16" },
    });
    const [{ rows, owed, credited, writtenOff }] = plan.counts;
    assert.deepEqual([rows, owed, credited, writtenOff], [3, 90, 46.44, 43.56]);
    await started(server, plan, finance.authorization);
    await settled(server, plan.number, ["Running"]);
    assert.deepEqual(await statesOf(plan.number), ["Done", "Done", "Done"]);
    assert.equal(await owedBy(accountNumber), 0);
  });
});

const told = ({ what, was, is }: Record<string, string>) =>
  `${what?.replace(/^INV\d+: /, "")} was ${was} and is ${is}`;

const statesOf = async (number: string): Promise<string[]> =>
  (await rowsOf(server, number)).map(({ state }: { state: string }) => state);

async function payTen(accountNumber: string): Promise<void> {
  const path = `/v1/billing-documents?accountNumber=${accountNumber}&sort=-documentDate`;
  const { documents } = await succeed(server, "GET", path);
  const invoices = [{ invoiceNumber: documents[0].documentNumber, amount: 10 }];
  const payment = { accountNumber, amount: 10, currency: "USD", effectiveDate: "2023-02-10" };
  const how = { type: "External", paymentMethodType: "Check", invoices };
  await succeed(server, "POST", "/v1/payments", { ...payment, ...how });
}

describe("a file", () => {
  test("a bad line is told with its number and why, and the good ones are planned", async () => {
    const batch = "Batch39";
    const [first, second, third] = await billedAccounts(server, monthly, {
      ...{ batch, howMany: 3, billedOn: ["2023-01-01"] },
    });
    assert.ok(first && second && third);
    const asked = { kind: "Cancel", rowsFrom: "File", options: CANCEL };
    const { number, status } = await succeed(server, "POST", "/v1/bulk-cancels", asked);
    assert.equal(status, "AwaitingFile");
    const lines = [
      "Subscription Number,Account number,Why",
      `${first.subscriptionNumber},,gone`,
      `,${second.accountNumber},`,
      "A-S99999999,,",
      ",A99999999,",
      `${third.subscriptionNumber},${first.accountNumber},`,
      `"${third.subscriptionNumber},,`,
      `${first.subscriptionNumber},,again`,
      ",,nothing",
    ];
    await upload(number, lines.join("\r\n"));
    const plan = await settled(server, number, ["Planning"]);
    assert.deepEqual([plan.status, plan.fileLines, plan.fileLinesBad], ["Planned", 8, 6]);
    assert.equal(plan.planNumber, 1);
    assert.deepEqual(
      (await rowsOf(server, number)).map(({ line, accountNumber }) => [line, accountNumber]),
      [
        [2, first.accountNumber],
        [3, second.accountNumber],
      ],
    );
    const bad = await succeed(server, "GET", `${path(number)}/bad-lines`);
    assert.deepEqual(
      bad.lines.map(({ line, message }: { line: number; message: string }) => `${line} ${message}`),
      [
        "4 There is no subscription 'A-S99999999'.",
        "5 There is no account 'A99999999'.",
        `6 Subscription '${third.subscriptionNumber}' does not belong to account '${first.accountNumber}'.`,
        "7 A quote is opened and not closed.",
        "8 Earlier lines name all of it already.",
        "9 It names nothing.",
      ],
    );
    const receipts = await server.call("GET", `${path(number)}/receipts`);
    const [titles, row] = receipts.text.split("\r\n");
    assert.match(titles ?? "", /^row,line,state,accountNumber,/);
    assert.match(row ?? "", new RegExp(`^1,2,Planned,${first.accountNumber},Clark Ltd,`));
    await succeed(server, "PUT", `${path(number)}/stop`, {});
  });

  test("what is no such file is refused, and a filter takes none", async () => {
    const asked = { kind: "WriteOff", rowsFrom: "File" };
    const { number } = await succeed(server, "POST", "/v1/bulk-cancels", asked);
    for (const [content, why] of [
      ["name,amount\nX,1", /should have a column/],
      ["", /should have a line below its head/],
      ["accountNumber\n", /should have a line below its head/],
    ] as const) {
      assert.match((await send(number, content)).text, why);
    }
    assert.equal((await bulkCancel(server, number)).status, "AwaitingFile");
    const { text } = await send((await aPlanOf("Batch40")).number, "accountNumber\nA1");
    assert.match(text, /Its filter says which rows it has/);
    for (const [body, why] of [
      [{ kind: "Cancel" }, /'filter' may not be null/],
      [{ kind: "Cancel", filter: {} }, /'filter' may not be null/],
      [{ kind: "Cancel", filter: { balanceUpTo: 3 } }, /says nothing where 'kind' is Cancel/],
      [{ kind: "WriteOff", filter: { currency: "USD" }, options: { writeOff: true } }, /nothing/],
      [{ kind: "Cancel", rowsFrom: "File", filter: { currency: "USD" } }, /a file does not/],
    ] as const) {
      assert.match((await server.call("POST", "/v1/bulk-cancels", body)).text, why);
    }
  });
});

const send = (number: string, content: string) =>
  server.call("POST", `${path(number)}/file`, formWith(content, "gone.csv"), FORM_HEADERS);

async function upload(number: string, content: string): Promise<void> {
  const { json, text } = await send(number, content);
  assert.equal(json.success, true, text);
}

describe("writing off", () => {
  test("documents that owe little and are old, each by a memo of its own", async () => {
    const batch = "Batch41";
    const billedOn = ["2023-01-01", "2023-02-01"];
    const [account] = await billedAccounts(server, monthly, { batch, howMany: 1, billedOn });
    assert.ok(account);
    await payTen(account.accountNumber);
    const plan = await planned(server, {
      kind: "WriteOff",
      comment: "Too small to chase",
      filter: { batches: [batch], balanceUpTo: 20, invoiceDateBefore: "2023-02-01" },
      options: { documentDate: "2023-03-01" },
    });
    const [{ rows, owed, credited, writtenOff, leftOwed }] = plan.counts;
    assert.deepEqual([rows, owed, credited, writtenOff, leftOwed], [1, 20, 0, 20, 0]);
    await started(server, plan, finance.authorization);
    await settled(server, plan.number, ["Running"]);
    const [receipt] = await rowsOf(server, plan.number, "Done");
    const [memoNumber] = receipt.writeOffCreditMemoNumbers;
    const memo = await succeed(server, "GET", `/v1/creditmemos/${memoNumber}`);
    assert.deepEqual(
      [memo.amount, memo.creditMemoDate, memo.comment, memo.reasonCode],
      [20, "2023-03-01", "Too small to chase", "Write-off"],
    );
    assert.equal(await owedBy(account.accountNumber), 30);
    await assertConserved(server.database, server.entityId);
  });
});

describe("a run", () => {
  test("is paused between rows, goes on where it was, and is stopped for good", async () => {
    const batch = "Batch42";
    const accounts = await billedAccounts(server, monthly, {
      ...{ batch, howMany: 7, billedOn: ["2023-01-01"] },
    });
    const plan = await planned(server, { filter: { batches: [batch] }, options: CANCEL });
    const { number } = plan;
    const held = (from: number, to: number) =>
      accounts.slice(from, to).map(({ accountNumber }) => accountNumber);
    // One row is done, four are in work, two have not begun.
    await holding(held(1, 7), async () => {
      await started(server, plan, finance.authorization);
      await until(async () => (await waitingForLocks()) === 4);
      await succeed(server, "PUT", `${path(number)}/pause`, {});
    });
    await until(async () => (await bulkCancel(server, number)).progress.rowsDone === 5);
    const paused = await bulkCancel(server, number);
    assert.deepEqual([paused.status, paused.progress.rowsToDo], ["Paused", 2]);
    await holding(held(5, 7), async () => {
      await succeed(server, "PUT", `${path(number)}/resume`, {});
      await until(async () => (await waitingForLocks()) === 2);
      await succeed(server, "PUT", `${path(number)}/stop`, { comment: "Enough" });
    });
    await until(async () => (await bulkCancel(server, number)).progress.rowsDone === 7);
    const { status, progress } = await bulkCancel(server, number);
    assert.deepEqual([status, progress.rowsToDo], ["Stopped", 0]);
    assert.match((await step(server, number, "resume")).text, /is Stopped/);
  });
});

/** While another transaction holds these accounts. */
const holding = (accountNumbers: readonly string[], work: () => Promise<void>): Promise<void> =>
  withOwnerConnection(server.ownerUrl, async (client) => {
    await client.query("begin");
    await client.query(
      "select from accounts where account_number = any ($1) order by account_id for update",
      [accountNumbers],
    );
    await work();
    await client.query("commit");
  });

const waitingForLocks = (): Promise<number> =>
  withOwnerConnection(server.ownerUrl, async (client) => {
    const { rows } = await client.query(
      `select count(*)::integer as waiting from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return rows[0].waiting;
  });

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await delay(10);
}

test("whatever comes between: what was planned is what is done and what is set aside", async () => {
  let batches = 0;
  const between = fc.constantFrom("nothing", "payment", "cancel", "invoice");
  const what = fc.record({
    accounts: fc.array(between, { minLength: 2, maxLength: 3 }),
    day: fc.constantFrom("2023-01-16", "2023-02-01", "2023-02-15"),
    writeOff: fc.boolean(),
    cancellationPolicy: fc.constantFrom("SpecificDate", "EndOfLastInvoicePeriod"),
  });
  await fc.assert(
    fc.asyncProperty(what, async ({ accounts, day, writeOff, cancellationPolicy }) => {
      batches += 1;
      const batch = `Batch${42 + batches}`;
      const made = await billedAccounts(server, monthly, {
        ...{ batch, howMany: accounts.length, billedOn: ["2023-01-01", "2023-02-01"] },
      });
      const isOnDate = cancellationPolicy === "SpecificDate";
      const options = {
        ...{ cancellationPolicy, writeOff, targetDate: day },
        ...(isOnDate && { cancellationEffectiveDate: day }),
      };
      const plan = await planned(server, { filter: { batches: [batch] }, options });
      for (const [index, { accountNumber, subscriptionNumber }] of made.entries()) {
        if (accounts[index] === "payment") await payTen(accountNumber);
        if (accounts[index] === "cancel") {
          const order = cancelOrder({ accountNumber, subscriptionNumber, on: "2023-03-01" });
          await succeed(server, "POST", "/v1/orders", order);
        }
        if (accounts[index] === "invoice") {
          const body = { effectiveDate: "2023-03-01", targetDate: "2023-03-01", autoPost: true };
          const path = `/v1/accounts/${accountNumber}/billing-documents/generate`;
          await succeed(server, "POST", path, body);
        }
      }
      await started(server, plan, finance.authorization);
      const run = await settled(server, plan.number, ["Running"]);
      const sum = (name: string, of: { counts: Record<string, number>[] }) =>
        of.counts.reduce((total, count) => total + Math.round((count[name] ?? 0) * 100), 0);
      for (const name of ["rows", "owed", "billed", "credited", "writtenOff", "leftOwed"]) {
        assert.equal(sum(name, run), sum(name, plan), name);
      }
      assert.equal(run.progress.rowsToDo, 0);
      const states = await statesOf(plan.number);
      for (const [index, each] of accounts.entries()) {
        if (each === "nothing") assert.equal(states[index], "Done");
        if (each === "cancel") assert.equal(states[index], "Failed");
        if (each === "payment") assert.equal(states[index], "Moved");
      }
      for (const row of await rowsOf(server, plan.number, "Done")) {
        assert.equal(await owedBy(row.accountNumber), row.leftOwed);
      }
      await assertConserved(server.database, server.entityId);
    }),
    { numRuns: 4 },
  );
});
