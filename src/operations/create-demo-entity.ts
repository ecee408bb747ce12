import { hash } from "@node-rs/argon2";
import type { Database } from "#store/database.ts";
import { withOwnerConnection } from "#store/owner-connection.ts";

/** Public, so it exists in a demo entity only. */
export const DEMO_CLIENT = { id: "demo-client", secret: "demo-secret" } as const;

/** Fills an empty database with the demo entity. When it is interrupted, the next start begins anew. */
export async function createDemoEntity(ownerUrl: string, _database: Database): Promise<void> {
  const secretHash = await hash(DEMO_CLIENT.secret);
  await withOwnerConnection(ownerUrl, async (client) => {
    await client.query(
      "insert into entities (entity_id, name, is_demo) values ($1, 'Quittance Demo', true)",
      [ENTITY_ID],
    );
    await client.query(
      "insert into users (user_id, entity_id, user_name) values ($1, $2, 'demo@example.com')",
      [USER_ID, ENTITY_ID],
    );
    await client.query(
      "insert into oauth_clients (client_id, entity_id, user_id, client_secret_hash) " +
        "values ($1, $2, $3, $4)",
      [DEMO_CLIENT.id, ENTITY_ID, USER_ID, secretHash],
    );
  });
}

/** The same at every start from empty. */
const ENTITY_ID = "019a0000000070008000000000000001";
const USER_ID = "019a0000000070008000000000000002";
