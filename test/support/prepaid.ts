/** Charges that sell prepaid units and draw them: monthly, 10 units for 20.00. */
import type { Charge } from "#engine/model/charge.ts";
import { PRICE_ALONE } from "#engine/model/model-terms.ts";
import type { Prepayment, Rollover, RolloverApply } from "#engine/model/prepaid.ts";
import { decimal, ONE, ZERO } from "#engine/values/decimal.ts";
import { aCharge, aRecurrence } from "./subscriptions.ts";

type Given = Partial<Pick<Charge, "effective" | "price" | "chargedThroughDate" | "chargeNumber">> &
  Partial<Omit<Prepayment, "operation">> & { readonly recurrence?: Partial<Charge["recurrence"]> };

export function aPrepayment(given: Given = {}): Charge {
  const { recurrence, effective, price, chargedThroughDate, chargeNumber, ...terms } = given;
  return aCharge({
    name: "Prepaid",
    chargeId: "prepayment",
    chargeNumber: chargeNumber ?? "C-1",
    price: price ?? decimal("20"),
    ...(effective && { effective }),
    ...(chargedThroughDate && { chargedThroughDate }),
    ...(recurrence && { recurrence }),
    modelTerms: {
      ...PRICE_ALONE,
      prepaid: {
        operation: "topup",
        unitOfMeasure: "Call",
        quantity: decimal("10"),
        validityPeriodType: "MONTH",
        creditOption: "TimeBased",
        rollover: null,
        ...terms,
      },
    },
  });
}

/** A usage charge that draws calls, 5.00 each beyond, and as many units for one as `rate` says. */
export const aDrawdown = (given: Partial<Charge> = {}, rate = ONE): Charge =>
  ({
    ...aCharge(),
    name: "Calls",
    chargeId: "drawdown",
    chargeNumber: "C-2",
    chargeModel: "PerUnit",
    unitOfMeasure: "Call",
    price: decimal("5"),
    ...given,
    chargeType: "Usage",
    recurrence: aRecurrence({ billingTiming: "IN_ARREARS" }),
    modelTerms: {
      ...PRICE_ALONE,
      ...given.modelTerms,
      usage: {
        ratingGroup: "ByBillingPeriod",
        usageRecordRatingOption: "EndOfBillingPeriod",
        prorationOption: "NoProration",
        includedUnits: ZERO,
        smoothing: null,
        ratedBy: null,
      },
      prepaid: { operation: "drawdown", unitOfMeasure: "Call", rate },
    },
  }) as Charge;

/** "2 ApplyFirst", or "1 ApplyFirst 5 months"; nothing: null. */
export function aRollover(text: string): Rollover | null {
  const [periods = "", apply = "", months] = text.split(" ");
  if (periods === "") return null;
  return {
    periods: Number(periods),
    periodLength: months === undefined ? null : Number(months),
    apply: apply as RolloverApply,
  };
}
