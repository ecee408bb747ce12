/** When recurring payments are collected, and how much each time. */
import type { PaymentPeriod } from "../model/payment-schedule.ts";
import type { Currency } from "../values/currency.ts";
import {
  type Decimal,
  decimalOfCount,
  divideUnrounded,
  roundToIncrement,
} from "../values/decimal.ts";
import { addDays, addMonths, type PlainDate } from "../values/plain-date.ts";

const DAYS = { Weekly: 7, BiWeekly: 14 } as const;

/**
 * The day of the payment with this index, from 0. Each is counted from the first: a month that has no
 * 31st takes its last day, and the next month the 31st again.
 */
export const installmentDate = (
  startDate: PlainDate,
  period: PaymentPeriod,
  index: number,
): PlainDate =>
  period === "Monthly" ? addMonths(startDate, index) : addDays(startDate, DAYS[period] * index);

/** The first of these days after a day. */
export function installmentAfter(
  startDate: PlainDate,
  period: PaymentPeriod,
  day: PlainDate,
): PlainDate {
  let index = 0;
  while (installmentDate(startDate, period, index) <= day) index += 1;
  return installmentDate(startDate, period, index);
}

/** A total in so many equal amounts, rounded down; the last one has what rounding leaves. */
export function installmentAmounts(
  totalAmount: Decimal,
  occurrences: number,
  rounding: Currency,
): Decimal[] {
  const unrounded = divideUnrounded(totalAmount, decimalOfCount(occurrences));
  const each = roundToIncrement(unrounded, rounding.roundingIncrement, "Down");
  const last = totalAmount.minus(each.times(decimalOfCount(occurrences - 1)));
  return Array.from({ length: occurrences }, (_, index) =>
    index === occurrences - 1 ? last : each,
  );
}
