/** What the object API takes of an object, as its contracts say it. */
import type { z } from "zod";
import type { Contract } from "../contract.ts";
import * as accounts from "../object-crud/account-contract.ts";
import * as catalogChanges from "../object-crud/catalog-change-contract.ts";
import * as catalog from "../object-crud/contract.ts";
import * as receivables from "../object-crud/receivable-contract.ts";
import * as subscriptions from "../object-crud/subscription-contract.ts";
import * as usage from "../usage/contract.ts";

/** Of one object: the fields of a POST and of a PUT. */
export type Taken = { readonly createable: z.ZodRawShape; readonly updateable: z.ZodRawShape };

const OBJECT_PATH = /^\/v1\/object\/([a-z-]+)(\/\{id\})?$/;

const NOTHING: Taken = { createable: {}, updateable: {} };

/** By the part of its path: "rate-plan-charge". */
const TAKEN: ReadonlyMap<string, Taken> = takenBy(
  [accounts, catalog, catalogChanges, receivables, subscriptions, usage].flatMap(
    (module) => Object.values(module) as readonly unknown[],
  ),
);

function takenBy(exported: readonly unknown[]): Map<string, Taken> {
  const taken = new Map<string, Taken>();
  for (const { method, path, request } of exported.filter(isContract)) {
    const [, object] = OBJECT_PATH.exec(path) ?? [];
    if (object === undefined || request === undefined) continue;
    const { shape } = request as z.ZodObject;
    const before = taken.get(object) ?? NOTHING;
    if (method === "POST") taken.set(object, { ...before, createable: shape });
    if (method === "PUT") taken.set(object, { ...before, updateable: shape });
  }
  return taken;
}

function isContract(value: unknown): value is Contract {
  return typeof value === "object" && value !== null && "operation" in value && "path" in value;
}

/** @param name  "RatePlanCharge" */
export const takenOf = (name: string): Taken =>
  TAKEN.get(name.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase()) ?? NOTHING;

/** Refused fields are documented and not there yet. */
export const takes = (shape: z.ZodRawShape, field: string): boolean => {
  const known = shape[field] as z.ZodType | undefined;
  return known !== undefined && known.description !== "Not supported yet: refused.";
};

export const requires = (shape: z.ZodRawShape, field: string): boolean =>
  takes(shape, field) && shape[field]?._zod.optin === undefined;
