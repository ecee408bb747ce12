/** Orders of any action: made beside what they do, kept as drafts, given their dates, taken back. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, test } from "node:test";
import { anAccount, aPlan, cancelOrder, subscribeOrder, succeed } from "#test/support/company.ts";
import { pdfText } from "#test/support/pdf-text.ts";
import { aSubscriptionThatOwes, type Clerk, heading, rowsOf, TODAY } from "./clerk.ts";

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
      assert.deepEqual(shown.at(-1)?.slice(1), ["60.00", "45.50", "105.50"]);
      await commit.click();
      const orderNumber = await orderMade(clerk);
      await heading(clerk, "Receipt").waitFor();
      const [, before, billed, ...others] = (await rowsOf(clerk, "Before and after")).at(-1) ?? [];
      assert.deepEqual([before, billed, others.at(-1)], ["60.00", "45.50", "105.50"]);
      const { metrics } = await succeed(server, "GET", `/v1/accounts/${accountNumber}`);
      assert.equal(metrics.balance, 105.5);
      const subscription = await succeed(server, "GET", `/v1/subscriptions/${subscriptionNumber}`);
      assert.equal(subscription.notes, "Called on Monday");
      const { order } = await succeed(server, "GET", `/v1/orders/${orderNumber}`);
      const types = order.subscriptions[0].orderActions.map(({ type }: { type: string }) => type);
      assert.deepEqual(types, ["UpdateProduct", "TermsAndConditions"]);
    });

    test("is saved as a draft, changed, and activated", async () => {
      const { page, server } = clerk;
      const { accountNumber } = await aSubscriptionThatOwes(clerk, "Draft Ltd");
      const { productRatePlanId } = await aPlan(server, [{ price: 70, Name: "Gold" }]);
      const path = `/object-query/product-rate-plans/${productRatePlanId}?expand[]=product`;
      const { product } = await succeed(server, "GET", path);
      await page.goto(`/orders/new?account=${accountNumber}`);
      await page.getByRole("button", { name: "Create a subscription" }).click();
      await page.getByLabel("Product or plan begins with").fill(product.name);
      await page.getByRole("button", { name: `${product.name} · Silver`, exact: true }).click();
      await page.getByLabel("Price of Gold").fill("65");
      await page.getByLabel("Contract effective").fill("2023-06-01");
      await page.getByRole("button", { name: "Save as a draft" }).click();
      const orderNumber = await orderMade(clerk);
      await page.getByRole("link", { name: "Change the draft" }).click();
      const price = page.getByLabel("Price of Gold");
      await price.waitFor();
      assert.equal(await price.inputValue(), "65");
      await price.fill("62.50");
      await page.getByRole("button", { name: "Save the draft" }).click();
      await page.getByRole("button", { name: "Activate the order …" }).click();
      await page.getByRole("button", { name: "Activate the order", exact: true }).click();
      await heading(clerk, "Receipt").waitFor();
      const { order } = await succeed(server, "GET", `/v1/orders/${orderNumber}`);
      assert.equal(order.status, "Completed");
      const [{ subscriptionNumber }] = order.subscriptions;
      const made = await succeed(server, "GET", `/v1/subscriptions/${subscriptionNumber}`);
      assert.deepEqual([made.contractedMrr, made.subscriptionStartDate], [62.5, "2023-06-01"]);
    });

    test("that waits for a date is given it, and does what that was said to do", async () => {
      const { page, server } = clerk;
      const settings = { requireServiceActivation: true, requireCustomerAcceptance: false };
      await succeed(server, "PUT", "/settings/subscription-settings", settings);
      const { accountNumber } = await anAccount(server, { name: "Waiting Ltd" });
      const plan = await aPlan(server, [{ price: 20 }]);
      const body = subscribeOrder({
        ...{ accountNumber, plan, from: "2023-05-01", billThrough: "2023-05-31" },
      });
      const { orderNumber } = await succeed(server, "POST", "/v1/orders", {
        ...{ ...body, status: undefined },
      });
      await page.goto(`/orders/${orderNumber}`);
      await page.getByRole("link", { name: "Give its dates" }).click();
      await page.getByLabel(/^Service activation/).fill("2023-05-10");
      await page.getByText("The order is completed.").waitFor();
      const shown = (await rowsOf(clerk, "Before and after")).at(-1);
      assert.deepEqual(shown?.at(-1), "20.00");
      await page.getByRole("button", { name: "Give the dates" }).click();
      await heading(clerk, "Receipt").waitFor();
      assert.deepEqual((await rowsOf(clerk, "Before and after")).at(-1), shown);
      const { metrics } = await succeed(server, "GET", `/v1/accounts/${accountNumber}`);
      assert.equal(metrics.balance, 20);
      await succeed(server, "PUT", "/settings/subscription-settings", {
        ...{ requireServiceActivation: false, requireCustomerAcceptance: false },
      });
    });

    test("that cancels has a receipt on paper, and undoing it does what its preview shows", async () => {
      const { page, server } = clerk;
      const { accountNumber, subscriptionNumber } = await aSubscriptionThatOwes(clerk, "Undo Ltd");
      const cancel = cancelOrder({
        ...{ accountNumber, subscriptionNumber, on: TODAY },
        processingOptions: { runBilling: true, writeOff: true },
      });
      const { orderNumber } = await succeed(server, "POST", "/v1/orders", cancel);
      await page.goto(`/orders/${orderNumber}`);
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("link", { name: "Receipt as PDF" }).click(),
      ]);
      const text = pdfText(await readFile(await download.path())).replace(/\s+/g, " ");
      assert.match(text, /last day with service is 2023-05-23, the first without 2023-05-24/);
      await page.getByRole("button", { name: "Undo the cancel …" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.locator("tfoot").waitFor();
      const cells = await dialog.locator("tfoot td").allInnerTexts();
      assert.deepEqual([cells[1], cells.at(-1)], ["0.00", "60.00"]);
      await page.getByRole("button", { name: "Undo the cancel", exact: true }).click();
      await page.getByText("It has taken back").waitFor();
      await dialog.waitFor({ state: "detached" });
      assert.deepEqual((await rowsOf(clerk, "Before and after")).at(-1), cells);
      const { metrics } = await succeed(server, "GET", `/v1/accounts/${accountNumber}`);
      assert.equal(metrics.balance, 60);
    });
  });

  describe("a subscription", () => {
    test("shows two versions side by side, what is still to bill, and begins orders", async () => {
      const { page, server } = clerk;
      const { accountNumber, subscriptionNumber } = await aSubscriptionThatOwes(clerk, "Sides Ltd");
      const change = { type: "TermsAndConditions", termsAndConditions: { notes: "Hallo" } };
      await succeed(server, "POST", "/v1/orders", {
        ...{ orderDate: TODAY, existingAccountNumber: accountNumber },
        subscriptions: [{ subscriptionNumber, orderActions: [change] }],
      });
      await page.goto(`/subscriptions/${subscriptionNumber}?through=2023-07-31`);
      const differences = await rowsOf(clerk, "Differences of the versions");
      assert.deepEqual(differences, [["Subscription", "Notes", "– not applicable", "Hallo"]]);
      const ahead = await rowsOf(clerk, "Still to bill");
      assert.deepEqual(ahead.at(-1)?.slice(3), ["60.00", "0.00"]);
      await page.getByRole("link", { name: "Suspend …" }).click();
      await page.getByRole("button", { name: "Order it", exact: true }).waitFor();
      assert.equal(await page.getByLabel("From", { exact: true }).inputValue(), "Today");
    });
  });
}
