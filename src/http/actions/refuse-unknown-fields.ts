import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";

/** Errors: UNRECOGNISED_FIELDS, where the caller wants to know of them. */
export function refuseUnknownFields(
  body: object,
  known: z.ZodObject,
  { rejectUnknownFields }: { readonly rejectUnknownFields: boolean },
): void {
  if (!rejectUnknownFields) return;
  const isUnknown = Object.keys(body).some((name) => !Object.hasOwn(known.shape, name));
  if (isUnknown) throw new BillingError("UNRECOGNISED_FIELDS");
}
