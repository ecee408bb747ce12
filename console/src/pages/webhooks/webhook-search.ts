import { dayIn, type SearchParams, switchIn, textIn } from "../../ui/search-params.ts";

export type WebhookSearch = {
  readonly failed?: boolean | undefined;
  readonly objectId?: string | undefined;
  /** Days, both included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly page?: string | undefined;
};

export const webhookSearch = (search: SearchParams): WebhookSearch => ({
  failed: switchIn(search, "failed", false) || undefined,
  objectId: textIn(search, "objectId"),
  from: dayIn(search, "from"),
  to: dayIn(search, "to"),
  page: textIn(search, "page"),
});
