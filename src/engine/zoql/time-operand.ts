import { isPlainDate, type PlainDate } from "../values/plain-date.ts";

/** What a text of a query says of time: one moment, or all of a day. */
export type TimeOperand =
  | { readonly type: "moment"; readonly at: Temporal.Instant }
  | { readonly type: "day"; readonly day: PlainDate; readonly timeZone: string };

export type Clock = {
  readonly now: Temporal.Instant;
  /** Of what names no zone. */
  readonly timeZone: string;
};

const RELATIVE =
  /^(now|today)(?:\s*([+-])\s*(\d{1,6})\s*(second|minute|hour|day|week|month|year)s?)?(?:\s*\(([\w/+:-]+)\))?$/i;
const DAY = /^(\d{4}-\d{2}-\d{2})(Z?)$/i;
const MOMENT =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?$/i;

/**
 * "2011-02-01", "2011-02-01T09:00:00-05:00", "now - 1 day", "today + 2 weeks (America/New_York)".
 *
 * @returns undefined for what says no time
 * Source: the vendor's page on date and time in Export ZOQL.
 */
export function timeOperand(text: string, clock: Clock): TimeOperand | undefined {
  try {
    return relative(text.trim(), clock) ?? absolute(text.trim(), clock);
  } catch (error) {
    // A day or a zone that there is not.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function relative(text: string, { now, timeZone }: Clock): TimeOperand | undefined {
  const parts = RELATIVE.exec(text);
  if (!parts) return undefined;
  const [, word = "", sign, quantity = "0", unit = "day", zone = timeZone] = parts;
  const amount = Number(quantity) * (sign === "-" ? -1 : 1);
  const moved = now.toZonedDateTimeISO(zone).add({ [`${unit.toLowerCase()}s`]: amount });
  if (word.toLowerCase() === "now") return { type: "moment", at: moved.toInstant() };
  return { type: "day", day: moved.toPlainDate().toString() as PlainDate, timeZone: zone };
}

function absolute(text: string, { timeZone }: Clock): TimeOperand | undefined {
  const [, day, inUtc] = DAY.exec(text) ?? [];
  if (day !== undefined) {
    return isPlainDate(day) ? { type: "day", day, timeZone: inUtc ? "UTC" : timeZone } : undefined;
  }
  const [, date, minutes, seconds = ":00", zone] = MOMENT.exec(text) ?? [];
  if (date === undefined) return undefined;
  const local = `${date}T${minutes}${seconds}`;
  const at = zone
    ? Temporal.Instant.from(`${local}${zone}`)
    : Temporal.PlainDateTime.from(local).toZonedDateTime(timeZone).toInstant();
  return { type: "moment", at };
}

/** From the first moment of a day to the first of the next one. */
export function momentsOf({ day, timeZone }: Extract<TimeOperand, { type: "day" }>): {
  readonly start: Temporal.Instant;
  readonly end: Temporal.Instant;
} {
  const date = Temporal.PlainDate.from(day);
  const startOf = (of: Temporal.PlainDate) => of.toZonedDateTime(timeZone).toInstant();
  return { start: startOf(date), end: startOf(date.add({ days: 1 })) };
}

/** The calendar day, where a moment is. */
export const dayOf = (operand: TimeOperand, timeZone: string): PlainDate =>
  operand.type === "day"
    ? operand.day
    : (operand.at.toZonedDateTimeISO(timeZone).toPlainDate().toString() as PlainDate);
