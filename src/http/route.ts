/** Binds a contract to what answers it. A parameter or result that drifts does not compile. */
import type { z } from "zod";
import { type CustomFieldRules, hasRules } from "#engine/custom-fields/custom-field.ts";
import { BillingError } from "#engine/errors.ts";
import type { Context } from "#operations/context.ts";
import { unknownInVersion } from "./check-versions.ts";
import type { Contract } from "./contract.ts";
import { Invalid } from "./invalid.ts";
import { readCustomFields } from "./read-custom-fields.ts";
import type { Version } from "./version.ts";

/** What a handler is given next to its context: all of it checked by the contract. */
export type Call<C extends Contract> = {
  readonly params: z.output<C["params"]>;
  readonly query: C["query"] extends z.ZodType ? z.output<C["query"]> : undefined;
  readonly body: C["request"] extends z.ZodType ? z.output<C["request"]> : undefined;
} & CallSurroundings;

export type CallSurroundings = {
  readonly version: Version;
  /** "https://host" as the caller wrote it, for links in answers. */
  readonly baseUrl: string;
  /** Path and query of this request, "/v1/orders?page=2". See `nextPage` in paging.ts. */
  readonly url: string;
};

export type RawCall = CallSurroundings & {
  readonly params: unknown;
  readonly query: unknown;
  /** Parsed JSON; undefined when the request has no body. */
  readonly body: unknown;
};

/** What a handler returns. Amounts are Decimals, days PlainDates; absent keys are undefined. */
export type Result<C extends Contract> = z.input<C["response"]>;

export type Handler<C extends Contract> = (context: Context, call: Call<C>) => Promise<Result<C>>;

export type Route = {
  readonly contract: Contract;
  /** Checks the call, runs the handler. Throws Invalid, BillingError, or what the handler throws. */
  readonly answer: (context: Context, raw: RawCall) => Promise<unknown>;
};

export function route<C extends Contract>(contract: C, handler: Handler<C>): Route {
  const answer = async (context: Context, raw: RawCall) => {
    try {
      return await handler(context, checked(contract, raw, context.customFieldRules));
    } catch (error) {
      throw contract.method === "PUT" ? aboutPath(error, raw.params) : error;
    }
  };
  return { contract, answer };
}

/**
 * What the path of a PUT names is looked up before anything else is: recorded answers say 50000040 of
 * it, as of a GET, while an unknown entity in a body has the resource of the operation in its code.
 */
function aboutPath(error: unknown, params: unknown): unknown {
  if (!(error instanceof BillingError) || error.code !== "ENTITY_NOT_FOUND") return error;
  const { key } = error.details;
  const isInPath = Object.values(params as Record<string, string>).includes(key ?? "");
  return isInPath ? new BillingError(error.code, { ...error.details, place: "path" }) : error;
}

/** A field that is missing is another error than one that is wrong: zod must say what it saw. */
const PARSING = { reportInput: true };

function checked<C extends Contract>(
  contract: C,
  raw: RawCall,
  rules: CustomFieldRules | undefined,
): Call<C> {
  const { version, baseUrl, url } = raw;
  const params = checkedParams(contract, raw.params);
  const query = contract.query && checkedPart("query", contract.query, raw.query);
  const body =
    contract.request && checkedBody(contract.request, raw.body ?? {}, { query, version, rules });
  return { params, query, body, version, baseUrl, url } as Call<C>;
}

/**
 * Custom fields are held against their definitions, and all fields against the version, before the
 * contract reads them.
 *
 * Errors: UNRECOGNISED_FIELDS, of a call that asks for it; Invalid.
 */
function checkedBody(
  schema: z.ZodType,
  sent: unknown,
  { query, version, rules }: BodySurroundings,
): unknown {
  const { issues: unknown, notes } = unknownInVersion(schema, sent, version);
  const { body, issues: wrong } =
    rules && hasRules(rules) ? readCustomFields(schema, sent, rules) : { body: sent, issues: [] };
  const issues = [...unknown, ...wrong];
  if (issues.length === 0) return checkedPart("body", schema, body);
  const { rejectUnknownFields = false } = (query ?? {}) as { rejectUnknownFields?: boolean };
  if (rejectUnknownFields && issues.some(({ code }) => code === "unrecognized_keys")) {
    throw new BillingError("UNRECOGNISED_FIELDS");
  }
  const result = schema.safeParse(body, PARSING);
  throw new Invalid("body", [...(result.error?.issues ?? []), ...issues], notes);
}

type BodySurroundings = {
  readonly query: unknown;
  readonly version: Version;
  readonly rules: CustomFieldRules | undefined;
};

/** A key that cannot be one names nothing: it is answered like any other unknown key. */
function checkedParams(contract: Contract, params: unknown): unknown {
  const result = contract.params.safeParse(params);
  if (result.success) return result.data;
  const wrong = result.error.issues[0]?.path[0];
  const key = (params as Record<string, string>)[String(wrong)] ?? "";
  throw new BillingError("ENTITY_NOT_FOUND", { key });
}

function checkedPart(part: "query" | "body", schema: z.ZodType, value: unknown): unknown {
  const result = schema.safeParse(value, PARSING);
  if (!result.success) throw new Invalid(part, result.error.issues);
  return result.data;
}
