/** Prepaid units beside what else there is: filters of runs, discounts, transfers, write-offs, metrics. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { anAccount, aPlan, subscribe, subscribeOrder, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { Life } from "#test/support/life.ts";
import {
  DRAWDOWN,
  newDocuments,
  prepay,
  TOPUP,
  used,
  YEARLY,
} from "#test/support/prepaid-company.ts";
import { adding, cancelling, productOrder } from "#test/support/product-orders.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(async () => {
  await assertConserved(server.database, server.entityId);
  await server.close();
});

type Fields = Readonly<Record<string, unknown>>;

const aLife = async (account: Fields = {}) => new Life(server, await anAccount(server, account));

const order = (life: Life, subscriptionNumber: string, on: string, action: Fields, how: Fields) =>
  productOrder({
    accountNumber: life.accountNumber,
    subscriptionNumber,
    on,
    actions: [action],
    processingOptions: how,
  });

const left = async (life: Life): Promise<unknown[]> => {
  const path = `/object-query/prepaid-balances?filter[]=accountId.EQ:${life.accountId}`;
  const { data } = await succeed(server, "GET", path);
  return data.map(({ balance }: Fields) => balance);
};

test("a run of some charges draws the units of charges that it does not bill", async () => {
  const life = await aLife();
  const number = await prepay(life, TOPUP, "2022-01-01");
  await used(life, "2022-01-10", 14, { SubscriptionNumber: number });
  const on = (objectType: string, field: string, value: string) => ({
    filterType: "FilterCondition",
    objectType,
    condition: { field, operator: "eq", value },
  });
  const run = {
    targetDate: "2022-02-01",
    invoiceDate: "2022-02-01",
    autoPost: true,
    billRunFilters: [
      on("Account", "AccountNumber", life.accountNumber),
      on("RatePlanCharge", "Name", "Calls"),
    ],
  };
  const { json } = await server.call("POST", "/v1/bill-runs", run);
  assert.equal(json.success, true, JSON.stringify(json));
  for (;;) {
    const { status } = await succeed(server, "GET", `/v1/bill-runs/${json.id}`);
    if (status === "Posted") break;
    assert.notEqual(status, "Error");
  }
  assert.equal(await newDocuments(life), "invoice 20.00 (Calls 2022-01-01..2022-01-31 20.00)");
});

test("a discount is of what is prepaid and of what is beyond, and is given back with it", async () => {
  const life = await aLife();
  const number = await prepay(life, YEARLY, "2022-01-01");
  const discount = await aPlan(server, [
    {
      Name: "Loyalty",
      ChargeModel: "Discount-Percentage",
      ApplyDiscountTo: "RECURRINGUSAGE",
      DiscountLevel: "subscription",
      ProductRatePlanChargeTierData: {
        ProductRatePlanChargeTier: [{ Currency: "USD", DiscountPercentage: 10 }],
      },
    },
  ]);
  const how = { runBilling: false };
  await life.order(order(life, number, "2022-01-01", adding(discount.productRatePlanId), how));
  await used(life, "2022-01-10", 130, { SubscriptionNumber: number });
  await life.billRun("2022-02-01");
  assert.match(await newDocuments(life), /^invoice 153.00 /);
  await life.order(order(life, number, "2022-07-01", cancelling("2022-07-01"), how));
  await life.billRun("2022-07-01");
  assert.match(await newDocuments(life), /^credit memo 54.44 /);
});

test("a cancel that writes off credits what is prepaid, and gives up the rest", async () => {
  const life = await aLife();
  const number = await prepay(life, YEARLY, "2022-01-01");
  await life.billRun("2022-01-01");
  await newDocuments(life);
  const how = {
    runBilling: true,
    writeOff: true,
    billingOptions: { targetDate: "2022-07-01", documentDate: "2022-07-01" },
  };
  await life.order(order(life, number, "2022-07-01", cancelling("2022-07-01"), how));
  assert.match(await newDocuments(life), /credit memo 60.49 .*write-off 59.51/);
  const { invoices } = await life.readBooks();
  assert.deepEqual(
    invoices.map(({ balance }) => balance),
    invoices.map(() => 0),
  );
});

test("another account pays from some day on: the units stay; another owner is refused", async () => {
  const [life, payer] = [await aLife(), await aLife()];
  const number = await prepay(life, TOPUP, "2022-01-01");
  await used(life, "2022-01-10", 4, { SubscriptionNumber: number });
  await life.billRun("2022-02-01");
  const pays = {
    type: "OwnerTransfer",
    ownerTransfer: { destinationInvoiceAccountNumber: payer.accountNumber },
  };
  const how = { runBilling: false };
  await life.order(order(life, number, "2022-02-01", pays, how));
  assert.deepEqual(await left(life), []);
  assert.deepEqual(await left(payer), [116]);
  await used(life, "2022-02-10", 11, { SubscriptionNumber: number });
  await payer.billRun("2022-03-01");
  assert.match(await newDocuments(payer), /Calls 2022-02-01..2022-02-28 5.00/);
  assert.deepEqual(await left(payer), [106]);
  const owns = {
    type: "OwnerTransfer",
    ownerTransfer: { destinationAccountNumber: payer.accountNumber },
  };
  const asked = order(payer, number, "2022-03-01", owns, how);
  const { json } = await server.call("POST", "/v1/orders", asked);
  assert.equal(json.success, false);
  assert.match(json.reasons[0].message, /Another owner .* is not supported yet/);
});

test("metrics and previews know prepayments of a whole term", async () => {
  const life = await aLife();
  const term = {
    ...TOPUP,
    BillingPeriod: "Subscription Term",
    ListPriceBase: "Per Billing Period",
    ValidityPeriodType: "SUBSCRIPTION_TERM",
    price: 120,
  };
  const plan = await aPlan(server, [term]);
  const { accountNumber } = life;
  const asked = subscribeOrder({ accountNumber, plan, from: "2022-01-01" });
  const previewTypes = ["BillingDocs", "ChargeMetrics", "OrderMetrics", "OrderDeltaMetrics"];
  const { previewResult } = await succeed(server, "POST", "/v1/orders/preview", {
    ...asked,
    status: undefined,
    processingOptions: undefined,
    previewOptions: { previewThruType: "TermEnd", previewTypes },
  });
  assert.equal(previewResult.invoices[0].amount, 120);
  const { subscriptionNumbers } = await subscribe(server, {
    accountNumber,
    plan,
    from: "2022-01-01",
    billThrough: "2022-01-01",
  });
  const path = `/v1/subscriptions/${subscriptionNumbers[0]}`;
  const { ratePlans } = await succeed(server, "GET", path);
  const [charge] = ratePlans[0].ratePlanCharges;
  assert.deepEqual([charge.mrr, charge.tcv, charge.chargedThroughDate], [10, 120, "2023-01-01"]);
  assert.match(
    await newDocuments(life),
    /^invoice 120.00 \(Prepaid 2022-01-01..2022-12-31 120.00\)/,
  );
});

test("money is prepaid and drawn by what usage costs, given back, and billed beyond", async () => {
  const life = await aLife();
  const { PrepaidUom: _, IsPrepaid: __, PrepaidOperationType: ___, ...sold } = TOPUP;
  const topup = {
    ...sold,
    ChargeFunction: "Prepayment",
    CommitmentType: "CURRENCY",
    PrepaidQuantity: 60,
    BillingPeriod: "Quarter",
    ValidityPeriodType: "QUARTER",
    CreditOption: "ConsumptionBased",
    price: 50,
  };
  const { IsPrepaid: ____, PrepaidOperationType: _____, ...used_ } = DRAWDOWN;
  const drawdown = { ...used_, ChargeFunction: "Drawdown", CommitmentType: "CURRENCY" };
  const number = await prepay(life, topup, "2022-01-01", { drawdown });
  const path = `/object-query/prepaid-balances?filter[]=accountId.EQ:${life.accountId}`;
  const balances = async () =>
    (await succeed(server, "GET", path)).data.map(({ uOM, balance }: Fields) => [uOM, balance]);
  assert.deepEqual(await balances(), [["Currency", 240]]);
  await used(life, "2022-01-10", 4, { SubscriptionNumber: number });
  await life.billRun("2022-02-01");
  assert.equal(
    await newDocuments(life),
    "invoice 50.00 (Prepaid 2022-01-01..2022-03-31 50.00, Calls 2022-01-01..2022-01-31 0.00)",
  );
  assert.deepEqual(await balances(), [["Currency", 220]]);
  await used(life, "2022-02-10", 10, { SubscriptionNumber: number });
  await life.billRun("2022-03-01");
  assert.equal(await newDocuments(life), "invoice 10.00 (Calls 2022-02-01..2022-02-28 10.00)");
  await life.billRun("2022-04-01");
  await newDocuments(life);
  await used(life, "2022-04-10", 3, { SubscriptionNumber: number });
  const how = { runBilling: false };
  await life.order(order(life, number, "2022-05-01", cancelling("2022-05-01"), how));
  await life.billRun("2022-05-01");
  assert.match(await newDocuments(life), /credit memo 37.50 /);
  const { ratePlans } = await succeed(server, "GET", `/v1/subscriptions/${number}`);
  const charges = ratePlans.flatMap(({ ratePlanCharges }: Fields) => ratePlanCharges);
  assert.deepEqual(
    charges.map(({ prepaidUom, drawdownUom, commitmentType }: Fields) => [
      prepaidUom ?? drawdownUom,
      commitmentType,
    ]),
    [
      ["Currency", "CURRENCY"],
      ["Currency", "CURRENCY"],
    ],
  );
});

test("NOT_ALLOWED: money has no unit and no rate; what is not prepaid has no commitment type", async () => {
  const wrong: [Fields, RegExp][] = [
    [{ ...TOPUP, CommitmentType: "CURRENCY" }, /PrepaidUom is not for/],
    [{ ...TOPUP, PrepaidUom: "Currency" }, /is what money is/],
    [{ ...DRAWDOWN, CommitmentType: "CURRENCY", DrawdownRate: 2 }, /DrawdownRate is not for/],
    [{ ...DRAWDOWN, CommitmentType: "CURRENCY", DrawdownUom: "Call" }, /DrawdownUom is not for/],
  ];
  for (const [charge, message] of wrong) {
    await assert.rejects(aPlan(server, [charge as never]), message);
  }
});
