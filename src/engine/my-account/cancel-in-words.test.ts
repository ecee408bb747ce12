import assert from "node:assert/strict";
import { test } from "node:test";
import { workedExamples } from "#test/support/worked-examples.ts";
import { decimal } from "../values/decimal.ts";
import { plainDate } from "../values/plain-date.ts";
import { cancelInWords } from "./cancel-in-words.ts";
import { LANGUAGES, type Language, MESSAGES } from "./messages.ts";
import { languageFor } from "./settings.ts";

const SPEC = "docs/spec/my-account.md";

const today = plainDate("2023-05-24");

const outcomeOf = (row: Record<string, string>) => {
  const amount = (name: string) => decimal(row[name] || "0");
  return {
    ...{ currency: "EUR", today, cancelledDate: plainDate(row.ends ?? "") },
    ...{ billed: amount("billed"), offInvoices: amount("off"), kept: amount("kept") },
    ...{ writtenOff: amount("written off"), stillOwed: amount("owed") },
    stillToCome: amount("to come"),
  };
};

for (const row of workedExamples(SPEC, "Sentences")) {
  test(`told: ${row.told}`, () => {
    assert.equal(cancelInWords("en", outcomeOf(row)).join(" "), row.told);
  });
}

test("in every language as many sentences are told, and none is left with a hole", () => {
  for (const row of workedExamples(SPEC, "Sentences")) {
    const english = cancelInWords("en", outcomeOf(row));
    for (const language of LANGUAGES) {
      const sentences = cancelInWords(language, outcomeOf(row));
      assert.equal(sentences.length, english.length);
      assert.ok(sentences.every((sentence) => !/[{}]|undefined|NaN/.test(sentence)));
    }
  }
});

for (const row of workedExamples(SPEC, "Languages")) {
  test(`page '${row.page}', profile '${row.profile}', browser '${row.browser}': ${row.language}`, () => {
    const wishes = {
      ...{ asked: row.page, ofAccount: row.profile, ofBrowser: row.browser },
      otherwise: row.merchant as Language,
    };
    assert.equal(languageFor(wishes), row.language);
  });
}

test("each language says everything, and fills in the same as the others", () => {
  const holesOf = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
  for (const language of LANGUAGES) {
    const messages: Readonly<Record<string, string>> = MESSAGES[language];
    assert.deepEqual(Object.keys(messages).sort(), Object.keys(MESSAGES.en).sort());
    for (const [key, english] of Object.entries(MESSAGES.en)) {
      assert.ok(messages[key]?.trim(), `${language} has '${key}'`);
      assert.deepEqual(holesOf(messages[key] ?? ""), holesOf(english), `${language} '${key}'`);
    }
  }
});
