/** Who signs in, and how nobody else does. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
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
  });
}
