/** The older ways to create and to change subscriptions: POST /v1/action/subscribe and amend. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { anAccount, aPlan, subscribe as order, type Plan, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let plan: Plan;
let seats: Plan;

before(async () => {
  server = await startTestServer();
  plan = await aPlan(server, [{ price: 100 }]);
  const perUnit = { ChargeModel: "Per Unit Pricing", UOM: "Each", DefaultQuantity: 2 };
  seats = await aPlan(server, [{ price: 10, ...perUnit }]);
});
after(() => server.close());
afterEach(() => assertConserved(server.database, server.entityId));

type Json = Answer["json"];
type Fields = Readonly<Record<string, unknown>>;

const get = (path: string) => succeed(server, "GET", path);

const CLARK = { FirstName: "Ada", LastName: "Clark", Country: "United States", State: "CA" };
const ACCOUNT = { Name: "Amy Lawrence", Currency: "USD", BillCycleDay: 1, Batch: "Batch1" };
const CARD = {
  ...{ Type: "CreditCard", CreditCardType: "Visa", CreditCardNumber: "4111111111111111" },
  ...{ CreditCardExpirationYear: 2099, CreditCardExpirationMonth: 12 },
  CreditCardHolderName: "Amy Lawrence",
};

const ratePlan = (of: Plan = plan, ...charges: Fields[]) => ({
  RatePlan: { ProductRatePlanId: of.productRatePlanId },
  ...(charges.length > 0 && {
    RatePlanChargeData: charges.map((RatePlanCharge) => ({ RatePlanCharge })),
  }),
});

const data = (subscription: Fields = {}, ...plans: Fields[]) => ({
  Subscription: {
    ...{
      ContractEffectiveDate: "2023-01-01",
      TermType: "TERMED",
      InitialTerm: 12,
      RenewalTerm: 12,
    },
    ...subscription,
  },
  RatePlanData: plans.length > 0 ? plans : [ratePlan()],
});

const through = (InvoiceTargetDate: string) => ({
  SubscribeInvoiceProcessingOptions: { InvoiceTargetDate },
});

const anew = (more: Fields = {}) => ({
  ...{ Account: ACCOUNT, BillToContact: CLARK, SubscriptionData: data() },
  SubscribeOptions: through("2023-01-31"),
  ...more,
});

async function subscribed(...subscribes: Fields[]): Promise<Json[]> {
  const { status, json, text } = await server.call("POST", "/v1/action/subscribe", { subscribes });
  assert.equal(status, 200, text);
  assert.equal(json.length, subscribes.length);
  return json;
}

async function one(request: Fields): Promise<Json> {
  const [result] = await subscribed(request);
  assert.equal(result.Success, true, JSON.stringify(result));
  return result;
}

async function refusal(request: Fields): Promise<string> {
  const [result] = await subscribed(request);
  assert.equal(result.Success, false, JSON.stringify(result));
  return result.Errors[0].Message;
}

describe("subscribe", () => {
  test("creates an account with its contacts, subscribes, bills and collects", async () => {
    const done = await one(anew({ PaymentMethod: CARD }));
    assert.deepEqual(Object.keys(done).sort(), [
      ...["AccountId", "AccountNumber", "GatewayResponse", "GatewayResponseCode", "InvoiceId"],
      ...[
        "InvoiceNumber",
        "InvoiceResult",
        "PaymentId",
        "PaymentTransactionNumber",
        "SubscriptionId",
      ],
      ...["SubscriptionNumber", "Success", "TotalMrr", "TotalTcv"],
    ]);
    assert.deepEqual([done.TotalMrr, done.TotalTcv], [100, 1200]);
    assert.deepEqual(done.InvoiceResult, {
      Invoice: [{ Id: done.InvoiceId, InvoiceNumber: done.InvoiceNumber }],
    });
    const account = await get(`/v1/accounts/${done.AccountId}`);
    assert.equal(account.basicInfo.name, "Amy Lawrence");
    assert.equal(account.billToContact.lastName, "Clark");
    assert.equal(account.metrics.totalInvoiceBalance, 0);
    const payment = await get(`/v1/payments/${done.PaymentId}`);
    assert.deepEqual([payment.amount, payment.status], [100, "Processed"]);
  });

  test("of an account that there is; each is answered by itself", async () => {
    const { accountId } = await anAccount(server);
    const ours = { Account: { Id: accountId }, SubscribeOptions: through("2023-02-28") };
    const [first, wrong, third] = await subscribed(
      { ...ours, SubscriptionData: data({ Name: "S-FIRST", Notes: "First", AutoRenew: true }) },
      { ...ours, SubscriptionData: data({ Name: "S-FIRST" }) },
      {
        ...ours,
        SubscriptionData: data(
          { IsInvoiceSeparate: true, CpqBundleJsonId__QT: "q" },
          ratePlan(seats, {
            ...{ ProductRatePlanChargeId: seats.chargeIds[0], Quantity: 5, Price: 7 },
            ...{ BillingPeriod: "Quarter", EndDateCondition: "SubscriptionEnd" },
          }),
        ),
      },
    );
    assert.deepEqual([first.SubscriptionNumber, first.PaymentId], ["S-FIRST", undefined]);
    assert.equal(wrong.Success, false);
    assert.match(wrong.Errors[0].Message, /S-FIRST/);
    const subscription = await get(`/v1/subscriptions/${third.SubscriptionNumber}`);
    const [{ quantity, price, billingPeriod }] = subscription.ratePlans[0].ratePlanCharges;
    assert.deepEqual([quantity, price, billingPeriod], [5, 7, "Quarter"]);
    assert.equal(subscription.invoiceSeparately, true);
    const { metrics } = await get(`/v1/accounts/${accountId}`);
    assert.equal(metrics.totalInvoiceBalance, 200 + 35);
  });

  test("bills and collects nothing where it says so", async () => {
    const options = { GenerateInvoice: false, ProcessPayments: false };
    const done = await one(anew({ SubscribeOptions: options, PaymentMethod: CARD }));
    assert.deepEqual([done.InvoiceId, done.PaymentId], [undefined, undefined]);
    const unpaid = { ...through("2023-01-31"), ProcessPayments: false };
    const billed = await one(anew({ SubscribeOptions: unpaid, PaymentMethod: CARD }));
    const { metrics } = await get(`/v1/accounts/${billed.AccountId}`);
    assert.equal(metrics.totalInvoiceBalance, 100);
  });

  test("what fails leaves no account", async () => {
    const before = await get("/object-query/accounts?pageSize=99");
    const declined = { ...CARD, CreditCardNumber: "4000000000000002" };
    const unknown = data({}, { RatePlan: { ProductRatePlanId: "0".repeat(32) } });
    await refusal(anew({ PaymentMethod: declined }));
    await refusal(anew({ PaymentMethod: CARD, SubscriptionData: unknown }));
    await refusal(anew({ SubscriptionData: unknown }));
    const after = await get("/object-query/accounts?pageSize=99");
    assert.equal(after.data.length, before.data.length);
  });

  test("a preview says what would be billed, and makes nothing", async () => {
    const before = await get("/object-query/accounts?pageSize=99");
    const previewed = (PreviewOptions: Fields) =>
      one(
        anew({
          PreviewOptions: { EnablePreviewMode: true, ...PreviewOptions },
          SubscribeOptions: {},
        }),
      );
    const term = await previewed({ PreviewThroughTermEnd: true });
    const [{ Invoice, InvoiceItem }] = term.InvoiceData;
    assert.deepEqual([Invoice.Amount, Invoice.TargetDate], [1200, "2023-12-31"]);
    assert.equal(InvoiceItem.length, 12);
    const { ServiceStartDate, ServiceEndDate, ChargeAmount, ChargeName } = InvoiceItem[0];
    assert.deepEqual(
      [ServiceStartDate, ServiceEndDate, ChargeAmount, ChargeName],
      ["2023-01-01", "2023-01-31", 100, "Silver plan"],
    );
    const metrics = await previewed({ NumberOfPeriods: 2, PreviewType: "ChargeMetrics" });
    assert.equal(metrics.InvoiceData, undefined);
    assert.deepEqual(
      metrics.ChargeMetricsData.ChargeMetrics.map((each: Json) => [each.MRR, each.TCV]),
      [[100, 1200]],
    );
    const after = await get("/object-query/accounts?pageSize=99");
    assert.equal(after.data.length, before.data.length);
  });

  test("is refused by name for what is not supported", async () => {
    const { accountId: Id } = await anAccount(server);
    const ours = { Account: { Id }, SubscriptionData: data() };
    for (const [request, name] of [
      [anew({ BillToContact: undefined }), "BillToContact"],
      [anew({ Account: { ...ACCOUNT, Currency: undefined } }), "Currency"],
      [{ ...ours, PaymentMethod: CARD }, "PaymentMethod"],
      [anew({ PaymentMethod: { Type: "PayPal", PaypalBaid: "B-1" } }), "PaymentMethod.Type"],
      [
        { ...ours, SubscribeOptions: { ExternalPaymentOptions: { Amount: 1 } } },
        "ExternalPaymentOptions",
      ],
      [{ ...ours, SubscriptionData: data({ InvoiceOwnerId: Id }) }, "InvoiceOwnerId"],
      [{ ...ours, SubscriptionData: data({ InitialTerm: "many" }) }, "initialTerm"],
      [
        { ...ours, SubscriptionData: data({}, ratePlan(plan, { RevRecCode: "x" })) },
        "RatePlanCharge.RevRecCode",
      ],
      [
        { ...ours, PreviewOptions: { EnablePreviewMode: true, PreviewType: "Everything" } },
        "PreviewType",
      ],
    ] as const) {
      assert.match(await refusal(request), new RegExp(`'[\\w.]*${name}'`), name);
    }
  });

  test("MAX_RECORDS_EXCEEDED: more than fifty at once", async () => {
    const subscribes = Array.from({ length: 51 }, () => anew());
    const { status, json } = await server.call("POST", "/v1/action/subscribe", { subscribes });
    assert.deepEqual([status, json.FaultCode], [400, "MAX_RECORDS_EXCEEDED"]);
  });
});

describe("amend", () => {
  /** Billed through January 2023, 100 a month. */
  async function aSubscription(): Promise<Json> {
    const { accountNumber, accountId } = await anAccount(server);
    const from = "2023-01-01";
    const made = await order(server, { accountNumber, plan, from, billThrough: "2023-01-31" });
    const number = made.subscriptionNumbers[0];
    return { accountId, number, ...(await get(`/v1/subscriptions/${number}`)) };
  }

  const amendment = (SubscriptionId: string, Type: string, fields: Fields = {}) => ({
    ...{ Name: `A ${Type}`, Type, SubscriptionId, ContractEffectiveDate: "2023-02-01" },
    ...fields,
  });

  async function amended(amendments: Fields[], more: Fields = {}): Promise<Json> {
    const requests = [{ Amendments: amendments, ...more }];
    const { status, json, text } = await server.call("POST", "/v1/action/amend", { requests });
    assert.equal(status, 200, text);
    assert.equal(json.results.length, 1);
    return json.results[0];
  }

  async function done(amendments: Fields[], more: Fields = {}): Promise<Json> {
    const result = await amended(amendments, more);
    assert.equal(result.Success, true, JSON.stringify(result));
    return result;
  }

  const latest = ({ number }: Json) => get(`/v1/subscriptions/${number}`);

  test("adds, updates and removes products by one order, and bills what changes", async () => {
    const subscription = await aSubscription();
    const { id } = subscription;
    const [{ id: silver, ratePlanCharges }] = subscription.ratePlans;
    const [{ productRatePlanChargeId }] = ratePlanCharges;
    const AmendmentSubscriptionRatePlanId = silver;
    const result = await done(
      [
        amendment(id, "NewProduct", { RatePlanData: ratePlan(seats) }),
        amendment(id, "UpdateProduct", {
          RatePlanData: {
            RatePlan: { AmendmentSubscriptionRatePlanId },
            RatePlanChargeData: [
              { RatePlanCharge: { ProductRatePlanChargeId: productRatePlanChargeId, Price: 130 } },
            ],
          },
        }),
      ],
      {
        AmendOptions: {
          GenerateInvoice: true,
          ProcessPayments: false,
          InvoiceProcessingOptions: { InvoiceTargetDate: "2023-02-28" },
        },
      },
    );
    assert.equal(result.TotalDeltaMrr, 50);
    assert.equal(result.AmendmentIds.length, 2);
    const { amount } = await get(`/v1/invoices/${result.InvoiceId}`);
    assert.equal(amount, 150);
    const now = await latest(subscription);
    assert.deepEqual([now.id, now.version, now.ratePlans.length], [result.SubscriptionId, 2, 2]);

    const removed = await done([
      amendment(now.id, "RemoveProduct", {
        ContractEffectiveDate: "2023-03-01",
        RatePlanData: { RatePlan: { AmendmentSubscriptionRatePlanId } },
      }),
    ]);
    assert.equal(removed.TotalDeltaMrr, -130);
    assert.equal(removed.InvoiceId, undefined);
  });

  test("changes terms, renews, and hands over to another owner", async () => {
    const subscription = await aSubscription();
    const terms = {
      AutoRenew: true,
      RenewalTerm: 6,
      RenewalTermPeriodType: "Month",
      CurrentTerm: 24,
    };
    const changed = await done([amendment(subscription.id, "TermsAndConditions", terms)]);
    const longer = await latest(subscription);
    const [amendmentId] = changed.AmendmentIds;
    const { currentTerm, renewalTerm, autoRenew, ...told } = await get(
      `/v1/amendments/${amendmentId}`,
    );
    assert.deepEqual([currentTerm, renewalTerm, autoRenew], [24, 6, true]);
    assert.deepEqual(
      [told.type, told.name, told.newSubscriptionId, told.contractEffectiveDate],
      ["TermsAndConditions", "A TermsAndConditions", longer.id, "2023-02-01"],
    );
    const fields = "Type,SubscriptionId,Status";
    assert.deepEqual(await get(`/v1/object/amendment/${amendmentId}?fields=${fields}`), {
      ...{ Id: amendmentId, Type: "TermsAndConditions", Status: "Completed" },
      SubscriptionId: subscription.id,
    });
    assert.deepEqual(
      [longer.autoRenew, longer.renewalTerm, longer.termEndDate],
      [true, 6, "2025-01-01"],
    );
    const { accountId } = await anAccount(server);
    const destination = { DestinationAccountId: accountId, DestinationInvoiceOwnerId: accountId };
    await done([
      amendment(longer.id, "Renewal"),
      amendment(longer.id, "OwnerTransfer", destination),
    ]);
    const now = await latest(subscription);
    const transfer = await get(`/v1/amendments/subscriptions/${now.id}`);
    assert.deepEqual(
      [transfer.type, transfer.destinationAccountId, transfer.baseSubscriptionId],
      ["OwnerTransfer", accountId, longer.id],
    );
    assert.deepEqual([now.termEndDate, now.accountId], ["2025-07-01", accountId]);
  });

  test("suspends, resumes and cancels", async () => {
    const subscription = await aSubscription();
    await done([
      amendment(subscription.id, "SuspendSubscription", { SuspendDate: "2023-03-01" }),
      amendment(subscription.id, "ResumeSubscription", { ResumeDate: "2023-04-01" }),
    ]);
    const { id } = await latest(subscription);
    const AmendOptions = {
      GenerateInvoice: true,
      InvoiceProcessingOptions: { InvoiceTargetDate: "2023-01-31" },
    };
    const cancelled = await done([amendment(id, "Cancellation", { EffectiveDate: "2023-01-16" })], {
      AmendOptions,
    });
    const now = await latest(subscription);
    assert.deepEqual(
      [now.status, now.cancelledDate ?? now.termEndDate],
      ["Cancelled", "2023-01-16"],
    );
    const memo = await get(`/v1/credit-memos/${cancelled.CreditMemoId}`);
    assert.equal(memo.amount, 51.61);
  });

  test("ENTITY_NOT_FOUND: what creates a subscription is no amendment", async () => {
    const { id } = await aSubscription();
    const { status, json } = await server.call("GET", `/v1/amendments/subscriptions/${id}`);
    assert.ok(status >= 400 || json.success === false);
    assert.match(json.reasons[0].message, /Cannot find/);
  });

  test("a preview makes nothing", async () => {
    const subscription = await aSubscription();
    const PreviewOptions = {
      ...{ EnablePreviewMode: true, PreviewType: "InvoiceItemChargeMetrics" },
      PreviewThroughTermEnd: true,
    };
    const plans = { RatePlanData: [ratePlan(seats)] };
    const result = await done([amendment(subscription.id, "NewProduct", plans)], {
      PreviewOptions,
    });
    assert.equal(result.TotalDeltaMrr, 20);
    assert.equal(result.InvoiceDatas[0].Invoice.Amount, 11 * 100 + 11 * 20);
    assert.ok(result.ChargeMetricsData.ChargeMetrics.length > 0);
    assert.equal((await latest(subscription)).version, 1);
  });

  test("all of it fails where one amendment does, and it is refused by name", async () => {
    const subscription = await aSubscription();
    const { id } = subscription;
    const newProduct = amendment(id, "NewProduct", { RatePlanData: ratePlan(seats) });
    for (const [amendments, message] of [
      [
        [newProduct, amendment(id, "RemoveProduct", { RatePlanData: {} })],
        /'RatePlanData'|ratePlanId/,
      ],
      [[newProduct, amendment(id, "Dissolution")], /'Amendment.Type'/],
      [[newProduct, amendment(id, "Renewal", { Status: "Draft" })], /'Amendment.Status'/],
      [[newProduct, amendment(id, "Renewal", { Code: "A-1" })], /'Amendment.Code'/],
      [[newProduct, amendment("f".repeat(32), "Renewal")], /'SubscriptionId'/],
      [[amendment("f".repeat(32), "Renewal")], /Cannot find|invalid id/i],
      [[], /'SubscriptionId'/],
      [Array.from({ length: 11 }, () => newProduct), /Maximum number of records is 10/],
      [[newProduct, amendment(id, "Cancellation", { EffectiveDate: "2020-01-01" })], /before/],
    ] as const) {
      const result = await amended([...amendments]);
      assert.equal(result.Success, false, JSON.stringify(result));
      assert.match(result.Errors[0].Message, message);
    }
    assert.equal((await latest(subscription)).version, 1);
  });
});
