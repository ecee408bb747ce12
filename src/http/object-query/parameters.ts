/** The query string of Object Query, sorted by what each parameter is for. */

export type Parameters = {
  readonly filter: readonly string[];
  readonly sort: readonly string[];
  /** Paths such as "subscriptions.rateplans". */
  readonly expand: readonly string[];
  /** By the object that they are of, in lower case; "" is the one that is queried. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
};

export type QueryString = Readonly<Record<string, string | readonly string[]>>;

/** `filter[]`, `filter[0]`, `filter`, `account.fields[]`: what clients make of a list. */
const LIST_PARAMETER = /^(?:([\w.]+)\.)?(filter|fields|expand|sort)(?:\[\d*\])?$/i;

/** A list is repeated, or joined by commas; commas inside a filter's value stay. */
const NEXT_FILTER = /,(?=[\w ]+\.(?:EQ|NE|LT|GT|GE|LE|SW|IN):)/i;

export function readParameters(query: QueryString): Parameters {
  const lists = { filter: [] as string[], sort: [] as string[], expand: [] as string[] };
  const fields = new Map<string, string[]>();
  for (const [name, value] of Object.entries(query)) {
    const [, object = "", list = ""] = LIST_PARAMETER.exec(name) ?? [];
    const kind = list.toLowerCase();
    const values = [value].flat();
    if (kind === "fields") {
      const key = object.toLowerCase();
      fields.set(key, [...(fields.get(key) ?? []), ...values.flatMap(commaSeparated)]);
    } else if (kind === "filter") lists.filter.push(...values.flatMap(filtersOf));
    else if (kind === "sort" || kind === "expand") {
      lists[kind].push(...values.flatMap(commaSeparated));
    }
  }
  return { ...lists, fields };
}

const filtersOf = (text: string): string[] =>
  text.split(NEXT_FILTER).filter((filter) => filter !== "");

const commaSeparated = (text: string): string[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
