import { BillingError } from "#engine/errors.ts";
import { inSavepoint, type Transaction } from "#store/database.ts";

/**
 * Saves several: all or none, unless some may fail.
 *
 * @returns why those failed that did
 * Errors: the first failure, where none may fail or all have failed.
 */
export async function saveEach<Given>(
  tx: Transaction,
  all: readonly Given[],
  { mayFail }: { readonly mayFail: boolean },
  save: (tx: Transaction, given: Given) => Promise<unknown>,
): Promise<BillingError[]> {
  const failures: BillingError[] = [];
  for (const given of all) {
    try {
      await inSavepoint(tx, (within) => save(within, given));
    } catch (error) {
      if (!mayFail || !(error instanceof BillingError)) throw error;
      failures.push(error);
    }
  }
  const [first] = failures;
  if (first && failures.length === all.length) throw first;
  return failures;
}
