import type { NewEvent } from "#engine/model/event.ts";
import { isUnassigned } from "#engine/model/payment.ts";
import { eventOf } from "#engine/settlement/events-of.ts";
import { type JournalEvent, journalEntries } from "#engine/settlement/journal.ts";
import type { Transaction } from "#store/database.ts";
import { saveEvents } from "#store/events.ts";
import { saveJournalEntries } from "#store/journal.ts";
import type { Context } from "./context.ts";
import { askForPdfsOfPosted } from "./pdfs-of-posted.ts";
import { takeSnapshotsOfPosted } from "./snapshots-of-posted.ts";

/** A change of what an account owes or is owed; of UNASSIGNED, of what is no account's yet. */
export type MoneyEvent = { readonly accountId: string; readonly event: JournalEvent };

export type RecordOptions = {
  /** How documents came to be posted, in the field's words. */
  readonly how?: "via API" | "within a Bill Run of Auto-Post";
  /** Happened elsewhere, long ago: the journal has it, and nobody is told of it, sent or printed it. */
  readonly isImported?: boolean;
};

/**
 * Records changes of what accounts owe or are owed, in the transaction that makes them, in the journal
 * and in the log of events; what the billing rules want done with what is posted is done or asked for. Every change passes here: test/tidy/money.test.ts.
 */
export async function recordMoney(
  tx: Transaction,
  context: Context,
  money: readonly MoneyEvent[],
  { how = "via API", isImported = false }: RecordOptions = {},
): Promise<void> {
  const now = context.now.toString();
  const entries = money.map(({ accountId, event }) => ({
    accountId,
    entries: journalEntries(event),
  }));
  await saveJournalEntries(tx, entries, now);
  if (isImported) return;
  await takeSnapshotsOfPosted(tx, context, money);
  await askForPdfsOfPosted(tx, context, money);
  await saveEvents(
    tx,
    money.map(({ accountId, event }) => ofAccount(eventOf(event, accountId, how))),
    now,
  );
}

/** What is no account's is told without one. */
function ofAccount({ accountId, ...event }: NewEvent): NewEvent {
  return accountId === undefined || isUnassigned(accountId) ? event : { ...event, accountId };
}
