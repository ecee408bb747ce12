/** Bills a subscription and remembers what was billed, as the store would. */
import { type BillingInput, billSubscriptions } from "#engine/billing/bill-subscriptions.ts";
import { type BillingRules, DEFAULT_BILLING_RULES } from "#engine/model/billing-rules.ts";
import type { DiscountUse } from "#engine/model/discount.ts";
import type { BilledItem, DiscountLine, Line } from "#engine/model/document.ts";
import type { Subscription } from "#engine/model/subscription.ts";
import { type Currency, currency } from "#engine/values/currency.ts";
import { serviceEndDate } from "#engine/values/date-range.ts";
import { formatDecimal, ZERO } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";

export type BilledSubscription = {
  readonly subscription: Subscription;
  readonly billedItems: readonly BilledItem[];
};

export type HowToBill = {
  readonly billCycleDay?: number;
  readonly currency?: Currency;
  readonly rules?: Partial<BillingRules>;
  readonly chargeTypesToExclude?: BillingInput["chargeTypesToExclude"];
};

/** The lines of one billing, and the subscription as it is after they were saved. */
export function billed(
  { subscription, billedItems }: BilledSubscription,
  targetDate: PlainDate,
  how: HowToBill = {},
): BilledSubscription & { readonly lines: readonly Line[] } {
  const { lines, throughDates } = billSubscriptions({
    account: {
      billCycleDay: how.billCycleDay ?? 1,
      currency: how.currency ?? currency("USD"),
    },
    subscriptions: [{ subscription, billedItems }],
    rules: { ...DEFAULT_BILLING_RULES, ...how.rules },
    discountUses: usesOf(billedItems),
    targetDate,
    chargeTypesToExclude: how.chargeTypesToExclude ?? [],
  });
  const datesOf = new Map(throughDates.map((dates) => [dates.chargeId, dates]));
  const ratePlans = subscription.ratePlans.map((ratePlan) => ({
    ...ratePlan,
    charges: ratePlan.charges.map((charge) => ({ ...charge, ...datesOf.get(charge.chargeId) })),
  }));
  return {
    lines,
    subscription: { ...subscription, ratePlans },
    billedItems: [...creditedBy(lines, billedItems), ...newItems(lines, billedItems.length)],
  };
}

/** What fixed amounts were used for, as the store reads it off the documents. */
const usesOf = (items: readonly BilledItem[]): DiscountUse[] =>
  items
    .flatMap(({ discounts }) => discounts)
    .map(({ itemId, chargeNumber, segment, service, amount, creditedAmount }) => ({
      itemId,
      chargeNumber,
      segment,
      serviceStart: service.start,
      amount: creditedAmount.minus(amount),
    }));

const creditedBy = (lines: readonly Line[], items: readonly BilledItem[]): BilledItem[] =>
  items.map((item) => {
    const credits = lines.filter((line) => line.creditedItem?.itemId === item.itemId);
    const creditedAmount = credits.reduce(
      (credited, line) => credited.minus(line.amount),
      item.creditedAmount,
    );
    const givenBack = lines.flatMap((line) => line.discounts ?? []);
    const discounts = item.discounts.map((discount) => ({
      ...discount,
      creditedAmount: givenBack
        .filter((line) => line.creditedItem?.itemId === discount.itemId)
        .reduce((credited, line) => credited.minus(line.amount), discount.creditedAmount),
    }));
    return { ...item, creditedAmount, discounts };
  });

const newItems = (lines: readonly Line[], before: number): BilledItem[] =>
  lines
    .filter((line) => line.creditedItem === null)
    .map(({ chargeNumber, segment, service, quantity, amount, discounts = [] }, index) => ({
      accountId: "account-1",
      documentType: "Invoice",
      documentId: "invoice-1",
      itemId: `item-${before + index + 1}`,
      chargeNumber,
      segment,
      service,
      quantity,
      amount,
      creditedAmount: ZERO,
      discounts: discounts.map((discount, of) => ({
        ...discount,
        itemId: `item-${before + index + 1}-${of + 1}`,
        chargeModel: discountModelOf(discount),
        creditedAmount: ZERO,
      })),
    }));

const discountModelOf = ({ derivation }: DiscountLine) =>
  derivation.rule === "discount percentage" ? "DiscountPercentage" : "DiscountFixedAmount";

export const unbilled = (subscription: Subscription): BilledSubscription => ({
  subscription,
  billedItems: [],
});

/** "2023-01-10..2023-01-31 21.29 part": as docs/spec writes a line. */
export function writtenLine({ service, amount, chargeName, creditedItem }: Line): string {
  const isPart = creditedItem === null && chargeName.endsWith(" -- Proration");
  const days = `${service.start}..${serviceEndDate(service)}`;
  return `${days} ${formatDecimal(amount)}${isPart ? " part" : ""}`;
}

export const writtenLines = (lines: readonly Line[]): string =>
  lines.length === 0 ? "-" : lines.map(writtenLine).join(", ");
