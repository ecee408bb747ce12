import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { Validator } from "@seriousme/openapi-schema-validator";
import { probeRoutes } from "#test/support/probe-routes.ts";
import { openApiOf } from "./openapi.ts";
import { contracts } from "./routes.ts";
import { OPENAPI_FILE, openApiText } from "./write-openapi.ts";

describe("docs/openapi.json", () => {
  test("is what the contracts say: npm run openapi", () => {
    assert.equal(readFileSync(OPENAPI_FILE, "utf8"), openApiText());
  });

  test("is valid by the schema of OpenAPI 3.1, which knows a wrong one", async () => {
    const document = JSON.parse(readFileSync(OPENAPI_FILE, "utf8"));
    const { valid, errors } = await new Validator().validate(document);
    assert.ok(valid, JSON.stringify(errors));
    document.paths["/v1/orders"].post.parameters[0].in = "nowhere";
    assert.equal((await new Validator().validate(document)).valid, false);
  });
});

describe("contracts", () => {
  test("no two have one name, nor one method and path", () => {
    const names = contracts.map(({ operation }) => operation);
    const places = contracts.flatMap(({ method, path, aliases }) =>
      [path, ...aliases].map((spelling) => `${method} ${spelling.replace(/\{\w+\}/g, "{}")}`),
    );
    assert.deepEqual(repeated(names), []);
    assert.deepEqual(repeated(places), []);
  });

  test("the names in braces are those of the aliases too", () => {
    const namesIn = (path: string) => (path.match(/\{\w+\}/g) ?? []).sort();
    for (const { path, aliases } of contracts) {
      for (const alias of aliases) assert.deepEqual(namesIn(alias), namesIn(path), alias);
    }
  });

  test("their error codes have six digits of resource", () => {
    for (const { resource, operation } of contracts) assert.match(resource, /^\d{6}$/, operation);
  });
});

describe("openApiOf", () => {
  const document = JSON.parse(
    JSON.stringify(openApiOf(probeRoutes.map((route) => route.contract))),
  );
  const operation = document.paths["/v1/probes/{probeKey}"].post;

  test("parameters of path and query are named and typed", () => {
    const [probeKey, returnIds] = operation.parameters;
    assert.deepEqual(probeKey, {
      name: "probeKey",
      schema: { type: "string", minLength: 1, maxLength: 255 },
      in: "path",
      required: true,
    });
    assert.equal(returnIds.name, "returnIds");
    assert.equal(returnIds.required, undefined);
    assert.equal(returnIds.schema.type, "boolean");
  });

  test("bodies say which fields they need, take, and refuse", () => {
    const { schema } = operation.requestBody.content["application/json"];
    assert.deepEqual(schema.required, ["name", "orderDate", "currency"]);
    assert.deepEqual(schema.properties.orderDate, { type: "string", format: "date" });
    assert.equal(schema.properties.lines.items.properties.amount.type, "number");
    assert.equal(schema.additionalProperties, false);
    assert.deepEqual(Object.keys(schema.patternProperties), ["__(c|QT|NS)$"]);
  });

  test("answers say what they have, in their envelope", () => {
    const { schema } = operation.responses["200"].content["application/json"];
    const [success, result] = schema.allOf;
    assert.equal(success.$ref, "#/components/schemas/Success");
    assert.equal(result.properties.amounts.items.type, "number");
    assert.equal("additionalProperties" in result, false);
  });

  test("failures are told with their messages", () => {
    const { description } = operation.responses.default;
    assert.match(description, /20 `SUBSCRIPTION_NOT_ACTIVE`: Only activated/);
  });
});

const repeated = (texts: string[]): string[] =>
  texts.filter((text, index) => texts.indexOf(text) !== index);
