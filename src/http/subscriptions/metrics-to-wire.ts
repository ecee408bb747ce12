import { contractedMrr, contractedValue, mrrOn } from "#engine/metrics/subscription-metrics.ts";
import type { Subscription } from "#engine/model/subscription.ts";
import { currency, roundToCurrency } from "#engine/values/currency.ts";
import type { Decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";

/**
 * What a subscription, or a part of it, is worth, rounded to its currency. Without discounts, net is
 * gross.
 *
 * @param asOfDay  of the MRR in service; undefined: today
 */
export function toMetrics(
  subscription: Subscription,
  asOfDay: PlainDate | undefined,
  today: PlainDate,
) {
  const of = currency(subscription.currency);
  const mrr = roundToCurrency(mrrOn(subscription, asOfDay ?? today), of);
  const contracted = roundToCurrency(contractedMrr(subscription, today), of);
  const value: Decimal | null = contractedValue(subscription);
  const total = value && roundToCurrency(value, of);
  return {
    contractedMrr: contracted,
    contractedNetMrr: contracted,
    asOfDayGrossMrr: mrr,
    asOfDayNetMrr: mrr,
    netTotalContractedValue: total,
    totalContractedValue: total,
  };
}
