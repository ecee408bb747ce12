/** Reverting a cancel whose credit has taxes: every balance is as before it, of taxes too. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { inTransaction, sql } from "#store/database.ts";
import { type PlanCharge, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { Life } from "#test/support/life.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";
import { aCalifornian, aTaxCodeOf, salesTax, taxable } from "#test/support/tax-company.ts";

type Json = Answer["json"];

let server: TestServer;

before(async () => {
  server = await startTestServer();
  await aTaxCodeOf(server, "CA", [
    {
      from: "2000-01-01",
      rates: [salesTax(0.0725, { taxRate2: 0.01, taxRateType2: "Percentage", taxName2: "City" })],
    },
  ]);
});
after(() => server.close());

const day = (offset: number): string =>
  Temporal.PlainDate.from("2023-01-01").add({ days: offset }).toString();

const DISCOUNT = {
  Name: "Loyalty",
  ChargeModel: "Discount-Percentage",
  ProductRatePlanChargeTierData: {
    ProductRatePlanChargeTier: [{ Currency: "USD", DiscountPercentage: 15 }],
  },
};

const get = (path: string): Promise<Json> => succeed(server, "GET", path);

/** What an account owes and has credited, item by item and tax by tax, of invoices until `last`. */
const stateOf = ({ accountId }: Life, last: string): Promise<string[]> =>
  inTransaction(server.database, server.entityId, async (tx) => {
    const { rows } = await sql<{ line: string }>`
      select concat_ws(' ', invoice_number, charge_name, service_start, invoice_items.balance::float8,
        credited_amount::float8) as line
      from invoice_items join invoices using (account_id, invoice_id)
      where account_id = ${accountId}::uuid and invoice_number <= ${last}
      union all
      select concat_ws(' ', invoice_number, name, tax.balance::float8, tax.tax_amount::float8)
      from taxation_items tax join invoices
        on invoices.account_id = tax.account_id and invoice_id = document_id
      where tax.account_id = ${accountId}::uuid and invoice_number <= ${last}
      order by 1
    `.execute(tx);
    return rows.map(({ line }) => line);
  });

const revert = (orderNumber: string): Promise<Json> =>
  succeed(server, "POST", `/v1/orders/${orderNumber}/revert`, { orderDate: "2023-07-01" });

async function aBilledLife(charges: readonly PlanCharge[], months: readonly string[]) {
  const life = new Life(server, await aCalifornian(server));
  const number = await life.subscribe(charges, "2023-01-01");
  for (const month of months) await life.billRun(month);
  const path = `/v1/transactions/invoices/accounts/${life.accountId}`;
  const { invoices } = await get(path);
  return { life, number, invoices };
}

const pay = (life: Life, { id }: Json, amount: number): Promise<Json> =>
  succeed(server, "POST", "/v1/payments", {
    accountId: life.accountId,
    type: "External",
    amount,
    currency: "USD",
    effectiveDate: "2023-03-31",
    paymentMethodType: "Check",
    invoices: [{ invoiceId: id, amount }],
  });

test("100.00 and 8.25 of tax, 30.00 of it paid: credit and write-off are taken back to the cent", async () => {
  const { life, number, invoices } = await aBilledLife(
    [{ price: 100, ...taxable("CA") }],
    ["2023-01-01"],
  );
  const [invoice] = invoices;
  await pay(life, invoice, 30);
  const was = await stateOf(life, invoice.invoiceNumber);
  const options = { runBilling: true, writeOff: true };
  const { orderNumber } = await life.cancel(number, "2023-01-20", options);
  assert.equal((await get(`/v1/accounts/${life.accountNumber}`)).metrics.balance, 0);
  const { creditMemoNumbers } = await revert(orderNumber);
  const memos = await Promise.all(
    creditMemoNumbers.map((key: string) => get(`/v1/credit-memos/${key}`)),
  );
  const amounts = memos.map((memo) => [memo.amount, memo.taxAmount, memo.unappliedAmount]);
  // 38.71 and 3.20 of tax were credited, 36.34 written off.
  assert.deepEqual(amounts.sort(), [
    [-36.34, 0, 0],
    [-41.91, -3.2, 0],
  ]);
  assert.deepEqual(await stateOf(life, invoice.invoiceNumber), was);
  assert.equal((await get(`/v1/invoices/${invoice.id}`)).balance, 78.25);
  await assertConserved(server.database, server.entityId);
  // As if it had not been: the same cancel does the same again.
  const again = await life.cancel(number, "2023-01-20", options);
  assert.equal(again.writeOff[0].amount, 36.34);
  await assertConserved(server.database, server.entityId);
});

const history = fc.record({
  price: fc.integer({ min: 100, max: 30_000 }).map((cents) => cents / 100),
  mode: fc.constantFrom("TaxExclusive", "TaxInclusive"),
  isDiscounted: fc.boolean(),
  months: fc.integer({ min: 1, max: 2 }),
  paidShare: fc.integer({ min: 0, max: 100 }),
  cancelledAfter: fc.nat({ max: 80 }),
  writeOff: fc.boolean(),
  runThrough: fc.option(fc.constantFrom("2023-02-01", "2023-03-01"), { nil: undefined }),
});

test("whatever was billed, taxed and paid: as before it, and a later cancel does the same", async () => {
  const property = fc.asyncProperty(history, async (drawn) => {
    const { price, mode, isDiscounted } = drawn;
    const charges = [{ price, ...taxable("CA", mode) }, ...(isDiscounted ? [DISCOUNT] : [])];
    const months = ["2023-01-01", "2023-02-01"].slice(0, drawn.months);
    const lives = await Promise.all([aBilledLife(charges, months), aBilledLife(charges, months)]);
    for (const { life, invoices } of lives) {
      const [invoice] = invoices;
      const paid = Math.floor(invoice.balance * drawn.paidShare) / 100;
      if (paid > 0) await pay(life, invoice, paid);
    }
    const [{ life, number, invoices }] = lives;
    const last = invoices
      .map((each: Json) => each.invoiceNumber)
      .sort()
      .at(-1);
    const was = await stateOf(life, last);
    const { orderNumber } = await life.cancel(number, day(drawn.cancelledAfter), {
      runBilling: true,
      writeOff: drawn.writeOff,
    });
    if (drawn.runThrough) await life.billRun(drawn.runThrough);
    await revert(orderNumber);
    await assertConserved(server.database, server.entityId);
    assert.deepEqual(await stateOf(life, last), was);
    const ends = [];
    for (const each of lives) {
      const options = { runBilling: true, writeOff: true };
      const { writeOff } = await each.life.cancel(each.number, "2023-01-11", options);
      const { metrics } = await get(`/v1/accounts/${each.life.accountNumber}`);
      ends.push([metrics.balance, writeOff.map(({ amount }: Json) => amount)]);
    }
    assert.deepEqual(ends[0], ends[1]);
    await assertConserved(server.database, server.entityId);
  });
  await fc.assert(property, { numRuns: 8 });
});
