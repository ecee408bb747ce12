/** A bill run from its start to its posting. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { anAccount, aPlan, subscribe, succeed } from "#test/support/company.ts";
import { type Clerk, rowsOf } from "./clerk.ts";

export function billRuns(clerk: Clerk): void {
  describe("a bill run", () => {
    test("is started as it says, watched to its end, and posted", async () => {
      const plan = await aPlan(clerk.server, [{ price: 30 }]);
      const numbers: string[] = [];
      for (const name of ["First of May", "Second of May"]) {
        const { accountNumber } = await anAccount(clerk.server, { name, batch: "Batch7" });
        await subscribe(clerk.server, { accountNumber, plan, from: "2023-05-01" });
        numbers.push(accountNumber);
      }
      await clerk.page.goto("/bill-runs");
      await clerk.page.getByRole("link", { name: "Start a bill run …" }).click();
      await clerk.page.getByLabel("Bill up to and including").fill("2023-05-31");
      await clerk.page.getByLabel("Accounts of some batches").check();
      const start = clerk.page.getByRole("button", { name: "Start the bill run" });
      assert.equal(await start.isDisabled(), true);
      await clerk.page.getByRole("combobox", { name: "Batches" }).fill("Batch7");
      await clerk.page.getByRole("option", { name: "Batch7" }).click();
      await clerk.page.keyboard.press("Escape");
      await clerk.page.getByText("31 May 2023, of the accounts of Batch7.").waitFor();
      await start.click();
      await clerk.page.getByText("It is done. Its documents are drafts").waitFor();
      await clerk.page.getByText("2 of 2 accounts").waitFor();
      assert.deepEqual(await rowsOf(clerk, "Amounts of the bill run"), [["USD", "60.00", "0.00"]]);
      await clerk.page.getByRole("button", { name: "Post the documents …" }).click();
      await clerk.page.getByText("Posts 2 invoices, dated 24 May 2023").waitFor();
      await clerk.page.getByRole("button", { name: "Post the documents", exact: true }).click();
      await clerk.page.getByText("It is done, and its documents are posted.").waitFor();
      const { metrics } = await succeed(clerk.server, "GET", `/v1/accounts/${numbers[0]}`);
      assert.equal(metrics.balance, 30);
    });

    test("names the accounts that it could not bill, and is cancelled", async () => {
      const plan = await aPlan(clerk.server, [{ price: 30 }]);
      const { accountId, accountNumber } = await anAccount(clerk.server, {
        name: "Cannot be billed",
      });
      await subscribe(clerk.server, { accountNumber, plan, from: "2023-05-01" });
      await withOwnerConnection(clerk.server.ownerUrl, (client) =>
        client.query("update accounts set payment_term = 'Whenever' where account_id = $1", [
          accountId,
        ]),
      );
      await clerk.page.goto(`/bill-runs/start?whose=accounts&accounts=${accountNumber}`);
      await clerk.page.getByRole("button", { name: "Start the bill run" }).click();
      await clerk.page.getByRole("link", { name: `Open account ${accountNumber}` }).waitFor();
      await clerk.page.getByRole("button", { name: "Cancel the bill run …" }).click();
      await clerk.page.getByRole("button", { name: "Cancel the bill run", exact: true }).click();
      await clerk.page.getByText("It was cancelled: what it had billed is due again.").waitFor();
    });
  });
}
