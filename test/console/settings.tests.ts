/** How the entity is set up: rules with their example, people and programs and what they may. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { succeed } from "#test/support/company.ts";
import { type Clerk, heading, PASSWORD, rowsOf } from "./clerk.ts";

const RULES = "/settings/billing-rules";

export function settings(clerk: Clerk): void {
  describe("billing rules", () => {
    const credit = () => clerk.page.getByText(/^−.* = round\(30\.00/);

    test("a rule that is switched changes the example, and is saved by a button that says so", async () => {
      const { page, server } = clerk;
      await page.goto("/set-up/billing-rules");
      await page.getByText("−7.74 = round(30.00 × 23/31) − 30.00").first().waitFor();
      await page.getByLabel("Days of a month").selectOption("30, at most a whole month");
      await page.getByText("−7.00 = round(30.00 × 23/30) − 30.00").waitFor();
      assert.equal((await succeed(server, "GET", RULES)).daysInMonth, "UseActualDays");
      await page
        .getByText("Days of a month: As many as it has → 30, at most a whole month")
        .waitFor();
      await page.reload();
      await page.getByRole("button", { name: "Save this change" }).click();
      await page.getByText("Saved. Billing follows these rules now.").waitFor();
      assert.equal(await credit().textContent(), "−7.00 = round(30.00 × 23/30) − 30.00");
      assert.equal((await succeed(server, "GET", RULES)).daysInMonth, "Assume30Days");
    });

    test("what somebody has changed meanwhile is shown, and nothing saved over it", async () => {
      const { page, server } = clerk;
      await page.goto("/set-up/billing-rules");
      await credit().waitFor();
      await page.getByText("Credit one-time charges").click();
      await page.getByText("−50.00 = 0.00 − 50.00").waitFor();
      await succeed(server, "PUT", RULES, { daysInMonth: "UseActualDays" });
      await page.getByRole("button", { name: "Save this change" }).click();
      const alert = page.getByRole("alert").filter({ hasText: "Somebody has changed rules" });
      await alert
        .getByText("Days of a month: 30, at most a whole month → As many as it has")
        .waitFor();
      assert.equal((await succeed(server, "GET", RULES)).oneTimeCreditBack, false);
      await alert.getByRole("button", { name: "Go on from how they are now" }).click();
      await page.getByText("−7.74 = round(30.00 × 23/31) − 30.00").first().waitFor();
      await page.getByRole("button", { name: "Save this change" }).click();
      await page.getByText("Saved. Billing follows these rules now.").waitFor();
      assert.equal((await succeed(server, "GET", RULES)).oneTimeCreditBack, true);
      await succeed(server, "PUT", RULES, { oneTimeCreditBack: false });
    });

    test("what cannot be together is said where the example would be", async () => {
      const { page } = clerk;
      await page.goto("/set-up/billing-rules");
      await credit().waitFor();
      await page.getByText("Prorate periods").click();
      await page.getByText(/^prorateRecurringMonthlyCharges may not be true/).waitFor();
    });
  });

  describe("users and roles", () => {
    test("a user with a role of one's own signs in, and is refused what it does not say", async () => {
      const { page, browser, server } = clerk;
      await page.goto("/set-up/roles?isNew=true");
      await page.getByRole("textbox", { name: "Name", exact: true }).fill("Auditor");
      await page.getByLabel("Users, roles, clients and the audit trail: see").check();
      await page.getByRole("button", { name: "Create the role" }).click();
      await page.getByRole("link", { name: "Auditor" }).waitFor();
      await page.goto("/set-up/users?isNew=true");
      await page.getByLabel("User name").fill("audrey@example.com");
      await page.getByLabel("Roles").first().click();
      await page.getByRole("option", { name: "Auditor" }).click();
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Create the user" }).click();
      await page.getByRole("link", { name: "audrey@example.com" }).click();
      await page.getByLabel("New password").fill("too short");
      await page.getByRole("button", { name: "Set the password" }).click();
      await page.getByText("'password' size should be at least 12").waitFor();
      await page.getByLabel("New password").fill(PASSWORD);
      await page.getByRole("button", { name: "Set the password" }).click();
      await page.getByText("The password of audrey@example.com is set.").waitFor();
      const { roles } = await succeed(server, "GET", "/v1/users/audrey@example.com");
      assert.deepEqual(roles, ["Auditor"]);

      const context = await browser.newContext({ baseURL: new URL(page.url()).origin });
      const hers = await context.newPage();
      await hers.goto("/set-up/users");
      await hers.getByLabel("User name").fill("audrey@example.com");
      await hers.getByLabel("Password", { exact: true }).fill(PASSWORD);
      await hers.getByRole("button", { name: "Sign in" }).click();
      await hers.getByText("Changing them takes the permission users.write.").waitFor();
      assert.equal(await hers.getByRole("link", { name: "New user" }).count(), 0);
      await hers.goto("/set-up/billing-rules");
      await hers.getByText(/do not have permission 'settings\.read'.*Platform Standard/).waitFor();
      await context.close();
    });

    test("what the API refuses is said beside the field", async () => {
      const { page } = clerk;
      await page.goto("/set-up/users?isNew=true");
      await page.getByLabel("User name").fill(clerk.userName);
      await page.getByRole("button", { name: "Create the user" }).click();
      await page.getByText(/is (already )?in use|already/).waitFor();
      await page.goto("/set-up/roles?row=Administrator");
      await page.getByText("A standard role cannot be changed").waitFor();
      assert.equal(
        await page.getByRole("textbox", { name: "Name", exact: true }).isDisabled(),
        true,
      );
    });
  });

  describe("an OAuth client", () => {
    test("is made, its secret works; replaced at once, the old one does not", async () => {
      const { page, server } = clerk;
      await page.goto("/set-up/oauth-clients?isNew=true");
      await page.getByLabel("Acts as").selectOption(clerk.userName);
      await page.getByRole("textbox", { name: "Name", exact: true }).fill("Warehouse");
      await page.getByLabel("Limit it to some of the permissions of its user").check();
      await page.getByLabel("Orders and subscriptions: see").check();
      await page.getByRole("button", { name: "Create the OAuth client" }).click();
      const told = page.getByRole("status").filter({ hasText: "Copy the secret now" });
      await told.waitFor();
      const [clientId = "", first = ""] = await told.locator("code").allInnerTexts();
      const answered = async (secret: string) => {
        const form = `client_id=${clientId}&client_secret=${secret}&grant_type=client_credentials`;
        const headers = { "content-type": "application/x-www-form-urlencoded", authorization: "" };
        return server.call("POST", "/oauth/token", form, headers);
      };
      const { status, json } = await answered(first);
      assert.equal(status, 200);
      const authorization = `Bearer ${json.access_token}`;
      const reads = (path: string) => server.call("GET", path, undefined, { authorization });
      assert.equal((await reads("/v1/orders")).status, 200);
      assert.equal((await reads("/v1/users")).status, 403);
      await page.getByRole("button", { name: "I have copied it" }).click();
      await page.getByRole("link", { name: "Warehouse" }).click();
      await page.getByLabel("The present secret works").selectOption("no more, from now on");
      await page.getByRole("button", { name: "Replace the secret" }).click();
      await told.waitFor();
      const [, second = ""] = await told.locator("code").allInnerTexts();
      assert.notEqual(second, first);
      assert.equal((await answered(second)).status, 200);
      assert.equal((await answered(first)).status, 401);
      await page.getByRole("button", { name: "Delete the OAuth client …" }).click();
      await page.getByRole("button", { name: "Delete Warehouse" }).click();
      await heading(clerk, "OAuth clients").waitFor();
      assert.ok(!(await rowsOf(clerk, "OAuth clients")).flat().includes("Warehouse"));
    });
  });
}
