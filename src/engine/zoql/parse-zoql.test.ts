import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { BillingError } from "../errors.ts";
import { MOST_CONDITIONS, parseZoql } from "./parse-zoql.ts";
import { printZoql } from "./print-zoql.ts";
import { ZOQL_OPERATORS, type Zoql, type ZoqlCondition, type ZoqlValue } from "./zoql.ts";

const where = (text: string) => parseZoql(`select Id from Account where ${text}`).where;

const condition = (field: string, operator: ZoqlCondition["operator"], value: ZoqlValue) => ({
  field,
  operator,
  value,
});

test("fields, an object, and conditions", () => {
  assert.deepEqual(parseZoql("SELECT Id,Name\n FROM Account Where Status = 'Active'"), {
    fields: ["Id", "Name"],
    object: "Account",
    where: [[condition("Status", "=", { type: "text", text: "Active" })]],
  });
});

test("and binds more than or", () => {
  const one = condition("A", "=", { type: "boolean", is: true });
  const two = condition("B", "!=", { type: "null" });
  const three = condition("C", ">=", { type: "literal", text: "-1.50" });
  assert.deepEqual(where("A = true or B != null and C >= -1.50"), [[one], [two, three]]);
  assert.deepEqual(where("A = true and B != null or C >= -1.50"), [[one, two], [three]]);
});

test("quotes and backslashes in a text", () => {
  const text = (written: string) => {
    const value = where(`Name = ${written}`)[0]?.[0]?.value;
    return value?.type === "text" ? value.text : undefined;
  };
  assert.equal(text("'O\\'Neill & \"Sons\"'"), `O'Neill & "Sons"`);
  assert.equal(text("'C:\\\\bills'"), "C:\\bills");
  assert.equal(text("'C:\\bills'"), "C:\\bills");
  assert.equal(text("' select x from '"), " select x from ");
  assert.equal(text("''"), "");
});

test("days and moments without quotes", () => {
  const value = where("UpdatedDate > 2023-03-06T13:03:38.000+00:00")[0]?.[0]?.value;
  assert.deepEqual(value, { type: "literal", text: "2023-03-06T13:03:38.000+00:00" });
});

describe("is refused", () => {
  const many = Array.from({ length: MOST_CONDITIONS + 1 }, () => "A = 1").join(" or ");
  for (const query of [
    "",
    "select",
    "select * from Account",
    "select Id from",
    "select Id, from Account",
    "select Id Name from Account",
    "select from from Account",
    "select Id from Account where",
    "select Id from Account where Name",
    "select Id from Account where Name = Other",
    "select Id from Account where Name = 'open",
    "select Id from Account where (Name = 'A')",
    "select Id from Account where Name is null",
    "select Id from Account where Balance > null",
    "select Id from Account where Name like 5",
    "select Id from Account where Name like '%A%'",
    "select Id from Account where Name like 'A%B'",
    "select Id from Account where Name = 'A' order by Name",
    "select Id from Account limit 5",
    "select count(Id) from Account",
    "select Account.Name from Invoice",
    "select Id from Account where Name = '\0'",
    "select Id from Account; delete",
    `select Id from Account where ${many}`,
  ]) {
    test(query.slice(0, 80).replace("\0", "NUL") || "nothing", () => {
      assert.throws(() => parseZoql(query), isMalformed);
    });
  }
});

const isMalformed = (error: unknown): boolean =>
  error instanceof BillingError &&
  error.code === "MALFORMED_QUERY" &&
  error.message.startsWith("You have an error in your ZOQL syntax");

/** With the prototype of what is parsed. */
const record = <T>(model: { [Name in keyof T]: fc.Arbitrary<T[Name]> }): fc.Arbitrary<T> =>
  fc.record(model, { noNullPrototype: true }) as fc.Arbitrary<T>;

const KEYWORDS = /^(select|from|where|and|or|like|null|true|false)$/i;
const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,20}$/).filter((it) => !KEYWORDS.test(it));
const text = fc.string({ unit: "binary" }).filter((it) => it.isWellFormed() && !it.includes("\0"));
const value: fc.Arbitrary<ZoqlValue> = fc.oneof(
  text.map((it) => ({ type: "text" as const, text: it })),
  fc
    .stringMatching(/^[+-]?\d[\d.:T+-]{0,20}$/)
    .map((it) => ({ type: "literal" as const, text: it })),
  fc.boolean().map((is) => ({ type: "boolean" as const, is })),
);
const isOrdered = (operator: string) => operator !== "like";
const conditions: fc.Arbitrary<ZoqlCondition> = fc.oneof(
  record({
    field: name,
    operator: fc.constantFrom(...ZOQL_OPERATORS.filter(isOrdered)),
    value,
  }),
  record({
    field: name,
    operator: fc.constantFrom("=" as const, "!=" as const),
    value: fc.constant({ type: "null" as const }),
  }),
  record({
    field: name,
    operator: fc.constant("like" as const),
    value: text.map((it) => ({ type: "text" as const, text: `${it.replaceAll("%", "")}%` })),
  }),
);
const query: fc.Arbitrary<Zoql> = record({
  fields: fc.array(name, { minLength: 1, maxLength: 5 }),
  object: name,
  where: fc.array(fc.array(conditions, { minLength: 1, maxLength: 4 }), { maxLength: 4 }),
});

describe("for every query and every text", () => {
  test("what is printed reads back as the same query", () => {
    fc.assert(fc.property(query, (it) => assert.deepEqual(parseZoql(printZoql(it)), it)));
  });

  test("a text is read or refused as malformed; nothing else is thrown", () => {
    const words = fc
      .array(
        fc.constantFrom(
          ..."select from where and or like null true Id Account = != < , ' \\ % 'a' 5 -1 ( ) * .".split(
            " ",
          ),
        ),
      )
      .map((it) => it.join(" "));
    const cut = fc
      .tuple(query, fc.nat())
      .map(([it, at]) => printZoql(it).slice(0, at % printZoql(it).length));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), words, cut), (it) => {
        try {
          const read = parseZoql(it);
          assert.deepEqual(parseZoql(printZoql(read)), read);
        } catch (error) {
          if (!isMalformed(error)) throw error;
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("a text of 100000 characters is read in no time", () => {
    const long = "\\'".repeat(50_000);
    assert.equal(where(`Name = '${long}'`)[0]?.length, 1);
    assert.throws(() => where(`Name = '${long}`), isMalformed);
  });
});
