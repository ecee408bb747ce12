import { type Bill, billSubscriptions } from "#engine/billing/bill-subscriptions.ts";
import { billedItemsOf } from "#engine/billing/billed-items-of.ts";
import { draftLineItems, type LineItemDrafts } from "#engine/billing/draft-line-items.ts";
import type { DocumentDraft } from "#engine/billing/group-documents.ts";
import { type IssuedDocuments, issueDocuments } from "#engine/billing/issue-documents.ts";
import { BillingError } from "#engine/errors.ts";
import type { DocumentLine } from "#engine/model/document.ts";
import { redistributeDrafts } from "#engine/tax/redistribute-taxes.ts";
import { type Decimal, sum } from "#engine/values/decimal.ts";
import type { BatchResult } from "#store/bill-run-batches.ts";
import type { Amounts, BillRunError } from "#store/bill-runs.ts";
import type { AccountToBill } from "#store/billing-batches.ts";
import type { Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { saveThroughDates } from "#store/through-dates.ts";
import { itemCreditsOf } from "./bill-order.ts";
import { catchUpAccounts } from "./catch-up-accounts.ts";
import type { Context } from "./context.ts";
import { type Billing, type LoadedAccount, loadAccounts } from "./load-accounts-to-bill.ts";
import { refuseUnanswered } from "./load-taxing.ts";
import { numberDocuments } from "./number-documents.ts";
import { saveDocuments } from "./save-documents.ts";
import { throughDatesOf } from "./through-dates-of.ts";

/**
 * Bills accounts: locks them, reads what may be due, computes all, then writes all, one statement a
 * table. An account that cannot be billed is left out before anything is written, and listed.
 */
export async function billAccounts(
  tx: Transaction,
  context: Context,
  billing: Billing,
  accountIds: readonly string[],
): Promise<BilledAccounts> {
  const loaded = await loadAccounts(tx, context, billing, accountIds);
  const errors: BillRunError[] = [];
  const bills = attempt(loaded, errors, (account) => billAccount(account, billing));
  const [first] = loaded;
  if (first) refuseUnanswered(first.taxing);
  if (billing.billRun.billRunType === "CatchUp") {
    await catchUpAccounts(tx, bills);
    return { ...NOTHING_MADE, errors };
  }
  const billed = attempt(bills, errors, (bill) => ({
    ...bill,
    documents: issueDocuments(bill.drafts, issueOf(bill, billing)),
  }));
  const documents = await numberDocuments(tx, {
    invoices: billed.flatMap((each) => each.documents.invoices),
    creditMemos: billed.flatMap((each) => each.documents.creditMemos),
  });
  await save(tx, context, billing, { billed, documents });
  errors.push(...billed.flatMap(refusedOf), ...billed.flatMap(taxErrorsOf));
  return {
    invoicesGenerated: documents.invoices.length,
    creditMemosGenerated: documents.creditMemos.length,
    invoiced: amountsOf(documents.invoices),
    credited: amountsOf(documents.creditMemos),
    errors,
    documents,
  };
}

export type BilledAccounts = BatchResult & { readonly documents: IssuedDocuments };

const NOTHING_MADE = {
  invoicesGenerated: 0,
  creditMemosGenerated: 0,
  invoiced: {},
  credited: {},
  documents: { invoices: [], creditMemos: [] },
};

type AccountBill = {
  readonly account: AccountToBill;
  readonly bill: Bill;
  readonly ofItems: LineItemDrafts;
  readonly drafts: readonly DocumentDraft[];
};

function billAccount(loaded: LoadedAccount, { billRun, rules }: Billing): AccountBill {
  const { account, currency, subscriptions, billedItems, items, sold } = loaded;
  const { discountUses, usage, prepaid } = loaded;
  const { accountId, billCycleDay } = account;
  const { targetDate } = billRun;
  const bill = billSubscriptions({
    account: { billCycleDay, currency },
    subscriptions: subscriptions.map((subscription) => ({
      subscription,
      billedItems: billedItems.size === 0 ? [] : billedItemsOf(subscription, billedItems),
    })),
    discountUses,
    rules,
    targetDate,
    chargeTypesToExclude: billRun.chargeTypeToExclude,
    usage,
    prepaid,
  });
  const documentDate = billRun.invoiceDate;
  const taxed = <AnyLine extends DocumentLine>(lines: readonly AnyLine[]) =>
    loaded.taxing.tax(lines, { accountId, billCycleDay, currency, subscriptions, documentDate });
  const beside = { lines: taxed(bill.lines), subscriptions };
  const ofItems = draftLineItems({ items, sold, currency, targetDate, taxed }, rules, beside);
  const drafts = redistributeDrafts(ofItems.drafts, rules, currency);
  return { account, bill, ofItems, drafts };
}

/** What would be below zero is left out, and said; the rest of the account is billed. */
function refusedOf({ account, ofItems }: AccountBill): BillRunError[] {
  if (ofItems.refused.length === 0) return [];
  const { accountId, accountNumber } = account;
  const items = ofItems.refused.join(", ");
  const { message } = new BillingError("ORDER_LINE_ITEMS_BELOW_ZERO", { items });
  return [{ accountId, accountNumber, reason: message }];
}

/** Such a document is a draft, and whoever it is for is listed. */
function taxErrorsOf({ account, documents }: BilledAccount): BillRunError[] {
  const { accountId, accountNumber } = account;
  return [...documents.invoices, ...documents.creditMemos].flatMap(({ taxError: reason }) =>
    reason === undefined ? [] : { accountId, accountNumber, reason },
  );
}

/** One bad account must not stop a run, whatever is wrong with it. */
function attempt<From extends { readonly account: AccountToBill }, To>(
  accounts: readonly From[],
  errors: BillRunError[],
  work: (account: From) => To,
): To[] {
  const done: To[] = [];
  for (const each of accounts) {
    try {
      done.push(work(each));
    } catch (error) {
      const { accountId, accountNumber } = each.account;
      const reason = error instanceof Error ? error.message : String(error);
      errors.push({ accountId, accountNumber, reason });
    }
  }
  return done;
}

function issueOf(bill: AccountBill, { billRun, paymentTerms }: Billing) {
  const { accountId, paymentTerm, billToContactId } = bill.account;
  return {
    accountId,
    documentDate: billRun.invoiceDate,
    targetDate: billRun.targetDate,
    paymentTerm,
    paymentTerms,
    billToContactId,
    status: billRun.autoPost ? ("Posted" as const) : ("Draft" as const),
    source: billRun.billRunNumber === null ? ("API" as const) : ("BillRun" as const),
    sourceId: billRun.billRunNumber,
    creditMemoReasonCode: billRun.creditMemoReasonCode ?? null,
    newId,
  };
}

type BilledAccount = AccountBill & { readonly documents: IssuedDocuments };

async function save(
  tx: Transaction,
  context: Context,
  { billRun }: Billing,
  { billed, documents }: { billed: readonly BilledAccount[]; documents: IssuedDocuments },
): Promise<void> {
  await saveDocuments(tx, context, {
    ...documents,
    itemCredits: billed.flatMap(({ bill, ofItems }) =>
      itemCreditsOf([...bill.lines, ...ofItems.lines]),
    ),
    applications: [],
    settledInvoices: [],
    billRunId: billRun.billRunId,
    orderId: null,
  });
  await saveThroughDates(tx, billed.flatMap(throughDatesOf));
}

/** What documents amount to, by currency. */
function amountsOf(documents: readonly { currency: string; amount: Decimal }[]): Amounts {
  const byCurrency = Map.groupBy(documents, ({ currency }) => currency);
  const sums = [...byCurrency].map(([currency, own]) => [
    currency,
    sum(own.map(({ amount }) => amount)).toFixed(),
  ]);
  return Object.fromEntries(sums);
}
