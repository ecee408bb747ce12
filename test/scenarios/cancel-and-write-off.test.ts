import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { withOwnerConnection } from "#store/owner-connection.ts";
import {
  anAccount,
  aPlan,
  cancelOrder,
  subscribe,
  subscribeOrder,
  succeed,
} from "#test/support/company.ts";
import { Life } from "#test/support/life.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";
import { workedExamples } from "#test/support/worked-examples.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

const NONE = "–";
const money = (amount: number): string => amount.toFixed(2);
const listed = (amounts: readonly number[]): string => amounts.map(money).join(", ") || NONE;

describe("worked examples", () => {
  const file = "docs/spec/cancel-and-write-off.md";
  for (const row of workedExamples(file, "One subscription, one charge")) {
    test(`${row.id}: ${row.period}, cancelled on ${row["cancelled on"]}`, async () => {
      const { accountNumber, subscriptionNumber } = await subscribed(row);
      const runBilling = row.runBilling === "true";
      const on = row["cancelled on"] ?? "";
      const targetDate = /^\d/.test(on) ? on : undefined;
      const answer = await succeed(
        server,
        "POST",
        "/v1/orders",
        cancelOrder({
          accountNumber,
          subscriptionNumber,
          on,
          processingOptions: { runBilling, writeOff: true, billingOptions: { targetDate } },
        }),
      );
      const memos = await Promise.all((answer.creditMemoNumbers ?? []).map(creditMemo));
      const invoices = await Promise.all((answer.invoiceNumbers ?? []).map(invoice));
      assert.equal(listed(memos.map((memo) => memo.amount)), row["credit memo"]);
      assert.equal(listed(memos.map((memo) => memo.unappliedAmount)), row["memo unapplied"]);
      assert.equal(listed(invoices.map((each) => each.amount)), row.invoice);
      const writeOffs: WriteOff[] = answer.writeOff;
      assert.equal(listed(writeOffs.map(({ amount }) => amount)), row["written off"]);
      for (const { invoiceNumber } of writeOffs) {
        assert.equal((await invoice(invoiceNumber)).balance, 0);
      }
      const { metrics } = await succeed(server, "GET", `/v1/accounts/${accountNumber}`);
      assert.equal(metrics.totalInvoiceBalance, 0);
    });
  }
});

describe("cancelled ahead", () => {
  for (const row of workedExamples("docs/spec/cancel-and-write-off.md", "Cancelled ahead")) {
    test(`${row.id}: billed through ${row["target date"]}`, async () => {
      const prorateRecurringMonthlyCharges = row["partial months"] === "Yes";
      await succeed(server, "PUT", "/settings/billing-rules", { prorateRecurringMonthlyCharges });
      const subscriber = await subscribed(row);
      const life = new Life(server, subscriber);
      const billingOptions = { targetDate: row["target date"] };
      const answer = await life.cancel(subscriber.subscriptionNumber, row["cancelled on"] ?? "", {
        runBilling: true,
        writeOff: true,
        billingOptions,
      });
      const memos = await Promise.all((answer.creditMemoNumbers ?? []).map(creditMemo));
      const invoices = await Promise.all((answer.invoiceNumbers ?? []).map(invoice));
      const told = {
        "credit memo": listed(memos.map((memo) => memo.amount)),
        invoice: listed(invoices.map((each) => each.amount)),
        "written off": listed(answer.writeOff.map(({ amount }: WriteOff) => amount)),
      };
      const before = await life.readBooks();
      await life.billRun("2023-12-31");
      const { invoices: all, creditMemos, metrics } = await life.readBooks();
      const later = [
        ...all.slice(before.invoices.length).map((each) => each.amount),
        ...creditMemos.slice(before.creditMemos.length).map((each) => -each.amount),
      ];
      assert.deepEqual(
        {
          ...told,
          "billed later": listed(later),
          "owed then": money(metrics.totalInvoiceBalance),
          "credit then": money(metrics.unappliedCreditMemoAmount),
        },
        Object.fromEntries(LATER.map((column) => [column, row[column]])),
      );
    });
  }
});

const LATER = [
  "credit memo",
  "invoice",
  "written off",
  "billed later",
  "owed then",
  "credit then",
] as const;

describe("writing off several invoices", () => {
  test("W19: one that cannot be saved is reported as Failed and changes nothing", async () => {
    const { accountNumber, subscriptionNumber } = await subscribed(W10);
    const billThrough = { targetDate: "2023-06-01" };
    const more = subscribeOrder({
      accountNumber,
      plan: await aPlan(server, [{ price: 50 }]),
      from: "2023-06-01",
      billThrough: billThrough.targetDate,
      subscriptionNumber: "B-1",
    });
    const second = await succeed(server, "POST", "/v1/orders", more);
    const [refused] = second.invoiceNumbers;
    const refuse = REFUSE_WRITE_OFF_OF.replace("NUMBER", refused);
    await withOwnerConnection(server.ownerUrl, (client) => client.query(refuse));

    const [first] = cancelOrder({ accountNumber, subscriptionNumber, on: "2023-05-24" })
      .subscriptions as unknown[];
    const [other] = cancelOrder({ accountNumber, subscriptionNumber: "B-1", on: "2023-06-24" })
      .subscriptions as unknown[];
    const answer = await succeed(server, "POST", "/v1/orders", {
      orderDate: "2023-06-24",
      existingAccountNumber: accountNumber,
      subscriptions: [first, other],
      processingOptions: { writeOff: true },
    });

    assert.equal(answer.status, "Completed");
    const [written, failed] = answer.writeOff;
    assert.equal(written.status, "Success");
    assert.equal(failed.status, "Failed");
    assert.equal(failed.invoiceNumber, refused);
    assert.equal(typeof failed.failedReason, "string");
    assert.equal("writeOffCreditMemoNumber" in failed, false);
    assert.equal((await invoice(refused)).balance, 50);
    const { status } = await succeed(server, "GET", "/v1/subscriptions/B-1");
    assert.equal(status, "Cancelled");
  });
});

describe("two at the same time", () => {
  test("of two cancels of one subscription one wins and the other is refused", async () => {
    const { accountNumber, subscriptionNumber } = await subscribed(W10);
    const cancel = cancelOrder({
      accountNumber,
      subscriptionNumber,
      on: "2023-05-24",
      processingOptions: { runBilling: true, writeOff: true },
    });
    const answers = await Promise.all([
      server.call("POST", "/v1/orders", cancel),
      server.call("POST", "/v1/orders", cancel),
    ]);
    const [won, lost] = answers.toSorted((a, b) => Number(b.json.success) - Number(a.json.success));
    assert.equal(won?.json.success, true);
    assert.equal(lost?.json.success, false);
    assert.deepEqual(lost?.json.reasons, [
      { code: 58560020, message: "Only activated subscription can be cancelled." },
    ]);
  });
});

type WriteOff = { readonly invoiceNumber: string; readonly amount: number };

const W10 = {
  period: "Month",
  timing: "In Advance",
  price: "30",
  from: "2023-05-01",
  "billed through": "2023-05-01",
};

async function subscribed(row: Readonly<Record<string, string>>) {
  const { accountId, accountNumber } = await anAccount(server);
  const plan = await aPlan(server, [
    {
      price: Number(row.price),
      BillingPeriod: row.period,
      BillingTiming: row.timing,
      BillCycleType: "SubscriptionStartDay",
    },
  ]);
  const from = row.from ?? "";
  const billThrough = row["billed through"] ?? "";
  const order = await subscribe(server, { accountNumber, plan, from, billThrough });
  return { accountId, accountNumber, subscriptionNumber: order.subscriptionNumbers[0] as string };
}

const invoice = (key: string) => succeed(server, "GET", `/v1/invoices/${key}`);
const creditMemo = (key: string) => succeed(server, "GET", `/v1/credit-memos/${key}`);

/** Stands for whatever may go wrong with one document only. */
const REFUSE_WRITE_OFF_OF = `
  create function refuse() returns trigger language plpgsql as $$
  begin
    if old.invoice_number = 'NUMBER' and new.balance = 0 then
      raise exception 'refused by a test';
    end if;
    return new;
  end $$;
  create trigger refuse before update on invoices for each row execute function refuse();
`;
