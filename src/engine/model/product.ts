import type { Decimal } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import type { ChargeModel, EndDate, Recurrence, TriggerEvent } from "./charge.ts";

/** A charge of the catalog, as a subscription starts from it. */
export type ProductRatePlanCharge = {
  readonly productRatePlanChargeId: string;
  readonly productRatePlanChargeNumber: string;
  readonly name: string;
  readonly description: string | null;
  readonly chargeModel: ChargeModel;
  /** List price by currency code. A currency that is absent is not sold. */
  readonly prices: ReadonlyMap<string, Decimal>;
  /** 1 for a flat fee; null where the order must give a quantity. */
  readonly defaultQuantity: Decimal | null;
  readonly minQuantity: Decimal | null;
  readonly maxQuantity: Decimal | null;
  readonly unitOfMeasure: string | null;
  /** Never SpecificDate: that is said in the subscription. */
  readonly triggerEvent: TriggerEvent;
  readonly endDate: EndDate;
} & (
  | { readonly chargeType: "OneTime"; readonly recurrence: null }
  | { readonly chargeType: "Recurring"; readonly recurrence: Recurrence }
);

export type ProductRatePlan = {
  readonly productRatePlanId: string;
  readonly productRatePlanNumber: string;
  readonly productId: string;
  readonly name: string;
  /** When it can be added to a subscription; first and last day, both included as in the catalog. */
  readonly effectiveStartDate: PlainDate;
  readonly effectiveEndDate: PlainDate;
  readonly charges: readonly ProductRatePlanCharge[];
};
