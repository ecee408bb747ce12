import { statementEmail } from "#engine/printing/email.ts";
import { TEST_MAIL } from "#gateways/mail/mail.ts";
import { inTransaction } from "#store/database.ts";
import { findEmailSettings, saveEmail } from "#store/emails.ts";
import { addressesOf } from "./addresses-of.ts";
import { authorOf, type Context } from "./context.ts";
import type { EmailRequest } from "./email-document.ts";
import { printStatement } from "./print-statement.ts";
import type { WantedStatement } from "./statement-of-account.ts";

/**
 * Prints a statement and puts it in the outbox, to the addresses given, else to the bill-to contact's.
 *
 * Errors: those of statementOfAccount; INVALID_VALUE for what is no address; EMAIL_ADDRESS_MISSING
 * where nobody has one.
 *
 * @returns the file and the addresses
 */
export async function emailStatement(
  context: Context,
  key: string,
  wanted: WantedStatement,
  request: Omit<EmailRequest, "pdfFileId">,
): Promise<{ readonly fileId: string; readonly addresses: readonly string[] }> {
  const { database, entityId } = context;
  const { fileId, statement } = await printStatement(context, key, wanted);
  const { accountId, accountNumber, billTo } = statement;
  return inTransaction(database, entityId, async (tx) => {
    const additional = await findEmailSettings(tx, accountId);
    const whose = { documentNumber: `Statement of ${accountNumber}`, billTo };
    const to = addressesOf(whose, additional, request);
    const document = { accountId, documentType: "Statement" as const, documentId: accountId };
    const mail = { to, ...statementEmail(statement) };
    const sent = { document, mail, fileId, gateway: TEST_MAIL.name };
    await saveEmail(tx, sent, authorOf(context));
    return { fileId, addresses: to };
  });
}
