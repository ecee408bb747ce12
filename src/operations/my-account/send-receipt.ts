import type { PrintedCancel } from "#engine/my-account/cancel-receipt.ts";
import { type Language, MESSAGES } from "#engine/my-account/messages.ts";
import { say } from "#engine/my-account/say.ts";
import { isEmailAddress } from "#engine/printing/email.ts";
import { TEST_MAIL } from "#gateways/mail/mail.ts";
import { renderCancelReceipt } from "#gateways/pdf/render-pdf.ts";
import { findAccount } from "#store/accounts.ts";
import { listContactsById } from "#store/contacts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { saveEmail } from "#store/emails.ts";
import { saveFile } from "#store/files.ts";
import { findCustomerCancel, saveReceiptFile } from "#store/my-account/cancels.ts";
import { authorOf, type Context } from "../context.ts";
import { ownAccountId } from "./own-things.ts";

/**
 * Prints the receipt of a cancel, keeps the file, and puts it in the outbox for the customer.
 *
 * @returns the addresses; none where he has none
 */
export async function sendReceipt(
  context: Context,
  receipt: PrintedCancel,
  language: Language,
): Promise<readonly string[]> {
  const accountId = ownAccountId(context);
  const { orderNumber } = receipt;
  const content = await renderCancelReceipt(receipt, language);
  const author = authorOf(context);
  return inTransaction(context.database, context.entityId, async (tx) => {
    const cancel = await findCustomerCancel(tx, { accountId, orderNumber });
    if (!cancel) throw new Error("it was just written");
    const file = {
      ...{ accountId, content },
      objectType: "Order" as const,
      objectId: cancel.orderId,
      kind: "Printed" as const,
      fileName: `${orderNumber}_${receipt.accountNumber}.pdf`,
      contentType: "application/pdf",
    };
    const fileId = await saveFile(tx, file, author);
    await saveReceiptFile(tx, { accountId, orderNumber, fileId });
    const to = await addressesOfCustomer(tx, accountId);
    if (to.length === 0) return to;
    const document = { accountId, documentType: "Order" as const, documentId: cancel.orderId };
    const mail = { to, ...receiptEmail(receipt, language) };
    await saveEmail(tx, { document, mail, fileId, gateway: TEST_MAIL.name }, author);
    return to;
  });
}

function receiptEmail(receipt: PrintedCancel, language: Language) {
  const { merchantName: merchant, planName: plan, accountName: name, sentences } = receipt;
  const messages = MESSAGES[language];
  return {
    subject: say(messages, "receiptSubject", { merchant, plan }),
    body: [
      say(messages, "receiptGreeting", { name }),
      sentences.join("\n"),
      say(messages, "receiptAttached"),
      merchant,
    ].join("\n\n"),
  };
}

/** Of who is billed, else of who bought: at work first. */
export async function addressesOfCustomer(tx: Transaction, accountId: string): Promise<string[]> {
  const account = await findAccount(tx, accountId);
  const ids = [account?.billToContactId, account?.soldToContactId].filter((id) => id != null);
  const contacts = await listContactsById(tx, ids);
  const inOrder = ids.flatMap((id) => contacts.find(({ contactId }) => contactId === id) ?? []);
  const addresses = inOrder.flatMap(
    ({ workEmail, personalEmail }) => workEmail ?? personalEmail ?? [],
  );
  return addresses.filter(isEmailAddress).slice(0, 1);
}
