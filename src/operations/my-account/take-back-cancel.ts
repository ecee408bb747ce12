import { BillingError } from "#engine/errors.ts";
import { type Language, MESSAGES } from "#engine/my-account/messages.ts";
import { say } from "#engine/my-account/say.ts";
import type { MyAccountSettings } from "#engine/my-account/settings.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { TEST_MAIL } from "#gateways/mail/mail.ts";
import { inTransaction } from "#store/database.ts";
import { saveEmail } from "#store/emails.ts";
import { type CustomerCancel, saveTakenBack } from "#store/my-account/cancels.ts";
import { findMyAccount } from "#store/my-account/settings.ts";
import { authorOf, type Context } from "../context.ts";
import { revertOrder } from "../revert-order.ts";
import { fromKept } from "./kept-receipt.ts";
import { ownAccountId, ownCancel } from "./own-things.ts";
import { addressesOfCustomer } from "./send-receipt.ts";

/** Whether the customer may take back a cancel of his: it has not taken effect, and the merchant lets him. */
export const canTakeBack = (
  { takingBackAllowed }: MyAccountSettings,
  { cancelledDate, takenBackBy }: Pick<CustomerCancel, "cancelledDate" | "takenBackBy">,
  today: PlainDate,
): boolean => takingBackAllowed && takenBackBy === null && cancelledDate > today;

/**
 * Takes back a cancel that the customer has made himself and that lies ahead, with what was billed and
 * credited because of it.
 *
 * Errors: ENTITY_NOT_FOUND; NOT_ALLOWED for one that has taken effect, and where the merchant does not let
 * customers; those of revertOrder.
 */
export async function takeBackCancel(
  context: Context,
  orderNumber: string,
  language: Language,
): Promise<{ readonly planName: string }> {
  const accountId = ownAccountId(context);
  const { database, entityId } = context;
  return inTransaction(database, entityId, async (tx) => {
    const cancel = await ownCancel(tx, accountId, orderNumber);
    if (!canTakeBack(await findMyAccount(tx), cancel, context.today())) {
      const message = "This cancellation cannot be taken back here.";
      throw new BillingError("NOT_ALLOWED", { message });
    }
    // A part of this transaction: both are there, or neither.
    const within = { ...context, database: { ...database, transaction: tx } };
    const reverted = await revertOrder(within, orderNumber, context.today());
    const takenBackBy = reverted.orderNumber;
    await saveTakenBack(tx, { accountId, orderNumber, takenBackBy });
    const { planName, merchantName: merchant, accountName: name } = fromKept(cancel.receipt);
    const to = await addressesOfCustomer(tx, accountId);
    if (to.length > 0) {
      const messages = MESSAGES[language];
      const subject = say(messages, "takenBackSubject", { merchant, plan: planName });
      const greeting = say(messages, "receiptGreeting", { name });
      const body = [greeting, say(messages, "takenBack", { plan: planName }), merchant];
      const mail = { to, subject, body: body.join("\n\n") };
      const document = { accountId, documentType: "Order" as const, documentId: cancel.orderId };
      const sent = { document, mail, fileId: null, gateway: TEST_MAIL.name };
      await saveEmail(tx, sent, authorOf(context));
    }
    return { planName };
  });
}
