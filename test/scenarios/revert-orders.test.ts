/** Reverting a cancel leaves every balance, through date and subscription as they were before it. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import { inTransaction, sql } from "#store/database.ts";
import { someRules } from "#test/support/arbitraries.ts";
import { readBooks } from "#test/support/books.ts";
import { aPlan, cancelOrder, type PlanCharge, subscribe, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { aSubscriber, order, type Subscriber, subscriptionOf } from "#test/support/lifecycle.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

const CHARGES = [{ price: 30, Name: "Silver" }];

const cancel = (subscriber: Subscriber, on: string, processingOptions: object) =>
  succeed(
    server,
    "POST",
    "/v1/orders",
    cancelOrder({ ...subscriber, on, processingOptions: { ...processingOptions } }),
  );

const revert = (orderNumber: string) =>
  succeed(server, "POST", `/v1/orders/${orderNumber}/revert`, { orderDate: "2023-07-01" });

async function refusal(orderNumber: string): Promise<{ code: number; message: string }> {
  const path = `/v1/orders/${orderNumber}/revert`;
  const { json } = await server.call("POST", path, { orderDate: "2023-07-01" });
  assert.equal(json.success, false);
  return json.reasons[0];
}

/** A bill run that bills through a day, posted. */
async function billRun({ accountId }: Subscriber, targetDate: string): Promise<void> {
  const billRunFilters = [{ filterType: "Account", accountId }];
  const body = { targetDate, invoiceDate: targetDate, autoPost: true, billRunFilters };
  const { id } = await succeed(server, "POST", "/v1/bill-runs", body);
  for (;;) {
    const { status } = await succeed(server, "GET", `/v1/bill-runs/${id}`);
    if (status === "Posted") return;
    assert(!["Error", "Canceled"].includes(status), status);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Names of one version or another, and when it was made. */
const OF_A_VERSION =
  /"(id|originalRatePlanId|originalChargeId|version|revision|subscriptionId|amendedByOrderOn|createTime|updateTime|createdDate|updatedDate|orderNumber|previousSubscriptionId|ratePlanId|lastChangeType)":("[^"]*"|\d+|null),?/g;

const withoutNames = (subscription: Answer["json"]): string =>
  JSON.stringify(subscription).replace(OF_A_VERSION, "");

/** What an account owes, item by item, and its subscription: of documents in `known`, or of all. */
async function stateOf(subscriber: Subscriber, known?: readonly string[]) {
  const { accountId, accountNumber } = subscriber;
  const items = await inTransaction(server.database, server.entityId, async (tx) => {
    const { rows } = await sql<Record<string, string>>`
      select invoice_number as number, item.charge_number, item.segment, item.service_start,
        item.amount, item.balance + 0 as balance, credited_amount + 0 as credited,
        invoices.balance + 0 as owed
      from invoice_items item join invoices using (account_id, invoice_id)
      where account_id = ${accountId}::uuid order by invoice_item_id
    `.execute(tx);
    return rows.map((row) => Object.values(row).map(String).map(withoutZeros).join(" "));
  });
  const { metrics } = await succeed(server, "GET", `/v1/accounts/${accountNumber}`);
  return {
    items: known ? items.filter((item) => known.includes(item.split(" ")[0] ?? "")) : items,
    metrics,
    subscription: withoutNames(await subscriptionOf(server, subscriber)),
  };
}

const withoutZeros = (text: string): string =>
  /^-?\d+\.\d+$/.test(text) ? text.replace(/\.?0+$/, "") : text;

const numbersOf = ({ items }: Awaited<ReturnType<typeof stateOf>>): string[] =>
  items.map((item) => item.split(" ")[0] ?? "");

const memoOf = (key: string) => succeed(server, "GET", `/v1/credit-memos/${key}`);

/** "id amount" of what of a memo is on no invoice. */
async function partsOf({ id }: Answer["json"]): Promise<string[]> {
  const { parts } = await succeed(server, "GET", `/v1/credit-memos/${id}/parts`);
  return parts.map((part: Answer["json"]) => {
    assert.equal(part.invoiceId, null);
    return `${part.id} ${part.amount}`;
  });
}

describe("a reverted cancel", () => {
  test("has its credit and its write-offs reversed by posted memos", async () => {
    const subscriber = await aSubscriber(server, CHARGES, { billThrough: "2023-03-15" });
    const was = await stateOf(subscriber);
    const cancelled = await cancel(subscriber, "2023-02-11", { runBilling: true, writeOff: true });
    const reverted = await revert(cancelled.orderNumber);
    assert.deepEqual(reverted, {
      success: true,
      accountNumber: subscriber.accountNumber,
      orderNumber: reverted.orderNumber,
      status: "Completed",
      subscriptionNumbers: [subscriber.subscriptionNumber],
      creditMemoNumbers: reverted.creditMemoNumbers,
    });
    assert.equal(
      reverted.creditMemoNumbers.length,
      cancelled.creditMemoNumbers.length + cancelled.writeOff.length,
    );
    assert.deepEqual(await stateOf(subscriber), was);
    for (const number of reverted.creditMemoNumbers) {
      const memo = await succeed(server, "GET", `/v1/credit-memos/${number}`);
      assert.equal(memo.status, "Posted");
      assert.equal(memo.unappliedAmount, 0);
      assert(memo.amount < 0);
    }
    const { order: old } = await succeed(server, "GET", `/v1/orders/${cancelled.orderNumber}`);
    assert.equal(old.status, "Reverted");
    const { order: made } = await succeed(server, "GET", `/v1/orders/${reverted.orderNumber}`);
    assert.equal(made.status, "Completed");
    await assertConserved(server.database, server.entityId);
  });

  test("reads as an order with its action, linked both ways, and so do its memos", async () => {
    const subscriber = await aSubscriber(server, CHARGES, { billThrough: "2023-03-15" });
    const { subscriptionNumber } = subscriber;
    const cancelled = await cancel(subscriber, "2023-02-11", { runBilling: true });
    const { orderNumber, creditMemoNumbers } = await revert(cancelled.orderNumber);
    const path = `/v1/orders/subscription/${subscriptionNumber}`;
    const { orders } = await succeed(server, "GET", path);
    const [made, old] = [orderNumber, cancelled.orderNumber].map((number) =>
      orders.find((each: Answer["json"]) => each.orderNumber === number),
    );
    assert.equal(made.revertsOrderNumber, cancelled.orderNumber);
    assert.equal(old.revertedByOrderNumber, orderNumber);
    assert.deepEqual(
      ["revertedByOrderNumber" in made, "revertsOrderNumber" in old],
      [false, false],
    );
    const [{ orderActions, ...changed }] = made.subscriptions;
    assert.equal(made.subscriptions.length, 1);
    assert.deepEqual(
      [changed.subscriptionNumber, changed.baseVersion, changed.newVersion, changed.sequence],
      [subscriptionNumber, 2, 3, 0],
    );
    const [{ id, triggerDates, ...action }] = orderActions;
    assert.deepEqual(action, {
      changeReason: null,
      customFields: {},
      revertOrder: { orderNumber: cancelled.orderNumber },
      sequence: 0,
      type: "RevertOrder",
    });
    assert.equal(triggerDates[0].triggerDate, "2023-07-01");
    const queried = await succeed(server, "GET", `/object-query/order-actions/${id}`);
    assert.equal(queried.type, "RevertOrder");

    const [original] = await Promise.all(cancelled.creditMemoNumbers.map(memoOf));
    const [reversing] = await Promise.all(creditMemoNumbers.map(memoOf));
    assert.deepEqual([original.reversed, reversing.reversed], [true, false]);
    assert.deepEqual([reversing.sourceType, reversing.sourceId], ["CreditMemo", original.id]);
    const found = await succeed(server, "GET", `/v1/credit-memos?sourceId=${original.id}`);
    assert.deepEqual(
      found.creditmemos.map(({ number }: Answer["json"]) => number),
      creditMemoNumbers,
    );
    assert.deepEqual(await partsOf(original), [`${reversing.id} ${original.amount}`]);
    assert.deepEqual(await partsOf(reversing), [`${original.id} ${reversing.amount}`]);
    const one = `/v1/credit-memos/${original.id}/parts/${reversing.id}`;
    assert.equal((await succeed(server, "GET", one)).amount, original.amount);
  });

  test("leaves no credit on a memo that nobody had used", async () => {
    const subscriber = await aSubscriber(server, CHARGES, { billThrough: "2023-03-15" });
    const was = await stateOf(subscriber);
    const cancelled = await cancel(subscriber, "2023-02-11", { runBilling: true });
    const [number] = cancelled.creditMemoNumbers;
    const before = await succeed(server, "GET", `/v1/credit-memos/${number}`);
    assert.equal(before.unappliedAmount, before.amount);
    await revert(cancelled.orderNumber);
    const now = await succeed(server, "GET", `/v1/credit-memos/${number}`);
    assert.equal(now.unappliedAmount, 0);
    assert.deepEqual(await stateOf(subscriber), was);
    await assertConserved(server.database, server.entityId);
  });

  test("with a final invoice has that credited and paid by its credit", async () => {
    const subscriber = await aSubscriber(server, CHARGES, { billThrough: "2023-03-15" });
    const was = await stateOf(subscriber);
    const cancelled = await cancel(subscriber, "2023-05-11", { runBilling: true });
    const [invoiceNumber] = cancelled.invoiceNumbers;
    await revert(cancelled.orderNumber);
    const invoice = await succeed(server, "GET", `/v1/invoices/${invoiceNumber}`);
    assert.deepEqual([invoice.balance, invoice.reversed], [0, true]);
    assert.deepEqual(await stateOf(subscriber, numbersOf(was)), was);
    await assertConserved(server.database, server.entityId);
  });

  test("takes back its own part only of a memo that credits another subscription too", async () => {
    const one = await aSubscriber(server, CHARGES, { billThrough: "2023-03-15" });
    const plan = await aPlan(server, [{ price: 50, Name: "Gold" }]);
    const { accountNumber } = one;
    const from = "2023-01-01";
    const second = await subscribe(server, {
      accountNumber,
      plan,
      from,
      billThrough: "2023-03-15",
    });
    const other = { ...one, subscriptionNumber: second.subscriptionNumbers[0] };
    const was = [await stateOf(one), await stateOf(other)];
    const first = await cancel(one, "2023-02-11", {});
    const last = await cancel(other, "2023-02-11", {});
    await billRun(one, "2023-03-15");
    const { creditmemos } = await succeed(
      server,
      "GET",
      `/v1/credit-memos?accountId=${one.accountId}`,
    );
    assert.equal(creditmemos.length, 1);
    const [{ amount, number }] = creditmemos;
    await revert(first.orderNumber);
    await assertConserved(server.database, server.entityId);
    const memo = await succeed(server, "GET", `/v1/credit-memos/${number}`);
    assert(memo.unappliedAmount > 0 && memo.unappliedAmount < amount);
    await revert(last.orderNumber);
    await assertConserved(server.database, server.entityId);
    assert.deepEqual([await stateOf(one), await stateOf(other)], was);
  });

  test("is reverted once, however many ask at once", async () => {
    const subscriber = await aSubscriber(server, CHARGES, { billThrough: "2023-03-15" });
    const was = await stateOf(subscriber);
    const { orderNumber } = await cancel(subscriber, "2023-02-11", { runBilling: true });
    const path = `/v1/orders/${orderNumber}/revert`;
    const body = { orderDate: "2023-07-01" };
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => server.call("POST", path, body)),
    );
    assert.equal(answers.filter(({ json }) => json.success).length, 1);
    assert.deepEqual(await stateOf(subscriber), was);
    await assertConserved(server.database, server.entityId);
  });

  test("can be cancelled, and that reverted, again", async () => {
    const subscriber = await aSubscriber(server, CHARGES, { billThrough: "2023-03-15" });
    const was = await stateOf(subscriber);
    for (const on of ["2023-02-11", "2023-01-20", "2023-02-11"]) {
      const { orderNumber } = await cancel(subscriber, on, { runBilling: true, writeOff: true });
      await revert(orderNumber);
      assert.deepEqual(await stateOf(subscriber), was);
      await assertConserved(server.database, server.entityId);
    }
    // A later order can be deleted: what it rests on is the version that the revert has made.
    const { orderNumber } = await cancel(subscriber, "2023-02-11", {});
    await succeed(server, "DELETE", `/v1/orders/${orderNumber}`);
    assert.deepEqual(await stateOf(subscriber), was);
  });
});

test("what was reversed is never credited, not even where it cost nothing", async () => {
  const annual = { price: 0, BillingPeriod: "Annual", BillCycleType: "SubscriptionStartDay" };
  const subscriber = await aSubscriber(server, [annual]);
  const billingOptions = { targetDate: "2023-06-01" };
  const first = await cancel(subscriber, "2023-05-11", { runBilling: true, billingOptions });
  await revert(first.orderNumber);
  await billRun(subscriber, "2023-01-01");
  const known = new Set(await linesOf(subscriber));
  await cancel(subscriber, "2023-04-11", { runBilling: true, billingOptions });
  const credited = (await linesOf(subscriber)).filter((line) => !known.has(line));
  assert.equal(credited.length, 1);
  assert.match(credited[0] ?? "", /Proration Credit 2023-04-11 2024-01-01 /);
});

describe("refused", () => {
  test("ORDER_CANNOT_BE_UNDONE: an order that does anything but cancel", async () => {
    const subscriber = await aSubscriber(server, CHARGES);
    const action = { type: "TermsAndConditions", termsAndConditions: { autoRenew: true } };
    const { orderNumber } = await order(server, subscriber, [action]);
    assert.deepEqual(await refusal(orderNumber), {
      code: 58560030,
      message: `Order '${orderNumber}' cannot be undone: only one that does nothing but cancel subscriptions is reverted.`,
    });
  });

  test("one that is reverted, and the order that has reverted it", async () => {
    const subscriber = await aSubscriber(server, CHARGES);
    const cancelled = await cancel(subscriber, "2023-02-11", {});
    const reverted = await revert(cancelled.orderNumber);
    assert.match((await refusal(cancelled.orderNumber)).message, /it is Reverted/);
    assert.match((await refusal(reverted.orderNumber)).message, /has itself taken back/);
    for (const { orderNumber } of [cancelled, reverted]) {
      const { json } = await server.call("DELETE", `/v1/orders/${orderNumber}`);
      assert.match(json.reasons[0].message, /cannot be undone/);
    }
  });

  test("while what was billed because of it is a draft", async () => {
    const subscriber = await aSubscriber(server, CHARGES, { billThrough: "2023-03-15" });
    const options = { runBilling: true, billingOptions: { generateDraftInvoice: true } };
    const { orderNumber, creditMemoNumbers } = await cancel(subscriber, "2023-02-11", options);
    const expected = `credit memo '${creditMemoNumbers[0]}', billed because of it, is Draft`;
    assert((await refusal(orderNumber)).message.includes(expected));
  });

  test("where the final invoice was written off since", async () => {
    const subscriber = await aSubscriber(server, CHARGES, { billThrough: "2023-03-15" });
    const cancelled = await cancel(subscriber, "2023-05-11", { runBilling: true });
    const [invoiceNumber] = cancelled.invoiceNumbers;
    await succeed(server, "PUT", `/v1/invoices/${invoiceNumber}/write-off`, {});
    const expected = `invoice '${invoiceNumber}', billed because of it, has been settled since`;
    assert((await refusal(cancelled.orderNumber)).message.includes(expected));
    await assertConserved(server.database, server.entityId);
  });
});

const charge: fc.Arbitrary<PlanCharge> = fc.record({
  price: fc
    .oneof(fc.constant(0), fc.integer({ min: -9_999, max: 99_999 }))
    .map((cents) => cents / 100),
  BillingPeriod: fc.constantFrom("Month", "Quarter", "Semi-Annual", "Annual", "Week"),
  BillingTiming: fc.constantFrom("In Advance", "In Arrears"),
  BillCycleType: fc.constantFrom("DefaultFromCustomer", "SubscriptionStartDay"),
});

const day = (offset: number): string =>
  Temporal.PlainDate.from("2023-01-01").add({ days: offset }).toString();

const history = fc.record({
  rules: someRules(),
  billCycleDay: fc.integer({ min: 1, max: 31 }),
  charges: fc.array(charge, { minLength: 1, maxLength: 3 }),
  billedAfter: fc.integer({ min: 0, max: 200 }),
  cancelledAfter: fc.integer({ min: 0, max: 360 }),
  billsAtOnce: fc.boolean(),
  writesOff: fc.boolean(),
  billThroughAtOnce: fc.integer({ min: 0, max: 400 }),
  runThrough: fc.option(fc.integer({ min: 0, max: 400 }), { nil: undefined }),
});

/** The items of the invoices and memos that the next billing makes, names aside. */
async function nextBill(subscriber: Subscriber): Promise<string[]> {
  const known = new Set(await linesOf(subscriber));
  await billRun(subscriber, day(300));
  return (await linesOf(subscriber))
    .filter((line) => !known.has(line))
    .map(withoutId)
    .sort();
}

const withoutId = (line: string): string => line.slice(line.indexOf(" ") + 1);

const linesOf = ({ accountId }: Subscriber): Promise<string[]> =>
  inTransaction(server.database, server.entityId, async (tx) => {
    const { rows } = await sql<{ line: string }>`
      select concat_ws(' ', invoice_item_id, charge_name, service_start, service_end, quantity,
        amount::float8) as line
      from invoice_items where account_id = ${accountId}::uuid
      union all
      select concat_ws(' ', credit_memo_item_id, charge_name, service_start, service_end, quantity,
        -amount::float8)
      from credit_memo_items where account_id = ${accountId}::uuid
    `.execute(tx);
    return rows.map(({ line }) => line);
  });

test("whatever was billed: as before it, and billing goes on as if nothing had happened", async () => {
  const property = fc.asyncProperty(history, async (drawn) => {
    await succeed(server, "PUT", "/settings/billing-rules", drawn.rules);
    const charges = drawn.charges.map((each, index) => ({ ...each, Name: `Charge ${index}` }));
    const account = { billCycleDay: drawn.billCycleDay };
    const made = { billThrough: day(drawn.billedAfter), account };
    const subscriber = await aSubscriber(server, charges, made);
    const untouched = await aSubscriber(server, charges, made);
    const was = await stateOf(subscriber);

    const { orderNumber } = await cancel(subscriber, day(drawn.cancelledAfter), {
      runBilling: drawn.billsAtOnce,
      writeOff: drawn.writesOff,
      billingOptions: { targetDate: day(drawn.billThroughAtOnce) },
    });
    await assertConserved(server.database, server.entityId);
    if (drawn.runThrough !== undefined) await billRun(subscriber, day(drawn.runThrough));
    await revert(orderNumber);
    await assertConserved(server.database, server.entityId);
    assert.deepEqual(await stateOf(subscriber, numbersOf(was)), was);
    assert.deepEqual(await nextBill(subscriber), await nextBill(untouched));
    await assertConserved(server.database, server.entityId);
  });
  await fc.assert(property, { numRuns: 8 });
});

const secondCancel = fc.record({
  cancelledAfter: fc.integer({ min: 0, max: 360 }),
  billThrough: fc.integer({ min: 0, max: 400 }),
});

test("a later cancel that writes off does what it would have done, whatever was reversed", async () => {
  const property = fc.asyncProperty(history, secondCancel, async (drawn, second) => {
    await succeed(server, "PUT", "/settings/billing-rules", drawn.rules);
    const charges = drawn.charges.map((each, index) => ({ ...each, Name: `Charge ${index}` }));
    const account = { billCycleDay: drawn.billCycleDay };
    const made = { billThrough: day(drawn.billedAfter), account };
    const subscriber = await aSubscriber(server, charges, made);
    const { orderNumber } = await cancel(subscriber, day(drawn.cancelledAfter), {
      runBilling: drawn.billsAtOnce,
      writeOff: drawn.writesOff,
      billingOptions: { targetDate: day(drawn.billThroughAtOnce) },
    });
    if (drawn.runThrough !== undefined) await billRun(subscriber, day(drawn.runThrough));
    await revert(orderNumber);

    const ends: unknown[] = [];
    for (const each of [subscriber, await aSubscriber(server, charges, made)]) {
      const known = new Set(await linesOf(each));
      const { writeOff } = await cancel(each, day(second.cancelledAfter), {
        runBilling: true,
        writeOff: true,
        billingOptions: { targetDate: day(second.billThrough) },
      });
      for (const { status } of writeOff) assert.equal(status, "Success");
      const { metrics: written } = await readBooks(server, each.accountNumber);
      assert.equal(written.totalInvoiceBalance, 0);
      await billRun(each, day(500));
      const { metrics } = await readBooks(server, each.accountNumber);
      const hasNoDiscount = charges.every(({ price }) => Number(price) >= 0);
      if (hasNoDiscount) assert.equal(metrics.unappliedCreditMemoAmount, 0);
      const lines = (await linesOf(each)).filter((line) => !known.has(line)).map(withoutId);
      ends.push({ written, metrics, writeOff: amountsOf(writeOff), lines: lines.sort() });
    }
    assert.deepEqual(ends[0], ends[1]);
  });
  await fc.assert(property, { numRuns: 8 });
});

const amountsOf = (writeOffs: readonly { amount: number }[]): number[] =>
  writeOffs.map(({ amount }) => amount);
