import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { anOrderContext } from "#test/support/order-context.ts";
import { aProductCharge, aProductRatePlan } from "#test/support/products.ts";
import { aCharge, aRatePlan, aRecurrence, aSubscription } from "#test/support/subscriptions.ts";
import { periodsOf, rangeOf, writtenRange } from "#test/support/terms.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import type { BillingPeriod, Charge, ChargeModel, ListPriceBase } from "../model/charge.ts";
import type { ProductRatePlanCharge } from "../model/product.ts";
import { chargesOf, type Subscription } from "../model/subscription.ts";
import { renewSubscription } from "../order-actions/renew-subscription.ts";
import { decimal } from "../values/decimal.ts";
import { plainDate } from "../values/plain-date.ts";

const SPEC = "docs/spec/price-change.md";

const byPercentage = (percentage: string) => ({
  priceChangeOption: "SpecificPercentageValue" as const,
  priceIncreasePercentage: decimal(percentage),
});

const subscribed = (charge: Charge, given: Partial<Subscription> = {}): Subscription =>
  aSubscription({ ratePlans: [aRatePlan({ charges: [charge] })], ...given });

const renewed = (subscription: Subscription, catalog: readonly ProductRatePlanCharge[] = []) => {
  const { productRatePlanId } = aRatePlan();
  const plan = aProductRatePlan(catalog);
  const context = anOrderContext({ catalog: new Map([[productRatePlanId, plan]]) });
  return renewSubscription(subscription, { type: "RenewSubscription" }, context);
};

const segmentsOf = (subscription: Subscription): string =>
  chargesOf(subscription)
    .map(({ segment, effective, price }) => {
      assert(effective);
      return `${segment}: ${writtenRange(effective)} at ${price.toFixed()}`;
    })
    .join("; ");

const lastPriceOf = (subscription: Subscription): string | undefined =>
  chargesOf(subscription).at(-1)?.price.toFixed();

describe("percentage", () => {
  for (const row of workedExamples(SPEC, "Percentage")) {
    test(`${row.id}: ${row.price} by ${row.percentage} percent`, () => {
      const priceChange = byPercentage(row.percentage ?? "");
      const charge = aCharge({ price: decimal(row.price ?? ""), priceChange });
      let subscription = subscribed(charge, { renewalTerm: { period: 1, periodType: "Year" } });
      for (const times of ["renewed once", "twice", "three times"]) {
        subscription = renewed(subscription);
        assert.equal(lastPriceOf(subscription), row[times]);
      }
      assert.equal(
        chargesOf(subscription).length,
        row["three times"] === row.price ? 1 : 4 - same(row),
      );
    });
  }
});

/** Renewals that leave the price as it is make no segment. */
const same = (row: Record<string, string>): number =>
  [row["renewed once"] === row.twice, row.twice === row["three times"]].filter(Boolean).length;

/** "PerUnit, Seat, Month, Per_Billing_Period, 30 USD" */
function termsOf(text: string) {
  const [model, unit, billingPeriod, listPriceBase, price = ""] = text.split(", ");
  const [amount = "", currency = ""] = price.split(" ");
  return {
    particulars: {
      chargeModel: model as ChargeModel,
      unitOfMeasure: unit === "-" ? null : (unit ?? null),
    },
    recurrence: {
      billingPeriod: billingPeriod as BillingPeriod,
      listPriceBase: listPriceBase as ListPriceBase,
    },
    price: decimal(amount),
    currency,
  };
}

describe("latest catalog price", () => {
  for (const row of workedExamples(SPEC, "Latest catalog price")) {
    test(`${row.id}: ${row.charge}; ${row.catalog}`, () => {
      const { particulars, recurrence, price } = termsOf(row.charge ?? "");
      const priceChange = { priceChangeOption: "UseLatestProductCatalogPricing" as const };
      const charge = aCharge({ ...particulars, price, priceChange, recurrence });
      const catalog = row.catalog === "nothing" ? [] : [inCatalog(charge, row.catalog ?? "")];
      const after = renewed(subscribed(charge, { renewalTerm: periodsOf("1 Year") }), catalog);
      assert.equal(lastPriceOf(after), row.renewed);
    });
  }
});

function inCatalog({ productRatePlanChargeId }: Charge, text: string): ProductRatePlanCharge {
  const { particulars, recurrence, price, currency } = termsOf(text);
  const product = aProductCharge({
    ...particulars,
    productRatePlanChargeId,
    prices: { [currency]: price },
  });
  return { ...product, chargeType: "Recurring", recurrence: aRecurrence(recurrence) };
}

describe("segments", () => {
  for (const row of workedExamples(SPEC, "Segments")) {
    test(`${row.id}: ${row.charge}, renewed: ${row.renewal}`, () => {
      const own = row["end of its own"] ?? "-";
      const charge = aCharge({
        price: decimal("100"),
        priceChange: byPercentage("10"),
        effective: rangeOf(row.charge ?? ""),
        recurrence: { billingPeriod: row["billing period"] as BillingPeriod },
        ...(own !== "-" && {
          endDate: { endDateCondition: "Specific_End_Date", specificEndDate: plainDate(own) },
        }),
      });
      const before = subscribed(
        charge,
        row.renewal === "evergreen"
          ? { renewalSetting: "RENEW_TO_EVERGREEN" }
          : { renewalTerm: periodsOf(row.renewal ?? "") },
      );
      assert.equal(segmentsOf(renewed(before)), row.after);
    });
  }
});
