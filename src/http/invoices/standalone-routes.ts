import type { z } from "zod";
import { assert } from "#engine/assert.ts";
import { shownFields } from "#engine/custom-fields/shown-fields.ts";
import { ZERO } from "#engine/values/decimal.ts";
import type { Context } from "#operations/context.ts";
import {
  createStandaloneInvoice,
  createStandaloneInvoices,
} from "#operations/create-standalone-invoice.ts";
import { type InvoiceChange, updateInvoice, updateInvoices } from "#operations/update-invoice.ts";
import { eachAskingTaxEngines } from "#operations/with-outside-taxes.ts";
import { inTransaction } from "#store/database.ts";
import { findInvoicePage, type InvoicePage } from "#store/invoice-pages.ts";
import { failedPart } from "../failed-part.ts";
import { refuseField, refuseFields } from "../refuse-field.ts";
import { type Route, route } from "../route.ts";
import { timestamp } from "../timestamps.ts";
import type { Version } from "../version.ts";
import { customFieldsOf } from "../wire.ts";
import * as contract from "./standalone-contract.ts";
import { toDetails, toStandalone } from "./to-standalone.ts";
import { toInvoice } from "./to-wire.ts";

export const standaloneInvoiceRoutes: readonly Route[] = [
  route(contract.createStandaloneInvoice, async (context, { body }) =>
    made(context, await createStandaloneInvoice(context, toStandalone(body))),
  ),
  route(contract.createStandaloneInvoices, async (context, { body, version }) => {
    const wanted = body.invoices;
    if (body.useSingleTransaction) {
      const ids = await createStandaloneInvoices(context, wanted.map(toStandalone));
      const all = await Promise.all(ids.map((id) => made(context, id)));
      return { success: true, invoices: all.map((each) => ({ ...each, success: true })) };
    }
    const invoices = await eachAskingTaxEngines(wanted.entries(), ([objectIndex, each]) =>
      madeOrNot(context, each, objectIndex, version),
    );
    return { success: invoices.some(({ success }) => success), invoices };
  }),
  route(contract.updateInvoice, async (context, { params, body }) => {
    const id = await updateInvoice(context, params.invoiceKey, toChange(body));
    return toUpdated(await pageOf(context, id), context.timeZone);
  }),
  route(contract.updateInvoices, async (context, { body }) => {
    const changes = body.invoices.map(({ id: key, ...change }) => ({
      key,
      change: toChange(change),
    }));
    await updateInvoices(context, changes);
    return {};
  }),
];

type Wanted = Parameters<typeof toStandalone>[0];

async function madeOrNot(
  context: Context,
  wanted: Wanted,
  objectIndex: number,
  version: Version,
): Promise<{ success: boolean; objectIndex?: number }> {
  try {
    const id = await createStandaloneInvoice(context, toStandalone(wanted));
    return { ...(await made(context, id)), success: true };
  } catch (error) {
    return { objectIndex, ...failedPart(error, contract.createStandaloneInvoices, version) };
  }
}

const made = async (context: Context, id: string) =>
  toInvoice(await pageOf(context, id), context.timeZone);

async function pageOf({ database, entityId }: Context, id: string): Promise<InvoicePage> {
  const page = await inTransaction(database, entityId, (tx) => findInvoicePage(tx, id));
  assert(page, "what was just saved is there");
  return page;
}

type ChangeBody = Omit<z.output<typeof contract.updateInvoices.request>["invoices"][number], "id">;

function toChange(body: ChangeBody): InvoiceChange {
  refuseField("templateId", body.templateId);
  const { autoPay, comments, invoiceDate, dueDate, transferredToAccounting } = body;
  return {
    autoPay,
    comments,
    invoiceDate,
    dueDate,
    transferredToAccounting,
    customFields: customFieldsOf(body),
    items: (body.invoiceItems ?? []).map((item) => {
      refuseFields(item, contract.CHANGED_ITEM_NOT_YET);
      const { id, amount, chargeName, quantity, unitPrice, uom } = item;
      const { serviceStartDate, serviceEndDate } = item;
      const given = { id, amount, chargeName, quantity, unitPrice, unitOfMeasure: uom };
      return {
        ...given,
        serviceStartDate,
        serviceEndDate,
        details: toDetails(item),
        customFields: customFieldsOf(item),
      };
    }),
  };
}

function toUpdated(invoice: InvoicePage, timeZone: string) {
  const { createdAt, updatedAt, postedAt, status, updatedById } = invoice;
  const updatedDate = timestamp(updatedAt, timeZone);
  const isCanceled = status === "Canceled";
  return {
    id: invoice.invoiceId,
    number: invoice.invoiceNumber,
    accountId: invoice.accountId,
    invoiceDate: invoice.invoiceDate,
    currency: invoice.currency,
    targetDate: invoice.sourceType === "Standalone" ? null : invoice.targetDate,
    dueDate: invoice.dueDate,
    postedOn: postedAt && timestamp(postedAt, timeZone),
    postedById: invoice.postedById,
    status,
    amount: invoice.amount,
    taxAmount: invoice.taxAmount,
    totalTaxExemptAmount: invoice.taxExemptAmount,
    balance: invoice.balance,
    discount: invoice.discount,
    comment: invoice.comments,
    autoPay: invoice.autoPay,
    transferredToAccounting: invoice.transferredToAccounting,
    creditBalanceAdjustmentAmount: ZERO,
    createdDate: timestamp(createdAt, timeZone),
    createdById: invoice.createdById,
    updatedDate,
    updatedById,
    cancelledOn: isCanceled ? updatedDate : null,
    cancelledById: isCanceled ? updatedById : null,
    ...shownFields("Invoice", invoice.customFields),
  };
}
