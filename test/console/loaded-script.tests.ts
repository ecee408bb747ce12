/** How much script a page takes at first load: what its file and the first one import, and what these do. */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { describe, test } from "node:test";

const ASSETS = new URL("../../console/dist/assets/", import.meta.url);

/** Compressed, as most browsers ask for it. */
const MOST_BYTES = 250_000;

/** `import "./a.js"`, `from"./a.js"`; what is fetched later is called as a function. */
const IMPORTED = /(?:from|import)\s*["'`]\.\/([\w.-]+\.js)["'`]/g;
const FETCHED_LATER = /import\(["'`]\.\/([\w.-]+\.js)["'`]\)/g;

export function loadedScript(): void {
  describe("the script of a page", () => {
    test("is less than 250 kB at its first load, compressed", async () => {
      const names = (await readdir(ASSETS)).filter((name) => name.endsWith(".js"));
      const texts = new Map<string, string>();
      const sizes = new Map<string, number>();
      for (const name of names) {
        texts.set(name, await readFile(new URL(name, ASSETS), "utf8"));
        sizes.set(name, (await readFile(new URL(`${name}.br`, ASSETS))).length);
      }
      const page = await readFile(new URL("../index.html", ASSETS), "utf8");
      const first = /src="\/assets\/([\w.-]+\.js)"/.exec(page)?.[1] ?? "";
      const found = (name: string, pattern: RegExp) =>
        [...(texts.get(name) ?? "").matchAll(pattern)].map(([, each = ""]) => each);
      const reach = (from: string, reached = new Set<string>()): Set<string> => {
        if (reached.has(from)) return reached;
        reached.add(from);
        for (const next of found(from, IMPORTED)) reach(next, reached);
        return reached;
      };
      const later = found(first, FETCHED_LATER);
      assert.ok(later.length > 20, `${later.length} pages are loaded when somebody goes there`);
      const tooLarge = later.flatMap((name) => {
        const all = [...reach(name, reach(first))];
        const bytes = all.reduce((sum, each) => sum + (sizes.get(each) ?? 0), 0);
        return bytes > MOST_BYTES ? `${name}: ${bytes}` : [];
      });
      assert.deepEqual(tooLarge, []);
    });
  });
}
