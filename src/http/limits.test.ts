import assert from "node:assert/strict";
import { test } from "node:test";
import type { Contract } from "./contract.ts";
import { Refused } from "./failure.ts";
import { Limits } from "./limits.ts";

const ORDINARY = { envelope: "v1", isHighVolume: false } as Contract;
const HIGH_VOLUME = { envelope: "v1", isHighVolume: true } as Contract;
const QUERY = { envelope: "object-query", isHighVolume: false } as Contract;
const TENANT = { entityId: "a", isDemo: false };

const isTooMany = (retryAfter: string) => (error: unknown) =>
  error instanceof Refused && error.status === 429 && error.headers["retry-after"] === retryAfter;

test("so many at once, by tenant and kind of operation; who is refused does not count", () => {
  const limits = new Limits(true);
  for (const [contract, most] of [
    [ORDINARY, 40],
    [HIGH_VOLUME, 200],
    [QUERY, 80],
  ] as const) {
    const running = Array.from({ length: most }, () => limits.enter(TENANT, contract));
    assert.equal(running.at(-1)?.headers["concurrency-limit-remaining"], 0);
    assert.throws(() => limits.enter(TENANT, contract), isTooMany("1"));
    assert.throws(() => limits.enter(TENANT, contract), isTooMany("1"));
    limits.enter({ ...TENANT, entityId: "b" }, contract).done();
    running[0]?.done();
    limits.enter(TENANT, contract);
  }
});

test("so many in a minute, until the next one begins", () => {
  let now = 59_000;
  const limits = new Limits(true, () => now);
  for (let request = 0; request < 50_000; request += 1) limits.enter(TENANT, ORDINARY).done();
  assert.throws(() => limits.enter(TENANT, ORDINARY), isTooMany("1"));
  now = 60_000;
  const { headers } = limits.enter(TENANT, ORDINARY);
  assert.equal(headers["ratelimit-remaining"], 2_250_000 - 50_001);
  assert.equal(headers["ratelimit-reset"], 3540);
  assert.equal(headers["ratelimit-limit"], "2250000, 50000;w=60, 2250000;w=3600, 27000000;w=86400");
});

test("a demo, and a server that is told so, only tell", () => {
  const demo = new Limits(true);
  const free = new Limits(false);
  for (let request = 0; request < 100; request += 1) {
    demo.enter({ ...TENANT, isDemo: true }, ORDINARY);
    free.enter(TENANT, ORDINARY);
  }
  assert.equal(free.enter(TENANT, ORDINARY).headers["concurrency-limit-remaining"], 0);
});
