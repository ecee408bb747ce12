/** Orders of any action: made beside what they do, kept as drafts, given their dates, taken back. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { succeed } from "#test/support/company.ts";
import { aSubscriptionThatOwes, type Clerk, heading, rowsOf } from "./clerk.ts";

/** Where the order's own page is, once it is made. */
async function orderMade({ page }: Clerk): Promise<string> {
  await page.waitForURL(/\/orders\/(?!new)[^/?]+$/);
  return decodeURIComponent(new URL(page.url()).pathname.split("/")[2] ?? "");
}

export function orders(clerk: Clerk): void {
  describe("an order", () => {
    test("of two actions is what its preview has said", async () => {
      const { page, server } = clerk;
      const { accountNumber, subscriptionNumber } = await aSubscriptionThatOwes(clerk, "Two Ltd");
      await page.goto(`/orders/new?account=${accountNumber}`);
      await page.getByLabel("Subscription that is changed").selectOption(subscriptionNumber);
      const next = page.getByLabel(`What else is done to ${subscriptionNumber}`);
      await next.selectOption("Change quantity or price");
      await page.getByLabel("Plan", { exact: true }).selectOption({ index: 1 });
      await page.getByLabel("Contract effective").fill("2023-06-01");
      await page.getByLabel(/^Price of/).fill("45.50");
      await next.selectOption("Change terms and conditions");
      await page.getByLabel("Notes").fill("Called on Monday");
      await page.getByLabel("Bill up to and including").fill("2023-06-30");
      await page.getByRole("button", { name: "Order it, bill 45.50 USD" }).waitFor();
      // A reload forgets nothing.
      await page.reload();
      const commit = page.getByRole("button", { name: "Order it, bill 45.50 USD" });
      await commit.waitFor();
      assert.equal(await page.getByLabel("Notes").inputValue(), "Called on Monday");
      const shown = await rowsOf(clerk, "Before and after");
      assert.deepEqual(shown.at(-1)?.slice(1), [
        ...["60.00", "45.50", "0.00", "0.00", "0.00", "105.50"],
      ]);
      await commit.click();
      const orderNumber = await orderMade(clerk);
      await heading(clerk, "Receipt").waitFor();
      assert.deepEqual((await rowsOf(clerk, "Before and after")).at(-1), shown.at(-1));
      const { metrics } = await succeed(server, "GET", `/v1/accounts/${accountNumber}`);
      assert.equal(metrics.balance, 105.5);
      const subscription = await succeed(server, "GET", `/v1/subscriptions/${subscriptionNumber}`);
      assert.equal(subscription.notes, "Called on Monday");
      const { order } = await succeed(server, "GET", `/v1/orders/${orderNumber}`);
      const types = order.subscriptions[0].orderActions.map(({ type }: { type: string }) => type);
      assert.deepEqual(types, ["UpdateProduct", "TermsAndConditions"]);
    });
  });
}
