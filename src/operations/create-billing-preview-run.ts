import { BillingError } from "#engine/errors.ts";
import { addMonths } from "#engine/values/plain-date.ts";
import {
  countUnfinishedPreviewRuns,
  type PreviewRunOrder,
  saveNewPreviewRun,
} from "#store/billing-preview-runs.ts";
import { inTransaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { enqueuePreviewRun } from "#store/job-queue.ts";
import { checkBillRunFilters, type RequestedFilter } from "./check-bill-run-filters.ts";
import { authorOf, type Context } from "./context.ts";
import { type OrganizationLabel, organizationIdsOf } from "./label-with-organizations.ts";

export type PreviewRunRequest = Omit<
  PreviewRunOrder,
  "runDate" | "billRunFilters" | "organizationIds"
> & {
  /** One at most; not beside batches. */
  readonly filters: readonly RequestedFilter[];
  /** Whose accounts; without any, those that the caller may see. */
  readonly organizationLabels?: readonly OrganizationLabel[] | undefined;
};

const MOST_MONTHS_AHEAD = 240;
const MOST_AT_ONCE = 20;

/**
 * Accepts a preview of many accounts: a job computes it.
 *
 * @returns its id
 * Errors: INVALID_VALUE, MISSING_FIELD, ENTITY_NOT_FOUND for an account that a filter names,
 * SUBSCRIPTION_NOT_OF_ACCOUNT; NOT_ALLOWED while too many are under way.
 */
export const createBillingPreviewRun = (
  context: Context,
  request: PreviewRunRequest,
): Promise<string> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const runDate = context.today();
    const { targetDate, batches, filters, organizationLabels, ...order } = request;
    if (targetDate > addMonths(runDate, MOST_MONTHS_AHEAD)) {
      refuse("targetDate", "'targetDate' should be at most 20 years ahead");
    }
    if (filters.length > 1) refuse("filters", "A preview run has one filter at most");
    if (filters.some(({ filterType }) => filterType === "Subscription")) {
      refuse("filters", "A preview run is filtered by accounts");
    }
    if (filters.length > 0 && batches) refuse("batches", "Specify either batches or filters");
    const dates = { runDate, targetDate, invoiceDate: targetDate };
    const billRunFilters = await checkBillRunFilters(tx, filters, dates);
    if ((await countUnfinishedPreviewRuns(tx)) >= MOST_AT_ONCE) {
      const message = `There are ${MOST_AT_ONCE} billing preview runs under way: wait for one to end.`;
      throw new BillingError("NOT_ALLOWED", { message });
    }
    const organizationIds = await organizationIdsOf(tx, context, organizationLabels);
    const id = newId();
    const author = authorOf(context);
    await saveNewPreviewRun(
      tx,
      id,
      { ...order, targetDate, batches, runDate, billRunFilters, organizationIds },
      author,
    );
    await enqueuePreviewRun(tx, id);
    return id;
  });

function refuse(field: string, message: string): never {
  throw new BillingError("INVALID_VALUE", { field, message });
}
