import { chargesOf, type Subscription } from "../model/subscription.ts";
import { contains } from "../values/date-range.ts";
import { type Decimal, sum, ZERO } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import { shareOf } from "../values/ratio.ts";
import { type NetRules, type NetStretch, netRevenue } from "./net-revenue.ts";
import {
  contractedCharges,
  contractedMrr,
  contractedValue,
  mrrOf,
  mrrOn,
} from "./subscription-metrics.ts";
import { monthsIn } from "./tcv.ts";

/** What a subscription, or a part of it, is worth after discounts. Not rounded. */
export type NetMetrics = {
  readonly contractedNetMrr: Decimal;
  readonly asOfDayNetMrr: Decimal;
  /** Null for an evergreen subscription. */
  readonly netTotalContractedValue: Decimal | null;
};

type Days = { readonly today: PlainDate; readonly asOfDay: PlainDate };

/**
 * The same metrics as before discounts: a discount that is over before its charge is no part of what
 * is contracted by the month. Discounts of the whole account are left out, as the field leaves them.
 *
 * @param part  the subscription, or the subscription with some of its rate plans
 * @param subscription  with all rate plans, whose discounts may reach the part
 */
export function netMetrics(
  part: Subscription,
  subscription: Subscription,
  rules: NetRules,
  { today, asOfDay }: Days,
): NetMetrics {
  if (chargesOf(subscription).every(({ discount }) => discount === null)) {
    return {
      contractedNetMrr: contractedMrr(part, today),
      asOfDayNetMrr: mrrOn(part, asOfDay),
      netTotalContractedValue: contractedValue(part),
    };
  }
  const ids = new Set(chargesOf(part).map(({ chargeId }) => chargeId));
  const stretches = netRevenue([withoutAccountDiscounts(subscription)], rules).filter(
    ({ charge }) => ids.has(charge.chargeId),
  );
  const byCharge = Map.groupBy(stretches, ({ charge }) => charge.chargeId);
  return {
    contractedNetMrr: sum(
      contractedCharges(part, today).map(
        (charge) =>
          (charge.recurrence && byCharge.get(charge.chargeId)?.at(-1)?.net) ??
          mrrOf(charge) ??
          ZERO,
      ),
    ),
    asOfDayNetMrr: sum(
      stretches
        .filter(({ charge, days }) => charge.recurrence && contains(days, asOfDay))
        .map(({ net }) => net),
    ),
    netTotalContractedValue:
      subscription.termType === "EVERGREEN" ? null : sum(stretches.map(netValueOf)),
  };
}

const netValueOf = ({ charge, days, net }: NetStretch): Decimal =>
  charge.recurrence ? shareOf(net, monthsIn(days)) : net;

const withoutAccountDiscounts = (subscription: Subscription): Subscription => ({
  ...subscription,
  ratePlans: subscription.ratePlans.map((ratePlan) => ({
    ...ratePlan,
    charges: ratePlan.charges.filter(({ discount }) => discount?.discountLevel !== "account"),
  })),
});
