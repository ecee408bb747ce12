/** Documents that are numbered without gaps: the billing rule sequentialInvoiceNumber. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import fc from "fast-check";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { aBilledAccount, billRun, ended, ofAccount } from "#test/support/bill-runs.ts";
import { anAccount, aPlan, type Plan, subscribe, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let monthly: Plan;
let accounts: readonly string[];

before(async () => {
  server = await startTestServer();
  monthly = await aPlan(server, [{ price: 30 }]);
});
after(() => server.close());

const rules = (fields: object) => succeed(server, "PUT", "/settings/billing-rules", fields);

let sets = 0;

/** A set that nobody has, and accounts that have it. */
beforeEach(async () => {
  await rules({ sequentialInvoiceNumber: true, numberAssignmentTiming: "Posting" });
  sets += 1;
  const sequences = ["invoice", "creditMemo", "debitMemo"].map((kind) => [
    kind,
    { prefix: `${kind}${sets}-` },
  ]);
  const set = { name: `S${sets}`, ...Object.fromEntries(sequences) };
  const made = await succeed(server, "POST", "/v1/sequence-sets", { sequenceSets: [set] });
  const sequenceSetId = made.sequenceSets[0].id;
  const wanted = Array.from({ length: 4 }, () => anAccount(server, { sequenceSetId }));
  accounts = (await Promise.all(wanted)).map(({ accountId }) => accountId);
});

const item = { chargeName: "Stones", amount: 40, serviceStartDate: "2024-07-30" };
const standalone = (accountId: string | undefined, fields: object = {}) => ({
  accountId,
  invoiceDate: "2024-07-30",
  invoiceItems: [item],
  ...fields,
});

const create = (fields: object) =>
  succeed(server, "POST", "/v1/invoices", standalone(accounts[0], fields));
const number = async (id: string): Promise<string> =>
  (await succeed(server, "GET", `/v1/invoices/${id}`)).invoiceNumber;

/** What documents of these accounts are called, apart from temporary numbers. */
async function numbersOf(kind: "invoice" | "credit_memo" | "debit_memo"): Promise<string[]> {
  return withOwnerConnection(server.ownerUrl, async (client) => {
    const { rows } = await client.query<{ number: string }>(
      `select ${kind}_number as number from ${kind}s
       where account_id = any ($1::uuid[]) and ${kind}_number not like 'TMP-%' order by 1`,
      [accounts],
    );
    return rows.map((row) => row.number);
  });
}

const oneToN = (prefix: string, many: number) =>
  Array.from({ length: many }, (_, at) => `${prefix}${sets}-${String(at + 1).padStart(8, "0")}`);

describe("on posting", () => {
  test("a draft has a temporary number until it is posted, and keeps the other when unposted", async () => {
    const { id, invoiceNumber } = await create({ status: "Draft" });
    assert.match(invoiceNumber, /^TMP-INV-\d{8}$/);
    const posted = await succeed(server, "PUT", `/v1/invoices/${id}/post`, {});
    assert.equal(posted.invoiceNumber, `invoice${sets}-00000001`);
    assert.equal(await number(id), `invoice${sets}-00000001`);
    await succeed(server, "PUT", `/v1/invoices/${id}/unpost`, {});
    assert.equal(await number(id), `invoice${sets}-00000001`);
    await succeed(server, "PUT", `/v1/invoices/${id}/cancel`, {});
    const { json } = await server.call("DELETE", `/v1/invoices/${id}`);
    assert.match(json.reasons[0].message, /numbered without gaps/);
  });

  test("what is cancelled as a draft takes no number and may be deleted", async () => {
    const { id } = await create({ status: "Draft" });
    await succeed(server, "PUT", `/v1/invoices/${id}/cancel`, {});
    await succeed(server, "DELETE", `/v1/invoices/${id}`);
    const next = await create({ status: "Posted" });
    assert.equal(next.invoiceNumber, `invoice${sets}-00000001`);
  });

  test("memos have theirs too", async () => {
    for (const kind of ["credit", "debit"]) {
      const made = await succeed(server, "POST", `/v1/${kind}-memos`, {
        accountId: accounts[0],
        charges: [{ productRatePlanChargeId: monthly.chargeIds[0], amount: 5 }],
      });
      assert.match(made.number, kind === "credit" ? /^TMP-CM-\d{8}$/ : /^TMP-DM-\d{8}$/);
      await succeed(server, "PUT", `/v1/${kind}-memos/${made.id}/post`);
      const posted = await succeed(server, "GET", `/v1/${kind}-memos/${made.id}`);
      assert.equal(posted.number, `${kind}Memo${sets}-00000001`);
      await succeed(server, "PUT", `/v1/${kind}-memos/${made.id}/unpost`);
      await succeed(server, "PUT", `/v1/${kind}-memos/${made.id}/cancel`);
      const { json } = await server.call("DELETE", `/v1/${kind}-memos/${made.id}`);
      assert.match(json.reasons[0].message, /numbered without gaps/);
    }
  });

  test("a bill run that is cancelled takes none, and one that is posted takes the next", async () => {
    const { accountId } = await aBilledAccount(server, monthly);
    const wanted = { targetDate: "2023-01-01", invoiceDate: "2023-01-01", ...ofAccount(accountId) };
    const numberOf = async () => {
      const list = `/v1/transactions/invoices/accounts/${accountId}`;
      return (await succeed(server, "GET", list)).invoices[0].invoiceNumber;
    };
    const first = await billRun(server, wanted);
    assert.match(await numberOf(), /^TMP-INV-/);
    await succeed(server, "PUT", `/v1/bill-runs/${first.id}/cancel`);
    await ended(server, first.id);
    await succeed(server, "DELETE", `/v1/bill-runs/${first.id}`);
    await ended(server, first.id);
    const second = await billRun(server, wanted);
    await succeed(server, "PUT", `/v1/bill-runs/${second.id}/post`);
    await ended(server, second.id);
    assert.match(await numberOf(), /^INV\d{8}$/);
    await assertConserved(server.database, server.entityId);
  });
});

describe("the rule", () => {
  test("carries on where sequences were, and they carry on where it was", async () => {
    const state = async () =>
      (await succeed(server, "GET", "/v1/sequence-sets")).sequenceSets.map(
        (each: { invoice: object }) => each.invoice,
      );
    await create({ status: "Posted" });
    const before = await state();
    await rules({ sequentialInvoiceNumber: false });
    assert.deepEqual(await state(), before);
    const { invoiceNumber } = await create({ status: "Draft" });
    assert.equal(invoiceNumber, `invoice${sets}-00000002`);
    await rules({ sequentialInvoiceNumber: true, numberAssignmentTiming: "Generating" });
    const next = await create({ status: "Draft" });
    assert.equal(next.invoiceNumber, `invoice${sets}-00000003`);
  });
});

type Deed = "posted" | "draft" | "posted later" | "undone" | "memo" | "order" | "written off";

/** Does what is drawn, on one of the accounts. */
async function doIt(deed: Deed, accountId: string): Promise<void> {
  if (deed === "posted") await create({ accountId, status: "Posted" });
  if (deed === "draft") await create({ accountId, status: "Draft" });
  if (deed === "posted later") {
    const { id } = await create({ accountId, status: "Draft" });
    await succeed(server, "PUT", `/v1/invoices/${id}/post`, {});
  }
  if (deed === "undone") {
    // The second is refused when the first has its number already: both are taken back.
    const both = [
      standalone(accountId, { status: "Posted" }),
      standalone("f".repeat(32), { status: "Posted" }),
    ];
    const { json } = await server.call("POST", "/v1/invoices/batch", {
      useSingleTransaction: true,
      invoices: both,
    });
    assert.equal(json.success, false);
  }
  if (deed === "memo") {
    await succeed(server, "POST", "/v1/credit-memos", {
      accountId,
      charges: [{ productRatePlanChargeId: monthly.chargeIds[0], amount: 5 }],
      autoPost: true,
    });
  }
  if (deed === "order") {
    const account = await succeed(server, "GET", `/v1/accounts/${accountId}`);
    const { accountNumber } = account.basicInfo;
    const from = "2024-01-01";
    await subscribe(server, { accountNumber, plan: monthly, from, billThrough: "2024-02-01" });
  }
  if (deed === "written off") {
    const { id } = await create({ accountId, status: "Posted" });
    await succeed(server, "PUT", `/v1/invoices/${id}/write-off`, {});
  }
}

const deeds = fc.array(
  fc.record({
    deed: fc.constantFrom<Deed>(
      "posted",
      "draft",
      "posted later",
      "undone",
      "memo",
      "order",
      "written off",
    ),
    of: fc.nat(3),
  }),
  { minLength: 6, maxLength: 14 },
);

describe("many at once", () => {
  for (const numberAssignmentTiming of ["Posting", "Generating"]) {
    test(`have the numbers from 1 on without a gap (${numberAssignmentTiming})`, async () => {
      await rules({ numberAssignmentTiming });
      const expected = { invoice: 0, creditMemo: 0 };
      await fc.assert(
        fc.asyncProperty(deeds, async (drawn) => {
          await Promise.all(drawn.map(({ deed, of }) => doIt(deed, accounts[of] ?? "")));
          const counted = (...which: Deed[]) =>
            drawn.filter(({ deed }) => which.includes(deed)).length;
          const drafts = numberAssignmentTiming === "Generating" ? counted("draft") : 0;
          expected.invoice += counted("posted", "posted later", "order", "written off") + drafts;
          expected.creditMemo += counted("memo", "written off");
          assert.deepEqual(await numbersOf("invoice"), oneToN("invoice", expected.invoice));
          assert.deepEqual(
            await numbersOf("credit_memo"),
            oneToN("creditMemo", expected.creditMemo),
          );
        }),
        { numRuns: 8, endOnFailure: true },
      );
      await assertConserved(server.database, server.entityId);
    });
  }
});
