import { BillingError } from "#engine/errors.ts";

/** Characters that would end the path segment that a number is written into. */
const UNSAFE_IN_PATH = /[#?/]/;

/** A number that a caller has chosen for `field`. Errors: INVALID_VALUE. */
export function customNumber(field: string, number: string): string {
  if (number.trim() === "" || UNSAFE_IN_PATH.test(number)) {
    const message = `'${field}' may not be empty and may not contain the characters #, ? and /.`;
    throw new BillingError("INVALID_VALUE", { field, message });
  }
  return number;
}
