/** Subscriptions that one account owns and another pays for, and that go from one to another. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { readBooks } from "#test/support/books.ts";
import { change, changeOrder } from "#test/support/change-order.ts";
import {
  anAccount,
  aPlan,
  cancelOrder,
  type Plan,
  subscribe,
  succeed,
} from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { fingerprint } from "#test/support/fingerprint.ts";
import { replay } from "#test/support/replay.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";
import { workedExamples } from "#test/support/worked-examples.ts";

type Json = Answer["json"];
type Fields = Readonly<Record<string, unknown>>;

let server: TestServer;
let plan: Plan;

before(async () => {
  server = await startTestServer();
  plan = await aPlan(server, [{ price: 30 }]);
});
after(() => server.close());

const get = (path: string) => succeed(server, "GET", path);

const transfer = (ownerTransfer: Fields) => ({ type: "OwnerTransfer", ownerTransfer });

/** Both: who owns and who pays. */
const transferTo = (number: string, given: Fields = {}) =>
  transfer({ destinationAccountNumber: number, destinationInvoiceAccountNumber: number, ...given });

async function refusal(method: string, path: string, body?: unknown): Promise<Json> {
  const before = await fingerprint(server);
  const { json } = await server.call(method, path, body);
  assert.equal(json.success, false, JSON.stringify(json));
  const now = await fingerprint(server);
  for (const table of Object.keys(before).filter((name) => /^[a-z_]+$/.test(name))) {
    assert.equal(now[table], before[table], `${table} is as it was`);
  }
  return json.reasons[0];
}

type Parties = {
  readonly a: string;
  readonly b: string;
  readonly subscriptionNumber: string;
};

/** A subscription of A from 2023 on, and an account B. */
async function parties(
  given: { billThrough?: string; plan?: Plan; b?: Fields; createSubscription?: Fields } = {},
): Promise<Parties> {
  const { accountNumber: a } = await anAccount(server, { name: "A" });
  const { accountNumber: b } = await anAccount(server, { name: "B", ...given.b });
  const created = await subscribe(server, {
    accountNumber: a,
    plan: given.plan ?? plan,
    from: "2023-01-01",
    ...(given.billThrough && { billThrough: given.billThrough }),
    ...(given.createSubscription && { createSubscription: given.createSubscription }),
  });
  return { a, b, subscriptionNumber: created.subscriptionNumbers[0] };
}

async function billRun(accountNumber: string, targetDate: string): Promise<void> {
  const { basicInfo } = await get(`/v1/accounts/${accountNumber}`);
  const run = await succeed(server, "POST", "/v1/bill-runs", {
    invoiceDate: targetDate,
    targetDate,
    autoPost: true,
    billRunFilters: [{ filterType: "Account", accountId: basicInfo.id }],
  });
  for (;;) {
    const { status } = await get(`/v1/bill-runs/${run.id}`);
    if (status === "Posted" || status === "Completed") return;
    assert.notEqual(status, "Error");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** What was billed and credited on documents of an account: "2023-01-01 30, 2023-02-01 -30". */
async function linesOf(accountNumber: string): Promise<string> {
  const { invoices, creditMemos } = await readBooks(server, accountNumber);
  const lines = [
    ...invoices.flatMap(({ items }) =>
      items.map((item: Json) => [item.serviceStartDate, item.chargeAmount]),
    ),
    ...creditMemos.flatMap(({ items }) =>
      items.map((item: Json) => [item.serviceStartDate, -item.amount]),
    ),
  ];
  return (
    lines
      .map((line) => line.join(" "))
      .sort()
      .join(", ") || "-"
  );
}

describe("billed before and after a transfer", () => {
  for (const row of workedExamples("docs/spec/owner-transfer.md", "Billed before and after")) {
    const { billed = "-", then = "", "cancelled on": on = "-" } = row;
    test(`${row.id}: through ${billed}, then ${then}`, async () => {
      const { a, b, subscriptionNumber } = await parties({
        ...(billed !== "-" && { billThrough: billed }),
        b: { billCycleDay: Number(row["day of B"]) },
      });
      const orderActions = [transferTo(b)];
      await change(server, { accountNumber: a, subscriptionNumber, orderActions });
      if (on !== "-") {
        const cancel = cancelOrder({ accountNumber: b, subscriptionNumber, on });
        await succeed(server, "POST", "/v1/orders", cancel);
      }
      await billRun(a, then);
      await billRun(b, then);
      assert.equal(await linesOf(a), row["lines of A"]);
      assert.equal(await linesOf(b), row["lines of B"]);
    });
  }
});

describe("the published transfer", () => {
  test("a cancel credits the new invoice owner, and names the item of the old one", async () => {
    await succeed(server, "PUT", "/settings/billing-rules", {
      prorationUnit: "ProrateByMonthFirst",
    });
    const annual = await aPlan(server, [{ price: 1200, BillingPeriod: "Annual" }]);
    const { a, b, subscriptionNumber } = await parties({ billThrough: "2023-01-01", plan: annual });
    const [invoice] = (await readBooks(server, a)).invoices;
    const orderActions = [transfer({ destinationInvoiceAccountNumber: b })];
    await change(server, { accountNumber: a, subscriptionNumber, orderActions });
    const cancelled = await succeed(
      server,
      "POST",
      "/v1/orders",
      cancelOrder({
        accountNumber: b,
        subscriptionNumber,
        on: "2023-07-01",
        processingOptions: { runBilling: true, billingOptions: { targetDate: "2023-07-01" } },
      }),
    );
    const books = await readBooks(server, b);
    assert.deepEqual(cancelled.creditMemoNumbers, [books.creditMemos[0].number]);
    const [item] = books.creditMemos[0].items;
    assert.equal(item.amount, 600);
    assert.equal(item.serviceStartDate, "2023-07-01");
    assert.equal(item.serviceEndDate, "2023-12-31");
    assert.equal(item.sourceItemType, "SubscriptionComponent");
    assert.equal(item.creditFromItemSource, "InvoiceItem");
    assert.equal(item.creditFromItemId, invoice.items[0].id);
    // Nothing of the old account has moved.
    assert.equal((await readBooks(server, a)).metrics.balance, 1200);
    assert.equal(books.metrics.balance, -600);
    assert.deepEqual((await readBooks(server, a)).creditMemos, []);
    await succeed(server, "PUT", "/settings/billing-rules", { prorationUnit: "ProrateByDay" });
  });
});

describe("what is told of a subscription that was transferred", () => {
  test("owner and invoice owner, of every version", async () => {
    const { a, b, subscriptionNumber } = await parties();
    const before = await get(`/v1/subscriptions/${subscriptionNumber}`);
    const answer = await server.call(
      "POST",
      "/v1/orders",
      changeOrder({ accountNumber: a, subscriptionNumber, orderActions: [transferTo(b)] }),
      { "zuora-version": "223.0" },
    );
    const [told] = answer.json.subscriptions;
    assert.equal(answer.json.accountNumber, a);
    assert.equal(told.subscriptionOwnerNumber, b);

    const now = await get(
      `/v1/subscriptions/${subscriptionNumber}?getInvoiceOwnerDetails=true&getSubscriptionOwnerDetails=true`,
    );
    assert.equal(now.accountNumber, b);
    assert.equal(now.accountName, "B");
    assert.equal(now.invoiceOwnerAccountNumber, b);
    assert.equal(now.invoiceOwnerAccountId, now.accountId);
    assert.equal(now.invoiceOwnerAccountDetails.accountNumber, b);
    assert.equal(now.accountOwnerDetails.accountNumber, b);
    assert.equal(now.version, 2);
    assert.equal(now.orderNumber, answer.json.orderNumber);
    assert.equal(told.subscriptionOwnerId, now.accountId);
    for (const path of [subscriptionNumber, before.id]) {
      const first = await get(`/v1/subscriptions/${path}/versions/1`);
      assert.equal(first.accountNumber, a);
      assert.equal(first.invoiceOwnerAccountNumber, a);
      assert.equal(first.status, "Expired");
    }
    assert.equal((await get(`/v1/subscriptions/${before.id}`)).accountNumber, a);

    for (const [number, count] of [
      [a, 0],
      [b, 1],
    ] as const) {
      const { subscriptions } = await get(`/v1/subscriptions/accounts/${number}`);
      assert.equal(subscriptions.length, count);
      const summary = await get(`/v1/accounts/${number}/summary`);
      assert.equal(summary.subscriptions.length, count);
    }
    for (const { stored, replayed } of await replay(server, subscriptionNumber)) {
      assert.equal(replayed.invoiceOwnerId, stored.invoiceOwnerId);
      assert.deepEqual(replayed.earlierInvoiceOwnerIds, stored.earlierInvoiceOwnerIds);
    }
  });

  test("the order, by its number and by either account", async () => {
    const { a, b, subscriptionNumber } = await parties();
    const orderActions = [transferTo(b)];
    const { orderNumber } = await change(server, {
      accountNumber: a,
      subscriptionNumber,
      orderActions,
    });
    const { order } = await get(`/v1/orders/${orderNumber}?getAccountDetails=true`);
    assert.equal(order.existingAccountNumber, a);
    assert.equal(order.existingAccountDetails.basicInfo.accountNumber, a);
    const [told] = order.subscriptions;
    assert.equal(told.subscriptionOwnerAccountNumber, b);
    assert.equal(told.subscriptionOwnerAccountDetails.accountNumber, b);
    assert.deepEqual(told.orderActions[0].ownerTransfer, {
      destinationAccountNumber: b,
      destinationInvoiceAccountNumber: b,
    });
    const numbersOf = async (path: string) =>
      (await get(path)).orders.map((each: Json) => each.orderNumber);
    const both = await numbersOf(`/v1/orders/subscription/${subscriptionNumber}`);
    assert.equal(both.length, 2);
    assert.equal(both[0], orderNumber);
    assert.deepEqual(await numbersOf(`/v1/orders/subscriptionOwner/${a}`), [both[1]]);
    assert.deepEqual(await numbersOf(`/v1/orders/subscriptionOwner/${b}`), [orderNumber]);
    assert.deepEqual(await numbersOf(`/v1/orders/invoiceOwner/${a}`), both);
    assert.deepEqual(await numbersOf(`/v1/orders/invoiceOwner/${b}`), [orderNumber]);
  });

  test("Object Query: who owns, who pays, and who did at first", async () => {
    const { a, b, subscriptionNumber } = await parties();
    const orderActions = [transfer({ destinationInvoiceAccountNumber: b })];
    await change(server, { accountNumber: a, subscriptionNumber, orderActions });
    const [idOfA, idOfB] = await Promise.all(
      [a, b].map(async (number) => (await get(`/v1/accounts/${number}`)).basicInfo.id),
    );
    const filter = `filter[]=name.EQ:${subscriptionNumber}&filter[]=isLatestVersion.EQ:true`;
    const expand = "expand[]=account&expand[]=invoiceOwner&expand[]=order&expand[]=rateplans";
    const { data } = await get(`/object-query/subscriptions?${filter}&${expand}`);
    const [queried] = data;
    assert.equal(queried.accountId, idOfA);
    assert.equal(queried.creatorAccountId, idOfA);
    assert.equal(queried.creatorInvoiceOwnerId, idOfA);
    assert.equal(queried.invoiceOwnerId, idOfB);
    assert.equal(queried.account.accountNumber, a);
    assert.equal(queried.invoiceOwner.accountNumber, b);
    assert.equal(queried.order.accountId, idOfA);
    assert.equal(queried.ratePlans[0].subscriptionOwnerId, idOfA);
    assert.equal(queried.ratePlans[0].invoiceOwnerId, idOfB);
    const actions = await get("/object-query/order-actions?expand[]=subscription&pageSize=99");
    const [action] = actions.data.filter(
      (each: Json) =>
        each.type === "OwnerTransfer" && each.subscriptionNumber === subscriptionNumber,
    );
    assert.equal(action.subscriptionId, queried.id);
    assert.equal(action.subscription.invoiceOwnerId, idOfB);
    const owned = await get(`/object-query/accounts/${idOfA}?expand[]=subscriptions`);
    assert.equal(owned.subscriptions.length, 2);
  });

  test("its monthly revenue is its owner's, whoever pays", async () => {
    const { a, b, subscriptionNumber } = await parties();
    const year = new Date().getUTCFullYear();
    const created = await subscribe(server, {
      accountNumber: a,
      plan,
      from: `${year}-01-01`,
      months: null,
    });
    const [evergreen] = created.subscriptionNumbers;
    const revenueOf = async (number: string) =>
      (await get(`/v1/accounts/${number}`)).metrics.contractedMrr;
    const move = (ownerTransfer: Fields) =>
      change(server, {
        accountNumber: a,
        subscriptionNumber: evergreen,
        orderActions: [transfer(ownerTransfer)],
      });
    await move({ destinationAccountNumber: b });
    assert.deepEqual([await revenueOf(a), await revenueOf(b)], [0, 30]);
    await move({ destinationInvoiceAccountNumber: b });
    assert.deepEqual([await revenueOf(a), await revenueOf(b)], [0, 30]);
    assert.ok(subscriptionNumber);
  });
});

describe("an order that transfers", () => {
  test("bills the new invoice owner, and what it does not transfer the old one", async () => {
    const { a, b, subscriptionNumber } = await parties();
    const other = await subscribe(server, { accountNumber: a, plan, from: "2023-01-01" });
    const [stays] = other.subscriptionNumbers;
    const order = changeOrder({
      accountNumber: a,
      subscriptionNumber,
      orderActions: [transferTo(b)],
      billThrough: "2023-01-01",
    });
    const [moved] = order.subscriptions as Fields[];
    const renew = {
      subscriptionNumber: stays,
      orderActions: [{ type: "TermsAndConditions", termsAndConditions: { notes: "stays" } }],
    };
    const answer = await succeed(server, "POST", "/v1/orders", {
      ...order,
      subscriptions: [moved, renew],
    });
    assert.equal(answer.invoiceNumbers.length, 2);
    assert.equal(await linesOf(a), "2023-01-01 30");
    assert.equal(await linesOf(b), "2023-01-01 30");
  });

  test("and cancels with write-off gives up what the new account owes, not the old one", async () => {
    const { a, b, subscriptionNumber } = await parties({ billThrough: "2023-01-31" });
    await change(server, {
      accountNumber: a,
      subscriptionNumber,
      orderActions: [transferTo(b)],
      billThrough: "2023-02-28",
    });
    const { writeOff } = await succeed(
      server,
      "POST",
      "/v1/orders",
      cancelOrder({
        accountNumber: b,
        subscriptionNumber,
        on: "2023-02-15",
        processingOptions: {
          runBilling: true,
          writeOff: true,
          billingOptions: { targetDate: "2023-02-28", documentDate: "2023-02-28" },
        },
      }),
    );
    assert.deepEqual(
      writeOff.map(({ amount, status }: Json) => [amount, status]),
      [[15, "Success"]],
    );
    assert.equal((await readBooks(server, a)).metrics.balance, 30);
    assert.equal((await readBooks(server, b)).metrics.balance, 0);
  });

  test("creates, transfers and cancels in one go", async () => {
    const { accountNumber: a } = await anAccount(server, { name: "A" });
    const { accountNumber: b } = await anAccount(server, { name: "B" });
    const initialTerm = { termType: "TERMED", period: 12, periodType: "Month" };
    const subscribeToRatePlans = [{ productRatePlanId: plan.productRatePlanId }];
    const created = await succeed(server, "POST", "/v1/orders", {
      orderDate: "2023-01-01",
      existingAccountNumber: a,
      subscriptions: [
        {
          orderActions: [
            {
              type: "CreateSubscription",
              createSubscription: { terms: { initialTerm }, subscribeToRatePlans },
            },
            transferTo(b),
            {
              type: "CancelSubscription",
              cancelSubscription: {
                cancellationPolicy: "SpecificDate",
                cancellationEffectiveDate: "2023-01-11",
              },
            },
          ],
        },
      ],
      processingOptions: { runBilling: true, billingOptions: { targetDate: "2023-01-31" } },
    });
    assert.equal(await linesOf(a), "-");
    assert.equal(await linesOf(b), "2023-01-01 9.68");
    const [subscriptionNumber] = created.subscriptionNumbers;
    assert.equal(
      (await get(`/v1/subscriptions/${subscriptionNumber}`)).invoiceOwnerAccountNumber,
      b,
    );
    const { message } = await refusal("DELETE", `/v1/orders/${created.orderNumber}`);
    assert.match(message, /invoice/);
  });

  test("is previewed on the new account, and has a receipt of both", async () => {
    const { a, b, subscriptionNumber } = await parties({
      billThrough: "2023-01-31",
      b: { billCycleDay: 15 },
    });
    const { processingOptions: _, ...order } = changeOrder({
      accountNumber: a,
      subscriptionNumber,
      orderActions: [transferTo(b)],
    });
    const previewOptions = {
      previewThruType: "SpecificDate",
      specificPreviewThruDate: "2023-02-14",
    };
    const before = await fingerprint(server);
    const { previewResult } = await succeed(server, "POST", "/v1/orders/preview", {
      ...order,
      previewOptions,
    });
    assert.deepEqual(
      previewResult.invoices[0].invoiceItems.map((item: Json) => item.amountWithoutTax),
      [13.55],
    );
    assert.deepEqual(await fingerprint(server), before);
    const { receipt } = await succeed(server, "POST", "/v1/orders/preview", {
      ...order,
      processingOptions: { runBilling: true, billingOptions: { targetDate: "2023-02-14" } },
    });
    assert.equal(receipt.account.after.balance, receipt.account.before.balance);
    const [{ accountNumber, after }] = receipt.otherAccounts;
    assert.deepEqual([accountNumber, after.balance], [b, 13.55]);
  });

  test("is taken back when nothing was billed after it", async () => {
    const { a, b, subscriptionNumber } = await parties({ billThrough: "2023-01-31" });
    const before = await get(`/v1/subscriptions/${subscriptionNumber}`);
    const orderActions = [transferTo(b)];
    const { orderNumber } = await change(server, {
      accountNumber: a,
      subscriptionNumber,
      orderActions,
    });
    await succeed(server, "DELETE", `/v1/orders/${orderNumber}`);
    const now = await get(`/v1/subscriptions/${subscriptionNumber}`);
    assert.deepEqual({ ...now, updateTime: before.updateTime }, before);
    await billRun(a, "2023-02-28");
    await billRun(b, "2023-02-28");
    assert.equal(await linesOf(a), "2023-01-01 30, 2023-02-01 30");
    assert.equal(await linesOf(b), "-");
  });

  test("is not taken back once the new account was billed, or credited", async () => {
    for (const cancelledOn of [undefined, "2023-01-15"]) {
      const { a, b, subscriptionNumber } = await parties({ billThrough: "2023-01-31" });
      const orderActions = [
        transferTo(b),
        ...(cancelledOn
          ? [
              {
                type: "CancelSubscription",
                cancelSubscription: {
                  cancellationPolicy: "SpecificDate",
                  cancellationEffectiveDate: cancelledOn,
                },
              },
            ]
          : []),
      ];
      const { orderNumber } = await change(server, {
        accountNumber: a,
        subscriptionNumber,
        orderActions,
      });
      await billRun(b, "2023-02-28");
      const { message } = await refusal("DELETE", `/v1/orders/${orderNumber}`);
      assert.match(message, cancelledOn ? /credit memo/ : /invoice/);
    }
  });

  test("a cancel after it is reverted, with the credit of the old account's item", async () => {
    const { a, b, subscriptionNumber } = await parties({ billThrough: "2023-03-31" });
    const orderActions = [transferTo(b)];
    await change(server, { accountNumber: a, subscriptionNumber, orderActions });
    const { orderNumber } = await succeed(
      server,
      "POST",
      "/v1/orders",
      cancelOrder({
        accountNumber: b,
        subscriptionNumber,
        on: "2023-02-11",
        processingOptions: { runBilling: true, billingOptions: { targetDate: "2023-03-31" } },
      }),
    );
    assert.equal(await linesOf(b), "2023-02-11 -19.29, 2023-03-01 -30");
    await succeed(server, "POST", `/v1/orders/${orderNumber}/revert`, { orderDate: "2023-03-31" });
    const balanceOf = async (number: string) =>
      (await get(`/v1/accounts/${number}`)).metrics.balance;
    assert.equal(await balanceOf(b), 0);
    const cancel = cancelOrder({
      accountNumber: b,
      subscriptionNumber,
      on: "2023-03-01",
      processingOptions: { runBilling: true, billingOptions: { targetDate: "2023-03-31" } },
    });
    await succeed(server, "POST", "/v1/orders", cancel);
    assert.deepEqual([await balanceOf(a), await balanceOf(b)], [90, -30]);
    await assertConserved(server.database, server.entityId);
  });

  test("after it, orders are the new invoice owner's", async () => {
    const { a, b, subscriptionNumber } = await parties();
    await change(server, { accountNumber: a, subscriptionNumber, orderActions: [transferTo(b)] });
    const cancel = { subscriptionNumber, on: "2023-03-01" };
    const { message } = await refusal(
      "POST",
      "/v1/orders",
      cancelOrder({ accountNumber: a, ...cancel }),
    );
    assert.match(message, new RegExp(a));
    await succeed(server, "POST", "/v1/orders", cancelOrder({ accountNumber: b, ...cancel }));
  });

  test("to and fro: each is billed for its time, and credits find all of it", async () => {
    const { a, b, subscriptionNumber } = await parties({ billThrough: "2023-01-31" });
    const move = (from: string, to: string) =>
      change(server, { accountNumber: from, subscriptionNumber, orderActions: [transferTo(to)] });
    await move(a, b);
    await billRun(b, "2023-02-28");
    await move(b, a);
    await billRun(a, "2023-03-31");
    await succeed(
      server,
      "POST",
      "/v1/orders",
      cancelOrder({ accountNumber: a, subscriptionNumber, on: "2023-01-01" }),
    );
    await billRun(a, "2023-04-30");
    assert.equal(
      await linesOf(a),
      "2023-01-01 -30, 2023-01-01 30, 2023-02-01 -30, 2023-03-01 -30, 2023-03-01 30",
    );
    assert.equal(await linesOf(b), "2023-02-01 30");
  });

  test("with a bill-to contact of the new invoice owner", async () => {
    const { a, b, subscriptionNumber } = await parties();
    const contactOf = async (number: string) =>
      (await get(`/v1/accounts/${number}`)).billToContact.id;
    const wrong = transferTo(b, { billToContactId: await contactOf(a) });
    const order = (orderActions: Fields[]) =>
      changeOrder({ accountNumber: a, subscriptionNumber, orderActions });
    assert.match((await refusal("POST", "/v1/orders", order([wrong]))).message, new RegExp(b));
    const right = transferTo(b, { billToContactId: await contactOf(b), paymentTerm: "Net 50" });
    await succeed(server, "POST", "/v1/orders", order([right]));
    const { subscriptions } = await get(`/v1/subscriptions/accounts/${b}`);
    assert.equal(subscriptions[0].billToContact.id, await contactOf(b));
    assert.equal(subscriptions[0].paymentTerm, "Net 50");
  });

  test("names accounts that are there, active, and of the same currency", async () => {
    const { a, b, subscriptionNumber } = await parties({ b: { currency: "EUR" } });
    const order = (action: Fields) =>
      changeOrder({ accountNumber: a, subscriptionNumber, orderActions: [action] });
    assert.match((await refusal("POST", "/v1/orders", order(transferTo(b)))).message, /EUR/);
    assert.equal((await refusal("POST", "/v1/orders", order(transferTo("nobody")))).code, 58560040);
    assert.equal((await refusal("POST", "/v1/orders", order(transfer({})))).code, 58560022);
    const template = transferTo(b, { invoiceTemplateId: "402892c74c9193cd" });
    const { message } = await refusal("POST", "/v1/orders", order(template));
    assert.match(message, /invoiceTemplateId/);
  });
});

describe("a new subscription that another account owns", () => {
  const creating = (accountNumber: string, createSubscription: Fields, more: Fields[] = []) => {
    const initialTerm = { termType: "TERMED", period: 12, periodType: "Month" };
    const subscribeToRatePlans = [{ productRatePlanId: plan.productRatePlanId }];
    const created = (owner: Fields) => ({
      orderActions: [
        {
          type: "CreateSubscription",
          createSubscription: { terms: { initialTerm }, subscribeToRatePlans, ...owner },
        },
      ],
    });
    return {
      orderDate: "2023-01-01",
      existingAccountNumber: accountNumber,
      subscriptions: [createSubscription, ...more].map(created),
      processingOptions: { runBilling: true, billingOptions: { targetDate: "2023-01-01" } },
    };
  };

  test("several owners in one order, one account that pays", async () => {
    const { accountNumber: parent } = await anAccount(server, { name: "Parent" });
    const { accountNumber: child } = await anAccount(server, { name: "Child" });
    const order = creating(
      parent,
      { subscriptionOwnerAccountNumber: child, invoiceOwnerAccountNumber: parent },
      [{}],
    );
    const { json } = await server.call("POST", "/v1/orders", order, { "zuora-version": "223.0" });
    assert.deepEqual(
      json.subscriptions.map((each: Json) => each.subscriptionOwnerNumber),
      [child, parent],
    );
    assert.equal(json.invoiceNumbers.length, 1);
    assert.equal((await readBooks(server, parent)).metrics.balance, 60);
    assert.equal((await readBooks(server, child)).metrics.balance, 0);
    const { subscriptions } = await get(`/v1/subscriptions/accounts/${child}`);
    assert.equal(subscriptions.length, 1);
    assert.equal(subscriptions[0].accountNumber, child);
    assert.equal(subscriptions[0].invoiceOwnerAccountNumber, parent);
    const { order: told } = await get(`/v1/orders/${json.orderNumber}`);
    assert.equal(told.subscriptions[0].subscriptionOwnerAccountNumber, child);
    const { createSubscription } = told.subscriptions[0].orderActions[0];
    assert.equal(createSubscription.subscriptionOwnerAccountNumber, child);

    // It is changed by orders of who pays.
    const [{ subscriptionNumber }] = subscriptions;
    await succeed(
      server,
      "POST",
      "/v1/orders",
      cancelOrder({ accountNumber: parent, subscriptionNumber, on: "2023-02-01" }),
    );
    await succeed(
      server,
      "PUT",
      `/v1/subscriptions/${json.subscriptions[1].subscriptionNumber}/cancel`,
      {
        cancellationPolicy: "SpecificDate",
        cancellationEffectiveDate: "2023-02-01",
      },
    );
  });

  test("an owner that comes into being with the order", async () => {
    const { accountNumber: parent } = await anAccount(server, { name: "Parent" });
    const newSubscriptionOwnerAccount = {
      name: "Newborn",
      currency: "USD",
      billCycleDay: 1,
      billToContact: { firstName: "New", lastName: "Born", country: "USA" },
    };
    const order = creating(parent, { newSubscriptionOwnerAccount });
    const created = await succeed(server, "POST", "/v1/orders", order);
    const told = await get(`/v1/subscriptions/${created.subscriptionNumbers[0]}`);
    assert.equal(told.accountName, "Newborn");
    assert.equal(told.invoiceOwnerAccountNumber, parent);
    const both = { newSubscriptionOwnerAccount, subscriptionOwnerAccountNumber: parent };
    assert.match(
      (await refusal("POST", "/v1/orders", creating(parent, both))).message,
      /Only one of/,
    );
    const card = {
      newSubscriptionOwnerAccount: {
        ...newSubscriptionOwnerAccount,
        creditCard: { cardNumber: "4" },
      },
    };
    assert.match(
      (await refusal("POST", "/v1/orders", creating(parent, card))).message,
      /creditCard/,
    );
  });

  test("NOT_ALLOWED, ENTITY_NOT_FOUND: other payers, other currencies, nobody", async () => {
    const { accountNumber: parent } = await anAccount(server);
    const { accountNumber: child } = await anAccount(server);
    const { accountNumber: euros } = await anAccount(server, { currency: "EUR" });
    const refused = (owners: Fields) => refusal("POST", "/v1/orders", creating(parent, owners));
    assert.equal((await refused({ invoiceOwnerAccountNumber: child })).code, 58560030);
    assert.match((await refused({ subscriptionOwnerAccountNumber: euros })).message, /EUR/);
    assert.equal((await refused({ subscriptionOwnerAccountNumber: "nobody" })).code, 58560040);
  });
});
