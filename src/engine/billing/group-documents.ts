import { assert } from "../assert.ts";
import { BillingError } from "../errors.ts";
import type { BillingRules, LegalDocumentGeneratingRule } from "../model/billing-rules.ts";
import {
  type DiscountLine,
  type DocumentLine,
  netAmountOf,
  type OrderLineItemLine,
} from "../model/document.ts";
import type { Subscription } from "../model/subscription.ts";
import { negatedTaxes, totalOfLine } from "../tax/tax-lines.ts";
import { type Decimal, isNegative, isZero, negated, sum, ZERO } from "../values/decimal.ts";

/** What decides which lines may stand on one document, besides their sign. */
export type DocumentAttributes = {
  /** Null: the account's. */
  readonly paymentTerm: string | null;
  /** Null: the account's. */
  readonly billToContactId: string | null;
  /** Null: the account's. */
  readonly sequenceSetId: string | null;
  readonly currency: string;
  /** The subscription, when it is always invoiced on documents of its own; null otherwise. */
  readonly invoicedSeparately: string | null;
};

/** An invoice or credit memo before it has a number, dates and taxes. */
export type DocumentDraft<AnyLine extends DocumentLine = DocumentLine> = DocumentAttributes & {
  readonly kind: "Invoice" | "CreditMemo";
  /** On a credit memo a credit is positive and a charge negative: amounts are flipped. */
  readonly lines: readonly AnyLine[];
};

type Subscriber = Pick<
  Subscription,
  | "subscriptionId"
  | "invoiceSeparately"
  | "paymentTerm"
  | "billToContactId"
  | "sequenceSetId"
  | "currency"
>;

/**
 * The documents that one account's lines become. Lines meet on a document when they agree in bill-to
 * contact, payment term, sequence set and currency, and none is of a separately invoiced subscription; the tenant's
 * rule then says what is an invoice and what a credit memo, by amounts with tax.
 *
 * Line items of orders among them are sales, and go on an invoice only: those that would bring it
 * below zero are on no document (docs/decisions/0161-documents-of-order-line-items.md).
 *
 * Errors: ROLLOVER_BELOW_ZERO.
 *
 * Invoices before credit memos, groups in the order of their first line.
 */
export function groupDocuments<AnyLine extends DocumentLine>(
  lines: readonly AnyLine[],
  subscriptions: readonly Subscriber[],
  rules: Pick<BillingRules, "legalDocumentGeneratingRule">,
): DocumentDraft<AnyLine>[] {
  const attributesOf = new Map(
    subscriptions.map((subscription) => [subscription.subscriptionId, attributes(subscription)]),
  );
  const attributesOfLine = (line: AnyLine | undefined) =>
    line?.orderLineItem
      ? lineItemAttributes(line.orderLineItem)
      : attributesOf.get(line?.subscriptionId ?? "");
  const groups = Map.groupBy(lines, (line) => JSON.stringify(attributesOfLine(line)));
  return [...groups.values()].flatMap((group) => {
    const shared = attributesOfLine(group[0]);
    assert(shared, "every line is of one of the subscriptions");
    const { invoiced, credited } = splitGroup(group, rules.legalDocumentGeneratingRule);
    return [
      ...(invoiced.length > 0 ? [{ ...shared, kind: "Invoice" as const, lines: invoiced }] : []),
      ...(credited.length > 0
        ? [{ ...shared, kind: "CreditMemo" as const, lines: credited.map(onCreditMemo) }]
        : []),
    ];
  });
}

/** The credit memos that one account's returns become; none that would be below zero. */
export function groupReturns(lines: readonly OrderLineItemLine[]): DocumentDraft[] {
  const groups = Map.groupBy(lines, ({ orderLineItem }) =>
    JSON.stringify(lineItemAttributes(orderLineItem)),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first || totalOf(group).gt(ZERO)) return [];
    const shared = lineItemAttributes(first.orderLineItem);
    return [{ ...shared, kind: "CreditMemo" as const, lines: group.map(onCreditMemo) }];
  });
}

/** Line items have no payment term of their own. */
const lineItemAttributes = ({
  billToContactId,
  sequenceSetId = null,
  currency,
}: OrderLineItemLine["orderLineItem"]): DocumentAttributes => ({
  paymentTerm: null,
  billToContactId,
  sequenceSetId,
  currency,
  invoicedSeparately: null,
});

const attributes = (subscription: Subscriber): DocumentAttributes => ({
  paymentTerm: subscription.paymentTerm,
  billToContactId: subscription.billToContactId,
  sequenceSetId: subscription.sequenceSetId,
  currency: subscription.currency,
  invoicedSeparately: subscription.invoiceSeparately ? subscription.subscriptionId : null,
});

type Split<AnyLine> = {
  readonly invoiced: readonly AnyLine[];
  readonly credited: readonly AnyLine[];
};

/** Line items follow no rule of their own: where the sum decides, they are part of it. */
function splitGroup<AnyLine extends DocumentLine>(
  group: readonly AnyLine[],
  rule: LegalDocumentGeneratingRule,
): Split<AnyLine> {
  const items = group.filter((line) => line.orderLineItem);
  const charges = items.length === 0 ? group : group.filter((line) => !line.orderLineItem);
  const isByTotal = rule === "GroupByTotalAmountSign" || rule === "GroupByOriginalSRPC";
  if (items.length > 0 && isByTotal && !isNegative(totalOf(group))) {
    return { invoiced: group, credited: [] };
  }
  const { invoiced, credited } = splitBySign(charges, rule);
  const together = [...invoiced, ...items];
  return { invoiced: isNegative(totalOf(together)) ? invoiced : together, credited };
}

function splitBySign<AnyLine extends DocumentLine>(
  lines: readonly AnyLine[],
  rule: LegalDocumentGeneratingRule,
): Split<AnyLine> {
  switch (rule) {
    case "GroupByTotalAmountSign":
      if (!isNegative(totalOf(lines))) return { invoiced: lines, credited: [] };
      refuseRollover(lines);
      return { invoiced: [], credited: lines };
    case "GroupByOriginalSRPC":
      return isNegative(totalOf(lines)) ? splitByCharge(lines) : { invoiced: lines, credited: [] };
    case "GroupbyChargedAmountSign":
      return splitBy(lines, (line) => isNegative(netAmountOf(line)));
    case "GroupbyChargedAmountSignWithZeroCredits":
      return splitBy(
        lines,
        (line) =>
          isNegative(netAmountOf(line)) ||
          (line.creditedItem !== null && isZero(netAmountOf(line))),
      );
  }
}

/** As published: overage that rolls over cannot stand on a memo that credits it. */
function refuseRollover(lines: readonly DocumentLine[]): void {
  const rolledOver = lines.find(
    ({ derivation }) => derivation.inputs.smoothingModel === "Rollover",
  );
  if (!rolledOver) return;
  const { chargeNumber } = rolledOver;
  throw new BillingError("ROLLOVER_BELOW_ZERO", { chargeNumber: chargeNumber ?? "" });
}

/** Charges whose lines sum below zero are credited whole, with their positive lines. */
function splitByCharge<AnyLine extends DocumentLine>(lines: readonly AnyLine[]): Split<AnyLine> {
  const groups = Map.groupBy(lines, (line) => line.chargeNumber);
  const credited = new Set(
    [...groups].filter(([, group]) => isNegative(totalOf(group))).map(([charge]) => charge),
  );
  return splitBy(lines, (line) => credited.has(line.chargeNumber));
}

const splitBy = <AnyLine>(
  lines: readonly AnyLine[],
  isCredited: (line: AnyLine) => boolean,
): Split<AnyLine> => ({
  invoiced: lines.filter((line) => !isCredited(line)),
  credited: lines.filter(isCredited),
});

/** With taxes: they decide too about what is an invoice. */
const totalOf = (lines: readonly DocumentLine[]): Decimal => sum(lines.map(totalOfLine));

/** The unit price keeps its sign: negative on what is credited, as on the vendor's memos. */
const onCreditMemo = <AnyLine extends DocumentLine>(line: AnyLine): AnyLine => ({
  ...line,
  amount: negated(line.amount),
  ...(line.tax && { tax: negatedTaxes(line.tax) }),
  ...(line.discounts && {
    discounts: line.discounts.map(onCreditMemoDiscount),
  }),
});

const onCreditMemoDiscount = (discount: DiscountLine): DiscountLine => ({
  ...discount,
  amount: negated(discount.amount),
  ...(discount.tax && { tax: negatedTaxes(discount.tax) }),
});
