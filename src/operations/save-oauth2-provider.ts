import { BillingError } from "#engine/errors.ts";
import type { Oauth2Provider } from "#engine/model/oauth2-provider.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import {
  deleteOauth2ProviderRow,
  findOauth2Provider,
  findUserOfProvider,
  isOauth2ProviderNamed,
  type StoredOauth2Provider,
  saveOauth2Provider,
} from "#store/oauth2-providers.ts";
import { isCalloutAddress } from "./check-callout.ts";
import { authorOf, type Context } from "./context.ts";

export type NewOauth2Provider = Omit<Oauth2Provider, "oauth2ProviderId">;

export type ChangedOauth2Provider = {
  readonly [Name in keyof NewOauth2Provider]?: NewOauth2Provider[Name] | undefined;
};

/**
 * Errors: INVALID_VALUE for an address that no callout may go to; NUMBER_IN_USE for a name that another
 * one has.
 */
export const createOauth2Provider = (
  context: Context,
  given: NewOauth2Provider,
): Promise<StoredOauth2Provider> =>
  inTransaction(context.database, context.entityId, (tx) =>
    save(tx, context, { ...given, oauth2ProviderId: newId() }),
  );

/**
 * What is left out stays. Tokens that it has given are not used any more.
 *
 * Errors: ENTITY_NOT_FOUND, those of createOauth2Provider, and MISSING_FIELD where another server would
 * be told the secret of this one.
 */
export const updateOauth2Provider = (
  context: Context,
  key: string,
  given: ChangedOauth2Provider,
): Promise<StoredOauth2Provider> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const before = await found(tx, key);
    const { tokenUrl = before.tokenUrl, clientSecret } = given;
    const isElsewhere = URL.parse(tokenUrl)?.origin !== URL.parse(before.tokenUrl)?.origin;
    if (isElsewhere && clientSecret === undefined) {
      throw new BillingError("MISSING_FIELD", { field: "clientSecret" });
    }
    const known = Object.entries(given).filter(([, value]) => value !== undefined);
    return save(tx, context, { ...before, ...Object.fromEntries(known) });
  });

/** Errors: ENTITY_NOT_FOUND; NOT_ALLOWED while callouts need it. */
export const deleteOauth2Provider = ({ database, entityId }: Context, key: string): Promise<void> =>
  inTransaction(database, entityId, async (tx) => {
    const { oauth2ProviderId } = await found(tx, key);
    const user = await findUserOfProvider(tx, oauth2ProviderId);
    if (user !== undefined) {
      const message = `Callouts of '${user}' ask this provider for their tokens.`;
      throw new BillingError("NOT_ALLOWED", { message });
    }
    await deleteOauth2ProviderRow(tx, oauth2ProviderId);
  });

type Asking = {
  readonly requiredOauth2?: boolean | undefined;
  readonly oauth2ProviderId?: string | null | undefined;
};

/**
 * Of a callout that needs tokens: who gives them.
 *
 * Errors: MISSING_FIELD; ENTITY_NOT_FOUND.
 */
export async function checkTokensOf(
  tx: Transaction,
  { requiredOauth2, oauth2ProviderId }: Asking,
  within: "" | "callout.",
): Promise<void> {
  if (oauth2ProviderId) await found(tx, oauth2ProviderId);
  else if (requiredOauth2) {
    throw new BillingError("MISSING_FIELD", { field: `${within}oauth2ProviderId` });
  }
}

async function found(tx: Transaction, key: string): Promise<StoredOauth2Provider> {
  const provider = await findOauth2Provider(tx, key);
  if (!provider) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return provider;
}

async function save(
  tx: Transaction,
  context: Context,
  provider: Oauth2Provider,
): Promise<StoredOauth2Provider> {
  if (!isCalloutAddress(provider.tokenUrl, context.calloutHosts ?? new Set())) {
    const message = "'tokenUrl' must start with 'https://' and a host.";
    throw new BillingError("INVALID_VALUE", { message });
  }
  if (await isOauth2ProviderNamed(tx, provider)) {
    const details = { field: "OAuth 2.0 provider", number: provider.name };
    throw new BillingError("NUMBER_IN_USE", details);
  }
  await saveOauth2Provider(tx, provider, authorOf(context));
  return found(tx, provider.oauth2ProviderId);
}
