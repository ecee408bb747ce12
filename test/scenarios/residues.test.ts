/** Why an account is not zero; and that the requests which are named do make it zero. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { anAccount, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { Life } from "#test/support/life.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

type Json = Answer["json"];

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

const QUARTER = { price: 30, BillingPeriod: "Quarter" };

async function aLife(): Promise<Life> {
  return new Life(server, await anAccount(server));
}

/** 30 for the first quarter of 2023, billed. */
const billed = (life: Life): Promise<string> =>
  life.subscribe([QUARTER], "2023-01-01", { billThrough: "2023-01-01" });

const residuesOf = async (life: Life): Promise<Json[]> => {
  const answer = await succeed(server, "GET", `/v1/accounts/${life.accountNumber}/residues`);
  return answer.residues;
};

const pay = (life: Life, amount: number, more: object = {}): Promise<Json> =>
  succeed(server, "POST", "/v1/payments", {
    accountId: life.accountId,
    type: "External",
    amount,
    currency: "USD",
    effectiveDate: "2023-03-01",
    paymentMethodType: "Check",
    ...more,
  });

/** Does what is said, until nothing is left: the reasons that were given, in their order. */
async function settle(life: Life): Promise<string[]> {
  const reasons: string[] = [];
  for (let round = 0; round < 10; round += 1) {
    const [first] = await residuesOf(life);
    if (!first) break;
    reasons.push(first.reason);
    for (const { method, path, body } of first.settledBy) {
      await succeed(server, method, path, body);
    }
  }
  assert.deepEqual(await residuesOf(life), [], `something is left after ${reasons}`);
  const { metrics } = await succeed(server, "GET", `/v1/accounts/${life.accountNumber}`);
  assert.equal(metrics.balance, 0);
  const proof = await succeed(server, "GET", `/v1/accounts/${life.accountNumber}/proof`);
  assert.equal(proof.firstDifference, null);
  await assertConserved(server.database, server.entityId);
  return reasons;
}

describe("what is named settles", () => {
  test("an invoice that is overdue: it is paid", async () => {
    const life = await aLife();
    await billed(life);
    assert.deepEqual(await settle(life), ["Overdue"]);
  });

  test("an invoice of a cancelled subscription: what it was credited, then the rest", async () => {
    const life = await aLife();
    await life.cancel(await billed(life), "2023-02-01", { runBilling: true });
    const [invoice, memo] = await residuesOf(life);
    assert.deepEqual(
      [invoice.reason, invoice.amount, memo.reason, memo.amount],
      ["CancelledWithBalance", 30, "UnappliedCredit", -19.67],
    );
    assert.deepEqual(await settle(life), ["CancelledWithBalance"]);
  });

  test("money that came in for nothing: it goes back", async () => {
    const life = await aLife();
    await pay(life, 12.34);
    assert.deepEqual(await settle(life), ["UnappliedPayment"]);
  });

  test("credit of a subscription that was paid: it goes back", async () => {
    const life = await aLife();
    const subscriptionNumber = await billed(life);
    await settle(life);
    await life.cancel(subscriptionNumber, "2023-02-01", { runBilling: true });
    assert.deepEqual(await settle(life), ["UnappliedCredit"]);
  });

  for (const amount of [30, 12]) {
    test(`${amount} paid after all was written off: the write-off gives way`, async () => {
      const life = await aLife();
      await billed(life);
      const [invoice] = await residuesOf(life);
      await succeed(server, "PUT", `/v1/invoices/${invoice.documentNumber}/write-off`, {
        memoDate: "2023-02-15",
      });
      await pay(life, amount);
      const reasons = await settle(life);
      assert.equal(reasons[0], "WrittenOffThenPaid");
      const { invoices } = await life.readBooks();
      assert.equal(invoices[0]?.balance, 0);
      assert.equal(invoices[0]?.paymentAmount, amount);
    });
  }
});

describe("GET /v1/accounts/{key}/residues", () => {
  test("of an account that is zero says nothing", async () => {
    const life = await aLife();
    const answer = await succeed(server, "GET", `/v1/accounts/${life.accountNumber}/residues`);
    assert.deepEqual([answer.balances, answer.residues], [[], []]);
  });

  test("adds up to the balance of the account", async () => {
    const life = await aLife();
    await life.cancel(await billed(life), "2023-02-01", { runBilling: true });
    const answer = await succeed(server, "GET", `/v1/accounts/${life.accountNumber}/residues`);
    const { metrics } = await succeed(server, "GET", `/v1/accounts/${life.accountNumber}`);
    assert.deepEqual(answer.balances, [{ currency: "USD", balance: metrics.balance }]);
  });

  test("of an account that is not there is refused", async () => {
    const { json } = await server.call("GET", "/v1/accounts/A99999999/residues");
    assert.equal(json.reasons[0].code, 50000040);
  });
});

describe("figures of a year", () => {
  const today = Temporal.Now.plainDateISO("UTC");
  const first = today.with({ day: 1 });
  const day = (date: Temporal.PlainDate) => date.toString();

  const figures = async () => {
    const answer = await succeed(server, "GET", "/v1/figures");
    return { ...answer, usd: answer.currencies.find(({ currency }: Json) => currency === "USD") };
  };
  type Figures = Awaited<ReturnType<typeof figures>>;

  /** What the last three of twelve months have more than before. */
  const more = (before: Figures, now: Figures, name: string) =>
    now.usd[name].slice(-3).map((sum: number, index: number) => {
      const amount = sum - (before.usd?.[name].at(index - 3) ?? 0);
      return Math.round(amount * 100) / 100;
    });
  const ofReason = ({ residues }: Figures, wanted: string) => {
    const found = residues.find(({ reason }: Json) => reason === wanted);
    return [found?.documents ?? 0, found?.accounts ?? 0];
  };

  test("sum what was invoiced, paid, credited and written off by its day, and MRR", async () => {
    const before = await figures();
    const life = await aLife();
    const start = first.subtract({ months: 2 });
    const number = await life.subscribe([{ price: 30 }], day(start));
    for (const months of [0, 1, 2]) await life.billRun(day(start.add({ months })));
    const { invoices } = await life.readBooks();
    const [oldest, middle, latest] = invoices.map(({ invoiceNumber }) => invoiceNumber).sort();
    await succeed(server, "PUT", `/v1/invoices/${oldest}/write-off`, { memoDate: day(start) });
    const paid = { effectiveDate: day(first), invoices: [{ invoiceNumber: middle, amount: 10 }] };
    await pay(life, 10, paid);
    await life.cancel(number, day(first), { runBilling: true });
    const now = await figures();
    assert.deepEqual(
      now.months.slice(-3),
      [0, 1, 2].map((months) => day(start.add({ months })).slice(0, 7)),
    );
    assert.equal(now.asOfDate, day(today));
    assert.deepEqual(more(before, now, "mrr"), [30, 30, 0]);
    assert.deepEqual(more(before, now, "invoiced"), [30, 30, 30]);
    assert.deepEqual(more(before, now, "collected"), [0, 0, 10]);
    assert.deepEqual(more(before, now, "credited"), [0, 0, 30]);
    assert.deepEqual(more(before, now, "writtenOff"), [30, 0, 0]);
    assert.equal(Math.round((now.usd.owed - (before.usd?.owed ?? 0)) * 100) / 100, 50);
    const cancelled = ofReason(before, "CancelledWithBalance");
    assert.deepEqual(
      ofReason(now, "CancelledWithBalance"),
      cancelled.map((count, index) => count + (index === 0 ? 2 : 1)),
    );
    assert.ok(latest);
  });

  test("count the orders of the day by their status", async () => {
    const count = async () =>
      (await figures()).ordersOfDay.find(({ status }: Json) => status === "Completed")?.orders ?? 0;
    const before = await count();
    const life = await aLife();
    await life.subscribe([{ price: 30 }], day(today));
    assert.equal(await count(), before + 1);
  });
});

describe("GET /v1/accounts/{key}/timeline", () => {
  type Page = { readonly entries: readonly Json[]; readonly nextPage?: string };
  const pageOf = (life: Life, query = ""): Promise<Page> =>
    succeed(server, "GET", `/v1/accounts/${life.accountNumber}/timeline${query}`);

  /** "Order O-1", "Application INV-1 CM-1", "Change Contact" */
  const named = ({ kind, number, related, change }: Json): string =>
    [kind, change?.object, number, ...related.map((each: Json) => each.number)]
      .filter(Boolean)
      .join(" ");

  async function aStory() {
    const life = await aLife();
    const subscriptionNumber = await billed(life);
    const [invoice] = await residuesOf(life);
    const number = invoice.documentNumber;
    await pay(life, 10, { invoices: [{ invoiceNumber: number, amount: 10 }] });
    const written = { memoDate: "2023-03-02" };
    await succeed(server, "PUT", `/v1/invoices/${number}/write-off`, written);
    const key = life.accountNumber;
    await succeed(server, "PUT", `/v1/accounts/${key}`, { notes: "Calls on Mondays" });
    return { life, number, subscriptionNumber };
  }

  test("tells an order, what it has billed, what was paid and what was said, the latest first", async () => {
    const { life, number, subscriptionNumber } = await aStory();
    const { entries, nextPage } = await pageOf(life);
    const [note, writeOff, memo, application, payment, invoice, order, ...made] = entries;
    assert.deepEqual(
      [note.kind, note.text, note.change.fields],
      ["Note", "Calls on Mondays", ["notes"]],
    );
    assert.equal(named(writeOff), `Application ${memo.number} ${number}`);
    assert.deepEqual([memo.kind, memo.text, memo.amount], ["CreditMemo", "Write-off", 20]);
    assert.equal(named(application), `Application ${payment.number} ${number}`);
    assert.deepEqual([application.amount, application.effectiveDate], [10, "2023-03-01"]);
    assert.deepEqual([payment.kind, payment.amount, payment.status], ["Payment", 10, "Processed"]);
    assert.equal(named(invoice), `Invoice ${number}`);
    assert.deepEqual(order.actions, [{ type: "CreateSubscription", subscriptionNumber }]);
    assert.deepEqual(new Set(made.map(named)), new Set(["Change Contact", "Change Account"]));
    assert.equal(nextPage, undefined);
  });

  test("comes page by page, nothing twice and nothing left out, and by kinds", async () => {
    const { life } = await aStory();
    const { entries } = await pageOf(life);
    const found: Json[] = [];
    let query: string | undefined = "?pageSize=2";
    while (query !== undefined) {
      const page: Page = await pageOf(life, query);
      found.push(...page.entries);
      query = page.nextPage && new URL(page.nextPage).search;
    }
    assert.deepEqual(found, entries);
    const money = await pageOf(life, "?kinds=Payment,Invoice");
    assert.deepEqual(
      money.entries,
      entries.filter(({ kind }) => kind === "Payment" || kind === "Invoice"),
    );
  });

  test("refuses a kind that there is not, and a cursor that no answer has given", async () => {
    const { life } = await aStory();
    for (const [query, says] of [
      ["?kinds=Order,Weather", /should be some of Change, Note/],
      ["?cursor=abc", /as nextPage of an answer has it/],
      [
        `?cursor=${Buffer.from('["2023-99-01 00:00:00+00",1,"0"]').toString("base64url")}`,
        /nextPage/,
      ],
    ] as const) {
      const path = `/v1/accounts/${life.accountNumber}/timeline${query}`;
      const { json } = await server.call("GET", path);
      assert.equal(json.success, false, query);
      assert.match(json.reasons[0].message, says);
    }
  });
});
