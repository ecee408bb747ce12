import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { aCharge, aRatePlan, aRecurrence, aSubscription } from "#test/support/subscriptions.ts";
import { tiersFrom } from "#test/support/tiers.ts";
import { totalsOf, type UsedUnits } from "#test/support/usage.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import { BillingError } from "../errors.ts";
import { type BillingRules, DEFAULT_BILLING_RULES } from "../model/billing-rules.ts";
import type { Charge, ChargeModel } from "../model/charge.ts";
import type { Line } from "../model/document.ts";
import { PRICE_ALONE, type RatingGroup, type UsageTerms } from "../model/model-terms.ts";
import { currency } from "../values/currency.ts";
import { type DateRange, fromServicePeriod, serviceEndDate } from "../values/date-range.ts";
import { decimal, formatDecimal, sum, ZERO } from "../values/decimal.ts";
import { addDays, plainDate } from "../values/plain-date.ts";
import { billSubscriptions, usageToBill } from "./bill-subscriptions.ts";

const SPEC = "docs/spec/usage.md";

const PAGES = [
  SPEC,
  "docs/spec/prerated-per-unit.md",
  "docs/spec/prerated-pricing.md",
  "docs/spec/high-watermark-volume-pricing.md",
  "docs/spec/high-watermark-tiered-pricing.md",
];

type Row = Readonly<Record<string, string>>;

const usageTerms = (given: Partial<UsageTerms> = {}): UsageTerms => ({
  ratingGroup: "ByBillingPeriod",
  usageRecordRatingOption: "EndOfBillingPeriod",
  prorationOption: "NoProration",
  includedUnits: ZERO,
  smoothing: null,
  ratedBy: null,
  ...given,
});

const YEAR = fromServicePeriod(plainDate("2023-01-01"), plainDate("2023-12-31"));

const aUsageCharge = (given: Partial<Charge>, usage: Partial<UsageTerms> = {}): Charge =>
  ({
    ...aCharge(),
    name: "Calls",
    unitOfMeasure: "Call",
    chargeModel: "PerUnit",
    ...given,
    chargeType: "Usage",
    recurrence: aRecurrence({ billingTiming: "IN_ARREARS" }),
    modelTerms: {
      ...PRICE_ALONE,
      ...given.modelTerms,
      usage: usageTerms(usage),
    },
  }) as Charge;

/** The lines of one billing; what was rated before is told by `units`. */
function billed(
  charge: Charge,
  units: readonly UsedUnits[],
  targetDate: string,
  days = YEAR,
  rules: Partial<BillingRules> = {},
) {
  const subscription = aSubscription({
    currentTerm: days,
    subscriptionStartDate: days.start,
    ratePlans: [aRatePlan({ charges: [charge] })],
  });
  const how = {
    account: { billCycleDay: 1, currency: currency("USD") },
    rules: { ...DEFAULT_BILLING_RULES, ...rules },
    targetDate: plainDate(targetDate),
    chargeTypesToExclude: [],
  };
  const [wanted] = usageToBill({ ...how, subscriptions: [subscription] });
  const usage = new Map(wanted ? [[charge.chargeId, totalsOf(units, wanted)]] : []);
  return billSubscriptions({ ...how, subscriptions: [{ subscription, billedItems: [] }], usage });
}

/** "2023-01-03 5" or, with what it costs, "2023-01-03 5 10"; "?" says nothing. */
const unitsFrom = (text: string): UsedUnits[] =>
  text === ""
    ? []
    : text.split(", ").map((record) => {
        const [day = "", quantity = "", price] = record.split(" ");
        return { day: plainDate(day), quantity, ...(price && price !== "?" && { price }) };
      });

const refusalOf = (work: () => string): string => {
  try {
    return work();
  } catch (error) {
    if (error instanceof BillingError) return error.code;
    throw error;
  }
};

describe("usage, worked examples", () => {
  for (const row of PAGES.flatMap((page) => workedExamples(page, "Rated"))) {
    test(`${row.id}: ${row.model}, ${row.records} is ${row.amount}`, () => {
      const charge = aUsageCharge(
        {
          chargeModel: row.model as ChargeModel,
          price: decimal(row.price ?? ""),
          modelTerms: { ...PRICE_ALONE, tiers: row.tiers ? tiersFrom(row.tiers) : [] },
        },
        {
          includedUnits: decimal(row["included units"] || "0"),
          ratedBy: row.model?.startsWith("Prerated") ? "rate__c" : null,
        },
      );
      const outcome = refusalOf(() => {
        const { lines } = billed(charge, unitsFrom(row.records ?? ""), "2023-02-01");
        assert.equal(lines[0]?.quantity.toFixed(), row.quantity);
        return lines.map(({ amount }) => formatDecimal(amount)).join();
      });
      assert.equal(outcome, row.amount);
    });
  }

  const uploaded = (upload: string, record: string): UsedUnits => {
    const [day = "", quantity = "", group = ""] = record.split(" ");
    return { day: plainDate(`2018-${day}`), quantity, group, upload };
  };
  const RECORDS = [
    ...["01-01 20 A", "01-16 90 A", "02-01 80 B", "02-16 15 A"].map((each) => uploaded("1", each)),
    ...["01-01 50 B", "02-16 100 A"].map((each) => uploaded("2", each)),
  ];

  for (const row of workedExamples(SPEC, "Rating groups")) {
    test(`${row.id}: ${row["rating group"]}`, () => {
      const days = fromServicePeriod(plainDate("2018-01-01"), plainDate("2018-12-31"));
      const tiers = tiersFrom("0-50 unit 11; 51-100 unit 10; 101- unit 9");
      const charge = aUsageCharge(
        { chargeModel: "Volume", effective: days, modelTerms: { ...PRICE_ALONE, tiers } },
        { ratingGroup: row["rating group"] as RatingGroup },
      );
      const { lines } = billed(charge, RECORDS, "2018-03-01", days);
      const written = lines.map(({ quantity, amount }) => `${quantity} ${formatDecimal(amount)}`);
      assert.deepEqual(written, [row.January, row.February]);
    });
  }

  for (const row of workedExamples(SPEC, "Due")) {
    test(`${row.id}: ${row.charge} by ${row.target}`, () => assert.equal(dueOf(row), row.billed));
  }
});

describe("usage rules, worked examples", () => {
  for (const row of workedExamples(SPEC, "Partial periods")) {
    test(`${row.id}: ${row.charge} by ${row.period}, ${row.rule}`, () => {
      const [from = "", to = ""] = row.charge?.split("..") ?? [];
      const effective = fromServicePeriod(plainDate(from), plainDate(to));
      const isWeekly = row.period === "Week";
      const charge = {
        ...aUsageCharge({ price: decimal("1"), effective }),
        recurrence: aRecurrence({
          billingTiming: "IN_ARREARS",
          billingPeriod: row.period as "Month",
          ...(isWeekly && { billCycleType: "SpecificDayofWeek", weeklyBillCycleDay: "Sunday" }),
        }),
      } as Charge;
      const used = daysOf(effective).map((day) => ({ day, quantity: "1" }));
      const rule = isWeekly ? "prorateUsageWeeklyCharges" : "prorateUsageMonthlyCharges";
      const { lines } = billed(charge, used, row.target ?? "", YEAR, {
        [rule]: row.rule === "true",
      });
      assert.equal(writtenOf(lines), row.billed);
    });
  }

  for (const row of workedExamples(SPEC, "Record by record")) {
    test(`${row.id}: ${row.model}, ${row.records}`, () => {
      const tiers = row.tiers ? tiersFrom(row.tiers) : [];
      const charge = aUsageCharge(
        {
          chargeModel: row.model as ChargeModel,
          price: decimal(row.price ?? ""),
          modelTerms: { ...PRICE_ALONE, tiers },
        },
        { ratedBy: row.model?.startsWith("Prerated") ? "rate__c" : null },
      );
      const amountBy = (rateUsageIndividually: boolean) => {
        const rules = { rateUsageIndividually };
        const { lines } = billed(charge, unitsFrom(row.records ?? ""), "2023-02-01", YEAR, rules);
        return lines.map(({ amount }) => formatDecimal(amount)).join();
      };
      assert.deepEqual([amountBy(false), amountBy(true)], [row.together, row["one by one"]]);
    });
  }

  test("a segment that follows another has no part to leave out", () => {
    const effective = fromServicePeriod(plainDate("2023-01-15"), plainDate("2023-12-31"));
    const charge = { ...aUsageCharge({ price: decimal("1"), effective }), segment: 2 };
    const used = daysOf(effective).map((day) => ({ day, quantity: "1" }));
    const rules = { prorateUsageMonthlyCharges: false };
    const { lines } = billed(charge, used, "2023-02-01", YEAR, rules);
    assert.equal(writtenOf(lines), "2023-01-15..2023-01-31 17.00");
  });
});

const writtenOf = (lines: readonly Line[]): string =>
  lines
    .map(
      ({ service, amount }) =>
        `${service.start}..${serviceEndDate(service)} ${formatDecimal(amount)}`,
    )
    .join("; ") || "-";

function dueOf(row: Row): string {
  const [from = "", to = ""] = row.charge?.split("..") ?? [];
  const effective = fromServicePeriod(plainDate(from), plainDate(to));
  const [prorationOption, units] = row.proration?.split(", ") ?? [];
  const charge = aUsageCharge(
    { price: decimal("1"), effective },
    { prorationOption: prorationOption as UsageTerms["prorationOption"] },
  );
  const used = units
    ? [{ day: effective.start, quantity: units.split(" ")[0] ?? "" }]
    : daysOf(effective).map((day) => ({ day, quantity: "1" }));
  const { lines } = billed(charge, used, row.target ?? "");
  return writtenOf(lines);
}

function daysOf({ start, end }: DateRange) {
  const days = [];
  for (let day = start; day < end; day = addDays(day, 1)) days.push(day);
  return days;
}

describe("usage rated on demand", () => {
  const tiers = tiersFrom("0-10 unit 2; 11-20 unit 3; 21- unit 5");
  const charge = aUsageCharge(
    { chargeModel: "Tiered", modelTerms: { ...PRICE_ALONE, tiers } },
    { usageRecordRatingOption: "OnDemand" },
  );
  const FIRST = unitsFrom("2023-01-01 3, 2023-01-02 5, 2023-01-03 7");
  const through = (date: string) => ({ ...charge, chargedThroughDate: plainDate(date) });

  test("N9: is billed as far as it goes, less what was billed of its period", () => {
    const { lines: first, throughDates } = billed(charge, FIRST, "2023-01-04");
    assert.deepEqual(
      first.map(({ amount }) => amount.toFixed()),
      ["35"],
    );
    assert.equal(throughDates[0]?.chargedThroughDate, "2023-01-04");
    const rated = FIRST.map((each) => ({ ...each, isRated: true }));
    const later = unitsFrom("2023-01-01 1, 2023-01-04 5");
    const { lines: second } = billed(through("2023-01-04"), [...rated, ...later], "2023-01-05");
    assert.deepEqual(
      second.map(({ quantity, amount }) => `${quantity} ${amount}`),
      ["6 20"],
    );
  });

  test("has no line as long as nothing new comes, until its period is over", () => {
    const rated = FIRST.map((each) => ({ ...each, isRated: true }));
    assert.deepEqual(billed(through("2023-01-04"), rated, "2023-01-20").lines, []);
    const { lines } = billed(through("2023-01-04"), rated, "2023-02-01");
    assert.deepEqual(
      lines.map(({ amount }) => amount.toFixed()),
      ["0"],
    );
  });
});

test("billing period by period costs what billing all of them at once costs", () => {
  const record = fc.record({
    day: fc.integer({ min: 0, max: 180 }).map((days) => addDays(YEAR.start, days)),
    quantity: fc.integer({ min: 0, max: 300 }).map(String),
  });
  const models = fc.constantFrom<ChargeModel[]>("PerUnit", "Tiered", "Volume", "Overage");
  fc.assert(
    fc.property(fc.array(record, { maxLength: 30 }), models, (records, chargeModel) => {
      const isInTiers = chargeModel === "Tiered" || chargeModel === "Volume";
      const tiers = isInTiers ? tiersFrom("0-100 unit 0.2; 100-200 flat 7; 200- unit 0.1") : [];
      const charge = aUsageCharge(
        {
          chargeModel,
          price: isInTiers ? ZERO : decimal("0.3"),
          modelTerms: { ...PRICE_ALONE, tiers },
        },
        { includedUnits: decimal("50") },
      );
      const atOnce = billed(charge, records, "2023-07-01").lines;
      let before = charge;
      const step: (typeof atOnce)[number][] = [];
      for (const target of ["2023-02-01", "2023-03-15", "2023-05-31", "2023-07-01"]) {
        const bill = billed(before, records, target);
        step.push(...bill.lines);
        before = { ...before, ...bill.throughDates[0] };
      }
      assert.deepEqual(
        step.map(({ service, amount }) => [service, amount.toFixed()]),
        atOnce.map(({ service, amount }) => [service, amount.toFixed()]),
      );
      assert.equal(
        sum(step.map(({ quantity }) => quantity)).toFixed(),
        usedUntil(records, "2023-07-01"),
      );
    }),
  );
});

const usedUntil = (records: readonly UsedUnits[], day: string): string =>
  sum(records.filter((each) => each.day < day).map(({ quantity }) => decimal(quantity))).toFixed();
