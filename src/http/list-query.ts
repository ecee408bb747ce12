/** Filters and sorts of v1 lists: `status=Posted`, `targetDate=null`, `sort=-creditMemoDate,+amount`. */
import type { Filter, Sort } from "#store/object-query/conditions.ts";
import type { Field } from "#store/object-query/query-object.ts";
import { Invalid } from "./invalid.ts";
import { operandOf } from "./object-query/operands.ts";

type Fields = Readonly<Record<string, Field>>;

/** Filters and sorts together. */
export const listWanted = (
  fields: Fields,
  query: Readonly<Record<string, unknown>> & { readonly sort?: string | undefined },
  timeZone: string,
) => ({ filters: listFilters(fields, query, timeZone), sorts: listSorts(fields, query.sort) });

export function listFilters(
  fields: Fields,
  query: Readonly<Record<string, unknown>>,
  timeZone: string,
): Filter[] {
  return Object.entries(fields).flatMap(([name, field]): Filter[] => {
    const text = query[name];
    if (typeof text !== "string" || text === "") return [];
    if (text === "null") return [{ field, operator: "EQ", operands: null }];
    const operand = operandOf(field, text, timeZone);
    if (operand === undefined) throw invalid(name, text, `should be a ${field.type}`);
    return [{ field, operator: "EQ", operands: operand === null ? [] : [operand] }];
  });
}

/** A sort without a sign goes up; a plus sign arrives as a space when it is not encoded. */
export function listSorts(fields: Fields, text: string | undefined): Sort[] {
  const sorts = (text ?? "").split(",").filter((sort) => sort.trim() !== "");
  return sorts.map((sort) => {
    const [, sign = "+", name = ""] = /^\s*([+-])?\s*(\w+)\s*$/.exec(sort) ?? [];
    const field = fields[name];
    if (!field) throw invalid("sort", sort, `names '${sort.trim()}', which is no field to sort by`);
    return { field, order: sign === "-" ? "DESC" : "ASC" };
  });
}

const invalid = (parameter: string, input: string, message: string): Invalid =>
  new Invalid("query", [{ code: "custom", path: [parameter], message, input }]);
