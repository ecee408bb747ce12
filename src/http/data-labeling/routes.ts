import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import { parseZoql } from "#engine/zoql/parse-zoql.ts";
import type { Context } from "#operations/context.ts";
import { createLabelingJob } from "#operations/label-data.ts";
import type { OrganizationLabel } from "#operations/label-with-organizations.ts";
import { findLabelingJob } from "#store/data-labeling.ts";
import { inTransaction } from "#store/database.ts";
import { idOf } from "#store/ids.ts";
import { MOST_RECORDS } from "../actions/contract.ts";
import { runQuery, runQueryMore } from "../actions/run-query.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";

export const dataLabelingRoutes: readonly Route[] = [
  route(contract.createDataLabelingJob, async (context, { body }) => {
    const { objectType } = body;
    if (objectType === "ForecastRun") {
      const message = "'objectType' ForecastRun is not supported by this version of Quittance.";
      throw new BillingError("NOT_SUPPORTED", { field: "objectType", message });
    }
    const labels = labelsOf(body);
    const objectIds = await idsOf(context, body);
    const job = await createLabelingJob(context, { objectType, objectIds, labels });
    return { jobId: job.jobId, jobStatus: job.status };
  }),
  route(contract.getDataLabelingJob, async ({ database, entityId }, { params }) => {
    const key = params.jobId;
    const job = await inTransaction(database, entityId, (tx) => findLabelingJob(tx, key));
    if (!job) throw new BillingError("ENTITY_NOT_FOUND", { key });
    const { jobId, status: jobStatus, objectType, objectIds, failed, labeled } = job;
    const progress = { failed, labeled, timeout: 0 };
    return { jobId, jobStatus, objectType, progress, totalObject: objectIds.length };
  }),
];

type Body = z.output<typeof contract.createDataLabelingJob.request>;

/** Undefined where neither is said. Errors: INVALID_VALUE where both are. */
function labelsOf({ orgIds, orgs }: Body): readonly OrganizationLabel[] | null | undefined {
  if (orgIds !== undefined && orgs !== undefined) {
    const message = "Specify either orgIds or orgs, not both";
    throw new BillingError("INVALID_VALUE", { field: "orgs", message });
  }
  if (orgIds === null || orgs === null) return null;
  const named = orgs?.map((organizationName) => ({ organizationName }));
  return orgIds?.map((organizationId) => ({ organizationId })) ?? named;
}

/** Errors: MISSING_FIELD, INVALID_VALUE, those of queries. */
async function idsOf(context: Context, { queryType, ids, query, objectType }: Body) {
  if (queryType === "ById") {
    if (ids === undefined) throw new BillingError("MISSING_FIELD", { field: "ids" });
    return ids.map((text, index) => idOf(text) ?? noId(text, index));
  }
  if (query === undefined) throw new BillingError("MISSING_FIELD", { field: "query" });
  const { object } = parseZoql(query);
  if (object.toLowerCase() !== objectType.toLowerCase()) {
    const message = `'query' selects from ${object}, and 'objectType' is ${objectType}`;
    throw new BillingError("INVALID_VALUE", { field: "query", message });
  }
  return queriedIds(context, query);
}

function noId(text: string, index: number): never {
  const message = `'ids[${index}]': '${text}' is no id`;
  throw new BillingError("INVALID_VALUE", { field: "ids", message });
}

/** More than a job takes is refused there. */
async function queriedIds(context: Context, query: string): Promise<string[]> {
  const ids: string[] = [];
  let page = await runQuery(context, query, MOST_RECORDS);
  for (;;) {
    ids.push(...(page.records ?? []).map(({ Id }) => Id));
    if (page.queryLocator === undefined || ids.length > MOST_IDS) return ids;
    page = await runQueryMore(context, page.queryLocator, MOST_RECORDS);
  }
}

const MOST_IDS = 100_000;
