/** Idempotency-Key: what is sent twice is done once. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { probeRoutes } from "#test/support/probe-routes.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
before(async () => {
  server = await startTestServer(probeRoutes);
});
after(() => server.close());

const count = (key: string, how = "x", headers = {}) =>
  server.call("POST", `/v1/probe-counts/${how}`, {}, { "idempotency-key": key, ...headers });

describe("a repeated request", () => {
  test("gets the first answer, and is not done again", async () => {
    const first = await count("a");
    const repeat = await count("a");
    assert.equal(repeat.status, 200);
    assert.equal(repeat.text, first.text);
    assert.equal(repeat.headers["content-type"], "application/json;charset=UTF-8");
    assert.notEqual((await count("b")).json.count, first.json.count);
  });

  test("gets the first failure, in the version of the first", async () => {
    const first = await count("c", "refuse", { "zuora-version": "2024-05-20" });
    assert.equal(first.status, 400);
    const repeat = await count("c", "refuse");
    assert.equal(repeat.status, 400);
    assert.equal(repeat.text, first.text);
  });

  test("gets a failure of ours too: what was done is not known", async () => {
    assert.equal((await count("d", "bug")).status, 500);
    const repeat = await count("d", "bug");
    assert.equal(repeat.status, 500);
    assert.equal(repeat.text, "We're sorry, but something went wrong.");
  });

  test("is 409 while the first one runs, also when it comes at the same time", async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => count("e")));
    const statuses = answers.map(({ status }) => status).sort();
    assert.deepEqual(statuses, [200, 409, 409, 409, 409]);
    assert.equal((await count("e")).status, 200);
  });

  test("to another URL or by another method is 422", async () => {
    await count("f");
    const { status, json } = await count("f", "y");
    assert.equal(status, 422);
    assert.equal(json.success, false);
  });

  test("is done when the first one waited for a lock in vain", async () => {
    assert.equal((await count("g", "lock")).json.reasons[0].code, 58560050);
    assert.equal((await count("g")).json.success, true);
  });

  test("is done a day later", async () => {
    const first = await count("h");
    await withOwnerConnection(server.ownerUrl, (client) =>
      client.query("update idempotency_keys set claimed_at = now() - interval '24 hours 1 second'"),
    );
    const later = await count("h");
    assert.notEqual(later.json.count, first.json.count);
    assert.equal((await count("h")).text, later.text);
  });

  test("without a key is done again", async () => {
    const counts = [await count(""), await count("")].map(({ json }) => json.count);
    assert.notEqual(counts[0], counts[1]);
  });
});
