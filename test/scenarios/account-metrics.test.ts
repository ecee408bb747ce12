import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { anAccount, aPlan, cancelOrder, subscribe, succeed } from "#test/support/company.ts";
import { adding, productOrder, removing, updating } from "#test/support/product-orders.ts";
import { startTestServer } from "#test/support/server.ts";

const server = await startTestServer();
after(server.close);

const metricsOf = async (accountNumber: string) =>
  (await succeed(server, "GET", `/v1/accounts/${accountNumber}`)).metrics;

const summaryOf = (accountNumber: string) =>
  succeed(server, "GET", `/v1/accounts/${accountNumber}/summary`);

describe("what an account owes and brings in", () => {
  test("posted invoices are its balance, recurring charges its monthly revenue", async () => {
    const { accountNumber } = await anAccount(server);
    const perUnit = { ChargeModel: "Per Unit Pricing", UOM: "Each", DefaultQuantity: 3 };
    const plan = await aPlan(server, [
      { price: 30 },
      { price: 100, BillingPeriod: "Annual" },
      { price: 5, ...perUnit },
      { price: 250, ChargeType: "OneTime" },
    ]);
    const from = "2023-01-01";
    await subscribe(server, { accountNumber, plan, from, months: null, billThrough: from });
    const metrics = await metricsOf(accountNumber);
    assert.equal(metrics.totalInvoiceBalance, 395);
    assert.equal(metrics.balance, 395);
    assert.equal(metrics.unappliedCreditMemoAmount, 0);
    // 30 + 100/12 + 3 × 5, rounded once.
    assert.equal(metrics.contractedMrr, 53.33);
  });

  test("a term that is over brings in nothing more", async () => {
    const { accountNumber } = await anAccount(server);
    const plan = await aPlan(server, [{ price: 30 }]);
    await subscribe(server, { accountNumber, plan, from: "2020-01-01", months: 12 });
    assert.equal((await metricsOf(accountNumber)).contractedMrr, 0);
  });

  test("a cancelled subscription brings in nothing, its credit is to the account's credit", async () => {
    const { accountNumber } = await anAccount(server);
    const plan = await aPlan(server, [{ price: 30 }]);
    const from = "2024-01-01";
    const { subscriptionNumbers } = await subscribe(server, {
      accountNumber,
      plan,
      from,
      months: null,
      billThrough: from,
    });
    const [subscriptionNumber] = subscriptionNumbers;
    const processingOptions = { runBilling: true, billingOptions: { targetDate: from } };
    const order = cancelOrder({ accountNumber, subscriptionNumber, on: from, processingOptions });
    await succeed(server, "POST", "/v1/orders", order);
    const { contractedMrr, totalInvoiceBalance, unappliedCreditMemoAmount, balance } =
      await metricsOf(accountNumber);
    assert.equal(contractedMrr, 0);
    assert.equal(balance, 0);
    assert.equal(totalInvoiceBalance, unappliedCreditMemoAmount);
  });

  test("M31: a cancel that lies ahead leaves the subscription's MRR, and the account none", async () => {
    const { accountNumber } = await anAccount(server);
    const plan = await aPlan(server, [{ price: 100 }]);
    const created = await subscribe(server, { accountNumber, plan, from: "2097-01-01" });
    const [subscriptionNumber] = created.subscriptionNumbers;
    const cancel = cancelOrder({ accountNumber, subscriptionNumber, on: "2097-06-01" });
    await succeed(server, "POST", "/v1/orders", cancel);
    const path = `/v1/subscriptions/${subscriptionNumber}`;
    const { contractedMrr, totalContractedValue } = await succeed(server, "GET", path);
    assert.deepEqual([contractedMrr, totalContractedValue], [100, 500]);
    assert.equal((await metricsOf(accountNumber)).contractedMrr, 0);
  });
});

describe("what an account with one subscription brings in is what that brings in", () => {
  const TERM = "2097-01-01";

  /** A subscription of 31.00 a month that costs 62.00 from 1 July of its first year on. */
  async function aRisingSubscription() {
    const { accountNumber } = await anAccount(server);
    const plan = await aPlan(server, [{ price: 31 }]);
    const from = TERM;
    const subscribed = await subscribe(server, { accountNumber, plan, from, months: 24 });
    const [subscriptionNumber] = subscribed.subscriptionNumbers;
    const { ratePlans } = await succeed(server, "GET", `/v1/subscriptions/${subscriptionNumber}`);
    const [{ subscriptionRatePlanNumber, ratePlanCharges }] = ratePlans;
    const effectiveDate = { triggerEvent: "SpecificDate", specificTriggerDate: "2097-07-01" };
    const pricing = { recurringFlatFee: { listPrice: 62 } };
    const update = { chargeNumber: ratePlanCharges[0].number, pricing, effectiveDate };
    const one = { accountNumber, subscriptionNumber, subscriptionRatePlanNumber };
    await order(one, updating({ subscriptionRatePlanNumber }, update));
    return one;
  }

  type Fields = Readonly<Record<string, unknown>>;
  type One = { readonly accountNumber: string; readonly subscriptionNumber: string };

  const order = ({ accountNumber, subscriptionNumber }: One, ...actions: Fields[]) =>
    succeed(
      server,
      "POST",
      "/v1/orders",
      productOrder({ accountNumber, subscriptionNumber, on: TERM, actions }),
    );

  async function revenueOf({ accountNumber, subscriptionNumber }: One): Promise<number[]> {
    const key = subscriptionNumber;
    const queried = await succeed(server, "GET", `/object-query/subscriptions/${key}`);
    return [
      (await succeed(server, "GET", `/v1/subscriptions/${key}`)).contractedMrr,
      queried.cMRR,
      (await metricsOf(accountNumber)).contractedMrr,
    ];
  }

  const lastTerm = { termType: "TERMED", period: 3, periodType: "Month" };
  const suspendSpecificDate = "2097-02-01";

  test("before and after a term that ends before the higher price", async () => {
    const one = await aRisingSubscription();
    assert.deepEqual(await revenueOf(one), [62, 62, 62]);
    await order(one, { type: "TermsAndConditions", termsAndConditions: { lastTerm } });
    assert.deepEqual(await revenueOf(one), [31, 31, 31]);
  });

  test("while it is suspended before the higher price", async () => {
    const one = await aRisingSubscription();
    const suspend = { suspendPolicy: "SpecificDate", suspendSpecificDate };
    await order(one, { type: "Suspend", suspend });
    assert.deepEqual(await revenueOf(one), [62, 62, 62]);
    await order(one, { type: "Resume", resume: { resumePolicy: "SuspendDate" } });
    assert.deepEqual(await revenueOf(one), [62, 62, 62]);
  });

  test("when all of it is removed, and with a product that is pending or was", async () => {
    const one = await aRisingSubscription();
    const { productRatePlanId, chargeIds } = await aPlan(server, [{ price: 5 }]);
    const startDate = { triggerEvent: "SpecificDate" };
    const chargeNumber = `C-PENDING-${one.subscriptionNumber}`;
    const override = { productRatePlanChargeId: chargeIds[0], chargeNumber, startDate };
    await order(one, adding(productRatePlanId, [override]));
    assert.deepEqual(await revenueOf(one), [67, 67, 67]);
    await order(one, removing({ productRatePlanId }));
    assert.deepEqual(await revenueOf(one), [62, 62, 62]);
    const { subscriptionRatePlanNumber } = one;
    await order(one, removing({ subscriptionRatePlanNumber }));
    assert.deepEqual(await revenueOf(one), [0, 0, 0]);
  });
});

describe("what an account's summary lists", () => {
  test("the subscription with its rate plan, and the invoice", async () => {
    const { accountNumber } = await anAccount(server);
    const plan = await aPlan(server, [{ price: 30 }]);
    const from = "2023-01-01";
    const order = { accountNumber, plan, from, billThrough: from };
    const { subscriptionNumbers, invoiceNumbers } = await subscribe(server, order);
    const { basicInfo, subscriptions, invoices } = await summaryOf(accountNumber);
    assert.equal(basicInfo.balance, 30);
    assert.equal(basicInfo.lastInvoiceDate, from);
    const [{ id, ratePlans, ...subscription }] = subscriptions;
    assert.match(id, /^[0-9a-f]{32}$/);
    assert.deepEqual(subscription, {
      subscriptionNumber: subscriptionNumbers[0],
      status: "Active",
      termType: "TERMED",
      initialTerm: 12,
      renewalTerm: subscription.renewalTerm,
      autoRenew: false,
      subscriptionStartDate: from,
      termStartDate: from,
      termEndDate: "2024-01-01",
    });
    const [{ productId, productName, productSku, ...ratePlan }] = ratePlans;
    assert.match(productId, /^[0-9a-f]{32}$/);
    assert.match(productName, /^Product \d+$/);
    assert.match(productSku, /^SKU-\d{8}$/);
    assert.deepEqual(ratePlan, {
      ratePlanName: "Silver",
      productRatePlanId: plan.productRatePlanId,
    });
    assert.deepEqual(
      invoices.map((invoice: { id: string }) => ({ ...invoice, id: "" })),
      [
        {
          id: "",
          invoiceNumber: invoiceNumbers[0],
          invoiceDate: from,
          dueDate: from,
          amount: 30,
          balance: 30,
          status: "Posted",
        },
      ],
    );
  });
});
