import { dayIn, type SearchParams } from "../../ui/search-params.ts";

/** To which day one looks ahead. */
export type ClockSearch = { readonly to?: string | undefined };

export const clockSearch = (search: SearchParams): ClockSearch => ({ to: dayIn(search, "to") });
