import type { ExportZoql } from "#engine/zoql/export-zoql.ts";
import { parseExportZoql } from "#engine/zoql/parse-export-zoql.ts";
import { parseZoql } from "#engine/zoql/parse-zoql.ts";
import { zoqlToExport } from "#engine/zoql/zoql-to-export.ts";
import type { Transaction } from "#store/database.ts";
import {
  type CompiledExport,
  compileExport,
  type ExportRange,
  objectsWantedWhole,
} from "#store/exports/compile-export.ts";
import type { ExportBatch } from "#store/exports/jobs.ts";
import { listCustomFieldsInUse } from "#store/object-query/custom-fields-in-use.ts";
import type { QueryObject } from "#store/object-query/query-object.ts";
import type { Context } from "./context.ts";

type Query = Pick<ExportBatch, "query" | "queryType">;

/** Errors: MALFORMED_QUERY. */
export const parsedQuery = ({ query, queryType }: Query): ExportZoql =>
  queryType === "zoql" ? zoqlToExport(parseZoql(query)) : parseExportZoql(query);

/** Errors: those of parsing a query and of compiling it. */
export async function compiledQuery(
  tx: Transaction,
  given: Query,
  range: ExportRange,
  context: Pick<Context, "now" | "timeZone" | "customFieldRules">,
): Promise<CompiledExport> {
  const query = parsedQuery(given);
  const inUse = new Map<QueryObject, readonly string[]>();
  for (const object of objectsWantedWhole(query)) {
    inUse.set(object, await listCustomFieldsInUse(tx, object));
  }
  return compileExport(query, range, { rules: context.customFieldRules, inUse }, context);
}

/** What every export of everything asks for. */
export const EVERYTHING: ExportRange = { since: null, until: null, deleted: "No" };
