import assert from "node:assert/strict";
import { copyFile, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { createEmptyDatabase, createTestDatabase } from "#test/support/database.ts";
import { migrate, versionProblem } from "./migrate.ts";
import { withOwnerConnection } from "./owner-connection.ts";
import { StartError } from "./start-error.ts";

const MIGRATIONS = path.join(import.meta.dirname, "migrations");
const names = (await readdir(MIGRATIONS)).sort();

let directory: string;
before(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "quittance-migrations-"));
});
after(() => rm(directory, { recursive: true }));

/** Runs `work` with the URL of a database that no migration has seen. */
async function withEmptyDatabase(work: (url: string) => Promise<void>): Promise<void> {
  const { url, drop } = await createEmptyDatabase();
  try {
    await work(url);
  } finally {
    await drop();
  }
}

describe("migrate", () => {
  test("an empty database gets all migrations, in order of name", () =>
    withEmptyDatabase(async (url) => {
      assert.deepEqual(await migrate(url), names);
    }));

  test("a second migration does no harm", async () => {
    const { url, drop } = await createTestDatabase();
    after(drop);
    assert.deepEqual(await migrate(url), []);
  });

  test("of several servers that start at once, one migrates and the others wait for it", () =>
    withEmptyDatabase(async (url) => {
      const ran = await Promise.all([migrate(url), migrate(url), migrate(url)]);
      assert.deepEqual(ran.flat(), names);
    }));

  test("a migration that fails leaves nothing behind, and those before it stand", () =>
    withEmptyDatabase(async (url) => {
      await writeFile(path.join(directory, "0001-good.sql"), "create table good (id int);");
      const bad = path.join(directory, "0002-bad.sql");
      await writeFile(bad, "create table bad (id int); select 1 / 0;");
      await assert.rejects(migrate(url, directory), /0002-bad\.sql failed/);

      await writeFile(bad, "create table bad (id int);");
      assert.deepEqual(await migrate(url, directory), ["0002-bad.sql"]);
      await rm(bad);
      await rm(path.join(directory, "0001-good.sql"));
    }));

  test("a migration that was changed after it ran is refused", async () => {
    const { url, drop } = await createTestDatabase();
    after(drop);
    await withOwnerConnection(url, (client) =>
      client.query("update migrations set checksum = 'other' where name = $1", [names[0]]),
    );
    await assert.rejects(migrate(url), (error) => {
      assert(error instanceof StartError);
      assert.match(error.message, /is not the one that made this database/);
      return true;
    });
  });

  test("a database of a newer version is refused", async () => {
    const { url, drop } = await createTestDatabase();
    after(drop);
    await copyFile(path.join(MIGRATIONS, names[0] ?? ""), path.join(directory, names[0] ?? ""));
    await assert.rejects(migrate(url, directory), /migrated by a newer Quittance \(0002-/);
  });
});

describe("versionProblem", () => {
  test("PostgreSQL 14 is too old, and the line says which is not", () => {
    assert.match(versionProblem(140_018, "14.18") ?? "", /^PostgreSQL 14\.18 is too old: .* 15/);
  });

  test("PostgreSQL 15 and 18 are welcome", () => {
    assert.equal(versionProblem(150_000, "15.0"), undefined);
    assert.equal(versionProblem(180_004, "18.4"), undefined);
  });
});
