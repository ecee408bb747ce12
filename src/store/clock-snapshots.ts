/** A sandbox entity as it was: migration 0742. */
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";

export type ClockSnapshot = {
  readonly clockSnapshotId: string;
  readonly name: string;
  /** Null: it followed the real clock. */
  readonly clockDate: PlainDate | null;
  /** On the entity's clock. */
  readonly takenAt: Date;
  readonly rows: number;
  /** Whether this version can put it back. */
  readonly isOfThisVersion: boolean;
  /** How often it was. */
  readonly restored: number;
};

type NewSnapshot = Pick<ClockSnapshot, "clockSnapshotId" | "name" | "clockDate">;

/** Copies all that the entity has, in one statement for each table. */
export async function takeClockSnapshot(
  tx: Transaction,
  { clockSnapshotId, name, clockDate }: NewSnapshot,
  { userId, now }: { readonly userId: string; readonly now: string },
): Promise<void> {
  await sql`
    insert into clock_snapshots (clock_snapshot_id, name, clock_date, taken_at, row_count,
      schema_name, created_by_id)
    values (${clockSnapshotId}::uuid, ${name}, ${clockDate}, ${now}::timestamptz, 0,
      snapshot_schema(), ${userId}::uuid)
  `.execute(tx);
  await sql`
    update clock_snapshots set row_count = take_clock_snapshot(${clockSnapshotId}::uuid)
    where clock_snapshot_id = ${clockSnapshotId}::uuid
  `.execute(tx);
}

/** The caller holds the clock. Errors: throws where the database's owner may not pass triggers by. */
export async function restoreClockSnapshot(
  tx: Transaction,
  clockSnapshotId: string,
): Promise<void> {
  // Whoever changes what an account has, holds its row: nobody does from here on.
  await sql`select account_id from accounts order by account_id for update`.execute(tx);
  await sql`select restore_clock_snapshot(${clockSnapshotId}::uuid)`.execute(tx);
  await sql`
    update clock_snapshots set restored = restored + 1
    where clock_snapshot_id = ${clockSnapshotId}::uuid
  `.execute(tx);
}

/** The latest first. */
export const listClockSnapshots = (tx: Transaction): Promise<ClockSnapshot[]> =>
  select(tx, sql`order by clock_snapshot_id desc`);

export const findClockSnapshot = async (
  tx: Transaction,
  key: string,
): Promise<ClockSnapshot | undefined> =>
  (await select(tx, sql`where clock_snapshot_id = ${idOf(key)}::uuid`))[0];

async function select(tx: Transaction, which: ReturnType<typeof sql>): Promise<ClockSnapshot[]> {
  const { rows } = await sql<SnapshotRow>`
    select clock_snapshot_id, name, clock_date, taken_at, row_count, restored,
      schema_name = snapshot_schema() as is_of_this_version
    from clock_snapshots ${which}
  `.execute(tx);
  return rows.map((row) => ({
    clockSnapshotId: row.clock_snapshot_id,
    name: row.name,
    clockDate: row.clock_date,
    takenAt: row.taken_at,
    rows: Number(row.row_count),
    isOfThisVersion: row.is_of_this_version,
    restored: row.restored,
  }));
}

type SnapshotRow = {
  clock_snapshot_id: string;
  name: string;
  clock_date: PlainDate | null;
  taken_at: Date;
  row_count: number;
  restored: number;
  is_of_this_version: boolean;
};

export async function deleteClockSnapshot(tx: Transaction, key: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from clock_snapshots where clock_snapshot_id = ${idOf(key)}::uuid
  `.execute(tx);
  return Boolean(numAffectedRows);
}

/** What somebody is at work on and would go on with: a word for it; undefined where nobody is. */
export async function findWorkUnderWay(tx: Transaction): Promise<string | undefined> {
  const { rows } = await sql<{ what: string }>`
    select 'bill run ' || bill_run_number as what from bill_runs
      where (is_due or status <> 'Pending') and status in
        ('Pending', 'Processing', 'PostInProgress', 'CancelInProgress', 'RemoveInProgress')
    union all select 'payment run ' || payment_run_number from payment_runs where status = 'Processing'
    union all select 'payment ' || payment_number from payments where status = 'Processing'
    union all select 'refund ' || refund_number from refunds where status = 'Processing'
    union all select 'job ' || replace(job_id::text, '-', '') from async_jobs where status = 'Processing'
    union all select 'bulk cancel ' || bulk_cancel_number from bulk_cancels
      where status in ('Planning', 'Running')
    union all select 'usage import ' || file_name from usage_imports
      where status in ('Pending', 'Processing')
    limit 1
  `.execute(tx);
  return rows[0]?.what;
}
