import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { daysOf } from "#test/support/billing-scenario.ts";
import { discountsOf } from "#test/support/discounts.ts";
import { aCharge, aOneTimeCharge, aRatePlan, aSubscription } from "#test/support/subscriptions.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import { DEFAULT_BILLING_RULES } from "../model/billing-rules.ts";
import type { BillingPeriod, Charge } from "../model/charge.ts";
import { serviceEndDate } from "../values/date-range.ts";
import { decimal, formatDecimal, roundToDecimals } from "../values/decimal.ts";
import { netRevenue } from "./net-revenue.ts";

/** "R1 300 2019-01-01..2019-06-30", "O1 100 2019-01-01". */
function chargeOf(text: string, index: number): Charge {
  const [name = "", price = "", days = ""] = text.split(" ");
  const given = { name, chargeNumber: name, chargeId: `${index}`, price: decimal(price) };
  return name.startsWith("O")
    ? aOneTimeCharge({ ...given, effective: daysOf(`${days}..${days}`) })
    : aCharge({ ...given, effective: daysOf(days) });
}

/** "$1500 account Quarter 2019-01-01..2019-03-31". */
function discountOf(text: string): Charge[] {
  const words = text.split(" ");
  const effective = daysOf(words.pop() ?? "");
  const billingPeriod = words.pop() as BillingPeriod;
  return discountsOf(words.join(" "), { effective, recurrence: { billingPeriod } });
}

describe("net revenue, worked examples", () => {
  for (const row of workedExamples("docs/spec/net-metrics.md", "Stretches")) {
    test(`${row.id}: ${row.charges} less ${row.discounts}`, () => {
      const charges = (row.charges ?? "").split(", ").map(chargeOf);
      const discounts = (row.discounts ?? "").split(", ").flatMap(discountOf);
      const term = daysOf("2019-01-01..2019-12-31");
      const subscriptions = ["1", "2"].map((digit) =>
        aSubscription({
          subscriptionId: digit,
          currentTerm: term,
          ratePlans: [
            aRatePlan({
              charges: [
                ...charges.filter(({ name }) => name.endsWith(digit)),
                ...(digit === "1" ? discounts : []),
              ],
            }),
          ],
        }),
      );
      const written = netRevenue(subscriptions, DEFAULT_BILLING_RULES).map(
        ({ charge, days, net }) =>
          `${charge.name} ${formatDecimal(roundToDecimals(net, 9), 0)} ${days.start}..${serviceEndDate(days)}`,
      );
      const wanted = (row.net ?? "").split(", ");
      assert.deepEqual(written.sort(), wanted.sort());
    });
  }
});
