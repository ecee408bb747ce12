import { BillingError } from "../errors.ts";
import type { CreditMemo, FinanceInformation } from "../model/credit-memo.ts";
import type { CustomFields } from "../model/custom-fields.ts";
import type { DebitMemo } from "../model/debit-memo.ts";
import type { TaxDetails } from "../model/document.ts";
import type { TaxMode } from "../model/tax.ts";
import type { DateRange } from "../values/date-range.ts";
import { type Decimal, formatDecimal, isNegative, sum } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import { autoTaxed, type LineRules, serviceOf, type TaxRequest } from "./memo-lines.ts";

/** What is to be changed of an item of a draft; what is undefined stays. */
export type ItemChange = {
  readonly id: string;
  readonly amount: Decimal | undefined;
  readonly quantity: Decimal | undefined;
  readonly serviceStartDate: PlainDate | undefined;
  /** The last day of service. */
  readonly serviceEndDate: PlainDate | undefined;
  readonly skuName: string | undefined;
  readonly unitOfMeasure: string | undefined;
  readonly comment: string | undefined;
  readonly customFields?: CustomFields | undefined;
  readonly financeInformation: FinanceInformation | undefined;
  readonly excludeItemBillingFromRevenueAccounting?: boolean | undefined;
  /** Undefined: reckoned anew where the amount changes, else as they are. */
  readonly taxItems: readonly TaxChange[] | undefined;
};

export type TaxChange = {
  readonly id: string;
  readonly taxAmount: Decimal | undefined;
  readonly details: TaxRequest["details"];
};

/**
 * A draft whose items are as wanted. Items that are not named stay, and so do all of a memo that billing
 * or a write-off has made.
 *
 * Errors: ENTITY_NOT_FOUND, INVALID_VALUE, NOT_ALLOWED.
 */
export function changedCreditMemo(
  creditMemo: CreditMemo,
  changes: readonly ItemChange[],
  rules: LineRules,
): CreditMemo {
  if (changes.length === 0) return creditMemo;
  if (creditMemo.isWriteOff) {
    throw new BillingError("NOT_ALLOWED", { message: "A write-off's items cannot be changed." });
  }
  const wanted = changesOf(creditMemo.items, (item) => item.creditMemoItemId, changes);
  const items = creditMemo.items.map((item) => {
    const change = wanted.get(item.creditMemoItemId);
    if (!change) return item;
    const { taxes, ...fields } = changedFields(item, change, rules);
    return {
      ...item,
      ...fields,
      unappliedAmount: fields.amount,
      taxationItems: item.taxationItems.map((tax, index) => ({
        ...tax,
        ...taxes[index],
        unappliedAmount: taxes[index]?.taxAmount ?? tax.unappliedAmount,
      })),
    };
  });
  const { amount, taxAmount } = totalsOf(items);
  return { ...creditMemo, items, amount, taxAmount, unappliedAmount: amount };
}

/** The same of a debit memo. Errors: ENTITY_NOT_FOUND, INVALID_VALUE, NOT_ALLOWED. */
export function changedDebitMemo(
  debitMemo: DebitMemo,
  changes: readonly ItemChange[],
  rules: LineRules,
): DebitMemo {
  if (changes.length === 0) return debitMemo;
  const wanted = changesOf(debitMemo.items, (item) => item.invoiceItemId, changes);
  const items = debitMemo.items.map((item) => {
    const change = wanted.get(item.invoiceItemId);
    if (!change) return item;
    const { taxes, ...fields } = changedFields(item, change, rules);
    return {
      ...item,
      ...fields,
      balance: fields.amount,
      taxationItems: item.taxationItems.map((tax, index) => ({
        ...tax,
        ...taxes[index],
        balance: taxes[index]?.taxAmount ?? tax.balance,
      })),
    };
  });
  const { amount, taxAmount } = totalsOf(items);
  return { ...debitMemo, items, amount, taxAmount, balance: amount };
}

type Tax = TaxDetails & { readonly taxationItemId: string; readonly taxAmount: Decimal };

type Changeable = {
  readonly amount: Decimal;
  readonly chargeName: string;
  readonly service: DateRange;
  readonly quantity: Decimal;
  readonly unitOfMeasure: string | null;
  readonly comment: string | null;
  readonly customFields?: CustomFields | undefined;
  readonly financeInformation: FinanceInformation | null;
  readonly sourceItemType: string;
  readonly taxMode?: TaxMode;
  readonly taxationItems: readonly Tax[];
};

/** What a person made, and not billing or a memo that takes back another. */
const BY_HAND: readonly string[] = ["InvoiceDetail", "ProductRatePlanCharge"];

function changesOf<Item extends Changeable>(
  items: readonly Item[],
  idOf: (item: Item) => string,
  changes: readonly ItemChange[],
): Map<string, ItemChange> {
  const byId = new Map(items.map((item) => [idOf(item), item]));
  for (const { id } of changes) {
    const item = byId.get(id);
    if (!item) throw new BillingError("ENTITY_NOT_FOUND", { key: id });
    if (BY_HAND.includes(item.sourceItemType)) continue;
    const message = `Item '${id}' was not made by hand: it cannot be changed.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  return new Map(changes.map((change) => [change.id, change]));
}

function changedFields(item: Changeable, change: ItemChange, rules: LineRules) {
  const amount = change.amount ?? item.amount;
  const isPriced = change.amount !== undefined || change.taxItems !== undefined;
  if (isPriced && item.taxMode === "TaxInclusive") {
    const message = `Item '${change.id}' was made with its taxes included: its amounts cannot be changed.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  if (isNegative(amount)) {
    const message = "'amount' should be greater than or equal to 0";
    throw new BillingError("INVALID_VALUE", { field: "amount", message });
  }
  const { serviceStartDate = null, serviceEndDate = null } = change;
  return {
    amount,
    chargeName: change.skuName || item.chargeName,
    service: serviceOf(item.service, { serviceStartDate, serviceEndDate }),
    quantity: change.quantity ?? item.quantity,
    unitOfMeasure: change.unitOfMeasure ?? item.unitOfMeasure,
    comment: change.comment ?? item.comment,
    customFields: { ...item.customFields, ...change.customFields },
    financeInformation: changedFinance(item, change),
    derivation: {
      rule: "as given, in a change",
      inputs: { amount: formatDecimal(amount), before: formatDecimal(item.amount) },
    },
    taxes: changedTaxes(item, change, amount, rules),
  };
}

function changedFinance(
  { financeInformation: before }: Changeable,
  { financeInformation: given, excludeItemBillingFromRevenueAccounting: isExcluded }: ItemChange,
): FinanceInformation | null {
  const wasExcluded = before?.excludeItemBillingFromRevenueAccounting;
  const finance = given ?? before;
  const excludes = isExcluded ?? wasExcluded;
  if (excludes === undefined) return finance;
  return { ...NO_CODES, ...finance, excludeItemBillingFromRevenueAccounting: excludes };
}

const NO_CODES: FinanceInformation = {
  deferredRevenueAccountingCode: null,
  onAccountAccountingCode: null,
  recognizedRevenueAccountingCode: null,
  revenueRecognitionRuleName: null,
};

function changedTaxes(
  { amount: before, taxationItems }: Changeable,
  { taxItems, amount: given }: ItemChange,
  amount: Decimal,
  rules: LineRules,
): Tax[] {
  if (taxItems === undefined) {
    if (given === undefined) return [...taxationItems];
    const asked = { amount, taxMode: "TaxExclusive" } as const;
    const { taxes } = autoTaxed(asked, taxationItems, before, rules);
    return taxationItems.map((tax, index) => ({
      ...tax,
      taxAmount: taxes[index] ?? tax.taxAmount,
    }));
  }
  for (const { id } of taxItems) {
    if (taxationItems.some((tax) => tax.taxationItemId === id)) continue;
    throw new BillingError("ENTITY_NOT_FOUND", { key: id });
  }
  const wanted = new Map(taxItems.map((tax) => [tax.id, tax]));
  return taxationItems.map((tax) => {
    const change = wanted.get(tax.taxationItemId);
    if (!change) return tax;
    const taxAmount = change.taxAmount ?? tax.taxAmount;
    if (isNegative(taxAmount)) {
      const message = "'taxItems.amount' should be greater than or equal to 0";
      throw new BillingError("INVALID_VALUE", { field: "taxItems", message });
    }
    return { ...tax, ...onlyGiven(change.details), taxAmount };
  });
}

/** Those that are not undefined. */
const onlyGiven = (details: TaxChange["details"]): Partial<TaxDetails> =>
  Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));

function totalsOf(items: readonly Pick<Changeable, "amount" | "taxationItems">[]) {
  const taxAmount = sum(items.flatMap((item) => item.taxationItems.map((tax) => tax.taxAmount)));
  return { amount: sum(items.map((item) => item.amount)).plus(taxAmount), taxAmount };
}
