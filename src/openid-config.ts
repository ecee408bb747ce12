import type { OpenIdConfig, OpenIdRules } from "#operations/sign-in-with-open-id.ts";
import { StartError } from "#store/start-error.ts";

const ISSUER = "QUITTANCE_OIDC_ISSUER";
const PREFIX = "QUITTANCE_OIDC_";

type Read = (name: string) => string | undefined;

/**
 * The settings QUITTANCE_OIDC_…: docs/guides/8-signing-in.md has all of them. Undefined where no issuer is
 * named.
 *
 * Errors: StartError, which says nothing of the secret.
 */
export function openIdOf(read: Read): OpenIdConfig | undefined {
  const issuer = read(ISSUER);
  if (issuer === undefined) {
    const lost = ["CLIENT_ID", "CLIENT_SECRET"].find((name) => read(PREFIX + name) !== undefined);
    if (lost === undefined) return undefined;
    throw new StartError(`${PREFIX}${lost} is set, and ${ISSUER} is not.`);
  }
  return {
    provider: {
      issuer: issuerOf(issuer),
      clientId: needed(read, "CLIENT_ID"),
      clientSecret: needed(read, "CLIENT_SECRET"),
      scopes: scopesOf(read(`${PREFIX}SCOPES`) ?? "openid email profile"),
    },
    rules: {
      userNameClaim: read(`${PREFIX}USER_NAME_CLAIM`) ?? "email",
      ...rolesOf(read),
      ...newUsersOf(read),
    },
    label: read(`${PREFIX}LABEL`) ?? "Sign in with OpenID Connect",
  };
}

function needed(read: Read, name: string): string {
  const value = read(PREFIX + name);
  if (value !== undefined) return value;
  throw new StartError(`${PREFIX}${name} is needed where ${ISSUER} is set.`);
}

/** What a stranger on the way could change would let anybody in: only https, or this machine. */
function issuerOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "https:" || (url?.protocol === "http:" && LOCAL.test(url.hostname))) {
    return url;
  }
  throw new StartError(`${ISSUER} is "${text}": it must be an address such as https://id.example.`);
}

const LOCAL = /^(localhost|\[::1\]|127(\.\d{1,3}){3})$/;

function scopesOf(text: string): string {
  if (text.split(/\s+/).includes("openid")) return text;
  throw new StartError(`${PREFIX}SCOPES is "${text}": it must have openid in it.`);
}

/** "billing-admins=Administrator, clerks=Billing Standard User" */
function rolesOf(read: Read): Pick<OpenIdRules, "rolesClaim" | "roles"> {
  const rolesClaim = read(`${PREFIX}ROLES_CLAIM`);
  const text = read(`${PREFIX}ROLES`);
  if (rolesClaim === undefined && text === undefined) return {};
  const pairs = (text ?? "").split(",").map((pair) => /^\s*(.+?)\s*=\s*(.+?)\s*$/.exec(pair));
  const roles = pairs.flatMap((pair) =>
    pair?.[1] && pair[2] ? [[pair[1], pair[2]] as const] : [],
  );
  if (rolesClaim === undefined || roles.length < pairs.length) {
    throw new StartError(
      `${PREFIX}ROLES_CLAIM and ${PREFIX}ROLES belong together: groups, and clerks=Billing Standard User, ….`,
    );
  }
  return { rolesClaim, roles };
}

function newUsersOf(read: Read): Pick<OpenIdRules, "newUsers"> {
  const entity = read(`${PREFIX}NEW_USERS_ENTITY`);
  const role = read(`${PREFIX}NEW_USERS_ROLE`);
  if (entity === undefined && role === undefined) return {};
  if (entity === undefined) {
    throw new StartError(
      `${PREFIX}NEW_USERS_ENTITY is needed where ${PREFIX}NEW_USERS_ROLE is set.`,
    );
  }
  if (role === undefined && read(`${PREFIX}ROLES`) === undefined) {
    throw new StartError(`${PREFIX}NEW_USERS_ROLE is needed: what may they?`);
  }
  return { newUsers: { entity, role } };
}
