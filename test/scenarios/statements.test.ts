/** Balances and ageing as of any day, and statements. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  anAccount,
  aPlan,
  cancelOrder,
  type Plan,
  subscribe,
  succeed,
} from "#test/support/company.ts";
import { pdfText } from "#test/support/pdf-text.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let url: string;
let plan: Plan;

before(async () => {
  server = await startTestServer();
  url = await server.listen();
  plan = await aPlan(server, [{ price: 30 }]);
});
after(() => server.close());

async function printed(path: string): Promise<string> {
  const answer = await fetch(url + path, { headers: { authorization: `Bearer ${server.token}` } });
  return pdfText(new Uint8Array(await answer.arrayBuffer()));
}

/** Wherever a line ends: lines are set in pieces. */
const says = (text: string, fact: string): boolean =>
  text.replace(/\s/g, "").includes(fact.replace(/\s/g, ""));

type Bucket = { name: string; balance: number };

async function ageingOn(accountNumber: string, day: string) {
  const path = `/v1/accounts/${accountNumber}/ageing?asOfDate=${day}`;
  const answer = await succeed(server, "GET", path);
  const aged = answer.ageing
    .filter(({ balance }: Bucket) => balance !== 0)
    .map(({ name, balance }: Bucket) => `${name}: ${balance}`);
  return { ...answer, aged };
}

/** Two months of 30, the second half of February cancelled; 20 paid in between; the rest written off. */
async function aLife() {
  const { accountNumber, accountId } = await anAccount(server, { paymentTerm: "Net 30" });
  const from = "2023-01-01";
  const bought = await subscribe(server, { accountNumber, plan, from, billThrough: from });
  const [subscriptionNumber] = bought.subscriptionNumbers;
  const [january] = bought.invoiceNumbers;
  const payment = await succeed(server, "POST", "/v1/payments", {
    accountNumber,
    type: "External",
    paymentMethodType: "Check",
    amount: 20,
    currency: "USD",
    effectiveDate: "2023-01-20",
  });
  const { invoices } = await succeed(
    server,
    "GET",
    `/v1/transactions/invoices/accounts/${accountId}`,
  );
  await succeed(server, "PUT", `/v1/payments/${payment.id}/apply`, {
    effectiveDate: "2023-01-25",
    invoices: [{ invoiceId: invoices[0].id, amount: 20 }],
  });
  const cancelled = await succeed(
    server,
    "POST",
    "/v1/orders",
    cancelOrder({
      accountNumber,
      subscriptionNumber,
      on: "2023-01-16",
      processingOptions: {
        runBilling: true,
        billingOptions: { documentDate: "2023-02-10" },
      },
    }),
  );
  const [creditMemoNumber] = cancelled.creditMemoNumbers;
  return { accountNumber, accountId, january, payment: payment.number, creditMemoNumber };
}

describe("balances as of a day", () => {
  test("are what documents and applications up to it make, and age by due dates", async () => {
    const { accountNumber } = await aLife();
    const before = await ageingOn(accountNumber, "2022-12-31");
    assert.equal(before.accountBalance, 0);
    assert.deepEqual(before.aged, []);
    const posted = await ageingOn(accountNumber, "2023-01-19");
    assert.deepEqual([posted.totalInvoiceBalance, posted.accountBalance], [30, 30]);
    assert.deepEqual(posted.aged, ["Current: 30"]);
    const paid = await ageingOn(accountNumber, "2023-01-20");
    assert.deepEqual([paid.totalInvoiceBalance, paid.unappliedPaymentAmount], [30, 20]);
    assert.equal(paid.accountBalance, 10);
    const applied = await ageingOn(accountNumber, "2023-01-31");
    assert.deepEqual([applied.totalInvoiceBalance, applied.unappliedPaymentAmount], [10, 0]);
    const overdue = await ageingOn(accountNumber, "2023-02-01");
    assert.deepEqual(overdue.aged, ["1 to 30 days past due: 10"]);
    const credited = await ageingOn(accountNumber, "2023-02-10");
    const { totalInvoiceBalance, unappliedCreditMemoAmount, accountBalance } = credited;
    assert.equal(accountBalance, totalInvoiceBalance - unappliedCreditMemoAmount);
    assert(accountBalance < 10);
    const old = await ageingOn(accountNumber, "2099-01-01");
    assert.deepEqual(old.aged, [`more than 120 days past due: ${totalInvoiceBalance}`]);
    const metrics = await succeed(server, "GET", `/v1/accounts/${accountNumber}`);
    assert.equal(metrics.metrics.totalInvoiceBalance, old.totalInvoiceBalance);
    assert.equal(metrics.metrics.balance, old.accountBalance);
    const none = await ageingOn(accountNumber, "2099-01-01&currency=EUR");
    assert.deepEqual([none.currency, none.accountBalance], ["EUR", 0]);
  });

  test("are of accounts that there are", async () => {
    const { json } = await server.call("GET", "/v1/accounts/A-NOBODY/ageing");
    assert.equal(json.success, false);
  });
});

describe("a statement", () => {
  test("goes from one balance to another by what moved it, and by nothing that was only applied", async () => {
    const { accountNumber, january, payment, creditMemoNumber } = await aLife();
    const path = `/v1/accounts/${accountNumber}/statement`;
    const year = await succeed(server, "GET", `${path}?startDate=2023-01-01&endDate=2023-12-31`);
    const credit = 30 * (16 / 31);
    const rounded = Math.round(credit * 100) / 100;
    assert.deepEqual(
      year.movements.map(
        ({ date, type, documentNumber, amount }: Record<string, string | number>) =>
          `${date} ${type} ${documentNumber} ${amount}`,
      ),
      [
        `2023-01-01 Invoice ${january} 30`,
        `2023-01-20 Payment ${payment} -20`,
        `2023-02-10 CreditMemo ${creditMemoNumber} -${rounded}`,
      ],
    );
    assert.equal(year.openingBalance, 0);
    assert.equal(year.closingBalance, Math.round((10 - rounded) * 100) / 100);
    assert.equal(year.movements[1].balance, 10);
    const february = await succeed(
      server,
      "GET",
      `${path}?startDate=2023-02-01&endDate=2023-02-28`,
    );
    assert.equal(february.openingBalance, 10);
    assert.equal(february.movements.length, 1);
    const { accountBalance } = await ageingOn(accountNumber, "2023-02-28");
    assert.equal(february.closingBalance, accountBalance);
    const nothing = await succeed(server, "GET", `${path}?startDate=2023-02-11&endDate=2023-02-11`);
    assert.deepEqual(nothing.movements, []);
    assert.equal(nothing.openingBalance, nothing.closingBalance);
  });

  test("is printed with what the account owes on its last day, and sent", async () => {
    const { accountNumber, january, payment, creditMemoNumber } = await aLife();
    const path = `/v1/accounts/${accountNumber}/statement`;
    const days = { startDate: "2023-01-10", endDate: "2023-02-28" };
    const { pdfFileUrl, fileId } = await succeed(server, "POST", `${path}/pdfs`, days);
    const text = await printed(pdfFileUrl);
    const facts = [
      "Statement",
      accountNumber,
      "From 2023-01-10",
      "Through 2023-02-28",
      "Opening balance 30.00 USD",
      `2023-01-20 Payment ${payment} -20.00 10.00`,
      `2023-02-10 Credit memo ${creditMemoNumber} -15.48 -5.48`,
      "Closing balance -5.48 USD",
      "Owed on 2023-02-28, by days past due",
      "Page 1 of 1",
    ];
    for (const fact of facts) assert.ok(says(text, fact), `${fact} in: ${text}`);
    assert.ok(!says(text, january), "what moved nothing in these days is not on it");
    const emailed = await succeed(server, "POST", `${path}/emails`, {
      ...days,
      emailAddresses: "ada@clark.example, books@clark.example",
    });
    assert.deepEqual(emailed.addresses, ["ada@clark.example", "books@clark.example"]);
    assert.notEqual(emailed.fileId, fileId);
    const { emails } = await succeed(server, "GET", `/v1/accounts/${accountNumber}/emails`);
    const [{ objectType, subject, body, fileId: sent, status }] = emails;
    assert.deepEqual([objectType, sent, status], ["Statement", emailed.fileId, "Kept"]);
    assert.match(subject, new RegExp(`statement of account ${accountNumber}$`));
    assert.match(body, /closing balance is -5\.48 USD/);
  });

  test("is not sent to nobody, and neither printed nor sent for days in the wrong order", async () => {
    const { accountNumber } = await anAccount(server);
    const path = `/v1/accounts/${accountNumber}/statement`;
    const days = { startDate: "2023-02-01", endDate: "2023-02-28" };
    const refused = async (what: string, body: object) =>
      (await server.call("POST", `${path}/${what}`, body)).json.reasons[0].message;
    assert.match(await refused("emails", days), /nobody to send it to/);
    const wrong = { ...days, endDate: "2023-01-31" };
    assert.match(await refused("pdfs", wrong), /'endDate' should not be before/);
    const to = { ...wrong, emailAddresses: "ada@clark.example" };
    assert.match(await refused("emails", to), /'endDate' should not be before/);
  });

  test("has days that follow each other", async () => {
    const { accountNumber } = await anAccount(server);
    const path = `/v1/accounts/${accountNumber}/statement`;
    for (const query of ["startDate=2023-02-01&endDate=2023-01-31", "startDate=2023-02-01"]) {
      const { json } = await server.call("GET", `${path}?${query}`);
      assert.equal(json.success, false, query);
    }
  });
});
