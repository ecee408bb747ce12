import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { BillingError } from "../errors.ts";
import { decimal } from "../values/decimal.ts";
import { tiersOf } from "./tiers.ts";

const tier = (endingUnit: string | null, price: string, startingUnit?: string) => ({
  price: decimal(price),
  endingUnit: endingUnit === null ? null : decimal(endingUnit),
  ...(startingUnit !== undefined && { startingUnit: decimal(startingUnit) }),
});

const written = (tiers: ReturnType<typeof tiersOf>): string =>
  tiers
    .map(
      ({ startingUnit, endingUnit, price, priceFormat }) =>
        `${startingUnit}-${endingUnit ?? ""} ${priceFormat} ${price}`,
    )
    .join("; ");

const refusal = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof BillingError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "none";
};

describe("tiersOf", () => {
  test("a tier begins where the one before it ends, unless it says where", () => {
    const tiers = tiersOf([tier("5", "3"), tier("10", "2", "6"), tier(null, "1")]);
    assert.equal(written(tiers), "0-5 PerUnit 3; 6-10 PerUnit 2; 10- PerUnit 1");
  });

  test("tiers come in the order of their numbers", () => {
    const tiers = tiersOf([
      { ...tier(null, "1"), tier: 2 },
      { ...tier("5", "3"), tier: 1 },
    ]);
    assert.equal(written(tiers), "0-5 PerUnit 3; 5- PerUnit 1");
  });

  test("what is left out is as in the tier that is replaced", () => {
    const before = tiersOf([tier("5", "3", "1"), tier(null, "1", "6")]);
    const tiers = tiersOf(
      [{ price: decimal("9"), priceFormat: "FlatFee" }, { price: decimal("8") }],
      before,
    );
    assert.equal(written(tiers), "1-5 FlatFee 9; 6- PerUnit 8");
  });

  test("tiers that do not follow each other are refused", () => {
    assert.match(
      refusal(() => tiersOf([])),
      /^MISSING_FIELD/,
    );
    assert.match(
      refusal(() => tiersOf([tier(null, "1"), tier("5", "1")])),
      /Tier 1 has no ending unit/,
    );
    assert.match(
      refusal(() => tiersOf([tier("5", "1"), tier("9", "1", "3")])),
      /Tier 2 begins at 3/,
    );
    assert.match(
      refusal(() => tiersOf([tier("5", "1"), tier("5", "1")])),
      /Tier 2 ends at 5/,
    );
    assert.match(
      refusal(() => tiersOf([tier("0", "1")])),
      /Tier 1 ends at 0/,
    );
  });
});
