/** What a newcomer finds: the demo entity as every first start makes it. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { FastifyInstance } from "fastify";
import { createServer } from "#http/server.ts";
import { createDemoEntity, DEMO_CLIENT } from "#operations/create-demo-entity.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { createTestDatabase, type TestDatabase } from "#test/support/database.ts";

const ENTITY_ID = "019a0000000070008000000000000001";

type Demo = { readonly testDatabase: TestDatabase; readonly server: FastifyInstance };

async function aDemo(): Promise<Demo> {
  const testDatabase = await createTestDatabase();
  const { database, ownerUrl } = testDatabase;
  await createDemoEntity(ownerUrl, database);
  const server = await createServer({ database, logLevel: "silent", isLoopback: true });
  return { testDatabase, server };
}

let demo: Demo;
let again: Demo;

before(async () => {
  demo = await aDemo();
  again = await aDemo();
});
after(async () => {
  for (const { server, testDatabase } of [demo, again]) {
    await server.close();
    await testDatabase.drop();
  }
});

async function tokenOf({ server }: Demo, clientId: string = DEMO_CLIENT.id): Promise<string> {
  const response = await server.inject({
    method: "POST",
    url: "/oauth/token",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: `grant_type=client_credentials&client_id=${clientId}&client_secret=${DEMO_CLIENT.secret}`,
  });
  assert.equal(response.statusCode, 200, response.body);
  return response.json().access_token;
}

async function read(from: Demo, url: string) {
  const authorization = `Bearer ${await tokenOf(from)}`;
  const response = await from.server.inject({ method: "GET", url, headers: { authorization } });
  assert.equal(response.statusCode, 200, response.body);
  return response.json();
}

/** Numbers, days and amounts of all objects of a kind, in the order of their numbers. */
async function listed(from: Demo, objects: string, fields: string): Promise<unknown[]> {
  const [sort = ""] = fields.split(",");
  const rows: unknown[] = [];
  let cursor = "";
  do {
    const page = `pageSize=99&sort[]=${sort}.ASC${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
    const { data, nextPage } = await read(
      from,
      `/object-query/${objects}?fields[]=${fields}&${page}`,
    );
    rows.push(...data);
    cursor = nextPage ?? "";
  } while (cursor !== "");
  return rows;
}

test("it is the same at every start from empty", async () => {
  for (const [objects, fields] of [
    ["accounts", "accountnumber,name,balance,currency"],
    ["subscriptions", "name,status,termstartdate,termenddate,cancelleddate"],
    ["invoices", "invoicenumber,invoicedate,duedate,amount,balance,status"],
    ["credit-memos", "memonumber,memodate,totalamount,balance"],
  ] as const) {
    const first = await listed(demo, objects, fields);
    assert.ok(first.length > 0, objects);
    assert.deepEqual(await listed(again, objects, fields), first);
  }
});

test("its books balance", () => assertConserved(demo.testDatabase.database, ENTITY_ID));

test("it is a small company with a year of invoices", async () => {
  assert.equal((await listed(demo, "accounts", "accountnumber")).length, 25);
  const invoices = (await listed(demo, "invoices", "invoicenumber,invoicedate")) as {
    invoiceDate: string;
  }[];
  const months = new Set(invoices.map(({ invoiceDate }) => invoiceDate.slice(0, 7)));
  assert.equal([...months].filter((month) => month.startsWith("2025")).length, 12);
});

test("the client signs in by its short id and by one of 36 characters", async () => {
  assert.equal(DEMO_CLIENT.longId.length, 36);
  await tokenOf(demo, DEMO_CLIENT.longId);
});

describe("the subscriptions that published requests name", () => {
  test("A-S00002089 of A00000850 has one posted invoice of 30.00, unpaid", async () => {
    const invoice = await read(demo, "/v1/invoices/INV00029461");
    assert.equal(invoice.amount, 30);
    assert.equal(invoice.balance, 30);
    assert.equal(invoice.status, "Posted");
    const { subscriptions } = await read(demo, "/v1/subscriptions/accounts/A00000850");
    assert.equal(subscriptions[0].subscriptionNumber, "A-S00002089");
    assert.equal(subscriptions[0].status, "Active");
  });

  test("A-S00000038 of A00000006 is monthly and billed through", async () => {
    const { ratePlans, accountNumber } = await read(demo, "/v1/subscriptions/A-S00000038");
    assert.equal(accountNumber, "A00000006");
    assert.equal(ratePlans[0].ratePlanCharges[0].billingPeriod, "Month");
    assert.equal(ratePlans[0].ratePlanCharges[0].chargedThroughDate, "2025-02-01");
  });

  test("A-S00000016 of A00000001 is active with a pending charge", async () => {
    const subscription = await read(demo, "/v1/subscriptions/A-S00000016");
    assert.equal(subscription.accountNumber, "A00000001");
    assert.equal(subscription.status, "Active");
    const starts = subscription.ratePlans[0].ratePlanCharges.map(
      (charge: { effectiveStartDate: string | null }) => charge.effectiveStartDate,
    );
    assert.deepEqual(starts.sort(), ["2024-01-01", null]);
  });
});
