/** The customer's page, My Account, in a browser context of its own: no clerk is signed in there. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { BrowserContext, Page } from "playwright-core";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { axeFindings } from "#test/support/axe.ts";
import { complaintsOf } from "#test/support/browser.ts";
import { anAccount, aPlan, subscribe, succeed } from "#test/support/company.ts";
import { aCard } from "#test/support/payments.ts";
import { pdfText } from "#test/support/pdf-text.ts";
import { type Clerk, payTen } from "./clerk.ts";

export function myAccount(clerk: Clerk): void {
  describe("My Account", () => {
    let context: BrowserContext;
    let page: Page;
    let complaints: readonly string[];
    let site: Server;
    before(async () => {
      await set({
        enabled: true,
        merchantName: "Blue Ltd",
        colour: "#ffd23f",
        cancellationPolicies: ["EndOfLastInvoicePeriod", "SpecificDate"],
        cancelReasons: ["Too dear", "<img src=x onerror=alert(1)>"],
        unpaidInvoices: "AreWrittenOff",
      });
      const { origin } = new URL(clerk.page.url());
      context = await clerk.browser.newContext({
        ...{ baseURL: origin, reducedMotion: "reduce", locale: "en-GB" },
        viewport: { width: 360, height: 740 },
      });
      context.setDefaultTimeout(20_000);
      page = await context.newPage();
      complaints = complaintsOf(page);
    });
    after(async () => {
      site?.close();
      await context?.close();
    });

    const set = (settings: object) =>
      succeed(clerk.server, "PUT", "/settings/my-account", settings);
    const button = (name: string | RegExp) => page.getByRole("button", { name });
    const heading = (name: string) => page.getByRole("heading", { name, exact: true });

    test("lets in by the link of an e-mail, cancels what it has shown, and gives a receipt", async () => {
      const customer = await aCustomer(clerk, "<b>Clark</b>", "ada@clark.example");
      await page.goto("/my");
      await page.getByLabel("E-mail address").fill("ada@clark.example");
      await button("Send me a link").click();
      await page.getByText("If we know ada@clark.example, a link is on its way.").waitFor();
      await page.goto(await linkSentTo(clerk, "ada@clark.example"));
      await heading("Hello <b>Clark</b>").waitFor();
      assert.equal(new URL(page.url()).hash, "", "the key is not in the address any more");
      await page.getByText("Next charge: US$30.00 on 1 June 2023.").waitFor();
      await fits("the account");

      await page.getByRole("link", { name: /^Cancel / }).click();
      await page.getByRole("radio", { name: "Today" }).check();
      await page.getByText("You need not pay US$52.26 that is still open.").waitFor();
      await page.getByLabel("Why do you cancel?").selectOption("Too dear");
      await fits("the cancel");
      await button(/^Cancel /).click();
      await heading("It is cancelled").waitFor();
      await page.getByText("We have sent this receipt to ada@clark.example.").waitFor();
      await fits("the receipt");
      const [file] = await Promise.all([
        page.waitForEvent("download"),
        button("Download the receipt (PDF)").click(),
      ]);
      const text = pdfText(await readFile(await file.path())).replaceAll(/\s+/g, " ");
      assert.match(text, /You need not pay US\$52\.26/);

      const subscription = await succeed(
        clerk.server,
        "GET",
        `/v1/subscriptions/${customer.subscriptionNumber}`,
      );
      assert.equal(subscription.status, "Cancelled");
      const account = await succeed(clerk.server, "GET", `/v1/accounts/${customer.accountNumber}`);
      assert.equal(account.metrics.balance, 0);
    });

    test("says what has moved, takes a cancel back, and speaks German", async () => {
      const customer = await aCustomer(clerk, "Moved GmbH", "bob@moved.example");
      await page.goto(await linkFor(clerk, customer.accountNumber));
      await heading("Hello Moved GmbH").waitFor();
      await page.getByRole("link", { name: /^Cancel / }).click();
      await page.getByRole("radio", { name: "At the end of what is billed already" }).check();
      await page.getByText("Your plan ends on 31 May 2023.").waitFor();
      await payTen(clerk, customer.accountNumber);
      await button(/^Cancel /).click();
      await page.getByText("Something has changed meanwhile, and nothing was done.").waitFor();
      await page.getByText("was US$60.00, is US$50.00").waitFor();
      await button(/^Cancel /).click();
      await heading("It is cancelled").waitFor();
      await page.getByRole("link", { name: "To my account" }).click();
      await page.getByRole("link", { name: "Keep the subscription" }).click();
      await button("Take it back").click();
      await heading("It goes on").waitFor();
      const { status } = await succeed(
        clerk.server,
        "GET",
        `/v1/subscriptions/${customer.subscriptionNumber}`,
      );
      assert.equal(status, "Active");
      await page.getByRole("link", { name: "To my account" }).click();
      await page.getByLabel("Language").selectOption("Deutsch");
      await heading("Ihre Verträge").waitFor();
      assert.equal(await page.evaluate("document.documentElement.lang"), "de");
    });

    test("pays an invoice, and signs out", async () => {
      const customer = await aCustomer(clerk, "Payers Ltd", "eve@payers.example");
      const accountKey = customer.accountNumber;
      const method = { ...aCard(), accountKey, makeDefault: true };
      await succeed(clerk.server, "POST", "/v1/payment-methods", method);
      await page.goto(`${await linkFor(clerk, customer.accountNumber)}`);
      await page.getByText("Visa ending in 1111").waitFor();
      await page
        .getByRole("link", { name: /^Pay US/ })
        .first()
        .click();
      await button("Pay US$30.00 now").click();
      await page.getByText("Thank you: US$30.00 is paid.").waitFor();
      const account = await succeed(clerk.server, "GET", `/v1/accounts/${accountKey}`);
      assert.equal(account.metrics.balance, 30);
      await button("Sign out").click();
      await page.getByText("You have signed out.").waitFor();
      await fits("signed out");
      await page.goto("/my");
      await page.getByLabel("E-mail address").waitFor();
    });

    test("is shown in a frame of the merchant's site, and of nobody else's", async () => {
      const customer = await aCustomer(clerk, "Framed Ltd", "kim@framed.example");
      site = createServer((request, answer) => {
        answer.setHeader("content-type", "text/html");
        const src = new URL(request.url ?? "/", "http://site").searchParams.get("src") ?? "";
        answer.end(`<iframe title="shop" src="${src.replaceAll("&", "&amp;")}"></iframe>`);
      });
      await new Promise<void>((done) => site.listen(0, "127.0.0.1", done));
      const { port } = site.address() as AddressInfo;
      const elsewhere = `http://localhost:${port}`;
      const inFrame = async () => {
        const link = await linkFor(clerk, customer.accountNumber, { embedded: true });
        const other = await context.newPage();
        await other.goto(`${elsewhere}/?src=${encodeURIComponent(link)}`);
        return other;
      };
      const refused = await inFrame();
      await delay(300);
      assert.equal(await refused.frameLocator("iframe").getByText("Framed Ltd").count(), 0);
      await refused.close();
      await set({ embeddingOrigins: [elsewhere] });
      const cookies = await context.cookies();
      const shown = await inFrame();
      await shown.frameLocator("iframe").getByText("Hello Framed Ltd").waitFor();
      assert.deepEqual(await context.cookies(), cookies);
      await shown.close();
    });

    test("has complained of nothing, and loads nothing of the console", async () => {
      assert.deepEqual(complaints, []);
      const loaded: string[] = [];
      page.on("response", (answer) => loaded.push(answer.url()));
      await page.goto("/my");
      await page.getByLabel("E-mail address").waitFor();
      const bytes = await page.evaluate<number>(
        `performance.getEntriesByType("resource").reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`,
      );
      assert.ok(bytes > 30_000 && bytes < 120_000, `${bytes} bytes`);
      assert.ok(
        loaded.every((url) => !/index-|mantine/i.test(url)),
        loaded.join(" "),
      );
    });

    /** axe in both themes, on a phone. */
    async function fits(where: string): Promise<void> {
      assert.deepEqual(await axeFindings(page), [], where);
      assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 360, where);
    }
  });
}

/** 24 May 2023: two months of 30.00 are unpaid, the second one until the end of May. */
async function aCustomer({ server }: Clerk, name: string, workEmail: string) {
  const billToContact = { firstName: "Ada", lastName: "Clark", country: "Germany", workEmail };
  const { accountNumber } = await anAccount(server, { name, billToContact });
  const plan = await aPlan(server, [{ price: 30 }]);
  const billed = { from: "2023-04-01", billThrough: "2023-04-30" };
  const { subscriptionNumbers } = await subscribe(server, { accountNumber, plan, ...billed });
  const may = { effectiveDate: "2023-05-01", targetDate: "2023-05-31", autoPost: true };
  await succeed(server, "POST", `/v1/accounts/${accountNumber}/billing-documents/generate`, may);
  return { accountNumber, subscriptionNumber: String(subscriptionNumbers[0]) };
}

/** As a merchant's server asks for it. */
async function linkFor(clerk: Clerk, accountNumber: string, body: object = {}): Promise<string> {
  const path = `/v1/accounts/${accountNumber}/my-account-links`;
  const { url } = await succeed(clerk.server, "POST", path, body);
  const { pathname, search, hash } = new URL(url);
  return `${new URL(clerk.page.url()).origin}${pathname}${search}${hash}`;
}

/** As a mail server is handed it: no endpoint tells the text. */
async function linkSentTo(clerk: Clerk, address: string): Promise<string> {
  for (;;) {
    const { rows } = await withOwnerConnection(clerk.server.ownerUrl, (client) =>
      client.query(
        "select body from emails where object_type = 'SignInLink' and $1 = any (addresses)",
        [address],
      ),
    );
    const [link] = /http\S+/.exec(rows[0]?.body ?? "") ?? [];
    if (link) return link;
    await delay(10);
  }
}
