import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  aCharge,
  aRatePlan,
  aRecurrence,
  aSubscription,
  cancelledOn,
} from "#test/support/subscriptions.ts";
import { totalsOf, type UsedUnits } from "#test/support/usage.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import { DEFAULT_BILLING_RULES } from "../model/billing-rules.ts";
import type { Charge, ListPriceBase } from "../model/charge.ts";
import type { BilledItem, Line } from "../model/document.ts";
import { PRICE_ALONE } from "../model/model-terms.ts";
import type { ValidityPeriodType } from "../model/prepaid.ts";
import type { Subscription } from "../model/subscription.ts";
import { currency } from "../values/currency.ts";
import { fromServicePeriod, serviceEndDate } from "../values/date-range.ts";
import { decimal, formatDecimal, sum, ZERO } from "../values/decimal.ts";
import { addDays, type PlainDate, plainDate } from "../values/plain-date.ts";
import { billSubscriptions, usageToBill } from "./bill-subscriptions.ts";

const YEAR = fromServicePeriod(plainDate("2023-01-01"), plainDate("2023-12-31"));

const PERIOD = {
  SUBSCRIPTION_TERM: "Subscription_Term",
  ANNUAL: "Annual",
  SEMI_ANNUAL: "Semi_Annual",
  QUARTER: "Quarter",
  MONTH: "Month",
} as const;

const ofTerm = {
  billCycleType: "TermStartDay",
  billingPeriodAlignment: "AlignToTermStart",
} as const;

function committed(validityPeriodType: ValidityPeriodType, price: string, base: ListPriceBase) {
  const trueUp = {
    ...aCharge({ chargeNumber: "C-1", price: decimal(price), effective: YEAR }),
    name: "Commitment",
    recurrence: aRecurrence({
      ...ofTerm,
      billingPeriod: PERIOD[validityPeriodType],
      billingTiming: "IN_ARREARS",
      listPriceBase: base,
    }),
    modelTerms: {
      ...PRICE_ALONE,
      commitment: { chargeFunction: "CommitmentTrueUp", validityPeriodType },
    },
  } as Charge;
  const usage = {
    ...aCharge({ chargeNumber: "C-2", price: decimal("1"), effective: YEAR }),
    chargeId: "a".repeat(32),
    name: "Calls",
    chargeType: "Usage",
    chargeModel: "PerUnit",
    unitOfMeasure: "Call",
    recurrence: aRecurrence({ ...ofTerm, billingTiming: "IN_ARREARS" }),
    modelTerms: {
      ...PRICE_ALONE,
      usage: {
        ratingGroup: "ByBillingPeriod",
        usageRecordRatingOption: "EndOfBillingPeriod",
        prorationOption: "NoProration",
        includedUnits: ZERO,
        smoothing: null,
        ratedBy: null,
      },
      commitment: { chargeFunction: "CreditCommitment" },
    },
  } as Charge;
  return aSubscription({
    currentTerm: YEAR,
    subscriptionStartDate: YEAR.start,
    ratePlans: [aRatePlan({ charges: [trueUp, usage] })],
  });
}

type State = { readonly subscription: Subscription; readonly billedItems: readonly BilledItem[] };

function billed({ subscription, billedItems }: State, units: readonly UsedUnits[], day: PlainDate) {
  const how = {
    account: { billCycleDay: 1, currency: currency("USD") },
    rules: DEFAULT_BILLING_RULES,
    targetDate: day,
    chargeTypesToExclude: [],
  };
  const usage = new Map(
    usageToBill({ ...how, subscriptions: [subscription] }).map((wanted) => [
      wanted.chargeId,
      totalsOf(units, wanted),
    ]),
  );
  const bill = billSubscriptions({ ...how, subscriptions: [{ subscription, billedItems }], usage });
  const after: State = {
    subscription: {
      ...subscription,
      ratePlans: subscription.ratePlans.map((ratePlan) => ({
        ...ratePlan,
        charges: ratePlan.charges.map((charge) => ({
          ...charge,
          ...bill.throughDates.find(({ chargeId }) => chargeId === charge.chargeId),
        })),
      })),
    },
    billedItems: [...billedItems, ...bill.lines.map(itemOf)],
  };
  return { ...bill, after };
}

const itemOf = ({ chargeNumber, segment, service, quantity, amount }: Line): BilledItem => ({
  accountId: "a",
  documentType: "Invoice",
  documentId: "i",
  itemId: "i",
  chargeNumber,
  segment,
  service,
  quantity,
  amount,
  creditedAmount: ZERO,
  discounts: [],
});

const trueUpsIn = (lines: readonly Line[]): Line[] =>
  lines.filter(({ chargeNumber }) => chargeNumber === "C-1");

const unitsFrom = (text: string): UsedUnits[] =>
  text.split(", ").map((record) => {
    const [quantity = "", day = ""] = record.split(" ");
    return { day: plainDate(day), quantity };
  });

describe("true-ups, worked examples", () => {
  for (const row of workedExamples("docs/spec/commitments.md", "Billed")) {
    test(`${row.id}: ${row.validity} ${row.price}, ${row.usage}`, () => {
      const agreed = committed(
        row.validity as ValidityPeriodType,
        row.price ?? "",
        row["price base"] as ListPriceBase,
      );
      const end = row["cancelled on"];
      const subscription = end ? cancelledOn(agreed, plainDate(end)) : agreed;
      const state = { subscription, billedItems: [] };
      const { lines, after } = billed(
        state,
        unitsFrom(row.usage ?? ""),
        plainDate(row.target ?? ""),
      );
      const written = trueUpsIn(lines).map(
        ({ service, amount }) =>
          `${service.start}..${serviceEndDate(service)} ${formatDecimal(amount)}`,
      );
      assert.equal(written.join("; ") || "-", row["true-ups"]);
      assert.deepEqual(billed(after, [], plainDate(row.target ?? "")).lines, []);
    });
  }
});

test("billed step by step or at once, each period costs what is committed, or what was used", () => {
  const record = fc.record({
    day: fc.integer({ min: 0, max: 364 }).map((days) => addDays(YEAR.start, days)),
    quantity: fc.integer({ min: 0, max: 400 }).map(String),
  });
  const types = fc.constantFrom<ValidityPeriodType[]>("SUBSCRIPTION_TERM", "QUARTER", "MONTH");
  const stops = fc.array(fc.integer({ min: 1, max: 364 }), { maxLength: 5 });
  fc.assert(
    fc.property(fc.array(record, { maxLength: 20 }), types, stops, (used, type, days) => {
      const subscription = committed(type, "500", "Per_Billing_Period");
      const start: State = { subscription, billedItems: [] };
      const end = addDays(YEAR.end, 1);
      const atOnce = billed(start, used, end);
      let state = start;
      for (const day of days.sort((a, b) => a - b)) {
        state = billed(state, used, addDays(YEAR.start, day)).after;
      }
      const last = billed(state, used, end).after;
      const trueUps = ({ billedItems }: State) =>
        billedItems
          .filter(({ chargeNumber }) => chargeNumber === "C-1")
          .map(({ service, amount }) => `${service.start} ${amount}`);
      assert.deepEqual(trueUps(last), trueUps(atOnce.after));
      for (const { service, amount } of trueUpsIn(atOnce.lines)) {
        const spent = sum(
          used
            .filter(({ day }) => day >= service.start && day < service.end)
            .map(({ quantity }) => decimal(quantity)),
        );
        const paid = spent.plus(amount);
        assert(paid.eq("500") || (spent.gt("500") && paid.eq(spent)), `${paid}`);
      }
    }),
  );
});
