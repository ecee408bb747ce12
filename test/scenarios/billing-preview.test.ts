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
import { assertConserved } from "#test/support/conservation.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let monthly: Plan;

before(async () => {
  server = await startTestServer();
  monthly = await aPlan(server, [{ price: 30 }]);
});
after(() => server.close());

const PATH = "/v1/operations/billing-preview";

type Fields = Readonly<Record<string, unknown>>;

const preview = (fields: Fields) => succeed(server, "POST", PATH, fields);

const aSubscriber = async (months: number | null = 12) => {
  const { accountId, accountNumber } = await anAccount(server);
  const { subscriptionNumbers } = await subscribe(server, {
    accountNumber,
    plan: monthly,
    from: "2023-01-01",
    months,
  });
  const [subscriptionNumber] = subscriptionNumbers;
  return { accountId, accountNumber, subscriptionNumber };
};

/** The fields that a recording of the vendor's had, in its order. */
const INVOICE_ITEM_FIELDS = [
  "id",
  "subscriptionName",
  "subscriptionId",
  "subscriptionNumber",
  "serviceStartDate",
  "serviceEndDate",
  "chargeAmount",
  "chargeDescription",
  "chargeName",
  "chargeNumber",
  "chargeId",
  "productName",
  "quantity",
  "taxAmount",
  "unitOfMeasure",
  "chargeDate",
  "chargeType",
  "processingType",
  "appliedToItemId",
  "numberOfDeliveries",
];

describe("a billing preview", () => {
  test("says what a bill run would bill, with every field, and saves nothing", async () => {
    const { accountId, accountNumber, subscriptionNumber } = await aSubscriber();
    const first = await preview({ accountId, targetDate: "2023-02-15" });
    assert.deepEqual(Object.keys(first), [
      "success",
      "accountId",
      "invoiceItems",
      "creditMemoItems",
    ]);
    assert.equal(first.accountId, accountId);
    assert.deepEqual(first.creditMemoItems, []);
    const [january, february] = first.invoiceItems;
    assert.deepEqual(Object.keys(january), INVOICE_ITEM_FIELDS);
    const { subscriptionName, serviceStartDate, serviceEndDate, chargeAmount } = january;
    assert.equal(subscriptionName, subscriptionNumber);
    assert.deepEqual([serviceStartDate, serviceEndDate], ["2023-01-01", "2023-01-31"]);
    assert.equal(chargeAmount, 30);
    assert.match(january.productName, /^Product \d+$/);
    assert.deepEqual([january.chargeDescription, january.unitOfMeasure], ["", ""]);
    assert.equal(january.appliedToItemId, null);
    assert.equal(february.serviceEndDate, "2023-02-28");

    const again = await preview({ accountNumber, targetDate: "2023-02-15" });
    assert.equal(again.invoiceItems.length, 2);
    await assertConserved(server.database, server.entityId);
  });

  test("keeps the charge's first id when a later version is billed", async () => {
    const { accountId, accountNumber, subscriptionNumber } = await aSubscriber();
    const before = await preview({ accountId, targetDate: "2023-01-15" });
    const cancel = cancelOrder({ accountNumber, subscriptionNumber, on: "2023-01-11" });
    await succeed(server, "POST", "/v1/orders", cancel);
    const after = await preview({ accountId, targetDate: "2023-01-15" });
    assert.equal(after.invoiceItems[0].chargeId, before.invoiceItems[0].chargeId);
    assert.notEqual(after.invoiceItems[0].subscriptionId, before.invoiceItems[0].subscriptionId);
    assert.equal(after.invoiceItems[0].serviceEndDate, "2023-01-10");
  });

  test("says what would be credited", async () => {
    const { accountId, accountNumber, subscriptionNumber } = await aSubscriber();
    const billRunFilters = [{ filterType: "Account", accountId }];
    const run = { targetDate: "2023-03-01", autoPost: true, billRunFilters };
    const { id } = await succeed(server, "POST", "/v1/bill-runs", run);
    while ((await succeed(server, "GET", `/v1/bill-runs/${id}`)).status !== "Posted");
    const cancel = cancelOrder({ accountNumber, subscriptionNumber, on: "2023-03-11" });
    await succeed(server, "POST", "/v1/orders", cancel);
    const { invoiceItems, creditMemoItems } = await preview({
      accountId,
      targetDate: "2023-03-31",
    });
    assert.deepEqual(invoiceItems, []);
    assert.equal(creditMemoItems.length, 1);
    const { amount, serviceStartDate, serviceEndDate, skuName } = creditMemoItems[0];
    assert.equal(amount, 20.32);
    assert.deepEqual([serviceStartDate, serviceEndDate], ["2023-03-11", "2023-03-31"]);
    assert.equal(skuName, "Silver plan -- Proration Credit");
  });

  test("leaves out evergreen subscriptions and charge types unless it is asked for them", async () => {
    const { accountId } = await aSubscriber(null);
    const fields = { accountId, targetDate: "2023-01-31" };
    assert.equal((await preview(fields)).invoiceItems.length, 0);
    const all = { ...fields, includingEvergreenSubscription: true };
    assert.equal((await preview(all)).invoiceItems.length, 1);
    const none = { ...all, chargeTypeToExclude: "OneTime, Recurring" };
    assert.equal((await preview(none)).invoiceItems.length, 0);
  });

  test("adds the items of drafts when it is asked for them", async () => {
    const { accountId } = await aSubscriber();
    const billRunFilters = [{ filterType: "Account", accountId }];
    const run = { targetDate: "2023-01-15", billRunFilters };
    const { id } = await succeed(server, "POST", "/v1/bill-runs", run);
    while ((await succeed(server, "GET", `/v1/bill-runs/${id}`)).status !== "Completed");
    const fields = { accountId, targetDate: "2023-02-15" };
    assert.equal((await preview(fields)).invoiceItems.length, 1);
    const { invoiceItems } = await preview({ ...fields, includingDraftItems: true });
    assert.deepEqual(
      invoiceItems.map((item: { serviceStartDate: string }) => item.serviceStartDate),
      ["2023-01-01", "2023-02-01"],
    );
    assert.deepEqual(Object.keys(invoiceItems[0]), INVOICE_ITEM_FIELDS);
  });

  test("renews what ends by the target date where that is to be assumed, and saves nothing", async () => {
    const { accountId, accountNumber } = await anAccount(server);
    const terms = (autoRenew: boolean) => ({
      initialTerm: { termType: "TERMED", period: 1, periodType: "Month" },
      renewalTerms: [{ period: 1, periodType: "Month" }],
      autoRenew,
    });
    for (const autoRenew of [true, false]) {
      const createSubscription = { terms: terms(autoRenew) };
      const fields = { accountNumber, plan: monthly, from: "2023-01-01", createSubscription };
      await subscribe(server, fields);
    }
    const countOf = async (assumeRenewal: string) => {
      const asked = { accountId, targetDate: "2023-03-01", assumeRenewal };
      return (await preview(asked)).invoiceItems.length;
    };
    assert.equal(await countOf("None"), 2);
    assert.equal(await countOf("Autorenew"), 4);
    assert.equal(await countOf("All"), 6);
    assert.equal(await countOf("None"), 2);
    await assertConserved(server.database, server.entityId);
  });

  test("refuses what it cannot answer", async () => {
    const messageOf = async (fields: Fields) =>
      (await server.call("POST", PATH, fields)).json.reasons[0].message;
    const targetDate = "2023-01-31";
    assert.equal(await messageOf({ targetDate }), "'accountId' may not be null");
    assert.equal(
      await messageOf({ targetDate, accountId: "A-none" }),
      "Cannot find entity by key: 'A-none'.",
    );
    assert.match(
      await messageOf({ targetDate, accountId: "A", assumeRenewal: "Maybe" }),
      /assumeRenewal/,
    );
    assert.match(
      await messageOf({ targetDate, accountId: "A", chargeTypeToExclude: "Often" }),
      /chargeTypeToExclude/,
    );
  });
});
