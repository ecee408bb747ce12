import { BillingError } from "#engine/errors.ts";
import type { Transaction } from "#store/database.ts";
import { idOf } from "#store/ids.ts";
import { listPaymentApplications } from "#store/payment-applications.ts";
import { isPaymentOfAnotherItem, saveLinkedPayments } from "#store/payment-schedule-changes.ts";
import type { PaymentScheduleItemPage } from "#store/payment-schedule-pages.ts";
import { lockPayment } from "#store/payments.ts";
import { authorOf, type Context } from "./context.ts";

/** So many payments may count for one item. */
const MOST = 10;

export type Linking = {
  /** Ids or numbers. */
  readonly link: readonly string[];
  readonly unlink: readonly string[];
};

/**
 * Lets payments that were made otherwise count for an item, whose account is locked: with one, it is
 * Processed, whatever their amounts. What is unlinked is so first; an item with none left waits again.
 *
 * Errors: ENTITY_NOT_FOUND; NOT_ALLOWED for an item that is neither Pending nor Processed, more than 10,
 * a payment that is not processed, counts for another item, or pays other documents than the item's.
 */
export async function linkPayments(
  tx: Transaction,
  context: Context,
  item: PaymentScheduleItemPage,
  { link, unlink }: Linking,
): Promise<void> {
  if (item.status !== "Pending" && item.status !== "Processed") {
    refuse(`An item that is ${item.status} is linked to no payment.`);
  }
  const left = new Set(item.linkedPaymentIds);
  for (const key of unlink) {
    if (!left.delete(idOf(key) ?? (await lockPayment(tx, key))?.paymentId ?? "")) {
      refuse(`Payment '${key}' is not linked to the item.`);
    }
  }
  for (const key of link) left.add(await linkable(tx, item, key));
  if (left.size > MOST) refuse(`At most ${MOST} payments are linked to an item.`);
  await saveLinkedPayments(tx, item, [...left], authorOf(context));
}

async function linkable(
  tx: Transaction,
  item: PaymentScheduleItemPage,
  key: string,
): Promise<string> {
  const payment = await lockPayment(tx, key);
  if (payment?.accountId !== item.accountId) throw new BillingError("ENTITY_NOT_FOUND", { key });
  const { paymentId, paymentNumber, status, accountId } = payment;
  if (status !== "Processed") refuse(`Payment '${paymentNumber}' is ${status}.`);
  if (paymentId === item.paymentId || (await isPaymentOfAnotherItem(tx, item, paymentId))) {
    refuse(`Payment '${paymentNumber}' is an item's already.`);
  }
  const applied = await listPaymentApplications(tx, accountId, paymentId);
  const own = new Set(item.billingDocuments.map(({ id }) => id));
  const isOfOthers = applied.size > 0 && ![...applied.keys()].some((id) => own.has(id));
  if (own.size > 0 && isOfOthers) {
    refuse(`Payment '${paymentNumber}' pays other documents than the item does.`);
  }
  return paymentId;
}

function refuse(message: string): never {
  throw new BillingError("NOT_ALLOWED", { field: "linkPayments", message });
}
