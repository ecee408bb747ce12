/** Jobs that delete something: what was asked, and what became of it. */
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";

export type OperationJob = {
  readonly jobId: string;
  readonly accountId: string;
  readonly objectType: "Account" | "Invoice";
  readonly objectId: string;
  readonly operationType: "Delete";
  readonly status: "Completed";
};

export async function saveOperationJob(
  tx: Transaction,
  job: OperationJob,
  userId: string,
): Promise<void> {
  await sql`
    insert into operation_jobs (account_id, job_id, object_type, object_id, operation_type, status,
      created_by_id)
    values (${job.accountId}::uuid, ${job.jobId}::uuid, ${job.objectType}, ${job.objectId}::uuid,
      ${job.operationType}, ${job.status}, ${userId}::uuid)
  `.execute(tx);
}

type Row = {
  account_id: string;
  job_id: string;
  object_type: OperationJob["objectType"];
  object_id: string;
  operation_type: OperationJob["operationType"];
  status: OperationJob["status"];
};

export async function findOperationJob(
  tx: Transaction,
  key: string,
): Promise<OperationJob | undefined> {
  const { rows } = await sql<Row>`
    select * from operation_jobs where job_id = ${idOf(key)}::uuid
  `.execute(tx);
  const [row] = rows;
  return (
    row && {
      jobId: row.job_id,
      accountId: row.account_id,
      objectType: row.object_type,
      objectId: row.object_id,
      operationType: row.operation_type,
      status: row.status,
    }
  );
}
