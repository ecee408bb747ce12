import { BillingError } from "#engine/errors.ts";
import type { Transaction } from "#store/database.ts";
import { isTemporaryNumber } from "#store/document-numbers.ts";
import { isNumberedWithoutGaps } from "#store/sequence-sets.ts";

/**
 * A document of a number that it keeps is not deleted where numbers may have no gaps.
 *
 * Errors: NOT_ALLOWED.
 */
export async function refuseGap(tx: Transaction, number: string): Promise<void> {
  if (isTemporaryNumber(number) || !(await isNumberedWithoutGaps(tx))) return;
  const message = `'${number}' cannot be deleted: documents are numbered without gaps (billing rule sequentialInvoiceNumber).`;
  throw new BillingError("NOT_ALLOWED", { message });
}
