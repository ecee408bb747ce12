/** With which the merchant's server signs links to the customer's page. */
import { sql, type Transaction } from "../database.ts";
import { newId } from "../ids.ts";

/** The present one, and those that work on for a while. */
export async function listSecrets(tx: Transaction): Promise<string[]> {
  const { rows } = await sql<{ secret: string }>`
    select secret from my_account_secrets where coalesce(expires_at > now(), true)
  `.execute(tx);
  return rows.map((row) => row.secret);
}

/** Whoever rotates waits for whoever else does. */
export async function saveNewSecret(
  tx: Transaction,
  secret: string,
  { userId, graceSeconds }: { readonly userId: string; readonly graceSeconds: number },
): Promise<void> {
  await sql`select pg_advisory_xact_lock(784886, hashtext(current_entity_id()::text))`.execute(tx);
  // Only the present one works on: one that was replaced before may be known to somebody by now.
  await sql`delete from my_account_secrets where expires_at is not null`.execute(tx);
  await sql`
    update my_account_secrets set expires_at = now() + make_interval(secs => ${graceSeconds})
  `.execute(tx);
  await sql`
    insert into my_account_secrets (secret_id, secret, created_by_id)
    values (${newId()}::uuid, ${secret}, ${userId}::uuid)
  `.execute(tx);
}
