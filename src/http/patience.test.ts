import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { Refused } from "./failure.ts";
import { Patience } from "./patience.ts";

const right = async () => "let in";
const wrong = async () => undefined;
const milliseconds = async (work: () => Promise<unknown>) => {
  const started = performance.now();
  await work();
  return performance.now() - started;
};

test("five failures are free, the sixth attempt waits, and success forgives", async () => {
  const patience = new Patience();
  const five = await milliseconds(async () => {
    for (let guess = 0; guess < 5; guess++) await patience.attempt("a", wrong);
  });
  assert.ok(five < 90, `${five} ms`);
  assert.ok((await milliseconds(() => patience.attempt("a", right))) >= 95);
  assert.ok((await milliseconds(() => patience.attempt("a", wrong))) < 90);
});

test("who has not failed does not wait for who has", async () => {
  const patience = new Patience();
  for (let guess = 0; guess < 6; guess++) await patience.attempt("a", wrong);
  assert.ok((await milliseconds(() => patience.attempt("b", right))) < 90);
});

test("guesses at the same time come one after the other, and at some point are refused", async () => {
  const patience = new Patience();
  await patience.attempt("a", wrong);
  let running = 0;
  const alone = async () => {
    running += 1;
    assert.equal(running, 1);
    await delay(1);
    running -= 1;
    return "let in";
  };
  const attempts = Array.from({ length: 30 }, () => patience.attempt("a", alone));
  const settled = await Promise.allSettled(attempts);
  const refused = settled.filter((one) => one.status === "rejected");
  assert.equal(refused.length, 10);
  assert.ok(refused.every(({ reason }) => reason instanceof Refused && reason.status === 429));
});

test("one is verified at a time, whoever they are", async () => {
  const patience = new Patience();
  let running = 0;
  let most = 0;
  const slow = async () => {
    running += 1;
    most = Math.max(most, running);
    await delay(2);
    running -= 1;
    return "let in";
  };
  await Promise.all(Array.from({ length: 50 }, (_, index) => patience.attempt(`${index}`, slow)));
  assert.equal(most, 1);
});
