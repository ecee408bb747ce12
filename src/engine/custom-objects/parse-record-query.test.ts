import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { BillingError } from "../errors.ts";
import { parseRecordQuery, type RecordQuery } from "./parse-record-query.ts";

/** With parentheses wherever something is inside something. */
function written(query: RecordQuery): string {
  switch (query.type) {
    case "and":
    case "or":
      return `(${query.parts.map(written).join(` ${query.type} `)})`;
    case "not":
      return `not ${written(query.part)}`;
    case "exists":
      return `exists ${query.field}`;
    case "compare":
      return `${query.field} ${query.operator} '${query.value}'`;
  }
}

/** Source: the examples of the field's two pages of the syntax. */
const EXAMPLES: readonly (readonly [string, string])[] = [
  ["_exists_:title", "exists title"],
  ["status:active", "status = 'active'"],
  ['author:"John Smith"', "author = 'John Smith'"],
  ["age:<5", "age < '5'"],
  ["age:>=5", "age >= '5'"],
  ["activeDate:<2018-01-01T00\\:00\\:00.001Z", "activeDate < '2018-01-01T00:00:00.001Z'"],
  ["activeDate:<2018-01-01T00\\\\:00\\\\:00Z", "activeDate < '2018-01-01T00:00:00Z'"],
  ["status:active AND activeDate:<2018", "(status = 'active' and activeDate < '2018')"],
  ["status:active && activeDate:<2018", "(status = 'active' and activeDate < '2018')"],
  ["status:active||activeDate:<2018", "status = 'active||activeDate:<2018'"],
  ["status:active || activeDate:<2018", "(status = 'active' or activeDate < '2018')"],
  ["!_exists_:status", "not exists status"],
  ["NOT status:active", "not status = 'active'"],
  ["_exists_:status AND !status:active", "(exists status and not status = 'active')"],
  ["a:1 OR b:2 AND NOT c:3", "(a = '1' or (b = '2' and not c = '3'))"],
  ["(a:1 OR b:2) AND c:3", "((a = '1' or b = '2') and c = '3')"],
];

describe("a question to records of a custom object", () => {
  for (const [text, expected] of EXAMPLES) {
    test(text, () => assert.equal(written(parseRecordQuery(text)), expected));
  }

  test("is malformed where it makes no sense", () => {
    for (const text of ["", "a", "a:", ":1", "a:1 AND", "(a:1", "a:1)", 'a:"1', "a:1 b:2", "!"]) {
      assert.throws(() => parseRecordQuery(text), BillingError, text);
    }
    assert.throws(() => parseRecordQuery(`${"(".repeat(50)}a:1`), /nested too deeply/);
  });

  test("is read or malformed, whatever it says", () => {
    const piece = fc.constantFrom(
      "a:1",
      "AND",
      "OR",
      "NOT",
      "!",
      "(",
      ")",
      '"',
      "\\",
      ":",
      "<",
      " ",
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(piece).map((pieces) => pieces.join("")),
    );
    const property = fc.property(text, (written) => {
      try {
        parseRecordQuery(written);
      } catch (error) {
        if (!(error instanceof BillingError)) throw error;
      }
    });
    fc.assert(property);
  });
});
