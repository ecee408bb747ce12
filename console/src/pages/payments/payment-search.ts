import { oneIn, type SearchParams, switchIn, textIn } from "../../ui/search-params.ts";

export const PAYMENT_STATUSES = ["Processed", "Processing", "Error", "Canceled"] as const;

/** What of the list of payments is shown: all of it stands in the address. */
export type PaymentSearch = {
  /** What the number begins with. */
  readonly number?: string | undefined;
  readonly status?: (typeof PAYMENT_STATUSES)[number] | undefined;
  /** Something of it is not applied. */
  readonly unapplied?: boolean | undefined;
  readonly sort?: string | undefined;
  readonly cursor?: string | undefined;
};

export const paymentSearch = (search: SearchParams): PaymentSearch => ({
  number: textIn(search, "number"),
  status: oneIn(search, "status", PAYMENT_STATUSES),
  unapplied: switchIn(search, "unapplied", false) || undefined,
  sort: textIn(search, "sort"),
  cursor: textIn(search, "cursor"),
});

/** As Object Query is asked. */
export const paymentFilter = ({ number, status, unapplied }: PaymentSearch): string[] => [
  ...(number ? [`paymentnumber.SW:${number}`] : []),
  ...(status ? [`status.EQ:${status}`] : []),
  ...(unapplied ? ["unappliedamount.GT:0"] : []),
];
