import { type SearchParams, textIn } from "../../../ui/search-params.ts";

export type SettingSearch = {
  /** Which one is open. */
  readonly row?: string | undefined;
  /** Whether a new one is being written. */
  readonly isNew?: true | undefined;
  readonly page?: string | undefined;
};

export const settingSearch = (search: SearchParams): SettingSearch => ({
  row: textIn(search, "row"),
  isNew: search.isNew === true || undefined,
  page: textIn(search, "page"),
});
