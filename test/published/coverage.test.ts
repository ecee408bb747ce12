import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { openApiOf } from "#http/openapi.ts";
import { contracts } from "#http/routes.ts";
import { coverageOf, publishedOperations } from "./coverage.ts";
import { declaredDifferences } from "./declared-shapes.ts";
import { ERRATA, isOf, LEFT_OUT } from "./errata.ts";
import { unexcepted } from "./shape-exceptions.ts";
import { differencesFromMeasured, differencesFromPublished, publishedShapes } from "./shapes.ts";
import { COVERAGE_FILE, coverageText } from "./write-coverage.ts";

test("docs/COVERAGE.md is up to date: npm run coverage", () => {
  assert.equal(readFileSync(COVERAGE_FILE, "utf8"), coverageText());
});

test("what is refused, left out or elsewhere is missing; what may be anything is there", () => {
  const schema = {
    type: "object",
    properties: {
      number: { type: "string" },
      refused: { description: "Not supported yet: refused." },
      items: { type: "array", items: { $ref: "#/components/schemas/Item" } },
      custom: {},
    },
  };
  const operation = {
    parameters: [{ name: "pageSize", in: "query" }],
    "x-aliases": ["/v1/credit-memos/{key}"],
    requestBody: { content: { "application/json": { schema } } },
    responses: { 200: { content: { "application/json": { schema: { anyOf: [schema] } } } } },
  };
  const ours = {
    paths: { "/v1/creditmemos/{creditMemoKey}": { put: operation } },
    components: { schemas: { Item: { properties: { id: { type: "string" } } } } },
  };
  const published = { method: "PUT", title: "", family: "" };
  const [known, unknown] = coverageOf(
    [
      {
        ...published,
        path: "/v1/credit-memos/{id}/",
        query: ["page", "pageSize"],
        request: ["number", "refused", "refused.part", "items.id", "items.amount", "custom.any"],
        response: ["success", "reasons.code", "number", "total"],
      },
      { ...published, path: "/v1/other", query: [], request: ["number"], response: [] },
    ],
    ours,
  );
  assert.deepEqual([known?.status, unknown?.status], ["partial", "not"]);
  assert.deepEqual(known?.missing, {
    query: ["page"],
    request: ["refused", "items.amount"],
    response: ["total"],
  });
});

test("what is said to be published in error is published", () => {
  const published = publishedOperations();
  for (const { of, part, fields } of [...ERRATA, ...LEFT_OUT]) {
    const operations = published.filter(
      ({ method, path }) => of === undefined || of === `${method} ${path}`,
    );
    for (const field of fields) {
      const isPublished = operations.some((operation) =>
        operation[part].some((published) => isOf(published, field)),
      );
      assert.ok(isPublished, `${of} ${field}`);
    }
  }
});

test("contracts have the published types, and null where the field has it", () => {
  const openApi = openApiOf(contracts);
  const published = new Map(
    publishedOperations().map((operation) => [`${operation.method} ${operation.path}`, operation]),
  );
  const wrong = publishedShapes().flatMap((shape) => {
    const aliases = published.get(shape.of)?.aliases ?? [];
    const differences = declaredDifferences(shape, { openApi, aliases });
    return unexcepted(shape, differences).map((difference) => `${shape.of}: ${difference}`);
  });
  assert.deepEqual(wrong, []);
});

test("an answer is told from its shape by types, and null from absent", () => {
  const shape = { of: "GET /v1/x", number: ["a", "items.b"], string: ["c"], null: ["items.d"] };
  assert.deepEqual(
    differencesFromPublished(shape, { a: "1", c: null, items: [{ b: 2, d: null }, { b: true }] }),
    [
      "a is of type string, not number",
      "items.b is of type boolean, not number",
      "items.d is absent, not null",
    ],
  );
});

test("an object is told from what was measured", () => {
  const of = "GET /v1/x";
  const fields = [
    { of, field: "id", key: "always", null: "never", type: "id" },
    { of, field: "notes", key: "always", null: "always" },
    { of, field: "orderNumber", key: "sometimes", null: "never", type: "text" },
    { of, field: "day", key: "always", null: "sometimes", type: "date" },
  ] as const;
  const told = (object: Record<string, unknown>, isBare: boolean) =>
    differencesFromMeasured(fields, [object], { isBare });
  const id = "0".repeat(32);
  assert.deepEqual(told({ id, notes: null, day: "2024-02-29" }, true), []);
  assert.deepEqual(told({ id, notes: "Hello", day: null }, false), []);
  assert.deepEqual(told({ notes: "Hello", id: null, orderNumber: 1, day: "2024" }, true), [
    "id is null",
    "notes is not null",
    "orderNumber is no text: 1",
    'day is no date: "2024"',
    "notes stands where id should",
  ]);
  assert.deepEqual(told({}, false), ["id is absent", "notes is absent", "day is absent"]);
});
