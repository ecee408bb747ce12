import type { Subscription } from "../model/subscription.ts";
import { type Decimal, sum, ZERO } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import { contractedMrr, lastSegments } from "./subscription-metrics.ts";
import { totalContractedValue } from "./tcv.ts";

/** What an order leaves of a charge, and by how much it has changed it. Not rounded. */
export type ChargeMetrics = {
  readonly chargeNumber: string;
  readonly originalRatePlanId: string;
  readonly productRatePlanId: string;
  readonly productRatePlanChargeId: string;
  readonly cmrr: Decimal;
  readonly cmrrDelta: Decimal;
  /** Null, as the delta, for an evergreen subscription; the delta also where it was evergreen. */
  readonly tcv: Decimal | null;
  readonly tcvDelta: Decimal | null;
};

/** Of every charge of the version, in its order. No errors. */
export const chargeMetrics = (
  before: Subscription | undefined,
  after: Subscription,
  today: PlainDate,
): ChargeMetrics[] =>
  after.ratePlans.flatMap(({ originalRatePlanId, productRatePlanId, charges }) =>
    lastSegments(charges).map(({ chargeNumber, productRatePlanChargeId }) => {
      const is = figuresOf(after, chargeNumber, today);
      const was = before && figuresOf(before, chargeNumber, today);
      return {
        chargeNumber,
        originalRatePlanId,
        productRatePlanId,
        productRatePlanChargeId,
        cmrr: is.cmrr,
        cmrrDelta: is.cmrr.minus(was?.cmrr ?? ZERO),
        tcv: is.tcv,
        tcvDelta: was?.tcv === null ? null : (is.tcv?.minus(was?.tcv ?? ZERO) ?? null),
      };
    }),
  );

function figuresOf(subscription: Subscription, chargeNumber: string, today: PlainDate) {
  const ratePlans = subscription.ratePlans.map((ratePlan) => ({
    ...ratePlan,
    charges: ratePlan.charges.filter((charge) => charge.chargeNumber === chargeNumber),
  }));
  const segments = ratePlans.flatMap(({ charges }) => charges);
  return {
    cmrr: contractedMrr({ ...subscription, ratePlans }, today),
    tcv:
      subscription.termType === "EVERGREEN"
        ? null
        : sum(segments.map((segment) => totalContractedValue(segment, subscription) ?? ZERO)),
  };
}
