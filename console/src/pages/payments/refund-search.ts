import { type ListSearch, listSearch } from "../../ui/list/list-search.ts";
import { oneIn, type SearchParams, textIn } from "../../ui/search-params.ts";
import { PAYMENT_STATUSES } from "./payment-search.ts";

const KINDS = ["External", "Electronic"] as const;

/** What of the list of refunds is shown: all of it stands in the address. */
export type RefundSearch = ListSearch & {
  /** What the number begins with. */
  readonly number?: string | undefined;
  readonly account?: string | undefined;
  readonly status?: (typeof PAYMENT_STATUSES)[number] | undefined;
  readonly kind?: (typeof KINDS)[number] | undefined;
};

export const REFUND_KINDS = KINDS;

export const refundSearch = (search: SearchParams): RefundSearch => ({
  number: textIn(search, "number"),
  account: textIn(search, "account"),
  status: oneIn(search, "status", PAYMENT_STATUSES),
  kind: oneIn(search, "kind", KINDS),
  ...listSearch(search),
});

/** As Object Query is asked; the account it wants by its id: ui/account-filter.tsx. */
export const refundFilter = ({ number, status, kind }: RefundSearch): string[] => [
  ...(number ? [`refundnumber.SW:${number}`] : []),
  ...(status ? [`status.EQ:${status}`] : []),
  ...(kind ? [`type.EQ:${kind}`] : []),
];

export const refundWords = ({ number, account, status, kind }: RefundSearch): string[] => [
  ...(number ? [`number begins with ${number}`] : []),
  ...(account ? [`of account ${account}`] : []),
  ...(status ? [status] : []),
  ...(kind ? [kind.toLowerCase()] : []),
];
