import { assert } from "../assert.ts";
import type { BillingRules, LegalDocumentGeneratingRule } from "../model/billing-rules.ts";
import type { Line } from "../model/document.ts";
import type { Subscription } from "../model/subscription.ts";
import { type Decimal, isNegative, isZero, negated, sum } from "../values/decimal.ts";

/** What decides which lines may stand on one document, besides their sign. */
export type DocumentAttributes = {
  /** Null: the account's. */
  readonly paymentTerm: string | null;
  /** Null: the account's. */
  readonly billToContactId: string | null;
  readonly currency: string;
  /** The subscription, when it is always invoiced on documents of its own; null otherwise. */
  readonly invoicedSeparately: string | null;
};

/** An invoice or credit memo before it has a number, dates and taxes. */
export type DocumentDraft = DocumentAttributes & {
  readonly kind: "Invoice" | "CreditMemo";
  /** On a credit memo a credit is positive and a charge negative: amounts are flipped. */
  readonly lines: readonly Line[];
};

type Subscriber = Pick<
  Subscription,
  "subscriptionId" | "invoiceSeparately" | "paymentTerm" | "billToContactId" | "currency"
>;

/**
 * The documents that one account's lines become. Lines meet on a document when they agree in bill-to
 * contact, payment term and currency, and none is of a separately invoiced subscription; the tenant's
 * rule then says what is an invoice and what a credit memo, by amounts before tax.
 *
 * Invoices before credit memos, groups in the order of their first line.
 */
export function groupDocuments(
  lines: readonly Line[],
  subscriptions: readonly Subscriber[],
  rules: Pick<BillingRules, "legalDocumentGeneratingRule">,
): DocumentDraft[] {
  const attributesOf = new Map(
    subscriptions.map((subscription) => [subscription.subscriptionId, attributes(subscription)]),
  );
  const groups = Map.groupBy(lines, (line) =>
    JSON.stringify(attributesOf.get(line.subscriptionId)),
  );
  return [...groups.values()].flatMap((group) => {
    const shared = attributesOf.get(group[0]?.subscriptionId ?? "");
    assert(shared, "every line is of one of the subscriptions");
    const { invoiced, credited } = splitBySign(group, rules.legalDocumentGeneratingRule);
    return [
      ...(invoiced.length > 0 ? [{ ...shared, kind: "Invoice" as const, lines: invoiced }] : []),
      ...(credited.length > 0
        ? [{ ...shared, kind: "CreditMemo" as const, lines: credited.map(onCreditMemo) }]
        : []),
    ];
  });
}

const attributes = (subscription: Subscriber): DocumentAttributes => ({
  paymentTerm: subscription.paymentTerm,
  billToContactId: subscription.billToContactId,
  currency: subscription.currency,
  invoicedSeparately: subscription.invoiceSeparately ? subscription.subscriptionId : null,
});

type Split = { readonly invoiced: readonly Line[]; readonly credited: readonly Line[] };

function splitBySign(lines: readonly Line[], rule: LegalDocumentGeneratingRule): Split {
  switch (rule) {
    case "GroupByTotalAmountSign":
      return isNegative(totalOf(lines))
        ? { invoiced: [], credited: lines }
        : { invoiced: lines, credited: [] };
    case "GroupByOriginalSRPC":
      return isNegative(totalOf(lines)) ? splitByCharge(lines) : { invoiced: lines, credited: [] };
    case "GroupbyChargedAmountSign":
      return splitBy(lines, (line) => isNegative(line.amount));
    case "GroupbyChargedAmountSignWithZeroCredits":
      return splitBy(
        lines,
        (line) => isNegative(line.amount) || (line.creditedItem !== null && isZero(line.amount)),
      );
  }
}

/** Charges whose lines sum below zero are credited whole, with their positive lines. */
function splitByCharge(lines: readonly Line[]): Split {
  const groups = Map.groupBy(lines, (line) => line.chargeNumber);
  const credited = new Set(
    [...groups].filter(([, group]) => isNegative(totalOf(group))).map(([charge]) => charge),
  );
  return splitBy(lines, (line) => credited.has(line.chargeNumber));
}

const splitBy = (lines: readonly Line[], isCredited: (line: Line) => boolean): Split => ({
  invoiced: lines.filter((line) => !isCredited(line)),
  credited: lines.filter(isCredited),
});

const totalOf = (lines: readonly Line[]): Decimal => sum(lines.map((line) => line.amount));

/** The unit price keeps its sign: negative on what is credited, as on the vendor's memos. */
const onCreditMemo = (line: Line): Line => ({ ...line, amount: negated(line.amount) });
