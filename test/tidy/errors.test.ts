/** Each way of being refused has an executable example, which says its code. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ERRORS } from "#engine/errors.ts";
import { sourceFiles } from "./sources.ts";

const EXAMPLES = sourceFiles().filter(({ path }) => /^test\/(scenarios|replays)\//.test(path));

test("each code of src/engine/errors.ts begins a test's title in test/scenarios or test/replays", () => {
  const titles = EXAMPLES.flatMap(({ text }) => titlesOf(text));
  const missing = Object.keys(ERRORS).filter(
    (code) => !titles.some((title) => title.startsWith(`${code}: `)),
  );
  assert.deepEqual(missing, []);
});

/** `test("CODE: what is refused", …)`, also in backticks and on a line of its own. */
const titlesOf = (text: string): string[] =>
  [...text.matchAll(/\btest\(\s*["`]([^"`\n]*)/g)].map(([, title = ""]) => title);
