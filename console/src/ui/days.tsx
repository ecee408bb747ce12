/** Days as the API writes them, and in words. Inside they are half-open; words say which day is meant. */

const IN_WORDS = new Intl.DateTimeFormat("en-GB", {
  ...{ day: "numeric", month: "long", year: "numeric", timeZone: "UTC" },
});

const instantOf = (day: string): Date => new Date(`${day}T00:00:00Z`);

/** "15 April 2023" */
export const inWords = (day: string): string => IN_WORDS.format(instantOf(day));

/** The day before, "2023-04-14": the last one of what ends, half-open, on this one. */
export function dayBefore(day: string): string {
  const date = instantOf(day);
  date.setUTCDate(date.getUTCDate() - 1);
  return date.toISOString().slice(0, 10);
}

/** The day that follows, or so many days later. */
export function dayAfter(day: string, days = 1): string {
  const date = instantOf(day);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** "2023-06" of "2023-05", or so many months later. */
export function monthAfter(month: string, count: number): string {
  const date = instantOf(`${month}-01`);
  date.setUTCMonth(date.getUTCMonth() + count);
  return date.toISOString().slice(0, 7);
}

/** Below zero where `to` comes first. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((instantOf(to).getTime() - instantOf(from).getTime()) / 86_400_000);

/** A day in a table. */
export const Day = ({ day }: { readonly day: string | null | undefined }) =>
  day ? (
    <time className="figure" dateTime={day}>
      {day}
    </time>
  ) : (
    <span className="quiet">–</span>
  );

const MONTH_IN_WORDS = new Intl.DateTimeFormat("en-GB", {
  ...{ month: "long", year: "numeric", timeZone: "UTC" },
});

/** "April 2023", of "2023-04" */
export const monthInWords = (month: string): string =>
  MONTH_IN_WORDS.format(instantOf(`${month}-01`));
