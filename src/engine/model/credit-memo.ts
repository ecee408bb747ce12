import type { DateRange } from "../values/date-range.ts";
import type { Decimal } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import type { ChargeType } from "./charge.ts";
import type { CustomFields } from "./custom-fields.ts";
import type {
  BilledSource,
  Derivation,
  DocumentStatus,
  Invoice,
  ItemTax,
  ProcessingType,
  TaxDetails,
} from "./document.ts";
import type { PrepaidMove } from "./prepaid.ts";
import type { TaxMode } from "./tax.ts";

/** Accounting codes of an item; null where the charge's own are to be used. */
export type FinanceInformation = {
  readonly deferredRevenueAccountingCode: string | null;
  readonly onAccountAccountingCode: string | null;
  readonly recognizedRevenueAccountingCode: string | null;
  readonly revenueRecognitionRuleName: string | null;
  /** Its revenue is not accounted for. */
  readonly excludeItemBillingFromRevenueAccounting?: boolean;
};

/**
 * How much of a credit is used. At every level `amount` is the sum of the three, where an item's
 * amount is taken together with the discounts that reduce it (settlement/net-amounts.ts).
 */
export type CreditUse = {
  readonly appliedAmount: Decimal;
  readonly unappliedAmount: Decimal;
  readonly refundAmount: Decimal;
};

export type CreditTaxationItem = TaxDetails &
  CreditUse & {
    readonly taxationItemId: string;
    /** The invoice's taxation item that this credits; null on a tax of its own. */
    readonly sourceTaxItemId: string | null;
    readonly taxAmount: Decimal;
    readonly customFields?: CustomFields | undefined;
  };

export type CreditMemoItem = CreditUse & {
  readonly creditMemoItemId: string;
  readonly processingType: ProcessingType;
  readonly subscriptionId: string | null;
  readonly subscriptionNumber: string | null;
  readonly chargeId: string | null;
  readonly chargeNumber: string | null;
  /** Of the charge, where billing made the item; null on a memo made by a person. */
  readonly segment: number | null;
  readonly productRatePlanChargeId: string | null;
  /** `skuName` on the wire. */
  readonly chargeName: string;
  readonly chargeType: ChargeType | null;
  readonly service: DateRange;
  readonly quantity: Decimal;
  /** The negated price of what is credited; not divided when only a part of it is. */
  readonly unitPrice: Decimal;
  readonly unitOfMeasure: string | null;
  /** Without its taxes. Positive gives back, negative takes back a credit that was billed. */
  readonly amount: Decimal;
  /** The item of the same memo that a discount reduces; null otherwise. */
  readonly appliedToItemId: string | null;
  /** InvoiceDetail when made from an invoice item, SubscriptionComponent when billed for a charge. */
  readonly sourceItemType:
    | "SubscriptionComponent"
    | "InvoiceDetail"
    | "ProductRatePlanCharge"
    | "OrderLineItem";
  readonly sourceItemId: string | null;
  /** The item that is credited: of an invoice, or of a credit memo that billed a negative charge. */
  readonly creditFromItemId: string | null;
  readonly creditFromItemSource: "InvoiceItem" | "CreditMemoItem" | null;
  /** The invoice whose item is credited; null where the item is a credit memo's. */
  readonly creditFromInvoiceId: string | null;
  readonly comment: string | null;
  readonly customFields?: CustomFields | undefined;
  readonly financeInformation: FinanceInformation | null;
  readonly derivation: Derivation;
  readonly prepaidMoves?: readonly PrepaidMove[];
  /** TaxExclusive when undefined, as billing and write-offs make items. */
  readonly taxMode?: TaxMode;
  readonly taxationItems: readonly CreditTaxationItem[];
  /** Absent: not taxable. */
  readonly itemTax?: ItemTax;
};

/** What a person says of a memo; of a memo that billing makes nothing is said. */
export type CreditMemoTerms = {
  /** Once posted it pays the invoice that it was made from, as far as both go. */
  readonly autoApplyUponPosting: boolean;
  /** Payment runs leave it alone. */
  readonly excludeFromAutoApplyRules: boolean;
  /** Of a write-off: whether it lowers revenue; null leaves it to the entity's books. */
  readonly revenueImpacting: "Yes" | "No" | null;
  readonly nonRevenueWriteOffAccountingCode: string | null;
  /** Whether an accounting system has taken it over; nobody has said while it is null. */
  readonly transferredToAccounting?: string | null;
  readonly customFields: CustomFields;
};

/** A credit memo before the store gives it a number. */
export type CreditMemoDraft = CreditUse & {
  readonly creditMemoId: string;
  readonly accountId: string;
  readonly currency: string;
  readonly status: DocumentStatus;
  readonly creditMemoDate: PlainDate;
  readonly targetDate: PlainDate | null;
  readonly reasonCode: string;
  readonly comment: string | null;
  readonly billToContactId: string | null;
  /** Numbers it when it is made; absent or null: the account's. */
  readonly sequenceSetId?: string | null;
  /** The invoice that it was made from; null when billing made it. */
  readonly referredInvoiceId: string | null;
  readonly source: "API" | "BillRun" | "AdhocFromPrpc" | "AdhocFromInvoice";
  /** The bill run's number; the invoice's id for a memo made from one. */
  readonly sourceId: string | null;
  readonly sourceType: BilledSource | "Standalone" | "Invoice" | "CreditMemo";
  /** It gives up what is owed and lets stand what was billed. */
  readonly isWriteOff: boolean;
  /** With taxes. */
  readonly amount: Decimal;
  readonly taxAmount: Decimal;
  /** Absent: no tax engine had to answer, or all have. */
  readonly taxError?: string;
  readonly items: readonly CreditMemoItem[];
  readonly terms?: CreditMemoTerms | undefined;
};

export type CreditMemo = CreditMemoDraft & { readonly creditMemoNumber: string };

/** What one item or tax of a memo pays: of itself, an item an item and a tax a tax. */
export type CreditMemoApplicationItem = {
  readonly creditMemoItemId: string;
  /** The tax of the item that pays; null where the item itself does. */
  readonly creditTaxItemId: string | null;
  readonly invoiceItemId: string;
  /** The tax of the item that is paid; null where the item itself is. */
  readonly taxItemId: string | null;
  /** Negative when both sides are. */
  readonly amount: Decimal;
};

/** What a credit memo pays of an invoice or a debit memo; below zero where it is unapplied. */
export type CreditMemoApplication = {
  readonly creditMemoId: string;
  /** What `invoiceId` is the id of. */
  readonly documentType: Invoice["documentType"];
  readonly invoiceId: string;
  readonly effectiveDate: PlainDate;
  /** The sum of the items. */
  readonly amount: Decimal;
  readonly items: readonly CreditMemoApplicationItem[];
};

/** The portion of a memo that one invoice has got, or, without an invoice, that nobody has. */
export type CreditMemoPart = { readonly invoiceId: string | null; readonly amount: Decimal };

/** How an amount that names no items is spread over them. A tenant's setting. */
export type ApplicationRule = "Proration" | "FirstInFirstOut";
