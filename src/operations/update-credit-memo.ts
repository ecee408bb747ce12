import { BillingError } from "#engine/errors.ts";
import type { CreditMemo, CreditMemoTerms } from "#engine/model/credit-memo.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import type { Invoice } from "#engine/model/document.ts";
import { changedCreditMemo, type ItemChange } from "#engine/settlement/changed-memo.ts";
import { creditOfDraft } from "#engine/settlement/memo-from-lines.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { saveChangedCreditMemo, saveCreditMemoHeader } from "#store/credit-memo-changes.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { lockInvoices } from "#store/invoices.ts";
import { findChangedReasonCode } from "#store/reason-codes.ts";
import { findBillingRules, findCurrency } from "#store/settings.ts";
import { checkFinance, financeOf } from "./accounting-codes.ts";
import { checkAvailableToCredit } from "./check-available-to-credit.ts";
import type { Context } from "./context.ts";
import { lockCreditMemoOfAccount, nameOfCreditMemo, refuseStatus } from "./lock-memo.ts";
import { refuseFractions } from "./refuse-fractions.ts";
import { authorshipByHand } from "./save-memos.ts";

/** What is to be changed of a memo of either kind; what is undefined stays. */
export type MemoChange = {
  readonly comment: string | undefined;
  readonly reasonCode: string | undefined;
  readonly effectiveDate: PlainDate | undefined;
  readonly items: readonly ItemChange[];
  readonly transferredToAccounting: string | undefined;
  readonly customFields: CustomFields;
};

export type CreditMemoChange = MemoChange & {
  readonly autoApplyUponPosting: boolean | undefined;
  readonly excludeFromAutoApplyRules: boolean | undefined;
};

/**
 * Changes a draft; of a posted memo only what it says beside its money: comment, reason, custom fields
 * and whether payment runs leave it alone.
 *
 * Errors: ENTITY_NOT_FOUND, MEMO_STATUS, INVALID_VALUE, NOT_ALLOWED, CREDITS_TOO_MUCH.
 */
export const updateCreditMemo = (
  context: Context,
  creditMemoKey: string,
  change: CreditMemoChange,
): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { creditMemo } = await lockCreditMemoOfAccount(tx, creditMemoKey);
    const { items, effectiveDate, autoApplyUponPosting } = change;
    const isOfDraft =
      items.length > 0 || effectiveDate !== undefined || autoApplyUponPosting !== undefined;
    if (isOfDraft || creditMemo.status !== "Posted") {
      refuseStatus(nameOfCreditMemo(creditMemo), creditMemo.status, "Draft", "changed");
    }
    const [invoice] = await referredInvoice(tx, creditMemo);
    const changed = {
      ...changedCreditMemo(creditMemo, change.items, await lineRules(tx, creditMemo, change.items)),
      comment: change.comment ?? creditMemo.comment,
      reasonCode: await findChangedReasonCode(
        tx,
        "CreditMemo",
        change.reasonCode,
        creditMemo.reasonCode,
      ),
      creditMemoDate: change.effectiveDate ?? creditMemo.creditMemoDate,
      terms: changedTerms(creditMemo, change),
    };
    refuseEarlyDate(changed.creditMemoDate, invoice);
    if (change.items.length === 0)
      return saveCreditMemoHeader(tx, changed, authorshipByHand(context));
    if (invoice) await checkAvailableToCredit(tx, invoice, creditOfDraft(changed));
    return saveChangedCreditMemo(tx, changed, authorshipByHand(context));
  });

const referredInvoice = (tx: Transaction, { accountId, referredInvoiceId }: CreditMemo) =>
  lockInvoices(tx, accountId, referredInvoiceId === null ? [] : [referredInvoiceId]);

function changedTerms({ terms }: CreditMemo, change: CreditMemoChange): CreditMemoTerms {
  return {
    autoApplyUponPosting: change.autoApplyUponPosting ?? terms?.autoApplyUponPosting ?? false,
    excludeFromAutoApplyRules:
      change.excludeFromAutoApplyRules ?? terms?.excludeFromAutoApplyRules ?? false,
    revenueImpacting: terms?.revenueImpacting ?? null,
    nonRevenueWriteOffAccountingCode: terms?.nonRevenueWriteOffAccountingCode ?? null,
    transferredToAccounting:
      change.transferredToAccounting ?? terms?.transferredToAccounting ?? null,
    customFields: { ...terms?.customFields, ...change.customFields },
  };
}

function refuseEarlyDate(date: PlainDate, invoice: Invoice | undefined): void {
  if (!invoice || date >= invoice.invoiceDate) return;
  const message = `'effectiveDate' ${date} should not be before the invoice date ${invoice.invoiceDate}`;
  throw new BillingError("INVALID_VALUE", { field: "effectiveDate", message });
}

/** How changed lines are taxed and rounded. Errors: INVALID_VALUE for fractions of the currency. */
export async function lineRules(
  tx: Transaction,
  { currency: code }: Pick<CreditMemo, "currency">,
  items: readonly ItemChange[],
) {
  const currency = await findCurrency(tx, code);
  refuseFractions(
    currency,
    items.flatMap(({ amount, taxItems }) => [
      ...(amount ? [amount] : []),
      ...(taxItems ?? []).flatMap(({ taxAmount }) => taxAmount ?? []),
    ]),
  );
  await checkFinance(tx, financeOf(items));
  const { taxInclusiveRoundingRule } = await findBillingRules(tx);
  return { currency, taxInclusiveRoundingRule, taxAutoCalculation: true };
}
