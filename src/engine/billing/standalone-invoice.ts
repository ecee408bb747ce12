import { BillingError } from "../errors.ts";
import type { ChargeType } from "../model/charge.ts";
import type { CustomFields } from "../model/custom-fields.ts";
import type {
  InvoiceItemDetails,
  ItemTax,
  NewInvoice,
  NewInvoiceItem,
  TaxationItem,
  TaxDetails,
} from "../model/document.ts";
import type { TaxMode } from "../model/tax.ts";
import { type Currency, roundToCurrency } from "../values/currency.ts";
import type { DateRange } from "../values/date-range.ts";
import {
  type Decimal,
  divideUnrounded,
  isNegative,
  isZero,
  roundToDecimals,
  sum,
  ZERO,
} from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";

/** A tax that somebody else has calculated. */
export type GivenTax = TaxDetails & {
  readonly taxAmount: Decimal;
  readonly taxMode: TaxMode;
};

type GivenLine = {
  /** Null: of no product. */
  readonly productRatePlanChargeId: string | null;
  readonly chargeName: string;
  readonly chargeType: ChargeType;
  /** With the taxes that are said to be in it. */
  readonly amount: Decimal;
  /** Null: the amount divided by the quantity. */
  readonly unitPrice: Decimal | null;
  readonly details: InvoiceItemDetails;
  readonly customFields?: CustomFields | undefined;
  readonly taxes: readonly GivenTax[];
  /** How it is taxed, where its taxes were reckoned. */
  readonly itemTax?: ItemTax;
};

export type StandaloneItem = GivenLine & {
  readonly quantity: Decimal;
  readonly service: DateRange;
  readonly unitOfMeasure: string | null;
  /** Each below zero; it lowers what the item owes. */
  readonly discounts: readonly GivenLine[];
};

export type StandaloneInvoice = {
  readonly accountId: string;
  readonly invoiceNumber: string;
  readonly currency: Currency;
  readonly status: "Draft" | "Posted";
  readonly invoiceDate: PlainDate;
  readonly dueDate: PlainDate;
  readonly paymentTerm: string;
  readonly billToContactId: string | null;
  readonly soldToContactId: string | null;
  readonly autoPay: boolean;
  readonly comments: string | null;
  readonly transferredToAccounting: string | null;
  readonly customFields: CustomFields;
  readonly items: readonly StandaloneItem[];
  readonly newId: () => string;
};

/**
 * An invoice that a person has written, with nothing rated: amounts are as given
 * (docs/spec/standalone-invoices.md).
 *
 * Errors: INVALID_VALUE for an amount that the currency does not have, a discount that is not below
 * zero or is more than its item, and an invoice below zero.
 */
export function standaloneInvoice(given: StandaloneInvoice): NewInvoice {
  const { currency, newId, items: givenItems, ...header } = given;
  const items = givenItems.flatMap((item) => itemsOf(item, given));
  const taxAmount = sum(items.flatMap((item) => item.taxationItems.map((tax) => tax.taxAmount)));
  const amount = sum(items.map((item) => item.amount)).plus(taxAmount);
  if (isNegative(amount)) {
    refuse(`The items add up to ${amount.toFixed()}: an invoice is not below zero.`);
  }
  return {
    ...header,
    documentType: "Invoice",
    invoiceId: newId(),
    currency: currency.code,
    targetDate: given.invoiceDate,
    source: "API",
    sourceId: null,
    sourceType: "Standalone",
    amount,
    taxAmount,
    balance: amount,
    items,
  };
}

/** The item, then its discounts. */
function itemsOf(item: StandaloneItem, { currency, newId }: StandaloneInvoice): NewInvoiceItem[] {
  const invoiceItemId = newId();
  const place = { currency, newId, item };
  const discounts = item.discounts.map((discount) => ({
    ...toItem(discount, { ...place, invoiceItemId: newId() }),
    processingType: "Discount" as const,
    appliedToItemId: invoiceItemId,
    balance: ZERO,
  }));
  for (const { chargeName, amount } of discounts) {
    if (!isNegative(amount)) {
      refuse(`Discount '${chargeName}' should be below zero, and is ${amount.toFixed()}.`);
    }
  }
  const charge = toItem(item, { ...place, invoiceItemId });
  const balance = charge.amount.plus(sum(discounts.map(({ amount }) => amount)));
  if (discounts.length > 0 && isNegative(balance)) {
    refuse(`The discounts of item '${item.chargeName}' are more than its amount.`);
  }
  return [{ ...charge, balance }, ...discounts];
}

type Place = Pick<StandaloneInvoice, "currency" | "newId"> & {
  readonly item: StandaloneItem;
  readonly invoiceItemId: string;
};

function toItem(line: GivenLine, { currency, newId, item, invoiceItemId }: Place): NewInvoiceItem {
  const { productRatePlanChargeId, chargeName, chargeType, details, customFields } = line;
  const { quantity, service, unitOfMeasure } = item;
  for (const amount of [line.amount, ...line.taxes.map((tax) => tax.taxAmount)]) {
    if (roundToCurrency(amount, currency).eq(amount)) continue;
    refuse(`${amount.toFixed()} is no amount in ${currency.code}.`);
  }
  const included = line.taxes.filter(({ taxMode }) => taxMode === "TaxInclusive");
  const amount = line.amount.minus(sum(included.map(({ taxAmount }) => taxAmount)));
  return {
    invoiceItemId,
    processingType: "Charge",
    subscriptionId: null,
    subscriptionNumber: null,
    chargeId: null,
    chargeNumber: null,
    segment: null,
    productRatePlanChargeId,
    chargeName,
    chargeType,
    service,
    quantity,
    unitPrice: line.unitPrice ?? quotient(line.amount, quantity),
    unitOfMeasure,
    amount,
    balance: amount,
    appliedToItemId: null,
    orderLineItemId: null,
    creditedItem: null,
    derivation: { rule: "as given", inputs: {} },
    details,
    ...(customFields && { customFields }),
    ...(line.itemTax && { itemTax: line.itemTax }),
    taxationItems: line.taxes.map((tax) => toTax(tax, newId())),
  };
}

/** Nine decimals are what a price has at most. */
const quotient = (amount: Decimal, quantity: Decimal): Decimal =>
  isZero(quantity) ? amount : roundToDecimals(divideUnrounded(amount, quantity), 9);

const toTax = ({ taxMode: _, ...tax }: GivenTax, taxationItemId: string): TaxationItem => ({
  ...tax,
  taxationItemId,
  balance: tax.taxAmount,
});

function refuse(message: string): never {
  throw new BillingError("INVALID_VALUE", { message });
}
