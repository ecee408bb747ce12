/** What has happened to an account, in one stream. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
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
}
