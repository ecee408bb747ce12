import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { tiersFrom } from "#test/support/tiers.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import type { ChargeModel, DayOfWeek } from "../model/charge.ts";
import { PRICE_ALONE, type UsageTerms } from "../model/model-terms.ts";
import { decimal } from "../values/decimal.ts";
import { plainDate } from "../values/plain-date.ts";
import { deliveriesIn } from "./delivery.ts";
import { listAmount, unitListPrice } from "./index.ts";
import { tierDetail } from "./tier-detail.ts";

/** Null for what each record of usage says itself. */
const PAGES: { readonly [Model in ChargeModel]: string | null } = {
  FlatFee: "docs/spec/flat-fee.md",
  PerUnit: "docs/spec/per-unit.md",
  Tiered: "docs/spec/tiered.md",
  Volume: "docs/spec/volume.md",
  Delivery: "docs/spec/delivery.md",
  DiscountFixedAmount: "docs/spec/discount-fixed-amount.md",
  DiscountPercentage: "docs/spec/discount-percentage.md",
  Overage: "docs/spec/overage.md",
  TieredWithOverage: "docs/spec/tiered-with-overage.md",
  PreratedPerUnit: null,
  PreratedPricing: null,
  HighWatermarkVolumePricing: "docs/spec/high-watermark-volume-pricing.md",
  HighWatermarkTieredPricing: "docs/spec/high-watermark-tiered-pricing.md",
};

const daysOf = (row: Record<string, string>) =>
  (row["delivery days"]?.split(", ") ?? []) as DayOfWeek[];

const usageOf = (includedUnits: string): UsageTerms => ({
  ratingGroup: "ByBillingPeriod",
  usageRecordRatingOption: "EndOfBillingPeriod",
  prorationOption: "NoProration",
  includedUnits: decimal(includedUnits),
  smoothing: null,
  ratedBy: null,
});

const termsOf = (chargeModel: string, row: Record<string, string>) => ({
  chargeModel: chargeModel as ChargeModel,
  price: decimal(row.price ?? "0"),
  quantity: decimal(row.quantity ?? "1"),
  modelTerms: {
    ...PRICE_ALONE,
    tiers: row.tiers ? tiersFrom(row.tiers) : [],
    deliveryDays: daysOf(row),
    usage: row["included units"] ? usageOf(row["included units"]) : null,
  },
});

describe("listAmount, worked examples", () => {
  for (const [model, page] of Object.entries(PAGES)) {
    for (const row of page === null ? [] : workedExamples(page, "Amounts")) {
      test(`${row.id}: ${row.quantity ?? ""} at ${row.price ?? row.tiers} is ${row["list amount"]}`, () => {
        const terms = termsOf(model, row);
        assert.equal(listAmount(terms).toFixed(), row["list amount"]);
        if (row["unit price"]) assert.equal(unitListPrice(terms).toFixed(), row["unit price"]);
        if (row.detail) assert.equal(tierDetail(terms), row.detail);
      });
    }
  }
});

describe("deliveries, worked examples", () => {
  for (const row of workedExamples("docs/spec/delivery.md", "Deliveries")) {
    test(`${row.id}: ${row["delivery days"]} from ${row.from} up to ${row["up to"]}`, () => {
      const days = { start: plainDate(row.from ?? ""), end: plainDate(row["up to"] ?? "") };
      const deliveries = deliveriesIn({ ...PRICE_ALONE, deliveryDays: daysOf(row) }, days);
      assert.equal(String(deliveries), row.deliveries);
    });
  }
});
