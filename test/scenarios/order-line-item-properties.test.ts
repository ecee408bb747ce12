/** Whatever is sold, returned, changed and billed in whatever order: each item is billed exactly once. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import fc from "fast-check";
import { readBooks } from "#test/support/books.ts";
import { anAccount, aPlan, type Plan, subscribeOrder, succeed } from "#test/support/company.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

type Json = Answer["json"];

let server: TestServer;
let plan: Plan;

before(async () => {
  server = await startTestServer();
  plan = await aPlan(server, [{ ChargeType: "OneTime", price: 40 }]);
});
after(() => server.close());

const day = (offset: number): string =>
  Temporal.PlainDate.from("2021-01-01").add({ days: offset }).toString();

const sale = fc.record({
  quantity: fc.integer({ min: 1, max: 9 }),
  price: fc.integer({ min: 1, max: 9_999 }).map((thousandths) => thousandths / 1000),
  state: fc.constantFrom("Executing", "Booked", "SentToBilling"),
  due: fc.integer({ min: 0, max: 60 }),
});

const step = fc.oneof(
  fc.record({ does: fc.constant("sell" as const), sale, billed: fc.boolean(), on: fc.nat(60) }),
  fc.record({
    does: fc.constant("return" as const),
    of: fc.nat(9),
    units: fc.integer({ min: 1, max: 4 }),
    billed: fc.boolean(),
    on: fc.nat(60),
  }),
  fc.record({
    does: fc.constant("send" as const),
    which: fc.nat(9),
    billed: fc.boolean(),
    on: fc.nat(60),
  }),
  fc.record({ does: fc.constant("cancel" as const), which: fc.nat(9) }),
  fc.record({ does: fc.constant("run" as const), on: fc.nat(60) }),
);
type Step =
  fc.Arbitrary<unknown> extends never
    ? never
    : typeof step extends fc.Arbitrary<infer T>
      ? T
      : never;

type Made = { readonly id: string; readonly orderNumber: string; readonly quantity: number };

const billing = (isBilled: boolean, on: number) => ({
  runBilling: isBilled,
  billingOptions: { targetDate: day(on), documentDate: day(60) },
});

class History {
  readonly items: Made[] = [];
  readonly account: Json;
  constructor(account: Json) {
    this.account = account;
  }

  async order(item: object, fields: object): Promise<void> {
    const { json } = await server.call("POST", "/v1/orders", {
      orderDate: day(0),
      existingAccountNumber: this.account.accountNumber,
      orderLineItems: [item],
      ...fields,
    });
    if (!json.success) return;
    const [{ id }] = json.orderLineItems;
    const { orderLineItem } = await succeed(server, "GET", `/v1/order-line-items/${id}`);
    this.items.push({ id, orderNumber: json.orderNumber, quantity: orderLineItem.quantity });
  }

  async take(each: Step): Promise<void> {
    switch (each.does) {
      case "sell": {
        const { quantity, price, state, due } = each.sale;
        const item = { itemName: "good", quantity, amountPerUnit: price };
        return this.order(
          { ...item, itemState: state, billTargetDate: day(due) },
          { processingOptions: billing(each.billed, each.on) },
        );
      }
      case "return": {
        const sold = this.items[each.of];
        if (!sold) return;
        return this.order(
          {
            itemCategory: "Return",
            originalOrderNumber: sold.orderNumber,
            originalOrderLineItemNumber: "1",
            quantity: each.units,
            itemState: "SentToBilling",
            billTargetDate: day(each.on),
          },
          { category: "Return", processingOptions: billing(each.billed, each.on) },
        );
      }
      case "send":
      case "cancel": {
        const item = this.items[each.which];
        if (!item) return;
        const change =
          each.does === "cancel" ? { itemState: "Canceled" } : { itemState: "SentToBilling" };
        await server.call("POST", "/v1/order-line-items/bulk", {
          orderLineItems: [{ id: item.id, ...change }],
          ...(each.does === "send" && { processingOptions: billing(each.billed, each.on) }),
        });
        return;
      }
      case "run":
        return this.run(each.on);
    }
  }

  async run(on: number): Promise<void> {
    const { accountId } = this.account;
    const { id } = await succeed(server, "POST", "/v1/bill-runs", {
      targetDate: day(on),
      invoiceDate: day(60),
      autoPost: true,
      billRunFilters: [{ filterType: "Account", accountId }],
    });
    let status = "Pending";
    while (status !== "Posted") {
      await delay(5);
      const run = await succeed(server, "GET", `/v1/bill-runs/${id}`);
      assert.deepEqual(run.errors, []);
      status = run.status;
    }
  }
}

const round = (amount: number): number => Math.round((amount + Number.EPSILON) * 1000) / 1000;

test("each item that was sent to billing is billed exactly once, and the journal proves the balance", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async (steps) => {
      const history = new History(await anAccount(server));
      const { account } = history;
      await succeed(
        server,
        "POST",
        "/v1/orders",
        subscribeOrder({ accountNumber: account.accountNumber, plan, from: day(0) }),
      );
      for (const each of steps) await history.take(each);
      // Twice: a return waits for its sale. Then once more, for nothing.
      await history.run(60);
      await history.run(60);
      const before = await readBooks(server, account.accountNumber);
      await history.run(60);
      const books = await readBooks(server, account.accountNumber);
      assert.equal(books.invoices.length, before.invoices.length);
      assert.equal(books.creditMemos.length, before.creditMemos.length);

      const filter = `filter[]=invoiceOwnerAccountId.EQ:${account.accountId}&pageSize=99`;
      const { data } = await succeed(
        server,
        "GET",
        `/object-query/order-line-items?${filter}&expand[]=invoiceitems`,
      );
      assert.equal(data.length, history.items.length);
      const memoItems = books.creditMemos.flatMap(({ items }) => items);
      for (const item of data) {
        const isBilled = item.itemState === "SentToBilling";
        const isSale = item.itemCategory === "Sales";
        assert.equal(item.invoiceItems.length, isBilled && isSale ? 1 : 0, item.id);
        for (const { chargeAmount } of item.invoiceItems) assert.equal(chargeAmount, item.amount);
        const credits = memoItems.filter(({ sourceItemId }) => sourceItemId === item.id);
        assert.equal(credits.length, isBilled && !isSale ? 1 : 0, item.id);
      }
      // What has come back altogether was credited altogether.
      for (const sold of data.filter(({ itemCategory }: Json) => itemCategory === "Sales")) {
        const own = data.filter((each: Json) => each.originalOrderLineItemId === sold.id);
        const credited = memoItems
          .filter(({ sourceItemId }) => own.some(({ id }: Json) => id === sourceItemId))
          .reduce((sum: number, { amount }: Json) => sum + amount, 0);
        assert.ok(round(credited) <= sold.amount, sold.id);
        if (sold.itemState === "SentToBilling" && sold.quantityAvailableForReturn === 0) {
          assert.equal(round(credited), sold.amount, sold.id);
        }
      }
    }),
    { numRuns: 8 },
  );
});
