/** Fields of one's own: defined, held to their definition wherever they are sent, and found again. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { anAccount, aPlan, type Plan, succeed } from "#test/support/company.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let plan: Plan;

before(async () => {
  server = await startTestServer();
  plan = await aPlan(server, [{ price: 10 }]);
});
after(() => server.close());

type Fields = Readonly<Record<string, unknown>>;

const act = (type: string, object: string, field: Fields): Promise<Answer> =>
  server.call("POST", "/objects/migrations", {
    actions: [{ type, namespace: "com_zuora", object, field }],
  });

async function define(object: string, name: string, definition: Fields, more: Fields = {}) {
  const { status, json, text } = await act("addField", object, { name, definition, ...more });
  assert.equal(status, 200, text);
  return json.actions[0];
}

async function forget(object: string, ...names: string[]): Promise<void> {
  for (const name of names) assert.equal((await act("deleteField", object, { name })).status, 200);
}

const undefinedFields = (undefinedFields: "Accepted" | "Refused") =>
  succeed(server, "PUT", "/settings/custom-field-rules", { undefinedFields });

/** The reason for which a call is refused. */
async function reason(method: string, path: string, body: unknown) {
  const { json, text } = await server.call(method, path, body);
  assert.equal(json.success, false, text);
  return json.reasons[0] as { code: number; message: string };
}

const contact = { firstName: "Ada", lastName: "Clark", country: "United States" };
const account = { name: "Clark Ltd", currency: "USD", billCycleDay: 1, billToContact: contact };

const basicInfo = async (id: string) =>
  (await succeed(server, "GET", `/v1/accounts/${id}`)).basicInfo;

describe("defining a custom field", () => {
  test("is answered, listed with what all have, and described", async () => {
    const definition = {
      type: "string",
      label: "Tier",
      enum: ["Gold", "Silver"],
      default: "Silver",
    };
    const made = await define("Account", "Tier__c", definition, { filterable: true });
    assert.deepEqual(made, {
      type: "addField",
      namespace: "com_zuora",
      object: "Account",
      field: {
        name: "Tier__c",
        definition: { ...definition, origin: "custom" },
        required: false,
        filterable: true,
      },
    });
    const path = "/objects/definitions/com_zuora";
    for (const name of ["Account", "account", "accounts"]) {
      const { type, schema } = await succeed(server, "GET", `${path}/${name}`);
      assert.deepEqual([type, schema.filterable, schema.required], ["Account", ["Tier__c"], []]);
      assert.deepEqual(schema.properties.Tier__c, { ...definition, origin: "custom" });
      assert.equal(schema.properties.BillCycleDay.origin, "system");
    }
    const all = await succeed(server, "GET", path);
    assert.equal(all.count, Object.keys(all.definitions).length);
    assert.ok(all.definitions.RatePlanCharge.schema.properties.ChargeNumber);
    const xml = (await server.call("GET", "/v1/describe/Account")).text;
    const described = xml.split("<field>").find((each) => each.includes("<name>Tier__c</name>"));
    assert.match(described ?? "", /<custom>true<.*<type>picklist<.*<option>Gold<\/option>/s);
    await forget("Account", "Tier__c");
  });

  test("is refused where it makes no sense, and says which part of it", async () => {
    const wrong = async (name: string, definition: Fields, more: Fields = {}) => {
      const { status, json } = await act("addField", "Account", { name, definition, ...more });
      assert.equal(status, 400);
      return json.reasons[0].message as string;
    };
    assert.match(await wrong("Tier", { type: "string" }), /ends with __c/);
    assert.match(await wrong("Tier__c", {}), /'type' may not be null/);
    assert.match(await wrong("Tier__c", { type: "text" }), /one of: string, integer/);
    assert.match(await wrong("Tier__c", { type: "string", enum: [] }), /'enum' of Tier__c may not/);
    assert.match(await wrong("Tier__c", { type: "string", colour: 1 }), /'colour'/);
    assert.match(await wrong("Tier__c", { type: "string" }, { unique: true }), /'unique' is not/);
    const long = { type: "string", format: "long-text" };
    assert.match(await wrong("Tier__c", long, { filterable: true }), /cannot be filterable/);
    await define("Account", "Tier__c", { type: "string" });
    assert.match(await wrong("TIER__c", { type: "string" }), /has a field 'TIER__c' already/);
    await forget("Account", "Tier__c");
    assert.equal((await act("deleteField", "Account", { name: "Tier__c" })).status, 404);
    assert.equal((await act("addField", "Journal", { name: "a__c" })).status, 404);
    assert.match((await act("renameField", "Account", { name: "a__c" })).text, /not supported/);
  });

  test("anew changes what may be changed", async () => {
    await anAccount(server);
    await define("Account", "Size__c", { type: "integer", minimum: 1 });
    const change = (definition: Fields, more: Fields = {}) =>
      act("updateField", "Account", { name: "Size__c", definition, ...more });
    const { json } = await change({ maximum: 9, minimum: null, label: "How many" });
    assert.deepEqual(json.actions[0].field.definition, {
      type: "integer",
      label: "How many",
      maximum: 9,
      origin: "custom",
    });
    assert.match((await change({ type: "string" })).text, /'type' of Size__c cannot be changed/);
    assert.match((await change({}, { required: true })).text, /there are objects without it/);
    await forget("Account", "Size__c");
  });

  test("of all fields of an object at once is a setting", async () => {
    const path = "/settings/custom-fields/zuora/Refund";
    const properties = {
      Cause__c: { type: "string", label: "Cause", maxLength: 20 },
      On__c: { type: "string", format: "date" },
    };
    const body = { type: "object", properties, required: [], filterable: ["Cause__c"] };
    const saved = await succeed(server, "PUT", path, body);
    assert.deepEqual(Object.keys(saved.schema.properties), ["Cause__c", "On__c"]);
    assert.deepEqual(saved.schema.filterable, ["Cause__c"]);
    // What was answered may be sent back.
    assert.deepEqual(
      (await succeed(server, "PUT", path, saved.schema)).schema.properties.On__c.format,
      "date",
    );
    const { definitions } = await succeed(server, "GET", "/settings/custom-fields/zuora");
    assert.equal(definitions.Refund.schema.properties.Cause__c.maxLength, 20);
    const fewer = { properties: { On__c: properties.On__c } };
    await succeed(server, "PUT", path, fewer);
    const { schema } = await succeed(server, "GET", path);
    assert.deepEqual(Object.keys(schema.properties), ["On__c"]);
    const wrong = await server.call("PUT", path, { ...fewer, required: ["Gone__c"] });
    assert.match(wrong.text, /'Gone__c' is none of the 'properties'/);
    await succeed(server, "PUT", path, { properties: {} });
  });
});

describe("a defined custom field", () => {
  const names = ["Tier__c", "Seats__c", "Since__c", "Vip__c", "Regions__c"];
  before(async () => {
    await define("Account", "Tier__c", { type: "string", enum: ["Gold", "Silver"] });
    await define("Account", "Seats__c", { type: "integer", minimum: 1 }, { filterable: true });
    await define("Account", "Since__c", { type: "string", format: "date" }, { filterable: true });
    await define("Account", "Vip__c", { type: "boolean", default: false }, { filterable: true });
    const regions = { type: "string", enum: ["North", "South"], multiselect: true };
    await define("Account", "Regions__c", regions);
  });
  after(() => forget("Account", ...names));

  test("is kept as its type has it, has its default, and is null where it is empty", async () => {
    const { accountId } = await anAccount(server, { Seats__c: "7", Regions__c: ["South"] });
    const read = await basicInfo(accountId);
    const values = () => names.map((name) => read[name]);
    assert.deepEqual(values(), [null, 7, null, false, "South"]);
    await succeed(server, "PUT", `/v1/accounts/${accountId}`, { Seats__c: "", Tier__c: "Gold" });
    const { Seats__c, Tier__c, Vip__c } = await basicInfo(accountId);
    assert.deepEqual([Seats__c, Tier__c, Vip__c], [null, "Gold", false]);
  });

  test("INVALID_VALUE: what contradicts its definition is refused, with its place", async () => {
    const post = (fields: Fields) => reason("POST", "/v1/accounts", { ...account, ...fields });
    assert.deepEqual(await post({ Tier__c: "Bronze" }), {
      code: 51000020,
      message: "'Tier__c' value should be one of: Gold, Silver",
    });
    assert.match((await post({ Seats__c: 0 })).message, /'Seats__c' should be greater than/);
    assert.match((await post({ Since__c: "2023-02-29" })).message, /a date that exists/);
    assert.match((await post({ Vip__c: "yes" })).message, /'Vip__c' should be true or false/);
    // But for upper and lower case it would be another field of the same name.
    assert.deepEqual(await post({ tier__c: "Gold" }), {
      code: 51000021,
      message: "Invalid parameter(s): 'tier__c'.",
    });
    const crud = await server.call("POST", "/v1/object/account", { Name: "x", Tier__c: 1 });
    const message = "'Tier__c' value should be one of: Gold, Silver";
    assert.ok(
      crud.json.Errors.some((error: Fields) => error.Message === message),
      crud.text,
    );
    const acted = await server.call("POST", "/v1/action/update", {
      type: "Account",
      objects: [{ Id: (await anAccount(server)).accountId, Tier__c: "Tin" }],
    });
    assert.deepEqual(acted.json[0].Errors, [{ Code: "INVALID_VALUE", Message: message }]);
  });

  test("MISSING_FIELD: is asked of a new object where it is required, and stays", async () => {
    await define("Contact", "Title__c", { type: "string", maxLength: 5 }, { required: true });
    const { code, message } = await reason("POST", "/v1/accounts", account);
    assert.deepEqual([code, message], [51001122, "'billToContact.Title__c' may not be null"]);
    const billToContact = { ...contact, Title__c: "Dr" };
    const made = await anAccount(server, { billToContact });
    const read = await succeed(server, "GET", `/v1/accounts/${made.accountId}`);
    assert.equal(read.billToContact.Title__c, "Dr");
    const path = `/v1/contacts/${read.billToContact.id}`;
    await succeed(server, "PUT", path, { city: "Rome" });
    assert.match((await reason("PUT", path, { Title__c: null })).message, /may not be null/);
    assert.match((await reason("PUT", path, { Title__c: "Doctor" })).message, /at most 5/);
    await forget("Contact", "Title__c");
  });

  test("is compared by its type in queries", async () => {
    const [few, many] = [
      await anAccount(server, { Seats__c: 9, Since__c: "2024-01-31", Vip__c: true }),
      await anAccount(server, { Seats__c: 10, Since__c: "2024-02-29" }),
    ];
    const ids = [few, many].map(({ accountId }) => accountId);
    const found = async (filter: string) => {
      const filters = `filter[]=${filter}&filter[]=id.IN:[${ids}]&pageSize=50`;
      const { data } = await succeed(server, "GET", `/object-query/accounts?${filters}`);
      return data.map((each: Fields) => ids.indexOf(String(each.id)));
    };
    assert.deepEqual(await found("seats__c.GT:9"), [1]);
    assert.deepEqual(await found("since__c.LE:2024-01-31"), [0]);
    assert.deepEqual(await found("vip__c.EQ:true"), [0]);
    const fields = "fields[]=seats__c,tier__c&includeNullFields=true";
    const one = await succeed(server, "GET", `/object-query/accounts/${ids[0]}?${fields}`);
    assert.deepEqual([one.seats__c, one.tier__c, "vip__c" in one], [9, null, false]);
    const refused = async (filter: string) =>
      (await server.call("GET", `/object-query/accounts?filter[]=${filter}`)).text;
    assert.match(await refused("tier__c.EQ:Gold"), /not defined as filterable/);
    assert.match(await refused("seats__c.EQ:many"), /which is no integer/);
    const zoql = async (condition: string) => {
      const queryString = `select Id, Seats__c from Account where ${condition}`;
      const { records = [] } = await succeed(server, "POST", "/v1/action/query", { queryString });
      return records.map((each: Fields) => each.Seats__c);
    };
    assert.deepEqual(await zoql(`Seats__c >= 10 and Id = '${ids[1]}'`), [10]);
    assert.deepEqual(await zoql(`Seats__c >= 10 and Id = '${ids[0]}'`), []);
  });

  test("takes what was said before it was defined for nothing, and leaves it", async () => {
    const { accountId } = await anAccount(server, { Since2__c: "long ago" });
    await define("Account", "Since2__c", { type: "string", format: "date" }, { filterable: true });
    const filter = `filter[]=since2__c.GE:2000-01-01&filter[]=id.EQ:${accountId}`;
    assert.deepEqual((await succeed(server, "GET", `/object-query/accounts?${filter}`)).data, []);
    assert.equal((await basicInfo(accountId)).Since2__c, "long ago");
    await forget("Account", "Since2__c");
  });
});

describe("in an order", () => {
  const kinds = [
    "Order",
    "OrderAction",
    "Subscription",
    "RatePlan",
    "RatePlanCharge",
    "Account",
    "Contact",
  ];
  before(async () => {
    for (const kind of kinds) await define(kind, "Level__c", { type: "integer", default: 1 });
  });
  after(async () => {
    for (const kind of kinds) await forget(kind, "Level__c");
  });

  const anOrder = (level: (place: string) => Fields) => {
    const override = { productRatePlanChargeId: plan.chargeIds[0], ...level("charge") };
    const createSubscription = {
      terms: { initialTerm: { termType: "TERMED", period: 12, periodType: "Month" } },
      subscribeToRatePlans: [
        {
          productRatePlanId: plan.productRatePlanId,
          chargeOverrides: [override],
          ...level("plan"),
        },
      ],
    };
    return {
      orderDate: "2023-01-01",
      newAccount: {
        ...account,
        billToContact: { ...contact, ...level("contact") },
        ...level("account"),
      },
      ...level("order"),
      subscriptions: [
        {
          ...level("subscription"),
          orderActions: [{ type: "CreateSubscription", createSubscription, ...level("action") }],
        },
      ],
    };
  };

  test("each level is held to the definition of its object, at its place", async () => {
    const places = {
      order: "customFields.Level__c",
      account: "newAccount.customFields.Level__c",
      contact: "newAccount.billToContact.Level__c",
      subscription: "subscriptions[0].customFields.Level__c",
      action: "subscriptions[0].orderActions[0].customFields.Level__c",
      plan: "createSubscription.subscribeToRatePlans[0].customFields.Level__c",
      charge: "chargeOverrides[0].customFields.Level__c",
    };
    for (const [place, path] of Object.entries(places)) {
      const wrong = (at: string) => (at === place ? { customFields: { Level__c: "high" } } : {});
      const { code, message } = await reason("POST", "/v1/orders", anOrder(wrong));
      assert.equal(code % 100, 20, message);
      assert.ok(message.includes(`${path}' should be a whole number`), message);
    }
  });

  test("contacts have theirs in customFields or beside it, as the field's libraries write them", async () => {
    const sent = (place: string) =>
      place === "contact" ? { Level__c: "3", Free__c: "y", customFields: { Other__c: "z" } } : {};
    const made = await succeed(server, "POST", "/v1/orders", anOrder(sent));
    const read = await succeed(server, "GET", `/v1/accounts/${made.accountNumber}`);
    const { Level__c, Free__c, Other__c } = read.billToContact;
    assert.deepEqual([Level__c, Free__c, Other__c], [3, "y", "z"]);
    const wrong = (place: string) => (place === "contact" ? { Level__c: "high" } : {});
    const { message } = await reason("POST", "/v1/orders", anOrder(wrong));
    assert.match(message, /billToContact.Level__c' should be a whole number/);
  });

  test("each level has its default, or what was sent", async () => {
    const sent = (place: string) =>
      place === "plan" ? { customFields: { Level__c: "2", Free__c: "x" } } : {};
    const made = await succeed(server, "POST", "/v1/orders", anOrder(sent));
    const [number] = made.subscriptionNumbers;
    const subscription = await succeed(server, "GET", `/v1/subscriptions/${number}`);
    const [ratePlan] = subscription.ratePlans;
    assert.deepEqual([subscription.Level__c, ratePlan.Level__c, ratePlan.Free__c], [1, 2, "x"]);
    assert.equal(ratePlan.ratePlanCharges[0].Level__c, 1);
    const { order } = await succeed(server, "GET", `/v1/orders/${made.orderNumber}`);
    assert.deepEqual(order.customFields, { Level__c: 1 });
    assert.deepEqual(order.subscriptions[0].orderActions[0].customFields, { Level__c: 1 });
    const read = await succeed(server, "GET", `/v1/accounts/${made.accountNumber}`);
    assert.deepEqual([read.basicInfo.Level__c, read.billToContact.Level__c], [1, 1]);
    const path = `/v1/subscriptions/${number}/customFields`;
    const ratePlans = [{ ratePlanId: ratePlan.id, customFields: { Level__c: "top" } }];
    assert.match((await reason("PUT", path, { ratePlans })).message, /ratePlans\[0\]/);
    await succeed(server, "PUT", path, { customFields: { Level__c: "5" } });
    assert.equal((await succeed(server, "GET", `/v1/subscriptions/${number}`)).Level__c, 5);
  });
});

describe("of an item of a document", () => {
  const kinds = ["InvoiceItem", "CreditMemoItem", "DebitMemoItem"];
  before(async () => {
    const definition = { type: "integer", default: 1 };
    for (const kind of kinds) await define(kind, "Row__c", definition, { filterable: true });
  });
  after(async () => {
    for (const kind of kinds) await forget(kind, "Row__c");
  });

  test("it is kept with the invoice that a person has written, and changed", async () => {
    const { accountId } = await anAccount(server);
    const item = { amount: 9, chargeName: "Repair", serviceStartDate: "2023-01-01" };
    const invoice = (row: unknown) => ({
      accountId,
      invoiceDate: "2023-01-01",
      invoiceItems: [item, { ...item, Row__c: row, Free__c: "x" }],
    });
    const wrong = await reason("POST", "/v1/invoices", invoice("first"));
    assert.equal(wrong.message, "'invoiceItems[1].Row__c' should be a whole number");
    const { id } = await succeed(server, "POST", "/v1/invoices", invoice("7"));
    const rowsOf = async (order: string) => {
      const { invoiceItems } = await succeed(server, "GET", `/v1/invoices/${id}/items`);
      return invoiceItems.map((each: Fields) => each[order]).sort();
    };
    assert.deepEqual(
      [await rowsOf("Row__c"), await rowsOf("Free__c")],
      [
        [1, 7],
        ["x", undefined],
      ],
    );
    const path = `/object-query/invoice-items?filter[]=row__c.GT:6&filter[]=invoiceId.EQ:${id}`;
    const { data } = await succeed(server, "GET", path);
    assert.deepEqual([data.length, data[0].row__c, data[0].free__c], [1, 7, "x"]);
    const invoiceItems = [{ id: data[0].id, Row__c: 8 }];
    await succeed(server, "PUT", `/v1/invoices/${id}`, { invoiceItems });
    assert.deepEqual(
      [await rowsOf("Row__c"), await rowsOf("Free__c")],
      [
        [1, 8],
        ["x", undefined],
      ],
    );
  });

  test("it is kept with a memo, and changed with its draft", async () => {
    const { accountNumber } = await anAccount(server);
    for (const kind of ["credit-memos", "debit-memos"]) {
      const charge = { chargeId: plan.chargeIds[0], amount: 5 };
      const charges = [charge, { ...charge, Row__c: 4, Free__c: "x" }];
      const { id } = await succeed(server, "POST", `/v1/${kind}`, { accountNumber, charges });
      const read = async () => {
        const { items } = await succeed(server, "GET", `/v1/${kind}/${id}/items`);
        return items as { id: string; Row__c: number; Free__c?: string }[];
      };
      const second = (await read()).find((item) => item.Row__c === 4);
      assert.equal(second?.Free__c, "x");
      const wrong = await reason("PUT", `/v1/${kind}/${id}`, {
        items: [{ id: second?.id, Row__c: "last" }],
      });
      assert.equal(wrong.message, "'items[0].Row__c' should be a whole number");
      await succeed(server, "PUT", `/v1/${kind}/${id}`, { items: [{ id: second?.id, Row__c: 6 }] });
      const rows = (await read()).map((item) => [item.Row__c, item.Free__c]);
      assert.deepEqual(rows.sort(), [
        [1, undefined],
        [6, "x"],
      ]);
      const queryString = `select Row__c from ${kind === "credit-memos" ? "Credit" : "Debit"}MemoItem where Row__c = 6`;
      const { records } = await succeed(server, "POST", "/v1/action/query", { queryString });
      assert.equal(records.length, 1);
    }
  });
});

describe("of a tax", () => {
  test("it is held to the definition of taxes of its kind of document", async () => {
    await define("TaxationItem", "Zone__c", { type: "integer" });
    await define("CreditTaxationItem", "Zone__c", { type: "boolean" });
    const { accountId, accountNumber } = await anAccount(server);
    const item = { amount: 9, chargeName: "Repair", serviceStartDate: "2023-01-01" };
    const written = { accountId, invoiceDate: "2023-01-01", invoiceItems: [item] };
    const invoice = await succeed(server, "POST", "/v1/invoices", written);
    const charges = [{ chargeId: plan.chargeIds[0], amount: 5 }];
    const memo = await succeed(server, "POST", "/v1/credit-memos", { accountNumber, charges });
    const { invoiceItems } = await succeed(server, "GET", `/v1/invoices/${invoice.id}/items`);
    const { items } = await succeed(server, "GET", `/v1/credit-memos/${memo.id}/items`);
    const tax = { name: "VAT", taxAmount: 1, taxRate: 0.1, taxRateType: "Percentage" };
    const add = (path: string, fields: Fields) =>
      server.call("POST", path, { taxationItems: [{ ...tax, ...fields }] });
    const ofInvoice = `/v1/invoices/${invoice.id}/taxation-items`;
    const ofMemo = `/v1/credit-memos/${memo.id}/taxation-items`;
    const [invoiceItemId, memoItemId] = [invoiceItems[0].id, items[0].id];
    const wrong = await add(ofMemo, { memoItemId, Zone__c: 3 });
    assert.match(wrong.text, /'taxationItems\[0\].Zone__c' should be true or false/);
    const first = (await add(ofInvoice, { invoiceItemId, Zone__c: "3" })).json.taxationItems[0];
    const second = (await add(ofMemo, { memoItemId, Zone__c: true })).json.taxationItems[0];
    assert.deepEqual([first.Zone__c, second.Zone__c], [3, true]);
    const path = (id: string) => `/v1/taxation-items/${id}`;
    assert.match((await reason("PUT", path(second.id), { Zone__c: 4 })).message, /true or false/);
    assert.equal((await succeed(server, "PUT", path(first.id), { Zone__c: 4 })).Zone__c, 4);
    // A draft that is changed is written anew, and its taxes with it.
    const comment = [{ id: memoItemId, comment: "again" }];
    await succeed(server, "PUT", `/v1/credit-memos/${memo.id}`, { items: comment });
    const { data } = await succeed(server, "GET", "/object-query/credit-taxation-items");
    assert.equal(data[0].zone__c, true);
    await forget("TaxationItem", "Zone__c");
    await forget("CreditTaxationItem", "Zone__c");
  });
});

describe("a custom field that was never defined", () => {
  after(() => undefinedFields("Accepted"));

  test("is kept, or unknown where the entity is strict", async () => {
    assert.deepEqual(await succeed(server, "GET", "/settings/custom-field-rules"), {
      undefinedFields: "Accepted",
    });
    const { accountId } = await anAccount(server, { Free__c: { a: 1 }.a });
    await undefinedFields("Refused");
    const unknown = { code: 51000021, message: "Invalid parameter(s): 'New__c'." };
    assert.deepEqual(
      await reason("POST", "/v1/accounts", { ...account, New__c: 1, Kept__NS: "x" }),
      unknown,
    );
    assert.equal((await basicInfo(accountId)).Free__c, 1, "what was said stays");
    const crud = (query: string) =>
      server.call("PUT", `/v1/object/account/${accountId}${query}`, { New__c: 1 });
    assert.equal((await crud("")).json.Errors[0].Code, "INVALID_FIELD");
    const asked = await crud("?rejectUnknownFields=true");
    assert.deepEqual(asked.json, { message: "Error - unrecognised fields" });
    const queryString = "select New__c from Account";
    const { json } = await server.call("POST", "/v1/action/query", { queryString });
    assert.equal(json.FaultCode, "INVALID_FIELD");
    const queried = await server.call("GET", "/object-query/accounts?filter[]=new__c.EQ:1");
    assert.match(queried.text, /'new__c', which is no field of account/);
    await define("Account", "New__c", { type: "number" });
    assert.equal((await crud("")).json.Success, true);
    await forget("Account", "New__c");
  });

  test("is unknown to what keeps no custom fields", async () => {
    const { message } = await reason("PUT", "/settings/order-limits", { x__c: 1 });
    assert.equal(message, "Invalid parameter(s): 'x__c'.");
  });
});
