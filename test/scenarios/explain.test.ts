import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { anAccount, succeed } from "#test/support/company.ts";
import { Life } from "#test/support/life.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";
import { workedExamples } from "#test/support/worked-examples.ts";

let server: TestServer;
let explained: Record<string, Answer["json"]>;
let life: Life;
let subscriptionNumber: string;

before(async () => {
  server = await startTestServer();
  life = new Life(server, await anAccount(server));
  subscriptionNumber = await life.subscribe([{ price: 30 }], "2023-01-16", {
    billThrough: "2023-02-01",
  });
  await life.cancel(subscriptionNumber, "2023-02-11", { runBilling: true });
  const { invoices, creditMemos } = await life.readBooks();
  const items = invoices.flatMap(({ id, items }) =>
    items.map((item: Answer["json"]) => `invoices/${id}/items/${item.id}`),
  );
  const [memo] = creditMemos;
  const [first, second] = items;
  explained = {
    first: await explain(first),
    second: await explain(second),
    credit: await explain(`credit-memos/${memo?.number}/items/${memo?.items[0].id}`),
  };
});
after(() => server.close());

const explain = (item: string) => succeed(server, "GET", `/v1/${item}/explain`);

const FILE = "docs/spec/explain.md";
const SECTION = "A charge from the middle of a month";

describe("explain", () => {
  for (const { item = "", text } of workedExamples(FILE, SECTION)) {
    test(`the ${item} item in a sentence`, () => assert.equal(explained[item].text, text));
  }

  test("names the numbers that went in, and how they were rounded", () => {
    const { inputs, rounding, days, ratio } = explained.first;
    assert.equal(inputs.listPrice, "30.00");
    assert.deepEqual(rounding, {
      unrounded: "15.483870967742",
      mode: "HalfUp",
      increment: "0.01",
    });
    assert.deepEqual({ days, ratio }, { days: 16, ratio: "16/31 of 1 month" });
  });

  test("names the order that made what was billed, and what a credit takes back", () => {
    const { sourceAction, creditedItem, billedBy } = explained.credit;
    assert.equal(sourceAction.subscriptionNumber, subscriptionNumber);
    assert.equal(sourceAction.subscriptionVersion, 2);
    assert.deepEqual(sourceAction.actions, [{ sequence: 0, type: "CancelSubscription" }]);
    assert.equal(creditedItem.documentNumber, explained.second.documentNumber);
    assert.equal(creditedItem.itemId, explained.second.itemId);
    assert.equal(billedBy.source, "API");
    assert.deepEqual(explained.first.sourceAction.actions, [
      { sequence: 0, type: "CreateSubscription" },
    ]);
  });

  test("of an item that is not on the document is refused", async () => {
    const { documentNumber } = explained.first;
    const { itemId } = explained.credit;
    const path = `/v1/invoices/${documentNumber}/items/${itemId}/explain`;
    const { json } = await server.call("GET", path);
    assert.equal(json.reasons[0].code, 50000040);
  });
});
