import { BillingError } from "#engine/errors.ts";
import { createBillingPreviewRun } from "#operations/create-billing-preview-run.ts";
import { PREVIEW_TITLES } from "#operations/run-billing-preview.ts";
import { findPreviewRun, listPreviewLines, type PreviewRun } from "#store/billing-preview-runs.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { BATCH } from "../bill-runs/bill-run-fields.ts";
import { toFilter } from "../bill-runs/to-bill-run.ts";
import { toOrganizationLabels } from "../organizations/labels.ts";
import { refuseFields } from "../refuse-field.ts";
import { type Route, route } from "../route.ts";
import { timestamp } from "../timestamps.ts";
import * as contract from "./contract.ts";

export const billingPreviewRunRoutes: readonly Route[] = [
  route(contract.createBillingPreviewRun, async (context, { body }) => {
    refuseFields(body, contract.NOT_YET);
    if (body.storageOption !== "Csv") {
      const message = "'storageOption' Database is not supported by this version of Quittance.";
      throw new BillingError("NOT_SUPPORTED", { message });
    }
    const billingPreviewRunId = await createBillingPreviewRun(context, {
      targetDate: body.targetDate,
      assumeRenewal: body.assumeRenewal,
      batches: toBatches(body),
      filters: (body.filters ?? []).map(toFilter),
      chargeTypesToExclude: body.chargeTypeToExclude ?? [],
      includingDraftItems: body.includingDraftItems,
      includingEvergreenSubscription: body.includingEvergreenSubscription,
      organizationLabels: body.organizationLabels,
    });
    return { billingPreviewRunId };
  }),
  route(contract.getBillingPreviewRun, async (context, { params, baseUrl, version }) => {
    const { database, entityId, timeZone } = context;
    const key = params.billingPreviewRunId;
    const run = await inTransaction(database, entityId, (tx) => found(tx, key));
    const { batches } = toPreviewRun(run, timeZone, baseUrl);
    const batch = version.atLeast("314.0") ? undefined : batches;
    return { ...toPreviewRun(run, timeZone, baseUrl), batch };
  }),
  route(contract.getBillingPreviewRunResult, ({ database, entityId }, { params }) =>
    inTransaction(database, entityId, async (tx) => {
      const key = params.billingPreviewRunId;
      const { status, runNumber, billingPreviewRunId } = await found(tx, key);
      if (status !== "Completed") throw new BillingError("ENTITY_NOT_FOUND", { key });
      const lines = await listPreviewLines(tx, billingPreviewRunId);
      return {
        contentType: "text/csv;charset=UTF-8",
        fileName: `${runNumber}.csv`,
        content: [`${PREVIEW_TITLES}\r\n`, ...lines].join(""),
      };
    }),
  ),
];

async function found(tx: Transaction, key: string): Promise<PreviewRun> {
  const run = await findPreviewRun(tx, key);
  if (!run) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return run;
}

/** Null: all. */
function toBatches({
  batch,
  batches,
}: {
  batch?: string | undefined;
  batches?: string | undefined;
}) {
  const names = [batch, batches]
    .flatMap((text) => (text ?? "").split(","))
    .map((name) => name.trim())
    .filter((name) => name !== "");
  const unknown = names.find((name) => name !== "AllBatches" && !BATCH.test(name));
  if (unknown !== undefined) {
    const message = `'${unknown}' is no batch: Batch1 to Batch50`;
    throw new BillingError("INVALID_VALUE", { field: "batches", message });
  }
  return names.length === 0 || names.includes("AllBatches") ? null : names;
}

/** It changes as it starts and as it ends, by itself. */
function toPreviewRun(run: PreviewRun, timeZone: string, baseUrl: string) {
  const at = (moment: Date | null) => moment && timestamp(moment, timeZone);
  const result = `${baseUrl}/v1/billing-preview-runs/${run.billingPreviewRunId}/result`;
  return {
    assumeRenewal: run.assumeRenewal,
    batches: (run.batches ?? []).join(","),
    chargeTypeToExclude: run.chargeTypesToExclude.join(","),
    createdById: run.createdById,
    createdDate: timestamp(run.createdAt, timeZone),
    endDate: at(run.endedAt),
    errorMessage: run.errorMessage,
    includingDraftItems: run.includingDraftItems,
    includingEvergreenSubscription: run.includingEvergreenSubscription,
    organizationLabels: toOrganizationLabels(run.organizations ?? []),
    resultFileUrl: run.status === "Completed" ? result : null,
    runNumber: run.runNumber,
    startDate: at(run.startedAt),
    status: run.status,
    storageOption: "Csv" as const,
    succeededAccounts: run.succeededAccounts,
    targetDate: run.targetDate,
    totalAccounts: run.totalAccounts,
    updatedById: run.createdById,
    updatedDate: timestamp(run.endedAt ?? run.startedAt ?? run.createdAt, timeZone),
  };
}
