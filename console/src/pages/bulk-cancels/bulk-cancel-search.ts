import { oneIn, type SearchParams, textIn } from "../../ui/search-params.ts";

export const STATUSES = [
  ...(["Planned", "AwaitingApproval", "Approved", "Running", "Paused"] as const),
  ...(["Completed", "Stopped"] as const),
] as const;

/** What of the list is shown: all of it stands in the address. */
export type BulkCancelsSearch = {
  readonly status?: (typeof STATUSES)[number] | undefined;
  readonly page?: string | undefined;
};

export const bulkCancelsSearch = (search: SearchParams): BulkCancelsSearch => ({
  status: oneIn(search, "status", STATUSES),
  page: pageIn(search),
});

export const ROW_STATES = ["Planned", "Refused", "Done", "Moved", "Failed"] as const;

/** Which of its rows are shown. */
export type BulkCancelSearch = {
  readonly state?: (typeof ROW_STATES)[number] | undefined;
  readonly page?: string | undefined;
};

export const bulkCancelSearch = (search: SearchParams): BulkCancelSearch => ({
  state: oneIn(search, "state", ROW_STATES),
  page: pageIn(search),
});

/** From 2 on. */
function pageIn(search: SearchParams): string | undefined {
  const text = textIn(search, "page");
  return text !== undefined && /^[1-9]\d{0,5}$/.test(text) && text !== "1" ? text : undefined;
}

export const pageAfter = (page: string | undefined): string => String(Number(page ?? "1") + 1);
