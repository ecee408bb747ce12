import {
  checkPrefix,
  checkSetName,
  SEQUENCE_KINDS,
  type Sequence,
  type SequenceKind,
  type SequenceSet,
} from "#engine/accounts/sequence-set.ts";
import { BillingError } from "#engine/errors.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import {
  claimPrefix,
  deleteSequenceSet as deleteStored,
  isSequenceSetUsed,
  isSetNameTaken,
  leavePrefix,
  lockSequenceSet,
  type Numbering,
  numberingOf,
  saveNewSequence,
  saveNewSequenceSet,
  saveSequence,
  saveSetName,
} from "#store/sequence-sets.ts";
import { lockSetting } from "#store/settings.ts";
import type { Context } from "./context.ts";

/** What is undefined stays, or is what a new one has. */
type GivenSequence = {
  readonly prefix?: string | undefined;
  readonly startNumber?: number | undefined;
};

export type GivenSequences = { readonly [Kind in SequenceKind]?: GivenSequence | undefined };

export type NewSequenceSet = { readonly name: string; readonly sequences: GivenSequences };

/**
 * Makes sets, all of them or none. Of invoices and memos they have to say the prefix.
 *
 * Errors: INVALID_VALUE, MISSING_FIELD, NUMBER_IN_USE (the name, or a prefix of another set).
 */
export const createSequenceSets = (
  context: Context,
  wanted: readonly NewSequenceSet[],
): Promise<SequenceSet[]> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const made: SequenceSet[] = [];
    for (const each of wanted) made.push(await createSet(tx, each));
    return made;
  });

async function createSet(
  tx: Transaction,
  { name, sequences }: NewSequenceSet,
): Promise<SequenceSet> {
  checkSetName(name);
  const set: SequenceSet = { sequenceSetId: newId(), name, isDefault: false, sequences: {} };
  if (!(await saveNewSequenceSet(tx, set))) throw nameInUse(name);
  // Locked, so that no set begins one way while the rule changes to the other.
  const numbering = numberingOf(await lockSetting(tx, "billing-rules"));
  return saveSequences(tx, set, sequences, numbering);
}

/**
 * Changes what is given. What was numbered keeps its number.
 *
 * Errors: ENTITY_NOT_FOUND, INVALID_VALUE, MISSING_FIELD, NOT_ALLOWED (the name of DEFAULT),
 * NUMBER_IN_USE (the name, or a prefix of another set).
 */
export const updateSequenceSet = (
  context: Context,
  key: string,
  change: { readonly name?: string | undefined; readonly sequences: GivenSequences },
): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const stored = await lockedSet(tx, key);
    const { name = stored.name, sequences } = change;
    if (name !== stored.name) await rename(tx, stored, name);
    // What may be added now are payments and refunds, which may have gaps.
    await saveSequences(tx, stored, sequences, { isSequential: false, isOnPosting: false });
  });

async function rename(tx: Transaction, stored: SequenceSet, name: string): Promise<void> {
  if (stored.isDefault) throw notAllowed("The sequence set DEFAULT keeps its name.");
  checkSetName(name);
  const renamed = { sequenceSetId: stored.sequenceSetId, name };
  if (await isSetNameTaken(tx, renamed)) throw nameInUse(name);
  await saveSetName(tx, renamed);
}

/**
 * Deletes a set that no account and no subscription has. Its prefixes stay with what they were of.
 *
 * Errors: ENTITY_NOT_FOUND, NOT_ALLOWED.
 */
export const deleteSequenceSet = (context: Context, key: string): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { sequenceSetId, name, isDefault, sequences } = await lockedSet(tx, key);
    if (isDefault) throw notAllowed("The sequence set DEFAULT cannot be deleted.");
    if (await isSequenceSetUsed(tx, sequenceSetId)) {
      throw notAllowed(`Sequence set '${name}' is assigned to accounts or subscriptions.`);
    }
    for (const kind of SEQUENCE_KINDS) {
      const own = sequences[kind];
      if (own) await leavePrefix(tx, own);
    }
    await deleteStored(tx, sequenceSetId);
  });

async function lockedSet(tx: Transaction, key: string): Promise<SequenceSet> {
  const stored = await lockSequenceSet(tx, key);
  if (!stored) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return stored;
}

const nameInUse = (name: string) =>
  new BillingError("NUMBER_IN_USE", { field: "Sequence set name", number: name });

const notAllowed = (message: string) => new BillingError("NOT_ALLOWED", { message });

const REQUIRED: readonly SequenceKind[] = ["invoice", "creditMemo", "debitMemo"];

/** The set as it is then. */
async function saveSequences(
  tx: Transaction,
  set: SequenceSet,
  given: GivenSequences,
  numbering: Numbering,
): Promise<SequenceSet> {
  const sequences: { [Kind in SequenceKind]?: Sequence } = { ...set.sequences };
  for (const kind of SEQUENCE_KINDS) {
    const before = set.sequences[kind];
    const wanted = given[kind];
    if (!wanted && (before || !REQUIRED.includes(kind))) continue;
    const after = await sequenceAfter(tx, kind, before, wanted ?? {});
    const { sequenceSetId } = set;
    if (before) await saveSequence(tx, sequenceSetId, kind, after);
    else await saveNewSequence(tx, sequenceSetId, kind, after, numbering);
    sequences[kind] = after;
  }
  return { ...set, sequences };
}

async function sequenceAfter(
  tx: Transaction,
  kind: SequenceKind,
  before: Sequence | undefined,
  { prefix = before?.prefix, startNumber }: GivenSequence,
): Promise<Sequence> {
  if (prefix === undefined) throw new BillingError("MISSING_FIELD", { field: `${kind}.prefix` });
  if (before?.prefix === prefix) {
    const next = startNumber ?? before.startNumber;
    refuseSmaller(kind, next, before.startNumber);
    return { prefix, startNumber: next };
  }
  checkPrefix(kind, prefix);
  const owner = await claimPrefix(tx, kind, prefix);
  if (owner.kind !== kind) {
    const message = `'${kind}.prefix' '${prefix}' is a prefix of ${owner.kind}: it stays with that.`;
    throw new BillingError("INVALID_VALUE", { field: `${kind}.prefix`, message });
  }
  if (owner.setName !== null) {
    const field = `The prefix, which sequence set ${owner.setName} has,`;
    throw new BillingError("NUMBER_IN_USE", { field, number: prefix });
  }
  if (before) await leavePrefix(tx, before);
  const next = startNumber ?? Math.max(before?.startNumber ?? 1, owner.nextNumber);
  refuseSmaller(kind, next, owner.nextNumber);
  return { prefix, startNumber: next };
}

/** Numbers that were given are not given again. */
function refuseSmaller(kind: SequenceKind, startNumber: number, minimum: number): void {
  if (startNumber >= minimum) return;
  const field = `${kind}.startNumber`;
  const message = `'${field}' ${startNumber} should not be less than ${minimum}.`;
  throw new BillingError("INVALID_VALUE", { field, message });
}
