import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

/** Repeated, or joined by commas. */
export const list = (description: string) =>
  z
    .union([z.string(), z.array(z.string())])
    .optional()
    .meta({ type: "array", items: { type: "string" }, description });

/** A whole number outside of 1 to 99 is refused; what is no number is as if not given. */
const pageSize = z
  .preprocess(
    (value) => (typeof value === "string" && /^-?\d{1,9}$/.test(value) ? value : undefined),
    wire.intBetween(1, 99).default(10),
  )
  .meta({ type: "integer", minimum: 1, maximum: 99, default: 10 });

const shared = {
  "expand[]": list(
    "Related objects to include: `subscriptions`, `subscriptions.rateplans`; up to 4 levels deep, each list cut at `pageSize`.",
  ),
  "fields[]": list(
    "Only these fields: `name,accountnumber`. Of an expanded object: `billto.fields[]=firstname`.",
  ),
  includeNullFields: wire.boolean
    .default(false)
    .describe("Fields without a value are null instead of left out."),
  pageSize,
  "sort[]": list("One field of the object: `name.ASC` or `name.DESC`. Default: newest first."),
  cursor: z.string().optional().describe("`nextPage` of the answer before."),
};

/** Any other name is `<object>.fields[]` or is ignored. */
const others = z.union([z.string(), z.array(z.string())]);

const listQuery = z
  .object({
    "filter[]": list(
      "`field.OP:value` with EQ, NE, LT, GT, GE, LE, SW or IN; all of them must match. `IN:[a,b]`; `EQ:null` for no value. Quittance's own: `isWriteOff` of credit memos, `isOfCancelled` of invoices.",
    ),
    ...shared,
  })
  .catchall(others);

const retrieveQuery = z
  .object({
    "filter[]": list("As of the list: the object is found only if all of them match."),
    ...shared,
  })
  .catchall(others);

type ObjectSchema = z.ZodType<Record<string, unknown>, Record<string, unknown>>;

export type Titles = {
  /** As in `/object-query/{path}`. */
  readonly path: string;
  readonly aliases?: readonly string[];
  readonly many: string;
  readonly one: string;
};

/** Operations are named as the vendor's SDKs name them: queryAccounts, queryAccountByKey. */
export function queryContracts({ path, aliases = [], many, one }: Titles, object: ObjectSchema) {
  const [plural, singular] = [
    camelCase(path),
    camelCase(path.replace(/(ie)?s$/, (end) => (end === "ies" ? "y" : ""))),
  ];
  const spelled = (rest: string) => aliases.map((alias) => `/object-query/${alias}${rest}`);
  return {
    list: contract({
      operation: `query${plural}`,
      method: "GET",
      path: `/object-query/${path}`,
      aliases: spelled(""),
      summary: `List ${many}`,
      tag: "Object Queries",
      query: listQuery,
      response: z.object({
        nextPage: z.string().nullable().optional().describe("The `cursor` of the next page."),
        data: z.array(object),
      }),
      errors: ["NOT_ALLOWED"],
      envelope: "object-query",
    }),
    retrieve: contract({
      operation: `query${singular}ByKey`,
      method: "GET",
      path: `/object-query/${path}/{key}`,
      aliases: spelled("/{key}"),
      summary: `Retrieve ${one}`,
      tag: "Object Queries",
      query: retrieveQuery,
      response: object,
      errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
      envelope: "object-query",
    }),
  };
}

const camelCase = (path: string): string =>
  path.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
