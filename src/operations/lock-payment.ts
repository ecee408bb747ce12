import { BillingError } from "#engine/errors.ts";
import { isUnassigned } from "#engine/model/payment.ts";
import { lockAccount } from "#store/accounts.ts";
import type { Transaction } from "#store/database.ts";
import { findPaymentAccountId, lockPayment, type StoredPayment } from "#store/payments.ts";

/**
 * A payment with its account locked before it: that orders all changes of one account. A payment of no
 * account is locked alone. Errors: ENTITY_NOT_FOUND.
 */
export async function lockPaymentOfAccount(tx: Transaction, key: string): Promise<StoredPayment> {
  for (;;) {
    const accountId = await findPaymentAccountId(tx, key);
    if (accountId && !isUnassigned(accountId)) await lockAccount(tx, { accountId });
    const payment = accountId && (await lockPayment(tx, key));
    if (!payment) throw new BillingError("ENTITY_NOT_FOUND", { key });
    // Else it was transferred while we waited: now that it is locked, it stays where it is.
    if (payment.accountId === accountId) return payment;
  }
}
