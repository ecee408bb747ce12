import type { BillingRules } from "../model/billing-rules.ts";
import type { BillingPeriod, Recurrence } from "../model/charge.ts";
import type { BilledItem, Line } from "../model/document.ts";
import { PRICE_ALONE, type UsageTerms } from "../model/model-terms.ts";
import type { UsageByCharge, UsageTotal } from "../model/usage.ts";
import type { Currency } from "../values/currency.ts";
import { type DateRange, NO_END } from "../values/date-range.ts";
import { type Decimal, isZero, negated, ONE, sum, ZERO } from "../values/decimal.ts";
import { addDays, earlier, later, type PlainDate } from "../values/plain-date.ts";
import { billSubscriptions, usageToBill } from "./bill-subscriptions.ts";
import type { BillableCharge, BillableSubscription } from "./billable.ts";
import { equationOf } from "./equation.ts";
import { groupDocuments } from "./group-documents.ts";

/** The billing periods that an example can have, with their months or weeks. */
export const REHEARSED_PERIODS = {
  Month: 1,
  Quarter: 3,
  Semi_Annual: 6,
  Annual: 12,
  Week: 1,
} as const satisfies Partial<Record<BillingPeriod, number>>;

/** A subscription that nobody has: billed once, cancelled, and billed again on that day. */
export type Rehearsal = {
  readonly subscriptionStartDate: PlainDate;
  /** 1 to 31; weeks begin on Mondays. */
  readonly billCycleDay: number;
  readonly billingPeriod: keyof typeof REHEARSED_PERIODS;
  /** Of the billing period, in advance. */
  readonly price: Decimal;
  /** Charged once at the start; zero: there is no such charge. */
  readonly oneTimePrice: Decimal;
  /** Of a unit, in arrears. */
  readonly usagePrice: Decimal;
  readonly usage: readonly { readonly day: PlainDate; readonly quantity: Decimal }[];
  /** Up to which the first billing bills. */
  readonly targetDate: PlainDate;
  /** The first day without service. */
  readonly cancellationDate: PlainDate;
};

export type RehearsedItem = {
  readonly chargeName: string;
  readonly service: DateRange;
  readonly quantity: Decimal;
  /** Below zero: a credit, whatever document it is on. */
  readonly amount: Decimal;
  readonly rule: string;
  readonly equation: string;
};

export type RehearsedDocument = {
  readonly kind: "Invoice" | "CreditMemo";
  readonly documentDate: PlainDate;
  readonly items: readonly RehearsedItem[];
  /** What it changes of what the customer owes. */
  readonly amount: Decimal;
};

/**
 * What billing would make of an example under some rules: the same functions that bill everybody, of a
 * subscription that is nowhere kept.
 *
 * Errors: TOO_MANY_LINES. Worked examples: docs/spec/rehearsal.md.
 */
export function rehearseBilling(
  rehearsal: Rehearsal,
  rules: BillingRules,
  currency: Currency,
): RehearsedDocument[] {
  const how = { rehearsal, rules, currency };
  const first = billed(how, subscriptionOf(rehearsal, currency), [], rehearsal.targetDate);
  const cancelled = cancelledOn(first.subscription, rehearsal.cancellationDate);
  const second = billed(how, cancelled, itemsOf(first.lines), rehearsal.cancellationDate);
  return [
    ...documentsOf(how, first, rehearsal.targetDate),
    ...documentsOf(how, second, rehearsal.cancellationDate),
  ];
}

type How = {
  readonly rehearsal: Rehearsal;
  readonly rules: BillingRules;
  readonly currency: Currency;
};

type Billed = { readonly subscription: BillableSubscription; readonly lines: readonly Line[] };

function billed(
  { rehearsal, rules, currency }: How,
  subscription: BillableSubscription,
  billedItems: readonly BilledItem[],
  targetDate: PlainDate,
): Billed {
  const account = { billCycleDay: rehearsal.billCycleDay, currency };
  const beside = { account, rules, targetDate, chargeTypesToExclude: [] };
  const wanted = usageToBill({ ...beside, subscriptions: [subscription] });
  const usage: UsageByCharge = new Map(
    wanted.map(({ chargeId, from, to, ratingGroup }) => [
      chargeId,
      recordsBetween(rehearsal, { start: from, end: to }).map(
        (record, index): UsageTotal => ({
          ...{ ...record, amount: ZERO, unpriced: 0, isRated: false },
          group: ratingGroup === "ByUsageRecord" ? String(index) : null,
        }),
      ),
    ]),
  );
  // All credit comes at once, also where the rules keep a period that goes on beyond the cancel.
  const subscriptions = [{ subscription, billedItems, creditsAhead: true }];
  const { lines, throughDates } = billSubscriptions({ ...beside, subscriptions, usage });
  const datesOf = new Map(throughDates.map((dates) => [dates.chargeId, dates]));
  const withDates = (charge: BillableCharge) => ({ ...charge, ...datesOf.get(charge.chargeId) });
  return { lines, subscription: withCharges(subscription, withDates) };
}

const recordsBetween = ({ usage }: Rehearsal, { start, end }: DateRange) =>
  usage.filter(({ day }) => day >= start && day < end);

const withCharges = (
  subscription: BillableSubscription,
  change: (charge: BillableCharge) => BillableCharge,
): BillableSubscription => ({
  ...subscription,
  ratePlans: subscription.ratePlans.map(({ charges }) => ({ charges: charges.map(change) })),
});

/** As a cancel leaves it: the term and every charge end there at the latest. */
const cancelledOn = (
  subscription: BillableSubscription,
  cancelledDate: PlainDate,
): BillableSubscription => ({
  ...withCharges(subscription, (charge) => {
    if (!charge.effective) return charge;
    const { start, end } = charge.effective;
    return { ...charge, effective: { start, end: later(start, earlier(end, cancelledDate)) } };
  }),
  ...{ status: "Cancelled", cancelledDate },
  currentTerm: { ...subscription.currentTerm, end: cancelledDate },
});

const itemsOf = (lines: readonly Line[]): BilledItem[] =>
  lines.map(({ chargeNumber, segment, service, quantity, amount }, index) => ({
    ...{ accountId: "account", documentType: "Invoice", documentId: "invoice" },
    ...{ itemId: String(index), chargeNumber, segment, service, quantity, amount },
    ...{ creditedAmount: ZERO, discounts: [] },
  }));

function documentsOf(
  { rehearsal, rules }: How,
  { subscription, lines }: Billed,
  documentDate: PlainDate,
): RehearsedDocument[] {
  const unitsInPeriod = REHEARSED_PERIODS[rehearsal.billingPeriod];
  const toItem = (line: Line): RehearsedItem => {
    const { chargeName, service, quantity, amount, derivation } = line;
    const rated = ratedAlone(rehearsal, rules, line);
    const equation = equationOf(line, { unitsInPeriod, rated });
    return { chargeName, service, quantity, amount, rule: derivation.rule, equation };
  };
  return groupDocuments(lines, [subscription], rules).map(({ kind, lines: grouped }) => {
    // A memo writes its credits above zero; here all amounts are changes of what is owed.
    const ofKind = kind === "CreditMemo" ? grouped.map(unflipped) : grouped;
    const items = ofKind.map(toItem);
    return { kind, documentDate, items, amount: sum(items.map(({ amount }) => amount)) };
  });
}

const unflipped = (line: Line): Line => ({ ...line, amount: negated(line.amount) });

/** Record by record where the rule says so, and otherwise their sum. */
function ratedAlone(rehearsal: Rehearsal, rules: BillingRules, line: Line): Decimal[] {
  if (line.derivation.rule !== "usage") return [];
  const quantities = recordsBetween(rehearsal, line.service).map(({ quantity }) => quantity);
  if (rules.rateUsageIndividually || quantities.length === 0) return quantities;
  return [sum(quantities)];
}

/** Without end: only cancelling ends it. */
const subscriptionOf = (rehearsal: Rehearsal, currency: Currency): BillableSubscription => ({
  subscriptionId: "subscription",
  subscriptionNumber: "Example",
  subscriptionOwnerId: "account",
  invoiceOwnerId: "account",
  earlierInvoiceOwnerIds: [],
  status: "Active",
  currency: currency.code,
  currentTerm: { start: rehearsal.subscriptionStartDate, end: NO_END },
  initialTerm: A_YEAR,
  renewalTerm: A_YEAR,
  subscriptionStartDate: rehearsal.subscriptionStartDate,
  cancelledDate: null,
  invoiceSeparately: false,
  paymentTerm: null,
  billToContactId: null,
  soldToContactId: null,
  sequenceSetId: null,
  ratePlans: [{ charges: chargesOf(rehearsal) }],
});

const A_YEAR = { period: 12, periodType: "Month" } as const;

function chargesOf(rehearsal: Rehearsal): BillableCharge[] {
  const { subscriptionStartDate: start, price, oneTimePrice, usagePrice, usage } = rehearsal;
  const recurrence = recurrenceOf(rehearsal);
  const always = { start, end: NO_END };
  const once = { start, end: addDays(start, 1) };
  return [
    chargeOf({ name: "Service", price, recurrence, effective: always, chargeType: "Recurring" }),
    ...(isZero(oneTimePrice)
      ? []
      : [
          chargeOf({
            ...{ name: "Set-up fee", price: oneTimePrice, chargeType: "OneTime" },
            ...{ recurrence: null, effective: once },
          }),
        ]),
    ...(usage.length === 0 || isZero(usagePrice)
      ? []
      : [
          chargeOf({
            ...{ name: "Usage", price: usagePrice, chargeType: "Usage", chargeModel: "PerUnit" },
            recurrence: { ...recurrence, billingTiming: "IN_ARREARS" },
            ...{ effective: always, modelTerms: { ...PRICE_ALONE, usage: AS_USED } },
          }),
        ]),
  ];
}

const AS_USED: UsageTerms = {
  ratingGroup: "ByBillingPeriod",
  usageRecordRatingOption: "EndOfBillingPeriod",
  prorationOption: "NoProration",
  includedUnits: ZERO,
  smoothing: null,
  ratedBy: null,
};

type OwnTerms = Pick<BillableCharge, "name" | "price" | "recurrence" | "effective" | "chargeType"> &
  Partial<BillableCharge>;

const chargeOf = (terms: OwnTerms): BillableCharge => ({
  ...{ chargeId: terms.name, chargeNumber: terms.name, productRatePlanChargeId: terms.name },
  ...{ segment: 1, version: 1, chargeModel: "FlatFee", quantity: ONE, modelTerms: PRICE_ALONE },
  ...{ unitOfMeasure: null, discount: null, removedDate: null },
  ...{ chargedThroughDate: null, processedThroughDate: null },
  ...terms,
});

const recurrenceOf = ({ billingPeriod }: Rehearsal): Recurrence => ({
  billingPeriod,
  specificBillingPeriod: null,
  billCycleType: billingPeriod === "Week" ? "SpecificDayofWeek" : "DefaultFromCustomer",
  billCycleDay: null,
  weeklyBillCycleDay: billingPeriod === "Week" ? "Monday" : null,
  billingPeriodAlignment: "AlignToCharge",
  billingTiming: "IN_ADVANCE",
  listPriceBase: "Per_Billing_Period",
  specificListPriceBase: null,
});
