/** `Idempotency-Key`: a POST or PATCH that is sent twice is done once. */
import type { FastifyRequest } from "fastify";
import type { Context } from "#operations/context.ts";
import {
  answerOnce,
  answerOnceOutside,
  type KeptAnswer,
  type Once,
} from "#store/idempotency-keys.ts";
import { failureOf } from "./answer-failure.ts";
import { reasonsOf } from "./errors.ts";
import { Refused } from "./failure.ts";
import { DEFAULT_VERSION } from "./version.ts";

/**
 * The answer that an earlier request with the same key got, or what `answer` answers to the first,
 * success or failure: it is given a context whose changes are committed together with its answer.
 *
 * Errors: 409 while the first one runs, 422 when it was another request; and what is worth another
 * try, of which nothing is kept.
 *
 * @param options  isOutside: the work is in no transaction, because it asks a gateway
 */
export async function answeredOnce(
  context: Context,
  key: string,
  request: FastifyRequest,
  answer: (context: Context) => Promise<KeptAnswer>,
  options: { readonly isOutside: boolean },
): Promise<KeptAnswer> {
  const { method, url } = request;
  const repeatable = { entityId: context.entityId, key, method, url };
  let afterwards: ((context: Context) => void)[] = [];
  if (options.isOutside) {
    const inside = { ...context, idempotencyKey: key };
    const outside = () => answerOrFailure(() => answer(inside), request);
    return answeredBy(await answerOnceOutside(context.database, repeatable, outside));
  }
  const once = await answerOnce(context.database, repeatable, async (database) => {
    const inside: Context = {
      ...context,
      database,
      afterCommit: (work) => void afterwards.push(work),
      entityChanged: () => void afterwards.push(context.entityChanged),
    };
    try {
      return await answer(inside);
    } catch (error) {
      if (isWorthATry(error, request)) throw error;
      afterwards = [];
      return failureOf(error, request);
    }
  });
  const answered = answeredBy(once);
  for (const work of afterwards) work(context);
  return answered;
}

function answeredBy(once: Once): KeptAnswer {
  switch (once) {
    case "running":
      throw new Refused({ category: 50, message: STILL_RUNNING }, 409);
    case "other":
      throw new Refused({ category: 20, message: OTHER_REQUEST }, 422);
  }
  return once;
}

/** Errors: what is worth another try. */
async function answerOrFailure(
  answer: () => Promise<KeptAnswer>,
  request: FastifyRequest,
): Promise<KeptAnswer> {
  try {
    return await answer();
  } catch (error) {
    if (isWorthATry(error, request)) throw error;
    return failureOf(error, request);
  }
}

const STILL_RUNNING = "The first request with this Idempotency-Key has not been answered yet.";
const OTHER_REQUEST = "This Idempotency-Key was used for another method or URL.";

/**
 * A lock that was not to be had, a database that is away, too many requests, a mistake of ours: nothing
 * was changed, and the next try may succeed.
 */
function isWorthATry(error: unknown, { id: requestId }: FastifyRequest): boolean {
  const failed = { contract: undefined, version: DEFAULT_VERSION, requestId };
  const category = reasonsOf(error, failed)?.[0]?.category ?? 60;
  return [50, 60, 61, 70].includes(category);
}
