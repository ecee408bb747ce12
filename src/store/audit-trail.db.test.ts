/** That no table is forgotten, and that bulk work costs the audit trail nothing: docs/decisions/0610. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createTestDatabase, type TestDatabase, withEntity } from "#test/support/database.ts";
import { type AuditedChange, chainAuditChanges, listAuditChanges } from "./audit-trail.ts";
import { actingAs, inTransaction, sql, type Transaction } from "./database.ts";
import { newId } from "./ids.ts";
import { withOwnerConnection } from "./owner-connection.ts";
import { undone } from "./preview.ts";
import { saveBillingRules } from "./settings.ts";

let database: TestDatabase;
let entityId: string;
let userId: string;
before(async () => {
  database = await createTestDatabase();
  ({ entityId, userId } = await withEntity(database));
});
after(() => database.drop());

/** Tables without triggers, and why. */
const OWN_AUDIT: Readonly<Record<string, readonly string[]>> = {
  "only ever added to": [
    ...["journal_entries", "events", "event_batches", "applications", "contact_snapshots"],
    ...["document_contact_snapshots", "invoice_split_items", "proofs", "audit_changes", "files"],
    ...["api_accesses", "prepaid_moves", "prepaid_rollovers", "prepaid_depletions"],
    ...["notification_history_deletions", "bulk_cancel_transitions"],
    ...["deleted_rows", "clock_snapshot_rows"],
  ],
  "parts of documents that tell of them": [
    ...["invoice_items", "credit_memo_items", "debit_memo_items", "invoice_splits"],
  ],
  "follow from documents": [
    ...[
      "invoice_schedule_charges",
      "caught_up_charges",
      "prepaid_balances",
      "prepaid_funds",
      "usage_ratings",
      "prepaid_validity_periods",
      "custom_object_unique_values",
    ],
  ],
  "count, or remember how far work has come": [
    ...["audit_chains", "event_counters", "document_prefixes", "mail_delivery", "migrations"],
    ...["async_jobs", "bill_run_batches", "bill_run_emails", "bill_run_failures", "emails"],
    ...["billing_preview_batches", "billing_preview_runs", "callout_deliveries", "failed_work"],
    ...["idempotency_claims", "idempotency_keys", "order_previews", "payment_run_rows"],
    ...[
      "usage_file_pieces",
      "usage_imports",
      "bulk_cancel_lines",
      "bulk_cancel_rows",
      "operation_jobs",
      "data_query_jobs",
    ],
    ...["data_query_pieces", "data_labeling_jobs", "imported_records", "last_uses"],
    ...[
      "export_jobs",
      "export_batches",
      "export_pieces",
      "clock_moves",
      "clock_steps",
      "told_dates",
    ],
  ],
  "open doors, and are forgotten": [
    ...["oauth_tokens", "user_sessions"],
    ...["my_account_links", "my_account_sessions", "my_account_nonces"],
  ],
  "secrets: that one was set is told with its user": ["user_passwords"],
};

const inEntity = <Result>(work: (tx: Transaction) => Promise<Result>) =>
  inTransaction(database.database, entityId, work);

const asked = <Result>(work: (tx: Transaction) => Promise<Result>) =>
  inTransaction(
    actingAs(database.database, { userId, request: { requestId: "r-1", operation: "testIt" } }),
    entityId,
    work,
  );

const lastNumber = async (): Promise<number> => (await changesAfter(0)).at(-1)?.changeNumber ?? 0;

const changesAfter = (number: number): Promise<AuditedChange[]> =>
  inEntity(async (tx) => {
    await chainAuditChanges(tx);
    return listAuditChanges(tx, { after: number, limit: 1000 });
  });

const accountId = newId();

const insertUsage = (tx: Transaction, howMany: number) =>
  sql`
    insert into usage_records (usage_id, unit_of_measure, quantity, start_date, start_at, created_by_id,
      updated_by_id, account_id)
    select gen_random_uuid(), 'Each', 1, '2023-01-01', '2023-01-01', ${userId}, ${userId}, ${accountId}
    from generate_series(1, ${howMany})
  `.execute(tx);

describe("the audit trail", () => {
  test("every table has its triggers, or is its own audit", async () => {
    const unaudited = await withOwnerConnection(database.ownerUrl, async (client) => {
      const { rows } = await client.query<{ name: string }>(`
        select relname as name from pg_class
        where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace
          and not exists (select from pg_trigger
            where tgrelid = pg_class.oid and tgname = 'audited_updates')`);
      return rows.map(({ name }) => name);
    });
    const known = Object.values(OWN_AUDIT).flat();
    assert.deepEqual(
      unaudited.filter((name) => !known.includes(name)),
      [],
      "call audit_table(…) or audit_documents(…) in the migration, or say here why not",
    );
  });

  test("the server itself can write nothing into it, and its owner cannot change it", async () => {
    await asked((tx) => saveBillingRules(tx, { daysInMonth: "Assume30Days" }));
    const forged = inEntity((tx) =>
      sql`insert into audit_changes (entity_id, source, action, object_type)
        values (${entityId}, 'x', 'Insert', 'x')`.execute(tx),
    );
    await assert.rejects(forged, /permission denied/);
    await changesAfter(0);
    for (const statement of [
      "update audit_changes set user_id = null",
      "delete from audit_changes",
      "truncate audit_changes",
    ]) {
      const attempt = withOwnerConnection(database.ownerUrl, (client) => client.query(statement));
      await assert.rejects(attempt, /the audit trail is append-only/, statement);
    }
  });

  test("says who, and what has gone past the server", async () => {
    const before = await lastNumber();
    await asked((tx) => saveBillingRules(tx, { daysInMonth: "UseActualDays" }));
    await inEntity((tx) => saveBillingRules(tx, { daysInMonth: "Assume30Days" }));
    await withOwnerConnection(database.ownerUrl, (client) =>
      client.query("update entities set time_zone = 'Europe/Berlin' where entity_id = $1", [
        entityId,
      ]),
    );
    const told = (await changesAfter(before)).map((change) => [
      ...[change.objectType, change.source],
      ...[change.userId, change.requestId, change.before, change.after],
    ]);
    const rules = (daysInMonth: string) => ({ value: { daysInMonth } });
    const [thirty, actual] = [rules("Assume30Days"), rules("UseActualDays")];
    assert.deepEqual(told, [
      ["settings", "testIt", userId, "r-1", thirty, actual],
      ["settings", "Server", null, null, actual, thirty],
      [
        ...["entities", "Database", null, null],
        ...[{ time_zone: "UTC" }, { time_zone: "Europe/Berlin" }],
      ],
    ]);
  });

  test("nothing is told of what was taken back, nor of what stays as it is", async () => {
    const before = await lastNumber();
    await asked((tx) => undone(tx, () => saveBillingRules(tx, { daysInMonth: "UseActualDays" })));
    const failing = asked(async (tx) => {
      await saveBillingRules(tx, { daysInMonth: "UseActualDays" });
      throw new Error("no");
    });
    await assert.rejects(failing, /no/);
    await asked((tx) => saveBillingRules(tx, { daysInMonth: "Assume30Days" }));
    assert.deepEqual(await changesAfter(before), []);
  });

  test("what work without a request writes into documents is not told, bulk in one row", async () => {
    await inEntity((tx) =>
      sql`
        insert into accounts (account_id, account_number, name, currency, bill_cycle_day,
          created_by_id, updated_by_id)
        values (${accountId}, 'A-1', 'Clark', 'USD', 1, ${userId}, ${userId})
      `.execute(tx),
    );
    const before = await lastNumber();
    await inEntity((tx) => insertUsage(tx, 150));
    await inEntity((tx) => sql`update usage_records set quantity = 2`.execute(tx));
    assert.deepEqual(await changesAfter(before), []);
    await asked((tx) => sql`update usage_records set quantity = 3`.execute(tx));
    await asked((tx) => insertUsage(tx, 2));
    await asked((tx) => sql`delete from usage_records where quantity = 3`.execute(tx));
    const told = (await changesAfter(before)).map(({ action, objectId, after }) =>
      objectId === null ? `${action} ${JSON.stringify(after)}` : action,
    );
    assert.deepEqual(told, ['Update {"rows":150}', "Insert", "Insert", 'Delete {"rows":150}']);
  });
});
