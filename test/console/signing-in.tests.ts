/** Who signs in, and how nobody else does. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { succeed } from "#test/support/company.ts";
import { type Clerk, heading, PASSWORD } from "./clerk.ts";

export function signingIn(clerk: Clerk): void {
  describe("signing in", () => {
    test("takes the right password, and brings back to where one wanted to go", async () => {
      await clerk.page.goto("/accounts?owing=true");
      await clerk.page.getByLabel("User name").fill(clerk.userName);
      await clerk.page.getByLabel("Password", { exact: true }).fill("not this one");
      await clerk.page.getByRole("button", { name: "Sign in" }).click();
      await clerk.page.getByRole("alert").getByText("User name or password is wrong.").waitFor();
      await clerk.page.getByLabel("Password", { exact: true }).fill(PASSWORD);
      await clerk.page.keyboard.press("Enter");
      await heading(clerk, "Accounts").waitFor();
      assert.match(clerk.page.url(), /\/accounts\?owing=true$/);
    });

    test("is by a cookie that no script sees, and whoever writes shows a token beside it", async () => {
      const [cookie] = await clerk.context.cookies();
      assert.deepEqual(
        {
          httpOnly: cookie?.httpOnly,
          sameSite: cookie?.sameSite,
          seen: await clerk.page.evaluate("document.cookie"),
        },
        { httpOnly: true, sameSite: "Strict", seen: "" },
      );
      const status = await clerk.page.evaluate(
        `fetch("/v1/accounts", { method: "POST", headers: { "content-type": "application/json" }, body: "{}" })
          .then(({ status }) => status)`,
      );
      assert.equal(status, 403);
    });

    test("by an OpenID provider goes there and comes back, and signs out there too", async () => {
      const email = "by-provider@example.com";
      const roles = ["Reporting Standard User"];
      await succeed(clerk.server, "POST", "/v1/users", { userName: email, roles });
      clerk.provider.people.set("known", { email, email_verified: true });
      clerk.provider.people.set("stranger", { email: "x@example.com", email_verified: true });
      const context = await clerk.browser.newContext({ baseURL: new URL(clerk.page.url()).origin });
      const page = await context.newPage();
      const enter = async (name: string) => {
        await page.getByRole("link", { name: "Sign in with the provider" }).click();
        await page.getByLabel("Name").fill(name);
        await page.getByRole("button", { name: "Go on" }).click();
      };
      await page.goto("/accounts?owing=true");
      await enter("stranger");
      await page.getByRole("alert").getByText("you may not sign in here").waitFor();
      await context.clearCookies();
      await enter("known");
      await page.getByRole("button", { name: email }).click();
      assert.match(page.url(), /\/accounts\?owing=true$/);
      await page.getByRole("menuitem", { name: "Sign out" }).click();
      await page.getByText("Do you want to sign-out").waitFor();
      await page.getByRole("button", { name: "Yes, sign me out" }).click();
      await page.getByLabel("User name").waitFor();
      await context.close();
    });
  });
}
