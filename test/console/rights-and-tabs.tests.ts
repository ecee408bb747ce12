/** Who may not, what is lost on the way, and two tabs. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { succeed } from "#test/support/company.ts";
import { aSubscriptionThatOwes, type Clerk, heading, PASSWORD, signIn } from "./clerk.ts";

export function rightsAndTabs(clerk: Clerk): void {
  describe("who may not", () => {
    test("is not offered what the server would refuse, and signs out", async () => {
      const { subscriptionNumber } = await aSubscriptionThatOwes(clerk, "Readers Ltd");
      const name = "reader@example.com";
      await succeed(clerk.server, "POST", "/v1/users", {
        userName: name,
        roles: ["Reporting Standard User"],
      });
      await succeed(clerk.server, "POST", `/v1/users/${name}/password`, { password: PASSWORD });
      await clerk.page.goto("/accounts");
      await clerk.page.getByRole("button", { name: clerk.userName }).click();
      await clerk.page.getByRole("menuitem", { name: "Sign out" }).click();
      await clerk.page.getByLabel("Password", { exact: true }).waitFor();
      await signIn(clerk, name);
      await clerk.page.goto(`/subscriptions/${subscriptionNumber}`);
      await heading(clerk, "Charges, in USD").waitFor();
      assert.equal(
        await clerk.page.getByRole("button", { name: "Cancel the subscription …" }).count(),
        0,
      );
      await clerk.page.goto(`/subscriptions/${subscriptionNumber}/cancel`);
      assert.equal(await clerk.page.getByLabel("Write off what stays unpaid").isDisabled(), true);
      await clerk.page.goto("/accounts/new");
      await clerk.page.getByText("You may not create accounts").waitFor();
      await clerk.page.getByText("Administrator, Billing Standard User").waitFor();
    });
  });

  describe("what happens to a browser", () => {
    test("without a connection it says so, and goes on when there is one again", async () => {
      await clerk.page.goto("/accounts");
      await heading(clerk, "Accounts").waitFor();
      await clerk.context.setOffline(true);
      await clerk.page.locator("label", { hasText: /^Owing$/ }).click();
      await clerk.page.getByRole("alert").getByText("The server does not answer.").waitFor();
      await clerk.context.setOffline(false);
      await clerk.page.getByRole("button", { name: "Try again" }).click();
      await clerk.page.getByRole("region", { name: "Accounts" }).waitFor();
    });

    test("signed out in one tab, it is in the other", async () => {
      const other = await clerk.context.newPage();
      await other.goto("/accounts");
      await other.getByRole("button", { name: "reader@example.com" }).click();
      await other.getByRole("menuitem", { name: "Sign out" }).click();
      await other.getByLabel("User name").waitFor();
      await other.close();
      await clerk.page.locator("label", { hasText: /^Draft$/ }).click();
      await clerk.page.getByLabel("User name").waitFor();
      assert.match(clerk.page.url(), /sign-in\?next=/);
      await signIn(clerk, clerk.userName);
    });
  });
}
