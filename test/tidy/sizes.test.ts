/** A function is read at one glance, a file in one sitting. Width is Biome's: biome.json. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isTest, type SourceFile, sourceFiles } from "./sources.ts";

const LONGEST_FUNCTION_LINES = 60;
const LONGEST_FILE_LINES = 300;

/** What may be longer, and why. Tests are not measured: they are lists. */
const LONGER_FILES: Readonly<Record<string, string>> = {};
/** As "path: name". */
const LONGER_FUNCTIONS: Readonly<Record<string, string>> = {};

const measured = sourceFiles().filter((file) => !isTest(file));

describe("sizes", () => {
  test(`a file has at most ${LONGEST_FILE_LINES} lines`, () => {
    const long = measured.filter(({ text }) => text.split("\n").length - 1 > LONGEST_FILE_LINES);
    assertExactly(
      long.map(({ path }) => path),
      LONGER_FILES,
    );
  });

  test(`a function has at most ${LONGEST_FUNCTION_LINES} lines`, () => {
    const long = measured.flatMap((file) =>
      functionsOf(file)
        .filter(({ lines }) => lines > LONGEST_FUNCTION_LINES)
        .map(({ name }) => `${file.path}: ${name}`),
    );
    assertExactly(long, LONGER_FUNCTIONS);
  });
});

/** The exceptions are all that is too long, and all of them still are. */
function assertExactly(found: string[], exceptions: Readonly<Record<string, string>>): void {
  assert.deepEqual(found.sort(), Object.keys(exceptions).sort());
}

/**
 * Functions with a body in braces. Biome's format makes a body end where a line begins with its
 * brace, as deep as the line that opened it.
 */
function functionsOf({ text }: SourceFile): { name: string; lines: number }[] {
  const lines = text.split("\n");
  return lines.flatMap((line, start) => {
    if (!opensFunction(line)) return [];
    const indent = /^ */.exec(line)?.[0] ?? "";
    const end = lines.findIndex((other, at) => at > start && other.startsWith(`${indent}}`));
    return [{ name: nameIn(lines, start), lines: end - start + 1 }];
  });
}

const opensFunction = (line: string): boolean =>
  (/=> \{$/.test(line) || /\)(: .*)? \{$/.test(line)) &&
  !/^\s*(\} )?(if|for|while|switch|catch|else)\b/.test(line) &&
  !/^\s*(export )?(type|interface|class)\b/.test(line) &&
  !/^\s*\) \{$/.test(line);

/** From the line itself, or from where its list of parameters began. */
function nameIn(lines: string[], start: number): string {
  for (const line of lines.slice(Math.max(0, start - 20), start + 1).reverse()) {
    const name = /\b(?:function|const) (\w+)|^ +(?:async )?(\w+)\(/.exec(line);
    if (name) return name[1] ?? name[2] ?? "";
  }
  return `line ${start + 1}`;
}
