import type { z } from "zod";
import { ZERO } from "#engine/values/decimal.ts";
import {
  createInvoiceTaxationItem,
  createTaxationItems,
  deleteTaxationItem,
  type NewTax,
  updateTaxationItem,
} from "#operations/change-taxation-items.ts";
import { idOf } from "#store/ids.ts";
import { withoutCustomFields } from "../custom-fields.ts";
import { toTaxFinance } from "../memos/to-requests.ts";
import { checkUnknownFields } from "../object-crud/unknown-fields.ts";
import { changedCustomFields } from "../read-custom-fields.ts";
import { type Route, route } from "../route.ts";
import { customFieldsOf } from "../wire.ts";
import * as contract from "./change-contract.ts";
import { TAX_OBJECTS, toTaxationItem } from "./to-wire.ts";

export const taxationItemChangeRoutes: readonly Route[] = [
  route(contract.createInvoiceTaxationItems, async (context, { params, body }) => {
    const document = { documentType: "Invoice" as const, documentKey: params.invoiceKey };
    const taxes = body.taxationItems.map(({ invoiceItemId, taxMode, ...tax }) => ({
      ...toTax(invoiceItemId, tax),
      taxMode,
    }));
    const made = await createTaxationItems(context, document, taxes);
    return { taxationItems: made.map((tax) => toTaxationItem(tax, context.timeZone)) };
  }),
  route(contract.createCreditMemoTaxationItems, async (context, { params, body }) => {
    const document = { documentType: "CreditMemo" as const, documentKey: params.creditMemoKey };
    const made = await createTaxationItems(context, document, body.taxationItems.map(toMemoTax));
    return { taxationItems: made.map((tax) => toTaxationItem(tax, context.timeZone)) };
  }),
  route(contract.createDebitMemoTaxationItems, async (context, { params, body }) => {
    const document = { documentType: "DebitMemo" as const, documentKey: params.debitMemoKey };
    const made = await createTaxationItems(context, document, body.taxationItems.map(toMemoTax));
    return { taxationItems: made.map((tax) => toTaxationItem(tax, context.timeZone)) };
  }),
  route(contract.updateTaxationItem, async (context, { params, body }) => {
    const { fields, customFields } = withoutCustomFields(body);
    const financeInformation = toTaxFinance(fields.financeInformation);
    const changed = await updateTaxationItem(context, params.id, {
      change: { ...fields, financeInformation },
      customFieldsFor: (documentType) =>
        changedCustomFields(context.customFieldRules, TAX_OBJECTS[documentType], customFields),
    });
    return toTaxationItem(changed, context.timeZone);
  }),
  route(contract.deleteTaxationItem, async (context, { params }) => {
    await deleteTaxationItem(context, params.id);
    return {};
  }),
  route(contract.createTaxationItemObject, async (context, { body, query }) => {
    checkUnknownFields(body, contract.createTaxationItemObject.request, query);
    const made = await createInvoiceTaxationItem(context, {
      itemId: body.InvoiceItemId,
      name: body.Name,
      jurisdiction: body.Jurisdiction,
      taxAmount: body.TaxAmount,
      taxDate: body.TaxDate,
      taxRate: body.TaxRate,
      taxRateType: body.TaxRateType,
      exemptAmount: body.ExemptAmount ?? ZERO,
      locationCode: body.LocationCode ?? null,
      taxCode: body.TaxCode ?? null,
      taxCodeDescription: body.TaxCodeDescription ?? null,
      taxRateDescription: body.TaxRateDescription ?? null,
      sourceTaxItemId: null,
      customFields: customFieldsOf(body),
    });
    return { Success: true as const, Id: made.taxationItemId };
  }),
];

type MemoTax = z.output<
  typeof contract.createCreditMemoTaxationItems.request
>["taxationItems"][number];

type Stated = Omit<MemoTax, "memoItemId" | "sourceTaxItemId">;

const toMemoTax = ({ memoItemId, sourceTaxItemId, ...tax }: MemoTax): NewTax => ({
  ...toTax(memoItemId, tax),
  sourceTaxItemId: sourceTaxItemId === undefined ? null : idOf(sourceTaxItemId),
});

function toTax(itemId: string, tax: Stated): NewTax {
  const financeInformation = toTaxFinance(tax.financeInformation);
  return {
    itemId,
    name: tax.name,
    taxAmount: tax.taxAmount,
    taxRate: tax.taxRate,
    taxRateType: tax.taxRateType,
    exemptAmount: tax.exemptAmount ?? ZERO,
    jurisdiction: tax.jurisdiction ?? null,
    locationCode: tax.locationCode ?? null,
    taxCode: tax.taxCode ?? null,
    taxCodeDescription: tax.taxCodeDescription ?? null,
    taxDate: tax.taxDate ?? null,
    taxRateDescription: tax.taxRateDescription ?? null,
    ...(financeInformation && { financeInformation }),
    sourceTaxItemId: null,
    customFields: customFieldsOf(tax),
  };
}
