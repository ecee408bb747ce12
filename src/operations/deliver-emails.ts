import { openSmtp, type SmtpOutcome, type SmtpServer } from "#gateways/mail/smtp-mail.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { findFile } from "#store/files.ts";
import {
  findSecondsToNextEmail,
  postponeEmail,
  saveEmailOutcome,
  takeWaitingEmail,
  type WaitingEmail,
} from "#store/outgoing-emails.ts";
import type { Context } from "./context.ts";

/** As the environment names it. */
export type MailServer = SmtpServer;

/** Minutes until an e-mail that the mail server did not take is tried again; then it has failed. */
const AGAIN = [1, 5, 15, 60, 240, 720];
/** Until a mail server that is away is asked again. */
const AWAY_MINUTES = 1;

/**
 * Hands what waits in the outbox to the mail server, one e-mail after the other; no transaction is open
 * meanwhile. What it defers is tried again, later and later; what it refuses has failed. A server that
 * is away, or lets nobody in, has refused nothing: all e-mails wait for it. A crash in the moment after
 * the server has taken one sends it twice rather than never, with the same Message-ID.
 *
 * Errors: throws when the database is away.
 *
 * @param signal  when it is aborted, the rest is left for the next start
 * @returns seconds until the next one may be sent; undefined when none waits
 */
export async function deliverEmails(
  { database, entityId }: Pick<Context, "database" | "entityId">,
  server: MailServer,
  signal: AbortSignal,
): Promise<number | undefined> {
  const inOne = <Result>(work: (tx: Transaction) => Promise<Result>) =>
    inTransaction(database, entityId, work);
  const smtp = openSmtp(server);
  try {
    while (!signal.aborted) {
      const email = await inOne(takeWaitingEmail);
      if (!email) break;
      const attachment = await inOne(async (tx) =>
        email.fileId === null ? null : ((await findFile(tx, email.fileId)) ?? null),
      );
      const { addresses: to, fileId: _, attempts: __, ...written } = email;
      const outcome = await smtp.send({ ...written, to, attachment });
      await inOne((tx) => saveOutcome(tx, email, outcome));
      if (outcome.outcome === "Away") break;
    }
  } finally {
    smtp.close();
  }
  return inOne(findSecondsToNextEmail);
}

async function saveOutcome(
  tx: Transaction,
  email: WaitingEmail,
  outcome: SmtpOutcome,
): Promise<void> {
  if (outcome.outcome === "Sent") {
    const { refused } = outcome;
    const reason = refused.length === 0 ? null : `Refused for ${refused.join(", ")}.`;
    return saveEmailOutcome(tx, email, { status: "Sent", reason });
  }
  const { reason } = outcome;
  if (outcome.outcome === "Away") {
    return postponeEmail(tx, email, { minutes: AWAY_MINUTES, reason, isCounted: false });
  }
  const minutes = outcome.outcome === "Deferred" ? AGAIN[email.attempts - 1] : undefined;
  return minutes === undefined
    ? saveEmailOutcome(tx, email, { status: "Failed", reason })
    : postponeEmail(tx, email, { minutes, reason, isCounted: true });
}
