/**
 * `npm run screenshots`: docs/screens/*.png, a picture of each page of a demo that is running at
 * QUITTANCE_URL (default http://127.0.0.1:8080), in both themes and at the width of a phone.
 */
import { mkdirSync } from "node:fs";
import type { Page } from "playwright-core";
import { DEMO_USER } from "#operations/create-demo-entity.ts";
import { launchBrowser } from "#test/support/browser.ts";

const FOLDER = process.argv[2] ?? "docs/screens";
const ORIGIN = process.env.QUITTANCE_URL ?? "http://127.0.0.1:8080";

type Screen = { readonly name: string; readonly address: string; readonly shows: string };

const SCREENS: readonly Screen[] = [
  { name: "home", address: "/", shows: "USD" },
  { name: "accounts", address: "/accounts", shows: "Accounts" },
  { name: "account", address: "/accounts/A00001006", shows: "Proof" },
  { name: "subscription", address: "/subscriptions/A-S00001007", shows: "Orders" },
  {
    name: "cancel",
    address: "/subscriptions/A-S00002089/cancel?on=2023-05-24&billTo=2023-05-31&writeOff=true",
    shows: "What it does to the account, in USD",
  },
  { name: "invoices", address: "/invoices", shows: "Invoices" },
  { name: "invoice", address: "/invoices/INV00029461", shows: "Items" },
  { name: "bill-runs", address: "/bill-runs", shows: "Bill runs" },
  { name: "start-bill-run", address: "/bill-runs/start", shows: "What it will do" },
];

const WAYS = [
  { suffix: "", colorScheme: "light", width: 1280, height: 860 },
  { suffix: "-dark", colorScheme: "dark", width: 1280, height: 860 },
  { suffix: "-phone", colorScheme: "light", width: 360, height: 740 },
] as const;

mkdirSync(FOLDER, { recursive: true });
const browser = await launchBrowser();
try {
  for (const { suffix, colorScheme, width, height } of WAYS) {
    const page = await browser.newPage({
      baseURL: ORIGIN,
      colorScheme,
      reducedMotion: "reduce",
      viewport: { width, height },
    });
    await page.goto("/");
    await page.getByLabel("User name").waitFor();
    await page.screenshot({ path: `${FOLDER}/sign-in${suffix}.png` });
    await signIn(page);
    for (const screen of SCREENS) await shoot(page, screen, suffix);
    await page.close();
  }
} finally {
  await browser.close();
}

async function signIn(page: Page): Promise<void> {
  await page.getByLabel("User name").fill(DEMO_USER.name);
  await page.getByLabel("Password", { exact: true }).fill(DEMO_USER.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("navigation", { name: "Sections" }).waitFor();
}

async function shoot(page: Page, { name, address, shows }: Screen, suffix: string): Promise<void> {
  await page.goto(address);
  await page.getByRole("heading", { name: shows, exact: true }).waitFor();
  const loading = page.getByRole("status", { name: /^Loading/ });
  await loading.first().waitFor({ state: "detached" });
  await page.getByText(/^Reckoning/).waitFor({ state: "detached" });
  await page.screenshot({ path: `${FOLDER}/${name}${suffix}.png` });
}
