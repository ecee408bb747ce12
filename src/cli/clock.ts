import { setTimeout as delay } from "node:timers/promises";
import type { Command } from "commander";
import type { Answer, Operations } from "#client/index.ts";
import { progressBar, table } from "./output.ts";
import type { Session, WithSession } from "./session.ts";

/** `quittance clock advance --days 30`: goes there, and shows what is done on the way. */
export function addClock(program: Command, withSession: WithSession): void {
  const clock = program
    .command("clock")
    .description("the clock of a sandbox entity: show, set, advance, stop, ahead");
  clock
    .command("show", { isDefault: true })
    .description("which day it is, and how far the clock has come")
    .action(withSession(show));
  clock
    .command("set <day>")
    .description('to a day, or "real" to follow the real clock again; a later day is gone to')
    .option("--no-wait", "come back at once")
    .action(withSession(set));
  clock
    .command("advance [day]")
    .description("to a later day, doing on the way what becomes due")
    .option("--days <number>", "so many days from its day")
    .option("--months <number>", "so many months from its day")
    .option("--no-wait", "come back at once")
    .action(withSession(advance));
  clock
    .command("stop")
    .description("stop a clock on its way: it stays where it is")
    .action(withSession(stop));
  clock
    .command("ahead <day>")
    .description("what will happen on the way to a day; nothing is done")
    .option("--limit <number>", "at most so many", "100")
    .action(withSession(ahead));
  clock
    .command("snapshot <name>")
    .description("keep all that the entity has, to go back to")
    .action(withSession(snapshot));
  clock
    .command("snapshots")
    .description("what was kept, the latest first")
    .action(withSession(snapshots));
  clock
    .command("restore <snapshot>")
    .description("make the entity what it was, by the id of the snapshot or its name")
    .action(withSession(restore));
}

type Clock = Answer<Operations["getClock"]>;

async function show({ client, print }: Session): Promise<void> {
  const clock = await client.getClock();
  print(clock, () => told(clock));
}

async function set(session: Session, day: string, options: { wait: boolean }): Promise<void> {
  const date = day === "real" ? null : day;
  await arrive(session, await session.client.setClock({ body: { date } }), options);
}

type AdvanceOptions = { days?: string; months?: string; wait: boolean };

async function advance(
  session: Session,
  toDate: string | undefined,
  { days, months, wait }: AdvanceOptions,
): Promise<void> {
  const body = {
    ...(toDate !== undefined && { toDate }),
    ...(days !== undefined && { days: Number(days) }),
    ...(months !== undefined && { months: Number(months) }),
  };
  await arrive(session, await session.client.advanceClock({ body }), { wait });
}

async function stop({ client, print }: Session): Promise<void> {
  const clock = await client.stopClock();
  print(clock, () => told(clock));
}

/** Ends with 1 where the clock was stopped on its way, or something on it could not be done. */
async function arrive(
  { client, print, isJson }: Session,
  begun: Clock,
  { wait }: { readonly wait: boolean },
): Promise<void> {
  let clock = begun;
  const isShown = !isJson && process.stderr.isTTY;
  while (wait && clock.move?.status === "Processing") {
    if (isShown) process.stderr.write(`\r\u001B[K${progress(clock)}`);
    await delay(200);
    clock = await client.getClock();
  }
  if (isShown && wait) process.stderr.write("\r\u001B[K");
  const { status, work = [] } = clock.move ?? {};
  const hasFailed = status === "Error" || status === "Canceled";
  if (wait && (hasFailed || work.some(({ failed }) => failed > 0))) process.exitCode = 1;
  const failures = wait && work.some(({ failed }) => failed > 0) ? await failedSteps(client) : [];
  print({ ...clock, failures }, () =>
    [
      told(clock),
      ...failures.map((step) => `Not done: ${step.work} ${step.subject}: ${step.reason}`),
    ].join("\n"),
  );
}

async function failedSteps(client: Session["client"]) {
  const { steps } = await client.listClockSteps({ query: { limit: "1000" } });
  return steps.filter(({ reason }) => reason !== null);
}

function progress({ move }: Clock): string {
  if (!move) return "";
  const { daysDone, daysTotal, reachedDate } = move;
  return `${progressBar(daysDone, daysTotal)} ${daysDone} of ${daysTotal} days, ${reachedDate}`;
}

function told({ date, isSandbox, followsRealClock, move }: Clock): string {
  const kind = isSandbox ? "a sandbox" : "no sandbox: its clock is the real one";
  const how = followsRealClock ? "it follows the real clock" : "it has a clock of its own";
  const lines = [`It is ${date}; the entity is ${kind}${isSandbox ? `, and ${how}` : ""}.`];
  if (!move) return lines.join("\n");
  const { status, fromDate, toDate, reachedDate, work, reason } = move;
  const why = reason === null ? "" : `: ${reason}`;
  lines.push(`From ${fromDate} to ${toDate}: ${status} at ${reachedDate}${why}`);
  if (work.length > 0) {
    const rows = work.map((each) => [each.work, String(each.done), String(each.failed)]);
    lines.push(table([["work", "done", "failed"], ...rows]));
  }
  return lines.join("\n");
}

async function ahead(
  { client, print }: Session,
  through: string,
  { limit }: { limit: string },
): Promise<void> {
  const found = await client.lookAhead({ query: { through, limit } });
  print(found, () => {
    const rows = found.ahead.map(({ dueAt, work, subject, accountNumber, isRepeated }) => [
      ...[dueAt, isRepeated ? `${work} (follows)` : work, subject, accountNumber ?? ""],
    ]);
    const lines = rows.length === 0 ? ["Nothing."] : [table([["due", "work", "of"], ...rows])];
    return [...lines, ...(found.isMore ? ["and more: see --limit"] : [])].join("\n");
  });
}

async function snapshot({ client, print }: Session, name: string): Promise<void> {
  const taken = await client.takeClockSnapshot({ body: { name } });
  print(taken, () => `${taken.id} ${taken.name}, ${taken.rows} rows`);
}

async function snapshots({ client, print }: Session): Promise<void> {
  const found = await client.listClockSnapshots();
  const rows = found.snapshots.map((each) => [each.id, each.takenDate, each.name]);
  print(found, () => table([["id", "taken", "name"], ...rows]));
}

/** Of several of one name the latest. */
async function restore({ client, print }: Session, key: string): Promise<void> {
  const { snapshots: known } = await client.listClockSnapshots();
  const named = known.find(({ id, name }) => id === key || name === key);
  const restored = await client.restoreClockSnapshot({ params: { id: named?.id ?? key } });
  print(restored, () => `It is as on ${restored.takenDate}: ${restored.name}`);
}
