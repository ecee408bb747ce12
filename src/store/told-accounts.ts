import { sql, type Transaction } from "./database.ts";

/** What those who are told of events are told of an account. */
export type ToldAccount = {
  readonly accountNumber: string;
  readonly name: string;
  readonly currency: string;
  /** Null: the default. */
  readonly communicationProfileId: string | null;
};

/** By id. */
export async function findToldAccounts(
  tx: Transaction,
  accountIds: readonly string[],
): Promise<Map<string, ToldAccount>> {
  const { rows } = await sql<ToldAccount & { accountId: string }>`
    select account_id as "accountId", account_number as "accountNumber", name, currency,
      communication_profile_id as "communicationProfileId"
    from accounts where account_id = any (${accountIds}::uuid[])
  `.execute(tx);
  return new Map(rows.map(({ accountId, ...told }) => [accountId, told]));
}
