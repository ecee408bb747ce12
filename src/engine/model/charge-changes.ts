/** What an order action changes of charges that a subscription has. */
import type { Decimal } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import type { BillingPeriodAlignment, PriceChange, TriggerEvent } from "./charge.ts";
import type { DiscountOverride } from "./discount.ts";
import type { ModelTermsChange } from "./model-terms.ts";
import type { PriceKind } from "./price-kind.ts";

/** How an action names a charge of the rate plan that it names. */
export type ChargeKey = {
  /** Null: named by its uniqueToken. */
  readonly chargeNumber: string | null;
  /** Of a charge that an action before it in the same order has added. */
  readonly uniqueToken?: string;
};

/** What becomes different of a charge, and from when. What is null stays. */
export type ChargeUpdate = ChargeKey & {
  readonly description: string | null;
  readonly pricing: PriceKind | null;
  readonly price: Decimal | null;
  readonly quantity: Decimal | null;
  /** Of a discount, whose price it also says. Absent: as it is. */
  readonly discount?: DiscountOverride;
  /** Absent: the charge's own. */
  readonly modelTerms?: ModelTermsChange;
  /** Absent: the charge's own. */
  readonly priceChange?: PriceChange;
  /** Absent: the charge's own. */
  readonly billingPeriodAlignment?: BillingPeriodAlignment;
  /** Of a charge that is pending, and stays it. Absent: as it is. */
  readonly estimatedStartDate?: PlainDate;
  /** Null: the charge's own. */
  readonly triggerEvent: TriggerEvent | null;
  /** The day of SpecificDate. */
  readonly specificTriggerDate: PlainDate | null;
  /** Those that are given replace those of the charge. */
  readonly customFields?: Readonly<Record<string, unknown>>;
};

/** When a charge is removed, where that is another day than its own trigger event says. */
export type ChargeRemoval = ChargeKey & {
  /** Null: the charge's own, unless there is a specific date. */
  readonly triggerEvent: TriggerEvent | null;
  /** The day of SpecificDate. */
  readonly specificTriggerDate: PlainDate | null;
};
