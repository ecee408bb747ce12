/** Objects of the tenant's own: defined, changed, and their records written, asked for and taken away. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { anAccount, succeed } from "#test/support/company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let accountId: string;

before(async () => {
  server = await startTestServer();
  ({ accountId } = await anAccount(server));
});
after(() => server.close());

type Fields = Readonly<Record<string, unknown>>;

const DEFINITIONS = "/objects/definitions/default";
const RECORDS = "/objects/records/default";

const DEVICE: Fields = {
  label: "Device",
  properties: {
    serial__c: { type: "string", maxLength: 20, label: "Serial number" },
    state__c: { type: "string", enum: ["active", "lost"], default: "active" },
    seats__c: { type: "integer", minimum: 1 },
    weight__c: { type: "number" },
    rented__c: { type: "boolean" },
    since__c: { type: "string", format: "date" },
    owner__c: { type: "string", format: "uuid" },
  },
  required: ["serial__c"],
  filterable: ["serial__c", "state__c", "seats__c", "since__c"],
  unique: ["serial__c"],
  relationships: [
    {
      cardinality: "manyToOne",
      namespace: "com_zuora",
      object: "account",
      fields: { owner__c: "Id" },
      recordConstraints: { create: { enforceValidMapping: true } },
    },
  ],
};

const define = (definitions: Fields) => server.call("POST", DEFINITIONS, { definitions });

async function aDevice(object: string, more: Fields = {}): Promise<void> {
  const { status, text } = await define({ [object]: { ...DEVICE, ...more } });
  assert.equal(status, 200, text);
}

const act = (object: string, action: Fields) =>
  server.call("POST", "/objects/migrations", {
    actions: [{ namespace: "default", object, ...action }],
  });

const create = (object: string, records: readonly Fields[], more: Fields = {}) =>
  server.call("POST", `${RECORDS}/${object}`, { records, ...more });

async function make(object: string, ...records: Fields[]) {
  const { status, json, text } = await create(object, records);
  assert.equal(status, 200, text);
  assert.deepEqual(json.unprocessedRecords, []);
  return json.records;
}

async function listed(object: string, query: string): Promise<string[]> {
  const { records } = await succeed(server, "GET", `${RECORDS}/${object}?${query}`);
  return records.map(({ serial__c }: { serial__c: string }) => serial__c);
}

const matches = (object: string, q: string) => listed(object, `q=${encodeURIComponent(q)}`);

describe("a custom object", () => {
  test("is defined, listed, and defined elsewhere as it was listed", async () => {
    await aDevice("Device");
    const found = await succeed(server, "GET", `${DEFINITIONS}/Device`);
    assert.match(found.Id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const { schema } = found;
    assert.deepEqual([found.type, schema.object, schema.label], ["Device", "Device", "Device"]);
    assert.deepEqual(schema.properties.seats__c, {
      type: "integer",
      label: "seats",
      minimum: 1,
      origin: "custom",
    });
    assert.equal(schema.properties.CreatedDate.origin, "system");
    assert.deepEqual(schema.unique, ["serial__c"]);
    assert.ok(schema.required.includes("serial__c") && schema.required.includes("Id"));
    assert.deepEqual(schema.relationships[0].fields, { owner__c: "Id" });
    const all = await succeed(server, "GET", DEFINITIONS);
    assert.deepEqual(all, { count: 1, definitions: { Device: found } });
    const names = await succeed(server, "GET", `${DEFINITIONS}?select=type`);
    assert.deepEqual(names.definitions, { Device: { type: "Device" } });

    await succeed(server, "DELETE", `${DEFINITIONS}/Device`);
    assert.equal((await server.call("GET", `${DEFINITIONS}/Device`)).status, 404);
    assert.equal((await server.call("POST", DEFINITIONS, all)).status, 200);
    const again = await succeed(server, "GET", `${DEFINITIONS}/Device`);
    assert.deepEqual(again.schema, schema);
    await succeed(server, "DELETE", `${DEFINITIONS}/Device`);
  });

  test("is refused where it makes no sense; then none of those sent is made", async () => {
    const field = { a__c: { type: "string" } };
    const wrong: readonly [Fields, RegExp][] = [
      [{ label: "Nothing", properties: {} }, /at least one field/],
      [{ properties: { a: { type: "string" } } }, /ends with __c/],
      [{ properties: field, required: ["b__c"] }, /'b__c' is none of the 'properties'/],
      [{ properties: field, unique: ["a__c"] }, /has to be filterable/],
      [{ properties: { ...field, A__c: { type: "string" } } }, /the same name/],
      [{ properties: { a__c: { type: "integer", enum: ["x"] } } }, /'enum' of a__c/],
      [{ object: "Other", properties: field }, /calls itself 'Other'/],
    ];
    for (const [definition, message] of wrong) {
      const { status, text } = await define({ Right: DEVICE, Wrong: definition });
      assert.ok(status === 400, text);
      assert.match(text, message);
    }
    const relationships = [{ namespace: "default", object: "Nowhere", fields: { a__c: "Id" } }];
    const unrelated = await define({ Wrong: { properties: field, relationships } });
    assert.equal(unrelated.status, 404, unrelated.text);
    assert.deepEqual((await succeed(server, "GET", DEFINITIONS)).definitions, {});
  });

  test("is changed by migrations", async () => {
    await aDevice("Changed");
    const name = "note__c";
    const added = await act("Changed", {
      type: "addField",
      field: { name, definition: { type: "string", label: "Note" }, filterable: true },
    });
    assert.deepEqual(added.json.actions[0].field, {
      name,
      definition: { type: "string", label: "Note", origin: "custom" },
      ...{ required: false, filterable: true, unique: false, auditable: false },
    });
    const [record] = await make("Changed", { serial__c: "1", note__c: "old" });
    const path = `${RECORDS}/Changed/${record.Id}`;
    const changed = await act("Changed", {
      type: "updateField",
      field: { name, definition: { maxLength: 5 }, filterable: false },
    });
    assert.equal(changed.json.actions[0].field.definition.maxLength, 5);
    const long = await server.call("PATCH", path, { note__c: "too long" });
    assert.equal(long.json.error.code, 71012526);
    const renamed = await act("Changed", {
      type: "renameField",
      field: { name, targetName: "remark__c" },
    });
    assert.equal(renamed.status, 200, renamed.text);
    assert.equal((await succeed(server, "GET", path)).remark__c, "old");
    await act("Changed", { type: "updateObject", label: "Thing", description: "Of ours" });
    const { schema } = await succeed(server, "GET", `${DEFINITIONS}/Changed`);
    assert.deepEqual([schema.label, schema.description], ["Thing", "Of ours"]);
    assert.ok(schema.properties.remark__c && !schema.properties.note__c);
    await succeed(server, "DELETE", path);
    const gone = await act("Changed", { type: "deleteField", field: { name: "remark__c" } });
    assert.equal(gone.status, 200, gone.text);
    assert.equal((await server.call("DELETE", `${DEFINITIONS}/Changed`)).status, 200);
  });

  test("keeps what records rely on", async () => {
    await aDevice("Kept");
    const [record] = await make("Kept", { serial__c: "1" });
    const refused: readonly Fields[] = [
      { type: "deleteField", field: { name: "weight__c" } },
      { type: "updateField", field: { name: "weight__c", required: true } },
      { type: "updateField", field: { name: "weight__c", definition: { type: "boolean" } } },
      { type: "updateField", field: { name: "seats__c", unique: true } },
      {
        type: "addField",
        field: { name: "new__c", definition: { type: "string" }, required: true },
      },
    ];
    for (const action of refused) {
      const { status, text } = await act("Kept", action);
      assert.equal(status, 400, `${JSON.stringify(action)} ${text}`);
    }
    const unknown = await act("Kept", { type: "deleteField", field: { name: "no__c" } });
    assert.equal(unknown.status, 404, unknown.text);
    assert.match((await server.call("DELETE", `${DEFINITIONS}/Kept`)).text, /has records/);
    await succeed(server, "DELETE", `${RECORDS}/Kept/${record.Id}`);
    await succeed(server, "DELETE", `${DEFINITIONS}/Kept`);
  });

  test("is related to another, which shows it, and cannot go before it", async () => {
    await aDevice("Fleet");
    await aDevice("Car", { relationships: [] });
    const relationship = { namespace: "default", object: "Fleet", fields: { owner__c: "Id" } };
    const added = await act("Car", { type: "addRelationship", relationship });
    assert.equal(added.json.actions[0].relationship.cardinality, "manyToOne", added.text);
    const { schema } = await succeed(server, "GET", `${DEFINITIONS}/Fleet`);
    const back = schema.relationships.find(({ object }: { object: string }) => object === "Car");
    assert.deepEqual([back.cardinality, back.fields], ["oneToMany", { Id: "owner__c" }]);
    const [fleet] = await make("Fleet", { serial__c: "F" });
    await make("Car", { serial__c: "C", owner__c: fleet.Id });
    const { json } = await create("Car", [{ serial__c: "D", owner__c: accountId }]);
    assert.equal(json.error.code, 71012520);
    await succeed(server, "DELETE", `${RECORDS}/Fleet/${fleet.Id}`);
    assert.match((await server.call("DELETE", `${DEFINITIONS}/Fleet`)).text, /Car is related/);
    await act("Car", { type: "deleteRelationship", relationship });
    await succeed(server, "DELETE", `${DEFINITIONS}/Fleet`);
  });
});

describe("records of a custom object", () => {
  test("are made with defaults, read, replaced, and changed in part", async () => {
    await aDevice("Made");
    const since = "2024-02-29";
    const sent = { serial__c: "A1", seats__c: 3, since__c: since, owner__c: accountId };
    const [record] = await make("Made", sent);
    assert.deepEqual([record.type, record.state__c], ["Made", "active"]);
    assert.equal(record.CreatedById, server.userId);
    const path = `${RECORDS}/Made/${record.Id}`;
    assert.deepEqual(await succeed(server, "GET", path), record);
    const patched = await succeed(server, "PATCH", path, { seats__c: null, weight__c: 1.5 });
    assert.deepEqual(
      [patched.serial__c, patched.seats__c, patched.weight__c, patched.since__c],
      ["A1", undefined, 1.5, since],
    );
    const replaced = await succeed(server, "PUT", path, { serial__c: "A2" });
    assert.deepEqual(
      [replaced.serial__c, replaced.state__c, replaced.since__c],
      ["A2", "active", undefined],
    );
    const { records } = await succeed(server, "GET", `${RECORDS}/Made`);
    assert.equal(records[0].version, 3);
    assert.deepEqual(await succeed(server, "DELETE", path), {});
    for (const method of ["GET", "DELETE"]) {
      assert.equal((await server.call(method, path)).status, 404);
    }
    assert.equal((await server.call("PATCH", path, {})).status, 404);
    assert.equal((await create("Nothing", [{}])).status, 404);
  });

  test("are refused, each with its category, and none is made", async () => {
    await aDevice("Strict");
    const wrong: readonly [Fields, number][] = [
      [{ owner__c: "0".repeat(32) }, 20],
      [{ color__c: "red" }, 21],
      [{ serial__c: null }, 22],
      [{ seats__c: "three" }, 23],
      [{ seats__c: 0 }, 23],
      [{ weight__c: "heavy" }, 24],
      [{ rented__c: "perhaps" }, 25],
      [{ state__c: "sold" }, 26],
      [{ state__c: "" }, 26],
      [{ since__c: "2023-02-29" }, 26],
      [{ serial__c: { a: 1 } }, 26],
    ];
    for (const [fields, category] of wrong) {
      const right = { serial__c: "right" };
      const sent = { serial__c: "wrong", ...fields };
      const { status, json, text } = await create("Strict", [right, sent]);
      assert.equal(status, 400, `${JSON.stringify(sent)} ${text}`);
      const code = Number(`710125${category}`);
      assert.equal(json.error?.code, code, text);
      const { message } = json.error;
      assert.deepEqual(json.error.details, [{ code, message, record: sent }]);
    }
    assert.deepEqual(await listed("Strict", ""), []);
  });

  test("those that are right are made where that is asked for; unique values are taken once", async () => {
    await aDevice("Partly");
    const records = [{ serial__c: "1" }, { serial__c: "1" }, { serial__c: "2", seats__c: -1 }];
    const { status, json, text } = await create("Partly", records, { allowPartialSuccess: true });
    assert.equal(status, 200, text);
    assert.deepEqual(json.unprocessedRecords, records.slice(1));
    const codes = json.error.details.map(({ code }: { code: number }) => code);
    assert.deepEqual([json.records.length, ...codes], [1, 71012530, 71012523]);
    assert.equal((await create("Partly", [{ serial__c: "1" }])).json.error.code, 71012530);
    const [first] = json.records;
    await succeed(server, "PATCH", `${RECORDS}/Partly/${first.Id}`, { serial__c: "3" });
    await make("Partly", { serial__c: "1" });
    const at = await Promise.all([1, 2, 3, 4].map(() => create("Partly", [{ serial__c: "9" }])));
    assert.equal(at.filter((answer) => answer.status === 200).length, 1);
  });

  test("are asked for by what they say, by ids, and page by page", async () => {
    await aDevice("Asked");
    const made = await make(
      "Asked",
      { serial__c: "a", seats__c: 2, since__c: "2023-05-01" },
      { serial__c: "b", seats__c: 10, state__c: "lost" },
      { serial__c: "c", since__c: "2024-01-01" },
    );
    const expected: readonly [string, string[]][] = [
      ["state__c:active", ["a", "c"]],
      ["seats__c:>=2 AND NOT state__c:lost", ["a"]],
      ["seats__c:<10 OR serial__c:c", ["a", "c"]],
      ["seats__c:>9", ["b"]],
      ["_exists_:since__c", ["a", "c"]],
      ["!_exists_:since__c", ["b"]],
      ["since__c:<2024", ["a"]],
      ["CreatedDate:>2023", ["a", "b", "c"]],
      [`Id:${made[1].Id}`, ["b"]],
    ];
    for (const [q, serials] of expected) assert.deepEqual(await matches("Asked", q), serials, q);
    assert.deepEqual(await listed("Asked", `ids=${made[0].Id},${made[2].Id}&ids=x`), ["a", "c"]);
    const page = await succeed(server, "GET", `${RECORDS}/Asked?pageSize=2`);
    assert.deepEqual([page.count, page.cursor], [2, made[1].Id]);
    const rest = await succeed(server, "GET", `${RECORDS}/Asked?cursor=${page.cursor}`);
    assert.deepEqual([rest.count, rest.cursor], [1, undefined]);
    for (const q of ["weight__c:>1", "no__c:1", "seats__c:many", "state__c:<x", "(state__c:a"]) {
      const asked = `${RECORDS}/Asked?q=${encodeURIComponent(q)}`;
      assert.equal((await server.call("GET", asked)).status, 400, q);
    }
  });

  test("are changed and taken away many at once", async () => {
    await aDevice("Many");
    const made = await make("Many", ...["1", "2", "3"].map((serial__c) => ({ serial__c })));
    const [one, two, three] = made.map(({ Id }: { Id: string }) => Id);
    const batch = (action: Fields) =>
      server.call("POST", "/objects/batch/default/Many", { action });
    const update = { type: "update", records: { [one]: { seats__c: 5 }, [two]: { seats__c: 0 } } };
    const refused = await batch(update);
    assert.deepEqual([refused.status, refused.json.error.code], [400, 71012523]);
    assert.deepEqual(await matches("Many", "_exists_:seats__c"), []);
    const partly = await batch({ ...update, allowPartialSuccess: true });
    assert.equal(partly.json.error.details.length, 1, partly.text);
    assert.deepEqual(await matches("Many", "seats__c:5"), ["1"]);
    const unknown = await batch({ type: "delete", ids: [one, accountId] });
    assert.equal(unknown.status, 404, unknown.text);
    assert.deepEqual((await batch({ type: "delete", ids: [one, three] })).json, {});
    assert.deepEqual(await listed("Many", ""), ["2"]);
  });
});
