import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { aChargeOverride, aProductCharge, endDateOf } from "#test/support/products.ts";
import { aCharge } from "#test/support/subscriptions.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import { BillingError } from "../errors.ts";
import type { Charge } from "../model/charge.ts";
import { DEFAULT_DISCOUNT_TERMS, type DiscountDuration } from "../model/discount.ts";
import { serviceEndDate } from "../values/date-range.ts";
import { type PlainDate, plainDate } from "../values/plain-date.ts";
import { withDiscountDuration } from "./discount-duration.ts";
import { subscribedCharge } from "./subscribed-charge.ts";

const REGULAR = "product-charge-1";

const discount = aProductCharge({
  chargeModel: "DiscountPercentage",
  discount: {
    ...DEFAULT_DISCOUNT_TERMS,
    discountApplyDetails: [{ productRatePlanId: "plan", productRatePlanChargeId: REGULAR }],
  },
});

const START = { start: plainDate("2023-01-01"), end: plainDate("2024-01-01") };

const regular = (ends: string | undefined): Charge =>
  aCharge({
    effective: { start: plainDate("2023-03-01"), end: plainDate(ends || "2024-01-01") },
    endDate: endDateOf(ends ? `Specific_End_Date ${ends}` : "Subscription_End"),
    chargedThroughDate: plainDate("2023-07-01"),
  });

/** "FixedPeriodAfterApplyToChargeStartDate 2 Weeks", "SpecificDate 2023-04-16". */
function overrideOf(start: string, end: string) {
  const [startDatePolicy, count, startPeriodsType] = start.split(" ");
  const [endDatePolicy] = end.split(" ");
  const isSpecific = startDatePolicy === "SpecificDate";
  const condition = end
    .replace("SpecificEndDate", "Specific_End_Date")
    .replace("FixedPeriod", "Fixed_Period");
  return aChargeOverride({
    specificTriggerDate: isSpecific ? (count as PlainDate) : null,
    endDate: /^(Fixed|Specific)_/.test(condition) ? endDateOf(condition) : null,
    duration: {
      startDatePolicy,
      ...(startPeriodsType && { startPeriodsType, periodsAfterChargeStart: Number(count) }),
      ...(endDatePolicy && { endDatePolicy }),
    } as DiscountDuration,
  });
}

describe("the duration of a discount, worked examples", () => {
  for (const row of workedExamples("docs/spec/discounts.md", "Duration")) {
    test(`${row.id}: ${row.start}, ${row.end} is ${row.days}`, () => {
      const override = overrideOf(row.start ?? "", row.end ?? "");
      const dated = withDiscountDuration(discount, override, [regular(row["charge ends"])]);
      const charge = subscribedCharge(discount, dated, SUBSCRIPTION, SUPPLY);
      assert(charge.effective);
      const days = `${charge.effective.start}..${serviceEndDate(charge.effective)}`;
      assert.equal(days, row.days);
    });
  }
});

const SUBSCRIPTION = {
  currentTerm: START,
  triggers: {
    ContractEffective: START.start,
    ServiceActivation: START.start,
    CustomerAcceptance: START.start,
  },
  currency: "USD",
  orderDate: START.start,
};

const SUPPLY = {
  newId: () => "id",
  subscriptionNumber: () => "S",
  ratePlanNumber: () => "R",
  chargeNumber: () => "C",
  rampNumber: () => "P",
};

describe("refused", () => {
  const follow = aChargeOverride({ duration: { startDatePolicy: "AlignToApplyToCharge" } });
  const refuses = (work: () => unknown, message: RegExp) =>
    assert.throws(work, (error) => error instanceof BillingError && message.test(error.message));

  test("a charge that is no discount", () => {
    refuses(() => withDiscountDuration(aProductCharge(), follow, []), /is no discount/);
  });
  test("what the subscription does not have before it", () => {
    refuses(() => withDiscountDuration(discount, follow, []), /does not have before it/);
  });
  test("what is pending", () => {
    const { effective, ...pending } = regular(undefined);
    refuses(
      () =>
        withDiscountDuration(discount, follow, [{ ...pending, effective: undefined } as Charge]),
      /is pending/,
    );
  });
  test("a discount that names nothing that it applies to", () => {
    const everything = aProductCharge({
      chargeModel: "DiscountPercentage",
      discount: DEFAULT_DISCOUNT_TERMS,
    });
    refuses(() => withDiscountDuration(everything, follow, []), /should name it/);
  });
  test("a fixed period without its length, a specific date without its day", () => {
    const charges = [regular(undefined)];
    const fixed = overrideOf("FixedPeriodAfterApplyToChargeStartDate", "");
    refuses(() => withDiscountDuration(discount, fixed, charges), /periodsAfterChargeStart/);
    const specific = aChargeOverride({ duration: { startDatePolicy: "SpecificDate" } });
    refuses(() => withDiscountDuration(discount, specific, charges), /specificTriggerDate/);
  });
});
