import assert from "node:assert/strict";
import { test } from "node:test";
import { rewriteUrl } from "./rewrite-url.ts";

const CASES = [
  ["/v1/orders", "/v1/orders"],
  ["/v1/orders/", "/v1/orders"],
  ["/v1/orders//", "/v1/orders"],
  ["//v1//orders", "/v1/orders"],
  ["/rest/v1/orders", "/v1/orders"],
  ["/rest//v1/orders/?a=//&b=/", "/v1/orders?a=//&b=/"],
  ["/rest/v1", "/v1"],
  ["/rest/v12/orders", "/rest/v12/orders"],
  ["/rest/object-query/accounts", "/rest/object-query/accounts"],
  ["/v1/accounts/a%2Fb/", "/v1/accounts/a%2Fb"],
  ["/", "/"],
  ["//", "/"],
  ["/?x", "/?x"],
] as const;

for (const [asked, meant] of CASES) {
  test(`${asked} means ${meant}`, () => assert.equal(rewriteUrl(asked), meant));
}
