/** A clerk at work, whom all files of this folder share: one real server, one database, one browser. */
import type { Browser, BrowserContext, Page } from "playwright-core";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { buildConsole, complaintsOf, launchBrowser } from "#test/support/browser.ts";
import { anAccount, aPlan, subscribe, succeed } from "#test/support/company.ts";
import { type StandInProvider, startOpenIdProvider } from "#test/support/open-id-provider.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

export const TODAY = "2023-05-24";
export const PASSWORD = "correct horse battery";

export type Clerk = {
  readonly server: TestServer;
  readonly browser: Browser;
  readonly context: BrowserContext;
  readonly page: Page;
  readonly complaints: readonly string[];
  readonly userName: string;
  /** Where the server is. */
  readonly baseURL: string;
  /** Who may vouch for people as well. */
  readonly provider: StandInProvider;
  readonly close: () => Promise<void>;
};

/** With a sandbox whose day is TODAY, and a user who may everything. */
export async function startClerk(): Promise<Clerk> {
  buildConsole();
  const provider = await startOpenIdProvider();
  const rules = { userNameClaim: "email" };
  const openId = { provider: provider.settings, rules, label: "Sign in with the provider" };
  const [server, browser] = await Promise.all([startTestServer([], { openId }), launchBrowser()]);
  const baseURL = await server.listen();
  provider.serve(baseURL);
  await server.runJobs();
  await withOwnerConnection(server.ownerUrl, (client) =>
    client.query("update entities set clock_date = $1, is_sandbox = true", [TODAY]),
  );
  const { users } = await succeed(server, "GET", "/v1/users");
  const userName = String(users[0].userName);
  await succeed(server, "POST", `/v1/users/${userName}/password`, { password: PASSWORD });
  const context = await browser.newContext({ baseURL, reducedMotion: "reduce" });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const close = async () => {
    await browser.close();
    await server.close();
    await provider.close();
  };
  const complaints = complaintsOf(page);
  return { server, browser, context, page, complaints, userName, baseURL, provider, close };
}

/** 24 May 2023: two months of 30.00 are unpaid, the second one until the end of May. */
export async function aSubscriptionThatOwes({ server }: Clerk, name: string) {
  const { accountNumber } = await anAccount(server, { name });
  const plan = await aPlan(server, [{ price: 30 }]);
  const billed = { from: "2023-04-01", billThrough: "2023-04-30" };
  const { subscriptionNumbers } = await subscribe(server, { accountNumber, plan, ...billed });
  const may = { effectiveDate: "2023-05-01", targetDate: "2023-05-31", autoPost: true };
  await succeed(server, "POST", `/v1/accounts/${accountNumber}/billing-documents/generate`, may);
  const [subscriptionNumber] = subscriptionNumbers;
  return { accountNumber, subscriptionNumber: String(subscriptionNumber) };
}

export async function olderInvoice({ server }: Clerk, accountNumber: string) {
  const path = `/v1/billing-documents?accountNumber=${accountNumber}&sort=-documentDate`;
  const { documents } = await succeed(server, "GET", path);
  return { number: String(documents[0].documentNumber) };
}

/** On the older invoice. */
export async function payTen(clerk: Clerk, accountNumber: string): Promise<void> {
  const { number: invoiceNumber } = await olderInvoice(clerk, accountNumber);
  await succeed(clerk.server, "POST", "/v1/payments", {
    accountNumber,
    amount: 10,
    currency: "USD",
    effectiveDate: TODAY,
    type: "External",
    paymentMethodType: "Check",
    invoices: [{ invoiceNumber, amount: 10 }],
  });
}

/** 20.00 of an ad hoc credit, posted. */
export async function anUnappliedCredit({ server }: Clerk, accountNumber: string): Promise<string> {
  const { products } = await succeed(server, "GET", "/v1/catalog/products");
  const charge = products[0].productRatePlans[0].productRatePlanCharges[0];
  const memo = await succeed(server, "POST", "/v1/credit-memos", {
    accountNumber,
    effectiveDate: TODAY,
    autoPost: true,
    charges: [{ chargeId: charge.id, amount: 20 }],
  });
  return String(memo.number);
}

export async function signIn({ page }: Clerk, name: string): Promise<void> {
  await page.goto("/accounts");
  await page.getByLabel("User name").fill(name);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("navigation", { name: "Sections" }).waitFor();
}

/** By the tests of signing in, or here where `--test-name-pattern` has left them out. */
export async function beSignedIn(clerk: Clerk): Promise<void> {
  const cookies = await clerk.context.cookies();
  if (cookies.length === 0) await signIn(clerk, clerk.userName);
}

export const heading = ({ page }: Clerk, name: string) =>
  page.getByRole("heading", { name, exact: true });

/** Cells of a table's rows as they are read, its totals last. */
export async function rowsOf({ page }: Clerk, table: string): Promise<string[][]> {
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
