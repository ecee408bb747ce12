import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import type { InvoiceItemDetails } from "#engine/model/document.ts";
import type { TaxTerms } from "#engine/model/tax.ts";
import { fromServicePeriod } from "#engine/values/date-range.ts";
import { ONE, ZERO } from "#engine/values/decimal.ts";
import type {
  GivenContact,
  GivenItem,
  NewStandaloneInvoice,
} from "#operations/create-standalone-invoice.ts";
import { refuseFields } from "../refuse-field.ts";
import { customFieldsOf } from "../wire.ts";
import {
  DETAILS,
  INVOICE_NOT_YET,
  type standaloneInvoice,
  type standaloneItem,
} from "./standalone-fields.ts";

type Body = z.output<typeof standaloneInvoice>;
type ItemBody = z.output<typeof standaloneItem>;
type LineBody = ItemBody | NonNullable<ItemBody["discountItems"]>[number];

export function toStandalone(body: Body): NewStandaloneInvoice {
  refuseFields(body, INVOICE_NOT_YET);
  const { accountId, accountNumber, invoiceDate, status, autoPay } = body;
  const accountKey = accountId ?? accountNumber;
  if (accountKey === undefined) throw new BillingError("MISSING_FIELD", { field: "accountId" });
  return {
    accountKey,
    invoiceDate,
    status,
    autoPay,
    invoiceNumber: body.invoiceNumber ?? null,
    currency: body.currency || null,
    paymentTerm: body.paymentTerm || null,
    dueDate: body.dueDate ?? null,
    comments: body.comments ?? null,
    transferredToAccounting: body.transferredToAccounting ?? null,
    customFields: customFieldsOf(body),
    billTo: toContact("billTo", body),
    soldTo: body.soldToSameAsBillTo ? "same as bill-to" : toContact("soldTo", body),
    items: body.invoiceItems.map(toItem),
  };
}

function toContact(role: "billTo" | "soldTo", body: Body): GivenContact | null {
  const [id, contact] = [body[`${role}ContactId`], body[`${role}Contact`]];
  if (id !== undefined && contact !== undefined) {
    const message = `'${role}ContactId' and '${role}Contact' exclude each other.`;
    throw new BillingError("INVALID_VALUE", { message });
  }
  if (id !== undefined) return { id };
  if (contact === undefined) return null;
  return { contact: { ...contact, customFields: customFieldsOf(contact) } };
}

function toItem(item: ItemBody): GivenItem {
  const { serviceStartDate, serviceEndDate = serviceStartDate } = item;
  if (serviceEndDate < serviceStartDate) {
    const message = `The service ends on ${serviceEndDate}, before it starts on ${serviceStartDate}.`;
    throw new BillingError("INVALID_VALUE", { message });
  }
  return {
    ...toLine(item),
    taxTerms: toTaxTerms(item),
    quantity: item.quantity ?? ONE,
    service: fromServicePeriod(serviceStartDate, serviceEndDate),
    unitOfMeasure: item.uom || null,
    discounts: (item.discountItems ?? []).map(toLine),
  };
}

/** Of what is of no product. Errors: INVALID_VALUE for a mode without a code. */
function toTaxTerms(item: ItemBody): TaxTerms | null {
  const { taxCode, taxMode, taxItems = [], productRatePlanChargeId } = item;
  if (taxCode) return { taxCode, taxMode: taxMode ?? "TaxExclusive" };
  if (taxMode !== undefined && taxItems.length === 0 && productRatePlanChargeId === undefined) {
    const message = "'taxMode' needs a 'taxCode', which says the taxes.";
    throw new BillingError("INVALID_VALUE", { field: "taxMode", message });
  }
  return null;
}

function toLine(line: LineBody) {
  return {
    productRatePlanChargeId: line.productRatePlanChargeId ?? null,
    chargeName: line.chargeName ?? null,
    amount: line.amount,
    unitPrice: line.unitPrice ?? null,
    details: toDetails(line),
    customFields: customFieldsOf(line),
    taxes: (line.taxItems ?? []).map((tax) => ({
      name: tax.name,
      taxAmount: tax.taxAmount,
      taxMode: tax.taxMode,
      taxRate: tax.taxRate,
      taxRateType: tax.taxRateType,
      taxCode: tax.taxCode ?? null,
      taxCodeDescription: tax.taxCodeDescription ?? null,
      taxDate: tax.taxDate ?? null,
      taxRateDescription: tax.taxRateDescription ?? null,
      jurisdiction: tax.jurisdiction ?? null,
      locationCode: tax.locationCode ?? null,
      exemptAmount: tax.exemptAmount ?? ZERO,
    })),
  };
}

/** What was given of them. */
export const toDetails = (
  line: Partial<Record<(typeof DETAILS)[number], string | boolean | undefined>>,
): InvoiceItemDetails =>
  Object.fromEntries(
    DETAILS.flatMap((name) => {
      const value = line[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
