/** Who signs in, and how nobody else does. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { withOwnerConnection } from "#store/owner-connection.ts";
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
      const context = await clerk.browser.newContext({ baseURL: clerk.baseURL });
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

    test("lets a person of two entities go from one to the other, in all tabs", async () => {
      const name = await inTwoEntities(clerk);
      const context = await clerk.browser.newContext({ baseURL: clerk.baseURL });
      const [page, other] = [await context.newPage(), await context.newPage()];
      await enter(page, name);
      await other.goto("/accounts");
      for (const tab of [page, other]) {
        await tab.getByRole("button", { name: /^Entity: Entity / }).waitFor();
      }
      await page.getByRole("button", { name: /^Entity: / }).click();
      await page.getByRole("menuitem", { name: "Zweite GmbH" }).click();
      for (const tab of [page, other]) {
        await tab.getByRole("button", { name: "Entity: Zweite GmbH" }).waitFor();
      }
      await page.goto("/accounts");
      await page
        .getByText("No account is like that")
        .or(page.getByText("no accounts"))
        .first()
        .waitFor();
      await page.getByRole("button", { name }).click();
      await page.getByRole("menuitem", { name: "Sign out" }).click();
      await enter(page, name);
      await page.getByRole("button", { name: "Entity: Zweite GmbH" }).waitFor();
      await context.close();
    });

    test("ends when nobody is there, and one is asked a minute before, in all tabs", async () => {
      const context = await clerk.browser.newContext({ baseURL: clerk.baseURL });
      const pages = [await context.newPage(), await context.newPage()] as const;
      const [page, other] = pages;
      await context.clock.install();
      await enter(page, clerk.userName);
      await other.goto("/accounts");
      await other.getByRole("heading", { name: "Accounts" }).waitFor();
      const question = (tab: Page) => tab.getByRole("dialog", { name: "Are you still there?" });
      await context.clock.fastForward("28:40");
      for (const tab of pages) await question(tab).waitFor();
      await page.getByRole("button", { name: "Stay signed in" }).last().click();
      for (const tab of pages) await question(tab).waitFor({ state: "hidden" });
      await context.clock.fastForward("29:40");
      for (const tab of pages) {
        await tab.getByText("You were signed out, because nothing was done").waitFor();
        assert.match(tab.url(), /next=%2Faccounts/);
      }
      await context.close();
    });
  });
}

async function enter(page: Page, name: string): Promise<void> {
  await page.goto("/accounts");
  await page.getByLabel("User name").fill(name);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("navigation", { name: "Sections" }).waitFor();
}

/** A user of the clerk's entity and of "Zweite GmbH", with one password. */
async function inTwoEntities({ server }: Clerk): Promise<string> {
  const userName = "two@example.com";
  await succeed(server, "POST", "/v1/users", { userName, roles: ["Administrator"] });
  await succeed(server, "POST", `/v1/users/${userName}/password`, { password: PASSWORD });
  await withOwnerConnection(server.ownerUrl, (client) =>
    client.query(
      `with entity as (
         insert into entities (entity_id, name) values (gen_random_uuid(), 'Zweite GmbH')
         returning entity_id
       ), someone as (
         insert into users (user_id, entity_id, user_name)
         select gen_random_uuid(), entity_id, $1 from entity returning user_id, entity_id
       )
       insert into user_passwords (entity_id, user_id, password_hash)
       select someone.entity_id, someone.user_id, password_hash
       from someone, user_passwords join users using (user_id) where user_name = $1`,
      [userName],
    ),
  );
  return userName;
}
