import { assert } from "#engine/assert.ts";
import { BillingError } from "#engine/errors.ts";
import {
  findLabelingJob,
  type LabelingJob,
  labelAccounts,
  labelProducts,
  labelRuns,
  labelUsers,
  lockLabelingJob,
  type NewLabelingJob,
  saveLabelingProgress,
  saveNewLabelingJob,
} from "#store/data-labeling.ts";
import { inSavepoint, inTransaction, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { countActiveUsersWith, lockRights } from "#store/users.ts";
import { authorOf, type Context } from "./context.ts";
import { type OrganizationLabel, organizationIdsOf } from "./label-with-organizations.ts";

export type LabelingRequest = Pick<NewLabelingJob, "objectType" | "objectIds"> & {
  /** Null: what is labelled is so no more; empty: with all; undefined: as follows from what is there. */
  readonly labels: readonly OrganizationLabel[] | null | undefined;
};

const MOST_OBJECTS = 100_000;
/** In one transaction. */
const AT_ONCE = 1_000;

/**
 * Accepts what is to be labelled: a job does it.
 *
 * Errors: INVALID_VALUE for organizations that are not there, and for too many objects; NOT_ALLOWED where
 * an account is not labelled with exactly one.
 */
export const createLabelingJob = (
  context: Context,
  { objectType, objectIds, labels }: LabelingRequest,
): Promise<LabelingJob> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    if (objectIds.length > MOST_OBJECTS) {
      const message = `A job labels ${MOST_OBJECTS} objects at most.`;
      throw new BillingError("INVALID_VALUE", { field: "ids", message });
    }
    const ids = labels?.length ? await organizationIdsOf(tx, context, labels) : labels && [];
    if (objectType === "Account" && ids?.length !== 1) {
      const message = "An account is labelled with exactly one organization.";
      throw new BillingError("NOT_ALLOWED", { field: "orgs", message });
    }
    if (objectType === "User" && ids === undefined) {
      throw new BillingError("MISSING_FIELD", { field: "orgs" });
    }
    const jobId = newId();
    await saveNewLabelingJob(tx, { jobId, objectType, objectIds, labels: ids }, context);
    if (objectIds.length === 0) await saveLabelingProgress(tx, jobId, { done: 0, labeled: 0 });
    const job = await findLabelingJob(tx, jobId);
    assert(job, "it was just written");
    return job;
  });

/** Does what is left of a job, a thousand a transaction; called again, it goes on. */
export async function labelData(
  context: Context,
  jobId: string,
  signal?: AbortSignal,
): Promise<void> {
  const { database, entityId } = context;
  for (let isMore = true; isMore; ) {
    if (signal?.aborted) throw new Error("stopped before its end");
    isMore = await inTransaction(database, entityId, (tx) => labelNext(tx, context, jobId));
  }
}

async function labelNext(tx: Transaction, context: Context, jobId: string): Promise<boolean> {
  const job = await lockLabelingJob(tx, jobId);
  if (!job) return false;
  const ids = job.objectIds.slice(job.done, job.done + AT_ONCE);
  const labeled = await label(tx, context, job, ids);
  await saveLabelingProgress(tx, jobId, { done: ids.length, labeled });
  return ids.length > 0;
}

function label(
  tx: Transaction,
  context: Context,
  { objectType, labels }: LabelingJob,
  ids: readonly string[],
): Promise<number> {
  const author = authorOf(context);
  switch (objectType) {
    case "Account": {
      const [organizationId] = labels ?? [];
      assert(organizationId !== undefined, "an account is labelled with one");
      return labelAccounts(tx, ids, organizationId, author);
    }
    case "User":
      return labelUsersSafely(tx, ids, labels ?? null, author);
    case "Product":
      return labelProducts(tx, ids, labels, author);
    case "BillRun":
      return labelRuns(tx, "bill_runs", ids, labels ?? null, author);
    case "PaymentRun":
      return labelRuns(tx, "payment_runs", ids, labels ?? null, author);
  }
}

/** Somebody who sees all has to be left: where these were the last, they all stay as they are. */
async function labelUsersSafely(
  tx: Transaction,
  ids: readonly string[],
  labels: readonly string[] | null,
  author: ReturnType<typeof authorOf>,
): Promise<number> {
  await lockRights(tx);
  try {
    return await inSavepoint(tx, async () => {
      const labeled = await labelUsers(tx, ids, labels, author);
      if ((await countActiveUsersWith(tx, "Administrator")) > 0) return labeled;
      throw new LastAdministrator();
    });
  } catch (error) {
    if (error instanceof LastAdministrator) return 0;
    throw error;
  }
}

class LastAdministrator extends Error {}
