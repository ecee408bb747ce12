import assert from "node:assert/strict";
import { test } from "node:test";
import * as shown from "#store/object-query/spellings.ts";
import * as crud from "../dialects.ts";

test("Object Query spells values as the object CRUD API does", () => {
  assert.deepEqual(shown.BILLING_PERIODS, crud.BILLING_PERIODS);
  assert.deepEqual(shown.BILLING_TIMINGS, crud.BILLING_TIMINGS);
  assert.deepEqual(shown.CHARGE_MODELS, crud.CHARGE_MODELS);
  assert.deepEqual(shown.LIST_PRICE_BASES, crud.LIST_PRICE_BASES);
  assert.deepEqual(shown.UP_TO_PERIODS_TYPES, crud.UP_TO_PERIODS_TYPES);
  for (const [stored, spelled] of Object.entries(crud.END_DATE_CONDITIONS)) {
    assert.equal(
      shown.END_DATE_CONDITIONS[stored as keyof typeof crud.END_DATE_CONDITIONS],
      spelled,
    );
  }
});
