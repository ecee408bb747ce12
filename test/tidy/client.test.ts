import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { OPERATIONS } from "#client/operations.ts";
import { contracts } from "#http/routes.ts";
import { CLIENT_FILE, clientText } from "#http/write-client.ts";

test("src/client/operations.ts is up to date: npm run client", async () => {
  assert.equal(readFileSync(CLIENT_FILE, "utf8"), await clientText());
});

test("the client has every operation but Object Query's, which are one function", () => {
  const own = contracts.filter(({ tag }) => tag !== "Object Queries");
  const names = own.map(({ operation }) => operation);
  assert.deepEqual(
    names.filter((name) => !(name in OPERATIONS)),
    [],
  );
});
