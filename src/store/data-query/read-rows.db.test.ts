/** What holds of a data query whatever its text: past the guard, PostgreSQL lets nothing else be read. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createTestDatabase, type TestDatabase } from "#test/support/database.ts";
import { newId } from "../ids.ts";
import { withOwnerConnection } from "../owner-connection.ts";
import { type Row, readRows } from "./read-rows.ts";
import { QUERY_ROLE, SOURCE_ROLE } from "./roles.ts";
import { QUERY_TABLES } from "./views.ts";

const [ours, theirs] = [newId(), newId()];
let database: TestDatabase;

before(async () => {
  database = await createTestDatabase();
  await withOwnerConnection(database.ownerUrl, async (client) => {
    for (const entityId of [ours, theirs]) {
      await client.query("insert into entities (entity_id, name) values ($1::uuid, $1::text)", [
        entityId,
      ]);
      await client.query(
        `insert into accounts (entity_id, account_id, account_number, name, currency, bill_cycle_day,
          created_by_id, updated_by_id)
         values ($1, $2, $3, $3, 'USD', 1, $1, $1)`,
        [entityId, newId(), entityId === ours ? "Ours" : "Theirs"],
      );
    }
  });
});
after(() => database.drop());

async function read(query: string, signal = new AbortController().signal): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const batch of readRows(database.database, ours, query, signal)) {
    rows.push(...batch.rows);
  }
  return rows;
}

describe("a query that a caller sends", () => {
  test("sees its own entity's rows", async () => {
    assert.deepEqual(await read("select accountnumber from account"), [["Ours"]]);
  });

  test("every table can be read to its last column", async () => {
    for (const name of Object.keys(QUERY_TABLES)) {
      await assert.doesNotReject(read(`select * from ${name}`), name);
    }
  });

  test("sees no other's rows when it changes the setting that names the entity", async () => {
    // Nested, so that it is changed before a row of the view is looked for.
    const changed = `select set_config('quittance.entity_id', '${theirs}', true) as x offset 0`;
    const rows = await read(`select a.accountnumber from (${changed}) c,
      lateral (select accountnumber from account where c.x is not null offset 0) a`);
    assert.deepEqual(rows, []);
    const again = await read("select accountnumber from account");
    assert.deepEqual(again, [["Ours"]], "and the connection is as it was");
  });

  const DENIED: readonly (readonly [query: string, why: RegExp])[] = [
    ["select * from public.accounts", /permission denied/],
    [
      "select set_config('role', 'postgres', true), (select count(*) from public.accounts)",
      /denied/,
    ],
    ["select * from public.users", /permission denied/],
    ["select * from data_query_own.readers", /permission denied/],
    ["select * from graphile_worker.jobs", /permission denied/],
    ["select * from pg_authid", /permission denied/],
    ["select * from pg_statistic", /permission denied/],
    ["select pg_read_file('/etc/passwd')", /permission denied/],
    ["select pg_ls_dir('/')", /permission denied/],
    ["select lo_import('/etc/passwd')", /permission denied|read-only/],
    ["select lo_create(0)", /read-only/],
    ["select * from account for update", /permission denied|must not|cannot/i],
    ["select nextval('public.x')", /./],
    ["select 1; drop table accounts", /multiple commands/],
    ["select 1; commit; set role postgres", /multiple commands/],
    ["with a as (delete from account returning 1) select * from a", /data-modifying/],
    ["select * into x from account", /INTO/i],
    ["copy account to stdout", /syntax error/],
    ["reset role", /syntax error/],
    ["set role postgres", /syntax error/],
    ["select set_config('transaction_read_only', 'off', true)", /read-write mode/],
  ];
  for (const [query, why] of DENIED) {
    test(`is refused by PostgreSQL itself: ${query}`, () => assert.rejects(read(query), why));
  }

  test("does not see what PostgreSQL knows of values of tables", async () => {
    await withOwnerConnection(database.ownerUrl, (client) => client.query("analyze accounts"));
    assert.deepEqual(await read("select tablename from pg_stats where schemaname = 'public'"), []);
  });

  test("is broken off", async () => {
    const broken = new AbortController();
    setTimeout(() => broken.abort(), 300);
    const startedAt = performance.now();
    await assert.rejects(read("select pg_sleep(60)", broken.signal), /abort/i);
    assert.ok(performance.now() - startedAt < 10_000);
  });

  test("its roles are in no other's place, and those who own nothing own nothing", async () => {
    const { mighty, tables } = await withOwnerConnection(database.ownerUrl, async (client) => {
      const roles = await client.query(
        `select rolname from pg_roles where rolname = any ($1) and (rolsuper or rolbypassrls
          or rolcanlogin or rolcreaterole or exists (
            select from pg_auth_members where member = pg_roles.oid))`,
        [[QUERY_ROLE, SOURCE_ROLE]],
      );
      const owned = await client.query(
        `select relname from pg_class where relowner = '${QUERY_ROLE}'::regrole
          or (relowner = '${SOURCE_ROLE}'::regrole and relkind <> 'v')`,
      );
      return { mighty: roles.rows, tables: owned.rows };
    });
    assert.deepEqual([mighty, tables], [[], []]);
  });
});
