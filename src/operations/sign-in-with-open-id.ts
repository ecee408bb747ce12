/** Who an OpenID provider has vouched for, as a user of ours. */
import { BillingError } from "#engine/errors.ts";
import { OpenIdFailure } from "#engine/rights/open-id-failure.ts";
import {
  OpenIdProvider,
  type OpenIdRequest,
  type OpenIdSettings,
} from "#gateways/openid/open-id-provider.ts";
import { actingAs, type Database } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { findEntity } from "#store/oauth.ts";
import { findEntityCalled, findUsersCalled, type UserCalled } from "#store/sessions.ts";
import { contextOf } from "./context.ts";
import { createSession } from "./create-session.ts";
import { createUser, updateUser } from "./save-users.ts";

/** What the word of a provider is worth here. */
export type OpenIdRules = {
  /** Which claim is the user name. `email` counts only where the provider has verified it. */
  readonly userNameClaim: string;
  /** A text or texts, of which `roles` says what each gives; without it roles are given here alone. */
  readonly rolesClaim?: string;
  readonly roles?: readonly (readonly [value: string, role: string])[];
  /** Whether who is unknown becomes a user: of which entity, by id or name, and with which role. */
  readonly newUsers?: { readonly entity: string; readonly role: string | undefined };
};

type Claims = Readonly<Record<string, unknown>>;

/** How whoever runs the server has configured it. */
export type OpenIdConfig = {
  readonly provider: OpenIdSettings;
  readonly rules: OpenIdRules;
  /** Of the button. */
  readonly label: string;
};

export type OpenId = Pick<OpenIdConfig, "rules" | "label"> & { readonly provider: OpenIdProvider };

export const openIdOf = ({ provider, rules, label }: OpenIdConfig): OpenId => ({
  provider: new OpenIdProvider(provider),
  rules,
  label,
});

type CameBack = {
  /** The address that the provider has sent the browser to. */
  readonly address: URL;
  /** What this browser was asked to come back with. */
  readonly asked: OpenIdRequest;
  readonly browser: string;
};

/**
 * A new session of the user for whom the provider vouches: its token.
 *
 * Errors: OpenIdFailure.
 */
export async function signInWithOpenId(
  database: Database,
  { provider, rules }: OpenId,
  { address, asked, browser }: CameBack,
): Promise<string> {
  const { claims, idToken } = await provider.answer(address, asked, claimsWanted(rules));
  const users = await usersByOpenId(database, rules, claims);
  const [user] = users;
  if (user === undefined) throw notAllowed("nobody was made");
  const userIds = users.map(({ userId }) => userId);
  return createSession(database, user, { with: "OpenID", browser, idToken, userIds });
}

const notAllowed = (message: string) => new OpenIdFailure("not-allowed", message);

/** Claims without which the rules cannot be followed. */
const claimsWanted = ({ userNameClaim, rolesClaim }: OpenIdRules): readonly string[] => [
  userNameClaim,
  ...(userNameClaim === "email" ? ["email_verified"] : []),
  ...(rolesClaim === undefined ? [] : [rolesClaim]),
];

/**
 * The active users with the name that the provider says, in whatever entities; who is new is made, and
 * their roles are set, where the rules say so. There is at least one.
 *
 * Errors: OpenIdFailure.
 */
async function usersByOpenId(
  database: Database,
  rules: OpenIdRules,
  claims: Claims,
): Promise<readonly UserCalled[]> {
  const userName = userNameIn(rules, claims);
  const roles = rolesIn(rules, claims);
  const known = await findUsersCalled(database, userName);
  const active = known.filter(({ status }) => status === "Active");
  if (known.length === 0 && rules.newUsers) {
    await asRefusal(() => makeUser(database, rules.newUsers, { userName, roles }));
    return findUsersCalled(database, userName);
  }
  if (active.length === 0) throw notAllowed("no active user has the name");
  if (roles === undefined) return active;
  return givenRoles(database, active, roles);
}

/** Those who may have the roles; a role may be there in one entity and not in another. */
async function givenRoles(
  database: Database,
  users: readonly UserCalled[],
  roles: readonly string[],
): Promise<readonly UserCalled[]> {
  const given: UserCalled[] = [];
  let refusal: unknown;
  for (const user of users) {
    try {
      await asRefusal(() => giveRoles(database, user, roles));
      given.push(user);
    } catch (error) {
      if (!(error instanceof OpenIdFailure)) throw error;
      refusal = error;
    }
  }
  if (given.length === 0) throw refusal;
  return given;
}

function userNameIn({ userNameClaim }: OpenIdRules, claims: Claims): string {
  const name = claims[userNameClaim];
  if (typeof name !== "string" || name === "" || name.length > 254 || name.includes("\0")) {
    throw notAllowed(`the claim '${userNameClaim}' is no user name`);
  }
  // Whoever may write any address into his profile would be whomever he likes.
  if (userNameClaim === "email" && !isTrue(claims.email_verified)) {
    throw notAllowed("the provider has not verified the e-mail address");
  }
  return name;
}

/** Some providers write it as a text. */
const isTrue = (claim: unknown): boolean => claim === true || claim === "true";

/** Undefined where roles are given here alone. */
function rolesIn({ rolesClaim, roles }: OpenIdRules, claims: Claims): string[] | undefined {
  if (rolesClaim === undefined || roles === undefined) return undefined;
  const values = [claims[rolesClaim]].flat();
  const given = roles.filter(([value]) => values.includes(value)).map(([, role]) => role);
  return [...new Set(given)];
}

type NewUser = { readonly userName: string; readonly roles: readonly string[] | undefined };

async function makeUser(
  database: Database,
  newUsers: OpenIdRules["newUsers"],
  { userName, roles }: NewUser,
): Promise<void> {
  const usual = newUsers?.role === undefined ? [] : [newUsers.role];
  const given = roles === undefined || roles.length === 0 ? usual : roles;
  if (given.length === 0) throw notAllowed("none of the roles is mapped");
  const key = newUsers?.entity ?? "";
  const entityId = await findEntityCalled(database, key);
  if (entityId === undefined) throw notAllowed(`there is no entity '${key}' for new users`);
  await createUser(await ownContext(database, entityId, newId()), { userName, roles: given });
}

async function giveRoles(
  database: Database,
  { entityId, userId, roles: before }: UserCalled,
  roles: readonly string[],
): Promise<void> {
  if (roles.length === 0) throw notAllowed("none of the roles is mapped");
  if (roles.length === before.length && roles.every((role) => before.includes(role))) return;
  await updateUser(await ownContext(database, entityId, userId), userId, { roles });
}

/** In the name of who signs in, and by the rules of whoever runs the server: they may everything. */
async function ownContext(database: Database, entityId: string, userId: string) {
  const entity = await findEntity(database, entityId);
  if (!entity) throw new Error("users have an entity");
  const acting = actingAs(database, { userId });
  const caller = {
    database: acting,
    entity,
    userId,
    requestId: "",
    entityChanged: () => undefined,
  };
  return contextOf(caller, Temporal.Now.instant());
}

/** A role that is not there, or the last administrator's: for whoever runs the server to mend. */
async function asRefusal(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof BillingError)) throw error;
    throw notAllowed(`${error.code}: ${error.message}`);
  }
}
