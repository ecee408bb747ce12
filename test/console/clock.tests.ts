/** The clock of a sandbox. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { anAccount, aPlan, subscribe, succeed } from "#test/support/company.ts";
import type { Clerk } from "./clerk.ts";

export function clock(clerk: Clerk): void {
  describe("the clock of a sandbox", () => {
    test("shows what comes, and is advanced to it", async () => {
      const { accountNumber } = await anAccount(clerk.server, { name: "Renews Ltd" });
      const plan = await aPlan(clerk.server, [{ price: 30 }]);
      const renews = { initialTerm: { termType: "TERMED", period: 1, periodType: "Month" } };
      const terms = {
        ...renews,
        autoRenew: true,
        renewalTerms: [{ period: 1, periodType: "Month" }],
      };
      await subscribe(clerk.server, {
        ...{ accountNumber, plan, from: "2023-05-01", createSubscription: { terms } },
      });
      await clerk.page.goto("/clock?to=2023-06-02");
      await clerk.page.getByRole("link", { name: accountNumber }).first().waitFor();
      await clerk.page.getByRole("button", { name: "Advance to 2 June 2023" }).click();
      await clerk.page.getByText("9 of 9 days, now at 2 June 2023").waitFor();
      await clerk.page.getByText("Sandbox clock: 2 June 2023").waitFor();
      assert.equal((await succeed(clerk.server, "GET", "/v1/clock")).date, "2023-06-02");
    });

    test("is taken back to a snapshot, after it was said what is lost", async () => {
      const { page } = clerk;
      await page.goto("/clock");
      await page.getByLabel("Name of the snapshot").fill("Before the party");
      await page.getByRole("button", { name: "Take a snapshot" }).click();
      await page.getByRole("button", { name: "Go back to Before the party …" }).waitFor();
      const { accountNumber } = await anAccount(clerk.server, { name: "Party Ltd" });
      await succeed(clerk.server, "POST", "/v1/clock/advance", { days: 1 });
      await page.goto("/clock");
      await page.getByText("Sandbox clock: 3 June 2023").waitFor();
      await page.getByRole("button", { name: "Go back to Before the party …" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByText(accountNumber).waitFor();
      const goBack = dialog.getByRole("button", { name: "Go back" });
      assert.equal(await goBack.isDisabled(), true);
      await dialog.getByLabel("What came since may be lost").check();
      await goBack.click();
      await page.getByText("Sandbox clock: 2 June 2023").waitFor();
      const gone = await clerk.server.call("GET", `/v1/accounts/${accountNumber}`);
      assert.match(gone.text, /Cannot find/);
      await page.getByRole("button", { name: "Delete Before the party …" }).click();
      await dialog.getByRole("button", { name: "Delete the snapshot" }).click();
      await page.getByText("There are no snapshots").waitFor();
    });
  });
}
