/** After a cancel with a write-off nobody owes anything, and credit is left of what was paid too much. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { type PlanCharge, succeed } from "#test/support/company.ts";
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

const MONTHS = ["2023-01-01", "2023-02-01", "2023-03-01"];
const day = (offset: number): string =>
  Temporal.PlainDate.from("2023-01-01").add({ days: offset }).toString();

const amount = (max: number) => fc.integer({ min: 1, max: max * 100 }).map((cents) => cents / 100);

const history = fc.record({
  price: amount(300),
  taxMode: fc.constantFrom("TaxExclusive", "TaxInclusive", "none"),
  percentage: fc.option(fc.integer({ min: 1, max: 90 })),
  discount: fc.option(amount(20)),
  months: fc.integer({ min: 1, max: 3 }),
  payments: fc.array(fc.record({ month: fc.nat(2), share: fc.integer({ min: 1, max: 100 }) }), {
    maxLength: 4,
  }),
  credited: fc.option(fc.record({ month: fc.nat(2), share: fc.integer({ min: 1, max: 60 }) })),
  cancelled: fc.oneof(
    { weight: 5, arbitrary: fc.nat({ max: 100 }).map(day) },
    { weight: 1, arbitrary: fc.constantFrom("EndOfLastInvoicePeriod", "EndOfCurrentTerm") },
  ),
});

type History = typeof history extends fc.Arbitrary<infer Value> ? Value : never;

const tier = (fields: object) => ({
  ProductRatePlanChargeTierData: {
    ProductRatePlanChargeTier: [{ Currency: "USD", ...fields }],
  },
});

const chargesOf = ({ price, taxMode, percentage, discount }: History): PlanCharge[] => [
  { price, ...(taxMode === "none" ? {} : taxable("CA", taxMode)) },
  ...(percentage === null
    ? []
    : [
        {
          Name: "Loyalty",
          ChargeModel: "Discount-Percentage",
          ...tier({ DiscountPercentage: percentage }),
        },
      ]),
  ...(discount === null
    ? []
    : [
        {
          Name: "Welcome",
          ChargeModel: "Discount-Fixed Amount",
          ...tier({ DiscountAmount: discount }),
        },
      ]),
];

test("an account is at zero, or holds what was paid for more than was used", async () => {
  const property = fc.asyncProperty(history, async (drawn) => {
    const life = new Life(server, await aCalifornian(server));
    const number = await life.subscribe(chargesOf(drawn), "2023-01-01");
    for (const month of MONTHS.slice(0, drawn.months)) await life.billRun(month);
    for (const payment of drawn.payments) await payPart(life, payment);
    if (drawn.credited) await creditPart(life, drawn.credited);
    const { writeOff } = await life.cancel(number, drawn.cancelled, {
      runBilling: true,
      writeOff: true,
    });
    assert(writeOff.every(({ status }: Json) => status === "Success"));
    const { firstDifference, totals } = await get(`/v1/accounts/${life.accountNumber}/proof`);
    assert.equal(firstDifference, null);
    const [total] = totals;
    assert.equal(total.open, 0);
    assert.equal(total.unappliedPayments, 0);
    // Either something is given up, or something given back.
    assert(total.writtenOff === 0 || total.unappliedCredit === 0, JSON.stringify(total));
    const { metrics } = await get(`/v1/accounts/${life.accountNumber}`);
    assert.equal(metrics.balance, 0 - total.unappliedCredit);
  });
  await fc.assert(property, { numRuns: 12 });
});

const get = (path: string): Promise<Json> => succeed(server, "GET", path);

async function invoiceOf(life: Life, month: number): Promise<Json | undefined> {
  const path = `/v1/transactions/invoices/accounts/${life.accountId}`;
  const { invoices } = await get(path);
  return invoices.find((each: Json) => each.invoiceDate === MONTHS[month]);
}

const shareOf = (share: number, balance: number): number =>
  Math.floor((Math.round(balance * 100) * share) / 100) / 100;

async function payPart(life: Life, { month, share }: { month: number; share: number }) {
  const invoice = await invoiceOf(life, month);
  const part = shareOf(share, invoice?.balance ?? 0);
  if (part <= 0) return;
  await succeed(server, "POST", "/v1/payments", {
    accountId: life.accountId,
    type: "External",
    amount: part,
    currency: "USD",
    effectiveDate: "2023-03-31",
    paymentMethodType: "Check",
    invoices: [{ invoiceId: invoice.id, amount: part }],
  });
}

/** By hand, of the first charge, and applied to its invoice. */
async function creditPart(life: Life, { month, share }: { month: number; share: number }) {
  const invoice = await invoiceOf(life, month);
  if (!invoice || invoice.balance <= 0) return;
  const { invoiceItems } = await get(`/v1/invoices/${invoice.id}/items`);
  const charge = invoiceItems.find((item: Json) => item.chargeAmount > 0);
  const part = Math.min(shareOf(share, charge?.chargeAmount ?? 0), invoice.balance);
  if (part <= 0) return;
  const answer = await server.call("POST", `/v1/credit-memos/invoice/${invoice.id}`, {
    items: [{ invoiceItemId: charge.id, amount: part }],
    effectiveDate: "2023-03-31",
    autoPost: true,
  });
  // More than the discounts leave of it is refused.
  if (!answer.json.success) return;
  const { id, amount: credit } = answer.json;
  await succeed(server, "PUT", `/v1/credit-memos/${id}/apply`, {
    effectiveDate: "2023-03-31",
    invoices: [{ invoiceId: invoice.id, amount: Math.min(credit, invoice.balance) }],
  });
  // What is over-credited is the customer's before the order, which does not name it.
  await refundRest(id);
}

async function refundRest(id: string): Promise<void> {
  const { unappliedAmount } = await get(`/v1/credit-memos/${id}`);
  if (unappliedAmount <= 0) return;
  await succeed(server, "POST", `/v1/credit-memos/${id}/refund`, {
    type: "External",
    methodType: "Other",
    totalAmount: unappliedAmount,
  });
}
