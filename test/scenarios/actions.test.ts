/** Many objects of one type in one call: POST /v1/action/create, update and delete. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, describe, test } from "node:test";
import type { Permission } from "#engine/rights/permissions.ts";
import { hashClientSecret } from "#operations/client-secret.ts";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { anAccount } from "#test/support/company.ts";
import { type Answer, startTestServer } from "#test/support/server.ts";

const server = await startTestServer();
after(server.close);

const SOLD = { EffectiveStartDate: "2020-01-01", EffectiveEndDate: "2099-12-31" };
const product = (Name: string, more: object = {}) => ({ Name, ...SOLD, ...more });

const act = (
  action: string,
  body: unknown,
  headers: Record<string, string> = {},
  method = "POST",
): Promise<Answer> => server.call(method, `/v1/action/${action}`, body, headers);

async function done(action: string, body: unknown, headers?: Record<string, string>) {
  const { status, json, text } = await act(action, body, headers);
  assert.equal(status, 200, text);
  return json;
}

async function products(condition: string): Promise<Answer["json"][]> {
  const queryString = `select Name, Description, Tier__c from Product where ${condition}`;
  const found = await done("query", { queryString });
  return (found.records ?? []).map(({ Id: _, ...fields }: Answer["json"]) => fields);
}

async function created(...objects: object[]): Promise<string[]> {
  const saved = await done("create", { type: "Product", objects });
  return saved.map(({ Id }: { Id: string }) => Id);
}

describe("create", () => {
  test("answers in the order of the objects; what is wrong with one is its own answer", async () => {
    const objects = [product("One"), { Name: "Nothing else" }, product("Two")];
    const [one, wrong, two] = await done("create", { type: "Product", objects });
    assert.deepEqual(Object.keys(one).sort(), ["Id", "Success"]);
    assert.equal(wrong.Success, false);
    assert.equal(wrong.Errors[0].Code, "MISSING_REQUIRED_VALUE");
    assert.equal(two.Success, true);
    assert.deepEqual(await products(`Id = '${one.Id}' or Id = '${two.Id}'`), [
      { Name: "One" },
      { Name: "Two" },
    ]);
  });

  test("an object whose number is taken takes nothing with it, also under an Idempotency-Key", async () => {
    const objects = [product("Kept", { SKU: "SKU-1" }), product("Lost", { SKU: "SKU-1" })];
    const headers = { "idempotency-key": randomUUID() };
    const body = { type: "Product", objects };
    const [kept, lost] = await done("create", body, headers);
    assert.equal(kept.Success, true);
    assert.equal(lost.Success, false);
    assert.deepEqual(await done("create", body, headers), [kept, lost]);
    assert.deepEqual(await products("SKU = 'SKU-1'"), [{ Name: "Kept" }]);
  });

  test("objects of other areas: usage", async () => {
    const { accountId } = await anAccount(server);
    const usage = { AccountId: accountId, Quantity: 3, StartDateTime: "2023-01-05", UOM: "GB" };
    const [saved] = await done("create", { type: "Usage", objects: [usage] });
    const found = await done("query", {
      queryString: `select Quantity, UOM from Usage where Id = '${saved.Id}'`,
    });
    assert.deepEqual(found.records, [{ Id: saved.Id, Quantity: 3, UOM: "GB" }]);
  });
});

describe("update", () => {
  test("changes fields, and empties those that are named", async () => {
    const [Id] = await created(product("Old", { Description: "stays", Tier__c: "Gold" }));
    const objects = [{ Id, Name: "New", fieldsToNull: ["Tier__c"] }];
    assert.deepEqual(await done("update", { type: "Product", objects }), [{ Success: true, Id }]);
    assert.deepEqual(await products(`Id = '${Id}'`), [{ Name: "New", Description: "stays" }]);
  });

  test("is sent with PUT by some", async () => {
    const [Id] = await created(product("Old"));
    const body = { type: "product", objects: [{ Id, Name: "Put" }] };
    const { json } = await act("update", body, {}, "PUT");
    assert.deepEqual(json, [{ Success: true, Id }]);
    assert.deepEqual(await products(`Id = '${Id}'`), [{ Name: "Put" }]);
  });

  test("an id that is none, an object without one, and a field that cannot be emptied", async () => {
    const [Id] = await created(product("Old"));
    const objects = [
      { Id: "0".repeat(32), Name: "New" },
      { Name: "New" },
      { Id, Name: "New", fieldsToNull: ["EffectiveEndDate"] },
    ];
    const [unknown, without, emptied] = await done("update", { type: "Product", objects });
    assert.deepEqual(unknown, {
      Success: false,
      Errors: [{ Code: "INVALID_ID", Message: "invalid id for update" }],
    });
    assert.equal(without.Errors[0].Code, "MISSING_REQUIRED_VALUE");
    assert.match(emptied.Errors[0].Message, /'EffectiveEndDate' cannot be emptied/);
    assert.deepEqual(await products(`Id = '${Id}'`), [{ Name: "Old" }]);
  });
});

describe("delete", () => {
  test("answers in small letters; an id that is none is refused by itself", async () => {
    const [id] = await created(product("Gone"));
    const [gone, none] = await done("delete", { type: "Product", ids: [id, "f".repeat(32)] });
    assert.deepEqual(gone, { id, success: true });
    assert.deepEqual(none, {
      Success: false,
      Errors: [{ Code: "INVALID_ID", Message: "invalid id for delete" }],
    });
    const [again] = await done("delete", { type: "Product", ids: [id] });
    assert.equal(again.Success, false);
  });
});

describe("what is refused as a whole", () => {
  test("MAX_RECORDS_EXCEEDED: more than 50 objects", async () => {
    const objects = Array.from({ length: 51 }, (_, n) => product(`Many ${n}`));
    const { status, json } = await act("create", { type: "Product", objects });
    assert.equal(status, 400);
    assert.deepEqual(json, {
      FaultCode: "MAX_RECORDS_EXCEEDED",
      FaultMessage: "Maximum number of records is 50, but 51 were sent.",
    });
    assert.deepEqual(await products("Name like 'Many%'"), []);
    const all = await done("create", { type: "Product", objects: objects.slice(1) });
    assert.equal(all.length, 50);
  });

  test("a type that is none, or that the action does not take", async () => {
    for (const [action, type] of [
      ["create", "Nothing"],
      ["create", "Invoice"],
      ["update", "__proto__"],
    ] as const) {
      const { status, json } = await act(action, { type, objects: [{ Id: "x" }] });
      assert.equal(status, 400);
      assert.deepEqual(json, {
        FaultCode: "INVALID_TYPE",
        FaultMessage: `invalid type for ${action}: ${type}`,
      });
    }
  });

  test("fields that are not known, where the caller wants to know", async () => {
    const body = { type: "Product", objects: [product("Fine"), product("Typo", { Nmae: "x" })] };
    const refused = await act("create?rejectUnknownFields=true", body);
    assert.equal(refused.status, 400);
    assert.deepEqual(refused.json, { message: "Error - unrecognised fields" });
    assert.deepEqual(await products("Name = 'Fine'"), []);
    assert.equal((await done("create", body))[1].Success, true);
  });
});

describe("rights are those of the object's own operation", () => {
  test("with usage.write only", async () => {
    const headers = await signIn(["usage.write"]);
    const mine = await act("delete", { type: "Usage", ids: ["0".repeat(32)] }, headers);
    assert.equal(mine.status, 200, mine.text);
    for (const [action, body] of [
      ["create", { type: "Product", objects: [product("Not mine")] }],
      ["update", { type: "Product", objects: [] }],
      ["delete", { type: "Subscription", ids: [] }],
      ["create", { type: "Refund", objects: [{}] }],
      ["query", { queryString: "select Id from Product" }],
    ] as const) {
      const { status, json } = await act(action, body, headers);
      assert.equal(status, 403, action);
      assert.equal(json.FaultCode, "CANNOT_DO");
    }
    assert.deepEqual(await products("Name = 'Not mine'"), []);
  });
});

/** Credentials of a client that may do this alone. */
async function signIn(permissions: readonly Permission[]): Promise<Record<string, string>> {
  const [clientId, secret] = [randomUUID(), "secret"];
  const hash = await hashClientSecret(secret);
  await withOwnerConnection(server.ownerUrl, async (client) => {
    await client.query(
      `insert into oauth_clients (client_id, entity_id, user_id, client_secret_hash, permissions)
       values ($1, $2, $3, $4, $5)`,
      [clientId, server.entityId, server.userId, hash, permissions],
    );
  });
  const basic = Buffer.from(`${clientId}:${secret}`).toString("base64");
  return { authorization: `Basic ${basic}` };
}
