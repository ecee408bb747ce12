import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { PERMISSIONS, type Permission } from "./permissions.ts";
import { type ScopeHolder, scopeOf, wordsOf } from "./scopes.ts";

const [userId, entityId] = ["7c4d5433dc234c369a01b9719ecd059f", "1a2b7a373e7d4cb3b0e2883de9e766cc"];
const [ASIA, JAPAN] = ["0a".repeat(16), "0b".repeat(16)];

const aHolder = (given: Partial<ScopeHolder> = {}): ScopeHolder => ({
  userId,
  entityId,
  permissions: new Set(PERMISSIONS),
  organizationIds: null,
  ...given,
});

const ALL = { permissions: null, organizationIds: null };

describe("the scope of a token", () => {
  for (const [words, scope] of [
    ["", ALL],
    ["entity.1a2b7a37-3e7d-4cb3-b0e2-883de9e766cc", ALL],
    [`user.${userId}  tenant.19 platform.write`, ALL],
    ["platform.write service.usage.delete", ALL],
    ["service.usage.delete", { ...ALL, permissions: ["usage.write"] }],
    ["orders.read orders.write", { ...ALL, permissions: ["orders.read", "orders.write"] }],
    ["platform.write orders.read", ALL],
    [`organization.${ASIA}`, { ...ALL, organizationIds: [ASIA] }],
  ] as const) {
    test(`'${words}' says what it is limited to`, () => {
      assert.deepEqual(scopeOf(words, aHolder()), scope);
    });
  }

  for (const words of [
    "entity.c92ed977-510c-4c48-9b51-8d5e848671e9",
    "user.00000000000000000000000000000000",
    "organization.nowhere",
    "service.echo.read",
    "orders.read everything",
  ]) {
    test(`'${words}' is refused`, () => assert.equal(scopeOf(words, aHolder()), undefined));
  }

  test("says no more than its holder may", () => {
    const permissions = new Set<Permission>(["orders.read"]);
    const holder = aHolder({ permissions, organizationIds: [JAPAN] });
    assert.equal(scopeOf("orders.write", holder), undefined);
    assert.equal(scopeOf(`organization.${ASIA}`, holder), undefined);
    assert.deepEqual(scopeOf("service.usage.delete", holder)?.permissions, []);
    assert.deepEqual(scopeOf(`organization.${JAPAN} orders.read`, holder), {
      permissions: ["orders.read"],
      organizationIds: [JAPAN],
    });
  });

  test("in words says what it is of, and may be asked for again", () => {
    const holder = aHolder({ organizationIds: [ASIA, JAPAN] });
    const words = wordsOf({ permissions: ["orders.read"], organizationIds: [JAPAN] }, holder);
    assert.equal(
      words,
      `user.${userId} entity.1a2b7a37-3e7d-4cb3-b0e2-883de9e766cc ` +
        "organization.0b0b0b0b-0b0b-0b0b-0b0b-0b0b0b0b0b0b orders.read tenant.1",
    );
    assert.deepEqual(scopeOf(words, holder)?.permissions, ["orders.read"]);
    const all = wordsOf(ALL, aHolder());
    assert.match(all, / platform\.write service\.usage\.delete tenant\.1$/);
    assert.deepEqual(scopeOf(all, aHolder()), ALL);
  });
});
