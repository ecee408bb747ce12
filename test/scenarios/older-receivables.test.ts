/** Payments, refunds and the credit balance, as clients of the model before memos call them. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { aPlan, cancelOrder, type Plan, subscribe, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { aDebtor, aPayment, type Debtor, invoiceOf } from "#test/support/payments.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let plan: Plan;

before(async () => {
  server = await startTestServer();
  plan = await aPlan(server, [{ price: 100 }]);
});
after(() => server.close());
afterEach(() => assertConserved(server.database, server.entityId));

type Json = Answer["json"];
type Fields = Readonly<Record<string, unknown>>;

async function crud(method: string, path: string, body?: Fields): Promise<Json> {
  const { json, text, status } = await server.call(method, `/v1/object/${path}`, body);
  assert.equal(status, 200, text);
  return json;
}

const made = async (path: string, body: Fields): Promise<string> => {
  const { Success, Id } = await crud("POST", path, body);
  assert.equal(Success, true);
  return Id;
};

async function refused(method: string, path: string, body?: Fields): Promise<string> {
  const { text, status } = await server.call(method, `/v1/object/${path}`, body);
  assert(status >= 400 && status < 500, `${status} ${text}`);
  return text;
}

const balanceOf = async (debtor: Debtor): Promise<number> =>
  (await invoiceOf(server, debtor)).balance;

const cashFor = (debtor: Debtor, amount: number, fields: Fields = {}) => ({
  AccountId: debtor.accountId,
  Amount: amount,
  Type: "External",
  Status: "Processed",
  ...fields,
});

describe("payments", () => {
  test("pay an invoice, and what is over is the credit balance", async () => {
    const debtor = await aDebtor(server, plan);
    const [InvoiceId] = debtor.invoiceIds;
    const applied = { InvoiceId, AppliedInvoiceAmount: 100, AppliedCreditBalanceAmount: 20 };
    const id = await made("payment", cashFor(debtor, 120, { ...applied, mine__c: "x" }));
    const payment = await crud("GET", `payment/${id}`);
    assert.equal(payment.Amount, 120);
    assert.equal(payment.AppliedCreditBalanceAmount, 20);
    assert.equal(payment.Status, "Processed");
    assert.equal(payment.mine__c, "x");
    assert.match(payment.PaymentNumber, /^P-\d{8}$/);
    assert.equal(await balanceOf(debtor), 0);
    assert.deepEqual(Object.keys(await crud("GET", `payment/${id}?fields=Amount`)).sort(), [
      "Amount",
      "Id",
    ]);
    const wrong: [Fields, RegExp][] = [
      [{ ...applied, AppliedCreditBalanceAmount: 21 }, /AppliedCreditBalanceAmount/],
      [{ ...applied, AppliedInvoiceAmount: 99, InvoiceId: undefined }, /AppliedInvoiceAmount/],
      [{ GatewayOptionData: { a: "b" } }, /GatewayOptionData/],
      [{ AccountId: "A0" }, /A0/],
      [{ InvoiceId, AppliedInvoiceAmount: 120 }, /owes only|PAYMENT/],
    ];
    for (const [fields, message] of wrong) {
      assert.match(await refused("POST", "payment", cashFor(debtor, 120, fields)), message);
    }
    const path = "/v1/object/payment?rejectUnknownFields=true";
    const unknown = await server.call("POST", path, { ...cashFor(debtor, 1), Nonsense: 1 });
    assert.deepEqual(unknown.json, { message: "Error - unrecognised fields" });
  });

  test("of a card pay several invoices, and are updated, cancelled and deleted", async () => {
    const debtor = await aDebtor(server, plan);
    const { accountNumber } = debtor;
    const order = { accountNumber, plan, from: "2023-02-01", billThrough: "2023-02-01" };
    const { invoiceIds } = await subscribe(server, order);
    const InvoicePayment = [debtor.invoiceIds[0], invoiceIds[0]].map((InvoiceId) => ({
      InvoiceId,
      Amount: 50,
    }));
    const id = await made("payment", {
      ...cashFor(debtor, 100, { Type: "Electronic" }),
      PaymentMethodId: debtor.paymentMethodId,
      InvoicePaymentData: { InvoicePayment },
    });
    assert.equal(await balanceOf(debtor), 50);
    await crud("PUT", `payment/${id}`, { AccountingCode: "Cash", TransferredToAccounting: "Yes" });
    const read = await crud("GET", `payment/${id}`);
    assert.deepEqual([read.AccountingCode, read.TransferredToAccounting], ["Cash", "Yes"]);
    assert.match(await refused("PUT", `payment/${id}`, { Status: "Voided" }), /Voided/);
    assert.match(await refused("PUT", `payment/${id}`, { Status: "Canceled" }), /refund it/);
    const refund = { PaymentId: id, Type: "Electronic", Amount: 60 };
    assert.match(await refused("POST", "refund", refund), /RefundInvoicePaymentData/);

    const cash = await made("payment", cashFor(debtor, 10));
    await crud("PUT", `payment/${cash}`, { Status: "Canceled" });
    assert.equal((await crud("DELETE", `payment/${cash}`)).Id, cash);
    await refused("GET", `payment/${cash}`);
  });

  test("are applied to invoices, more or less of them", async () => {
    const debtor = await aDebtor(server, plan);
    const [InvoiceId] = debtor.invoiceIds;
    const PaymentId = await made("payment", cashFor(debtor, 80));
    const id = await made("invoice-payment", { InvoiceId, PaymentId, Amount: 30 });
    assert.equal(await balanceOf(debtor), 70);
    const read = await crud("GET", `invoice-payment/${id}`);
    assert.deepEqual([read.Amount, read.InvoiceId, read.PaymentId], [30, InvoiceId, PaymentId]);
    for (const [Amount, balance] of [
      [55, 45],
      [5, 95],
      [5, 95],
      [0, 100],
      [80, 20],
    ]) {
      assert.equal((await crud("PUT", `invoice-payment/${id}`, { Amount })).Id, id);
      assert.equal(await balanceOf(debtor), balance);
      assert.equal((await crud("GET", `invoice-payment/${id}`)).Amount, Amount);
    }
    await refused("PUT", `invoice-payment/${id}`, { Amount: 81 });
    await refused("PUT", `invoice-payment/${id}`, { Amount: -1 });
    await refused("POST", "invoice-payment", { InvoiceId, PaymentId, Amount: -1 });
    await refused("GET", `invoice-payment/${PaymentId}`);
  });
});

describe("refunds", () => {
  test("give back what is not applied first, then what its one invoice was paid", async () => {
    const debtor = await aDebtor(server, plan);
    const [InvoiceId] = debtor.invoiceIds;
    const applied = { InvoiceId, AppliedInvoiceAmount: 100 };
    const PaymentId = await made("payment", cashFor(debtor, 120, applied));
    const byCheck = { PaymentId, Type: "External", MethodType: "Check" };
    const id = await made("refund", { ...byCheck, Amount: 50, ReasonCode: "Standard Refund" });
    const refund = await crud("GET", `refund/${id}`);
    assert.deepEqual(
      [refund.Amount, refund.Status, refund.SourceType, refund.ReasonCode],
      [50, "Processed", "Payment", "Standard Refund"],
    );
    assert.equal(await balanceOf(debtor), 30);
    await crud("PUT", `refund/${id}`, { Status: "Canceled", TransferredToAccounting: "Ignore" });
    const cancelled = await crud("GET", `refund/${id}`);
    assert.deepEqual([cancelled.Status, cancelled.TransferredToAccounting], ["Canceled", "Ignore"]);
    assert.equal((await crud("DELETE", `refund/${id}`)).id, id);
    assert.match(await refused("POST", "refund", { ...byCheck, Amount: 121 }), /120|100|70/);
  });

  test("of what several invoices were paid name it; those of no payment are refused", async () => {
    const debtor = await aDebtor(server, plan);
    const [InvoiceId] = debtor.invoiceIds;
    const PaymentId = await made("payment", cashFor(debtor, 100));
    const part = await made("invoice-payment", { InvoiceId, PaymentId, Amount: 100 });
    const RefundInvoicePayment = [{ InvoicePaymentId: part, RefundAmount: 40 }];
    await made("refund", {
      PaymentId,
      Type: "External",
      MethodType: "Cash",
      Amount: 40,
      RefundInvoicePaymentData: { RefundInvoicePayment },
    });
    assert.equal(await balanceOf(debtor), 40);
    const none = { Type: "External", MethodType: "Cash", Amount: 1 };
    assert.match(await refused("POST", "refund", none), /PaymentId/);
    const ofCredit = { ...none, SourceType: "CreditBalance" };
    assert.match(await refused("POST", "refund", ofCredit), /AccountId/);
    const other = { ...none, PaymentId, AccountId: debtor.accountId };
    assert.match(await refused("POST", "refund", other), /AccountId/);
  });
});

describe("credit balance adjustments", () => {
  /** 100 are owed for a month from February; a memo gives 100 for January, a payment 30. */
  async function withCredit() {
    const debtor = await aDebtor(server, plan);
    await succeed(server, "POST", "/v1/payments", aPayment(debtor, 100));
    const cancel = cancelOrder({
      ...debtor,
      on: "2023-01-01",
      processingOptions: { runBilling: true },
    });
    const { creditMemoIds } = await succeed(server, "POST", "/v1/orders?returnIds=true", cancel);
    await made("payment", cashFor(debtor, 30));
    const { accountNumber } = debtor;
    const order = { accountNumber, plan, from: "2023-02-01", billThrough: "2023-02-01" };
    const { invoiceIds } = await subscribe(server, order);
    const owed = { ...debtor, invoiceIds };
    return { debtor: owed, creditMemoId: creditMemoIds[0], invoiceId: invoiceIds[0] };
  }

  test("pay an invoice from memos and then from payments, and are cancelled", async () => {
    const { debtor, invoiceId, creditMemoId } = await withCredit();
    const memo = () => succeed(server, "GET", `/v1/credit-memos/${creditMemoId}`);
    const before = (await memo()).unappliedAmount;
    const decrease = { Type: "Decrease", SourceTransactionId: invoiceId };
    const first = await made("credit-balance-adjustment", { ...decrease, Amount: 60 });
    assert.equal(await balanceOf(debtor), 40);
    assert.equal((await memo()).unappliedAmount, before - 60);
    const read = await crud("GET", `credit-balance-adjustment/${first}`);
    assert.match(read.Number, /^CBA-\d{8}$/);
    assert.deepEqual(
      [read.Amount, read.Type, read.Status, read.SourceTransactionId, read.SourceTransactionType],
      [60, "Decrease", "Processed", invoiceId, "Invoice"],
    );
    await crud("PUT", `credit-balance-adjustment/${first}`, { Status: "Canceled" });
    assert.equal(await balanceOf(debtor), 100);
    assert.equal((await memo()).unappliedAmount, before);
    await crud("PUT", `credit-balance-adjustment/${first}`, { Status: "Canceled" });
    const again = { Status: "Processed" };
    await refused("PUT", `credit-balance-adjustment/${first}`, again);

    await succeed(server, "POST", `/v1/credit-memos/${creditMemoId}/refunds`, {
      type: "External",
      methodType: "Check",
      totalAmount: before - 50,
    });
    const second = await made("credit-balance-adjustment", {
      ...decrease,
      Amount: 75,
      Comment: "both",
      ReasonCode: "Other",
      AccountingCode: "Credits",
    });
    assert.equal(await balanceOf(debtor), 25);
    assert.equal((await memo()).unappliedAmount, 0);
    await crud("PUT", `credit-balance-adjustment/${second}`, {
      TransferredToAccounting: "Yes",
      ReasonCode: "Mine",
    });
    const changed = await crud("GET", `credit-balance-adjustment/${second}`);
    assert.deepEqual(
      [changed.ReasonCode, changed.TransferredToAccounting, changed.Comment, changed.Status],
      ["Mine", "Yes", "both", "Processed"],
    );
    assert.equal(changed.AccountingCode, "Credits");

    const more = { ...decrease, Amount: 6 };
    assert.match(await refused("POST", "credit-balance-adjustment", more), /credit balance.* 5/);
    await crud("PUT", `credit-balance-adjustment/${second}`, { Status: "Canceled" });
    assert.equal(await balanceOf(debtor), 100);
    assert.equal((await memo()).unappliedAmount, 50);
  });

  test("increase by a credit memo, which the balance has already", async () => {
    const { debtor, creditMemoId, invoiceId } = await withCredit();
    const memo = () => succeed(server, "GET", `/v1/credit-memos/${creditMemoId}`);
    const { unappliedAmount: all, number } = await memo();
    const increase = { Type: "Increase", SourceTransactionNumber: number };
    const first = await made("credit-balance-adjustment", { ...increase, Amount: all - 10 });
    const read = await crud("GET", `credit-balance-adjustment/${first}`);
    assert.deepEqual(
      [read.Type, read.Status, read.SourceTransactionId, read.SourceTransactionType],
      ["Increase", "Processed", creditMemoId, "CreditMemo"],
    );
    assert.equal((await memo()).unappliedAmount, all);
    const path = "credit-balance-adjustment";
    assert.match(await refused("POST", path, { ...increase, Amount: 11 }), /left to move, 10/);
    const ofInvoice = { Type: "Increase", SourceTransactionId: invoiceId, Amount: 1 };
    assert.match(await refused("POST", path, ofInvoice), /not below zero/);
    assert.match(await refused("POST", path, { ...increase, Amount: 0 }), /greater than 0/);
    const early = { ...increase, Amount: 1, AdjustmentDate: "2022-01-01" };
    assert.match(await refused("POST", path, early), /before the memo/);
    await crud("PUT", `${path}/${first}`, { Status: "Canceled" });
    await made(path, { ...increase, Amount: all });
    assert.equal((await memo()).unappliedAmount, all);
    assert.equal(await balanceOf(debtor), 100);
  });

  test("are refunded, of what alone has as much", async () => {
    const { debtor, creditMemoId } = await withCredit();
    const { accountId: AccountId, paymentMethodId: PaymentMethodId } = debtor;
    const memo = () => succeed(server, "GET", `/v1/credit-memos/${creditMemoId}`);
    const { unappliedAmount: all } = await memo();
    const ofBalance = { SourceType: "CreditBalance", AccountId };
    const byCash = { ...ofBalance, Type: "External", MethodType: "Cash" };
    const id = await made("refund", { ...byCash, Amount: all - 20 });
    assert.equal((await memo()).unappliedAmount, 20);
    const refund = await crud("GET", `refund/${id}`);
    assert.deepEqual([refund.Amount, refund.SourceType], [all - 20, "CreditMemo"]);
    assert.match(await refused("POST", "refund", { ...byCash, Amount: 40 }), /one by one/);
    assert.match(await refused("POST", "refund", { ...byCash, Amount: 51 }), /50 of it/);
    const ofPayment = await made("refund", { ...byCash, Amount: 25 });
    assert.equal((await crud("GET", `refund/${ofPayment}`)).SourceType, "Payment");
    const byCard = { ...ofBalance, Type: "Electronic", PaymentMethodId };
    assert.match(await refused("POST", "refund", { ...byCard, Amount: 21 }), /one by one/);
    await made("refund", { ...byCard, Amount: 20 });
    assert.equal((await memo()).unappliedAmount, 0);
    const { PaymentMethodId: _, ...other } = byCard;
    const named = { ...other, PaymentId: creditMemoId, Amount: 1 };
    assert.match(await refused("POST", "refund", named), /PaymentId/);
  });

  test("what makes no sense is refused", async () => {
    const { invoiceId } = await withCredit();
    const decrease = { Type: "Decrease", SourceTransactionId: invoiceId, Amount: 10 };
    const wrong: [Fields, RegExp][] = [
      [{ ...decrease, Type: "Increase" }, /not below zero/],
      [{ ...decrease, Amount: 101 }, /greater than the invoice balance/],
      [{ ...decrease, Amount: 0 }, /greater than 0/],
      [{ ...decrease, Amount: 0.005 }, /decimals/],
      [{ ...decrease, SourceTransactionId: undefined }, /SourceTransactionId/],
      [{ ...decrease, SourceTransactionId: "INV-0" }, /INV-0/],
      [{ ...decrease, AdjustmentDate: "2023-01-31" }, /before the invoice/],
    ];
    for (const [body, message] of wrong) {
      assert.match(await refused("POST", "credit-balance-adjustment", body), message);
    }
    await refused("GET", `credit-balance-adjustment/${invoiceId}`);
    await refused("PUT", `credit-balance-adjustment/${invoiceId}`, { Status: "Canceled" });
  });
});

/** A posted invoice of two items, one of them taxed: 100 and 20, and 50. */
async function taxedInvoice() {
  const { accountId } = await aDebtor(server, plan);
  const invoice = await succeed(server, "POST", "/v1/invoices", {
    accountId,
    invoiceDate: "2023-02-01",
    status: "Posted",
    invoiceItems: [
      {
        amount: 100,
        chargeName: "Silver",
        serviceStartDate: "2023-02-01",
        taxItems: [{ name: "VAT", taxRate: 0.2, taxRateType: "Percentage", taxAmount: 20 }],
      },
      { amount: 50, chargeName: "Gold", serviceStartDate: "2023-02-01" },
    ],
  });
  const { invoiceItems } = await succeed(server, "GET", `/v1/invoices/${invoice.id}/items`);
  const [silver, gold] = ["Silver", "Gold"].map((name) =>
    invoiceItems.find(({ chargeName }: Json) => chargeName === name),
  );
  const taxId = silver.taxationItems.data[0].id;
  return { accountId, invoiceId: invoice.id, silver, gold, taxId };
}

const balance = async (invoiceId: string): Promise<number> =>
  (await succeed(server, "GET", `/v1/invoices/${invoiceId}`)).balance;

const openOf = async (invoiceId: string): Promise<number[]> => {
  const { invoiceItems } = await succeed(server, "GET", `/v1/invoices/${invoiceId}/items`);
  return invoiceItems.map((item: Json) => item.balance).sort();
};

describe("invoice item adjustments", () => {
  const path = "invoice-item-adjustment";
  const credit = { Type: "Credit", AdjustmentDate: "2023-02-05" };

  test("lower an item or a tax, and give it back when they are cancelled", async () => {
    const { accountId, invoiceId, gold, taxId } = await taxedInvoice();
    const ofItem = { ...credit, InvoiceId: invoiceId, SourceType: "InvoiceDetail" };
    const first = await made(path, {
      ...ofItem,
      SourceId: gold.id,
      Amount: 30,
      Comments: "this is comments",
      ReferenceId: "case 7",
      mine__c: "x",
    });
    const ofTax = { ...ofItem, SourceType: "Tax", SourceId: taxId };
    await made(path, { ...ofTax, Amount: 5 });
    assert.equal(await balance(invoiceId), 135);
    assert.deepEqual(await openOf(invoiceId), [100, 20]);
    const read = await crud("GET", `${path}/${first}`);
    assert.match(read.AdjustmentNumber, /^IIA-\d{8}$/);
    assert.deepEqual(
      [read.Amount, read.Type, read.Status, read.SourceType, read.SourceId, read.InvoiceItemName],
      [30, "Credit", "Processed", "InvoiceDetail", gold.id, "Gold"],
    );
    assert.deepEqual(
      [read.AccountId, read.AdjustmentDate, read.Comment, read.ReasonCode, read.mine__c],
      [accountId, "2023-02-05", "this is comments", "Standard Adjustment", "x"],
    );
    const { creditmemos } = await succeed(server, "GET", `/v1/credit-memos?accountId=${accountId}`);
    assert.deepEqual(
      creditmemos.map(({ amount, unappliedAmount }: Json) => [amount, unappliedAmount]).sort(),
      [
        [30, 0],
        [5, 0],
      ],
    );
    assert.match(await refused("POST", path, { ...ofTax, Amount: 15.01 }), /more than is owed, 15/);
    await crud("PUT", `${path}/${first}`, { TransferredToAccounting: "Yes", ReasonCode: "Mine" });
    assert.match(await refused("DELETE", `${path}/${first}`), /cancel it first/);
    await crud("PUT", `${path}/${first}`, { Status: "Canceled" });
    await crud("PUT", `${path}/${first}`, { Status: "Canceled" });
    assert.match(await refused("PUT", `${path}/${first}`, { Status: "Processed" }), /stays so/);
    assert.equal(await balance(invoiceId), 165);
    const cancelled = await crud("GET", `${path}/${first}`);
    assert.deepEqual(
      [cancelled.Status, cancelled.TransferredToAccounting, cancelled.ReasonCode],
      ["Canceled", "Yes", "Mine"],
    );
    const found = await succeed(server, "POST", "/v1/action/query", {
      queryString: `select Amount, SourceType from InvoiceItemAdjustment where InvoiceId = '${invoiceId}' and Status = 'Processed'`,
    });
    assert.deepEqual(
      found.records.map(({ Amount, SourceType }: Json) => [Amount, SourceType]),
      [[5, "Tax"]],
    );
    assert.equal((await crud("DELETE", `${path}/${first}`)).Id, first);
    await refused("GET", `${path}/${first}`);
    await refused("GET", `invoice-adjustment/${first}`);
  });

  test("whose memo was used for something else since is not cancelled", async () => {
    const { accountId, invoiceId, gold } = await taxedInvoice();
    const id = await made(path, {
      ...credit,
      InvoiceId: invoiceId,
      SourceType: "InvoiceDetail",
      SourceId: gold.id,
      Amount: 30,
    });
    const { creditmemos } = await succeed(server, "GET", `/v1/credit-memos?accountId=${accountId}`);
    await succeed(server, "PUT", `/v1/credit-memos/${creditmemos[0].id}/unapply`, {
      invoices: [{ invoiceId, amount: 10 }],
    });
    await refused("PUT", `${path}/${id}`, { Status: "Canceled" });
    assert.equal(await balance(invoiceId), 150);
    assert.equal((await crud("GET", `${path}/${id}`)).Status, "Processed");
  });

  test("what makes no sense, or is not exact, is refused", async () => {
    const { accountId, invoiceId, gold, taxId } = await taxedInvoice();
    const body = {
      ...credit,
      InvoiceId: invoiceId,
      SourceType: "InvoiceDetail",
      SourceId: gold.id,
      Amount: 10,
    };
    const wrong: [Fields, RegExp][] = [
      [{ ...body, Type: "Charge" }, /Charge/],
      [{ ...body, Amount: 50.01 }, /more than is owed, 50/],
      [{ ...body, Amount: 0 }, /greater than 0/],
      [{ ...body, Amount: 0.001 }, /decimals/],
      [{ ...body, SourceType: "Tax" }, new RegExp(gold.id)],
      [{ ...body, SourceId: taxId }, new RegExp(taxId)],
      [{ ...body, InvoiceId: undefined }, /InvoiceId/],
      [{ ...body, InvoiceId: "INV-0" }, /INV-0/],
      [{ ...body, AdjustmentDate: "2023-01-31" }, /before the invoice/],
      [{ ...body, AccountingCode: "x" }, /AccountingCode/],
      [{ ...body, ExcludeItemBillingFromRevenueAccounting: true }, /ExcludeItemBilling/],
    ];
    for (const [fields, message] of wrong) {
      assert.match(await refused("POST", path, fields), message);
    }
    const draft = await succeed(server, "POST", "/v1/invoices", {
      accountId,
      invoiceDate: "2023-02-01",
      invoiceItems: [{ amount: 1, chargeName: "x", serviceStartDate: "2023-02-01" }],
    });
    assert.match(await refused("POST", path, { ...body, InvoiceId: draft.id }), /Draft/);
  });
});

describe("invoice adjustments", () => {
  const path = "invoice-adjustment";

  test("lower the whole invoice, spread over what it owes", async () => {
    const { accountId, invoiceId } = await taxedInvoice();
    const id = await made(path, {
      Type: "Credit",
      InvoiceId: invoiceId,
      AccountId: accountId,
      Amount: 17,
      Comments: "a bad month",
      AdjustmentDate: "2023-02-05",
    });
    assert.equal(await balance(invoiceId), 153);
    assert.deepEqual(await openOf(invoiceId), [45, 90]);
    const read = await crud("GET", `${path}/${id}`);
    assert.match(read.AdjustmentNumber, /^IA-\d{8}$/);
    assert.deepEqual(
      [read.Amount, read.ImpactAmount, read.Comments, read.CustomerName],
      [
        17,
        -17,
        "a bad month",
        (await succeed(server, "GET", `/v1/accounts/${accountId}`)).basicInfo.name,
      ],
    );
    const found = await succeed(server, "POST", "/v1/action/query", {
      queryString: `select ImpactAmount from InvoiceAdjustment where AdjustmentNumber = '${read.AdjustmentNumber}'`,
    });
    assert.equal(found.records[0].ImpactAmount, -17);
    await refused("GET", `invoice-item-adjustment/${id}`);
    await refused("PUT", `invoice-item-adjustment/${id}`, { Status: "Canceled" });
    await crud("PUT", `${path}/${id}`, { Status: "Canceled" });
    assert.deepEqual(await openOf(invoiceId), [100, 50]);
    assert.equal((await crud("DELETE", `${path}/${id}`)).id, id);
  });

  test("what is not exact is refused", async () => {
    const { invoiceId } = await taxedInvoice();
    const body = { Type: "Credit", InvoiceId: invoiceId, Amount: 1 };
    const other = await aDebtor(server, plan);
    for (const [fields, message] of [
      [{ ...body, Type: "Charge" }, /Charge/],
      [{ ...body, Amount: 170.01 }, /more than is owed, 170/],
      [{ ...body, AccountId: other.accountId }, /AccountId/],
      [{ ...body, ImpactAmount: -1 }, /ImpactAmount/],
    ] as [Fields, RegExp][]) {
      assert.match(await refused("POST", path, fields), message);
    }
  });
});
