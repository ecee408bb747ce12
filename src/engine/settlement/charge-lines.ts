import { BillingError } from "../errors.ts";
import type { ChargeType } from "../model/charge.ts";
import type { FinanceInformation } from "../model/credit-memo.ts";
import type { CustomFields } from "../model/custom-fields.ts";
import type { LineTaxes } from "../model/document.ts";
import type { DateRange } from "../values/date-range.ts";
import {
  type Decimal,
  divideUnrounded,
  formatDecimal,
  isNegative,
  isPositive,
  ONE,
  roundToDecimals,
} from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import { type MemoLine, serviceOf } from "./memo-lines.ts";

/** A product rate plan charge, as far as a memo that is made from it needs to know. */
export type SoldCharge = {
  readonly productRatePlanChargeId: string;
  readonly productRatePlanChargeNumber: string;
  readonly name: string;
  readonly chargeType: ChargeType;
  readonly isDiscount: boolean;
  readonly unitOfMeasure: string | null;
  /** The days on which its plan is sold: those of the service unless others are given. */
  readonly sale: DateRange;
};

/** What is asked of a product rate plan charge; what is null is the catalog's. */
export type ChargeLineRequest = {
  /** Id or number. */
  readonly chargeKey: string;
  readonly amount: Decimal;
  readonly quantity: Decimal | null;
  readonly serviceStartDate: PlainDate | null;
  /** The last day of service. */
  readonly serviceEndDate: PlainDate | null;
  readonly comment: string | null;
  readonly customFields?: CustomFields | undefined;
  readonly financeInformation: FinanceInformation | null;
};

const PRICE_DECIMALS = 9;

/**
 * Lines of a memo for product rate plan charges, that no subscription has, in the order asked, before
 * they are taxed: `withReckonedTaxes`.
 *
 * Errors: ENTITY_NOT_FOUND, INVALID_VALUE; NOT_ALLOWED for a discount.
 */
export const linesFromCharges = (
  charges: readonly SoldCharge[],
  requests: readonly ChargeLineRequest[],
): MemoLine[] =>
  requests.map((request) => {
    const { chargeKey } = request;
    const id = chargeKey.replaceAll("-", "").toLowerCase();
    const charge = charges.find(
      (each) =>
        each.productRatePlanChargeId === id || each.productRatePlanChargeNumber === chargeKey,
    );
    if (!charge) throw new BillingError("ENTITY_NOT_FOUND", { key: chargeKey });
    return lineFromCharge(charge, request);
  });

function lineFromCharge(charge: SoldCharge, request: ChargeLineRequest): MemoLine {
  const { amount } = request;
  if (charge.isDiscount) {
    const message = `Charge '${charge.name}' is a discount: no memo is made from one.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  if (isNegative(amount)) {
    const message = "'amount' should be greater than or equal to 0";
    throw new BillingError("INVALID_VALUE", { field: "amount", message });
  }
  const quantity = request.quantity ?? ONE;
  return {
    subscriptionId: null,
    subscriptionNumber: null,
    chargeId: null,
    chargeNumber: null,
    productRatePlanChargeId: charge.productRatePlanChargeId,
    chargeName: charge.name,
    chargeType: charge.chargeType,
    service: serviceOf(charge.sale, request),
    quantity,
    unitPrice: isPositive(quantity)
      ? roundToDecimals(divideUnrounded(amount, quantity), PRICE_DECIMALS)
      : amount,
    unitOfMeasure: charge.unitOfMeasure,
    amount,
    sourceItemType: "ProductRatePlanCharge",
    sourceItemId: charge.productRatePlanChargeId,
    taxMode: "TaxExclusive",
    comment: request.comment,
    customFields: request.customFields,
    financeInformation: request.financeInformation,
    derivation: {
      rule: "as given, of a product rate plan charge",
      inputs: { amount: formatDecimal(amount) },
    },
    taxes: [],
    isAutoTaxed: true,
  };
}

/** A line with its taxes, as they were reckoned; its amount is without them. */
export function withReckonedTaxes(line: MemoLine, tax: LineTaxes | undefined): MemoLine {
  if (!tax) return line;
  const { taxCode, taxMode, includedTax, items } = tax;
  return {
    ...line,
    amount: line.amount.minus(includedTax),
    taxMode,
    itemTax: { taxCode, taxMode, includedTax },
    taxes: items.map(({ taxAmount, sourceTaxItemId, ...details }) => ({
      details,
      taxAmount,
      sourceTaxItemId,
    })),
  };
}
