/**
 * A contract says all that a caller can know of one endpoint. Routes, OpenAPI, the client and the
 * tests are made from it, and it runs in a browser: contract files import only zod, ./wire.ts,
 * ./contract.ts and types of the engine.
 */
import { z } from "zod";
import type { ErrorCode } from "#engine/errors.ts";
import type { Permission } from "#engine/rights/permissions.ts";
import * as wire from "./wire.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/**
 * How the family wraps what it answers.
 * - `v1`: `success: true` is added; failures are `{success: false, processId, reasons, requestId}`
 * - `crud`: `/v1/object/*`; failures are `{Success: false, Errors: [{Code, Message}]}`
 * - `action`: `/v1/action/query`; failures are `{FaultCode, FaultMessage}`
 * - `object-query`: nothing is added; failures as v1, or `{reasons, requestId}` from 2025-08-12
 * - `plain`: nothing is added; failures as v1. For settings, tokens, data queries
 * - `file`: the handler returns a `wire.File`; failures as v1
 */
export type Envelope = "v1" | "crud" | "action" | "object-query" | "plain" | "file";

export type MediaType =
  | "application/json"
  | "application/x-www-form-urlencoded"
  /** Files: `wire.upload`. */
  | "multipart/form-data";

/** The names between braces: "/v1/orders/{orderNumber}" has "orderNumber". */
export type PathName<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathName<Rest>
  : never;

type Key = typeof wire.key;

export type ContractDefinition<
  Path extends string,
  Params extends { readonly [Name in PathName<Path>]?: z.ZodType },
  Query extends z.ZodType | undefined,
  Request extends z.ZodType | undefined,
  Response extends z.ZodType,
> = {
  /** Imperative; = operation function = file = OpenAPI operationId = client method. */
  readonly operation: string;
  readonly method: Method;
  /** Names in braces become `params`, each a `wire.key` unless `params` says otherwise. */
  readonly path: Path;
  /** Other spellings of the path that mean the same, with the same names in braces. */
  readonly aliases?: readonly string[];
  /** The vendor's own title of the operation, as clients search for it. */
  readonly summary: string;
  readonly description?: string;
  /** Groups operations in the API reference: "Orders". */
  readonly tag: string;
  readonly params?: Params;
  readonly query?: Query;
  /** The body. Without one, POST and PUT still want `Content-Type: application/json`. */
  readonly request?: Request;
  readonly response: Response;
  /** What the handler may throw; anything else it throws is logged as undeclared. */
  readonly errors: readonly ErrorCode[];
  /** First six digits of this operation's numeric error codes. GET and DELETE have 500000. */
  readonly resource?: string;
  /** Fifth and sixth digit for errors of a top-level field: `{ currency: "03" }`. */
  readonly fieldCodes?: Readonly<Record<string, string>>;
  readonly envelope?: Envelope;
  /** Success status, where it is not 200. */
  readonly status?: 200 | 201 | 202 | 204;
  readonly consumes?: MediaType;
  /** Of a form: its file is read while it comes (`wire.fileStream`) and may be large. */
  readonly isStreamed?: boolean;
  /**
   * Whether a gateway is asked while it is answered, of the body as it was sent: then no transaction
   * may be open around it, not even that of an Idempotency-Key.
   */
  readonly callsGateway?: (body: Readonly<Record<string, unknown>>) => boolean;
  /** What its body asks for that takes more than the permission to call it. */
  readonly alsoNeeds?: (body: Readonly<Record<string, unknown>>) => readonly Permission[];
  /** Counts towards the limit of high-volume transactions instead of the default one. */
  readonly isHighVolume?: boolean;
  /** Answered without credentials. */
  readonly isPublic?: boolean;
  /** For the session of a customer on My Account, about his own account, and for nobody else. */
  readonly isForCustomers?: boolean;
};

export type Contract<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType | undefined = z.ZodType | undefined,
  Request extends z.ZodType | undefined = z.ZodType | undefined,
  Response extends z.ZodType = z.ZodType,
> = {
  readonly operation: string;
  readonly method: Method;
  readonly path: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly tag: string;
  readonly params: Params;
  readonly query: Query;
  readonly request: Request;
  readonly response: Response;
  readonly errors: readonly ErrorCode[];
  readonly resource: string;
  readonly fieldCodes: Readonly<Record<string, string>>;
  readonly envelope: Envelope;
  readonly status: 200 | 201 | 202 | 204;
  readonly consumes: MediaType;
  readonly isStreamed: boolean;
  readonly callsGateway: (body: Readonly<Record<string, unknown>>) => boolean;
  readonly alsoNeeds: (body: Readonly<Record<string, unknown>>) => readonly Permission[];
  readonly isHighVolume: boolean;
  readonly isPublic: boolean;
  readonly isForCustomers: boolean;
};

type ParamsShape<Path extends string, Given> = {
  [Name in PathName<Path>]: Name extends keyof Given
    ? Given[Name] extends z.ZodType
      ? Given[Name]
      : Key
    : Key;
};

const UNKNOWN_RESOURCE = "500000";

export function contract<
  const Path extends string,
  Response extends z.ZodType,
  Params extends { readonly [Name in PathName<Path>]?: z.ZodType } = Record<never, never>,
  Query extends z.ZodType | undefined = undefined,
  Request extends z.ZodType | undefined = undefined,
>(
  definition: ContractDefinition<Path, Params, Query, Request, Response>,
): Contract<z.ZodObject<ParamsShape<Path, Params>>, Query, Request, Response> {
  const { method, path, query, request, resource = UNKNOWN_RESOURCE } = definition;
  // GET and DELETE carry no payload, which is why their errors carry no resource.
  const carriesPayload = method !== "GET" && method !== "DELETE";
  return {
    aliases: [],
    description: "",
    fieldCodes: {},
    envelope: "v1",
    status: 200,
    consumes: "application/json",
    isStreamed: false,
    callsGateway: () => false,
    alsoNeeds: () => [],
    isHighVolume: false,
    isPublic: false,
    isForCustomers: false,
    ...definition,
    resource: carriesPayload ? resource : UNKNOWN_RESOURCE,
    params: z.object(paramsShape<Path, Params>(path, definition.params)),
    query: query as Query,
    request: request as Request,
  };
}

function paramsShape<Path extends string, Params>(path: Path, given: Params | undefined) {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
  const keys = Object.fromEntries(names.map((name) => [name, wire.key]));
  return { ...keys, ...given } as ParamsShape<Path, Params>;
}
