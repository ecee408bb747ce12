import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { workedExamples } from "#test/support/worked-examples.ts";
import type { ChargeModel } from "../model/charge.ts";
import { decimal } from "../values/decimal.ts";
import { listAmount } from "./index.ts";

const PAGES: { readonly [Model in ChargeModel]: string } = {
  FlatFee: "docs/spec/flat-fee.md",
  PerUnit: "docs/spec/per-unit.md",
};

describe("listAmount, worked examples", () => {
  for (const [model, page] of Object.entries(PAGES)) {
    for (const row of workedExamples(page, "Amounts")) {
      test(`${row.id}: ${row.quantity} at ${row.price} is ${row["list amount"]}`, () => {
        const amount = listAmount({
          chargeModel: model as ChargeModel,
          price: decimal(row.price ?? ""),
          quantity: decimal(row.quantity ?? ""),
        });
        assert.equal(amount.toFixed(), row["list amount"]);
      });
    }
  }
});
