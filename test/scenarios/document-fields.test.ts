/** Fields that answers have beside amounts, and what lists of items and of runs are filtered by. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { billRun } from "#test/support/bill-runs.ts";
import { anAccount, aPlan, type Plan, subscribe, succeed } from "#test/support/company.ts";
import { aBilledAccount, aCreditMemo, aDebitMemo, type Billed } from "#test/support/memos.ts";
import { aDebtor, aPayment, until } from "#test/support/payments.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

type Json = Answer["json"];

let server: TestServer;
let billed: Billed;
let plan: Plan;

before(async () => {
  server = await startTestServer();
  await server.runJobs();
  for (const name of ["East", "West"]) await succeed(server, "POST", "/v1/organizations", { name });
  billed = await aBilledAccount(server, [100, 50, 20], { organizationLabel: "East" });
  plan = await aPlan(server, [{ price: 100 }]);
});
after(() => server.close());

const get = (path: string, version?: string) =>
  succeed(server, "GET", path, undefined, version ? { "Zuora-Version": version } : undefined);

/** What an answer says of these fields. */
function has(answer: Json, expected: Readonly<Record<string, unknown>>): void {
  const said = Object.fromEntries(Object.keys(expected).map((name) => [name, answer[name]]));
  assert.deepEqual(said, expected);
}

const ofAccount = { organizationLabel: "East", excludeItemBillingFromRevenueAccounting: false };
const spelledEInvoice = {
  eInvoiceErrorCode: null,
  eInvoiceErrorMessage: null,
  eInvoiceFileId: null,
  eInvoiceStatus: null,
};

describe("memos", () => {
  test("say whose organization they are of, wherever they are answered", async () => {
    const credit = await aCreditMemo(server, billed, [1]);
    const debit = await aDebitMemo(server, billed, [1]);
    has(credit, { ...ofAccount, ...spelledEInvoice });
    const soldTo = { soldToContactId: null, soldToContactSnapshotId: null };
    has(debit, { ...ofAccount, ...spelledEInvoice, ...soldTo });
    has(await get(`/v1/credit-memos/${credit.id}`), ofAccount);
    has(await get(`/v1/debit-memos/${debit.id}`), ofAccount);
    const { creditmemos } = await get(`/v1/credit-memos?number=${credit.number}`);
    has(creditmemos[0], ofAccount);
    const use = { debitMemos: [{ debitMemoId: debit.id, amount: 1 }] };
    const path = `/v1/credit-memos/${credit.id}`;
    await succeed(server, "PUT", `${path}/apply`, use);
    const { parts } = await get(`${path}/parts`);
    has(await get(`${path}/parts/${parts[0].id}`), { amount: 1, organizationLabel: "East" });
    has(await succeed(server, "PUT", `${path}/unapply`, use), { ...ofAccount, ...spelledEInvoice });
    const other = await aBilledAccount(server, [100]);
    has(await aCreditMemo(server, other, [1]), { organizationLabel: null });
  });

  const FILTERS = [
    ["amount=-1", 0],
    ["amount=10", 1],
    ["skuName=Charge%202", 1],
    ["serviceStartDate=2023-05-01", 3],
    ["serviceEndDate=2023-05-31", 3],
    ["serviceEndDate=2023-06-01", 0],
    ["subscriptionId=null", 0],
    ["sku=null", 0],
    ["createdDate=2001-01-01", 0],
    ["amount=10&skuName=Charge%202", 0],
  ] as const;

  for (const [kind, make, more] of [
    ["credit", aCreditMemo, ["appliedAmount=0", "refundAmount=0"]],
    ["debit", aDebitMemo, ["beAppliedAmount=0"]],
  ] as const) {
    test(`items of a ${kind} memo are filtered and sorted`, async () => {
      const { id, createdById } = await make(server, billed, [10, 5, 2]);
      const path = `/v1/${kind}-memos/${id}/items`;
      const { items } = await get(path);
      const [first] = items;
      const expected: (readonly [string, number])[] = [
        ...FILTERS,
        ...more.map((filter) => [filter, 3] as const),
        [`id=${first.id}`, 1],
        [`sourceItemId=${billed.itemIds[0]}`, 1],
        [`subscriptionId=${first.subscriptionId}`, 3],
        [`createdById=${createdById}`, 3],
        [`updatedById=${createdById}`, 3],
      ];
      for (const [query, count] of expected) {
        assert.equal((await get(`${path}?${query}`)).items.length, count, query);
      }
      const sorted = (await get(`${path}?sort=%2Bamount`)).items;
      assert.deepEqual(
        sorted.map(({ amount }: Json) => amount),
        [2, 5, 10],
      );
      const downwards = await get(`${path}?sort=-amount&pageSize=2&page=2`);
      assert.deepEqual([downwards.items.length, downwards.items[0].amount], [1, 2]);
      const { json } = await server.call("GET", `${path}?sort=colour`);
      assert.equal(json.success, false);
    });
  }

  test("an inclusive item is filtered by what it shows, with its tax", async () => {
    const taxItems = [{ taxName: "VAT", taxRate: 0.2, amount: 2 }];
    const item = { invoiceItemId: billed.itemIds[0], amount: 12, taxItems };
    const items = [{ ...item, taxMode: "TaxInclusive" }];
    const { id } = await aDebitMemo(server, billed, [], { items });
    const path = `/v1/debit-memos/${id}/items`;
    assert.equal((await get(`${path}?amount=12`)).items.length, 1);
    assert.equal((await get(`${path}?amount=10`)).items.length, 0);
  });

  test("an item's comment is its description from 257.0, its taxes are a list before 239.0", async () => {
    const taxItems = [{ taxName: "VAT", taxRate: 0.2, amount: 2 }];
    const items = [{ invoiceItemId: billed.itemIds[0], amount: 10, comment: "Sorry", taxItems }];
    const { id } = await aCreditMemo(server, billed, [], { items });
    const path = `/v1/credit-memos/${id}/items`;
    const read = async (version: string) => {
      const [item] = (await get(path, version)).items;
      const { success: _, organizationLabel, ...single } = await get(`${path}/${item.id}`, version);
      assert.deepEqual(single, item);
      assert.equal(organizationLabel, "East");
      return item;
    };
    const old = await read("230.0");
    has(old, { comment: "Sorry", description: undefined });
    assert.deepEqual(old.creditTaxItems, old.taxationItems.data);
    assert.equal(old.creditTaxItems[0].taxAmount, 2);
    has(await read("239.0"), {
      comment: "Sorry",
      description: undefined,
      creditTaxItems: undefined,
    });
    const late = await read("257.0");
    has(late, { comment: undefined, description: "Sorry" });
    has(late.financeInformation, { revenueScheduleNumber: null });
  });
});

test("parts of payments and of refunds say whose organization they are of", async () => {
  const debtor = await aDebtor(server, plan, { account: { organizationLabel: "West" } });
  const label = { organizationLabel: "West" };
  const payment = await succeed(server, "POST", "/v1/payments", aPayment(debtor, 100));
  const path = `/v1/payments/${payment.id}/parts`;
  const [part] = (await get(path)).parts;
  has(part, label);
  has(await get(`${path}/${part.id}`), label);
  const [itemPart] = (await get(`${path}/${part.id}/itemparts`)).itemParts;
  has(itemPart, label);
  has(await get(`${path}/${part.id}/itemparts/${itemPart.id}`), label);
  const back = { type: "External", methodType: "Check", totalAmount: 40 };
  const spare = await succeed(server, "POST", "/v1/payments", {
    ...aPayment(debtor, 40),
    invoices: [],
  });
  const refund = await succeed(server, "POST", `/v1/payments/${spare.id}/refunds`, back);
  const refundPath = `/v1/refunds/${refund.id}/parts`;
  const [refundPart] = (await get(refundPath)).parts;
  has(refundPart, label);
  has(await get(`${refundPath}/${refundPart.id}`), label);
  const [refunded] = (await get(`${refundPath}/${refundPart.id}/itemparts`)).itemParts;
  has(refunded, label);
  has(await get(`${refundPath}/${refundPart.id}/itemparts/${refunded.id}`), label);
});

describe("runs", () => {
  test("a bill run is of no organization", async () => {
    const { id } = await billRun(server, { batches: ["Batch49"], targetDate: "2023-05-01" });
    has(await get(`/v1/bill-runs/${id}`), { organizationLabels: [] });
  });

  test("a billing preview run says its batches as older versions do", async () => {
    const batches = "Batch48,Batch49";
    const { billingPreviewRunId } = await succeed(server, "POST", "/v1/billing-preview-runs", {
      targetDate: "2023-05-01",
      batches,
    });
    const path = `/v1/billing-preview-runs/${billingPreviewRunId}`;
    has(await get(path), { batch: batches, batches, organizationLabels: [] });
    has(await get(path, "314.0"), { batch: undefined, batches });
  });

  test("a payment run says whose money it was, and why a gateway gave none", async () => {
    const account = { batch: "Batch47" };
    const payer = await aDebtor(server, plan, { account });
    await succeed(server, "PUT", `/v1/accounts/${payer.accountId}`, { autoPay: true });
    const asked = { targetDate: "2023-02-28", batch: "Batch47" };
    const made = await succeed(server, "POST", "/v1/payment-runs", asked);
    const run = await until(() => get(`/v1/payment-runs/${made.id}`), "Completed");
    has(run, { organizationLabels: [], useCustomPaymentMethods: false });
    const { data } = await get(`/v1/payment-runs/${made.id}/data`);
    assert.equal(data.length, 1);
    const { accountNumber } = await get(`/v1/accounts/${payer.accountId}`).then(
      ({ basicInfo }) => basicInfo,
    );
    has(data[0], { accountNumber, currency: "USD", standalone: false });
    for (const { status, errorCode } of data[0].transactions) {
      assert.equal(errorCode, status === "Error" ? data[0].errorCode : undefined);
    }
  });

  test("payment runs are filtered and sorted", async () => {
    for (const targetDate of ["2031-01-02", "2031-01-03", "2031-01-01"]) {
      await succeed(server, "POST", "/v1/payment-runs", {
        targetDate,
        batch: "Batch46",
        runDate: "2099-01-01 00:00:00",
      });
    }
    const days = async (query: string) =>
      (await get(`/v1/payment-runs?status=Pending&${query}`)).paymentRuns.map(
        ({ targetDate }: Json) => targetDate,
      );
    assert.deepEqual(await days("sort=%2BtargetDate"), ["2031-01-01", "2031-01-02", "2031-01-03"]);
    assert.deepEqual(await days("sort=-targetDate&pageSize=1"), ["2031-01-03"]);
    assert.deepEqual(await days("targetDate=2031-01-02"), ["2031-01-02"]);
    assert.deepEqual(await days("createdDate=2001-01-01"), []);
    const [{ createdById }] = (await get("/v1/payment-runs?pageSize=1")).paymentRuns;
    assert.equal((await days(`createdById=${createdById}&updatedById=${createdById}`)).length, 3);
  });
});

test("an invoice item says its accounting codes and what a person has said of it", async () => {
  const { accountNumber } = await anAccount(server);
  const said = {
    revRecCode: "R1",
    revRecTriggerCondition: "ServiceActivationDate",
    chargeDate: "2024-07-01 13:30:00",
  };
  const item = { chargeName: "Stones", amount: 5, serviceStartDate: "2024-07-30" };
  const write = (fields: object) =>
    server.call("POST", "/v1/invoices", {
      accountNumber,
      invoiceDate: "2024-07-30",
      invoiceItems: [{ ...item, ...fields }],
    });
  const { json } = await write(said);
  const [read] = (await get(`/v1/invoices/${json.id}/items`)).invoiceItems;
  has(read, {
    ...said,
    adjustmentLiabilityAccountingCode: null,
    adjustmentRevenueAccountingCode: null,
    contractAssetAccountingCode: null,
    contractLiabilityAccountingCode: null,
    contractRecognizedRevenueAccountingCode: null,
    unbilledReceivablesAccountingCode: null,
    invoiceScheduleId: null,
    invoiceScheduleItemId: null,
  });
  await succeed(server, "PUT", `/v1/invoices/${json.id}`, {
    invoiceItems: [{ id: read.id, revRecCode: "R2", chargeDate: "2024-07-02 00:00:00" }],
  });
  const [changed] = (await get(`/v1/invoices/${json.id}/items`)).invoiceItems;
  has(changed, { ...said, revRecCode: "R2", chargeDate: "2024-07-02 00:00:00" });
  for (const chargeDate of ["2024-02-30 00:00:00", "2024-02-03", "2024-02-03 25:00:00"]) {
    assert.equal((await write({ chargeDate })).json.success, false, chargeDate);
  }
});

describe("the billing rule preGenerateInvoicePdf", () => {
  const filesOf = async (id: string): Promise<Json[]> =>
    (await get(`/v1/invoices/${id}/files`)).invoiceFiles;

  async function printed(id: string): Promise<Json[]> {
    for (let tries = 0; tries < 300; tries += 1) {
      const files = await filesOf(id);
      if (files.length > 0) return files;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.fail(`invoice ${id} has no file`);
  }

  const invoice = async (fields: object = {}) => {
    const { accountNumber } = await anAccount(server);
    const { id } = await succeed(server, "POST", "/v1/invoices", {
      accountNumber,
      invoiceDate: "2024-07-30",
      invoiceItems: [{ chargeName: "Stones", amount: 5, serviceStartDate: "2024-07-30" }],
      ...fields,
    });
    return id;
  };
  const set = (preGenerateInvoicePdf: boolean) =>
    succeed(server, "PUT", "/settings/billing-rules", { preGenerateInvoicePdf });

  test("makes one file of each invoice that is posted, by hand or by a bill run", async () => {
    const before = await invoice({ status: "Posted" });
    await set(true);
    const draft = await invoice();
    const posted = await invoice({ status: "Posted" });
    assert.equal((await printed(posted)).length, 1);
    assert.deepEqual(await filesOf(draft), []);
    await succeed(server, "PUT", `/v1/invoices/${draft}/post`, {});
    assert.equal((await printed(draft)).length, 1);
    const { accountNumber, accountId } = await anAccount(server, { batch: "Batch45" });
    await subscribe(server, { accountNumber, plan, from: "2023-01-01" });
    await billRun(server, { batches: ["Batch45"], targetDate: "2023-02-01", autoPost: true });
    const { data } = await get(`/object-query/invoices?filter[]=accountId.EQ:${accountId}`);
    assert.ok(data.length > 0);
    for (const { id } of data) assert.equal((await printed(id)).length, 1);
    await set(false);
    const after = await invoice({ status: "Posted" });
    // The queue of the entity is in order: were files asked for, the last would wait behind this one.
    await set(true);
    await printed(await invoice({ status: "Posted" }));
    await set(false);
    assert.deepEqual([await filesOf(before), await filesOf(after)], [[], []]);
  });
});
