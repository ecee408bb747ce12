import { type Bill, billSubscriptions } from "#engine/billing/bill-subscriptions.ts";
import { groupDocuments } from "#engine/billing/group-documents.ts";
import { type IssuedDocuments, issueDocuments } from "#engine/billing/issue-documents.ts";
import type { BillingRules } from "#engine/model/billing-rules.ts";
import type { Line } from "#engine/model/document.ts";
import type { ProcessingOptions } from "#engine/model/order.ts";
import { chargesOf, type Subscription } from "#engine/model/subscription.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import type { Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { type ItemCredit, listBilledItems } from "#store/invoices.ts";
import { nextNumbers } from "#store/numbers.ts";
import type { LoadedOrder } from "./load-order.ts";

export type BilledOrder = {
  readonly bill: Bill;
  readonly documents: IssuedDocuments;
};

/** What bills a memo when nobody gives a reason. */
export const DEFAULT_CREDIT_REASON = "Correcting invoice error";

/**
 * Bills the subscriptions of an order, as the order has left them, through its target date. Saves
 * nothing but draws numbers.
 */
export async function billOrder(
  tx: Transaction,
  subscriptions: readonly Subscription[],
  { account, rules, currency }: LoadedOrder,
  options: ProcessingOptions,
  today: PlainDate,
): Promise<BilledOrder> {
  const targetDate = options.targetDate ?? today;
  const billed = await listBilledItems(tx, account.accountId, shortened(subscriptions, rules));
  const bill = billSubscriptions({
    account: { billCycleDay: account.billCycleDay, currency },
    subscriptions: subscriptions.map((subscription) => ({
      subscription,
      billedItems: chargesOf(subscription).flatMap(
        ({ chargeNumber }) => billed.get(chargeNumber) ?? [],
      ),
    })),
    rules,
    targetDate,
    chargeTypesToExclude: [],
  });
  const drafts = groupDocuments(bill.lines, subscriptions, rules);
  const count = (kind: "Invoice" | "CreditMemo") =>
    drafts.filter((draft) => draft.kind === kind).length;
  const documents = issueDocuments(drafts, {
    accountId: account.accountId,
    documentDate: options.documentDate ?? today,
    targetDate,
    paymentTerm: account.paymentTerm,
    billToContactId: account.billToContactId,
    status: options.generateDraftInvoice ? "Draft" : "Posted",
    source: "API",
    sourceId: null,
    sourceType: "Subscription",
    creditMemoReasonCode: options.creditMemoReasonCode ?? DEFAULT_CREDIT_REASON,
    newId,
    invoiceNumbers: await nextNumbers(tx, "invoice", count("Invoice")),
    creditMemoNumbers: await nextNumbers(tx, "credit_memo", count("CreditMemo")),
  });
  return { bill, documents };
}

/** Charges that were billed further than they now run: only these can be credited. */
export const shortened = (subscriptions: readonly Subscription[], rules: BillingRules) =>
  subscriptions.flatMap((subscription) =>
    chargesOf(subscription).flatMap((charge) => {
      const { chargeNumber, chargeType, effective, chargedThroughDate } = charge;
      if (!effective || chargedThroughDate === null) return [];
      const isCreditedBack =
        chargeType === "OneTime" && rules.oneTimeCreditBack && subscription.status === "Cancelled";
      if (isCreditedBack) return { chargeNumber, from: effective.start };
      return effective.end < chargedThroughDate ? { chargeNumber, from: effective.end } : [];
    }),
  );

/** What the credit lines of a bill take back of the items that they credit. */
export const itemCreditsOf = (accountId: string, lines: readonly Line[]): ItemCredit[] =>
  lines.flatMap(({ creditedItem, amount }) =>
    creditedItem ? { accountId, ...creditedItem, amount: amount.times("-1") } : [],
  );
