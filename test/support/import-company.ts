/** Two entities of one server, and what goes from the one to the other as the command line sends it. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { createClient } from "#client/index.ts";
import { hashClientSecret } from "#operations/client-secret.ts";
import { inChunks } from "#src/cli/import/in-chunks.ts";
import { readApi } from "#src/cli/import/read-api.ts";
import type { Tables } from "#src/cli/import/tables.ts";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { withEntity } from "./database.ts";
import type { Answer, TestServer } from "./server.ts";

/** An entity with whoever calls the server for it. */
export type Tenant = TestServer & {
  readonly readAll: () => Promise<Tables>;
  readonly connection: {
    readonly baseUrl: string;
    readonly clientId: string;
    readonly clientSecret: string;
  };
};

/** Another entity of the same server. */
export async function aTenant(server: TestServer, baseUrl: string): Promise<Tenant> {
  const { entityId, userId } = await withEntity(server);
  const [clientId, clientSecret] = [randomUUID(), "a tenant's secret"];
  await withOwnerConnection(server.ownerUrl, async (connection) => {
    const insert = `insert into oauth_clients (client_id, entity_id, user_id, client_secret_hash)
      values ($1, $2, $3, $4)`;
    await connection.query(insert, [
      clientId,
      entityId,
      userId,
      await hashClientSecret(clientSecret),
    ]);
  });
  const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`;
  const call: TestServer["call"] = (method, path, body, headers) =>
    server.call(method, path, body, { authorization, ...headers });
  const connection = { baseUrl, clientId, clientSecret };
  const client = createClient(connection);
  return { ...server, entityId, userId, call, connection, readAll: () => readApi(client) };
}

export type Imported = {
  readonly failures: readonly { readonly number: string; readonly reason: string }[];
  readonly accounts: readonly Answer["json"][];
  /** Rows that were written, chunk by chunk. */
  readonly imported: readonly Readonly<Record<string, number>>[];
  readonly differences: readonly string[];
  readonly isEqual: boolean;
};

/** All rows, in the chunks in which the command line sends them. */
export async function importInto(
  server: TestServer,
  tables: Tables,
  body: { readonly dryRun?: boolean; readonly billThrough?: string } = {},
): Promise<Imported> {
  const { dryRun = false } = body;
  const answers: Answer["json"][] = [];
  for (const { records } of inChunks(tables, { withCatalog: dryRun })) {
    answers.push(await importRows(server, records, body));
  }
  const accounts = answers.flatMap((answer) => answer.accounts);
  return {
    failures: answers.flatMap((answer) => answer.failures),
    accounts,
    imported: answers.map((answer) => answer.imported),
    differences: accounts.flatMap((account) =>
      account.differences.map(({ message }: { message: string }) => message),
    ),
    isEqual: answers.every((answer) => answer.isEqual),
  };
}

export async function importRows(
  server: TestServer,
  records: Partial<Tables>,
  body: object = {},
): Promise<Answer["json"]> {
  const { json, text } = await server.call("POST", "/v1/imports", { records, ...body });
  assert.equal(json?.success, true, text);
  return json;
}

/** An account and its contact, as another system has them. */
export async function somethingImported(server: TestServer, name: string): Promise<void> {
  // The contact is the older: what is told of it tells whose it is.
  const Id = `old ${name}`;
  const old = { Id, CreatedDate: "2001-01-01", AccountNumber: `${name} 1`, Currency: "USD" };
  const person = { Id, CreatedDate: "2000-01-01", AccountId: Id, FirstName: name };
  const records = {
    Account: [{ ...old, Name: name }],
    Contact: [{ ...person, LastName: name }],
  };
  await importRows(server, records);
}
