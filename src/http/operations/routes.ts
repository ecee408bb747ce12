import { BillingError } from "#engine/errors.ts";
import { inTransaction } from "#store/database.ts";
import { listFailedWork } from "#store/failed-work.ts";
import { findOperationJob } from "#store/operation-jobs.ts";
import { nextPage } from "../paging.ts";
import { type Route, route } from "../route.ts";
import { timestamp } from "../timestamps.ts";
import * as contract from "./contract.ts";

export const operationRoutes: readonly Route[] = [
  route(contract.listFailedWork, async ({ database, entityId, timeZone }, call) => {
    const { query } = call;
    const { rows, hasMore } = await inTransaction(database, entityId, (tx) =>
      listFailedWork(tx, query.work, query),
    );
    const failedWork = rows.map(({ firstFailedAt, lastFailedAt, ...failed }) => ({
      ...failed,
      firstFailedDate: timestamp(firstFailedAt, timeZone),
      lastFailedDate: timestamp(lastFailedAt, timeZone),
    }));
    return { failedWork, nextPage: nextPage(call, query, hasMore) };
  }),
  route(contract.getOperationJob, async ({ database, entityId }, { params: { jobId: key } }) => {
    const job = await inTransaction(database, entityId, (tx) => findOperationJob(tx, key));
    if (!job) throw new BillingError("ENTITY_NOT_FOUND", { key });
    const { jobId, objectType, objectId, operationType, status } = job;
    return { id: jobId, objectType, objectId, operationType, status };
  }),
];
