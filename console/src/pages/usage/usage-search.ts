import { daysInWords } from "../../ui/days-in-words.ts";
import { type ListSearch, listSearch } from "../../ui/list/list-search.ts";
import { dayIn, oneIn, type SearchParams, textIn } from "../../ui/search-params.ts";

/** Whether a bill has counted it. */
export const USAGE_STATUSES = ["Pending", "Processed"] as const;

export type UsageSearch = ListSearch & {
  readonly account?: string | undefined;
  readonly status?: (typeof USAGE_STATUSES)[number] | undefined;
  /** Days on which it began, both included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** A file that was uploaded: how far it is, and its errors. */
  readonly import?: string | undefined;
};

export const usageSearch = (search: SearchParams): UsageSearch => ({
  account: textIn(search, "account"),
  status: oneIn(search, "status", USAGE_STATUSES),
  from: dayIn(search, "from"),
  to: dayIn(search, "to"),
  import: textIn(search, "import"),
  ...listSearch(search),
});

/** As Object Query is asked; a time without a zone is the entity's. */
export const usageFilter = ({ status, from, to }: UsageSearch): string[] => [
  ...(status ? [`rbestatus.EQ:${status}`] : []),
  ...(from ? [`startdatetime.GE:${from}T00:00:00`] : []),
  ...(to ? [`startdatetime.LE:${to}T23:59:59.999999`] : []),
];

export function usageWords({ account, status, from, to }: UsageSearch): string[] {
  const used = daysInWords("used", from, to);
  return [
    ...(account ? [`of account ${account}`] : []),
    ...(status ? [status] : []),
    ...(used ? [used] : []),
  ];
}
