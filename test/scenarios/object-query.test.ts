import assert from "node:assert/strict";
import { after, describe, type TestContext, test } from "node:test";
import fc from "fast-check";
import pg from "pg";
import { OBJECTS } from "#store/object-query/objects/index.ts";
import { type FieldType, OBJECT_NAMES } from "#store/object-query/query-object.ts";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { anAccount, aPlan, cancelOrder, subscribe, succeed } from "#test/support/company.ts";
import { aCard } from "#test/support/payments.ts";
import { type Answer, startTestServer } from "#test/support/server.ts";

const server = await startTestServer();
after(server.close);

const NEWEST = { "zuora-version": "2025-08-12" };

/** One request; parameters are sent as they are written. */
const query = (path: string, headers = NEWEST): Promise<Answer> =>
  server.call("GET", `/object-query/${path}`, undefined, headers);

async function data(path: string): Promise<Answer["json"][]> {
  const { status, json, text } = await query(path);
  assert.equal(status, 200, text);
  return json.data;
}

async function names(filter: string): Promise<string[]> {
  const found = await data(`accounts?${filter}&fields[]=name&sort[]=name.ASC&pageSize=99`);
  return found.map((account) => account.name);
}

async function refusal(path: string, headers = NEWEST) {
  const { status, json } = await query(path, headers);
  return { status, ...json.reasons[0] };
}

await succeed(server, "PUT", "/settings/billing-rules", { takeContactSnapshot: true });
const plan = await aPlan(server, [{ price: 30 }]);
const ada = await anAccount(server, {
  accountNumber: "A00000006",
  name: "Ada",
  crmId: "crm-1",
  tier__c: "Gold",
  CASSubscriberID__c: "c-1",
});
await anAccount(server, { name: "Oh Canada", currency: "CAD", billCycleDay: 15, notes: "north" });
await anAccount(server, { name: "Toronto Storage", currency: "CAD", crmId: "crm-2" });
await anAccount(server, { name: "Berlin", currency: "EUR", billCycleDay: 31 });

const order = await subscribe(server, {
  accountNumber: "A00000006",
  plan,
  from: "2023-01-01",
  billThrough: "2023-03-01",
  subscriptionNumber: "A-S00000038",
});
await subscribe(server, {
  accountNumber: "A00000006",
  plan,
  from: "2023-01-01",
  billThrough: "2023-03-01",
  subscriptionNumber: "A-S00000039",
});
await succeed(
  server,
  "POST",
  "/v1/orders",
  cancelOrder({
    accountNumber: "A00000006",
    subscriptionNumber: "A-S00000039",
    on: "2023-02-10",
    processingOptions: {
      runBilling: true,
      billingOptions: { targetDate: "2023-03-01", documentDate: "2023-02-10" },
      writeOff: true,
    },
  }),
);

await succeed(server, "POST", "/v1/orders", {
  orderDate: "2023-01-01",
  existingAccountNumber: "A00000006",
  orderLineItems: [
    { itemName: "webcam", quantity: 3, listPricePerUnit: 20, inlineDiscountPerUnit: 12.5 },
  ],
});

await succeed(server, "POST", "/v1/debit-memos", {
  accountNumber: "A00000006",
  charges: [{ productRatePlanChargeId: plan.chargeIds[0], amount: 5 }],
});
/** Half of 20 that came in pays, half is given back; so is all of a memo: Ada owes 10 less. */
const [invoice] = await data("invoices?filter[]=balance.GE:10");
const check = { type: "External", currency: "USD", accountId: ada.accountId, amount: 20 };
const payment = await succeed(server, "POST", "/v1/payments", {
  ...check,
  invoices: [{ invoiceId: invoice.id, amount: 10 }],
});
const byCheck = { type: "External", methodType: "Check" };
await succeed(server, "POST", `/v1/payments/${payment.id}/refunds`, {
  ...byCheck,
  totalAmount: 10,
});
const credit = await succeed(server, "POST", "/v1/credit-memos", {
  accountNumber: "A00000006",
  autoPost: true,
  charges: [{ productRatePlanChargeId: plan.chargeIds[0], amount: 5 }],
});
await succeed(server, "POST", `/v1/credit-memos/${credit.id}/refund`, {
  ...byCheck,
  totalAmount: 5,
});
await succeed(server, "POST", "/v1/payment-methods", { ...aCard(), accountKey: ada.accountId });

/** Taxes of nothing, so that there are some to read. */
await withOwnerConnection(server.ownerUrl, async (client) => {
  const kinds = [
    ["Invoice", "invoice"],
    ["CreditMemo", "credit_memo"],
    ["DebitMemo", "debit_memo"],
  ];
  for (const [type, name] of kinds) {
    await client.query(
      `insert into taxation_items (entity_id, account_id, document_type, document_id, item_id,
         taxation_item_id, name, tax_rate, tax_rate_type, tax_amount, created_by_id, updated_by_id)
       select entity_id, account_id, '${type}', ${name}_id, ${name}_item_id, gen_random_uuid(),
         'Sales Tax', 0, 'Percentage', 0, $1, $1
       from ${name}_items limit 1`,
      [server.userId],
    );
  }
});
await succeed(server, "POST", "/v1/object/usage", {
  AccountNumber: "A00000006",
  UOM: "Call",
  Quantity: 3,
  StartDateTime: "2023-01-05",
});
/** It never begins: what goes on beside a test would be counted with it. */
const later = { targetDate: "2000-01-01", runDate: "2099-01-01" };
await succeed(server, "POST", "/v1/payment-runs", later);

/** Prepaid units, some of which are drawn, so that there are some to read. */
await withOwnerConnection(server.ownerUrl, (client) =>
  client.query(
    `with balance as (
       insert into prepaid_balances (entity_id, account_id, balance_id, subscription_number,
         unit_of_measure, created_by_id, updated_by_id)
       select entity_id, account_id, gen_random_uuid(), subscription_number, 'Call', $1, $1
       from subscriptions where subscription_number = 'A-S00000038' and is_latest_version
       returning *
     ), fund as (
       insert into prepaid_funds (entity_id, account_id, fund_id, balance_id, subscription_number,
         charge_number, fund_start, segment, original_charge_id, funded, funding_price, end_date,
         period_end, created_by_id, updated_by_id)
       select balance.entity_id, balance.account_id, gen_random_uuid(), balance_id,
         balance.subscription_number, charge_number, '2023-01-01', 1, original_charge_id, 10, 20,
         '2023-02-01', '2023-02-01', $1, $1
       from balance join subscriptions using (account_id, subscription_number)
         join rate_plan_charges charges using (account_id, subscription_id)
       returning *
     ), period as (
       insert into prepaid_validity_periods (entity_id, account_id, summary_id, balance_id,
         subscription_number, unit_of_measure, period_start, period_end, total_balance,
         remaining_balance, created_by_id, created_at, updated_by_id, updated_at)
       select entity_id, account_id, gen_random_uuid(), balance_id, subscription_number, 'Call',
         fund_start, period_end, 10, 7, $1, now(), $1, now()
       from fund
     )
     insert into prepaid_moves (entity_id, account_id, move_id, subscription_number,
       fund_charge_number, fund_start, type, units, charge_number, usage_date, document_type,
       document_id, item_id, created_by_id)
     select entity_id, account_id, gen_random_uuid(), subscription_number, charge_number, fund_start,
       'Drawdown', 3, charge_number, fund_start, 'Invoice', gen_random_uuid(), gen_random_uuid(), $1
     from fund`,
    [server.userId],
  ),
);

describe("the vendor's cancel tutorial in Python", () => {
  const filters = ["name.EQ:A-S00000038", "status.EQ:Active"];
  const encoded = filters.map((filter) => `filter%5B%5D=${encodeURIComponent(filter)}`).join("&");
  const spellings = {
    "repeated and encoded, as the Python and Java SDKs send it": encoded,
    "with raw brackets, as curl -g sends it": filters
      .map((filter) => `filter[]=${filter}`)
      .join("&"),
    "joined by commas, as the Node.js SDK sends it": `filter[]=${filters.join(",")}`,
    "indexed, as PHP clients send it": filters
      .map((filter, i) => `filter[${i}]=${filter}`)
      .join("&"),
  };
  for (const [spelling, parameters] of Object.entries(spellings)) {
    test(`finds the account of an active subscription: ${spelling}`, async () => {
      const found = await data(`subscriptions?${parameters}`);
      assert.equal(found.length, 1);
      assert.equal(found[0].accountId, ada.accountId);
    });
  }

  test("finds nothing for a subscription that is not active", async () => {
    assert.deepEqual(
      await data("subscriptions?filter[]=name.EQ:A-S00000039&filter[]=status.EQ:Active"),
      [],
    );
  });
});

describe("filter[]", () => {
  const CASES: Record<string, string[]> = {
    "currency.EQ:CAD": ["Oh Canada", "Toronto Storage"],
    "CURRENCY.eq:cad": ["Oh Canada", "Toronto Storage"],
    "currency.NE:CAD": ["Ada", "Berlin"],
    "currency.IN:[CAD,EUR]": ["Berlin", "Oh Canada", "Toronto Storage"],
    "currency.IN:%5BUSD%5D": ["Ada"],
    "name.SW:to": ["Toronto Storage"],
    "name.EQ:Oh%20Canada": ["Oh Canada"],
    "billcycleday.GT:15": ["Berlin"],
    "billcycleday.GE:15": ["Berlin", "Oh Canada"],
    "billcycleday.LT:15": ["Ada", "Toronto Storage"],
    "billcycleday.LE:1": ["Ada", "Toronto Storage"],
    "billcycleday.EQ:31": ["Berlin"],
    "crmid.EQ:null": ["Berlin", "Oh Canada"],
    "crmid.NE:null": ["Ada", "Toronto Storage"],
    "crmid.NE:crm-1": ["Berlin", "Oh Canada", "Toronto Storage"],
    "notes.EQ:%02%03": [],
    "notes.NE:%02%03": ["Ada", "Berlin", "Oh Canada", "Toronto Storage"],
    "autopay.EQ:false": ["Ada", "Berlin", "Oh Canada", "Toronto Storage"],
    "accountnumber.EQ:a00000006": ["Ada"],
    "id.EQ:no-id": [],
    "id.NE:no-id": ["Ada", "Berlin", "Oh Canada", "Toronto Storage"],
    "lastinvoicedate.LT:2024-04-22": ["Ada"],
    "lastinvoicedate.EQ:null": ["Berlin", "Oh Canada", "Toronto Storage"],
    "updateddate.LT:2024-01-01T00:00:00Z": [],
    "updateddate.GE:2024-01-01": ["Ada", "Berlin", "Oh Canada", "Toronto Storage"],
    "updateddate.GE:2024-01-01T00:00:00+01:00": ["Ada", "Berlin", "Oh Canada", "Toronto Storage"],
    "balance.GT:0": ["Ada"],
    "tier__c.EQ:gold": ["Ada"],
    "tier__c.EQ:null": ["Berlin", "Oh Canada", "Toronto Storage"],
    "defaultpaymentmethodid.EQ:null": ["Ada", "Berlin", "Oh Canada", "Toronto Storage"],
  };
  for (const [filter, expected] of Object.entries(CASES)) {
    test(`${filter} finds ${expected.length === 0 ? "nobody" : expected.join(", ")}`, async () => {
      assert.deepEqual(await names(`filter[]=${filter}`), expected);
    });
  }

  test("several must all match", async () => {
    assert.deepEqual(await names("filter[]=currency.EQ:CAD&filter[]=crmid.EQ:crm-2"), [
      "Toronto Storage",
    ]);
  });

  test("compares what the database spells differently as it is shown", async () => {
    const [charge] = await data(
      "rate-plan-charges?filter[]=chargemodel.EQ:flat%20fee%20pricing&filter[]=billingtiming.SW:in%20adv",
    );
    assert.equal(charge.chargeModel, "Flat Fee Pricing");
    assert.equal(charge.billingTiming, "In Advance");
    assert.deepEqual(await data("rate-plan-charges?filter[]=chargemodel.EQ:Volume%20Pricing"), []);
  });
});

describe("what an object shows", () => {
  test("names are canonical, days are days, instants have an offset", async () => {
    const [found] = await data("subscriptions?filter[]=name.EQ:A-S00000038");
    assert.equal(found.id, order.subscriptionIds[0]);
    assert.equal(found.orderId, order.orderId);
    assert.equal(found.version, 1);
    assert.equal(found.revision, "1.0");
    assert.equal(found.isLatestVersion, true);
    assert.equal(found.termEndDate, "2024-01-01");
    assert.match(found.createdDate, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
    assert.equal("cancelledDate" in found, false);
  });

  test("every version of a subscription is an object; replaced ones are expired", async () => {
    const versions = await data(
      "subscriptions?filter[]=name.EQ:A-S00000039&sort[]=version.ASC&fields[]=version,status",
    );
    assert.deepEqual(versions, [
      { status: "Expired", version: 1 },
      { status: "Cancelled", version: 2 },
    ]);
  });

  test("revenue is computed by the engine: of a charge and of a subscription", async () => {
    const [found] = await data(
      "subscriptions?filter[]=name.EQ:A-S00000038&fields[]=cmrr&expand[]=rateplans.rateplancharges&rateplans.fields[]=name&rateplancharges.fields[]=mrr,tcv",
    );
    assert.deepEqual(found, {
      cMRR: 30,
      ratePlans: [{ name: "Silver", ratePlanCharges: [{ mRR: 30, tCV: 360 }] }],
    });
  });

  test("custom fields have a small first letter", async () => {
    const [account] = await data("accounts?filter[]=accountnumber.EQ:A00000006");
    assert.equal(account.tier__c, "Gold");
    assert.equal(account.cASSubscriberID__c, "c-1");
  });

  test("includeNullFields adds what has no value, and says that there is no next page", async () => {
    const { json } = await query("accounts?filter[]=name.EQ:Berlin&includeNullFields=true");
    assert.equal(json.nextPage, null);
    assert.equal(json.data[0].crmId, null);
    assert.equal(json.data[0].defaultPaymentMethodId, null);
  });

  test("fields[] chooses, with the object's name or without, custom fields too", async () => {
    const wanted = "name,BALANCE,tier__c,other__c";
    const expected = [{ balance: 80, name: "Ada", tier__c: "Gold" }];
    const filter = "filter[]=name.EQ:Ada";
    assert.deepEqual(await data(`accounts?${filter}&fields[]=${wanted}`), expected);
    assert.deepEqual(await data(`accounts?${filter}&account.fields[]=${wanted}`), expected);
  });

  test("a memo that writes off has its items and what it paid", async () => {
    const [memo] = await data(
      "credit-memos?filter[]=reasoncode.EQ:Write-off&expand[]=creditmemoitems,creditmemoapplications,account",
    );
    assert.equal(memo.status, "Posted");
    assert.equal(memo.balance, 0);
    assert.equal(memo.appliedAmount, memo.totalAmount);
    assert.equal(memo.account.name, "Ada");
    assert.equal(memo.creditMemoItems[0].processingType, "0");
    const [application, ...others] = memo.creditMemoApplications;
    assert.deepEqual(others, []);
    assert.equal(application.amount, memo.totalAmount);
    assert.equal(application.invoiceId, memo.invoiceId);
  });

  for (const name of OBJECT_NAMES) {
    const { fields, relations } = OBJECTS[name];

    test(`${name}: all fields are shown, everything can be expanded`, async () => {
      const expand = Object.keys(relations).join();
      const found = await data(`${name}?includeNullFields=true&expand[]=${expand}`);
      for (const object of found) {
        const shown = Object.keys(object).filter((field) => !field.endsWith("__c"));
        assert.deepEqual(shown.sort(), [...Object.keys(fields), ...Object.keys(relations)].sort());
      }
      assert.ok(found.length > 0 || name === "billing-runs");
    });

    test(`${name}: every field can be filtered and sorted by`, async () => {
      const comparable = Object.entries(fields).filter(([, { compute }]) => !compute);
      const filters = comparable.map(([field, { type }]) => {
        return `filter[]=${field}.${OPERATIONS[type]}`;
      });
      assert.deepEqual(await data(`${name}?${filters.join("&")}`), []);
      for (const [field] of comparable) await data(`${name}?sort[]=${field}.ASC`);
    });
  }
});

/** What each type can be compared by. */
const OPERATIONS: Readonly<Record<FieldType, string>> = {
  text: "SW:a",
  number: "LE:a",
  literal: "SW:a",
  id: "NE:00000000000000000000000000000000",
  date: "GT:2023-01-01",
  timestamp: "LT:2023-01-01",
  decimal: "GE:1.5",
  integer: "LT:1",
  boolean: "IN:[true,false]",
};

describe("what was applied", () => {
  test("is found by its id, by its document and by what it was applied of", async () => {
    for (const name of ["payment-applications", "credit-memo-applications"]) {
      const [first] = await data(`${name}?filter[]=invoiceId.NE:${"0".repeat(32)}`);
      const source = first.paymentId ? "paymentId" : "creditMemoId";
      for (const field of ["id", "invoiceId", source, "accountId"]) {
        const found = await data(`${name}?filter[]=${field}.EQ:${first[field]}`);
        const same = found.find(({ id }: { id: string }) => id === first.id);
        assert.deepEqual(same, first, `${name} by ${field}`);
      }
      const { json } = await query(`${name}/${first.id}`);
      assert.deepEqual(json, first);
    }
  });

  test("is added up only as far as filters have left it", async () => {
    const { account_id: accountId } = await withOwnerConnection(server.ownerUrl, async (client) => {
      const { rows } = await client.query("select account_id from applications limit 1");
      return rows[0];
    });
    for (const name of ["payment-applications", "credit-memo-applications"] as const) {
      const { from, fields } = OBJECTS[name];
      for (const field of ["id", "invoiceId"]) {
        const plan = await withOwnerConnection(server.ownerUrl, async (client) => {
          await client.query("set enable_seqscan = off");
          const { rows } = await client.query(
            `explain select 1 from ${from} where ${fields[field]?.sql} = '${accountId}'`,
          );
          return rows.map((row) => row["QUERY PLAN"]).join("\n");
        });
        const index = field === "id" ? /application_id_idx/ : /applications_case_idx/;
        assert.match(plan, index, plan);
      }
    }
  });
});

describe("expand[]", () => {
  test("reaches three levels down, and up to the account", async () => {
    const [found] = await data(
      "subscriptions?filter[]=name.EQ:A-S00000038&expand[]=rateplans.rateplancharges.rateplanchargetiers,account.billto",
    );
    const [ratePlan] = found.ratePlans;
    const [charge] = ratePlan.ratePlanCharges;
    assert.equal(charge.chargedThroughDate, "2023-04-01");
    assert.equal(charge.ratePlanChargeTiers[0].price, 30);
    assert.equal(found.account.billTo.firstName, "Ada");
  });

  test("fields[] of what is expanded are chosen by its name", async () => {
    const [account] = await data(
      "accounts?filter[]=name.EQ:Ada&account.fields[]=name&expand[]=billto&billto.fields[]=firstname,lastname",
    );
    assert.deepEqual(account, { name: "Ada", billTo: { firstName: "Ada", lastName: "Clark" } });
  });

  test("what this version does not keep is empty", async () => {
    const [account] = await data(
      "accounts?filter[]=name.EQ:Ada&fields[]=name&expand[]=shipto,defaultpaymentmethod",
    );
    assert.deepEqual(account, { name: "Ada" });
  });

  test("lists are cut at pageSize", async () => {
    const path = "accounts?filter[]=name.EQ:Ada&expand[]=subscriptions";
    assert.equal((await data(path))[0].subscriptions.length, 3);
    assert.equal((await data(`${path}&pageSize=2`))[0].subscriptions.length, 2);
  });

  test("costs one query per level, however many objects there are", async (t) => {
    const path = "expand[]=subscriptions.rateplans.rateplancharges,invoices.invoiceitems";
    const forOne = await statements(t, `accounts?${path}&filter[]=name.EQ:Ada`);
    const forAll = await statements(t, `accounts?${path}`);
    assert.equal(forAll, forOne);
    assert.equal(forAll - (await statements(t, "accounts")), 5);
  });

  test("more than 20,000 objects on a level are refused", async () => {
    await manyInvoiceItems();
    const reason = await refusal(
      "accounts?filter[]=name.SW:Large&expand[]=invoices.invoiceitems&pageSize=99",
    );
    assert.equal(reason.status, 400);
    assert.equal(reason.code, 50000030);
    assert.match(reason.message, /^Expanding 'invoiceItems' reaches more than 20000 objects/);
  });
});

/** Who calls and which entity it is, which is remembered for a while, however slow the test. */
const IS_REMEMBERED = /bearer_of|from "entities"/;

/** How many statements PostgreSQL is sent for a query: the access log is written beside, at times. */
async function statements(t: TestContext, path: string): Promise<number> {
  const counts: number[] = [];
  for (let time = 0; time < 3; time += 1) counts.push(await statementsOnce(t, path));
  return Math.min(...counts);
}

async function statementsOnce(t: TestContext, path: string): Promise<number> {
  const sent = t.mock.method(pg.Client.prototype, "query");
  await data(path);
  const texts = sent.mock.calls.map(({ arguments: [query] }) => {
    const asked: unknown = query;
    return typeof asked === "string" ? asked : String((asked as { text?: string }).text);
  });
  const count = texts.filter((text) => !IS_REMEMBERED.test(text)).length;
  sent.mock.restore();
  return count;
}

/** Three accounts of 99 invoices of 99 items. */
async function manyInvoiceItems(): Promise<void> {
  const accounts: string[] = [];
  for (const letter of ["A", "B", "C"]) {
    accounts.push((await anAccount(server, { name: `Large ${letter}` })).accountId);
  }
  await withOwnerConnection(server.ownerUrl, async (client) => {
    await client.query(
      `insert into invoices (entity_id, account_id, invoice_id, invoice_number, status, currency,
         invoice_date, due_date, target_date, amount, balance, payment_term, includes_one_time,
         includes_recurring, source, source_type, created_by_id, updated_by_id)
       select $1, account_id, gen_random_uuid(), 'L-' || account_id || '-' || n, 'Draft', 'USD',
         '2023-01-01', '2023-01-01', '2023-01-01', 0, 0, 'Due Upon Receipt', false, true, 'API',
         'Subscription', $2, $2
       from unnest($3::uuid[]) account_id, generate_series(1, 99) n`,
      [server.entityId, server.userId, accounts],
    );
    await client.query(
      `insert into invoice_items (entity_id, account_id, invoice_id, invoice_item_id,
         processing_type, charge_name, service_start, service_end, quantity, unit_price, amount,
         balance, derivation)
       select $1, account_id, invoice_id, gen_random_uuid(), 'Charge', 'Silver', '2023-01-01',
         '2023-02-01', 1, 0, 0, 0, '{}'
       from invoices, generate_series(1, 99) where account_id = any ($2::uuid[])`,
      [server.entityId, accounts],
    );
  });
}

describe("pages", () => {
  /** Names on each page, following nextPage. */
  async function pages(parameters: string): Promise<string[][]> {
    const found: string[][] = [];
    let cursor = "";
    do {
      const { json } = await query(
        `accounts?filter[]=name.IN:[Ada,Berlin,Oh%20Canada,Toronto%20Storage]&${parameters}${cursor}`,
      );
      found.push(json.data.map((account: { name: string }) => account.name));
      cursor = json.nextPage === undefined ? "" : `&cursor=${encodeURIComponent(json.nextPage)}`;
    } while (cursor !== "");
    return found;
  }

  const SORTS = ["currency.ASC", "currency.DESC", "crmid.ASC", "crmid.DESC", "balance.DESC"];
  for (const sort of SORTS) {
    for (const pageSize of [1, 2, 3]) {
      test(`of ${pageSize} by ${sort} hold everybody once, ties and nulls too`, async () => {
        const whole = (await pages(`sort[]=${sort}`)).flat();
        assert.equal(new Set(whole).size, 4);
        const found = await pages(`sort[]=${sort}&pageSize=${pageSize}`);
        assert.deepEqual(found.flat(), whole);
        assert.equal(found.length, Math.ceil(4 / pageSize));
      });
    }
  }

  test("are ten objects from the newest on, where nothing else is said", async () => {
    const found = await data("invoice-items?filter[]=invoiceid.NE:null");
    assert.equal(found.length, 10);
    const updated = (await data("accounts?pageSize=99")).map((account) => account.updatedDate);
    assert.deepEqual(updated, updated.toSorted().reverse());
  });

  test("nextPage is what clients of the vendor can look into", async () => {
    const { json } = await query("accounts?sort[]=name.DESC&pageSize=1&filter[]=currency.EQ:CAD");
    const [name, id] = JSON.parse(Buffer.from(json.nextPage, "base64").toString());
    assert.deepEqual(name, {
      value: "Toronto Storage",
      orderBy: { field: "Name", order: "DESC" },
    });
    assert.deepEqual(id.orderBy, { field: "Id", order: "DESC" });
  });

  test("a size that is no number is as if not given, one out of range is refused", async () => {
    assert.equal((await query("accounts?pageSize=many")).status, 200);
    for (const size of [0, 100, -1]) {
      assert.equal((await query(`accounts?pageSize=${size}`)).status, 400);
    }
  });
});

describe("GET /object-query/{objects}/{key}", () => {
  test("finds by id or number, the latest version of a number", async () => {
    const byNumber = await query("subscriptions/A-S00000039?fields[]=id,version");
    assert.equal(byNumber.json.version, 2);
    const byId = await query(`subscriptions/${byNumber.json.id}?fields[]=version`);
    assert.deepEqual(byId.json, { version: 2 });
    const account = await query("accounts/A00000006?expand[]=subscriptions&fields[]=name");
    assert.equal(account.json.name, "Ada");
    assert.equal(account.json.subscriptions.length, 3);
  });

  test("is found only if it is what filters ask for, after a cursor too", async () => {
    assert.equal((await query("accounts/A00000006?filter[]=name.EQ:Ada")).json.name, "Ada");
    assert.equal((await query("accounts/A00000006?filter[]=name.EQ:Bob")).status, 404);
    const sorted = "sort[]=name.ASC&pageSize=1";
    const {
      data: [first],
      nextPage,
    } = (await query(`accounts?${sorted}`)).json;
    const cursor = `${sorted}&cursor=${encodeURIComponent(nextPage)}`;
    assert.equal((await query(`accounts/${first.id}?${cursor}`)).status, 404);
    const {
      data: [second],
    } = (await query(`accounts?${cursor}`)).json;
    assert.equal((await query(`accounts/${second.id}?${cursor}`)).json.id, second.id);
    assert.equal((await query("accounts/A00000006?sort[]=nam.ASC")).status, 400);
  });

  test("ENTITY_NOT_FOUND for what nobody has", async () => {
    const { status, json } = await query("accounts/nobody");
    assert.equal(status, 404);
    assert.deepEqual(json.reasons, [
      { code: 50000040, message: "Cannot find entity by key: 'nobody'." },
    ]);
    assert.deepEqual(Object.keys(json), ["reasons", "requestId"]);
  });
});

describe("mistakes", () => {
  const MISTAKES: Record<string, RegExp> = {
    "accounts?filter[]=nam.EQ:x": /'filter\[\]' names 'nam', which is no field of account/,
    "accounts?filter[]=name": /'filter\[\]' is 'name', but should be like name.EQ:value/,
    "accounts?filter[]=name.LIKE:x": /should be like name.EQ:value/,
    "accounts?filter[]=billcycleday.EQ:x": /has the value 'x', which is no integer/,
    "accounts?filter[]=lastinvoicedate.LT:22-04-2024": /which is no date/,
    "accounts?filter[]=updateddate.LT:yesterday": /which is no timestamp/,
    "accounts?filter[]=autopay.EQ:maybe": /which is no boolean/,
    "accounts?filter[]=autopay.GT:true": /cannot use GT on 'autopay'/,
    "accounts?filter[]=billcycleday.SW:1": /cannot use SW on 'billcycleday'/,
    "subscriptions?filter[]=cmrr.GT:0": /'filter\[\]' cannot use 'cmrr', which is computed/,
    "subscriptions?sort[]=cmrr.ASC": /'sort\[\]' cannot use 'cmrr', which is computed/,
    "accounts?filter[]=name.EQ:%00": /contains characters that no text can have/,
    "accounts?sort[]=nam.ASC": /'sort\[\]' names 'nam', which is no field of account/,
    "accounts?sort[]=name.UP": /'sort\[\]' should be like name.ASC or name.DESC/,
    "accounts?sort[]=name.ASC,balance.ASC": /'sort\[\]' has more than one field/,
    "accounts?expand[]=friends":
      /'expand\[\]' names 'friends', which cannot be expanded of account/,
    "accounts?expand[]=payments.refunds": /names 'refunds', which cannot be expanded/,
    "accounts?expand[]=subscriptions.account.subscriptions.account.invoices": /deeper than 4/,
    "accounts?fields[]=nam": /'fields\[\]' names 'nam', which is no field of account/,
    "accounts?billto.fields[]=firstname": /'billto', which is neither queried nor expanded/,
    "accounts?cursor=abc": /'cursor' is not a nextPage of the same query/,
  };
  for (const [path, message] of Object.entries(MISTAKES)) {
    test(`${path} is category 27`, async () => {
      const reason = await refusal(path);
      assert.equal(reason.status, 400);
      assert.equal(reason.code, 50000027);
      assert.match(reason.message, message);
    });
  }

  test("are category 20 for versions that do not know 27", async () => {
    const reason = await refusal("accounts?filter[]=nam.EQ:x", { "zuora-version": "2024-05-20" });
    assert.deepEqual([reason.status, reason.code], [400, 50000020]);
  });

  test("a cursor of another sort is refused", async () => {
    const { json } = await query("accounts?sort[]=name.ASC&pageSize=1");
    const cursor = encodeURIComponent(json.nextPage);
    const reason = await refusal(`accounts?sort[]=name.DESC&pageSize=1&cursor=${cursor}`);
    assert.equal(reason.code, 50000027);
  });
});

describe("whatever a query string says", () => {
  const field = fc.constantFrom("name", "balance", "updateddate", "id", "status", "tier__c", "x");
  const operator = fc.constantFrom("EQ", "NE", "LT", "GT", "GE", "LE", "SW", "IN", "eq", "??");
  const value = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("null", "[a,b]", "1e9999", "9".repeat(60), "2024-02-30", "\u0000", "'; --"),
  );
  const filter = fc.tuple(field, operator, value).map(([f, o, v]) => `${f}.${o}:${v}`);
  const parameter = fc.oneof(
    fc.tuple(fc.constantFrom("filter[]", "filter"), fc.oneof(filter, value)),
    fc.tuple(fc.constantFrom("sort[]", "fields[]", "account.fields[]"), fc.oneof(field, value)),
    fc.tuple(fc.constant("expand[]"), fc.oneof(fc.constantFrom("billto", "subscriptions"), value)),
    fc.tuple(fc.constantFrom("cursor", "pageSize", "includeNullFields"), value),
    fc.tuple(fc.string(), value),
  );
  /** As a client writes it, or with percent signs that mean nothing. */
  const written = fc.tuple(parameter, fc.boolean()).map(([[name, text], isRaw]) => {
    const safe = text.isWellFormed() ? text : "";
    return isRaw
      ? `${encodeURIComponent(name)}=%${encodeURI(safe)}`
      : `${encodeURIComponent(name)}=${encodeURIComponent(safe)}`;
  });

  test("it is answered or refused, never a server error", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(written, { maxLength: 5 }), async (parameters) => {
        const { status, text } = await query(`accounts?${parameters.join("&")}`);
        assert.ok(status === 200 || status === 400, `${status} ${text} ${parameters.join("&")}`);
      }),
      { numRuns: 250 },
    );
  });

  const cursors = fc.record({
    value: fc.oneof(fc.string({ unit: "binary" }), fc.constant(null)),
    id: fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 32, maxLength: 32 }),
    field: fc.constantFrom("updatedDate", "balance", "id", "lastInvoiceDate", "autoPay", "name"),
  });

  test("so is any cursor", async () => {
    await fc.assert(
      fc.asyncProperty(cursors, async ({ value, id, field }) => {
        const name = field.charAt(0).toUpperCase() + field.slice(1);
        const cursor = JSON.stringify([
          { value, orderBy: { field: name, order: "ASC" } },
          { value: id, orderBy: { field: "Id", order: "ASC" } },
        ]);
        const encoded = encodeURIComponent(Buffer.from(cursor).toString("base64"));
        const { status, text } = await query(`accounts?sort[]=${field}.ASC&cursor=${encoded}`);
        assert.ok(status === 200 || status === 400, `${status} ${text} ${cursor}`);
      }),
      { numRuns: 200 },
    );
  });
});

describe("GET /v1/lists/{objects}/csv", () => {
  const csv = (path: string) => server.call("GET", `/v1/lists/${path}`, undefined, NEWEST);

  test("has all that the filter finds, in its order, with columns of what is related", async () => {
    const answer = await csv(
      "invoices/csv?filter[]=status.EQ:Posted&sort[]=invoiceNumber.ASC&columns=invoicenumber,account.name,amount",
    );
    assert.equal(answer.status, 200, answer.text);
    const found = await data(
      "invoices?filter[]=status.EQ:Posted&sort[]=invoiceNumber.ASC&expand[]=account&pageSize=99",
    );
    const lines = found.map(({ invoiceNumber, account, amount }) =>
      [invoiceNumber, account.name, Number(amount).toFixed(2)].join(","),
    );
    assert.deepEqual(answer.text.split("\r\n"), [
      "invoicenumber,account.name,amount",
      ...lines,
      "",
    ]);
  });

  test("goes on past what is read at once, and leaves no row out", async () => {
    const prefix = "Many of them ";
    await withOwnerConnection(server.ownerUrl, (client) =>
      client.query(
        `insert into accounts (entity_id, account_id, account_number, name, currency, bill_cycle_day,
           created_by_id, updated_by_id)
         select $1, gen_random_uuid(), 'MANY' || n, $2 || n, 'USD', 1, $3, $3
         from generate_series(1, 1001) n`,
        [server.entityId, prefix, server.userId],
      ),
    );
    const { text } = await csv("accounts/csv?filter[]=name.SW:Many of them&columns=accountNumber");
    const numbers = text.trim().split("\r\n").slice(1);
    assert.equal(new Set(numbers).size, 1001);
  });

  test("a text that a spreadsheet would execute stands behind an apostrophe", async () => {
    await anAccount(server, { name: '=1+"1"' });
    const { text } = await csv("accounts/csv?filter[]=name.SW:=1&columns=name,balance");
    assert.equal(text, 'name,balance\r\n"\'=1+""1""",0.00\r\n');
  });

  test("refuses what there is no list of, and columns that there are not", async () => {
    const { json } = await csv("weather/csv");
    assert.equal(json.reasons[0].code, 50000040);
    for (const columns of ["weather", "weather.name", "a b"]) {
      const { status, text } = await csv(`invoices/csv?columns=${columns}`);
      assert.ok(status === 400 || text.includes('"success":false'), text);
    }
  });
});
