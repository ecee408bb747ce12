import { type ListSearch, listSearch } from "../../ui/list/list-search.ts";
import { oneIn, type SearchParams, textIn } from "../../ui/search-params.ts";

export const SUBSCRIPTION_STATUSES = [
  ...(["Active", "Cancelled", "Suspended", "Draft"] as const),
  ...(["Pending Activation", "Pending Acceptance", "Expired"] as const),
] as const;

export type SubscriptionSearch = ListSearch & {
  /** What the number begins with. */
  readonly number?: string | undefined;
  readonly status?: (typeof SUBSCRIPTION_STATUSES)[number] | undefined;
};

export const subscriptionSearch = (search: SearchParams): SubscriptionSearch => ({
  number: textIn(search, "number"),
  status: oneIn(search, "status", SUBSCRIPTION_STATUSES),
  ...listSearch(search),
});

/** As Object Query is asked: a version that was replaced is no subscription of its own. */
export const subscriptionFilter = ({ number, status }: SubscriptionSearch): string[] => [
  "islatestversion.EQ:true",
  ...(number ? [`name.SW:${number}`] : []),
  ...(status ? [`status.EQ:${status}`] : []),
];

export const subscriptionWords = ({ number, status }: SubscriptionSearch): string[] => [
  ...(number ? [`number begins with ${number}`] : []),
  ...(status ? [status] : []),
];
