/** Whatever is sent: no answer is a 500, and the server goes on. */
import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import { probeRoutes } from "#test/support/probe-routes.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
before(async () => {
  server = await startTestServer(probeRoutes);
});
after(() => server.close());

const RUNS = { numRuns: 300 };

const PROBE = { name: "n", orderDate: "2024-01-31", currency: "USD" };
const FIELDS = [...Object.keys(PROBE), "lines", "change", "type", "amount", "customFields", "x__c"];
const VERSIONS = ["186.0", "211.0", "2024-05-20", "2025-08-12"];

/** JSON that often has the names, and sometimes the values, of the probe. */
const oddText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "\0",
    "\ud800",
    "😀",
    "2024-02-30",
    "USD",
    "Start",
    "9".repeat(50),
    "-0",
    "1e999",
  ),
);
const { body } = fc.letrec((tie) => ({
  body: fc.oneof(
    { maxDepth: 5 },
    fc.oneof(oddText, fc.double(), fc.maxSafeInteger(), fc.boolean(), fc.constant(null)),
    fc.array(tie("body"), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...FIELDS), oddText), tie("body"), { maxKeys: 6 }),
  ),
}));

const isNoServerError = (status: number, text: string) =>
  assert.ok(status >= 200 && status < 500, `${status} ${text}`);

describe("nonsense", () => {
  test("any JSON as body", async () => {
    const call = fc.tuple(body, fc.constantFrom(...VERSIONS));
    await fc.assert(
      fc.asyncProperty(call, async ([json, version]) => {
        const headers = { "zuora-version": version };
        const answer = await server.call("POST", "/v1/probes/x", JSON.stringify(json), headers);
        isNoServerError(answer.status, answer.text);
      }),
      RUNS,
    );
  });

  test("one field of a right body replaced by any JSON", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...FIELDS), body, async (field, json) => {
        const answer = await server.call("POST", "/v1/probes/x", { ...PROBE, [field]: json });
        isNoServerError(answer.status, answer.text);
        assert.equal(typeof answer.json.success, "boolean");
      }),
      RUNS,
    );
  });

  test("any bytes as body, of any type and encoding", async () => {
    const type = fc.constantFrom("application/json", "application/x-www-form-urlencoded", "x", "*");
    const encoding = fc.constantFrom("", "gzip", "br", "identity");
    const path = fc.constantFrom("/v1/probes/x", "/oauth/token", "/v1/connections", "/v1/x");
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array(),
        type,
        encoding,
        path,
        async (bytes, type, encoding, path) => {
          const headers = { "content-type": type, "content-encoding": encoding };
          const answer = await server.call("POST", path, Buffer.from(bytes), headers);
          isNoServerError(answer.status, answer.text);
        },
      ),
      { numRuns: 200 },
    );
  });

  test("any path and query", async () => {
    const method = fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS");
    const part = fc.oneof(
      fc.webPath(),
      fc.webQueryParameters(),
      fc.constantFrom("%", "%00", "%ff"),
    );
    const start = fc.constantFrom("/", "/v1/", "/v1/probes", "/v1/probes/", "/v1/probes?page=");
    await fc.assert(
      fc.asyncProperty(method, start, part, async (method, start, part) => {
        const answer = await server.call(method, `${start}${part}`, undefined);
        isNoServerError(answer.status, answer.text);
      }),
      RUNS,
    );
  });

  test("any text in the headers that are read", async () => {
    const name = fc.constantFrom(
      ...["zuora-version", "zuora-track-id", "zuora-entity-ids", "idempotency-key", "entityid"],
      ...["authorization", "cookie", "accept-encoding", "content-type", "apiaccesskeyid", "host"],
    );
    const latin1 = fc.string({
      unit: fc.integer({ min: 0x20, max: 0xff }).map(String.fromCharCode),
    });
    await fc.assert(
      fc.asyncProperty(name, latin1, async (name, value) => {
        const answer = await server.call("POST", "/v1/probes/x", PROBE, { [name]: value });
        isNoServerError(answer.status, answer.text);
        assert.match(answer.headers["zuora-request-id"] ?? "", /^[0-9a-f-]{36}$/);
      }),
      RUNS,
    );
  });

  test("deep, wide and long bodies", async () => {
    const bodies = [
      "[".repeat(1_000_000),
      `{"lines":${"[".repeat(60)}${"]".repeat(60)}}`,
      `{${Array.from({ length: 100_000 }, (_, index) => `"f${index}":1`).join()}}`,
      `{"lines":[${Array.from({ length: 100_000 }, () => "{}").join()}]}`,
      `{"name":"${"x".repeat(3_000_000)}"}`,
      `{"lines":[{"amount":${"9".repeat(3_000_000)}}]}`,
      `{"lines":[{"amount":"${"9".repeat(3_000_000)}"}]}`,
      `{"lines":[{"amount":${"[1e5,".repeat(500_000)}}]}`,
    ];
    for (const text of bodies) {
      const started = process.cpuUsage();
      const answer = await server.call("POST", "/v1/probes/x", text);
      assert.equal(answer.json.success, false);
      assert.ok(answer.text.length < 10_000, `an answer of ${answer.text.length} bytes`);
      // Not the clock's time: others may have the processor.
      const { user, system } = process.cpuUsage(started);
      assert.ok(user + system < 1_000_000, `${text.slice(0, 30)} is slow`);
    }
  });

  test("requests that are no HTTP, cut off, or ambiguous", async () => {
    const { port } = new URL(await server.listen());
    const start = `POST /v1/probes/x HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${server.token}\r\n`;
    const raw = [
      "\x16\x03\x01\0\0\r\n\r\n",
      "GET / HTTP/9.9\r\n\r\n",
      `${start}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{`,
      `${start}Content-Type: application/json\r\nContent-Length: -1\r\n\r\n{}`,
      `${start}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`,
      `${start}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`,
      `${start}X: ${"x".repeat(100_000)}\r\n\r\n`,
    ];
    for (const text of raw) await sendRaw(Number(port), text);
    assert.equal((await server.call("POST", "/v1/probes/x", PROBE)).json.success, true);
  });
});

/** Writes `text`, hangs up soon after; what comes back may not be a server error. */
const sendRaw = (port: number, text: string) =>
  new Promise<void>((resolve) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    socket.setTimeout(200, () => socket.destroy());
    socket.on("data", (data) => {
      answer += data;
    });
    socket.on("error", () => undefined);
    socket.on("close", () => {
      assert.doesNotMatch(answer, /^HTTP\/1\.1 5/);
      resolve();
    });
  });
