/** What a caller can do wrong with the actions API, whose faults are these codes. The rest: errors.ts. */
import { kind } from "./error-kind.ts";

export const ZOQL_ERRORS = {
  MALFORMED_QUERY: kind(20, ({ why }) => `You have an error in your ZOQL syntax${why ?? ""}`),
  INVALID_FIELD: kind(
    21,
    ({ object, field, message }) => message ?? `invalid field for query: ${object}.${field}`,
  ),
  INVALID_TYPE: kind(20, ({ type, action }) => `invalid type for ${action}: ${type}`),
  INVALID_QUERY_LOCATOR: kind(
    20,
    () => "invalid query locator: send the query again, a locator is good for 24 hours",
  ),
  MAX_RECORDS_EXCEEDED: kind(
    20,
    ({ most, given }) => `Maximum number of records is ${most}, but ${given} were sent.`,
  ),
  UNRECOGNISED_FIELDS: kind(21, () => "Error - unrecognised fields"),
} as const;
