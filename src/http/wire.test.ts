import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { z } from "zod";
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import { parseJson } from "./json.ts";
import { bodyFindings } from "./validation.ts";
import * as wire from "./wire.ts";

/** The value that a handler is given for JSON, or what the caller is told. */
function read(schema: z.ZodType, json: string): unknown {
  const result = wire.body({ field: schema }).safeParse(parseJson(json), { reportInput: true });
  if (result.success) return (result.data as { field: unknown }).field;
  return bodyFindings(result.error.issues)
    .map((finding) => `${finding.category} ${finding.message}`)
    .join("; ");
}
const field = (schema: z.ZodType, text: string) => read(schema, `{"field":${text}}`);

const isDecimal = (value: unknown): value is Decimal => typeof value === "object" && value !== null;
const written = (value: unknown) => (isDecimal(value) ? value.toFixed() : value);

describe("wire.amount", () => {
  const amounts = [
    ["10", "10"],
    ["-36.87", "-36.87"],
    ['"30.00"', "30"],
    ["25.000000000", "25"],
    ["0E-9", "0"],
    ["1E+2", "100"],
    ["0.0000001", "0.0000001"],
    ["1.25e-3", "0.00125"],
    ["123456789012345", "123456789012345"],
    ["0.000000000000000000012", "0.000000000000000000012"],
  ] as const;
  for (const [text, value] of amounts) {
    test(`${text} is ${value}`, () => assert.equal(written(field(wire.amount, text)), value));
  }

  const TOO_LONG = "20 'field' should be a number of at most 15 significant digits";
  const refused = [
    ["1234567890123456", TOO_LONG],
    ['"1234567890.1234567"', TOO_LONG],
    ["0.1234567890123456789", TOO_LONG],
    ["1e400", TOO_LONG],
    ["1e300", TOO_LONG],
    ["1e-300", TOO_LONG],
    [`"${"1".repeat(100_000)}"`, TOO_LONG],
    [`"0.${"0".repeat(100_000)}1"`, TOO_LONG],
    ['"1,000.00"', "20 'field' should be a number"],
    ['"0x10"', "20 'field' should be a number"],
    ['""', "20 'field' should be a number"],
    ['" 1"', "20 'field' should be a number"],
    ['"NaN"', "20 'field' should be a number"],
    ["true", "20 'field' should be a number"],
    ["[1]", "20 'field' should be a number"],
    ["{}", "20 'field' should be a number"],
    ["null", "22 'field' may not be null"],
  ] as const;
  for (const [text, message] of refused) {
    test(`${text.slice(0, 40)} is refused`, () => assert.equal(field(wire.amount, text), message));
  }

  test("any amount of at most 15 digits is read exactly, as number and as text", () => {
    const parts = fc.tuple(fc.integer({ min: -(10 ** 15) + 1, max: 10 ** 15 - 1 }), fc.nat(14));
    fc.assert(
      fc.property(parts, ([digits, decimals]) => {
        const exact = decimal(String(digits)).times(decimal(`0.${"0".repeat(decimals)}1`));
        const text = exact.toFixed();
        assert.equal(written(field(wire.amount, text)), text);
        assert.equal(written(field(wire.amount, `"${text}"`)), text);
      }),
    );
  });

  test("what JavaScript and Java write for a number is read as that number", () => {
    const numbers = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 });
    fc.assert(
      fc.property(numbers, (number) => {
        const short = Number(number.toPrecision(9));
        fc.pre(short === 0 || (Math.abs(short) > 1e-12 && Math.abs(short) < 1e15));
        const read = field(wire.amount, short.toExponential());
        assert(isDecimal(read), String(read));
        assert.equal(Number(read.toFixed()), short === 0 ? 0 : short);
      }),
    );
  });

  test("leaves as the same exact JSON number", () => {
    assert.equal(JSON.stringify({ a: field(wire.amount, "0.1") }), '{"a":0.10}');
  });
});

describe("wire.quantity", () => {
  test("is not negative", () => {
    assert.equal(written(field(wire.quantity, "0.5")), "0.5");
    assert.equal(field(wire.quantity, "-1"), "20 'field' should be greater than or equal to 0");
    assert.equal(field(wire.quantity, '"x"'), "20 'field' should be a number");
  });
});

describe("wire.date", () => {
  test("is a day that exists", () => {
    assert.equal(field(wire.date, '"2024-02-29"'), "2024-02-29");
    const message = "20 'field' should be a date that exists, in the format yyyy-mm-dd";
    for (const text of ["2023-02-29", "2024-2-1", "0000-01-01", "2024-01-01T00:00:00Z", ""]) {
      assert.equal(field(wire.date, JSON.stringify(text)), message, text);
    }
    assert.equal(field(wire.date, "20240101"), "20 'field' should be a text");
  });
});

describe("wire.int and wire.boolean", () => {
  test("take text as well", () => {
    assert.equal(field(wire.intBetween(0, 31), '"31"'), 31);
    assert.equal(field(wire.int, "-7"), -7);
    assert.equal(field(wire.boolean, '"True"'), true);
    assert.equal(field(wire.boolean, "false"), false);
  });

  test("refuse what they are not", () => {
    assert.equal(
      field(wire.intBetween(0, 31), "32"),
      "20 'field' should be less than or equal to 31",
    );
    assert.equal(
      field(wire.intBetween(1, 31), "0"),
      "20 'field' should be greater than or equal to 1",
    );
    for (const text of ["1.5", '""', '"1e2"', "true", "1e400", '"99999999999"']) {
      assert.equal(field(wire.int, text), "20 'field' should be a whole number", text);
    }
    assert.equal(
      field(wire.int, "2147483648"),
      "20 'field' should be less than or equal to 2147483647",
    );
    for (const text of ["1", '"yes"', "[]"]) {
      assert.equal(field(wire.boolean, text), "20 'field' should be true or false");
    }
  });
});

describe("wire texts", () => {
  test("have a greatest length, counted in characters", () => {
    assert.equal(field(wire.text(3), '"abc"'), "abc");
    assert.equal(field(wire.text(3), '"abcd"'), "20 'field' size should be at most 3");
    assert.equal(field(wire.requiredText(3), '""'), "22 'field' may not be empty");
  });

  test("of orders stay in the Basic Multilingual Plane", () => {
    assert.equal(field(wire.orderText(9), '"é漢"'), "é漢");
    const message = "20 'field' contains characters outside the Unicode Basic Multilingual Plane";
    assert.equal(field(wire.orderText(9), '"😀"'), message);
  });

  test("that become numbers have no character of paths", () => {
    assert.equal(field(wire.chosenNumber(9), '"A-1"'), "A-1");
    for (const text of ["a/b", "a?b", "a#b"]) {
      const message = "20 'field' may not contain the characters #, ? and /";
      assert.equal(field(wire.chosenNumber(9), JSON.stringify(text)), message);
    }
    for (const text of [" ", "\t", ".", ".."]) {
      const message = "20 'field' should have more than blanks, and is neither . nor ..";
      assert.equal(field(wire.chosenNumber(9), JSON.stringify(text)), message);
    }
    const id = "01A1f7ee85b87c059eaa04c0b7a8a5d2";
    const hyphened = id.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
    for (const text of [id, hyphened]) {
      const message = "20 'field' may not look like an id: 32 hexadecimal digits name one";
      assert.equal(field(wire.chosenNumber(50), JSON.stringify(text)), message);
    }
    assert.equal(field(wire.chosenNumber(50), `"${id}0"`), `${id}0`);
  });
});

describe("wire.customFields", () => {
  test("are named like custom fields and have plain values", () => {
    assert.deepEqual(field(wire.customFields, '{"a__c":"x","B__NS":1,"c__QT":null}'), {
      a__c: "x",
      B__NS: 1,
      c__QT: null,
    });
    assert.equal(field(wire.customFields, '{"a":1}'), "20 'field.a' is no name of a custom field");
    assert.equal(field(wire.customFields, '{"a__c":{}}'), "20 'field.a__c' has an invalid value");
    assert.equal(
      field(wire.customFields, '{"a__c":1e400}'),
      "20 'field.a__c' has an invalid value",
    );
  });
});

describe("wire.body", () => {
  const optional = wire.text(5).optional();

  test("null for an optional field means not given", () => {
    assert.equal(field(optional, "null"), undefined);
    assert.equal(field(wire.boolean.default(true), "null"), true);
    assert.equal(field(optional.nullable(), "null"), null);
    assert.equal(field(wire.text(5), "null"), "22 'field' may not be null");
  });

  test("a field that is absent has its default", () => {
    const schema = wire.body({ a: wire.boolean.default(true), b: z.array(wire.date).default([]) });
    assert.deepEqual(schema.parse({}), { a: true, b: [] });
    assert.deepEqual(schema.safeParse({ a: null, b: null }).data, { a: true, b: [] });
  });

  test("unknown fields are named, alone and whatever else is wrong", () => {
    assert.equal(
      read(optional, '{"nam":1,"age":{},"field":7}'),
      "21 Invalid parameter(s): 'nam,age'.",
    );
    assert.equal(
      read(wire.body({ a: wire.date }), '{"field":{"b":1}}'),
      "21 Invalid parameter(s): 'b'.",
    );
  });

  test("custom fields are kept", () => {
    const schema = wire.body({ a: optional }, wire.makes("Account"));
    const body = schema.parse({ x__c: 1, y__QT: null, z__NS: "z" });
    assert.deepEqual(wire.customFieldsOf(body), { x__c: 1, y__QT: null, z__NS: "z" });
  });

  test("custom fields are unknown to a body that keeps none", () => {
    assert.equal(read(optional, '{"x__c":1}'), "21 Invalid parameter(s): 'x__c'.");
  });

  test("custom fields have plain values", () => {
    const refused = ["{}", "[]", "1e400", "12345678901234567", `"${"x".repeat(8193)}"`];
    for (const value of refused) {
      assert.equal(
        read(wire.body({}, wire.makes("Account")), `{"field":{"x__c":${value}}}`),
        "20 'field.x__c' should be a text of at most 8192 characters, a number, true, false or null",
      );
    }
    assert.equal(
      read(optional, '{"__c":1,"\u00e9__c":2,"1__c":3}'),
      "21 Invalid parameter(s): '__c,\u00e9__c,1__c'.",
    );
  });

  test("what is no object is refused", () => {
    for (const value of [null, 1, "x", [], [1], true]) {
      const result = wire.body({ a: optional }).safeParse(value, { reportInput: true });
      const [finding] = bodyFindings(result.error?.issues ?? []);
      assert.match(finding?.message ?? "", /^The request body should be a JSON object|may not/);
    }
  });

  test("the loose one drops what it does not know", () => {
    assert.deepEqual(wire.looseBody({ a: optional }).parse({ a: null, b: 1 }), { a: undefined });
  });
});

describe("findings", () => {
  const action = z.discriminatedUnion("type", [
    wire.looseBody({ type: z.literal("A"), on: wire.date }),
    wire.looseBody({ type: z.literal("B") }),
  ]);

  test("name the path", () => {
    assert.equal(
      field(z.array(wire.body({ a: z.array(wire.date) })), '[{"a":["2024-01-01","x"]}]'),
      "20 'field[0].a[1]' should be a date that exists, in the format yyyy-mm-dd",
    );
  });

  test("of a discriminated union tell its options", () => {
    assert.equal(field(action, '{"type":"C"}'), "20 'field.type' value should be one of: A, B");
    assert.equal(field(action, "{}"), "22 'field.type' may not be null");
    assert.equal(field(action, '{"type":"A"}'), "22 'field.on' may not be null");
  });

  test("of an enum tell its values", () => {
    const term = z.enum(["TERMED", "EVERGREEN"]);
    assert.equal(field(term, '"x"'), "20 'field' value should be one of: TERMED, EVERGREEN");
    assert.equal(field(term, "null"), "22 'field' may not be null");
  });

  test("are at most twenty", () => {
    const many = JSON.stringify(Array.from({ length: 1000 }, () => "x"));
    const result = field(z.array(wire.date), many);
    assert.equal(String(result).split("; ").length, 20);
  });
});

describe("wire.page", () => {
  const paging = (query: object) => wire.page(20).parse(query);
  test("has its default for what is absent or no number, and 40 at most", () => {
    assert.deepEqual(paging({}), { page: 1, pageSize: 20 });
    assert.deepEqual(paging({ page: "3", pageSize: "5" }), { page: 3, pageSize: 5 });
    assert.deepEqual(paging({ page: "-1", pageSize: "1000" }), { page: 1, pageSize: 40 });
    assert.deepEqual(paging({ page: "x", pageSize: "" }), { page: 1, pageSize: 20 });
    assert.deepEqual(paging({ page: ["1", "2"], pageSize: "0" }), { page: 1, pageSize: 20 });
  });
});
