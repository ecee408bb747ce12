import { BillingError } from "#engine/errors.ts";
import { cancelInvoice } from "#operations/cancel-invoice.ts";
import type { Context } from "#operations/context.ts";
import { deleteInvoice } from "#operations/delete-invoice.ts";
import { postInvoice } from "#operations/post-invoice.ts";
import { printDocument } from "#operations/print-document.ts";
import { reverseInvoiceByKey } from "#operations/reverse-invoice-by-key.ts";
import { unpostInvoice } from "#operations/unpost-invoice.ts";
import { updateInvoice } from "#operations/update-invoice.ts";
import { idOf } from "#store/ids.ts";
import { type FailedPart, failedPart } from "../failed-part.ts";
import { checkUnknownFields } from "../object-crud/unknown-fields.ts";
import { refuseFields } from "../refuse-field.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./life-contract.ts";

export const invoiceLifeRoutes: readonly Route[] = [
  route(contract.postInvoices, async (context, { body, version }) => {
    const invoices: ({ id: string; success: true } | ({ id: string } & FailedPart))[] = [];
    for (const { id: key, invoiceDate } of body.invoices) {
      try {
        const posted = await postInvoice(context, key, invoiceDate ?? null);
        invoices.push({ id: posted.invoiceId, success: true });
      } catch (error) {
        invoices.push({ id: key, ...failedPart(error, contract.postInvoices, version) });
      }
    }
    return { success: invoices.some(({ success }) => success), invoices };
  }),
  route(contract.postInvoice, async (context, { params, body }) =>
    toChanged(await postInvoice(context, params.invoiceKey, body.invoiceDate ?? null), "Posted"),
  ),
  route(contract.unpostInvoice, async (context, { params }) =>
    toChanged(await unpostInvoice(context, params.invoiceKey), "Draft"),
  ),
  route(contract.cancelInvoice, async (context, { params }) =>
    toChanged(await cancelInvoice(context, params.invoiceKey), "Canceled"),
  ),
  route(contract.reverseInvoice, async (context, { params, body }) => {
    const { memoDate = null, applyEffectiveDate = null, comment = null, reasonCode } = body;
    const request = { memoDate, applyEffectiveDate, comment, reasonCode: reasonCode || null };
    const { creditMemoId: id } = await reverseInvoiceByKey(context, params.invoiceKey, request);
    return { creditMemo: { id } };
  }),
  route(contract.deleteInvoice, async (context, { params }) => {
    const { invoiceId: id, jobId } = await deleteInvoice(context, params.invoiceKey);
    return { id, jobId, jobStatus: "Completed" as const };
  }),
  route(contract.updateInvoiceObject, async (context, { params, body, query }) => {
    checkUnknownFields(body, contract.updateInvoiceObject.request, query);
    refuseFields(body, contract.OBJECT_NOT_YET);
    const { Status, TransferredToAccounting, RegenerateInvoicePDF: isPrinted } = body;
    const asksForSomething = Status ?? TransferredToAccounting ?? isPrinted;
    if (!asksForSomething) throw new BillingError("MISSING_FIELD", { field: "Status" });
    const id = requiredId(params.id);
    if (Status !== undefined) await BECOME[Status](context, id);
    if (TransferredToAccounting !== undefined) {
      const said = { transferredToAccounting: TransferredToAccounting };
      await updateInvoice(context, id, { ...said, customFields: {}, items: [] });
    }
    if (isPrinted) await printDocument(context, "Invoice", id);
    return { Success: true as const, Id: id };
  }),
  route(contract.deleteInvoiceObject, async (context, { params }) => {
    const { invoiceId: id } = await deleteInvoice(context, requiredId(params.id));
    return { success: true as const, id };
  }),
];

const toChanged = <Status extends string>(
  { invoiceId: id, invoiceNumber }: { invoiceId: string; invoiceNumber: string },
  status: Status,
) => ({ id, invoiceNumber, status });

const BECOME = {
  Posted: (context: Context, id: string) => postInvoice(context, id, null),
  Draft: unpostInvoice,
  Canceled: cancelInvoice,
};

/** The object API knows ids and no numbers. */
function requiredId(key: string): string {
  const id = idOf(key);
  if (id === null) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return id;
}
