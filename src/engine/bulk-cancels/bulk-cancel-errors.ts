import { kind } from "../error-kind.ts";

/** What a caller can do wrong with bulk cancels: a part of errors.ts. */
export const BULK_CANCEL_ERRORS = {
  BULK_CANCEL_STATUS: kind(
    30,
    ({ bulkCancelNumber, status, step, needed }) =>
      `Bulk cancel '${bulkCancelNumber}' is ${status}: '${step}' is possible where it is ${needed}.`,
  ),
  BULK_CANCEL_NEEDS_ANOTHER: kind(
    30,
    ({ bulkCancelNumber }) =>
      `Whoever has made, changed or submitted bulk cancel '${bulkCancelNumber}' cannot approve it: a second person does.`,
  ),
  BULK_CANCEL_PLAN_CHANGED: kind(
    30,
    ({ bulkCancelNumber, planNumber, given }) =>
      `Plan ${given} of bulk cancel '${bulkCancelNumber}' is not its latest: that is ${planNumber}.`,
  ),
} as const;
