/** No published example is dropped: each is in a table, in a test by its name, or in NOT-MET. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { workedExamples } from "#test/support/worked-examples.ts";

const PAGE = "docs/spec/PUBLISHED.md";

for (const heading of ["Billing", "Orders and cancelling"]) {
  describe(`published examples: ${heading}`, () => {
    for (const { examples = "", where = "" } of workedExamples(PAGE, heading)) {
      for (const file of where.split(", ")) {
        test(`${examples} in ${file}`, () => {
          const path = file.endsWith(".md") ? `docs/spec/${file}` : file;
          const named = idsIn(namesIn(readFileSync(path, "utf8")));
          const missing = [...idsIn(examples)].filter((id) => !named.has(id));
          assert.deepEqual(missing, []);
        });
      }
    }
  });
}

/** First cells of tables and headings of a page; names of tests. */
const namesIn = (text: string): string =>
  [...text.matchAll(/^(?:\| ([^|]*) \||## (.*)|\s*test\("(\w+): )/gm)]
    .map(([, cell = "", heading = "", name = ""]) => cell + heading + name)
    .join("\n");

/** "A1.1–A1.3, B2" names A1.1, A1.2, A1.3 and B2. */
function idsIn(text: string): Set<string> {
  const ids = new Set<string>();
  for (const [, prefix = "", from = "", , last] of text.matchAll(RANGE)) {
    const end = /^\d+/.test(from) ? Number(last ?? from.match(/^\d+/)?.[0]) : 0;
    ids.add(prefix + from);
    for (let number = Number.parseInt(from, 10) + 1; number <= end; number += 1) {
      ids.add(`${prefix}${number}`);
    }
  }
  return ids;
}

const RANGE = /\b([A-Z](?:\d+\.)?)(\d+[a-z]?)(?:–([A-Z](?:\d+\.)?)(\d+))?\b/g;
