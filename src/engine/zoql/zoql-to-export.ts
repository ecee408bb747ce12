import type { ExportCondition, ExportZoql } from "./export-zoql.ts";
import type { Zoql } from "./zoql.ts";

/** The small language is a part of the larger one. */
export const zoqlToExport = ({ fields, object, where }: Zoql): ExportZoql => ({
  select: fields.map((field) => ({ type: "one", of: fieldOf(field), alias: null })),
  source: object,
  where: where.length === 0 ? null : { type: "or", parts: where.map(allOf) },
  groupBy: [],
  having: null,
  orderBy: [],
  limit: null,
});

const fieldOf = (field: string) => ({ type: "field", path: { object: null, field } }) as const;

const allOf = (all: Zoql["where"][number]): ExportCondition => ({
  type: "and",
  parts: all.map(({ field, operator, value }) => ({
    type: "compare",
    left: fieldOf(field),
    operator,
    right: value,
  })),
});
