/** That PostgreSQL keeps tenants and organizations apart, and no table was forgotten: decisions 0003, 0700. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createTestDatabase, type TestDatabase } from "#test/support/database.ts";
import { inTransaction, limitedTo, SERVER_ROLE, sql } from "./database.ts";
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

  test("functions of the owner's are for the server, not for SQL of callers", async () => {
    // A new one: revoke execute on function … from public; grant execute on function … to quittance_server.
    const open = await namesOf(`
      select proname as name from pg_proc
      where prosecdef and pronamespace = 'public'::regnamespace
      and has_function_privilege('quittance_query', oid, 'execute') order by proname`);
    assert.deepEqual(open, []);
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

/** What the whole entity shares, whatever organizations it has: with another table, one of the two lists grows. */
const SHARED_BY_ORGANIZATIONS: readonly string[] = [
  // The catalog, settings, accounting, templates, who may do what.
  ...["accounting_codes", "accounting_periods", "custom_exchange_rates", "document_prefixes"],
  ...["document_sequences", "email_templates", "event_triggers", "notification_definitions"],
  ...["oauth_clients", "payment_gateways", "product_rate_plan_charges", "product_rate_plans"],
  ...[
    "products",
    "roles",
    "user_passwords",
    "custom_field_definitions",
    "custom_object_records",
    "custom_object_unique_values",
    "custom_objects",
    "callout_templates",
    "oauth2_providers",
    "communication_profiles",
    "clock_moves",
    // Nobody reads the rows of snapshots but the functions that put them back.
    "clock_snapshot_rows",
    "clock_snapshots",
    "scheduled_events",
    "told_dates",
    "sequence_sets",
    "settings",
    "tax_codes",
    "tax_companies",
    "tax_engines",
  ],
  ...["tax_rate_periods", "tax_rates", "users", "saved_views"],
  // Of the page of customers, whose session is of one account.
  ...["my_account_nonces", "my_account_secrets"],
  // Who has none of the rights of users reads none of them.
  ...["api_accesses", "audit_chains", "last_uses"],
  // Counted, or known by a key that the caller has chosen: http/request-headers.ts keeps those apart.
  ...["event_batches", "event_counters", "idempotency_claims", "idempotency_keys"],
];

describe("organizations", () => {
  test("every table is limited to them, or shared by all of them", async () => {
    const shared = await namesOf(`
      select tablename as name from pg_policies where policyname = 'entity'
      except select tablename from pg_policies where policyname = 'organization' order by name`);
    assert.deepEqual(shared, [...SHARED_BY_ORGANIZATIONS].sort());
  });

  test("what limits them limits data queries of the same tables", async () => {
    const forgotten = await namesOf(`
      select tablename as name from pg_policies where policyname = 'organization'
      and tablename in (select tablename from pg_policies where policyname = 'data_query')
      except select tablename from pg_policies where policyname = 'data_query_organization'`);
    assert.deepEqual(forgotten, []);
  });

  const [north, south] = [newId(), newId()];
  const accounts = { North: newId(), South: newId(), None: newId() };
  before(async () => {
    const labels = { North: north, South: south, None: null };
    await withOwnerConnection(database.ownerUrl, async (client) => {
      for (const id of [north, south]) {
        await client.query(
          `insert into organizations (entity_id, organization_id, name, created_by_id, updated_by_id)
           values ($1, $2, $2::uuid::text, $1, $1)`,
          [ours, id],
        );
      }
      for (const [name, accountId] of Object.entries(accounts)) {
        await client.query(
          `insert into accounts (entity_id, account_id, account_number, name, currency,
            bill_cycle_day, organization_id, created_by_id, updated_by_id)
           values ($1, $2, $3, $3, 'USD', 1, $4, $1, $1)`,
          [ours, accountId, name, labels[name as keyof typeof labels]],
        );
        await client.query(
          `insert into contacts (entity_id, account_id, contact_id, first_name, last_name)
           values ($1, $2, $2, $3, 'Clark')`,
          [ours, accountId, name],
        );
      }
    });
  });

  const seenBy = (organizationIds: readonly string[] | null) =>
    inTransaction(limitedTo(database.database, organizationIds), ours, async (tx) => {
      const { rows } = await sql<{ name: string }>`
        select name from accounts union all select 'contact ' || first_name from contacts order by 1
      `.execute(tx);
      return rows.map(({ name }) => name);
    });

  test("a transaction that is limited sees accounts of its own and of none, and what hangs on them", async () => {
    assert.deepEqual(await seenBy([north]), ["None", "North", "contact None", "contact North"]);
    assert.deepEqual(await seenBy([]), ["None", "contact None"]);
    assert.equal((await seenBy(null)).length, 6);
  });

  test("it writes no other's: not a row of theirs, nor its own away to them", async () => {
    const limited = limitedTo(database.database, [north]);
    const write = (text: string) => inTransaction(limited, ours, (tx) => sql.raw(text).execute(tx));
    const contact = `insert into contacts (account_id, contact_id, first_name, last_name) values`;
    const violates = /row-level security/;
    await assert.rejects(
      write(`${contact} ('${accounts.South}', '${newId()}', 'A', 'B')`),
      violates,
    );
    const away = `update accounts set organization_id = '${south}' where account_id = '${accounts.North}'`;
    await assert.rejects(write(away), violates);
    const { numAffectedRows } = await write(
      "update contacts set first_name = 'X' where first_name = 'South'",
    );
    assert.equal(numAffectedRows, 0n);
  });

  test("whoever is not limited has none of it in any plan", async () => {
    const planOf = (organizationIds: readonly string[] | null) =>
      inTransaction(limitedTo(database.database, organizationIds), ours, async (tx) => {
        const { rows } = await sql<Record<string, string>>`explain select * from contacts`.execute(
          tx,
        );
        return rows.map((row) => Object.values(row).join("")).join("\n");
      });
    assert.doesNotMatch(await planOf(null), /accounts|organization/);
    assert.match(await planOf([north]), /organization/);
  });

  test("a connection that served a limited transaction is not limited afterwards", async () => {
    const role = async (organizationIds: readonly string[] | null) => {
      const { rows } = await inTransaction(
        limitedTo(database.database, organizationIds),
        ours,
        (tx) => sql<{ role: string }>`select current_user::text as role`.execute(tx),
      );
      return rows[0]?.role;
    };
    assert.equal(await role([north]), "quittance_organization");
    assert.equal(await role(null), SERVER_ROLE);
    const { rows } = await sql<{ role: string }>`select current_user::text as role`.execute(
      database.database.kysely,
    );
    assert.equal(rows[0]?.role, SERVER_ROLE);
  });
});
