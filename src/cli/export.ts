import { createWriteStream } from "node:fs";
import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as delay } from "node:timers/promises";
import { type Command, Option } from "commander";
import { QuittanceError, signIn } from "#client/index.ts";
import { csvLine } from "./output.ts";
import type { Session, WithSession } from "./session.ts";

const FORMATS = ["csv", "json", "jsonl"] as const;

type Options = {
  format: (typeof FORMATS)[number];
  fields?: string[];
  filter?: string[];
  expand?: string[];
  sort?: string;
  sql?: string;
  out?: string;
};

/** `quittance export invoices --filter balance.GT:0 > open.csv`: all of them, page by page. */
export function addExport(program: Command, withSession: WithSession): void {
  program
    .command("export [objects]")
    .description(
      "write objects of Object Query (accounts, invoices, rate-plan-charges …) or, with --sql, rows " +
        "of a data query, as they come; a page is in memory at a time",
    )
    .addOption(new Option("--format <format>", "jsonl: an object a line").choices(FORMATS))
    .option("--fields <fields...>", "only these; default: those of the first page, id first")
    .option("--filter <filters...>", "field.OP:value, as Object Query has them; all must match")
    .option("--expand <objects...>", "related objects to include; not in CSV")
    .option("--sort <sort>", "name.ASC or name.DESC; default: newest first")
    .option("--sql <query>", "instead of objects: one SELECT over tables named as they are")
    .option("--out <file>", "default: the output")
    .action(withSession(exportAll));
}

async function exportAll(
  session: Session,
  objects: string | undefined,
  options: Options,
): Promise<void> {
  const { isJson, print } = session;
  const { sql, out, expand, format = isJson ? "jsonl" : "csv" } = options;
  if ((objects === undefined) === (sql === undefined)) {
    throw new Error("say which objects, or --sql and a query");
  }
  if (format === "csv" && expand) throw new Error("a CSV has no room for --expand: use jsonl");
  const rows = { count: 0 };
  const source =
    sql === undefined
      ? written(format, options, counted(rows, pagesOf(session, objects ?? "", options)))
      : await resultOf(session, sql, format);
  await pipeline(source, outputTo(out));
  if (out === undefined) return;
  const told = sql === undefined ? `${rows.count} ${objects}` : "the rows of the query";
  print({ file: out, ...(sql === undefined && { rows: rows.count }) }, () => `${told} in ${out}`);
}

/** The process's own output is not closed: others may write after it. */
function outputTo(file: string | undefined): NodeJS.WritableStream | Output {
  return file === undefined ? toStandardOutput : createWriteStream(file);
}

type Output = (source: AsyncIterable<string | Uint8Array>) => Promise<void>;

const toStandardOutput: Output = async (source) => {
  const output: Writable = process.stdout;
  for await (const text of source) {
    if (!output.write(text)) await new Promise((resolve) => output.once("drain", resolve));
  }
};

type Row = Readonly<Record<string, unknown>>;

/** As many at once as Object Query has. */
const PAGE = 99;

async function* pagesOf(
  { client }: Session,
  objects: string,
  { fields, filter, expand, sort }: Options,
): AsyncGenerator<readonly Row[]> {
  let cursor: string | undefined;
  do {
    const page = await client.query(objects, {
      pageSize: PAGE,
      includeNullFields: true,
      ...(fields && { fields }),
      ...(filter && { filter }),
      ...(expand && { expand }),
      ...(sort !== undefined && { sort: [sort] }),
      ...(cursor !== undefined && { cursor }),
    });
    yield page.data;
    cursor = page.nextPage ?? undefined;
  } while (cursor !== undefined);
}

async function* counted(rows: { count: number }, pages: AsyncIterable<readonly Row[]>) {
  for await (const page of pages) {
    rows.count += page.length;
    yield page;
  }
}

async function* written(
  format: Options["format"],
  { fields }: Options,
  pages: AsyncIterable<readonly Row[]>,
): AsyncGenerator<string> {
  let columns = fields;
  let isFirst = true;
  if (format === "json") yield "[";
  for await (const page of pages) {
    if (format === "csv") {
      const isHead = columns === undefined || isFirst;
      columns ??= columnsOf(page);
      if (isHead && columns.length > 0) yield csvLine(columns);
      const names = columns;
      yield page.map((row) => csvLine(names.map((name) => row[name]))).join("");
    } else {
      for (const row of page) {
        const text = JSON.stringify(row);
        if (format === "jsonl") yield `${text}\n`;
        else yield `${isFirst ? "" : ","}\n${text}`;
        isFirst = false;
      }
    }
    isFirst = false;
  }
  if (format === "json") yield "\n]\n";
}

/** All that any of them has, as they come, id first. */
function columnsOf(page: readonly Row[]): string[] {
  const names = new Set(page.flatMap((row) => Object.keys(row)));
  return [...(names.has("id") ? ["id"] : []), ...[...names].filter((name) => name !== "id")];
}

const ENDS = new Set(["completed", "failed", "cancelled"]);

async function resultOf(
  { client, connection }: Session,
  query: string,
  format: Options["format"],
): Promise<AsyncIterable<Uint8Array>> {
  if (format === "json") throw new Error("the rows of a query are written as csv or jsonl");
  const asked = await client.createDataQueryJob({
    body: {
      ...{ query, compression: "NONE", output: { target: "S3" } },
      outputFormat: format === "csv" ? "CSV" : "JSON",
    },
  });
  let job = asked.data;
  while (!ENDS.has(job.queryStatus)) {
    await delay(200);
    job = (await client.getDataQueryJob({ params: { jobId: job.id } })).data;
  }
  const { dataFile, errorMessage, queryStatus } = job;
  if (dataFile === undefined) throw new Error(errorMessage ?? `the query is ${queryStatus}`);
  // The client would read it whole.
  const { url, ...credentials } = connection;
  const token = await signIn({ ...credentials, baseUrl: url });
  const answer = await fetch(new URL(dataFile, url), {
    headers: { authorization: `Bearer ${token}` },
  });
  if (!answer.ok || !answer.body) throw new QuittanceError(answer.status, await answer.text());
  return Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0]);
}
