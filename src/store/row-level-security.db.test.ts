/** That PostgreSQL keeps tenants apart, and no table was forgotten: docs/decisions/0003. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createTestDatabase, type TestDatabase } from "#test/support/database.ts";
import { inTransaction, SERVER_ROLE, sql } from "./database.ts";
import { newId } from "./ids.ts";
import { withOwnerConnection } from "./owner-connection.ts";
import { findSetting, saveBillingRules } from "./settings.ts";

/** Who is calling is found out before the entity is known; migrations and the mail server are the owner's. */
const OPEN_TABLES = ["entities", "mail_delivery", "migrations", "oauth_tokens", "user_sessions"];

const [ours, theirs] = [newId(), newId()];
let database: TestDatabase;

before(async () => {
  database = await createTestDatabase();
  await withOwnerConnection(database.ownerUrl, async (client) => {
    for (const entityId of [ours, theirs]) {
      await client.query("insert into entities (entity_id, name) values ($1, $2)", [
        entityId,
        entityId,
      ]);
    }
  });
});
after(() => database.drop());

const namesOf = (query: string): Promise<string[]> =>
  withOwnerConnection(database.ownerUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>(query);
    return rows.map(({ name }) => name);
  });

describe("row-level security", () => {
  test("every table of an entity's data has its policy", async () => {
    const withoutPolicy = await namesOf(`
      select relname as name from pg_class
      where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace
      and not (relrowsecurity and exists (select from pg_policy where polrelid = pg_class.oid))
      order by relname`);
    assert.deepEqual(withoutPolicy, OPEN_TABLES);
  });

  test("the server's role owns nothing and does not bypass it", async () => {
    const owned = await namesOf(`
      select relname as name from pg_class where relowner = '${SERVER_ROLE}'::regrole`);
    assert.deepEqual(owned, []);
    const mighty = await namesOf(`
      select rolname as name from pg_roles
      where rolname = '${SERVER_ROLE}' and (rolsuper or rolbypassrls)`);
    assert.deepEqual(mighty, []);
  });

  test("a transaction sees and writes rows of its own entity only", async () => {
    const rules = { daysInMonth: "Assume30Days" };
    await inTransaction(database.database, ours, (tx) => saveBillingRules(tx, rules));
    const read = (entityId: string) =>
      inTransaction(database.database, entityId, (tx) => findSetting(tx, "billing-rules"));
    assert.deepEqual(await read(ours), rules);
    assert.deepEqual(await read(theirs), {});
    const intrude = inTransaction(database.database, theirs, (tx) =>
      sql`insert into settings (entity_id, name, value) values (${ours}, 'x', '{}')`.execute(tx),
    );
    await assert.rejects(intrude, /row-level security/);
  });

  test("without an entity no row is seen", async () => {
    const { rows } = await sql`select from settings`.execute(database.database.kysely);
    assert.equal(rows.length, 0);
  });
});
