import { BillingError } from "#engine/errors.ts";

/** A documented field that would be ignored is refused: an answer that leaves it out would lie. */
export function refuseField(field: string, value: unknown): void {
  if (asksForNothing(value)) return;
  const message = `'${field}' is not supported by this version of Quittance.`;
  throw new BillingError("NOT_SUPPORTED", { message });
}

/** The same for many; `fields` are what `wire.notYet` let through. */
export function refuseFields(
  body: Readonly<Record<string, unknown>>,
  fields: readonly string[],
): void {
  for (const field of fields) refuseField(field, body[field]);
}

/** SDKs send null, false and empty lists for what they were not told. */
export const asksForNothing = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === false ||
  value === "" ||
  (typeof value === "object" && Object.keys(value).length === 0);
