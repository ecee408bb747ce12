/** Home, and the search that leads from it. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { succeed } from "#test/support/company.ts";
import {
  aSubscriptionThatOwes,
  type Clerk,
  heading,
  olderInvoice,
  rowsOf,
  TODAY,
} from "./clerk.ts";

export function finding(clerk: Clerk): void {
  describe("home", () => {
    test("tells what was invoiced, what is owed by its age, and what waits for somebody", async () => {
      await aSubscriptionThatOwes(clerk, "Owes at home");
      const { data } = await succeed(
        clerk.server,
        "GET",
        "/object-query/invoices?filter[]=status.EQ:Posted&fields[]=balance&pageSize=99",
      );
      const owed = data.reduce((sum: number, { balance }: { balance: number }) => sum + balance, 0);
      await clerk.page.goto("/");
      const shown = owed.toLocaleString("en", { minimumFractionDigits: 2 });
      await heading(clerk, `Owed ${shown} USD, by how long it is due`).waitFor();
      await clerk.page.getByRole("link", { name: /^MRR today, / }).waitFor();
      await clerk.page.getByText("Orders of 24 May 2023").waitFor();
      await clerk.page.getByRole("button", { name: "Month by month, USD" }).click();
      await clerk.page.getByRole("cell", { name: "2023-05", exact: true }).waitFor();
      const [may, april] = await rowsOf(clerk, "Month by month, USD");
      assert.deepEqual([may?.[0], april?.[0]], ["2023-05", "2023-04"]);
      await clerk.page.keyboard.press("Escape");
    });

    test("leads from a sum to the documents that it is of: what was written off, by its flag", async () => {
      const { accountNumber } = await aSubscriptionThatOwes(clerk, "Gives up");
      const { number } = await olderInvoice(clerk, accountNumber);
      const given = { memoDate: TODAY, reasonCode: "Bad debt" };
      await succeed(clerk.server, "PUT", `/v1/invoices/${number}/write-off`, given);
      await clerk.page.goto("/");
      await clerk.page.getByRole("link", { name: /^Written off in May 2023, / }).click();
      await heading(clerk, "Credit memos").waitFor();
      const rows = await rowsOf(clerk, "Credit memos");
      assert.ok(rows.some(([, account]) => account === "Gives up"));
      const { data } = await succeed(
        clerk.server,
        "GET",
        `/object-query/credit-memos?filter[]=isWriteOff.EQ:true&filter[]=memodate.GE:2023-05-01&pageSize=99`,
      );
      assert.equal(rows.length, Math.min(data.length, 25));
    });
  });

  describe("searching", () => {
    const search = async (text: string) => {
      await clerk.page.goto("/accounts");
      await heading(clerk, "Accounts").waitFor();
      await clerk.page.keyboard.press("Control+k");
      await clerk.page.locator("[role=combobox]:focus").waitFor();
      await clerk.page.keyboard.type(text);
    };

    test("finds documents by their amount, and an account by an e-mail", async () => {
      const contact = { firstName: "Ella", lastName: "Grey", country: "United States" };
      const { accountNumber } = await succeed(clerk.server, "POST", "/v1/accounts", {
        ...{ name: "Grey Ltd", currency: "USD", billCycleDay: 1 },
        billToContact: { ...contact, workEmail: "ella@grey.example" },
      });
      const paid = { amount: 1234.56, currency: "USD", effectiveDate: TODAY, type: "External" };
      const { number } = await succeed(clerk.server, "POST", "/v1/payments", {
        ...{ ...paid, accountNumber, paymentMethodType: "Check" },
      });
      await search("1,234.56");
      await clerk.page.getByRole("option", { name: number }).waitFor();
      await search("ella@grey");
      await clerk.page.getByRole("option", { name: /ella@grey.example/ }).click();
      await heading(clerk, "Grey Ltd").waitFor();
    });

    test("does what is asked for: goes somewhere, starts something, presses a button of the page", async () => {
      await search("start bill");
      await clerk.page.getByRole("option", { name: /Start a bill run/ }).waitFor();
      await clerk.page.keyboard.press("Enter");
      await heading(clerk, "What it will do").waitFor();
      const { subscriptionNumber } = await aSubscriptionThatOwes(clerk, "By the palette");
      await clerk.page.goto(`/subscriptions/${subscriptionNumber}`);
      await heading(clerk, "Orders").waitFor();
      await clerk.page.keyboard.press("Control+k");
      await clerk.page.locator("[role=combobox]:focus").waitFor();
      await clerk.page.keyboard.type("cancel");
      await clerk.page
        .getByRole("option", { name: /This page/ })
        .first()
        .waitFor();
      await clerk.page.keyboard.press("Enter");
      await clerk.page.waitForURL(/\/cancel/);
    });

    test("g and a letter go to a section, and ? shows all keys", async () => {
      await clerk.page.goto("/accounts");
      await heading(clerk, "Accounts").waitFor();
      await clerk.page.keyboard.press("g");
      await clerk.page.keyboard.press("i");
      await heading(clerk, "Invoices").waitFor();
      await clerk.page.keyboard.press("?");
      await clerk.page.getByText("Go to Credit memos").waitFor();
      await clerk.page.keyboard.press("Escape");
    });

    test("finds by how a number or a name begins, from the keyboard alone", async () => {
      await aSubscriptionThatOwes(clerk, "Zebra Crossing");
      await clerk.page.goto("/accounts");
      await heading(clerk, "Accounts").waitFor();
      await clerk.page.keyboard.press("/");
      await clerk.page.locator("[role=combobox]:focus").waitFor();
      await clerk.page.keyboard.type("zebra");
      await clerk.page.getByRole("option", { name: /Zebra Crossing/ }).waitFor();
      await clerk.page.keyboard.press("Enter");
      await heading(clerk, "Zebra Crossing").waitFor();
    });
  });
}
