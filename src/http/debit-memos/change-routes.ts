import { BillingError } from "#engine/errors.ts";
import {
  cancelDebitMemo,
  deleteDebitMemo,
  postDebitMemo,
  unpostDebitMemo,
} from "#operations/change-debit-memo-status.ts";
import type { Context } from "#operations/context.ts";
import { createDebitMemo, type DebitMemoFromCharges } from "#operations/create-debit-memo.ts";
import {
  createDebitMemoFromInvoice,
  type DebitMemoFromInvoice,
} from "#operations/create-debit-memo-from-invoice.ts";
import { inTransaction } from "#store/database.ts";
import { findDebitMemoPage } from "#store/debit-memo-pages.ts";
import { SPELLED_E_INVOICE } from "../memos/memo-to-wire.ts";
import { toMemoFromCharges, toMemoFromInvoice } from "../memos/to-requests.ts";
import { type Call, type Result, type Route, route } from "../route.ts";
import * as change from "./change-contract.ts";
import type * as contract from "./contract.ts";
import { toDebitMemo } from "./to-wire.ts";

/** Making debit memos, and what is done with them. */
export const debitMemoChangeRoutes: readonly Route[] = [
  route(change.createDebitMemo, async (context, { body }) =>
    answer(context, await createDebitMemo(context, chargesRequest(body))),
  ),
  route(change.createDebitMemoFromInvoice, async (context, { params, body }) => {
    const request = invoiceRequest(params.invoiceKey, body);
    const memo = await answer(context, await createDebitMemoFromInvoice(context, request));
    const soldTo = { soldToContactId: null, soldToContactSnapshotId: null };
    return { ...memo, ...SPELLED_E_INVOICE, ...soldTo };
  }),
  route(change.postDebitMemo, async (context, { params: { debitMemoKey } }) => {
    await postDebitMemo(context, debitMemoKey);
    return answer(context, debitMemoKey);
  }),
  route(change.unpostDebitMemo, async (context, { params: { debitMemoKey } }) => {
    await unpostDebitMemo(context, debitMemoKey);
    return answer(context, debitMemoKey);
  }),
  route(change.cancelDebitMemo, async (context, { params: { debitMemoKey } }) => {
    await cancelDebitMemo(context, debitMemoKey);
    return answer(context, debitMemoKey);
  }),
  route(change.deleteDebitMemo, async (context, { params }) => {
    await deleteDebitMemo(context, params.debitMemoKey);
    return {};
  }),
];

type ChargesBody = Call<typeof change.createDebitMemo>["body"];
type InvoiceBody = Call<typeof change.createDebitMemoFromInvoice>["body"];

export const chargesRequest = (body: ChargesBody): DebitMemoFromCharges => ({
  ...toMemoFromCharges(body),
  autoPay: body.autoPay,
  dueDate: body.dueDate ?? null,
});

/** Errors: MISSING_FIELD where nothing names the invoice. */
export function invoiceRequest(
  invoiceKey: string | undefined,
  body: InvoiceBody,
): DebitMemoFromInvoice {
  if (invoiceKey === undefined) throw new BillingError("MISSING_FIELD", { field: "invoiceId" });
  const { autoPay, dueDate = null } = body;
  return { ...toMemoFromInvoice(invoiceKey, body), autoPay, dueDate };
}

/** The memo as it is now. */
export async function answer(
  { database, entityId, timeZone }: Context,
  key: string,
): Promise<Result<typeof contract.getDebitMemo>> {
  const found = await inTransaction(database, entityId, (tx) => findDebitMemoPage(tx, key));
  if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return toDebitMemo(found, timeZone);
}
