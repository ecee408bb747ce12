import { dayIn, oneIn, type SearchParams, textIn } from "../../ui/search-params.ts";

export const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

export type ApiLogSearch = {
  readonly method?: (typeof METHODS)[number] | undefined;
  readonly operation?: string | undefined;
  readonly status?: string | undefined;
  readonly requestId?: string | undefined;
  /** Days in UTC, both included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly page?: string | undefined;
};

export const apiLogSearch = (search: SearchParams): ApiLogSearch => ({
  method: oneIn(search, "method", METHODS),
  operation: textIn(search, "operation"),
  status: statusIn(search),
  requestId: textIn(search, "requestId"),
  from: dayIn(search, "from"),
  to: dayIn(search, "to"),
  page: textIn(search, "page"),
});

function statusIn(search: SearchParams): string | undefined {
  const status = textIn(search, "status");
  return status !== undefined && /^[1-5]\d\d$/.test(status) ? status : undefined;
}
