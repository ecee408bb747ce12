import { memoNumberOf } from "#engine/import/imported-credit-memo.ts";
import { subscriptionNumberOf } from "#engine/import/imported-subscription.ts";
import { type SourceRow, type SourceTables, text } from "#engine/import/source-row.ts";
import type { Transaction } from "#store/database.ts";
import { advanceNumbers } from "#store/imported-records.ts";

const numberIn = (column: string) => (row: SourceRow) => text(row, column);

/** How our own numbers begin, and where the source writes its own. */
const NUMBERED = [
  ["account", "Account", "A", numberIn("AccountNumber")],
  ["order", "Order", "O-", numberIn("OrderNumber")],
  ["subscription", "Subscription", "A-S", subscriptionNumberOf],
  ["invoice", "Invoice", "INV", numberIn("InvoiceNumber")],
  ["credit_memo", "CreditMemo", "CM", memoNumberOf],
  ["payment", "Payment", "P-", numberIn("PaymentNumber")],
] as const;

/** Ours go on after the largest that the source has given: else each would be tried and found taken. */
export async function advanceAfterImport(tx: Transaction, tables: SourceTables): Promise<void> {
  for (const [kind, object, prefix, numberOf] of NUMBERED) {
    const largest = tables[object].reduce(
      (most, row) => Math.max(most, countIn(numberOf(row) ?? "", prefix)),
      0,
    );
    if (largest > 0) await advanceNumbers(tx, kind, largest);
  }
}

/** 0 for a number of another kind. */
function countIn(number: string, prefix: string): number {
  const digits = number.slice(prefix.length);
  return number.startsWith(prefix) && /^\d{1,12}$/.test(digits) ? Number(digits) : 0;
}
