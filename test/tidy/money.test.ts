/** What changes a balance is recorded in one place, in the journal and in the log of events. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { isTest, sourceFiles } from "./sources.ts";

const callersOf = (name: string): string[] =>
  sourceFiles()
    .filter((file) => !isTest(file) && file.path.startsWith("src/"))
    .filter(({ path, text }) => new RegExp(`\\b${name}\\(`).test(text) && !isItsHome(path, name))
    .map(({ path }) => path);

const HOMES: Readonly<Record<string, string>> = {
  saveJournalEntries: "src/store/journal.ts",
};

const isItsHome = (path: string, name: string): boolean => HOMES[name] === path;

test("only recordMoney writes journal entries: it tells of them as well", () => {
  assert.deepEqual(callersOf("saveJournalEntries"), ["src/operations/record-money.ts"]);
});
