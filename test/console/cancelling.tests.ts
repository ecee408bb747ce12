/** The cancel dialog commits what it shows. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { succeed } from "#test/support/company.ts";
import { aSubscriptionThatOwes, type Clerk, heading, payTen, rowsOf, TODAY } from "./clerk.ts";

const NAME = '<img src=x onerror="document.title=1">';

export function cancelling(clerk: Clerk): void {
  describe("what is called by markup", () => {
    test("is shown as it is written", async () => {
      const { accountNumber } = await aSubscriptionThatOwes(clerk, NAME);
      await clerk.page.goto(`/accounts/${accountNumber}`);
      await heading(clerk, NAME).waitFor();
      assert.equal(await clerk.page.locator("img").count(), 0);
      assert.equal(await clerk.page.title(), `${NAME} · Quittance`);
    });
  });

  describe("the cancel dialog", () => {
    test("commits what it shows: the account is settled, invoice by invoice", async () => {
      const { accountNumber, subscriptionNumber } = await aSubscriptionThatOwes(clerk, "Clark Ltd");
      await clerk.page.goto(`/subscriptions/${subscriptionNumber}`);
      await clerk.page.getByRole("button", { name: "Cancel the subscription …" }).click();
      await clerk.page.getByLabel("Write off what stays unpaid").check();
      await clerk.page.getByRole("button", { name: "Cancel and write off 52.26 USD" }).waitFor();
      const [april, may, account] = await rowsOf(clerk, "Before and after");
      assert.deepEqual(april?.slice(1), ["30.00", "0.00", "0.00", "0.00", "−30.00", "0.00"]);
      assert.deepEqual(may?.slice(1), ["30.00", "0.00", "−7.74", "0.00", "−22.26", "0.00"]);
      assert.deepEqual(account?.slice(1), ["60.00", "0.00", "−7.74", "0.00", "−52.26", "0.00"]);
      await clerk.page.getByRole("button", { name: "Cancel and write off 52.26 USD" }).click();
      await clerk.page.getByRole("heading", { name: "Receipt" }).waitFor();
      await clerk.page.getByText(/^Written off 22.26 of INV/).waitFor();

      const { metrics } = await succeed(clerk.server, "GET", `/v1/accounts/${accountNumber}`);
      assert.equal(metrics.balance, 0);
      const subscription = await succeed(
        clerk.server,
        "GET",
        `/v1/subscriptions/${subscriptionNumber}`,
      );
      assert.equal(subscription.status, "Cancelled");
      assert.equal(subscription.subscriptionEndDate, TODAY);
      const { creditmemos } = await succeed(
        clerk.server,
        "GET",
        `/v1/credit-memos?accountNumber=${accountNumber}`,
      );
      const amounts = creditmemos.map(({ amount }: { amount: number }) => amount).sort();
      assert.deepEqual(amounts, [22.26, 30, 7.74]);
    });

    test("compares the policies, and commits the one that is chosen", async () => {
      const { subscriptionNumber } = await aSubscriptionThatOwes(clerk, "Three ways Ltd");
      await clerk.page.goto(`/subscriptions/${subscriptionNumber}/cancel`);
      await clerk.page.getByText("Last day of service 31 March 2024").waitFor();
      await clerk.page.getByText("1 June 2023", { exact: true }).waitFor();
      await clerk.page.getByRole("radio", { name: "End of invoiced period" }).check();
      await clerk.page
        .getByRole("button", { name: "Cancel the subscription", exact: true })
        .click();
      await clerk.page.getByText("the first day without service is 1 June 2023").waitFor();
      const subscription = await succeed(
        clerk.server,
        "GET",
        `/v1/subscriptions/${subscriptionNumber}`,
      );
      assert.equal(subscription.subscriptionEndDate, "2023-06-01");
      await clerk.page.getByRole("button", { name: "Undo the cancel …" }).click();
      await clerk.page.getByRole("button", { name: "Undo the cancel", exact: true }).click();
      await clerk.page.getByText("It has taken back").waitFor();
      const again = await succeed(clerk.server, "GET", `/v1/subscriptions/${subscriptionNumber}`);
      assert.equal(again.status, "Active");
    });

    test("does nothing where something has moved, shows what, and asks again", async () => {
      const { accountNumber, subscriptionNumber } = await aSubscriptionThatOwes(clerk, "Moved Ltd");
      await clerk.page.goto(`/subscriptions/${subscriptionNumber}/cancel?writeOff=true`);
      const commit = clerk.page.getByRole("button", { name: "Cancel and write off 52.26 USD" });
      await commit.waitFor();
      await payTen(clerk, accountNumber);
      await commit.click();
      await clerk.page.getByText("Something has moved meanwhile, and nothing was done").waitFor();
      await clerk.page.getByRole("button", { name: "Cancel and write off 42.26 USD" }).waitFor();
      const [april] = await rowsOf(clerk, "Before and after");
      assert.equal(april?.[1], "was 30.00 is now 20.00");
      const subscription = await succeed(
        clerk.server,
        "GET",
        `/v1/subscriptions/${subscriptionNumber}`,
      );
      assert.equal(subscription.status, "Active");
      await clerk.page.getByRole("button", { name: "Cancel and write off 42.26 USD" }).click();
      await clerk.page.getByRole("heading", { name: "Receipt" }).waitFor();
    });
  });
}
