import type { CreditMemo } from "#engine/model/credit-memo.ts";
import type { NewEvent } from "#engine/model/event.ts";
import type { WriteOffOutcome } from "#engine/settlement/settle-order.ts";
import type { WrittenOff } from "#engine/settlement/write-off.ts";
import type { Decimal } from "#engine/values/decimal.ts";
import type { LockedAccount } from "#store/accounts.ts";
import { saveCreditMemoApplications } from "#store/applications.ts";
import { saveCreditMemos } from "#store/credit-memos.ts";
import { inSavepoint, isRefusedByData, type Transaction } from "#store/database.ts";
import { documentNumbers } from "#store/document-numbers.ts";
import { saveEvents } from "#store/events.ts";
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
  const together = await savedIfTaken(tx, context, origin, decided);
  if (together) return together;
  const saved = new Map<Decided, CreditMemo>();
  for (const outcome of decided) {
    const alone = await savedIfTaken(tx, context, origin, [outcome]);
    for (const [key, creditMemo] of alone ?? []) saved.set(key, creditMemo);
  }
  return saved;
}

/** Numbers are drawn in the savepoint, so that those without gaps are given back with it. */
async function savedIfTaken(
  tx: Transaction,
  context: Context,
  origin: WriteOffOrigin,
  decided: readonly Decided[],
): Promise<Map<Decided, CreditMemo> | undefined> {
  if (decided.length === 0) return new Map();
  try {
    return await inSavepoint(tx, async () => {
      const numbered = await numberedWriteOffs(tx, origin, decided);
      await saveWrittenOff(tx, context, origin, numbered);
      return new Map(numbered.map(({ outcome, creditMemo }) => [outcome, creditMemo]));
    });
  } catch (error) {
    if (!isRefusedByData(error)) throw error;
    return undefined;
  }
}

async function numberedWriteOffs(
  tx: Transaction,
  { accountId }: WriteOffOrigin,
  decided: readonly Decided[],
) {
  const memos = decided.map(() => ({ accountId }));
  const numbers = await documentNumbers(tx, "credit_memo", memos);
  return decided.map((outcome, index) => {
    const { writtenOff } = outcome;
    const creditMemo = { ...writtenOff.creditMemo, creditMemoNumber: numbers[index] ?? "" };
    return { outcome, writtenOff, creditMemo };
  });
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
