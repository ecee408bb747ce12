import { BillingError } from "#engine/errors.ts";
import type { Invoice } from "#engine/model/document.ts";
import { type LockedAccount, lockAccount } from "#store/accounts.ts";
import type { Transaction } from "#store/database.ts";
import { findInvoiceAccountId, lockInvoice } from "#store/invoices.ts";

/**
 * An invoice and its account, both locked, by id or number. The account first: it orders all changes of
 * what is owed.
 *
 * Errors: ENTITY_NOT_FOUND.
 */
export async function lockInvoiceWithAccount(
  tx: Transaction,
  key: string,
): Promise<{ readonly account: LockedAccount; readonly invoice: Invoice }> {
  const accountId = await findInvoiceAccountId(tx, key);
  const account = accountId && (await lockAccount(tx, { accountId }));
  const invoice = account && (await lockInvoice(tx, key));
  if (!account || !invoice) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return { account, invoice };
}
