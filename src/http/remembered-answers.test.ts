import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { RememberedAnswers } from "./remembered-answers.ts";

/** Answers with how many times it was asked. */
function counting() {
  let asked = 0;
  return async () => {
    asked += 1;
    await delay(1);
    return { asked };
  };
}

test("a question under way is not asked again", async () => {
  const answers = new RememberedAnswers<{ asked: number }>(60_000, 10);
  const ask = counting();
  const all = await Promise.all([1, 2, 3].map(() => answers.get("q", ask)));
  assert.deepEqual(all, [{ asked: 1 }, { asked: 1 }, { asked: 1 }]);
});

test("an answer is kept for its time, or until it is forgotten", async () => {
  let now = 0;
  const answers = new RememberedAnswers<{ asked: number }>(20, 10, () => now);
  const ask = counting();
  await answers.get("q", ask);
  now = 19;
  assert.deepEqual(await answers.get("q", ask), { asked: 1 });
  now = 20;
  assert.deepEqual(await answers.get("q", ask), { asked: 2 });
  answers.forget("q");
  assert.deepEqual(await answers.get("q", ask), { asked: 3 });
});

test("nothing found and a failure are not kept", async () => {
  const answers = new RememberedAnswers<{ asked: number }>(60_000, 10);
  assert.equal(await answers.get("q", async () => undefined), undefined);
  await assert.rejects(
    answers.get("q", async () => {
      throw new Error("no database");
    }),
  );
  assert.deepEqual(await answers.get("q", counting()), { asked: 1 });
});

test("the oldest makes room", async () => {
  const answers = new RememberedAnswers<{ asked: number }>(60_000, 2);
  const ask = counting();
  for (const question of ["a", "b", "c"]) await answers.get(question, ask);
  assert.deepEqual(await answers.get("c", ask), { asked: 3 });
  assert.deepEqual(await answers.get("a", ask), { asked: 4 });
});
