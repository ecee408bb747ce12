import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { aPrepayment, aRollover } from "#test/support/prepaid.ts";
import { aRatePlan, aSubscription } from "#test/support/subscriptions.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import type { ValidityPeriodType } from "../model/prepaid.ts";
import { fromServicePeriod, serviceEndDate } from "../values/date-range.ts";
import { decimal, formatDecimal, isPositive } from "../values/decimal.ts";
import { addDays, plainDate } from "../values/plain-date.ts";
import { drawDown } from "./draw-down.ts";
import { fundsOf } from "./funds-of.ts";

const SPEC = "docs/spec/prepaid.md";
const YEAR = fromServicePeriod(plainDate("2022-01-01"), plainDate("2022-12-31"));

const prepaidWith = (charge: ReturnType<typeof aPrepayment>) =>
  aSubscription({
    currentTerm: YEAR,
    subscriptionStartDate: YEAR.start,
    ratePlans: [aRatePlan({ charges: [charge] })],
  });

describe("funds", () => {
  for (const row of workedExamples(SPEC, "Funds")) {
    const { id = "", charge: days = "", validity, units = "", rollover = "", funds } = row;
    test(id, () => {
      const [start = "", end = ""] = days.split("..");
      const charge = aPrepayment({
        effective: fromServicePeriod(plainDate(start), plainDate(end)),
        validityPeriodType: validity as ValidityPeriodType,
        quantity: decimal(units),
        rollover: aRollover(rollover),
      });
      const written = fundsOf(prepaidWith(charge)).map(
        ({ granted, usable, rolledOver }) =>
          `${usable.start} ${formatDecimal(granted, 0)} ${serviceEndDate(usable)}${
            rolledOver ? ` -> ${serviceEndDate(rolledOver)}` : ""
          }`,
      );
      assert.equal(written.join("; "), funds);
    });
  }
});

describe("draws", () => {
  for (const { id = "", rollover = "", usage = "", drawn } of workedExamples(SPEC, "Drawn")) {
    test(id, () => {
      const charge = aPrepayment({
        effective: YEAR,
        quantity: decimal("1000"),
        rollover: aRollover(rollover),
      });
      const funds = fundsOf(prepaidWith(charge)).map((fund) => ({ fund, left: fund.granted }));
      const demands = usage.split(", ").map((each) => {
        const [day = "", units = ""] = each.split(" ");
        return { chargeNumber: "C-2", day: plainDate(day), units: decimal(units) };
      });
      const { draws } = drawDown(funds, demands);
      const beyond = demands.map(({ day, units }) => ({
        day,
        units: draws
          .filter((draw) => draw.day === day)
          .reduce((left, draw) => left.minus(draw.units), units),
      }));
      const written = [
        ...draws.map(({ day, fund, units }) => `${day} ${fund.start} ${formatDecimal(units, 0)}`),
        ...beyond
          .filter(({ units }) => isPositive(units))
          .map(({ day, units }) => `${day} + ${formatDecimal(units, 0)}`),
      ];
      assert.equal(written.join("; "), drawn);
    });
  }

  test("on one day charges draw in the order of their numbers, and nothing after the last day", () => {
    const charge = aPrepayment({ effective: YEAR, quantity: decimal("10") });
    const [fund] = fundsOf(prepaidWith(charge));
    assert.ok(fund);
    const of = (chargeNumber: string, day: string) => ({
      chargeNumber,
      day: plainDate(day),
      units: decimal("7"),
    });
    const demands = [of("C-3", "2022-01-05"), of("C-2", "2022-01-05"), of("C-2", "2022-02-01")];
    const { draws, left } = drawDown([{ fund, left: fund.granted }], demands);
    assert.deepEqual(
      draws.map(({ chargeNumber, units }) => `${chargeNumber} ${units.toFixed()}`),
      ["C-2 7", "C-3 3"],
    );
    assert.equal(left.get(fund)?.toFixed(), "0");
    assert.equal(addDays(fund.usable.end, -1), "2022-01-31");
  });
});
