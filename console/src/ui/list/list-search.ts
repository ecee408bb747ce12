import { type SearchParams, switchIn, textIn } from "../search-params.ts";

/** What of every list stands in its address, beside its filters. */
export type ListSearch = {
  /** "name.ASC" */
  readonly sort?: string | undefined;
  readonly cursor?: string | undefined;
  /** Names of columns between commas; those that a list begins with, where it says nothing. */
  readonly columns?: string | undefined;
  /** More rows on a screen. */
  readonly dense?: boolean | undefined;
};

export const listSearch = (search: SearchParams): ListSearch => ({
  sort: textIn(search, "sort"),
  cursor: textIn(search, "cursor"),
  columns: textIn(search, "columns"),
  dense: switchIn(search, "dense", false) || undefined,
});

type Parameters = Readonly<Record<string, string | number | boolean>>;

/** What a view keeps: all of it but the page that one is on. */
export function parametersOf({ cursor: _, ...search }: ListSearch): Parameters {
  const given = Object.entries(search).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Parameters;
}

/** Whatever order they are in. */
export const isSame = (one: Readonly<Record<string, unknown>>, other: Parameters): boolean =>
  Object.keys(one).length === Object.keys(other).length &&
  Object.entries(other).every(([name, value]) => String(one[name]) === String(value));
