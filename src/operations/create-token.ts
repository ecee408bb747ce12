import { createHash, randomBytes } from "node:crypto";
import type { TokenScope } from "#engine/rights/scopes.ts";
import type { Database } from "#store/database.ts";
import { deleteExpiredOauthTokens, type OauthClient, saveOauthToken } from "#store/oauth.ts";

export const TOKEN_SECONDS = 3600;

/**
 * Create an OAuth token: 32 hexadecimal digits that let their bearer act as the client's user for an
 * hour. Older tokens stay valid. The client's secret has been verified (client-secret.ts).
 */
export async function createToken(
  database: Database,
  client: OauthClient,
  scope: TokenScope = ALL,
): Promise<string> {
  const token = randomBytes(16).toString("hex");
  await saveOauthToken(database, tokenHashOf(token), client, scope, TOKEN_SECONDS);
  // Nobody else sweeps; now and then is enough, and two sweeps at once hardly happen.
  created += 1;
  if (created % SWEEP_EVERY === 1) await deleteExpiredOauthTokens(database);
  return token;
}

const ALL: TokenScope = { permissions: null, organizationIds: null };
const SWEEP_EVERY = 100;
let created = 0;

/** What is stored of a token, so that a copy of the database opens no door. */
export const tokenHashOf = (token: string): Buffer => createHash("sha256").update(token).digest();
