/** What becomes of a refund that is there. */
import { BillingError } from "#engine/errors.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import { isUnassigned } from "#engine/model/payment.ts";
import { lockAccount } from "#store/accounts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import type { PaymentFinance } from "#store/payments.ts";
import { findChangedReasonCode } from "#store/reason-codes.ts";
import {
  deleteRefund as deleteRow,
  findRefundAccountId,
  lockRefund,
  type StoredRefund,
  saveRefund,
} from "#store/refunds.ts";
import { checkFinance } from "./accounting-codes.ts";
import { NO_FINANCE } from "./change-payment.ts";
import { authorOf, type Context } from "./context.ts";
import { takeBack } from "./give-back.ts";

export type RefundChange = {
  readonly comment?: string | undefined;
  readonly reasonCode?: string | undefined;
  readonly referenceId?: string | undefined;
  readonly financeInformation?: Partial<PaymentFinance> | undefined;
  readonly customFields: CustomFields;
};

/** What is left out stays. Errors: ENTITY_NOT_FOUND, INVALID_VALUE. */
export const updateRefund = (
  context: Context,
  key: string,
  { financeInformation, customFields, ...change }: RefundChange,
): Promise<StoredRefund> =>
  changing(context, key, async (tx, refund) => {
    const { comment = refund.comment } = change;
    await checkFinance(tx, [financeInformation]);
    const reasonCode = await findChangedReasonCode(
      tx,
      "Refund",
      change.reasonCode,
      refund.reasonCode,
    );
    const { referenceId = refund.referenceId } = change;
    const changed: StoredRefund = {
      ...refund,
      comment,
      reasonCode,
      referenceId,
      financeInformation: financeInformation
        ? { ...NO_FINANCE, ...refund.financeInformation, ...financeInformation }
        : refund.financeInformation,
      customFields: { ...refund.customFields, ...customFields },
    };
    await saveRefund(tx, changed, authorOf(context));
    return changed;
  });

/** Takes back an external refund: the money was never given. Errors: ENTITY_NOT_FOUND, NOT_ALLOWED. */
export const cancelRefund = (context: Context, key: string): Promise<StoredRefund> =>
  changing(context, key, async (tx, refund) => {
    const { refundNumber, status, type } = refund;
    if (status !== "Processed") refuse(`Refund '${refundNumber}' is ${status}.`);
    if (type === "Electronic") {
      refuse("An electronic refund has been given: it cannot be taken back.");
    }
    const cancelledAt = context.now.toString();
    const cancelled: StoredRefund = { ...refund, status: "Canceled", cancelledAt };
    await saveRefund(tx, cancelled, authorOf(context));
    await takeBack(tx, context, refund);
    return cancelled;
  });

/** Errors: ENTITY_NOT_FOUND; NOT_ALLOWED unless it is cancelled or in error. */
export const deleteRefund = (context: Context, key: string): Promise<void> =>
  changing(context, key, async (tx, refund) => {
    const { status } = refund;
    if (status !== "Canceled" && status !== "Error") {
      refuse(`The refund is ${status}: only one that is Canceled or Error can be deleted.`);
    }
    await deleteRow(tx, refund);
  });

/** A refund with its account, where it has one, locked before it: that orders all changes of it. */
const changing = <Result>(
  context: Context,
  key: string,
  change: (tx: Transaction, refund: StoredRefund) => Promise<Result>,
): Promise<Result> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const accountId = await findRefundAccountId(tx, key);
    if (accountId && !isUnassigned(accountId)) await lockAccount(tx, { accountId });
    const refund = accountId && (await lockRefund(tx, key));
    if (!refund) throw new BillingError("ENTITY_NOT_FOUND", { key });
    return change(tx, refund);
  });

function refuse(message: string): never {
  throw new BillingError("NOT_ALLOWED", { message });
}
