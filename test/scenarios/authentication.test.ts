/** Who may call, and how they say who they are. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { createServer } from "#http/server.ts";
import { hashClientSecret } from "#operations/client-secret.ts";
import { createSession } from "#operations/create-session.ts";
import { tokenHashOf } from "#operations/create-token.ts";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { withEntity } from "#test/support/database.ts";
import { probeRoutes } from "#test/support/probe-routes.ts";
import {
  CLIENT_ID,
  CLIENT_SECRET,
  startTestServer,
  type TestServer,
} from "#test/support/server.ts";

let server: TestServer;
before(async () => {
  server = await startTestServer(probeRoutes);
});
after(() => server.close());

const FORM = { authorization: "", "content-type": "application/x-www-form-urlencoded" };
const basic = (name: string, secret: string) =>
  `Basic ${Buffer.from(`${name}:${secret}`).toString("base64")}`;
const signIn = (form: Record<string, string>, headers = {}) =>
  server.call("POST", "/oauth/token", new URLSearchParams(form).toString(), {
    ...FORM,
    ...headers,
  });
const RIGHT = {
  client_id: CLIENT_ID,
  client_secret: CLIENT_SECRET,
  grant_type: "client_credentials",
};
const ask = (headers: Record<string, string>) =>
  server.call("GET", "/v1/probes", undefined, { authorization: "", ...headers });

describe("POST /oauth/token", () => {
  test("answers a token with exactly its five keys", async () => {
    const { status, json } = await signIn(RIGHT);
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(json), [
      "access_token",
      "token_type",
      "expires_in",
      "scope",
      "jti",
    ]);
    assert.match(json.access_token, /^[0-9a-f]{32}$/);
    assert.equal(json.token_type, "bearer");
    assert.equal(json.expires_in, 3599);
    assert.match(
      json.scope,
      /^user\.[0-9a-f]{32} entity\.[0-9a-f]{8}-[0-9a-f-]{27} platform\.write/,
    );
    assert.match(json.jti, /^[0-9a-f]{32}$/);
  });

  test("takes HTTP Basic instead, unknown fields, and a charset", async () => {
    const asBasic = { authorization: basic(CLIENT_ID, CLIENT_SECRET) };
    assert.equal((await signIn({ grant_type: "client_credentials" }, asBasic)).status, 200);
    assert.equal((await signIn({}, asBasic)).status, 200);
    const type = { "content-type": "application/x-www-form-urlencoded; charset=UTF-8" };
    assert.equal((await signIn({ ...RIGHT, audience: "x", __proto__x: "1" }, type)).status, 200);
  });

  test("keeps older tokens", async () => {
    const { json: first } = await signIn(RIGHT);
    await signIn(RIGHT);
    assert.equal((await ask({ authorization: `Bearer ${first.access_token}` })).status, 200);
  });

  test("stores no token, only its hash", async () => {
    const { json } = await signIn(RIGHT);
    await withOwnerConnection(server.ownerUrl, async (client) => {
      const { rows } = await client.query("select token_hash from oauth_tokens");
      const hashes = rows.map((row) => row.token_hash.toString("hex"));
      assert.ok(hashes.includes(tokenHashOf(json.access_token).toString("hex")));
      assert.equal(JSON.stringify(hashes).includes(json.access_token), false);
    });
  });

  test("refuses a wrong secret, an unknown client and no credentials alike", async () => {
    const wrong = [
      { ...RIGHT, client_secret: "wrong" },
      { ...RIGHT, client_id: randomUUID() },
      { ...RIGHT, client_id: "\0" },
      { ...RIGHT, client_id: "x".repeat(100_000) },
      { grant_type: "client_credentials" },
      { client_id: CLIENT_ID, grant_type: "client_credentials" },
    ];
    for (const form of wrong) {
      const { status, json } = await signIn(form);
      assert.equal(status, 401);
      assert.deepEqual(json, { error: "invalid_client" });
    }
  });

  test("has one grant type", async () => {
    const { status, json } = await signIn({ ...RIGHT, grant_type: "password" });
    assert.equal(status, 400);
    assert.deepEqual(json, { error: "unsupported_grant_type" });
  });

  test("wants a form", async () => {
    const headers = { ...FORM, "content-type": "application/json" };
    const { status } = await server.call("POST", "/oauth/token", RIGHT, headers);
    assert.equal(status, 415);
  });

  test("makes who guesses wait, and lets the right secret through", async () => {
    const client_id = randomUUID();
    const started = performance.now();
    for (let guess = 0; guess < 7; guess++) await signIn({ ...RIGHT, client_id });
    // The sixth waits 100 ms, the seventh 200 ms.
    assert.ok(performance.now() - started > 300);
    await Promise.all([1, 2, 3].map(() => signIn({ ...RIGHT, client_secret: "wrong" })));
    assert.equal((await signIn(RIGHT)).status, 200);
  });
});

describe("a request", () => {
  test("is let in by its bearer token, in any case of the scheme", async () => {
    for (const scheme of ["Bearer", "bearer", "BEARER"]) {
      assert.equal((await ask({ authorization: `${scheme} ${server.token}` })).status, 200);
    }
  });

  test("is let in by the headers and passwords of older clients", async () => {
    const legacy = { apiAccessKeyId: CLIENT_ID, apiSecretAccessKey: CLIENT_SECRET };
    assert.equal((await ask(legacy)).status, 200);
    assert.equal((await ask({ authorization: basic(CLIENT_ID, CLIENT_SECRET) })).status, 200);
  });

  test("is let in by the session of POST /v1/connections", async () => {
    const legacy = {
      authorization: "",
      apiAccessKeyId: CLIENT_ID,
      apiSecretAccessKey: CLIENT_SECRET,
    };
    const connected = await server.call("POST", "/v1/connections", {}, legacy);
    assert.equal(connected.status, 200);
    assert.deepEqual(connected.json, { success: true });
    const cookie = connected.headers["set-cookie"] ?? "";
    assert.match(cookie, /^ZSession=[0-9a-f]{32}; Path=\/; HttpOnly$/);
    const session = cookie.split(";")[0] ?? "";
    assert.equal((await ask({ cookie: `a=b; ${session}; c=d` })).status, 200);
  });

  test("without valid credentials is 401 whatever its version, path or body", async () => {
    const invalid = [
      {},
      { authorization: "Bearer" },
      { authorization: `Bearer ${"0".repeat(32)}` },
      { authorization: "Bearer \u00e9" },
      { authorization: basic(CLIENT_ID, "wrong") },
      { authorization: "Basic ????" },
      { authorization: "Digest x" },
      { apiAccessKeyId: CLIENT_ID, apiSecretAccessKey: "wrong" },
      { apiAccessKeyId: CLIENT_ID },
      { cookie: "ZSession=x" },
    ];
    for (const headers of invalid) {
      const { status, json, headers: answered } = await ask(headers);
      assert.equal(status, 401, JSON.stringify(headers));
      assert.deepEqual(json, {
        success: false,
        reasons: [{ code: "90000011", message: "Authentication error" }],
      });
      const challenge = "Basic realm=Zuora API, ZSession realm=Zuora API, Bearer realm=Zuora API";
      assert.equal(answered["www-authenticate"], challenge);
    }
    const nowhere = await server.call("POST", "/v1/nothing", "{", { authorization: "" });
    assert.equal(nowhere.status, 401);
    const connecting = await server.call("POST", "/v1/connections", {}, { authorization: "" });
    assert.equal(connecting.status, 401);
  });

  test("with a token that has expired is 401", async () => {
    const { json } = await signIn(RIGHT);
    await withOwnerConnection(server.ownerUrl, async (client) => {
      const hash = tokenHashOf(json.access_token);
      await client.query(
        "update oauth_tokens set expires_at = now() - interval '1 second' where token_hash = $1",
        [hash],
      );
    });
    assert.equal((await ask({ authorization: `Bearer ${json.access_token}` })).status, 401);
  });

  test("costs no query once its token is known", async () => {
    const queries: string[] = [];
    const { pool } = server.database;
    await ask({ authorization: `Bearer ${server.token}` });
    const acquired = () => queries.push("connection");
    pool.on("acquire", acquired);
    for (let index = 0; index < 20; index++) {
      await ask({ authorization: `Bearer ${server.token}` });
    }
    pool.off("acquire", acquired);
    assert.ok(queries.length <= 1, `${queries.length} connections for 20 requests`);
  });
});

describe("people who sign in", () => {
  const PASSWORD = "correct horse battery";
  const ANONYMOUS = { authorization: "" };
  const userName = async (): Promise<string> =>
    (await server.call("GET", "/v1/sessions/current")).json.userName;
  const enter = async (password: string) =>
    server.call("POST", "/v1/sessions", { userName: await userName(), password }, ANONYMOUS);

  /** Headers of a browser that has signed in. */
  async function aBrowser() {
    const name = await userName();
    const set = await server.call("POST", `/v1/users/${name}/password`, { password: PASSWORD });
    assert.equal(set.json.success, true, set.text);
    const { headers, json } = await enter(PASSWORD);
    const cookie = String(headers["set-cookie"]).replace(/;.*/, "");
    return { cookie: { ...ANONYMOUS, cookie }, csrf: { "x-csrf-token": json.csrfToken } };
  }

  test("get a cookie that no script reads, and may do what their roles say", async () => {
    const { cookie } = await aBrowser();
    const { headers, json, status } = await enter(PASSWORD);
    assert.equal(status, 200);
    assert.match(
      String(headers["set-cookie"]),
      /^QuittanceSession=[0-9a-f]{64}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/,
    );
    const again = await server.call("GET", "/v1/sessions/current", undefined, cookie);
    assert.deepEqual(again.json.permissions, json.permissions);
    assert.equal((await ask(cookie)).status, 200);
  });

  test("with a wrong password, or a name that nobody has, are told the same", async () => {
    await aBrowser();
    const wrong = await enter("not this one");
    const nobody = await server.call(
      "POST",
      "/v1/sessions",
      { userName: "nobody@example.com", password: PASSWORD },
      ANONYMOUS,
    );
    assert.equal(wrong.status, 401);
    assert.deepEqual(nobody.json, wrong.json);
  });

  test("write nothing without the token that a page of somebody else cannot read", async () => {
    const { cookie, csrf } = await aBrowser();
    for (const headers of [{}, { "x-csrf-token": "guessed" }]) {
      const refused = await server.call("POST", "/v1/probes/x", PROBE, { ...cookie, ...headers });
      assert.equal(refused.status, 403, refused.text);
    }
    const done = await server.call("POST", "/v1/probes/x", PROBE, { ...cookie, ...csrf });
    assert.equal(done.status, 200, done.text);
  });

  test("are not asked for a password by their browser once the console asks", async () => {
    const { headers, status } = await ask({ "x-csrf-token": "none" });
    assert.equal(status, 401);
    assert.equal(headers["www-authenticate"], "Session realm=Quittance");
  });

  test("are out when they sign out, when they do nothing, and when their password changes", async () => {
    const first = await aBrowser();
    const out = { ...first.cookie, ...first.csrf };
    assert.equal((await server.call("DELETE", "/v1/sessions/current", undefined, out)).status, 200);
    assert.equal((await ask(first.cookie)).status, 401);

    const asked = "update user_sessions set last_used_at = now() - interval '31 minutes'";
    const idle = await aSession();
    await withOwnerConnection(server.ownerUrl, (client) => client.query(asked));
    assert.equal((await ask(idle)).status, 401);

    const known = await aSession();
    await aBrowser();
    assert.equal((await ask(known)).status, 401, "the password has changed");
    assert.equal((await ask(await aSession())).status, 200);
  });

  test("are not taken for the bearer of a token that somebody has put beside their cookie", async () => {
    const { cookie, csrf } = await aBrowser();
    const planted = `ZSession=${server.token}`;
    const none = await ask({ cookie: planted, "x-csrf-token": "none" });
    assert.equal(none.status, 401, "the console asks, and nobody has signed in");
    const both = { ...ANONYMOUS, cookie: `${planted}; ${cookie.cookie}` };
    const unproven = await server.call("POST", "/v1/probes/x", PROBE, both);
    assert.equal(unproven.status, 403, "it is the session's, so it takes its CSRF token");
    assert.equal(
      (await server.call("POST", "/v1/probes/x", PROBE, { ...both, ...csrf })).status,
      200,
    );
    assert.equal((await ask({ cookie: planted })).status, 200, "a program of older days");
  });

  test("leave no session behind in a browser where they sign in again", async () => {
    const { cookie } = await aBrowser();
    const given = { userName: await userName(), password: PASSWORD };
    assert.equal((await server.call("POST", "/v1/sessions", given, cookie)).status, 200);
    assert.equal((await ask(cookie)).status, 401);
  });

  test("come by https where a proxy that is named says so, and no stranger", async () => {
    const { userId } = server;
    const app = await createServer({
      ...{ database: server.database, logLevel: "silent", isLoopback: true },
      trustProxy: "10.0.0.0/8",
    });
    try {
      await aBrowser();
      const payload = { userName: await userName(), password: PASSWORD };
      const headers = { "x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.7" };
      const enterFrom = async (remoteAddress: string) => {
        const url = "/v1/sessions";
        const answer = await app.inject({ method: "POST", url, payload, headers, remoteAddress });
        assert.equal(answer.json().userId, userId);
        return String(answer.headers["set-cookie"]);
      };
      const safe =
        /^__Host-QuittanceSession=[0-9a-f]{64}; Path=\/; Max-Age=43200; Secure; HttpOnly/;
      assert.match(await enterFrom("10.1.2.3"), safe);
      assert.match(await enterFrom("192.168.0.9"), /^QuittanceSession=/);
    } finally {
      await app.close();
    }
  });

  test("see where else they have signed in, and end it there", async () => {
    const { cookie, csrf } = await aBrowser();
    await aSession();
    const list = async () =>
      (await server.call("GET", "/v1/sessions", undefined, cookie)).json.sessions;
    const [current, other] = await list().then((sessions) =>
      sessions.toSorted((one: { isCurrent: boolean }) => (one.isCurrent ? -1 : 1)),
    );
    assert.deepEqual([current.isCurrent, other.isCurrent], [true, false]);
    assert.deepEqual([current.signedInWith, current.browser], ["Password", "lightMyRequest"]);
    assert.equal(JSON.stringify(current).includes("ash"), false, "nothing that opens a door");
    const headers = { ...cookie, ...csrf };
    const path = `/v1/sessions/${other.id}`;
    assert.equal((await server.call("DELETE", path, undefined, cookie)).status, 403);
    assert.equal((await server.call("DELETE", path, undefined, headers)).status, 200);
    assert.match((await server.call("DELETE", path, undefined, headers)).text, /Cannot find/);
    assert.equal((await list()).length, 1);
    await server.call("DELETE", `/v1/sessions/${current.id}`, undefined, headers);
    assert.equal((await ask(cookie)).status, 401);
  });

  test("over https no cookie counts that another host of the domain could have set", async () => {
    const app = await createServer({
      ...{ database: server.database, logLevel: "silent", isLoopback: false },
    });
    try {
      const { cookie } = await aSession();
      const current = async (headers: Record<string, string>) =>
        (await app.inject({ method: "GET", url: "/v1/sessions/current", headers })).statusCode;
      assert.equal(await current({ cookie }), 401);
      assert.equal(await current({ cookie: `__Host-${cookie}` }), 200);
      const planted = `QuittanceSession=${"0".repeat(64)}`;
      assert.equal(await current({ cookie: `${planted}; __Host-${cookie}` }), 200);
      // Here, over http: what is safer comes first.
      assert.equal(
        (await ask({ ...ANONYMOUS, cookie: `${planted}; __Host-${cookie}` })).status,
        200,
      );
    } finally {
      await app.close();
    }
  });

  /** Not asked for by HTTP: so this server has not remembered it. */
  async function aSession() {
    const { entityId, userId, database } = server;
    const token = await createSession(database, { entityId, userId });
    return { ...ANONYMOUS, cookie: `QuittanceSession=${token}` };
  }
});

describe("a person of several entities", () => {
  const [PASSWORD, OTHER] = ["correct horse battery", "another staple entirely"];
  const NAME = "everywhere@example.com";
  const SWITCH = "/v1/sessions/current/entity";

  /** Users of the name in three entities, of which two have the same password. */
  async function threeUsers() {
    const made = [PASSWORD, PASSWORD, OTHER].map(async (password, index) => {
      const { entityId } = await withEntity(server);
      const userId = randomUUID().replaceAll("-", "");
      const hash = await hashClientSecret(password);
      await withOwnerConnection(server.ownerUrl, async (client) => {
        const name = `${index} ${entityId}`;
        await client.query("update entities set name = $1 where entity_id = $2", [name, entityId]);
        await client.query("delete from users where user_name = $1 and entity_id = $2", [
          NAME,
          entityId,
        ]);
        await client.query(
          `with made as (insert into users (user_id, entity_id, user_name) values ($1, $2, $3))
           insert into user_passwords (entity_id, user_id, password_hash) values ($2, $1, $4)`,
          [userId, entityId, NAME, hash],
        );
      });
      return { entityId, userId };
    });
    const [first, second, third] = await Promise.all(made);
    if (!first || !second || !third) throw new Error("three were made");
    return { first, second, third };
  }

  async function enter(password: string, more = {}) {
    const given = { userName: NAME, password, ...more };
    const { headers, json, status } = await server.call("POST", "/v1/sessions", given, ANONYMOUS);
    assert.equal(status, 200, JSON.stringify(json));
    return { json, headers: browserOf(headers["set-cookie"], json.csrfToken) };
  }

  const ANONYMOUS = { authorization: "" };
  const browserOf = (cookie: string | undefined, csrfToken: string) => ({
    ...ANONYMOUS,
    cookie: String(cookie).replace(/;.*/, ""),
    "x-csrf-token": csrfToken,
  });
  const forgetAll = () =>
    withOwnerConnection(server.ownerUrl, async (client) => {
      await client.query("delete from users where user_name = $1", [NAME]);
    });

  test("goes where the password is his as well, and nowhere else", async () => {
    const { first, second, third } = await threeUsers();
    const { json, headers } = await enter(PASSWORD);
    assert.equal(json.entityId, first.entityId);
    const ids = json.entities.map(({ entityId }: { entityId: string }) => entityId);
    assert.deepEqual(ids, [first.entityId, second.entityId]);
    for (const entityId of [third.entityId, server.entityId, "nothing"]) {
      const refused = await server.call("POST", SWITCH, { entityId }, headers);
      assert.match(refused.text, /No permission to access the entity/);
    }
    const { "x-csrf-token": _, ...unproven } = headers;
    const { entityId } = second;
    assert.equal((await server.call("POST", SWITCH, { entityId }, unproven)).status, 403);

    const gone = await server.call("POST", SWITCH, { entityId }, headers);
    assert.deepEqual([gone.json.entityId, gone.json.userId], [entityId, second.userId]);
    assert.equal((await ask(headers)).status, 401, "the one before has ended");
    const there = browserOf(gone.headers["set-cookie"], gone.json.csrfToken);
    const { json: seen } = await server.call("GET", "/v1/sessions/current", undefined, there);
    assert.deepEqual(seen.entities, json.entities);
    const named = { ...there, "zuora-entity-ids": first.entityId };
    assert.match((await ask(named)).text, /No permission to access the entity/);
    const back = await server.call("POST", SWITCH, { entityId: first.entityId }, there);
    assert.equal(back.json.userId, first.userId);
    await forgetAll();
  });

  test("enters the one he names, where he may", async () => {
    const { second, third } = await threeUsers();
    const named = await enter(PASSWORD, { entityId: second.entityId });
    assert.equal(named.json.entityId, second.entityId);
    const other = await enter(OTHER, { entityId: second.entityId });
    assert.equal(other.json.entityId, third.entityId);
    await forgetAll();
  });

  test("goes nowhere as a user who has another password since, or is not active", async () => {
    const { first, second } = await threeUsers();
    const change = async (work: string) => {
      const { headers } = await enter(PASSWORD);
      await withOwnerConnection(server.ownerUrl, (client) => client.query(work, [second.userId]));
      const { entityId } = second;
      const { text } = await server.call("POST", SWITCH, { entityId }, headers);
      assert.match(text, /No permission to access the entity/);
      const { json } = await server.call("GET", "/v1/sessions/current", undefined, headers);
      assert.deepEqual([json.entityId, json.entities.length], [first.entityId, 1]);
    };
    await change("update user_passwords set password_hash = 'x' where user_id = $1");
    await forgetAll();
    const again = await threeUsers();
    Object.assign(first, again.first);
    Object.assign(second, again.second);
    await change("update users set status = 'Inactive' where user_id = $1");
    await forgetAll();
  });
});

describe("the entity's clock", () => {
  test("is the real one, in its time zone", async () => {
    const today = Temporal.Now.plainDateISO("UTC").toString();
    const { json } = await server.call("POST", "/v1/probes/x", PROBE);
    assert.equal(json.today, today);
  });

  test("is its own in a sandbox, seen by the next second", async () => {
    await withOwnerConnection(server.ownerUrl, (client) =>
      client.query("update entities set clock_date = '2030-02-28', time_zone = 'Asia/Tokyo'"),
    );
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const { json } = await server.call("POST", "/v1/probes/x", PROBE);
    assert.equal(json.today, "2030-02-28");
    assert.match(json.createdDate, /^2030-02-28 /);
  });
});

const PROBE = { name: "n", orderDate: "2024-01-31", currency: "USD" };
