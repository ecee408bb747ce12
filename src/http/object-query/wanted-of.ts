import type { Context } from "#operations/context.ts";
import type { QueryObject } from "#store/object-query/query-object.ts";
import { readParameters } from "./parameters.ts";
import { parseCursor, parseFilter, parseSelection, parseSort } from "./parse-query.ts";

/** What the parameters of a list or of one object say. Errors: Invalid. */
export function wantedOf(
  object: QueryObject,
  { timeZone, today }: Context,
  {
    cursor,
    ...lists
  }: Readonly<Record<string, Texts | undefined>> & { readonly cursor?: string | undefined },
) {
  const parameters = readParameters(present(lists));
  const sort = parseSort(object, parameters.sort);
  return {
    filters: parameters.filter.map((filter) => parseFilter(object, filter, timeZone)),
    ...sort,
    after: cursor === undefined ? undefined : parseCursor(cursor, sort),
    selection: parseSelection(object, parameters),
    today: today(),
  };
}

type Texts = string | readonly string[];

function present(query: Readonly<Record<string, Texts | undefined>>): Record<string, Texts> {
  const given = Object.entries(query).filter(
    (entry): entry is [string, Texts] => entry[1] !== undefined,
  );
  return Object.fromEntries(given);
}
