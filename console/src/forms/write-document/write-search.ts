import { type SearchParams, textIn } from "../../ui/search-params.ts";

export type WriteSearch = {
  /** Number or id. */
  readonly account?: string | undefined;
};

export const writeSearch = (search: SearchParams): WriteSearch => ({
  account: textIn(search, "account"),
});
