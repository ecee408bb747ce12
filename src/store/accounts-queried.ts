import { CompiledQuery } from "kysely";
import type { Transaction } from "./database.ts";

/** Runs a query whose `$1`, an array of uuids, may stand in it many times and is sent once. */
export async function rowsOfAccounts<Row>(
  tx: Transaction,
  query: string,
  accountIds: readonly string[],
): Promise<Row[]> {
  const text = query.replaceAll("$1", "$1::uuid[]");
  const { rows } = await tx.executeQuery<Row>(CompiledQuery.raw(text, [accountIds]));
  return rows;
}
