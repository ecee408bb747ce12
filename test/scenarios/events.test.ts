/** What is told of orders, documents, money and bill runs: GET /v1/events. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import {
  anAccount,
  aPlan,
  cancelOrder,
  type Plan,
  subscribe,
  subscribeOrder,
  succeed,
} from "#test/support/company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let monthly: Plan;

before(async () => {
  server = await startTestServer();
  monthly = await aPlan(server, [{ price: 30 }]);
});
after(() => server.close());

type Told = {
  eventNumber: number;
  eventType: string;
  eventCategory: number | null;
  relatedEvent: string | null;
  accountId: string | null;
  objectNumber: string | null;
  amount: number | null;
};

async function lastNumber(): Promise<number> {
  const { lastEventNumber } = await succeed(server, "GET", "/v1/events?limit=1");
  return lastEventNumber;
}

async function eventsAfter(number: number, query = ""): Promise<Told[]> {
  const { events } = await succeed(server, "GET", `/v1/events?after=${number}${query}`);
  return events;
}

const inShort = (events: readonly Told[]): string[] =>
  events.map(({ eventType, relatedEvent, objectNumber, amount }) =>
    [eventType, relatedEvent, objectNumber, amount].filter((part) => part !== null).join(" | "),
  );

describe("events", () => {
  test("tell of an order, its actions, its invoice, and of credit and write-off at its end", async () => {
    const { accountId, accountNumber } = await anAccount(server);
    const before = await lastNumber();
    const bought = await subscribe(server, {
      accountNumber,
      plan: monthly,
      from: "2023-01-01",
      billThrough: "2023-01-31",
    });
    const [subscriptionNumber] = bought.subscriptionNumbers;
    const [invoiceNumber] = bought.invoiceNumbers;
    const ordered = await eventsAfter(before);
    assert.deepEqual(inShort(ordered), [
      `Invoice Posted | via API | ${invoiceNumber} | 30`,
      `Order Processed | ${bought.orderNumber}`,
      `Order Action Processed | Create Subscription | ${subscriptionNumber}`,
    ]);
    assert.deepEqual(
      ordered.map(({ eventCategory }) => eventCategory),
      [1110, null, 1210],
    );
    assert(ordered.every((event) => event.accountId === accountId));
    assert.deepEqual(
      ordered.map(({ eventNumber }) => eventNumber),
      [before + 1, before + 2, before + 3],
    );
    const cancelled = await succeed(
      server,
      "POST",
      "/v1/orders",
      cancelOrder({
        accountNumber,
        subscriptionNumber,
        on: "2023-01-16",
        processingOptions: { runBilling: true, writeOff: true },
      }),
    );
    const [creditMemoNumber] = cancelled.creditMemoNumbers;
    const [{ writeOffCreditMemoNumber, amount }] = cancelled.writeOff;
    const credited = 30 - amount;
    const ended = await eventsAfter(before + 3);
    assert.deepEqual(inShort(ended), [
      `Credit Memo Posted | via API | ${creditMemoNumber} | ${credited}`,
      `Credit Memo Applied | ${creditMemoNumber} | ${credited}`,
      `Credit Memo Posted | via API | ${writeOffCreditMemoNumber} | ${amount}`,
      `Credit Memo Applied | ${writeOffCreditMemoNumber} | ${amount}`,
      `Invoice Written Off | ${invoiceNumber} | ${amount}`,
      `Order Processed | ${cancelled.orderNumber}`,
      `Order Action Processed | Cancel Subscription | ${subscriptionNumber}`,
    ]);
    assert.equal(ended.at(-1)?.eventCategory, 1310);
  });

  test("tell nothing of what only looks ahead, of what waits and of what was refused", async () => {
    const { accountNumber } = await anAccount(server);
    const before = await lastNumber();
    const order = subscribeOrder({ accountNumber, plan: monthly, from: "2023-01-01" });
    const previewOptions = { previewThruType: "TermEnd", previewTypes: ["BillingDocs"] };
    await succeed(server, "POST", "/v1/orders/preview", { ...order, previewOptions });
    const draft = { ...order, status: "Draft", processingOptions: undefined };
    await succeed(server, "POST", "/v1/orders", draft);
    const refused = await server.call("POST", "/v1/orders", {
      ...order,
      existingAccountNumber: "X",
    });
    assert.equal(refused.json.success, false);
    assert.deepEqual(inShort(await eventsAfter(before)), []);
  });

  test("tell of a bill run: of each invoice once, whether posted at once or later, and of its end", async () => {
    const { accountId, accountNumber } = await anAccount(server);
    await subscribe(server, { accountNumber, plan: monthly, from: "2023-01-01" });
    const before = await lastNumber();
    const filter = { billRunFilters: [{ filterType: "Account", accountId }] };
    const posted = await run({ targetDate: "2023-01-01", autoPost: true, ...filter });
    const draft = await run({ targetDate: "2023-02-01", ...filter });
    await succeed(server, "PUT", `/v1/bill-runs/${draft.id}/post`, {});
    await ended(draft.id);
    const told = inShort(await eventsAfter(before));
    const invoices = await succeed(
      server,
      "GET",
      `/v1/transactions/invoices/accounts/${accountId}`,
    );
    const numbers: string[] = invoices.invoices
      .map(({ invoiceNumber }: { invoiceNumber: string }) => invoiceNumber)
      .sort();
    assert.deepEqual(told, [
      `Invoice Posted | within a Bill Run of Auto-Post | ${numbers[0]} | 30`,
      `Bill Run Completion | Success | ${posted.billRunNumber}`,
      `Bill Run Completion | Success | ${draft.billRunNumber}`,
      `Invoice Posted | via API | ${numbers[1]} | 30`,
    ]);
  });

  test("tell of memos that a person makes, drafts too, before they tell that they are posted", async () => {
    const { accountNumber } = await anAccount(server);
    const before = await lastNumber();
    const asked = {
      accountNumber,
      charges: [{ chargeId: monthly.chargeIds[0], amount: 5 }],
      effectiveDate: "2023-05-02",
    };
    const posted = await succeed(server, "POST", "/v1/credit-memos", { ...asked, autoPost: true });
    const draft = await succeed(server, "POST", "/v1/credit-memos", asked);
    const debit = await succeed(server, "POST", "/v1/debit-memos", { ...asked, autoPost: true });
    const told = await eventsAfter(before);
    assert.deepEqual(inShort(told), [
      `Credit Memo Created | via API | ${posted.number} | 5`,
      `Credit Memo Posted | via API | ${posted.number} | 5`,
      `Credit Memo Created | via API | ${draft.number} | 5`,
      `Debit Memo Created | via API | ${debit.number} | 5`,
      `Debit Memo Posted | via API | ${debit.number} | 5`,
    ]);
    assert.deepEqual(
      told.map(({ eventCategory }) => eventCategory),
      [2710, 2720, 2710, 2810, 2820],
    );
  });

  test("tell of a default payment method that is updated, and of any that is closed", async () => {
    const { accountId } = await anAccount(server);
    const card = (fields: Fields) => ({
      type: "CreditCard",
      cardType: "Visa",
      cardNumber: "4111111111111111",
      expirationMonth: 11,
      expirationYear: 2049,
      accountKey: accountId,
      cardHolderInfo: { cardHolderName: "John Smith" },
      ...fields,
    });
    const path = "/v1/payment-methods";
    const first = await succeed(server, "POST", path, card({ makeDefault: true }));
    const other = await succeed(server, "POST", path, card({}));
    const before = await lastNumber();
    const later = { expirationYear: 2050 };
    await succeed(server, "PUT", `${path}/${other.id}`, later);
    await succeed(server, "PUT", `${path}/${first.id}`, later);
    await succeed(server, "PUT", `${path}/${other.id}/scrub`);
    const told = await eventsAfter(before);
    assert.deepEqual(inShort(told), [
      "Payment Method Updated | System User Change",
      "Payment Method Closed | System User Change",
    ]);
    assert.deepEqual(
      told.map(({ eventCategory, accountId: whose }) => [eventCategory, whose]),
      [
        [2220, accountId],
        [2230, accountId],
      ],
    );
  });

  test("tell that a preview of many accounts has ended", async () => {
    await server.runJobs();
    const before = await lastNumber();
    const path = "/v1/billing-preview-runs";
    const { billingPreviewRunId: id } = await succeed(server, "POST", path, {
      targetDate: "2023-01-31",
    });
    let told = await eventsAfter(before);
    while (told.length === 0) {
      await delay(20);
      told = await eventsAfter(before);
    }
    const { runNumber } = await succeed(server, "GET", `${path}/${id}`);
    assert.deepEqual(inShort(told), [`Billing Preview Run Completion | Success | ${runNumber}`]);
  });

  test("are read by type and a few at a time", async () => {
    const all = await eventsAfter(0);
    const orders = all.filter(({ eventType }) => eventType === "Order Processed");
    assert(orders.length > 2);
    assert.deepEqual(await eventsAfter(0, "&type=Order%20Processed"), orders);
    assert.deepEqual(await eventsAfter(0, "&type=OrderProcessed"), orders);
    assert.deepEqual(await eventsAfter(2, "&limit=2"), all.slice(2, 4));
  });

  test("have types that are known and limits that are kept", async () => {
    for (const query of ["type=Birthday", "limit=0", "limit=1001", "after=-1", "after=x"]) {
      const { status, json } = await server.call("GET", `/v1/events?${query}`);
      assert.equal(json.success, false, query);
      assert(status === 200 || status === 400, query);
    }
  });
});

type Fields = Readonly<Record<string, unknown>>;

async function run(fields: Fields) {
  const { id } = await succeed(server, "POST", "/v1/bill-runs", fields);
  return ended(id);
}

async function ended(id: string) {
  for (;;) {
    const found = await succeed(server, "GET", `/v1/bill-runs/${id}`);
    if (["Completed", "Error", "Posted"].includes(found.status)) return found;
    await delay(10);
  }
}
