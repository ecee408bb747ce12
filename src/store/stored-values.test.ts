import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { BillingError } from "#engine/errors.ts";
import { decimal } from "#engine/values/decimal.ts";
import { fromStored, toStored } from "./stored-values.ts";

/** Through the text that the database keeps. */
const again = (value: unknown): unknown => fromStored(JSON.parse(JSON.stringify(toStored(value))));

describe("a value that was stored", () => {
  test("comes back as it was: amounts with all digits, maps, refusals", () => {
    const value = {
      price: decimal("12345678901234567890.123456789"),
      none: null,
      many: [{ on: "2024-01-31" }, 3, true, "text"],
      products: new Map([["a", { price: decimal("-0.5") }]]),
    };
    assert.deepEqual(again(value), value);
    const refusal = again(new BillingError("MISSING_FIELD", { field: "x" }));
    assert(refusal instanceof BillingError);
    assert.equal(refusal.message, "'x' may not be null");
  });

  test("may have keys that look like ours", () => {
    const value = { custom: { $decimal: "text" }, other: { $$map: [], $: { $error: 1 } } };
    assert.deepEqual(again(value), value);
  });

  test("has lost only what was undefined", () => {
    assert.deepEqual(again({ a: undefined, b: 1 }), { b: 1 });
  });
});

test("what is no plain data is not stored", () => {
  assert.throws(() => toStored({ at: new Date() }), /plain data/);
  assert.throws(() => toStored({ run: () => 1 }), /function/);
});
