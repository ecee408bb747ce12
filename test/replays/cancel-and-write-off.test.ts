/** The published request that cancels and writes off, answered as printed. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { anAccount, aPlan, nextNumberIs, subscribe, succeed } from "#test/support/company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

const REQUEST = `{ "orderDate": "2023-05-24", "existingAccountNumber": "A00000850", "customFields": {}, "category": "NewSales", "subscriptions": [ { "subscriptionNumber": "A-S00002089", "orderActions": [ { "type": "CancelSubscription", "customFields": {}, "triggerDates": [ { "name": "CustomerAcceptance", "triggerDate": "2023-05-24" }, { "name": "ServiceActivation", "triggerDate": "2023-05-24" }, { "name": "ContractEffective", "triggerDate": "2023-05-24" } ], "cancelSubscription": { "cancellationPolicy": "SpecificDate", "cancellationEffectiveDate": "2023-05-24" } } ] } ], "processingOptions": { "runBilling": false, "writeOff": true, "billingOptions": { "documentDate": "2023-05-24", "targetDate": "2023-05-24" }, "collectPayment": false } }`;

const ANSWER = `{ "success": true, "orderNumber": "O-00005009", "accountNumber": "A00000850", "status": "Completed", "subscriptionNumbers": [ "A-S00002089" ], "writeOff": [ { "invoiceNumber": "INV00029461", "amount": 30.00, "status": "Success", "writeOffCreditMemoNumber": "CM00000340" } ] }`;

let server: TestServer;

before(async () => {
  server = await startTestServer();
  await anAccount(server, { accountNumber: "A00000850" });
  await nextNumberIs(server, "invoice", 29461);
  await subscribe(server, {
    accountNumber: "A00000850",
    plan: await aPlan(server, [{ price: 30 }]),
    from: "2023-05-01",
    billThrough: "2023-05-01",
    subscriptionNumber: "A-S00002089",
  });
  await nextNumberIs(server, "order", 5009);
  await nextNumberIs(server, "credit_memo", 340);
});

after(() => server.close());

test("K9: the printed request with a trailing slash gets the printed answer", async () => {
  const { status, json, text } = await server.call("POST", "/v1/orders/", REQUEST, {
    "content-type": "application/json",
  });
  assert.equal(status, 200);
  assert.deepEqual(json, JSON.parse(ANSWER));
  assert.match(text, /"amount":30\.00/);
});

test("a posted credit memo stands behind it, and the invoice owes nothing", async () => {
  const memo = await succeed(server, "GET", "/v1/credit-memos/CM00000340");
  assert.equal(memo.status, "Posted");
  assert.equal(memo.amount, 30);
  assert.equal(memo.unappliedAmount, 0);
  assert.equal(memo.reasonCode, "Write-off");
  const invoice = await succeed(server, "GET", "/v1/invoices/INV00029461");
  assert.equal(invoice.balance, 0);
});
