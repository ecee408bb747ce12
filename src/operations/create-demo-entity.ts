import { type PlainDate, plainDate } from "#engine/values/plain-date.ts";
import type { Database } from "#store/database.ts";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { hashClientSecret } from "./client-secret.ts";
import { type Context, contextOf } from "./context.ts";
import { createDemoCompany } from "./demo-company/company.ts";
import { updateMyAccount } from "./my-account/update-my-account.ts";

/** Public, so it exists in a demo entity only. */
export const DEMO_CLIENT = {
  id: "demo-client",
  /** The same client for SDKs that take an id of 36 characters only. */
  longId: "demo-client-000000000000000000000000",
  secret: "demo-secret",
} as const;

/** Who signs in to the console. As public as the client. */
export const DEMO_USER = { name: "demo@example.com", password: "demo-password" } as const;

/**
 * Fills an empty database with the demo entity and its company. When it is interrupted, the next
 * start begins anew.
 */
export async function createDemoEntity(ownerUrl: string, database: Database): Promise<void> {
  const secretHash = await hashClientSecret(DEMO_CLIENT.secret);
  await withOwnerConnection(ownerUrl, async (client) => {
    await client.query(
      "insert into entities (entity_id, name, is_demo, is_sandbox) " +
        "values ($1, 'Quittance Demo', true, true)",
      [ENTITY_ID],
    );
    await client.query("insert into users (user_id, entity_id, user_name) values ($1, $2, $3)", [
      USER_ID,
      ENTITY_ID,
      DEMO_USER.name,
    ]);
    await client.query(
      "insert into oauth_clients (client_id, entity_id, user_id, client_secret_hash) " +
        "values ($1, $3, $4, $5), ($2, $3, $4, $5)",
      [DEMO_CLIENT.id, DEMO_CLIENT.longId, ENTITY_ID, USER_ID, secretHash],
    );
  });
  await letDemoUserIn(ownerUrl);
  await createDemoCompany((date) => demoContext(database, date));
  await updateMyAccount(demoContext(database, plainDate("2025-12-31")), {
    enabled: true,
    cancellationPolicies: ["EndOfCurrentTerm", "EndOfLastInvoicePeriod", "SpecificDate"],
    cancelReasons: ["Too expensive", "Not needed any more", "Went to somebody else"],
  });
}

/** Demos of earlier versions have the user, but no password of his. */
export async function letDemoUserIn(ownerUrl: string): Promise<void> {
  const passwordHash = await hashClientSecret(DEMO_USER.password);
  await withOwnerConnection(ownerUrl, (client) =>
    client.query(
      `insert into user_passwords (entity_id, user_id, password_hash)
       select entity_id, user_id, $1 from users join entities using (entity_id)
       where is_demo and user_name = $2 on conflict do nothing`,
      [passwordHash, DEMO_USER.name],
    ),
  );
}

/** The demo entity as if it were nine in the morning of `date`. */
function demoContext(database: Database, date: PlainDate): Context {
  const entity = { entityId: ENTITY_ID, timeZone: "UTC", clockDate: date };
  const requestId = `demo-${date}`;
  const entityChanged = () => undefined;
  return contextOf(
    { database, entity, userId: USER_ID, requestId, entityChanged },
    Temporal.Instant.from(`${date}T09:00:00Z`),
  );
}

/** The same at every start from empty. */
const ENTITY_ID = "019a0000000070008000000000000001";
const USER_ID = "019a0000000070008000000000000002";
