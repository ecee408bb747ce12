/** Discount charges as the tables of docs/spec/discounts.md write them. */
import assert from "node:assert/strict";
import type { Charge, Recurrence } from "#engine/model/charge.ts";
import {
  DEFAULT_DISCOUNT_TERMS,
  type DiscountLevel,
  type DiscountTerms,
} from "#engine/model/discount.ts";
import type { DiscountLine, Line } from "#engine/model/document.ts";
import { type DateRange, serviceEndDate } from "#engine/values/date-range.ts";
import { decimal, formatDecimal } from "#engine/values/decimal.ts";
import { aCharge } from "./subscriptions.ts";

type Given = {
  readonly effective: DateRange;
  readonly recurrence?: Partial<Recurrence>;
  readonly discount?: Partial<DiscountTerms>;
};

/** "8% class A", "$500", "10% subscription stacked partially"; the number of the first is C-00000002. */
export const discountsOf = (text: string, given: Given): Charge[] =>
  text.split(", ").map((each, index) => discountOf(each, index + 2, given));

function discountOf(text: string, number: number, given: Given): Charge {
  const [price = "", ...words] = text.split(" ");
  const isPercentage = price.endsWith("%");
  const levels: readonly DiscountLevel[] = ["rateplan", "subscription", "account"];
  const discountClass = words.includes("class") ? words.at(words.indexOf("class") + 1) : undefined;
  assert(/^(-?[\d.]+%|\$[\d.]+)$/.test(price), `"${price}" is written like 8% or $500`);
  return aCharge({
    name: text,
    chargeId: `discount-${number}`,
    chargeNumber: `C-0000000${number}`,
    productRatePlanChargeId: `product-discount-${number}`,
    chargeModel: isPercentage ? "DiscountPercentage" : "DiscountFixedAmount",
    price: decimal(price.replace(/[%$]/g, "")),
    effective: given.effective,
    ...(given.recurrence && { recurrence: given.recurrence }),
    discount: {
      ...DEFAULT_DISCOUNT_TERMS,
      discountLevel: levels.find((level) => words.includes(level)) ?? "rateplan",
      discountClass: discountClass ?? null,
      isStackedDiscount: words.includes("stacked"),
      applyToBillingPeriodPartially: words.includes("partially"),
      ...given.discount,
    },
  });
}

export const discountLinesOf = (lines: readonly Line[]): DiscountLine[] =>
  lines.flatMap(({ discounts = [] }) => discounts);

/** "2023-06-01..2023-06-30 -10.00". */
export const writtenDiscounts = (lines: readonly Line[]): string =>
  discountLinesOf(lines)
    .map(({ service, amount }) => {
      const days = `${service.start}..${serviceEndDate(service)}`;
      return `${days} ${formatDecimal(amount)}`;
    })
    .join(", ") || "-";
