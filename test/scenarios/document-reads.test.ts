import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { anAccount, aPlan, cancelOrder, subscribe, succeed } from "#test/support/company.ts";
import { startTestServer } from "#test/support/server.ts";

const server = await startTestServer();
after(server.close);

const get = (path: string) => succeed(server, "GET", path);

/** Two months of 30.00 are billed and owed; the second is cancelled and written off. */
const plan = await aPlan(server, [{ price: 30 }, { Name: "Support", price: 20 }]);
const account = await anAccount(server, { name: "Clark Ltd", accountNumber: "A00000006" });
const kept = await subscribe(server, {
  accountNumber: "A00000006",
  plan,
  from: "2023-01-01",
  billThrough: "2023-02-01",
});
const gone = await subscribe(server, {
  accountNumber: "A00000006",
  plan,
  from: "2023-01-01",
  billThrough: "2023-02-01",
});
const cancelled = await succeed(
  server,
  "POST",
  "/v1/orders?returnIds=true",
  cancelOrder({
    accountNumber: "A00000006",
    subscriptionNumber: gone.subscriptionNumbers[0],
    on: "2023-02-01",
    processingOptions: {
      runBilling: true,
      billingOptions: { targetDate: "2023-02-01", documentDate: "2023-02-01" },
      writeOff: true,
    },
  }),
);
const [keptNumber] = kept.invoiceNumbers;
const [goneNumber] = gone.invoiceNumbers;

describe("GET /v1/invoices/{invoiceKey}", () => {
  test("answers the invoice flat, by number and by id", async () => {
    const invoice = await get(`/v1/invoices/${keptNumber}`);
    const expected = {
      accountId: account.accountId,
      adjustmentAmount: 0,
      amount: 100,
      amountWithoutTax: 100,
      autoPay: false,
      balance: 100,
      billRunId: null,
      comments: "",
      creditMemoAmount: 0,
      currency: "USD",
      dueDate: "2023-01-01",
      id: kept.invoiceIds[0],
      includesOneTime: false,
      includesRecurring: true,
      invoiceDate: "2023-01-01",
      invoiceNumber: keptNumber,
      paymentTerm: "Due Upon Receipt",
      source: "API",
      sourceType: "Subscription",
      status: "Posted",
      success: true,
      targetDate: "2023-02-01",
      taxAmount: 0,
    };
    assert.deepEqual({ ...invoice, ...expected }, invoice);
    assert.match(invoice.createdDate, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    assert.match(invoice.postedDate, /^\d{4}-\d\d-\d\d$/);
    assert.deepEqual(await get(`/v1/invoices/${kept.invoiceIds[0]}`), invoice);
    assert.deepEqual(await get(`/rest/v1/invoices/${keptNumber}/`), invoice);
  });

  test("what was written off is paid by credit memos", async () => {
    const invoice = await get(`/v1/invoices/${goneNumber}`);
    assert.deepEqual([invoice.balance, invoice.creditMemoAmount], [0, 100]);
  });

  test("ENTITY_NOT_FOUND, 200 for versions that have no other status", async () => {
    const { status, json } = await server.call("GET", "/v1/invoices/INV99999999");
    assert.equal(status, 200);
    assert.equal(json.success, false);
    assert.deepEqual(json.reasons, [
      { code: 50000040, message: "Cannot find entity by key: 'INV99999999'." },
    ]);
  });
});

describe("GET /v1/invoices/{invoiceKey}/items", () => {
  test("has items by charge and service, taxation items in an object", async () => {
    const { invoiceItems, nextPage } = await get(`/v1/invoices/${keptNumber}/items`);
    assert.equal(nextPage, undefined);
    assert.deepEqual(
      invoiceItems.map((item: Record<string, unknown>) => [
        item.chargeName,
        item.serviceStartDate,
        item.serviceEndDate,
        item.chargeAmount,
      ]),
      [
        ["Silver plan", "2023-01-01", "2023-01-31", 30],
        ["Silver plan", "2023-02-01", "2023-02-28", 30],
        ["Support", "2023-01-01", "2023-01-31", 20],
        ["Support", "2023-02-01", "2023-02-28", 20],
      ],
    );
    const [item] = invoiceItems;
    assert.deepEqual(item.taxationItems, { data: [] });
    assert.equal(item.processingType, "Charge");
    assert.equal(item.chargeType, "Recurring");
    assert.equal(item.subscriptionName, kept.subscriptionNumbers[0]);
    assert.equal(item.productRatePlanChargeId, plan.chargeIds[0]);
    assert.equal(item.availableToCreditAmount, 30);
    assert.equal(item.unitPrice, 30);
  });

  test("what was written off of an item is no more available to credit", async () => {
    const { invoiceItems } = await get(`/v1/invoices/${goneNumber}/items`);
    const available = invoiceItems.map((item: Record<string, unknown>) => [
      item.serviceStartDate,
      item.balance,
      item.availableToCreditAmount,
    ]);
    // February went by the cancellation: credits of billing do not count.
    assert.deepEqual(available, [
      ["2023-01-01", 0, 0],
      ["2023-02-01", 0, 30],
      ["2023-01-01", 0, 0],
      ["2023-02-01", 0, 20],
    ]);
  });

  test("pages hold every item once, and say where the next is", async () => {
    const ids = [];
    let path: string | undefined = `/v1/invoices/${keptNumber}/items?pageSize=3`;
    while (path !== undefined) {
      const { invoiceItems, nextPage } = await get(path);
      ids.push(...invoiceItems.map((item: { id: string }) => item.id));
      path = nextPage?.replace(/^https?:\/\/[^/]+/, "");
    }
    assert.equal(ids.length, 4);
    assert.equal(new Set(ids).size, 4);
  });

  test("ENTITY_NOT_FOUND for items of nothing", async () => {
    const { json } = await server.call("GET", "/v1/invoices/nothing/items");
    assert.equal(json.reasons[0].code, 50000040);
  });
});

describe("GET /v1/invoices/{invoiceKey}/application-parts", () => {
  test("names the credit memos that paid the invoice", async () => {
    const { applicationParts } = await get(`/v1/invoices/${goneNumber}/application-parts`);
    const amounts = applicationParts.map((part: { appliedAmount: number }) => part.appliedAmount);
    assert.deepEqual(amounts.sort(), [50, 50]);
    assert.equal(applicationParts[0].paymentId, null);
    const none = await get(`/v1/invoices/${keptNumber}/application-parts`);
    assert.deepEqual(none.applicationParts, []);
  });
});

describe("GET /v1/transactions/invoices/accounts/{accountKey}", () => {
  const PATH = "/v1/transactions/invoices/accounts";

  test("lists the account's invoices from the newest, with links to their items", async () => {
    const { invoices } = await get(`${PATH}/A00000006`);
    assert.deepEqual(
      invoices.map((invoice: { invoiceNumber: string }) => invoice.invoiceNumber),
      [goneNumber, keptNumber],
    );
    const [first] = invoices;
    assert.equal(first.accountName, "Clark Ltd");
    assert.equal(first.invoiceTargetDate, "2023-02-01");
    assert.equal(first.body, null);
    assert.match(first.invoiceItems, /^http:\/\/[^/]+\/v1\/invoices\/[0-9a-f]{32}\/items$/);
    const linked = await get(first.invoiceItems.replace(/^http:\/\/[^/]+/, ""));
    assert.equal(linked.invoiceItems.length, 4);
  });

  test("pages by page and pageSize; an unknown account is not found", async () => {
    const first = await get(`${PATH}/${account.accountId}?pageSize=1`);
    assert.match(first.nextPage, /pageSize=1&page=2$/);
    const second = await get(first.nextPage.replace(/^http:\/\/[^/]+/, ""));
    assert.equal(second.invoices[0].invoiceNumber, keptNumber);
    assert.equal(second.nextPage, undefined);
    const { json } = await server.call("GET", `${PATH}/nobody`);
    assert.equal(json.reasons[0].code, 50000040);
  });
});

describe("GET /v1/credit-memos", () => {
  const numbers = async (parameters: string): Promise<string[]> => {
    const { creditmemos } = await get(`/v1/credit-memos?${parameters}`);
    return creditmemos.map((memo: { number: string }) => memo.number);
  };

  test("lists from the newest under the key creditmemos, in both spellings of the path", async () => {
    const { creditmemos, ...rest } = await get("/v1/credit-memos");
    assert.equal(creditmemos.length, 2);
    assert.deepEqual(rest, { success: true });
    assert.deepEqual((await get("/v1/creditmemos")).creditmemos, creditmemos);
  });

  const COUNTS: Record<string, number> = {
    "status=Posted": 2,
    "status=Draft": 0,
    "accountNumber=A00000006": 2,
    "accountNumber=A1": 0,
    "amount=50": 2,
    "amount=50.01": 0,
    "unappliedAmount=0&currency=USD": 2,
    "creditMemoDate=2023-02-01": 1,
    "referredInvoiceId=null": 1,
    "createdById=nobody": 0,
    "createdDate=2023-01-01 00:00:00": 0,
    "autoApplyUponPosting=false&taxAmount=0": 2,
    "transferredToAccounting=No": 2,
    "number=": 2,
  };
  for (const [parameters, count] of Object.entries(COUNTS)) {
    test(`${parameters} finds ${count}`, async () => {
      assert.equal((await numbers(encodeURI(parameters))).length, count);
    });
  }

  test("sorts up and down by several fields", async () => {
    const up = await numbers("sort=%2Bnumber");
    assert.deepEqual(up, up.toSorted());
    assert.deepEqual(await numbers("sort=+number"), up);
    assert.deepEqual(await numbers("sort=currency,-number"), up.toReversed());
    assert.deepEqual(await numbers("sort=%2Bnumber&pageSize=1&page=2"), [up[1]]);
  });

  for (const parameters of ["amount=much", "createdDate=long-ago", "sort=colour", "sort=-"]) {
    test(`${parameters} is refused`, async () => {
      const { json } = await server.call("GET", `/v1/credit-memos?${parameters}`);
      assert.equal(json.reasons[0].code, 50000020);
    });
  }
});

describe("GET /v1/credit-memos/{creditMemoKey}", () => {
  const [writeOff] = cancelled.writeOff;
  const number = writeOff.writeOffCreditMemoNumber;

  test("answers the memo, its items and its parts, in both spellings", async () => {
    const memo = await get(`/v1/credit-memos/${number}`);
    assert.equal(memo.amount, 50);
    assert.equal(memo.appliedAmount, 50);
    assert.equal(memo.unappliedAmount, 0);
    assert.equal(memo.reasonCode, "Write-off");
    assert.equal(memo.referredInvoiceId, gone.invoiceIds[0]);
    assert.equal("balance" in memo, false);
    assert.deepEqual(await get(`/v1/creditmemos/${memo.id}`), memo);

    const { items } = await get(`/v1/credit-memos/${number}/items`);
    assert.deepEqual(items, (await get(`/v1/creditmemos/${number}/items`)).items);
    const [item] = items;
    assert.equal(item.amount, 30);
    assert.equal(item.skuName, "Silver plan");
    assert.equal(item.sourceItemType, "InvoiceDetail");
    assert.equal(item.creditFromItemSource, "InvoiceItem");
    assert.deepEqual(item.taxationItems, { data: [] });
    assert.deepEqual(await get(`/v1/creditmemos/${number}/items/${item.id}`), {
      ...item,
      organizationLabel: null,
      success: true,
    });

    const { parts } = await get(`/v1/credit-memos/${number}/parts`);
    assert.equal(parts.length, 1);
    assert.deepEqual([parts[0].amount, parts[0].invoiceId], [50, gone.invoiceIds[0]]);
    assert.deepEqual(await get(`/v1/creditmemos/${number}/parts/${parts[0].id}`), {
      ...parts[0],
      organizationLabel: null,
      success: true,
    });
  });

  test("ENTITY_NOT_FOUND for a memo, an item or a part that is not there", async () => {
    for (const path of ["nothing", "nothing/items", `${number}/items/x`, `${number}/parts/x`]) {
      const { json } = await server.call("GET", `/v1/credit-memos/${path}`);
      assert.equal(json.reasons?.[0].code, 50000040, path);
    }
  });
});
