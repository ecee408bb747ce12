import type { Decimal } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import type { ChargeTerms } from "./charge.ts";
import type { CustomFields } from "./custom-fields.ts";
import type { ModelTerms, Tier } from "./model-terms.ts";

export type Product = {
  readonly productId: string;
  readonly productNumber: string;
  readonly sku: string;
  readonly name: string;
  readonly description: string | null;
  readonly category: ProductCategory | null;
  /** On sale from this day … */
  readonly effectiveStartDate: PlainDate;
  /** … up to, not including, this day. Ends no subscription. */
  readonly effectiveEndDate: PlainDate;
  readonly allowFeatureChanges: boolean;
  readonly customFields: CustomFields;
};

export type ProductCategory = "Base Products" | "Add On Services" | "Miscellaneous Products";

export type ProductRatePlan = {
  readonly productRatePlanId: string;
  readonly productRatePlanNumber: string;
  readonly productId: string;
  readonly name: string;
  readonly description: string | null;
  /** On sale from this day … */
  readonly effectiveStartDate: PlainDate;
  /** … up to, not including, this day. */
  readonly effectiveEndDate: PlainDate;
  /** ISO 4217; empty where nobody has said. */
  readonly activeCurrencies: readonly string[];
  /** Orders the plans of a product from the smallest up. */
  readonly grade: number | null;
  readonly externalRatePlanIds: readonly string[];
  readonly customFields: CustomFields;
  readonly charges: readonly ProductRatePlanCharge[];
};

/** What is charged for a product rate plan: terms of charging, with a price for each currency. */
export type ProductRatePlanCharge = WithoutPrice<ChargeTerms> & {
  readonly productRatePlanChargeId: string;
  readonly productRatePlanChargeNumber: string;
  /** List price by ISO 4217 code; 0 where tiers have prices. */
  readonly prices: Readonly<Record<string, Decimal>>;
  /** By ISO 4217 code; empty where the model has none. */
  readonly tiers: Readonly<Record<string, readonly Tier[]>>;
  readonly modelTerms: Omit<ModelTerms, "tiers">;
  /** Bounds of the quantity in a subscription; null for none. */
  readonly minQuantity: Decimal | null;
  readonly maxQuantity: Decimal | null;
  readonly taxable: boolean;
  readonly taxCode: string | null;
  readonly taxMode: "TaxExclusive" | "TaxInclusive" | null;
  /**
   * What is kept and shown but changes no bill, by its v1 name: accountingCode, revRecCode, …; and how
   * prices of new subscriptions change on renewal: priceChangeOption, priceIncreasePercentage.
   */
  readonly otherFields: CustomFields;
  readonly customFields: CustomFields;
};

/** Keeps the two sides of the union apart. */
type WithoutPrice<Terms> = Terms extends ChargeTerms
  ? Omit<Terms, "price" | "priceChange" | "modelTerms">
  : never;
