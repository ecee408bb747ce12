/** What proving an entity has found, from the latest. */
import type { PlainDate } from "#engine/values/plain-date.ts";
import { rowsOfAccounts } from "./accounts-queried.ts";
import { sql, type Transaction } from "./database.ts";
import { UNEQUAL_DOCUMENTS } from "./proof-documents.ts";
import { UNEQUAL_PARTS } from "./proof-parts.ts";

/** A difference as it is kept: amounts as texts, exactly. */
export type KeptDifference = {
  readonly accountNumber: string;
  readonly law: string;
  readonly documentType: string;
  readonly documentNumber: string;
  readonly partId: string | null;
  readonly is: string;
  readonly shouldBe: string;
};

export type KeptProof = {
  readonly proofId: string;
  /** The entity's day. */
  readonly proofDate: PlainDate;
  readonly accounts: number;
  /** Accounts of which not all says the same. */
  readonly unequalAccounts: number;
  /** The first one of each; no more than a hundred. */
  readonly firstDifferences: readonly KeptDifference[];
  readonly milliseconds: number;
  readonly startedAt: Date;
  readonly finishedAt: Date;
};

export async function saveProof(tx: Transaction, proof: KeptProof): Promise<void> {
  await sql`
    insert into proofs (proof_id, proof_date, accounts, unequal_accounts, first_differences,
      milliseconds, started_at, finished_at)
    values (${proof.proofId}, ${proof.proofDate}, ${proof.accounts}, ${proof.unequalAccounts},
      ${JSON.stringify(proof.firstDifferences)}, ${proof.milliseconds}, ${proof.startedAt},
      ${proof.finishedAt})
  `.execute(tx);
}

export async function listProofs(tx: Transaction, limit: number): Promise<KeptProof[]> {
  const { rows } = await sql<ProofRow>`
    select * from proofs order by started_at desc, proof_id desc limit ${limit}
  `.execute(tx);
  return rows.map((row) => ({
    proofId: row.proof_id,
    proofDate: row.proof_date,
    accounts: row.accounts,
    unequalAccounts: row.unequal_accounts,
    firstDifferences: row.first_differences,
    milliseconds: row.milliseconds,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  }));
}

/** Whether the entity was proved on this day. */
export async function isProvedOn(tx: Transaction, day: PlainDate): Promise<boolean> {
  const { rows } = await sql`
    select from proofs where proof_date = ${day}::date limit 1
  `.execute(tx);
  return rows.length > 0;
}

/** The next accounts in the order of their ids; from the first without `after`. */
export async function listAccountIds(
  tx: Transaction,
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ account_id: string }>`
    select account_id from accounts
    where ${after === undefined ? sql`true` : sql`account_id > ${after}::uuid`}
    order by account_id limit ${limit}
  `.execute(tx);
  return rows.map((row) => row.account_id);
}

export async function countAccounts(tx: Transaction): Promise<number> {
  const { rows } = await sql<{ count: string }>`select count(*) from accounts`.execute(tx);
  return Number(rows[0]?.count ?? 0);
}

type ProofRow = {
  proof_id: string;
  proof_date: PlainDate;
  accounts: number;
  unequal_accounts: number;
  first_differences: KeptDifference[];
  milliseconds: number;
  started_at: Date;
  finished_at: Date;
};

/** Who is said to have what is no account's: the entity's suspense. */
export const UNASSIGNED_PAYMENTS = "Unassigned payments";

/** Of these accounts, of UNASSIGNED too, those of which not all says the same; PostgreSQL compares. */
export async function listUnequalAccounts(
  tx: Transaction,
  accountIds: readonly string[],
): Promise<{ readonly accountId: string; readonly accountNumber: string }[]> {
  const query = `
    select account_id, account_number
    from (${UNEQUAL_PARTS} union ${UNEQUAL_DOCUMENTS}) unequal
      left join accounts using (account_id)
    order by account_id`;
  const rows = await rowsOfAccounts<{ account_id: string; account_number: string | null }>(
    tx,
    query,
    accountIds,
  );
  return rows.map((row) => ({
    accountId: row.account_id,
    accountNumber: row.account_number ?? UNASSIGNED_PAYMENTS,
  }));
}
