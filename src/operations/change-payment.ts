/** What becomes of a payment that is there. */
import { BillingError } from "#engine/errors.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import { isUnassigned, UNASSIGNED, type WantedApplication } from "#engine/model/payment.ts";
import { isPositive, sum, ZERO } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { findAccount, lockAccountsById } from "#store/accounts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import {
  deletePayment as deleteRow,
  findPaymentAccountId,
  type PaymentFinance,
  type StoredPayment,
  savePayments,
  saveTransferredPayment,
} from "#store/payments.ts";
import { checkFinance } from "./accounting-codes.ts";
import { authorOf, type Context } from "./context.ts";
import { lockPaymentOfAccount } from "./lock-payment.ts";
import { payDocuments, unpayDocuments } from "./pay-documents.ts";
import { recordMoney } from "./record-money.ts";

export type ApplicationRequest = {
  readonly wanted: readonly WantedApplication[];
  /** Null: today. */
  readonly effectiveDate: PlainDate | null;
};

/** Errors: ENTITY_NOT_FOUND, PAYMENT_NOT_APPLICABLE, DOCUMENT_BEING_PAID, INVALID_VALUE. */
export const applyPaymentTo = (
  context: Context,
  key: string,
  { wanted, effectiveDate }: ApplicationRequest,
): Promise<StoredPayment> =>
  changing(context, key, async (tx, payment) => {
    refuseUnlessProcessed(payment);
    refuseStandalone(payment, "applied");
    if (isUnassigned(payment.accountId)) {
      refuse(`Payment '${payment.paymentNumber}' is of no account: transfer it to one first.`);
    }
    const applied = sum(wanted.map(({ amount }) => amount));
    if (applied.gt(payment.unappliedAmount)) {
      const reason = `it has only ${payment.unappliedAmount} left`;
      throw new BillingError("PAYMENT_NOT_APPLICABLE", { reason });
    }
    return payDocuments(tx, context, payment, wanted, effectiveDate ?? context.today());
  });

/** Errors: as of applyPaymentTo. */
export const unapplyPaymentFrom = (
  context: Context,
  key: string,
  { wanted, effectiveDate }: ApplicationRequest,
): Promise<StoredPayment> =>
  changing(context, key, async (tx, payment) => {
    refuseUnlessProcessed(payment);
    refuseStandalone(payment, "unapplied");
    return unpayDocuments(tx, context, payment, wanted, effectiveDate ?? context.today());
  });

export type PaymentChange = {
  readonly comment?: string | undefined;
  readonly referenceId?: string | undefined;
  readonly gatewayState?: StoredPayment["gatewayState"] | undefined;
  readonly financeInformation?: Partial<PaymentFinance> | undefined;
  readonly customFields: CustomFields;
};

/** What is left out stays. Errors: ENTITY_NOT_FOUND, NOT_ALLOWED, INVALID_VALUE. */
export const updatePayment = (
  context: Context,
  key: string,
  { financeInformation, customFields, ...change }: PaymentChange,
): Promise<StoredPayment> =>
  changing(context, key, async (tx, payment) => {
    if (change.gatewayState && payment.type === "External") {
      refuse("'gatewayState' is of electronic payments");
    }
    await checkFinance(tx, [financeInformation]);
    const { comment = payment.comment, referenceId = payment.referenceId } = change;
    const { gatewayState = payment.gatewayState } = change;
    const settledAt = gatewayState === "Settled" ? context.now.toString() : payment.settledAt;
    const changed: StoredPayment = {
      ...payment,
      comment,
      referenceId,
      gatewayState,
      settledAt,
      financeInformation: financeInformation
        ? { ...NO_FINANCE, ...payment.financeInformation, ...financeInformation }
        : payment.financeInformation,
      customFields: { ...payment.customFields, ...customFields },
    };
    await savePayments(tx, [changed], authorOf(context));
    return changed;
  });

export const NO_FINANCE: PaymentFinance = {
  bankAccountAccountingCode: null,
  unappliedPaymentAccountingCode: null,
  transferredToAccounting: null,
};

/**
 * Takes back an external payment of which nothing is applied or refunded: it never came in.
 *
 * Errors: ENTITY_NOT_FOUND, NOT_ALLOWED.
 */
export const cancelPayment = (context: Context, key: string): Promise<StoredPayment> =>
  changing(context, key, async (tx, payment) => {
    refuseUnlessProcessed(payment);
    if (payment.type === "Electronic") {
      refuse("An electronic payment has been taken: refund it instead.");
    }
    refuseUnlessWhole(payment, "cancelled");
    const cancelled: StoredPayment = {
      ...payment,
      status: "Canceled",
      unappliedAmount: ZERO,
      cancelledAt: context.now.toString(),
    };
    await savePayments(tx, [cancelled], authorOf(context));
    const { accountId } = payment;
    const event = takenBack(payment, context.today());
    await recordMoney(tx, context, [{ accountId, event }]);
    return cancelled;
  });

/** Errors: ENTITY_NOT_FOUND; NOT_ALLOWED unless it is cancelled or in error. */
export const deletePayment = (context: Context, key: string): Promise<void> =>
  changing(context, key, async (tx, payment) => {
    const { status } = payment;
    if (status !== "Canceled" && status !== "Error") {
      refuse(`The payment is ${status}: only one that is Canceled or Error can be deleted.`);
    }
    await deleteRow(tx, payment);
  });

/**
 * Gives a payment of which nothing is applied or refunded to another account, to one at last, or to none
 * again.
 *
 * @param toAccountKey  null: to no account
 *
 * Errors: ENTITY_NOT_FOUND for either, NOT_ALLOWED.
 */
export async function transferPayment(
  context: Context,
  key: string,
  toAccountKey: string | null,
): Promise<StoredPayment> {
  const { database, entityId } = context;
  return inTransaction(database, entityId, async (tx) => {
    const fromAccountId = await findPaymentAccountId(tx, key);
    if (!fromAccountId) throw new BillingError("ENTITY_NOT_FOUND", { key });
    const to = toAccountKey === null ? undefined : await findAccount(tx, toAccountKey);
    if (toAccountKey !== null && !to) {
      throw new BillingError("ENTITY_NOT_FOUND", { key: toAccountKey });
    }
    const accountId = to?.accountId ?? UNASSIGNED;
    await lockAccountsById(tx, [fromAccountId, accountId]);
    const payment = await lockPaymentOfAccount(tx, key);
    refuseUnlessProcessed(payment);
    refuseStandalone(payment, "transferred");
    refuseUnlessWhole(payment, "transferred");
    if (accountId === payment.accountId) return payment;
    if (to?.status === "Canceled") refuse("The account is cancelled.");
    await saveTransferredPayment(tx, payment, accountId, authorOf(context));
    const transferred = { ...payment, accountId };
    await recordMoney(tx, context, [
      { accountId: payment.accountId, event: takenBack(payment, context.today()) },
      { accountId, event: { type: "PaymentProcessed", payment: transferred } },
    ]);
    return transferred;
  });
}

const takenBack = (payment: StoredPayment, accountingDate: PlainDate) =>
  ({ type: "TakenBack", event: { type: "PaymentProcessed", payment }, accountingDate }) as const;

const changing = <Result>(
  context: Context,
  key: string,
  change: (tx: Transaction, payment: StoredPayment) => Promise<Result>,
): Promise<Result> =>
  inTransaction(context.database, context.entityId, async (tx) =>
    change(tx, await lockPaymentOfAccount(tx, key)),
  );

function refuseStandalone({ isStandalone, paymentNumber }: StoredPayment, what: string): void {
  if (!isStandalone) return;
  refuse(`Payment '${paymentNumber}' is standalone, and settled elsewhere: it cannot be ${what}.`);
}

function refuseUnlessProcessed({ paymentNumber, status }: StoredPayment): void {
  if (status === "Processed") return;
  refuse(`Payment '${paymentNumber}' is ${status}.`);
}

function refuseUnlessWhole(payment: StoredPayment, what: string): void {
  const { amount, unappliedAmount, reservedAmount } = payment;
  if (unappliedAmount.eq(amount) && !isPositive(reservedAmount)) return;
  refuse(`A payment that is applied or refunded, if only in part, cannot be ${what}.`);
}

function refuse(message: string): never {
  throw new BillingError("NOT_ALLOWED", { message });
}
