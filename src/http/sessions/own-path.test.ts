import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ownPath } from "./own-path.ts";

test("who signs in goes on to where he wanted to go", () => {
  for (const path of ["/", "/invoices?owing=true", "/accounts/A1%2F2#x", "/a?next=//b"]) {
    assert.equal(ownPath(path), path);
  }
});

test("and to no other host, whatever he was told to go to", () => {
  const elsewhere = [
    ...["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example/"],
    ...["/\t/elsewhere.example/", "/.//elsewhere.example/", "/x/..//elsewhere.example"],
    ...["/%2e//elsewhere.example", "javascript:alert(1)", "elsewhere.example", "/sign-in", ""],
    ...["/\r\nset-cookie: a=b", ["/a"], undefined, `/${"a".repeat(2000)}`],
  ];
  for (const next of elsewhere) assert.equal(ownPath(next), "/", JSON.stringify(next));
});

test("as every browser resolves it", () => {
  const pieces = fc.constantFrom(
    "/",
    "\\",
    ".",
    "..",
    "//",
    "\t",
    "%2e",
    "@",
    ":",
    "a.example",
    "?",
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
      const address = ownPath(`/${parts.join("")}`);
      assert.equal(new URL(address, "https://ours.example").origin, "https://ours.example");
      assert.equal(ownPath(address), address);
    }),
    { numRuns: 500 },
  );
});
