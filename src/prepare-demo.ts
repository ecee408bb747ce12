import { createDemoEntity } from "#operations/create-demo-entity.ts";
import type { Database } from "#store/database.ts";
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
export async function prepareDemo(
  config: Config,
  ownerUrl: string,
  database: Database,
): Promise<boolean> {
  const isEmbedded = config.databaseUrl === undefined;
  let content = await readContent(ownerUrl);
  if (isEmbedded && content === "half a demo") {
    await withOwnerConnection(ownerUrl, (client) =>
      client.query("drop schema public cascade; create schema public"),
    );
    await migrate(ownerUrl);
    content = "nothing";
  }
  if (isEmbedded && content === "nothing") {
    refusePublicDemo(config);
    await createDemoEntity(ownerUrl, database);
    return true;
  }
  if (content === "a demo") refusePublicDemo(config);
  return content === "a demo";
}

/** A demo's OAuth client is made last. */
async function readContent(ownerUrl: string) {
  const { rows } = await withOwnerConnection(ownerUrl, (client) =>
    client.query<{ content: "nothing" | "half a demo" | "a demo" | "own data" }>(`
      select case
        when not exists (select from entities) then 'nothing'
        when not exists (select from oauth_clients) and (select bool_and(is_demo) from entities)
          then 'half a demo'
        when exists (select from entities where is_demo) then 'a demo'
        else 'own data'
      end as content`),
  );
  return rows[0]?.content ?? "nothing";
}

function refusePublicDemo({ host, isLoopback, allowDemoOnPublicAddress }: Config): void {
  if (isLoopback || allowDemoOnPublicAddress) return;
  throw new StartError(
    `The secret of the demo entity is public, and HOST ${host} is open to others: ` +
      `leave HOST at 127.0.0.1, or set ${ALLOW_DEMO}=true.`,
  );
}
