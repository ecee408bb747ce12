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
    assert.equal((await crud("DELETE", `payment/${cash}`)).id, cash);
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
    assert.match(await refused("POST", "refund", ofCredit), /CreditBalance/);
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
    const more = { ...decrease, Amount: 6 };
    assert.match(await refused("POST", "credit-balance-adjustment", more), /credit balance.* 5/);
    await crud("PUT", `credit-balance-adjustment/${second}`, { Status: "Canceled" });
    assert.equal(await balanceOf(debtor), 100);
    assert.equal((await memo()).unappliedAmount, 50);
  });

  test("what makes no sense, or is not exact, is refused", async () => {
    const { invoiceId } = await withCredit();
    const decrease = { Type: "Decrease", SourceTransactionId: invoiceId, Amount: 10 };
    const wrong: [Fields, RegExp][] = [
      [{ ...decrease, Type: "Increase" }, /Increase/],
      [{ ...decrease, Amount: 101 }, /greater than the invoice balance/],
      [{ ...decrease, Amount: 0 }, /greater than 0/],
      [{ ...decrease, Amount: 0.005 }, /decimals/],
      [{ ...decrease, SourceTransactionId: undefined }, /SourceTransactionId/],
      [{ ...decrease, SourceTransactionId: "INV-0" }, /INV-0/],
      [{ ...decrease, AdjustmentDate: "2023-01-31" }, /before the invoice/],
      [{ ...decrease, AccountingCode: "x" }, /AccountingCode/],
    ];
    for (const [body, message] of wrong) {
      assert.match(await refused("POST", "credit-balance-adjustment", body), message);
    }
    await refused("GET", `credit-balance-adjustment/${invoiceId}`);
    await refused("PUT", `credit-balance-adjustment/${invoiceId}`, { Status: "Canceled" });
  });
});
