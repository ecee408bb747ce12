/** Links, signed links and sessions of the customer's page. Expiry is of the real clock, whatever a sandbox's says. */
import { type Database, inTransaction, sql, type Transaction } from "../database.ts";

/** A session of the customer of one account. */
export type CustomerSession = {
  readonly accountId: string;
  /** Null: nobody has set the page up. */
  readonly settings: unknown;
};

export async function saveLink(
  tx: Transaction,
  link: {
    readonly accountId: string;
    readonly linkHash: Buffer;
    readonly isEmailed: boolean;
    readonly secondsToLive: number;
  },
): Promise<{ readonly expiresAt: Date }> {
  // Those of the last hour are counted, whether they were used or not.
  await sql`
    delete from my_account_links
    where expires_at < now() and created_at < now() - interval '1 hour'
  `.execute(tx);
  const { rows } = await sql<{ expiresAt: Date }>`
    insert into my_account_links (account_id, link_hash, is_emailed, expires_at)
    values (${link.accountId}::uuid, ${link.linkHash}, ${link.isEmailed},
      now() + make_interval(secs => ${link.secondsToLive}))
    returning expires_at as "expiresAt"
  `.execute(tx);
  const [saved] = rows;
  if (!saved) throw new Error("it was just written");
  return saved;
}

/** How many links were e-mailed for an account in the last hour. */
export async function countEmailedLinks(tx: Transaction, accountId: string): Promise<number> {
  const { rows } = await sql<{ howMany: number }>`
    select count(*)::integer as "howMany" from my_account_links
    where account_id = ${accountId}::uuid and is_emailed and created_at > now() - interval '1 hour'
  `.execute(tx);
  return rows[0]?.howMany ?? 0;
}

/** Whose link it is; undefined once it was used or has expired. Two at once: one of them has it. */
export async function takeLink(tx: Transaction, linkHash: Buffer): Promise<string | undefined> {
  const { rows } = await sql<{ account_id: string }>`
    update my_account_links set expires_at = '-infinity'
    where link_hash = ${linkHash} and expires_at > now() returning account_id
  `.execute(tx);
  return rows[0]?.account_id;
}

/** False when it was used already. */
export async function takeNonce(tx: Transaction, nonce: string, expires: number): Promise<boolean> {
  await sql`delete from my_account_nonces where expires_at < now() - interval '1 hour'`.execute(tx);
  const { rows } = await sql`
    insert into my_account_nonces (nonce, expires_at) values (${nonce}, to_timestamp(${expires}))
    on conflict do nothing returning nonce
  `.execute(tx);
  return rows.length > 0;
}

export async function saveCustomerSession(
  tx: Transaction,
  session: {
    readonly accountId: string;
    readonly sessionHash: Buffer;
    readonly secondsToLive: number;
  },
): Promise<void> {
  await sql`delete from my_account_sessions where expires_at < now()`.execute(tx);
  await sql`
    insert into my_account_sessions (account_id, session_hash, expires_at)
    values (${session.accountId}::uuid, ${session.sessionHash},
      now() + make_interval(secs => ${session.secondsToLive}))
  `.execute(tx);
}

/** Undefined once it has expired or was not used for a while. Counts as a use. */
export const useCustomerSession = (
  database: Database,
  entityId: string,
  { sessionHash, idleSeconds }: { readonly sessionHash: Buffer; readonly idleSeconds: number },
): Promise<CustomerSession | undefined> =>
  inTransaction(
    database,
    entityId,
    async (tx) => {
      const { rows } = await sql<CustomerSession>`
        update my_account_sessions set last_used_at = now()
        where session_hash = ${sessionHash} and expires_at > now()
          and last_used_at > now() - make_interval(secs => ${idleSeconds})
        returning account_id as "accountId",
          (select value from settings where name = 'my-account') as settings
      `.execute(tx);
      return rows[0];
    },
    { isSmall: true },
  );

export async function deleteCustomerSession(tx: Transaction, sessionHash: Buffer): Promise<void> {
  await sql`delete from my_account_sessions where session_hash = ${sessionHash}`.execute(tx);
}

/** After the page was switched off: who comes back when it is on again signs in anew. */
export async function deleteAllDoors(tx: Transaction): Promise<void> {
  await sql`delete from my_account_sessions`.execute(tx);
  await sql`delete from my_account_links`.execute(tx);
}

/** The entities whose page is on: none, the only one, or two of them. */
export async function listMerchants({ kysely }: Database): Promise<string[]> {
  const { rows } = await sql<{ entity_id: string }>`
    select my_account_merchants() as entity_id
  `.execute(kysely);
  return rows.map((row) => row.entity_id);
}

/** An account that has somebody with this address to be billed or sold to. */
export type KnownAccount = {
  readonly accountId: string;
  readonly accountNumber: string;
  readonly name: string;
  readonly locale: string | null;
};

/**
 * A handful at most: nobody gets a hundred links at a time. Who asks for the same address meanwhile waits,
 * so that links are counted one after the other.
 */
export async function lockAccountsOfAddress(
  tx: Transaction,
  emailAddress: string,
): Promise<KnownAccount[]> {
  await sql`
    select pg_advisory_xact_lock(784887, hashtext(current_entity_id()::text || lower(${emailAddress})))
  `.execute(tx);
  const { rows } = await sql<KnownAccount>`
    select distinct on (a.account_id) a.account_id as "accountId", a.account_number as "accountNumber",
      a.name, ${LOCALE} as locale
    from contacts c join accounts a using (account_id)
    where lower(c.work_email) = lower(${emailAddress}) and a.status = 'Active'
      and c.contact_id in (a.bill_to_contact_id, a.sold_to_contact_id)
    order by a.account_id limit 10
  `.execute(tx);
  return rows;
}

/** Of the account's communication profile, which it names by number or id. */
const LOCALE = sql`(select p.locale from communication_profiles p
  where p.profile_number = a.profile_number
    or replace(p.communication_profile_id::text, '-', '') =
      replace(lower(a.communication_profile_id), '-', '') limit 1)`;

export async function findLocale(tx: Transaction, accountId: string): Promise<string | null> {
  const { rows } = await sql<{ locale: string | null }>`
    select ${LOCALE} as locale from accounts a where a.account_id = ${accountId}::uuid
  `.execute(tx);
  return rows[0]?.locale ?? null;
}
