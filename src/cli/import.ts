import { writeFile } from "node:fs/promises";
import type { Command } from "commander";
import { type Client, createClient } from "#client/index.ts";
import { withNextBills } from "./import/compare-next-bills.ts";
import { inChunks } from "./import/in-chunks.ts";
import { onlyAccounts } from "./import/only-accounts.ts";
import { readApi } from "./import/read-api.ts";
import { readFiles } from "./import/read-files.ts";
import { newReport, type Report, reportText, withAnswer } from "./import/report.ts";
import type { Tables } from "./import/tables.ts";
import type { Session, WithSession } from "./session.ts";

type Options = {
  from?: string;
  fromUrl?: string;
  fromClientId?: string;
  fromClientSecret?: string;
  account?: string[];
  dryRun: boolean;
  billThrough?: string;
  report?: string;
};

/** `quittance import --from ./export --dry-run`: what another system has, with every difference. */
export function addImport(program: Command, withSession: WithSession): void {
  program
    .command("import")
    .description(
      "bring accounts, catalog, subscriptions and documents along; again, it makes nothing twice. " +
        "Ends with 0 where every cent is the same, with 1 on a difference",
    )
    .option("--from <directory>", "exported CSV or JSON files, one an object: Account.csv")
    .option("--from-url <url>", "instead: Zuora's REST API, or another Quittance")
    .option("--from-client-id <id>", "OAuth client there")
    .option("--from-client-secret <secret>", "better: QUITTANCE_FROM_CLIENT_SECRET")
    .option("--account <number...>", "of these accounts only")
    .option("--dry-run", "keep nothing, and say what would be", false)
    .option(
      "--bill-through <day>",
      "reckon the next bill through this day, and compare it with the source's own preview; default: today",
    )
    .option("--report <file>", "write all that was found, as JSON")
    .action(withSession(importAll));
}

async function importAll(session: Session, options: Options): Promise<void> {
  const { client, print, isJson } = session;
  const { dryRun, billThrough } = options;
  const tell = progressOf(!isJson && process.stderr.isTTY === true);
  const source = sourceOf(options);
  const read = await readSource(source, tell);
  const tables = options.account ? onlyAccounts(read, options.account) : read;
  const began = performance.now();
  const chunks = inChunks(tables, { withCatalog: dryRun });
  const total = chunks.reduce((sum, { accounts }) => sum + accounts, 0);
  let report: Report = newReport(dryRun);
  let done = 0;
  for (const { records, accounts } of chunks) {
    const asked = { dryRun, records: records as never, ...(billThrough && { billThrough }) };
    const answer = await client.importRecords({ body: asked });
    done += accounts;
    report = withAnswer(report, answer, (performance.now() - began) / 1000);
    tell(`${done} of ${total} accounts, ${(done / report.seconds).toFixed(0)}/s`);
  }
  if (typeof source !== "string" && billThrough) {
    const compared = (accounts: number) => tell(`${accounts} next bills compared`);
    report = await withNextBills(source, report, billThrough, compared);
  }
  tell("");
  if (options.report) await writeFile(options.report, `${JSON.stringify(report, null, 2)}\n`);
  if (!report.isEqual) process.exitCode = 1;
  print(report, () => reportText(report));
}

/** The files of a directory, or another server: one of the two. */
function sourceOf(options: Options): Client | string {
  const { from, fromUrl } = options;
  if ((from === undefined) === (fromUrl === undefined)) {
    throw new Error("say --from <directory> or --from-url <url>");
  }
  if (from !== undefined) return from;
  const { QUITTANCE_FROM_CLIENT_SECRET: secret = "" } = process.env;
  return createClient({
    baseUrl: fromUrl ?? "",
    clientId: options.fromClientId ?? "",
    clientSecret: options.fromClientSecret ?? secret,
  });
}

const readSource = (source: Client | string, tell: (text: string) => void): Promise<Tables> =>
  typeof source === "string"
    ? readFiles(source, (file, object) =>
        tell(object ? `reading ${file}` : `${file} is of no object that is imported`),
      )
    : readApi(source, (object, rows) => tell(`read ${rows} of ${object}`));

/** One line that is written again and again; nothing where nobody looks. */
const progressOf =
  (isShown: boolean) =>
  (text: string): void => {
    if (isShown) process.stderr.write(`\r\u001B[K${text}`);
  };
