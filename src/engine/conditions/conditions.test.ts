import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { BillingError } from "../errors.ts";
import { CHANGE_TYPES, onChange } from "./on-change.ts";
import { parseCondition } from "./parse-condition.ts";

describe("conditions", () => {
  test("are read, or refused in our words, whatever text they are", () => {
    const sign = fc.constantFrom(..."()[]'\"\\.!=<>&|~^$+-*/%, a1_".split(""));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: sign, maxLength: 60 })), (text) => {
        try {
          parseCondition(text);
        } catch (error) {
          assert(error instanceof BillingError, String(error));
        }
      }),
      { numRuns: 5_000 },
    );
  });

  test("are refused before they are too deep or too long to be read", () => {
    for (const text of [
      `${"(".repeat(5_000)}true${")".repeat(5_000)}`,
      "!".repeat(60_000),
      Array(30_000).fill("a").join("+"),
      `true${" && true".repeat(8_000)}`,
      `a =~ [${Array(20_000).fill("1").join(",")}]`,
      "a".repeat(70_000),
    ]) {
      assert.throws(() => parseCondition(text), BillingError);
    }
  });
});

describe("what is left of a condition once the change is known", () => {
  const rows = [
    ["changeType == 'INSERT'", true, false, false],
    ["changeType != 'INSERT' && A.B", false, "A.B", "A.B"],
    ["A.B || changeType == 'UPDATE'", "A.B", true, "A.B"],
    ["(changeType == 'INSERT' || changeType == 'UPDATE') && A.B", "A.B", "A.B", false],
    ["changeType =~ ['UPDATE', 'DELETE'] && A.B", false, "A.B", "A.B"],
    ["!(changeType == 'DELETE')", true, true, false],
    ["A.B && A.C", "A.B && A.C", "A.B && A.C", "A.B && A.C"],
  ] as const;
  for (const [text, ...left] of rows) {
    test(text, () => {
      for (const [place, changeType] of CHANGE_TYPES.entries()) {
        const expected = left[place];
        const rest = onChange(parseCondition(text), changeType);
        assert.deepEqual(rest, parseCondition(String(expected)), changeType);
      }
    });
  }
});
