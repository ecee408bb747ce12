import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import { customFieldsOf } from "../wire.ts";

/** Errors: UNRECOGNISED_FIELDS, where the caller wants to know of them. */
export function checkUnknownFields(
  body: object,
  known: z.ZodObject,
  { rejectUnknownFields }: { readonly rejectUnknownFields: boolean },
): void {
  if (!rejectUnknownFields) return;
  const custom = customFieldsOf(body);
  const isUnknown = Object.keys(body).some(
    (name) => !Object.hasOwn(known.shape, name) && !Object.hasOwn(custom, name),
  );
  if (isUnknown) throw new BillingError("UNRECOGNISED_FIELDS");
}
