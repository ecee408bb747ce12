/**
 * Before all tests: one throwaway cluster with a migrated template database, of which test files make
 * copies (test/support/database.ts). TEST_DATABASE_URL names an own server instead, whose user may
 * create databases.
 */
import { globSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "#store/embedded-postgres.ts";
import { migrate } from "#store/migrate.ts";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { stopOrphan } from "#store/postmaster.ts";
import { databaseName, databaseUrl, TEMPLATE_URL } from "./database.ts";

const DIRECTORY = `quittance-test-${process.pid}-`;

let cluster: { readonly directory: string; readonly postgres: EmbeddedPostgres } | undefined;
let templateUrl: string | undefined;

export async function globalSetup(): Promise<void> {
  const ownServer = process.env.TEST_DATABASE_URL;
  const serverUrl = ownServer ?? (await startCluster());
  const template = `quittance_template_${process.pid}`;
  await withOwnerConnection(serverUrl, async (client) => {
    await client.query(`drop database if exists ${template}`);
    await client.query(`create database ${template}`);
  });
  templateUrl = databaseUrl(serverUrl, template);
  await migrate(templateUrl);
  // Test files run in processes of their own, which inherit it.
  process.env[TEMPLATE_URL] = templateUrl;
}

export async function globalTeardown(): Promise<void> {
  if (cluster) {
    await cluster.postgres.stop();
    await rm(cluster.directory, { recursive: true });
  } else if (templateUrl) {
    const template = databaseName(templateUrl);
    await withOwnerConnection(databaseUrl(templateUrl, "postgres"), (client) =>
      client.query(`drop database ${template} with (force)`),
    );
  }
}

async function startCluster(): Promise<string> {
  await removeAbandoned();
  const directory = await mkdtemp(path.join(tmpdir(), DIRECTORY));
  const postgres = await startEmbeddedPostgres(directory, {
    fsync: "off",
    full_page_writes: "off",
    synchronous_commit: "off",
    max_connections: "300",
  });
  cluster = { directory, postgres };
  return postgres.url;
}

/** What earlier test runs left that were killed: their clusters run on until somebody stops them. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = /^quittance-(?:test|start)-(\d+)-/.exec(name)?.[1];
    if (!pid || isAlive(Number(pid))) continue;
    const directory = path.join(tmpdir(), name);
    for (const cluster of globSync(`${directory}/{,*/}postgres`)) await stopOrphan(cluster);
    await rm(directory, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
