/** Random subscriptions, grids and rules for fast-check. */
import fc from "fast-check";
import {
  boundary,
  type GridPeriod,
  type MonthGrid,
  periodAt,
} from "#engine/billing/billing-periods.ts";
import {
  type BillingRules,
  type CreditMemoMirroringRule,
  type DaysInMonth,
  DEFAULT_BILLING_RULES,
  type LegalDocumentGeneratingRule,
  type ProrationUnit,
  type RecurringCreditProrationOption,
} from "#engine/model/billing-rules.ts";
import type {
  BillCycleType,
  BillingPeriod,
  BillingPeriodAlignment,
  DayOfWeek,
  ListPriceBase,
  Recurrence,
} from "#engine/model/charge.ts";
import { HAS_TIERS, hasQuantity, type Tier } from "#engine/model/model-terms.ts";
import type { Subscription } from "#engine/model/subscription.ts";
import { type Currency, currency } from "#engine/values/currency.ts";
import { type DateRange, daysIn, NO_END } from "#engine/values/date-range.ts";
import { type Decimal, decimal, ONE, ZERO } from "#engine/values/decimal.ts";
import {
  addDays,
  earlier,
  monthNumber,
  type PlainDate,
  plainDate,
} from "#engine/values/plain-date.ts";
import { aCharge, aRatePlan, aRecurrence, aSubscription } from "./subscriptions.ts";

/** Over a leap year's February and both kinds of month end. */
export const aDay = (): fc.Arbitrary<PlainDate> =>
  fc.integer({ min: 0, max: 1200 }).map((days) => addDays(plainDate("2022-12-20"), days));

export const aDaysInMonth = (): fc.Arbitrary<DaysInMonth> =>
  fc.constantFrom("UseActualDays", "Assume30Days", "Assume30DaysStrict");

export const aProrationUnit = (): fc.Arbitrary<ProrationUnit> =>
  fc.constantFrom("ProrateByDay", "ProrateByMonthFirst");

export const aMonthGrid = (): fc.Arbitrary<MonthGrid> =>
  fc.record({
    unit: fc.constant("Month" as const),
    anchorMonth: aDay().map(monthNumber),
    billingDay: fc.integer({ min: 1, max: 31 }),
    length: fc.constantFrom(1, 2, 3, 6, 12, 18),
    lengthBefore: fc.constant(1),
  });

export type SplitInPeriod = {
  readonly grid: MonthGrid;
  readonly period: GridPeriod;
  readonly service: DateRange;
  readonly splitOn: PlainDate;
};

/** A service inside one period of the grid, and a day inside it or at its ends. */
export const splitInPeriod = (grids: fc.Arbitrary<MonthGrid>): fc.Arbitrary<SplitInPeriod> =>
  fc
    .tuple(grids, fc.integer({ min: 0, max: 3 }), fc.nat(), fc.nat(), fc.nat())
    .map(([grid, periods, first, second, third]) => {
      const period = periodAt(grid, boundary(grid, periods * grid.length));
      const days = [first, second, third].map((day) => day % (daysIn(period) + 1));
      const [start = 0, split = 0, end = 0] = days.sort((a, b) => a - b);
      const on = (day: number) => addDays(period.start, day);
      return { grid, period, service: { start: on(start), end: on(end) }, splitOn: on(split) };
    });

/** All combinations but the one that the settings refuse: periods not prorated, months prorated. */
export const someRules = (): fc.Arbitrary<BillingRules> =>
  fc
    .record({
      daysInMonth: aDaysInMonth(),
      prorationUnit: aProrationUnit(),
      prorateRecurringWeeklyCharges: fc.boolean(),
      recurringCreditProrationOption: fc.constantFrom<RecurringCreditProrationOption[]>(
        "BilledPeriodAmountMinusChargedAmount",
        "EffectiveDateToEndOfBillingPeriod",
      ),
      prorated: fc.constantFrom("days", "months", "nothing"),
      oneTimeCreditBack: fc.boolean(),
      legalDocumentGeneratingRule: fc.constantFrom<LegalDocumentGeneratingRule[]>(
        "GroupByTotalAmountSign",
        "GroupByOriginalSRPC",
        "GroupbyChargedAmountSign",
        "GroupbyChargedAmountSignWithZeroCredits",
      ),
      creditMemoMirroringInvoiceItemsRule: fc.constantFrom<CreditMemoMirroringRule[]>(
        "Yes",
        "YesExceptForZeroItems",
        "No",
      ),
    })
    .map(({ prorated, ...rules }) => ({
      ...DEFAULT_BILLING_RULES,
      ...rules,
      prorateRecurringMonthlyCharges: prorated === "days",
      proratePeriodOfRecurringCharge: prorated !== "nothing",
    }));

const MONTHLY: BillingPeriod[] = ["Month", "Quarter", "Semi_Annual", "Annual", "Specific_Months"];
const WEEKLY: BillingPeriod[] = ["Week", "Specific_Weeks"];

export const someRecurrence = (): fc.Arbitrary<Recurrence> =>
  fc
    .record({
      billingPeriod: fc.constantFrom(...MONTHLY, ...WEEKLY, "Subscription_Term" as const),
      length: fc.integer({ min: 1, max: 5 }),
      billCycleType: fc.constantFrom<BillCycleType[]>(
        "DefaultFromCustomer",
        "SpecificDayofMonth",
        "SubscriptionStartDay",
        "ChargeTriggerDay",
        "TermStartDay",
        "SpecificDayofWeek",
      ),
      billCycleDay: fc.integer({ min: 1, max: 31 }),
      weekday: fc.constantFrom<DayOfWeek[]>("Monday", "Wednesday", "Sunday"),
      billingPeriodAlignment: fc.constantFrom<BillingPeriodAlignment[]>(
        "AlignToCharge",
        "AlignToSubscriptionStart",
        "AlignToTermStart",
      ),
      billingTiming: fc.constantFrom("IN_ADVANCE" as const, "IN_ARREARS" as const),
      listPriceBase: fc.constantFrom<ListPriceBase[]>(
        "Per_Billing_Period",
        "Per_Month",
        "Per_Week",
        "Per_Year",
      ),
    })
    .map(({ length, weekday, billCycleDay, ...rest }) =>
      aRecurrence({
        ...rest,
        specificBillingPeriod: rest.billingPeriod.startsWith("Specific_") ? length : null,
        billCycleDay: rest.billCycleType === "SpecificDayofMonth" ? billCycleDay : null,
        weeklyBillCycleDay: rest.billCycleType === "SpecificDayofWeek" ? weekday : null,
      }),
    );

/** In cents; some are negative, as a discount that is a charge of its own is. */
export const aPrice = (): fc.Arbitrary<Decimal> =>
  fc.integer({ min: -100_000, max: 1_000_000 }).map((cents) => decimal(`${cents}`).times("0.01"));

/** A price of any model that needs no usage. */
export const aPricing = () =>
  fc
    .record({
      chargeModel: fc.constantFrom("FlatFee", "PerUnit", "Tiered", "Volume", "Delivery"),
      price: aPrice(),
      quantity: fc.integer({ min: 0, max: 120 }).map((tenths) => decimal(`${tenths / 10}`)),
      tiers: someTiers(),
      deliveryDays: fc.uniqueArray(fc.constantFrom<DayOfWeek[]>("Monday", "Friday", "Sunday"), {
        minLength: 1,
      }),
    })
    .map(({ chargeModel, price, quantity, tiers, deliveryDays }) => ({
      chargeModel,
      price: HAS_TIERS[chargeModel] ? ZERO : price,
      quantity: hasQuantity({ chargeType: "Recurring", chargeModel }) ? quantity : ONE,
      modelTerms: {
        tiers: HAS_TIERS[chargeModel] ? tiers : [],
        deliveryDays: chargeModel === "Delivery" ? deliveryDays : [],
        usage: null,
        prepaid: null,
      },
    }));

/** Of one to four units each, the last without end. */
export const someTiers = (): fc.Arbitrary<Tier[]> =>
  fc
    .array(
      fc.record({
        units: fc.integer({ min: 1, max: 4 }),
        price: aPrice(),
        priceFormat: fc.constantFrom("FlatFee", "PerUnit"),
      }),
      { minLength: 1, maxLength: 4 },
    )
    .map((tiers) => {
      let below = 0;
      return tiers.map(({ units, price, priceFormat }, index) => {
        const startingUnit = decimal(`${below}`);
        below += units;
        const endingUnit = index === tiers.length - 1 ? null : decimal(`${below}`);
        return { startingUnit, endingUnit, price, priceFormat };
      });
    });

export const aCurrency = (): fc.Arbitrary<Currency> =>
  fc.constantFrom(
    currency("USD"),
    currency("JPY"),
    currency("KWD"),
    currency("CHF", { increment: decimal("0.05") }),
    currency("USD", { mode: "Up" }),
    currency("EUR", { mode: "Down" }),
  );

/** One recurring charge inside a term of its subscription, or an evergreen one. */
export const someSubscription = (
  recurrences: fc.Arbitrary<Recurrence> = someRecurrence(),
): fc.Arbitrary<Subscription> =>
  fc
    .record({
      recurrence: recurrences,
      start: aDay(),
      chargeAfter: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 100 })),
      chargeDays: fc.option(fc.integer({ min: 0, max: 500 })),
      termDays: fc.option(fc.integer({ min: 101, max: 900 })),
      priced: aPricing(),
    })
    .map(({ recurrence, start, chargeAfter, chargeDays, termDays, priced }) => {
      const termEnd = termDays === null ? NO_END : addDays(start, termDays);
      const chargeStart = addDays(start, chargeAfter);
      const ownEnd = chargeDays === null ? termEnd : addDays(chargeStart, chargeDays);
      const charge = aCharge({
        recurrence,
        ...priced,
        effective: { start: chargeStart, end: earlier(ownEnd, termEnd) },
      });
      return aSubscription({
        currentTerm: { start, end: termEnd },
        subscriptionStartDate: start,
        ratePlans: [aRatePlan({ charges: [charge] })],
      });
    });
