/**
 * Reads a row of a docs/spec table about billing: one subscription with one charge. Columns that a
 * table leaves out or empty have the value of `aSubscription`, `aCharge` and DEFAULT_BILLING_RULES.
 */
import assert from "node:assert/strict";
import type {
  BillingRules,
  DaysInMonth,
  ProrationUnit,
  RecurringCreditProrationOption,
} from "#engine/model/billing-rules.ts";
import type {
  BillCycleType,
  BillingPeriod,
  BillingPeriodAlignment,
  BillingTiming,
  DayOfWeek,
  ListPriceBase,
  Recurrence,
  RecurringProration,
} from "#engine/model/charge.ts";
import type { Subscription } from "#engine/model/subscription.ts";
import { type Currency, currency } from "#engine/values/currency.ts";
import { type DateRange, fromServicePeriod, NO_END } from "#engine/values/date-range.ts";
import { decimal, type RoundingMode } from "#engine/values/decimal.ts";
import { plainDate } from "#engine/values/plain-date.ts";
import { aCharge, aRatePlan, aSubscription } from "./subscriptions.ts";

export type Row = Readonly<Record<string, string>>;

export type Scenario = {
  readonly subscription: Subscription;
  readonly how: {
    readonly billCycleDay: number;
    readonly currency: Currency;
    readonly rules: Partial<BillingRules>;
  };
};

export function scenarioOf(cells: Row): Scenario {
  const row: Row = Object.fromEntries(Object.entries(cells).filter(([, cell]) => cell !== ""));
  const currentTerm = daysOf(row.subscription ?? "2023-01-01..2023-12-31");
  const effective = row.charge ? daysOf(row.charge, currentTerm) : currentTerm;
  const { recurrence, billCycleDay } = recurrenceOf(row);
  const charge = aCharge({
    recurrence,
    effective,
    chargeModel: row.quantity ? "PerUnit" : "FlatFee",
    price: decimal(row["list price"] ?? "30"),
    quantity: decimal(row.quantity ?? "1"),
  });
  const subscription = aSubscription({
    currentTerm: row["term start"]
      ? { start: plainDate(row["term start"]), end: currentTerm.end }
      : currentTerm,
    subscriptionStartDate: currentTerm.start,
    ratePlans: [aRatePlan({ charges: [charge] })],
  });
  return { subscription, how: { billCycleDay, currency: currencyOf(row), rules: rulesOf(row) } };
}

/** "2018-01-01..2018-12-31"; "2018-01-01.." runs to the end of `within`, or has none. */
export function daysOf(text: string, within?: DateRange): DateRange {
  const [start, last] = text.split("..");
  assert(start !== undefined && last !== undefined, `"${text}" is written like 2018-01-01..`);
  if (last !== "") return fromServicePeriod(plainDate(start), plainDate(last));
  return { start: plainDate(start), end: within?.end ?? NO_END };
}

/** The billing day is a day of the account, a weekday, or the type that names another day. */
export function recurrenceOf(row: Row): { recurrence: Partial<Recurrence>; billCycleDay: number } {
  const [billingPeriod = "Month", count] = (row["billing period"] ?? "Month").split(" ");
  const [listPriceBase = "", months] = (row["list price base"] ?? "Per_Billing_Period").split(" ");
  const billingDay = row["billing day"] ?? "1";
  return {
    billCycleDay: isNumber(billingDay) ? Number(billingDay) : 1,
    recurrence: {
      billingPeriod: billingPeriod as BillingPeriod,
      specificBillingPeriod: count ? Number(count) : null,
      listPriceBase: listPriceBase as ListPriceBase,
      specificListPriceBase: months ? Number(months) : null,
      billingPeriodAlignment: (row.alignment ?? "AlignToCharge") as BillingPeriodAlignment,
      billingTiming: (row.timing ?? "IN_ADVANCE") as BillingTiming,
      ...billingDayOf(billingDay),
      ...(row["proration option"] && {
        prorationOption: row["proration option"] as RecurringProration,
      }),
    },
  };
}

function billingDayOf(text: string): Partial<Recurrence> {
  if (isNumber(text)) return { billCycleType: "DefaultFromCustomer" };
  if (text.endsWith("day"))
    return { billCycleType: "SpecificDayofWeek", weeklyBillCycleDay: text as DayOfWeek };
  return { billCycleType: text as BillCycleType };
}

const isNumber = (text: string): boolean => /^\d+$/.test(text);

/** "JPY", "USD Up 1": the mode and the increment where they are not the currency's. */
function currencyOf(row: Row): Currency {
  const [code = "USD", mode, increment] = (row.currency ?? "USD").split(" ");
  return currency(code, {
    ...(mode && { mode: mode as RoundingMode }),
    ...(increment && { increment: decimal(increment) }),
  });
}

function rulesOf(row: Row): Partial<BillingRules> {
  const isYes = (column: string) => (row[column] ?? "Yes") === "Yes";
  return {
    prorateRecurringMonthlyCharges: isYes("partial months"),
    proratePeriodOfRecurringCharge: isYes("partial periods"),
    prorateRecurringWeeklyCharges: isYes("partial weeks"),
    daysInMonth: (row["days in month"] ?? "UseActualDays") as DaysInMonth,
    prorationUnit: (row["proration unit"] ?? "ProrateByDay") as ProrationUnit,
    recurringCreditProrationOption: (row["credit method"] ??
      "BilledPeriodAmountMinusChargedAmount") as RecurringCreditProrationOption,
  };
}
