/** An account as all places that tell of it say, which must be the same; and what settles it. */
import assert from "node:assert/strict";
import { succeed } from "./company.ts";
import type { Life } from "./life.ts";
import type { Answer, TestServer } from "./server.ts";

type Json = Answer["json"];

async function all(server: TestServer, path: string, name: string): Promise<Json[]> {
  const joined = path.includes("?") ? "&" : "?";
  return (await succeed(server, "GET", `${path}${joined}pageSize=40`))[name];
}

const cents = (values: readonly number[], of = 1000) =>
  values.reduce((total, value) => total + Math.round(value * of), 0) / of;

/** All documents, with what each place says of the account's balance, which must be the same. */
export async function books({ server, accountId, accountNumber }: Life) {
  const account = await succeed(server, "GET", `/v1/accounts/${accountNumber}`);
  const { metrics } = account;
  const invoices = await invoicesOf({ server, accountId });
  const creditMemos = await creditMemosOf({ server, accountId });
  const debitMemos = await all(server, `/v1/debit-memos?accountId=${accountId}`, "debitmemos");
  const payments = await all(server, `/v1/payments?accountId=${accountId}`, "payments");
  const posted = (documents: readonly Json[]) => documents.filter((d) => d.status === "Posted");
  const owed = cents(posted(invoices).map((d) => d.balance));
  const owedByMemos = cents(posted(debitMemos).map((d) => d.balance));
  const credit = cents(posted(creditMemos).map((d) => d.unappliedAmount));
  const money = cents(
    payments.filter((p) => p.status === "Processed").map((p) => p.unappliedAmount),
  );
  const balance = cents([owed, owedByMemos, -credit, -money]);
  const owing = cents([owed, owedByMemos]);
  const told = await areToldAlike(
    { server, accountId, accountNumber },
    { metrics, balance, owing },
  );
  return {
    invoices,
    creditMemos,
    debitMemos,
    payments,
    balance,
    metrics,
    ...told,
  };
}

/** Asks all places that tell of what an account has and owes. */
async function areToldAlike(
  { server, accountId, accountNumber }: Whose & Pick<Life, "accountNumber">,
  { metrics, balance, owing }: { metrics: Json; balance: number; owing: number },
) {
  const { basicInfo } = await succeed(server, "GET", `/v1/accounts/${accountNumber}/summary`);
  const queried = await succeed(server, "GET", `/object-query/accounts/${accountId}`);
  const ageing = await succeed(
    server,
    "GET",
    `/v1/accounts/${accountNumber}/ageing?asOfDate=2098-01-01`,
  );
  const statement = await succeed(
    server,
    "GET",
    `/v1/accounts/${accountNumber}/statement?startDate=2000-01-01&endDate=2098-01-01`,
  );
  const residues = await succeed(server, "GET", `/v1/accounts/${accountNumber}/residues`);
  const proof = await succeed(server, "GET", `/v1/accounts/${accountNumber}/proof`);
  assert.equal(proof.firstDifference, null);
  const [total] = proof.totals;
  const residue = residues.balances.length === 0 ? 0 : residues.balances[0].balance;
  const proved = total ? cents([total.open, -total.unappliedCredit, -total.unappliedPayments]) : 0;
  const told = {
    metrics: metrics.balance,
    summary: basicInfo.balance,
    query: queried.balance,
    ageing: ageing.accountBalance,
    buckets: cents(ageing.ageing.map((b: Json) => b.balance)),
    statement: statement.closingBalance,
    residue,
    residues: cents(residues.residues.map((r: Json) => r.amount)),
    proved,
  };
  assert.deepEqual(told, {
    metrics: balance,
    summary: balance,
    query: balance,
    ageing: balance,
    buckets: owing,
    statement: balance,
    residue: balance,
    residues: balance,
    proved: balance,
  });
  return { residues, statement, total };
}

/** Invoices whose items, taxes and applications come to what they say of themselves. */
async function invoicesOf({ server, accountId }: Whose): Promise<Json[]> {
  const listed = await all(server, `/v1/transactions/invoices/accounts/${accountId}`, "invoices");
  const invoices: Json[] = [];
  for (const { id, amount, balance } of listed) {
    const invoice = await succeed(server, "GET", `/v1/invoices/${id}`);
    assert.deepEqual([invoice.amount, invoice.balance], [amount, balance]);
    const items = await all(server, `/v1/invoices/${id}/items`, "invoiceItems");
    assert.equal(
      invoice.amount,
      cents(items.flatMap((i) => [i.chargeAmount, i.taxAmount])),
      `${invoice.invoiceNumber} amount`,
    );
    const taxes = items.flatMap((i) => i.taxationItems?.data ?? []);
    assert.equal(invoice.taxAmount, cents(taxes.map((t: Json) => t.taxAmount)), "tax");
    assert.equal(
      invoice.balance,
      cents([...items, ...taxes].map((i: Json) => i.balance)),
      `${invoice.invoiceNumber} balance of items`,
    );
    const parts = await all(server, `/v1/invoices/${id}/application-parts`, "applicationParts");
    const applied = cents(parts.map((p) => p.appliedAmount));
    assert.equal(cents([invoice.amount, -applied]), invoice.balance, "parts");
    assert.equal(cents([invoice.creditMemoAmount, invoice.paymentAmount]), applied, "applied");
    invoices.push({ ...invoice, items });
  }
  return invoices;
}

/** Credit memos, likewise. */
async function creditMemosOf({ server, accountId }: Whose): Promise<Json[]> {
  const creditMemos: Json[] = [];
  for (const { id } of await all(
    server,
    `/v1/credit-memos?accountId=${accountId}`,
    "creditmemos",
  )) {
    const memo = await succeed(server, "GET", `/v1/credit-memos/${id}`);
    const items = await all(server, `/v1/credit-memos/${id}/items`, "items");
    assert.equal(
      memo.amount,
      cents(
        items.flatMap((i) => [
          i.amountWithoutTax,
          i.taxAmount ?? cents((i.taxationItems?.data ?? []).map((t: Json) => t.taxAmount)),
        ]),
      ),
      `${memo.number} amount`,
    );
    assert.equal(
      memo.amount,
      cents([memo.appliedAmount, memo.unappliedAmount, memo.refundAmount]),
      `${memo.number} use`,
    );
    const parts = await all(server, `/v1/credit-memos/${id}/parts`, "parts");
    if (!memo.reversed && memo.status === "Posted")
      assert.equal(
        cents([memo.amount, -memo.refundAmount]),
        cents(parts.map((p) => p.amount)),
        `${memo.number} parts`,
      );
    creditMemos.push({ ...memo, items, parts });
  }
  return creditMemos;
}

type Whose = Pick<Life, "server" | "accountId">;

/** What items are for, and their taxes: "Silver plan 100 + 8.25". */
export const itemsOf = (document: Json): string[] =>
  document.items
    .map(
      (i: Json) =>
        `${i.chargeName ?? i.skuName} ${i.chargeAmount ?? i.amountWithoutTax} + ${taxOf(i)}`,
    )
    .sort();

const taxOf = (item: Json): number =>
  cents((item.taxationItems?.data ?? []).map((tax: Json) => tax.taxAmount));

/** Does what the residues say until nothing is left: why each was left. */
export async function settle(life: Life): Promise<string[]> {
  const reasons: string[] = [];
  for (let round = 0; round < 10; round += 1) {
    const { residues } = await succeed(
      life.server,
      "GET",
      `/v1/accounts/${life.accountNumber}/residues`,
    );
    if (residues.length === 0) break;
    reasons.push(residues[0].reason);
    for (const { method, path, body } of residues[0].settledBy) {
      await succeed(life.server, method, path, body);
    }
  }
  assert.equal((await books(life)).balance, 0, `settled by ${reasons}`);
  return reasons;
}
