import { sql, type Transaction } from "./database.ts";

/** Where the people of an account are written to: at work, or else at home. */
export type AccountAddresses = {
  readonly billTo: readonly string[];
  readonly soldTo: readonly string[];
  readonly allContacts: readonly string[];
  /** Those that the account names besides. */
  readonly additional: readonly string[];
};

export async function listAccountAddresses(
  tx: Transaction,
  accountIds: readonly string[],
): Promise<ReadonlyMap<string, AccountAddresses>> {
  if (accountIds.length === 0) return new Map();
  const { rows } = await sql<AddressRow>`
    select a.account_id, a.additional_email_addresses as additional,
      array_remove(array_agg(c.address) filter (where c.contact_id = a.bill_to_contact_id), null)
        as bill_to,
      array_remove(array_agg(c.address) filter (where c.contact_id = a.sold_to_contact_id), null)
        as sold_to,
      array_remove(array_agg(c.address order by c.contact_id), null) as all_contacts
    from accounts a left join (
      select account_id, contact_id,
        coalesce(nullif(work_email, ''), nullif(personal_email, '')) as address
      from contacts
    ) c on c.account_id = a.account_id
    where a.account_id = any (${[...accountIds]}::uuid[])
    group by a.account_id
  `.execute(tx);
  return new Map(
    rows.map((row) => [
      row.account_id,
      {
        billTo: row.bill_to ?? [],
        soldTo: row.sold_to ?? [],
        allContacts: row.all_contacts ?? [],
        additional: row.additional ?? [],
      },
    ]),
  );
}

type AddressRow = {
  account_id: string;
  bill_to: string[] | null;
  sold_to: string[] | null;
  all_contacts: string[] | null;
  additional: string[] | null;
};

/** Who pays for these subscriptions, by their ids; missing where it is the owner as well. */
export async function listInvoiceOwners(
  tx: Transaction,
  subscriptionIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (subscriptionIds.length === 0) return new Map();
  const { rows } = await sql<{ subscription_id: string; account_id: string }>`
    select subscription_id, account_id from subscriptions
    where subscription_id = any (${[...subscriptionIds]}::uuid[])
  `.execute(tx);
  return new Map(rows.map((row) => [row.subscription_id, row.account_id]));
}

/** The tenant's own name. */
export async function findTenantName(tx: Transaction): Promise<string> {
  const { rows } = await sql<{ name: string }>`
    select name from entities where entity_id = current_entity_id()
  `.execute(tx);
  return rows[0]?.name ?? "";
}
