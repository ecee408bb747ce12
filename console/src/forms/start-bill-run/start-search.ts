import { dayIn, type SearchParams, switchIn, textIn } from "../../ui/search-params.ts";

/** What is chosen for a bill run: a reload, and a colleague, see the same. */
export type StartSearch = {
  readonly name?: string | undefined;
  /** Bills up to and including this day; today when absent. */
  readonly to?: string | undefined;
  /** Date of its documents; today when absent. */
  readonly dated?: string | undefined;
  readonly whose?: "batches" | "accounts" | undefined;
  /** "Batch1,Batch2" */
  readonly batches?: string | undefined;
  /** Numbers of accounts, "A1,A2" */
  readonly accounts?: string | undefined;
  readonly post?: boolean | undefined;
  readonly renew?: boolean | undefined;
};

export const startSearch = (search: SearchParams): StartSearch => ({
  name: textIn(search, "name"),
  to: dayIn(search, "to"),
  dated: dayIn(search, "dated"),
  whose: search.whose === "batches" || search.whose === "accounts" ? search.whose : undefined,
  batches: textIn(search, "batches"),
  accounts: textIn(search, "accounts"),
  post: switchIn(search, "post", false) || undefined,
  renew: switchIn(search, "renew", false) || undefined,
});
