import { BillingError } from "#engine/errors.ts";
import type { AdjustmentSource } from "#engine/settlement/adjust-invoice.ts";
import {
  createInvoiceAdjustment,
  deleteInvoiceAdjustment,
  updateInvoiceAdjustment,
} from "#operations/adjust-invoice.ts";
import type { Context } from "#operations/context.ts";
import { idOf } from "#store/ids.ts";
import { findInvoiceAdjustment } from "#store/invoice-adjustments.ts";
import { findInvoiceAccountId } from "#store/invoices.ts";
import { refuseField, refuseFields } from "../refuse-field.ts";
import { type Route, route } from "../route.ts";
import { customFieldsOf } from "../wire.ts";
import * as contract from "./adjustment-contract.ts";
import { deleted, saved } from "./answers.ts";
import { reading, requiredId } from "./payment-routes.ts";
import { toInvoiceAdjustmentObject, toItemAdjustmentObject } from "./receivable-to-wire.ts";
import { shown } from "./to-wire.ts";
import { checkUnknownFields } from "./unknown-fields.ts";

const ofInvoices: readonly Route[] = [
  route(contract.createInvoiceAdjustment, async (context, { body, query }) => {
    checkUnknownFields(body, contract.createInvoiceAdjustment.request, query);
    refuseFields(body, contract.INVOICE_ADJUSTMENT_NOT_YET);
    const invoiceKey = invoiceOf(body);
    await checkAccount(context, invoiceKey, body.AccountId);
    const id = await createInvoiceAdjustment(context, {
      sourceType: "Invoice",
      sourceId: null,
      invoiceKey,
      amount: body.Amount,
      adjustmentDate: body.AdjustmentDate ?? null,
      comment: body.Comments ?? null,
      reasonCode: body.ReasonCode ?? null,
      referenceId: body.ReferenceId ?? null,
      financeInformation: null,
      customFields: customFieldsOf(body),
    });
    return saved(id);
  }),
  route(contract.readInvoiceAdjustment, (context, { params, query }) =>
    foundAdjustment(context, params.id, "Invoice").then((found) =>
      shown(toInvoiceAdjustmentObject(found, context.timeZone), query.fields),
    ),
  ),
  route(contract.updateInvoiceAdjustment, async (context, { params, body, query }) => {
    checkUnknownFields(body, contract.updateInvoiceAdjustment.request, query);
    const key = { id: requiredId(params.id), isOfItem: false };
    return saved(await updateInvoiceAdjustment(context, key, changeOf(body)));
  }),
  route(contract.deleteInvoiceAdjustment, async (context, { params }) => {
    const key = { id: requiredId(params.id), isOfItem: false };
    return deleted(await deleteInvoiceAdjustment(context, key));
  }),
];

const ofItems: readonly Route[] = [
  route(contract.createInvoiceItemAdjustment, async (context, { body, query }) => {
    checkUnknownFields(body, contract.createInvoiceItemAdjustment.request, query);
    refuseFields(body, contract.ITEM_ADJUSTMENT_NOT_YET);
    const { DeferredRevenueAccount: deferred, RecognizedRevenueAccount: recognized } = body;
    const id = await createInvoiceAdjustment(context, {
      ...sourceOf(body),
      invoiceKey: invoiceOf(body),
      amount: body.Amount,
      adjustmentDate: body.AdjustmentDate,
      comment: body.Comment ?? body.Comments ?? null,
      reasonCode: body.ReasonCode ?? null,
      referenceId: body.ReferenceId ?? null,
      financeInformation:
        deferred === undefined && recognized === undefined
          ? null
          : {
              deferredRevenueAccountingCode: deferred ?? null,
              onAccountAccountingCode: null,
              recognizedRevenueAccountingCode: recognized ?? null,
              revenueRecognitionRuleName: null,
            },
      customFields: customFieldsOf(body),
    });
    return saved(id);
  }),
  route(contract.readInvoiceItemAdjustment, (context, { params, query }) =>
    foundAdjustment(context, params.id, "InvoiceItem").then((found) =>
      shown(toItemAdjustmentObject(found, context.timeZone), query.fields),
    ),
  ),
  route(contract.updateInvoiceItemAdjustment, async (context, { params, body, query }) => {
    checkUnknownFields(body, contract.updateInvoiceItemAdjustment.request, query);
    refuseFields(body, ["ExcludeItemBillingFromRevenueAccounting"]);
    const key = { id: requiredId(params.id), isOfItem: true };
    return saved(await updateInvoiceAdjustment(context, key, changeOf(body)));
  }),
  route(contract.deleteInvoiceItemAdjustment, async (context, { params }) => {
    const key = { id: requiredId(params.id), isOfItem: true };
    return saved(await deleteInvoiceAdjustment(context, key));
  }),
];

export const adjustmentRoutes: readonly Route[] = [...ofInvoices, ...ofItems];

type Lowering = {
  readonly Type: "Credit" | "Charge";
  readonly InvoiceId?: string | undefined;
  readonly InvoiceNumber?: string | undefined;
};

/** Errors: NOT_SUPPORTED, MISSING_FIELD. */
function invoiceOf({ Type, InvoiceId, InvoiceNumber }: Lowering): string {
  if (Type === "Charge") refuseField("Type: Charge", true);
  const key = InvoiceId ?? InvoiceNumber;
  if (key === undefined) throw new BillingError("MISSING_FIELD", { field: "InvoiceId" });
  return key;
}

function sourceOf(body: {
  readonly SourceType: "InvoiceDetail" | "Tax";
  readonly SourceId: string;
}): AdjustmentSource {
  return { sourceType: body.SourceType, sourceId: requiredId(body.SourceId) };
}

/** Errors: INVALID_VALUE. */
async function checkAccount(
  context: Context,
  invoiceKey: string,
  accountKey: string | undefined,
): Promise<void> {
  if (accountKey === undefined) return;
  const accountId = await reading(context, (tx) => findInvoiceAccountId(tx, invoiceKey));
  if (accountId === undefined || accountId === idOf(accountKey)) return;
  const message = "'AccountId' is not the account of the invoice";
  throw new BillingError("INVALID_VALUE", { field: "AccountId", message });
}

const changeOf = (body: {
  readonly Status?: "Processed" | "Canceled" | undefined;
  readonly ReasonCode?: string | undefined;
  readonly TransferredToAccounting?: string | undefined;
}) => ({
  status: body.Status,
  reasonCode: body.ReasonCode,
  transferredToAccounting: body.TransferredToAccounting,
  customFields: customFieldsOf(body),
});

const foundAdjustment = (context: Context, id: string, kind: "Invoice" | "InvoiceItem") =>
  reading(context, async (tx) => {
    const found = await findInvoiceAdjustment(tx, requiredId(id));
    if (!found || (found.sourceType === "Invoice") !== (kind === "Invoice")) {
      throw new BillingError("ENTITY_NOT_FOUND", { key: id });
    }
    return found;
  });
