/** Reads the worked examples that docs/spec states as Markdown tables, so that the spec is the test. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

/** The rows of the first table under `## heading`, each a record of column title to cell text. */
export function workedExamples(file: string, heading: string): Record<string, string>[] {
  const section = readFileSync(file, "utf8")
    .split(/^## /m)
    .find((part) => part.startsWith(`${heading}\n`));
  assert(section, `${file} has no section "${heading}"`);
  const [titles, , ...rows] = section
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map(cells);
  assert(titles && rows.length > 0, `${file}, "${heading}" has no table`);
  return rows.map((row) =>
    Object.fromEntries(titles.map((title, column) => [title, row[column] ?? ""])),
  );
}

const cells = (line: string): string[] =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
