/**
 * Whose request it is. Bearer tokens are looked up once and remembered, so that a request costs no
 * query; a token that somebody deletes opens the door for half a minute more at most.
 */
import type { IncomingHttpHeaders } from "node:http";
import type { OrganizationLimit } from "#engine/rights/organizations.ts";
import { findVerifiedClient } from "#operations/client-secret.ts";
import {
  findVerifiedUsers,
  type GivenPassword,
  IDLE_SECONDS,
  type VerifiedUsers,
} from "#operations/create-session.ts";
import { tokenHashOf } from "#operations/create-token.ts";
import { findCustomer } from "#operations/my-account/sign-in.ts";
import { type Database, inTransaction } from "#store/database.ts";
import {
  type EntityRow,
  findEntity,
  findOauthToken,
  type OauthClient,
  type Principal as StoredPrincipal,
} from "#store/oauth.ts";
import { findOrganizationIds } from "#store/organizations.ts";
import { useSession } from "#store/sessions.ts";
import { customerNotSignedIn, notSignedIn } from "./failure.ts";
import { customerTokenIn } from "./my-account/customer-cookie.ts";
import { Patience } from "./patience.ts";
import { RememberedAnswers } from "./remembered-answers.ts";
import { organizationsOf } from "./request-headers.ts";
import { type CookieRules, CSRF_HEADER, sessionTokenIn } from "./sessions/session-cookie.ts";

/** `clientId` is "console" for people who have signed in themselves. */
export type Principal = StoredPrincipal & {
  /** Of a browser that sends a cookie by itself: whoever makes it write has to show its CSRF token. */
  readonly sessionToken?: string;
  /** Of a customer on My Account, who may nothing but what is made for him. */
  readonly customerAccountId?: string;
};

const TOKEN_MS = 30_000;
const CREDENTIALS_MS = 60_000;
/** How long another process may still see the old clock of a sandbox entity. */
const ENTITY_MS = 1_000;

export class Authentication {
  readonly #database: Database;
  readonly #cookies: CookieRules;
  readonly #tokens = new RememberedAnswers<Principal & { expiresAt: number }>(TOKEN_MS, 10_000);
  readonly #sessions = new RememberedAnswers<Principal & { expiresAt: number }>(TOKEN_MS, 10_000);
  readonly #clients = new RememberedAnswers<OauthClient>(CREDENTIALS_MS, 1_000);
  readonly #entities = new RememberedAnswers<EntityRow>(ENTITY_MS, 1_000);
  readonly #patience = new Patience();

  /** @param cookies  which of a browser's cookies count */
  constructor(database: Database, cookies: CookieRules) {
    this.#database = database;
    this.#cookies = cookies;
  }

  /** Errors: 401 for credentials that are missing, wrong or expired. */
  async principalOf(headers: IncomingHttpHeaders, address: string): Promise<Principal> {
    const token = bearerToken(headers) ?? this.#connectionOf(headers);
    if (token !== undefined) return this.#principalOfToken(token);
    const credentials = basicCredentials(headers) ?? legacyCredentials(headers);
    if (credentials === undefined) return this.#principalOfSession(headers);
    const client = await this.clientOf(credentials, address);
    if (client === undefined) throw notSignedIn();
    return client;
  }

  /**
   * Of a program of older days. Of the console it counts for nothing, nor beside the console's own cookie:
   * its name has no prefix, so a page of another host of the domain may have set it in a browser.
   */
  #connectionOf(headers: IncomingHttpHeaders): string | undefined {
    const isBrowser =
      CSRF_HEADER in headers || sessionTokenIn(headers, this.#cookies) !== undefined;
    return isBrowser ? undefined : connectionToken(headers);
  }

  /**
   * The customer whose session it is, by its cookie or, in a frame, by its token. Not remembered: what was
   * signed out or switched off opens nothing any more.
   *
   * Errors: 401.
   */
  async customerOf(headers: IncomingHttpHeaders): Promise<Principal> {
    const bearer = bearerToken(headers);
    const token = bearer ?? customerTokenIn(headers, this.#cookies);
    const found = token === undefined ? undefined : await findCustomer(this.#database, token);
    if (token === undefined || found === undefined) throw customerNotSignedIn();
    const { entityId, actorId: userId, accountId: customerAccountId } = found;
    return {
      ...{ entityId, userId, customerAccountId },
      clientId: "my-account",
      permissions: new Set(),
      organizationIds: null,
      ...(bearer === undefined && { sessionToken: token }),
    };
  }

  /** Who tries links is slowed down as who tries passwords. */
  knock<Success>(
    who: string,
    open: () => Promise<Success | undefined>,
  ): Promise<Success | undefined> {
    return this.#patience.attempt(`my-account ${who}`, open);
  }

  /** Undefined when the password is wrong; as slow as `clientOf`. */
  usersOf(given: GivenPassword, address: string): Promise<VerifiedUsers | undefined> {
    return this.#patience.attempt(`${address} user ${given.userName.slice(0, 100)}`, () =>
      findVerifiedUsers(this.#database, given),
    );
  }

  /** Once it has ended: here it opens no door any more. */
  forgetSession(hash: Buffer): void {
    this.#sessions.forget(hash.toString("base64"));
  }

  /** After a change of users, roles or clients: each is asked for anew, which is rare enough. */
  forgetCallers(): void {
    for (const remembered of [this.#tokens, this.#sessions, this.#clients]) remembered.forgetAll();
  }

  async entityOf({ entityId }: Principal): Promise<EntityRow> {
    const entity = await this.#entities.get(entityId, () => findEntity(this.#database, entityId));
    if (entity === undefined) throw notSignedIn();
    return entity;
  }

  /** What a request may see of the entity: see organizationsOf of request-headers.ts. */
  organizationsOf(headers: IncomingHttpHeaders, principal: Principal): Promise<OrganizationLimit> {
    return organizationsOf(headers, principal, (ids) =>
      inTransaction(this.#database, principal.entityId, (tx) => findOrganizationIds(tx, ids)),
    );
  }

  /** Undefined when the secret is wrong. Slow after failures: guessing is what this is against. */
  clientOf(credentials: Credentials, address: string): Promise<OauthClient | undefined> {
    const hash = tokenHashOf(JSON.stringify(credentials)).toString("base64");
    const { name, secret } = credentials;
    return this.#clients.get(hash, () =>
      this.#patience.attempt(`${address} ${name.slice(0, 100)}`, () =>
        findVerifiedClient(this.#database, name, secret),
      ),
    );
  }

  /** After a change of its time zone or clock: what comes next sees it. */
  forgetEntity(entityId: string): void {
    this.#entities.forget(entityId);
  }

  async #principalOfSession(headers: IncomingHttpHeaders): Promise<Principal> {
    const sessionToken = sessionTokenIn(headers, this.#cookies);
    if (sessionToken === undefined) throw notSignedIn();
    const found = await this.#sessions.get(keyOf(sessionToken), async () => {
      const stored = await useSession(this.#database, tokenHashOf(sessionToken), IDLE_SECONDS);
      const expiresAt = stored?.expiresAt.getTime() ?? 0;
      return stored && { ...stored, clientId: "console", sessionToken, expiresAt };
    });
    if (found === undefined || found.expiresAt <= Date.now()) throw notSignedIn();
    return found;
  }

  async #principalOfToken(token: string): Promise<Principal> {
    const hash = tokenHashOf(token);
    const found = await this.#tokens.get(hash.toString("base64"), async () => {
      const stored = await findOauthToken(this.#database, hash);
      return stored && { ...stored, expiresAt: stored.expiresAt.getTime() };
    });
    if (found === undefined || found.expiresAt <= Date.now()) throw notSignedIn();
    return found;
  }
}

const keyOf = (token: string): string => tokenHashOf(token).toString("base64");

export type Credentials = { readonly name: string; readonly secret: string };

const bearerToken = ({ authorization = "" }: IncomingHttpHeaders): string | undefined =>
  /^bearer +(\S+)$/i.exec(authorization)?.[1];

const connectionToken = ({ cookie = "" }: IncomingHttpHeaders): string | undefined =>
  /(?:^|;\s*)ZSession=([0-9a-f]{32})/i.exec(cookie)?.[1];

export function basicCredentials({ authorization = "" }: IncomingHttpHeaders) {
  const encoded = /^basic +([\w+/-]+=*)$/i.exec(authorization)?.[1];
  if (encoded === undefined) return undefined;
  const [, name, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, "base64").toString()) ?? [];
  return name === undefined || secret === undefined ? undefined : { name, secret };
}

/** The headers of clients from before OAuth: user name and password. */
export function legacyCredentials(headers: IncomingHttpHeaders): Credentials | undefined {
  const { apiaccesskeyid: name, apisecretaccesskey: secret } = headers;
  return typeof name === "string" && typeof secret === "string" ? { name, secret } : undefined;
}
