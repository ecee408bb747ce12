import { setTimeout as delay } from "node:timers/promises";
import type { Command } from "commander";
import type { Answer, Operations } from "#client/index.ts";
import { progressBar, table } from "./output.ts";
import type { Session, WithSession } from "./session.ts";

type Options = { targetDate: string; invoiceDate?: string; batch: string[]; post: boolean };

/** `quittance bill-run --target-date 2026-01-31`: runs, and shows how far it is. */
export function addBillRun(program: Command, withSession: WithSession): void {
  program
    .command("bill-run")
    .description("bill everything that is due up to a day, and wait until it is done")
    .requiredOption("--target-date <day>", "bill up to here")
    .option("--invoice-date <day>", "default: the target date")
    .option("--batch <batch...>", "of these batches only", ["AllBatches"])
    .option("--post", "post the documents", false)
    .action(withSession(billRun));
}

type Run = Answer<Operations["getBillRun"]>;

async function billRun({ client, print, isJson }: Session, options: Options): Promise<void> {
  const { targetDate, invoiceDate = targetDate, batch, post } = options;
  const { id: billRunId } = await client.createBillRun({
    body: { targetDate, invoiceDate, autoPost: post, batches: batch },
  });
  const isShown = !isJson && process.stderr.isTTY;
  for (;;) {
    const run = await client.getBillRun({ params: { billRunId } });
    const isOver = ENDS.has(run.status) || (run.status === "Completed" && !post);
    if (isShown) process.stderr.write(`\r\u001B[K${bar(run)}${isOver ? "\n" : ""}`);
    if (!isOver) {
      await delay(200);
      continue;
    }
    if (run.status === "Error") process.exitCode = 1;
    print(run, () => summary(run));
    return;
  }
}

const ENDS = new Set(["Error", "Canceled", "Posted"]);

function bar(run: Run): string {
  const { status, accountsTotal, accountsDone, accountsPerSecond, secondsLeft } = run;
  const speed = accountsPerSecond === null ? "" : `, ${Math.round(accountsPerSecond)}/s`;
  const left = secondsLeft === null ? "" : `, ${Math.ceil(secondsLeft)} s left`;
  const drawn = progressBar(accountsDone, accountsTotal);
  return `${drawn} ${accountsDone} of ${accountsTotal} accounts${speed}${left} ${status}`;
}

function summary(run: Run): string {
  const { billRunNumber, status, amounts, errors } = run;
  const { invoicesGenerated, creditMemosGenerated } = run;
  const made = `${invoicesGenerated} invoices, ${creditMemosGenerated} credit memos`;
  const rows = amounts.map(({ currency, invoiced, credited }) => [currency, invoiced, credited]);
  return [
    `Bill run ${billRunNumber}: ${status}, ${made}`,
    ...(rows.length === 0 ? [] : [table([["currency", "invoiced", "credited"], ...rows])]),
    ...errors.map(({ accountNumber, reason }) => `Not billed: ${accountNumber ?? ""} ${reason}`),
  ].join("\n");
}
