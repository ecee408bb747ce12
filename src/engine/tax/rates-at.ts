import type { TaxAddress, TaxCode, TaxRate, TaxRatePeriod } from "../model/tax.ts";
import { contains } from "../values/date-range.ts";
import type { PlainDate } from "../values/plain-date.ts";

/** The rates that hold on a day at an address; none where no period or no address matches. */
export function ratesAt(code: TaxCode, date: PlainDate, address: TaxAddress): readonly TaxRate[] {
  const period = code.periods.find(({ days }) => contains(days, date));
  return period ? ratesOf(period, address) : [];
}

/** What is said of addresses in a period is read in its order, and the first that matches holds. */
export const ratesOf = ({ addresses }: TaxRatePeriod, address: TaxAddress): readonly TaxRate[] =>
  addresses.find((each) => FIELDS.every((field) => matches(each[field], address[field])))?.rates ??
  [];

const FIELDS = [
  "country",
  "state",
  "county",
  "city",
  "postalCode",
  "taxRegion",
] as const satisfies (keyof TaxAddress)[];

/** Letters of either case are the same; what is not asked matches everything. */
const matches = (asked: string | null, given: string | null): boolean =>
  asked === null || asked === "" || asked.toLowerCase() === given?.toLowerCase();
