/** Names that say what a thing does, in the field's words: docs/STYLE.md. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sourceFiles } from "./sources.ts";

/** Each says "something to do with", and so draws in everything. Name what it does instead. */
const BANNED_WORDS = [
  "service",
  "manager",
  "helper",
  "helpers",
  "util",
  "utils",
  "handler",
  "processor",
  "impl",
  "base",
  "dto",
];
const BANNED_FOLDERS = ["utils", "util", "helpers", "common", "shared", "misc", "lib"];

/** Names where the word is the field's own. Each is argued here, so that it is seen in review. */
const ALLOWED: Readonly<Record<string, string>> = {
  ListPriceBase: "Zuora's charge field listPriceBase: what a list price is the price of",
};

const files = sourceFiles();

describe("names", () => {
  test("files and folders are kebab-case", () => {
    const isKebab = (part: string) =>
      /^[a-z0-9]+(-[a-z0-9]+)*(\.(db\.test|tests?|d|config))?(\.tsx?)?$/.test(part);
    const wrong = files.filter(({ path }) => !path.split("/").every(isKebab));
    assert.deepEqual(
      wrong.map(({ path }) => path),
      [],
    );
  });

  test("no folder is a place for everything", () => {
    const wrong = files.filter(({ path }) =>
      path
        .split("/")
        .slice(0, -1)
        .some((folder) => BANNED_FOLDERS.includes(folder)),
    );
    assert.deepEqual(
      wrong.map(({ path }) => path),
      [],
    );
  });

  test("no file is named after a banned word", () => {
    const wrong = files.filter(({ path }) => {
      const basename = path.split("/").at(-1)?.replace(/\..*$/, "") ?? "";
      return endsInBannedWord(basename.split("-"));
    });
    assert.deepEqual(
      wrong.map(({ path }) => path),
      [],
    );
  });

  test("no type, class or exported name ends in a banned word, or begins with Base or Impl", () => {
    const wrong = files.flatMap(({ path, text }) =>
      declaredNames(text)
        .filter((name) => !(name in ALLOWED) && isBannedName(name))
        .map((name) => `${path}: ${name}`),
    );
    assert.deepEqual(wrong, []);
  });
});

const declaredNames = (text: string): string[] =>
  [
    ...text.matchAll(
      /^(?:export )?(?:declare )?(?:abstract )?(?:type|interface|class) ([A-Za-z]\w*)/gm,
    ),
    ...text.matchAll(/^export (?:async )?(?:function|const|let) ([A-Za-z]\w*)/gm),
  ].map(([, name]) => name ?? "");

function isBannedName(name: string): boolean {
  const words = name.split(/(?<=[a-z0-9])(?=[A-Z])|_/).map((word) => word.toLowerCase());
  return endsInBannedWord(words) || (words.length > 1 && ["base", "impl"].includes(words[0] ?? ""));
}

/** A word alone is not banned: `service` is a stretch of days. */
const endsInBannedWord = (words: string[]): boolean =>
  words.length > 1 && BANNED_WORDS.includes(words.at(-1) ?? "");
