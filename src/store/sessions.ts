/** People who have signed in: found before the entity is known, as bearers of tokens are (oauth.ts). */
import { type Database, inTransaction, sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import { type Principal, rightsOf } from "./oauth.ts";

export type UserToVerify = {
  readonly entityId: string;
  readonly userId: string;
  /** argon2id */
  readonly passwordHash: string;
};

/** Who is active and has a password: one of an entity, in the order of their entities' names. */
export async function findUsersToVerify(
  { kysely }: Database,
  userName: string,
): Promise<readonly UserToVerify[]> {
  const { rows } = await sql<UserToVerify>`
    select entity_id as "entityId", user_id as "userId", password_hash as "passwordHash"
    from user_to_verify(${userName})
  `.execute(kysely);
  return rows;
}

/** How many passwords are to be verified for one name, at most. */
export async function countMostUsersToVerify({ kysely }: Database): Promise<number> {
  const { rows } = await sql<{ most: number }>`
    select most_users_to_verify() as most
  `.execute(kysely);
  return rows[0]?.most ?? 1;
}

export type UserCalled = {
  readonly entityId: string;
  readonly userId: string;
  readonly status: "Active" | "Inactive";
  readonly roles: readonly string[];
};

/** For whom a provider has vouched: whatever he is, wherever. */
export async function findUsersCalled(
  { kysely }: Database,
  userName: string,
): Promise<readonly UserCalled[]> {
  const { rows } = await sql<UserCalled>`
    select entity_id as "entityId", user_id as "userId", status, roles from users_called(${userName})
  `.execute(kysely);
  return rows;
}

/** How somebody has signed in, for his own eyes. */
export type SignedInHow = {
  readonly with: "Password" | "OpenID";
  /** What the browser calls itself; 200 characters of it. */
  readonly browser: string;
  /** What the provider takes as a hint whom to sign out. */
  readonly idToken?: string | undefined;
  /** Users of other entities whom he was verified to be as well. */
  readonly userIds?: readonly string[];
};

export type Session = Omit<Principal, "clientId"> & { readonly expiresAt: Date };

type SessionRow = {
  entity_id: string;
  user_id: string;
  roles: string[];
  role_permissions: string[];
  expires_at: Date;
};

/** Whose it is; undefined once it has expired or was not used for `idleSeconds`. Counts as a use. */
export async function useSession(
  database: Database,
  sessionHash: Buffer,
  idleSeconds: number,
): Promise<Session | undefined> {
  const { rows } = await sql<SessionRow>`
    select * from use_session(${sessionHash}, make_interval(secs => ${idleSeconds}))
  `.execute(database.kysely);
  const [row] = rows;
  if (!row) return undefined;
  const { entity_id: entityId, user_id: userId, expires_at: expiresAt } = row;
  const limit = await inTransaction(database, entityId, (tx) =>
    findOrganizationsOfUser(tx, userId),
  );
  return { entityId, userId, ...rightsOf({ ...row, user_organization_ids: limit }), expiresAt };
}

async function findOrganizationsOfUser(tx: Transaction, userId: string): Promise<string[] | null> {
  const { rows } = await sql<{ organization_ids: string[] | null }>`
    select organization_ids from users where user_id = ${userId}::uuid
  `.execute(tx);
  // Who is gone since sees nothing of any.
  return rows[0] ? rows[0].organization_ids : [];
}

export async function saveSession(
  { kysely }: Database,
  sessionHash: Buffer,
  { entityId, userId }: Pick<Session, "entityId" | "userId">,
  how: SignedInHow,
  secondsToLive: number,
): Promise<void> {
  await sql`
    insert into user_sessions (session_hash, entity_id, user_id, signed_in_with, browser, id_token,
      user_ids, expires_at)
    values (${sessionHash}, ${entityId}, ${userId}, ${how.with}, ${how.browser.slice(0, 200)},
      ${how.idToken ?? null}, ${[...(how.userIds ?? [])]}::uuid[], now() + make_interval(secs => ${secondsToLive}))
  `.execute(kysely);
}

/** A session as its user sees it. */
export type OwnSession = {
  readonly sessionId: string;
  readonly sessionHash: Buffer;
  readonly signedInAt: Date;
  readonly lastUsedAt: Date;
  readonly expiresAt: Date;
  readonly with: SignedInHow["with"];
  readonly browser: string;
};

/** Those of a user that have not ended, the one that was used last first. */
export async function listSessions(
  { kysely }: Database,
  { entityId, userId }: Pick<Session, "entityId" | "userId">,
  idleSeconds: number,
): Promise<readonly OwnSession[]> {
  const { rows } = await sql<OwnSession>`
    select session_id as "sessionId", session_hash as "sessionHash", signed_in_at as "signedInAt",
      last_used_at as "lastUsedAt", expires_at as "expiresAt", signed_in_with as "with", browser
    from user_sessions
    where entity_id = ${entityId}::uuid and user_id = ${userId}::uuid and expires_at > now()
      and last_used_at > now() - make_interval(secs => ${idleSeconds})
    order by last_used_at desc, session_id
  `.execute(kysely);
  return rows;
}

export type EntityOfSession = {
  readonly entityId: string;
  readonly userId: string;
  readonly name: string;
};

/** Where whoever has the session may go on to, and where he is: by name. */
export async function listEntitiesOfSession(
  { kysely }: Database,
  sessionHash: Buffer,
): Promise<readonly EntityOfSession[]> {
  const { rows } = await sql<EntityOfSession>`
    select entity_id as "entityId", user_id as "userId", name from entities_of_session(${sessionHash})
  `.execute(kysely);
  return rows;
}

/** Ends a session and begins one of the same person elsewhere, that ends no later. False where it had ended. */
export async function moveSession(
  { kysely }: Database,
  sessionHash: Buffer,
  to: { readonly sessionHash: Buffer; readonly entityId: string; readonly userId: string },
): Promise<boolean> {
  const { rows } = await sql`
    with ended as (delete from user_sessions where session_hash = ${sessionHash} returning *)
    insert into user_sessions (session_hash, entity_id, user_id, signed_in_at, signed_in_with, browser,
      id_token, user_ids, expires_at)
    select ${to.sessionHash}, ${to.entityId}::uuid, ${to.userId}::uuid, signed_in_at, signed_in_with,
      browser, id_token, array_append(array_remove(user_ids, user_id), user_id), expires_at
    from ended returning session_id
  `.execute(kysely);
  return rows.length > 0;
}

/** How its user had signed in; undefined where it had ended before. */
export async function deleteSession(
  { kysely }: Database,
  sessionHash: Buffer,
): Promise<{ with: SignedInHow["with"]; idToken: string | null } | undefined> {
  const { rows } = await sql<{ with: SignedInHow["with"]; idToken: string | null }>`
    delete from user_sessions where session_hash = ${sessionHash}
    returning signed_in_with as "with", id_token as "idToken"
  `.execute(kysely);
  return rows[0];
}

/** Forgets the oldest sessions that have expired. */
export async function deleteExpiredSessions({ kysely }: Database): Promise<void> {
  await sql`
    delete from user_sessions where session_hash in (
      select session_hash from user_sessions where expires_at < now() order by expires_at limit 1000
    )
  `.execute(kysely);
}

/** Sets the password, and ends all sessions of whoever has known the one before. */
export async function savePassword(
  tx: Transaction,
  { userId, passwordHash }: { readonly userId: string; readonly passwordHash: string },
  now: string,
): Promise<void> {
  await sql`
    insert into user_passwords (user_id, password_hash, updated_at)
    values (${userId}, ${passwordHash}, ${now})
    on conflict (entity_id, user_id) do update
      set password_hash = excluded.password_hash, updated_at = excluded.updated_at
  `.execute(tx);
  // The hash itself is in no audit trail; that it was set is told with the user.
  await sql`update users set updated_at = ${now} where user_id = ${userId}`.execute(tx);
  await sql`delete from user_sessions where user_id = ${userId}`.execute(tx);
}

/** @param key  id or name */
export async function findEntityCalled(
  { kysely }: Database,
  key: string,
): Promise<string | undefined> {
  const { rows } = await sql<{ entityId: string }>`
    select entity_id as "entityId" from entities where entity_id = ${idOf(key)}::uuid or name = ${key}
  `.execute(kysely);
  return rows[0]?.entityId;
}

/** What its people call the entity. */
export async function findEntityName({ kysely }: Database, entityId: string): Promise<string> {
  const row = await kysely
    .selectFrom("entities")
    .select("name")
    .where("entity_id", "=", entityId)
    .executeTakeFirst();
  return row?.name ?? "";
}
