/** What conditions mean, asked of PostgreSQL: docs/spec/conditions.md. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import { sql } from "kysely";
import { parseCondition } from "#engine/conditions/parse-condition.ts";
import { BillingError } from "#engine/errors.ts";
import { createTestDatabase, type TestDatabase, withEntity } from "#test/support/database.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import { inTransaction } from "../database.ts";
import { withOwnerConnection } from "../owner-connection.ts";
import { conditionSql, type Resolve } from "./condition-sql.ts";
import { type Kind, refused } from "./operands.ts";

let database: TestDatabase;
let entityId: string;

before(async () => {
  database = await createTestDatabase();
  ({ entityId } = await withEntity(database));
  await withOwnerConnection(database.ownerUrl, (client) =>
    client.query("update entities set time_zone = 'America/New_York'"),
  );
});
after(() => database.drop());

const FIELDS: Readonly<Record<string, readonly [Kind, string | null]>> = {
  Name: ["text", "Posted"],
  Amount: ["number", "1000"],
  Zero: ["number", "0"],
  Nothing: ["text", null],
  Flag: ["boolean", "true"],
  Day: ["date", "2024-02-29"],
  Moment: ["timestamp", "2024-03-01T04:30:00Z"],
  Note: ["text", "a'b"],
  Mine__c: ["custom", "12"],
  Word__c: ["custom", "twelve"],
  Yes__c: ["custom", "true"],
  When__c: ["custom", "2024-02-30"],
  Unknown__c: ["custom", null],
};

const TYPES = {
  number: "numeric",
  timestamp: "timestamptz",
  custom: "text",
  null: "text",
} as const;

const resolve: Resolve = (names) => {
  const [root, name = ""] = names;
  const field = root === "Thing" && Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
  if (!field) throw refused(`names '${names.join(".")}', which is no field`);
  const [kind, value] = field;
  // What has no value is compared as what it stands beside.
  const own = value === null ? "custom" : kind;
  const type = own in TYPES ? TYPES[own as keyof typeof TYPES] : own;
  return { kind: own, sql: sql`${value}::${sql.raw(type)}` };
};

async function holds(text: string): Promise<boolean> {
  const condition = conditionSql(parseCondition(text), resolve);
  return inTransaction(database.database, entityId, async (tx) => {
    const { rows } = await sql<{ holds: boolean }>`select ${condition} as holds`.execute(tx);
    return rows[0]?.holds === true;
  });
}

describe("conditions, worked examples", () => {
  for (const row of workedExamples("docs/spec/conditions.md", "What holds")) {
    test(`${row.id}: ${row.condition}`, async () => {
      assert.equal((await holds(row.condition ?? "")) ? "yes" : "no", row.holds);
    });
  }

  for (const row of workedExamples("docs/spec/conditions.md", "What is refused")) {
    test(`${row.id}: ${row.condition}`, async () => {
      await assert.rejects(holds(row.condition ?? ""), (error) => {
        assert(error instanceof BillingError, String(error));
        assert(error.message.includes(row["because it"] ?? "-"), error.message);
        return true;
      });
    });
  }
});

/** Pieces of conditions, right and wrong, in any order. */
const piece = fc.oneof(
  fc.constantFrom(..."Thing.Name Thing.Amount Thing.Flag Thing.Nothing Thing.Mine__c".split(" ")),
  fc.constantFrom(..."== != < <= > >= =~ !~ =^ =$ && || ! ( ) [ ] , . + - * / % and or".split(" ")),
  fc.constantFrom("true", "false", "null", "'Posted'", "5", "1000.0", "size(", "empty("),
  fc.string({ maxLength: 6 }),
);
const nonsense = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(" "));

/** Conditions that say something: of comparisons, joined at random. */
const comparison = fc
  .tuple(
    fc.constantFrom("Thing.Amount", "Thing.Mine__c", "Thing.Zero", "7"),
    fc.constantFrom("==", "!=", "<", "<=", ">", ">="),
    fc.constantFrom("0", "5", "12", "1000", "Thing.Amount", "null"),
  )
  .map((parts) => parts.join(" "));
const condition = fc.letrec<{ all: string }>((tie) => ({
  all: fc.oneof(
    { maxDepth: 4 },
    comparison,
    fc.tuple(tie("all"), fc.constantFrom("&&", "||"), tie("all")).map((p) => `(${p.join(" ")})`),
    tie("all").map((inner) => `!(${inner})`),
  ),
})).all;

describe("conditions, of whatever form", () => {
  test("are read and asked, or refused in our words", async () => {
    await fc.assert(
      fc.asyncProperty(nonsense, async (text) => {
        try {
          await holds(text);
        } catch (error) {
          assert(error instanceof BillingError, `${text}: ${error}`);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("hold where their opposites do not, and mean the same however they are put", async () => {
    await fc.assert(
      fc.asyncProperty(condition, condition, async (one, other) => {
        const [first, second] = [await holds(one), await holds(other)];
        assert.equal(await holds(`!(${one})`), !first);
        assert.equal(await holds(`${one} && ${other}`), first && second);
        assert.equal(await holds(`(${one}) or (${other})`), first || second);
        assert.equal(await holds(`!(!(${one}) || !(${other}))`), first && second);
      }),
      { numRuns: 60 },
    );
  });
});
