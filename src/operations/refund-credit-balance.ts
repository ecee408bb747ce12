import { BillingError } from "#engine/errors.ts";
import type { Account } from "#engine/model/account.ts";
import { type Decimal, sum, ZERO } from "#engine/values/decimal.ts";
import { findAccount } from "#store/accounts.ts";
import { listUnappliedCreditMemos } from "#store/credit-memos.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { listUnappliedPayments } from "#store/payments.ts";
import { listMemosKeptBack, type StoredRefund } from "#store/refunds.ts";
import { tooHigh } from "./begin-refund.ts";
import type { Context } from "./context.ts";
import { type MemoRefundToCreate, refundOfCreditMemo, refundPayment } from "./create-refund.ts";

/** What of an account's credit balance is in one memo or in one payment. */
type Credit = {
  readonly kind: "CreditMemo" | "Payment";
  readonly creditId: string;
  readonly free: Decimal;
};

/**
 * Gives back a part of the credit balance of older clients, by one refund of what alone has as much: of
 * the oldest such credit memo or, where the money goes back by another way than a gateway, payment.
 *
 * Errors: ENTITY_NOT_FOUND, REFUND_TOO_HIGH, NOT_ALLOWED where several have it only together, and those
 * of refundOfCreditMemo and refundPayment.
 */
export async function refundCreditBalance(
  context: Context,
  accountKey: string,
  request: MemoRefundToCreate,
): Promise<StoredRefund> {
  const { amount, type } = request;
  const { account, credits } = await inTransaction(context.database, context.entityId, (tx) =>
    creditsOf(tx, accountKey),
  );
  const usable = type === "Electronic" ? credits.filter(({ kind }) => kind !== "Payment") : credits;
  const enough = usable.find(({ free }) => free.gte(amount));
  if (enough?.kind === "CreditMemo") return refundOfCreditMemo(context, enough.creditId, request);
  if (enough) return refundPayment(context, enough.creditId, request);
  const all = sum(credits.map(({ free }) => free));
  if (amount.gt(all)) throw tooHigh(amount, account.accountNumber, all);
  const message = `No one credit memo${type === "Electronic" ? "" : " or payment"} of account '${account.accountNumber}' has ${amount} left: refund them one by one.`;
  throw new BillingError("NOT_ALLOWED", { message });
}

async function creditsOf(
  tx: Transaction,
  key: string,
): Promise<{ readonly account: Account; readonly credits: readonly Credit[] }> {
  const account = await findAccount(tx, key);
  if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key });
  const { accountId, currency } = account;
  const { reserved } = await listMemosKeptBack(tx, accountId);
  const memos = (await listUnappliedCreditMemos(tx, accountId))
    .filter((memo) => memo.currency === currency)
    .map(({ creditMemoId, unappliedAmount }): Credit => {
      const free = unappliedAmount.minus(reserved.get(creditMemoId) ?? ZERO);
      return { kind: "CreditMemo", creditId: creditMemoId, free };
    });
  const payments = (await listUnappliedPayments(tx, [accountId]))
    .filter((payment) => payment.currency === currency)
    .map(({ paymentId, unappliedAmount, reservedAmount }): Credit => {
      const free = unappliedAmount.minus(reservedAmount);
      return { kind: "Payment", creditId: paymentId, free };
    });
  return { account, credits: [...memos, ...payments] };
}
