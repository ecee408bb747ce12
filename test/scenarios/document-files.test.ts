/** PDF files of invoices and memos: what is on them, where they are kept, and how they are sent. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { aBilledAccount, billRun, invoicesOf, ofAccount } from "#test/support/bill-runs.ts";
import { anAccount, aPlan, cancelOrder, type Plan, succeed } from "#test/support/company.ts";
import { pdfPages, pdfText } from "#test/support/pdf-text.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let url: string;
let monthly: Plan;

before(async () => {
  server = await startTestServer();
  url = await server.listen();
  monthly = await aPlan(server, [{ price: 30 }]);
});
after(() => server.close());

const contact = {
  firstName: "Ada",
  lastName: "Clark",
  address1: "1 Mill Lane",
  city: "Boston",
  zipCode: "02108",
  state: "Massachusetts",
  country: "United States",
  workEmail: "ada@clark.example",
};

/** An account with a posted invoice of January and February. */
async function billed(fields: object = {}) {
  const account = await aBilledAccount(server, monthly, { billToContact: contact, ...fields });
  const billing = { targetDate: "2023-02-01", invoiceDate: "2023-02-05", autoPost: true };
  await billRun(server, { ...billing, ...ofAccount(account.accountId) });
  const [invoice] = await invoicesOf(server, account.accountId);
  return { ...account, invoice };
}

async function download(path: string) {
  const answer = await fetch(url + path, { headers: { authorization: `Bearer ${server.token}` } });
  assert.equal(answer.status, 200);
  return { headers: answer.headers, content: new Uint8Array(await answer.arrayBuffer()) };
}

/** Words in the order of the page, one blank between two. */
const words = (content: Uint8Array): string => pdfText(content).replace(/\s+/g, " ");

/** Wherever a line ends: lines are set in pieces. */
const says = (text: string, fact: string): boolean =>
  text.replace(/\s/g, "").includes(fact.replace(/\s/g, ""));

async function print(path: string): Promise<string> {
  const { pdfFileUrl } = await succeed(server, "POST", path);
  return words((await download(pdfFileUrl)).content);
}

describe("a PDF file of an invoice", () => {
  test("says who owes what for which days, and until when", async () => {
    const { invoice, accountNumber, subscriptionNumber } = await billed();
    const answer = await succeed(server, "POST", `/v1/invoices/${invoice.id}/pdfs`);
    const { headers, content } = await download(answer.pdfFileUrl);
    assert.equal(headers.get("content-type"), "application/pdf");
    assert.match(
      headers.get("content-disposition") ?? "",
      new RegExp(`${invoice.invoiceNumber}_${accountNumber}_2023-02-05\\.pdf`),
    );
    const text = words(content);
    const facts = [
      invoice.invoiceNumber,
      accountNumber,
      subscriptionNumber,
      "Invoice date 2023-02-05",
      "Target date 2023-02-01",
      "Due date 2023-02-05",
      "Due Upon Receipt",
      "Ada Clark 1 Mill Lane 02108 Boston, Massachusetts United States",
      "Silver plan",
      "2023-01-01 – 2023-01-31",
      "2023-02-01 – 2023-02-28",
      "Subtotal 60.00 USD",
      "Total 60.00 USD",
      "Balance 60.00 USD",
      "Page 1 of 1",
    ];
    for (const fact of facts) assert.ok(says(text, fact), `${fact} in: ${text}`);
    assert.ok(!says(text, "full period"), "derivations are printed on request alone");
  });

  test("says why amounts are what they are, where that is asked for", async () => {
    const { invoice } = await billed();
    const text = await print(`/v1/invoices/${invoice.id}/pdfs?derivations=true`);
    assert.ok(says(text, "full period"), text);
  });

  test("has discounts, taxes by their names, and what was applied", async () => {
    const { accountId } = await anAccount(server, { billToContact: contact });
    const vat = {
      name: "VAT",
      taxCode: "VAT",
      taxDate: "2024-07-30",
      taxRate: 0.2,
      taxRateType: "Percentage",
      taxMode: "TaxExclusive",
    };
    const invoice = await succeed(server, "POST", "/v1/invoices", {
      accountId,
      invoiceDate: "2024-07-30",
      status: "Posted",
      comments: "Бетон & Söhne <b>грн</b>",
      invoiceItems: [
        {
          chargeName: "Stones \u{1}and \u{202e}more",
          description: "Round ones",
          amount: 1234.5,
          quantity: 3,
          uom: "Tons",
          serviceStartDate: "2024-07-30",
          taxItems: [{ ...vat, taxAmount: 246.9 }],
          discountItems: [{ chargeName: "For friends", amount: -34.5 }],
        },
      ],
    });
    await succeed(server, "PUT", `/v1/invoices/${invoice.id}/write-off`, {
      memoDate: "2024-08-01",
    });
    const text = await print(`/v1/invoices/${invoice.id}/pdfs`);
    const facts = [
      "Stones",
      "Round ones",
      "3 Tons",
      "411.50",
      "1,234.50",
      "For friends",
      "-34.50",
      "VAT 20%",
      "Subtotal 1,200.00 USD",
      "VAT 20% 246.90 USD",
      "Total 1,446.90 USD",
      "Balance 0.00 USD",
      "Payments and credits",
      "Credit memo CM",
      "2024-08-01",
      "1,446.90",
      "Бетон & Söhne <b>грн</b>",
    ];
    for (const fact of facts) assert.ok(says(text, fact), `${fact} in: ${text}`);
  });

  test("of a thousand items, on many pages, each with its header", async () => {
    const { accountId } = await anAccount(server);
    const invoiceItems = Array.from({ length: 1000 }, (_, index) => ({
      chargeName: `Thing-${index}`,
      amount: 1,
      serviceStartDate: "2024-07-30",
    }));
    const invoice = await succeed(server, "POST", "/v1/invoices", {
      accountId,
      invoiceDate: "2024-07-30",
      invoiceItems,
    });
    const answer = await succeed(server, "POST", `/v1/invoices/${invoice.id}/pdfs`);
    const pages = pdfPages((await download(answer.pdfFileUrl)).content);
    assert.ok(pages.length > 10, `${pages.length} pages`);
    assert.ok(pages.every((page) => says(page, `of ${pages.length}`)));
    const all = pages.join("\n");
    for (const index of [0, 1, 500, 999]) assert.match(all, new RegExp(`Thing-${index}\\b`));
    assert.ok(says(all, "Draft"));
    assert.ok(says(all, "Total 1,000.00 USD"));
  });

  test("not of what is cancelled; files are listed from the newest, by number and by id", async () => {
    const { accountId } = await anAccount(server);
    const invoice = await succeed(server, "POST", "/v1/invoices", {
      accountId,
      invoiceDate: "2024-07-30",
      invoiceItems: [{ chargeName: "Stones", amount: 1, serviceStartDate: "2024-07-30" }],
    });
    const path = `/v1/invoices/${invoice.id}/pdfs`;
    const [first, second] = [
      await succeed(server, "POST", path),
      await succeed(server, "POST", path),
    ];
    const listed = await succeed(server, "GET", `/v1/invoices/${invoice.invoiceNumber}/files`);
    const { invoiceFiles } = listed;
    assert.deepEqual(
      invoiceFiles.map(({ id }: { id: string }) => id),
      [second.fileId, first.fileId],
    );
    assert.ok(invoiceFiles[0].versionNumber > invoiceFiles[1].versionNumber);
    await succeed(server, "PUT", `/v1/invoices/${invoice.id}/cancel`, {});
    const { json } = await server.call("POST", path);
    assert.match(json.reasons[0].message, /is Canceled: no PDF is made of it any more/);
    const kept = await succeed(server, "GET", `/v1/invoices/${invoice.id}/files?pageSize=1`);
    assert.equal(kept.invoiceFiles.length, 1);
    assert.ok(kept.nextPage.includes("page=2"));
    await succeed(server, "DELETE", `/v1/invoices/${invoice.id}`);
    const gone = await server.call("GET", first.pdfFileUrl);
    assert.match(gone.json.reasons[0].message, /Cannot find entity/);
  });
});

test("whether documents are printed is asked for many at once", async () => {
  const [printed, plain] = [(await billed()).invoice, (await billed()).invoice];
  const { pdfFileUrl } = await succeed(server, "POST", `/v1/invoices/${printed.id}/pdfs`);
  const keys = [plain.invoiceNumber, printed.id, "INV99999999"].join(",");
  const path = `/v1/invoices/pdf-status?invoiceKeys=${keys}`;
  const { invoiceFiles } = await succeed(server, "GET", path);
  const [first, second] = invoiceFiles;
  assert.equal(invoiceFiles.length, 2);
  assert.deepEqual(first, {
    invoiceId: plain.id,
    invoiceNumber: plain.invoiceNumber,
    pdfGenerationStatus: "N/A",
  });
  assert.deepEqual([second.pdfGenerationStatus, second.pdfFileUrl], ["Generated", pdfFileUrl]);
  const many = Array.from({ length: 51 }, () => "INV1").join(",");
  const { json } = await server.call("GET", `/v1/invoices/pdf-status?invoiceKeys=${many}`);
  assert.match(json.reasons[0].message, /at most 50/);
});

test("a PDF file of a credit memo says what it was applied to", async () => {
  const { accountNumber, subscriptionNumber, invoice } = await billed();
  const processingOptions = { runBilling: true, billingOptions: { targetDate: "2023-02-11" } };
  const on = "2023-02-11";
  const order = cancelOrder({ accountNumber, subscriptionNumber, on, processingOptions });
  const { creditMemoNumbers } = await succeed(server, "POST", "/v1/orders", order);
  const [number] = creditMemoNumbers;
  const text = await print(`/v1/credit-memos/${number}/pdfs`);
  const facts = ["Credit memo", number, "Memo date", "2023-02-11 – 2023-02-28", "Unapplied"];
  for (const fact of facts) assert.ok(says(text, fact), `${fact} in: ${text}`);
  const older = `/v1/creditmemos/${number}/files`;
  const { creditMemoFiles } = await succeed(server, "GET", older);
  assert.equal(creditMemoFiles.length, 1);
  const writeOff = await succeed(server, "PUT", `/v1/invoices/${invoice.id}/write-off`, {});
  const applied = await print(`/v1/credit-memos/${writeOff.creditMemo.id}/pdfs`);
  assert.ok(says(applied, `Applied to Invoice ${invoice.invoiceNumber}`), applied);
});

test("a debit memo is printed and sent as an invoice is, with its file", async () => {
  const { accountId, accountNumber } = await anAccount(server, { billToContact: contact });
  const memo = await succeed(server, "POST", "/v1/debit-memos", {
    accountNumber,
    charges: [{ productRatePlanChargeId: monthly.chargeIds[0], amount: 12.5 }],
    effectiveDate: "2023-05-02",
    dueDate: "2023-05-20",
    autoPost: true,
  });
  const path = `/v1/debit-memos/${memo.id}`;
  assert.deepEqual(await succeed(server, "POST", `${path}/emails`, {}), { success: true });
  const { emails } = await succeed(server, "GET", `/v1/accounts/${accountId}/emails`);
  const [{ objectType, objectId, addresses, subject, body, fileId }, ...others] = emails;
  assert.deepEqual(others, []);
  assert.deepEqual([objectType, objectId], ["DebitMemo", memo.id]);
  assert.deepEqual(addresses, ["ada@clark.example"]);
  assert.match(subject, new RegExp(`debit memo ${memo.number}$`));
  assert.match(body, /12\.50 USD, of which 12\.50 USD is open, due on 2023-05-20/);
  const { debitMemoFiles } = await succeed(server, "GET", `${path}/files`);
  assert.deepEqual(
    debitMemoFiles.map(({ id }: { id: string }) => id),
    [fileId],
  );
  const text = words((await download(`/v1/files/${fileId}`)).content);
  const facts = ["Debit memo", memo.number, "Memo date 2023-05-02", "Due date 2023-05-20"];
  for (const fact of [...facts, "Total 12.50 USD", "Balance 12.50 USD"]) {
    assert.ok(says(text, fact), `${fact} in: ${text}`);
  }
});

describe("e-mails", () => {
  const sent = async (accountId: string) =>
    (await succeed(server, "GET", `/v1/accounts/${accountId}/emails`)).emails;

  test("go to the bill-to contact with the newest file, which is made where there is none", async () => {
    const { invoice, accountId } = await billed({
      additionalEmailAddresses: ["books@clark.example"],
    });
    const path = `/v1/invoices/${invoice.id}/emails`;
    assert.deepEqual(await succeed(server, "POST", path, {}), { success: true });
    await succeed(server, "POST", path, {
      emailAddresses: "a@b.example, c@d.example",
      includeAdditionalEmailAddresses: true,
    });
    const [second, first] = await sent(accountId);
    assert.deepEqual(first.addresses, ["ada@clark.example"]);
    assert.deepEqual(second.addresses, ["a@b.example", "c@d.example", "books@clark.example"]);
    assert.equal(first.gateway, "Test");
    assert.match(first.subject, new RegExp(`invoice ${invoice.invoiceNumber}$`));
    assert.match(first.body, /60\.00 USD, of which 60\.00 USD is open, due on 2023-02-05/);
    const { invoiceFiles } = await succeed(server, "GET", `/v1/invoices/${invoice.id}/files`);
    assert.deepEqual(
      invoiceFiles.map(({ id }: { id: string }) => id),
      [first.fileId],
    );
    assert.equal(second.fileId, first.fileId);
    const read = await succeed(server, "GET", `/v1/invoices/${invoice.id}`);
    assert.match(read.lastEmailSentDate, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  });

  test("EMAIL_ADDRESS_MISSING: nobody to send to, no address, and no draft", async () => {
    const { invoice } = await billed({ billToContact: { ...contact, workEmail: "" } });
    const path = `/v1/invoices/${invoice.id}/emails`;
    const refused = async (body: object) =>
      (await server.call("POST", path, body)).json.reasons[0].message;
    assert.match(await refused({}), /nobody to send it to/);
    const tricked = "a@b.example\r\nbcc: all@example.org";
    assert.match(await refused({ emailAddresses: tricked }), /is no e-mail address/);
    assert.match(await refused({ emailAddresses: "ada" }), /'ada' is no e-mail address/);
    assert.match(
      await refused({ emailAddresses: "a@b.example", pdfFileId: "0".repeat(32) }),
      /Cannot find entity/,
    );
    await succeed(server, "PUT", `/v1/invoices/${invoice.id}/unpost`, {});
    assert.match(
      await refused({ emailAddresses: "a@b.example" }),
      /only posted documents are sent/,
    );
  });
});
