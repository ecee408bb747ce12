/** The real server over a database of its own, for scenario tests. */
import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import type { InjectOptions } from "fastify";
import type { Route } from "#http/route.ts";
import { createServer, type ServerOptions } from "#http/server.ts";
import { type Jobs, startJobs } from "#jobs/worker.ts";
import { hashClientSecret } from "#operations/client-secret.ts";
import type { Database } from "#store/database.ts";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { createTestDatabase, withEntity } from "./database.ts";

export const CLIENT_ID = "0fb1c1a1-5c3e-4f6d-9a52-6d1c1b0a7e11";
export const CLIENT_SECRET = "test-secret";

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Parsed; tests look into it as they like. */
  // biome-ignore lint/suspicious/noExplicitAny: a test asserts what is there, which is its point
  readonly json: any;
  readonly text: string;
};

type Headers = Readonly<Record<string, string>>;

export type TestServer = {
  /** Where it listens, once `listen` has been called. */
  listen(): Promise<string>;
  /** Begins to run what is queued, until `close`. */
  runJobs(options?: Parameters<typeof startJobs>[1]): Promise<Jobs>;
  /** One request without a socket. A body that is no string is sent as JSON. */
  call(method: string, path: string, body?: unknown, headers?: Headers): Promise<Answer>;
  readonly token: string;
  readonly entityId: string;
  readonly userId: string;
  readonly database: Database;
  /** As the owner, whose connections see the rows of all entities. */
  readonly ownerUrl: string;
  /** Call it in `after`, or the test process does not end. */
  close(): Promise<void>;
};

/** An entity in UTC with USD as its currency, a client, and a token that `call` sends. */
export async function startTestServer(
  moreRoutes: readonly Route[] = [],
  options: Omit<Partial<ServerOptions>, "database" | "moreRoutes"> = {},
): Promise<TestServer> {
  const testDatabase = await createTestDatabase();
  const { database, ownerUrl } = testDatabase;
  const { entityId, userId } = await withEntity(testDatabase);
  await createClient(ownerUrl, entityId, userId);
  const logLevel = process.env.LOG_LEVEL ?? "silent";
  const app = await createServer({
    ...{ logLevel, isLoopback: true },
    ...options,
    ...{ database, moreRoutes },
  });

  async function call(
    method: string,
    path: string,
    body?: unknown,
    headers: Headers = {},
  ): Promise<Answer> {
    const request = injection(method, path, body, { authorization: `Bearer ${token}`, ...headers });
    const { statusCode, headers: answered, rawPayload } = await app.inject(request);
    const isGzipped = answered["content-encoding"] === "gzip";
    const text = (isGzipped ? gunzipSync(rawPayload) : rawPayload).toString();
    const isJson = String(answered["content-type"]).startsWith("application/json");
    const json: unknown = isJson && text !== "" ? JSON.parse(text) : undefined;
    return { status: statusCode, headers: answered as Answer["headers"], json, text };
  }

  let token = "";
  const form = `grant_type=client_credentials&client_id=${CLIENT_ID}&client_secret=${CLIENT_SECRET}`;
  const issued = await call("POST", "/oauth/token", form, {
    "content-type": "application/x-www-form-urlencoded",
  });
  assert.equal(issued.status, 200, issued.text);
  token = issued.json.access_token;

  const jobs: Jobs[] = [];
  async function runJobs(options?: Parameters<typeof startJobs>[1]) {
    const started = await startJobs(database, options);
    jobs.push(started);
    return started;
  }
  async function close() {
    await Promise.all(jobs.map((each) => each.stop()));
    await app.close();
    await testDatabase.drop();
  }
  const listen = () => app.listen({ host: "127.0.0.1", port: 0 });
  return { listen, runJobs, call, token, entityId, userId, database, ownerUrl, close };
}

/** Headers of a value "" are left out, so that a test can do without the usual ones. */
function injection(method: string, url: string, body: unknown, headers: Headers): InjectOptions {
  const isText = typeof body === "string" || Buffer.isBuffer(body);
  const payload = body === undefined || isText ? body : JSON.stringify(body);
  const sent = { "content-type": "application/json", ...headers };
  const given = Object.entries(sent).filter(([, value]) => value !== "");
  return {
    method: method as NonNullable<InjectOptions["method"]>,
    url,
    headers: Object.fromEntries(given),
    ...(payload !== undefined && { payload }),
  };
}

const createClient = (ownerUrl: string, entityId: string, userId: string) =>
  withOwnerConnection(ownerUrl, async (client) => {
    const values = [CLIENT_ID, entityId, userId, await hashClientSecret(CLIENT_SECRET)];
    await client.query(
      `insert into oauth_clients (client_id, entity_id, user_id, client_secret_hash)
       values ($1, $2, $3, $4)`,
      values,
    );
  });
