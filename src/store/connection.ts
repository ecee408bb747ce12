import pg from "pg";
import { KeptPlans, PLAN_ANEW } from "./kept-plans.ts";
import { forgetPrepared, preparedName } from "./prepared-statements.ts";
import { WritesTogether } from "./writes-together.ts";

type Values = readonly (string | null)[];
type Result = Pick<pg.QueryResult, "command" | "rowCount" | "rows">;
type Query = (text: unknown, ...others: unknown[]) => Promise<Result>;

const NOTHING: Result = { command: "", rowCount: 0, rows: [] };

/**
 * Makes a connection of the pool ask less of PostgreSQL: statements that come again and again are
 * prepared, writes that nobody waits for are sent together, and what follows is sent without waiting for
 * the answer to what begins a transaction or was held back (the pool's connections are in pipeline mode).
 * What is asked otherwise than as a text with its values, as by the job queue, goes through as it is.
 *
 * Errors: of a statement, or of one before it that nobody has waited for.
 */
export function sparePostgres(client: pg.PoolClient): void {
  // Looked up each time, so that a test can count what is sent.
  const query: Query = (...asked) => Reflect.apply(pg.Client.prototype.query, client, asked);
  const writes = new WritesTogether();
  const plans = new KeptPlans();
  const answers = new Answers();

  const send = (text: string, values: Values): Promise<Result> => {
    const name = isPreparable(text, values) ? preparedName(text) : undefined;
    if (plans.isToEndFor(values)) answers.waitLater(query(PLAN_ANEW));
    return query({ ...(name && { name }), text: plans.sent(text), values });
  };
  const sendHeld = (): void => {
    if (writes.isEmpty) return;
    const { text, values } = writes.take();
    answers.waitLater(send(text, values));
  };
  const ask = async (text: string, values: Values): Promise<Result> => {
    if (text.startsWith("rollback")) {
      writes.forget();
      answers.forget();
    }
    if (writes.hold(text, values)) return NOTHING;
    sendHeld();
    if (writes.hold(text, values)) return NOTHING;
    const sent = send(text, values);
    if (!text.startsWith("begin")) return answers.wait(sent);
    answers.forget();
    answers.waitLater(sent);
    return NOTHING;
  };
  const spared: Query = (text, values, ...others) =>
    typeof text === "string" && Array.isArray(values) && others.length === 0
      ? ask(text, values as Values)
      : query(text, values, ...others);
  Object.assign(client, { query: spared });
}

/** What was sent and has to be answered before its transaction may go on. */
class Answers {
  #awaited: Promise<unknown>[] = [];
  /** The first: what comes after it in its transaction fails for no other reason. */
  #failure: unknown;

  waitLater(sent: Promise<unknown>): void {
    sent.catch((error: unknown) => this.#note(error));
    this.#awaited.push(sent);
  }

  /** The answer, once all that was sent before has been done. */
  async wait(sent: Promise<Result>): Promise<Result> {
    const before = this.#awaited;
    this.#awaited = [];
    try {
      return before.length === 0
        ? await sent
        : ((await Promise.all([...before, sent])).at(-1) as Result);
    } catch (error) {
      this.#note(error);
      throw isOfFailedTransaction(error) ? (this.#failure ?? error) : error;
    }
  }

  /** Where what has failed is taken back, or something new begins. */
  forget(): void {
    this.#awaited = [];
    this.#failure = undefined;
  }

  #note(error: unknown): void {
    if (isOfStalePlan(error)) forgetPrepared();
    this.#failure ??= error;
  }
}

/**
 * What PostgreSQL says of all that comes after a failure: that the transaction is over, or that a
 * statement was never prepared, because by then it was not.
 */
const isOfFailedTransaction = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && (error.code === "25P02" || error.code === "26000");

/** What begins or ends something is several statements in one text, or never planned. */
const isPreparable = (text: string, values: Values): boolean =>
  values.length > 0 || /^\s*select\b[^;]*$/.test(text);

/** "cached plan must not change result type": the transaction is lost, the next one is not. */
const isOfStalePlan = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.code === "0A000";
