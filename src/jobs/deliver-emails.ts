import { deliverEmails, type MailServer } from "#operations/deliver-emails.ts";
import { type Database, inTransaction } from "#store/database.ts";
import { type EmailWork, enqueueEmails } from "#store/job-queue.ts";
import { listEntities } from "#store/oauth.ts";
import { findSecondsToNextEmail, saveMailDelivery } from "#store/outgoing-emails.ts";

/**
 * Delivers what waits in an entity's outbox, and comes back for what is tried again. Without a mail
 * server it waits for a start that has one.
 *
 * Errors: throws when the database is away, to be tried again.
 */
export async function runEmails(
  database: Database,
  { entityId }: EmailWork,
  server: MailServer | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (!server) return;
  const seconds = await deliverEmails({ database, entityId }, server, signal);
  if (seconds === undefined) return;
  await inTransaction(database, entityId, (tx) => enqueueEmails(tx, seconds));
}

/** Says whether what is sent from now on is delivered, and goes on with what was left. */
export async function startDelivering(
  database: Database,
  server: MailServer | undefined,
): Promise<void> {
  await saveMailDelivery(database, server !== undefined);
  if (!server) return;
  for (const { entityId } of await listEntities(database)) {
    await inTransaction(database, entityId, async (tx) => {
      const seconds = await findSecondsToNextEmail(tx);
      if (seconds !== undefined) await enqueueEmails(tx, seconds);
    });
  }
}
