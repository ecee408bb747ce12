/** How payments and credit are spread over the items of what they pay, as the entity has set it. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { aPlan, cancelOrder, type Plan, subscribeOrder, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { aDebtor, aPayment, type Debtor, until } from "#test/support/payments.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let plan: Plan;
let once: Plan;

before(async () => {
  server = await startTestServer();
  await server.runJobs();
  plan = await aPlan(server, [{ price: 60 }, { price: 40 }]);
  once = await aPlan(server, [{ price: 100, ChargeType: "OneTime" }]);
});
after(() => server.close());
afterEach(() => assertConserved(server.database, server.entityId));

type Json = Answer["json"];

const get = (path: string) => succeed(server, "GET", path);
const setRules = (rules: object) => succeed(server, "PUT", "/settings/application-rules", rules);

/** Of the first invoice, in the document's order of items. */
async function owedBy(invoiceId: string | undefined): Promise<number[]> {
  const { invoiceItems } = await get(`/v1/invoices/${invoiceId}/items`);
  return invoiceItems.map((item: Json) => item.balance).sort((a: number, b: number) => a - b);
}

const PRORATED = [24, 36];
/** One item is paid, whichever comes first, before the other is. */
const isInOrder = (owed: readonly number[]) => ["20,40", "0,60"].includes(owed.join());

/** Each pays 40 of an invoice of 60 and 40. */
const WAYS: Readonly<Record<string, () => Promise<number[]>>> = {
  async "a payment"() {
    const debtor = await aDebtor(server, plan);
    await succeed(server, "POST", "/v1/payments", aPayment(debtor, 40));
    return owedBy(debtor.invoiceIds[0]);
  },
  async "an unapplied payment that an order applies"() {
    const debtor = await aDebtor(server, plan, { billThrough: "2022-01-01" });
    const external = aPayment(debtor, 40, { type: "External", invoices: undefined });
    await succeed(server, "POST", "/v1/payments", external);
    return owedBy(await billedWithCredit(debtor));
  },
  async "a payment run"() {
    const debtor = await aDebtor(server, plan);
    const data = [
      { accountId: debtor.accountId, documentId: debtor.invoiceIds[0], amount: 40 },
    ].map((each) => ({ ...each, documentType: "Invoice" }));
    const { id } = await succeed(server, "POST", "/v1/payment-runs", {
      targetDate: "2023-02-28",
      data,
    });
    await until(() => get(`/v1/payment-runs/${id}`), "Completed");
    return owedBy(debtor.invoiceIds[0]);
  },
};

/** The invoice of a subscription that an order bills and pays from the account's credit. */
async function billedWithCredit({ accountNumber }: Debtor): Promise<string> {
  const from = "2023-01-01";
  const order = subscribeOrder({ accountNumber, plan, from, billThrough: from });
  const options = { ...(order.processingOptions as object), applyCredit: true };
  const body = { ...order, processingOptions: options };
  const { invoiceIds } = await succeed(server, "POST", "/v1/orders?returnIds=true", body);
  return invoiceIds[0];
}

describe("paymentApplicationRule", () => {
  for (const [way, owedAfter] of Object.entries(WAYS)) {
    test(`${way} pays in proportion, or in order`, async () => {
      await setRules({ paymentApplicationRule: "Proration" });
      assert.deepEqual(await owedAfter(), PRORATED);
      // The other rule is of credit memos: it changes nothing here.
      await setRules({ creditMemoApplicationRule: "FirstInFirstOut" });
      assert.deepEqual(await owedAfter(), PRORATED);
      await setRules({
        paymentApplicationRule: "FirstInFirstOut",
        creditMemoApplicationRule: "Proration",
      });
      const owed = await owedAfter();
      assert.ok(isInOrder(owed), `${way}: ${owed}`);
    });
  }

  test("of a payment that names its items, neither rule matters", async () => {
    await setRules({ paymentApplicationRule: "FirstInFirstOut" });
    const debtor = await aDebtor(server, plan);
    const [invoiceId] = debtor.invoiceIds;
    const { invoiceItems } = await get(`/v1/invoices/${invoiceId}/items`);
    const items = invoiceItems.map(({ id }: Json) => ({ invoiceItemId: id, amount: 20 }));
    const invoices = [{ invoiceId, amount: 40, items }];
    await succeed(server, "POST", "/v1/payments", aPayment(debtor, 40, { invoices }));
    assert.deepEqual(await owedBy(invoiceId), [20, 40]);
  });

  test("is one of two", async () => {
    const wrong = { paymentApplicationRule: "LastInFirstOut" };
    const { status } = await server.call("PUT", "/settings/application-rules", wrong);
    assert.equal(status, 400);
    assert.match(
      (await setRules({ paymentApplicationRule: "Proration" })).paymentApplicationRule,
      /^Proration$/,
    );
  });
});

describe("creditMemoApplicationRule", () => {
  test("holds for credit that an order applies", async () => {
    const owedAfter = async () => {
      const debtor = await aDebtor(server, once, { billThrough: "2023-01-01" });
      const { accountNumber, subscriptionNumber } = debtor;
      await succeed(server, "POST", "/v1/payments", aPayment(debtor, 100));
      const memo = { invoiceId: debtor.invoiceIds[0], amount: 40 };
      const path = `/v1/credit-memos/invoice/${memo.invoiceId}`;
      const { invoiceItems } = await get(`/v1/invoices/${memo.invoiceId}/items`);
      const items = [{ invoiceItemId: invoiceItems[0].id, amount: 40, skuName: "Sorry" }];
      await succeed(server, "POST", path, { items, autoPost: true });
      const on = "2023-01-01";
      const cancel = cancelOrder({ accountNumber, subscriptionNumber, on });
      await succeed(server, "POST", "/v1/orders", cancel);
      return owedBy(await billedWithCredit(debtor));
    };
    await setRules({ creditMemoApplicationRule: "Proration" });
    assert.deepEqual(await owedAfter(), PRORATED);
    await setRules({ creditMemoApplicationRule: "FirstInFirstOut" });
    const owed = await owedAfter();
    assert.ok(isInOrder(owed), `${owed}`);
    await setRules({ creditMemoApplicationRule: "Proration" });
  });
});
