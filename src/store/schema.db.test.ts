import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { createTestDatabase } from "#test/support/database.ts";
import { generateSchema } from "./write-schema.ts";

const { url, drop } = await createTestDatabase();
after(drop);

test("schema.ts is what the migrations make: after a new migration, npm run schema", async () => {
  const written = readFileSync(path.join(import.meta.dirname, "schema.ts"), "utf8");
  assert.equal(written, await generateSchema(url));
});
