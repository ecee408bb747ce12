import { daysInWords } from "../../ui/days-in-words.ts";
import { type ListSearch, listSearch } from "../../ui/list/list-search.ts";
import { dayIn, oneIn, type SearchParams, switchIn, textIn } from "../../ui/search-params.ts";

export const PAYMENT_STATUSES = ["Processed", "Processing", "Error", "Canceled"] as const;

/** What of the list of payments is shown: all of it stands in the address. */
export type PaymentSearch = ListSearch & {
  /** What the number begins with. */
  readonly number?: string | undefined;
  readonly status?: (typeof PAYMENT_STATUSES)[number] | undefined;
  /** Something of it is not applied. */
  readonly unapplied?: boolean | undefined;
  readonly currency?: string | undefined;
  /** Effective dates, both included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
};

export const paymentSearch = (search: SearchParams): PaymentSearch => ({
  number: textIn(search, "number"),
  status: oneIn(search, "status", PAYMENT_STATUSES),
  unapplied: switchIn(search, "unapplied", false) || undefined,
  currency: textIn(search, "currency"),
  from: dayIn(search, "from"),
  to: dayIn(search, "to"),
  ...listSearch(search),
});

/** As Object Query is asked. */
export const paymentFilter = (search: PaymentSearch): string[] => {
  const { number, status, unapplied, currency, from, to } = search;
  return [
    ...(number ? [`paymentnumber.SW:${number}`] : []),
    ...(status ? [`status.EQ:${status}`] : []),
    ...(unapplied ? ["unappliedamount.GT:0"] : []),
    ...(currency ? [`currency.EQ:${currency}`] : []),
    ...(from ? [`effectivedate.GE:${from}`] : []),
    ...(to ? [`effectivedate.LE:${to}`] : []),
  ];
};

export function paymentWords(search: PaymentSearch): string[] {
  const { number, status, unapplied, currency, from, to } = search;
  const dated = daysInWords("of", from, to);
  return [
    ...(number ? [`number begins with ${number}`] : []),
    ...(status ? [status] : []),
    ...(unapplied ? ["unapplied"] : []),
    ...(currency ? [currency] : []),
    ...(dated ? [dated] : []),
  ];
}
