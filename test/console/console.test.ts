/** A clerk at work: the real server, the real database and a real browser, by role and visible text. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { axeFindings } from "#test/support/axe.ts";
import { buildConsole, complaintsOf, launchBrowser } from "#test/support/browser.ts";
import { anAccount, aPlan, subscribe, succeed } from "#test/support/company.ts";
import { pdfText } from "#test/support/pdf-text.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

const NAME = '<img src=x onerror="document.title=1">';
const TODAY = "2023-05-24";
const PASSWORD = "correct horse battery";

let server: TestServer;
let origin: string;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let complaints: readonly string[];
let userName: string;

before(async () => {
  buildConsole();
  [server, browser] = await Promise.all([startTestServer(), launchBrowser()]);
  origin = await server.listen();
  await server.runJobs();
  await withOwnerConnection(server.ownerUrl, (client) =>
    client.query("update entities set clock_date = $1, is_sandbox = true", [TODAY]),
  );
  const { users } = await succeed(server, "GET", "/v1/users");
  userName = users[0].userName;
  await succeed(server, "POST", `/v1/users/${userName}/password`, { password: PASSWORD });
  context = await browser.newContext({ baseURL: origin, reducedMotion: "reduce" });
  context.setDefaultTimeout(20_000);
  page = await context.newPage();
  complaints = complaintsOf(page);
});
after(async () => {
  await browser?.close();
  await server?.close();
});

/** 24 May 2023: two months of 30.00 are unpaid, the second one until the end of May. */
async function aSubscriptionThatOwes(name: string) {
  const { accountNumber } = await anAccount(server, { name });
  const plan = await aPlan(server, [{ price: 30 }]);
  const billed = { from: "2023-04-01", billThrough: "2023-04-30" };
  const { subscriptionNumbers } = await subscribe(server, { accountNumber, plan, ...billed });
  const may = { effectiveDate: "2023-05-01", targetDate: "2023-05-31", autoPost: true };
  await succeed(server, "POST", `/v1/accounts/${accountNumber}/billing-documents/generate`, may);
  const [subscriptionNumber] = subscriptionNumbers;
  return { accountNumber, subscriptionNumber: String(subscriptionNumber) };
}

async function signIn(name: string): Promise<void> {
  await page.goto("/accounts");
  await page.getByLabel("User name").fill(name);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("navigation", { name: "Sections" }).waitFor();
}

const heading = (name: string) => page.getByRole("heading", { name, exact: true });

/** Cells of a table's rows as they are read, its totals last. */
async function rowsOf(table: string): Promise<string[][]> {
  const region = page.getByRole("region", { name: table });
  await region.locator("tbody tr").first().waitFor();
  const rows = await region.locator("tbody tr, tfoot tr").all();
  return Promise.all(
    rows.map(async (row) => {
      const cells = await row.locator("td").allInnerTexts();
      return cells.map((cell) => cell.replaceAll(/\s+/g, " ").trim());
    }),
  );
}

describe("signing in", () => {
  test("takes the right password, and brings back to where one wanted to go", async () => {
    await page.goto("/accounts?owing=true");
    await page.getByLabel("User name").fill(userName);
    await page.getByLabel("Password", { exact: true }).fill("not this one");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").getByText("User name or password is wrong.").waitFor();
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.keyboard.press("Enter");
    await heading("Accounts").waitFor();
    assert.match(page.url(), /\/accounts\?owing=true$/);
  });

  test("is by a cookie that no script sees, and whoever writes shows a token beside it", async () => {
    const [cookie] = await context.cookies();
    assert.deepEqual(
      {
        httpOnly: cookie?.httpOnly,
        sameSite: cookie?.sameSite,
        seen: await page.evaluate("document.cookie"),
      },
      { httpOnly: true, sameSite: "Strict", seen: "" },
    );
    const status = await page.evaluate(
      `fetch("/v1/accounts", { method: "POST", headers: { "content-type": "application/json" }, body: "{}" })
        .then(({ status }) => status)`,
    );
    assert.equal(status, 403);
  });
});

describe("what is called by markup", () => {
  test("is shown as it is written", async () => {
    const { accountNumber } = await aSubscriptionThatOwes(NAME);
    await page.goto(`/accounts/${accountNumber}`);
    await heading(NAME).waitFor();
    assert.equal(await page.locator("img").count(), 0);
    assert.equal(await page.title(), `${NAME} · Quittance`);
  });
});

describe("the cancel dialog", () => {
  test("commits what it shows: the account is settled, invoice by invoice", async () => {
    const { accountNumber, subscriptionNumber } = await aSubscriptionThatOwes("Clark Ltd");
    await page.goto(`/subscriptions/${subscriptionNumber}`);
    await page.getByRole("button", { name: "Cancel the subscription …" }).click();
    await page.getByLabel("Write off what stays unpaid").check();
    await page.getByRole("button", { name: "Cancel and write off 52.26 USD" }).waitFor();
    const [april, may, account] = await rowsOf("Before and after");
    assert.deepEqual(april?.slice(1), ["30.00", "0.00", "0.00", "0.00", "−30.00", "0.00"]);
    assert.deepEqual(may?.slice(1), ["30.00", "0.00", "−7.74", "0.00", "−22.26", "0.00"]);
    assert.deepEqual(account?.slice(1), ["60.00", "0.00", "−7.74", "0.00", "−52.26", "0.00"]);
    await page.getByRole("button", { name: "Cancel and write off 52.26 USD" }).click();
    await page.getByRole("heading", { name: "Receipt" }).waitFor();
    await page.getByText(/^Written off 22.26 of INV/).waitFor();

    const { metrics } = await succeed(server, "GET", `/v1/accounts/${accountNumber}`);
    assert.equal(metrics.balance, 0);
    const subscription = await succeed(server, "GET", `/v1/subscriptions/${subscriptionNumber}`);
    assert.equal(subscription.status, "Cancelled");
    assert.equal(subscription.subscriptionEndDate, TODAY);
    const { creditmemos } = await succeed(
      server,
      "GET",
      `/v1/credit-memos?accountNumber=${accountNumber}`,
    );
    const amounts = creditmemos.map(({ amount }: { amount: number }) => amount).sort();
    assert.deepEqual(amounts, [22.26, 30, 7.74]);
  });

  test("compares the policies, and commits the one that is chosen", async () => {
    const { subscriptionNumber } = await aSubscriptionThatOwes("Three ways Ltd");
    await page.goto(`/subscriptions/${subscriptionNumber}/cancel`);
    await page.getByText("Last day of service 31 March 2024").waitFor();
    await page.getByText("1 June 2023", { exact: true }).waitFor();
    await page.getByRole("radio", { name: "End of invoiced period" }).check();
    await page.getByRole("button", { name: "Cancel the subscription", exact: true }).click();
    await page.getByText("the first day without service is 1 June 2023").waitFor();
    const subscription = await succeed(server, "GET", `/v1/subscriptions/${subscriptionNumber}`);
    assert.equal(subscription.subscriptionEndDate, "2023-06-01");
    await page.getByRole("button", { name: "Undo the cancel …" }).click();
    await page.getByRole("button", { name: "Undo the cancel", exact: true }).click();
    await page.getByText("It has taken back").waitFor();
    const again = await succeed(server, "GET", `/v1/subscriptions/${subscriptionNumber}`);
    assert.equal(again.status, "Active");
  });

  test("does nothing where something has moved, shows what, and asks again", async () => {
    const { accountNumber, subscriptionNumber } = await aSubscriptionThatOwes("Moved Ltd");
    await page.goto(`/subscriptions/${subscriptionNumber}/cancel?writeOff=true`);
    const commit = page.getByRole("button", { name: "Cancel and write off 52.26 USD" });
    await commit.waitFor();
    await payTen(accountNumber);
    await commit.click();
    await page.getByText("Something has moved meanwhile, and nothing was done").waitFor();
    await page.getByRole("button", { name: "Cancel and write off 42.26 USD" }).waitFor();
    const [april] = await rowsOf("Before and after");
    assert.equal(april?.[1], "was 30.00 is now 20.00");
    const subscription = await succeed(server, "GET", `/v1/subscriptions/${subscriptionNumber}`);
    assert.equal(subscription.status, "Active");
    await page.getByRole("button", { name: "Cancel and write off 42.26 USD" }).click();
    await page.getByRole("heading", { name: "Receipt" }).waitFor();
  });
});

/** On the older invoice. */
async function payTen(accountNumber: string): Promise<void> {
  const { number: invoiceNumber } = await olderInvoice(accountNumber);
  await succeed(server, "POST", "/v1/payments", {
    accountNumber,
    amount: 10,
    currency: "USD",
    effectiveDate: TODAY,
    type: "External",
    paymentMethodType: "Check",
    invoices: [{ invoiceNumber, amount: 10 }],
  });
}

describe("a bill run", () => {
  test("is started as it says, watched to its end, and posted", async () => {
    const plan = await aPlan(server, [{ price: 30 }]);
    const numbers: string[] = [];
    for (const name of ["First of May", "Second of May"]) {
      const { accountNumber } = await anAccount(server, { name, batch: "Batch7" });
      await subscribe(server, { accountNumber, plan, from: "2023-05-01" });
      numbers.push(accountNumber);
    }
    await page.goto("/bill-runs");
    await page.getByRole("link", { name: "Start a bill run …" }).click();
    await page.getByLabel("Bill up to and including").fill("2023-05-31");
    await page.getByLabel("Accounts of some batches").check();
    const start = page.getByRole("button", { name: "Start the bill run" });
    assert.equal(await start.isDisabled(), true);
    await page.getByRole("combobox", { name: "Batches" }).fill("Batch7");
    await page.getByRole("option", { name: "Batch7" }).click();
    await page.keyboard.press("Escape");
    await page.getByText("31 May 2023, of the accounts of Batch7.").waitFor();
    await start.click();
    await page.getByText("It is done. Its documents are drafts").waitFor();
    await page.getByText("2 of 2 accounts").waitFor();
    assert.deepEqual(await rowsOf("Amounts of the bill run"), [["USD", "60.00", "0.00"]]);
    await page.getByRole("button", { name: "Post the documents …" }).click();
    await page.getByText("Posts 2 invoices, dated 24 May 2023").waitFor();
    await page.getByRole("button", { name: "Post the documents", exact: true }).click();
    await page.getByText("It is done, and its documents are posted.").waitFor();
    const { metrics } = await succeed(server, "GET", `/v1/accounts/${numbers[0]}`);
    assert.equal(metrics.balance, 30);
  });

  test("names the accounts that it could not bill, and is cancelled", async () => {
    const plan = await aPlan(server, [{ price: 30 }]);
    const { accountId, accountNumber } = await anAccount(server, { name: "Cannot be billed" });
    await subscribe(server, { accountNumber, plan, from: "2023-05-01" });
    await withOwnerConnection(server.ownerUrl, (client) =>
      client.query("update accounts set payment_term = 'Whenever' where account_id = $1", [
        accountId,
      ]),
    );
    await page.goto(`/bill-runs/start?whose=accounts&accounts=${accountNumber}`);
    await page.getByRole("button", { name: "Start the bill run" }).click();
    await page.getByRole("link", { name: `Open account ${accountNumber}` }).waitFor();
    await page.getByRole("button", { name: "Cancel the bill run …" }).click();
    await page.getByRole("button", { name: "Cancel the bill run", exact: true }).click();
    await page.getByText("It was cancelled: what it had billed is due again.").waitFor();
  });
});

describe("a document", () => {
  test("is found in its list, and shows what the API knows of it", async () => {
    const { accountNumber } = await aSubscriptionThatOwes("Papers Ltd");
    const { number } = await olderInvoice(accountNumber);
    await payTen(accountNumber);
    await page.goto(`/invoices?left=Overdue&number=${number}`);
    const [row] = await rowsOf("Invoices");
    assert.deepEqual(row?.slice(1, 3), ["Papers Ltd", "2023-04-01"]);
    assert.deepEqual(row?.slice(-3), ["USD", "30.00", "20.00"]);
    await page.getByRole("link", { name: number, exact: true }).click();
    await heading(`Invoice ${number}`).waitFor();
    const [payment, owed] = await rowsOf("What was applied");
    assert.equal(payment?.[0], "Payment");
    assert.deepEqual([payment?.at(-1), owed?.at(-1)], ["10.00", "20.00"]);
  });

  test("leads to what has paid it, and from there to what else that paid", async () => {
    const { accountNumber } = await aSubscriptionThatOwes("Payers Ltd");
    const { number } = await olderInvoice(accountNumber);
    await payTen(accountNumber);
    await page.goto("/payments?status=Processed");
    const row = page.getByRole("row", { name: /Payers Ltd/ });
    await row.getByRole("link", { name: /^P-/ }).click();
    await page.getByRole("heading", { name: /^Payment P-/ }).waitFor();
    const [invoice, unapplied] = await rowsOf("What was applied");
    assert.deepEqual([invoice?.[1], invoice?.at(-1)], [number, "10.00"]);
    assert.deepEqual([unapplied?.[0], unapplied?.at(-1)], ["Unapplied", "0.00"]);
  });

  test("is downloaded as a PDF that says the same", async () => {
    const { accountNumber } = await aSubscriptionThatOwes("Printed Ltd");
    const { number } = await olderInvoice(accountNumber);
    await page.goto(`/invoices/${number}`);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download PDF" }).click(),
    ]);
    assert.equal(download.suggestedFilename(), `${number}.pdf`);
    const text = pdfText(readFileSync(await download.path()));
    assert.match(text, new RegExp(`${number}[^]*2023-04-01[^]*30.00`));
    await page.getByRole("button", { name: /^Printed 2/ }).waitFor();
  });

  test("explains an item in figures, beside the page", async () => {
    const { accountNumber, subscriptionNumber } = await aSubscriptionThatOwes("Why Ltd");
    const { number } = await olderInvoice(accountNumber);
    await page.goto(`/invoices/${number}`);
    await page.getByRole("button", { name: /^Explain/ }).click();
    const drawer = page.getByRole("dialog", { name: `Invoice ${number}: why 30.00?` });
    await drawer.getByText("1 April 2023 to 30 April 2023, that day included: 30 days").waitFor();
    await drawer.getByRole("link", { name: subscriptionNumber }).click();
    await heading("Charges, in USD").waitFor();
    await drawer.waitFor({ state: "detached" });
  });

  test("is written off after one more question, and what did it is linked", async () => {
    const { accountNumber } = await aSubscriptionThatOwes("Given up Ltd");
    const { number } = await olderInvoice(accountNumber);
    await page.goto(`/invoices/${number}`);
    await page.getByRole("button", { name: "Write off the invoice …" }).click();
    await page.getByText("Writes off 30.00 USD that are still owed").waitFor();
    await page.getByRole("button", { name: "Write off the invoice", exact: true }).click();
    await page.getByRole("region", { name: "What was applied" }).getByRole("link").click();
    await heading("Used for").waitFor();
    assert.deepEqual((await rowsOf("What was applied"))[0]?.slice(0, 2), ["Invoice", number]);
    const invoice = await succeed(server, "GET", `/v1/invoices/${number}`);
    assert.deepEqual([invoice.balance, invoice.creditMemoAmount], [0, 30]);
  });
});

async function olderInvoice(accountNumber: string): Promise<{ number: string }> {
  const path = `/v1/billing-documents?accountNumber=${accountNumber}&sort=-documentDate`;
  const { documents } = await succeed(server, "GET", path);
  return { number: String(documents[0].documentNumber) };
}

describe("a file of usage", () => {
  test("is uploaded, and says of each refused line why", async () => {
    const { accountNumber } = await anAccount(server, { name: "Counting Ltd" });
    await page.goto(`/usage?account=${accountNumber}`);
    const lines = [
      "ACCOUNT_ID,UOM,QTY,STARTDATE",
      `${accountNumber},Each,12.5,05/01/2023`,
      `${accountNumber},Each,many,05/02/2023`,
    ];
    const buffer = Buffer.from(lines.join("\n"));
    await page
      .getByLabel("CSV file")
      .setInputFiles({ name: "may.csv", mimeType: "text/csv", buffer });
    await page.getByRole("button", { name: "Upload the usage" }).click();
    await page.getByText("2 rows read, 1 imported, 1 refused.").waitFor();
    assert.equal((await rowsOf("Lines that were refused"))[0]?.[0], "3");
    await page.getByRole("region", { name: "Usage" }).getByText("12.50 Each").waitFor();
    const { usage } = await succeed(server, "GET", `/v1/usage/accounts/${accountNumber}`);
    assert.equal(usage.length, 1);
  });
});

describe("home", () => {
  test("tells what was invoiced, what is owed by its age, and what waits for somebody", async () => {
    await aSubscriptionThatOwes("Owes at home");
    const { data } = await succeed(
      server,
      "GET",
      "/object-query/invoices?filter[]=status.EQ:Posted&fields[]=balance&pageSize=99",
    );
    const owed = data.reduce((sum: number, { balance }: { balance: number }) => sum + balance, 0);
    await page.goto("/");
    await heading(
      `Owed ${owed.toLocaleString("en", { minimumFractionDigits: 2 })} USD, by how long it is due`,
    ).waitFor();
    await page.getByText("Invoiced in May 2023").waitFor();
    await page.getByRole("button", { name: "Month by month, USD" }).click();
    await page.getByRole("cell", { name: "2023-05", exact: true }).waitFor();
    const [may, april] = await rowsOf("Month by month, USD");
    assert.deepEqual([may?.[0], april?.[0]], ["2023-05", "2023-04"]);
    await page.keyboard.press("Escape");
  });
});

describe("searching", () => {
  test("finds by how a number or a name begins, from the keyboard alone", async () => {
    await aSubscriptionThatOwes("Zebra Crossing");
    await page.goto("/accounts");
    await heading("Accounts").waitFor();
    await page.keyboard.press("/");
    await page.locator("[role=combobox]:focus").waitFor();
    await page.keyboard.type("zebra");
    await page.getByRole("option", { name: /Zebra Crossing/ }).waitFor();
    await page.keyboard.press("Enter");
    await heading("Zebra Crossing").waitFor();
  });
});

describe("who may not", () => {
  test("is not offered what the server would refuse, and signs out", async () => {
    const { subscriptionNumber } = await aSubscriptionThatOwes("Readers Ltd");
    const name = "reader@example.com";
    await succeed(server, "POST", "/v1/users", {
      userName: name,
      roles: ["Reporting Standard User"],
    });
    await succeed(server, "POST", `/v1/users/${name}/password`, { password: PASSWORD });
    await page.goto("/accounts");
    await page.getByRole("button", { name: userName }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByLabel("Password", { exact: true }).waitFor();
    await signIn(name);
    await page.goto(`/subscriptions/${subscriptionNumber}`);
    await heading("Charges, in USD").waitFor();
    assert.equal(await page.getByRole("button", { name: "Cancel the subscription …" }).count(), 0);
    await page.goto(`/subscriptions/${subscriptionNumber}/cancel`);
    assert.equal(await page.getByLabel("Write off what stays unpaid").isDisabled(), true);
  });
});

describe("what happens to a browser", () => {
  test("without a connection it says so, and goes on when there is one again", async () => {
    await page.goto("/accounts");
    await heading("Accounts").waitFor();
    await context.setOffline(true);
    await page.locator("label", { hasText: /^Owing$/ }).click();
    await page.getByRole("alert").getByText("The server does not answer.").waitFor();
    await context.setOffline(false);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("region", { name: "Accounts" }).waitFor();
  });

  test("signed out in one tab, it is in the other", async () => {
    const other = await context.newPage();
    await other.goto("/accounts");
    await other.getByRole("button", { name: "reader@example.com" }).click();
    await other.getByRole("menuitem", { name: "Sign out" }).click();
    await other.getByLabel("User name").waitFor();
    await other.close();
    await page.locator("label", { hasText: /^Draft$/ }).click();
    await page.getByLabel("User name").waitFor();
    assert.match(page.url(), /sign-in\?next=/);
    await signIn(userName);
  });
});

describe("the clock of a sandbox", () => {
  test("shows what comes, and is advanced to it", async () => {
    const { accountNumber } = await anAccount(server, { name: "Renews Ltd" });
    const plan = await aPlan(server, [{ price: 30 }]);
    const renews = { initialTerm: { termType: "TERMED", period: 1, periodType: "Month" } };
    const terms = {
      ...renews,
      autoRenew: true,
      renewalTerms: [{ period: 1, periodType: "Month" }],
    };
    await subscribe(server, {
      ...{ accountNumber, plan, from: "2023-05-01", createSubscription: { terms } },
    });
    await page.goto("/clock?to=2023-06-02");
    await page.getByRole("link", { name: accountNumber }).first().waitFor();
    await page.getByRole("button", { name: "Advance to 2 June 2023" }).click();
    await page.getByText("9 of 9 days, now at 2 June 2023").waitFor();
    await page.getByText("Sandbox clock: 2 June 2023").waitFor();
    assert.equal((await succeed(server, "GET", "/v1/clock")).date, "2023-06-02");
  });
});

describe("every page, in both themes and on a phone", () => {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`axe finds nothing: ${colorScheme}`, async () => {
      await page.emulateMedia({ colorScheme });
      const { accountNumber, subscriptionNumber } = await aSubscriptionThatOwes("Axe Ltd");
      const { products } = await succeed(server, "GET", "/v1/catalog/products");
      const pages = [
        ["/accounts", "Accounts"],
        ["/accounts?name=nobody", "Accounts"],
        [`/accounts/${accountNumber}`, "Proof"],
        ["/subscriptions", "Subscriptions"],
        ["/invoices", "Invoices"],
        ["/credit-memos?number=none", "Credit memos"],
        ["/payments", "Payments"],
        [`/invoices/${(await olderInvoice(accountNumber)).number}`, "Settled by"],
        ["/orders", "Orders"],
        [`/orders?account=${accountNumber}&status=Draft`, "Orders"],
        ["/catalog", "Catalog"],
        ["/usage", "Upload a file"],
        ["/webhooks", "Webhooks"],
        ["/audit-trail", "Audit trail"],
        ["/api-log", "API log"],
        [`/catalog/${products[0].productNumber}`, "Silver"],
        [`/subscriptions/${subscriptionNumber}`, "Orders"],
        [`/subscriptions/${subscriptionNumber}/cancel`, /^What it does/],
        ["/", /^USD/],
        ["/clock", /^What comes up to/],
        ["/bill-runs", "Bill runs"],
        ["/bill-runs/start?whose=accounts", "What it will do"],
      ] as const;
      for (const [address, title] of pages) {
        await page.goto(address);
        await page.getByRole("heading", { name: title }).waitFor();
        await page
          .getByText(/^(Loading|Reckoning)/)
          .first()
          .waitFor({ state: "detached" });
        await page
          .getByRole("status", { name: /^Loading/ })
          .first()
          .waitFor({ state: "detached" });
        assert.deepEqual(await axeFindings(page), [], `${address} ${colorScheme}`);
      }
    });
  }

  test("no page is wider than a phone", async () => {
    const { accountNumber, subscriptionNumber } = await aSubscriptionThatOwes("Narrow Ltd");
    await page.setViewportSize({ width: 360, height: 740 });
    for (const address of [
      "/accounts",
      `/accounts/${accountNumber}`,
      `/subscriptions/${subscriptionNumber}/cancel`,
      `/invoices/${(await olderInvoice(accountNumber)).number}`,
    ]) {
      await page.goto(address);
      await page.getByRole("table").first().waitFor();
      assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 360, address);
    }
  });

  test("nothing was complained of: no error, and nothing that the content security policy refused", () => {
    assert.deepEqual(complaints, []);
  });
});
