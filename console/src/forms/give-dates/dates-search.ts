import { dayIn, type SearchParams } from "../../ui/search-params.ts";
import type { Days } from "./missing-dates.ts";

/** Days that are said, by what they are of. */
export type DatesSearch = { readonly days?: Days | undefined };

export function datesSearch({ days }: SearchParams): DatesSearch {
  if (typeof days !== "object" || days === null) return {};
  const said = days as SearchParams;
  return { days: Object.fromEntries(Object.keys(said).map((name) => [name, dayIn(said, name)])) };
}
