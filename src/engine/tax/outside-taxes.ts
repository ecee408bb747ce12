import type { BillingRules } from "../model/billing-rules.ts";
import type { DocumentLine, LineTax, LineTaxes } from "../model/document.ts";
import type { OutsideCode, TaxAnswer, TaxedCustomer, TaxQuestion, TaxTerms } from "../model/tax.ts";
import type { Currency } from "../values/currency.ts";
import { isZero, ZERO } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import { includedIn } from "./tax-line.ts";

export type OutsideContext = {
  readonly rules: Pick<BillingRules, "taxPreview" | "notSendZeroItemsForTax">;
  readonly currency: Currency;
  readonly documentDate: PlainDate;
};

/** What is asked of a line. Undefined where nothing is: it costs nothing, and that is not sent. */
export function taxQuestion(
  line: DocumentLine,
  { taxMode }: TaxTerms,
  { code, customer }: { readonly code: OutsideCode; readonly customer: TaxedCustomer },
  { rules, currency, documentDate }: OutsideContext,
): TaxQuestion | undefined {
  if (rules.notSendZeroItemsForTax && isZero(line.amount)) return undefined;
  const { chargeName, productRatePlanChargeId, service, quantity, amount } = line;
  return {
    ...code,
    taxMode,
    currency: currency.code,
    documentDate,
    chargeName,
    productRatePlanChargeId,
    service,
    quantity,
    amount,
    customer,
  };
}

/**
 * What tells a question from others, across tries of one billing: an order that is tried again has
 * other ids and numbers, and asks the same.
 */
export const questionKey = (question: TaxQuestion): string =>
  JSON.stringify(question, (_, value) => (value === undefined ? null : value));

/** The taxes of a line as they were answered, or why there are none. */
export function answeredTaxes(
  terms: TaxTerms,
  { service, documentDate, amount }: TaxQuestion,
  answer: TaxAnswer,
  rules: OutsideContext["rules"],
): LineTaxes {
  const decisive = rules.taxPreview ? {} : { isDecisive: false as const };
  if ("error" in answer) {
    return { ...terms, ...decisive, includedTax: ZERO, items: [], error: answer.error };
  }
  const items = answer.taxes.map(
    (tax): LineTax => ({
      ...tax,
      taxCode: terms.taxCode,
      taxCodeDescription: null,
      taxDate: documentDate,
      service,
      taxableAmount: amount,
      sourceTaxItemId: null,
    }),
  );
  return { ...terms, ...decisive, items, includedTax: includedIn(terms, items) };
}
