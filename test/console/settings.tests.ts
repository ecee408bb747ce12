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
      const headers = {
        authorization: `Bearer ${json.access_token}`,
        "zuora-version": "2025-08-12",
      };
      const reads = (path: string) => server.call("GET", path, undefined, headers);
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

  describe("taxes", () => {
    test("a code, the days of its rates, and a rate are added", async () => {
      const { page, server } = clerk;
      await page.goto("/set-up/tax-codes?isNew=true");
      await page.getByRole("textbox", { name: "Name", exact: true }).fill("Books");
      await page.getByRole("button", { name: "Create the tax code" }).click();
      await page.getByRole("link", { name: "Books" }).click();
      await page.getByLabel("First day").fill("2023-01-01");
      await page.getByRole("button", { name: "Add the days" }).click();
      const days = page.getByRole("region", { name: "From 1 January 2023 on", exact: true });
      await days.getByText("Add a rate", { exact: true }).click();
      await days.getByRole("textbox", { name: "Country" }).fill("Atlantis");
      await days.getByLabel("Name of the tax").fill("TVA");
      await days.getByRole("textbox", { name: "Rate", exact: true }).fill("0.055");
      await days.getByRole("button", { name: "Add the rate" }).click();
      await days.getByText(/Atlantis/).waitFor();
      await days.getByRole("textbox", { name: "Country" }).fill("France");
      await days.getByRole("button", { name: "Add the rate" }).click();
      const [row] = await rowsOf(clerk, "Rates: From 1 January 2023 on");
      assert.deepEqual(row, ["France", "all of it", "TVA 0.055", "–"]);
      const { taxRatePeriods } = await succeed(server, "GET", "/settings/tax-rate-periods");
      const rates = `/settings/tax-rate-periods/${taxRatePeriods.at(-1).id}/tax-rates`;
      const { taxRates } = await succeed(server, "GET", rates);
      assert.deepEqual(
        taxRates.map((rate: { taxRate1: number; country: string }) => [
          rate.country,
          rate.taxRate1,
        ]),
        [["France", 0.055]],
      );
    });
  });

  describe("small settings", () => {
    test("documents are numbered by a set of one's own", async () => {
      const { page, server } = clerk;
      await page.goto("/set-up/numbering?isNew=true");
      await page.getByRole("textbox", { name: "Name", exact: true }).fill("France");
      for (const [kind, prefix] of [
        ["Invoices", "FRI"],
        ["Credit memos", "FRC"],
        ["Debit memos", "FRD"],
      ]) {
        await page.getByLabel(`${kind}: prefix`).fill(`${prefix}`);
        await page.getByLabel(`${kind}: next number`).fill("500");
      }
      await page.getByRole("button", { name: "Create the sequence set" }).click();
      await page.getByRole("link", { name: "France" }).click();
      await page.getByLabel("Invoices: next number").fill("12");
      await page.getByRole("button", { name: "Save the changes" }).click();
      await page
        .getByText(/never less|less than|500/i)
        .first()
        .waitFor();
      const { sequenceSets } = await succeed(server, "GET", "/v1/sequence-sets?name=France");
      assert.deepEqual(sequenceSets[0].invoice, { prefix: "FRI", startNumber: 500 });
    });

    test("a custom field is defined, and taken away; the others of its object stay", async () => {
      const { page, server } = clerk;
      const fields = async () => {
        const path = "/settings/custom-fields/zuora/Account";
        return Object.keys((await succeed(server, "GET", path)).schema.properties);
      };
      for (const name of ["Region__c", "Tier__c"]) {
        await page.goto("/set-up/custom-fields?isNew=true");
        await page.getByRole("combobox", { name: "Of", exact: true }).selectOption("Account");
        await page.getByRole("textbox", { name: "Name", exact: true }).fill(name);
        await page.getByLabel("Longest").fill("20");
        await page.getByRole("button", { name: "Create the custom field" }).click();
        await page.getByRole("link", { name }).waitFor();
      }
      assert.deepEqual((await fields()).sort(), ["Region__c", "Tier__c"]);
      await page.getByRole("link", { name: "Tier__c" }).click();
      await page.getByRole("button", { name: "Delete the custom field …" }).click();
      await page.getByRole("button", { name: "Delete Tier__c" }).click();
      await page.getByRole("link", { name: "Region__c" }).waitFor();
      assert.deepEqual(await fields(), ["Region__c"]);
    });

    test("a notification calls an address only if its condition holds", async () => {
      const { page, server } = clerk;
      await page.goto("/set-up/notifications?isNew=true");
      await page.getByRole("textbox", { name: "Name", exact: true }).fill("Large invoices");
      await page.getByRole("textbox", { name: "Event" }).fill("Invoice Posted");
      await page.getByLabel("Call an address").check();
      await page.getByRole("textbox", { name: "Address" }).fill("https://example.com/hook");
      await page.getByLabel("Only if").fill("Invoice.Balance > 1000000");
      await page.getByRole("button", { name: "Create the notification" }).click();
      await page.getByRole("link", { name: "Large invoices" }).click();
      await page.getByText("Secret that callouts are signed with").waitFor();
      const { data } = await succeed(server, "GET", "/notifications/notification-definitions");
      const [made] = data.filter(({ name }: { name: string }) => name === "Large invoices");
      assert.equal(made.callout.calloutBaseurl, "https://example.com/hook");
      assert.equal(made.filterRule.condition, "Invoice.Balance > 1000000");
      await page.getByRole("button", { name: "Delete the notification …" }).click();
      await page.getByRole("button", { name: "Delete Large invoices" }).click();
      await heading(clerk, "Notifications").waitFor();
    });

    test("a period is closed, and opened again", async () => {
      const { page, server } = clerk;
      await page.goto("/set-up/accounting-periods?isNew=true");
      await page.getByRole("textbox", { name: "Name", exact: true }).fill("January 2001");
      await page.getByLabel("First day").fill("2001-01-01");
      await page.getByLabel("Last day").fill("2001-01-31");
      await page.getByRole("textbox", { name: "Fiscal year" }).fill("2001");
      await page.getByRole("button", { name: "Create the accounting period" }).click();
      await page.getByRole("link", { name: "January 2001" }).click();
      await page.getByRole("button", { name: "Close the period" }).click();
      await page.getByText("It is closed: reopen it to change it.").waitFor();
      const { accountingPeriods } = await succeed(server, "GET", "/v1/accounting-periods");
      assert.equal(accountingPeriods[0].status, "Closed");
      await page.getByRole("button", { name: "Reopen the period" }).click();
      await page.getByRole("button", { name: "Delete the accounting period …" }).click();
      await page.getByRole("button", { name: "Delete January 2001" }).click();
      await page.getByText("There is no accounting period yet").waitFor();
    });

    test("what others have changed of orders' rules meanwhile is not overwritten", async () => {
      const { page, server } = clerk;
      await page.goto("/set-up/other-rules");
      const limits = page.getByRole("form", { name: "How large orders may be" });
      await limits.getByLabel("Subscriptions of an order", { exact: true }).fill("77");
      await succeed(server, "PUT", "/settings/order-limits", { orderActionsPerOrder: 99 });
      await limits.getByRole("button", { name: "Save the changes" }).click();
      await limits.getByText("'orderActionsPerOrder' is 99 now").waitFor();
      const after = await succeed(server, "GET", "/settings/order-limits");
      assert.notEqual(after.subscriptionsPerOrder, 77);
      await succeed(server, "PUT", "/settings/order-limits", { orderActionsPerOrder: 1000 });
    });
  });
}
