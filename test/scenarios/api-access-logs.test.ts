/** Who has asked for what: docs/decisions/0611. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { runDailyWorkOfAll } from "#jobs/run-daily-work.ts";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { anAccount, succeed } from "#test/support/company.ts";
import { CLIENT_ID, startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
before(async () => {
  server = await startTestServer();
});
after(() => server.close());

const logs = async (query: string) =>
  (await succeed(server, "GET", `/v1/api-access-logs?${query}`)).accessLogs;

const inDatabase = (query: string, values: readonly unknown[] = []) =>
  withOwnerConnection(server.ownerUrl, async (client) => {
    const { rows } = await client.query(query, [...values]);
    return rows;
  });

describe("the API access log", () => {
  test("tells who has asked for what, and how it was answered, without the query", async () => {
    const { accountId } = await anAccount(server);
    const { headers, text } = await server.call("GET", `/v1/accounts/${accountId}?x=y`, undefined, {
      ...{ "zuora-track-id": "Track-1", "accept-encoding": "identity" },
    });
    const requestId = headers["zuora-request-id"];
    const [found, ...more] = await logs("trackId=Track-1");
    assert.deepEqual(more, []);
    const { answeredDate, milliseconds, ...told } = found;
    assert.deepEqual(told, {
      requestId,
      trackId: "Track-1",
      userId: server.userId,
      clientId: CLIENT_ID,
      httpMethod: "GET",
      operation: "getAccount",
      route: "/v1/accounts/{accountKey}",
      path: `/v1/accounts/${accountId}`,
      status: 200,
      hasFailed: false,
      bytes: Buffer.byteLength(text),
      ip: "127.0.0.1",
    });
    assert.ok(milliseconds > 0 && milliseconds < 60_000);
    assert.ok(Math.abs(Date.now() - Date.parse(answeredDate)) < 120_000);
    const of = `path=/v1/accounts/${accountId}`;
    assert.equal((await logs(`${of}&status=200&httpMethod=get&clientId=${CLIENT_ID}`)).length, 1);
    assert.equal((await logs(`${of}&operation=getAccount&requestId=${requestId}`)).length, 1);
    assert.deepEqual(await logs(`${of}&status=404`), []);
    assert.deepEqual(await logs(`${of}&to=2020-01-01T00:00Z`), []);
    assert.deepEqual(await logs(`${of}&userId=${accountId}`), []);
  });

  test("what failed, what is not there, and what somebody may not do are told too", async () => {
    const newer = { "zuora-version": "2025-08-12" };
    await server.call("GET", "/v1/accounts/no-such-account", undefined, newer);
    await server.call("GET", "/v1/no-such-path", undefined, newer);
    await server.call("GET", "/v1/accounts/older", undefined, { "zuora-version": "2023-07-24" });
    const told = (await logs("pageSize=4")).map(
      ({ operation, route, path, status, hasFailed }: Record<string, unknown>) =>
        [operation, route, path, status, hasFailed].join(" "),
    );
    assert.deepEqual(told.slice(0, 3), [
      "getAccount /v1/accounts/{accountKey} /v1/accounts/older 200 true",
      " /v1/no-such-path /v1/no-such-path 404 true",
      "getAccount /v1/accounts/{accountKey} /v1/accounts/no-such-account 404 true",
    ]);
  });

  test("who has not signed in is nobody's", async () => {
    const headers = { authorization: "Bearer wrong", "zuora-track-id": "Nobody" };
    assert.equal((await server.call("GET", "/v1/accounts/x", undefined, headers)).status, 401);
    assert.deepEqual(await logs("trackId=Nobody"), []);
  });

  test("many requests are written together, by themselves, about a second later", async () => {
    const headers = { "zuora-track-id": "Together" };
    const calls = Array.from({ length: 40 }, () =>
      server.call("GET", "/settings/billing-rules", undefined, headers),
    );
    await Promise.all(calls);
    const written = () =>
      inDatabase("select xmin::text as by from api_accesses where track_id = 'Together'");
    let rows = await written();
    while (rows.length < 40) {
      await delay(100);
      rows = await written();
    }
    const transactions = new Set(rows.map(({ by }) => by));
    assert.ok(transactions.size <= 10, `${transactions.size} transactions wrote 40 rows`);
  });

  test("is kept for as many days as the entity says", async () => {
    const path = "/settings/api-access-log";
    const changed = await server.call("PUT", path, { daysKept: 10 });
    assert.deepEqual([changed.status, changed.json], [200, { daysKept: 10 }]);
    assert.deepEqual((await server.call("GET", path)).json, { daysKept: 10 });
    assert.equal((await server.call("PUT", path, { daysKept: 0 })).status, 400);
    await logs("pageSize=1");
    const age = (days: number, trackId: string) =>
      inDatabase(
        `update api_accesses set answered_at = now() - make_interval(days => $1), track_id = $2
         where request_id = (select min(request_id) from api_accesses where answered_at > now() - interval '1 day')`,
        [days, trackId],
      );
    await age(11, "Old");
    await age(9, "Young");
    await runDailyWorkOfAll(server.database, new AbortController().signal);
    assert.equal((await logs("trackId=Old")).length, 0);
    assert.equal((await logs("trackId=Young")).length, 1);
  });
});

describe("GET /system-health/api-requests/volume-summary", () => {
  const PATH = "/system-health/api-requests/volume-summary";
  const minute = (offset: number) =>
    new Date(Date.now() + offset * 60_000).toISOString().replace(/:\d\d\.\d+Z/, "+0000");

  test("counts what has succeeded and failed, by path and method", async () => {
    const before = `startTime=${minute(-60)}&endTime=${minute(60)}`;
    const own = "path=/v1/contacts/{contactId}";
    await server.call("GET", "/v1/contacts/nobody");
    await server.call("GET", "/v1/contacts/nobody");
    await server.call("PUT", "/v1/contacts/nobody", {});
    const { billToContact } = await succeed(
      ...([server, "GET", `/v1/accounts/${(await anAccount(server)).accountId}`] as const),
    );
    await server.call("GET", `/v1/contacts/${billToContact.id}`);
    const { status, json } = await server.call("GET", `${PATH}?${before}&${own}`);
    assert.equal(status, 200);
    const counted = { path: "/v1/contacts/{contactId}" };
    assert.deepEqual(json, {
      data: [
        { ...counted, httpMethod: "GET", success: 1, error: 2, total: 3 },
        { ...counted, httpMethod: "PUT", success: 0, error: 1, total: 1 },
      ],
    });
    const puts = await server.call("GET", `${PATH}?${before}&${own}&httpMethod=PUT`);
    assert.equal(puts.json.data.length, 1);
    const earlier = `startTime=2020-01-01T00:00%2B0800&endTime=2020-01-02T00:00%2B0800`;
    assert.deepEqual((await server.call("GET", `${PATH}?${earlier}`)).json, { data: [] });
  });

  test("both times are needed, as moments", async () => {
    assert.equal((await server.call("GET", PATH)).status, 400);
    const wrong = await server.call("GET", `${PATH}?startTime=yesterday&endTime=${minute(0)}`);
    assert.equal(wrong.status, 400);
    assert.match(wrong.text, /should be a moment such as 2022-09-22T09:07/);
  });
});
