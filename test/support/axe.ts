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

/** What axe finds on the page as it stands, by all rules of these levels or by single ones. */
export async function axeFindings(page: Page, rules = LEVELS): Promise<string[]> {
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(axe.source);
  return page.evaluate(runOf(rules));
}
