import type { DateRange } from "../values/date-range.ts";
import type { Decimal } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import type { ItemReference } from "./document.ts";
import type { TaxMode, TaxTerms } from "./tax.ts";

export type ItemState = "Executing" | "Booked" | "SentToBilling" | "Complete" | "Canceled";
export type ItemCategory = "Sales" | "Return";
export type ItemType = "Product" | "Fee" | "Services";
export type InlineDiscountType = "Percentage" | "FixedAmount" | "None";

/** Kept with an item and shown; nothing is reckoned from them. */
export type FinanceField =
  | "accountingCode"
  | "adjustmentLiabilityAccountingCode"
  | "adjustmentRevenueAccountingCode"
  | "contractAssetAccountingCode"
  | "contractLiabilityAccountingCode"
  | "contractRecognizedRevenueAccountingCode"
  | "deferredRevenueAccountingCode"
  | "recognizedRevenueAccountingCode"
  | "revenueRecognitionRule"
  | "unbilledReceivablesAccountingCode";
export type FinanceFields = { readonly [Field in FinanceField]?: string };

/** The same: how its revenue is to be accounted for. False when absent. */
export type RevenueFlag =
  | "excludeItemBillingFromRevenueAccounting"
  | "excludeItemBookingFromRevenueAccounting"
  | "isAllocationEligible"
  | "isUnbilled";
export type RevenueFlags = { readonly [Flag in RevenueFlag]?: boolean };

/** What a unit costs. With a discount, the amount per unit follows from the list price. */
export type ItemPrice = {
  readonly listPricePerUnit: Decimal;
  readonly amountPerUnit: Decimal;
  readonly inlineDiscountType: InlineDiscountType;
  /** Percent, or an amount; zero without a discount. */
  readonly inlineDiscountPerUnit: Decimal;
};

/** Goods or services that an order sells, or takes back, without a subscription. */
export type OrderLineItem = ItemPrice & {
  readonly orderLineItemId: string;
  /** Within its order. */
  readonly itemNumber: string;
  readonly itemCategory: ItemCategory;
  readonly itemState: ItemState;
  readonly itemName: string;
  readonly itemType: ItemType | null;
  readonly description: string | null;
  readonly quantity: Decimal;
  readonly unitOfMeasure: string | null;
  readonly transaction: DateRange;
  /** From this day on it is billed, once it is SentToBilling. */
  readonly billTargetDate: PlainDate | null;
  /** Null: the account's. */
  readonly billToContactId: string | null;
  /** Null: the account's. */
  readonly soldToContactId: string | null;
  /** Null: the account of the order. */
  readonly ownerAccountId: string | null;
  readonly productCode: string | null;
  readonly productRatePlanChargeId: string | null;
  readonly purchaseOrderNumber: string | null;
  readonly relatedSubscriptionNumber: string | null;
  /** Of a return: the item that was sold. */
  readonly originalOrderLineItemId: string | null;
  /** What it is taxed by; null or absent: as its charge in the catalog, if it has one. */
  readonly taxTerms?: TaxTerms | null;
  /** Numbers what bills it; null or absent: the account's. */
  readonly sequenceSetId?: string | null;
  readonly finance: FinanceFields;
  readonly revenue?: RevenueFlags;
  readonly customFields: Readonly<Record<string, unknown>>;
};

/** What a caller says of an item. Absent: the default, or what it was. */
export type LineItemFields = {
  readonly itemState?: ItemState;
  /** Of an ordered item absent: its place in the order, from 1. */
  readonly itemNumber?: string;
  readonly itemName?: string;
  readonly itemType?: ItemType;
  readonly description?: string;
  readonly quantity?: Decimal;
  readonly listPricePerUnit?: Decimal;
  readonly amountPerUnit?: Decimal;
  readonly inlineDiscountType?: InlineDiscountType;
  readonly inlineDiscountPerUnit?: Decimal;
  readonly unitOfMeasure?: string;
  readonly transactionStartDate?: PlainDate;
  /** Included. */
  readonly transactionEndDate?: PlainDate;
  readonly billTargetDate?: PlainDate;
  readonly billToContactId?: string;
  readonly soldToContactId?: string;
  readonly ownerAccountNumber?: string;
  readonly productCode?: string;
  readonly purchaseOrderNumber?: string;
  readonly relatedSubscriptionNumber?: string;
  readonly taxCode?: string;
  readonly taxMode?: TaxMode;
  readonly sequenceSetId?: string;
  readonly revenue?: RevenueFlags;
  readonly finance: FinanceFields;
  readonly customFields: Readonly<Record<string, unknown>>;
};

/** An item as an order asks for it. */
export type OrderedLineItem = LineItemFields & {
  readonly itemCategory: ItemCategory;
  /** Id or number of a one-time charge that it takes its name and price from. */
  readonly productRatePlanChargeKey?: string;
  /** Of a return: what was sold. */
  readonly originalOrderNumber?: string;
  readonly originalOrderLineItemNumber?: string;
};

/** An item of the category Sales as its returns need to know it. */
export type SoldItem = {
  readonly item: OrderLineItem;
  readonly orderNumber: string;
  /** Units of returns that are Booked or further. */
  readonly returned: Decimal;
  /** Null: not billed. */
  readonly billed: SoldItemBill | null;
};

export type SoldItemBill = {
  readonly item: ItemReference;
  /** Not credited yet; of the sign that it was billed with. */
  readonly amountLeft: Decimal;
  readonly quantityLeft: Decimal;
};
