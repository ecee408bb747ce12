import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { aDrawdown, aPrepayment } from "#test/support/prepaid.ts";
import { aRatePlan, aSubscription } from "#test/support/subscriptions.ts";
import { totalsOf, type UsedUnits } from "#test/support/usage.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import { DEFAULT_BILLING_RULES } from "../model/billing-rules.ts";
import type { BillingPeriod, Charge, ListPriceBase } from "../model/charge.ts";
import type { BilledItem, Line } from "../model/document.ts";
import {
  type CreditOption,
  MONEY_UNIT,
  type PrepaidMove,
  type ValidityPeriodType,
} from "../model/prepaid.ts";
import type { Subscription } from "../model/subscription.ts";
import { fundsOf } from "../prepaid/funds-of.ts";
import { type Currency, currency } from "../values/currency.ts";
import { contains, type DateRange, fromServicePeriod } from "../values/date-range.ts";
import { type Decimal, decimal, formatDecimal, ONE, sum, ZERO } from "../values/decimal.ts";
import {
  addDays,
  addMonths,
  earlier,
  later,
  type PlainDate,
  plainDate,
} from "../values/plain-date.ts";
import { billSubscriptions, usageToBill } from "./bill-subscriptions.ts";

const YEAR = fromServicePeriod(plainDate("2022-01-01"), plainDate("2022-12-31"));
const USD = currency("USD");

const aPrepaidSubscription = (charges: readonly Charge[]): Subscription =>
  aSubscription({
    currentTerm: YEAR,
    subscriptionStartDate: YEAR.start,
    ratePlans: [aRatePlan({ charges })],
  });

describe("billing periods", () => {
  for (const row of workedExamples("docs/spec/prepaid.md", "Billing periods")) {
    const { id = "", validity = "", "billing period": period = "", price = "", amounts } = row;
    test(id, () => {
      const [listPriceBase = "", months] = (row["list price base"] ?? "").split(" ");
      const charge = aPrepayment({
        effective: YEAR,
        price: decimal(price),
        validityPeriodType: validity as ValidityPeriodType,
        recurrence: {
          billingPeriod: period as BillingPeriod,
          listPriceBase: listPriceBase as ListPriceBase,
          specificListPriceBase: months === undefined ? null : Number(months),
          billCycleType: "DefaultFromCustomer",
        },
      });
      const subscription = aPrepaidSubscription([charge]);
      const [fund] = fundsOf(subscription);
      assert.ok(fund);
      const { lines } = billSubscriptions({
        account: { billCycleDay: 15, currency: USD },
        subscriptions: [{ subscription, billedItems: [] }],
        rules: DEFAULT_BILLING_RULES,
        targetDate: addDays(fund.period.end, -1),
        chargeTypesToExclude: [],
      });
      assert.equal(lines.map(({ amount }) => formatDecimal(amount)).join(", "), amounts);
      assert.equal(lines.at(-1)?.service.end, fund.period.end);
    });
  }
});

/** Billing after billing, as operations save what it says. */
class Story {
  private subscription: Subscription;
  private readonly moves: PrepaidMove[] = [];
  private readonly items: BilledItem[] = [];
  readonly lines: Line[] = [];
  private readonly units: UsedUnits[];
  private readonly currency: Currency;

  constructor(subscription: Subscription, units: readonly UsedUnits[], own = USD) {
    this.subscription = subscription;
    this.units = [...units];
    this.currency = own;
  }

  charges = (): readonly Charge[] => this.subscription.ratePlans.flatMap(({ charges }) => charges);

  private change(change: (charge: Charge) => Charge): void {
    const charges = this.charges().map(change);
    this.subscription = { ...this.subscription, ratePlans: [aRatePlan({ charges })] };
  }

  remove(chargeId: string, date: PlainDate): void {
    this.change((charge) =>
      charge.chargeId === chargeId && charge.effective
        ? { ...charge, removedDate: date, effective: cut(charge.effective, date) }
        : charge,
    );
  }

  bill(targetDate: PlainDate): readonly Line[] {
    const { subscription } = this;
    const how = {
      account: { billCycleDay: 1, currency: this.currency },
      rules: DEFAULT_BILLING_RULES,
      targetDate,
      chargeTypesToExclude: [],
    };
    const history = { moves: this.moves, rollovers: [] };
    const prepaid = new Map([[subscription.subscriptionNumber, history]]);
    const wanted = usageToBill({ ...how, subscriptions: [subscription], prepaid });
    const usage = new Map(wanted.map((each) => [each.chargeId, totalsOf(this.units, each)]));
    const { lines, throughDates } = billSubscriptions({
      ...how,
      subscriptions: [{ subscription, billedItems: this.items }],
      usage,
      prepaid,
    });
    for (const line of lines) this.keep(line);
    this.change((charge) => ({
      ...charge,
      ...throughDates.find(({ chargeId }) => chargeId === charge.chargeId),
    }));
    return lines;
  }

  private keep(line: Line): void {
    this.lines.push(line);
    this.moves.push(...(line.prepaidMoves ?? []));
    if (line.chargeType === "Usage") {
      for (const [index, each] of this.units.entries()) {
        if (contains(line.service, each.day)) this.units[index] = { ...each, isRated: true };
      }
      return;
    }
    const { creditedItem, amount, quantity, service, chargeNumber, segment } = line;
    const at = this.items.findIndex(({ itemId }) => itemId === creditedItem?.itemId);
    const item = this.items[at];
    if (item) {
      this.items[at] = { ...item, creditedAmount: item.creditedAmount.minus(amount) };
      return;
    }
    this.items.push({
      accountId: "account-1",
      documentType: "Invoice",
      documentId: "invoice-1",
      itemId: `item-${this.items.length}`,
      chargeNumber,
      segment,
      service,
      quantity,
      amount,
      creditedAmount: ZERO,
      discounts: [],
    });
  }

  /** Units by fund: what was sold, what is drawn, what was taken out. */
  fund(start: PlainDate) {
    const own = this.moves.filter((move) => move.fund.start === start);
    const of = (type: PrepaidMove["type"]) =>
      sum(own.filter((move) => move.type === type).map(({ units }) => units));
    return {
      drawn: of("Drawdown").minus(of("DrawdownReversal")),
      creditedBack: of("CreditBack"),
    };
  }

  used = (): readonly UsedUnits[] => this.units;

  drawnByDay = (): string[] =>
    this.moves
      .map(
        ({ fund, chargeNumber, day, units }) =>
          `${day} ${chargeNumber} ${fund.start} ${fund.chargeNumber} ${units.toFixed()}`,
      )
      .toSorted();
  funds = () => fundsOf(this.subscription);
}

const cut = ({ start, end }: DateRange, date: PlainDate): DateRange => ({
  start,
  end: later(start, earlier(end, date)),
});

const total = (lines: readonly Line[], chargeNumber: string): Decimal =>
  sum(lines.filter((line) => line.chargeNumber === chargeNumber).map(({ amount }) => amount));

describe("units", () => {
  test("what comes back is drawn from another fund, and billed where there is none", () => {
    const charges = [
      aPrepayment({ effective: YEAR, ...yearly("FullCreditBack") }),
      {
        ...aPrepayment({ effective: YEAR, chargeNumber: "C-9", ...yearly("TimeBased") }),
        chargeId: "second",
      },
      aDrawdown({ effective: YEAR }),
    ];
    const units = [{ day: plainDate("2022-02-10"), quantity: "12" }];
    const story = new Story(aPrepaidSubscription(charges), units);
    story.bill(plainDate("2022-03-01"));
    assert.equal(story.fund(YEAR.start).drawn.toFixed(), "12");
    story.remove("prepayment", plainDate("2022-07-01"));
    const lines = story.bill(plainDate("2022-07-01"));
    assert.deepEqual(
      lines.map(({ chargeName, amount, service }) =>
        [chargeName, service.start, formatDecimal(amount)].join(" "),
      ),
      [
        "Prepaid -- Credit 2022-07-01 -20.00",
        "Calls 2022-02-01 10.00",
        "Calls 2022-03-01 0.00",
        "Calls 2022-04-01 0.00",
        "Calls 2022-05-01 0.00",
        "Calls 2022-06-01 0.00",
      ],
    );
    assert.deepEqual(story.bill(plainDate("2022-07-02")), []);
  });

  test("sold is drawn, taken out or left, and usage is drawn or billed, whatever is billed when", () => {
    fc.assert(
      fc.property(aStory, ({ option, usage, bills, removal, rate }) => {
        const prepayment = aPrepayment({
          effective: YEAR,
          quantity: decimal("10"),
          creditOption: option,
          validityPeriodType: "QUARTER",
          price: decimal("60"),
          recurrence: { billingPeriod: "Quarter", billCycleType: "DefaultFromCustomer" },
        });
        const charges = [prepayment, aDrawdown({ effective: YEAR }, decimal(rate))];
        const story = new Story(aPrepaidSubscription(charges), usage);
        for (const date of bills.filter((each) => each < removal)) story.bill(date);
        story.bill(removal);
        const before = total(story.lines, "C-1");
        story.remove("prepayment", removal);
        story.bill(addMonths(removal, 1));
        story.bill(plainDate("2023-01-01"));
        assert.deepEqual(story.bill(plainDate("2023-01-02")), []);
        checkFunds(story);
        checkUsage(story, rate);
        const credited = before.minus(total(story.lines, "C-1"));
        assert.ok(credited.gte(ZERO) && credited.lte(before));
      }),
      { numRuns: 150 },
    );
  });

  test("what is drawn and billed does not depend on when bills are made, nor how many", () => {
    fc.assert(
      fc.property(aStory, aRolloverOrNone, ({ usage, bills, rate }, rollover) => {
        const told = (dates: readonly PlainDate[]) => {
          const first = aPrepayment({ effective: YEAR, rollover });
          const second = aPrepayment({ effective: YEAR, chargeNumber: "C-0", rollover: null });
          const drawdowns = [
            aDrawdown({ effective: YEAR }, decimal(rate)),
            { ...aDrawdown({ effective: YEAR, chargeNumber: "C-3" }), chargeId: "drawdown-2" },
          ];
          const charges = [first, { ...second, chargeId: "second" }, ...drawdowns];
          const story = new Story(aPrepaidSubscription(charges), usage);
          for (const date of dates) story.bill(date);
          story.bill(plainDate("2023-01-01"));
          return {
            billed: ["C-0", "C-1", "C-2", "C-3"].map((each) => total(story.lines, each).toFixed()),
            drawn: story.drawnByDay(),
          };
        };
        assert.deepEqual(told(bills), told([]));
      }),
      { numRuns: 100 },
    );
  });
});

const yearly = (creditOption: CreditOption) => ({
  quantity: decimal("10"),
  validityPeriodType: "ANNUAL" as const,
  creditOption,
  recurrence: { billingPeriod: "Annual", billCycleType: "DefaultFromCustomer" } as const,
});

const aRolloverOrNone = fc.option(
  fc.record({
    periods: fc.integer({ min: 1, max: 3 }),
    periodLength: fc.constant(null),
    apply: fc.constantFrom("ApplyFirst" as const, "ApplyLast" as const),
  }),
);

const aDay = (most: number) =>
  fc.integer({ min: 0, max: most }).map((days) => addDays(YEAR.start, days));

const aStory = fc.record({
  option: fc.constantFrom<CreditOption>("TimeBased", "ConsumptionBased", "FullCreditBack"),
  usage: fc.array(
    fc.record({ day: aDay(364), quantity: fc.integer({ min: 1, max: 9 }).map(String) }),
    { maxLength: 12 },
  ),
  bills: fc.array(aDay(364), { maxLength: 4 }).map((days) => days.toSorted()),
  removal: aDay(364),
  rate: fc.constantFrom("1", "2", "2.5"),
});

function checkFunds(story: Story): void {
  const starts = ["2022-01-01", "2022-04-01", "2022-07-01", "2022-10-01"].map(plainDate);
  for (const start of starts) {
    const fund = story.funds().find((each) => each.start === start);
    const { drawn, creditedBack } = story.fund(start);
    const left = (fund?.granted ?? ZERO).minus(drawn).minus(creditedBack);
    assert.ok(left.gte(ZERO), `${start}: ${drawn} drawn, ${creditedBack} taken out`);
    if (fund && fund.usable.end < fund.period.end) assert.equal(left.toFixed(), "0");
  }
}

/** All is billed: what was not drawn was paid, at 5.00 each. */
function checkUsage(story: Story, rate: string): void {
  const used = sum(story.used().map(({ quantity }) => decimal(quantity)));
  const starts = ["2022-01-01", "2022-04-01", "2022-07-01", "2022-10-01"].map(plainDate);
  const drawn = sum(starts.map((start) => story.fund(start).drawn));
  const paid = total(story.lines, "C-2");
  const expected = used.minus(drawn.div(decimal(rate))).times("5");
  assert.equal(paid.round(6).toFixed(), expected.round(6).toFixed());
}

describe("money", () => {
  const withMoney = (quantity: Decimal, price: Decimal, chargeModel: Charge["chargeModel"]) =>
    aPrepaidSubscription([
      aPrepayment({ effective: YEAR, quantity, unitOfMeasure: MONEY_UNIT }),
      ofMoney(aDrawdown({ effective: YEAR, price, chargeModel })),
    ]);
  const ofMoney = (charge: Charge): Charge => ({
    ...charge,
    modelTerms: {
      ...charge.modelTerms,
      prepaid: { operation: "drawdown", unitOfMeasure: MONEY_UNIT, rate: ONE },
    },
  });

  for (const row of workedExamples("docs/spec/prepaid.md", "Money")) {
    const { id = "", currency: named = "", prepaid = "", price = "", usage = "" } = row;
    test(id, () => {
      const [code = "", mode] = named.split(", ");
      const own = { ...currency(code), ...(mode && { roundingMode: "Down" as const }) };
      const units = usage.split(", ").map((each) => {
        const [day = "", quantity = ""] = each.split(" ");
        return { day: plainDate(day), quantity, isRated: false };
      });
      const subscription = withMoney(decimal(prepaid), decimal(price), "PerUnit");
      const story = new Story(subscription, units, own);
      for (const target of ["2022-02-01", "2022-03-01"]) story.bill(plainDate(target));
      const lines = story.lines.filter(({ chargeType }) => chargeType === "Usage");
      const drawn = lines.flatMap(({ prepaidMoves = [] }) =>
        prepaidMoves.map(({ day, units: amount }) => `${day} ${amount}`),
      );
      assert.equal(drawn.join(", "), row.drawn);
      assert.equal(formatDecimal(sum(lines.map(({ amount }) => amount))), row.billed);
    });
  }

  test("what is drawn and what is billed is what usage costs, however often it is billed", () => {
    const used = fc.record({
      day: fc.integer({ min: 0, max: 89 }),
      quantity: fc.integer({ min: 1, max: 500 }),
    });
    fc.assert(
      fc.property(
        fc.array(used, { maxLength: 12 }),
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 3 }),
        (records, prepaid, every) => {
          const price = decimal("0.333");
          const units = records.map(({ day, quantity }) => ({
            day: addDays(YEAR.start, day),
            quantity: String(quantity),
            isRated: false,
          }));
          const subscription = withMoney(decimal(String(prepaid)), price, "PerUnit");
          const story = new Story(subscription, units);
          const plain = new Story(aPrepaidSubscription([aPlainUsage(price)]), units);
          for (let month = every; month <= 3; month += every) {
            story.bill(addMonths(YEAR.start, month));
          }
          story.bill(addMonths(YEAR.start, 3));
          plain.bill(addMonths(YEAR.start, 3));
          const lines = story.lines.filter(({ chargeType }) => chargeType === "Usage");
          const drawn = sum(
            lines.flatMap(({ prepaidMoves = [] }) => prepaidMoves.map((move) => move.units)),
          );
          const billed = sum(lines.map(({ amount }) => amount));
          const cost = sum(plain.lines.map(({ amount }) => amount));
          assert.equal(billed.plus(drawn).toFixed(), cost.toFixed());
          assert(lines.every(({ amount }) => amount.gte(ZERO)));
        },
      ),
      { numRuns: 60 },
    );
  });

  const aPlainUsage = (price: Decimal): Charge => {
    const charge = aDrawdown({ effective: YEAR, price });
    return { ...charge, modelTerms: { ...charge.modelTerms, prepaid: null } };
  };
});
