import { daysInWords } from "../../ui/days-in-words.ts";
import { type ListSearch, listSearch } from "../../ui/list/list-search.ts";
import { dayIn, oneIn, type SearchParams, textIn } from "../../ui/search-params.ts";

/** "Draft", "Scheduled" and "Pending" wait for somebody. */
export const ORDER_STATUSES = [
  ...(["Draft", "Scheduled", "Pending", "Completed"] as const),
  ...(["Failed", "Cancelled", "Reverted"] as const),
] as const;

export type OrderSearch = ListSearch & {
  /** What the number begins with. */
  readonly number?: string | undefined;
  readonly status?: (typeof ORDER_STATUSES)[number] | undefined;
  readonly account?: string | undefined;
  /** Order dates, both included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
};

export const orderSearch = (search: SearchParams): OrderSearch => ({
  number: textIn(search, "number"),
  status: oneIn(search, "status", ORDER_STATUSES),
  account: textIn(search, "account"),
  from: dayIn(search, "from"),
  to: dayIn(search, "to"),
  ...listSearch(search),
});

/** As Object Query is asked; the account is known by its id there. */
export const orderFilter = ({ number, status, from, to }: OrderSearch): string[] => [
  ...(number ? [`ordernumber.SW:${number}`] : []),
  ...(status ? [`status.EQ:${status}`] : []),
  ...(from ? [`orderdate.GE:${from}`] : []),
  ...(to ? [`orderdate.LE:${to}`] : []),
];

export function orderWords({ number, status, account, from, to }: OrderSearch): string[] {
  const dated = daysInWords("dated", from, to);
  return [
    ...(number ? [`number begins with ${number}`] : []),
    ...(status ? [status] : []),
    ...(account ? [`of account ${account}`] : []),
    ...(dated ? [dated] : []),
  ];
}
