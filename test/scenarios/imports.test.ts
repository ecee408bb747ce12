/** What another system has billed comes in as it is: nothing is billed again, and all can be credited. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { createClient } from "#client/index.ts";
import { withNextBills } from "#src/cli/import/compare-next-bills.ts";
import { readFiles } from "#src/cli/import/read-files.ts";
import { newReport } from "#src/cli/import/report.ts";
import { type Row, type Tables, tablesOf } from "#src/cli/import/tables.ts";
import { anAccount, aPlan, cancelOrder, subscribe, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { aTenant, importInto, importRows, type Tenant } from "#test/support/import-company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

/** The company as its old system has it, and where it goes. */
let server: TestServer;
let there: Tenant;
let here: Tenant;
let tables: Tables;
let baseUrl: string;

before(async () => {
  server = await startTestServer();
  baseUrl = await server.listen();
  there = await aTenant(server, baseUrl);
  here = await aTenant(server, baseUrl);
  await aCompany(there);
  tables = await there.readAll();
});
after(() => server.close());

/** A subscription billed for a year ahead, one in months with a paid invoice, one that has changed. */
async function aCompany(server: TestServer): Promise<void> {
  const yearly = await aPlan(server, [{ price: 1200, BillingPeriod: "Annual" }]);
  const monthly = await aPlan(server, [
    { price: 31 },
    {
      Name: "Seats",
      ChargeModel: "Per Unit Pricing",
      UOM: "Each",
      DefaultQuantity: 3,
      price: 10,
    },
  ]);
  const { accountNumber: first } = await anAccount(server, { name: "Prepaid Ltd" });
  await subscribe(server, {
    accountNumber: first,
    plan: yearly,
    from: "2023-01-01",
    billThrough: "2023-01-01",
    subscriptionNumber: "S-YEAR",
  });
  const { accountNumber: second } = await anAccount(server, { name: "Monthly Ltd" });
  await subscribe(server, {
    accountNumber: second,
    plan: monthly,
    from: "2023-01-01",
    billThrough: "2023-02-01",
    subscriptionNumber: "S-MONTH",
  });
  const { id: payingId } = await succeed(server, "POST", "/v1/payments", {
    accountNumber: second,
    amount: 100,
    currency: "USD",
    type: "External",
    paymentMethodType: "Check",
    effectiveDate: "2023-02-10",
  });
  const { data: invoices } = await succeed(
    server,
    "GET",
    "/object-query/invoices?filter[]=amount.EQ:122",
  );
  await succeed(server, "PUT", `/v1/payments/${payingId}/apply`, {
    effectiveDate: "2023-02-10",
    invoices: [{ invoiceId: invoices[0].id, amount: 41.5 }],
  });
  await subscribe(server, {
    accountNumber: second,
    plan: monthly,
    from: "2023-01-01",
    subscriptionNumber: "S-CHANGED",
  });
  await moreSeats(server, second, "S-CHANGED");
}

/** Five instead of three, from February on. */
async function moreSeats(server: TestServer, accountNumber: string, subscriptionNumber: string) {
  const { ratePlans } = await succeed(server, "GET", `/v1/subscriptions/${subscriptionNumber}`);
  const [{ subscriptionRatePlanNumber, ratePlanCharges }] = ratePlans;
  const seats = ratePlanCharges.find(({ name }: { name: string }) => name === "Seats");
  const triggerDates = [{ name: "ContractEffective", triggerDate: "2023-02-01" }];
  await succeed(server, "POST", "/v1/orders", {
    orderDate: "2023-02-01",
    existingAccountNumber: accountNumber,
    subscriptions: [
      {
        subscriptionNumber,
        orderActions: [
          {
            type: "UpdateProduct",
            triggerDates,
            updateProduct: {
              subscriptionRatePlanNumber,
              chargeUpdates: [
                { chargeNumber: seats.number, pricing: { recurringPerUnit: { quantity: 5 } } },
              ],
            },
          },
        ],
      },
    ],
  });
}

describe("an import from another server", () => {
  test("a dry run keeps nothing, and says that every cent would be the same", async () => {
    const { failures, differences, isEqual } = await importInto(here, tables, { dryRun: true });
    assert.deepEqual(failures, []);
    assert.deepEqual(differences, []);
    assert.equal(isEqual, true);
    const { data } = await succeed(here, "GET", "/object-query/accounts");
    assert.deepEqual(data, []);
  });

  test("brings everything along, with its numbers and balances", async () => {
    const { failures, accounts, differences } = await importInto(here, tables, {
      dryRun: false,
      billThrough: "2023-03-01",
    });
    assert.deepEqual(failures, []);
    assert.deepEqual(differences, []);
    const next = accounts.flatMap(({ subscriptions }) =>
      subscriptions.map((each: { subscriptionNumber: string; nextBill: { amount: number } }) => [
        each.subscriptionNumber,
        each.nextBill.amount,
      ]),
    );
    assert.deepEqual(next.sort(), [
      ["S-CHANGED", 223],
      ["S-MONTH", 61],
      ["S-YEAR", 0],
    ]);
    await assertConserved(here.database, here.entityId);
    for (const path of ["accounts", "invoices", "subscriptions"]) {
      const numbersOf = async (server: TestServer) => {
        const { data } = await succeed(server, "GET", `/object-query/${path}?pageSize=99`);
        return data
          .map((each: Row) => [
            each.accountNumber ?? each.invoiceNumber ?? each.name,
            each.balance,
            each.version,
          ])
          .sort();
      };
      assert.deepEqual(await numbersOf(here), await numbersOf(there), path);
    }
  });

  test("the next bill is what the source's own preview says, or each charge is named", async () => {
    const tenant = await aTenant(server, there.connection.baseUrl);
    const { accounts } = await importInto(tenant, tables, {
      dryRun: true,
      billThrough: "2023-03-01",
    });
    const source = createClient(there.connection);
    const report = { ...newReport(true), accounts: [...accounts] };
    const same = await withNextBills(source, report, "2023-03-01");
    assert.deepEqual([same.isEqual, same.accounts], [true, accounts]);
    const later = await withNextBills(source, report, "2023-04-01");
    const messages = later.accounts.flatMap(({ differences }) => differences);
    assert.equal(later.isEqual, false);
    assert.match(
      messages[0]?.message ?? "",
      /2023-04-01..2023-04-30: the source's next bill has \d+, and ours 0/,
    );
  });

  test("run again makes nothing twice", async () => {
    const { differences, imported, failures } = await importInto(here, tables, { dryRun: false });
    assert.deepEqual(failures, []);
    assert.deepEqual(differences, []);
    assert.deepEqual(
      imported,
      imported.map(() => ({})),
    );
  });

  test("old ids lead to new ones", async () => {
    const [account] = tables.Account;
    const { records } = await succeed(here, "GET", `/v1/imports/records/${account?.id}`);
    assert.equal(records[0].objectType, "Account");
    const found = await succeed(here, "GET", `/v1/accounts/${records[0].id}`);
    assert.equal(found.basicInfo.accountNumber, account?.accountNumber);
    const unknown = await here.call("GET", "/v1/imports/records/nothing");
    assert.equal(unknown.json.success, false);
  });

  test("what was billed is not billed again, and cancelling credits what was paid ahead", async () => {
    const { accounts } = await importInto(here, tables, { dryRun: true });
    const { accountNumber } = accounts.find(
      (each) => each.accountNumber === numberOf("Prepaid Ltd"),
    ) as { accountNumber: string };
    const order = cancelOrder({
      accountNumber,
      subscriptionNumber: "S-YEAR",
      on: "2023-07-01",
      processingOptions: { runBilling: true, billingOptions: { targetDate: "2023-12-31" } },
    });
    const { creditMemoNumbers } = await succeed(here, "POST", "/v1/orders", order);
    const memo = await succeed(here, "GET", `/v1/credit-memos/${creditMemoNumbers[0]}`);
    assert.equal(memo.amount, 604.93);
    await assertConserved(here.database, here.entityId);
  });
});

const numberOf = (name: string) => tables.Account.find((row) => row.name === name)?.accountNumber;

test("past suspensions come along as the charges tell them; of a ramp it is told that it does not", async () => {
  const plan = await aPlan(there, [{ price: 31 }]);
  const { accountNumber } = await anAccount(there, { name: "Paused Ltd" });
  const subscriptionNumber = "S-PAUSED";
  await subscribe(there, { accountNumber, plan, from: "2023-01-01", subscriptionNumber });
  const order = (day: string, action: object, more: object = {}) =>
    succeed(there, "POST", "/v1/orders", {
      orderDate: day,
      existingAccountNumber: accountNumber,
      subscriptions: [
        {
          subscriptionNumber,
          orderActions: [
            { triggerDates: [{ name: "ContractEffective", triggerDate: day }], ...action },
          ],
          ...more,
        },
      ],
    });
  const suspend = { suspendPolicy: "SpecificDate", suspendSpecificDate: "2023-03-01" };
  await order("2023-03-01", { type: "Suspend", suspend });
  const resume = { resumePolicy: "SpecificDate", resumeSpecificDate: "2023-04-01" };
  const interval = { startDate: "2023-06-01", endDate: "2023-12-31" };
  await order("2023-04-01", { type: "Resume", resume: { ...resume, extendsTerm: false } });
  const notes = { type: "TermsAndConditions", termsAndConditions: { notes: "ramped" } };
  await order("2023-05-01", notes, { ramp: { intervals: [interval] } });

  const rows = await there.readAll();
  // Where orders of its own have their numbers, too: those get others.
  assert.deepEqual((await importInto(here, rows)).failures, []);
  const fresh = await aTenant(server, baseUrl);
  const { failures, differences } = await importInto(fresh, rows);
  assert.deepEqual(failures, []);
  assert.deepEqual(
    differences.filter((message) => /S-PAUSED/.test(message)).map((each) => each.slice(0, 49)),
    ["Subscription 'S-PAUSED' has a ramp in the source:"],
  );
  const read = await succeed(fresh, "GET", `/v1/subscriptions/${subscriptionNumber}`);
  assert.deepEqual(
    read.statusHistory.map((each: Row) => [each.status, each.startDate, each.endDate]),
    [
      ["Active", "2023-01-01", "2023-03-01"],
      ["Suspended", "2023-03-01", "2023-04-01"],
      ["Active", "2023-04-01", null],
    ],
  );
});

describe("what cannot come along", () => {
  test("is refused by name, with the account that it belongs to", async () => {
    const account = { Id: "a1", AccountNumber: "OLD-1", Name: "Old", Currency: "USD" };
    const contact = { Id: "c1", AccountId: "a1", FirstName: "Ada", LastName: "Old" };
    const draft = {
      Id: "i1",
      AccountId: "a1",
      InvoiceNumber: "OLD-INV-1",
      InvoiceDate: "2023-01-01",
      Amount: "10.00",
      Balance: "10.00",
      Status: "Draft",
    };
    const records = { Account: [account], Contact: [contact] };
    const { failures } = await importRows(here, { ...records, Invoice: [draft] }, { dryRun: true });
    assert.match(failures[0].reason, /'OLD-INV-1' is a draft/);
    const short = { ...draft, Status: "Posted", Amount: "11.00" };
    const item = {
      Id: "t1",
      InvoiceId: "i1",
      ChargeName: "Old",
      ChargeAmount: "10.00",
      ServiceStartDate: "2023-01-01",
    };
    const wrong = await importRows(
      here,
      { ...records, Invoice: [short], InvoiceItem: [item] },
      { dryRun: true },
    );
    assert.match(wrong.failures[0].reason, /is 11, and its items and taxes add up to 10/);
    const owed = { Id: "d1", AccountId: "a1", MemoNumber: "DM-1", Balance: "5" };
    const memo = await importRows(here, { ...records, DebitMemo: [owed] }, { dryRun: true });
    assert.match(memo.failures[0].reason, /Debit memo 'DM-1' is still owed/);
    const nobody = await importRows(here, { Invoice: [short] }, { dryRun: true });
    assert.match(nobody.failures[0].reason, /Account 'a1' was not imported/);
  });

  test("what is only open comes in with what has settled the rest", async () => {
    const records = tablesOf(() => []);
    const { accounts, failures } = await importRows(here, {
      ...records,
      Account: [
        { Id: "a2", AccountNumber: "OLD-2", Name: "Open", Currency: "USD", Balance: "40.00" },
      ],
      Contact: [{ Id: "c2", AccountId: "a2", FirstName: "Ada", LastName: "Open" }],
      Invoice: [
        {
          Id: "i2",
          AccountId: "a2",
          InvoiceNumber: "OLD-INV-2",
          InvoiceDate: "2023-01-01",
          Amount: "100.00",
          Balance: "40.00",
          Status: "Posted",
        },
      ],
    });
    assert.deepEqual(failures, []);
    assert.deepEqual(accounts[0].balance, { source: 40, ours: 40 });
    assert.deepEqual(
      accounts[0].differences.map(({ kind, source }: { kind: string; source: number }) => [
        kind,
        source,
      ]),
      [["NotImported", 60]],
    );
    await assertConserved(here.database, here.entityId);
  });
});

/** As data exports write it: for people, with the object before some columns. */
const FILES: Readonly<Record<string, string>> = {
  "Account.csv": `Account.Id,Account.AccountNumber,Account.Name,Account.Currency,Account.BillCycleDay,Account.Balance,Account.BillToId
f-a1,FILE-1,"Files, Ltd",USD,1,110.00,f-c1
`,
  "Contact.csv": `Id,Account.Id,FirstName,LastName,Country
f-c1,f-a1,Ada,Files,United States
`,
  "Product.csv": `Id,Name,SKU,EffectiveStartDate,EffectiveEndDate
f-p1,From a file,SKU-FILE,2000-01-01,2099-12-31
`,
  "ProductRatePlan.csv": `Id,ProductId,Name,EffectiveStartDate,EffectiveEndDate
f-prp1,f-p1,Annual,2000-01-01,2099-12-31
`,
  "ProductRatePlanCharge.csv": `Id,ProductRatePlanId,Name,ChargeModel,ChargeType,TriggerEvent,BillCycleType,BillingPeriod,BillingTiming,BillingPeriodAlignment
f-prpc1,f-prp1,Support,Flat Fee Pricing,Recurring,ContractEffective,DefaultFromCustomer,Month,In Advance,AlignToCharge
`,
  "ProductRatePlanChargeTier.csv": `Id,ProductRatePlanChargeId,Currency,Price
f-t1,f-prpc1,USD,100.000000000
`,
  "Subscription.csv": `Id,Account.Id,Name,Version,Status,TermType,InitialTerm,RenewalTerm,AutoRenew,ContractEffectiveDate,SubscriptionStartDate,TermStartDate,TermEndDate
f-s1,f-a1,S-FILE,4,Active,TERMED,12,12,true,2022-01-01,2022-01-01,2023-01-01,2024-01-01
`,
  "RatePlan.csv": `Id,SubscriptionId,ProductRatePlanId,Name
f-r1,f-s1,f-prp1,Annual
`,
  "RatePlanCharge.csv": `Id,RatePlanId,ProductRatePlanChargeId,ChargeNumber,Segment,Version,EffectiveStartDate,EffectiveEndDate,ChargedThroughDate,ProcessedThroughDate
f-ch1,f-r1,f-prpc1,C-FILE,1,1,2022-01-01,2024-01-01,2023-03-01,2023-02-01
`,
  "RatePlanChargeTier.csv": `Id,RatePlanCharge.Id,Price,Currency
f-ct1,f-ch1,110.000000000,USD
`,
  "invoices.json": JSON.stringify([
    {
      Id: "f-i1",
      AccountId: "f-a1",
      InvoiceNumber: "FILE-INV-1",
      InvoiceDate: "2023-02-01T00:00:00.000+01:00",
      DueDate: "2023-03-03",
      Amount: 110,
      Balance: 110,
      Status: "Posted",
    },
  ]),
  "InvoiceItem.csv": `Id,Invoice.Id,ChargeName,ChargeAmount,TaxAmount,ProcessingType,Quantity,UnitPrice,RatePlanCharge.Id,ServiceStartDate,ServiceEndDate
f-ii1,f-i1,Support,110.00,0.00,0,1,110,f-ch1,2023-02-01,2023-02-28
`,
};

describe("exported files", () => {
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), "quittance-import-"));
    for (const [name, text] of Object.entries(FILES)) await writeFile(join(directory, name), text);
    await writeFile(join(directory, "Usage.csv"), "Id\nu1\n");
  });
  after(() => rm(directory, { recursive: true }));

  test("a dry run of the command line ends with 1, and names what differs", async () => {
    const { promise, resolve } = Promise.withResolvers<number | null>();
    const words = ["import", "--from", directory, "--dry-run", "--bill-through", "2023-03-01"];
    const { clientId, clientSecret, baseUrl } = here.connection;
    const env = {
      ...process.env,
      QUITTANCE_URL: baseUrl,
      QUITTANCE_CLIENT_ID: clientId,
      QUITTANCE_CLIENT_SECRET: clientSecret,
    };
    const child = spawn(process.execPath, ["src/cli/main.ts", ...words], { env });
    let told = "";
    child.stdout.on("data", (text) => {
      told += text;
    });
    child.on("exit", resolve);
    assert.equal(await promise, 1, told);
    assert.match(told, /Nothing was kept/);
    assert.match(told, /FILE-1 +S-FILE +2023-03-01 +USD +110\.00/);
    assert.match(
      told,
      /FILE-1 NotCovered: Charge 'C-FILE': no imported item bills it before 2023-02-01/,
    );
    assert.match(told, /1 accounts in/);
  });

  test("their latest versions alone are enough: it goes on being billed, renewed and credited", async () => {
    const left: string[] = [];
    const read = await readFiles(directory, (file, object) => {
      if (!object) left.push(file);
    });
    assert.deepEqual(left, ["Usage.csv"]);
    const { failures } = await importInto(here, read);
    assert.deepEqual(failures, []);
    const subscription = await succeed(here, "GET", "/v1/subscriptions/S-FILE");
    const { version, termStartDate, ratePlans } = subscription;
    const [{ number, price, chargedThroughDate }] = ratePlans[0].ratePlanCharges;
    assert.deepEqual(
      [version, termStartDate, number, price, chargedThroughDate],
      [4, "2023-01-01", "C-FILE", 110, "2023-03-01"],
    );
    const order = (on: string) =>
      cancelOrder({
        accountNumber: "FILE-1",
        subscriptionNumber: "S-FILE",
        on,
        processingOptions: { runBilling: true, billingOptions: { targetDate: "2023-03-31" } },
      });
    const early = await here.call("POST", "/v1/orders", order("2023-01-15"));
    assert.match(early.json.reasons[0].message, /has billed charge 'C-FILE' through 2023-02-01/);
    const { creditMemoNumbers } = await succeed(here, "POST", "/v1/orders", order("2023-02-15"));
    const memo = await succeed(here, "GET", `/v1/credit-memos/${creditMemoNumbers[0]}`);
    assert.equal(memo.amount, 55);
    await assertConserved(here.database, here.entityId);
  });

  test("what the engine would have billed otherwise is named, cent by cent", async () => {
    const read = await readFiles(directory);
    const charge = { ...read.RatePlanCharge[0], EffectiveStartDate: "2023-02-01" };
    const item = { ...read.InvoiceItem[0], ChargeAmount: "109.99" };
    const invoice = { ...read.Invoice[0], Amount: "109.99", Balance: "109.99" };
    const tenant = await aTenant(server, here.connection.baseUrl);
    const { differences } = await importInto(
      tenant,
      { ...read, RatePlanCharge: [charge], InvoiceItem: [item], Invoice: [invoice] },
      { dryRun: true },
    );
    assert.deepEqual(differences, [
      "Account 'FILE-1' has a balance of 110 in the source, and of 109.99 here.",
      "Charge 'C-FILE' (Support, segment 1): the source has billed 109.99 through 2023-03-01, and we would have billed 110: rules of proration, rounding or billing days differ.",
    ]);
    const odd = { ...charge, ChargedThroughDate: "2023-03-10" };
    const longer = { ...item, ServiceEndDate: "2023-03-09" };
    const other = await importInto(
      tenant,
      { ...read, RatePlanCharge: [odd], InvoiceItem: [longer], Invoice: [invoice] },
      { dryRun: true },
    );
    assert.match(
      other.differences[1] ?? "",
      /billed through 2023-03-10, where none of our periods ends/,
    );
  });
});
