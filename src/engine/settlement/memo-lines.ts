import { BillingError } from "../errors.ts";
import type { BillingRules } from "../model/billing-rules.ts";
import type { FinanceInformation } from "../model/credit-memo.ts";
import type { CustomFields } from "../model/custom-fields.ts";
import type { Derivation, Invoice, InvoiceItem, ItemTax, TaxDetails } from "../model/document.ts";
import type { TaxMode } from "../model/tax.ts";
import { taxedAmount } from "../tax/amounts-of-taxes.ts";
import type { Currency } from "../values/currency.ts";
import {
  type Decimal,
  divideUnrounded,
  formatDecimal,
  isNegative,
  isZero,
  sum,
  ZERO,
} from "../values/decimal.ts";
import { addDays, type PlainDate } from "../values/plain-date.ts";

/** A line of a memo that a person makes, before it is an item of a credit memo or a debit memo. */
export type MemoLine = Pick<
  InvoiceItem,
  | "subscriptionId"
  | "subscriptionNumber"
  | "chargeId"
  | "chargeNumber"
  | "productRatePlanChargeId"
  | "chargeName"
  | "chargeType"
  | "service"
  | "quantity"
  | "unitPrice"
  | "unitOfMeasure"
  | "amount"
> & {
  readonly sourceItemType: "InvoiceDetail" | "ProductRatePlanCharge";
  readonly sourceItemId: string;
  readonly taxMode: TaxMode;
  readonly comment: string | null;
  readonly customFields?: CustomFields | undefined;
  readonly financeInformation: FinanceInformation | null;
  readonly derivation: Derivation;
  readonly taxes: readonly MemoTax[];
  /** Absent: its taxes are those of an invoice's item, given, or none. */
  readonly itemTax?: ItemTax;
  /** Whether the taxes were reckoned here, and not given. */
  readonly isAutoTaxed: boolean;
};

export type MemoTax = {
  readonly details: TaxDetails;
  readonly taxAmount: Decimal;
  /** The tax of the invoice that it is made from; null where it is a tax of its own. */
  readonly sourceTaxItemId: string | null;
};

/** What is asked of an item of an invoice; what is null is as on the invoice. */
export type LineRequest = {
  readonly invoiceItemId: string;
  /** Of the mode TaxInclusive with its taxes. */
  readonly amount: Decimal;
  readonly taxMode: TaxMode;
  readonly skuName: string | null;
  readonly quantity: Decimal | null;
  readonly serviceStartDate: PlainDate | null;
  /** The last day of service. */
  readonly serviceEndDate: PlainDate | null;
  readonly unitOfMeasure: string | null;
  readonly comment: string | null;
  readonly customFields?: CustomFields | undefined;
  readonly financeInformation: FinanceInformation | null;
  /** Null: by the rates of the item's taxes, unless the memo is to have none of its own accord. */
  readonly taxItems: readonly TaxRequest[] | null;
};

/** A tax that is given; what is undefined is as on the tax that it is made from. */
export type TaxRequest = {
  readonly sourceTaxItemId: string | null;
  readonly taxAmount: Decimal;
  readonly details: { readonly [Field in keyof TaxDetails]?: TaxDetails[Field] | undefined };
};

export type LineRules = Pick<BillingRules, "taxInclusiveRoundingRule"> & {
  readonly currency: Currency;
  /** `taxAutoCalculation`: whether taxes that are not given are reckoned. */
  readonly taxAutoCalculation: boolean;
};

/**
 * Lines that take up items of an invoice, in the order asked. Worked examples: docs/spec/memo-taxes.md.
 *
 * Errors: ENTITY_NOT_FOUND, INVALID_VALUE.
 */
export const linesFromInvoice = (
  invoice: Invoice,
  requests: readonly LineRequest[],
  rules: LineRules,
): MemoLine[] => {
  const items = new Map(invoice.items.map((item) => [item.invoiceItemId, item]));
  return requests.map((request) => {
    const item = items.get(request.invoiceItemId);
    if (!item) throw new BillingError("ENTITY_NOT_FOUND", { key: request.invoiceItemId });
    return lineFromItem(item, request, rules);
  });
};

function lineFromItem(item: InvoiceItem, request: LineRequest, rules: LineRules): MemoLine {
  refuseItem(item, request);
  const service = serviceOf(item.service, request);
  const { amount, taxes, isAutoTaxed } = taxed(item, request, rules);
  return {
    subscriptionId: item.subscriptionId,
    subscriptionNumber: item.subscriptionNumber,
    chargeId: item.chargeId,
    chargeNumber: item.chargeNumber,
    productRatePlanChargeId: item.productRatePlanChargeId,
    chargeName: request.skuName ?? item.chargeName,
    chargeType: item.chargeType,
    service,
    quantity: request.quantity ?? item.quantity,
    unitPrice: item.unitPrice,
    unitOfMeasure: request.unitOfMeasure ?? item.unitOfMeasure,
    amount,
    sourceItemType: "InvoiceDetail",
    sourceItemId: item.invoiceItemId,
    taxMode: request.taxMode,
    comment: request.comment,
    customFields: request.customFields,
    financeInformation: request.financeInformation,
    derivation: {
      rule: "as given, of an invoice item",
      inputs: { amount: formatDecimal(request.amount), billed: formatDecimal(item.amount) },
    },
    taxes,
    isAutoTaxed,
  };
}

function refuseItem(item: InvoiceItem, { amount }: LineRequest): void {
  if (isNegative(amount)) {
    const message = "'amount' should be greater than or equal to 0";
    throw new BillingError("INVALID_VALUE", { field: "amount", message });
  }
  if (item.appliedToItemId === null) return;
  const message = `'invoiceItemId' ${item.invoiceItemId} is a discount: name the item that it reduces`;
  throw new BillingError("INVALID_VALUE", { field: "invoiceItemId", message });
}

/** Days as given, else those of `service`. Errors: INVALID_VALUE. */
export function serviceOf(
  service: InvoiceItem["service"],
  given: Pick<LineRequest, "serviceStartDate" | "serviceEndDate">,
): InvoiceItem["service"] {
  const start = given.serviceStartDate ?? service.start;
  const end = given.serviceEndDate === null ? service.end : addDays(given.serviceEndDate, 1);
  if (start < end) return { start, end };
  const message = `'serviceEndDate' should not be before the service starts on ${start}`;
  throw new BillingError("INVALID_VALUE", { field: "serviceEndDate", message });
}

function taxed(item: InvoiceItem, request: LineRequest, rules: LineRules) {
  if (request.taxItems !== null) {
    const taxes = request.taxItems.map((tax) => givenTax(item, tax));
    const included = request.taxMode === "TaxInclusive" ? taxes.map((tax) => tax.taxAmount) : [];
    const amount = included.reduce((left, tax) => left.minus(tax), request.amount);
    if (!isNegative(amount)) return { amount, taxes, isAutoTaxed: false };
    const message = "'taxItems' should not be more than the amount that includes them";
    throw new BillingError("INVALID_VALUE", { field: "taxItems", message });
  }
  if (!rules.taxAutoCalculation) return { amount: request.amount, taxes: [], isAutoTaxed: true };
  const { amount, taxes } = autoTaxed(request, item.taxationItems, item.amount, rules);
  return { amount, taxes: fromSources(item, taxes), isAutoTaxed: true };
}

/** A tax of an item that a memo takes up, with what it was on the whole item. */
export type SourceTax = TaxDetails & { readonly taxAmount: Decimal };

/**
 * Net amount and taxes, one for each source: a rate is taken of the amount anew, a flat fee in
 * proportion to `whole`, the amount of the item whose taxes they are.
 */
export function autoTaxed(
  { amount, taxMode }: Pick<LineRequest, "amount" | "taxMode">,
  sources: readonly SourceTax[],
  whole: Decimal,
  rules: LineRules,
): { readonly amount: Decimal; readonly taxes: readonly Decimal[] } {
  const included = taxMode === "TaxInclusive" ? sum(sources.map((tax) => tax.taxAmount)) : ZERO;
  const price = whole.plus(included);
  const rates = sources.map((tax) =>
    tax.taxRateType === "FlatFee" ? { ...tax, taxRate: feeOf(tax, amount, price) } : tax,
  );
  const { net, taxes } = taxedAmount(amount, taxMode, rates, rules);
  return { amount: net, taxes: taxes.map((tax) => tax.taxAmount) };
}

const feeOf = ({ taxAmount }: SourceTax, amount: Decimal, price: Decimal): Decimal =>
  isZero(price) ? ZERO : divideUnrounded(taxAmount.times(amount), price);

/** A tax of zero is shown, as the invoice shows it, unless nothing of the item is taken up. */
const fromSources = ({ taxationItems }: InvoiceItem, taxes: readonly Decimal[]): MemoTax[] =>
  taxationItems
    .map(({ taxationItemId, taxAmount: _, balance: __, ...details }, index) => ({
      details: { ...details, exemptAmount: ZERO },
      taxAmount: taxes[index] ?? ZERO,
      sourceTaxItemId: taxationItemId,
    }))
    .filter(({ taxAmount }) => !isZero(taxAmount));

function givenTax(item: InvoiceItem, request: TaxRequest): MemoTax {
  const { sourceTaxItemId, taxAmount, details } = request;
  if (isNegative(taxAmount)) {
    const message = "'taxItems.amount' should be greater than or equal to 0";
    throw new BillingError("INVALID_VALUE", { field: "taxItems", message });
  }
  const source = item.taxationItems.find((tax) => tax.taxationItemId === sourceTaxItemId);
  if (sourceTaxItemId !== null && !source) {
    throw new BillingError("ENTITY_NOT_FOUND", { key: sourceTaxItemId });
  }
  return { details: detailsOf(details, source), taxAmount, sourceTaxItemId };
}

/** What is given of a tax, on top of the one that it is made from. Errors: MISSING_FIELD. */
function detailsOf(given: TaxRequest["details"], source: TaxDetails | undefined): TaxDetails {
  const name = given.name ?? source?.name;
  const taxRate = given.taxRate ?? source?.taxRate;
  if (name === undefined) throw new BillingError("MISSING_FIELD", { field: "taxName" });
  if (taxRate === undefined) throw new BillingError("MISSING_FIELD", { field: "taxRate" });
  const financeInformation = given.financeInformation ?? source?.financeInformation;
  return {
    name,
    taxRate,
    taxRateType: given.taxRateType ?? source?.taxRateType ?? "Percentage",
    taxCode: given.taxCode ?? source?.taxCode ?? null,
    taxCodeDescription: given.taxCodeDescription ?? source?.taxCodeDescription ?? null,
    taxDate: given.taxDate ?? source?.taxDate ?? null,
    taxRateDescription: given.taxRateDescription ?? source?.taxRateDescription ?? null,
    jurisdiction: given.jurisdiction ?? source?.jurisdiction ?? null,
    locationCode: given.locationCode ?? source?.locationCode ?? null,
    exemptAmount: given.exemptAmount ?? ZERO,
    ...(financeInformation && { financeInformation }),
  };
}
