import assert from "node:assert/strict";
import { test } from "node:test";
import { idOf, newId } from "./ids.ts";

test("ids are of version 7, all different, and sort as they were drawn", () => {
  const ids = Array.from({ length: 50_000 }, newId);
  for (const id of ids) assert.match(id, /^[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}$/);
  assert.deepEqual(ids, ids.toSorted());
  assert.equal(new Set(ids).size, ids.length);
});

test("an id is told from a number, with hyphens or without", () => {
  const id = newId();
  assert.equal(idOf(id.toUpperCase()), id);
  assert.equal(idOf(id.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")), id);
  assert.equal(idOf("INV00000001"), null);
});
