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
 * prepared, and writes that nobody waits for are sent together. What is asked otherwise than as a text
 * with its values, as by the job queue, goes through as it is.
 */
export function sparePostgres(client: pg.PoolClient): void {
  // Looked up each time, so that a test can count what is sent.
  const query: Query = (...asked) => Reflect.apply(pg.Client.prototype.query, client, asked);
  const writes = new WritesTogether();
  const plans = new KeptPlans();

  const send = async (text: string, values: Values): Promise<Result> => {
    const name = isPreparable(text, values) ? preparedName(text) : undefined;
    try {
      if (plans.isToEndFor(values)) await query(PLAN_ANEW);
      return await query({ ...(name && { name }), text: plans.sent(text), values });
    } catch (error) {
      if (isOfStalePlan(error)) forgetPrepared();
      throw error;
    }
  };
  const sendHeld = async (): Promise<void> => {
    if (writes.isEmpty) return;
    const { text, values } = writes.take();
    await send(text, values);
  };
  const ask = async (text: string, values: Values): Promise<Result> => {
    if (text.startsWith("rollback")) writes.forget();
    if (writes.hold(text, values)) return NOTHING;
    await sendHeld();
    return writes.hold(text, values) ? NOTHING : send(text, values);
  };
  const spared: Query = (text, values, ...others) =>
    typeof text === "string" && Array.isArray(values) && others.length === 0
      ? ask(text, values as Values)
      : query(text, values, ...others);
  Object.assign(client, { query: spared });
}

/** What begins or ends something is several statements in one text, or never planned. */
const isPreparable = (text: string, values: Values): boolean =>
  values.length > 0 || /^\s*select\b[^;]*$/.test(text);

/** "cached plan must not change result type": the transaction is lost, the next one is not. */
const isOfStalePlan = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.code === "0A000";
