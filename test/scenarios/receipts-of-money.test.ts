/** Receipts of orders that pay, collect and refund, to the cent, and orders that are held to them. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
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
import { assertReceiptKept } from "#test/support/kept-receipt.ts";
import { aCard, aDebtor, aPayment, type Debtor, invoiceOf } from "#test/support/payments.ts";
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

const get = (path: string) => succeed(server, "GET", path);

/** What previewing says; it changes nothing, and asks nobody. */
async function preview(order: object): Promise<Json> {
  const print = await fingerprint(server);
  const { receipt } = await succeed(server, "POST", "/v1/orders/preview", order);
  assert.deepEqual(await fingerprint(server), print, "a preview changes nothing");
  promised.set(receipt.previewId, receipt);
  return receipt;
}

/** By the id of the preview. */
const promised = new Map<string, Json>();

const commit = (order: object, previewId: string): Promise<Answer> =>
  server.call("POST", "/v1/orders?returnIds=true", { ...order, previewId });

async function committed(order: object, previewId: string): Promise<Json> {
  const { json, text } = await commit(order, previewId);
  assert.equal(json.success, true, text);
  const approved = [...(json.refunds ?? [])].every(({ status }) => status === "Success");
  if (approved) await assertReceiptKept(server, json.orderNumber, promised.get(previewId));
  return json;
}

/** The order is not made, and says what has moved. */
async function moved(order: object, previewId: string): Promise<string> {
  const print = await fingerprint(server);
  const { status, json, text } = await commit(order, previewId);
  assert.equal(status, 409, text);
  assert.deepEqual(await fingerprint(server), print, "nothing is written, and nobody is asked");
  return json.reasons[0].message;
}

/** Balance, unapplied credit, unapplied payments: of the receipt's end, and of the account now. */
async function assertStands({ accountNumber }: Pick<Debtor, "accountNumber">, receipt: Json) {
  const { metrics } = await get(`/v1/accounts/${accountNumber}`);
  const { balance, unappliedCredit, unappliedPayment } = receipt.account.after;
  assert.deepEqual(
    [metrics.balance, metrics.unappliedCreditMemoAmount, metrics.unappliedPaymentAmount],
    [balance, unappliedCredit, unappliedPayment],
  );
}

const figures = ({ invoices: [invoice] }: Json): Json => {
  const { before, billed, unapplied, applied, appliedCredit, collected, writtenOff, after } =
    invoice;
  return { before, billed, unapplied, applied, appliedCredit, collected, writtenOff, after };
};

const NOTHING = {
  before: 0,
  billed: 0,
  unapplied: 0,
  applied: 0,
  appliedCredit: 0,
  collected: 0,
  writtenOff: 0,
  after: 0,
};

/** Somebody with a card who owes nothing yet. */
const aCustomer = (cardNumber?: string) =>
  aDebtor(server, plan, { cardNumber, billThrough: "2022-01-01" });

/** Money that has come in and pays nothing yet. */
const unapplied = (customer: Debtor, amount: number) =>
  succeed(
    server,
    "POST",
    "/v1/payments",
    aPayment(customer, amount, { type: "External", invoices: undefined }),
  );

/** An order of a month for 100.00. */
function aMonth({ accountNumber }: Pick<Debtor, "accountNumber">, options: Fields) {
  const from = "2023-01-01";
  const order = subscribeOrder({ accountNumber, plan, from, billThrough: from });
  return { ...order, processingOptions: { ...(order.processingOptions as Fields), ...options } };
}

/** Somebody whose month from 2022-01-01 is billed, and paid by card. */
async function aPayer(cardNumber?: string): Promise<Debtor> {
  const from = "2022-01-01";
  const debtor = await aDebtor(server, plan, { from, billThrough: from, cardNumber });
  await succeed(server, "POST", "/v1/payments", aPayment(debtor, 100));
  return debtor;
}

/** Gives up the month after eight days of 31: 74.19 of 100.00 is credited. */
const givenUp = ({ accountNumber, subscriptionNumber }: Debtor, options: Fields) =>
  cancelOrder({
    accountNumber,
    subscriptionNumber,
    on: "2022-01-09",
    processingOptions: {
      runBilling: true,
      billingOptions: { targetDate: "2022-01-09", documentDate: "2022-01-09" },
      ...options,
    },
  });

describe("a receipt of an order that applies credit", () => {
  test("says which memo and which payment pay what, and the order does that", async () => {
    const customer = await aPayer();
    await succeed(server, "POST", "/v1/orders", givenUp(customer, {}));
    const { number } = await unapplied(customer, 50);
    const order = aMonth(customer, { applyCredit: true });
    const receipt = await preview(order);
    assert.deepEqual(figures(receipt), { ...NOTHING, billed: 100, appliedCredit: 100 });
    const [byMemo, byPayment] = receipt.appliedCredits;
    assert.deepEqual(
      [byMemo.type, byMemo.unappliedBefore, byMemo.amount],
      ["CreditMemo", 74.19, 74.19],
    );
    assert.deepEqual(
      [byPayment.type, byPayment.number, byPayment.unappliedBefore, byPayment.amount],
      ["Payment", number, 50, 25.81],
    );
    assert.deepEqual(byPayment.invoices, [{ invoiceNumber: null, amount: 25.81 }]);
    const { balance, unappliedCredit, unappliedPayment } = receipt.account.after;
    assert.deepEqual([balance, unappliedCredit, unappliedPayment], [-24.19, 0, 24.19]);
    assert.equal("dependsOnGateway" in receipt, false);
    const { invoiceIds } = await committed(order, receipt.previewId);
    assert.equal((await get(`/v1/invoices/${invoiceIds[0]}`)).balance, 0);
    await assertStands(customer, receipt);
  });

  test("is held to the payments: one that was used meanwhile is named", async () => {
    const customer = await aCustomer();
    const { id, number } = await unapplied(customer, 30);
    const order = aMonth(customer, { applyCredit: true });
    const { previewId } = await preview(order);
    await succeed(server, "POST", `/v1/payments/${id}/refunds`, {
      type: "External",
      methodType: "Check",
      totalAmount: 10,
    });
    // The same is there in sum, by another payment.
    await unapplied(customer, 10);
    const message = await moved(order, previewId);
    assert.ok(
      message.includes(`credits[${number}].unappliedBefore was 30.00 and is 20.00`),
      message,
    );
  });
});

describe("a receipt of an order that collects", () => {
  test("says how much, by what and through whom, and that it depends on it", async () => {
    const customer = await aCustomer();
    await unapplied(customer, 30);
    const order = aMonth(customer, { applyCredit: true, collectPayment: true });
    const receipt = await preview(order);
    const expected = { ...NOTHING, billed: 100, appliedCredit: 30, collected: 70 };
    assert.deepEqual(figures(receipt), expected);
    assert.deepEqual(receipt.payment, {
      amount: 70,
      paymentMethodId: customer.paymentMethodId,
      paymentMethodType: "CreditCard",
      maskNumber: "************1111",
      gateway: "Test Gateway Adapter",
    });
    assert.deepEqual(receipt.dependsOnGateway, {
      collected: 70,
      refunded: 0,
      applied: 0,
      writtenOff: 0,
    });
    assert.equal(receipt.account.after.balance, 0);
    const answer = await committed(order, receipt.previewId);
    assert.equal(answer.paidAmount, 70);
    assert.equal((await get(`/v1/payments/${answer.paymentId}`)).appliedAmount, 70);
    await assertStands(customer, receipt);
    const again = await moved(order, receipt.previewId).catch(() => "taken");
    assert.equal(again, "taken", "a promise is kept once");
  });

  test("is held to the card: with another by default nothing is asked for", async () => {
    const customer = await aCustomer();
    const order = aMonth(customer, { collectPayment: true });
    const { previewId } = await preview(order);
    const other = { ...aCard(), accountKey: customer.accountId, makeDefault: true };
    const { id } = await succeed(server, "POST", "/v1/payment-methods", other);
    const message = await moved(order, previewId);
    assert.match(message, /payment\.by was CreditCard \*{12}1111 \([0-9a-f]{32}\)/);
    assert.ok(message.includes(id), message);
  });

  test("is held to the amount: credit that came meanwhile is named, nothing is asked for", async () => {
    const customer = await aCustomer();
    const order = aMonth(customer, { applyCredit: true, collectPayment: true });
    const { previewId } = await preview(order);
    await unapplied(customer, 30);
    assert.match(await moved(order, previewId), /unappliedPayment was 0.00 and is 30.00/);
  });

  test("sent thrice at once it is one order, and who comes late gets the money back", async () => {
    const customer = await aCustomer();
    const order = aMonth(customer, { collectPayment: true });
    const { previewId } = await preview(order);
    const answers = await Promise.all([1, 2, 3].map(() => commit(order, previewId)));
    const made = answers.filter(({ json }) => json.success);
    assert.equal(made.length, 1, answers.map(({ text }) => text).join());
    const { payments } = await get(`/v1/payments?accountId=${customer.accountId}`);
    const kept = payments.map((each: Json) => each.amount - each.refundAmount);
    assert.deepEqual(
      kept.toSorted((a: number, b: number) => a - b),
      [...payments.slice(1).map(() => 0), 100],
    );
    const { metrics } = await get(`/v1/accounts/${customer.accountNumber}`);
    assert.deepEqual([metrics.balance, metrics.unappliedPaymentAmount], [0, 0]);
  });

  test("declined: there is no order, and the promise can still be kept", async () => {
    const customer = await aCustomer("4000000000000341");
    const order = aMonth(customer, { collectPayment: true });
    const { previewId, payment } = await preview(order);
    assert.equal(payment.amount, 100);
    const { json } = await commit(order, previewId);
    assert.match(json.reasons[0].message, /declined by the gateway/);
    const { metrics } = await get(`/v1/accounts/${customer.accountNumber}`);
    assert.equal(metrics.balance, 0);
    const good = { ...aCard(), accountKey: customer.accountId };
    const { id } = await succeed(server, "POST", "/v1/payment-methods", good);
    const electronicPaymentOptions = { paymentMethodId: id };
    const byOther = aMonth(customer, { collectPayment: true, electronicPaymentOptions });
    assert.match(await moved(byOther, previewId), /payment\.by/);
    const receipt = await preview(byOther);
    assert.equal((await committed(byOther, receipt.previewId)).paidAmount, 100);
  });

  test("where there is nothing to pay with, it is refused as the order would be", async () => {
    const account = await anAccount(server);
    const order = aMonth(account, { collectPayment: true });
    const { json } = await server.call("POST", "/v1/orders/preview", order);
    assert.match(json.reasons[0].message, /no default payment method/);
  });
});

describe("a receipt of an order that refunds", () => {
  test("says which payment is given back, what its credit pays, and what is written off", async () => {
    const payer = await aPayer();
    const order = givenUp(payer, { refund: true, refundAmount: 100, writeOff: true });
    const receipt = await preview(order);
    const expected = { ...NOTHING, unapplied: 100, applied: 74.19, writtenOff: 25.81 };
    assert.deepEqual(figures(receipt), expected);
    const [refund, ...others] = receipt.refunds;
    assert.equal(others.length, 0);
    const { paymentMethodId } = payer;
    const invoice = await invoiceOf(server, payer);
    const { payments } = await get(`/v1/payments?accountId=${payer.accountId}`);
    assert.deepEqual(refund, {
      status: "DependsOnGateway",
      paymentNumber: payments[0].number,
      amount: 100,
      refundInvoiceNumbers: [invoice.invoiceNumber],
      paymentMethodId,
      paymentMethodType: "CreditCard",
      maskNumber: "************1111",
      gateway: "Test Gateway Adapter",
    });
    assert.deepEqual(receipt.dependsOnGateway, {
      collected: 0,
      refunded: 100,
      applied: 74.19,
      writtenOff: 25.81,
    });
    assert.deepEqual(
      receipt.writeOff.map(({ amount, status }: Json) => [amount, status]),
      [[25.81, "Success"]],
    );
    assert.equal(receipt.documents[0].appliedAmount, 74.19);
    const answer = await committed(order, receipt.previewId);
    assert.equal(answer.refunds[0].status, "Success");
    assert.equal(answer.writeOff[0].amount, 25.81);
    assert.equal((await invoiceOf(server, payer)).balance, 0);
    await assertStands(payer, receipt);
  });

  test("less than is credited: the rest stays to the account's credit", async () => {
    const payer = await aPayer();
    const order = givenUp(payer, { refund: true, refundAmount: 50 });
    const receipt = await preview(order);
    assert.deepEqual(figures(receipt), { ...NOTHING, unapplied: 50, applied: 50 });
    assert.equal(receipt.account.after.unappliedCredit, 24.19);
    assert.equal(receipt.account.after.balance, -24.19);
    await committed(order, receipt.previewId);
    await assertStands(payer, receipt);
  });

  test("more than was paid by card: so much cannot be refunded, and it says so", async () => {
    const payer = await aPayer();
    const order = givenUp(payer, { refund: true, refundAmount: 120 });
    const { refunds, dependsOnGateway, previewId } = await preview(order);
    assert.equal(dependsOnGateway.refunded, 100);
    assert.equal(refunds[1].status, "Error");
    assert.match(refunds[1].failedReason, /20 of the refund amount/);
    const answer = await committed(order, previewId);
    assert.deepEqual(
      answer.refunds.map(({ status }: Json) => status),
      ["Success", "Error"],
    );
  });

  test("declined after the commit: the order stands, and says so as without a receipt", async () => {
    const payer = await aPayer("4000000000005126");
    const order = givenUp(payer, { refund: true, refundAmount: 74.19, writeOff: true });
    const receipt = await preview(order);
    assert.equal(receipt.dependsOnGateway.refunded, 74.19);
    const answer = await committed(order, receipt.previewId);
    assert.equal(answer.refunds[0].status, "Error");
    assert.match(answer.refunds[0].failedReason, /declined/);
    assert.deepEqual(answer.writeOff, []);
    assert.equal((await invoiceOf(server, payer)).balance, 0);
    const { metrics } = await get(`/v1/accounts/${payer.accountNumber}`);
    assert.equal(metrics.unappliedCreditMemoAmount, 74.19);
  });

  test("is held to what was paid: a payment that was refunded meanwhile is named", async () => {
    const payer = await aPayer();
    const order = givenUp(payer, { refund: true, refundAmount: 74.19 });
    const { previewId } = await preview(order);
    const { payments } = await get(`/v1/payments?accountId=${payer.accountId}`);
    const invoices = [{ invoiceId: payer.invoiceIds[0], amount: 40 }];
    await succeed(server, "PUT", `/v1/payments/${payments[0].id}/unapply`, { invoices });
    const message = await moved(order, previewId);
    assert.match(message, /account\.before\.unappliedPayment was 0.00 and is 40.00/);
  });

  test("compares the policies, each with its refund", async () => {
    const payer = await aPayer();
    const order = givenUp(payer, { refund: true, refundAmount: 74.19 });
    const { policies } = await preview(order);
    const told = policies.map(({ cancellationPolicy, dependsOnGateway, account }: Json) => [
      cancellationPolicy,
      dependsOnGateway.refunded,
      account.after.balance,
    ]);
    assert.deepEqual(told, [
      ["EndOfCurrentTerm", 74.19, 74.19],
      ["EndOfLastInvoicePeriod", 74.19, 74.19],
      ["SpecificDate", 74.19, 0],
    ]);
  });
});

describe("a receipt of an order that transfers", () => {
  test("is of both accounts, each with its invoices and its revenue", async () => {
    const [from, to] = [await anAccount(server), await anAccount(server)];
    const { accountNumber } = from;
    const first = "2023-01-01";
    const evergreen = { accountNumber, plan, from: first, billThrough: first, months: null };
    const made = await subscribe(server, evergreen);
    const ownerTransfer = {
      destinationAccountNumber: to.accountNumber,
      destinationInvoiceAccountNumber: to.accountNumber,
    };
    const order = {
      orderDate: "2023-02-01",
      existingAccountNumber: accountNumber,
      subscriptions: [
        {
          subscriptionNumber: made.subscriptionNumbers[0],
          orderActions: [{ type: "OwnerTransfer", ownerTransfer }],
        },
      ],
      processingOptions: { runBilling: true, billingOptions: { targetDate: "2023-02-28" } },
    };
    const receipt = await preview(order);
    const { account, otherAccounts } = receipt;
    const standing = ({ before, after }: Json) =>
      [before, after].map((each) => [each.balance, each.contractedMrr]);
    assert.deepEqual(standing(account), [
      [100, 100],
      [100, 0],
    ]);
    assert.equal(otherAccounts.length, 1);
    assert.equal(otherAccounts[0].accountNumber, to.accountNumber);
    assert.deepEqual(standing(otherAccounts[0]), [
      [0, 0],
      [100, 100],
    ]);
    assert.equal(figures(receipt).billed, 100);
    await committed(order, receipt.previewId);
    for (const [each, balance] of [
      [from, 100],
      [to, 100],
    ] as const) {
      assert.equal((await get(`/v1/accounts/${each.accountNumber}`)).metrics.balance, balance);
    }
  });

  test("is held to the other account, too", async () => {
    const [from, to] = [await anAccount(server), await anAccount(server)];
    const { accountNumber } = from;
    const first = "2023-01-01";
    const made = await subscribe(server, { accountNumber, plan, from: first, billThrough: first });
    const ownerTransfer = { destinationInvoiceAccountNumber: to.accountNumber };
    const [subscriptionNumber] = made.subscriptionNumbers;
    const orderActions = [{ type: "OwnerTransfer", ownerTransfer }];
    const order = {
      orderDate: "2023-02-01",
      existingAccountNumber: accountNumber,
      subscriptions: [{ subscriptionNumber, orderActions }],
      processingOptions: { runBilling: true, billingOptions: { targetDate: "2023-02-28" } },
    };
    const { previewId } = await preview(order);
    const other = { accountNumber: to.accountNumber, plan, from: first, billThrough: first };
    await subscribe(server, other);
    const message = await moved(order, previewId);
    const name = `others[${to.accountNumber}].before.balance was 0.00 and is 100.00`;
    assert.ok(message.includes(name), message);
  });
});
