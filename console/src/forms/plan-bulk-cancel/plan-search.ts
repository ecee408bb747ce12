import { dayIn, oneIn, type SearchParams, switchIn, textIn } from "../../ui/search-params.ts";

export const POLICIES = ["SpecificDate", "EndOfCurrentTerm", "EndOfLastInvoicePeriod"] as const;

/** What is chosen for a bulk cancel: a reload, and a colleague, see the same. */
export type PlanSearch = {
  readonly kind?: "WriteOff" | undefined;
  readonly from?: "File" | undefined;
  /** "Batch1,Batch2" */
  readonly batches?: string | undefined;
  readonly currency?: string | undefined;
  /** Days overdue, both included. */
  readonly overdue?: string | undefined;
  readonly overdueTo?: string | undefined;
  /** Number of a product, or of one of its rate plans. */
  readonly product?: string | undefined;
  readonly plan?: string | undefined;
  /** What a document owes at most, and the day before which it is dated. */
  readonly upTo?: string | undefined;
  readonly before?: string | undefined;
  /** Numbers of accounts, "A1,A2" */
  readonly accounts?: string | undefined;
  readonly policy?: (typeof POLICIES)[number] | undefined;
  /** First day without service; today when absent. */
  readonly on?: string | undefined;
  readonly bill?: boolean | undefined;
  /** Bill up to this day; today when absent. */
  readonly billTo?: string | undefined;
  readonly writeOff?: boolean | undefined;
  readonly reason?: string | undefined;
  readonly comment?: string | undefined;
};

export const planSearch = (search: SearchParams): PlanSearch => ({
  kind: oneIn(search, "kind", ["WriteOff"]),
  from: oneIn(search, "from", ["File"]),
  batches: textIn(search, "batches"),
  currency: textIn(search, "currency"),
  overdue: countIn(search, "overdue"),
  overdueTo: countIn(search, "overdueTo"),
  product: textIn(search, "product"),
  plan: textIn(search, "plan"),
  upTo: amountIn(search, "upTo"),
  before: dayIn(search, "before"),
  accounts: textIn(search, "accounts"),
  policy: oneIn(search, "policy", POLICIES),
  on: dayIn(search, "on"),
  bill: switchIn(search, "bill", true) ? undefined : false,
  billTo: dayIn(search, "billTo"),
  writeOff: switchIn(search, "writeOff", false) || undefined,
  reason: textIn(search, "reason"),
  comment: textIn(search, "comment"),
});

const matching = (search: SearchParams, name: string, pattern: RegExp): string | undefined => {
  const text = textIn(search, name);
  return text !== undefined && pattern.test(text) ? text : undefined;
};

const countIn = (search: SearchParams, name: string) => matching(search, name, /^\d{1,5}$/);
const amountIn = (search: SearchParams, name: string) => matching(search, name, /^\d+(\.\d+)?$/);
