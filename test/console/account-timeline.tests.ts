/** What has happened to an account, in one stream. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { succeed } from "#test/support/company.ts";
import { aSubscriptionThatOwes, type Clerk, heading, payTen } from "./clerk.ts";

export function accountTimeline(clerk: Clerk): void {
  describe("the timeline of an account", () => {
    /** The first line of each entry. */
    const entries = async (): Promise<string[]> => {
      const region = clerk.page.getByRole("region", { name: "Timeline" });
      await region.getByRole("listitem").first().waitFor();
      const lines = await region.locator("ol ol > li").allInnerTexts();
      return lines.map((line) => line.split("\n").slice(1).join(" "));
    };

    test("tells an order, its invoices and a payment in their order, the latest first", async () => {
      const { accountNumber, subscriptionNumber } = await aSubscriptionThatOwes(
        clerk,
        "Has a story",
      );
      await payTen(clerk, accountNumber);
      await clerk.page.goto(`/accounts/${accountNumber}`);
      await heading(clerk, "Timeline").waitFor();
      const told = await entries();
      const places = [/^P-\d+ applied to INV/, /^Payment P-\d+/, /^Invoice INV/, /^Order O-/].map(
        (line) => told.findIndex((entry) => line.test(entry)),
      );
      assert.ok(!places.includes(-1), told.join("\n"));
      assert.deepEqual(
        places,
        places.toSorted((one, other) => one - other),
      );
      assert.ok(told.some((entry) => entry.includes(subscriptionNumber)));
    });

    test("shows what is chosen of it alone", async () => {
      await clerk.page.getByText("Money", { exact: true }).click();
      await clerk.page
        .getByRole("listitem")
        .filter({ hasText: "Order O-" })
        .first()
        .waitFor({ state: "detached" });
      const told = await entries();
      assert.equal(told.length, 2, told.join("\n"));
    });
  });

  describe("an account", () => {
    test("is created with whom it bills, and changed: name, day, contact, notes", async () => {
      const { page } = clerk;
      await page.goto("/accounts");
      await page.getByRole("link", { name: "Create an account" }).click();
      await page.getByLabel("Name", { exact: true }).fill("Made by hand");
      await page.getByLabel("Currency, such as USD").fill("EUR");
      await page.getByLabel("First name").fill("Ada");
      await page.getByLabel("Last name").fill("Byron");
      await page.getByLabel("Country").fill("Germany");
      await page.getByRole("button", { name: "Create the account" }).click();
      await heading(clerk, "Made by hand").waitFor();
      const [, key] = /\/accounts\/([^/?]+)/.exec(page.url()) ?? [];
      await page.getByRole("link", { name: "Edit the account" }).click();
      await page.getByLabel("Name", { exact: true }).fill("Changed by hand");
      await page.getByLabel("Bill cycle day").selectOption("15");
      await page.getByRole("button", { name: "Save the account" }).click();
      await heading(clerk, "Changed by hand").waitFor();
      await page.getByRole("link", { name: "Ada Byron" }).first().click();
      await page.getByLabel("E-mail").fill("ada@byron.example");
      await page.getByRole("button", { name: "Save the contact" }).click();
      await heading(clerk, "Changed by hand").waitFor();
      await page.getByRole("button", { name: "Write notes" }).click();
      await page.getByRole("textbox", { name: "Notes" }).fill("Rings on <b>Mondays</b>");
      await page.getByRole("button", { name: "Save the notes" }).click();
      await page.getByText("Rings on <b>Mondays</b>").first().waitFor();
      const account = await succeed(clerk.server, "GET", `/v1/accounts/${key}`);
      const { name, notes } = account.basicInfo;
      const { billCycleDay, currency } = account.billingAndPayment;
      assert.deepEqual(
        [name, notes, billCycleDay, currency],
        ["Changed by hand", "Rings on <b>Mondays</b>", 15, "EUR"],
      );
      const emails = [account.billToContact, account.soldToContact].map((each) => each.workEmail);
      assert.ok(emails.includes("ada@byron.example"));
    });

    test("that is refused says why, and keeps what was written", async () => {
      const { page } = clerk;
      await page.goto("/accounts/new");
      await page.getByLabel("Name", { exact: true }).fill("Refused");
      await page.getByLabel("Currency, such as USD").fill("XQX");
      await page.getByLabel("First name").fill("Ada");
      await page.getByLabel("Last name").fill("Byron");
      await page.getByRole("button", { name: "Create the account" }).click();
      await page.getByRole("alert").getByText("Nothing was done").waitFor();
      assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), "Refused");
    });
  });
}
