import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { BillingError } from "../errors.ts";
import { LONGEST_EXPORT_QUERY, parseExportZoql } from "./parse-export-zoql.ts";
import { momentsOf, timeOperand } from "./time-operand.ts";

const field = (name: string, object: string | null = null) =>
  ({ type: "field", path: { object, field: name } }) as const;

const where = (text: string) => parseExportZoql(`select Id from Account where ${text}`).where;

describe("a query of an export", () => {
  test("has joined objects, titles and all of an object", () => {
    const { select, source } = parseExportZoql(
      `SELECT *, BillToContact.*, Account.Name, Balance as "What, ""owed""" FROM Account;`,
    );
    assert.equal(source, "Account");
    assert.deepEqual(select, [
      { type: "all", object: null },
      { type: "all", object: "BillToContact" },
      { type: "one", of: field("Name", "Account"), alias: null },
      { type: "one", of: field("Balance"), alias: 'What, "owed"' },
    ]);
  });

  test("groups what functions gather, sorts and limits", () => {
    const query = parseExportZoql(
      `select Subscription.Id, count(*), count(distinct Account.Id), sum(Amount) from Order
       group by Subscription.Id having max(Amount) > 5 order by Subscription.Id desc, Amount
       limit 50,100`,
    );
    assert.equal(query.source, "Order");
    assert.deepEqual(query.groupBy, [{ object: "Subscription", field: "Id" }]);
    assert.deepEqual(query.orderBy, [
      { of: field("Id", "Subscription"), order: "DESC" },
      { of: field("Amount"), order: "ASC" },
    ]);
    assert.deepEqual(query.limit, { offset: 50, count: 100 });
    const [, all, distinct] = query.select;
    assert.deepEqual(all?.type === "one" && all.of, {
      ...{ type: "function", name: "count", isDistinct: false, of: null },
    });
    assert.deepEqual(distinct?.type === "one" && distinct.of.type === "function" && distinct.of, {
      ...{ type: "function", name: "count", isDistinct: true },
      of: { object: "Account", field: "Id" },
    });
  });

  test("nests conditions: not binds more than and, and that more than or", () => {
    const a = (text: string) =>
      ({
        type: "compare",
        left: field("a"),
        operator: "=",
        right: { type: "text", text },
      }) as const;
    assert.deepEqual(where("a = '1' or a = '2' and not (a = '3' or a = '4')"), {
      type: "or",
      parts: [
        a("1"),
        {
          type: "and",
          parts: [a("2"), { type: "not", part: { type: "or", parts: [a("3"), a("4")] } }],
        },
      ],
    });
    assert.deepEqual(where("a is not null"), {
      ...{ type: "compare", left: field("a"), operator: "!=", right: { type: "null" } },
    });
    assert.deepEqual(where("Balance >= Account.Balance"), {
      ...{ type: "compare", left: field("Balance"), operator: ">=" },
      right: field("Balance", "Account"),
    });
    assert.deepEqual(where("a = 'San Francisco''s'"), a("San Francisco's"));
  });

  for (const wrong of [
    "select from Account",
    "select Id from Account limit -1",
    "select Id from Account where a = 1 or",
    "select Id from Account where (a = 1",
    "select Id from Account where a > null",
    "select Id from Account where a like 5",
    "select Id from Account order Id",
    "select lower(Id) from Account",
    "select sum(distinct Id) from Account",
    'select a as "One", b as "One" from Account',
    "select Id from Account group by a, b, c, d, e, f",
    "select Id from Account; select Id from Contact",
    "select Id from Account where a = 'open",
    `select Id from Account where ${"(".repeat(200)}a = 1${")".repeat(200)}`,
    `select Id from Account where ${"not ".repeat(200)}a = 1`,
    `select ${"x".repeat(LONGEST_EXPORT_QUERY)} from Account`,
  ]) {
    test(`is malformed: ${wrong.slice(0, 60)}`, () => {
      assert.throws(() => parseExportZoql(wrong), { code: "MALFORMED_QUERY" });
    });
  }

  test("whatever is sent is read or refused", () => {
    const word = fc.constantFrom(
      ...[
        "select",
        "from",
        "where",
        "and",
        "or",
        "not",
        "(",
        ")",
        "*",
        ",",
        ".",
        "=",
        "'a'",
        '"b"',
      ],
      ...[
        "Id",
        "Account",
        "count",
        "limit",
        "5",
        "is",
        "null",
        "like",
        "group",
        "by",
        "as",
        "\u0000",
      ],
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 30 }), fc.string(), (words, rest) => {
        for (const text of [words.join(" "), `select Id from Account where ${rest}`]) {
          try {
            parseExportZoql(text);
          } catch (error) {
            assert.ok(error instanceof BillingError && error.code === "MALFORMED_QUERY", text);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("what a query says of time", () => {
  const clock = {
    now: Temporal.Instant.from("2024-01-15T20:00:00Z"),
    timeZone: "America/Los_Angeles",
  };
  const read = (text: string): string | undefined => {
    const operand = timeOperand(text, clock);
    return operand?.type === "day" ? operand.day : operand?.at.toString();
  };

  for (const [text, wanted] of [
    ["2011-02-01", "2011-02-01"],
    ["2011-02-01T09:00:00", "2011-02-01T17:00:00Z"],
    ["2011-02-01 09:00", "2011-02-01T17:00:00Z"],
    ["2011-02-01T09:00:00Z", "2011-02-01T09:00:00Z"],
    ["2008-09-12T05:07:32-05:00", "2008-09-12T10:07:32Z"],
    ["now", "2024-01-15T20:00:00Z"],
    ["now - 1 day", "2024-01-14T20:00:00Z"],
    ["NOW+2 hours", "2024-01-15T22:00:00Z"],
    ["today", "2024-01-15"],
    ["today - 30 days", "2023-12-16"],
    ["today + 1 month", "2024-02-15"],
    ["today (Asia/Tokyo)", "2024-01-16"],
    ["2011-02-30", undefined],
    ["2011-13-01T00:00:00Z", undefined],
    ["today (Nowhere/At all)", undefined],
    ["tomorrow", undefined],
  ] as const) {
    test(`${text}: ${wanted ?? "nothing"}`, () => assert.equal(read(text), wanted));
  }

  test("a day has 23 hours where clocks are put forward", () => {
    const operand = timeOperand("2024-03-10", clock);
    assert.ok(operand?.type === "day");
    const { start, end } = momentsOf(operand);
    assert.equal(end.since(start).total("hours"), 23);
  });
});
