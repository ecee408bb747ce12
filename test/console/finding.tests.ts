/** Home, and the search that leads from it. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { succeed } from "#test/support/company.ts";
import { aSubscriptionThatOwes, type Clerk, heading, rowsOf } from "./clerk.ts";

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
      await clerk.page.getByText("Invoiced in May 2023").waitFor();
      await clerk.page.getByRole("button", { name: "Month by month, USD" }).click();
      await clerk.page.getByRole("cell", { name: "2023-05", exact: true }).waitFor();
      const [may, april] = await rowsOf(clerk, "Month by month, USD");
      assert.deepEqual([may?.[0], april?.[0]], ["2023-05", "2023-04"]);
      await clerk.page.keyboard.press("Escape");
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
