/** What objects there are and what their fields are, as clients of exports discover it. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { OBJECT_NAMES } from "#store/object-query/query-object.ts";
import { anAccount, aPlan, subscribe, succeed } from "#test/support/company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

async function xmlOf(path: string): Promise<string> {
  const { status, text, headers } = await server.call("GET", path);
  assert.equal(status, 200, text);
  assert.match(String(headers["content-type"]), /^text\/xml/);
  assert.match(text, /^<\?xml version="1\.0" encoding="UTF-8"\?>\n</);
  return text;
}

/** The texts between `<name>` and `</name>`, wherever. */
const all = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, "g"))].map(([, text = ""]) => text);

/** The elements of one field, without the field of another. */
function field(xml: string, name: string): Record<string, string> {
  const fields = xml.split("<field>").slice(1);
  const found = fields.find((each) => each.includes(`<name>${name}</name>`)) ?? "";
  const own = found.slice(0, found.indexOf("</field>"));
  return Object.fromEntries(
    [...own.matchAll(/<([\w-]+)>([^<]*)<\/\1>/g)].map(([, key = "", text = ""]) => [key, text]),
  );
}

describe("GET /v1/describe", () => {
  test("lists the objects, each of which is described", async () => {
    const names = all(await xmlOf("/v1/describe"), "name");
    assert.equal(names.length, OBJECT_NAMES.length);
    for (const name of names) {
      const xml = await xmlOf(`/v1/describe/${name}`);
      assert.equal(all(xml, "name")[0], name);
      assert.deepEqual(
        [field(xml, "Id").selectable, field(xml, "Id").custom],
        ["true", "false"],
        name,
      );
      const balanced = xml.match(/<[a-z][\w-]*[ >]/g)?.length === xml.match(/<\//g)?.length;
      assert.ok(balanced, name);
    }
  });
});

describe("GET /v1/describe/{object}", () => {
  test("says the types of fields, and what the object API takes", async () => {
    const xml = await xmlOf("/v1/describe/Account");
    assert.match(xml, /<object href="http[^"]*\/v1\/describe\/Account">/);
    assert.equal(all(xml, "label")[0], "Account");
    const shown = (name: string) => {
      const { label, type, createable, updateable, required } = field(xml, name);
      return [label, type, createable, updateable, required];
    };
    assert.deepEqual(shown("Name"), ["Name", "text", "true", "true", "true"]);
    assert.deepEqual(shown("BillCycleDay"), ["Bill Cycle Day", "integer", "true", "true", "true"]);
    assert.deepEqual(shown("Notes"), ["Notes", "text", "true", "true", "false"]);
    assert.deepEqual(shown("Balance"), ["Balance", "decimal", "false", "false", "false"]);
    // Of a new account it is refused, of one that has contacts it is taken.
    assert.deepEqual(shown("BillToId"), ["Bill To Id", "text", "false", "true", "false"]);
    assert.deepEqual(shown("CreatedDate"), ["Created Date", "datetime", "false", "false", "false"]);
    assert.deepEqual(shown("AutoPay"), ["Auto Pay", "boolean", "true", "true", "false"]);
    assert.equal(field(xml, "LastInvoiceDate").type, "date");
    assert.ok(!all(xml, "name").includes("Mrr"), "what no table holds is no field");
    assert.ok(all(xml, "context").includes("export"));
  });

  test("says what a picklist has to pick from", async () => {
    const xml = await xmlOf("/v1/describe/productrateplancharge");
    assert.equal(field(xml, "BillingPeriod").type, "picklist");
    assert.ok(all(xml, "option").includes("Semi-Annual"));
  });

  test("has the fields of your own that are in use", async () => {
    assert.deepEqual(field(await xmlOf("/v1/describe/Account"), "shoeSize__c"), {});
    await anAccount(server, { shoeSize__c: 44 });
    const { custom, createable, label } = field(await xmlOf("/v1/describe/Account"), "shoeSize__c");
    assert.deepEqual([custom, createable, label], ["true", "true", "shoe Size"]);
    assert.deepEqual(field(await xmlOf("/v1/describe/Contact"), "shoeSize__c"), {});
  });

  test("says what is related where it is asked for", async () => {
    const xml = await xmlOf("/v1/describe/Account?showRelationships=true");
    const related = xml.slice(xml.indexOf("<related-objects>"));
    assert.ok(all(related, "path").includes("Account.BillToContact"));
    assert.ok(all(related, "path").includes("Account.Invoices"));
    assert.match(related, /href="[^"]*\/v1\/describe\/Contact"/);
    assert.deepEqual(new Set(all(related, "cardinality")), new Set(["TO_ONE", "TO_MANY"]));
    const plain = await xmlOf("/v1/describe/RatePlanCharge");
    assert.deepEqual(new Set(all(plain, "cardinality")), new Set(["TO_ONE"]));
    assert.ok(all(plain, "path").includes("RatePlanCharge.Subscription.Account"));
  });

  test("ENTITY_NOT_FOUND: an object that there is not", async () => {
    const { json } = await server.call("GET", "/v1/describe/Unicorn");
    assert.equal(json.reasons[0].message, "Cannot find entity by key: 'Unicorn'.");
  });

  test("NOT_SUPPORTED: fields of converted currencies", async () => {
    const path = "/v1/describe/Account?showCurrencyConversionInformation=yes";
    const { json } = await server.call("GET", path);
    assert.match(json.reasons[0].message, /showCurrencyConversionInformation/);
  });
});

describe("GET /v1/rateplans/{ratePlanId}", () => {
  test("tells a rate plan of a version of a subscription", async () => {
    const plan = await aPlan(server, [{ price: 30 }]);
    const { accountNumber } = await anAccount(server);
    const order = await subscribe(server, { accountNumber, plan, from: "2024-01-01" });
    const path = `/v1/subscriptions/${order.subscriptionNumbers[0]}`;
    const { id: subscriptionId, ratePlans } = await succeed(server, "GET", path);
    const [{ id, productName, productSku, productId }] = ratePlans;
    assert.deepEqual(await succeed(server, "GET", `/v1/rateplans/${id}`), {
      id,
      ratePlanName: "Silver",
      subscriptionId,
      subscriptionVersion: 1,
      productRatePlanId: plan.productRatePlanId,
      productId,
      productName,
      productSku,
      lastChangeType: "New",
      order: { id: order.orderId, orderNumber: order.orderNumber },
      success: true,
    });
  });

  test("ENTITY_NOT_FOUND: a rate plan that there is not", async () => {
    const { json } = await server.call("GET", "/v1/rateplans/00000000000000000000000000000000");
    assert.match(json.reasons[0].message, /Cannot find/);
  });
});

describe("GET /v1/product-rate-plans/external-id/{externalId}", () => {
  test("tells the plans that have an id of another system", async () => {
    const { productRatePlanId } = await aPlan(server, []);
    const path = `/v1/object/product-rate-plan/${productRatePlanId}`;
    await succeed(server, "PUT", path, { ExternalRatePlanIds: ["us-monthly", "us-2"] });
    const found = await succeed(server, "GET", "/v1/product-rate-plans/external-id/us-2");
    assert.deepEqual(
      found.productRatePlans.map((plan: { id: string; externallyManagedPlanIds: string[] }) => [
        plan.id,
        plan.externallyManagedPlanIds,
      ]),
      [[productRatePlanId, ["us-monthly", "us-2"]]],
    );
  });

  test("ENTITY_NOT_FOUND: an id that no plan has", async () => {
    const { json } = await server.call("GET", "/v1/product-rate-plans/external-id/nobody");
    assert.match(json.reasons[0].message, /'nobody'/);
  });
});
