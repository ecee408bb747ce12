import { dayIn, type SearchParams } from "../../ui/search-params.ts";

/** Which days of an account: both included. */
export type StatementSearch = {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
};

export const statementSearch = (search: SearchParams): StatementSearch => ({
  from: dayIn(search, "from"),
  to: dayIn(search, "to"),
});

/** Where nothing is asked for: from the first of January of last year to today. */
export const daysOf = ({ from, to }: StatementSearch, today: string) => ({
  startDate: from ?? `${Number(today.slice(0, 4)) - 1}-01-01`,
  endDate: to ?? today,
});
