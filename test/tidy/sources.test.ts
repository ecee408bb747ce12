import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { areaOf, importsOf, targetOf } from "./sources.ts";

const importsIn = (text: string) => importsOf({ path: "src/store/accounts.ts", text });

describe("importsOf", () => {
  test("finds imports on several lines, re-exports, bare and dynamic imports", () => {
    const text = `
import {
  one,
  two,
} from "#engine/one.ts";
export { three } from "./three.ts";
export * from "./four.ts";
import "./five.ts";
const six = await import("./six.ts");
`;
    assert.deepEqual(
      importsIn(text)
        .map(({ specifier }) => specifier)
        .sort(),
      ["#engine/one.ts", "./five.ts", "./four.ts", "./six.ts", "./three.ts"],
    );
  });

  test("takes no text for an import", () => {
    assert.deepEqual(
      importsIn('export const from = "x";\nconst text = `import a from "b"`;\n'),
      [],
    );
  });

  test("knows which are of types only", () => {
    const typeOnly = (text: string) => importsIn(text).map((one) => one.isTypeOnly);
    assert.deepEqual(typeOnly('import type { A } from "./a.ts";'), [true]);
    assert.deepEqual(typeOnly('import { type A, type B } from "./a.ts";'), [true]);
    assert.deepEqual(typeOnly('import { type A, b } from "./a.ts";'), [false]);
    assert.deepEqual(typeOnly('import pg from "pg";'), [false]);
  });
});

describe("targetOf", () => {
  const target = (specifier: string) =>
    targetOf({ from: "src/store/accounts.ts", specifier, isTypeOnly: false });

  test("is the file that an import means", () => {
    assert.equal(target("#engine/values/decimal.ts"), "src/engine/values/decimal.ts");
    assert.equal(target("#test/support/database.ts"), "test/support/database.ts");
    assert.equal(target("./database.ts"), "src/store/database.ts");
    assert.equal(target("../config.ts"), "src/config.ts");
    assert.equal(target("pg"), undefined);
    assert.equal(target("node:fs"), undefined);
  });
});

describe("areaOf", () => {
  test("is the folder that the dependency rule speaks of", () => {
    assert.equal(areaOf("src/engine/values/decimal.ts"), "engine");
    assert.equal(areaOf("src/main.ts"), "src");
    assert.equal(areaOf("test/tidy/sources.ts"), "test/tidy");
    assert.equal(areaOf("bench/main.ts"), "bench");
  });
});
