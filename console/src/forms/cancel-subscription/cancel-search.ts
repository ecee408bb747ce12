import { dayIn, oneIn, type SearchParams, switchIn, textIn } from "../../ui/search-params.ts";

export const POLICIES = ["EndOfCurrentTerm", "EndOfLastInvoicePeriod", "SpecificDate"] as const;

export type Policy = (typeof POLICIES)[number];

/** What is chosen in the cancel dialog: a reload, and a colleague, see the same. */
export type CancelSearch = {
  readonly policy?: Policy | undefined;
  /** First day without service; today when absent. */
  readonly on?: string | undefined;
  readonly bill?: boolean | undefined;
  /** Bill up to this day; `on` when absent. */
  readonly billTo?: string | undefined;
  readonly writeOff?: boolean | undefined;
  readonly refund?: boolean | undefined;
  readonly reason?: string | undefined;
};

export const cancelSearch = (search: SearchParams): CancelSearch => ({
  policy: oneIn(search, "policy", POLICIES),
  on: dayIn(search, "on"),
  bill: switchIn(search, "bill", true) ? undefined : false,
  billTo: dayIn(search, "billTo"),
  writeOff: switchIn(search, "writeOff", false) || undefined,
  refund: switchIn(search, "refund", false) || undefined,
  reason: textIn(search, "reason"),
});
