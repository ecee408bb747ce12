/** What a bill run bills, where it does not bill everything. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { aBilledAccount, billedItems, billRun } from "#test/support/bill-runs.ts";
import { aPlan, type Plan, subscribe, succeed } from "#test/support/company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let monthly: Plan;

before(async () => {
  server = await startTestServer();
  monthly = await aPlan(server, [{ price: 30 }]);
});
after(() => server.close());

type Fields = Readonly<Record<string, unknown>>;

const on = (objectType: string, ...conditions: readonly Fields[]) => ({
  filterType: "FilterCondition",
  objectType,
  condition: { relation: "and", conditions },
});

const is = (field: string, operator: string, value?: unknown) => ({ field, operator, value });

const run = (billRunFilters: readonly Fields[], fields: Fields = {}) =>
  billRun(server, {
    targetDate: "2023-01-15",
    invoiceDate: "2023-02-03",
    billRunFilters,
    ...fields,
  });

const isBilled = async ({ accountId }: { accountId: string }) =>
  (await billedItems(server, accountId)).length > 0;

const refusal = async (...billRunFilters: readonly Fields[]): Promise<string> => {
  const body = { targetDate: "2023-01-15", billRunFilters };
  const { json } = await server.call("POST", "/v1/bill-runs", body);
  assert.equal(json.success, false);
  return json.reasons[0].message;
};

describe("conditions on accounts", () => {
  test("all, or one of a group, must hold", async () => {
    const a = await aBilledAccount(server, monthly, {
      batch: "Batch1",
      Channel__c: "App",
    });
    const b = await aBilledAccount(server, monthly, {
      batch: "Batch1",
      Channel__c: "Shop",
    });
    const c = await aBilledAccount(server, monthly, {
      batch: "Batch2",
      Channel__c: "App",
    });
    const either = {
      relation: "or",
      conditions: [is("Channel__c", "eq", "App"), is("AccountNumber", "eq", "none")],
    };
    const done = await run([on("Account", is("Batch", "eq", "Batch1"), either)]);
    assert.equal(done.accountsTotal, 1);
    assert.deepEqual(
      [await isBilled(a), await isBilled(b), await isBilled(c)],
      [true, false, false],
    );
    assert.equal(done.billRunFilters[0].objectType, "Account");
    await run([on("Account", is("Channel__c", "ne", "App"), is("Batch", "in", "Batch1,Batch2"))]);
    assert.deepEqual([await isBilled(b), await isBilled(c)], [true, false]);
  });

  test("what is not equal leaves out what has no value", async () => {
    const batch = is("Batch", "eq", "Batch3");
    const with1 = await aBilledAccount(server, monthly, { batch: "Batch3", crmId: "C-1" });
    const none = await aBilledAccount(server, monthly, { batch: "Batch3" });
    await run([on("Account", batch, is("CrmId", "ne", "C-2"))]);
    assert.deepEqual([await isBilled(with1), await isBilled(none)], [true, false]);
    await run([on("Account", batch, is("CrmId", "isNull"))]);
    assert.equal(await isBilled(none), true);
  });

  test("numbers of custom fields compare as numbers", async () => {
    const batch = "Batch4";
    const nine = await aBilledAccount(server, monthly, { batch, Seats__c: "9" });
    const ten = await aBilledAccount(server, monthly, { batch, Seats__c: "10" });
    await run([on("Account", is("batch", "eq", batch), is("Seats__c", "gte", 10))]);
    assert.deepEqual([await isBilled(nine), await isBilled(ten)], [false, true]);
  });
});

describe("conditions on what accounts have", () => {
  test("choose subscriptions, by a variable", async () => {
    const account = await aBilledAccount(server, monthly, { batch: "Batch11" });
    const { accountId, accountNumber } = account;
    await subscribe(server, { accountNumber, plan: monthly, from: "2023-01-10" });
    const filters = [
      on("Account", is("AccountNumber", "eq", accountNumber)),
      on(
        "Subscription",
        is("ContractEffectiveDate", "lt", "{{ TargetDate }}"),
        is("SubscriptionStartDate", "gte", "2023-01-05"),
      ),
    ];
    await run(filters);
    assert.deepEqual(await billedItems(server, accountId), ["2023-01-10..2023-01-31 21.29"]);
    await run([filters[0] ?? {}]);
    assert.equal((await billedItems(server, accountId)).length, 2);
  });

  test("choose charges", async () => {
    const plan = await aPlan(server, [
      { price: 30, Name: "Base" },
      { price: 99, Name: "Setup", ChargeType: "OneTime" },
    ]);
    const { accountId, accountNumber } = await aBilledAccount(server, plan);
    await run([
      on("Account", is("AccountNumber", "eq", accountNumber)),
      on("RatePlanCharge", is("Name", "sw", "Set")),
    ]);
    assert.deepEqual(await billedItems(server, accountId), ["2023-01-01..2023-01-01 99"]);
  });

  test("the variables are the run's own dates", async () => {
    const { accountNumber, accountId } = await aBilledAccount(server, monthly, {
      From__c: "2023-02-03",
    });
    const mine = is("AccountNumber", "eq", accountNumber);
    await run([on("Account", mine, is("From__c", "lt", "{{InvoiceDate}}"))]);
    assert.deepEqual(await billedItems(server, accountId), []);
    await run([on("Account", mine, is("From__c", "lte", "{{InvoiceDate}}"))]);
    assert.equal((await billedItems(server, accountId)).length, 1);
  });

  test("no subscriptions at all, where they are not to be billed", async () => {
    const { accountId } = await aBilledAccount(server, monthly);
    const filter = [{ filterType: "Account", accountId }];
    const done = await run(filter, { includeSubscriptions: false });
    assert.deepEqual([done.status, done.accountsTotal], ["Completed", 0]);
    assert.equal(done.includeSubscriptions, false);
  });
});

describe("what filters refuse", () => {
  test("what is not a field, a value, a variable or an operator", async () => {
    for (const field of ["Colour", "constructor", "__proto__"]) {
      const message = await refusal(on("Account", is(field, "eq", 1)));
      assert.match(message, new RegExp(`filtered by '${field}'`));
    }
    const endless = "9".repeat(200_000);
    assert.match(await refusal(on("Account", is("BillCycleDay", "eq", endless))), /not a value of/);
    assert.match(
      await refusal(on("Account", is("BillCycleDay", "eq", "soon"))),
      /'soon' is not a value of 'BillCycleDay'/,
    );
    assert.match(
      await refusal(on("Subscription", is("TermEndDate", "lt", "{{Tomorrow}}"))),
      /'\{\{Tomorrow\}\}' is not known/,
    );
    assert.match(
      await refusal(on("Account", is("Batch", "about", "x"))),
      /operator' value should be one of: eq, ne/,
    );
    assert.match(await refusal(on("Account", is("AutoPay", "sw", "t"))), /is not a text/);
  });

  test("too many conditions, too deep, none", async () => {
    const many = Array.from({ length: 11 }, () => is("Batch", "eq", "Batch1"));
    assert.match(await refusal(on("Account", ...many)), /at most 10 conditions/);
    assert.match(await refusal(on("Account")), /at least one condition/);
    const leaf = { relation: "or", conditions: [is("Batch", "eq", "Batch1")] };
    const deep = { relation: "or", conditions: [leaf] };
    assert.match(await refusal(on("Account", deep)), /two layers at most/);
  });

  test("the same object twice, or conditions beside names", async () => {
    const one = on("Account", is("Batch", "eq", "Batch1"));
    assert.match(await refusal(one, one), /Each objectType is filtered by once/);
    const { accountId } = await aBilledAccount(server, monthly);
    const named = { filterType: "Account", accountId };
    assert.match(await refusal(one, named), /Conditions stand alone/);
  });

  test("autoPost where the rules do not allow it", async () => {
    const rules = (allowAutoPostBillRun: boolean) =>
      succeed(server, "PUT", "/settings/billing-rules", { allowAutoPostBillRun });
    await rules(false);
    const body = { targetDate: "2023-01-15", batches: ["Batch50"], autoPost: true };
    const { json } = await server.call("POST", "/v1/bill-runs", body);
    await rules(true);
    assert.match(json.reasons[0].message, /'autoPost' needs the billing rule allowAutoPostBillRun/);
  });
});
