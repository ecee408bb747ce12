/** Discounts, from the catalog to the credit memo, as a caller sees them. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
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
import { order, refusal, type Subscriber, subscriptionOf } from "#test/support/lifecycle.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

type Fields = Readonly<Record<string, unknown>>;

const tier = (fields: Fields) => ({
  ProductRatePlanChargeTierData: { ProductRatePlanChargeTier: [{ Currency: "USD", ...fields }] },
});
const percentage = (DiscountPercentage: number, fields: Fields = {}) => ({
  Name: "Loyalty",
  ChargeModel: "Discount-Percentage",
  ...tier({ DiscountPercentage }),
  ...fields,
});
const fixed = (DiscountAmount: number, fields: Fields = {}) => ({
  Name: "Welcome",
  ChargeModel: "Discount-Fixed Amount",
  ...tier({ DiscountAmount }),
  ...fields,
});

async function subscribed(
  plan: Plan,
  fields: { readonly accountNumber?: string; readonly [field: string]: unknown } = {},
): Promise<Subscriber & { readonly order: Answer["json"] }> {
  const account = fields.accountNumber
    ? await succeed(server, "GET", `/v1/accounts/${fields.accountNumber}`)
    : undefined;
  const { accountId, accountNumber } = account
    ? { accountId: account.basicInfo.id, accountNumber: account.basicInfo.accountNumber }
    : await anAccount(server);
  const created = await subscribe(server, { plan, from: "2023-01-01", ...fields, accountNumber });
  const [subscriptionNumber] = created.subscriptionNumbers;
  return { accountId, accountNumber, subscriptionNumber, order: created };
}

/** "Silver plan 100/90", "Loyalty -10/0": what each item of an invoice is for and owes. */
async function invoiceItems(invoiceNumber: string): Promise<string[]> {
  const { invoiceItems: items } = await succeed(
    server,
    "GET",
    `/v1/invoices/${invoiceNumber}/items?pageSize=40`,
  );
  return items.map(
    (item: Answer["json"]) => `${item.chargeName} ${item.chargeAmount}/${item.balance}`,
  );
}

async function memoItems(creditMemoNumber: string): Promise<string[]> {
  const { items } = await succeed(
    server,
    "GET",
    `/v1/credit-memos/${creditMemoNumber}/items?pageSize=40`,
  );
  return items.map((item: Answer["json"]) => `${item.skuName} ${item.amount}`);
}

describe("discounts", () => {
  test("a percentage stands below what it lowers, and is read back", async () => {
    const plan = await aPlan(server, [{ price: 100 }, percentage(10)]);
    const subscriber = await subscribed(plan, { billThrough: "2023-01-01" });
    const [invoiceNumber] = subscriber.order.invoiceNumbers;
    assert.deepEqual(await invoiceItems(invoiceNumber), ["Silver plan 100/90", "Loyalty -10/0"]);
    const { invoiceItems: items } = await succeed(
      server,
      "GET",
      `/v1/invoices/${invoiceNumber}/items`,
    );
    const [charge, discount] = items;
    assert.deepEqual(
      [discount.processingType, discount.appliedToItemId, discount.quantity, discount.unitPrice],
      ["Discount", charge.id, 0, 10],
    );
    const invoice = await succeed(server, "GET", `/v1/invoices/${invoiceNumber}`);
    assert.deepEqual([invoice.amount, invoice.balance], [90, 90]);
    const { ratePlans } = await subscriptionOf(server, subscriber);
    const read = ratePlans[0].ratePlanCharges.find(({ name }: Fields) => name === "Loyalty");
    assert.deepEqual(
      [read.model, read.discountPercentage, read.discountAmount, read.price, read.quantity],
      ["DiscountPercentage", 10, null, null, null],
    );
    assert.deepEqual(
      [read.discountLevel, read.applyDiscountTo, read.pricingSummary, read.mrr, read.tcv],
      ["rateplan", "ONETIMERECURRINGUSAGE", "10%  discount", 0, 0],
    );
    await assertConserved(server.database, server.entityId);
  });

  test("cancelling gives back what was discounted too much, and pays the invoice", async () => {
    const plan = await aPlan(server, [{ price: 100 }, percentage(10), fixed(30)]);
    const subscriber = await subscribed(plan, { billThrough: "2023-04-01" });
    const [invoiceNumber] = subscriber.order.invoiceNumbers;
    const invoice = await succeed(server, "GET", `/v1/invoices/${invoiceNumber}`);
    assert.equal(invoice.balance, 240);
    const { accountNumber, subscriptionNumber } = subscriber;
    const cancelled = await succeed(
      server,
      "POST",
      "/v1/orders",
      cancelOrder({
        accountNumber,
        subscriptionNumber,
        on: "2023-04-16",
        processingOptions: { runBilling: true, billingOptions: { targetDate: "2023-04-16" } },
      }),
    );
    assert.deepEqual(await memoItems(cancelled.creditMemoNumbers[0]), [
      "Silver plan -- Proration Credit 50",
      "Loyalty -- Proration Credit -5",
    ]);
    const memo = await succeed(server, "GET", `/v1/credit-memos/${cancelled.creditMemoNumbers[0]}`);
    assert.deepEqual([memo.amount, memo.unappliedAmount], [45, 45]);
    await assertConserved(server.database, server.entityId);
  });

  test("billing and cancelling from the start nets to nothing", async () => {
    const plan = await aPlan(server, [
      { price: 100 },
      percentage(12.5),
      fixed(30, { ApplyToBillingPeriodPartially: true }),
    ]);
    const subscriber = await subscribed(plan, { billThrough: "2023-03-01" });
    const { accountId, accountNumber, subscriptionNumber } = subscriber;
    await succeed(
      server,
      "POST",
      "/v1/orders",
      cancelOrder({
        accountNumber,
        subscriptionNumber,
        on: "2023-01-01",
        processingOptions: { runBilling: true, billingOptions: { targetDate: "2023-03-01" } },
      }),
    );
    const { metrics } = await succeed(server, "GET", `/v1/accounts/${accountId}`);
    assert.deepEqual(
      [metrics.totalInvoiceBalance, metrics.unappliedCreditMemoAmount, metrics.balance],
      [172.5, 172.5, 0],
    );
    await assertConserved(server.database, server.entityId);
  });

  test("an account's discount reaches its other subscriptions, in orders and in bill runs", async () => {
    const { accountNumber } = await anAccount(server);
    const discount = await aPlan(server, [percentage(20, { DiscountLevel: "account" })]);
    const regular = await aPlan(server, [{ price: 50 }]);
    await subscribed(discount, { accountNumber });
    const first = await subscribed(regular, { accountNumber, billThrough: "2023-01-01" });
    assert.deepEqual(await invoiceItems(first.order.invoiceNumbers[0]), [
      "Loyalty -10/0",
      "Silver plan 50/40",
    ]);
    const { id } = await succeed(server, "GET", `/v1/accounts/${accountNumber}`).then(
      ({ basicInfo }) => basicInfo,
    );
    const run = await succeed(server, "POST", "/v1/bill-runs", {
      billRunFilters: [{ accountId: id, filterType: "Account" }],
      invoiceDate: "2023-02-01",
      targetDate: "2023-02-01",
    });
    let status = "Pending";
    while (status === "Pending" || status === "Processing") {
      ({ status } = await succeed(server, "GET", `/v1/bill-runs/${run.id}`));
    }
    const filter = `filter[]=accountId.EQ:${id}&sort[]=invoiceNumber.ASC`;
    const { data } = await succeed(server, "GET", `/object-query/invoices?${filter}`);
    assert.deepEqual(
      data.map(({ amount }: Fields) => amount),
      [40, 40],
    );
    await assertConserved(server.database, server.entityId);
  });

  test("a fixed amount is used up by the invoices of its period, and prorated at its end", async () => {
    const { accountNumber } = await anAccount(server);
    const discount = await aPlan(server, [
      fixed(70, {
        DiscountLevel: "account",
        EndDateCondition: "FixedPeriod",
        UpToPeriods: 45,
        UpToPeriodsType: "Days",
      }),
    ]);
    const regular = await aPlan(server, [{ price: 50 }]);
    await subscribed(discount, { accountNumber });
    const orders = [];
    for (let count = 0; count < 2; count += 1) {
      orders.push(await subscribed(regular, { accountNumber, billThrough: "2023-02-01" }));
    }
    const items = [];
    for (const each of orders) items.push(await invoiceItems(each.order.invoiceNumbers[0]));
    assert.deepEqual(items, [
      ["Welcome -50/0", "Welcome -35/0", "Silver plan 50/0", "Silver plan 50/15"],
      ["Welcome -20/0", "Silver plan 50/30", "Silver plan 50/50"],
    ]);
    await assertConserved(server.database, server.entityId);
  });

  test("an order says what a discount of the catalog is here, and reads it back", async () => {
    const plan = await aPlan(server, [
      { price: 100 },
      { Name: "Set-up", ChargeType: "OneTime", price: 80 },
      percentage(10),
    ]);
    const pricing = {
      discount: {
        discountPercentage: 25,
        applyDiscountTo: "ONETIME",
        discountLevel: "subscription",
        discountApplyDetails: [
          { productRatePlanId: plan.productRatePlanId, productRatePlanChargeId: plan.chargeIds[1] },
        ],
      },
    };
    const chargeOverrides = [{ productRatePlanChargeId: plan.chargeIds[2], pricing }];
    const subscriber = await subscribed(plan, { chargeOverrides, billThrough: "2023-01-01" });
    assert.deepEqual(await invoiceItems(subscriber.order.invoiceNumbers[0]), [
      "Silver plan 100/100",
      "Set-up 80/60",
      "Loyalty -20/0",
    ]);
    const { orderNumber } = subscriber.order;
    const { order: read } = await succeed(server, "GET", `/v1/orders/${orderNumber}`);
    const [action] = read.subscriptions[0].orderActions;
    const [override] = action.createSubscription.subscribeToRatePlans[0].chargeOverrides;
    assert.deepEqual(override.pricing.discount, {
      applyDiscountTo: "ONETIME",
      applyToBillingPeriodPartially: null,
      discountAmount: null,
      discountApplyDetails: pricing.discount.discountApplyDetails,
      discountClass: null,
      discountLevel: "subscription",
      discountPercentage: 25,
    });
  });

  test("a percentage can be updated, a fixed amount cannot; neither moves what is billed", async () => {
    const plan = await aPlan(server, [{ price: 100 }, percentage(10), fixed(30)]);
    const subscriber = await subscribed(plan, { billThrough: "2023-01-01" });
    const { ratePlans } = await subscriptionOf(server, subscriber);
    const numberOf = (wanted: string) =>
      ratePlans[0].ratePlanCharges.find(({ name }: Fields) => name === wanted).number;
    const update = (chargeNumber: string, discount: Fields) => ({
      type: "UpdateProduct",
      triggerDates: [{ name: "ContractEffective", triggerDate: "2023-01-11" }],
      updateProduct: {
        ratePlanId: ratePlans[0].id,
        chargeUpdates: [{ chargeNumber, pricing: { discount } }],
      },
    });
    const { message } = await refusal(server, subscriber, [
      update(numberOf("Welcome"), { discountAmount: 40 }),
    ]);
    assert.match(message, /is a fixed-amount discount, which cannot be updated/);
    const changed = await order(
      server,
      subscriber,
      [update(numberOf("Loyalty"), { discountPercentage: 20 })],
      "2023-02-01",
    );
    assert.deepEqual(await invoiceItems(changed.invoiceNumbers[0]), [
      "Silver plan 100/50",
      "Loyalty -20/0",
      "Welcome -30/0",
    ]);
    assert.equal(changed.creditMemoNumbers, undefined);
    await assertConserved(server.database, server.entityId);
  });

  test("what a discount cannot be is refused", async () => {
    const plan = await aPlan(server, [{ price: 100 }]);
    const refused = async (charge: Fields): Promise<string> => {
      const { json } = await server.call("POST", "/v1/object/product-rate-plan-charge", {
        ProductRatePlanId: plan.productRatePlanId,
        ChargeType: "Recurring",
        BillCycleType: "DefaultFromCustomer",
        BillingPeriod: "Month",
        TriggerEvent: "ContractEffective",
        ...charge,
      });
      return JSON.stringify(json);
    };
    assert.match(await refused(percentage(101)), /at most 100/);
    assert.match(await refused(percentage(-100)), /above -100/);
    assert.match(await refused(fixed(0)), /above 0/);
    assert.match(
      await refused(fixed(10, tier({ DiscountPercentage: 3 }))),
      /has no 'discountPercentage'/,
    );
    assert.match(await refused(percentage(10, tier({}))), /discountPercentage/);
    assert.match(await refused(percentage(10, { ChargeType: "OneTime" })), /recurring charge/);
    assert.match(await refused(fixed(10, { IsStackedDiscount: true })), /can be stacked/);
    assert.match(
      await refused(
        percentage(10, { DiscountLevel: "account", ApplyToBillingPeriodPartially: true }),
      ),
      /of the account cannot be applied/,
    );
  });
});

describe("previews of discounts", () => {
  const order = (accountNumber: string, plan: Plan): Fields => ({
    orderDate: "2023-01-01",
    existingAccountNumber: accountNumber,
    subscriptions: [
      {
        orderActions: [
          {
            type: "CreateSubscription",
            createSubscription: {
              terms: { initialTerm: { termType: "TERMED", period: 3, periodType: "Month" } },
              subscribeToRatePlans: [{ productRatePlanId: plan.productRatePlanId }],
            },
          },
        ],
      },
    ],
  });

  test("an order's preview and a billing preview say what billing then makes", async () => {
    const plan = await aPlan(server, [
      { price: 100 },
      percentage(10),
      fixed(50, { BillingPeriod: "Quarter" }),
    ]);
    const { accountNumber } = await anAccount(server);
    const body = order(accountNumber, plan);
    const { previewResult } = await succeed(
      server,
      "POST",
      "/v1/orders/preview?summarizeInvoiceItem=true",
      {
        ...body,
        previewOptions: { previewThruType: "TermEnd", previewTypes: ["BillingDocs"] },
      },
    );
    const [invoice] = previewResult.invoices;
    assert.equal(invoice.amount, 220);
    const items = invoice.invoiceItems.map(
      (item: Fields) =>
        `${item.processingType} ${item.amountWithoutTax} ${"appliedToChargeNumber" in item}`,
    );
    assert.deepEqual(items, [
      "Charge 100 false",
      "Discount -10 true",
      "Discount -50 true",
      "Charge 100 false",
      "Discount -10 true",
      "Charge 100 false",
      "Discount -10 true",
    ]);
    assert.deepEqual(
      invoice.invoiceItemSummary.map((each: Fields) => [
        each.subTotal,
        each.discountAmount,
        each.total,
      ]),
      [
        [100, -60, 40],
        [100, -10, 90],
        [100, -10, 90],
      ],
    );
    await succeed(server, "POST", "/v1/orders", body);
    const { invoiceItems: previewed } = await succeed(
      server,
      "POST",
      "/v1/operations/billing-preview",
      {
        accountNumber,
        targetDate: "2023-03-31",
      },
    );
    const idOf = new Map(previewed.map((item: Fields) => [item.id, item.processingType]));
    assert.deepEqual(
      previewed.map((item: Fields) => [
        item.processingType,
        item.chargeAmount,
        idOf.get(item.appliedToItemId),
      ]),
      items.map((item: string) => {
        const [processingType, amount] = item.split(" ");
        return [
          processingType,
          Number(amount),
          processingType === "Discount" ? "Charge" : undefined,
        ];
      }),
    );
  });
});

describe("undoing what was discounted", () => {
  const undo = (orderNumber: string, body: Fields) =>
    succeed(server, "POST", `/v1/orders/${orderNumber}/revert`, body);

  test("reverting a cancellation owes again what was owed, less the discount", async () => {
    const plan = await aPlan(server, [{ price: 100 }, percentage(10), fixed(30)]);
    const subscriber = await subscribed(plan, { billThrough: "2023-01-01" });
    const { accountId, accountNumber, subscriptionNumber } = subscriber;
    const cancelled = await succeed(
      server,
      "POST",
      "/v1/orders",
      cancelOrder({
        accountNumber,
        subscriptionNumber,
        on: "2023-01-16",
        processingOptions: {
          runBilling: true,
          writeOff: true,
          billingOptions: { targetDate: "2023-01-16" },
        },
      }),
    );
    await assertConserved(server.database, server.entityId);
    await undo(cancelled.orderNumber, { orderDate: "2023-01-16" });
    const { metrics } = await succeed(server, "GET", `/v1/accounts/${accountId}`);
    assert.equal(metrics.balance, 60);
    await assertConserved(server.database, server.entityId);
  });

  test("a fixed amount is there again once its invoice is reversed", async () => {
    const plan = await aPlan(server, [{ price: 100 }, fixed(30)]);
    const subscriber = await subscribed(plan, { billThrough: "2023-01-01" });
    const [invoiceNumber] = subscriber.order.invoiceNumbers;
    await succeed(server, "PUT", `/v1/invoices/${invoiceNumber}/reverse`, {});
    const { metrics } = await succeed(server, "GET", `/v1/accounts/${subscriber.accountId}`);
    assert.equal(metrics.balance, 0);
    await assertConserved(server.database, server.entityId);
    const { invoiceItems: again } = await succeed(
      server,
      "POST",
      "/v1/operations/billing-preview",
      {
        accountNumber: subscriber.accountNumber,
        targetDate: "2023-01-01",
      },
    );
    assert.deepEqual(
      again.map((item: Fields) => item.chargeAmount),
      [100, -30],
    );
  });

  test("writing off an invoice shows the charge before its discount, and the discount", async () => {
    const plan = await aPlan(server, [{ price: 100 }, percentage(10)]);
    const subscriber = await subscribed(plan, { billThrough: "2023-01-01" });
    const [invoiceNumber] = subscriber.order.invoiceNumbers;
    const { creditMemo } = await succeed(
      server,
      "PUT",
      `/v1/invoices/${invoiceNumber}/write-off`,
      {},
    );
    const { items } = await succeed(server, "GET", `/v1/credit-memos/${creditMemo.id}/items`);
    assert.deepEqual(
      items.map((item: Fields) => [item.processingType, item.amount]),
      [
        ["Charge", 100],
        ["Discount", -10],
      ],
    );
    await assertConserved(server.database, server.entityId);
  });
});

test("what is contracted is answered before discounts and after them", async () => {
  const plan = await aPlan(server, [
    { price: 100 },
    percentage(10),
    fixed(15, { EndDateCondition: "FixedPeriod", UpToPeriods: 2, UpToPeriodsType: "Months" }),
  ]);
  const { subscriptionNumber } = await subscribed(plan);
  const metrics = {
    contractedMrr: 100,
    contractedNetMrr: 90,
    asOfDayGrossMrr: 100,
    asOfDayNetMrr: 75,
    totalContractedValue: 1200,
    netTotalContractedValue: 1050,
  };
  const query = `subscriptionNumbers[]=${subscriptionNumber}&asOfDay=2023-02-01`;
  const { subscriptionMetrics } = await succeed(
    server,
    "GET",
    `/v1/subscriptions/subscription-metrics?${query}`,
  );
  assert.deepEqual(subscriptionMetrics, [{ subscriptionNumber, ...metrics }]);
  const path = `/v1/subscriptions/${subscriptionNumber}?getDetailedMetrics=true&asOfDay=2023-02-01`;
  const read = await succeed(server, "GET", path);
  assert.deepEqual({ ...read, ...metrics }, read);
});

describe("what is said of discounts is checked", () => {
  test("a discount class is one of the billing rules", async () => {
    const plan = await aPlan(server, [{ price: 100 }]);
    const charge = {
      ProductRatePlanId: plan.productRatePlanId,
      ChargeType: "Recurring",
      BillCycleType: "DefaultFromCustomer",
      BillingPeriod: "Month",
      TriggerEvent: "ContractEffective",
      ...percentage(10, { DiscountClass: "Gold" }),
    };
    const path = "/v1/object/product-rate-plan-charge";
    const refused = await server.call("POST", path, charge);
    assert.match(refused.text, /'Gold' is none of the discount classes/);
    await succeed(server, "PUT", "/settings/billing-rules", {
      discountClasses: ["Gold", "Silver"],
    });
    await succeed(server, "POST", path, charge);
    const pricing = { discount: { discountClass: "Bronze" } };
    const [productRatePlanChargeId] = plan.chargeIds;
    const { accountNumber } = await anAccount(server);
    const order = subscribeOrder({
      accountNumber,
      plan,
      from: "2023-01-01",
      chargeOverrides: [{ productRatePlanChargeId, pricing }],
    });
    const { text } = await server.call("POST", "/v1/orders", order);
    assert.match(text, /'Bronze' is none of the discount classes/);
    await succeed(server, "PUT", "/settings/billing-rules", { discountClasses: [] });
  });

  test("a discount has no price, and what is no discount has nothing of one", async () => {
    const plan = await aPlan(server, [{ price: 100 }, percentage(10)]);
    const { accountNumber } = await anAccount(server);
    const create = async (chargeOverrides: readonly Fields[]) => {
      const { text } = await server.call("POST", "/v1/subscriptions", {
        accountKey: accountNumber,
        contractEffectiveDate: "2023-01-01",
        termType: "TERMED",
        initialTerm: 12,
        renewalTerm: 12,
        subscribeToRatePlans: [{ productRatePlanId: plan.productRatePlanId, chargeOverrides }],
      });
      return text;
    };
    const [regular, discount] = plan.chargeIds;
    const of = (productRatePlanChargeId: string | undefined, fields: Fields) => [
      { productRatePlanChargeId, ...fields },
    ];
    assert.match(await create(of(regular, { discountPercentage: 5 })), /is no discount/);
    assert.match(await create(of(discount, { price: 5 })), /and no price/);
    assert.match(await create(of(discount, { discountAmount: 5 })), /has no 'discountAmount'/);
    const created = JSON.parse(
      await create(of(discount, { discountPercentage: 5, discountLevel: "subscription" })),
    );
    assert.equal(created.success, true);
    const read = await succeed(server, "GET", `/v1/subscriptions/${created.subscriptionNumber}`);
    const charge = read.ratePlans[0].ratePlanCharges.find(
      ({ model }: Fields) => model !== "FlatFee",
    );
    assert.deepEqual([charge.discountPercentage, charge.discountLevel], [5, "subscription"]);
    const filter = `filter[]=chargeNumber.EQ:${charge.number}&includeNullFields=true`;
    const { data } = await succeed(server, "GET", `/object-query/rate-plan-charges?${filter}`);
    assert.deepEqual(
      [data[0].discountLevel, data[0].applyDiscountTo, data[0].chargeModel],
      ["subscription", "ONETIMERECURRINGUSAGE", "Discount-Percentage"],
    );
  });

  test("a subscription is not cancelled before the last segment of its discount", async () => {
    const plan = await aPlan(server, [{ price: 100 }, percentage(10)]);
    const subscriber = await subscribed(plan);
    const { ratePlans } = await subscriptionOf(server, subscriber);
    const { number } = ratePlans[0].ratePlanCharges.find(({ name }: Fields) => name === "Loyalty");
    await order(server, subscriber, [
      {
        type: "UpdateProduct",
        triggerDates: [{ name: "ContractEffective", triggerDate: "2023-06-01" }],
        updateProduct: {
          ratePlanId: ratePlans[0].id,
          chargeUpdates: [
            { chargeNumber: number, pricing: { discount: { discountPercentage: 20 } } },
          ],
        },
      },
    ]);
    const cancel = (on: string) => ({
      type: "CancelSubscription",
      cancelSubscription: { cancellationPolicy: "SpecificDate", cancellationEffectiveDate: on },
    });
    const { message } = await refusal(server, subscriber, [cancel("2023-05-31")]);
    assert.match(message, /starts on 2023-06-01: its subscription cannot be cancelled before that/);
    await order(server, subscriber, [cancel("2023-06-01")]);
  });

  test("removing a discount credits nothing, and discounts nothing from then on", async () => {
    const discount = await aPlan(server, [percentage(10, { DiscountLevel: "subscription" })]);
    const regular = await aPlan(server, [{ price: 100 }]);
    const subscriber = await subscribed(regular, {
      billThrough: "2023-01-01",
      createSubscription: {
        subscribeToRatePlans: [regular, discount].map(({ productRatePlanId }) => ({
          productRatePlanId,
        })),
      },
    });
    const { ratePlans } = await subscriptionOf(server, subscriber);
    const { id } = ratePlans.find(
      (each: Fields) => each.productRatePlanId === discount.productRatePlanId,
    );
    const removed = await order(
      server,
      subscriber,
      [
        {
          type: "RemoveProduct",
          triggerDates: [{ name: "ContractEffective", triggerDate: "2023-01-11" }],
          removeProduct: { ratePlanId: id },
        },
      ],
      "2023-02-01",
    );
    assert.equal(removed.creditMemoNumbers, undefined);
    assert.deepEqual(await invoiceItems(removed.invoiceNumbers[0]), ["Silver plan 100/100"]);
  });
});

describe("orders of discounts", () => {
  test("an enhanced discount follows its charge, and is read back as it was ordered", async () => {
    const regular = await aPlan(server, [{ price: 100 }]);
    const discount = await aPlan(server, [percentage(10, { IsStackedDiscount: true })]);
    const startDate = {
      startDatePolicy: "FixedPeriodAfterApplyToChargeStartDate",
      startPeriodsType: "Weeks",
      periodsAfterChargeStart: 2,
    };
    const endDate = { endDatePolicy: "FixedPeriod", upToPeriodsType: "Months", upToPeriods: 3 };
    const override = {
      productRatePlanChargeId: discount.chargeIds[0],
      startDate,
      endDate,
      pricing: {
        discount: {
          discountPercentage: 20,
          applyDiscountTo: "RECURRING",
          applyToBillingPeriodPartially: true,
          discountLevel: "subscription",
          discountApplyDetails: [
            {
              productRatePlanId: regular.productRatePlanId,
              productRatePlanChargeId: regular.chargeIds[0],
            },
          ],
        },
      },
    };
    const subscriber = await subscribed(regular, {
      billThrough: "2023-02-01",
      createSubscription: {
        subscribeToRatePlans: [
          { productRatePlanId: regular.productRatePlanId },
          { productRatePlanId: discount.productRatePlanId, chargeOverrides: [override] },
        ],
      },
    });
    const { invoiceItems: items } = await succeed(
      server,
      "GET",
      `/v1/invoices/${subscriber.order.invoiceNumbers[0]}/items`,
    );
    const discounts = items.filter((item: Fields) => item.processingType === "Discount");
    assert.deepEqual(
      discounts.map((item: Fields) => [
        item.serviceStartDate,
        item.serviceEndDate,
        item.chargeAmount,
      ]),
      [
        ["2023-01-15", "2023-01-31", -10.97],
        ["2023-02-01", "2023-02-28", -20],
      ],
    );
    const { ratePlans } = await subscriptionOf(server, subscriber);
    const charge = ratePlans
      .flatMap((ratePlan: Answer["json"]) => ratePlan.ratePlanCharges)
      .find(({ model }: Fields) => model === "DiscountPercentage");
    assert.deepEqual(
      [charge.effectiveStartDate, charge.effectiveEndDate, charge.applyToBillingPeriodPartially],
      ["2023-01-15", "2023-04-15", true],
    );
    const { order: read } = await succeed(
      server,
      "GET",
      `/v1/orders/${subscriber.order.orderNumber}`,
    );
    const [action] = read.subscriptions[0].orderActions;
    const [answered] = action.createSubscription.subscribeToRatePlans[1].chargeOverrides;
    assert.deepEqual({ ...answered.startDate, ...startDate }, answered.startDate);
    assert.equal(answered.endDate.endDatePolicy, "FixedPeriod");
    await assertConserved(server.database, server.entityId);
  });

  test("deleting an order that updated a discount leaves what it was before", async () => {
    const plan = await aPlan(server, [{ price: 100 }, percentage(10)]);
    const subscriber = await subscribed(plan);
    const { ratePlans } = await subscriptionOf(server, subscriber);
    const { number } = ratePlans[0].ratePlanCharges.find(({ name }: Fields) => name === "Loyalty");
    const updated = await order(server, subscriber, [
      {
        type: "UpdateProduct",
        triggerDates: [{ name: "ContractEffective", triggerDate: "2023-01-01" }],
        updateProduct: {
          ratePlanId: ratePlans[0].id,
          chargeUpdates: [
            { chargeNumber: number, pricing: { discount: { discountPercentage: 50 } } },
          ],
        },
      },
    ]);
    const duePreviewed = async () => {
      const { invoiceItems: items } = await succeed(
        server,
        "POST",
        "/v1/operations/billing-preview",
        { accountNumber: subscriber.accountNumber, targetDate: "2023-01-01" },
      );
      return items.map((item: Fields) => item.chargeAmount);
    };
    assert.deepEqual(await duePreviewed(), [100, -50]);
    await succeed(server, "DELETE", `/v1/orders/${updated.orderNumber}`);
    assert.deepEqual(await duePreviewed(), [100, -10]);
  });
});
