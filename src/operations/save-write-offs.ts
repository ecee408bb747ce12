import type { CreditMemo } from "#engine/model/credit-memo.ts";
import type { NewEvent } from "#engine/model/event.ts";
import type { WriteOffOutcome } from "#engine/settlement/settle-order.ts";
import type { WrittenOff } from "#engine/settlement/write-off.ts";
import type { Decimal } from "#engine/values/decimal.ts";
import type { LockedAccount } from "#store/accounts.ts";
import { saveCreditMemoApplications } from "#store/applications.ts";
import { saveCreditMemos } from "#store/credit-memos.ts";
import { inSavepoint, isRefusedByData, type Transaction } from "#store/database.ts";
import { saveEvents } from "#store/events.ts";
import { nextNumbers } from "#store/numbers.ts";
import { saveReceivableBalances } from "#store/receivables.ts";
import type { Context } from "./context.ts";
import { recordMoney } from "./record-money.ts";

/** How writing off one invoice went; names and values as the wire has them. */
export type WriteOffResult =
  | {
      readonly invoiceNumber: string;
      readonly amount: Decimal;
      readonly status: "Success";
      readonly writeOffCreditMemoNumber: string;
    }
  | {
      readonly invoiceNumber: string;
      readonly amount: Decimal;
      readonly status: "Failed";
      readonly failedReason: string;
    };

/** A write-off with its memo numbered. */
export type NumberedWriteOff = {
  readonly writtenOff: WrittenOff;
  readonly creditMemo: CreditMemo;
};

/** Whose invoices are written off, and the order that does it, if it is one. */
export type WriteOffOrigin = Pick<LockedAccount, "accountId"> & { readonly orderId: string | null };
type Decided = Extract<WriteOffOutcome, { writtenOff: WrittenOff }>;

/**
 * Saves write-offs that the engine has decided. One that fails is reported as Failed and changes
 * nothing: the order stands, as the field promises.
 *
 * All are saved at once in one savepoint. Only when the database refuses that are they saved one by
 * one, each in a savepoint of its own, to find the one at fault.
 */
export async function saveWriteOffs(
  tx: Transaction,
  context: Context,
  origin: WriteOffOrigin,
  outcomes: readonly WriteOffOutcome[],
): Promise<WriteOffResult[]> {
  const decided = outcomes.filter((outcome) => "writtenOff" in outcome);
  const saved = await saveTogetherOrOneByOne(tx, context, origin, decided);
  return outcomes.map((outcome) => {
    const { invoiceNumber, balance } = outcome.invoice;
    if ("refusal" in outcome) {
      const failedReason = outcome.refusal.message;
      return { invoiceNumber, amount: balance, status: "Failed", failedReason };
    }
    const creditMemo = saved.get(outcome);
    if (!creditMemo) {
      const failedReason = "The write-off could not be saved.";
      return { invoiceNumber, amount: balance, status: "Failed", failedReason };
    }
    const { amount, creditMemoNumber: writeOffCreditMemoNumber } = creditMemo;
    return { invoiceNumber, amount, status: "Success", writeOffCreditMemoNumber };
  });
}

async function saveTogetherOrOneByOne(
  tx: Transaction,
  context: Context,
  origin: WriteOffOrigin,
  decided: readonly Decided[],
): Promise<Map<Decided, CreditMemo>> {
  const numbers = await nextNumbers(tx, "credit_memo", decided.length);
  const numbered = decided.map((outcome, index) => {
    const { writtenOff } = outcome;
    const creditMemo = { ...writtenOff.creditMemo, creditMemoNumber: numbers[index] ?? "" };
    return { outcome, writtenOff, creditMemo };
  });
  const saved = (await isSaved(tx, context, origin, numbered))
    ? numbered
    : await savedOneByOne(tx, context, origin, numbered);
  return new Map(saved.map(({ outcome, creditMemo }) => [outcome, creditMemo]));
}

async function savedOneByOne<WriteOff extends NumberedWriteOff>(
  tx: Transaction,
  context: Context,
  origin: WriteOffOrigin,
  numbered: readonly WriteOff[],
): Promise<WriteOff[]> {
  const saved: WriteOff[] = [];
  for (const writeOff of numbered) {
    if (await isSaved(tx, context, origin, [writeOff])) saved.push(writeOff);
  }
  return saved;
}

async function isSaved(
  tx: Transaction,
  context: Context,
  origin: WriteOffOrigin,
  numbered: readonly NumberedWriteOff[],
): Promise<boolean> {
  if (numbered.length === 0) return true;
  try {
    await inSavepoint(tx, () => saveWrittenOff(tx, context, origin, numbered));
    return true;
  } catch (error) {
    if (!isRefusedByData(error)) throw error;
    return false;
  }
}

/** Saves write-off memos, what they paid, and the journal entries of both. */
export async function saveWrittenOff(
  tx: Transaction,
  context: Context,
  origin: WriteOffOrigin,
  numbered: readonly NumberedWriteOff[],
): Promise<void> {
  const { accountId, orderId } = origin;
  const now = context.now.toString();
  const authorship = { userId: context.userId, now, billRunId: null, orderId };
  const writtenOff = numbered.map((each) => each.writtenOff);
  const creditMemos = numbered.map(({ creditMemo }) => creditMemo);
  const applications = writtenOff.map(({ application }) => application);
  const invoices = writtenOff.map(({ invoice }) => invoice);
  await saveCreditMemos(tx, creditMemos, authorship);
  await saveCreditMemoApplications(tx, accountId, applications, authorship);
  await saveReceivableBalances(tx, invoices, authorship);
  await recordMoney(tx, context, [
    ...creditMemos.map((creditMemo) => ({
      accountId,
      event: {
        type: creditMemo.isWriteOff ? "WriteOffPosted" : "CreditMemoPosted",
        creditMemo,
      } as const,
    })),
    ...numbered.map(({ writtenOff: { application }, creditMemo }) => ({
      accountId,
      event: { type: "CreditMemoApplied", creditMemo, application } as const,
    })),
  ]);
  await saveEvents(tx, numbered.map(eventOfWriteOff), now);
}

function eventOfWriteOff({ writtenOff, creditMemo }: NumberedWriteOff): NewEvent {
  const { documentType, accountId, invoiceId, invoiceNumber, currency } = writtenOff.invoice;
  const { creditMemoId, creditMemoNumber, amount } = creditMemo;
  return {
    eventType: documentType === "Invoice" ? "Invoice Written Off" : "Debit Memo Written Off",
    accountId,
    objectType: documentType,
    objectId: invoiceId,
    objectNumber: invoiceNumber,
    amount,
    currency,
    details: { creditMemoId, creditMemoNumber },
  };
}
