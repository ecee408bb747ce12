import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import type { Context } from "#operations/context.ts";
import { isStateful } from "#operations/export-loads.ts";
import {
  type AskedAggregate,
  type AskedQuery,
  cancelAggregateQuery,
  type Submitted,
  submitAggregateQuery,
} from "#operations/submit-aggregate-query.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import {
  type ExportBatch,
  type ExportJob,
  findExportJob,
  findLastOfSession,
} from "#store/exports/jobs.ts";
import { refuseFields } from "../refuse-field.ts";
import { type Route, route } from "../route.ts";
import { timestamp } from "../timestamps.ts";
import * as contract from "./contract.ts";

export const aggregateQueryRoutes: readonly Route[] = [
  route(contract.submitAggregateQuery, async (context, { body }) => {
    refuseUnsupported(body);
    const submitted = await submitAggregateQuery(context, toAsked(body));
    const { job } = submitted;
    return { ...answer(submitted, context), ...(job && { version: Number(job.version) }) };
  }),
  route(contract.getLastAggregateQuery, async (context, { params }) => {
    const { partner, project } = params;
    const key = `${partner}/${project}`;
    const job = await found(context, key, (tx) => findLastOfSession(tx, partner, project));
    return answer({ job }, context);
  }),
  route(contract.getAggregateQuery, async (context, { params: { jobId: key } }) => {
    const job = await found(context, key, (tx) => findExportJob(tx, key, "Aggregate"));
    return answer({ job }, context);
  }),
  route(contract.cancelAggregateQuery, async (context, { params }) =>
    answer(await cancelAggregateQuery(context, params.jobId), context),
  ),
];

async function found(
  { database, entityId }: Context,
  key: string,
  find: (tx: Transaction) => Promise<ExportJob | undefined>,
): Promise<ExportJob> {
  const job = await inTransaction(database, entityId, find);
  if (!job) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return job;
}

type Body = z.output<typeof contract.submitAggregateQuery.request>;
type Query = Body["queries"][number];

function refuseUnsupported(body: Body): void {
  refuseFields(body, contract.NOT_YET);
  for (const query of body.queries) refuseFields(query, contract.QUERY_NOT_YET);
  if (body.encrypted !== "none") refuse("encrypted", "none");
  if (body.sourceData !== "LIVE") refuse("sourceData", "LIVE");
  if (!/^1\.[0-2]$|^1$/.test(String(body.version))) {
    const message = "'version' should be 1.0, 1.1 or 1.2";
    throw new BillingError("INVALID_VALUE", { field: "version", message });
  }
}

function refuse(field: string, only: string): never {
  throw new BillingError("NOT_SUPPORTED", { field, message: `'${field}' can only be ${only}.` });
}

function toAsked(body: Body): AskedAggregate {
  const { incrementalTime } = body;
  return {
    name: body.name ?? null,
    format: body.format.toLowerCase() as AskedAggregate["format"],
    version: Number(body.version).toFixed(1),
    partner: body.partner || null,
    project: body.project || null,
    notifyUrl: body.notifyUrl || null,
    incrementalTime: incrementalTime ? momentOf(incrementalTime) : null,
    offsetSeconds: body.offset,
    isInUtc: body.dateTimeUtc,
    usesApiNames: body.useQueryLabels,
    nullReplacement: body.nullReplacement ?? "",
    repeatsQueries: body.useLastCompletedJobQueries,
    queries: body.queries.map(toQuery),
  };
}

function toQuery({ name, query, type, apiVersion, deleted }: Query): AskedQuery {
  const [told] = [deleted ?? []].flat();
  return {
    name: name ?? null,
    query,
    queryType: type,
    apiVersion: typeof apiVersion === "number" ? apiVersion.toFixed(1) : (apiVersion ?? "145.0"),
    deletedColumn: told?.column ?? null,
    deletedFormat: told?.format ?? null,
    exportsDeleted: told?.forceExport ?? false,
  };
}

/** "2015-01-21 10:30:01": what names no zone is UTC (docs/decisions/0721). */
function momentOf(text: string): string {
  const written = text.trim().replace(" ", "T");
  const zoned = /(Z|[+-]\d{2}:?\d{2})$/i.test(written) ? written : `${written}Z`;
  try {
    return Temporal.Instant.from(zoned).toString();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = "'incrementalTime' should be a moment: yyyy-mm-dd hh:mm:ss";
    throw new BillingError("INVALID_VALUE", { field: "incrementalTime", message });
  }
}

function answer({ job, fault }: Submitted, { timeZone }: Context) {
  return { ...(job && jobToWire(job, timeZone)), ...fault };
}

function jobToWire(job: ExportJob, timeZone: string) {
  const { incrementalTime, offsetSeconds } = job;
  return {
    id: job.jobId,
    name: job.name ?? undefined,
    status: job.status,
    version: job.version ?? undefined,
    format: job.format.toUpperCase() as "CSV" | "ZIP" | "GZIP",
    partner: job.partner ?? undefined,
    project: job.project ?? undefined,
    notifyUrl: job.notifyUrl ?? undefined,
    incrementalTime:
      incrementalTime === null
        ? undefined
        : Temporal.Instant.from(incrementalTime).epochMilliseconds,
    offset: isStateful(job) || offsetSeconds > 0 ? offsetSeconds : 0,
    useLastCompletedJobQueries: job.repeatsQueries,
    encrypted: "none" as const,
    sourceData: "LIVE" as const,
    startTime: job.startedAt ? timestamp(job.startedAt, timeZone) : undefined,
    batches: job.batches.map(batchToWire),
  };
}

function batchToWire(batch: ExportBatch) {
  const { deletedColumn: column, deletedFormat: format } = batch;
  return {
    batchId: batch.batchId,
    name: batch.name ?? undefined,
    query: batch.query,
    status: batch.status,
    localizedStatus: batch.status,
    apiVersion: batch.apiVersion,
    recordCount: batch.recordCount,
    batchType: batch.queryType,
    full: batch.isFull,
    ...(column !== null && format !== null && { deleted: { column, format } }),
    fileId: batch.fileId ?? undefined,
    message: batch.message ?? undefined,
  };
}
