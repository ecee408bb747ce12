import { assert } from "#engine/assert.ts";
import { UNASSIGNED } from "#engine/model/payment.ts";
import { type Difference, prove } from "#engine/settlement/proof.ts";
import { inTransaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { listProofDocuments } from "#store/proof-documents.ts";
import { listProofParts } from "#store/proof-parts.ts";
import { countAccounts, listAccountIds, listUnequalAccounts, saveProof } from "#store/proofs.ts";
import type { EntityContext } from "./run-daily-work.ts";

/** The first thing that does not add up in an account, or in what is no account's. */
export type AccountDifference = Difference & { readonly accountNumber: string };

export type EntityProof = {
  readonly accounts: number;
  /** How many of them are not equal; what is no account's counts as one more. */
  readonly unequalAccounts: number;
  /** The first difference of each; no more than a hundred. */
  readonly firstDifferences: readonly AccountDifference[];
  readonly milliseconds: number;
};

export type ProveOptions = {
  /** Told after each batch: accounts proved so far, and how many there are. */
  readonly onProgress?: ((proved: number, accounts: number) => void) | undefined;
  /** When it is aborted, nothing is kept. */
  readonly signal?: AbortSignal | undefined;
};

/** Accounts of one batch: memory does not grow with their number. */
const BATCH = 2_000;
const MOST_TOLD = 100;

/**
 * Proves all accounts of the entity, and with them the payments of no account, and keeps what it has
 * found. PostgreSQL compares; only what is not equal comes here. Each batch is of one moment, so orders and bill runs go on meanwhile.
 *
 * Errors: throws when the database is away, or `signal` is aborted.
 */
export async function proveEntity(
  context: EntityContext,
  { onProgress, signal }: ProveOptions = {},
): Promise<EntityProof> {
  const { database, entityId } = context;
  const startedAt = new Date();
  const total = await inTransaction(database, entityId, countAccounts);
  const firstDifferences: AccountDifference[] = [];
  let accounts = 0;
  let unequalAccounts = 0;
  let accountIds: readonly string[] = [UNASSIGNED];
  while (accountIds.length > 0) {
    signal?.throwIfAborted();
    const batch = await proveBatch(context, accountIds, MOST_TOLD - firstDifferences.length);
    unequalAccounts += batch.unequalAccounts;
    firstDifferences.push(...batch.differences);
    accountIds = batch.next;
    if (accounts > 0) onProgress?.(accounts, total);
    accounts += accountIds.length;
  }
  const finishedAt = new Date();
  const milliseconds = finishedAt.getTime() - startedAt.getTime();
  const found = { accounts, unequalAccounts, milliseconds };
  await inTransaction(database, entityId, (tx) =>
    saveProof(tx, {
      ...found,
      proofId: newId(),
      proofDate: context.today(),
      firstDifferences: firstDifferences.map(toKept),
      startedAt,
      finishedAt,
    }),
  );
  return { ...found, firstDifferences };
}

/**
 * @param accountIds  in their order; UNASSIGNED is before all others
 * @param mostTold  differences that are looked for; all unequal accounts are counted
 */
const proveBatch = (
  { database, entityId }: EntityContext,
  accountIds: readonly string[],
  mostTold: number,
) =>
  inTransaction(
    database,
    entityId,
    async (tx) => {
      const unequal = await listUnequalAccounts(tx, accountIds);
      const differences: AccountDifference[] = [];
      for (const { accountId, accountNumber } of unequal.slice(0, mostTold)) {
        const documents = await listProofDocuments(tx, accountId);
        const { firstDifference } = prove(documents, await listProofParts(tx, accountId));
        assert(firstDifference, "the engine finds the difference that PostgreSQL has found");
        differences.push({ accountNumber, ...firstDifference });
      }
      const next = await listAccountIds(tx, { after: accountIds.at(-1), limit: BATCH });
      return { next, unequalAccounts: unequal.length, differences };
    },
    { isSnapshot: true },
  );

const toKept = ({ is, shouldBe, ...difference }: AccountDifference) => ({
  ...difference,
  is: is.toFixed(),
  shouldBe: shouldBe.toFixed(),
});
