import { setTimeout as delay } from "node:timers/promises";
import type { Command } from "commander";
import type { Answer, Operations } from "#client/index.ts";
import { progressBar, table } from "./output.ts";
import type { Session, WithSession } from "./session.ts";

type Options = { start: boolean };

/** `quittance bulk-cancel BC-00000001 --start`: what its plan comes to; or runs it, and shows how far it is. */
export function addBulkCancel(program: Command, withSession: WithSession): void {
  program
    .command("bulk-cancel")
    .description("show a bulk cancel; or start one that is approved, and wait until it is done")
    .argument("<key>", "its number or id")
    .option("--start", "start it", false)
    .action(withSession(bulkCancel));
}

type BulkCancel = Answer<Operations["getBulkCancel"]>;

async function bulkCancel(session: Session, key: string, { start }: Options): Promise<void> {
  const { client, print, isJson } = session;
  const params = { bulkCancelKey: key };
  if (start) {
    const { planNumber } = await client.getBulkCancel({ params });
    await client.startBulkCancel({ params, body: { planNumber } });
  }
  const isShown = !isJson && process.stderr.isTTY;
  for (;;) {
    const found = await client.getBulkCancel({ params });
    const isUnderWay = start && found.status === "Running";
    if (start && isShown) process.stderr.write(`\r\u001B[K${bar(found)}${isUnderWay ? "" : "\n"}`);
    if (!isUnderWay) return print(found, () => summary(found));
    await delay(200);
  }
}

function bar({ progress, status }: BulkCancel): string {
  const { rowsDone, rowsSetAside, rowsToDo, rowsPerSecond, secondsLeft } = progress;
  const finished = rowsDone + rowsSetAside;
  const all = finished + rowsToDo;
  const speed = rowsPerSecond === null ? "" : `, ${Math.round(rowsPerSecond)}/s`;
  const left = secondsLeft === null ? "" : `, ${secondsLeft} s left`;
  return `${progressBar(finished, all)} ${finished} of ${all} rows${speed}${left} ${status}`;
}

function summary({ number, status, counts }: BulkCancel): string {
  const rows = counts.map((count) => [
    ...[count.state, count.currency, String(count.rows), count.owed, count.credited],
    ...[count.writtenOff, count.leftOwed],
  ]);
  const head = ["state", "currency", "rows", "owed", "credited", "written off", "left"];
  return [
    `Bulk cancel ${number}: ${status}`,
    ...(rows.length ? [table([head, ...rows])] : []),
  ].join("\n");
}
