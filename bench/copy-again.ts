import { createReadStream, createWriteStream } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { timed } from "./workload.ts";

/**
 * The yardstick: how fast PostgreSQL itself takes the rows that `where` selects of these tables, by
 * COPY over one connection of their owner, in one transaction, into empty tables with the same
 * columns, constraints and indexes. No row-level security: COPY FROM refuses it.
 *
 * @returns seconds, reading the rows from a file and the commit included
 */
export const secondsToCopyAgain = (
  ownerUrl: string,
  directory: string,
  tables: readonly { readonly table: string; readonly where: string }[],
): Promise<number> =>
  withOwnerConnection(ownerUrl, async (client) => {
    for (const { table, where } of tables) {
      await client.query(`drop table if exists copied_${table}`);
      await client.query(`create table copied_${table} (like ${table} including all)`);
      const written = createWriteStream(path.join(directory, table));
      const rows = client.query(copyTo(`copy (select * from ${table} where ${where}) to stdout`));
      await pipeline(rows, written);
    }
    await client.query("checkpoint");
    const { seconds } = await timed(async () => {
      await client.query("begin");
      for (const { table } of tables) {
        const read = createReadStream(path.join(directory, table), { highWaterMark: 2 ** 18 });
        await pipeline(read, client.query(copyFrom(`copy copied_${table} from stdin`)));
      }
      await client.query("commit");
    });
    return seconds;
  });
