import axe from "axe-core";
import type { Page } from "playwright-core";

/** WCAG 2.2 AA, and what axe thinks good besides. */
const LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const runOf = (runOnly: readonly string[]): string => `axe.run(document, {
  resultTypes: ["violations"],
  runOnly: ${JSON.stringify(runOnly)},
}).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => id + ": " + html.slice(0, 200) + " " + failureSummary)))`;

/** What axe finds on the page as it stands, in both themes: one changes colours and nothing else. */
export async function axeFindings(page: Page): Promise<string[]> {
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(axe.source);
  const light = await page.evaluate<string[]>(runOf(LEVELS));
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await page.evaluate<string[]>(runOf(["color-contrast"]));
  await page.emulateMedia({ colorScheme: "light" });
  return [...light, ...dark];
}
