/** Bulk cancels over HTTP, and accounts to cancel. */
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { hashClientSecret } from "#operations/client-secret.ts";
import { newId } from "#store/ids.ts";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { aBilledAccount, billRun } from "./bill-runs.ts";
import { type Plan, succeed } from "./company.ts";
import type { Answer, TestServer } from "./server.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Accounts of a batch, each with a monthly subscription since January 2023, billed on these days. */
export async function billedAccounts(
  server: TestServer,
  plan: Plan,
  { batch, howMany, billedOn }: { batch: string; howMany: number; billedOn: readonly string[] },
) {
  const accounts: Awaited<ReturnType<typeof aBilledAccount>>[] = [];
  while (accounts.length < howMany) accounts.push(await aBilledAccount(server, plan, { batch }));
  for (const targetDate of billedOn) {
    await billRun(server, {
      targetDate,
      invoiceDate: targetDate,
      batches: [batch],
      autoPost: true,
    });
  }
  return accounts;
}

const path = (key: string) => `/v1/bulk-cancels/${key}`;

export const bulkCancel = (server: TestServer, key: string): Promise<Answer["json"]> =>
  succeed(server, "GET", path(key));

/** A bulk cancel once it is in none of these statuses. */
export async function settled(server: TestServer, key: string, unlike: readonly string[]) {
  for (;;) {
    const found = await bulkCancel(server, key);
    if (!unlike.includes(found.status)) return found;
    await delay(10);
  }
}

/** Created and planned. */
export async function planned(server: TestServer, fields: Fields) {
  const { number } = await succeed(server, "POST", "/v1/bulk-cancels", {
    kind: "Cancel",
    ...fields,
  });
  return settled(server, number, ["Planning"]);
}

export const step = (
  server: TestServer,
  key: string,
  name: string,
  body: Fields = {},
  who: Readonly<Record<string, string>> = {},
): Promise<Answer> => server.call("PUT", `${path(key)}/${name}`, body, who);

/** Submitted, approved by somebody else, and started. */
export async function started(
  server: TestServer,
  { number, planNumber }: { readonly number: string; readonly planNumber: number },
  colleague: Readonly<Record<string, string>>,
): Promise<void> {
  const by = (name: string, who = {}) =>
    succeed(server, "PUT", `${path(number)}/${name}`, { planNumber }, who);
  await by("submit");
  await by("approve", colleague);
  await by("start");
}

/** Another user with these roles: what his requests are sent with. */
export async function aColleague(server: TestServer, roles: readonly string[]) {
  const [userId, clientId, secret] = [newId(), randomUUID(), "secret"];
  await withOwnerConnection(server.ownerUrl, async (client) => {
    await client.query(
      "insert into users (user_id, entity_id, user_name, roles) values ($1, $2, $3, $4)",
      [userId, server.entityId, `${userId}@example.com`, roles],
    );
    await client.query(
      `insert into oauth_clients (client_id, entity_id, user_id, client_secret_hash)
       values ($1, $2, $3, $4)`,
      [clientId, server.entityId, userId, await hashClientSecret(secret)],
    );
  });
  const basic = Buffer.from(`${clientId}:${secret}`).toString("base64");
  return { userId, authorization: { authorization: `Basic ${basic}` } };
}

export async function rowsOf(server: TestServer, key: string, state = "") {
  const rows: Answer["json"][] = [];
  for (let page = 1; ; page += 1) {
    const query = `pageSize=40&page=${page}${state && `&state=${state}`}`;
    const answer = await succeed(server, "GET", `${path(key)}/rows?${query}`);
    rows.push(...answer.rows);
    if (!answer.nextPage) return rows;
  }
}
