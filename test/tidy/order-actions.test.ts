/**
 * An order action or a charge model is a file of the same name in each place that knows it: engine,
 * wire form, console form, spec page. The engine's registry says which there are.
 */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { describe, test } from "node:test";
import { basenames, readSource } from "./sources.ts";

const FAMILIES = [
  {
    name: "order action",
    engine: "src/engine/order-actions",
    elsewhere: [
      { folder: "src/http/orders/actions", ending: ".ts", also: ["index", "order-action"] },
      { folder: "console/src/forms/order-actions", ending: ".tsx", also: ["index"] },
    ],
  },
  { name: "charge model", engine: "src/engine/charge-models", elsewhere: [] },
] as const;

for (const { name, engine, elsewhere } of FAMILIES) {
  const members = registered(readSource(`${engine}/index.ts`).text);

  describe(`each ${name}`, () => {
    test("has a file of its name in the engine", () => {
      assert(members.length > 0, `${engine}/index.ts has a registry`);
      assert.deepEqual(missing(members, `${engine}/`, ".ts"), []);
    });

    test("has a page of its name in docs/spec", () => {
      assert.deepEqual(missing(members, "docs/spec/", ".md"), []);
    });

    for (const { folder, ending, also } of elsewhere) {
      // The console comes later: until its folder is there, nothing is missing in it.
      if (!existsSync(folder)) continue;
      test(`has a file of its name in ${folder}, where there is no other`, () => {
        const expected = [
          ...members,
          ...also.filter((one) => existsSync(`${folder}/${one}${ending}`)),
        ];
        assert.deepEqual(basenames(folder, ending), expected.sort());
      });
    }
  });
}

/** Keys of the registries, `CancelSubscription: cancelSubscription,`, as names of files. */
function registered(index: string): string[] {
  return [...index.matchAll(/^ {2}([A-Z]\w*): \w+,$/gm)]
    .map(([, key]) => (key ?? "").replace(/(?<=[a-z0-9])(?=[A-Z])/g, "-").toLowerCase())
    .sort();
}

const missing = (members: string[], before: string, ending: string): string[] =>
  members.map((member) => `${before}${member}${ending}`).filter((file) => !existsSync(file));
