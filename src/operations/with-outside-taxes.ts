import type { TaxAnswer, TaxQuestion } from "#engine/model/tax.ts";
import { questionKey } from "#engine/tax/outside-taxes.ts";
import { askTaxEngine } from "#gateways/ask-tax-engine.ts";
import { inTransaction } from "#store/database.ts";
import { listTaxEngines } from "#store/tax-engines.ts";
import type { Context } from "./context.ts";

/** What outside tax engines have answered so far, by questionKey. */
export type OutsideTaxes = ReadonlyMap<string, TaxAnswer>;

/** Thrown out of a transaction that cannot be committed before tax engines have answered. */
export class OutsideTaxNeeded extends Error {
  override readonly name = "OutsideTaxNeeded";
  readonly questions: readonly TaxQuestion[];

  constructor(questions: readonly TaxQuestion[]) {
    super("An outside tax engine has to answer first.");
    this.questions = questions;
  }
}

/** Far more than an order has accounts that it bills. */
const MOST_ROUNDS = 20;

/**
 * Does some work, and where it finds that outside tax engines have to answer, asks them and does it
 * again: so they are never asked while a transaction holds locks. The work is to change nothing that
 * its transaction does not take back.
 */
export async function withOutsideTaxes<Result>(
  context: Context,
  work: (context: Context) => Promise<Result>,
): Promise<Result> {
  let outsideTaxes: OutsideTaxes = context.outsideTaxes ?? new Map();
  for (let round = 1; ; round += 1) {
    try {
      return await work(round === 1 ? context : { ...context, outsideTaxes });
    } catch (error) {
      if (!(error instanceof OutsideTaxNeeded) || round === MOST_ROUNDS) throw error;
      outsideTaxes = new Map([...outsideTaxes, ...(await answersTo(context, error.questions))]);
    }
  }
}

/**
 * Does a piece of work of a request that tax engines may have to answer first. In a transaction of the
 * whole request the question goes up: all of it is then done again.
 */
export const askingTaxEngines = <Result>(
  context: Context,
  work: (context: Context) => Promise<Result>,
): Promise<Result> =>
  context.database.transaction ? work(context) : withOutsideTaxes(context, work);

/** The same for each, one after the other; what has to go up is asked of all of them at once. */
export async function eachAskingTaxEngines<Item, Result>(
  items: Iterable<Item>,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const questions: TaxQuestion[] = [];
  for (const item of items) {
    try {
      results.push(await work(item));
    } catch (error) {
      if (!(error instanceof OutsideTaxNeeded)) throw error;
      questions.push(...error.questions);
    }
  }
  if (questions.length > 0) throw new OutsideTaxNeeded(questions);
  return results;
}

/** One request for each engine and customer. An engine that is not there any more has failed. */
async function answersTo(
  { database, entityId, calloutHosts }: Context,
  questions: readonly TaxQuestion[],
): Promise<[string, TaxAnswer][]> {
  const engines = await inTransaction(database, entityId, listTaxEngines);
  const asked = Map.groupBy(questions, ({ taxEngineId, customer }) =>
    JSON.stringify([taxEngineId, customer]),
  );
  const answers: [string, TaxAnswer][] = [];
  for (const together of asked.values()) {
    const engine = engines.find(({ taxEngineId }) => taxEngineId === together[0]?.taxEngineId);
    const given = engine
      ? await askTaxEngine(engine, together, { allowedHosts: calloutHosts ?? new Set() })
      : together.map(() => ({ error: "The tax engine is not connected any more." }));
    together.forEach((question, index) => {
      answers.push([questionKey(question), given[index] ?? { error: "No answer." }]);
    });
  }
  return answers;
}
