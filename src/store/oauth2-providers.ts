import type { Oauth2AuthenticationMethod, Oauth2Provider } from "#engine/model/oauth2-provider.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";

export type StoredOauth2Provider = Oauth2Provider & {
  readonly createdById: string;
  readonly createdAt: Date;
  readonly updatedById: string;
  readonly updatedAt: Date;
};

type Authorship = { readonly userId: string; readonly now: string };

/** Makes it, or changes it. */
export async function saveOauth2Provider(
  tx: Transaction,
  provider: Oauth2Provider,
  { userId, now }: Authorship,
): Promise<void> {
  const { oauth2ProviderId, name, tokenUrl, clientId, clientSecret } = provider;
  const { authenticationMethod, scope, audience } = provider;
  await sql`
    insert into oauth2_providers (oauth2_provider_id, name, token_url, client_id, client_secret,
      authentication_method, scope, audience, created_by_id, created_at, updated_by_id, updated_at)
    values (${oauth2ProviderId}, ${name}, ${tokenUrl}, ${clientId}, ${clientSecret},
      ${authenticationMethod}, ${scope}, ${audience}, ${userId}, ${now}, ${userId}, ${now})
    on conflict (entity_id, oauth2_provider_id) do update set name = excluded.name,
      token_url = excluded.token_url, client_id = excluded.client_id,
      client_secret = excluded.client_secret, scope = excluded.scope, audience = excluded.audience,
      authentication_method = excluded.authentication_method,
      updated_by_id = excluded.updated_by_id, updated_at = excluded.updated_at
  `.execute(tx);
}

export async function findOauth2Provider(
  tx: Transaction,
  key: string,
): Promise<StoredOauth2Provider | undefined> {
  const { rows } = await sql<ProviderRow>`
    select * from oauth2_providers where oauth2_provider_id = ${idOf(key)}::uuid
  `.execute(tx);
  return rows.map(toProvider)[0];
}

/** By name. */
export async function listOauth2Providers(tx: Transaction): Promise<StoredOauth2Provider[]> {
  const { rows } = await sql<ProviderRow>`
    select * from oauth2_providers order by name, oauth2_provider_id
  `.execute(tx);
  return rows.map(toProvider);
}

/** Whether another one has its name. Nobody else saves one until the transaction ends. */
export async function isOauth2ProviderNamed(
  tx: Transaction,
  { name, oauth2ProviderId: ownId }: Pick<Oauth2Provider, "name" | "oauth2ProviderId">,
): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(hashtext('oauth2 provider ' || ${name}))`.execute(tx);
  const { rows } = await sql`
    select from oauth2_providers where name = ${name} and oauth2_provider_id <> ${ownId}::uuid
  `.execute(tx);
  return rows.length > 0;
}

/** The name of a notification definition or a callout template that asks it for tokens. */
export async function findUserOfProvider(
  tx: Transaction,
  oauth2ProviderId: string,
): Promise<string | undefined> {
  const { rows } = await sql<{ name: string }>`
    select name from notification_definitions
    where callout ->> 'oauth2ProviderId' = ${oauth2ProviderId}
    union all
    select name from callout_templates where content ->> 'oauth2ProviderId' = ${oauth2ProviderId}
    order by name limit 1
  `.execute(tx);
  return rows[0]?.name;
}

export async function deleteOauth2ProviderRow(tx: Transaction, id: string): Promise<void> {
  await sql`delete from oauth2_providers where oauth2_provider_id = ${id}::uuid`.execute(tx);
}

type ProviderRow = {
  readonly oauth2_provider_id: string;
  readonly name: string;
  readonly token_url: string;
  readonly client_id: string;
  readonly client_secret: string;
  readonly authentication_method: Oauth2AuthenticationMethod;
  readonly scope: string | null;
  readonly audience: string | null;
  readonly created_by_id: string;
  readonly created_at: Date;
  readonly updated_by_id: string;
  readonly updated_at: Date;
};

const toProvider = (row: ProviderRow): StoredOauth2Provider => ({
  oauth2ProviderId: row.oauth2_provider_id,
  name: row.name,
  tokenUrl: row.token_url,
  clientId: row.client_id,
  clientSecret: row.client_secret,
  authenticationMethod: row.authentication_method,
  scope: row.scope,
  audience: row.audience,
  createdById: row.created_by_id,
  createdAt: row.created_at,
  updatedById: row.updated_by_id,
  updatedAt: row.updated_at,
});
