import { randomBytes } from "node:crypto";
import type { Database } from "#store/database.ts";
import {
  deleteExpiredSessions,
  findUserToVerify,
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

/** The user, when the password is his. Nobody takes as long as a wrong password. */
export async function findVerifiedUser(
  database: Database,
  userName: string,
  password: string,
): Promise<UserToVerify | undefined> {
  const isPossible = !userName.includes("\0") && userName.length <= 254;
  const user = isPossible ? await findUserToVerify(database, userName) : undefined;
  return (await isOneOf(user && [user.passwordHash], password)) ? user : undefined;
}
