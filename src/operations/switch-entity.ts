import { randomBytes } from "node:crypto";
import type { Database } from "#store/database.ts";
import { listEntitiesOfSession, moveSession } from "#store/sessions.ts";
import { tokenHashOf } from "./create-token.ts";

/**
 * A new session of the same person in another entity: its token; the one before has ended. Undefined where
 * he has no active user there, or was not verified to be him when he signed in.
 */
export async function switchEntity(
  database: Database,
  sessionToken: string,
  entityId: string,
): Promise<string | undefined> {
  const hash = tokenHashOf(sessionToken);
  const entities = await listEntitiesOfSession(database, hash);
  const wanted = entities.find((each) => each.entityId === entityId);
  if (wanted === undefined) return undefined;
  const token = randomBytes(32).toString("hex");
  const { userId } = wanted;
  const to = { sessionHash: tokenHashOf(token), entityId, userId };
  return (await moveSession(database, hash, to)) ? token : undefined;
}
