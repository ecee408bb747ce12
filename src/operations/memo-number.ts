import { BillingError } from "#engine/errors.ts";
import type { Transaction } from "#store/database.ts";
import { isDocumentNumberTaken } from "#store/debit-memos.ts";
import { documentNumber, isTemporaryNumber, type Numbered } from "#store/document-numbers.ts";

/**
 * The number that the caller has chosen, if it is free, else the next one.
 *
 * Errors: NUMBER_IN_USE, INVALID_VALUE for one that only drafts have.
 */
export async function memoNumber(
  tx: Transaction,
  kind: "credit_memo" | "debit_memo",
  chosen: string | null,
  memo: Numbered,
): Promise<string> {
  if (chosen === null) return documentNumber(tx, kind, memo);
  refuseReservedNumber("number", chosen);
  if (!(await isDocumentNumberTaken(tx, chosen))) return chosen;
  const field = kind === "credit_memo" ? "Credit memo" : "Debit memo";
  throw new BillingError("NUMBER_IN_USE", { field, number: chosen });
}

export function refuseReservedNumber(field: string, number: string): void {
  if (!isTemporaryNumber(number)) return;
  const message = `'${field}' '${number}' looks like the temporary number of a draft.`;
  throw new BillingError("INVALID_VALUE", { field, message });
}
