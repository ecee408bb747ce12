/** What a preview forecasts period by period, and which charges it leaves out. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  anAccount,
  aPlan,
  cancelOrder,
  type Plan,
  subscribe,
  subscribeOrder,
  succeed,
} from "#test/support/company.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let plan: Plan;
let accountNumber: string;

type Fields = Readonly<Record<string, unknown>>;

const post = (body: unknown) => succeed(server, "POST", "/v1/orders/preview", body);
const refusal = async (body: unknown): Promise<Answer["json"]> => {
  const { json } = await server.call("POST", "/v1/orders/preview", body);
  assert.equal(json.success, false, JSON.stringify(json));
  return json.reasons[0];
};

/** A new subscription from 1 July 2024, without processing options. */
function creation(previewOptions: Fields, given: { plan?: Plan } = {}) {
  const order = subscribeOrder({ accountNumber, plan, from: "2024-07-01", ...given });
  return { ...order, processingOptions: undefined, previewOptions };
}

const through = (specificPreviewThruDate: string) => ({
  previewThruType: "SpecificDate",
  specificPreviewThruDate,
  previewTypes: ["BillingDocs"],
});

before(async () => {
  server = await startTestServer();
  plan = await aPlan(server, [{ Name: "Monthly Fee", price: 14.99 }]);
  accountNumber = (await anAccount(server)).accountNumber;
});
after(() => server.close());

describe("what a preview forecasts, and leaves out", () => {
  test("one invoice for each day on which periods begin, as published", async () => {
    const charges = [
      { Name: "Annual price", price: 1000, BillingPeriod: "Annual" },
      { Name: "Quarterly price", price: 10, BillingPeriod: "Quarter" },
    ];
    const yearly = await aPlan(server, charges);
    const order = subscribeOrder({ accountNumber, plan: yearly, from: "2025-01-01" });
    const body = {
      ...order,
      processingOptions: undefined,
      previewOptions: { previewThruType: "TermEnd" },
    };
    const path = "/v1/orders/preview?summarizeInvoiceItem=true";
    const { previewResult } = await succeed(server, "POST", path, body);
    const [invoice] = previewResult.invoices;
    assert.equal(invoice.amount, 1040);
    const quarter = (sequence: number, amount: number, start: string, end: string) => ({
      previewInvoiceSequence: sequence,
      subTotal: amount,
      discountAmount: 0,
      taxAmount: 0,
      total: amount,
      servicePeriodStartDate: start,
      servicePeriodEndDate: end,
    });
    assert.deepEqual(invoice.invoiceItemSummary, [
      quarter(1, 1010, "2025-01-01", "2025-03-31"),
      quarter(2, 10, "2025-04-01", "2025-06-30"),
      quarter(3, 10, "2025-07-01", "2025-09-30"),
      quarter(4, 10, "2025-10-01", "2025-12-31"),
    ]);
    const plain = await post(body);
    assert.equal("invoiceItemSummary" in plain.previewResult.invoices[0], false);
  });

  test("types of charges, in a preview as in an order", async () => {
    const both = await aPlan(server, [
      { Name: "Monthly", price: 20 },
      { Name: "Set-up", price: 7, ChargeType: "OneTime" },
    ]);
    const previewOptions = { ...through("2024-07-31"), chargeTypeToExclude: ["OneTime"] };
    const { previewResult } = await post(creation(previewOptions, { plan: both }));
    assert.equal(previewResult.invoices[0].amount, 20);
    const order = subscribeOrder({ accountNumber, plan: both, from: "2024-07-01" });
    const billingOptions = { targetDate: "2024-07-31", chargeTypeToExclude: ["Recurring"] };
    const processingOptions = { runBilling: true, billingOptions };
    const { invoiceNumbers } = await succeed(server, "POST", "/v1/orders", {
      ...order,
      processingOptions,
    });
    const { amount } = await succeed(server, "GET", `/v1/invoices/${invoiceNumbers[0]}`);
    assert.equal(amount, 7);
  });

  test("NOT_ALLOWED: nothing is written off while something is left out", async () => {
    const order = await subscribe(server, { accountNumber, plan, from: "2024-07-01" });
    const [subscriptionNumber] = order.subscriptionNumbers;
    const billingOptions = { chargeTypeToExclude: ["OneTime"] };
    const processingOptions = { runBilling: true, writeOff: true, billingOptions };
    const cancel = cancelOrder({
      accountNumber,
      subscriptionNumber,
      on: "2024-08-01",
      processingOptions,
    });
    assert.match((await refusal(cancel)).message, /'chargeTypeToExclude'/);
  });
});
