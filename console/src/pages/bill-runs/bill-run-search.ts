import { oneIn, type SearchParams, textIn } from "../../ui/search-params.ts";

export const BILL_RUN_STATUSES = [
  ...(["Pending", "Processing", "Completed", "Posted", "Error", "Canceled"] as const),
] as const;

/** What of the list is shown: all of it stands in the address. */
export type BillRunSearch = {
  readonly status?: (typeof BILL_RUN_STATUSES)[number] | undefined;
  readonly sort?: string | undefined;
  readonly cursor?: string | undefined;
};

export const billRunSearch = (search: SearchParams): BillRunSearch => ({
  status: oneIn(search, "status", BILL_RUN_STATUSES),
  sort: textIn(search, "sort"),
  cursor: textIn(search, "cursor"),
});

/** As Object Query is asked. */
export const billRunFilter = ({ status }: BillRunSearch): string[] =>
  status ? [`status.EQ:${status}`] : [];
