import { randomBytes } from "node:crypto";
import type { Database } from "#store/database.ts";
import { idOf } from "#store/ids.ts";
import {
  countMostUsersToVerify,
  deleteExpiredSessions,
  findUsersToVerify,
  type SignedInHow,
  saveSession,
  type UserToVerify,
} from "#store/sessions.ts";
import { isOneOf } from "./client-secret.ts";
import { tokenHashOf } from "./create-token.ts";

/** Half an hour without a request ends a session. */
export const IDLE_SECONDS = 30 * 60;
/** A working day: whoever is still there signs in again. */
export const LONGEST_SESSION_SECONDS = 12 * 3600;

/** 64 hexadecimal digits that let a browser act as the user, who has been verified. */
export async function createSession(
  database: Database,
  user: Pick<UserToVerify, "entityId" | "userId">,
  how: SignedInHow = { with: "Password", browser: "" },
): Promise<string> {
  const token = randomBytes(32).toString("hex");
  await deleteExpiredSessions(database);
  await saveSession(database, tokenHashOf(token), user, how, LONGEST_SESSION_SECONDS);
  return token;
}

/** Whom a password lets in: a user, and of the same name those of other entities who have it too. */
export type VerifiedUsers = {
  readonly user: UserToVerify;
  readonly userIds: readonly string[];
};

export type GivenPassword = {
  readonly userName: string;
  readonly password: string;
  readonly entityId?: string | undefined;
};

/**
 * The users of the name whose password it is. Who has not the right one waits as long whatever name he
 * says: as long as it takes to look at all users of the name that most entities know.
 *
 * @param entityId  which of them is wanted first; if it is none of them, the one whose entity is first by name
 */
export async function findVerifiedUsers(
  database: Database,
  { userName, password, entityId: wanted }: GivenPassword,
): Promise<VerifiedUsers | undefined> {
  const isPossible = !userName.includes("\0") && userName.length <= 254;
  const known = isPossible ? await findUsersToVerify(database, userName) : [];
  const verified: UserToVerify[] = [];
  for (const user of known) {
    if (await isOneOf([user.passwordHash], password)) verified.push(user);
  }
  const user = verified.find(({ entityId }) => entityId === idOf(wanted ?? "")) ?? verified[0];
  if (user) return { user, userIds: verified.map(({ userId }) => userId) };
  const most = await countMostUsersToVerify(database);
  for (let looked = known.length; looked < most; looked += 1) await isOneOf(undefined, password);
  return undefined;
}
