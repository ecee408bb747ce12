import { BillingError } from "#engine/errors.ts";

/** A documented field that would be ignored is refused: an answer that leaves it out would lie. */
export function refuseField(field: string, value: unknown): void {
  if (value === undefined || value === null) return;
  const message = `'${field}' is not supported by this version of Quittance.`;
  throw new BillingError("NOT_SUPPORTED", { message });
}
