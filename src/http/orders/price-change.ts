/** How a price changes on renewal, as the wire has it: two fields, of which the second needs the first. */
import { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import type { PriceChange } from "#engine/model/charge.ts";
import type { Decimal } from "#engine/values/decimal.ts";
import * as wire from "../wire.ts";

export const priceChangeFields = {
  priceChangeOption: z
    .enum(["NoChange", "SpecificPercentageValue", "UseLatestProductCatalogPricing"])
    .optional()
    .describe("How the price changes each time that the subscription is renewed."),
  priceIncreasePercentage: wire.amount
    .refine((percentage) => percentage.gte("-100") && percentage.lte("100"), {
      error: "should be between -100 and 100",
    })
    .optional()
    .describe("With SpecificPercentageValue."),
};

type Body = {
  readonly priceChangeOption?: PriceChange["priceChangeOption"] | undefined;
  readonly priceIncreasePercentage?: Decimal | undefined;
};

/** Errors: MISSING_FIELD, NOT_ALLOWED (a percentage that nothing would be done with). */
export function toPriceChange({ priceChangeOption, priceIncreasePercentage }: Body): {
  priceChange?: PriceChange;
} {
  if (priceChangeOption === "SpecificPercentageValue") {
    if (priceIncreasePercentage) {
      return { priceChange: { priceChangeOption, priceIncreasePercentage } };
    }
    throw new BillingError("MISSING_FIELD", { field: "priceIncreasePercentage" });
  }
  if (priceIncreasePercentage) {
    const message = "'priceIncreasePercentage' needs 'priceChangeOption' SpecificPercentageValue.";
    throw new BillingError("NOT_ALLOWED", { message });
  }
  return priceChangeOption ? { priceChange: { priceChangeOption } } : {};
}

type ToWrite<Percentage> =
  | { readonly priceChangeOption: "NoChange" | "UseLatestProductCatalogPricing" }
  | {
      readonly priceChangeOption: "SpecificPercentageValue";
      readonly priceIncreasePercentage: Percentage;
    };

/** Null where the charge has that of the catalog. */
export const priceChangeToWire = <Percentage>(priceChange: ToWrite<Percentage> | undefined) => ({
  priceChangeOption: priceChange?.priceChangeOption ?? null,
  priceIncreasePercentage:
    priceChange?.priceChangeOption === "SpecificPercentageValue"
      ? priceChange.priceIncreasePercentage
      : null,
});
