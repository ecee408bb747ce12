import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isWithin, withinAll } from "./organizations.ts";

describe("limits to organizations", () => {
  test("come together: what all of them let through", () => {
    assert.equal(withinAll(null, null), null);
    assert.deepEqual(withinAll(null, ["a", "b"], null), ["a", "b"]);
    assert.deepEqual(withinAll(["a", "b"], ["b", "c"]), ["b"]);
  });

  test("that have nothing in common let nothing through, which is not the same as no limit", () => {
    assert.deepEqual(withinAll(["a"], ["b"], null), []);
    assert.equal(isWithin([], "a"), false);
    assert.equal(isWithin(null, "a"), true);
  });
});
