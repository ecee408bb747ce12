/** The chart of accounts, accounting periods, and that nothing is posted into a closed one. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import {
  anAccount,
  aPlan,
  cancelOrder,
  type Plan,
  subscribe,
  subscribeOrder,
  succeed,
} from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { fingerprint } from "#test/support/fingerprint.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

type Fields = Readonly<Record<string, unknown>>;

const CODES = "/v1/accounting-codes";
const PERIODS = "/v1/accounting-periods";

let server: TestServer;
let plan: Plan;

before(async () => {
  server = await startTestServer();
  plan = await aPlan(server, [{ price: 30 }]);
});
after(() => server.close());

async function refused(method: string, path: string, body: Fields | undefined, message: RegExp) {
  const { json, text } = await server.call(method, path, body);
  assert.equal(json.success ?? json.Success, false, text);
  assert.match(text, message);
}

describe("accounting periods", () => {
  const ids: Record<string, string> = {};
  const create = async (name: string, startDate: string, endDate: string, fields: Fields = {}) => {
    const body = { name, startDate, endDate, fiscalYear: "2023", ...fields };
    ids[name] = (await succeed(server, "POST", PERIODS, body)).id;
  };
  const get = (name: string) => succeed(server, "GET", `${PERIODS}/${ids[name]}`);
  const put = (name: string, what = "", body: Fields = {}) =>
    succeed(server, "PUT", `${PERIODS}/${ids[name]}${what}`, body);

  test("follow each other without gaps", async () => {
    await create("Jan", "2023-01-01", "2023-01-31", { fiscalQuarter: 1, notes: "n", a__c: "b" });
    await create("Feb", "2023-02-01", "2023-02-28");
    await create("Mar", "2023-03-01", "2023-03-31", { fiscal_quarter: 1 });
    const { createdOn, updatedOn, fileIds, ...january } = await get("Jan");
    assert.match(createdOn, /^\d{4}-/);
    assert.equal(Object.values(fileIds).length, 9);
    assert.deepEqual(january, {
      a__c: "b",
      createdBy: server.userId,
      endDate: "2023-01-31",
      fiscalYear: 2023,
      fiscalQuarter: 1,
      fiscal_quarter: 1,
      id: ids.Jan,
      name: "Jan",
      notes: "n",
      runTrialBalanceEnd: null,
      runTrialBalanceErrorMessage: null,
      runTrialBalanceStart: null,
      runTrialBalanceStatus: null,
      startDate: "2023-01-01",
      status: "Open",
      success: true,
      updatedBy: server.userId,
    });
    const listed = await succeed(server, "GET", `${PERIODS}?pageSize=2`);
    assert.deepEqual(
      listed.accountingPeriods.map(({ name }: { name: string }) => name),
      ["Jan", "Feb"],
    );
    assert.match(listed.nextPage, /page=2/);
    const april = { name: "Apr", fiscalYear: 2023, startDate: "2023-04-01" };
    const refusals: [Fields, RegExp][] = [
      [{ ...april, startDate: "2023-04-02", endDate: "2023-04-30" }, /starts on 2023-04-01/],
      [{ ...april, endDate: "2023-03-31" }, /cannot end before it starts/],
      [{ ...april, endDate: "2023-04-30", name: "Jan" }, /already in use/],
      [{ ...april, endDate: "2023-04-30", fiscalQuarter: 5 }, /less than or equal to 4/],
      [{ ...april, endDate: "2023-04-30", organizationLabels: [{}] }, /not supported/],
    ];
    for (const [body, message] of refusals) await refused("POST", PERIODS, body, message);
  });

  test("move together when one ends on another day", async () => {
    await put("Feb", "", { endDate: "2023-03-02", notes: "long", fiscalQuarter: 2 });
    assert.equal((await get("Mar")).startDate, "2023-03-03");
    const february = await get("Feb");
    assert.deepEqual([february.notes, february.fiscalQuarter], ["long", 2]);
    await put("Feb", "", { endDate: "2023-02-28" });
    assert.equal((await get("Mar")).startDate, "2023-03-01");
    await put("Jan", "", { startDate: "2022-12-31" });
    await put("Jan", "", { startDate: "2023-01-01" });
    const path = `${PERIODS}/${ids.Feb}`;
    await refused("PUT", path, { endDate: "2023-03-31" }, /cannot end before it starts/);
    await refused("PUT", path, { startDate: "2023-02-02" }, /the first accounting period/);
    await refused("PUT", path, { name: "Mar" }, /already in use/);
  });

  test("are closed one after another, and opened from the end", async () => {
    const close = (name: string) => `${PERIODS}/${ids[name]}/close`;
    await refused("PUT", close("Feb"), {}, /'Jan' comes earlier/);
    await refused("PUT", `${PERIODS}/${ids.Feb}/pending-close`, {}, /'Jan' comes earlier/);
    await put("Jan", "/pending-close");
    assert.equal((await get("Jan")).status, "PendingClose");
    await refused("PUT", `${PERIODS}/${ids.Jan}/pending-close`, {}, /is pending close/);
    await refused("PUT", `${PERIODS}/${ids.Jan}`, { endDate: "2023-01-30" }, /pending close/);
    await put("Jan", "/close");
    assert.equal((await get("Jan")).status, "Closed");
    await refused("PUT", close("Jan"), {}, /is closed/);
    await put("Feb", "/close");
    await refused("PUT", `${PERIODS}/${ids.Jan}/reopen`, {}, /'Feb' comes later/);
    await put("Feb", "/reopen");
    await refused("PUT", `${PERIODS}/${ids.Feb}/reopen`, {}, /is open/);
    await put("Jan", "/reopen");
    await refused("DELETE", `${PERIODS}/${ids.Feb}`, undefined, /is not the last one/);
    await refused("GET", `${PERIODS}/${"0".repeat(32)}`, undefined, /Cannot find/);
  });

  test("ACCOUNTING_PERIOD_CLOSED: nothing is posted into a closed period, by orders or by bill runs", async () => {
    const { accountId, accountNumber } = await anAccount(server);
    const from = "2023-01-15";
    const bought = await subscribe(server, { accountNumber, plan, from, billThrough: from });
    await put("Jan", "/close");
    const before = await fingerprint(server);
    const order = subscribeOrder({ accountNumber, plan, from, billThrough: from });
    await refused("POST", "/v1/orders", order, /'Jan' is closed.*2023-01-15/);
    assert.deepEqual(withoutSequences(await fingerprint(server)), withoutSequences(before));
    const run = {
      targetDate: "2023-06-01",
      billRunFilters: [{ filterType: "Account", accountId }],
    };
    const posting = { ...run, invoiceDate: "2023-01-31", autoPost: true };
    await refused("POST", "/v1/bill-runs", posting, /'Jan' is closed/);
    const { id } = await succeed(server, "POST", "/v1/bill-runs", run);
    while ((await succeed(server, "GET", `/v1/bill-runs/${id}`)).status !== "Completed") {
      await delay(10);
    }
    const late = { invoiceDate: "2023-01-31" };
    await refused("PUT", `/v1/bill-runs/${id}/post`, late, /'Jan' is closed/);
    const february = subscribeOrder({
      accountNumber,
      plan,
      from: "2023-02-01",
      billThrough: "2023-02-01",
    });
    await succeed(server, "POST", "/v1/orders", february);
    // What is owed may be given up also there.
    const [invoice] = bought.invoiceNumbers;
    await succeed(server, "PUT", `/v1/invoices/${invoice}/write-off`, { memoDate: "2023-01-31" });
    const [subscriptionNumber] = bought.subscriptionNumbers;
    const processingOptions = {
      runBilling: true,
      billingOptions: { documentDate: "2023-01-31" },
    };
    const cancel = cancelOrder({
      accountNumber,
      subscriptionNumber,
      on: "2023-01-20",
      processingOptions,
    });
    await refused("POST", "/v1/orders", cancel, /'Jan' is closed/);
    await put("Jan", "/reopen");
    await succeed(server, "POST", "/v1/orders", cancel);
    await assertConserved(server.database, server.entityId);
  });

  test("are closed when those have ended who are posting, and these are not refused", async () => {
    const { accountNumber } = await anAccount(server);
    const owner = new pg.Client({ connectionString: server.ownerUrl });
    await owner.connect();
    try {
      await owner.query("begin");
      await owner.query("select set_config('quittance.entity_id', $1, true)", [server.entityId]);
      await owner.query("select lock_accounting_periods(false)");
      let isClosed = false;
      const closing = put("Jan", "/close").then(() => {
        isClosed = true;
      });
      await delay(200);
      assert.equal(isClosed, false);
      await owner.query("commit");
      await closing;
    } finally {
      await owner.end();
    }
    const order = subscribeOrder({
      accountNumber,
      plan,
      from: "2023-01-01",
      billThrough: "2023-01-01",
    });
    await refused("POST", "/v1/orders", order, /'Jan' is closed/);
    await put("Jan", "/reopen");
  });

  test("are deleted from the end", async () => {
    await succeed(server, "DELETE", `${PERIODS}/${ids.Mar}`);
    await put("Jan", "/close");
    await put("Feb", "/close");
    await refused("DELETE", `${PERIODS}/${ids.Feb}`, undefined, /reopen it first/);
    await put("Feb", "/reopen");
    await put("Jan", "/reopen");
    await succeed(server, "DELETE", `${PERIODS}/${ids.Feb}`);
    await succeed(server, "DELETE", `${PERIODS}/${ids.Jan}`);
    assert.deepEqual((await succeed(server, "GET", PERIODS)).accountingPeriods, []);
  });
});

const withoutSequences = (print: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(print).filter(([name]) => !/^[0-9a-f]{32}_/.test(name)));

describe("accounting codes", () => {
  const charge = (AccountingCode: string) => ({
    AccountingCode,
    Name: "A charge",
    ChargeModel: "Flat Fee Pricing",
    ChargeType: "OneTime",
    BillCycleType: "DefaultFromCustomer",
    TriggerEvent: "ContractEffective",
    ProductRatePlanChargeTierData: { ProductRatePlanChargeTier: [{ Currency: "USD", Price: 1 }] },
  });
  const addCharge = (AccountingCode: string) =>
    server.call("POST", "/v1/object/product-rate-plan-charge", {
      ...charge(AccountingCode),
      ProductRatePlanId: plan.productRatePlanId,
    });

  test("may be whatever text, as long as an entity has set up none", async () => {
    assert.equal((await addCharge("Whatever")).json.Success, true);
  });

  test("are kept, with the category of their type", async () => {
    const fields = {
      name: "Sales",
      type: "SalesRevenue",
      glAccountName: "Revenue of sales",
      glAccountNumber: "4000",
      notes: "n",
      unit__c: 3,
    };
    const { id } = await succeed(server, "POST", CODES, fields);
    const { createdOn, updatedOn, ...code } = await succeed(server, "GET", `${CODES}/${id}`);
    assert.equal(createdOn, updatedOn);
    assert.deepEqual(code, {
      ...fields,
      category: "Revenue",
      createdBy: server.userId,
      id,
      status: "Active",
      success: true,
      updatedBy: server.userId,
    });
    await succeed(server, "PUT", `${CODES}/${id}`, { notes: null, glAccountNumber: "4001" });
    const { accountingCodes } = await succeed(server, "GET", CODES);
    assert.equal(accountingCodes.length, 1);
    const [{ notes, glAccountNumber, glAccountName }] = accountingCodes;
    assert.deepEqual([notes, glAccountNumber, glAccountName], [null, "4001", "Revenue of sales"]);
    await refused("POST", CODES, fields, /already in use/);
    await refused("POST", CODES, { name: "B", type: "Beer" }, /type/);
    const segments = { name: "B", type: "Cash", segmentConstantValues: { a: 1 } };
    await refused("POST", CODES, segments, /not supported/);
  });

  test("that charges and line items name have to be there and active", async () => {
    const { id } = await succeed(server, "POST", CODES, { name: "Goods", type: "OtherRevenue" });
    const { json, text } = await addCharge("Beer");
    assert.equal(json.Success, false);
    assert.match(text, /accounting code 'Beer' does not exist/);
    assert.equal((await addCharge("Goods")).json.Success, true);
    await succeed(server, "PUT", `${CODES}/${id}/deactivate`, {});
    assert.match((await addCharge("Goods")).text, /'Goods' is not active/);
    const { accountNumber } = await anAccount(server);
    const order = {
      orderDate: "2023-01-01",
      existingAccountNumber: accountNumber,
      orderLineItems: [
        { itemName: "x", amountPerUnit: 7, quantity: 1, deferredRevenueAccountingCode: "Goods" },
      ],
    };
    await refused("POST", "/v1/orders", order, /'Goods' is not active/);
    await succeed(server, "PUT", `${CODES}/${id}/activate`, {});
    await succeed(server, "POST", "/v1/orders", order);
  });

  test("that payments, refunds, memos and write-offs name have to be there and active", async () => {
    const { accountNumber, accountId } = await anAccount(server);
    const from = "2023-01-01";
    const bought = await subscribe(server, { accountNumber, plan, from, billThrough: from });
    const [invoiceNumber] = bought.invoiceNumbers;
    const invoice = `/v1/invoices/${invoiceNumber}`;
    const [item] = (await succeed(server, "GET", `${invoice}/items`)).invoiceItems;
    const there = /accounting code 'Beer' does not exist/;
    const bank = (bankAccountAccountingCode: string) => ({
      financeInformation: { bankAccountAccountingCode },
    });
    const revenue = (recognizedRevenueAccountingCode: string) => ({
      financeInformation: { recognizedRevenueAccountingCode },
    });
    const payment = {
      accountId,
      type: "External",
      amount: 5,
      currency: "USD",
      paymentMethodType: "Check",
    };
    await refused("POST", "/v1/payments", { ...payment, ...bank("Beer") }, there);
    const paid = await succeed(server, "POST", "/v1/payments", { ...payment, ...bank("Sales") });
    await refused("PUT", `/v1/payments/${paid.id}`, bank("Beer"), there);
    const refund = { type: "External", methodType: "Check", totalAmount: 5 };
    const refunds = `/v1/payments/${paid.id}/refunds`;
    await refused("POST", refunds, { ...refund, ...bank("Beer") }, there);
    const { number } = await succeed(server, "POST", refunds, refund);
    await refused("PUT", `/v1/refunds/${number}`, bank("Beer"), there);

    const chargeId = item.productRatePlanChargeId;
    for (const family of ["credit-memos", "debit-memos"]) {
      const ofInvoice = (code: string) => ({
        items: [{ invoiceItemId: item.id, amount: 1, ...revenue(code) }],
      });
      const path = `/v1/${family}/invoice/${invoiceNumber}`;
      await refused("POST", path, ofInvoice("Beer"), there);
      const memo = await succeed(server, "POST", path, ofInvoice("Goods"));
      const [made] = (await succeed(server, "GET", `/v1/${family}/${memo.id}/items`)).items;
      const change = { items: [{ id: made.id, ...revenue("Beer") }] };
      await refused("PUT", `/v1/${family}/${memo.id}`, change, there);
      const charges = [{ chargeId, amount: 1, ...revenue("Beer") }];
      await refused("POST", `/v1/${family}`, { accountId, charges }, there);
    }
    const writeOff = {
      revenueImpacting: "No",
      nonRevenueWriteOffAccountingCode: "Beer",
    };
    await refused("PUT", `${invoice}/write-off`, writeOff, there);
    const [subscriptionNumber] = bought.subscriptionNumbers;
    const behaviour = (code: string) =>
      cancelOrder({
        accountNumber,
        subscriptionNumber,
        on: from,
        processingOptions: { writeOff: true, writeOffBehavior: revenue(code) },
      });
    await refused("POST", "/v1/orders", behaviour("Beer"), there);
    await succeed(server, "POST", "/v1/orders", behaviour("Goods"));
  });

  test("that charges name keep their name and their type, and stay", async () => {
    const { accountingCodes } = await succeed(server, "GET", CODES);
    const idOf = (wanted: string) =>
      accountingCodes.find(({ name }: { name: string }) => name === wanted).id;
    const goods = `${CODES}/${idOf("Goods")}`;
    await refused("PUT", goods, { type: "Cash" }, /used by charges/);
    await refused("PUT", goods, { name: "Wares" }, /used by charges/);
    await refused("PUT", goods, { name: "Sales" }, /already in use/);
    await refused("DELETE", goods, undefined, /used by charges/);
    await succeed(server, "PUT", `${CODES}/${idOf("Sales")}`, { type: "Cash", name: "Till" });
    await succeed(server, "DELETE", `${CODES}/${idOf("Sales")}`);
    await refused("GET", `${CODES}/${idOf("Sales")}`, undefined, /Cannot find/);
    await refused("PUT", `${CODES}/${idOf("Sales")}/activate`, {}, /Cannot find/);
  });
});
