import { BillingError } from "#engine/errors.ts";
import { isAllowedHost } from "#gateways/callout-addresses.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { keepsDeleted } from "#store/exports/compile-export.ts";
import {
  type AskedExport,
  countUnfinishedExports,
  type ExportBatch,
  type ExportJob,
  endExportJob,
  findExportJob,
  findLastOfSession,
  saveNewExportJob,
} from "#store/exports/jobs.ts";
import { newId } from "#store/ids.ts";
import { compiledQuery, EVERYTHING, parsedQuery } from "./compiled-query.ts";
import type { Context } from "./context.ts";
import { MOST_EXPORTS_AT_ONCE, PLAIN_BATCH, saveAccepted, savedJob } from "./create-export-job.ts";
import { isStateful, loadsOf } from "./export-loads.ts";

export type AskedQuery = Pick<
  ExportBatch,
  | "name"
  | "query"
  | "queryType"
  | "apiVersion"
  | "deletedColumn"
  | "deletedFormat"
  | "exportsDeleted"
>;

export type AskedAggregate = Omit<AskedExport, "kind"> & {
  readonly queries: readonly AskedQuery[];
};

/** The field's own code and words, which clients compare: https://docs.zuora.com, AQuA error codes. */
export type AggregateFault = { readonly errorCode: string; readonly message: string };

export type Submitted = { readonly job?: ExportJob; readonly fault?: AggregateFault };

const FAULTS = {
  tooMany: {
    errorCode: "90004",
    message:
      "Invalid number of queries allowed. A maximum of 50 queries are supported in an AQuA request.",
  },
  syntax: {
    errorCode: "90005",
    message: "There is a syntax error in one of the queries in the AQuA input",
  },
  deletedNeedsSession: {
    errorCode: "90012",
    message: "Stateless AQuA does not support deleted columns.",
  },
  noQueries: {
    errorCode: "90016",
    message: "There are no queries included in the AQuA version 1.0 request.",
  },
  noDeleted: {
    errorCode: "90017",
    message:
      "Objects included in the queries do not support the querying of deleted records. Remove Deleted section in the JSON request and retry the request",
  },
  incrementalTime: { errorCode: "90015", message: "The incremental timestamp is invalid." },
  concurrent: {
    errorCode: "90028",
    message: "The total number of concurrent jobs has exceeded the limit allowed by the system.",
  },
} as const satisfies Record<string, AggregateFault>;

const MOST_QUERIES = 50;

/**
 * Accepts up to fifty queries, which a job runs one after the other over one moment. A session, which
 * partner and project name, has the next time what has changed.
 *
 * @returns the job, and what is wrong with it: of a query that cannot be read there is a job, too
 * Errors: INVALID_VALUE for an address that no callout goes to.
 */
export async function submitAggregateQuery(
  context: Context,
  asked: AskedAggregate,
): Promise<Submitted> {
  if (asked.notifyUrl !== null) checkNotifyUrl(asked.notifyUrl, context);
  const { queries: _, ...settings } = asked;
  return inTransaction(context.database, context.entityId, async (tx) => {
    const queries = await queriesOf(tx, asked);
    const fault = faultOf(asked, queries);
    if (fault) return { fault };
    if ((await countUnfinishedExports(tx, "Aggregate")) >= MOST_EXPORTS_AT_ONCE) {
      return { fault: FAULTS.concurrent };
    }
    const batches = queries.map(
      (query): ExportBatch => ({ ...PLAIN_BATCH, ...query, batchId: newId() }),
    );
    const job = { ...settings, kind: "Aggregate", batches } as const;
    const wrong = await wrongQueries(tx, context, batches);
    if (wrong.every((message) => message === null)) {
      // Another of its session may end before: what is said now is said again when it begins.
      const loads = await loadsOf(tx, job, context.now);
      const loaded = batches.map((batch, place) => ({
        ...batch,
        isFull: loads[place]?.isFull ?? true,
      }));
      return { job: await saveAccepted(tx, context, { ...job, batches: loaded }) };
    }
    const aborted = batches.map((batch, place) => ({
      ...batch,
      status: "aborted" as const,
      message: wrong[place] ?? null,
    }));
    const jobId = newId();
    const { userId } = context;
    await saveNewExportJob(tx, jobId, { ...job, batches: aborted }, { status: "error", userId });
    return { job: await savedJob(tx, jobId, "Aggregate"), fault: FAULTS.syntax };
  });
}

/** Those of the last job of the session: none sent, or both asked for. */
async function queriesOf(tx: Transaction, asked: AskedAggregate): Promise<readonly AskedQuery[]> {
  const { partner, project, queries, repeatsQueries } = asked;
  const repeats = queries.length === 0 || repeatsQueries;
  if (!repeats || !isStateful(asked) || partner === null || project === null) return queries;
  const last = await findLastOfSession(tx, partner, project);
  const before = (last?.batches ?? []).filter(
    ({ query }) => !queries.some((sent) => sent.query === query),
  );
  return [
    ...before.map(({ name, query, queryType, apiVersion, ...deleted }) => ({
      ...{ name, query, queryType, apiVersion },
      deletedColumn: deleted.deletedColumn,
      deletedFormat: deleted.deletedFormat,
      exportsDeleted: deleted.exportsDeleted,
    })),
    ...queries,
  ];
}

function faultOf(
  asked: AskedAggregate,
  queries: readonly AskedQuery[],
): AggregateFault | undefined {
  if (queries.length === 0) return FAULTS.noQueries;
  if (queries.length > MOST_QUERIES) return FAULTS.tooMany;
  const withDeleted = queries.filter(({ deletedColumn }) => deletedColumn !== null);
  if (!isStateful(asked)) {
    if (asked.incrementalTime !== null) return FAULTS.incrementalTime;
    if (withDeleted.some(({ exportsDeleted }) => !exportsDeleted)) {
      return FAULTS.deletedNeedsSession;
    }
  }
  return withDeleted.every(canTellDeleted) ? undefined : FAULTS.noDeleted;
}

/** What cannot be read is told as such, later. */
function canTellDeleted(query: AskedQuery): boolean {
  try {
    return keepsDeleted(parsedQuery(query));
  } catch (error) {
    if (error instanceof BillingError) return true;
    throw error;
  }
}

async function wrongQueries(
  tx: Transaction,
  context: Context,
  batches: readonly ExportBatch[],
): Promise<(string | null)[]> {
  const found: (string | null)[] = [];
  for (const batch of batches) {
    try {
      await compiledQuery(tx, batch, EVERYTHING, context);
      found.push(null);
    } catch (error) {
      if (!(error instanceof BillingError)) throw error;
      found.push(error.message);
    }
  }
  return found;
}

const LONGEST_URL = 5_000;

function checkNotifyUrl(notifyUrl: string, { calloutHosts = new Set() }: Context): void {
  if (notifyUrl.length >= LONGEST_URL) {
    const message = `notifyURL must be less than ${LONGEST_URL} characters in length.`;
    throw new BillingError("INVALID_VALUE", { field: "notifyUrl", message });
  }
  // What a placeholder stands for must not choose the host.
  const [start = ""] = /^https?:\/\/[^/?#<>@\s$]+(?=[/?#]|$)/i.exec(notifyUrl) ?? [];
  const url = URL.canParse(start) ? new URL(start) : undefined;
  if (url && (url.protocol === "https:" || isAllowedHost(url, calloutHosts))) return;
  const message = "'notifyUrl' must start with 'https://' and a host.";
  throw new BillingError("INVALID_VALUE", { field: "notifyUrl", message });
}

/**
 * Cancels a job that has not ended: the process that runs it breaks it off within a second.
 *
 * Errors: ENTITY_NOT_FOUND.
 */
export const cancelAggregateQuery = (context: Context, key: string): Promise<Submitted> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const job = await findExportJob(tx, key, "Aggregate");
    if (!job) throw new BillingError("ENTITY_NOT_FOUND", { key });
    const isCancelled = await endExportJob(tx, job.jobId, "cancelled");
    const now = await savedJob(tx, job.jobId, "Aggregate");
    if (isCancelled) return { job: now };
    const message = "Invalid Job Id for job cancellation.";
    return { job: now, fault: { errorCode: "90003", message } };
  });
