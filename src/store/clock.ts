/** The clock of a sandbox entity, and what is kept of its way: migration 0740. */
import type { ClockMove, ClockMoveStatus, ClockStep, ClockWork } from "#engine/model/clock.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";
import { type Columns, insertRows } from "./insert-rows.ts";

export type Clock = {
  /** Null: it follows the real clock. */
  readonly clockDate: PlainDate | null;
  readonly isSandbox: boolean;
};

/** As the transaction sees it, whatever a process remembers of the entity. */
export async function findClock(tx: Transaction): Promise<Clock> {
  const { rows } = await sql<{ clock_date: PlainDate | null; is_sandbox: boolean }>`
    select clock_date, is_sandbox from entities where entity_id = current_entity_id()
  `.execute(tx);
  return { clockDate: rows[0]?.clock_date ?? null, isSandbox: rows[0]?.is_sandbox ?? false };
}

/** The entity's clock, held until the transaction ends. */
export async function lockClock(tx: Transaction): Promise<Clock> {
  const { rows } = await sql<{ day: PlainDate | null; is_own: boolean | null }>`
    select day, is_own from lock_clock()
  `.execute(tx);
  return { clockDate: rows[0]?.day ?? null, isSandbox: rows[0]?.is_own ?? false };
}

/** @param day  null: it follows the real clock. The database refuses it of what is no sandbox. */
export async function saveClockDate(tx: Transaction, day: PlainDate | null): Promise<void> {
  await sql`select set_clock_date(${day}::date)`.execute(tx);
}

type NewMove = Omit<ClockMove, "status" | "workedThrough" | "reason">;

export async function saveNewClockMove(tx: Transaction, move: NewMove): Promise<void> {
  await sql`
    insert into clock_moves (clock_move_id, from_date, to_date, follows_real_clock, status,
      reached_at, created_by_id)
    values (${move.clockMoveId}::uuid, ${move.fromDate}, ${move.toDate}, ${move.followsRealClock},
      'Processing', ${move.reachedAt}::timestamptz, ${move.createdById}::uuid)
  `.execute(tx);
}

/** The latest way of the clock, ended or not. */
export async function findLatestClockMove(tx: Transaction): Promise<ClockMove | undefined> {
  const { rows } = await sql<MoveRow>`
    select * from clock_moves order by clock_move_id desc limit 1
  `.execute(tx);
  return rows.map(toMove)[0];
}

/** Locked until the transaction ends; undefined where it has ended. */
export async function lockClockMove(
  tx: Transaction,
  clockMoveId: string,
): Promise<ClockMove | undefined> {
  const { rows } = await sql<MoveRow>`
    select * from clock_moves
    where clock_move_id = ${clockMoveId}::uuid and status = 'Processing' for update
  `.execute(tx);
  return rows.map(toMove)[0];
}

/** Whether the clock is on its way: what is due is done by it alone then. */
export async function isClockMoving(tx: Transaction): Promise<boolean> {
  const { rows } = await sql`select from clock_moves where status = 'Processing'`.execute(tx);
  return rows.length > 0;
}

/** @param reachedAt  the moment whose work is begun */
export async function saveReached(
  tx: Transaction,
  clockMoveId: string,
  reachedAt: string,
): Promise<void> {
  await sql`
    update clock_moves set reached_at = ${reachedAt}::timestamptz
    where clock_move_id = ${clockMoveId}::uuid
  `.execute(tx);
}

/** The work of this moment is done. */
export async function saveWorkedThrough(
  tx: Transaction,
  clockMoveId: string,
  workedThrough: string,
): Promise<void> {
  await sql`
    update clock_moves set worked_through = ${workedThrough}::timestamptz
    where clock_move_id = ${clockMoveId}::uuid
  `.execute(tx);
}

/** One that has ended stays as it ended. */
export async function endClockMove(
  tx: Transaction,
  clockMoveId: string,
  status: Exclude<ClockMoveStatus, "Processing">,
  reason: string | null,
): Promise<void> {
  await sql`
    update clock_moves set status = ${status}, reason = ${reason}, finished_at = clock_timestamp()
    where clock_move_id = ${clockMoveId}::uuid and status = 'Processing'
  `.execute(tx);
}

type MoveRow = {
  clock_move_id: string;
  from_date: PlainDate;
  to_date: PlainDate;
  follows_real_clock: boolean;
  status: ClockMoveStatus;
  reached_at: Date;
  worked_through: Date | null;
  reason: string | null;
  created_by_id: string;
};

const toMove = (row: MoveRow): ClockMove => ({
  clockMoveId: row.clock_move_id,
  fromDate: row.from_date,
  toDate: row.to_date,
  followsRealClock: row.follows_real_clock,
  status: row.status,
  reachedAt: row.reached_at.toISOString(),
  workedThrough: row.worked_through?.toISOString() ?? null,
  reason: row.reason,
  createdById: row.created_by_id,
});

export async function saveClockSteps(
  tx: Transaction,
  clockMoveId: string,
  steps: readonly ClockStep[],
): Promise<void> {
  const rows = steps.map(({ doneAt, work, subject, result, reason }) => ({
    ...{ clock_move_id: clockMoveId, done_at: doneAt, work, subject, result, reason },
  }));
  await insertRows(tx, "clock_steps", STEP_COLUMNS, rows);
}

const STEP_COLUMNS = {
  clock_move_id: "uuid",
  done_at: "timestamptz",
  work: "text",
  subject: "text",
  result: "text",
  reason: "text",
} as const satisfies Columns;

export type KeptClockStep = Omit<ClockStep, "doneAt"> & {
  readonly stepNumber: number;
  readonly doneAt: Date;
};

/** What was done on a way, in that order, one more than `limit` where there are more. */
export async function listClockSteps(
  tx: Transaction,
  clockMoveId: string,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<KeptClockStep[]> {
  const { rows } = await sql<StepRow>`
    select step_number, done_at, work, subject, result, reason from clock_steps
    where clock_move_id = ${clockMoveId}::uuid and step_number > ${after}::bigint
    order by step_number limit ${limit + 1}
  `.execute(tx);
  return rows.map(({ step_number: stepNumber, done_at: doneAt, ...step }) => ({
    ...step,
    stepNumber: Number(stepNumber),
    doneAt,
  }));
}

type StepRow = Omit<ClockStep, "doneAt"> & { step_number: number; done_at: Date };

export type CountedWork = {
  readonly work: ClockWork;
  readonly done: number;
  readonly failed: number;
};

/** How often each kind of work was done on a way. */
export async function countClockSteps(
  tx: Transaction,
  clockMoveId: string,
): Promise<CountedWork[]> {
  const { rows } = await sql<CountedWork>`
    select work, (count(*) filter (where reason is null))::integer as done,
      (count(*) filter (where reason is not null))::integer as failed
    from clock_steps where clock_move_id = ${clockMoveId}::uuid group by work order by work
  `.execute(tx);
  return rows;
}
