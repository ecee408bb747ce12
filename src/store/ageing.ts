import {
  type AgeingBucket,
  type AgeingSettings,
  ageing,
  DEFAULT_AGEING,
} from "#engine/settlement/ageing.ts";
import { decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";
import { findSetting, saveSetting } from "./settings.ts";

/** What the entity has set, else DEFAULT_AGEING. */
export const findAgeingSettings = async (tx: Transaction): Promise<AgeingSettings> => ({
  ...DEFAULT_AGEING,
  ...(await findSetting(tx, "ageing-buckets")),
});

export const saveAgeingSettings = (
  tx: Transaction,
  changed: { readonly [Name in keyof AgeingSettings]?: AgeingSettings[Name] | undefined },
): Promise<void> => saveSetting(tx, "ageing-buckets", changed);

/** What the posted invoices and debit memos of an account owe, by how long they are overdue on a day. */
export async function findAgeing(
  tx: Transaction,
  accountId: string,
  today: PlainDate,
): Promise<AgeingBucket[]> {
  const settings = await findAgeingSettings(tx);
  const { rows } = await sql<{ bucket: number; balance: string }>`
    select width_bucket(${today}::date - due_date, ${overdueFrom(settings)}::integer[]) as bucket,
      sum(balance) as balance
    from (
      select due_date, balance from invoices
      where account_id = ${accountId}::uuid and status = 'Posted' and balance <> 0
      union all
      select due_date, balance from debit_memos
      where account_id = ${accountId}::uuid and status = 'Posted' and balance <> 0
    ) owed
    where balance > 0 or ${settings.includeNegativeInvoice}
    group by bucket
  `.execute(tx);
  return ageing(new Map(rows.map(({ bucket, balance }) => [bucket, decimal(balance)])), settings);
}

/** Where each bucket but the first begins. */
export const overdueFrom = ({ buckets }: AgeingSettings): number[] =>
  buckets.slice(1).map(({ fromDaysPastDue }) => fromDaysPastDue);
