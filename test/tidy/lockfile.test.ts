import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

/**
 * npm leaves such an entry out when its registry cannot show the package, and `npm ci` then refuses
 * the whole lockfile, on every machine.
 */
test("package-lock.json has an entry for the packages of all platforms, not of ours alone", () => {
  const { packages }: Lockfile = JSON.parse(readFileSync("package-lock.json", "utf8"));
  const missing = Object.entries(packages).flatMap(([at, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) =>
        !(`node_modules/${name}` in packages) && !(`${at}/node_modules/${name}` in packages),
    ),
  );
  assert.deepEqual(missing, []);
});

type Lockfile = {
  readonly packages: Record<string, { readonly optionalDependencies?: Record<string, string> }>;
};
