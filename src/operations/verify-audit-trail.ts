import {
  type Break,
  type ChainEnd,
  chainAuditChanges,
  findChainEnd,
  findHashOfChange,
  listEntitiesWithUnchainedChanges,
  verifyAuditChanges,
} from "#store/audit-trail.ts";
import { type Database, inTransaction, type Transaction } from "#store/database.ts";
import { forgetFailedWork, saveFailedWork } from "#store/failed-work.ts";
import type { EntityContext } from "./run-daily-work.ts";

/** What verifying a chain has found. */
export type Verification = ChainEnd & {
  /** Null where every change is what was chained. */
  readonly firstBreak: AuditBreak | null;
};

/** `NotAnchored`: it has not the hash any more that somebody has kept of it. */
export type AuditBreak = Break | { readonly changeNumber: number; readonly reason: "NotAnchored" };

/** Changes of one statement: memory does not grow with their number. */
const PIECE = 5_000;

const START: ChainEnd = { lastNumber: 0, lastHash: "0".repeat(64) };

/**
 * Reckons the whole chain of an entity again, as of one moment, after it has chained what is new.
 *
 * @param anchor  a number, and the hash that it had once: so that it is seen too when somebody has
 *   written the whole chain anew
 */
export async function verifyAuditTrail(
  { database, entityId }: Pick<EntityContext, "database" | "entityId">,
  anchor?: ChainEnd,
): Promise<Verification> {
  await inTransaction(database, entityId, chainAuditChanges);
  return inTransaction(database, entityId, (tx) => verifyChain(tx, anchor), { isSnapshot: true });
}

async function verifyChain(tx: Transaction, anchor: ChainEnd | undefined): Promise<Verification> {
  const end = await findChainEnd(tx);
  let reached = START;
  for (;;) {
    const piece = await verifyAuditChanges(tx, reached, PIECE);
    if (!piece) break;
    if (piece.firstBreak) return { ...end, firstBreak: piece.firstBreak };
    reached = piece;
  }
  return { ...end, firstBreak: breakAtEnd(reached, end) ?? (await breakAtAnchor(tx, anchor)) };
}

/** What was cut off at the end is known by the number that was given last. */
function breakAtEnd(reached: ChainEnd, end: ChainEnd): AuditBreak | null {
  if (reached.lastNumber !== end.lastNumber) {
    return { changeNumber: Math.min(reached.lastNumber, end.lastNumber) + 1, reason: "Missing" };
  }
  if (reached.lastHash === end.lastHash) return null;
  return { changeNumber: end.lastNumber, reason: "Changed" };
}

async function breakAtAnchor(
  tx: Transaction,
  anchor: ChainEnd | undefined,
): Promise<AuditBreak | null> {
  if (!anchor) return null;
  const { lastNumber: changeNumber, lastHash } = anchor;
  if ((await findHashOfChange(tx, changeNumber)) === lastHash) return null;
  return { changeNumber, reason: "NotAnchored" };
}

/** The same of the nightly work, which says in the list of failed work what it has found. */
export async function verifyAuditTrailNightly(context: EntityContext): Promise<void> {
  const { database, entityId } = context;
  const { firstBreak } = await verifyAuditTrail(context);
  if (firstBreak) {
    const { changeNumber, reason: what } = firstBreak;
    const reason =
      `The chain is broken at change ${changeNumber} (${what}). ` +
      "See GET /v1/audit-trail/verification.";
    console.error(`Audit trail, entity ${entityId}: ${reason}`);
    const failure = { work: "Audit trail" as const, subject: "of all changes", reason };
    await inTransaction(database, entityId, (tx) => saveFailedWork(tx, [failure]));
    return;
  }
  await inTransaction(database, entityId, (tx) => forgetFailedWork(tx, "Audit trail", []));
}

/** Chains what is new, in all entities that have something. */
export async function chainAuditTrailOfAll(database: Database): Promise<void> {
  for (const entityId of await listEntitiesWithUnchainedChanges(database)) {
    await inTransaction(database, entityId, chainAuditChanges);
  }
}
