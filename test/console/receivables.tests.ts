/** Credit and payments are applied, taken back and given back; the account is proved after each. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { succeed } from "#test/support/company.ts";
import { aCard } from "#test/support/payments.ts";
import {
  anUnappliedCredit,
  aSubscriptionThatOwes,
  type Clerk,
  heading,
  olderInvoice,
  payTen,
  rowsOf,
} from "./clerk.ts";

export function receivables(clerk: Clerk): void {
  describe("credit and payments", () => {
    test("a credit memo pays what its table shows, and is taken back in part", async () => {
      const { accountNumber } = await aSubscriptionThatOwes(clerk, "Credited Ltd");
      const memo = await anUnappliedCredit(clerk, accountNumber);
      await clerk.page.goto(`/credit-memos/${memo}`);
      await clerk.page.getByRole("button", { name: "Apply the credit memo …" }).click();
      const [april, may, all] = await rowsOf(clerk, "What it pays");
      assert.match(april?.[0] ?? "", /due 2023-04-01, 53 days overdue/);
      assert.deepEqual([april?.[1], april?.[3]], ["30.00", "10.00"]);
      assert.deepEqual([may?.[1], may?.[3]], ["30.00", "30.00"]);
      assert.deepEqual(all?.slice(1), ["60.00", "20.00", "40.00"]);
      const { number } = await olderInvoice(clerk, accountNumber);
      const field = clerk.page.getByLabel(`Amount of ${number}`);
      await field.fill("20.01");
      await clerk.page.getByText("It has 20.00 USD, and these are 20.01 USD.").waitFor();
      const button = clerk.page.getByRole("button", { name: /^Apply / });
      assert.equal(await button.isDisabled(), true);
      await field.fill("12.50");
      await clerk.page.getByRole("button", { name: `Apply 12.50 USD to ${number}` }).click();
      await heading(clerk, "Used for").waitFor();
      assert.deepEqual((await rowsOf(clerk, "What was applied"))[1]?.at(-1), "7.50");
      assert.equal((await creditMemo(clerk, memo)).appliedAmount, 12.5);

      await clerk.page.getByRole("button", { name: "Unapply the credit memo …" }).click();
      await clerk.page.getByLabel(`Amount of ${number}`).fill("2.50");
      const [invoice] = await rowsOf(clerk, "What of it is taken back");
      assert.deepEqual([invoice?.[1], invoice?.[3]], ["17.50", "20.00"]);
      await clerk.page.getByRole("button", { name: `Unapply 2.50 USD from ${number}` }).click();
      await heading(clerk, "Used for").waitFor();
      assert.equal((await creditMemo(clerk, memo)).appliedAmount, 10);
      assert.equal((await succeed(clerk.server, "GET", `/v1/invoices/${number}`)).balance, 20);
      await assertProved(clerk, accountNumber);
    });

    test("a refund is asked for once more, and leads to what it was given of", async () => {
      const { accountNumber } = await aSubscriptionThatOwes(clerk, "Given back Ltd");
      const memo = await anUnappliedCredit(clerk, accountNumber);
      await clerk.page.goto(`/credit-memos/${memo}`);
      await clerk.page.getByRole("button", { name: "Refund the credit memo …" }).click();
      await clerk.page.getByLabel("Amount of what is not applied").fill("15");
      await clerk.page.getByLabel("Reference").fill("Check 17");
      await clerk.page.getByRole("button", { name: "Refund 15.00 USD …" }).click();
      await clerk.page
        .getByText(`15.00 USD of credit memo ${memo} are given back by wire`)
        .waitFor();
      await clerk.page.getByRole("button", { name: "Refund 15.00 USD", exact: true }).click();
      await clerk.page.getByRole("heading", { name: /^Refund R-/ }).waitFor();
      await clerk.page.getByRole("link", { name: memo }).click();
      await heading(clerk, "Used for").waitFor();
      const { refundAmount, unappliedAmount } = await creditMemo(clerk, memo);
      assert.deepEqual([refundAmount, unappliedAmount], [15, 5]);
      await assertProved(clerk, accountNumber);
    });

    test("a payment is taken back from its invoice and refunded in one", async () => {
      const { accountNumber } = await aSubscriptionThatOwes(clerk, "Paid back Ltd");
      const { number } = await olderInvoice(clerk, accountNumber);
      await payTen(clerk, accountNumber);
      await clerk.page.goto(`/invoices/${number}`);
      await clerk.page.getByRole("link", { name: /^P-/ }).click();
      await clerk.page.getByRole("button", { name: "Refund the payment …" }).click();
      await clerk.page.getByLabel(`Amount of ${number}`).fill("4");
      await clerk.page.getByRole("button", { name: "Refund 4.00 USD …" }).click();
      await clerk.page.getByRole("button", { name: "Refund 4.00 USD", exact: true }).click();
      await clerk.page.getByRole("heading", { name: /^Refund R-/ }).waitFor();
      assert.equal((await succeed(clerk.server, "GET", `/v1/invoices/${number}`)).balance, 24);
      await assertProved(clerk, accountNumber);
    });

    test("a payment is recorded, pays the longest due first, and stands in the journal", async () => {
      const { accountNumber } = await aSubscriptionThatOwes(clerk, "Paying Ltd");
      const { number } = await olderInvoice(clerk, accountNumber);
      await clerk.page.goto(`/invoices/${number}`);
      await clerk.page.getByRole("button", { name: "Record a payment …" }).click();
      await clerk.page.getByRole("button", { name: "Record 30.00 USD" }).waitFor();
      await clerk.page.getByLabel("Amount, USD").fill("45");
      const [april, may] = await rowsOf(clerk, "What it pays");
      assert.deepEqual([april?.[3], may?.[3]], ["0.00", "15.00"]);
      await clerk.page.getByLabel("Reference").fill("Wire 4711");
      await clerk.page.getByRole("button", { name: "Record 45.00 USD" }).click();
      await clerk.page.getByRole("heading", { name: /^Payment P-/ }).waitFor();
      const { metrics } = await succeed(clerk.server, "GET", `/v1/accounts/${accountNumber}`);
      assert.equal(metrics.balance, 15);
      await assertProved(clerk, accountNumber);

      await clerk.page.goto(`/journal?account=${accountNumber}&ledger=Cash`);
      await clerk.page.getByText("In balance: debits and credits are both 45.00 USD.").waitFor();
      const [entry] = await rowsOf(clerk, "Journal entries");
      assert.deepEqual(entry?.slice(3), [
        "Cash Unapplied payment",
        "USD",
        "45.00",
        "45.00",
        "45.00",
      ]);
      const [saved] = await Promise.all([
        clerk.page.waitForEvent("download"),
        clerk.page.getByRole("button", { name: "Save as CSV" }).click(),
      ]);
      const [, line] = readFileSync(await saved.path(), "utf8").split("\r\n");
      assert.match(line ?? "", new RegExp(`,${accountNumber},Paying Ltd,Payment,P-\\d+,,,Cash,`));
    });

    test("a part of an invoice is credited, posted and applied in one", async () => {
      const { accountNumber } = await aSubscriptionThatOwes(clerk, "Credited in part Ltd");
      const { number } = await olderInvoice(clerk, accountNumber);
      await clerk.page.goto(`/invoices/${number}`);
      await clerk.page.getByRole("button", { name: "Make a credit memo …" }).click();
      const field = clerk.page.getByRole("textbox", { name: /^Amount of/ });
      await field.fill("30.01");
      await clerk.page.getByText("More than there is").waitFor();
      await field.fill("7.25");
      await clerk.page.getByRole("combobox", { name: "Reason" }).click();
      await clerk.page.getByRole("option", { name: "Unsatisfactory service" }).click();
      await clerk.page.getByRole("button", { name: "Post a credit memo of 7.25 USD" }).click();
      await clerk.page.getByRole("heading", { name: /^Credit memo CM/ }).waitFor();
      await clerk.page.getByText("Unsatisfactory service").waitFor();
      assert.equal((await succeed(clerk.server, "GET", `/v1/invoices/${number}`)).balance, 22.75);
      await clerk.page.goto(`/accounts/${accountNumber}/statement?from=2023-05-01`);
      const rows = await rowsOf(clerk, "Movements of the account");
      assert.deepEqual(
        rows.map((row) => row.slice(-2)),
        [
          ["30.00", "60.00"],
          ["−7.25", "52.75"],
          ["", "52.75"],
        ],
      );
      await assertProved(clerk, accountNumber);
    });

    test("an invoice is written by hand, kept as a draft, and cancelled", async () => {
      const { accountNumber } = await aSubscriptionThatOwes(clerk, "By hand Ltd");
      await clerk.page.goto(`/accounts/${accountNumber}`);
      await clerk.page.getByRole("button", { name: "New invoice …" }).click();
      await clerk.page.getByRole("combobox", { name: "Charge" }).click();
      await clerk.page.getByRole("option").first().click();
      await clerk.page.getByLabel("Amount, USD").fill("12.30");
      await clerk.page.getByLabel("Post it at once").uncheck();
      await clerk.page.getByRole("button", { name: "Draft the invoice of 12.30 USD" }).click();
      await clerk.page.getByRole("button", { name: "Cancel the invoice …" }).click();
      await clerk.page.getByRole("button", { name: "Cancel 12.30 USD" }).click();
      await clerk.page.getByRole("button", { name: "Delete the invoice …" }).waitFor();
      const { metrics } = await succeed(clerk.server, "GET", `/v1/accounts/${accountNumber}`);
      assert.equal(metrics.balance, 60);
    });

    test("a card is asked again for what it has declined", async () => {
      const { accountNumber, paymentNumber } = await aDeclinedPayment(clerk);
      await clerk.page.goto(`/payments/${paymentNumber}`);
      await clerk.page.getByRole("button", { name: "Try the payment again …" }).click();
      await clerk.page.getByRole("button", { name: "Collect 10.00 USD …" }).click();
      await clerk.page.getByText(/^10.00 USD are asked of Credit card, Visa/).waitFor();
      await clerk.page.getByRole("button", { name: "Collect 10.00 USD", exact: true }).click();
      await clerk.page.getByRole("alert").getByText("Nothing was done").waitFor();
      const { metrics } = await succeed(clerk.server, "GET", `/v1/accounts/${accountNumber}`);
      assert.equal(metrics.balance, 60);
      const { payments } = await succeed(
        clerk.server,
        "GET",
        `/v1/payments?accountNumber=${accountNumber}&status=Error`,
      );
      assert.equal(payments.length, 2);
    });

    test("a payment run is started, watched, and says what it has collected", async () => {
      const { accountNumber } = await aSubscriptionThatOwes(clerk, "Run Ltd");
      await succeed(clerk.server, "POST", "/v1/payment-methods", {
        ...aCard(),
        accountKey: accountNumber,
        makeDefault: true,
      });
      await succeed(clerk.server, "PUT", `/v1/accounts/${accountNumber}`, { autoPay: true });
      await clerk.page.goto("/payment-runs");
      await clerk.page.getByRole("button", { name: "Start a payment run …" }).click();
      await clerk.page.getByLabel("Of one account").fill(accountNumber);
      await clerk.page.getByRole("button", { name: "Start a payment run", exact: true }).click();
      await clerk.page.getByRole("link", { name: /^PR-/ }).first().click();
      await clerk.page.getByText("Completed").waitFor();
      const rows = await rowsOf(clerk, "What it collects");
      assert.deepEqual(
        rows.map((row) => row.slice(2)),
        [
          ["USD", "30.00", "30.00", "Processed"],
          ["USD", "30.00", "30.00", "Processed"],
        ],
      );
      const { metrics } = await succeed(clerk.server, "GET", `/v1/accounts/${accountNumber}`);
      assert.equal(metrics.balance, 0);
      await assertProved(clerk, accountNumber);
    });
  });
}

/** 10.00 of an invoice, asked of a card that pays nothing. */
async function aDeclinedPayment(clerk: Clerk) {
  const { accountNumber } = await aSubscriptionThatOwes(clerk, "Declined Ltd");
  await succeed(clerk.server, "POST", "/v1/payment-methods", {
    ...aCard("4000000000000341"),
    accountKey: accountNumber,
    makeDefault: true,
  });
  const { basicInfo } = await succeed(clerk.server, "GET", `/v1/accounts/${accountNumber}`);
  await clerk.server.call("POST", "/v1/payments", {
    ...{ accountId: basicInfo.id, amount: 10, currency: "USD", type: "Electronic" },
  });
  const { payments } = await succeed(
    clerk.server,
    "GET",
    `/v1/payments?accountNumber=${accountNumber}`,
  );
  return { accountNumber, paymentNumber: String(payments[0].number) };
}

const creditMemo = ({ server }: Clerk, number: string) =>
  succeed(server, "GET", `/v1/credit-memos/${number}`);

async function assertProved({ server }: Clerk, accountNumber: string): Promise<void> {
  const proof = await succeed(server, "GET", `/v1/accounts/${accountNumber}/proof`);
  assert.equal(proof.isEqual, true, JSON.stringify(proof.firstDifference));
}
