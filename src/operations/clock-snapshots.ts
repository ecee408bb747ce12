import { BillingError } from "#engine/errors.ts";
import { isClockMoving, lockClock, saveClockDate } from "#store/clock.ts";
import {
  type ClockSnapshot,
  findClockSnapshot,
  findWorkUnderWay,
  listClockSnapshots,
  restoreClockSnapshot as putBack,
  takeClockSnapshot as take,
} from "#store/clock-snapshots.ts";
import { inTransaction, isNotPrivileged, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { authorOf, type Context } from "./context.ts";

const MOST = 20;

/**
 * Keeps all that a sandbox entity has, with its clock, to go back to.
 *
 * Errors: NOT_ALLOWED outside of a sandbox, while its clock is on its way or a run, a payment or a job is
 * at work, and for one snapshot too many.
 */
export const takeClockSnapshot = (context: Context, name: string): Promise<ClockSnapshot> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const clockDate = await held(tx);
    if ((await listClockSnapshots(tx)).length >= MOST) {
      refuse(`There are ${MOST} snapshots: delete one first.`);
    }
    const clockSnapshotId = newId();
    await take(tx, { clockSnapshotId, name, clockDate }, authorOf(context));
    return found(tx, clockSnapshotId);
  });

/**
 * Makes a sandbox entity what it was, with its clock: what came since is gone. The audit trail and the log
 * of events go on, and nobody is told of what is gone; who may call stays as it is.
 *
 * Errors: ENTITY_NOT_FOUND; NOT_ALLOWED as above, and for a snapshot of another version of Quittance;
 * NOT_SUPPORTED where the database's owner may not pass triggers by.
 */
export async function restoreClockSnapshot(context: Context, key: string): Promise<ClockSnapshot> {
  const { database, entityId } = context;
  try {
    const restored = await inTransaction(database, entityId, async (tx) => {
      await held(tx);
      const snapshot = await findClockSnapshot(tx, key);
      if (!snapshot) throw new BillingError("ENTITY_NOT_FOUND", { key });
      if (!snapshot.isOfThisVersion) {
        refuse("The snapshot is of another version of Quittance: it cannot be put back.");
      }
      await putBack(tx, snapshot.clockSnapshotId);
      await saveClockDate(tx, snapshot.clockDate);
      return found(tx, snapshot.clockSnapshotId);
    });
    context.entityChanged();
    return restored;
  } catch (error) {
    if (!isNotPrivileged(error)) throw error;
    const message =
      "The owner of this database may not set session_replication_role, so that nothing can be put back: GRANT SET ON PARAMETER session_replication_role to it.";
    throw new BillingError("NOT_SUPPORTED", { message });
  }
}

async function held(tx: Transaction): Promise<ClockSnapshot["clockDate"]> {
  const { clockDate, isSandbox } = await lockClock(tx);
  if (!isSandbox) refuse("Only a sandbox entity has snapshots, and this is none.");
  if (await isClockMoving(tx))
    refuse("The clock is on its way: wait until it arrives, or stop it.");
  const what = await findWorkUnderWay(tx);
  if (what !== undefined) refuse(`Somebody is at work on ${what}: wait until it has ended.`);
  return clockDate;
}

async function found(tx: Transaction, id: string): Promise<ClockSnapshot> {
  const snapshot = await findClockSnapshot(tx, id);
  if (!snapshot) throw new BillingError("ENTITY_NOT_FOUND", { key: id });
  return snapshot;
}

function refuse(message: string): never {
  throw new BillingError("NOT_ALLOWED", { message });
}
