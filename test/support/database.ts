/** Real PostgreSQL for tests: a database of its own per test file, copied from a migrated template. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { type Database, openDatabase } from "#store/database.ts";
import { withOwnerConnection } from "#store/owner-connection.ts";

/** Environment variable by which global-setup.ts tells where the template is. */
export const TEMPLATE_URL = "QUITTANCE_TEST_TEMPLATE_URL";

export type TestDatabase = {
  /** As main.ts gets it in DATABASE_URL. */
  readonly url: string;
  /** The same, where a test connects as the owner, whose connections see all rows. */
  readonly ownerUrl: string;
  /** As the server uses it: every transaction sees one entity. */
  readonly database: Database;
  drop(): Promise<void>;
};

/** A migrated database without rows. Call `drop` in `after`, or the test process does not end. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const template = databaseName(templateUrl());
  const { url, drop } = await createDatabase(template);
  const database = openDatabase(url);
  return {
    url,
    ownerUrl: url,
    database,
    async drop() {
      await database.close();
      await drop();
    },
  };
}

/** A database that no migration has seen: for tests of the start. */
export const createEmptyDatabase = (): Promise<Pick<TestDatabase, "url" | "drop">> =>
  createDatabase("template1");

/** The URL of another database on the same server. */
export const databaseUrl = (url: string, name: string): string =>
  url.replace(DATABASE_IN_URL, `/${name}`);

export const databaseName = (url: string): string => DATABASE_IN_URL.exec(url)?.[1] ?? "";

/** `new URL` does not take a host that is a socket's directory. */
const DATABASE_IN_URL = /(?<=@[^/]*)\/([^/?]*)/;

async function createDatabase(template: string) {
  const name = `test_${newId()}`;
  const serverUrl = databaseUrl(templateUrl(), "postgres");
  await withOwnerConnection(serverUrl, async (client) => {
    while (!(await tryToCreate(client, name, template))) await delay(20);
  });
  const drop = () =>
    withOwnerConnection(serverUrl, async (client) => {
      await client.query(`drop database ${name} with (force)`);
    });
  return { url: databaseUrl(serverUrl, name), drop };
}

function templateUrl(): string {
  const url = process.env[TEMPLATE_URL];
  assert(url, "run tests by npm test, or with --test-global-setup: see docs/HACKING.md");
  return url;
}

/** False while somebody is connected to the template, which PostgreSQL's own workers are at times. */
async function tryToCreate(client: pg.Client, name: string, template: string): Promise<boolean> {
  try {
    await client.query(`create database ${name} template ${template} strategy file_copy`);
    return true;
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== OBJECT_IN_USE) throw error;
    return false;
  }
}

const OBJECT_IN_USE = "55006";

export type TestEntity = { readonly entityId: string; readonly userId: string };

/** A new entity with a user, as the rows of every other table need. */
export async function withEntity({
  ownerUrl,
}: Pick<TestDatabase, "ownerUrl">): Promise<TestEntity> {
  const entityId = newId();
  const userId = newId();
  await withOwnerConnection(ownerUrl, async (client) => {
    await client.query("insert into entities (entity_id, name) values ($1, $2)", [
      entityId,
      `Entity ${entityId}`,
    ]);
    await client.query("insert into users (user_id, entity_id, user_name) values ($1, $2, $3)", [
      userId,
      entityId,
      `user-${userId}@example.com`,
    ]);
  });
  return { entityId, userId };
}

/** An id as the API shows it: 32 hexadecimal digits. */
const newId = (): string => randomUUID().replaceAll("-", "");
