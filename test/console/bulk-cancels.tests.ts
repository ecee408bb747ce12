/** A bulk cancel from its filter to its receipts, approved by another user in another browser. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { succeed } from "#test/support/company.ts";
import { aSubscriptionThatOwes, type Clerk, PASSWORD, rowsOf, signIn } from "./clerk.ts";

export function bulkCancels(clerk: Clerk): void {
  describe("a bulk cancel", () => {
    test("is planned, approved by a second user, watched to its end, and leaves receipts", async () => {
      const first = await aSubscriptionThatOwes(clerk, "First to go");
      const second = await aSubscriptionThatOwes(clerk, "Second to go");
      const { page } = clerk;
      await page.goto("/bulk-cancels");
      await page.getByRole("link", { name: "Plan a bulk cancel …" }).click();
      const plan = page.getByRole("button", { name: "Make the plan" });
      await page.getByText("Say which: nothing is chosen yet.").waitFor();
      assert.equal(await plan.isDisabled(), true);
      const numbers = `${first.accountNumber}, ${second.accountNumber}`;
      await page.getByLabel("Account numbers").fill(numbers);
      await page.getByLabel("Write off what stays unpaid").check();
      await page.getByText("the first day without service is 24 May 2023").waitFor();
      await page.getByText("What it then still owes is written off.").waitFor();
      await plan.click();
      await page.getByText("Look at the plan. Nothing has happened yet.").waitFor();
      assert.deepEqual(await rowsOf(clerk, "Totals by age, USD"), TOTALS);
      await step(clerk, "Send for approval");
      await page.getByText("It waits for a second person to approve it.").waitFor();
      assert.equal(await page.getByRole("button", { name: "Approve the plan …" }).count(), 0);

      await approvedByAnother(clerk);
      await page.reload();
      await step(clerk, "Start the run");
      await page.getByText("It is done.").waitFor();
      await page.getByText("2 of 2 rows done, 0 set aside").waitFor();
      const receipts = await rowsOf(clerk, "Receipts");
      assert.deepEqual(
        receipts.map((cells) => cells.slice(0, 2)),
        [
          ["Done", "First to go"],
          ["Done", "Second to go"],
        ],
      );
      assert.match(receipts[0]?.at(-1) ?? "", /^O-\d+ CM\d+ CM\d+ CM\d+/);
      for (const { accountNumber } of [first, second]) {
        const { metrics } = await succeed(clerk.server, "GET", `/v1/accounts/${accountNumber}`);
        assert.equal(metrics.balance, 0);
      }
    });

    test("of a file tells which lines have no row", async () => {
      const { subscriptionNumber } = await aSubscriptionThatOwes(clerk, "Of a file");
      const { page } = clerk;
      await page.goto("/bulk-cancels/new");
      await page.getByLabel("What a file names").check();
      await page.getByRole("button", { name: "Go on to the file" }).click();
      const text = `subscriptionNumber\n${subscriptionNumber}\nA-S99999999\n`;
      const file = { name: "gone.csv", mimeType: "text/csv", buffer: Buffer.from(text) };
      await page.getByLabel("CSV file").setInputFiles(file);
      await page.getByRole("button", { name: "Upload the file" }).click();
      await page.getByText("1 of 2 lines have no row").waitFor();
      assert.deepEqual(await rowsOf(clerk, "Lines without a row"), [
        ["3", "There is no subscription 'A-S99999999'."],
      ]);
      await step(clerk, "Stop it");
      await page.getByText("It was stopped").waitFor();
    });
  });
}

/** May is 23 days overdue, April 53; of May eight days are credited. */
const TOTALS = [
  ["1 to 30 days past due", "60.00", "0.00", "15.48", "0.00", "44.52", "0.00"],
  ["31 to 60 days past due", "60.00", "0.00", "0.00", "0.00", "60.00", "0.00"],
  ["All ages", "120.00", "0.00", "15.48", "0.00", "104.52", "0.00"],
];

async function step({ page }: Pick<Clerk, "page">, title: string): Promise<void> {
  await page.getByRole("button", { name: `${title} …` }).click();
  await page.getByRole("button", { name: title, exact: true }).click();
}

async function approvedByAnother(clerk: Clerk): Promise<void> {
  const name = "finance@example.com";
  const roles = ["Finance Standard User"];
  await succeed(clerk.server, "POST", "/v1/users", { userName: name, roles });
  await succeed(clerk.server, "POST", `/v1/users/${name}/password`, { password: PASSWORD });
  const { origin, pathname } = new URL(clerk.page.url());
  const context = await clerk.browser.newContext({ baseURL: origin, reducedMotion: "reduce" });
  context.setDefaultTimeout(20_000);
  const other = { ...clerk, context, page: await context.newPage() };
  await signIn(other, name);
  await other.page.goto(pathname);
  await other.page.getByText("It waits for a second person to approve it.").waitFor();
  await step(other, "Approve the plan");
  await other.page.getByText("It may be started.").waitFor();
  await context.close();
}
