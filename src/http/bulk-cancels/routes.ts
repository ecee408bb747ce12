import type { RowState } from "#engine/bulk-cancels/bulk-cancel.ts";
import { BillingError } from "#engine/errors.ts";
import { acceptBulkCancelFile } from "#operations/accept-bulk-cancel-file.ts";
import type { Context } from "#operations/context.ts";
import {
  createBulkCancel,
  rebuildBulkCancel,
  updateBulkCancel,
} from "#operations/create-bulk-cancel.ts";
import {
  approveBulkCancel,
  pauseBulkCancel,
  rejectBulkCancel,
  resumeBulkCancel,
  startBulkCancel,
  stopBulkCancel,
  submitBulkCancel,
} from "#operations/decide-bulk-cancel.ts";
import { countFileLines, listBadLines } from "#store/bulk-cancel-lines.ts";
import { countRows, listBulkCancelRows } from "#store/bulk-cancel-rows.ts";
import { listTransitions } from "#store/bulk-cancel-transitions.ts";
import {
  BULK_CANCEL_FIELDS,
  type BulkCancel,
  findBulkCancel,
  findBulkCancelSettings,
  listBulkCancels,
  saveBulkCancelSettings,
} from "#store/bulk-cancels.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { listFilters } from "../list-query.ts";
import { nextPage } from "../paging.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";
import { receiptsCsv } from "./receipts-csv.ts";
import { toFilter, toOptions, toRequest } from "./to-request.ts";
import { toBulkCancel, toListed, toRow } from "./to-wire.ts";

export const bulkCancelRoutes: readonly Route[] = [
  route(contract.createBulkCancel, async (context, { body }) =>
    answer(context, await createBulkCancel(context, toRequest(body))),
  ),
  route(contract.updateBulkCancel, async (context, { params: { bulkCancelKey }, body }) => {
    const { kind, comment } = await found(context, bulkCancelKey, async (_tx, each) => each);
    const change = {
      ...(body.comment !== undefined && { comment: body.comment }),
      ...(body.filter && { filter: toFilter(kind, body.filter) }),
      ...(body.options && {
        options: toOptions(kind, body.options, body.comment ?? comment ?? undefined),
      }),
    };
    return answer(context, await updateBulkCancel(context, bulkCancelKey, change));
  }),
  route(contract.listBulkCancels, async (context, call) => {
    const { database, entityId, timeZone } = context;
    const filters = listFilters(BULK_CANCEL_FIELDS, call.query, timeZone);
    const { rows, hasMore } = await inTransaction(database, entityId, (tx) =>
      listBulkCancels(tx, filters, call.query),
    );
    const bulkCancels = rows.map((each) => toListed(each, timeZone));
    return { bulkCancels, nextPage: nextPage(call, call.query, hasMore) };
  }),
  route(contract.getBulkCancel, (context, { params: { bulkCancelKey } }) =>
    found(context, bulkCancelKey, (tx, each) => shown(tx, context, each)),
  ),
  route(contract.listBulkCancelRows, (context, call) =>
    found(context, call.params.bulkCancelKey, async (tx, { bulkCancelId }) => {
      const { page, pageSize, state } = call.query;
      const states = (state?.split(",") as RowState[] | undefined) ?? null;
      const wanted = { page, pageSize, states };
      const { rows, hasMore } = await listBulkCancelRows(tx, bulkCancelId, wanted);
      return {
        rows: rows.map((each) => toRow(each, context.timeZone)),
        nextPage: nextPage(call, call.query, hasMore),
      };
    }),
  ),
  route(contract.listBulkCancelBadLines, (context, call) =>
    found(context, call.params.bulkCancelKey, async (tx, { bulkCancelId }) => {
      const { rows, hasMore } = await listBadLines(tx, bulkCancelId, call.query);
      return {
        lines: rows.map((each) => ({ ...each })),
        nextPage: nextPage(call, call.query, hasMore),
      };
    }),
  ),
  route(contract.getBulkCancelReceipts, (context, { params: { bulkCancelKey } }) =>
    found(context, bulkCancelKey, async (_tx, { bulkCancelId, bulkCancelNumber }) => ({
      contentType: "text/csv; charset=utf-8",
      fileName: `${bulkCancelNumber}.csv`,
      content: receiptsCsv(context, bulkCancelId),
    })),
  ),
  route(contract.uploadBulkCancelFile, async (context, { params: { bulkCancelKey }, body }) =>
    answer(context, await acceptBulkCancelFile(context, bulkCancelKey, body.file)),
  ),
  route(contract.getBulkCancelSettings, ({ database, entityId }) =>
    inTransaction(database, entityId, findBulkCancelSettings),
  ),
  route(contract.updateBulkCancelSettings, ({ database, entityId }, { body }) =>
    inTransaction(database, entityId, async (tx) => {
      await saveBulkCancelSettings(tx, body);
      return findBulkCancelSettings(tx);
    }),
  ),
  route(contract.rebuildBulkCancel, async (context, { params: { bulkCancelKey } }) =>
    answer(context, await rebuildBulkCancel(context, bulkCancelKey)),
  ),
  route(contract.submitBulkCancel, async (context, { params: { bulkCancelKey }, body }) =>
    answer(context, await submitBulkCancel(context, bulkCancelKey, decision(body))),
  ),
  route(contract.approveBulkCancel, async (context, { params: { bulkCancelKey }, body }) =>
    answer(context, await approveBulkCancel(context, bulkCancelKey, decision(body))),
  ),
  route(contract.rejectBulkCancel, async (context, { params: { bulkCancelKey }, body }) =>
    answer(context, await rejectBulkCancel(context, bulkCancelKey, body.comment ?? null)),
  ),
  route(contract.startBulkCancel, async (context, { params: { bulkCancelKey }, body }) =>
    answer(context, await startBulkCancel(context, bulkCancelKey, body)),
  ),
  route(contract.pauseBulkCancel, async (context, { params: { bulkCancelKey } }) =>
    answer(context, await pauseBulkCancel(context, bulkCancelKey)),
  ),
  route(contract.resumeBulkCancel, async (context, { params: { bulkCancelKey } }) =>
    answer(context, await resumeBulkCancel(context, bulkCancelKey)),
  ),
  route(contract.stopBulkCancel, async (context, { params: { bulkCancelKey }, body }) =>
    answer(context, await stopBulkCancel(context, bulkCancelKey, body.comment ?? null)),
  ),
];

const decision = (body: {
  readonly planNumber: number;
  readonly comment?: string | undefined;
}) => ({
  planNumber: body.planNumber,
  comment: body.comment ?? null,
});

const answer = (context: Context, each: BulkCancel) =>
  inTransaction(context.database, context.entityId, (tx) => shown(tx, context, each));

async function shown(tx: Transaction, { timeZone }: Context, each: BulkCancel) {
  const { bulkCancelId, fileName } = each;
  const counts = await countRows(tx, bulkCancelId);
  const transitions = await listTransitions(tx, bulkCancelId);
  const lines = fileName === null ? undefined : await countFileLines(tx, bulkCancelId);
  return toBulkCancel(each, { counts, transitions, lines }, timeZone);
}

/** Errors: ENTITY_NOT_FOUND. */
const found = <Value>(
  { database, entityId }: Context,
  key: string,
  read: (tx: Transaction, each: BulkCancel) => Promise<Value>,
): Promise<Value> =>
  inTransaction(database, entityId, async (tx) => {
    const each = await findBulkCancel(tx, key);
    if (!each) throw new BillingError("ENTITY_NOT_FOUND", { key });
    return read(tx, each);
  });
