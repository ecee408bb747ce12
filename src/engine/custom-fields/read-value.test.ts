import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { workedExamples } from "#test/support/worked-examples.ts";
import type { FieldDefinition } from "./custom-field.ts";
import { readValue } from "./read-value.ts";
import { wrongDefinition } from "./wrong-definition.ts";

const SPEC = "docs/spec/custom-fields.md";

const defined = (json = "{}"): FieldDefinition => ({ label: "Field", ...JSON.parse(json) });

describe("values of custom fields", () => {
  for (const { id, definition, sent = "", kept } of workedExamples(SPEC, "Values")) {
    test(`${id}: ${definition} ${sent}`, () => {
      const read = readValue(defined(definition), JSON.parse(sent));
      assert.equal("wrong" in read ? read.wrong : JSON.stringify(read.value), kept);
    });
  }

  test("what is kept is kept as it is when it is sent again", () => {
    const definitions = workedExamples(SPEC, "Values").map(({ definition }) => defined(definition));
    const anyDefinition = fc.constantFrom(...definitions);
    const anyValue = fc.oneof(fc.jsonValue(), fc.constantFrom("Gold", "a;b", "5", "2024-02-29"));
    const property = fc.property(anyDefinition, anyValue, (definition, sent) => {
      const read = readValue(definition, sent);
      if ("wrong" in read) return;
      assert.deepEqual(readValue(definition, read.value), read);
      assert.ok(read.value === null || typeof read.value !== "object");
    });
    fc.assert(property);
  });
});

describe("definitions of custom fields", () => {
  for (const { id, definition, part, wrong } of workedExamples(SPEC, "Definitions")) {
    test(`${id}: ${definition}`, () => {
      const found = wrongDefinition(defined(definition));
      assert.deepEqual([found?.part ?? "", found?.message ?? ""], [part, wrong]);
    });
  }
});
