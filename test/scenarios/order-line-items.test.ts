/** Goods and services without a subscription: sold, billed, returned, changed and cancelled. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { readBooks } from "#test/support/books.ts";
import { anAccount, aPlan, type Plan, subscribeOrder, succeed } from "#test/support/company.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";
import { aCalifornian, aTaxCodeOf, salesTax } from "#test/support/tax-company.ts";

type Json = Answer["json"];

let server: TestServer;
let plan: Plan;

before(async () => {
  server = await startTestServer();
  await server.runJobs({ lockTimeoutMs: 3_000, lockAttempts: 2 });
  plan = await aPlan(server, [{ ChargeType: "OneTime", Name: "Training", price: 250 }]);
});
after(() => server.close());

const get = (path: string) => succeed(server, "GET", path);

type Fields = Readonly<Record<string, unknown>>;

const WEBCAM = { itemName: "webcam", itemType: "Product", quantity: 10, amountPerUnit: 30 };
const BILLED = { itemState: "SentToBilling", billTargetDate: "2021-01-01" };
const BILLING = {
  runBilling: true,
  billingOptions: { targetDate: "2021-01-01", documentDate: "2021-01-01" },
};

const orderOf = (account: Json, orderLineItems: readonly Fields[], fields: Fields = {}) => ({
  orderDate: "2021-01-01",
  existingAccountNumber: account.accountNumber,
  orderLineItems,
  ...fields,
});

const sell = (account: Json, items: readonly Fields[], fields: Fields = {}): Promise<Json> =>
  succeed(server, "POST", "/v1/orders?returnIds=true", orderOf(account, items, fields));

const itemOf = async (sold: Json, index = 0): Promise<Json> =>
  (await get(`/v1/order-line-items/${sold.orderLineItems[index].id}`)).orderLineItem;

const takeBack = (account: Json, sold: Json, fields: Fields, order: Fields = {}): Promise<Json> =>
  sell(account, [aReturn(sold, fields)], { category: "Return", orderDate: "2021-02-01", ...order });

const aReturn = (sold: Json, fields: Fields = {}) => ({
  itemName: "return device detail",
  itemCategory: "Return",
  originalOrderNumber: sold.orderNumber,
  originalOrderLineItemNumber: "1",
  ...fields,
});

async function refusal(method: string, path: string, body: unknown): Promise<string> {
  const { json } = await server.call(method, path, body);
  assert.equal(json.success, false, JSON.stringify(json));
  return json.reasons[0].message;
}

const refusedOrder = (account: Json, items: readonly Fields[], fields: Fields = {}) =>
  refusal("POST", "/v1/orders", orderOf(account, items, fields));

async function runBills(account: Json, fields: Fields = {}): Promise<Json> {
  const { id } = await succeed(server, "POST", "/v1/bill-runs", {
    targetDate: "2021-12-31",
    invoiceDate: "2021-12-31",
    autoPost: true,
    billRunFilters: [{ filterType: "Account", accountId: account.accountId }],
    ...fields,
  });
  for (;;) {
    const run = await get(`/v1/bill-runs/${id}`);
    if (run.status === "Posted" || run.status === "Completed") return run;
    assert.notEqual(run.status, "Error", JSON.stringify(run));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe("the published round trip", () => {
  let account: Json;
  let sold: Json;

  test("P12: ten sold are invoiced", async () => {
    account = await anAccount(server);
    sold = await sell(
      account,
      [
        {
          ...WEBCAM,
          listPricePerUnit: 30,
          description: "physical good to sell",
          purchaseOrderNumber: "PO-12345678",
          productCode: "P-0000001",
          UOM: "Each",
          transactionDate: "2021-01-01",
          ...BILLED,
        },
      ],
      { processingOptions: BILLING },
    );
    assert.deepEqual(Object.keys(sold), [
      "success",
      "orderNumber",
      "accountNumber",
      "status",
      "invoiceNumbers",
      "orderLineItems",
      "orderId",
      "accountId",
      "invoiceIds",
    ]);
    assert.equal(sold.orderLineItems[0].itemNumber, "1");
    const invoice = await get(`/v1/invoices/${sold.invoiceNumbers[0]}`);
    assert.equal(invoice.amount, 300);
    assert.equal(invoice.sourceType, "Order");
    const { invoiceItems } = await get(`/v1/invoices/${invoice.id}/items`);
    assert.equal(invoiceItems.length, 1);
    const [item] = invoiceItems;
    assert.equal(item.chargeName, "webcam");
    assert.equal(item.sourceItemType, "OrderLineItem");
    assert.equal(item.purchaseOrderNumber, "PO-12345678");
    assert.equal(item.subscriptionId, null);
  });

  test("P15: two that come back are credited", async () => {
    const returned = await takeBack(
      account,
      sold,
      { quantity: 2, itemState: "SentToBilling", billTargetDate: "2021-02-01" },
      {
        reasonCode: "No Longer Needed",
        processingOptions: {
          runBilling: true,
          billingOptions: { targetDate: "2021-02-01", documentDate: "2021-02-01" },
        },
      },
    );
    assert.match(returned.orderNumber, /^RMA-\d{8}$/);
    const { creditmemos } = await get(`/v1/creditmemos?accountNumber=${account.accountNumber}`);
    assert.equal(creditmemos.length, 1);
    const [memo] = creditmemos;
    assert.equal(memo.number, returned.creditMemoNumbers[0]);
    const told = ({ amount, unappliedAmount, appliedAmount, status }: Json) => ({
      amount,
      unappliedAmount,
      appliedAmount,
      status,
    });
    assert.deepEqual(told(memo), {
      amount: 60,
      unappliedAmount: 60,
      appliedAmount: 0,
      status: "Posted",
    });
    assert.equal(memo.reasonCode, "Return Order");
    assert.equal(memo.source, "API");
    assert.equal(memo.sourceType, "Order");
    assert.equal(memo.creditMemoDate, "2021-02-01");
    const { items } = await get(`/v1/credit-memos/${memo.id}/items`);
    assert.equal(items[0].sourceItemType, "OrderLineItem");
    assert.equal(items[0].sourceItemId, returned.orderLineItems[0].id);
    const { invoiceItems } = await get(`/v1/invoices/${sold.invoiceNumbers[0]}/items`);
    assert.equal(items[0].creditFromItemId, invoiceItems[0].id);
    const [original, back] = [await itemOf(sold), await itemOf(returned)];
    assert.equal(original.quantityAvailableForReturn, 8);
    assert.equal(back.originalOrderLineItemId, original.id);
    assert.equal(back.originalOrderNumber, sold.orderNumber);
    assert.equal(back.amountPerUnit, 30);
    await readBooks(server, account.accountNumber);
    const queried = `/object-query/credit-memo-items?filter[]=creditmemoid.EQ:${memo.id}`;
    assert.equal((await get(queried)).data[0].orderLineItemId, back.id);
  });
});

describe("what an order sells", () => {
  test("stands in the order, with what follows from its price", async () => {
    const account = await anAccount(server);
    const owner = await anAccount(server, { name: "Owner Ltd" });
    const sold = await sell(account, [
      {
        itemName: "cable",
        quantity: 3,
        listPricePerUnit: 20,
        inlineDiscountPerUnit: 12.5,
        ownerAccountNumber: owner.accountNumber,
        accountingCode: "Goods",
        customFields: { shelf__c: "7" },
      },
      { itemType: "Fee", productRatePlanChargeId: plan.chargeIds[0] },
    ]);
    const { order } = await get(`/v1/orders/${sold.orderNumber}`);
    const [cable, training] = order.orderLineItems;
    assert.deepEqual(cable, await itemOf(sold));
    assert.deepEqual(
      order.orderLineItems.map(({ itemNumber }: Json) => itemNumber),
      ["1", "2"],
    );
    const { amountPerUnit, amount, listPrice, discount, itemState, transactionEndDate } = cable;
    assert.deepEqual(
      { amountPerUnit, amount, listPrice, discount, itemState, transactionEndDate },
      {
        amountPerUnit: 17.5,
        amount: 52.5,
        listPrice: 60,
        discount: 7.5,
        itemState: "Executing",
        transactionEndDate: "2021-01-01",
      },
    );
    assert.equal(cable.inlineDiscountType, "Percentage");
    assert.equal(cable.ownerAccountName, "Owner Ltd");
    assert.equal(cable.invoiceOwnerAccountNumber, account.accountNumber);
    assert.equal(cable.accountingCode, "Goods");
    assert.deepEqual(cable.customFields, { shelf__c: "7" });
    assert.equal(cable.billTargetDate, null);
    assert.equal(training.itemName, "Training");
    assert.equal(training.amount, 250);
    const { orders } = await get(`/v1/orders/invoiceOwner/${account.accountNumber}`);
    assert.deepEqual(orders[0].orderLineItems, order.orderLineItems);
    assert.deepEqual(
      (await get(`/v1/order-line-items/${cable.id}?fulfillment=true`)).orderLineItem.fulfillments,
      [],
    );
  });

  test("is billed beside subscriptions, on an invoice of its own", async () => {
    const account = await anAccount(server);
    const monthly = await aPlan(server, [{ price: 30 }]);
    const { accountNumber } = account;
    const created = await succeed(server, "POST", "/v1/orders", {
      ...subscribeOrder({ accountNumber, plan: monthly, from: "2021-01-01" }),
      orderLineItems: [
        { ...WEBCAM, ...BILLED },
        { ...WEBCAM, ...BILLED, billTargetDate: "2021-01-02" },
        { ...WEBCAM, itemState: "Booked", billTargetDate: "2021-01-01" },
      ],
      processingOptions: BILLING,
    });
    assert.equal(created.subscriptionNumbers.length, 1);
    assert.equal(created.orderLineItems.length, 3);
    const amounts: number[] = [];
    for (const number of created.invoiceNumbers) {
      amounts.push((await get(`/v1/invoices/${number}`)).amount);
    }
    assert.deepEqual(amounts, [30, 300]);
    await readBooks(server, accountNumber);
  });

  test("is queried with its invoice items, and what is left of them is written off", async () => {
    const account = await anAccount(server);
    const fields = { listPricePerUnit: 20, inlineDiscountPerUnit: 12.5, productCode: "P-77" };
    const sold = await sell(account, [{ itemName: "cable", quantity: 3, ...fields, ...BILLED }], {
      processingOptions: BILLING,
    });
    const filter = "filter[]=productcode.EQ:P-77&expand[]=invoiceitems";
    const { data } = await get(`/object-query/order-line-items?${filter}`);
    assert.equal(data.length, 1);
    const [{ amount, discount, listPrice, currency, invoiceItems }] = data;
    assert.deepEqual(
      { amount, discount, listPrice, currency },
      { amount: 52.5, discount: 7.5, listPrice: 60, currency: "USD" },
    );
    assert.equal(invoiceItems[0].chargeAmount, 52.5);
    assert.equal(invoiceItems[0].sourceItemType, "OrderLineItem");
    const order = await get(`/object-query/orders/${sold.orderNumber}?expand[]=orderlineitems`);
    assert.equal(order.orderLineItems[0].id, sold.orderLineItems[0].id);
    const [number] = sold.invoiceNumbers;
    await succeed(server, "PUT", `/v1/invoices/${number}/write-off`, { memoDate: "2021-02-01" });
    assert.equal((await readBooks(server, account.accountNumber)).metrics.balance, 0);
    assert.equal((await itemOf(sold)).quantityAvailableForReturn, 3);
  });

  test("has its own number, is taxed by its own code and billed in its own sequence", async () => {
    const account = await aCalifornian(server);
    await aTaxCodeOf(server, "Hardware", [{ from: "2020-01-01", rates: [salesTax(0.1)] }]);
    const kinds = ["invoice", "creditMemo", "debitMemo"];
    const prefixes = kinds.map((kind) => [kind, { prefix: `SHOP-${kind}-` }]);
    const set = { name: "Shop", ...Object.fromEntries(prefixes) };
    const made = await succeed(server, "POST", "/v1/sequence-sets", { sequenceSets: [set] });
    const sequenceSetId = made.sequenceSets[0].id;
    const own = { itemNumber: "W-1", taxCode: "Hardware", sequenceSetId };
    const sold = await sell(account, [{ ...WEBCAM, ...BILLED, ...own }], {
      processingOptions: BILLING,
    });
    assert.equal(sold.orderLineItems[0].itemNumber, "W-1");
    const { itemNumber, taxCode, taxMode, ...item } = await itemOf(sold);
    assert.deepEqual([itemNumber, taxCode, taxMode], ["W-1", "Hardware", "TaxExclusive"]);
    assert.equal(item.sequenceSetId, sequenceSetId);
    const [invoiceNumber] = sold.invoiceNumbers;
    assert.match(invoiceNumber, /^SHOP-invoice-/);
    const invoice = await get(`/v1/invoices/${invoiceNumber}`);
    assert.deepEqual([invoice.amount, invoice.taxAmount], [330, 30]);
  });

  test("is numbered altogether or not at all, each once", async () => {
    const account = await anAccount(server);
    const two = (...numbers: (string | undefined)[]) =>
      numbers.map((itemNumber) => ({ ...WEBCAM, itemNumber }));
    assert.match(await refusedOrder(account, two("A", undefined)), /itemNumber/);
    assert.match(await refusedOrder(account, two("A", "A")), /itemNumber/);
    const sold = await sell(account, two("A", "B"));
    const path = `/v1/order-line-items/${sold.orderLineItems[0].id}`;
    assert.match(await refusal("PUT", path, { itemNumber: "B" }), /itemNumber/);
    await succeed(server, "PUT", path, { itemNumber: "C" });
    assert.equal((await itemOf(sold)).itemNumber, "C");
  });

  test("waits in a draft until that is activated", async () => {
    const account = await anAccount(server);
    const draft = await sell(account, [{ ...WEBCAM, ...BILLED }], { status: "Draft" });
    assert.equal(draft.orderLineItems, undefined);
    assert.equal((await runBills(account)).invoicesGenerated, 0);
    const activated = await succeed(server, "PUT", `/v1/orders/${draft.orderNumber}/activate`, {});
    assert.equal(activated.orderLineItems[0].itemNumber, "1");
    assert.equal((await runBills(account)).invoicesGenerated, 1);
    const { json } = await server.call("POST", "/v1/orders", {
      ...orderOf(account, [WEBCAM]),
      status: "Scheduled",
      schedulingOptions: { scheduledDate: "2099-01-01" },
    });
    assert.equal(json.success, false);
  });

  test("is made and billed once, also where its order is Pending and gets its dates later", async () => {
    const account = await anAccount(server);
    const { accountNumber } = account;
    const waits = { price: 40, ChargeType: "OneTime", TriggerEvent: "ServiceActivation" };
    const waiting = await aPlan(server, [waits]);
    const requireServiceActivation = { requireServiceActivation: true };
    await succeed(server, "PUT", "/settings/subscription-settings", requireServiceActivation);
    const pending = await succeed(server, "POST", "/v1/orders", {
      ...subscribeOrder({ accountNumber, plan: waiting, from: "2021-01-01" }),
      status: undefined,
      orderLineItems: [{ ...WEBCAM, ...BILLED }],
      processingOptions: BILLING,
    });
    assert.equal(pending.status, "Pending");
    assert.equal(pending.orderLineItems.length, 1);
    const done = await succeed(server, "PUT", `/v1/orders/${pending.orderNumber}/triggerDates`, {
      subscriptions: [
        {
          subscriptionNumber: pending.subscriptionNumbers[0],
          orderActions: [
            {
              sequence: 0,
              triggerDates: [{ name: "ServiceActivation", triggerDate: "2021-01-01" }],
            },
          ],
        },
      ],
    });
    assert.equal(done.status, "Completed");
    const later = await refusal("POST", "/v1/orders", {
      ...orderOf(account, [{ ...WEBCAM, ...BILLED }]),
      subscriptions: [
        {
          subscriptionNumber: pending.subscriptionNumbers[0],
          orderActions: [
            {
              type: "AddProduct",
              triggerDates: [{ name: "ContractEffective", triggerDate: "2021-01-01" }],
              addProduct: { productRatePlanId: waiting.productRatePlanId },
            },
          ],
        },
      ],
    });
    assert.match(later, /order all else by itself/);
    await succeed(server, "PUT", "/settings/subscription-settings", {
      requireServiceActivation: false,
    });
    const { order } = await get(`/v1/orders/${pending.orderNumber}`);
    assert.equal(order.orderLineItems.length, 1);
    await runBills(account);
    assert.equal((await readBooks(server, accountNumber)).metrics.balance, 340);
  });

  test("is accepted asynchronously", async () => {
    const account = await anAccount(server);
    const body = orderOf(account, [{ ...WEBCAM, ...BILLED }], { processingOptions: BILLING });
    const { jobId } = await succeed(server, "POST", "/v1/async/orders", body);
    let job = await get(`/v1/async-jobs/${jobId}`);
    while (job.status === "Processing") {
      await new Promise((resolve) => setTimeout(resolve, 20));
      job = await get(`/v1/async-jobs/${jobId}`);
    }
    assert.equal(job.status, "Completed", job.errors);
    assert.equal(job.result.orderLineItems[0].itemNumber, "1");
    assert.equal(job.result.invoiceNumbers.length, 1);
  });

  test("is refused where it names what is not there, or says what cannot be", async () => {
    const account = await anAccount(server);
    const other = await anAccount(server);
    const item = { itemName: "cable", quantity: 1, amountPerUnit: 5 };
    const cases: [string, Fields, RegExp][] = [
      ["no name", { ...item, itemName: undefined }, /'itemName' may not be null/],
      ["no price", { ...item, amountPerUnit: undefined }, /'amountPerUnit' may not be null/],
      ["less than nothing", { ...item, quantity: -1 }, /greater than or equal to 0/],
      ["no day to bill", { ...item, itemState: "SentToBilling" }, /'billTargetDate' may not/],
      [
        "an end before its start",
        { ...item, transactionStartDate: "2021-02-02", transactionEndDate: "2021-02-01" },
        /is before 'transactionStartDate'/,
      ],
      [
        "a discount of more",
        { ...item, inlineDiscountPerUnit: 101, listPricePerUnit: 5 },
        /0 to 100/,
      ],
      [
        "an amount beside a discount",
        { ...item, inlineDiscountPerUnit: 10, listPricePerUnit: 5 },
        /'amountPerUnit' follows/,
      ],
      ["fulfillments", { ...item, billingRule: "TriggerAsFulfillmentOccurs" }, /no fulfillments/],
      ["taxes", { ...item, taxCode: "VAT" }, /tax code 'VAT' does not exist/],
      ["an unknown charge", { productRatePlanChargeId: "PRPC-none" }, /Cannot find entity/],
      ["an unknown owner", { ...item, ownerAccountNumber: "A-none" }, /Cannot find entity/],
      ["an unknown subscription", { ...item, relatedSubscriptionNumber: "A-S0" }, /Cannot find/],
      ["a foreign contact", { ...item, soldTo: other.billToContactId }, /not a contact/],
      ["a return in a sale", { ...item, itemCategory: "Return" }, /needs an order of category/],
    ];
    for (const [what, fields, expected] of cases) {
      assert.match(await refusedOrder(account, [fields]), expected, what);
    }
    const numbered = { ...item, itemNumber: "x" };
    assert.match(await refusedOrder(account, [numbered, numbered]), /'x' is already in use/);
    assert.match(await refusedOrder(account, [numbered, item]), /itemNumber' may not be null/);
    assert.match(
      await refusedOrder(
        account,
        Array.from({ length: 101 }, () => item),
      ),
      /orderLineItems/,
    );
    assert.match(await refusedOrder(account, []), /'subscriptions' may not be null/);
    const { orders } = await get(`/v1/orders/invoiceOwner/${account.accountNumber}`);
    assert.deepEqual(orders, []);
  });

  test("ORDER_LINE_ITEMS_BELOW_ZERO: no document can be below zero", async () => {
    const account = await anAccount(server);
    const discount = { ...WEBCAM, itemName: "rebate", amountPerUnit: -30, ...BILLED };
    assert.match(
      await refusedOrder(account, [discount], { processingOptions: BILLING }),
      /less than zero.*: rebate\./,
    );
    const sold = await sell(account, [discount]);
    const run = await runBills(account);
    assert.equal(run.invoicesGenerated, 0);
    assert.match(run.errors[0].reason, /less than zero/);
    await sell(account, [{ ...WEBCAM, quantity: 11, ...BILLED }]);
    assert.equal((await runBills(account)).invoicesGenerated, 1);
    const { metrics } = await readBooks(server, account.accountNumber);
    assert.equal(metrics.balance, 30);
    assert.equal((await itemOf(sold)).itemState, "SentToBilling");
  });
});

describe("bill runs", () => {
  test("bill what is due, once, on the invoices of subscriptions or, by the rule, beside them", async () => {
    for (const consolidateInvoices of [true, false]) {
      await succeed(server, "PUT", "/settings/billing-rules", { consolidateInvoices });
      const account = await anAccount(server);
      const { accountNumber } = account;
      const once = await aPlan(server, [{ ChargeType: "OneTime", price: 40 }]);
      await succeed(server, "POST", "/v1/orders", {
        ...subscribeOrder({ accountNumber, plan: once, from: "2021-01-01" }),
        orderLineItems: [
          { ...WEBCAM, ...BILLED },
          { ...WEBCAM, ...BILLED, billTargetDate: "2022-01-01" },
          { ...WEBCAM },
        ],
      });
      const without = await runBills(account, { includeOrderLineItems: false });
      assert.equal(without.invoicesGenerated, 1);
      const recurring = await runBills(account, { chargeTypeToExclude: ["OneTime"] });
      assert.equal(recurring.invoicesGenerated, 0);
      assert.equal((await runBills(account)).invoicesGenerated, 1);
      assert.equal((await runBills(account)).invoicesGenerated, 0);
      assert.equal((await runBills(account, { targetDate: "2022-01-01" })).invoicesGenerated, 1);

      const second = await anAccount(server);
      await succeed(server, "POST", "/v1/orders", {
        ...subscribeOrder({ accountNumber: second.accountNumber, plan: once, from: "2021-01-01" }),
        orderLineItems: [{ ...WEBCAM, ...BILLED }],
      });
      await runBills(second);
      const { invoices } = await readBooks(server, second.accountNumber);
      assert.deepEqual(
        invoices.map(({ amount, sourceType }) => [sourceType, amount]),
        consolidateInvoices
          ? [["Consolidation", 340]]
          : [
              ["Subscription", 40],
              ["Order", 300],
            ],
      );
    }
    await succeed(server, "PUT", "/settings/billing-rules", { consolidateInvoices: true });
  });

  test("credit a return once its sale is billed", async () => {
    const account = await anAccount(server);
    const sold = await sell(account, [{ ...WEBCAM, ...BILLED }]);
    await takeBack(account, sold, { quantity: 4, ...BILLED });
    const first = await runBills(account);
    assert.deepEqual([first.invoicesGenerated, first.creditMemosGenerated], [1, 0]);
    const second = await runBills(account);
    assert.deepEqual([second.invoicesGenerated, second.creditMemosGenerated], [0, 1]);
    const third = await runBills(account);
    assert.deepEqual([third.invoicesGenerated, third.creditMemosGenerated], [0, 0]);
    const { creditMemos } = await readBooks(server, account.accountNumber);
    assert.equal(creditMemos[0].amount, 120);
    assert.equal(creditMemos[0].reasonCode, "Return Order");
  });

  test("make drafts that are posted with the run", async () => {
    const account = await anAccount(server);
    await sell(account, [{ ...WEBCAM, ...BILLED }]);
    const { id } = await runBills(account, { autoPost: false });
    assert.equal((await runBills(account)).invoicesGenerated, 0);
    await succeed(server, "PUT", `/v1/bill-runs/${id}/post`, {});
    while ((await get(`/v1/bill-runs/${id}`)).status !== "Posted") {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const { metrics } = await readBooks(server, account.accountNumber);
    assert.equal(metrics.balance, 300);
  });
});

describe("what comes back", () => {
  test("is no more than was sold, and is credited to the last cent", async () => {
    const account = await anAccount(server);
    const sold = await sell(
      account,
      [{ itemName: "nail", quantity: 3, amountPerUnit: 0.335, ...BILLED }],
      { processingOptions: BILLING },
    );
    assert.match(
      await refusedOrder(account, [aReturn(sold, { quantity: 4 })], { category: "Return" }),
      /has 3 that can be returned, not 4/,
    );
    const options = { processingOptions: BILLING };
    for (let round = 0; round < 3; round += 1) {
      await takeBack(account, sold, { quantity: 1, ...BILLED }, options);
    }
    assert.match(
      await refusedOrder(account, [aReturn(sold, { quantity: 1 })], { category: "Return" }),
      /has 0 that can be returned/,
    );
    const { creditMemos, metrics } = await readBooks(server, account.accountNumber);
    assert.deepEqual(
      creditMemos.map(({ amount }) => amount),
      [0.34, 0.34, 0.33],
    );
    assert.equal(metrics.balance, 0);
  });

  test("is of one account, of a sale that went out, at its price", async () => {
    const account = await anAccount(server);
    const other = await anAccount(server);
    const sold = await sell(account, [{ ...WEBCAM, ...BILLED }]);
    const skipped = await sell(account, [{ ...WEBCAM, itemState: "Complete" }]);
    const executing = await sell(account, [WEBCAM]);
    const category = "Return";
    const cases: [string, Json, Fields, RegExp][] = [
      ["another's", other, aReturn(sold, { quantity: 1 }), /Cannot find entity/],
      ["unknown", account, aReturn({ orderNumber: "O-0" }, { quantity: 1 }), /Cannot find entity/],
      ["not sold yet", account, aReturn(executing, { quantity: 1 }), /has 0 that can/],
      ["another price", account, aReturn(sold, { quantity: 1, amountPerUnit: 29 }), /its sale, 30/],
      ["no quantity", account, aReturn(sold), /'quantity' may not be null/],
      [
        "never billed",
        account,
        aReturn(skipped, { quantity: 1, ...BILLED }),
        /without being billed/,
      ],
      [
        "nothing named",
        account,
        { ...aReturn(sold, { quantity: 1 }), originalOrderNumber: undefined },
        /'originalOrderNumber' may not/,
      ],
    ];
    for (const [what, of, item, expected] of cases) {
      assert.match(await refusedOrder(of, [item], { category }), expected, what);
    }
    assert.match(await refusedOrder(account, [WEBCAM], { category }), /Return only/);
    const both = [
      { ...aReturn(sold, { quantity: 6 }), itemState: "Booked" },
      { ...aReturn(sold, { quantity: 5 }), itemState: "Booked" },
    ];
    assert.match(await refusedOrder(account, both, { category }), /has 4 that can/);
  });
});

describe("changing a line item", () => {
  const put = (id: string, body: Fields) =>
    succeed(server, "PUT", `/v1/order-line-items/${id}`, body);
  const refusedPut = (id: string, body: Fields) =>
    refusal("PUT", `/v1/order-line-items/${id}`, body);

  test("a sale that is executing can change altogether, and be cancelled in part", async () => {
    const account = await anAccount(server);
    const sold = await sell(account, [WEBCAM]);
    const [{ id }] = sold.orderLineItems;
    const { billToContactId } = account;
    await put(id, {
      itemName: "LMS Training Fee",
      itemType: "Services",
      description: "changed",
      quantity: 4,
      amountPerUnit: 49,
      listPricePerUnit: 50,
      transactionStartDate: "2021-02-01",
      itemState: "SentToBilling",
      billTargetDate: "2021-02-01",
      billTo: billToContactId,
      customFields: { shelf__c: "8" },
    });
    const item = await itemOf(sold);
    assert.equal(item.itemName, "LMS Training Fee");
    assert.equal(item.amount, 196);
    assert.equal(item.listPrice, 200);
    assert.equal(item.billTo, billToContactId);
    assert.equal(item.transactionEndDate, "2021-02-01");
    assert.equal(item.quantityAvailableForReturn, 4);
    await runBills(account);
    await put(id, { itemState: "Complete" });
    assert.equal((await readBooks(server, account.accountNumber)).metrics.balance, 196);
  });

  test("ORDER_LINE_ITEM_STATE: only what is executing is cancelled, and nothing comes back", async () => {
    const account = await anAccount(server);
    const sold = await sell(account, [WEBCAM, { ...WEBCAM, ...BILLED }, WEBCAM]);
    const [executing, billed, third] = sold.orderLineItems.map(({ id }: Json) => id);
    assert.match(await refusedPut(billed, { itemState: "Canceled" }), /SentToBilling: it cannot/);
    assert.match(await refusedPut(billed, { itemState: "Booked" }), /cannot become Booked/);
    assert.match(await refusedPut(billed, { itemState: "Complete" }), /has not been billed/);
    await put(executing, { itemState: "Cancelled", billTargetDate: "2021-02-01" });
    assert.equal((await itemOf(sold)).itemState, "Canceled");
    assert.match(await refusedPut(executing, { itemState: "Executing" }), /is Canceled: it cannot/);
    await put(third, { itemState: "Booked" });
    assert.match(await refusedPut(third, { itemState: "Canceled" }), /is Booked: it cannot/);
    await put(third, { billTargetDate: "2021-03-01", itemState: "SentToBilling" });
    assert.match(
      await refusedPut(third, { itemState: "SentToBilling", quantity: 1 }),
      /'quantity'/,
    );
    await runBills(account);
    assert.equal((await readBooks(server, account.accountNumber)).metrics.balance, 600);
  });

  test("ORDER_LINE_ITEM_LOCKED: what is further on changes less", async () => {
    const account = await anAccount(server);
    const sold = await sell(account, [
      { ...WEBCAM, itemState: "Booked" },
      { ...WEBCAM, itemState: "Complete" },
      { ...WEBCAM, ...BILLED },
    ]);
    const [booked, complete] = sold.orderLineItems.map(({ id }: Json) => id);
    assert.match(await refusedPut(booked, { quantity: 1 }), /is Booked: 'quantity' cannot/);
    assert.match(await refusedPut(complete, { customFields: { a__c: 1 } }), /'customFields'/);
    await put(booked, { customFields: { a__c: 1 }, billTargetDate: "2021-05-05" });
    const returned = await sell(
      account,
      [{ ...aReturn(sold, { quantity: 2 }), originalOrderLineItemNumber: "3" }],
      { category: "Return" },
    );
    const [back] = returned.orderLineItems;
    assert.match(
      await refusedPut(back.id, { productCode: "x" }),
      /Return is Executing: 'productCode'/,
    );
    await put(back.id, { quantity: 10, description: "all of them", itemState: "Booked" });
    assert.equal((await itemOf(sold, 2)).quantityAvailableForReturn, 0);
    const unknown = "0".repeat(32);
    assert.match(await refusedPut(unknown, { quantity: 1 }), /Cannot find entity/);
  });

  test("many are changed and billed at once, or none", async () => {
    const accounts = [await anAccount(server), await anAccount(server)];
    const sold = await Promise.all(accounts.map((account) => sell(account, [WEBCAM, WEBCAM])));
    const ids = sold.flatMap(({ orderLineItems }) => orderLineItems.map(({ id }: Json) => id));
    const changes = ids.map((id) => ({ id, ...BILLED }));
    const path = "/v1/order-line-items/bulk";
    assert.match(
      await refusal("POST", path, { orderLineItems: [...changes, { id: ids[0] }] }),
      /named twice/,
    );
    const spoilt = [...changes.slice(1), { id: ids[0], quantity: 1, itemState: "SentToBilling" }];
    assert.match(await refusal("POST", path, { orderLineItems: spoilt }), /'billTargetDate'/);
    assert.equal((await itemOf(sold[0])).itemState, "Executing");
    const answer = await succeed(server, "POST", path, {
      orderLineItems: changes,
      processingOptions: BILLING,
    });
    assert.deepEqual(answer.orderLineItems[0], { id: ids[0], itemState: "SentToBilling" });
    assert.equal(answer.invoiceNumbers.length, 2);
    const again = await succeed(server, "POST", path, {
      orderLineItems: ids.map((id) => ({ id })),
      processingOptions: BILLING,
    });
    assert.equal(again.invoiceNumbers, undefined);
    for (const { accountNumber } of accounts) {
      assert.equal((await readBooks(server, accountNumber)).metrics.balance, 600);
    }
  });
});

describe("an order with line items", () => {
  test("is previewed with what they will cost, whatever their state", async () => {
    const account = await anAccount(server);
    const { previewResult } = await succeed(server, "POST", "/v1/orders/preview", {
      ...orderOf(account, [
        { ...WEBCAM, description: "to see" },
        { ...WEBCAM, itemState: "Canceled" },
        { ...WEBCAM, billTargetDate: "2021-03-01" },
      ]),
      previewOptions: { previewThruType: "SpecificDate", specificPreviewThruDate: "2021-02-01" },
    });
    const [invoice] = previewResult.invoices;
    assert.equal(invoice.amount, 300);
    const [item, ...others] = invoice.invoiceItems;
    assert.deepEqual(others, []);
    assert.equal(item.orderLineItemNumber, "1");
    assert.equal(item.chargeDescription, "to see");
    assert.equal(item.subscriptionNumber, null);
    const { orders } = await get(`/v1/orders/invoiceOwner/${account.accountNumber}`);
    assert.deepEqual(orders, []);
  });

  test("M16: is previewed with what they add to TCB, TCV and quantity, beside its actions", async () => {
    const account = await anAccount(server);
    const { accountNumber } = account;
    const { subscriptions } = subscribeOrder({ accountNumber, plan, from: "2022-01-01" });
    const renewalService = { itemName: "renewal", quantity: 1, amountPerUnit: 50 };
    const discounted = { listPricePerUnit: 20, inlineDiscountPerUnit: 5, quantity: 3 };
    const items = [
      { ...renewalService, transactionStartDate: "2022-01-01" },
      { itemName: "webcam", ...discounted, transactionEndDate: "2022-01-31" },
      { ...renewalService, quantity: 0 },
      { ...renewalService, itemState: "Canceled" },
    ];
    const fields = { orderDate: "2022-01-01", subscriptions };
    const { previewResult } = await succeed(server, "POST", "/v1/orders/preview", {
      ...orderOf(account, items, fields),
      previewOptions: { previewTypes: ["OrderDeltaMetrics"] },
    });
    const metrics = previewResult.orderDeltaMetrics;
    const subject = {
      chargeNumber: null,
      endDate: "2022-01-02",
      orderActionId: null,
      orderActionSequence: null,
      orderActionType: null,
      orderLineItemNumber: "1",
      productRatePlanChargeId: null,
      ratePlanChargeId: null,
      startDate: "2022-01-01",
      subscriptionNumber: null,
    };
    const amounts = { currency: "USD", grossAmount: 50, netAmount: 50 };
    const [training, first, second, ...others] = metrics.orderDeltaTcb;
    assert.equal(training.orderActionType, "CreateSubscription");
    assert.deepEqual(first, { ...subject, ...amounts });
    assert.deepEqual(
      [second.grossAmount, second.netAmount, second.startDate, second.endDate],
      [60, 57, "2022-01-01", "2022-02-01"],
    );
    assert.deepEqual(others, []);
    assert.deepEqual(metrics.orderDeltaTcv, metrics.orderDeltaTcb);
    assert.deepEqual(metrics.orderDeltaMrr, []);
    assert.deepEqual(
      metrics.orderDeltaQuantity.map((row: Json) => [row.orderLineItemNumber, row.quantity]),
      [
        [null, 1],
        ["1", 1],
        ["2", 3],
      ],
    );
    assert.deepEqual(metrics.orderDeltaQuantity[1], { ...subject, quantity: 1 });
  });

  test("is previewed with what comes back taken away, on an account without subscriptions", async () => {
    const account = await anAccount(server);
    const sold = await sell(account, [{ ...WEBCAM, ...BILLED }]);
    const order = orderOf(account, [aReturn(sold, { quantity: 2 })], { category: "Return" });
    const previewOptions = { previewTypes: ["OrderDeltaMetrics", "OrderMetrics"] };
    const body = { ...order, previewOptions };
    const { previewResult } = await succeed(server, "POST", "/v1/orders/preview", body);
    const { orderDeltaTcv, orderDeltaQuantity } = previewResult.orderDeltaMetrics;
    assert.deepEqual([orderDeltaTcv[0].grossAmount, orderDeltaQuantity[0].quantity], [-60, -2]);
    assert.deepEqual(previewResult.orderMetrics, []);
  });

  test("is receipted as it is committed", async () => {
    const account = await anAccount(server);
    const body = orderOf(account, [{ ...WEBCAM, ...BILLED }], { processingOptions: BILLING });
    const { receipt } = await succeed(server, "POST", "/v1/orders/preview", body);
    assert.equal(receipt.account.after.balance, 300);
    const { previewId } = receipt;
    await succeed(server, "POST", "/v1/orders", { ...body, previewId });
    const { metrics } = await readBooks(server, account.accountNumber);
    assert.equal(metrics.balance, 300);
  });

  test("is deleted with them, unless one is billed or has come back", async () => {
    const account = await anAccount(server);
    const remove = (orderNumber: string) => server.call("DELETE", `/v1/orders/${orderNumber}`);
    const sold = await sell(account, [{ ...WEBCAM, ...BILLED }]);
    const returned = await takeBack(account, sold, { quantity: 1, itemState: "Booked" });
    const held = await remove(sold.orderNumber);
    assert.match(held.json.reasons[0].message, /returns what it sold/);
    assert.equal((await remove(returned.orderNumber)).json.success, true);
    assert.equal((await itemOf(sold)).quantityAvailableForReturn, 10);
    assert.equal((await remove(sold.orderNumber)).json.success, true);
    const { json } = await server.call("GET", `/v1/order-line-items/${sold.orderLineItems[0].id}`);
    assert.match(json.reasons[0].message, /Cannot find entity/);
    const billed = await sell(account, [{ ...WEBCAM, ...BILLED }], { processingOptions: BILLING });
    const refused = await remove(billed.orderNumber);
    assert.match(refused.json.reasons[0].message, /order line item '1' was billed/);
    const revert = await server.call("POST", `/v1/orders/${billed.orderNumber}/revert`, {
      orderDate: "2021-03-01",
    });
    assert.match(revert.json.reasons[0].message, /cannot be undone/);
  });
});
