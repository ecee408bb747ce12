import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { coverageOf } from "./coverage.ts";
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
