/**
 * Who may know whom: `engine ← store, gateways ← operations ← http, jobs`, and for what speaks the
 * API from outside, `http/.../contract.ts ← client ← cli, console`.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  areaOf,
  type Import,
  importsOf,
  isTest,
  isTestArea,
  readSource,
  type SourceFile,
  sourceFiles,
  targetOf,
} from "./sources.ts";

const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  engine: [],
  store: ["engine"],
  gateways: ["engine"],
  operations: ["engine", "store", "gateways"],
  http: ["engine", "store", "operations"],
  jobs: ["engine", "store", "operations"],
  client: ["engine", "http"],
  cli: ["client", "src"],
  console: ["client", "engine", "http"],
  // main.ts and what belongs to it.
  src: ["engine", "store", "gateways", "operations", "http", "jobs"],
  bench: ["engine", "store", "operations", "http", "client", "src", "test/support"],
};

/** Packages that an area may use; any, where nothing is said. */
const MAY_USE: Readonly<Record<string, readonly string[]>> = { engine: [], client: ["zod"] };

/** The engine's only package, and only there. */
const BIG_JS = { file: "src/engine/values/decimal.ts", package: "big.js" };

const files = sourceFiles();
const program = files.filter((file) => !isTest(file) && !isTestArea(areaOf(file.path)));

const say = ({ from, specifier }: Import) => `${from} imports ${specifier}`;

const wrongImports = (among: SourceFile[], isWrong: (one: Import) => boolean): string[] =>
  among.flatMap(importsOf).filter(isWrong).map(say);

describe("layers", () => {
  test("each area imports only what is below it", () => {
    const areas = [...new Set(program.map((file) => areaOf(file.path)))];
    assert.deepEqual(
      areas.filter((area) => !(area in MAY_IMPORT)),
      [],
      "areas without a rule",
    );
    assert.deepEqual(wrongImports(program, crossesUpwards), []);
  });

  test("the engine knows neither Node nor a package, but for big.js in decimal.ts", () => {
    assert.deepEqual(wrongImports(program, usesForbiddenPackage), []);
  });

  test("client and console know of http its contracts only", () => {
    const outside = program.filter((file) => ["client", "console"].includes(areaOf(file.path)));
    const isNoContract = (one: Import) => {
      const target = targetOf(one) ?? "";
      return areaOf(target) === "http" && !/\bcontract\.ts$/.test(target);
    };
    assert.deepEqual(wrongImports(outside, isNoContract), []);
  });

  test("what a contract brings along runs in a browser too", () => {
    const contracts = program.filter((file) => /^src\/http\/.*\bcontract\.ts$/.test(file.path));
    const reached = reachedFrom(contracts);
    const runsOnServerOnly = (one: Import) => {
      const target = targetOf(one);
      if (one.isTypeOnly) return false;
      return target ? !["engine", "http"].includes(areaOf(target)) : !isForBrowser(one.specifier);
    };
    assert.deepEqual(wrongImports(reached, runsOnServerOnly), []);
  });

  test("an import that crosses a folder is written #folder/…, one that does not ./ or ../", () => {
    const isMiswritten = (one: Import) => {
      const target = targetOf(one);
      if (!target) return false;
      return one.specifier.startsWith("#") === (areaOf(target) === areaOf(one.from));
    };
    assert.deepEqual(wrongImports(files, isMiswritten), []);
  });

  test("only tests and benches import test support", () => {
    assert.deepEqual(
      wrongImports(
        program.filter((file) => areaOf(file.path) !== "bench"),
        (one) => isTestArea(areaOf(targetOf(one) ?? "")),
      ),
      [],
    );
  });
});

function crossesUpwards(one: Import): boolean {
  const target = targetOf(one);
  if (!target) return false;
  const [from, to] = [areaOf(one.from), areaOf(target)];
  return from !== to && !MAY_IMPORT[from]?.includes(to);
}

function usesForbiddenPackage(one: Import): boolean {
  const allowed = MAY_USE[areaOf(one.from)];
  if (!allowed || targetOf(one)) return false;
  if (one.from === BIG_JS.file && one.specifier === BIG_JS.package) return false;
  return !allowed.includes(one.specifier);
}

const isForBrowser = (packageName: string): boolean => ["zod", "big.js"].includes(packageName);

/** The files and all that they import when they run, and so on. */
function reachedFrom(start: SourceFile[]): SourceFile[] {
  const reached = new Map(start.map((file) => [file.path, file]));
  for (const file of reached.values()) {
    for (const one of importsOf(file)) {
      const target = targetOf(one);
      if (!target || one.isTypeOnly || reached.has(target)) continue;
      reached.set(target, readSource(target));
    }
  }
  return [...reached.values()];
}
