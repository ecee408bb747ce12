import { randomBytes } from "node:crypto";
import { BillingError } from "#engine/errors.ts";
import { isCurrencyCode } from "#engine/values/currency.ts";
import { newId } from "#store/ids.ts";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { hashClientSecret } from "./client-secret.ts";

export type NewEntity = {
  /** Of which the database has none yet. */
  readonly name: string;
  /** Of the first administrator, who makes the others; he may be a user of other entities as well. */
  readonly userName: string;
  /** ISO 4217: of accounts that name none. */
  readonly currency: string;
  /** IANA: whose midnight ends a day of the entity. */
  readonly timeZone: string;
  /** Whether its clock can be moved. It stays what it is. */
  readonly isSandbox: boolean;
};

/** What lets the administrator in, told once: only hashes are kept. */
export type EntityKeys = {
  readonly entityId: string;
  readonly userName: string;
  readonly password: string;
  readonly clientId: string;
  readonly clientSecret: string;
};

/**
 * An entity with its first administrator and an OAuth client of his. Only the owner of the database makes
 * one: no request does.
 *
 * Errors: INVALID_VALUE for a currency or a time zone that is none; NUMBER_IN_USE for a name that is taken.
 */
export async function createEntity(ownerUrl: string, given: NewEntity): Promise<EntityKeys> {
  refuseNonsense(given);
  const { name, userName, currency, timeZone, isSandbox } = given;
  const keys = {
    entityId: newId(),
    userName,
    password: secretOf(18),
    clientId: newId(),
    clientSecret: secretOf(32),
  };
  const userId = newId();
  const [passwordHash, secretHash] = await Promise.all([
    hashClientSecret(keys.password),
    hashClientSecret(keys.clientSecret),
  ]);
  await withOwnerConnection(ownerUrl, async (client) => {
    const { rows } = await client.query<{ taken: string }>(
      "select name as taken from entities where name = $1",
      [name],
    );
    if (rows[0]) {
      throw new BillingError("NUMBER_IN_USE", { field: "Name", number: rows[0].taken });
    }
    await client.query(
      `with entity as (
         insert into entities (entity_id, name, default_currency, time_zone, is_sandbox)
         values ($1, $2, $3, $4, $5)
       ), administrator as (
         insert into users (user_id, entity_id, user_name) values ($6, $1, $7)
       ), password as (
         insert into user_passwords (entity_id, user_id, password_hash) values ($1, $6, $8)
       )
       insert into oauth_clients (client_id, entity_id, user_id, name, client_secret_hash)
       values ($9, $1, $6, 'First client', $10)`,
      [
        keys.entityId,
        name,
        currency,
        timeZone,
        isSandbox,
        userId,
        userName,
        passwordHash,
        keys.clientId,
        secretHash,
      ],
    );
  });
  return keys;
}

const secretOf = (bytes: number): string => randomBytes(bytes).toString("base64url");

function refuseNonsense({ name, userName, currency, timeZone }: NewEntity): void {
  const wrong = (message: string) => new BillingError("INVALID_VALUE", { message });
  for (const text of [name, userName]) {
    if (text.trim() === "" || text.length > 254) throw wrong("Names have 1 to 254 characters.");
  }
  if (!isCurrencyCode(currency)) throw wrong(`'${currency}' is no currency of ISO 4217.`);
  if (!isTimeZone(timeZone)) throw wrong(`'${timeZone}' is no time zone such as Europe/Berlin.`);
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}
