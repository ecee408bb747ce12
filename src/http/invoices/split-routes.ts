import { BillingError } from "#engine/errors.ts";
import { splitInvoice } from "#operations/split-invoice.ts";
import { inTransaction } from "#store/database.ts";
import { findSplitItemObject, findSplitObject } from "#store/invoice-splits.ts";
import { shown, stampsOf } from "../object-crud/to-wire.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./split-contract.ts";

export const invoiceSplitRoutes: readonly Route[] = [
  route(contract.splitInvoice, async (context, { params, body }) => {
    const wanted = body.invoices.map(({ paymentTerm = null, ...part }) => ({
      ...part,
      paymentTerm,
    }));
    const { invoiceSplitId, parts } = await splitInvoice(context, params.invoiceKey, wanted);
    return {
      invoiceSplitId,
      invoices: parts.map(({ invoiceId: id, taxAmount: _, items: __, ...part }) => ({
        id,
        ...part,
      })),
    };
  }),
  route(contract.readInvoiceSplit, async ({ database, entityId, timeZone }, call) => {
    const { id: key } = call.params;
    const found = await inTransaction(database, entityId, (tx) => findSplitObject(tx, key));
    if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key });
    const object = {
      Id: found.invoiceSplitId,
      InvoiceId: found.invoiceId,
      ...stampsOf(found, timeZone),
    };
    return shown(object, call.query.fields);
  }),
  route(contract.readInvoiceSplitItem, async ({ database, entityId, timeZone }, call) => {
    const { id: key } = call.params;
    const found = await inTransaction(database, entityId, (tx) => findSplitItemObject(tx, key));
    if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key });
    const object = {
      Id: found.invoiceSplitItemId,
      InvoiceSplitId: found.invoiceSplitId,
      InvoiceId: found.invoiceId,
      InvoiceDate: found.invoiceDate,
      PaymentTerm: found.paymentTerm,
      SplitPercentage: found.percentage,
      ...stampsOf(found, timeZone),
    };
    return shown(object, call.query.fields);
  }),
];
