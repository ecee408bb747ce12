import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { isInexactNumber, JsonRefused, parseJson, significantDigits } from "./json.ts";

const refusal = (text: string) => {
  try {
    parseJson(text);
  } catch (error) {
    assert(error instanceof JsonRefused, String(error));
    return error.reason;
  }
  return undefined;
};

/** Symbols of inexact numbers as lists of their text: two symbols are never equal. */
const inexact = (value: unknown): unknown => {
  if (isInexactNumber(value)) return [value.description];
  if (Array.isArray(value)) return value.map(inexact);
  return Object.fromEntries(Object.entries(value as object).map(([k, v]) => [k, inexact(v)]));
};

describe("parseJson", () => {
  test("reads what JSON.parse reads", () => {
    const text = JSON.stringify({ a: [1, 2.5, "x", null, true, { b: {} }], "": "é😀" });
    assert.deepEqual(parseJson(text), JSON.parse(text));
  });

  test("any JSON value without odd text is read back as it was", () => {
    const value = fc.jsonValue({ maxDepth: 5, stringUnit: "grapheme-ascii" });
    fc.assert(
      fc.property(value, (written) => {
        const text = JSON.stringify(written);
        fc.pre(!text.includes("__proto__"));
        const unrounded = JSON.stringify(parseJson(text), (_name, read) =>
          isInexactNumber(read) ? Number(read.description) : read,
        );
        assert.equal(unrounded, JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  test("15 significant digits are a number, 16 are kept as their text", () => {
    assert.deepEqual(parseJson("[123456789012.345]"), [123456789012.345]);
    assert.deepEqual(parseJson("[1.0000000000000000000]"), [1]);
    assert.deepEqual(parseJson("[0.0000000000000000012]"), [1.2e-18]);
    assert.deepEqual(inexact(parseJson("[1234567890123.456]")), [["1234567890123.456"]]);
    assert.deepEqual(inexact(parseJson("[-9007199254740993]")), [["-9007199254740993"]]);
  });

  test("numbers beyond a double are kept as their text", () => {
    assert.deepEqual(inexact(parseJson('{"a":1e400}')), { a: ["1e400"] });
    assert.deepEqual(inexact(parseJson('{"a": -1E-400}')), { a: ["-1E-400"] });
    assert.deepEqual(parseJson("[0E-9, 1E+2]"), [0, 100]);
  });

  test("a number of a megabyte takes no longer than other text", () => {
    const number = `0.${"0".repeat(1_000_000)}1`;
    assert.deepEqual(inexact(parseJson(`[${number}]`)), [[number]]);
  });

  test("digits in text stay text", () => {
    const id = "8a2881638bb4c4c9018bb5a0e4c1000e";
    assert.deepEqual(parseJson(`{"a":"${id}","b":"12345678901234567890"}`), {
      a: id,
      b: "12345678901234567890",
    });
  });

  test("the last of duplicate keys counts", () => {
    assert.deepEqual(parseJson('{"a":1,"a":2}'), { a: 2 });
  });

  test("what is not JSON is malformed", () => {
    for (const text of ["", "{", "{'a':1}", "[1,]", "NaN", "1 2", '{"a":01}', "\u0000"]) {
      assert.equal(refusal(text), "malformed", text);
    }
  });

  test("65 levels are too deep, however they are made", () => {
    const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
    assert.equal(refusal(nested(64)), undefined);
    assert.equal(refusal(nested(65)), "malformed");
    assert.equal(refusal(nested(100_000)), "malformed");
    assert.equal(refusal(`[1e5,${nested(100_000)}]`), "malformed");
    assert.equal(refusal('{"a":'.repeat(65) + 1 + "}".repeat(65)), "malformed");
  });

  test("__proto__ is no field", () => {
    assert.equal(refusal('{"a":[{"__proto__":{"isAdmin":true}}]}'), "forbiddenField");
    assert.equal(refusal('{"\\u005f_proto__":1}'), "forbiddenField");
  });

  test("NUL and lone surrogates are no text, in values and in names", () => {
    for (const text of ['"\\u0000"', '"\\ud800"', '{"\\u0000":1}', '{"a":["x\\udc00"]}']) {
      assert.equal(refusal(text), "invalidText", text);
    }
    assert.equal(parseJson('"\\ud83d\\ude00 \\\\u0000"'), "😀 \\u0000");
  });
});

describe("significantDigits", () => {
  test("counts from the first digit that is not zero to the last that matters", () => {
    const counts = ["0", "0.00", "1500", "-1.50", "0.0250", "10.01", "1e9", "1.25E-3"].map(
      significantDigits,
    );
    assert.deepEqual(counts, [0, 0, 4, 2, 2, 4, 1, 3]);
  });
});
