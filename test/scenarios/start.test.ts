import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { findPostgresBinaries, spawnAs, unprivilegedUser } from "#store/postgres-binaries.ts";
import { createEmptyDatabase, databaseUrl } from "#test/support/database.ts";
import { dataDirectories, embeddedUrl, startServerProcess } from "#test/support/server-process.ts";

let directories: Awaited<ReturnType<typeof dataDirectories>>;
before(async () => {
  directories = await dataDirectories();
});
after(() => directories.remove());

/** Starts on `directory`, with data of an earlier start unless told otherwise, and waits until ready. */
async function started(directory: string, variables: Readonly<Record<string, string>> = {}) {
  const server = startServerProcess({ QUITTANCE_DATA_DIR: directory, ...variables });
  const origin = await server.origin;
  if (!origin) assert.fail(`did not start: ${(await server.end).stderr}`);
  return { ...server, origin };
}

/** What a start that must fail says. */
async function refusal(variables: Readonly<Record<string, string>>): Promise<string> {
  const { exitCode, stderr } = await startServerProcess(variables).end;
  assert.equal(exitCode, 1, stderr);
  assert.match(stderr, /^Quittance: [^\n]+\n$/, "one line");
  return stderr;
}

const isHealthy = async (origin: string) => (await fetch(`${origin}/healthz`)).ok;

/** A server that stopped PostgreSQL left no lock file of it. */
const isPostgresStopped = (directory: string) =>
  !existsSync(path.join(directory, "postgres/postmaster.pid"));

const postmasterPid = (directory: string) =>
  Number.parseInt(readFileSync(path.join(directory, "postgres/postmaster.pid"), "utf8"), 10);

async function countEntities(directory: string): Promise<number | undefined> {
  const { rows } = await withOwnerConnection(await embeddedUrl(directory), (client) =>
    client.query<{ count: number }>("select count(*)::int as count from entities"),
  );
  return rows[0]?.count;
}

describe("a start", () => {
  test("from empty is healthy, and a signal ends it with 0 and PostgreSQL stopped", async () => {
    const directory = directories.empty();
    const server = await started(directory);
    assert(await isHealthy(server.origin));
    assert.equal(await server.stop("SIGTERM"), 0);
    assert(isPostgresStopped(directory));
  });

  test("goes on with the data of the one before", async () => {
    const directory = await directories.copy();
    const first = await started(directory);
    await withOwnerConnection(await embeddedUrl(directory), (client) =>
      client.query("insert into entities (entity_id, name) values (gen_random_uuid(), 'Mine')"),
    );
    assert.equal(await first.stop("SIGINT"), 0);

    const second = await started(directory);
    assert.equal(await countEntities(directory), 2);
    assert.equal(await second.stop(), 0);
  });

  test("makes a demo anew when the one before was killed while making it", async () => {
    const directory = await directories.copy();
    const killed = await started(directory);
    // As prepare-demo.ts leaves the database while it makes the demo.
    await withOwnerConnection(await embeddedUrl(directory), (client) =>
      client.query(`
        comment on database quittance is 'Quittance demo, unfinished';
        insert into entities (entity_id, name, is_demo) values (gen_random_uuid(), 'Half', true)`),
    );
    await killed.stop("SIGKILL");

    const next = await started(directory);
    assert.equal(await countEntities(directory), 1);
    await next.stop();
  });

  test("on an own server makes no demo entity", async () => {
    const { url, drop } = await createEmptyDatabase();
    const server = await started(directories.empty(), { DATABASE_URL: url });
    assert(await isHealthy(server.origin));
    assert.equal(await server.stop(), 0);
    const { rowCount } = await withOwnerConnection(url, (client) =>
      client.query("select from entities"),
    );
    assert.equal(rowCount, 0);
    await drop();
  });
});

describe("after kill -9, the next start goes on with the same data", () => {
  test("when PostgreSQL lives on", async () => {
    const directory = await directories.copy();
    const killed = await started(directory);
    const orphan = postmasterPid(directory);
    await killed.stop("SIGKILL");
    assert(process.kill(orphan, 0), "PostgreSQL lives on");

    const next = await started(directory);
    assert.notEqual(postmasterPid(directory), orphan);
    assert.equal(await countEntities(directory), 1);
    await next.stop();
  });

  test("when PostgreSQL was killed too", async () => {
    const directory = await directories.copy();
    const killed = await started(directory);
    process.kill(postmasterPid(directory), "SIGKILL");
    await killed.stop("SIGKILL");

    const next = await started(directory);
    assert.equal(await countEntities(directory), 1);
    await next.stop();
  });

  test("when the number of its PostgreSQL now belongs to another process", async () => {
    const directory = await directories.copy();
    const killed = await started(directory);
    process.kill(postmasterPid(directory), "SIGKILL");
    await killed.stop("SIGKILL");
    const lockFile = path.join(directory, "postgres/postmaster.pid");
    writeFileSync(lockFile, readFileSync(lockFile, "utf8").replace(/^\d+/, `${process.pid}`));

    const next = await started(directory);
    assert.equal(await countEntities(directory), 1);
    await next.stop();
  });
});

describe("a start is refused, with one line and nothing damaged,", () => {
  test("on a port that is taken", async () => {
    const directory = await directories.copy();
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as AddressInfo;
    const line = await refusal({ QUITTANCE_DATA_DIR: directory, PORT: `${port}` });
    assert.match(line, new RegExp(`Port ${port} of 127.0.0.1 is taken`));
    assert(isPostgresStopped(directory));
    taken.close();
  });

  test("on an address that this machine does not have", async () => {
    const line = await refusal({
      QUITTANCE_DATA_DIR: await directories.copy(),
      HOST: "192.0.2.1",
      QUITTANCE_ALLOW_DEMO_ON_PUBLIC_ADDRESS: "true",
    });
    assert.match(line, /HOST is "192.0.2.1", which is no address of this machine/);
  });

  test("on a data directory that another Quittance uses, which goes on", async () => {
    const directory = await directories.copy();
    const first = await started(directory);
    assert.match(await refusal({ QUITTANCE_DATA_DIR: directory }), /in use by another Quittance/);
    assert(await isHealthy(first.origin));
    await first.stop();
  });

  test("on a data directory that another PostgreSQL uses, which goes on", async () => {
    const directory = await directories.copy();
    const cluster = path.join(directory, "postgres");
    const parameters = ["-D", cluster, "-h", "", "-k", cluster];
    const own = spawnAs(unprivilegedUser(cluster), findPostgresBinaries().postgres, parameters, {
      stdio: "ignore",
      reaches: [cluster],
    });
    while (isPostgresStopped(directory)) await delay(10);
    assert.match(
      await refusal({ QUITTANCE_DATA_DIR: directory }),
      new RegExp(`in use by a PostgreSQL server .*process ${own.pid}`),
    );
    assert.equal(own.exitCode, null);
    own.kill("SIGINT");
    await once(own, "exit");
  });

  test("on a data directory that cannot be made", async () => {
    // Root may write everywhere but to the kernel's own file systems.
    const isRoot = process.getuid?.() === 0;
    const parent = isRoot ? "/sys" : directories.empty();
    if (!isRoot) {
      await mkdir(parent);
      await chmod(parent, 0o500);
    }
    const line = await refusal({ QUITTANCE_DATA_DIR: path.join(parent, "data") });
    assert.match(line, /data\b.* cannot be written to \(E[A-Z]+\): set QUITTANCE_DATA_DIR/);
  });

  test("on a data directory in a file system that makes none, whatever is above it", async () => {
    // macOS has no /proc: then the root of the file system, which nobody may write to, stands in.
    const line = await refusal({ QUITTANCE_DATA_DIR: "/proc/quittance/data" });
    assert.match(line, /cannot be written to \(E[A-Z]+\)/);
  });

  test("on a data directory that is a file", async () => {
    const file = directories.empty();
    await writeFile(file, "");
    assert.match(await refusal({ QUITTANCE_DATA_DIR: file }), /cannot be written to/);
  });

  test("on a directory whose postgres/ is not a cluster, which stays as it is", async () => {
    const directory = directories.empty();
    const note = path.join(directory, "postgres/notes.txt");
    await mkdir(path.dirname(note), { recursive: true });
    await writeFile(note, "mine");
    assert.match(await refusal({ QUITTANCE_DATA_DIR: directory }), /holds no PostgreSQL cluster/);
    assert.equal(readFileSync(note, "utf8"), "mine");
  });

  test("on a cluster of another PostgreSQL version", async () => {
    const directory = await directories.copy();
    await writeFile(path.join(directory, "postgres/PG_VERSION"), "17\n");
    assert.match(await refusal({ QUITTANCE_DATA_DIR: directory }), /made by PostgreSQL 17/);
  });

  test("for a demo entity on an address that others reach, unless asked for", async () => {
    const directory = await directories.copy();
    const line = await refusal({ QUITTANCE_DATA_DIR: directory, HOST: "0.0.0.0" });
    assert.match(line, /QUITTANCE_ALLOW_DEMO_ON_PUBLIC_ADDRESS=true/);

    const asked = await started(directory, {
      HOST: "0.0.0.0",
      QUITTANCE_ALLOW_DEMO_ON_PUBLIC_ADDRESS: "true",
    });
    assert.equal(await asked.stop(), 0);
  });

  test("with a PORT that is no port", async () => {
    assert.match(await refusal({ PORT: "http" }), /PORT is "http"/);
  });
});

describe("a start with a wrong DATABASE_URL is refused with one line", () => {
  let url: string;
  let drop: () => Promise<void>;
  before(async () => {
    ({ url, drop } = await createEmptyDatabase());
  });
  after(() => drop());

  test("when it is of another kind", async () => {
    const line = await refusal({ DATABASE_URL: "mysql://root@localhost/billing" });
    assert.match(line, /DATABASE_URL is not a PostgreSQL URL/);
  });

  test("when it cannot be read, and its password is not shown", async () => {
    const line = await refusal({ DATABASE_URL: "postgresql://me:s3cr%t@local host:port/billing" });
    assert.match(line, /DATABASE_URL cannot be read/);
    assert.doesNotMatch(line, /s3cr/);
  });

  test("when nothing listens there", async () => {
    const line = await refusal({ DATABASE_URL: "postgresql://me:secret@127.0.0.1:1/billing" });
    assert.match(line, /Nothing answers as PostgreSQL at 127.0.0.1:1/);
    assert.doesNotMatch(line, /secret/);
  });

  test("when the host is not known", async () => {
    const line = await refusal({ DATABASE_URL: "postgresql://me@quittance.invalid/billing" });
    assert.match(line, /The host "quittance.invalid" of DATABASE_URL is not known/);
  });

  test("when user or password are wrong", async () => {
    const stranger = url.replace(/\/\/[^@]*@/, "//stranger:secret@");
    assert.match(await refusal({ DATABASE_URL: stranger }), /user "stranger".*wrong user or pass/);
  });

  test("when the database does not exist", async () => {
    const missing = databaseUrl(url, "missing");
    assert.match(await refusal({ DATABASE_URL: missing }), /has no database "missing"/);
  });
});

describe("a signal", () => {
  /** A server that has begun to answer a request, and cannot go on until `release`. */
  async function withBlockedRequest() {
    const directory = await directories.copy();
    const server = await started(directory);
    const blocker = new pg.Client({ connectionString: await embeddedUrl(directory) });
    blocker.on("error", () => undefined);
    await blocker.connect();
    await blocker.query("begin; lock table oauth_clients in access exclusive mode");
    const answer = fetch(`${server.origin}/oauth/token`, {
      method: "POST",
      body: new URLSearchParams({
        client_id: "demo-client",
        client_secret: "demo-secret",
        grant_type: "client_credentials",
      }),
    });
    const waiting = "select from pg_locks where not granted";
    while ((await blocker.query(waiting)).rowCount === 0) await delay(10);
    return { server, directory, answer, blocker };
  }

  test("lets the requests end that have begun, also when Ctrl-C comes by npm once more", async () => {
    const { server, directory, answer, blocker } = await withBlockedRequest();
    server.process.kill("SIGINT");
    server.process.kill("SIGTERM");
    while (await isHealthy(server.origin).catch(() => false)) await delay(10);
    await blocker.query("commit");
    await blocker.end();
    assert.equal((await answer).status, 200);
    assert.equal((await server.end).exitCode, 0);
    assert(isPostgresStopped(directory));
  });

  test("a second time ends the server at once", async () => {
    const { server, answer } = await withBlockedRequest();
    const refused = assert.rejects(answer);
    const ended = server.end.then(() => true);
    do server.process.kill("SIGTERM");
    while (!(await Promise.race([ended, delay(100, false)])));
    assert.equal((await server.end).exitCode, 1);
    await refused;
  });

  test("during the start ends it with 0", async () => {
    const directory = directories.empty();
    const server = startServerProcess({ QUITTANCE_DATA_DIR: directory });
    while (!existsSync(path.join(directory, "postgres/postmaster.pid"))) await delay(5);
    assert.deepEqual([await server.stop(), (await server.end).stderr], [0, ""]);

    const next = await started(directory);
    assert.equal(await next.stop(), 0);
  });
});

test("when PostgreSQL ends by itself, the server says so and ends too", async () => {
  const directory = await directories.copy();
  const server = await started(directory);
  process.kill(postmasterPid(directory), "SIGQUIT");
  const { exitCode, stderr } = await server.end;
  assert.equal(exitCode, 1);
  // A worker of graphile-worker that finds no database may leave a trace of its own.
  assert.match(stderr, /^Quittance: PostgreSQL has ended, see .*postgres\.log$/m);
});
