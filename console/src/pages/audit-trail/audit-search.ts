import { dayIn, type SearchParams, textIn } from "../../ui/search-params.ts";

export type AuditSearch = {
  readonly objectType?: string | undefined;
  readonly objectId?: string | undefined;
  readonly requestId?: string | undefined;
  /** Days in UTC, both included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Changes with smaller numbers. */
  readonly before?: string | undefined;
};

export const auditSearch = (search: SearchParams): AuditSearch => ({
  objectType: textIn(search, "objectType"),
  objectId: textIn(search, "objectId"),
  requestId: textIn(search, "requestId"),
  from: dayIn(search, "from"),
  to: dayIn(search, "to"),
  before: textIn(search, "before"),
});
