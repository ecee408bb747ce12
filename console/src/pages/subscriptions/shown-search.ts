import { dayIn, type SearchParams, textIn } from "../../ui/search-params.ts";

/** What of a subscription is looked at closer. */
export type ShownSearch = {
  /** Two versions that are compared. */
  readonly older?: string | undefined;
  readonly newer?: string | undefined;
  /** Billed ahead through this day. */
  readonly through?: string | undefined;
};

const versionIn = (search: SearchParams, name: string): string | undefined => {
  const text = textIn(search, name);
  return text !== undefined && /^[1-9]\d{0,5}$/.test(text) ? text : undefined;
};

export const shownSearch = (search: SearchParams): ShownSearch => ({
  older: versionIn(search, "older"),
  newer: versionIn(search, "newer"),
  through: dayIn(search, "through"),
});
