/** That every field of every object can be asked for where it changes, and that all of these are watched. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import pg from "pg";
import { CHANGE_TYPES } from "#engine/conditions/on-change.ts";
import { parseCondition } from "#engine/conditions/parse-condition.ts";
import { createTestDatabase, type TestDatabase } from "#test/support/database.ts";
import type { QueryObject } from "../object-query/query-object.ts";
import { withOwnerConnection } from "../owner-connection.ts";
import { CONDITION_OBJECT_NAMES, CONDITION_OBJECTS } from "./condition-objects.ts";
import { fromOf, triggerStatements } from "./trigger-statements.ts";

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase();
});
after(() => database.drop());

const inData = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

describe("changes of", () => {
  for (const name of CONDITION_OBJECT_NAMES) {
    const object: QueryObject = CONDITION_OBJECTS[name];
    const table = fromOf(object).split(" ", 1)[0] ?? "";

    test(`${name}: every field is one that PostgreSQL can be asked for`, async () => {
      const fields = Object.entries(object.fields).filter(([, field]) => !field.compute);
      const parts = fields.map(
        ([field]) => `${name}.${inData(field)} != ${name}.${inData(field)}_old`,
      );
      const condition = parseCondition(parts.join(" or "));
      const statements = triggerStatements(database.database.kysely, name, condition);
      await withOwnerConnection(database.ownerUrl, async (client) => {
        for (const changeType of CHANGE_TYPES) {
          const { sql: text, parameters } = statements[changeType] ?? { sql: "", parameters: [] };
          const asked = text.replace(/\b(new|old)_rows\b/g, table);
          const values = asked.includes("$1") ? [parameters] : [];
          await client.query(`explain ${asked}`, values);
        }
      });
    });

    test(`${name}: they are watched`, async () => {
      const watching = await withOwnerConnection(database.ownerUrl, async (client) => {
        const { rows } = await client.query<{ name: string; told: string }>(
          `select tgname as name, encode(tgargs, 'escape') as told from pg_trigger
           where tgrelid = ${pg.escapeLiteral(table)}::regclass and tgname like 'tell_of_%'
           order by tgname`,
        );
        return rows.map((row) => [row.name, row.told.replace("\\000", "")]);
      });
      assert.deepEqual(watching, [
        ["tell_of_deletes", name],
        ["tell_of_inserts", name],
        ["tell_of_updates", name],
      ]);
    });
  }
});
