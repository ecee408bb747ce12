import type { Charge } from "../model/charge.ts";
import type { Subscription } from "../model/subscription.ts";
import { type Decimal, sum, ZERO } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import { shareOf } from "../values/ratio.ts";
import { type NetOfSegments, netOfSegments } from "./net-changes.ts";
import type { NetStretch } from "./net-revenue.ts";
import { contractedCharges, contractedMrr, lastSegments } from "./subscription-metrics.ts";
import { type BookedBilling, contractedBilling } from "./tcb.ts";
import { contractedValueOf, monthsIn } from "./tcv.ts";

/** What an order leaves of a charge, and by how much it has changed it. Not rounded. */
export type ChargeMetrics = {
  readonly chargeNumber: string;
  readonly originalChargeId: string;
  readonly originalRatePlanId: string;
  readonly productRatePlanId: string;
  readonly productRatePlanChargeId: string;
  readonly cmrr: Decimal;
  readonly cmrrDelta: Decimal;
  /** Null for an evergreen subscription. */
  readonly tcv: Contracted | null;
  readonly tcb: Contracted | null;
  /** What discounts take off it; null where there are none. */
  readonly discount: ChargeDiscount | null;
};

/** By the month, and until the end of the term, where TCV and TCB lose the same. */
export type ChargeDiscount = {
  readonly cmrr: Contracted;
  /** Null for an evergreen subscription. */
  readonly tcv: Contracted | null;
};

/** What is contracted until the end of the term; what was without end counts as nothing before. */
type Contracted = { readonly total: Decimal; readonly delta: Decimal };

type Surroundings = { readonly today: PlainDate; readonly billing: BookedBilling };

/** Of every charge of the version, in its order. No errors. */
export const chargeMetrics = (
  before: Subscription | undefined,
  after: Subscription,
  surroundings: Surroundings,
): ChargeMetrics[] => {
  const { rules } = surroundings.billing;
  const nets = { before: netOfSegments(before, rules), after: netOfSegments(after, rules) };
  return after.ratePlans.flatMap(({ originalRatePlanId, productRatePlanId, charges }) =>
    lastSegments(charges).map(({ chargeNumber, originalChargeId, productRatePlanChargeId }) => {
      const is = figuresOf(after, chargeNumber, surroundings);
      const was = before && figuresOf(before, chargeNumber, surroundings);
      return {
        chargeNumber,
        originalChargeId,
        originalRatePlanId,
        productRatePlanId,
        productRatePlanChargeId,
        cmrr: is.cmrr,
        cmrrDelta: is.cmrr.minus(was?.cmrr ?? ZERO),
        tcv: contracted(is.tcv, was?.tcv),
        tcb: contracted(is.tcb, was?.tcb),
        discount: discountOf({ before, after, chargeNumber, nets }, surroundings),
      };
    }),
  );
};

type Discounted = {
  readonly before: Subscription | undefined;
  readonly after: Subscription;
  readonly chargeNumber: string;
  readonly nets: { readonly [Side in "before" | "after"]: NetOfSegments | undefined };
};

function discountOf(
  { before, after, chargeNumber, nets }: Discounted,
  { today }: Surroundings,
): ChargeDiscount | null {
  if (!nets.before && !nets.after) return null;
  const takenOff = (subscription: Subscription | undefined, net: NetOfSegments | undefined) => {
    const segments = subscription ? contractedCharges(subscription, today) : [];
    const stretches = [...(net?.values() ?? [])].flat();
    const own = stretches.filter(({ charge }) => charge.chargeNumber === chargeNumber);
    const last = own.findLast(({ charge }) =>
      segments.some(({ chargeId }) => chargeId === charge.chargeId),
    );
    const offOf = ({ gross, net: left }: NetStretch) => gross.minus(left);
    return {
      cmrr: last?.charge.recurrence ? offOf(last) : ZERO,
      tcv: sum(
        own.map((each) =>
          each.charge.recurrence ? shareOf(offOf(each), monthsIn(each.days)) : offOf(each),
        ),
      ),
    };
  };
  const is = takenOff(after, nets.after);
  const was = takenOff(before, nets.before);
  return {
    cmrr: { total: is.cmrr, delta: is.cmrr.minus(was.cmrr) },
    tcv: after.termType === "EVERGREEN" ? null : { total: is.tcv, delta: is.tcv.minus(was.tcv) },
  };
}

const contracted = (total: Decimal | null, before: Decimal | null | undefined): Contracted | null =>
  total && { total, delta: total.minus(before ?? ZERO) };

function figuresOf(
  subscription: Subscription,
  chargeNumber: string,
  { today, billing }: Surroundings,
) {
  const ratePlans = subscription.ratePlans.map((ratePlan) => ({
    ...ratePlan,
    charges: ratePlan.charges.filter((charge) => charge.chargeNumber === chargeNumber),
  }));
  const segments = ratePlans.flatMap(({ charges }) => charges);
  const untilTermEnd = (of: (segment: Charge) => Decimal) =>
    subscription.termType === "EVERGREEN" ? null : sum(segments.map(of));
  return {
    cmrr: contractedMrr({ ...subscription, ratePlans }, today),
    tcv: untilTermEnd(contractedValueOf),
    tcb: untilTermEnd((segment) =>
      segment.effective
        ? contractedBilling(subscription, segment, segment.effective, billing)
        : ZERO,
    ),
  };
}
