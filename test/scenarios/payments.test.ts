/** Money that comes in: taken, applied, taken back, transferred, cancelled. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { anAccount, aPlan, cancelOrder, type Plan, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { aDebtor, aPayment, askAgainNow, invoiceOf, until } from "#test/support/payments.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let plan: Plan;
let two: Plan;

before(async () => {
  server = await startTestServer();
  plan = await aPlan(server, [{ price: 100 }]);
  two = await aPlan(server, [{ price: 20 }, { price: 100 }]);
});
after(() => server.close());
afterEach(() => assertConserved(server.database, server.entityId));

type Json = Answer["json"];
type Fields = Readonly<Record<string, unknown>>;

const pay = (body: Fields) => succeed(server, "POST", "/v1/payments", body);
const put = (path: string, body: Fields) => succeed(server, "PUT", `/v1/payments/${path}`, body);
const get = (path: string) => succeed(server, "GET", path);

async function refused(method: string, path: string, body: Fields): Promise<string> {
  const { json, status, text } = await server.call(method, path, body);
  assert.equal(json.success, false, text);
  assert.ok(status < 500, text);
  return json.reasons[0].message;
}

const amounts = ({ amount, appliedAmount, unappliedAmount, refundAmount }: Json) =>
  `${amount} = ${appliedAmount} + ${unappliedAmount} + ${refundAmount}`;

const external = { type: "External" };

describe("taking money", () => {
  test("an external payment is processed at once, and pays what it names", async () => {
    const debtor = await aDebtor(server, plan);
    const body = aPayment(debtor, 40, {
      ...external,
      effectiveDate: "2023-02-01",
      comment: "Cash",
    });
    const paid = await pay(body);
    assert.equal(paid.status, "Processed");
    assert.equal(paid.gatewayState, "NotSubmitted");
    assert.match(paid.number, /^P-\d{8}$/);
    assert.equal(amounts(paid), "40 = 40 + 0 + 0");
    assert.equal((await invoiceOf(server, debtor)).balance, 60);
    const read = await get(`/v1/payments/${paid.number}`);
    assert.deepEqual({ ...read, success: 0 }, { ...paid, success: 0 });
  });

  test("an electronic one is approved by the gateway", async () => {
    const debtor = await aDebtor(server, plan);
    const paid = await pay(aPayment(debtor, 100));
    assert.equal(paid.status, "Processed");
    assert.equal(paid.gatewayState, "Submitted");
    assert.equal(paid.gatewayResponse, "This transaction has been approved by Test gateway.");
    assert.equal(paid.gatewayResponseCode, "approve");
    assert.match(paid.referenceId, /^\d{13}$/);
    assert.equal(paid.bankIdentificationNumber, "411111");
    assert.equal(paid.paymentMethodId, debtor.paymentMethodId);
    assert.equal((await invoiceOf(server, debtor)).balance, 0);
    const method = await get(`/v1/payment-methods/${debtor.paymentMethodId}`);
    assert.equal(method.totalNumberOfProcessedPayments, 1);
  });

  test("what it does not apply is unapplied, and lowers the account's balance", async () => {
    const debtor = await aDebtor(server, plan);
    const paid = await pay(aPayment(debtor, 130, { invoices: undefined }));
    assert.equal(amounts(paid), "130 = 0 + 130 + 0");
    const { metrics } = await get(`/v1/accounts/${debtor.accountNumber}`);
    assert.equal(metrics.totalInvoiceBalance, 100);
    assert.equal(metrics.unappliedPaymentAmount, 130);
    assert.equal(metrics.balance, -30);
  });

  test("PAYMENT_DECLINED: the gateway says no; the payment is kept, and the invoice owes", async () => {
    const debtor = await aDebtor(server, plan, { cardNumber: "4000000000000341" });
    const message = await refused("POST", "/v1/payments", aPayment(debtor, 100));
    assert.match(message, /declined by the gateway: decline This transaction/);
    const [, number] = /'(P-\d+)'/.exec(message) ?? [];
    const kept = await get(`/v1/payments/${number}`);
    assert.equal(kept.status, "Error");
    assert.equal(amounts(kept), "100 = 0 + 0 + 0");
    assert.equal((await invoiceOf(server, debtor)).balance, 100);
    const method = await get(`/v1/payment-methods/${debtor.paymentMethodId}`);
    assert.equal(method.numConsecutiveFailures, 1);
    assert.equal(method.totalNumberOfErrorPayments, 1);
    await succeed(server, "DELETE", `/v1/payments/${number}`);
    const duplicate = await aDebtor(server, plan, { cardNumber: "4000000000000259" });
    assert.match(await refused("POST", "/v1/payments", aPayment(duplicate, 1)), /: duplicate/);
  });

  test("the same request, sent twice with its key, takes the money once", async () => {
    const debtor = await aDebtor(server, plan);
    const key = { "idempotency-key": "pay-once" };
    const first = await succeed(server, "POST", "/v1/payments", aPayment(debtor, 60), key);
    const second = await succeed(server, "POST", "/v1/payments", aPayment(debtor, 60), key);
    assert.equal(first.number, second.number);
    assert.equal((await invoiceOf(server, debtor)).balance, 40);
  });

  test("what is wrong is refused, and nothing is written", async () => {
    const debtor = await aDebtor(server, plan);
    const other = await aDebtor(server, plan);
    const invoices = [{ invoiceId: other.invoiceIds[0], amount: 10 }];
    const wrong: Record<string, [Fields, RegExp]> = {
      "another account's invoice": [{ invoices }, /Cannot find/],
      "no account": [{ accountId: undefined }, /accountId/],
      "an unknown account": [{ accountId: "A0" }, /Cannot find/],
      nothing: [{ amount: 0 }, /greater than 0/],
      "half a cent": [{ amount: 10.005 }, /decimals/],
      "more than the invoice owes": [
        { amount: 200, invoices: [{ invoiceId: debtor.invoiceIds[0], amount: 101 }] },
        /owes only 100/,
      ],
      "more than it is": [
        { amount: 5, invoices: [{ invoiceId: debtor.invoiceIds[0], amount: 6 }] },
        /more than the payment/,
      ],
      "no currency": [{ currency: "XXQ" }, /currency/],
      "another currency": [{ currency: "EUR" }, /in USD, the payment in EUR/],
      "another's card": [{ paymentMethodId: other.paymentMethodId }, /Cannot find/],
      "another day than today": [{ effectiveDate: "2023-01-01" }, /today/],
      "a standalone one that pays": [
        { standalone: true },
        /settled elsewhere: it pays no documents/,
      ],
      "a reserved one": [{ prepayment: true }, /'prepayment' is not supported/],
      "another invoice's number beside an id": [
        {
          invoices: [{ invoiceId: debtor.invoiceIds[0], invoiceNumber: "INV99999999", amount: 10 }],
        },
        /'invoiceNumber' 'INV99999999' is not the number of/,
      ],
      "a type that there is not": [
        { type: "External", paymentMethodType: "Shells" },
        /paymentMethodType/,
      ],
      "an unknown gateway": [{ gatewayId: "PG-1" }, /Cannot find/],
    };
    const { payments: before } = await get(`/v1/payments?accountId=${debtor.accountId}`);
    for (const [what, [fields, message]] of Object.entries(wrong)) {
      const said = await refused("POST", "/v1/payments", aPayment(debtor, 10, fields));
      assert.match(said, message, what);
    }
    const { payments } = await get(`/v1/payments?accountId=${debtor.accountId}`);
    assert.deepEqual(payments, before);
  });

  test("an account without a card cannot be charged", async () => {
    const { accountId } = await anAccount(server);
    const body = { accountId, amount: 1, currency: "USD", type: "Electronic" };
    assert.match(await refused("POST", "/v1/payments", body), /no default payment method/);
  });
});

describe("applying", () => {
  test("P1 pays the items that are named, and its parts tell which", async () => {
    const debtor = await aDebtor(server, two);
    const { invoiceItems } = await get(`/v1/invoices/${debtor.invoiceIds[0]}/items`);
    const itemOf = (amount: number) =>
      invoiceItems.find((item: Json) => item.chargeAmount === amount).id;
    const items = [
      { invoiceItemId: itemOf(20), amount: 20 },
      { invoiceItemId: itemOf(100), amount: 50 },
    ];
    const invoices = [{ invoiceId: debtor.invoiceIds[0], amount: 70, items }];
    const paid = await pay(aPayment(debtor, 90, { invoices }));
    assert.equal(amounts(paid), "90 = 70 + 20 + 0");
    const { invoiceItems: now } = await get(`/v1/invoices/${debtor.invoiceIds[0]}/items`);
    const balances = now.map((item: Json) => `${item.chargeAmount}: ${item.balance}`).sort();
    assert.deepEqual(balances, ["100: 50", "20: 0"]);
    const { parts } = await get(`/v1/payments/${paid.id}/parts`);
    assert.deepEqual(
      parts.map((part: Json) => [part.invoiceId, part.amount]),
      [
        [debtor.invoiceIds[0], 70],
        [null, 20],
      ],
    );
    const path = `/v1/payments/${paid.id}/parts/${parts[0].id}`;
    assert.equal((await get(path)).amount, 70);
    const { itemParts } = await get(`${path}/item-parts`);
    assert.deepEqual(
      itemParts.map((part: Json) => [part.invoiceItemId, part.amount]),
      [
        [itemOf(20), 20],
        [itemOf(100), 50],
      ],
    );
    assert.equal((await get(`${path}/itemparts/${itemParts[1].id}`)).amount, 50);
    const { itemParts: whole } = await get(
      `/v1/payments/${paid.id}/parts/${parts[1].id}/itemparts`,
    );
    assert.deepEqual(
      whole.map((part: Json) => [part.invoiceItemId, part.amount]),
      [[null, 20]],
    );
  });

  test("apply, unapply and apply again: nothing is lost", async () => {
    const debtor = await aDebtor(server, two);
    const { id } = await pay(aPayment(debtor, 100, { invoices: undefined }));
    const of = (amount: number) => ({
      invoices: [{ invoiceId: debtor.invoiceIds[0], amount }],
    });
    assert.equal(amounts(await put(`${id}/apply`, of(33.33))), "100 = 33.33 + 66.67 + 0");
    assert.equal(amounts(await put(`${id}/unapply`, of(11.11))), "100 = 22.22 + 77.78 + 0");
    assert.equal(amounts(await put(`${id}/apply`, of(77.78))), "100 = 100 + 0 + 0");
    assert.equal((await invoiceOf(server, debtor)).balance, 20);
    assert.equal(amounts(await put(`${id}/unapply`, of(100))), "100 = 0 + 100 + 0");
    assert.equal((await invoiceOf(server, debtor)).balance, 120);
    const { parts } = await get(`/v1/payments/${id}/parts`);
    assert.equal(parts.length, 1);
  });

  test("PAYMENT_NOT_APPLICABLE: more than is left, than was applied, or on a day before it", async () => {
    const debtor = await aDebtor(server, plan);
    const { id } = await pay(
      aPayment(debtor, 50, { ...external, effectiveDate: "2023-03-01", invoices: undefined }),
    );
    const of = (amount: number, effectiveDate?: string) => ({
      invoices: [{ invoiceId: debtor.invoiceIds[0], amount }],
      effectiveDate,
    });
    const path = `/v1/payments/${id}`;
    assert.match(await refused("PUT", `${path}/apply`, of(51)), /only 50 left/);
    assert.match(await refused("PUT", `${path}/apply`, of(0.001)), /at most 2 decimals/);
    assert.match(await refused("PUT", `${path}/unapply`, of(0.001)), /at most 2 decimals/);
    assert.match(await refused("PUT", `${path}/apply`, of(10, "2023-02-28")), /before the payment/);
    assert.match(await refused("PUT", `${path}/unapply`, of(1)), /has paid 0/);
    await put(`${id}/apply`, of(20, "2023-04-01"));
    assert.match(await refused("PUT", `${path}/unapply`, of(20, "2023-03-31")), /before it was/);
    assert.match(await refused("PUT", `${path}/unapply`, of(21)), /has paid 20/);
    const unknown = { invoices: [{ invoiceId: "INV0", amount: 1 }] };
    assert.match(await refused("PUT", `${path}/apply`, unknown), /Cannot find/);
    assert.match(await refused("PUT", `${path}/apply`, { invoices: [{ amount: 1 }] }), /invoiceId/);
  });
});

describe("a gateway that does not answer", () => {
  test("DOCUMENT_BEING_PAID: an invoice is paid once while nobody knows; then it is found out", async () => {
    const jobs = await server.runJobs();
    const debtor = await aDebtor(server, plan, { cardNumber: "4000000000000119" });
    const paying = await pay(aPayment(debtor, 100));
    assert.equal(paying.status, "Processing");
    assert.equal(amounts(paying), "100 = 0 + 0 + 0");
    const again = await refused("POST", "/v1/payments", aPayment(debtor, 100));
    assert.match(again, /is being paid by payment/);
    assert.match(await refused("DELETE", `/v1/payments/${paying.id}`, {}), /Processing/);
    await askAgainNow(server);
    const paid = await until(() => get(`/v1/payments/${paying.id}`), "Processed");
    assert.equal(amounts(paid), "100 = 100 + 0 + 0");
    assert.equal((await invoiceOf(server, debtor)).balance, 0);
    await jobs.stop();
  });

  test("it may have been declined; then the invoice is written off", async () => {
    const jobs = await server.runJobs();
    const declined = await aDebtor(server, plan, { cardNumber: "4000000000000127" });
    const asked = await pay(aPayment(declined, 100));
    const writeOff = `/v1/invoices/${declined.invoiceIds[0]}/write-off`;
    assert.match(await refused("PUT", writeOff, {}), /is being paid by payment/);
    await askAgainNow(server);
    await until(() => get(`/v1/payments/${asked.id}`), "Error");
    await succeed(server, "PUT", writeOff, {});
    await jobs.stop();
  });

  test("what is on its way is neither credited, given up nor taken back meanwhile", async () => {
    const jobs = await server.runJobs();
    const debtor = await aDebtor(server, plan, { cardNumber: "4000000000000119" });
    const [invoiceId] = debtor.invoiceIds;
    const invoice = `/v1/invoices/${invoiceId}`;
    const [{ id: invoiceItemId }] = (await get(`${invoice}/items`)).invoiceItems;
    const paying = await pay(aPayment(debtor, 70));
    const memo = await succeed(server, "POST", `/v1/credit-memos/invoice/${invoiceId}`, {
      items: [{ invoiceItemId, amount: 40 }],
      autoPost: true,
      autoApplyToInvoiceUponPosting: true,
    });
    // Of 100 only 30 are not being collected.
    assert.deepEqual([memo.appliedAmount, memo.unappliedAmount], [30, 10]);
    const one = { invoices: [{ invoiceId, amount: 0.01 }] };
    const apply = `/v1/credit-memos/${memo.id}/apply`;
    assert.match(await refused("PUT", apply, one), /is being paid by payment/);
    assert.match(await refused("PUT", `${invoice}/unpost`, {}), /applied to it|being asked for/);
    const order = cancelOrder({
      ...debtor,
      on: "2023-01-01",
      processingOptions: { runBilling: true, writeOff: true },
    });
    const { writeOff } = await succeed(server, "POST", "/v1/orders", order);
    assert.equal(writeOff[0].status, "Failed");
    assert.match(writeOff[0].failedReason, /is being paid by payment/);
    await askAgainNow(server);
    const paid = await until(() => get(`/v1/payments/${paying.id}`), "Processed");
    assert.equal(amounts(paid), "70 = 70 + 0 + 0");
    assert.equal((await get(invoice)).balance, 0);
    await jobs.stop();
  });
});

describe("what becomes of a payment", () => {
  test("it is given to another account while nothing is applied", async () => {
    const [from, to] = [await aDebtor(server, plan), await aDebtor(server, plan)];
    const { id } = await pay(aPayment(from, 100, { invoices: undefined }));
    const moved = await put(`${id}/transfer`, { accountId: to.accountId });
    assert.equal(moved.accountId, to.accountId);
    await put(`${id}/apply`, { invoices: [{ invoiceId: to.invoiceIds[0], amount: 100 }] });
    assert.equal((await invoiceOf(server, to)).balance, 0);
    const path = `/v1/payments/${id}/transfer`;
    assert.match(await refused("PUT", path, { accountId: from.accountId }), /applied/);
    assert.match(await refused("PUT", path, { accountId: "A0" }), /Cannot find/);
  });

  test("an external one is cancelled and deleted, an electronic one is not", async () => {
    const debtor = await aDebtor(server, plan);
    const cash = await pay(aPayment(debtor, 100, external));
    assert.match(await refused("PUT", `/v1/payments/${cash.id}/cancel`, {}), /applied/);
    assert.match(await refused("DELETE", `/v1/payments/${cash.id}`, {}), /only one that is/);
    const invoices = [{ invoiceId: debtor.invoiceIds[0], amount: 100 }];
    await put(`${cash.id}/unapply`, { invoices });
    const cancelled = await put(`${cash.id}/cancel`, {});
    assert.equal(cancelled.status, "Canceled");
    assert.equal(amounts(cancelled), "100 = 0 + 0 + 0");
    assert.notEqual(cancelled.cancelledOn, null);
    assert.match(await refused("PUT", `/v1/payments/${cash.id}/apply`, { invoices }), /Canceled/);
    await succeed(server, "DELETE", `/v1/payments/${cash.id}`);
    const card = await pay(aPayment(debtor, 100, { invoices: undefined }));
    assert.match(await refused("PUT", `/v1/payments/${card.id}/cancel`, {}), /refund it instead/);
  });

  test("its comment, reference, codes and own fields are changed", async () => {
    const debtor = await aDebtor(server, plan);
    const { id } = await pay(aPayment(debtor, 10, { mine__c: "a" }));
    const changed = await put(id, {
      comment: "now",
      referenceId: "R1",
      gatewayState: "Settled",
      financeInformation: { bankAccountAccountingCode: "1000" },
      mine__c: "b",
    });
    assert.equal(changed.comment, "now");
    assert.equal(changed.referenceId, "R1");
    assert.equal(changed.gatewayState, "Settled");
    assert.notEqual(changed.settledOn, null);
    assert.equal(changed.financeInformation.bankAccountAccountingCode, "1000");
    assert.equal(changed.mine__c, "b");
  });

  test("a list is filtered and sorted", async () => {
    const debtor = await aDebtor(server, plan);
    for (const amount of [10, 20, 30]) await pay(aPayment(debtor, amount, external));
    const path = `/v1/payments?accountId=${debtor.accountId}`;
    const { payments } = await get(`${path}&sort=-amount&pageSize=2`);
    assert.deepEqual(
      payments.map((payment: Json) => payment.amount),
      [30, 20],
    );
    assert.equal((await get(`${path}&amount=20`)).payments.length, 1);
    assert.equal((await get(`${path}&status=Error`)).payments.length, 0);
  });
});

test("the older list of an account's payments says which invoices each has paid", async () => {
  const debtor = await aDebtor(server, plan);
  const first = await pay(aPayment(debtor, 30));
  const second = await pay(aPayment(debtor, 20, { ...external, invoices: undefined }));
  const path = `/v1/transactions/payments/accounts/${debtor.accountNumber}`;
  const { payments } = await get(path);
  assert.deepEqual(
    payments.map((each: Json) => [each.paymentNumber, each.paidInvoices.length]),
    [
      [second.number, 0],
      [first.number, 1],
    ],
  );
  const [invoice] = payments[1].paidInvoices;
  assert.equal(invoice.invoiceId, debtor.invoiceIds[0]);
  assert.equal(invoice.appliedPaymentAmount, 30);
  assert.equal(payments[1].gatewayTransactionNumber, first.referenceId);
  const paged = await get(`${path}?pageSize=1&page=2`);
  assert.equal(paged.payments[0].id, first.id);
  assert.match(await refused("GET", "/v1/transactions/payments/accounts/A0", {}), /Cannot find/);
});

test("an account's summary tells of its payments and of what it pays with", async () => {
  const debtor = await aDebtor(server, plan);
  const paid = await pay(aPayment(debtor, 30));
  const { basicInfo, payments } = await get(`/v1/accounts/${debtor.accountNumber}/summary`);
  assert.equal(basicInfo.lastPaymentAmount, 30);
  assert.equal(basicInfo.lastPaymentDate, paid.effectiveDate);
  assert.deepEqual(basicInfo.defaultPaymentMethod, {
    id: debtor.paymentMethodId,
    paymentMethodType: "CreditCard",
    creditCardType: "Visa",
    creditCardNumber: "************1111",
    creditCardExpirationMonth: "11",
    creditCardExpirationYear: "2049",
  });
  const [told] = payments;
  assert.equal(told.paymentNumber, paid.number);
  assert.equal(told.paidInvoices[0].appliedPaymentAmount, 30);
});
