/** Sums that no list can tell, by SQL over the objects of the API: a job of the server, and its file. */
import { api } from "./client.ts";

/** Each value as text, null where there is none. */
export type SumRow = Readonly<Record<string, string | null>>;

const LOOK_AGAIN = 250;

/** What the same user has asked for so short a time ago is taken again, in milliseconds. */
const STILL_GOOD = 120_000;

export type Sums = { readonly rows: readonly SumRow[]; readonly asOf: string };

/**
 * Runs a query; its amounts have to be cast to text, so that none of their digits is lost.
 *
 * Errors: QuittanceError; Error with what the database says of the query.
 */
export async function runDataQuery(query: string, userId: string): Promise<Sums> {
  const job = (await findRecent(query, userId)) ?? (await start(query));
  const ended = await waitFor(job.id);
  // A file comes as its bytes.
  const file: unknown = await api.getDataQueryResult({ params: { jobId: ended.id } });
  const lines = new TextDecoder()
    .decode(file as Uint8Array<ArrayBuffer>)
    .split("\n")
    .filter(Boolean);
  return { rows: lines.map((line) => JSON.parse(line) as SumRow), asOf: ended.updatedOn };
}

/** Only one's own: others may see other accounts. */
async function findRecent(query: string, userId: string) {
  const { data } = await api.listDataQueryJobs({
    query: { queryStatus: "completed", pageSize: 5 },
  });
  return data.find(
    (job) =>
      job.query === query &&
      job.createdBy === userId &&
      Date.now() - Date.parse(job.updatedOn) < STILL_GOOD,
  );
}

async function start(query: string) {
  const { data } = await api.createDataQueryJob({
    body: { query, outputFormat: "JSON", compression: "NONE", output: { target: "S3" } },
  });
  return data;
}

async function waitFor(jobId: string) {
  for (;;) {
    const { data } = await api.getDataQueryJob({ params: { jobId } });
    if (data.queryStatus === "completed") return data;
    if (data.queryStatus === "failed" || data.queryStatus === "cancelled") {
      throw new Error(data.errorMessage ?? `The query is ${data.queryStatus}.`);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN));
  }
}
