/** What should have been done and was not: kept until it is done, or until nobody asks for it any more. */
import { sql, type Transaction } from "./database.ts";
import type { PageOf, PageRequest } from "./page.ts";

/** What was to be done; new names are welcome, a name that is there means the same for ever. */
export type Work =
  | "Event trigger"
  | "Daily work"
  | "Proof"
  | "Notification"
  | "Job"
  | "Audit trail";

export type NewFailure = {
  readonly work: Work;
  /** Which one: the number of an order, the name of an event. */
  readonly subject: string;
  readonly reason: string;
};

export type FailedWork = NewFailure & {
  readonly times: number;
  readonly firstFailedAt: Date;
  readonly lastFailedAt: Date;
};

/** One that has failed before has failed once more. Times are real ones. */
export async function saveFailedWork(
  tx: Transaction,
  failures: readonly NewFailure[],
): Promise<void> {
  if (failures.length === 0) return;
  await sql`
    insert into failed_work (work, subject, reason)
    select distinct on (work, subject) * from unnest(${failures.map(({ work }) => work)}::text[],
      ${failures.map(({ subject }) => subject)}::text[],
      ${failures.map(({ reason }) => reason)}::text[]) given (work, subject, reason)
    order by work, subject
    on conflict (entity_id, work, subject) do update set reason = excluded.reason,
      times = failed_work.times + 1, last_failed_at = now()
  `.execute(tx);
}

/** What is done now is failed no more: all of the work but what is named. */
export async function forgetFailedWork(
  tx: Transaction,
  work: Work,
  exceptSubjects: readonly string[],
): Promise<void> {
  await sql`
    delete from failed_work where work = ${work} and subject <> all (${[...exceptSubjects]}::text[])
  `.execute(tx);
}

/** The latest first. */
export async function listFailedWork(
  tx: Transaction,
  work: string | undefined,
  { page, pageSize }: PageRequest,
): Promise<PageOf<FailedWork>> {
  const { rows } = await sql<FailedRow>`
    select * from failed_work where (${work ?? null}::text is null or work = ${work ?? null})
    order by last_failed_at desc, work, subject
    limit ${pageSize + 1} offset ${(page - 1) * pageSize}
  `.execute(tx);
  const failed = rows.slice(0, pageSize).map((row) => ({
    work: row.work,
    subject: row.subject,
    reason: row.reason,
    times: row.times,
    firstFailedAt: row.first_failed_at,
    lastFailedAt: row.last_failed_at,
  }));
  return { rows: failed, hasMore: rows.length > pageSize };
}

type FailedRow = {
  work: Work;
  subject: string;
  reason: string;
  times: number;
  first_failed_at: Date;
  last_failed_at: Date;
};
