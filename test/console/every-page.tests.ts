/** Every page in both themes, on a phone and on a wall. */
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { axeFindings } from "#test/support/axe.ts";
import type { Clerk } from "./clerk.ts";
import { pagesOf, type Visited } from "./pages.ts";

const DESK = { width: 1280, height: 720 };
const OTHERS = [
  { name: "a phone", width: 360, height: 740 },
  { name: "a wall", width: 3840, height: 2160 },
];

export function everyPage(clerk: Clerk): void {
  describe("every page", () => {
    let pages: readonly Visited[];
    before(async () => {
      pages = await pagesOf(clerk);
    });

    test("is fine with axe in both themes, and nothing of it is cut off by any screen", async () => {
      const found: string[] = [];
      for (const visited of pages) found.push(...(await findingsOf(clerk.page, visited)));
      assert.deepEqual(found, []);
    });

    test("has complained of nothing: no error, and nothing that the content security policy refused", () => {
      assert.deepEqual(clerk.complaints, []);
    });
  });
}

async function findingsOf(page: Page, [address, heading]: Visited): Promise<string[]> {
  await page.goto(address);
  await page.getByRole("heading", { name: heading }).first().waitFor();
  const reckoning = page.getByText(/^(Loading|Reckoning)/);
  await reckoning.first().waitFor({ state: "detached" });
  const loading = page.getByRole("status", { name: /^Loading/ });
  await loading.first().waitFor({ state: "detached" });
  const found = await axeFindings(page);
  for (const { name, width, height } of OTHERS) {
    await page.setViewportSize({ width, height });
    const shown = await page.evaluate("document.documentElement.scrollWidth");
    if (shown !== width) found.push(`on ${name}, ${shown} are shown in a width of ${width}`);
  }
  await page.setViewportSize(DESK);
  return found.map((finding) => `${address}: ${finding}`);
}
