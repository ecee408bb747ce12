import { type ListSearch, listSearch } from "../../ui/list/list-search.ts";
import { oneIn, type SearchParams, switchIn, textIn } from "../../ui/search-params.ts";

/** What of the list is shown: all of it stands in the address. */
export type AccountSearch = ListSearch & {
  /** What the name begins with. */
  readonly name?: string | undefined;
  readonly status?: "Draft" | "Active" | "Canceled" | undefined;
  readonly currency?: string | undefined;
  readonly owing?: boolean | undefined;
};

export const ACCOUNT_STATUSES = ["Draft", "Active", "Canceled"] as const;

export const accountSearch = (search: SearchParams): AccountSearch => ({
  name: textIn(search, "name"),
  status: oneIn(search, "status", ACCOUNT_STATUSES),
  currency: textIn(search, "currency"),
  owing: switchIn(search, "owing", false) || undefined,
  ...listSearch(search),
});

/** As Object Query is asked. */
export const accountFilter = ({ name, status, currency, owing }: AccountSearch): string[] => [
  ...(name ? [`name.SW:${name}`] : []),
  ...(status ? [`status.EQ:${status}`] : []),
  ...(currency ? [`currency.EQ:${currency}`] : []),
  ...(owing ? ["balance.GT:0"] : []),
];

export const accountWords = ({ name, status, currency, owing }: AccountSearch): string[] => [
  ...(name ? [`name begins with ${name}`] : []),
  ...(status ? [status] : []),
  ...(currency ? [currency] : []),
  ...(owing ? ["owing"] : []),
];
