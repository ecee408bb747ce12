import { randomBytes, randomUUID } from "node:crypto";
import { BillingError } from "#engine/errors.ts";
import { PERMISSIONS, type Permission } from "#engine/rights/permissions.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import {
  deleteOauthClient as deleteStored,
  findManagedClient,
  type ManagedClient,
  replaceSecret,
  saveClient,
  saveNewClient,
} from "#store/oauth-clients.ts";
import { findUser } from "#store/users.ts";
import { hashClientSecret } from "./client-secret.ts";
import type { Context } from "./context.ts";
import { refuseGivingMore } from "./give-permissions.ts";
import { type OrganizationLabel, organizationIdsOf } from "./label-with-organizations.ts";

/** The secret is told once, here: only its hash is kept. */
export type NewSecret = { readonly client: ManagedClient; readonly clientSecret: string };

/** 42 characters, as many as the field's have. */
const newSecret = (): string => randomBytes(32).toString("base64url").slice(0, 42);

/**
 * A client that acts as a user, with at most the permissions given; null is all that he has.
 *
 * Errors: ENTITY_NOT_FOUND (the user); INVALID_VALUE for an organization that is not there; NOT_ALLOWED where the client could do more than who makes it.
 */
export async function createOauthClient(
  context: Context,
  {
    userKey,
    name,
    permissions,
    organizationLabels = null,
  }: {
    readonly userKey: string;
    readonly name: string;
    readonly permissions: readonly Permission[] | null;
    readonly organizationLabels?: readonly OrganizationLabel[] | null | undefined;
  },
): Promise<NewSecret> {
  const clientSecret = newSecret();
  const secretHash = await hashClientSecret(clientSecret);
  return inTransaction(context.database, context.entityId, async (tx) => {
    const user = await findUser(tx, userKey);
    if (!user) throw new BillingError("ENTITY_NOT_FOUND", { key: userKey });
    const { userId } = user;
    refuseMightier(context, { permissions });
    const clientId = randomUUID();
    const organizationIds = await organizationIdsOf(tx, context, organizationLabels);
    const client = { clientId, name, userId, permissions, organizationIds };
    await saveNewClient(tx, client, secretHash);
    return { client: await storedClient(tx, clientId), clientSecret };
  });
}

/** What is undefined stays. Errors: ENTITY_NOT_FOUND; NOT_ALLOWED as of createOauthClient. */
export const updateOauthClient = (
  context: Context,
  clientId: string,
  given: {
    readonly name: string | undefined;
    readonly permissions: readonly Permission[] | null | undefined;
    readonly organizationLabels?: readonly OrganizationLabel[] | null | undefined;
    readonly status: ManagedClient["status"] | undefined;
  },
): Promise<ManagedClient> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const stored = await storedClient(tx, clientId);
    refuseMightier(context, stored);
    const permissions = given.permissions === undefined ? stored.permissions : given.permissions;
    refuseMightier(context, { ...stored, permissions });
    const { name = stored.name, status = stored.status } = given;
    const labels = given.organizationLabels;
    const organizationIds =
      labels === undefined ? stored.organizationIds : await organizationIdsOf(tx, context, labels);
    await saveClient(tx, { clientId, name, permissions, organizationIds, status });
    return storedClient(tx, clientId);
  });

/**
 * Gives a client another secret. The one that it has works for `graceSeconds` more, so that its
 * programs can be told one by one.
 *
 * Errors: ENTITY_NOT_FOUND; NOT_ALLOWED as of createOauthClient.
 */
export async function rotateClientSecret(
  context: Context,
  clientId: string,
  graceSeconds: number,
): Promise<NewSecret> {
  const clientSecret = newSecret();
  const secretHash = await hashClientSecret(clientSecret);
  return inTransaction(context.database, context.entityId, async (tx) => {
    refuseMightier(context, await storedClient(tx, clientId));
    await replaceSecret(tx, clientId, { secretHash, graceSeconds });
    return { client: await storedClient(tx, clientId), clientSecret };
  });
}

/** And its tokens. Errors: ENTITY_NOT_FOUND; NOT_ALLOWED as of createOauthClient. */
export const deleteOauthClient = (context: Context, clientId: string): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    refuseMightier(context, await storedClient(tx, clientId));
    await deleteStored(tx, clientId);
  });

async function storedClient(tx: Transaction, clientId: string): Promise<ManagedClient> {
  const stored = await findManagedClient(tx, clientId);
  if (!stored) throw new BillingError("ENTITY_NOT_FOUND", { key: clientId });
  return stored;
}

/**
 * A client is a way to be its user: who made one could be whoever it acts as. What it is limited to counts
 * whole, also what its user is not given yet: the secret stays with whoever has made it. One without a
 * limit may one day do everything.
 */
const refuseMightier = (
  context: Context,
  { permissions }: Pick<ManagedClient, "permissions">,
): void => refuseGivingMore(context, permissions ?? PERMISSIONS);
