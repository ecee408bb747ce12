import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";

const pages = globSync(["*.md", "docs/**/*.md"]).sort();

describe("links in the documentation", () => {
  for (const page of pages) {
    test(`${page} leads to files and headings that are there`, () => {
      assert.deepEqual(brokenLinks(page), []);
    });
  }
});

function brokenLinks(page: string): string[] {
  return linksIn(readFileSync(page, "utf8")).filter((link) => {
    const [file = "", heading] = decodeURIComponent(link).split("#");
    const target = file === "" ? page : path.join(path.dirname(page), file);
    if (!existsSync(target)) return true;
    return heading !== undefined && target.endsWith(".md") && !anchorsIn(target).includes(heading);
  });
}

/** Relative ones: nobody's network decides about our tests. Guides also lead to pages of the server. */
const linksIn = (text: string): string[] =>
  [...withoutCode(text).matchAll(/\]\(([^)\s]+)[^)]*\)|^\[[^\]]+\]:\s*(\S+)/gm)]
    .map(([, inline, reference]) => inline ?? reference ?? "")
    .filter((link) => !/^[a-z][a-z+.-]*:|^\/docs(\/|$)/.test(link));

const withoutCode = (text: string): string =>
  text.replace(/^```.*?^```/gms, "").replace(/`[^`\n]*`/g, "");

/** Headings as GitHub makes anchors of them. */
const anchorsIn = (page: string): string[] =>
  [...readFileSync(page, "utf8").matchAll(/^#+ +(.*?) *$/gm)].map(([, heading]) =>
    (heading ?? "")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
