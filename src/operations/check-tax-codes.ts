import { BillingError } from "#engine/errors.ts";
import type { Transaction } from "#store/database.ts";
import { listTaxCodesInUse } from "#store/tax-setup.ts";

/** Errors: INVALID_VALUE for a tax code that a request names and that nothing can be taxed by. */
export async function checkTaxCodes(tx: Transaction, named: readonly string[]): Promise<void> {
  if (named.length === 0) return;
  const codes = await listTaxCodesInUse(tx, { names: [...new Set(named)], countries: [] });
  const wrong = named.find((name) => !codes.has(name));
  if (wrong === undefined) return;
  const message = `The tax code '${wrong}' does not exist or is not active.`;
  throw new BillingError("INVALID_VALUE", { field: "taxCode", message });
}
