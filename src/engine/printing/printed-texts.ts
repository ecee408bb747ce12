/** How values are written on what a customer reads. */
import type { Contact } from "../model/account.ts";
import type { Derivation } from "../model/document.ts";
import type { PrintedItem, PrintedTax } from "../model/printed-document.ts";
import { currency as currencyOf } from "../values/currency.ts";
import { type DateRange, serviceEndDate } from "../values/date-range.ts";
import { type Decimal, decimal, formatDecimal, isNegative, sum } from "../values/decimal.ts";

/** "1,234,567.50", with as many decimals as the currency has, or more where the amount has more. */
export function printedAmount(amount: Decimal, currency: string): string {
  const [whole = "", fraction = ""] = formatDecimal(
    amount.abs(),
    currencyOf(currency).minorUnits,
  ).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return `${isNegative(amount) ? "-" : ""}${grouped}${fraction === "" ? "" : `.${fraction}`}`;
}

/** "2023-01-01 – 2023-01-31", or the day alone. */
export function printedDays(service: DateRange): string {
  const last = serviceEndDate(service);
  return last === service.start ? service.start : `${service.start} – ${last}`;
}

export const printedQuantity = ({ quantity, unitOfMeasure }: PrintedItem): string =>
  [formatDecimal(quantity, 0), unitOfMeasure ?? ""].join(" ").trim();

/** "VAT 20%", or the name alone of a tax that is no share. */
export const printedTaxName = ({ name, taxRate, taxRateType }: PrintedTax): string =>
  taxRateType === "Percentage"
    ? `${name} ${formatDecimal(taxRate.times(decimal("100")), 0)}%`
    : name;

export type TaxTotal = { readonly name: string; readonly amount: Decimal };

/** What the items are taxed together, by name and rate, in the order of their first. */
export function taxTotals(items: readonly PrintedItem[]): TaxTotal[] {
  const taxes = items.flatMap((item) => item.taxes);
  return [...Map.groupBy(taxes, printedTaxName)].map(([name, own]) => ({
    name,
    amount: sum(own.map((tax) => tax.taxAmount)),
  }));
}

/** The name and the address of a contact, a line each; none that is empty. */
export function addressLines(contact: Contact | null): string[] {
  if (!contact) return [];
  const { firstName, lastName, address1, address2, city, state, postalCode, country } = contact;
  const place = [[postalCode, city].filter(isText).join(" "), state].filter(isText).join(", ");
  return [`${firstName} ${lastName}`, address1, address2, place, country].filter(isText);
}

const isText = (text: string | null | undefined): text is string =>
  text !== null && text !== undefined && text.trim() !== "";

/** "prorated by day: listPrice 30.00, quantity 1" */
export const printedDerivation = ({ rule, inputs }: Derivation): string => {
  const given = Object.entries(inputs).map(([name, value]) => `${name} ${value}`);
  return given.length === 0 ? rule : `${rule}: ${given.join(", ")}`;
};
