import { BillingError } from "../errors.ts";
import { type PlainDate, plainDate } from "../values/plain-date.ts";

/** A moment, and the day that it is in the entity's time zone. */
export type UsageMoment = { readonly at: Temporal.Instant; readonly day: PlainDate };

/**
 * "2023-01-15T08:00:00+01:00", "2023-01-15 08:00:00" or "2023-01-15", and as files write it,
 * "01/15/2023" or "01/15/2023 08:00". Without an offset it is a time of the entity's own.
 *
 * Errors: INVALID_VALUE.
 */
export function instantOf(text: string, timeZone: string, field: string): UsageMoment {
  const iso = text.trim().replace(AMERICAN, american).replace(" ", "T");
  try {
    const at = OFFSET.test(iso)
      ? Temporal.Instant.from(iso.replace(/([+-]\d\d)(\d\d)$/, "$1:$2"))
      : Temporal.PlainDateTime.from(iso).toZonedDateTime(timeZone).toInstant();
    const day = at.toZonedDateTimeISO(timeZone).toPlainDate().toString();
    if (day < "1900" || day > "2100-12-31") throw new RangeError("out of range");
    return { at, day: plainDate(day) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = `'${field}' should be a day or a time that exists, such as 2023-01-15T08:00:00+01:00, not '${text}'.`;
    throw new BillingError("INVALID_VALUE", { message });
  }
}

const AMERICAN = /^(\d\d?)\/(\d\d?)\/(\d{4})/;
const OFFSET = /T.*(Z|[+-]\d\d:?\d\d)$/i;

const american = (_: string, month: string, day: string, year: string): string =>
  `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
