import { BillingError } from "#engine/errors.ts";
import type { CreditMemo } from "#engine/model/credit-memo.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import {
  type ChargeLineRequest,
  linesFromCharges,
  withReckonedTaxes,
} from "#engine/settlement/charge-lines.ts";
import { creditMemoOf } from "#engine/settlement/memo-from-lines.ts";
import type { MemoLine } from "#engine/settlement/memo-lines.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { type AccountKey, type LockedAccount, lockAccount } from "#store/accounts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { listSoldCharges } from "#store/memo-charges.ts";
import { findReasonCode } from "#store/reason-codes.ts";
import { findCurrency } from "#store/settings.ts";
import { checkFinance, financeOf } from "./accounting-codes.ts";
import type { Context } from "./context.ts";
import { memoNumber } from "./memo-number.ts";
import { refuseFractions } from "./refuse-fractions.ts";
import { saveNewCreditMemo } from "./save-memos.ts";
import { taxWrittenLines } from "./tax-written-lines.ts";
import { askingTaxEngines } from "./with-outside-taxes.ts";

/** What a memo made from charges has, be it a credit or a debit memo. */
export type MemoFromCharges = {
  readonly account: AccountKey;
  readonly charges: readonly ChargeLineRequest[];
  /** Null: the account's. */
  readonly currency: string | null;
  /** Null: today. */
  readonly effectiveDate: PlainDate | null;
  readonly reasonCode: string | null;
  readonly comment: string | null;
  readonly autoPost: boolean;
  /** The number that the caller chooses, if any. */
  readonly number: string | null;
  readonly customFields: CustomFields;
};

export type CreditMemoFromCharges = MemoFromCharges & {
  readonly excludeFromAutoApplyRules: boolean;
};

/** The reason that a memo gives unless the caller has another one. */
export const CHARGE_REASON = "Ad hoc credit";

/**
 * Makes a credit memo from product rate plan charges: a draft, unless it is to be posted at once.
 *
 * Errors: ENTITY_NOT_FOUND, INVALID_VALUE, NOT_ALLOWED, NUMBER_IN_USE.
 *
 * @returns the memo's id
 */
export const createCreditMemo = (
  context: Context,
  request: CreditMemoFromCharges,
): Promise<string> => askingTaxEngines(context, (asked) => makeCreditMemo(asked, request));

const makeCreditMemo = (context: Context, request: CreditMemoFromCharges): Promise<string> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const account = await lockAccountFor(tx, request);
    const creditMemoDate = request.effectiveDate ?? context.today();
    const lines = await chargeLines(tx, context, account, creditMemoDate, request.charges);
    const { accountId, currency, billToContactId } = account;
    const draft = creditMemoOf(
      {
        creditMemoId: newId(),
        accountId,
        currency,
        status: request.autoPost ? "Posted" : "Draft",
        creditMemoDate,
        targetDate: null,
        reasonCode: request.reasonCode
          ? await findReasonCode(tx, "CreditMemo", request.reasonCode)
          : CHARGE_REASON,
        comment: request.comment,
        billToContactId,
        referredInvoiceId: null,
        source: "AdhocFromPrpc",
        sourceId: null,
        sourceType: "Standalone",
        isWriteOff: false,
        terms: termsOf(request),
      },
      lines,
      newId,
    );
    const creditMemoNumber = await memoNumber(tx, "credit_memo", request.number, draft);
    await saveNewCreditMemo(tx, context, { ...draft, creditMemoNumber }, []);
    return draft.creditMemoId;
  });

const termsOf = ({
  excludeFromAutoApplyRules,
  customFields,
}: CreditMemoFromCharges): CreditMemo["terms"] => ({
  autoApplyUponPosting: false,
  excludeFromAutoApplyRules,
  revenueImpacting: null,
  nonRevenueWriteOffAccountingCode: null,
  customFields,
});

/** Errors: ENTITY_NOT_FOUND; NOT_ALLOWED for another currency than the account's. */
export async function lockAccountFor(
  tx: Transaction,
  { account: key, currency }: Pick<MemoFromCharges, "account" | "currency">,
): Promise<LockedAccount> {
  const account = await lockAccount(tx, key);
  if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key: Object.values(key)[0] ?? "" });
  if (currency === null || currency === account.currency) return account;
  const message = `Account '${account.accountNumber}' is billed in ${account.currency}: a memo in ${currency} is not supported.`;
  throw new BillingError("NOT_ALLOWED", { message });
}

/**
 * The lines that are asked for, in amounts that the currency has, taxed as their charges are.
 *
 * Errors: ENTITY_NOT_FOUND, INVALID_VALUE, NOT_ALLOWED, TAX_ENGINE_FAILED.
 */
export async function chargeLines(
  tx: Transaction,
  context: Context,
  { accountId, currency: code }: LockedAccount,
  documentDate: PlainDate,
  requests: readonly ChargeLineRequest[],
): Promise<MemoLine[]> {
  const currency = await findCurrency(tx, code);
  refuseFractions(
    currency,
    requests.map(({ amount }) => amount),
  );
  await checkFinance(tx, financeOf(requests));
  const keys = requests.map(({ chargeKey }) => chargeKey);
  const lines = linesFromCharges(await listSoldCharges(tx, keys), requests);
  const written = lines.map((line) => ({ ...line, taxTerms: null }));
  const customer = { accountId, soldToContactId: null, currency, documentDate };
  const taxes = await taxWrittenLines(tx, context, written, customer);
  return lines.map((line, index) => withReckonedTaxes(line, taxes[index]));
}
