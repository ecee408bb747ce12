import type { CreditMemo } from "#engine/model/credit-memo.ts";
import type { JournalEvent } from "#engine/settlement/journal.ts";
import type { Reversal } from "#engine/settlement/reverse-documents.ts";
import { saveCreditMemoApplications } from "#store/applications.ts";
import { addItemCredits } from "#store/billed-items.ts";
import { saveCreditMemos } from "#store/credit-memos.ts";
import type { Transaction } from "#store/database.ts";
import { documentNumbers } from "#store/document-numbers.ts";
import { forgetPrepaidMoves } from "#store/prepaid.ts";
import {
  lowerInvoiceBalances,
  markReversed,
  saveReversalLinks,
  saveSettledByReversal,
} from "#store/reversals.ts";
import { forgetRatings } from "#store/usage-to-bill.ts";
import type { Context } from "./context.ts";
import { recordMoney } from "./record-money.ts";

export type ReversalsToSave = {
  readonly accountId: string;
  /** The order that reverses. */
  readonly orderId: string;
  readonly reversals: readonly Reversal[];
};

type Numbered = Reversal & { readonly creditMemo: CreditMemo };

/**
 * Saves memos that reverse documents, what they change of these, and the journal entries of all that.
 *
 * @returns the numbers of the memos
 */
export async function saveReversals(
  tx: Transaction,
  context: Context,
  { accountId, orderId, reversals }: ReversalsToSave,
): Promise<string[]> {
  const numbers = await documentNumbers(
    tx,
    "credit_memo",
    reversals.map(() => ({ accountId })),
  );
  const numbered: Numbered[] = reversals.map((reversal, index) => ({
    ...reversal,
    creditMemo: { ...reversal.creditMemo, creditMemoNumber: numbers[index] ?? "" },
  }));
  const now = context.now.toString();
  const authorship = { userId: context.userId, now, billRunId: null, orderId };
  const applications = numbered.flatMap((each) => each.applications);
  const memos = numbered.map(({ creditMemo }) => creditMemo);
  await saveCreditMemos(tx, memos, authorship);
  await saveReversalLinks(tx, accountId, numbered.flatMap(linkOf));
  await saveCreditMemoApplications(tx, accountId, applications, authorship);
  await lowerInvoiceBalances(tx, accountId, applications, authorship);
  const settled = numbered.flatMap((each) => each.settled);
  await saveSettledByReversal(tx, accountId, settled, authorship);
  await addItemCredits(tx, numbered.flatMap(creditsOf));
  const itemIds = numbered.flatMap(({ document }) => document.items.map(({ itemId }) => itemId));
  await forgetRatings(tx, itemIds);
  await forgetPrepaidMoves(tx, itemIds);
  await markReversed(tx, accountId, numbered.map(reversedItems));
  const money = numbered.flatMap(moneyOf).map((event) => ({ accountId, event }));
  await recordMoney(tx, context, money);
  return numbers;
}

const linkOf = ({ document, creditMemo: { creditMemoId } }: Numbered) =>
  document.documentType === "CreditMemo"
    ? [{ creditMemoId, reversesCreditMemoId: document.documentId }]
    : [];

const reversedItems = ({ document: { documentType, documentId, items } }: Numbered) => ({
  documentType,
  documentId,
  itemIds: items.map(({ itemId }) => itemId),
});

/** What a credit has taken back of an item it gives again, and what was billed it takes back. */
const creditsOf = ({ document: { items } }: Numbered) =>
  items.flatMap(({ creditedItem, price }) =>
    creditedItem ? [{ ...creditedItem, amount: price }] : [],
  );

function moneyOf({ document, creditMemo, applications, settled }: Numbered): JournalEvent[] {
  const type = document.isWriteOff ? "WriteOffPosted" : "CreditMemoPosted";
  return [
    { type, creditMemo },
    ...applications.map(
      (application) => ({ type: "CreditMemoApplied", creditMemo, application }) as const,
    ),
    ...settled.map(({ creditMemoId, amount }): JournalEvent => {
      const { creditMemoNumber: _, ...negative } = creditMemo;
      return { type: "CreditMemoSettled", creditMemo: { ...negative, creditMemoId }, amount };
    }),
  ];
}
