import assert from "node:assert/strict";
import { test } from "node:test";
import { KEEP_PLANS, KeptPlans } from "./kept-plans.ts";

const SMALL = `begin; select ${KEEP_PLANS}`;
const MANY = [Array.from({ length: 21 }, String)];

test("plans are made anew every 30 seconds, by a transaction that keeps them", () => {
  let now = 0;
  const plans = new KeptPlans(() => now);
  assert.equal(plans.sent(SMALL), SMALL);
  now = 30_000;
  assert.equal(plans.sent("begin; select 1"), "begin; select 1");
  assert.equal(plans.sent(SMALL), `${SMALL}; discard plans`);
  now = 59_999;
  assert.equal(plans.sent(SMALL), SMALL);
});

test("keeping ends once, and in those transactions that keep", () => {
  const plans = new KeptPlans();
  plans.sent("begin; select 1");
  assert.equal(plans.isToEndFor(MANY), false);
  plans.sent(SMALL);
  assert.equal(plans.isToEndFor(["one", ["a", "b"], null]), false);
  assert.equal(plans.isToEndFor(MANY), true);
  assert.equal(plans.isToEndFor(MANY), false);
  plans.sent("rollback to savepoint quittance; release savepoint quittance");
  assert.equal(plans.isToEndFor(MANY), true);
});
