import { createDemoEntity, letDemoUserIn } from "#operations/create-demo-entity.ts";
import type { Database } from "#store/database.ts";
import type { EmbeddedPostgres } from "#store/embedded-postgres.ts";
import { migrate } from "#store/migrate.ts";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { StartError } from "#store/start-error.ts";
import { ALLOW_DEMO, type Config } from "./config.ts";

/**
 * Makes the demo entity in an embedded database that is empty, or in which an earlier start was
 * interrupted while making it. An own server (DATABASE_URL) is nobody's playground. Returns
 * whether the database has a demo entity.
 *
 * Errors: StartError when others than this machine would reach a demo entity, whose secret is public.
 */
export async function prepareDemo(config: Config, database: PreparedDatabase): Promise<boolean> {
  const { ownerUrl, server, embedded } = database;
  const content = await readContent(ownerUrl);
  switch (content) {
    case "own data":
      return false;
    case "a demo":
      refusePublicDemo(config);
      await letDemoUserIn(ownerUrl);
      return true;
    case "nothing":
    case "half a demo":
      if (!embedded) return false;
      refusePublicDemo(config);
      if (content === "half a demo") {
        await embedded.recreateDatabase();
        await migrate(ownerUrl);
      }
      await setMark(ownerUrl, `'${UNFINISHED}'`);
      await createDemoEntity(ownerUrl, server);
      await setMark(ownerUrl, "null");
      return true;
  }
}

type PreparedDatabase = {
  readonly ownerUrl: string;
  readonly server: Database;
  readonly embedded: EmbeddedPostgres | undefined;
};

type Content = "nothing" | "half a demo" | "a demo" | "own data";

async function readContent(ownerUrl: string): Promise<Content> {
  const { rows } = await withOwnerConnection(ownerUrl, (client) =>
    client.query<{ content: Content }>(`
      select case
        when shobj_description(pg_database.oid, 'pg_database') = '${UNFINISHED}' then 'half a demo'
        when not exists (select from entities) then 'nothing'
        when exists (select from entities where is_demo) then 'a demo'
        else 'own data'
      end as content
      from pg_database where datname = current_database()`),
  );
  return rows[0]?.content ?? "nothing";
}

/** The database's comment while its demo is being made: only what bears it may be thrown away. */
const UNFINISHED = "Quittance demo, unfinished";

const setMark = (ownerUrl: string, mark: string) =>
  withOwnerConnection(ownerUrl, (client) =>
    client.query(`comment on database quittance is ${mark}`),
  );

/** Errors: StartError, as above. */
export function refusePublicDemo({ host, isLoopback, allowDemoOnPublicAddress }: Config): void {
  if (isLoopback || allowDemoOnPublicAddress) return;
  throw new StartError(
    `The secret of the demo entity is public, and HOST ${host} is open to others: ` +
      `leave HOST at 127.0.0.1, or set ${ALLOW_DEMO}=true.`,
  );
}
