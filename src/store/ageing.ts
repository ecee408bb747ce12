import { AGEING_BUCKETS, type AgeingBucket, ageing } from "#engine/settlement/ageing.ts";
import { decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";

/** What the posted invoices and debit memos of an account owe, by how long they are overdue on a day. */
export async function findAgeing(
  tx: Transaction,
  accountId: string,
  today: PlainDate,
): Promise<AgeingBucket[]> {
  const overdueFrom = AGEING_BUCKETS.slice(1).map(({ fromDays }) => fromDays);
  const { rows } = await sql<{ bucket: number; balance: string }>`
    select width_bucket(${today}::date - due_date, ${overdueFrom}::integer[]) as bucket,
      sum(balance) as balance
    from (
      select due_date, balance from invoices
      where account_id = ${accountId}::uuid and status = 'Posted' and balance <> 0
      union all
      select due_date, balance from debit_memos
      where account_id = ${accountId}::uuid and status = 'Posted' and balance <> 0
    ) owed
    group by bucket
  `.execute(tx);
  return ageing(new Map(rows.map(({ bucket, balance }) => [bucket, decimal(balance)])));
}
