import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { probeRoutes } from "#test/support/probe-routes.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
before(async () => {
  server = await startTestServer(probeRoutes);
});
after(() => server.close());

const PROBE = { name: "n", orderDate: "2024-01-31", currency: "USD" };

describe("a request that fits its contract", () => {
  test("is answered with success and the result, amounts exactly", async () => {
    const body = { ...PROBE, lines: [{ amount: 1.1 }, { amount: "3" }], my__c: 4, notes: null };
    const { status, json, text } = await server.call("POST", "/v1/probes/x?returnIds=true", body);
    assert.equal(status, 200);
    assert.equal(json.success, true);
    assert.equal(json.returnIds, true);
    assert.deepEqual(json.custom, { my__c: 4 });
    assert.equal("notes" in json, false);
    assert.match(text, /"amounts":\[1\.10,3\.00\]/);
  });
});
