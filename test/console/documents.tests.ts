/** Invoices, memos and payments: found, explained, printed, settled. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { succeed } from "#test/support/company.ts";
import { pdfText } from "#test/support/pdf-text.ts";
import {
  aSubscriptionThatOwes,
  type Clerk,
  heading,
  olderInvoice,
  payTen,
  rowsOf,
} from "./clerk.ts";

export function documents(clerk: Clerk): void {
  describe("a document", () => {
    test("is found in its list, and shows what the API knows of it", async () => {
      const { accountNumber } = await aSubscriptionThatOwes(clerk, "Papers Ltd");
      const { number } = await olderInvoice(clerk, accountNumber);
      await payTen(clerk, accountNumber);
      await clerk.page.goto(`/invoices?left=Overdue&number=${number}`);
      const [row] = await rowsOf(clerk, "Invoices");
      assert.deepEqual(row?.slice(1, 3), ["Papers Ltd", "2023-04-01"]);
      assert.deepEqual(row?.slice(-3), ["USD", "30.00", "20.00"]);
      await clerk.page.getByRole("link", { name: number, exact: true }).click();
      await heading(clerk, `Invoice ${number}`).waitFor();
      const [payment, owed] = await rowsOf(clerk, "What was applied");
      assert.equal(payment?.[0], "Payment");
      assert.deepEqual([payment?.at(-1), owed?.at(-1)], ["10.00", "20.00"]);
    });

    test("leads to what has paid it, and from there to what else that paid", async () => {
      const { accountNumber } = await aSubscriptionThatOwes(clerk, "Payers Ltd");
      const { number } = await olderInvoice(clerk, accountNumber);
      await payTen(clerk, accountNumber);
      await clerk.page.goto("/payments?status=Processed");
      const row = clerk.page.getByRole("row", { name: /Payers Ltd/ });
      await row.getByRole("link", { name: /^P-/ }).click();
      await clerk.page.getByRole("heading", { name: /^Payment P-/ }).waitFor();
      const [invoice, unapplied] = await rowsOf(clerk, "What was applied");
      assert.deepEqual([invoice?.[1], invoice?.at(-1)], [number, "10.00"]);
      assert.deepEqual([unapplied?.[0], unapplied?.at(-1)], ["Unapplied", "0.00"]);
    });

    test("is downloaded as a PDF that says the same", async () => {
      const { accountNumber } = await aSubscriptionThatOwes(clerk, "Printed Ltd");
      const { number } = await olderInvoice(clerk, accountNumber);
      await clerk.page.goto(`/invoices/${number}`);
      const [download] = await Promise.all([
        clerk.page.waitForEvent("download"),
        clerk.page.getByRole("button", { name: "Download PDF" }).click(),
      ]);
      assert.equal(download.suggestedFilename(), `${number}.pdf`);
      const text = pdfText(readFileSync(await download.path()));
      assert.match(text, new RegExp(`${number}[^]*2023-04-01[^]*30.00`));
      await clerk.page.getByRole("button", { name: /^Printed 2/ }).waitFor();
    });

    test("explains an item in figures, beside the page", async () => {
      const { accountNumber, subscriptionNumber } = await aSubscriptionThatOwes(clerk, "Why Ltd");
      const { number } = await olderInvoice(clerk, accountNumber);
      await clerk.page.goto(`/invoices/${number}`);
      await clerk.page.getByRole("button", { name: /^Explain/ }).click();
      const drawer = clerk.page.getByRole("dialog", { name: `Invoice ${number}: why 30.00?` });
      await drawer.getByText("1 April 2023 to 30 April 2023, that day included: 30 days").waitFor();
      await drawer.getByRole("link", { name: subscriptionNumber }).click();
      await heading(clerk, "Charges, in USD").waitFor();
      await drawer.waitFor({ state: "detached" });
    });

    test("is written off after one more question, and what did it is linked", async () => {
      const { accountNumber } = await aSubscriptionThatOwes(clerk, "Given up Ltd");
      const { number } = await olderInvoice(clerk, accountNumber);
      await clerk.page.goto(`/invoices/${number}`);
      await clerk.page.getByRole("button", { name: "More …" }).click();
      await clerk.page.getByRole("menuitem", { name: "Write off the invoice …" }).click();
      await clerk.page.getByText("Writes off what is still owed, 30.00 USD").waitFor();
      await clerk.page.getByRole("button", { name: "Write off 30.00 USD", exact: true }).click();
      await clerk.page.getByRole("region", { name: "What was applied" }).getByRole("link").click();
      await heading(clerk, "Used for").waitFor();
      assert.deepEqual((await rowsOf(clerk, "What was applied"))[0]?.slice(0, 2), [
        "Invoice",
        number,
      ]);
      const invoice = await succeed(clerk.server, "GET", `/v1/invoices/${number}`);
      assert.deepEqual([invoice.balance, invoice.creditMemoAmount], [0, 30]);
    });
  });
}
