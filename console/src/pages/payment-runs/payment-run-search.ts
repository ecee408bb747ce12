import { type ListSearch, listSearch } from "../../ui/list/list-search.ts";
import { oneIn, type SearchParams, textIn } from "../../ui/search-params.ts";

export const PAYMENT_RUN_STATUSES = [
  ...(["Pending", "Processing", "Completed", "Error", "Canceled"] as const),
] as const;

/** What of the list of payment runs is shown: all of it stands in the address. */
export type PaymentRunSearch = ListSearch & {
  /** What the number begins with. */
  readonly number?: string | undefined;
  readonly status?: (typeof PAYMENT_RUN_STATUSES)[number] | undefined;
};

export const paymentRunSearch = (search: SearchParams): PaymentRunSearch => ({
  number: textIn(search, "number"),
  status: oneIn(search, "status", PAYMENT_RUN_STATUSES),
  ...listSearch(search),
});

/** As Object Query is asked. */
export const paymentRunFilter = ({ number, status }: PaymentRunSearch): string[] => [
  ...(number ? [`paymentrunnumber.SW:${number}`] : []),
  ...(status ? [`status.EQ:${status}`] : []),
];

export const paymentRunWords = ({ number, status }: PaymentRunSearch): string[] => [
  ...(number ? [`number begins with ${number}`] : []),
  ...(status ? [status] : []),
];
