/** How customers come to their page: by a link that works once, or by one that the merchant has signed. */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { BillingError } from "#engine/errors.ts";
import { textToSign } from "#engine/my-account/settings.ts";
import { findAccount } from "#store/accounts.ts";
import { type Database, inTransaction, type Transaction } from "#store/database.ts";
import {
  deleteCustomerSession as deleteRow,
  listMerchants,
  saveCustomerSession,
  saveLink,
  takeLink,
  takeNonce,
  useCustomerSession,
} from "#store/my-account/doors.ts";
import { listSecrets } from "#store/my-account/secrets.ts";
import { findMyAccount, myAccountOf, type StoredMyAccount } from "#store/my-account/settings.ts";
import type { Context } from "../context.ts";
import { tokenHashOf } from "../create-token.ts";

/** Half an hour without a request ends a customer's session; two hours do in any case. */
export const CUSTOMER_IDLE_SECONDS = 30 * 60;
export const LONGEST_CUSTOMER_SECONDS = 2 * 3600;

/** A signed link is made when the page of the merchant is shown: it need not live longer than that. */
const LONGEST_SIGNED_SECONDS = 24 * 3600;

/** The entity comes first, so that a token is looked up among its rows only. */
const newDoorToken = (entityId: string): string => entityId + randomBytes(32).toString("hex");

const DOOR_TOKEN = /^([0-9a-f]{32})[0-9a-f]{64}$/;

const entityOfToken = (token: string): string | undefined => DOOR_TOKEN.exec(token)?.[1];

export type CustomerPrincipal = {
  readonly entityId: string;
  readonly accountId: string;
  /** In whose name customers act. */
  readonly actorId: string;
};

/**
 * A link that lets in once whoever opens it, as the customer of an account.
 *
 * Errors: ENTITY_NOT_FOUND; NOT_ALLOWED while the page is off.
 */
export const createMyAccountLink = (
  { database, entityId }: Context,
  key: string,
  secondsToLive: number,
): Promise<{ readonly token: string; readonly expiresAt: Date; readonly page: StoredMyAccount }> =>
  inTransaction(database, entityId, async (tx) => {
    const account = await findAccount(tx, key);
    if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key });
    const page = await findMyAccount(tx);
    if (!page.enabled) {
      const message = "My Account is off: PUT /settings/my-account switches it on.";
      throw new BillingError("NOT_ALLOWED", { message });
    }
    const made = await newLink(tx, entityId, account.accountId, {
      secondsToLive,
      isEmailed: false,
    });
    return { ...made, page };
  });

/** Within a transaction of the caller's, who has looked whether the page is on. */
export async function newLink(
  tx: Transaction,
  entityId: string,
  accountId: string,
  how: { readonly secondsToLive: number; readonly isEmailed: boolean },
): Promise<{ readonly token: string; readonly expiresAt: Date }> {
  const token = newDoorToken(entityId);
  const { expiresAt } = await saveLink(tx, { accountId, linkHash: tokenHashOf(token), ...how });
  return { token, expiresAt };
}

/** A session for a link, which is used up; undefined where it does not let in. */
export async function signInByLink(database: Database, token: string): Promise<string | undefined> {
  const entityId = entityOfToken(token);
  if (entityId === undefined) return undefined;
  return inTransaction(database, entityId, async (tx) => {
    const accountId = await takeLink(tx, tokenHashOf(token));
    return accountId && sessionFor(tx, entityId, accountId);
  });
}

export type SignedLink = {
  /** The entity. */
  readonly merchant: string;
  readonly accountNumber: string;
  /** Seconds since 1970. */
  readonly expires: number;
  readonly nonce: string;
  /** HMAC-SHA256 of `textToSign`, in hexadecimal digits. */
  readonly signature: string;
};

/** A session for a link that the merchant has signed; undefined where it does not let in. */
export async function signInBySignature(
  database: Database,
  link: SignedLink,
): Promise<string | undefined> {
  const { merchant: entityId, expires, nonce, accountNumber } = link;
  const now = Date.now() / 1000;
  if (!/^[0-9a-f]{32}$/.test(entityId)) return undefined;
  if (expires <= now || expires > now + LONGEST_SIGNED_SECONDS) return undefined;
  return inTransaction(database, entityId, async (tx) => {
    const secrets = await listSecrets(tx);
    if (!secrets.some((secret) => isSignedWith(secret, link))) return undefined;
    if (!(await takeNonce(tx, nonce, expires))) return undefined;
    const account = await findAccount(tx, accountNumber);
    // By its number alone: that is what was signed.
    if (account?.accountNumber !== accountNumber) return undefined;
    return sessionFor(tx, entityId, account.accountId);
  });
}

function isSignedWith(secret: string, link: SignedLink): boolean {
  const wanted = createHmac("sha256", secret).update(textToSign(link)).digest();
  const given = Buffer.from(link.signature, "hex");
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

async function sessionFor(
  tx: Transaction,
  entityId: string,
  accountId: string,
): Promise<string | undefined> {
  if (!(await findMyAccount(tx)).enabled) return undefined;
  const token = newDoorToken(entityId);
  const sessionHash = tokenHashOf(token);
  await saveCustomerSession(tx, {
    accountId,
    sessionHash,
    secondsToLive: LONGEST_CUSTOMER_SECONDS,
  });
  return token;
}

/** Whose session it is; undefined once it has ended, and while the page is off. */
export async function findCustomer(
  database: Database,
  token: string,
): Promise<CustomerPrincipal | undefined> {
  const entityId = entityOfToken(token);
  if (entityId === undefined) return undefined;
  const used = { sessionHash: tokenHashOf(token), idleSeconds: CUSTOMER_IDLE_SECONDS };
  const session = await useCustomerSession(database, entityId, used);
  const { enabled, actorId } = myAccountOf(session?.settings ?? {});
  if (!session || !enabled || actorId === null) return undefined;
  return { entityId, accountId: session.accountId, actorId };
}

export const endCustomerSession = (database: Database, token: string): Promise<void> => {
  const entityId = entityOfToken(token) ?? "";
  return inTransaction(database, entityId, (tx) => deleteRow(tx, tokenHashOf(token)));
};

/** The page that an address means: that of the merchant it names, else of the only one there is. */
export async function findPage(
  database: Database,
  merchant: string | undefined,
): Promise<{ readonly entityId: string; readonly page: StoredMyAccount } | undefined> {
  const [first, second] = merchant === undefined ? await listMerchants(database) : [merchant];
  if (first === undefined || second !== undefined || !/^[0-9a-f]{32}$/.test(first))
    return undefined;
  const page = await inTransaction(database, first, findMyAccount);
  return page.enabled ? { entityId: first, page } : undefined;
}
