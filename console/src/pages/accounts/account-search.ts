import { oneIn, type SearchParams, switchIn, textIn } from "../../ui/search-params.ts";

/** What of the list is shown: all of it stands in the address. */
export type AccountSearch = {
  /** What the name begins with. */
  readonly name?: string | undefined;
  readonly status?: "Draft" | "Active" | "Canceled" | undefined;
  readonly currency?: string | undefined;
  readonly owing?: boolean | undefined;
  readonly sort?: string | undefined;
  readonly cursor?: string | undefined;
};

export const ACCOUNT_STATUSES = ["Draft", "Active", "Canceled"] as const;

export const accountSearch = (search: SearchParams): AccountSearch => ({
  name: textIn(search, "name"),
  status: oneIn(search, "status", ACCOUNT_STATUSES),
  currency: textIn(search, "currency"),
  owing: switchIn(search, "owing", false) || undefined,
  sort: textIn(search, "sort"),
  cursor: textIn(search, "cursor"),
});

/** As Object Query is asked. */
export const accountFilter = ({ name, status, currency, owing }: AccountSearch): string[] => [
  ...(name ? [`name.SW:${name}`] : []),
  ...(status ? [`status.EQ:${status}`] : []),
  ...(currency ? [`currency.EQ:${currency}`] : []),
  ...(owing ? ["balance.GT:0"] : []),
];
