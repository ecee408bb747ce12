/** Every operation, called by every role, and by those who may not call at all. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { PERMISSIONS, type Permission, STANDARD_ROLES } from "#engine/rights/permissions.ts";
import type { Contract } from "#http/contract.ts";
import { permissionsFor } from "#http/rights/check-rights.ts";
import { contracts } from "#http/routes.ts";
import { hashClientSecret } from "#operations/client-secret.ts";
import { newId } from "#store/ids.ts";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { withEntity } from "#test/support/database.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
before(async () => {
  server = await startTestServer();
});
after(() => server.close());

const VERSION = { "zuora-version": "2025-08-12" };

/** Names nothing that is there; only where it is looked up would that be seen. */
const pathOf = ({ path }: Contract): string => path.replaceAll(/\{\w+\}/g, "nothing");

/** Customers are no users: test/scenarios/my-account-doors.test.ts. */
const SIGNED_IN = contracts.filter(({ isPublic, isForCustomers }) => !isPublic && !isForCustomers);

/** A subscription's bill is collected unless it says not to, which takes more. */
const bodyOf = ({ method, operation }: Contract): object | undefined => {
  if (method === "GET" || method === "DELETE") return undefined;
  return operation === "createSubscription" ? { collect: false } : {};
};

const call = (contract: Contract, headers: Record<string, string>): Promise<Answer> =>
  server.call(contract.method, pathOf(contract), bodyOf(contract), { ...VERSION, ...headers });

/** Credentials of a client whose user has these roles. */
async function signIn({
  roles,
  permissions = null,
}: {
  readonly roles: readonly string[];
  readonly permissions?: readonly Permission[] | null;
}): Promise<{ authorization: string }> {
  const [userId, clientId, secret] = [newId(), randomUUID(), "secret"];
  await withOwnerConnection(server.ownerUrl, async (client) => {
    await client.query(
      "insert into users (user_id, entity_id, user_name, roles) values ($1, $2, $3, $4)",
      [userId, server.entityId, `${userId}@example.com`, roles],
    );
    await client.query(
      `insert into oauth_clients (client_id, entity_id, user_id, client_secret_hash, permissions)
       values ($1, $2, $3, $4, $5)`,
      [clientId, server.entityId, userId, await hashClientSecret(secret), permissions],
    );
  });
  const basic = Buffer.from(`${clientId}:${secret}`).toString("base64");
  return { authorization: `Basic ${basic}` };
}

/** Of whatever envelope. */
const isRefused = ({ status, text }: Answer): boolean =>
  status === 403 && /"You do not have permission '/.test(text);

describe("every operation, as every role", () => {
  for (const [role, given] of Object.entries(STANDARD_ROLES)) {
    test(role, async () => {
      const credentials = await signIn({ roles: [role] });
      for (const contract of SIGNED_IN) {
        const needed = permissionsFor(contract);
        const may = needed.every((each) => (given as readonly Permission[]).includes(each));
        // What an administrator may is everything else's test.
        if (may && role === "Administrator") continue;
        const answer = await call(contract, credentials);
        const told = `${contract.method} ${contract.path}: ${answer.status} ${answer.text.slice(0, 300)}`;
        assert.equal(isRefused(answer), !may, told);
        assert.ok(answer.status < 500, told);
      }
    });
  }

  test("NO_PERMISSION: a role of nothing is refused everywhere, and nothing is told of what is there", async () => {
    const credentials = await signIn({ roles: [] });
    for (const contract of SIGNED_IN.filter((each) => permissionsFor(each).length > 0)) {
      const answer = await call(contract, credentials);
      assert.ok(isRefused(answer), `${contract.method} ${contract.path}: ${answer.text}`);
      assert.ok(!answer.text.includes("nothing"), answer.text);
    }
  });

  test("before 2024-05-20 it is told with status 200", async () => {
    const credentials = await signIn({ roles: [] });
    const answer = await server.call("GET", "/v1/accounts/A1", undefined, credentials);
    assert.equal(answer.status, 200);
    assert.equal(answer.json.success, false);
    assert.equal(answer.json.reasons[0].code, 50000010);
  });

  test("what the body asks for: writing off, refunding and collecting by an order", async () => {
    const credentials = await signIn({ roles: ["Billing Standard User"] });
    // As text, any case: whatever is read as true later.
    for (const asked of [true, "true", "True"]) {
      for (const wanted of ["writeOff", "refund", "collectPayment"]) {
        const body = { orderDate: "2024-01-01", processingOptions: { [wanted]: asked } };
        for (const path of ["/v1/orders", "/v1/async/orders"]) {
          const answer = await server.call("POST", path, body, { ...VERSION, ...credentials });
          assert.ok(isRefused(answer), `${path} ${wanted}: ${answer.text}`);
        }
      }
      const cancel = "/v1/subscriptions/nothing/cancel";
      for (const body of [{ collect: asked }, { invoiceCollect: asked }]) {
        const answer = await server.call("PUT", cancel, body, { ...VERSION, ...credentials });
        assert.ok(isRefused(answer), answer.text);
      }
    }
    // Unless it says not to, it collects.
    for (const [body, takesMore] of [
      [{}, true],
      [{ paymentMethodId: "nothing" }, true],
      [{ collect: "False" }, false],
      [{ runBilling: false }, false],
    ] as const) {
      const headers = { ...VERSION, ...credentials };
      const answer = await server.call("POST", "/v1/subscriptions", body, headers);
      assert.equal(isRefused(answer), takesMore, answer.text);
    }
  });

  test("what the body asks for: posting what is made or changed, alone or in a list", async () => {
    const credentials = await signIn({
      roles: ["Administrator"],
      permissions: ["billing.read", "billing.write"],
    });
    for (const [method, path, body] of [
      ["POST", "/v1/bill-runs", { autoPost: true }],
      ["POST", "/v1/accounts/nothing/billing-documents/generate", { autoPost: "TRUE" }],
      ["POST", "/v1/credit-memos", { autoPost: true }],
      ["POST", "/v1/debit-memos", { autoPost: true }],
      ["POST", "/v1/credit-memos/bulk", { memos: [{}, { autoPost: "true" }] }],
      ["POST", "/v1/invoices", { status: "Posted" }],
      ["POST", "/v1/invoices/batch", { invoices: [{ status: "Posted" }] }],
      ["PUT", "/v1/object/invoice/nothing", { Status: "Posted" }],
    ] as const) {
      const asked = await server.call(method, path, body, { ...VERSION, ...credentials });
      assert.ok(isRefused(asked), `${method} ${path}: ${asked.text}`);
      const draft = await server.call(method, path, {}, { ...VERSION, ...credentials });
      assert.ok(!isRefused(draft), `${method} ${path}: ${draft.text}`);
    }
  });

  test("a client that is limited has less than its user", async () => {
    const credentials = await signIn({ roles: ["Administrator"], permissions: ["orders.read"] });
    const read = await server.call("GET", "/v1/orders", undefined, { ...VERSION, ...credentials });
    assert.equal(read.status, 200);
    const made = await server.call("POST", "/v1/orders", {}, { ...VERSION, ...credentials });
    assert.ok(isRefused(made), made.text);
  });
});

describe("who has not signed in, or not any more", () => {
  const REFUSED = {
    success: false,
    reasons: [{ code: "90000011", message: "Authentication error" }],
  };

  const isUnknown = async (headers: Record<string, string>): Promise<void> => {
    for (const contract of SIGNED_IN) {
      const answer = await call(contract, headers);
      const told = `${contract.method} ${contract.path}: ${answer.status} ${answer.text.slice(0, 200)}`;
      assert.equal(answer.status, 401, told);
      assert.deepEqual(answer.json, REFUSED, told);
    }
  };

  test("no token", () => isUnknown({ authorization: "" }));

  test("a token that never was", () => isUnknown({ authorization: `Bearer ${newId()}` }));

  test("a token that has expired", async () => {
    const id = await clientId();
    const { json } = await server.call(
      "POST",
      "/oauth/token",
      `client_id=${id}&client_secret=${SECRET}&grant_type=client_credentials`,
      { authorization: "", "content-type": "application/x-www-form-urlencoded" },
    );
    await withOwnerConnection(server.ownerUrl, (client) =>
      client.query(
        "update oauth_tokens set expires_at = now() - interval '1 second' where client_id = $1",
        [id],
      ),
    );
    await isUnknown({ authorization: `Bearer ${json.access_token}` });
  });

  for (const [who, table] of [
    ["a user", "users"],
    ["a client", "oauth_clients"],
  ] as const) {
    test(`${who} that is not active any more`, async () => {
      const id = await clientId();
      const column =
        table === "users"
          ? "user_id = (select user_id from oauth_clients where client_id = $1)"
          : "client_id = $1";
      await withOwnerConnection(server.ownerUrl, (client) =>
        client.query(`update ${table} set status = 'Inactive' where ${column}`, [id]),
      );
      const authorization = `Basic ${Buffer.from(`${id}:${SECRET}`).toString("base64")}`;
      const answer = await server.call("GET", "/v1/orders", undefined, { authorization });
      assert.deepEqual(answer.json, REFUSED);
    });
  }

  const SECRET = "secret";
  async function clientId(): Promise<string> {
    const { authorization } = await signIn({ roles: ["Administrator"] });
    return (
      Buffer.from(authorization.slice("Basic ".length), "base64").toString().split(":")[0] ?? ""
    );
  }
});

describe("users, roles and clients", () => {
  const succeed = async (method: string, path: string, body?: object, headers = {}) => {
    const answer = await server.call(method, path, body, { ...VERSION, ...headers });
    assert.equal(answer.status, 200, answer.text);
    return answer.json;
  };
  const refused = async (method: string, path: string, body: object | undefined, headers = {}) => {
    const answer = await server.call(method, path, body, { ...VERSION, ...headers });
    assert.ok(answer.status >= 400 && answer.status < 500, answer.text);
    return answer.json.reasons[0];
  };
  const basic = ({ clientId, clientSecret }: { clientId: string; clientSecret: string }) => ({
    authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`,
  });
  const statusFor = async (client: { clientId: string; clientSecret: string }) =>
    (await server.call("GET", "/v1/orders", undefined, { ...VERSION, ...basic(client) })).status;

  test("a role of the entity's own, given to a user, whose client may what it says", async () => {
    const role = { name: "Support", permissions: ["orders.read"] };
    const { id } = await succeed("POST", "/v1/roles", role);
    const user = await succeed("POST", "/v1/users", {
      userName: "sam@example.com",
      roles: ["Support"],
    });
    assert.deepEqual([user.status, user.roles], ["Active", ["Support"]]);
    const client = await succeed("POST", "/v1/oauth-clients", { userKey: user.id, name: "Desk" });
    assert.equal(client.clientSecret.length, 42);
    assert.equal(await statusFor(client), 200);
    const write = await server.call("POST", "/v1/orders", {}, { ...VERSION, ...basic(client) });
    assert.ok(isRefused(write));

    await succeed("PUT", `/v1/roles/${id}`, { name: "Desk", permissions: ["accounts.read"] });
    const renamed = await succeed("GET", "/v1/users/sam@example.com");
    assert.deepEqual(renamed.roles, ["Desk"]);
    const inUse = await refused("DELETE", `/v1/roles/${id}`, undefined);
    assert.match(inUse.message, /^Role 'Desk' is given/);
    await succeed("PUT", `/v1/users/${user.id}`, { roles: [] });
    await succeed("DELETE", `/v1/roles/${id}`);
    const { roles } = await succeed("GET", "/v1/roles");
    assert.deepEqual(
      roles.map((each: { name: string }) => each.name),
      Object.keys(STANDARD_ROLES),
    );
  });

  test("a secret that is replaced works on for as long as was said, the one before it does not", async () => {
    const { id: userKey } = await succeed("POST", "/v1/users", {
      userName: "rotating@example.com",
      roles: ["Administrator"],
    });
    const first = await succeed("POST", "/v1/oauth-clients", { userKey, name: "Rotating" });
    const secrets = `/v1/oauth-clients/${first.clientId}/secrets`;
    const second = await succeed("POST", secrets, { graceSeconds: 3600 });
    assert.notEqual(second.formerSecretExpiresOn, null);
    assert.deepEqual([await statusFor(first), await statusFor(second)], [200, 200]);
    const third = await succeed("POST", secrets, { graceSeconds: 0 });
    assert.equal(third.formerSecretExpiresOn, null);
    assert.equal(await statusFor(third), 200);
    assert.deepEqual([await statusFor(first), await statusFor(second)], [401, 401]);
    await withOwnerConnection(server.ownerUrl, async (client) => {
      const { rows } = await client.query(
        "select client_secret_hash, former_secret_hash from oauth_clients where client_id = $1",
        [first.clientId],
      );
      assert.ok(!JSON.stringify(rows).includes(third.clientSecret), "only hashes are kept");
    });
    await succeed("DELETE", `/v1/oauth-clients/${first.clientId}`);
    const { clients } = await succeed("GET", "/v1/oauth-clients?pageSize=40");
    assert.ok(!clients.some((each: { clientId: string }) => each.clientId === first.clientId));
  });

  test("when a client was last used is told, to about a second", async () => {
    const { id: userKey } = await succeed("POST", "/v1/users", {
      userName: "using@example.com",
      roles: ["Administrator"],
    });
    const client = await succeed("POST", "/v1/oauth-clients", { userKey, name: "Used" });
    assert.equal(client.lastUsedDate, null);
    await statusFor(client);
    // Whoever reads the access log has it written first.
    await succeed("GET", "/v1/api-access-logs");
    const { clients } = await succeed("GET", "/v1/oauth-clients?pageSize=40");
    const used = clients.find((each: { clientId: string }) => each.clientId === client.clientId);
    assert.match(used.lastUsedDate, /^\d{4}-\d\d-\d\d/);
    const user = await succeed("GET", `/v1/users/${userKey}`);
    assert.equal(user.lastSeenDate, null, "a program is not somebody in the console");
  });

  test("who may not do everything says what a client of his may: its user may be given more one day", async () => {
    const own = { name: "Clerk of clients", permissions: ["users.write", "orders.read"] };
    await succeed("POST", "/v1/roles", own);
    const credentials = await signIn({ roles: [own.name] });
    const reader = { userName: "reader@example.com", roles: [own.name] };
    const { id: userKey } = await succeed("POST", "/v1/users", reader);
    const unlimited = { userKey, name: "Grows" };
    const { message } = await refused("POST", "/v1/oauth-clients", unlimited, credentials);
    assert.match(message, /^You cannot give permission/);
    const limited = { ...unlimited, permissions: ["orders.read"] };
    const { clientId } = await succeed("POST", "/v1/oauth-clients", limited, credentials);
    const path = `/v1/oauth-clients/${clientId}`;
    await refused("PUT", path, { permissions: null }, credentials);
    await succeed("PUT", path, { permissions: null });
    await refused("POST", `${path}/secrets`, {}, credentials);
  });

  test("nobody gives more than he has, and the last administrator stays", async () => {
    const own = {
      name: "Clerk of rights",
      permissions: ["users.read", "users.write", "orders.read"],
    };
    await succeed("POST", "/v1/roles", own);
    const credentials = await signIn({ roles: [own.name] });
    const less = await succeed(
      "POST",
      "/v1/roles",
      { name: "Reader", permissions: ["orders.read"] },
      credentials,
    );
    assert.deepEqual(less.permissions, ["orders.read"]);
    const { users } = await succeed("GET", "/v1/users?pageSize=40", undefined, credentials);
    const administrator = users.find((each: { roles: string[] }) =>
      each.roles.includes("Administrator"),
    );
    const newcomer = await succeed("POST", "/v1/users", { userName: "newcomer@example.com" });
    const mightier = /^You cannot give permission/;
    const more = { name: "More", permissions: ["payments.refund"] };
    for (const [method, path, body] of [
      ["POST", "/v1/roles", more],
      ["PUT", `/v1/roles/${less.id}`, { permissions: ["payments.refund"] }],
      ["POST", "/v1/users", { userName: "puppet@example.com", roles: ["Administrator"] }],
      ["PUT", `/v1/users/${administrator.id}`, { status: "Inactive" }],
      ["POST", "/v1/oauth-clients", { userKey: administrator.id, name: "Puppet" }],
      // Of somebody who may not refund yet: once he may, so could who has the secret.
      [
        "POST",
        "/v1/oauth-clients",
        { userKey: newcomer.id, name: "Sleeper", permissions: ["payments.refund"] },
      ],
    ] as const) {
      const { message } = await refused(method, path, body, credentials);
      assert.match(message, mightier, `${method} ${path}`);
    }
    for (const each of users.filter(({ roles }: { roles: string[] }) =>
      roles.includes("Administrator"),
    )) {
      if (each.id !== server.userId) await succeed("PUT", `/v1/users/${each.id}`, { roles: [] });
    }
    const last = await refused("PUT", `/v1/users/${server.userId}`, { status: "Inactive" });
    assert.match(last.message, /is the last active administrator/);
  });

  test("what cannot be: names that are taken, roles that are not there, standard roles changed", async () => {
    const taken = await refused("POST", "/v1/users", { userName: "sam@example.com" });
    assert.equal(taken.code % 100, 30);
    const unknown = await refused("POST", "/v1/users", {
      userName: "new@example.com",
      roles: ["None"],
    });
    assert.match(unknown.message, /There is no role 'None'/);
    await refused("POST", "/v1/roles", { name: "Administrator", permissions: [] });
    await refused("PUT", "/v1/roles/Administrator", { permissions: [] });
    await refused("POST", "/v1/roles", { name: "Odd", permissions: ["everything"] });
  });

  test("another entity's are not there", async () => {
    const other = await withEntity(server);
    const [clientId, clientSecret] = [randomUUID(), "secret"];
    await withOwnerConnection(server.ownerUrl, async (client) =>
      client.query(
        `insert into oauth_clients (client_id, entity_id, user_id, client_secret_hash)
         values ($1, $2, $3, $4)`,
        [clientId, other.entityId, other.userId, await hashClientSecret(clientSecret)],
      ),
    );
    const theirs = basic({ clientId, clientSecret });
    const listed = await succeed("GET", "/v1/users", undefined, theirs);
    assert.deepEqual(
      listed.users.map((each: { id: string }) => each.id),
      [other.userId],
    );
    const clients = await succeed("GET", "/v1/oauth-clients", undefined, theirs);
    assert.equal(clients.clients.length, 1);
    const mine = await succeed("GET", "/v1/oauth-clients");
    for (const [method, path, body] of [
      ["GET", `/v1/users/${server.userId}`, undefined],
      ["PUT", `/v1/users/${server.userId}`, { roles: [] }],
      ["POST", "/v1/oauth-clients", { userKey: server.userId, name: "Mine" }],
      ["PUT", `/v1/oauth-clients/${mine.clients[0].clientId}`, { status: "Inactive" }],
      ["POST", `/v1/oauth-clients/${mine.clients[0].clientId}/secrets`, {}],
      ["DELETE", `/v1/oauth-clients/${mine.clients[0].clientId}`, undefined],
    ] as const) {
      const { code, message } = await refused(method, path, body, theirs);
      assert.equal(code % 100, 40, `${method} ${path}: ${message}`);
    }
  });
});

test("money goes out by no other call than that of who may refund, whatever model it is of", () => {
  const refunding = SIGNED_IN.filter((contract) =>
    permissionsFor(contract).includes("payments.refund"),
  ).map(({ operation }) => operation);
  assert.deepEqual(refunding.sort(), [
    "createRefundObject",
    "refundCreditMemo",
    "refundPayment",
    "refundPaymentWithAutoUnapply",
  ]);
});

test("every permission is needed by some operation, and but for users' by a role that is not Administrator's", () => {
  const orders = { processingOptions: { writeOff: true, refund: true, collectPayment: true } };
  const needed = new Set(
    contracts.flatMap((each) => [...permissionsFor(each), ...each.alsoNeeds(orders)]),
  );
  assert.deepEqual(
    PERMISSIONS.filter((permission) => !needed.has(permission)),
    [],
  );
  const { Administrator: _, ...others } = STANDARD_ROLES;
  const given = new Set<Permission>(Object.values(others).flat());
  assert.deepEqual(
    PERMISSIONS.filter((permission) => !given.has(permission)),
    ["users.read", "users.write"],
  );
});

describe("saved views", () => {
  const view = {
    list: "invoices",
    name: "Overdue",
    search: { left: "Overdue", page: 2, all: true },
  };
  const asked = (headers: { authorization: string }) => {
    const ask = (method: string, path: string, body?: object) =>
      server.call(method as "GET", `/v1/saved-views${path}`, body, { ...VERSION, ...headers });
    return {
      list: async () => (await ask("GET", "?list=invoices")).json.views,
      save: (given: object) => ask("POST", "", given),
      update: (id: string, given: object) => ask("PUT", `/${id}`, given),
      remove: (id: string) => ask("DELETE", `/${id}`),
    };
  };
  const somebody = async (role: string) => asked(await signIn({ roles: [role] }));
  const codeOf = ({ json }: Answer) => json.reasons[0].code % 100;

  test("are one's own until they are shared, and then changed by whose they are", async () => {
    const [owner, other] = [
      await somebody("Reporting Standard User"),
      await somebody("Billing Standard User"),
    ];
    const { id } = (await owner.save(view)).json;
    assert.deepEqual((await owner.list())[0].search, view.search);
    assert.deepEqual(await other.list(), []);
    assert.equal(codeOf(await other.update(id, { name: "Mine" })), 40);
    await owner.update(id, { isShared: true });
    const [seen] = await other.list();
    assert.deepEqual([seen.name, seen.isShared, seen.isOwn], ["Overdue", true, false]);
    assert.equal(codeOf(await other.update(id, { name: "Mine" })), 30);
    assert.equal(codeOf(await other.remove(id)), 30);
    const keeper = await somebody("Administrator");
    assert.equal((await keeper.remove(id)).json.success, true);
    assert.deepEqual(await owner.list(), []);
  });

  test("are replaced by saving them again, and have one name each", async () => {
    const owner = await somebody("Reporting Standard User");
    const { id } = (await owner.save(view)).json;
    const again = (await owner.save({ ...view, search: { left: "Open" } })).json;
    assert.deepEqual([again.id, again.search], [id, { left: "Open" }]);
    const second = (await owner.save({ ...view, name: "Second" })).json;
    assert.equal(codeOf(await owner.update(second.id, { name: "Overdue" })), 30);
  });

  test("hold parameters of an address and nothing else", async () => {
    const owner = await somebody("Reporting Standard User");
    const many = Object.fromEntries(Array.from({ length: 41 }, (_, index) => [`p${index}`, 1]));
    for (const search of [{ deep: { down: 1 } }, many, { long: "x".repeat(1_001) }]) {
      assert.equal((await owner.save({ ...view, search })).json.success, false);
    }
  });
});
