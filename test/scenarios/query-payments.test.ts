/** Object Query of money that came in and of money that went out again. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { anAccount, aPlan, succeed } from "#test/support/company.ts";
import { aCard, aDebtor, aPayment } from "#test/support/payments.ts";
import { type Answer, startTestServer } from "#test/support/server.ts";

const server = await startTestServer();
after(server.close);

type Json = Answer["json"];

const query = (path: string): Promise<Json> => succeed(server, "GET", `/object-query/${path}`);
const get = (path: string): Promise<Json> => succeed(server, "GET", path);
const post = (path: string, body: object): Promise<Json> => succeed(server, "POST", path, body);

const plan = await aPlan(server, [{ price: 60 }, { price: 40 }]);
const debtor = await aDebtor(server, plan);
const payment = await post("/v1/payments", aPayment(debtor, 70, { comment: "thanks" }));
const surplus = await post("/v1/payments", aPayment(debtor, 50, { invoices: undefined }));
const refund = await post(`/v1/payments/${surplus.id}/refunds`, {
  type: "Electronic",
  totalAmount: 20,
  reasonCode: "Standard Refund",
});

test("a payment through a gateway, by its number or its id, with what it has paid", async () => {
  const found = await query(
    `payments/${payment.number}?expand[]=paymentapplications,paymentmethod`,
  );
  assert.deepEqual(
    found,
    await query(`payments/${payment.id}?expand[]=paymentapplications,paymentmethod`),
  );
  const { paymentApplications, paymentMethod, createdDate, ...fields } = found;
  const told = await get(`/v1/payments/${payment.id}`);
  assert.deepEqual(fields, {
    accountId: debtor.accountId,
    amount: 70,
    appliedAmount: 70,
    appliedCreditBalanceAmount: 0,
    bankIdentificationNumber: "411111",
    comment: "thanks",
    createdById: told.createdById,
    currency: "USD",
    effectiveDate: told.effectiveDate,
    gateway: "Test Gateway Adapter",
    gatewayOrderId: payment.number,
    gatewayResponse: told.gatewayResponse,
    gatewayResponseCode: told.gatewayResponseCode,
    gatewayState: "Submitted",
    id: payment.id,
    isStandalone: false,
    paymentMethodId: debtor.paymentMethodId,
    paymentNumber: payment.number,
    prepayment: false,
    referenceId: told.referenceId,
    refundAmount: 0,
    source: "API",
    status: "Processed",
    submittedOn: found.submittedOn,
    type: "Electronic",
    unappliedAmount: 0,
    updatedById: told.updatedById,
    updatedDate: found.updatedDate,
  });
  assert.match(createdDate, /^\d{4}-\d\d-\d\dT/);
  assert.equal(paymentMethod.creditCardMaskNumber, "************1111");
  const { parts } = await get(`/v1/payments/${payment.id}/parts`);
  const [part] = parts.filter((each: Json) => each.invoiceId !== null);
  const [application, ...others] = paymentApplications;
  assert.deepEqual(others, []);
  assert.equal(application.id, part.id);
  assert.equal(application.applyAmount, 70);
  assert.equal(application.invoiceId, debtor.invoiceIds[0]);
  assert.equal("debitMemoId" in application, false);
  assert.equal(application.paymentApplicationStatus, "Processed");
});

test("what is refunded is neither applied nor left, and has its application", async () => {
  const found = await query(`payments/${surplus.id}`);
  assert.deepEqual([found.appliedAmount, found.unappliedAmount, found.refundAmount], [0, 30, 20]);
  const { data } = await query(
    "refunds?filter[]=reasoncode.EQ:Standard%20Refund&expand[]=paymentmethod,refundapplications.payment,refundapplications.refundapplicationitems",
  );
  assert.equal(data.length, 1);
  const [{ refundApplications, ...fields }] = data;
  assert.equal(fields.refundNumber, refund.number);
  assert.equal(fields.methodType, "CreditCard");
  assert.equal(fields.sourceType, "Payment");
  assert.equal(fields.gatewayState, "Submitted");
  assert.equal(fields.referenceID, refund.referenceId);
  const [application] = refundApplications;
  assert.equal(application.applyAmount, 20);
  assert.equal(application.paymentId, surplus.id);
  assert.equal(application.payment.paymentNumber, surplus.number);
  assert.equal("creditMemoId" in application, false);
  assert.equal(application.refundApplicationItems[0].amount, 20);
});

test("a refund of a credit memo has an application, and an item for each that it gives back", async () => {
  const memo = await post("/v1/credit-memos", {
    accountNumber: debtor.accountNumber,
    autoPost: true,
    charges: plan.chargeIds.map((id, n) => ({ productRatePlanChargeId: id, amount: n + 1 })),
  });
  const given = await post(`/v1/credit-memos/${memo.id}/refund`, {
    type: "External",
    methodType: "Check",
    totalAmount: 3,
  });
  const application = await query(
    `refund-applications/${given.id}?expand[]=refundapplicationitems,creditmemo,refund`,
  );
  assert.equal(application.creditMemo.memoNumber, memo.number);
  assert.equal(application.refund.methodType, "Check");
  assert.equal(application.refund.sourceType, "CreditMemo");
  const amounts = application.refundApplicationItems.map((item: Json) => item.amount);
  assert.deepEqual(amounts.sort(), [1, 2]);
  const { itemParts } = await get(`/v1/refunds/${given.id}/parts/${given.id}/itemparts`);
  for (const part of itemParts) {
    const item = await query(`refund-application-items/${part.id}?expand[]=refundapplication`);
    assert.equal(item.creditMemoItemId, part.creditMemoItemId);
    assert.equal(item.amount, part.amount);
    assert.equal(item.refundApplication.refundId, given.id);
  }
  await succeed(server, "PUT", `/v1/refunds/${given.id}/cancel`, {});
  const { data } = await query(`refund-applications?filter[]=refundid.EQ:${given.id}`);
  assert.deepEqual(data, []);
});

test("what a payment has paid and taken back is no application", async () => {
  const other = await aDebtor(server, plan);
  const { id } = await post("/v1/payments", aPayment(other, 10));
  const path = `payment-applications?filter[]=paymentid.EQ:${id}`;
  assert.equal((await query(path)).data.length, 1);
  const invoices = [{ invoiceId: other.invoiceIds[0], amount: 10 }];
  await succeed(server, "PUT", `/v1/payments/${id}/unapply`, { invoices });
  assert.deepEqual((await query(path)).data, []);
});

test("a payment that was cancelled or refused has paid nothing", async () => {
  const cash = { type: "External", invoices: undefined };
  const { id } = await post("/v1/payments", aPayment(debtor, 10, cash));
  await succeed(server, "PUT", `/v1/payments/${id}/cancel`, {});
  const cancelled = await query(`payments/${id}`);
  assert.deepEqual([cancelled.status, cancelled.appliedAmount], ["Canceled", 0]);
  assert.match(cancelled.cancelledOn, /^\d{4}/);
});

test("an account has its payments, refunds and payment methods, its default one too", async () => {
  const account = await query(
    `accounts/${debtor.accountId}?fields[]=name&expand[]=payments,refunds,paymentmethods,defaultpaymentmethod`,
  );
  const ids = account.payments.map((each: Json) => each.id);
  assert.ok(ids.includes(payment.id) && ids.includes(surplus.id));
  assert.ok(account.refunds.some((each: Json) => each.id === refund.id));
  assert.equal(account.defaultPaymentMethod.id, debtor.paymentMethodId);
  assert.deepEqual(account.paymentMethods, [account.defaultPaymentMethod]);
});

test("a payment method shows what its type has, masked, and never a gateway's token", async () => {
  const card = await query(`payment-methods/${debtor.paymentMethodId}`);
  assert.equal(card.type, "CreditCard");
  assert.equal(card.active, true);
  assert.equal(card.creditCardHolderName, "John Smith");
  assert.equal(card.creditCardExpirationYear, 2049);
  assert.equal(card.totalNumberOfProcessedPayments, 2);
  assert.equal(card.lastTransactionStatus, "Approved");
  for (const name of ["tokenId", "secondTokenId", "achAccountName", "bankTransferType", "iBAN"]) {
    assert.equal(name in card, false, name);
  }
  const orphan = await post("/v1/payment-methods", aCard());
  const { active, paymentMethodStatus } = await query(`payment-methods/${orphan.id}`);
  assert.deepEqual([active, paymentMethodStatus], [false, "Active"]);
});

test("a bank account is a bank transfer of its own kind", async () => {
  const { accountId } = await anAccount(server);
  const { id } = await post("/v1/payment-methods", {
    type: "SEPA",
    IBAN: "FR1420041010050500013M02606",
    accountHolderInfo: { accountHolderName: "Ada", city: "Lyon", country: "FRA" },
    accountKey: accountId,
    skipValidation: true,
  });
  const { data } = await query(`payment-methods?filter[]=type.EQ:banktransfer`);
  const [method] = data;
  assert.deepEqual(
    [method.id, method.type, method.bankTransferType, method.bankTransferAccountName, method.city],
    [id, "BankTransfer", "SEPA", "Ada", "Lyon"],
  );
  assert.match(method.iBAN, /^\*+2606$/);
});
