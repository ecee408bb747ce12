import { type ListSearch, listSearch } from "../../ui/list/list-search.ts";
import { oneIn, type SearchParams } from "../../ui/search-params.ts";

export const BILL_RUN_STATUSES = [
  ...(["Pending", "Processing", "Completed", "Posted", "Error", "Canceled"] as const),
] as const;

/** What of the list is shown: all of it stands in the address. */
export type BillRunSearch = ListSearch & {
  readonly status?: (typeof BILL_RUN_STATUSES)[number] | undefined;
};

export const billRunSearch = (search: SearchParams): BillRunSearch => ({
  status: oneIn(search, "status", BILL_RUN_STATUSES),
  ...listSearch(search),
});

/** As Object Query is asked. */
export const billRunFilter = ({ status }: BillRunSearch): string[] =>
  status ? [`status.EQ:${status}`] : [];
