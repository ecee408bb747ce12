import { BillingError } from "#engine/errors.ts";
import { cancelDataQueryJob } from "#operations/cancel-data-query-job.ts";
import type { Context } from "#operations/context.ts";
import { createDataQueryJob } from "#operations/create-data-query-job.ts";
import { MOST_RETRIES } from "#operations/run-data-query-job.ts";
import { findQueryJob, listQueryJobs, type QueryJob, readPieces } from "#store/data-query/jobs.ts";
import { inTransaction } from "#store/database.ts";
import { refuseFields } from "../refuse-field.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";

export const dataQueryRoutes: readonly Route[] = [
  route(contract.createDataQueryJob, async (context, { body, baseUrl }) => {
    refuseFields(body, contract.NOT_YET);
    if (body.sourceData === "WAREHOUSE") notSupported("sourceData", "LIVE");
    if (body.readDeleted) notSupported("readDeleted", "false");
    const { query, outputFormat, compression, columnSeparator = "|", useIndexJoin } = body;
    const asked = { query, outputFormat, compression, columnSeparator, useIndexJoin };
    return { data: toWire(await createDataQueryJob(context, asked), baseUrl) };
  }),
  route(contract.listDataQueryJobs, async ({ database, entityId }, { query, baseUrl }) => {
    const { queryStatus = null, pageSize } = query;
    const jobs = await inTransaction(database, entityId, (tx) =>
      listQueryJobs(tx, queryStatus, pageSize),
    );
    return { data: jobs.map((job) => toWire(job, baseUrl)) };
  }),
  route(contract.getDataQueryJob, async (context, { params, baseUrl }) => ({
    data: toWire(await found(context, params.jobId), baseUrl),
  })),
  route(contract.cancelDataQueryJob, async (context, { params, baseUrl }) => ({
    data: toWire(await cancelDataQueryJob(context, params.jobId), baseUrl),
  })),
  route(contract.getDataQueryResult, async (context, { params }) => {
    const job = await found(context, params.jobId);
    if (job.status !== "completed") {
      const message = `The data query has no result: it is ${job.status}.`;
      throw new BillingError("NOT_ALLOWED", { message });
    }
    return { ...fileOf(job), content: readPieces(context.database, context.entityId, job.jobId) };
  }),
];

async function found({ database, entityId }: Context, key: string): Promise<QueryJob> {
  const job = await inTransaction(database, entityId, (tx) => findQueryJob(tx, key));
  if (!job) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return job;
}

function notSupported(field: string, only: string): never {
  throw new BillingError("NOT_SUPPORTED", { field, message: `'${field}' can only be ${only}.` });
}

const TYPES = {
  JSON: ["application/x-ndjson", "json"],
  CSV: ["text/csv;charset=UTF-8", "csv"],
  TSV: ["text/tab-separated-values;charset=UTF-8", "tsv"],
  DSV: ["text/plain;charset=UTF-8", "dsv"],
} as const;

const COMPRESSED = { GZIP: ["application/gzip", ".gz"], ZIP: ["application/zip", ".zip"] } as const;

function fileOf({ jobId, outputFormat, compression }: QueryJob) {
  const [type, extension] = TYPES[outputFormat];
  const name = `${jobId}.${extension}`;
  if (compression === "NONE") return { contentType: type, fileName: name };
  const [contentType, end] = COMPRESSED[compression];
  return { contentType, fileName: `${name}${end}` };
}

/** These ids have hyphens, as documented. */
const uuid = (id: string): string =>
  id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");

function toWire(job: QueryJob, baseUrl: string) {
  const { startedAt, endedAt } = job;
  const isCompleted = job.status === "completed";
  return {
    id: uuid(job.jobId),
    query: job.query,
    useIndexJoin: job.useIndexJoin,
    sourceData: "LIVE" as const,
    queryStatus: job.status,
    remainingRetries: Math.max(0, MOST_RETRIES - Math.max(0, job.attempts - 1)),
    retries: MOST_RETRIES,
    updatedOn: job.updatedAt.toISOString(),
    createdOn: job.createdAt.toISOString(),
    createdBy: uuid(job.createdById),
    createdByUserEmail: job.createdByUserName ?? undefined,
    dataFile: isCompleted ? `${baseUrl}/query/jobs/${uuid(job.jobId)}/result` : undefined,
    outputRows: isCompleted ? (job.outputRows ?? undefined) : undefined,
    processingTime:
      isCompleted && startedAt && endedAt ? endedAt.getTime() - startedAt.getTime() : undefined,
    errorMessage: job.errorMessage ?? undefined,
  };
}
