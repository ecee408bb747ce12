import { BillingError } from "../errors.ts";
import type { ApplicationRule, CreditMemo, FinanceInformation } from "../model/credit-memo.ts";
import type { Invoice, InvoiceItem } from "../model/document.ts";
import type { Currency } from "../values/currency.ts";
import {
  type Decimal,
  formatDecimal,
  isPositive,
  maximum,
  minimum,
  sum,
  ZERO,
} from "../values/decimal.ts";
import type { WantedItem } from "./given-application.ts";
import type { LineRequest } from "./memo-lines.ts";
import { proratedShares } from "./prorated-shares.ts";

/** What an adjustment of the older model lowers: an invoice, one of its items, or a tax of one. */
export type AdjustmentSource =
  | { readonly sourceType: "Invoice"; readonly sourceId: null }
  | { readonly sourceType: "InvoiceDetail" | "Tax"; readonly sourceId: string };

export type AdjustmentRules = {
  /** How a part of the whole invoice is spread over what it owes. */
  readonly applicationRule: ApplicationRule;
  readonly currency: Currency;
  readonly comment: string | null;
  readonly financeInformation: FinanceInformation | null;
};

/** What an item, or a tax of it, still owes. */
type Owed = {
  readonly item: InvoiceItem;
  readonly taxItemId: string | null;
  readonly owed: Decimal;
};

/**
 * What an adjustment lowers, as lines of a credit memo made from the invoice: never more than is owed,
 * so that all of the memo pays just that. Worked examples: docs/spec/adjustments.md.
 *
 * Errors: ENTITY_NOT_FOUND, INVALID_VALUE.
 */
export function adjustmentLines(
  invoice: Invoice,
  source: AdjustmentSource,
  amount: Decimal,
  rules: AdjustmentRules,
): LineRequest[] {
  if (!isPositive(amount)) refuseAmount("should be greater than 0");
  const owing = owedOf(invoice, source);
  const whole = minimum(sum(owing.map(({ owed }) => owed)), invoice.balance);
  if (amount.gt(whole)) {
    refuseAmount(`${formatDecimal(amount, 0)} is more than is owed, ${formatDecimal(whole, 0)}`);
  }
  const shares = sharesOf(
    amount,
    owing.map(({ owed }) => owed),
    rules,
  );
  const shared = owing.map((each, index) => ({ ...each, share: shares[index] ?? ZERO }));
  const byItem = Map.groupBy(shared, ({ item }) => item);
  return [...byItem].flatMap(([item, parts]) => lineOf(item, parts, rules));
}

function owedOf(invoice: Invoice, { sourceType, sourceId }: AdjustmentSource): Owed[] {
  const all = invoice.items.flatMap((item): Owed[] => [
    { item, taxItemId: null, owed: maximum(ZERO, item.balance) },
    ...item.taxationItems.map(({ taxationItemId, balance }) => ({
      item,
      taxItemId: taxationItemId,
      owed: maximum(ZERO, balance),
    })),
  ]);
  if (sourceType === "Invoice") return all;
  const named = all.find(({ item, taxItemId }) =>
    sourceType === "Tax"
      ? taxItemId === sourceId
      : taxItemId === null && item.invoiceItemId === sourceId,
  );
  if (!named) throw new BillingError("ENTITY_NOT_FOUND", { key: sourceId });
  return [named];
}

/** In proportion, or in order; what rounding keeps back goes where something is owed still. */
function sharesOf(
  amount: Decimal,
  owing: readonly Decimal[],
  { applicationRule, currency }: AdjustmentRules,
): Decimal[] {
  const shares =
    applicationRule === "Proration" && amount.lt(sum(owing))
      ? proratedShares(amount, owing, currency)
      : owing.map(() => ZERO);
  let left = amount.minus(sum(shares));
  return shares.map((share, index) => {
    const more = minimum(left, (owing[index] ?? ZERO).minus(share));
    left = left.minus(more);
    return share.plus(more);
  });
}

function lineOf(
  item: InvoiceItem,
  parts: readonly (Owed & { readonly share: Decimal })[],
  { comment, financeInformation }: AdjustmentRules,
): LineRequest[] {
  const taken = parts.filter(({ share }) => isPositive(share));
  if (taken.length === 0) return [];
  return [
    {
      invoiceItemId: item.invoiceItemId,
      amount: taken.find(({ taxItemId }) => taxItemId === null)?.share ?? ZERO,
      taxMode: "TaxExclusive",
      skuName: null,
      quantity: null,
      serviceStartDate: null,
      serviceEndDate: null,
      unitOfMeasure: null,
      comment,
      financeInformation,
      taxItems: taken.flatMap(({ taxItemId, share }) =>
        taxItemId === null ? [] : [{ sourceTaxItemId: taxItemId, taxAmount: share, details: {} }],
      ),
    },
  ];
}

function refuseAmount(what: string): never {
  throw new BillingError("INVALID_VALUE", { field: "Amount", message: `'Amount' ${what}` });
}

/** Each item and tax of a memo made of such lines pays what it was made from. */
export const pairsOfAdjustment = ({ items }: Pick<CreditMemo, "items">): WantedItem[] =>
  items.flatMap((item): WantedItem[] => [
    ...(isPositive(item.amount)
      ? [
          {
            amount: item.amount,
            creditMemoItemId: item.creditMemoItemId,
            creditTaxItemId: null,
            itemId: item.creditFromItemId,
            taxItemId: null,
          },
        ]
      : []),
    ...item.taxationItems.map((tax) => ({
      amount: tax.taxAmount,
      creditMemoItemId: null,
      creditTaxItemId: tax.taxationItemId,
      itemId: null,
      taxItemId: tax.sourceTaxItemId,
    })),
  ]);
