import type { DateRange } from "../values/date-range.ts";
import { type Decimal, sum } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import type { ChargeType } from "./charge.ts";
import type { CustomFields } from "./custom-fields.ts";
import type { DiscountModel } from "./discount.ts";
import type { PrepaidMove } from "./prepaid.ts";
import type { TaxFinance, TaxTerms } from "./tax.ts";

export type ProcessingType = "Charge" | "Discount" | "Tax" | "Rounding";

/** Why an amount is what it is: kept with the item, shown in API, console and PDF. */
export type Derivation = {
  /** The rule that was used, in the words of docs/spec: "full period", "prorated by day", … */
  readonly rule: string;
  /** The numbers that went in, by name, and the rounding that came out. Texts, so that nothing is lost. */
  readonly inputs: Readonly<Record<string, string>>;
};

/** What is due or billed for a charge, before it is on a document. Negative: a credit. */
export type Line = {
  readonly subscriptionId: string;
  readonly subscriptionNumber: string;
  readonly chargeId: string;
  readonly chargeNumber: string;
  readonly productRatePlanChargeId: string;
  readonly segment: number;
  /** With suffix: "Silver -- Proration". */
  readonly chargeName: string;
  readonly chargeType: "OneTime" | "Recurring" | "Usage";
  readonly service: DateRange;
  readonly quantity: Decimal;
  /** Price of one unit for the whole period; negated on a credit. */
  readonly unitPrice: Decimal;
  readonly unitOfMeasure: string | null;
  readonly amount: Decimal;
  /** The item that this line takes back; null on a charge. */
  readonly creditedItem: ItemReference | null;
  readonly derivation: Derivation;
  /** Of the charge itself, instead of the catalog's; null: the catalog's. */
  readonly taxTerms?: TaxTerms | null;
  /** What taxing has found; then `amount` is without its taxes. */
  readonly tax?: LineTaxes;
  /** What was rounded to the amount; absent on what is credited. */
  readonly unrounded?: Decimal;
  /** What discounts take off it, in their order; of a credit, what they give back. Absent: none do. */
  readonly discounts?: readonly DiscountLine[];
  /** What it does to prepaid units; absent: nothing. */
  readonly prepaidMoves?: readonly PrepaidMove[];
  readonly orderLineItem?: undefined;
};

/** How an item is taxed. */
export type ItemTax = TaxTerms & {
  /** How much of the price the taxes are: zero where they are added to it. */
  readonly includedTax: Decimal;
};

/** The taxes of a line before there is a document. */
export type LineTaxes = ItemTax & {
  readonly items: readonly LineTax[];
  /** Whether it decides about what is an invoice. Absent: it does. */
  readonly isDecisive?: false;
  /** What an outside tax engine failed with; there are no taxes then. */
  readonly error?: string;
};

export type LineTax = TaxDetails & {
  readonly taxAmount: Decimal;
  /** The tax that this one takes back; null otherwise. */
  readonly sourceTaxItemId: string | null;
};

/** What a discount takes off a line: below zero on a charge, above on a credit. */
export type DiscountLine = Pick<
  Line,
  | "chargeId"
  | "chargeNumber"
  | "productRatePlanChargeId"
  | "segment"
  | "chargeName"
  | "service"
  | "amount"
  | "creditedItem"
  | "derivation"
  | "tax"
> & {
  /** The percentage, or the amount of a period. */
  readonly unitPrice: Decimal;
};

/** A line and its discounts together. */
export function netAmountOf({ amount, discounts }: Pick<DocumentLine, "amount" | "discounts">) {
  return discounts ? amount.plus(sum(discounts.map((each) => each.amount))) : amount;
}

/** What is due for an order line item: what a line says of a charge is null. */
export type OrderLineItemLine = Omit<
  Line,
  ChargeField | "productRatePlanChargeId" | "orderLineItem" | "discounts" | "prepaidMoves"
> & {
  readonly discounts?: undefined;
  readonly prepaidMoves?: undefined;
} & { readonly [Field in ChargeField]: null } & {
  readonly productRatePlanChargeId: string | null;
  readonly orderLineItem: {
    readonly orderLineItemId: string;
    readonly itemCategory: "Sales" | "Return";
    /** Null, as the set that numbers it: the account's. */
    readonly billToContactId: string | null;
    readonly sequenceSetId?: string | null;
    readonly currency: string;
  };
};

type ChargeField =
  | "subscriptionId"
  | "subscriptionNumber"
  | "chargeId"
  | "chargeNumber"
  | "segment";

/** What becomes an item of a document. */
export type DocumentLine = Line | OrderLineItemLine;

/** Where billing put what it billed: what sums below zero is on a credit memo. */
export type ItemReference = {
  /** Whose document it is: after a transfer not the account that is billed now. */
  readonly accountId: string;
  readonly documentType: "Invoice" | "CreditMemo";
  readonly documentId: string;
  readonly itemId: string;
};

/** What was billed for a charge and is not credited yet, as the next billing needs to know it. */
export type BilledItem = ItemReference & {
  readonly chargeNumber: string;
  readonly segment: number;
  readonly service: DateRange;
  readonly quantity: Decimal;
  /** As billed: negative for a charge below zero, whatever document it is on. */
  readonly amount: Decimal;
  /** What billing has credited of it so far; of the sign of the amount. */
  readonly creditedAmount: Decimal;
  /** In the order in which they were taken off. */
  readonly discounts: readonly BilledDiscount[];
  /** What billed it, where that was an invoice schedule. */
  readonly invoiceScheduleId?: string;
  /** Where its invoice was split: what it is a part of. Absent: it is whole. */
  readonly splitFrom?: {
    readonly itemId: string;
    /** As it was billed. */
    readonly amount: Decimal;
  };
};

/** What a discount has taken off a billed item, on the same document: of the other sign. */
export type BilledDiscount = Pick<
  DiscountLine,
  | "chargeId"
  | "chargeNumber"
  | "productRatePlanChargeId"
  | "segment"
  | "chargeName"
  | "service"
  | "amount"
  | "unitPrice"
> & {
  readonly itemId: string;
  readonly chargeModel: DiscountModel;
  /** What billing has given back of it so far; of the sign of the amount. */
  readonly creditedAmount: Decimal;
};

/** What a tax engine has made of a document. */
export type TaxStatus = "Complete" | "Error";

export type DocumentStatus = "Draft" | "Posted" | "Canceled";

/** Split: other invoices have its items, and only they count. */
export type InvoiceStatus = DocumentStatus | "Split";

/** What a tax is, apart from its amount: copied unchanged to whatever credits it. */
export type TaxDetails = {
  readonly name: string;
  readonly taxCode: string | null;
  readonly taxCodeDescription: string | null;
  readonly taxDate: PlainDate | null;
  /** A share such as 0.0625 when the type is Percentage, else an amount. */
  readonly taxRate: Decimal;
  readonly taxRateType: "Percentage" | "FlatFee";
  readonly taxRateDescription: string | null;
  readonly jurisdiction: string | null;
  readonly locationCode: string | null;
  readonly exemptAmount: Decimal;
  /** The days that it taxes: of the item, unless rates change in them. Known to what billing made. */
  readonly service?: DateRange;
  /** What it is the tax of; likewise. */
  readonly taxableAmount?: Decimal;
  readonly financeInformation?: TaxFinance;
};

export type TaxationItem = TaxDetails & {
  readonly taxationItemId: string;
  readonly taxAmount: Decimal;
  readonly balance: Decimal;
  /** On an item that credits: the tax that this one takes back. */
  readonly sourceTaxItemId?: string | null;
  readonly customFields?: CustomFields | undefined;
};

export type InvoiceItem = {
  readonly invoiceItemId: string;
  readonly processingType: ProcessingType;
  readonly subscriptionId: string | null;
  readonly subscriptionNumber: string | null;
  readonly chargeId: string | null;
  readonly chargeNumber: string | null;
  readonly productRatePlanChargeId: string | null;
  readonly chargeName: string;
  /** Null when no charge was billed: rounding, a tax on its own. */
  readonly chargeType: ChargeType | null;
  readonly service: DateRange;
  readonly quantity: Decimal;
  readonly unitPrice: Decimal;
  readonly unitOfMeasure: string | null;
  /** Without its taxes. */
  readonly amount: Decimal;
  /**
   * Owed of it, without taxes. A discount of an item lowers the item's: of 100 less 10, 90 and 0.
   */
  readonly balance: Decimal;
  /** The item of the same invoice that a discount reduces; null otherwise. */
  readonly appliedToItemId: string | null;
  readonly taxationItems: readonly TaxationItem[];
  /** Absent: not taxable. */
  readonly itemTax?: ItemTax;
  readonly customFields?: CustomFields | undefined;
};

/**
 * An invoice or a debit memo: both are owed, paid, credited and written off in the same way, so
 * settlement knows both by this one type. A debit memo's id, number, date and items stand where an
 * invoice's do.
 */
export type Invoice = {
  readonly documentType: "Invoice" | "DebitMemo";
  readonly invoiceId: string;
  readonly invoiceNumber: string;
  readonly accountId: string;
  readonly currency: string;
  readonly status: InvoiceStatus;
  readonly invoiceDate: PlainDate;
  readonly billToContactId: string | null;
  /** With taxes. */
  readonly amount: Decimal;
  readonly taxAmount: Decimal;
  /** What is still owed of items and taxes together; never negative unless the invoice is. */
  readonly balance: Decimal;
  /** Why taxes are missing on a draft. Absent: no tax engine had to answer, or all have. */
  readonly taxError?: string;
  readonly items: readonly InvoiceItem[];
};

/** An item that billing has just made, with what only it knows. */
export type NewInvoiceItem = InvoiceItem & {
  readonly segment: number | null;
  /** What was billed instead of a charge; null otherwise. */
  readonly orderLineItemId: string | null;
  readonly creditedItem: Line["creditedItem"];
  readonly derivation: Derivation;
  readonly prepaidMoves?: readonly PrepaidMove[];
  /** What a person has said of it; absent of what billing makes. */
  readonly details?: InvoiceItemDetails;
};

/** Of an item that a person has written: what nothing is reckoned with. Texts by the API's names. */
export type InvoiceItemDetails = Readonly<Record<string, string | boolean>>;

/** Charges of subscriptions, line items of orders, or both. */
export type BilledSource = "Subscription" | "Order" | "Consolidation";

/** An invoice that billing has just made. */
export type NewInvoice = Omit<Invoice, "items"> & {
  readonly dueDate: PlainDate;
  readonly targetDate: PlainDate;
  readonly paymentTerm: string;
  readonly source: "API" | "BillRun";
  readonly sourceId: string | null;
  readonly sourceType: BilledSource | "Standalone";
  /** Numbers it; absent or null: the account's. */
  readonly sequenceSetId?: string | null;
  /** What a person has said of it; absent of what billing makes. */
  readonly soldToContactId?: string | null;
  readonly autoPay?: boolean;
  readonly comments?: string | null;
  readonly transferredToAccounting?: string | null;
  readonly customFields?: CustomFields | undefined;
  readonly items: readonly NewInvoiceItem[];
};
