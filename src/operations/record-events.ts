/**
 * What is told of things that are made or changed and move no money themselves: that is told by
 * record-money.ts. Each function writes all that its operation has to tell at once, in the operation's
 * transaction, while the accounts concerned are locked.
 */
import type { CreditMemo } from "#engine/model/credit-memo.ts";
import type { DebitMemo } from "#engine/model/debit-memo.ts";
import type { NewEvent } from "#engine/model/event.ts";
import type { PaymentMethod } from "#engine/model/payment-method.ts";
import type { Transaction } from "#store/database.ts";
import { saveEvents } from "#store/events.ts";
import type { Context } from "./context.ts";

type Now = Pick<Context, "now">;

const record = (tx: Transaction, { now }: Now, events: readonly NewEvent[]): Promise<void> =>
  saveEvents(tx, events, now.toString());

/**
 * A memo that a person has made, draft or posted. Of those that bill runs and orders make the field has
 * no such event.
 */
export const recordCreditMemoCreated = (
  tx: Transaction,
  context: Now,
  creditMemo: CreditMemo,
): Promise<void> =>
  record(tx, context, [
    {
      eventType: "Credit Memo Created",
      relatedEvent: "via API",
      accountId: creditMemo.accountId,
      objectType: "CreditMemo",
      objectId: creditMemo.creditMemoId,
      objectNumber: creditMemo.creditMemoNumber,
      amount: creditMemo.amount,
      currency: creditMemo.currency,
    },
  ]);

/** The same of a debit memo. */
export const recordDebitMemoCreated = (
  tx: Transaction,
  context: Now,
  debitMemo: DebitMemo,
): Promise<void> =>
  record(tx, context, [
    {
      eventType: "Debit Memo Created",
      relatedEvent: "via API",
      accountId: debitMemo.accountId,
      objectType: "DebitMemo",
      objectId: debitMemo.invoiceId,
      objectNumber: debitMemo.invoiceNumber,
      amount: debitMemo.amount,
      currency: debitMemo.currency,
    },
  ]);

/** Of a method that is updated only where its account pays with it by default, as the field has it. */
export async function recordPaymentMethodChange(
  tx: Transaction,
  context: Now,
  { paymentMethodId, accountId }: PaymentMethod,
  change: { readonly isClosed: boolean; readonly isDefault: boolean },
): Promise<void> {
  if (!change.isClosed && !change.isDefault) return;
  await record(tx, context, [
    {
      eventType: change.isClosed ? "Payment Method Closed" : "Payment Method Updated",
      relatedEvent: "System User Change",
      ...(accountId !== null && { accountId }),
      objectType: "PaymentMethod",
      objectId: paymentMethodId,
    },
  ]);
}

/** That a preview of many accounts has ended. */
export const recordPreviewRunCompletion = (
  tx: Transaction,
  context: Now,
  run: { readonly billingPreviewRunId: string; readonly runNumber: string },
  relatedEvent: "Success" | "Error",
): Promise<void> =>
  record(tx, context, [
    {
      eventType: "Billing Preview Run Completion",
      relatedEvent,
      objectType: "BillingPreviewRun",
      objectId: run.billingPreviewRunId,
      objectNumber: run.runNumber,
    },
  ]);
