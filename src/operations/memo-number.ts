import { BillingError } from "#engine/errors.ts";
import type { Transaction } from "#store/database.ts";
import { isDocumentNumberTaken } from "#store/debit-memos.ts";
import { nextNumber } from "#store/numbers.ts";

/** The number that the caller has chosen, if it is free, else the next one. Errors: NUMBER_IN_USE. */
export async function memoNumber(
  tx: Transaction,
  kind: "credit_memo" | "debit_memo",
  chosen: string | null,
): Promise<string> {
  if (chosen === null) return nextNumber(tx, kind);
  if (!(await isDocumentNumberTaken(tx, chosen))) return chosen;
  const field = kind === "credit_memo" ? "Credit memo" : "Debit memo";
  throw new BillingError("NUMBER_IN_USE", { field, number: chosen });
}
