/** The requests of the guides, sent in their order to the demo company: each must do what it says. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { FastifyInstance } from "fastify";
import { readGuides } from "#http/docs/routes.ts";
import { createServer } from "#http/server.ts";
import { createDemoEntity, DEMO_CLIENT } from "#operations/create-demo-entity.ts";
import { createTestDatabase, type TestDatabase } from "#test/support/database.ts";

let testDatabase: TestDatabase;
let server: FastifyInstance;
before(async () => {
  testDatabase = await createTestDatabase();
  const { database, ownerUrl } = testDatabase;
  await createDemoEntity(ownerUrl, database);
  server = await createServer({ database, logLevel: "silent", isLoopback: true });
});
after(async () => {
  await server.close();
  await testDatabase.drop();
});

const BLOCK = /^```http\n(GET|POST|PUT|DELETE) (\S+)\n([\s\S]*?)^```$/gm;
const basic = Buffer.from(`${DEMO_CLIENT.id}:${DEMO_CLIENT.secret}`).toString("base64");

type Found = Map<string, string>;

/** Every text in an answer by the name of its field; the first one counts. */
function collect(answer: unknown, found: Found): void {
  for (const [name, value] of Object.entries(answer ?? {})) {
    if (typeof value === "string" && !found.has(name)) found.set(name, value);
    if (typeof value === "object") collect(value, found);
  }
}

for (const { name, title, markdown } of readGuides()) {
  test(title, async () => {
    const blocks = [...markdown.matchAll(BLOCK)];
    assert.ok(blocks.length > 0, `${name} has no request`);
    let found: Found = new Map();
    for (const [, method = "", path = "", body = ""] of blocks) {
      const filled = (text: string) =>
        text.replaceAll(/\{(\w+)\}/g, (_, field: string) => found.get(field) ?? `{${field}}`);
      const response = await server.inject({
        method: method as "GET",
        url: filled(path),
        headers: {
          authorization: `Basic ${basic}`,
          "content-type": "application/json",
          "zuora-version": "2025-08-12",
        },
        ...(body.trim() !== "" && { body: filled(body) }),
      });
      const told = `${name}: ${method} ${path}: ${response.body.slice(0, 500)}`;
      assert.equal(response.statusCode, 200, told);
      const answer = response.json();
      assert.notEqual(answer.success, false, told);
      const latest: Found = new Map();
      collect(answer, latest);
      found = new Map([...found, ...latest]);
    }
    if (name.startsWith("1-")) {
      const invoice = await server.inject({
        method: "GET",
        url: "/v1/invoices/INV00029461",
        headers: { authorization: `Basic ${basic}` },
      });
      assert.equal(invoice.json().balance, 0);
    }
  });
}

test("pages: the reference, guides and errors are there, and nothing of them comes from elsewhere", async () => {
  const paths = ["/docs", "/docs/", "/docs/errors", "/docs/guides", "/llms.txt", "/docs/style.css"];
  const guides = readGuides().map(({ name }) => `/docs/guides/${name}`);
  for (const url of [...paths, ...guides, "/docs/reference.js"]) {
    const page = await server.inject({ method: "GET", url });
    assert.equal(page.statusCode, 200, url);
    assert.ok(!/(src|href)="(https?:)?\/\//.test(page.body), url);
    if (page.headers["content-type"] === "text/html; charset=utf-8") {
      assert.match(String(page.headers["content-security-policy"]), /script-src 'self';/);
      assert.ok(!/<script>|onclick=/.test(page.body), url);
    }
  }
  const script = await server.inject({ method: "GET", url: "/docs/reference/js/scalar.js" });
  assert.equal(script.statusCode, 200);
  assert.match(script.body, /createApiReference/);
  for (const url of ["/docs/reference", "/docs/reference/"]) {
    const elsewhere = await server.inject({ method: "GET", url });
    assert.deepEqual([elsewhere.statusCode, elsewhere.headers.location], [302, "/docs"]);
  }
});
