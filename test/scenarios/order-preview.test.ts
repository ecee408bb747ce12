/** What an order would do is said beforehand, and nothing of it is kept. */
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
import { fingerprint } from "#test/support/fingerprint.ts";
import { adding, productOrder } from "#test/support/product-orders.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let plan: Plan;
let accountNumber: string;

type Fields = Readonly<Record<string, unknown>>;

const post = (body: unknown) => succeed(server, "POST", "/v1/orders/preview", body);
const refusal = async (body: unknown): Promise<Answer["json"]> => {
  const { json } = await server.call("POST", "/v1/orders/preview", body);
  assert.equal(json.success, false, JSON.stringify(json));
  return json.reasons[0];
};

/** A new subscription from 1 July 2024, without processing options. */
function creation(previewOptions: Fields, given: { months?: number | null; plan?: Plan } = {}) {
  const order = subscribeOrder({ accountNumber, plan, from: "2024-07-01", ...given });
  return { ...order, processingOptions: undefined, previewOptions };
}

const through = (specificPreviewThruDate: string, previewTypes = ["BillingDocs"]) => ({
  previewThruType: "SpecificDate",
  specificPreviewThruDate,
  previewTypes,
});

before(async () => {
  server = await startTestServer();
  plan = await aPlan(server, [{ Name: "Monthly Fee", price: 14.99 }]);
  accountNumber = (await anAccount(server)).accountNumber;
});
after(() => server.close());

describe("POST /v1/orders/preview", () => {
  test("answers the published sample of a new subscription", async () => {
    const { previewResult } = await post(creation(through("2024-07-31")));
    const [productRatePlanChargeId] = plan.chargeIds;
    const { productName } = previewResult.invoices[0].invoiceItems[0];
    assert.match(productName, /^Product \d+$/);
    assert.deepEqual(previewResult, {
      invoices: [
        {
          amount: 14.99,
          amountWithoutTax: 14.99,
          taxAmount: 0,
          targetDate: "2024-07-31",
          invoiceItems: [
            {
              serviceStartDate: "2024-07-01",
              serviceEndDate: "2024-07-31",
              amountWithoutTax: 14.99,
              taxAmount: 0,
              chargeDescription: "",
              chargeName: "Monthly Fee",
              chargeNumber: null,
              processingType: "Charge",
              productName,
              productRatePlanChargeId,
              unitPrice: 14.99,
              subscriptionNumber: null,
              orderLineItemNumber: null,
              additionalInfo: { quantity: 1, unitOfMeasure: "", numberOfDeliveries: 0 },
            },
          ],
        },
      ],
    });
  });

  test("keeps nothing and draws no number", async () => {
    const before = await fingerprint(server);
    await post({ ...creation(through("2024-12-31")), processingOptions: { runBilling: true } });
    assert.deepEqual(await fingerprint(server), before);
  });

  test("many at once, beside orders on the same account, all answer the same", async () => {
    const body = { ...creation(through("2024-08-31")), processingOptions: { runBilling: true } };
    const { previewOptions: _, processingOptions: __, ...order } = body;
    const answers = await Promise.all(
      [1, 2, 3, 4, 5, 6].map(async (turn) => {
        const created = turn % 3 === 0 && (await succeed(server, "POST", "/v1/orders", order));
        return created ? undefined : (await post(body)).previewResult;
      }),
    );
    const [first, ...others] = answers.filter((each) => each !== undefined);
    for (const other of others) assert.deepEqual(other, first);
  });

  test("an order date stands for trigger dates that are not given", async () => {
    const { subscriptions }: Answer["json"] = creation({});
    const { triggerDates: _, ...action } = subscriptions[0].orderActions[0];
    const body = creation(through("2024-07-01"));
    const { previewResult } = await post({ ...body, subscriptions: [{ orderActions: [action] }] });
    assert.equal(previewResult.invoices[0].invoiceItems[0].serviceStartDate, "2024-07-01");
  });

  test("bills to the end of the term, or so many periods", async () => {
    const toTermEnd = await post(creation({ previewThruType: "TermEnd" }));
    const [invoice] = toTermEnd.previewResult.invoices;
    assert.equal(invoice.targetDate, "2025-06-30");
    assert.equal(invoice.invoiceItems.length, 12);
    const twoPeriods = { previewThruType: "NumberOfPeriods", previewNumberOfPeriods: 2 };
    const two = await post(creation(twoPeriods));
    assert.equal(two.previewResult.invoices[0].targetDate, "2024-08-31");
    assert.equal(two.previewResult.invoices[0].invoiceItems.length, 2);
  });

  test("what a cancel gives back is on a credit memo", async () => {
    const order = await subscribe(server, {
      accountNumber,
      plan,
      from: "2024-07-01",
      billThrough: "2024-07-01",
    });
    const [subscriptionNumber] = order.subscriptionNumbers;
    const cancel = cancelOrder({ accountNumber, subscriptionNumber, on: "2024-07-01" });
    const types = ["BillingDocs", "ChargeMetrics"];
    const body = { ...cancel, previewOptions: through("2024-07-31", types) };
    const { previewResult } = await post(body);
    assert.deepEqual(previewResult.invoices, []);
    const [memo] = previewResult.creditMemos;
    assert.equal(memo.amount, 14.99);
    assert.equal(memo.creditMemoItems[0].subscriptionNumber, subscriptionNumber);
    const [{ charges }] = previewResult.chargeMetrics;
    assert.deepEqual(charges[0].cmrr, {
      discount: 0,
      discountDelta: 0,
      regular: 0,
      regularDelta: -14.99,
    });
    assert.equal(charges[0].tcv.regularDelta, -179.88);
  });

  test("metrics of a product that is added", async () => {
    const order = await subscribe(server, { accountNumber, plan, from: "2024-07-01" });
    const [subscriptionNumber] = order.subscriptionNumbers;
    const { processingOptions: _, ...change } = productOrder({
      accountNumber,
      subscriptionNumber,
      on: "2024-08-01",
      actions: [adding(plan.productRatePlanId)],
    });
    const previewOptions = { previewTypes: ["ChargeMetrics"] };
    const { previewResult } = await post({ ...change, previewOptions });
    assert.equal("invoices" in previewResult, false);
    const [{ subscriptionNumber: number, charges }] = previewResult.chargeMetrics;
    assert.equal(number, subscriptionNumber);
    assert.deepEqual(
      charges.map(({ cmrr }: Answer["json"]) => cmrr.regularDelta),
      [0, 14.99],
    );
  });

  test("NOT_ALLOWED: a term that has no end, periods of nothing that recurs", async () => {
    const evergreen = await refusal(creation({ previewThruType: "TermEnd" }, { months: null }));
    assert.equal(evergreen.code, 58740030);
    const once = await aPlan(server, [{ ChargeType: "OneTime" }]);
    const periods = { previewThruType: "NumberOfPeriods", previewNumberOfPeriods: 1 };
    assert.equal((await refusal(creation(periods, { plan: once }))).code, 58740030);
  });

  test("MISSING_FIELD: options, how far, and that day", async () => {
    const { previewOptions: _, ...without } = creation({});
    assert.equal((await refusal(without)).code, 58740022);
    assert.match((await refusal(creation({}))).message, /previewThruType/);
    const day = await refusal(creation({ previewThruType: "SpecificDate" }));
    assert.match(day.message, /specificPreviewThruDate/);
    const periods = await refusal(creation({ previewThruType: "NumberOfPeriods" }));
    assert.match(periods.message, /previewNumberOfPeriods/);
  });

  test("a misspelt option is refused, as in the field", async () => {
    assert.equal((await refusal(creation({ previewThroughType: "TermEnd" }))).code, 58740021);
  });

  test("what the order itself may not do is refused as by an order", async () => {
    const unknown = { ...creation(through("2024-07-31")), existingAccountNumber: "A-NOBODY" };
    assert.equal((await refusal(unknown)).code, 58740040);
  });
});

/** What was due years ago. */
const ageing = (oldest: number) => [
  { name: "Current", balance: 0 },
  ...["1 to 30", "31 to 60", "61 to 90", "91 to 120"].map((days) => ({
    name: `${days} days past due`,
    balance: 0,
  })),
  { name: "more than 120 days past due", balance: oldest },
];

describe("a receipt", () => {
  test("says what a cancel with write-off does, and what other policies would", async () => {
    const account = await anAccount(server);
    const own = { accountNumber: account.accountNumber };
    const thirty = await aPlan(server, [{ price: 30 }]);
    const order = await subscribe(server, {
      ...own,
      plan: thirty,
      from: "2023-05-01",
      billThrough: "2023-05-31",
    });
    const [subscriptionNumber] = order.subscriptionNumbers;
    const [invoiceNumber] = order.invoiceNumbers;
    const processingOptions = {
      runBilling: true,
      writeOff: true,
      billingOptions: { targetDate: "2023-05-31", documentDate: "2023-05-31" },
    };
    const cancel = cancelOrder({ ...own, subscriptionNumber, on: "2023-05-01", processingOptions });
    const { receipt, previewResult } = await post({
      ...cancel,
      ...atDate(cancel, "EndOfLastInvoicePeriod", "2023-05-01"),
    });
    assert.equal(previewResult, undefined);
    const [invoice] = receipt.invoices;
    assert.equal(invoice.invoiceNumber, invoiceNumber);
    const { before, billed, credited, applied, writtenOff, after } = invoice;
    assert.deepEqual(
      { before, billed, credited, applied, writtenOff, after },
      { before: 30, billed: 0, credited: 0, applied: 0, writtenOff: 30, after: 0 },
    );
    assert.deepEqual(receipt.account, {
      before: {
        balance: 30,
        unappliedCredit: 0,
        unappliedPayment: 0,
        ageing: ageing(30),
        contractedMrr: 0,
      },
      after: {
        balance: 0,
        unappliedCredit: 0,
        unappliedPayment: 0,
        ageing: ageing(0),
        contractedMrr: 0,
      },
    });
    // Cancelled at the end of the first of twelve months.
    assert.equal(receipt.tcvChange, -330);
    assert.deepEqual(receipt.writeOff, [{ invoiceNumber, amount: 30, status: "Success" }]);
    const said = receipt.policies.map((policy: Answer["json"]) => [
      policy.cancellationPolicy,
      policy.cancelledDate,
      policy.invoices?.[0]?.applied,
      policy.invoices?.[0]?.writtenOff,
    ]);
    assert.deepEqual(said, [
      ["EndOfCurrentTerm", "2024-05-01", 0, 30],
      ["EndOfLastInvoicePeriod", "2023-06-01", 0, 30],
      ["SpecificDate", "2023-05-01", 30, 0],
    ]);
    const specific = receipt.policies[2];
    assert.equal(specific.invoices[0].credited, 30);
  });

  test("says how each amount was reckoned, and why a policy is not possible", async () => {
    const order = await subscribe(server, {
      accountNumber,
      plan,
      from: "2024-07-01",
      months: null,
    });
    const [subscriptionNumber] = order.subscriptionNumbers;
    const processingOptions = { runBilling: true, billingOptions: { targetDate: "2024-07-31" } };
    const cancel = cancelOrder({
      accountNumber,
      subscriptionNumber,
      on: "2024-08-01",
      processingOptions,
    });
    const { receipt } = await post(cancel);
    const [{ documentType, amount, items }] = receipt.documents;
    assert.deepEqual([documentType, amount], ["Invoice", 14.99]);
    assert.equal(items[0].derivation.rule, "full period");
    assert.equal(receipt.invoices[0].invoiceNumber, null);
    assert.equal(receipt.invoices[0].billed, 14.99);
    assert.equal(receipt.tcvChange, null);
    const { before, after } = receipt.account;
    assert.equal((before.contractedMrr - after.contractedMrr).toFixed(2), "14.99");
    const [endOfTerm, lastPeriod, specific] = receipt.policies;
    assert.match(endOfTerm.refused, /evergreen/);
    assert.match(lastPeriod.refused, /has not been invoiced/);
    assert.equal(specific.cancelledDate, "2024-08-01");
  });

  test("without a date there is nothing to compare SpecificDate by", async () => {
    const order = await subscribe(server, { accountNumber, plan, from: "2024-07-01" });
    const [subscriptionNumber] = order.subscriptionNumbers;
    const processingOptions = { runBilling: false };
    const on = "EndOfCurrentTerm";
    const { receipt } = await post(
      cancelOrder({ accountNumber, subscriptionNumber, on, processingOptions }),
    );
    assert.deepEqual(receipt.invoices, []);
    assert.match(receipt.policies[2].refused, /cancellationEffectiveDate/);
  });
});

/** The same cancellation by another policy, with a date to compare it by. */
function atDate(
  cancel: Answer["json"],
  cancellationPolicy: string,
  cancellationEffectiveDate: string,
): Fields {
  const [subscription] = cancel.subscriptions;
  const cancelSubscription = { cancellationPolicy, cancellationEffectiveDate };
  const orderActions = [{ type: "CancelSubscription", cancelSubscription }];
  return { subscriptions: [{ ...subscription, orderActions }] };
}
