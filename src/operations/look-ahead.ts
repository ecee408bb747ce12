import type { ClockWork } from "#engine/model/clock.ts";
import { endOfTerm } from "#engine/model/term.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { listObjectsToTell } from "#store/dated-events/told-dates.ts";
import {
  type DueWork,
  findRenewalTerms,
  listDueWork,
  listWaitingBillRuns,
  type Stretch,
  type WaitingBillRun,
} from "#store/due-work.ts";
import { nextRun } from "./bill-run-dates.ts";
import { type Context, nowOn } from "./context.ts";
import { lastTurn, listWatches, turnOn } from "./watched-dates.ts";

/** One thing that is to happen until a day. */
export type Ahead = {
  readonly dueAt: Date;
  readonly work: ClockWork;
  readonly subject: string;
  readonly accountNumber: string | null;
  /** It follows from the one before, if that goes as it should. */
  readonly isRepeated: boolean;
};

export type LookAhead = {
  /** In the order in which they are due, the first ones where there are too many. */
  readonly ahead: readonly Ahead[];
  readonly isMore: boolean;
};

/**
 * What will happen until the end of the clock's way to a day: what waits for its time now, the runs
 * that follow by schedule, and renewals that follow renewals. Nothing is done. What is only made on the
 * way, such as what an order adds, is not known yet.
 */
export async function lookAhead(
  context: Context,
  { through, limit }: { readonly through: PlainDate; readonly limit: number },
): Promise<LookAhead> {
  const { database, entityId, timeZone, now } = context;
  const end = nowOn(through, timeZone, Temporal.Now.instant());
  const stretch = { after: now.toString(), through: end.toString() };
  return inTransaction(
    database,
    entityId,
    async (tx) => {
      const due = await listDueWork(tx, stretch, { timeZone, limit: limit + 1 });
      const renewals = due.filter(({ work }) => work === "Renewal");
      const terms = await findRenewalTerms(tx, idsOf(renewals));
      const runs = due.filter(({ work }) => work === "Bill run");
      const scheduled = new Map(
        (await listWaitingBillRuns(tx, idsOf(runs))).map((run) => [run.billRunId, run]),
      );
      const until = new Date(end.epochMilliseconds);
      const all = due.flatMap((each) => {
        const term = terms.get(each.objectId);
        const run = scheduled.get(each.objectId);
        return [
          toAhead(each, each.dueAt, false),
          ...(term ? renewed(each, term, { until, timeZone, limit }) : []),
          ...(run ? repeated(each, run, { until, timeZone, limit }) : []),
        ];
      });
      const told = await toldOn(tx, stretch, { timeZone, limit: limit + 1 });
      const sorted = [...all, ...told].toSorted(
        (one, other) => one.dueAt.getTime() - other.dueAt.getTime(),
      );
      return { ahead: sorted.slice(0, limit), isMore: sorted.length > limit };
    },
    { isSnapshot: true },
  );
}

/** Objects whose dates come, as they are now. */
async function toldOn(
  tx: Transaction,
  stretch: Stretch,
  { timeZone, limit }: { readonly timeZone: string; readonly limit: number },
): Promise<Ahead[]> {
  const ahead: Ahead[] = [];
  for (const watch of await listWatches(tx)) {
    const [after, through] = [stretch.after, stretch.through].map((at) =>
      lastTurn(watch, Temporal.Instant.from(at), timeZone),
    );
    if (after === undefined || through === undefined) continue;
    for (const { day, subject } of await listObjectsToTell(tx, watch, { after, through }, limit)) {
      ahead.push({
        dueAt: new Date(turnOn(watch, day, timeZone).epochMilliseconds),
        work: "Event",
        subject: `${watch.eventType}, ${watch.relatedEvent}: ${subject}`,
        accountNumber: null,
        isRepeated: false,
      });
    }
  }
  return ahead;
}

const idsOf = (due: readonly DueWork[]): string[] => due.map(({ objectId }) => objectId);

const toAhead = (
  { work, subject, accountNumber }: DueWork,
  dueAt: Date,
  isRepeated: boolean,
): Ahead => ({ dueAt, work, subject, accountNumber, isRepeated });

type Bounds = { readonly until: Date; readonly timeZone: string; readonly limit: number };

function renewed(
  due: DueWork,
  term: Parameters<typeof endOfTerm>[1],
  { until, timeZone, limit }: Bounds,
): Ahead[] {
  const ahead: Ahead[] = [];
  const first = due.dueAt.toTemporalInstant().toZonedDateTimeISO(timeZone).toPlainDate();
  let day = endOfTerm(first.toString() as PlainDate, term);
  for (;;) {
    const begins = Temporal.PlainDate.from(day).toZonedDateTime({ timeZone });
    const dueAt = new Date(begins.epochMilliseconds);
    if (dueAt > until || ahead.length >= limit) return ahead;
    ahead.push(toAhead(due, dueAt, true));
    day = endOfTerm(day, term);
  }
}

function repeated(
  due: DueWork,
  { runDate, ...scheduled }: WaitingBillRun,
  { until, timeZone, limit }: Bounds,
): Ahead[] {
  const ahead: Ahead[] = [];
  let next = nextRun(runDate, scheduled, { timeZone });
  while (next && next.scheduled.scheduledAt <= until && ahead.length < limit) {
    ahead.push(toAhead(due, next.scheduled.scheduledAt, true));
    next = nextRun(next.runDate, scheduled, { timeZone });
  }
  return ahead;
}
