import { BillingError } from "#engine/errors.ts";
import { startBillRun } from "#operations/background-bill-runs.ts";
import { createBillRun } from "#operations/create-bill-run.ts";
import { postBillRun } from "#operations/post-bill-run.ts";
import { findBillRun } from "#store/bill-runs.ts";
import { inTransaction } from "#store/database.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";
import { toBillRun } from "./to-bill-run.ts";
import { toBillRunBody, toProgress } from "./to-wire.ts";

export const billRunRoutes: readonly Route[] = [
  route(contract.createBillRun, async (context, { body }) => {
    const created = await createBillRun(context, toBillRun(body));
    startBillRun(context, created.billRunId);
    return toBillRunBody(created, context.timeZone);
  }),
  route(contract.getBillRun, async ({ database, entityId, timeZone }, { params }) => {
    const key = params.billRunId;
    const billRun = await inTransaction(database, entityId, (tx) => findBillRun(tx, key));
    if (!billRun) throw new BillingError("ENTITY_NOT_FOUND", { key });
    return { ...toBillRunBody(billRun, timeZone), ...toProgress(billRun) };
  }),
  route(contract.postBillRun, async (context, { params, body }) => {
    const posting = await postBillRun(context, params.billRunId, body.invoiceDate);
    startBillRun(context, posting.billRunId);
    return toBillRunBody(posting, context.timeZone);
  }),
];
