/** What is labelled with organizations after it was made, and how far that is: docs/decisions/0702. */
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import { enqueue } from "./job-queue.ts";

export const LABELLED_OBJECTS = ["User", "Account", "Product", "BillRun", "PaymentRun"] as const;
export type LabelledObject = (typeof LABELLED_OBJECTS)[number];

/** With which organizations; null: with none any more. Empty: with all, which needs no label but a product's. */
export type Labels = readonly string[] | null;

export type NewLabelingJob = {
  readonly jobId: string;
  readonly objectType: LabelledObject;
  readonly objectIds: readonly string[];
  /** Undefined: as follows from what is there. */
  readonly labels: Labels | undefined;
};

export type LabelingJob = NewLabelingJob & {
  readonly status: "Accepted" | "Dispatched" | "Completed";
  readonly done: number;
  readonly labeled: number;
  readonly failed: number;
};

export const LABELING_TASK = "LabelData";

/** Saves a job and queues it: either both or none. */
export async function saveNewLabelingJob(
  tx: Transaction,
  job: NewLabelingJob,
  { entityId, userId }: { readonly entityId: string; readonly userId: string },
): Promise<void> {
  const { jobId, objectType, objectIds, labels } = job;
  await sql`
    insert into data_labeling_jobs (job_id, object_type, object_ids, is_labelled, label_ids,
      created_by_id)
    values (${jobId}::uuid, ${objectType}, ${[...objectIds]}::uuid[], ${labels !== undefined},
      ${labels ? [...labels] : null}::uuid[], ${userId}::uuid)
  `.execute(tx);
  await enqueue(tx, LABELING_TASK, { entityId, userId, jobId });
}

const JOB = sql`
  select job_id, object_type, object_ids, is_labelled, label_ids, status, done, labeled, failed
  from data_labeling_jobs`;

export const findLabelingJob = async (
  tx: Transaction,
  key: string,
): Promise<LabelingJob | undefined> => {
  const { rows } = await sql<JobRow>`${JOB} where job_id = ${idOf(key)}::uuid`.execute(tx);
  return rows[0] && toJob(rows[0]);
};

/** Held until the transaction ends; undefined when it has ended. */
export const lockLabelingJob = async (
  tx: Transaction,
  jobId: string,
): Promise<LabelingJob | undefined> => {
  const { rows } = await sql<JobRow>`
    ${JOB} where job_id = ${jobId}::uuid and status <> 'Completed' for update
  `.execute(tx);
  return rows[0] && toJob(rows[0]);
};

type JobRow = {
  job_id: string;
  object_type: LabelledObject;
  object_ids: string[];
  is_labelled: boolean;
  label_ids: string[] | null;
  status: LabelingJob["status"];
  done: number;
  labeled: number;
  failed: number;
};

const toJob = (row: JobRow): LabelingJob => ({
  jobId: row.job_id,
  objectType: row.object_type,
  objectIds: row.object_ids,
  labels: row.is_labelled ? row.label_ids : undefined,
  status: row.status,
  done: row.done,
  labeled: row.labeled,
  failed: row.failed,
});

/** So many more of it were worked on, and so many of these labelled. */
export async function saveLabelingProgress(
  tx: Transaction,
  jobId: string,
  { done, labeled }: { readonly done: number; readonly labeled: number },
): Promise<void> {
  await sql`
    update data_labeling_jobs set done = done + ${done}, labeled = labeled + ${labeled},
      failed = failed + ${done - labeled}, updated_at = now(),
      status = case when done + ${done} >= cardinality(object_ids) then 'Completed'
        else 'Dispatched' end
    where job_id = ${jobId}::uuid
  `.execute(tx);
}

type Author = { readonly userId: string; readonly now: string };

/** @returns how many there were; what hangs on them follows */
export const labelAccounts = (
  tx: Transaction,
  ids: readonly string[],
  organizationId: string,
  { userId, now }: Author,
): Promise<number> =>
  counted(
    tx,
    sql`update accounts set organization_id = ${organizationId}::uuid,
        updated_by_id = ${userId}::uuid, updated_at = ${now}
      where account_id = any (${[...ids]}::uuid[])`,
  );

export const labelUsers = (
  tx: Transaction,
  ids: readonly string[],
  labels: Labels,
  { now }: Author,
): Promise<number> =>
  counted(
    tx,
    sql`update users set organization_ids = ${limitOf(labels)}::uuid[], updated_at = ${now}
      where user_id = any (${[...ids]}::uuid[])`,
  );

/** Runs that have begun stay what they were: they may have taken accounts of others. */
export const labelRuns = (
  tx: Transaction,
  table: "bill_runs" | "payment_runs",
  ids: readonly string[],
  labels: Labels,
  { userId, now }: Author,
): Promise<number> => {
  const id = sql.ref(table === "bill_runs" ? "bill_run_id" : "payment_run_id");
  const isWhole = limitOf(labels) === null;
  return counted(
    tx,
    sql`update ${sql.table(table)} set organization_ids = ${limitOf(labels)}::uuid[],
        updated_by_id = ${userId}::uuid, updated_at = ${now}
      where ${id} = any (${[...ids]}::uuid[]) and (${isWhole} or status = 'Pending')`,
  );
};

const limitOf = (labels: Labels): string[] | null => (labels?.length ? [...labels] : null);

/**
 * Offers products, with their rate plans, to organizations: to those whose accounts have them already, and
 * to no fewer. Without `labels`, to just those.
 */
export async function labelProducts(
  tx: Transaction,
  ids: readonly string[],
  labels: Labels | undefined,
  { userId, now }: Author,
): Promise<number> {
  const wanted = labels && [...labels];
  const isAll = labels === null || labels?.length === 0;
  const { rows } = await sql<{ product_id: string }>`
    with owned as (
      select wanted.product_id,
        coalesce(array_agg(distinct a.organization_id) filter (where a.organization_id is not null),
          '{}') as organization_ids
      from unnest(${[...ids]}::uuid[]) wanted (product_id)
        left join product_rate_plans p using (product_id)
        left join rate_plans r using (product_rate_plan_id)
        left join accounts a using (account_id)
      group by wanted.product_id
    )
    update products set updated_by_id = ${userId}::uuid, updated_at = ${now},
      offered_to = case when ${labels === undefined} then owned.organization_ids
        else ${wanted ?? null}::uuid[] end
    from owned
    where products.product_id = owned.product_id and products.deleted_at is null
    and (${isAll || labels === undefined} or owned.organization_ids <@ ${wanted ?? null}::uuid[])
    returning products.product_id
  `.execute(tx);
  await sql`
    update product_rate_plans plan set offered_to = products.offered_to
    from products
    where products.product_id = plan.product_id
    and plan.product_id = any (${rows.map((row) => row.product_id)}::uuid[])
  `.execute(tx);
  return rows.length;
}

async function counted(tx: Transaction, update: ReturnType<typeof sql>): Promise<number> {
  const { numAffectedRows = 0n } = await update.execute(tx);
  return Number(numAffectedRows);
}
