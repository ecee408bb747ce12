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
