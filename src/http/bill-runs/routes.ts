import { BillingError } from "#engine/errors.ts";
import { startBillRun } from "#operations/background-bill-runs.ts";
import { cancelBillRun } from "#operations/cancel-bill-run.ts";
import { createBillRun } from "#operations/create-bill-run.ts";
import { deleteBillRun } from "#operations/delete-bill-run.ts";
import { emailBillingDocumentsOfBillRun } from "#operations/email-billing-documents-of-bill-run.ts";
import { postBillRun } from "#operations/post-bill-run.ts";
import { retryBillRun } from "#operations/retry-bill-run.ts";
import { findBillRunEmails } from "#store/bill-run-emails.ts";
import { findBillRun, sumBillRuns } from "#store/bill-runs.ts";
import { inTransaction } from "#store/database.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";
import { toBillRun } from "./to-bill-run.ts";
import { toBillRunBody, toProgress } from "./to-wire.ts";

export const billRunRoutes: readonly Route[] = [
  route(contract.createBillRun, async (context, { body }) => {
    const created = await createBillRun(context, toBillRun(body));
    if (created.isDue) startBillRun(context, created.billRunId);
    return toBillRunBody(created, context.timeZone);
  }),
  route(contract.getBillRun, async ({ database, entityId, timeZone }, { params }) => {
    const key = params.billRunId;
    return inTransaction(database, entityId, async (tx) => {
      const billRun = await findBillRun(tx, key);
      if (!billRun) throw new BillingError("ENTITY_NOT_FOUND", { key });
      const { notSent, ...counts } = await findBillRunEmails(tx, billRun.billRunId);
      const emails = { ...counts, notSent: [...notSent] };
      return { ...toBillRunBody(billRun, timeZone), ...toProgress(billRun), emails };
    });
  }),
  route(contract.cancelBillRun, async (context, { params, body }) => {
    const { billRun, nextRun } = await cancelBillRun(context, params.billRunId, body);
    startBillRun(context, billRun.billRunId);
    const { timeZone } = context;
    return {
      ...toBillRunBody(billRun, timeZone),
      nextRun: nextRun && toBillRunBody(nextRun, timeZone),
    };
  }),
  route(contract.retryBillRun, async (context, { params }) => {
    const retry = await retryBillRun(context, params.billRunId);
    startBillRun(context, retry.billRunId);
    return toBillRunBody(retry, context.timeZone);
  }),
  route(contract.getBillingDocumentVolume, async ({ database, entityId, now }, { query }) => {
    const { startTime = now.subtract({ hours: 24 }).toString(), endTime = now.toString() } = query;
    const times = { from: startTime, to: endTime };
    const volume = await inTransaction(database, entityId, (tx) => sumBillRuns(tx, times));
    return {
      data: [
        {
          totalFailedAccounts: volume.failedAccounts,
          totalGeneratedCreditMemos: volume.creditMemos,
          totalGeneratedInvoices: volume.invoices,
        },
      ],
    };
  }),
  route(contract.deleteBillRun, async (context, { params }) => {
    const deleted = await deleteBillRun(context, params.billRunId);
    startBillRun(context, deleted.billRunId);
    return toBillRunBody(deleted, context.timeZone);
  }),
  route(contract.emailBillingDocumentsOfBillRun, async (context, { params, body }) => {
    await emailBillingDocumentsOfBillRun(context, params.billRunKey, body);
    return {};
  }),
  route(contract.postBillRun, async (context, { params, body }) => {
    const posting = await postBillRun(context, params.billRunId, body.invoiceDate);
    startBillRun(context, posting.billRunId);
    return toBillRunBody(posting, context.timeZone);
  }),
];
