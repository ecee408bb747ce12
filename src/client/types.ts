/**
 * What each operation takes and answers, from its contract. In the package (`quittance/client`) a file
 * that is written out from the same contracts takes the place of this one: src/http/client-types.ts.
 */
import type { z } from "zod";
import type { Contract } from "#http/contract.ts";
import type { Operations } from "./operations.ts";
import type { QueryObjects } from "./query-objects.ts";

export type { Operations } from "./operations.ts";

type Part<Name extends string, Schema> = Schema extends z.ZodType
  ? Record<never, never> extends z.input<Schema>
    ? { readonly [Key in Name]?: z.input<Schema> }
    : { readonly [Key in Name]: z.input<Schema> }
  : Record<never, never>;

export type Arguments<C extends Contract> = Part<"params", C["params"]> &
  Part<"query", C["query"]> &
  Part<"body", C["request"]> & {
    /** Makes a repetition be answered like the first request; for POST and PATCH. */
    readonly idempotencyKey?: string;
  };

/** What an operation answers. Amounts are numbers; JSON has no others. */
export type Answer<C extends Contract> = C["envelope"] extends "file"
  ? Uint8Array
  : z.output<C["response"]>;

export type Client = { readonly query: QueryObjects } & {
  readonly [Name in keyof Operations]: Record<never, never> extends Arguments<Operations[Name]>
    ? (given?: Arguments<Operations[Name]>) => Promise<Answer<Operations[Name]>>
    : (given: Arguments<Operations[Name]>) => Promise<Answer<Operations[Name]>>;
};
