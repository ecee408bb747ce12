import { assert } from "#engine/assert.ts";
import { BillingError } from "#engine/errors.ts";
import type { CreditMemo } from "#engine/model/credit-memo.ts";
import type { Invoice } from "#engine/model/document.ts";
import {
  appliesTooMuch,
  applyAsWanted,
  type WantedApplication,
} from "#engine/settlement/given-application.ts";
import { unapplyCreditMemo as unapply } from "#engine/settlement/unapply-credit-memo.ts";
import { minimum } from "#engine/values/decimal.ts";
import { later, type PlainDate } from "#engine/values/plain-date.ts";
import { listAppliedPairs } from "#store/credit-memo-changes.ts";
import { isPartOfReversal } from "#store/credit-memo-reversals.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { lockReceivables } from "#store/receivables.ts";
import { findReservedOfMemo } from "#store/refunds.ts";
import { findApplicationRules, findCurrency } from "#store/settings.ts";
import { findBeingPaid, refuseWhatIsBeingPaid } from "./being-paid.ts";
import type { Context } from "./context.ts";
import { lockCreditMemoOfAccount, nameOfCreditMemo, refuseStatus } from "./lock-memo.ts";
import { refuseFractions } from "./refuse-fractions.ts";
import { type MemoApplication, saveUsedCreditMemo } from "./save-memos.ts";

/** What a credit memo is to pay, or to pay no more. */
export type CreditMemoUse = {
  /** Null: today, or the day of the last of the documents concerned where that is later. */
  readonly effectiveDate: PlainDate | null;
  readonly documents: readonly DocumentUse[];
};

export type DocumentUse = WantedApplication & {
  readonly documentType: Invoice["documentType"];
  /** Id or number. */
  readonly documentKey: string;
};

/**
 * Applies a posted credit memo to posted invoices and debit memos of its account, in the order given.
 * What refunds are giving back of it at this moment is not applied.
 *
 * Errors: ENTITY_NOT_FOUND, MEMO_STATUS, INVALID_VALUE, NOT_ALLOWED, APPLIES_TOO_MUCH,
 * DOCUMENT_BEING_PAID.
 */
export const applyCreditMemo = (
  context: Context,
  creditMemoKey: string,
  use: CreditMemoUse,
): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { creditMemo } = await lockCreditMemoOfAccount(tx, creditMemoKey);
    const documents = await documentsOf(tx, creditMemo, use);
    const { creditMemoApplicationRule: applicationRule } = await findApplicationRules(tx);
    const currency = await findCurrency(tx, creditMemo.currency);
    refuseFractions(currency, amountsOf(use));
    const dates = documents.map(({ document }) => document.invoiceDate);
    const effectiveDate =
      use.effectiveDate ?? latest([context.today(), creditMemo.creditMemoDate, ...dates]);
    const reserved = await findReservedOfMemo(tx, creditMemo);
    const beingPaid = await findBeingPaid(tx, [creditMemo.accountId]);
    let left = creditMemo;
    const applied: MemoApplication[] = [];
    for (const { wanted, document } of documents) {
      refuseWhatIsBeingPaid(document, wanted.amount, beingPaid);
      const rules = { effectiveDate, applicationRule, currency };
      const result = applyAsWanted(left, document, wanted, rules);
      if (result.creditMemo.unappliedAmount.lt(reserved)) {
        const free = left.unappliedAmount.minus(reserved);
        throw appliesTooMuch(left, document, wanted.amount, minimum(free, document.balance));
      }
      left = result.creditMemo;
      applied.push({ application: result.application, document: result.invoice });
    }
    await saveUsedCreditMemo(tx, context, left, applied);
  });

/**
 * Takes back what a credit memo has paid of invoices and debit memos.
 *
 * Errors: ENTITY_NOT_FOUND, MEMO_STATUS, INVALID_VALUE, UNAPPLIES_TOO_MUCH; NOT_ALLOWED of what
 * belongs to a reversal.
 */
export const unapplyCreditMemo = (
  context: Context,
  creditMemoKey: string,
  use: CreditMemoUse,
): Promise<void> =>
  inTransaction(context.database, context.entityId, (tx) =>
    unapplyLockedCreditMemo(tx, context, creditMemoKey, use),
  );

/** The same inside a transaction: locks the memo's account, if it is not locked. */
export async function unapplyLockedCreditMemo(
  tx: Transaction,
  context: Context,
  creditMemoKey: string,
  use: CreditMemoUse,
): Promise<void> {
  const { creditMemo } = await lockCreditMemoOfAccount(tx, creditMemoKey);
  refuseStatus(nameOfCreditMemo(creditMemo), creditMemo.status, "Posted", "unapplied");
  refuseFractions(await findCurrency(tx, creditMemo.currency), amountsOf(use));
  const documents = await documentsOf(tx, creditMemo, use);
  await refusePartOfReversal(tx, creditMemo, documents);
  const pairs = await listAppliedPairs(tx, creditMemo);
  const dates = documents.flatMap(
    ({ document }) => pairs.get(document.invoiceId)?.latestDate ?? [],
  );
  const effectiveDate = use.effectiveDate ?? latest([context.today(), ...dates]);
  let left = creditMemo;
  const applied: MemoApplication[] = [];
  for (const { wanted, document } of documents) {
    const own = pairs.get(document.invoiceId);
    const result = unapply(left, document, { ...wanted, effectiveDate }, own);
    left = result.creditMemo;
    applied.push({ application: result.application, document: result.invoice });
  }
  await saveUsedCreditMemo(tx, context, left, applied);
}

const amountsOf = ({ documents }: CreditMemoUse) =>
  documents.flatMap(({ amount, items = [] }) => [amount, ...items.map((item) => item.amount)]);

const latest = (dates: readonly [PlainDate, ...PlainDate[]]): PlainDate => dates.reduce(later);

async function refusePartOfReversal(
  tx: Transaction,
  creditMemo: CreditMemo,
  documents: readonly { readonly document: Invoice }[],
): Promise<void> {
  const ids = documents.map(({ document }) => document.invoiceId);
  if (!(await isPartOfReversal(tx, creditMemo, ids))) return;
  const message = `${nameOfCreditMemo(creditMemo)} is applied because of a reversal: that stays.`;
  throw new BillingError("NOT_ALLOWED", { message });
}

/** Each once. Errors: ENTITY_NOT_FOUND, INVALID_VALUE. */
async function documentsOf(
  tx: Transaction,
  { accountId }: CreditMemo,
  { documents }: CreditMemoUse,
): Promise<{ wanted: DocumentUse; document: Invoice }[]> {
  const keysOf = (documentType: Invoice["documentType"]) =>
    documents
      .filter((wanted) => wanted.documentType === documentType)
      .map(({ documentKey }) => documentKey);
  const locked = await lockReceivables(tx, accountId, {
    invoices: keysOf("Invoice"),
    debitMemos: keysOf("DebitMemo"),
  });
  const byKey = new Map(
    locked.flatMap((document) =>
      [document.invoiceId, document.invoiceNumber].map((key) => [
        `${document.documentType} ${key}`,
        document,
      ]),
    ),
  );
  const seen = new Set<string>();
  return documents.map((wanted) => {
    const { documentType, documentKey } = wanted;
    const id = documentKey.replaceAll("-", "").toLowerCase();
    const document =
      byKey.get(`${documentType} ${documentKey}`) ?? byKey.get(`${documentType} ${id}`);
    if (!document) throw new BillingError("ENTITY_NOT_FOUND", { key: documentKey });
    assert(document.accountId === accountId, "documents are of the memo's account");
    if (seen.has(document.invoiceId)) {
      const message = `'${documentKey}' should be named once`;
      throw new BillingError("INVALID_VALUE", { field: "invoices", message });
    }
    seen.add(document.invoiceId);
    return { wanted, document };
  });
}
