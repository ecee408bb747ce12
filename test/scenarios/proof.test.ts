import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { plainDate } from "#engine/values/plain-date.ts";
import { contextOf } from "#operations/context.ts";
import { proveEntity } from "#operations/prove-entity.ts";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { anAccount, succeed } from "#test/support/company.ts";
import { Life } from "#test/support/life.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";
import { workedExamples } from "#test/support/worked-examples.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

/** 30 a quarter, billed for a quarter, cancelled in February and written off; 50 come in, 20 go out. */
async function aWrittenOffLife(): Promise<Life> {
  const life = new Life(server, await anAccount(server));
  const charge = { price: 30, BillingPeriod: "Quarter" };
  const subscriptionNumber = await life.subscribe([charge], "2023-01-01", {
    billThrough: "2023-01-01",
  });
  await life.cancel(subscriptionNumber, "2023-02-01", { runBilling: true, writeOff: true });
  const { id } = await succeed(server, "POST", "/v1/payments", {
    accountId: life.accountId,
    type: "External",
    amount: 50,
    currency: "USD",
    effectiveDate: "2023-03-01",
    paymentMethodType: "Check",
  });
  const refund = { type: "External", methodType: "Check", totalAmount: 20 };
  await succeed(server, "POST", `/v1/payments/${id}/refunds`, refund);
  return life;
}

const proofOf = ({ accountNumber }: Life): Promise<Answer["json"]> =>
  succeed(server, "GET", `/v1/accounts/${accountNumber}/proof`);

describe("GET /v1/accounts/{key}/proof", () => {
  test("says what became of all that was billed, item by item", async () => {
    const proof = await proofOf(await aWrittenOffLife());
    assert.equal(proof.isEqual, true);
    assert.equal(proof.firstDifference, null);
    const [invoice] = proof.documents.filter(
      ({ documentType }: Answer["json"]) => documentType === "Invoice",
    );
    const { billed, paid, credited, writtenOff, open } = invoice.items[0];
    assert.deepEqual([billed, paid, credited, writtenOff, open], [30, 0, 19.67, 10.33, 0]);
    assert.deepEqual(proof.totals, [
      {
        currency: "USD",
        billed: 30,
        paid: 0,
        credited: 19.67,
        writtenOff: 10.33,
        open: 0,
        unappliedCredit: 0,
        unappliedPayments: 30,
        received: 50,
        refunded: 20,
      },
    ]);
  });

  test("of an account without documents is equal, and empty", async () => {
    const life = new Life(server, await anAccount(server));
    const { isEqual, totals, documents } = await proofOf(life);
    assert.deepEqual({ isEqual, totals, documents }, { isEqual: true, totals: [], documents: [] });
  });

  test("of an account that is not there is refused", async () => {
    const { json } = await server.call("GET", "/v1/accounts/A99999999/proof");
    assert.equal(json.success, false);
    assert.equal(json.reasons[0].code, 50000040);
  });
});

/** As the owner of the database, who alone can; `$1` is the account. */
const CHANGES: Readonly<Record<string, string>> = {
  "balance of an invoice item": "update invoice_items set balance = balance + 1",
  "amount of an invoice item": "update invoice_items set amount = amount - 1",
  "amount of an application": "update applications set amount = amount + 0.01",
  "application deleted": "delete from applications",
  "balance of an invoice": "update invoices set balance = 5",
  "amount of an invoice": "update invoices set amount = amount + 1, balance = balance + 1",
  "tax of an invoice": "update invoices set tax_amount = 1",
  "unapplied amount of a memo": "update credit_memos set unapplied_amount = 1",
  "refunded amount of a memo": "update credit_memos set refund_amount = 1",
  "amount of a payment": "update payments set amount = amount + 1",
  "unapplied amount of a payment": "update payments set unapplied_amount = 29",
  "refund deleted": "delete from refunds",
  "amount of a posting in the journal":
    "update journal_entries set amount = amount + 1 where debit = 'AccountsReceivable' and ",
  "journal entry of an application deleted":
    "delete from journal_entries where credit = 'AccountsReceivable' and ",
  "entry of a document that is not there":
    "update journal_entries set document_id = gen_random_uuid() where debit = 'RevenueBilled' and ",
  "posted invoice said to be a draft": "update invoices set status = 'Draft'",
};

describe("what is not equal is named", () => {
  for (const row of workedExamples("docs/spec/proof.md", "What is found")) {
    const { changed = "", law } = row;
    test(`${changed}: ${law}`, async () => {
      const life = await aWrittenOffLife();
      const change = CHANGES[changed] ?? assert.fail(`nobody knows how "${changed}" is done`);
      const text = change.endsWith("and ") ? change : `${change} where `;
      await withOwnerConnection(server.ownerUrl, (client) =>
        client.query(`${text} account_id = $1`, [life.accountId]),
      );
      const { isEqual, firstDifference } = await proofOf(life);
      assert.equal(isEqual, false);
      assert.equal(firstDifference.law, law);
      assert.notEqual(firstDifference.is, firstDifference.shouldBe);
    });
  }
});

describe("proving all accounts", () => {
  test("counts those that differ, tells the first difference of each, and keeps it", async () => {
    const { database, entityId, userId } = server;
    const entity = { entityId, timeZone: "UTC", clockDate: plainDate("2023-05-05") };
    const caller = { database, entity, userId, requestId: "test", entityChanged: () => undefined };
    const context = contextOf(caller, Temporal.Now.instant());
    const sound = await aWrittenOffLife();
    const broken = await aWrittenOffLife();
    const before = await proveEntity(context);
    await withOwnerConnection(server.ownerUrl, (client) =>
      client.query("update invoices set balance = 7 where account_id = $1", [broken.accountId]),
    );
    const told: [number, number][] = [];
    const proof = await proveEntity(context, { onProgress: (...each) => told.push(each) });
    assert.equal(proof.unequalAccounts, before.unequalAccounts + 1);
    assert.deepEqual(told, [[proof.accounts, proof.accounts]]);
    const numbers = proof.firstDifferences.map(({ accountNumber }) => accountNumber);
    assert.ok(numbers.includes(broken.accountNumber));
    assert.ok(!numbers.includes(sound.accountNumber));
    const { proofs } = await succeed(server, "GET", "/v1/proofs?limit=1");
    assert.equal(proofs[0].proofDate, "2023-05-05");
    assert.equal(proofs[0].unequalAccounts, proof.unequalAccounts);
    assert.equal(proofs[0].isEqual, false);
    const kept = proofs[0].firstDifferences.find(
      ({ accountNumber }: Answer["json"]) => accountNumber === broken.accountNumber,
    );
    assert.deepEqual([kept.is, kept.shouldBe], [7, 0]);
  });
});

describe("the journal", () => {
  const entriesOf = (query: string): Promise<Answer["json"]> =>
    succeed(server, "GET", `/v1/journal/entries?${query}`);

  test("tells each entry with its documents, page by page, and adds up to nothing", async () => {
    const { accountNumber } = await aWrittenOffLife();
    const { entries } = await entriesOf(`accountKey=${accountNumber}`);
    const told = entries.map((entry: Record<string, unknown>) => [
      ...[entry.accountingDate, entry.debit, entry.credit, entry.amount],
      ...[entry.documentType, entry.appliedToType, entry.accountNumber === accountNumber],
    ]);
    assert.deepEqual(told.toReversed().slice(0, 2), [
      ["2023-01-01", "AccountsReceivable", "RevenueBilled", 30, "Invoice", null, true],
      ["2023-02-01", "RevenueBilled", "UnappliedCredit", 19.67, "CreditMemo", null, true],
    ]);
    assert.deepEqual(
      told.filter(([, debit]: string[]) => debit === "UnappliedPayment"),
      [[told[0][0], "UnappliedPayment", "Cash", 20, "Payment", "Refund", true]],
    );
    const paged: unknown[] = [];
    let nextPage = "";
    do {
      const cursor = nextPage && `&cursor=${nextPage}`;
      const page = await entriesOf(`accountKey=${accountNumber}&pageSize=2${cursor}`);
      assert.ok(page.entries.length <= 2);
      paged.push(...page.entries);
      nextPage = page.nextPage;
    } while (nextPage);
    assert.deepEqual(paged, entries);

    const { sums } = await succeed(
      server,
      "GET",
      `/v1/journal/sums?accountKey=${accountNumber}&toDate=2023-03-31`,
    );
    const total = (side: "debits" | "credits") =>
      sums.reduce((sum: number, each: Record<string, number>) => sum + (each[side] ?? 0), 0);
    assert.equal(total("debits").toFixed(2), total("credits").toFixed(2));
    const cash = sums.find(
      ({ journalAccount }: Record<string, string>) => journalAccount === "Cash",
    );
    assert.deepEqual(cash, {
      ...{ currency: "USD", journalAccount: "Cash", debits: 50, credits: 0, balance: 50 },
    });
  });

  test("is narrowed to a document, days and a journal account, whose balance it then follows", async () => {
    const { accountNumber } = await aWrittenOffLife();
    const receivable = `accountKey=${accountNumber}&journalAccount=AccountsReceivable`;
    const { entries } = await entriesOf(receivable);
    const balances = entries.map(({ balance }: { balance: number }) => balance);
    assert.deepEqual(balances.toReversed(), [30, 10.33, 0]);
    const [{ appliedToNumber: number }] = entries;
    const ofInvoice = await entriesOf(`documentKey=${number}`);
    assert.equal(ofInvoice.entries.length, 3);
    assert.equal(ofInvoice.entries[0].balance, null);
    const january = await entriesOf(`documentKey=${number}&fromDate=2023-01-01&toDate=2023-01-01`);
    assert.deepEqual(
      january.entries.map(({ documentNumber }: { documentNumber: string }) => documentNumber),
      [number],
    );
  });

  test("names what it does not know", async () => {
    for (const query of ["accountKey=nobody", "documentKey=none"]) {
      const { json } = await server.call("GET", `/v1/journal/entries?${query}`);
      assert.match(json.reasons[0].message, /nobody|none/);
    }
    const cursor = `2023-13-01~${"0".repeat(32)}`;
    const { json } = await server.call("GET", `/v1/journal/entries?cursor=${cursor}`);
    assert.match(JSON.stringify(json), /'cursor' is not a nextPage of this list/);
  });
});
