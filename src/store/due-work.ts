/** What waits for its time, of whatever kind, in one query: what a clock meets on its way. */
import type { ClockWork } from "#engine/model/clock.ts";
import type { Term } from "#engine/model/subscription.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import type { ScheduledRun } from "./bill-runs.ts";
import { sql, type Transaction } from "./database.ts";

/** ISO instants: after the one, until the other. */
export type Stretch = { readonly after: string; readonly through: string };

/** One thing that waits for its time. */
export type DueWork = {
  readonly dueAt: Date;
  readonly work: ClockWork;
  readonly objectId: string;
  readonly subject: string;
  /** Null of a run. */
  readonly accountNumber: string | null;
};

/** Of a day, its first moment: that is when the hourly work does what is due on it. */
const startOf = (day: string) => sql`(${sql.raw(day)}::timestamp at time zone clock.zone)`;

/** An hour of a day. */
const hourOf = (day: string, hour: string) =>
  sql`((${sql.raw(day)} + make_interval(hours => ${sql.raw(hour)})) at time zone clock.zone)`;

/** Columns due_at, work, object_id, subject, account_id; days are looked up by their indexes. */
const SOURCES = sql`
  select ${startOf("changes_by_itself_on")} as due_at,
    case
      when scheduled_cancel_date = changes_by_itself_on then 'Scheduled cancel'
      when status = 'Suspended' then 'Scheduled resumption'
      when auto_renew and term_end_date = changes_by_itself_on then 'Renewal'
      else 'Scheduled suspension'
    end as work, subscription_id as object_id, subscription_number as subject, account_id
  from subscriptions, clock
  where changes_by_itself_on between clock.from_day and clock.through_day
  and (select status from accounts a where a.account_id = subscriptions.account_id) = 'Active'
  union all
  select ${startOf("scheduled_date")}, 'Scheduled order', order_id, order_number, account_id
  from orders, clock
  where status in ('Scheduled', 'Executing')
  and scheduled_date between clock.from_day and clock.through_day
  union all
  select ${startOf("run_date")}, 'Invoice schedule', invoice_schedule_id,
    invoice_schedule_number, account_id
  from invoice_schedules join invoice_schedule_items using (account_id, invoice_schedule_id), clock
  where not is_paused and not is_processed
  and run_date between clock.from_day and clock.through_day
  union all
  select ${hourOf("scheduled_date", "items.run_hour")}, 'Payment schedule item',
    payment_schedule_item_id, payment_schedule_number || '-' || items.number, items.account_id
  from payment_schedule_items items
  join payment_schedules using (account_id, payment_schedule_id), clock
  where items.status = 'Pending' and payment_id is null and linked_payment_ids = '{}'
  and scheduled_date between clock.from_day and clock.through_day
  union all
  select scheduled_at, 'Bill run', bill_run_id, bill_run_number, null from bill_runs
  where status = 'Pending' and not is_due
  union all
  select run_at, 'Payment run', payment_run_id, payment_run_number, null from payment_runs
  where status = 'Pending' and run_at is not null`;

const dueIn = ({ after, through }: Stretch, timeZone: string) => sql`
  with clock as (
    select ${timeZone}::text as zone,
      (${after}::timestamptz at time zone ${timeZone})::date as from_day,
      (${through}::timestamptz at time zone ${timeZone})::date as through_day
  ), due as (select * from (${SOURCES}) sources
    where due_at > ${after}::timestamptz and due_at <= ${through}::timestamptz)`;

/** In whole milliseconds, the first moment of a stretch by which something is due; undefined where nothing is. */
export async function findNextDueMoment(
  tx: Transaction,
  stretch: Stretch,
  timeZone: string,
): Promise<Date | undefined> {
  const { rows } = await sql<{ due_at: Date | null }>`
    ${dueIn(stretch, timeZone)}
    select date_trunc('milliseconds', min(due_at) + interval '999 microseconds') as due_at from due
  `.execute(tx);
  return rows[0]?.due_at ?? undefined;
}

/** What is due in a stretch, in that order, `limit` at most. */
export async function listDueWork(
  tx: Transaction,
  stretch: Stretch,
  { timeZone, limit }: { readonly timeZone: string; readonly limit: number },
): Promise<DueWork[]> {
  const { rows } = await sql<DueRow>`
    ${dueIn(stretch, timeZone)}
    select due_at, work, object_id, subject, account_number
    from due left join accounts using (account_id)
    order by due_at, work, subject limit ${limit}
  `.execute(tx);
  return rows.map((row) => ({
    dueAt: row.due_at,
    work: row.work,
    objectId: row.object_id,
    subject: row.subject,
    accountNumber: row.account_number,
  }));
}

type DueRow = {
  due_at: Date;
  work: ClockWork;
  object_id: string;
  subject: string;
  account_number: string | null;
};

/** How subscriptions renew again and again, by id. Of those that become evergreen there is none. */
export async function findRenewalTerms(
  tx: Transaction,
  subscriptionIds: readonly string[],
): Promise<Map<string, Term>> {
  const { rows } = await sql<{ id: string; period: number; period_type: Term["periodType"] }>`
    select subscription_id as id, renewal_term as period, renewal_term_period_type as period_type
    from subscriptions
    where subscription_id = any (${[...subscriptionIds]}::uuid[]) and renewal_term > 0
    and renewal_setting = 'RENEW_WITH_SPECIFIC_TERM' and scheduled_cancel_date is null
  `.execute(tx);
  return new Map(
    rows.map(({ id, period, period_type: periodType }) => [id, { period, periodType }]),
  );
}

/** A run that waits for its time, and how its schedule goes on. */
export type WaitingBillRun = Pick<ScheduledRun, "schedule" | "dateRules"> & {
  readonly billRunId: string;
  readonly runDate: PlainDate;
};

/** Of these, those that a schedule has made. */
export async function listWaitingBillRuns(
  tx: Transaction,
  billRunIds: readonly string[],
): Promise<WaitingBillRun[]> {
  const { rows } = await sql<WaitingRow>`
    select bill_run_id, run_date, schedule, date_rules from bill_runs
    where bill_run_id = any (${[...billRunIds]}::uuid[]) and run_date is not null
    and schedule is not null and date_rules is not null
  `.execute(tx);
  return rows.map((row) => ({
    billRunId: row.bill_run_id,
    runDate: row.run_date,
    schedule: row.schedule,
    dateRules: row.date_rules,
  }));
}

type WaitingRow = {
  bill_run_id: string;
  run_date: PlainDate;
  schedule: ScheduledRun["schedule"];
  date_rules: ScheduledRun["dateRules"];
};

/** Payment runs whose time has come, the first due first, with who has asked for each. */
export async function listDuePaymentRuns(
  tx: Transaction,
  now: string,
): Promise<{ readonly paymentRunId: string; readonly userId: string }[]> {
  const { rows } = await sql<{ payment_run_id: string; created_by_id: string }>`
    select payment_run_id, created_by_id from payment_runs
    where status = 'Pending' and run_at <= ${now}::timestamptz order by run_at, payment_run_id
  `.execute(tx);
  return rows.map((row) => ({ paymentRunId: row.payment_run_id, userId: row.created_by_id }));
}

/**
 * The latest moment that anything of the entity's books bears; undefined where nothing was written yet.
 * What is written by the real clock alone (users, settings, files) does not count.
 */
export async function findLastWritten(tx: Transaction): Promise<Date | undefined> {
  const latest = WRITTEN.map(
    ([table, column]) => sql`select max(${sql.ref(column)}) as at from ${sql.table(table)}`,
  );
  const { rows } = await sql<{ at: Date | null }>`
    select max(at) as at from (${sql.join(latest, sql` union all `)}) written
  `.execute(tx);
  return rows[0]?.at ?? undefined;
}

const WRITTEN = [
  ["events", "occurred_at"],
  ...[
    ...["accounts", "contacts", "products", "product_rate_plans", "product_rate_plan_charges"],
    ...["orders", "order_line_items", "subscriptions", "usage_records", "bill_runs"],
    ...["invoices", "credit_memos", "debit_memos", "invoice_schedules"],
    ...["payments", "payment_methods", "payment_runs", "payment_schedules", "refunds"],
  ].map((table) => [table, "updated_at"] as const),
] as const;
