import { BillingError } from "#engine/errors.ts";
import type { WantedApplication } from "#engine/model/payment.ts";
import { type Decimal, isPositive, minimum, sum } from "#engine/values/decimal.ts";
import { lockAccount } from "#store/accounts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import {
  findPaymentScheduleItem,
  type PaymentScheduleItemPage,
} from "#store/payment-schedule-pages.ts";
import { findDueDates, savePaymentScheduleItems } from "#store/payment-schedules.ts";
import type { StoredPayment } from "#store/payments.ts";
import { lockReceivables } from "#store/receivables.ts";
import { askForPayment } from "./ask-for-payment.ts";
import { NO_FINANCE } from "./change-payment.ts";
import { authorOf, type Context } from "./context.ts";
import { beginElectronic } from "./create-payment.ts";

/** What another try may do otherwise. */
export type Retry = {
  readonly paymentMethodId?: string | undefined;
  readonly paymentGatewayId?: string | undefined;
};

/**
 * Collects one item: writes down the payment and that it is the item's, in one transaction with the
 * account locked; then asks the gateway. Done twice, or by two at once, it is collected once: an item
 * with a payment has been begun. What cannot be asked for at all makes the item an Error.
 *
 * @param retry  of an item whose payment has failed; undefined: only one that was never tried
 * @returns why it could not be begun; undefined where it was, or was no more to be collected
 * Errors: ENTITY_NOT_FOUND; DOCUMENT_BEING_PAID: it stays as it is; NOT_ALLOWED for a retry of an item
 * that is not Error or Pending.
 */
export async function collectPaymentScheduleItem(
  context: Context,
  itemId: string,
  retry?: Retry,
): Promise<string | undefined> {
  const { database, entityId } = context;
  try {
    const begun = await inTransaction(database, entityId, (tx) =>
      begin(tx, context, itemId, retry),
    );
    if (begun) await askForPayment(context, begun);
    return undefined;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    await inTransaction(database, entityId, (tx) =>
      saveRefusal(tx, context, itemId, error.message),
    );
    return error.message;
  }
}

/** What makes an item an Error, and takes back whatever was begun. */
class Refused extends Error {}

async function begin(
  tx: Transaction,
  context: Context,
  itemId: string,
  retry: Retry | undefined,
): Promise<StoredPayment | undefined> {
  const found = await lockPaymentScheduleItem(tx, itemId);
  const isTried = found.paymentId !== null || found.status === "Error";
  const mayBegin = found.status === "Pending" || found.status === "Error";
  if (!mayBegin && retry) {
    const message = `Can not retry because payment ${found.status} status is not allowed.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  if (!mayBegin || (isTried && !retry)) return undefined;
  const item = {
    ...found,
    paymentMethodId: retry?.paymentMethodId ?? found.paymentMethodId,
    paymentGatewayId: retry?.paymentGatewayId ?? found.paymentGatewayId,
  };
  const payment = await askable(() => payFor(tx, context, item));
  const paying = { status: "Pending", errorMessage: null, paymentId: payment.paymentId } as const;
  await savePaymentScheduleItems(tx, [{ ...item, ...paying }], authorOf(context));
  return payment;
}

async function askable(ask: () => Promise<StoredPayment>): Promise<StoredPayment> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof BillingError) || error.code === "DOCUMENT_BEING_PAID") throw error;
    throw new Refused(error.message);
  }
}

async function payFor(
  tx: Transaction,
  context: Context,
  item: PaymentScheduleItemPage,
): Promise<StoredPayment> {
  const wanted = await documentsToPay(tx, item);
  const isOfDocuments = item.billingDocuments.length > 0;
  // What the request that retries bears is not the payment's: it may be for many.
  const { idempotencyKey: _, ...ownContext } = context;
  return beginElectronic(tx, ownContext, {
    accountKey: item.accountId,
    type: "Electronic",
    amount: isOfDocuments ? sum(wanted.map(({ amount }) => amount)) : item.amount,
    currency: item.currency,
    effectiveDate: null,
    paymentMethodId: item.paymentMethodId ?? undefined,
    paymentMethodType: null,
    gatewayKey: item.paymentGatewayId ?? undefined,
    gatewayOrderId: null,
    referenceId: null,
    softDescriptor: null,
    softDescriptorPhone: null,
    comment: `${item.paymentScheduleNumber}, item ${item.number}`,
    financeInformation: NO_FINANCE,
    customFields: {},
    wanted,
    isStandalone: item.isStandalone,
  });
}

/** By due date, as far as the amount goes and no further than what is owed. */
async function documentsToPay(
  tx: Transaction,
  item: PaymentScheduleItemPage,
): Promise<WantedApplication[]> {
  const { accountId, billingDocuments: documents } = item;
  if (documents.length === 0) return [];
  const idsOf = (type: "Invoice" | "DebitMemo") =>
    documents.filter((each) => each.type === type).map(({ id }) => id);
  const keys = { invoices: idsOf("Invoice"), debitMemos: idsOf("DebitMemo") };
  const due = await findDueDates(tx, accountId, documents);
  const dueDateOf = (id: string) => due.get(id) ?? "";
  const owed = (await lockReceivables(tx, accountId, keys))
    .filter(({ status, balance }) => status === "Posted" && isPositive(balance))
    .sort((a, b) => (dueDateOf(a.invoiceId) < dueDateOf(b.invoiceId) ? -1 : 1));
  if (owed.length === 0) {
    const numbers = documents.map(({ number }) => number).join(", ");
    throw new BillingError("NOT_ALLOWED", { message: `Nothing is owed of ${numbers} any more.` });
  }
  let left: Decimal = item.amount;
  return owed.flatMap(({ documentType, invoiceId: documentKey, balance }) => {
    const amount = minimum(left, balance);
    left = left.minus(amount);
    return isPositive(amount) ? [{ documentType, documentKey, amount }] : [];
  });
}

async function saveRefusal(
  tx: Transaction,
  context: Context,
  itemId: string,
  errorMessage: string,
): Promise<void> {
  const item = await lockPaymentScheduleItem(tx, itemId);
  if (item.status !== "Pending" && item.status !== "Error") return;
  await savePaymentScheduleItems(
    tx,
    [{ ...item, status: "Error", errorMessage }],
    authorOf(context),
  );
}

/** An item whose account is locked, as it is then. Errors: ENTITY_NOT_FOUND. */
export async function lockPaymentScheduleItem(
  tx: Transaction,
  id: string,
): Promise<PaymentScheduleItemPage> {
  const found = await findPaymentScheduleItem(tx, id);
  if (found) await lockAccount(tx, { accountId: found.accountId });
  const item = found && (await findPaymentScheduleItem(tx, id));
  if (item) return item;
  throw new BillingError("ENTITY_NOT_FOUND", { key: id });
}
