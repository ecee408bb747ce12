/** What holds for every endpoint, on routes that exist here only (test/support/probe-routes.ts). */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { probeRoutes } from "#test/support/probe-routes.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
before(async () => {
  server = await startTestServer(probeRoutes);
});
after(() => server.close());

const PROBE = { name: "n", orderDate: "2024-01-31", currency: "USD" };
const NEW = { "zuora-version": "2024-05-20" };
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const post = (body: unknown, headers = {}) => server.call("POST", "/v1/probes/x", body, headers);
const fail = (how: string, headers = {}, path = "/v1/probes") =>
  server.call("PUT", `${path}/${how}/fail`, {}, headers);

describe("a request that fits its contract", () => {
  test("is answered with success and the result, amounts exactly", async () => {
    const body = { ...PROBE, lines: [{ amount: 1.1 }, { amount: "3" }], my__c: 4, notes: null };
    const { status, json, text } = await server.call("POST", "/v1/probes/x?returnIds=true", body);
    assert.equal(status, 200);
    assert.equal(json.success, true);
    assert.equal(json.returnIds, true);
    assert.deepEqual(json.custom, { my__c: 4 });
    assert.equal("notes" in json, false);
    assert.match(text, /^\{"success":true,/);
    assert.match(text, /"amounts":\[1\.10,3\.00\]/);
  });

  test("null is not given, but stays null where that means something", async () => {
    assert.equal((await post({ ...PROBE, parentId: null })).json.isParentGiven, true);
    assert.equal((await post(PROBE)).json.isParentGiven, false);
  });

  test("reads end with success", async () => {
    const { text } = await server.call("GET", "/v1/probes");
    assert.match(text, /,"success":true\}$/);
  });

  test("a file is the file", async () => {
    const { headers, text } = await server.call("GET", "/v1/probe-files/%C3%A4%22");
    assert.equal(headers["content-type"], "text/csv");
    assert.equal(headers["content-disposition"], "attachment; filename*=UTF-8''%C3%A4%22.csv");
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.equal(text, "a,b\n1,2\n");
  });
});

describe("paths", () => {
  for (const path of ["/v1/probes/x/", "/rest/v1/probes/x", "//v1//probes/x", "/v1/old-probes/x"]) {
    test(`${path} is /v1/probes/x`, async () => {
      const { json } = await server.call("POST", path, PROBE);
      assert.equal(json.probeKey, "x");
    });
  }

  test("keys are decoded", async () => {
    const { json } = await server.call("POST", "/v1/probes/a%2Fb%20%C3%A9", PROBE);
    assert.equal(json.probeKey, "a/b é");
  });

  test("an endpoint that does not exist says so", async () => {
    const old = await server.call("GET", "/v1/nothing?x=1");
    assert.equal(old.status, 200);
    assert.equal(old.json.reasons[0].code, 50000040);
    assert.equal(
      old.json.reasons[0].message,
      "The endpoint /v1/nothing does not exist. Please check the URL or refer to the API documentation.",
    );
    assert.equal((await server.call("GET", "/v1/nothing", undefined, NEW)).status, 404);
    assert.equal((await server.call("POST", "/v1", {}, NEW)).status, 404);
    assert.equal((await server.call("GET", "/v1?x", undefined, { authorization: "" })).status, 401);
  });

  test("a path outside of the services matches no route", async () => {
    for (const path of ["/nothing", "/v12/orders"]) {
      const { status, json } = await server.call("GET", path, undefined, { authorization: "" });
      assert.equal(status, 404);
      assert.deepEqual(json, { message: "no Route matched with those values" });
    }
  });

  test("another method is 405 and says which are allowed", async () => {
    const { status, json, headers } = await server.call("PATCH", "/v1/probes/x", PROBE);
    assert.equal(status, 405);
    assert.equal(json.reasons[0].code, 50000045);
    assert.equal(headers.allow, "POST");
  });

  test("a key that can be none is not found", async () => {
    for (const key of ["%00", "x".repeat(256)]) {
      const { status, json } = await server.call("POST", `/v1/probes/${key}`, PROBE, NEW);
      assert.equal(status, 404);
      assert.equal(json.reasons[0].code, 51000040);
    }
  });

  test("a path that cannot be decoded is refused", async () => {
    const { status, json } = await server.call("POST", "/v1/probes/%E0%A4%A", PROBE);
    assert.equal(status, 400);
    assert.equal(json.success, false);
  });
});

describe("answers", () => {
  test("carry the headers that clients read", async () => {
    const { headers } = await post(PROBE);
    assert.equal(headers["content-type"], "application/json;charset=UTF-8");
    assert.match(headers["zuora-request-id"] ?? "", UUID);
    assert.equal(headers["cache-control"], "max-age=0, no-cache, no-store");
    assert.equal(headers.pragma, "no-cache");
    assert.equal(headers["concurrency-limit-type"], "High-volume transactions");
    assert.equal(headers["concurrency-limit-limit"], "200");
    assert.equal(headers["concurrency-limit-remaining"], "199");
    assert.match(headers["ratelimit-limit"] ?? "", /^2250000, 50000;w=60/);
    assert.ok(Number(headers["ratelimit-remaining"]) < 2_250_000);
    assert.ok(Number(headers["ratelimit-reset"]) <= 3600);
  });

  test("of more than 1000 bytes are gzipped for who accepts it", async () => {
    const get = (length: number, encoding: string) =>
      server.call("GET", `/v1/probes?length=${length}`, undefined, { "accept-encoding": encoding });
    assert.equal((await get(5000, "gzip, deflate")).headers["content-encoding"], "gzip");
    assert.equal((await get(10, "gzip")).headers["content-encoding"], undefined);
    assert.equal((await get(5000, "br")).headers["content-encoding"], undefined);
    assert.equal((await get(5000, "gzip;q=0")).headers["content-encoding"], undefined);
    assert.equal((await get(5000, "")).headers["content-encoding"], undefined);
  });

  test("that are gzipped are read by who asked for it", async () => {
    const url = await server.listen();
    const response = await fetch(`${url}/v1/probes?length=5000`, {
      headers: { authorization: `Bearer ${server.token}`, "accept-encoding": "gzip" },
    });
    assert.equal(response.headers.get("content-encoding"), "gzip");
    const { text } = (await response.json()) as { text: string };
    assert.equal(text.length, 5000);
  });

  test("of lists say where the next page is, on the caller's host, and nothing on the last", async () => {
    const path = "/v1/probes?page=2&pageSize=1&length=3";
    const host = { host: "billing.example.com:8443" };
    const { json } = await server.call("GET", path, undefined, host);
    assert.equal(
      json.nextPage,
      "http://billing.example.com:8443/v1/probes?page=3&pageSize=1&length=3",
    );
    const last = await server.call("GET", "/v1/probes?page=3");
    assert.equal("nextPage" in last.json, false);
  });
});

describe("Zuora-Version", () => {
  test("decides how the operation behaves", async () => {
    assert.equal((await post(PROBE)).json.speaks, "old");
    assert.equal((await post(PROBE, { "zuora-version": "222.0" })).json.speaks, "old");
    assert.equal((await post(PROBE, { "Zuora-Version": "2025-08-12" })).json.speaks, "new");
  });

  test("that is none is refused", async () => {
    const { status, json } = await post(PROBE, { "zuora-version": "latest" });
    assert.equal(status, 400);
    assert.equal(json.reasons[0].code, 51000020);
  });

  test("decides whether a failure is 200 or a real status", async () => {
    assert.equal((await fail("ENTITY_NOT_FOUND")).status, 200);
    assert.equal((await fail("ENTITY_NOT_FOUND", { "zuora-version": "341.0" })).status, 200);
    assert.equal((await fail("ENTITY_NOT_FOUND", NEW)).status, 404);
    assert.equal((await fail("SUBSCRIPTION_NOT_ACTIVE", NEW)).status, 400);
    assert.equal((await fail("LOCK_CONTENTION", NEW)).status, 409);
  });
});

describe("failures", () => {
  test("have the v1 envelope with resource and category as code", async () => {
    const { json, headers } = await fail("ENTITY_NOT_FOUND");
    assert.deepEqual(Object.keys(json), ["success", "processId", "reasons", "requestId"]);
    assert.equal(json.success, false);
    assert.match(json.processId, /^[0-9A-F]{16}$/);
    assert.equal(json.requestId, headers["zuora-request-id"]);
    assert.deepEqual(json.reasons, [
      { code: 58560040, message: "Cannot find entity by key: 'xxx'." },
    ]);
  });

  test("of a field have its digits", async () => {
    const { json } = await post({ ...PROBE, currency: null });
    assert.deepEqual(json.reasons, [{ code: 51000322, message: "'currency' may not be null" }]);
  });

  test("of unknown fields name them", async () => {
    const { json } = await post({ ...PROBE, nam: 1, lines: [{ amount: 1, amnt: 2 }] });
    assert.deepEqual(json.reasons, [
      { code: 51000021, message: "Invalid parameter(s): 'amnt,nam'." },
    ]);
  });

  test("of query parameters have category 20, and 27 in the newest version", async () => {
    const ask = (headers = {}) => server.call("POST", "/v1/probes/x?mode=c", PROBE, headers);
    const message = "'mode' value should be one of: a, b";
    assert.deepEqual((await ask()).json.reasons, [{ code: 51000020, message }]);
    const { status, json } = await ask({ "zuora-version": "2025-08-12" });
    assert.equal(status, 400);
    assert.deepEqual(json.reasons, [{ code: 51000027, message }]);
  });

  test("of object CRUD have their own envelope and real statuses", async () => {
    const { status, json } = await fail("ENTITY_NOT_FOUND", {}, "/v1/object/probes");
    assert.equal(status, 404);
    assert.deepEqual(json, {
      Success: false,
      Errors: [{ Code: "INVALID_ID", Message: "Cannot find entity by key: 'xxx'." }],
    });
  });

  test("of Object Query have no success in the newest version", async () => {
    const ask = (version: string) =>
      fail("ENTITY_NOT_FOUND", { "zuora-version": version }, "/object-query/probes");
    assert.equal((await ask("341.0")).json.success, false);
    const { status, json } = await ask("2025-08-12");
    assert.equal(status, 404);
    assert.deepEqual(Object.keys(json), ["reasons", "requestId"]);
  });

  test("that are our mistake are 500 and tell nothing", async () => {
    const { status, text, headers } = await fail("bug");
    assert.equal(status, 500);
    assert.equal(headers["content-type"], "text/plain");
    assert.equal(text, "We're sorry, but something went wrong.");
    assert.match(headers["zuora-request-id"] ?? "", UUID);
  });

  const RETRY = "Operation failed due to a lock competition, please retry later.";
  for (const state of ["55P03", "40P01", "40001", "23505"]) {
    test(`PostgreSQL ${state} is lock contention`, async () => {
      const { status, json } = await fail(state, NEW);
      assert.equal(status, 409);
      assert.deepEqual(json.reasons, [{ code: 58560050, message: RETRY }]);
    });
  }

  for (const state of ["22003", "22008", "22021", "22P02", "22P05"]) {
    test(`PostgreSQL ${state} is an invalid value`, async () => {
      const { status, json } = await fail(state, NEW);
      assert.equal(status, 400);
      assert.equal(json.reasons[0].code, 58560020);
    });
  }

  test("PostgreSQL going away is temporary, for clients that retry on category 61", async () => {
    const { status, json } = await fail("57P01");
    assert.equal(status, 500);
    assert.equal(json.reasons[0].code, 58560061);
  });

  test("other database errors are our mistake", async () => {
    assert.equal((await fail("42P01")).text, "We're sorry, but something went wrong.");
    assert.equal((await fail("23514")).status, 500);
  });
});

describe("bodies", () => {
  const json = (text: string | Buffer, headers = {}) => post(text, headers);

  test("that are no JSON have category 90", async () => {
    for (const text of ["{", "'", '{"name":}', Buffer.from([0x22, 0xff, 0x22])]) {
      const answer = await json(text);
      assert.equal(answer.status, 200);
      assert.equal(answer.json.reasons[0].code, 51000090);
    }
    assert.equal((await json("{", NEW)).status, 400);
  });

  test("with a byte order mark are read", async () => {
    assert.equal((await json(`\uFEFF${JSON.stringify(PROBE)}`)).json.success, true);
  });

  test("that are empty miss their fields", async () => {
    for (const body of ["", " ", undefined, {}]) {
      const { json: answer } = await post(body);
      assert.equal(answer.reasons[0].code, 51000022);
      assert.equal(answer.reasons[0].message, "'name' may not be null");
    }
  });

  test("that are no object are refused", async () => {
    for (const text of ["[]", "1", '"x"', "true"]) {
      const { json: answer } = await json(text);
      assert.equal(answer.reasons[0].message, "The request body should be a JSON object", text);
    }
  });

  test("of another type are 415", async () => {
    const types = ["text/plain", "application/xml", "", "garbage", "multipart/form-data"];
    for (const type of [...types, "application/x-www-form-urlencoded"]) {
      const answer = await json(JSON.stringify(PROBE), { "content-type": type });
      assert.equal(answer.status, 415, type);
      assert.equal(answer.json.reasons[0].code, 50000045);
    }
    const nothing = await server.call("PUT", "/v1/probes/x/fail", undefined, {
      "content-type": "",
    });
    assert.equal(nothing.status, 415);
  });

  test("may name their charset", async () => {
    const type = { "content-type": "application/json; charset=UTF-8" };
    assert.equal((await json(JSON.stringify(PROBE), type)).json.success, true);
  });

  test("over 4 MB are 413", async () => {
    const { status, json: answer } = await json(`"${"x".repeat(4 * 1024 * 1024)}"`);
    assert.equal(status, 413);
    assert.deepEqual(answer.reasons, [
      { code: 51000020, message: "The request body is larger than 4 MB." },
    ]);
  });

  const gzip = { "content-encoding": "gzip" };

  test("are gunzipped", async () => {
    assert.equal((await json(gzipSync(JSON.stringify(PROBE)), gzip)).json.success, true);
  });

  test("that grow over 4 MB when gunzipped are 413", async () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024, "x"));
    assert.equal((await json(bomb, gzip)).status, 413);
  });

  test("that are no gzip are malformed, of another encoding 415", async () => {
    assert.equal((await json("{}", gzip)).json.reasons[0].code, 51000090);
    const cut = gzipSync(JSON.stringify(PROBE)).subarray(0, 20);
    assert.equal((await json(cut, gzip)).json.reasons[0].code, 51000090);
    assert.equal((await json("{}", { "content-encoding": "br" })).status, 415);
  });

  test("with text that cannot be kept are refused", async () => {
    for (const name of ["\\u0000", "\\ud800"]) {
      const text = JSON.stringify(PROBE).replace('"n"', `"${name}"`);
      assert.equal((await json(text)).json.reasons[0].code, 51000020);
    }
    const { json: answer } = await json('{"__proto__":{"name":"n"}}');
    assert.equal(answer.reasons[0].code, 51000021);
  });

  test("of a DELETE or GET do not matter", async () => {
    const get = await server.call("GET", "/v1/probes", "{", { "content-type": "application/xml" });
    assert.equal(get.status, 200);
  });
});

describe("request headers", () => {
  test("Zuora-Track-Id is echoed", async () => {
    const { headers } = await post(PROBE, { "zuora-track-id": "order 66/a" });
    assert.equal(headers["zuora-track-id"], "order 66/a");
    assert.equal((await post(PROBE)).headers["zuora-track-id"], undefined);
  });

  test("Zuora-Track-Id that breaks its rules is refused and not echoed", async () => {
    for (const trackId of ["x".repeat(65), "a:b", "a;b", 'a"b', "a'b", "é"]) {
      const { status, headers, json } = await post(PROBE, { "zuora-track-id": trackId });
      assert.equal(status, 400, trackId);
      assert.equal(json.success, false);
      assert.equal(headers["zuora-track-id"], undefined);
    }
  });

  test("Zuora-Entity-Ids is the token's entity, or refused", async () => {
    const { entityId } = server;
    const hyphened = entityId.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
    for (const id of [entityId, hyphened, hyphened.toUpperCase()]) {
      assert.equal((await post(PROBE, { "zuora-entity-ids": id })).json.success, true);
    }
    const { json } = await post(PROBE, { "zuora-entity-ids": "0".repeat(32) });
    assert.equal(json.reasons[0].code, 51000010);
    assert.equal((await post(PROBE, { ...NEW, entityid: "0".repeat(32) })).status, 403);
  });

  test("Idempotency-Key goes with POST and PATCH only", async () => {
    const { status, json } = await fail("bug", { "idempotency-key": "k" });
    assert.equal(status, 400);
    assert.equal(
      json.reasons[0].message,
      "Request method 'PUT' not supported with Idempotency-Key header",
    );
    assert.equal((await post(PROBE, { "idempotency-key": "k".repeat(256) })).status, 400);
  });
});

describe("for whoever runs it", () => {
  const ask = (path: string) => server.call("GET", path, undefined, { authorization: "" });

  test("health is asked without credentials", async () => {
    assert.deepEqual((await ask("/healthz")).json, { status: "ok" });
    assert.deepEqual((await ask("/readyz")).json, { status: "ready" });
  });

  test("metrics tell durations by operation", async () => {
    await post(PROBE);
    const { text } = await ask("/metrics");
    assert.match(
      text,
      /quittance_request_duration_seconds_count\{operation="createProbe",status="200"\}/,
    );
    assert.match(text, /process_cpu_user_seconds_total/);
  });

  test("the API describes itself", async () => {
    const { status, json } = await ask("/openapi.json");
    assert.equal(status, 200);
    assert.equal(json.openapi, "3.1.0");
    assert.equal(json.paths["/oauth/token"].post.operationId, "createToken");
  });
});
