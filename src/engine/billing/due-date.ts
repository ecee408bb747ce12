import { assert } from "../assert.ts";
import { BillingError } from "../errors.ts";
import {
  addDays,
  dayInMonth,
  dayOfMonth,
  monthNumber,
  type PlainDate,
} from "../values/plain-date.ts";

/** When an invoice is to be paid, counted from its date. */
export type PaymentTerm =
  | { readonly kind: "Net"; readonly days: number }
  | {
      /** "The 20th of next month; for invoices after the 12th, of the month after that." */
      readonly kind: "Prox";
      /** Last day of the month that still counts for the earlier due date; 31 is the month's end. */
      readonly cutoffDay: number;
      /** How many months later, for an invoice up to the cutoff day. */
      readonly months: number;
      /** 1 to 31; in shorter months their last day. */
      readonly dueDay: number;
    };

/** Terms that an entity has set up or changed, by name; one that is not active is not given any more. */
export type PaymentTerms = ReadonlyMap<
  string,
  { readonly term: PaymentTerm; readonly active: boolean }
>;

/** The due date under a payment term that is set up, or known by its name: "Due Upon Receipt", "Net 30". */
export function dueDate(
  invoiceDate: PlainDate,
  paymentTermName: string,
  paymentTerms: PaymentTerms,
): PlainDate {
  const paymentTerm = paymentTerms.get(paymentTermName)?.term ?? paymentTermNamed(paymentTermName);
  assert(paymentTerm, `"${paymentTermName}" is a payment term`);
  return dueDateUnder(invoiceDate, paymentTerm);
}

/** Errors: INVALID_VALUE for a payment term that is neither set up nor known by its name, or not active. */
export function checkPaymentTerm(name: string, paymentTerms: PaymentTerms): void {
  const setUp = paymentTerms.get(name);
  if (setUp ? setUp.active : paymentTermNamed(name)) return;
  const active = [...paymentTerms].flatMap(([known, { active }]) => (active ? known : []));
  const offered = ["Due Upon Receipt", "Net 30 or another number of days", ...active];
  const message = `'paymentTerm' value should be one of: ${offered.join(", ")}`;
  throw new BillingError("INVALID_VALUE", { field: "paymentTerm", message });
}

/** The term that a name describes by itself; undefined for a name that does not. */
export function paymentTermNamed(name: string): PaymentTerm | undefined {
  if (name === "Due Upon Receipt") return { kind: "Net", days: 0 };
  const days = /^Net (\d{1,4})$/.exec(name)?.[1];
  return days === undefined ? undefined : { kind: "Net", days: Number(days) };
}

/** Worked examples: docs/spec/due-dates.md. No errors. */
export function dueDateUnder(invoiceDate: PlainDate, paymentTerm: PaymentTerm): PlainDate {
  switch (paymentTerm.kind) {
    case "Net":
      return addDays(invoiceDate, paymentTerm.days);
    case "Prox": {
      const { cutoffDay, months, dueDay } = paymentTerm;
      const isAfterCutoff = dayOfMonth(invoiceDate) > cutoffDay;
      return dayInMonth(monthNumber(invoiceDate) + months + (isAfterCutoff ? 1 : 0), dueDay);
    }
  }
}
