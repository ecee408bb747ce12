import type { ZoqlOperator, ZoqlValue } from "./zoql.ts";

/**
 * A query of an export: other than ZOQL it has joined objects, functions, groups, an order, a limit and
 * titles of its own. `select Account.Name, Name as "Number" from Subscription where Status = 'Active'`
 */
export type ExportZoql = {
  readonly select: readonly Selected[];
  /** What it is read from, and what joined objects are related to. */
  readonly source: string;
  readonly where: ExportCondition | null;
  readonly groupBy: readonly ExportPath[];
  readonly having: ExportCondition | null;
  readonly orderBy: readonly { readonly of: ExportExpression; readonly order: "ASC" | "DESC" }[];
  readonly limit: { readonly offset: number; readonly count: number } | null;
};

/** As the caller spells it; `object` is null where it is left out: that of the source. */
export type ExportPath = { readonly object: string | null; readonly field: string };

export type Selected =
  | { readonly type: "all"; readonly object: string | null }
  | { readonly type: "one"; readonly of: ExportExpression; readonly alias: string | null };

export const EXPORT_FUNCTIONS = ["avg", "count", "max", "min", "sum"] as const;
export type ExportFunction = (typeof EXPORT_FUNCTIONS)[number];

export type ExportExpression =
  | { readonly type: "field"; readonly path: ExportPath }
  | {
      readonly type: "function";
      readonly name: ExportFunction;
      readonly isDistinct: boolean;
      /** Null: `count(*)`. */
      readonly of: ExportPath | null;
    };

export type ExportCondition =
  | { readonly type: "and" | "or"; readonly parts: readonly ExportCondition[] }
  | { readonly type: "not"; readonly part: ExportCondition }
  | {
      readonly type: "compare";
      readonly left: ExportExpression;
      readonly operator: ZoqlOperator;
      readonly right: ZoqlValue | ExportExpression;
    };
