/** Lists: what is saved of them, what of them is shown, and the whole of them as a file. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { before, describe, test } from "node:test";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { succeed } from "#test/support/company.ts";
import { aSubscriptionThatOwes, type Clerk, heading, rowsOf, signIn, TODAY } from "./clerk.ts";

const MANY = 30;

export function lists(clerk: Clerk): void {
  describe("a list", () => {
    before(async () => {
      await aSubscriptionThatOwes(clerk, "Listed");
      const { entityId, userId } = clerk.server;
      await withOwnerConnection(clerk.server.ownerUrl, (client) =>
        client.query(
          `insert into accounts (entity_id, account_id, account_number, name, currency,
             bill_cycle_day, created_by_id, updated_by_id, created_at)
           select $1, gen_random_uuid(), 'LISTED' || n, 'Of many ' || n, 'USD', 1, $2, $2, $3
           from generate_series(1, ${MANY}) n`,
          [entityId, userId, TODAY],
        ),
      );
    });

    test("is saved under a name with its filter and columns, and found again after signing out", async () => {
      const { page } = clerk;
      await page.goto("/invoices?left=Overdue&sort=duedate.ASC");
      await rowsOf(clerk, "Invoices");
      await page.getByRole("button", { name: "Columns" }).click();
      await page.getByRole("checkbox", { name: "Status" }).uncheck();
      await page.keyboard.press("Escape");
      await page.getByRole("columnheader", { name: "Status" }).waitFor({ state: "detached" });
      const shown = await rowsOf(clerk, "Invoices");
      await page.getByRole("button", { name: "Save this view …" }).click();
      await page.getByLabel("Name of the view").fill("Late ones");
      await page.getByRole("button", { name: "Save view" }).click();
      await page.getByRole("button", { name: "Delete view Late ones" }).waitFor();
      await page.getByRole("button", { name: clerk.userName }).click();
      await page.getByRole("menuitem", { name: "Sign out" }).click();
      await page.getByLabel("User name").waitFor();
      await signIn(clerk, clerk.userName);
      await page.getByRole("link", { name: "Invoices" }).click();
      await page.getByRole("button", { name: "Late ones" }).click();
      await page.getByText("overdue, by due, from the first").waitFor();
      await page.getByRole("columnheader", { name: "Status" }).waitFor({ state: "detached" });
      // Until they are there, those of the list before stay on the screen.
      await page.getByRole("row").nth(1).getByText(String(shown[0]?.[0])).waitFor();
      assert.deepEqual(await rowsOf(clerk, "Invoices"), shown);
    });

    test("as CSV has every row that the filter finds, not those of the page alone", async () => {
      const { page } = clerk;
      await page.goto("/accounts?name=Of many");
      assert.equal((await rowsOf(clerk, "Accounts")).length, 25);
      const download = page.waitForEvent("download");
      await page.getByRole("link", { name: "Save as CSV" }).click();
      const saved = await (await download).path();
      const [titles, ...lines] = (await readFile(saved, "utf8")).trim().split("\r\n");
      assert.match(String(titles), /^name,accountNumber,status,currency,balance/);
      assert.equal(lines.length, MANY);
      assert.ok(lines.every((line) => line.startsWith("Of many ")));
    });

    test("writes days and numbers as its reader's country does, once he asks for it", async () => {
      const { page, userName } = clerk;
      await page.goto("/invoices?left=Open&sort=invoicedate.ASC");
      const [, , iso] = (await rowsOf(clerk, "Invoices"))[0] ?? [];
      assert.match(String(iso), /^\d{4}-\d\d-\d\d$/);
      const choose = async (item: RegExp) => {
        await page.getByRole("button", { name: userName }).click();
        await page.getByRole("menuitem", { name: item }).click();
      };
      await choose(/^Days and numbers as in en-US/);
      const [year, month, day] = String(iso).split("-");
      await page
        .getByRole("cell", { name: `${month}/${day}/${year}` })
        .first()
        .waitFor();
      await page.reload();
      assert.equal((await rowsOf(clerk, "Invoices"))[0]?.[2], `${month}/${day}/${year}`);
      await choose(/^Days as ISO/);
      await page
        .getByRole("cell", { name: String(iso) })
        .first()
        .waitFor();
    });

    test("is walked through from the keyboard: j, k and Enter", async () => {
      const { page } = clerk;
      await page.goto("/accounts?name=Of many");
      const rows = await rowsOf(clerk, "Accounts");
      for (const key of ["j", "j", "j", "k"]) await page.keyboard.press(key);
      await page.keyboard.press("Enter");
      await heading(clerk, String(rows[1]?.[0])).waitFor();
    });

    test("says what it shows, and lets a filter that finds nothing be dropped", async () => {
      const { page } = clerk;
      await page.goto("/payments?number=NONE&currency=EUR");
      await page.getByText("number begins with NONE · EUR, by date, from the last").waitFor();
      await page.getByRole("button", { name: "EUR, drop it" }).click();
      await page.getByRole("button", { name: "Show all payments" }).click();
      await page.getByText("All payments, by date").waitFor();
      const { views } = await succeed(clerk.server, "GET", "/v1/saved-views?list=payments");
      assert.deepEqual(views, []);
    });
  });
}
