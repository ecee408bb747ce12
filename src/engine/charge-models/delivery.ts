import type { ModelTerms } from "../model/model-terms.ts";
import { type DateRange, daysIn } from "../values/date-range.ts";
import { decimalOfCount } from "../values/decimal.ts";
import { dayOfWeek } from "../values/plain-date.ts";
import type { ListAmount } from "./charge-model.ts";

/**
 * The price of each delivery, times those of a week: what a month of it is worth is reckoned from
 * that. What is billed are the deliveries that there are (`deliveriesIn`).
 */
export const delivery: ListAmount = ({ price, modelTerms }) =>
  price.times(decimalOfCount(modelTerms.deliveryDays.length));

const WEEK = [
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
  "Sunday",
] as const;

/** How many deliveries fall on the days. Worked examples: docs/spec/delivery.md. */
export function deliveriesIn({ deliveryDays }: ModelTerms, days: DateRange): number {
  const length = daysIn(days);
  const first = dayOfWeek(days.start) - 1;
  const rest = WEEK.map((_, index) => WEEK[(first + index) % 7]).slice(0, length % 7);
  const odd = deliveryDays.filter((day) => rest.includes(day)).length;
  return Math.floor(length / 7) * deliveryDays.length + odd;
}
