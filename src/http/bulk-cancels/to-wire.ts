import type { z } from "zod";
import type { BulkCancelRow } from "#store/bulk-cancel-rows.ts";
import type { BulkCancelTransition } from "#store/bulk-cancel-transitions.ts";
import type { BulkCancel, BulkCancelCount } from "#store/bulk-cancels.ts";
import { timestamp } from "../timestamps.ts";
import type { listBulkCancels } from "./contract.ts";
import type { bulkCancel, row } from "./fields.ts";

export type BulkCancelParts = {
  readonly counts: readonly BulkCancelCount[];
  readonly transitions: readonly BulkCancelTransition[];
  /** Of one whose rows come from a file. */
  readonly lines: { readonly lines: number; readonly bad: number } | undefined;
};

type Given<Value> = { [Name in keyof Value]: Exclude<Value[Name], null> | undefined };

/** Keys whose value is null are absent. */
const withoutNulls = <Value extends object>(value: Value): Given<Value> =>
  Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, field ?? undefined]),
  ) as Given<Value>;

export function toSummary(found: BulkCancel, timeZone: string) {
  return {
    id: found.bulkCancelId,
    number: found.bulkCancelNumber,
    kind: found.kind,
    status: found.status,
    rowsFrom: found.filter ? ("Filter" as const) : ("File" as const),
    comment: found.comment ?? undefined,
    planNumber: found.planNumber,
    planDate: found.planDate,
    needsApproval: found.needsApproval ?? undefined,
    approvedById: found.approvedById ?? undefined,
    approvedOn: found.approvedAt ? timestamp(found.approvedAt, timeZone) : undefined,
    startedById: found.startedById ?? undefined,
    plannedById: found.plannedById,
    errorMessage: found.error ?? undefined,
    createdById: found.createdById,
    createdDate: timestamp(found.createdAt, timeZone),
    updatedById: found.updatedById,
    updatedDate: timestamp(found.updatedAt, timeZone),
  };
}

export const toListed = (
  found: BulkCancel,
  timeZone: string,
): z.input<typeof listBulkCancels.response>["bulkCancels"][number] => ({
  ...toSummary(found, timeZone),
  planned: [...(found.planned?.counts ?? [])],
});

export function toBulkCancel(
  found: BulkCancel,
  { counts, transitions, lines }: BulkCancelParts,
  timeZone: string,
): z.input<typeof bulkCancel> {
  const { accountNumbers, batches, documentTypes, ...filter } = found.filter ?? {};
  const { comment: _, ...options } = found.options;
  const lists = {
    accountNumbers: accountNumbers && [...accountNumbers],
    batches: batches && [...batches],
    documentTypes: documentTypes && [...documentTypes],
  };
  return {
    ...toSummary(found, timeZone),
    fileName: found.fileName ?? undefined,
    fileLines: lines?.lines,
    fileLinesBad: lines?.bad,
    filter: found.filter ? withoutNulls({ ...filter, ...lists }) : undefined,
    options: { ...withoutNulls(options), ...required(found.options) },
    counts: [...counts],
    totals: [...(found.planned?.totals ?? [])],
    progress: progressOf(found, counts),
    transitions: transitions.map(({ happenedAt, comment, userId, ...step }) => ({
      ...step,
      comment: comment ?? undefined,
      userId: userId ?? undefined,
      happenedOn: timestamp(happenedAt, timeZone),
    })),
  };
}

const required = ({ cancellationPolicy, runBilling, writeOff }: BulkCancel["options"]) => ({
  cancellationPolicy,
  runBilling,
  writeOff,
});

function progressOf({ ranMs, status }: BulkCancel, counts: readonly BulkCancelCount[]) {
  const rowsIn = (...states: string[]) =>
    counts.filter(({ state }) => states.includes(state)).reduce((sum, { rows }) => sum + rows, 0);
  const rowsTotal = rowsIn("Chosen", "Planned", "Refused", "Done", "Moved", "Failed");
  const [rowsDone, rowsSetAside] = [rowsIn("Done"), rowsIn("Moved", "Failed")];
  const secondsRun = Math.round(ranMs) / 1000;
  const finished = rowsDone + rowsSetAside;
  const rowsPerSecond = ranMs > 0 && finished > 0 ? finished / (ranMs / 1000) : null;
  const rowsToDo = rowsIn("Planned");
  const isUnderWay = status === "Running" || status === "Paused";
  return {
    rowsTotal,
    rowsReckoned: rowsTotal - rowsIn("Chosen"),
    rowsToDo,
    rowsDone,
    rowsSetAside,
    secondsRun,
    rowsPerSecond: rowsPerSecond && Math.round(rowsPerSecond * 10) / 10,
    secondsLeft: isUnderWay && rowsPerSecond ? Math.ceil(rowsToDo / rowsPerSecond) : null,
  };
}

export const toRow = (found: BulkCancelRow, timeZone: string): z.input<typeof row> => ({
  rowNumber: found.rowNumber,
  line: found.line ?? undefined,
  state: found.state,
  accountId: found.accountId,
  accountNumber: found.accountNumber,
  accountName: found.accountName,
  subscriptionNumber: found.subscriptionNumber ?? undefined,
  documentType: found.documentType ?? undefined,
  documentNumber: found.documentNumber ?? undefined,
  currency: found.currency,
  cancelledDate: found.planned?.cancelledDate ?? undefined,
  owed: found.owed,
  billed: found.billed,
  credited: found.credited,
  keptAsCredit: found.keptAsCredit,
  writtenOff: found.writtenOff,
  leftOwed: found.leftOwed,
  documents: [...(found.planned?.documents ?? [])],
  problemCode: found.problemCode ?? undefined,
  problem: found.problem ?? undefined,
  moved: found.moved ? [...found.moved] : undefined,
  orderNumber: found.orderNumber ?? undefined,
  invoiceNumbers: [...found.invoiceNumbers],
  creditMemoNumbers: [...found.creditMemoNumbers],
  writeOffCreditMemoNumbers: [...found.writeOffNumbers],
  doneOn: found.doneAt ? timestamp(found.doneAt, timeZone) : undefined,
});
