/** A decision without a check is a wish: each names what holds it, and the index has them all. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";

const FOLDER = "docs/decisions";
const names = globSync(`${FOLDER}/*.md`)
  .map((file) => path.basename(file))
  .filter((name) => name !== "README.md")
  .sort();

const read = (name: string): string => readFileSync(`${FOLDER}/${name}`, "utf8");
const numberIn = (name: string): string => name.slice(0, 4);

describe("decisions", () => {
  test("each is numbered, in its name as in its title, and no number is used twice", () => {
    for (const name of names) {
      assert.match(name, /^\d{4}-[a-z0-9-]+\.md$/);
      assert(read(name).startsWith(`# ${numberIn(name)} `), name);
    }
    assert.equal(new Set(names.map(numberIn)).size, names.length);
  });

  test("each says what holds it, or that it is taste", () => {
    const unheld = names.filter((name) => !/\*\*Held by\*\*|\btaste\b/i.test(read(name)));
    assert.deepEqual(unheld, []);
  });

  test("the index lists all of them, in order", () => {
    const listed = [...read("README.md").matchAll(/\]\((\d{4}-[^)]+)\)/g)].map(([, name]) => name);
    assert.deepEqual(listed, names);
  });
});
