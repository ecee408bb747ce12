/** What previews say of order line items, and of the drafts that stand beside them. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { anAccount, aPlan, type Plan, subscribe, succeed } from "#test/support/company.ts";
import { fingerprint } from "#test/support/fingerprint.ts";
import { until } from "#test/support/payments.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let plan: Plan;

before(async () => {
  server = await startTestServer();
  plan = await aPlan(server, [{ price: 30 }]);
});
after(() => server.close());

type Json = Answer["json"];
type Fields = Readonly<Record<string, unknown>>;

const get = (path: string) => succeed(server, "GET", path);

const WEBCAM = {
  itemName: "webcam",
  itemType: "Product",
  quantity: 10,
  amountPerUnit: 30,
  description: "physical good to sell",
};
const FEBRUARY = { itemState: "SentToBilling", billTargetDate: "2023-02-01" };

const orderOf = (
  { accountNumber }: Json,
  orderLineItems: readonly Fields[],
  fields: Fields = {},
) => ({
  orderDate: "2023-01-01",
  existingAccountNumber: accountNumber,
  orderLineItems,
  ...fields,
});

const sell = (account: Json, items: readonly Fields[], fields: Fields = {}): Promise<Json> =>
  succeed(server, "POST", "/v1/orders?returnIds=true", orderOf(account, items, fields));

/** Asking changes nothing. */
async function asked(path: string, body: Fields): Promise<Json> {
  const print = await fingerprint(server);
  const answer = await succeed(server, "POST", path, body);
  assert.deepEqual(await fingerprint(server), print);
  return answer;
}

const billingPreview = ({ accountId }: Json, fields: Fields = {}) =>
  asked("/v1/operations/billing-preview", { accountId, targetDate: "2023-02-28", ...fields });

async function runBills({ accountId }: Json, fields: Fields): Promise<Json> {
  const { id } = await succeed(server, "POST", "/v1/bill-runs", {
    targetDate: "2023-02-28",
    invoiceDate: "2023-02-28",
    billRunFilters: [{ filterType: "Account", accountId }],
    ...fields,
  });
  return until(() => get(`/v1/bill-runs/${id}`), fields.autoPost ? "Posted" : "Completed");
}

/** A subscription that is 30.00 a month from January 2023, not billed yet. */
async function aSubscriber(): Promise<Json> {
  const account = await anAccount(server);
  await subscribe(server, { accountNumber: account.accountNumber, plan, from: "2023-01-01" });
  return account;
}

describe("a billing preview", () => {
  test("has the line items that are due, with their names, after what is of subscriptions", async () => {
    const account = await aSubscriber();
    await sell(account, [
      { ...WEBCAM, ...FEBRUARY },
      { ...WEBCAM, ...FEBRUARY, billTargetDate: "2023-03-01" },
      { ...WEBCAM, itemState: "Booked" },
    ]);
    const { invoiceItems, creditMemoItems } = await billingPreview(account);
    assert.deepEqual(creditMemoItems, []);
    const told = invoiceItems.map((item: Json) => [item.chargeName, item.chargeAmount]);
    assert.deepEqual(told, [
      ["Silver plan", 30],
      ["Silver plan", 30],
      ["webcam", 300],
    ]);
    const { chargeNumber, subscriptionNumber, subscriptionId, chargeId, ...item } = invoiceItems[2];
    assert.deepEqual(
      [chargeNumber, subscriptionNumber, subscriptionId, chargeId],
      [null, null, null, null],
    );
    assert.equal(item.orderLineItemNumber, "1");
    assert.equal(item.chargeDescription, "physical good to sell");
    assert.deepEqual([item.quantity, item.chargeType], [10, "OneTime"]);
    assert.equal("orderLineItemNumber" in invoiceItems[0], false);
  });

  test("has what a bill run then bills, and nothing once it is billed", async () => {
    const account = await aSubscriber();
    await sell(account, [{ ...WEBCAM, ...FEBRUARY }]);
    const { invoiceItems } = await billingPreview(account);
    await runBills(account, { autoPost: true });
    const { invoices } = await get(`/v1/transactions/invoices/accounts/${account.accountId}`);
    const billed = invoices.map((each: Json) => each.amount);
    const sum = (amounts: number[]) => amounts.reduce((total, amount) => total + amount, 0);
    assert.equal(sum(invoiceItems.map((item: Json) => item.chargeAmount)), 360);
    assert.equal(sum(billed), 360);
    assert.deepEqual((await billingPreview(account)).invoiceItems, []);
  });

  test("credits a return on a memo item", async () => {
    const account = await anAccount(server);
    const billingOptions = { targetDate: "2023-02-01", documentDate: "2023-02-01" };
    const processingOptions = { runBilling: true, billingOptions };
    const sold = await sell(account, [{ ...WEBCAM, ...FEBRUARY }], { processingOptions });
    const returned = {
      itemName: "webcam that came back",
      itemCategory: "Return",
      quantity: 4,
      originalOrderNumber: sold.orderNumber,
      originalOrderLineItemNumber: "1",
      ...FEBRUARY,
    };
    await sell(account, [returned], { category: "Return" });
    const { invoiceItems, creditMemoItems } = await billingPreview(account);
    assert.deepEqual(invoiceItems, []);
    const [item, ...others] = creditMemoItems;
    assert.equal(others.length, 0);
    assert.deepEqual([item.skuName, item.amount], ["webcam that came back", 120]);
    assert.equal(item.subscriptionNumber, null);
  });

  test("leaves them out with what is one-time, and tells those on drafts when asked", async () => {
    const account = await aSubscriber();
    await sell(account, [{ ...WEBCAM, ...FEBRUARY }]);
    const recurring = await billingPreview(account, { chargeTypeToExclude: "OneTime" });
    assert.equal(recurring.invoiceItems.length, 2);
    await runBills(account, { autoPost: false });
    assert.deepEqual((await billingPreview(account)).invoiceItems, []);
    const { invoiceItems } = await billingPreview(account, { includingDraftItems: true });
    const ofItem = invoiceItems.find((item: Json) => item.orderLineItemNumber === "1");
    assert.equal(invoiceItems.length, 3);
    assert.deepEqual([ofItem.chargeAmount, ofItem.chargeType], [300, "OneTime"]);
    assert.equal(ofItem.chargeDescription, "physical good to sell");
  });

  test("of many accounts has a line for each", async () => {
    const jobs = await server.runJobs();
    const account = await anAccount(server, { batch: "Batch9" });
    await sell(account, [{ ...WEBCAM, ...FEBRUARY }]);
    const run = { targetDate: "2023-02-28", batch: "Batch9" };
    const { billingPreviewRunId } = await succeed(server, "POST", "/v1/billing-preview-runs", run);
    const path = `/v1/billing-preview-runs/${billingPreviewRunId}`;
    const { resultFileUrl } = await until(() => get(path), "Completed");
    const { text } = await server.call("GET", new URL(resultFileUrl, "http://x").pathname);
    assert.match(text, /,Invoice,,1,webcam,OneTime,Charge,/);
    await jobs.stop();
  });
});

describe("a preview of an order", () => {
  const previewOptions = {
    previewThruType: "SpecificDate",
    specificPreviewThruDate: "2023-02-28",
  };
  const documents = async (body: Fields) =>
    (await asked("/v1/orders/preview", { ...body, previewOptions })).previewResult.invoices.map(
      ({ amount, invoiceItems }: Json) => [
        amount,
        invoiceItems.map((item: Json) => [item.chargeName, item.orderLineItemNumber]),
      ],
    );

  test("with line items has the draft invoices that are there, too", async () => {
    const account = await aSubscriber();
    await sell(account, [{ ...WEBCAM, ...FEBRUARY }]);
    await runBills(account, { autoPost: false });
    const selling = orderOf(account, [{ ...WEBCAM, itemName: "lamp", quantity: 1 }]);
    const told = await documents(selling);
    assert.deepEqual(told[0], [30, [["lamp", "1"]]]);
    assert.equal(told.length, 2);
    const [amount, items] = told[1];
    assert.equal(amount, 360);
    assert.deepEqual(items.sort(), [
      ["Silver plan", null],
      ["Silver plan", null],
      ["webcam", "1"],
    ]);
  });

  test("with subscriptions only leaves them out", async () => {
    const account = await aSubscriber();
    await sell(account, [{ ...WEBCAM, ...FEBRUARY }]);
    await runBills(account, { autoPost: false });
    const { productRatePlanId } = plan;
    const createSubscription = {
      terms: { initialTerm: { termType: "EVERGREEN" }, autoRenew: false },
      subscribeToRatePlans: [{ productRatePlanId }],
    };
    const triggerDates = [{ name: "ContractEffective", triggerDate: "2023-02-01" }];
    const orderActions = [{ type: "CreateSubscription", triggerDates, createSubscription }];
    const told = await documents({ ...orderOf(account, []), subscriptions: [{ orderActions }] });
    assert.deepEqual(told, [[30, [["Silver plan", null]]]]);
  });
});
