import { BillingError } from "#engine/errors.ts";
import { type MailGateway, TEST_MAIL } from "#gateways/mail/mail.ts";
import {
  type AskedEmails,
  type BillRunEmail,
  findNextBillRunEmail,
  planBillRunEmails,
  saveBillRunEmail,
} from "#store/bill-run-emails.ts";
import { inTransaction, isTemporary } from "#store/database.ts";
import type { Context } from "./context.ts";
import { emailDocument } from "./email-document.ts";

type SendOptions = {
  readonly gateway?: MailGateway;
  /** When it is aborted, the rest is left for the next start. */
  readonly signal?: AbortSignal;
};

/**
 * Sends the documents of a run, one after the other. Called again after a crash, it goes on with those
 * that are left: that one was sent is written down together with its e-mail. What cannot be sent is
 * listed with its reason, and the others are sent.
 *
 * Errors: throws what another attempt may get past, and when it is stopped.
 */
export async function sendBillRunEmails(
  context: Context,
  asked: AskedEmails,
  { gateway = TEST_MAIL, signal }: SendOptions = {},
): Promise<void> {
  const { database, entityId } = context;
  await inTransaction(database, entityId, (tx) => planBillRunEmails(tx, asked));
  for (;;) {
    const next = await inTransaction(database, entityId, (tx) =>
      findNextBillRunEmail(tx, asked.billRunId),
    );
    if (!next) return;
    if (signal?.aborted) throw new Error("E-mails of the bill run were stopped, and go on later.");
    await send(context, next, gateway);
  }
}

/** To the bill-to contact, and those that the account names besides. */
async function send(context: Context, email: BillRunEmail, gateway: MailGateway): Promise<void> {
  const { documentType, documentId } = email;
  const request = { emailAddresses: [], includeAdditionalEmailAddresses: true, pdfFileId: null };
  try {
    await emailDocument(context, documentType, documentId, request, {
      gateway,
      whenSent: (tx) => saveBillRunEmail(tx, email, "Sent"),
    });
  } catch (error) {
    if (isTemporary(error)) throw error;
    const isNobody = error instanceof BillingError && error.code === "EMAIL_ADDRESS_MISSING";
    const reason = error instanceof Error ? error.message : String(error);
    await inTransaction(context.database, context.entityId, (tx) =>
      saveBillRunEmail(tx, email, isNobody ? "Skipped" : "Failed", reason),
    );
  }
}
