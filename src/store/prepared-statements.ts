/** Statements that are kept parsed and planned by each connection that has met them. */
const MOST_PREPARED = 500;
/** What comes once or twice, such as a query that a caller has put together, is not worth keeping. */
const WORTH_PREPARING_AFTER = 5;

/** How often each text was met, of those that have no name yet; forgotten when there are too many. */
const timesMet = new Map<string, number>();
const names = new Map<string, string>();
/** No name is ever given twice: a connection may still have what was prepared under it. */
let given = 0;

/**
 * The name under which a statement is prepared: the same for the same text on all connections,
 * undefined while it has not come again and again. Reading the statements of an order again costs
 * PostgreSQL a fifth of its time. Each is planned anew: how many rows are asked for decides (database.ts).
 */
export function preparedName(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= MOST_PREPARED) return known;
  const times = (timesMet.get(text) ?? 0) + 1;
  if (times < WORTH_PREPARING_AFTER) {
    if (timesMet.size >= MOST_PREPARED) timesMet.clear();
    timesMet.set(text, times);
    return undefined;
  }
  timesMet.delete(text);
  given += 1;
  const name = `quittance_${given}`;
  names.set(text, name);
  return name;
}

/** A newer version's migration has changed what a plan was made for: all are made anew. */
export const forgetPrepared = (): void => names.clear();
