/** Client secrets, kept as argon2id only. Verifying one takes 20 ms of one core, on purpose. */
import { hash, verify } from "@node-rs/argon2";
import type { Database } from "#store/database.ts";
import { findOauthClient, type OauthClient } from "#store/oauth.ts";

export const hashClientSecret = (clientSecret: string): Promise<string> => hash(clientSecret);

/** The client, when the secret is its own. An unknown client takes as long as a wrong secret. */
export async function findVerifiedClient(
  database: Database,
  clientId: string,
  clientSecret: string,
): Promise<OauthClient | undefined> {
  // PostgreSQL text has no NUL, so no client has one either.
  const isPossible = !clientId.includes("\0") && clientId.length <= 255;
  const client = isPossible ? await findOauthClient(database, clientId) : undefined;
  return (await isOneOf(client?.secretHashes, clientSecret)) ? client : undefined;
}

/** Whether a secret has one of these hashes. Where there are none, saying no takes as long. */
export async function isOneOf(
  secretHashes: readonly string[] | undefined,
  secret: string,
): Promise<boolean> {
  nobodysHash ??= hashClientSecret("nobody has this secret");
  for (const secretHash of secretHashes ?? [await nobodysHash]) {
    if ((await verify(secretHash, secret)) && secretHashes) return true;
  }
  return false;
}

let nobodysHash: Promise<string> | undefined;
