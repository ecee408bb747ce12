/** Subscriptions as clients read and cancel them. Shapes are those of recorded answers. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import pg from "pg";
import {
  anAccount,
  aPlan,
  cancelOrder,
  type Plan,
  type Subscribe,
  subscribe,
  succeed,
} from "#test/support/company.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

const V211 = { "zuora-version": "211.0" };

let server: TestServer;
let monthly: Plan;

before(async () => {
  server = await startTestServer();
  await anAccount(server, { accountNumber: "A1", name: "Clark Ltd" });
  monthly = await aPlan(server, [{ price: 100 }]);
});

after(() => server.close());

const get = (path: string): Promise<Answer["json"]> =>
  succeed(server, "GET", `/v1/subscriptions/${path}`);

const cancel = (
  number: string,
  body: unknown,
  headers?: Readonly<Record<string, string>>,
): Promise<Answer> => server.call("PUT", `/v1/subscriptions/${number}/cancel`, body, headers);

/** A subscription of A1 to the monthly plan, from 2023. */
async function aSubscription(given: Partial<Subscribe> = {}): Promise<string> {
  const subscribed = { accountNumber: "A1", plan: monthly, from: "2023-01-01", ...given };
  const { subscriptionNumbers } = await subscribe(server, subscribed);
  return subscriptionNumbers[0];
}

describe("the shape of a subscription", () => {
  const KEYS = `id accountId accountNumber accountName invoiceOwnerAccountId
    invoiceOwnerAccountNumber invoiceOwnerAccountName subscriptionNumber version revision termType
    invoiceSeparately contractEffectiveDate serviceActivationDate customerAcceptanceDate
    subscriptionStartDate subscriptionEndDate lastBookingDate termStartDate termEndDate initialTerm
    initialTermPeriodType currentTerm currentTermPeriodType autoRenew renewalSetting renewalTerm
    renewalTermPeriodType currency contractedMrr totalContractedValue notes status billToContact
    paymentTerm invoiceTemplateId invoiceTemplateName sequenceSetId sequenceSetName soldToContact
    isLatestVersion cancelReason ratePlans orderNumber externallyManagedBy statusHistory
    invoiceGroupNumber createTime updateTime scheduledCancelDate scheduledSuspendDate
    scheduledResumeDate communicationProfileId totalNumberOfChargeSegments success`;

  const PLAN_KEYS = `id productId productName productSku productRatePlanId productRatePlanNumber
    ratePlanName subscriptionProductFeatures externallyManagedPlanId subscriptionRatePlanNumber
    isFromExternalCatalog ratePlanCharges originalRatePlanId`;

  const CHARGE_KEYS = `id originalChargeId productRatePlanChargeId number name
    productRatePlanChargeNumber type model originalListPrice uom version
    subscriptionChargeDeliverySchedule numberOfDeliveries priceChangeOption priceIncreasePercentage
    currency chargeModelConfiguration inputArgumentId includedUnits overagePrice applyDiscountTo
    discountLevel discountClass applyToBillingPeriodPartially billingDay listPriceBase
    specificListPriceBase billingPeriod specificBillingPeriod billingTiming ratingGroup
    billingPeriodAlignment quantity prorationOption isStackedDiscount reflectDiscountInNetAmount
    smoothingModel numberOfPeriods overageCalculationOption overageUnusedUnitsCreditOption
    unusedUnitsCreditRates usageRecordRatingOption segment effectiveStartDate effectiveEndDate
    processedThroughDate chargedThroughDate done triggerDate triggerEvent endDateCondition
    upToPeriodsType upToPeriods specificEndDate mrr dmrc tcv dtcv originalOrderDate amendedByOrderOn
    description salesPrice taxable taxCode taxMode tiers discountApplyDetails pricingSummary price
    discountAmount discountPercentage isLastSegment originalListDiscountAmount
    originalListDiscountPercentage`;

  const keys = (text: string): string[] => text.split(/\s+/);

  test("every key that was measured is there, in its order", async () => {
    const subscription = await get(await aSubscription());
    assert.deepEqual(Object.keys(subscription), keys(KEYS));
    assert.deepEqual(Object.keys(subscription.ratePlans[0]), keys(PLAN_KEYS));
    assert.deepEqual(Object.keys(subscription.ratePlans[0].ratePlanCharges[0]), keys(CHARGE_KEYS));
  });

  test("of a recurring charge that was billed once", async () => {
    const number = await aSubscription({ billThrough: "2023-01-01" });
    const { ratePlans, ...subscription } = await get(number);
    assert.equal(subscription.revision, "1.0");
    assert.equal(subscription.termEndDate, "2024-01-01");
    assert.equal(subscription.contractedMrr, 100);
    assert.equal(subscription.totalContractedValue, 1200);
    assert.deepEqual(subscription.statusHistory, [
      { startDate: "2023-01-01", endDate: null, status: "Active" },
    ]);
    assert.match(subscription.createTime, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    assert.equal(ratePlans[0].productName, "Product 1");
    assert.equal(ratePlans[0].productSku, "SKU-00000001");
    assert.equal(ratePlans[0].productRatePlanNumber, "PRP-00000001");
    assert.equal("lastChangeType" in ratePlans[0], false);
    const [charge] = ratePlans[0].ratePlanCharges;
    assert.equal(charge.productRatePlanChargeNumber, "PRPC-00000001");
    assert.equal(charge.priceChangeOption, "NoChange");
    assert.equal(charge.billingDay, "DefaultFromCustomer");
    assert.equal(charge.pricingSummary, "USD100");
    assert.equal(charge.chargedThroughDate, "2023-02-01");
    assert.equal(charge.processedThroughDate, "2023-01-01");
    assert.equal(charge.done, false);
    assert.deepEqual([charge.mrr, charge.dmrc, charge.tcv, charge.dtcv], [100, 100, 1200, 1200]);
  });

  test("of a one-time charge: One_Time, one day, no monthly revenue, no billing period", async () => {
    const plan = await aPlan(server, [{ price: 24, ChargeType: "OneTime", Name: "Set-up" }]);
    const number = await aSubscription({ plan, from: "2012-02-01", billThrough: "2012-02-01" });
    const [charge] = (await get(number)).ratePlans[0].ratePlanCharges;
    assert.equal(charge.endDateCondition, "One_Time");
    assert.equal(charge.effectiveStartDate, "2012-02-01");
    assert.equal(charge.effectiveEndDate, "2012-02-02");
    assert.equal(charge.chargedThroughDate, "2012-02-02");
    assert.equal(charge.processedThroughDate, "2012-02-02");
    assert.equal(charge.done, true);
    const { mrr, dmrc, billingDay, billingPeriod, priceChangeOption } = charge;
    assert.deepEqual(
      [mrr, dmrc, billingDay, billingPeriod, priceChangeOption],
      Array(5).fill(null),
    );
    assert.deepEqual([charge.tcv, charge.dtcv], [24, 24]);
  });

  test("of billing days, units and yearly prices", async () => {
    const plan = await aPlan(server, [
      {
        price: 100,
        BillingPeriod: "Annual",
        BillCycleType: "SpecificDayofMonth",
        BillCycleDay: 15,
      },
      { price: 4, ChargeModel: "Per Unit Pricing", UOM: "Each", DefaultQuantity: 11 },
    ]);
    const { ratePlans } = await get(await aSubscription({ plan }));
    const [yearly, units] = ratePlans[0].ratePlanCharges;
    assert.equal(yearly.billingDay, "SpecificDayofMonth(15)");
    assert.equal(yearly.mrr, 8.333333333);
    assert.equal(yearly.tcv, 100);
    assert.equal(units.pricingSummary, "USD4/Each");
    assert.equal(units.quantity, 11);
    assert.equal(units.mrr, 44);
  });

  test("of evergreen: no end, no contracted value", async () => {
    const subscription = await get(await aSubscription({ months: null }));
    const { termEndDate, subscriptionEndDate, initialTerm, currentTerm } = subscription;
    assert.deepEqual(
      [termEndDate, subscriptionEndDate, initialTerm, currentTerm],
      Array(4).fill(null),
    );
    assert.equal(subscription.termType, "EVERGREEN");
    assert.equal(subscription.totalContractedValue, null);
    assert.equal(subscription.contractedMrr, 100);
    const [charge] = subscription.ratePlans[0].ratePlanCharges;
    assert.deepEqual([charge.effectiveEndDate, charge.tcv, charge.dtcv], Array(3).fill(null));
  });

  test("of a pending charge: no dates, nothing contracted yet in value", async () => {
    const [productRatePlanChargeId] = monthly.chargeIds;
    const startDate = { triggerEvent: "SpecificDate" };
    const number = await aSubscription({
      chargeOverrides: [{ productRatePlanChargeId, startDate }],
    });
    const [charge] = (await get(number)).ratePlans[0].ratePlanCharges;
    assert.deepEqual([charge.effectiveStartDate, charge.effectiveEndDate], [null, null]);
    assert.deepEqual([charge.mrr, charge.tcv], [100, 0]);
  });

  test("custom fields stand at the top, after the status; those of a rate plan stand with it", async () => {
    const order = {
      orderDate: "2023-01-01",
      existingAccountNumber: "A1",
      subscriptions: [
        {
          customFields: { ReaderType__c: "Direct", QuoteNumber__QT: null },
          orderActions: [
            {
              type: "CreateSubscription",
              createSubscription: {
                terms: { initialTerm: { termType: "TERMED", period: 1, periodType: "Year" } },
                subscribeToRatePlans: [
                  {
                    productRatePlanId: monthly.productRatePlanId,
                    customFields: { Edition__c: "Weekend" },
                  },
                ],
              },
            },
          ],
        },
      ],
    };
    const { subscriptionNumbers } = await succeed(server, "POST", "/v1/orders", order);
    const subscription = await get(subscriptionNumbers[0]);
    assert.equal(subscription.ReaderType__c, "Direct");
    assert.equal(subscription.QuoteNumber__QT, null);
    const names = Object.keys(subscription);
    assert.equal(names.indexOf("billToContact"), names.indexOf("status") + 3);
    assert.equal(subscription.ratePlans[0].Edition__c, "Weekend");
  });

  test("a bill-to contact of its own is shown, the account's is not", async () => {
    const account = await anAccount(server, { accountNumber: "A2" });
    const own = await aSubscription({
      accountNumber: "A2",
      createSubscription: { billToContactId: account.soldToContactId, paymentTerm: "Net 30" },
    });
    const { billToContact, paymentTerm } = await get(own);
    assert.equal(billToContact.id, account.soldToContactId);
    assert.equal(billToContact.country, "United States");
    assert.equal(paymentTerm, "Net 30");
  });
});

describe("which version and which segment", () => {
  let number: string;
  let first: Answer["json"];

  before(async () => {
    number = await aSubscription();
    first = await get(number);
    await succeed(
      server,
      "POST",
      "/v1/orders",
      cancelOrder({ accountNumber: "A1", subscriptionNumber: number, on: "2023-05-24" }),
    );
  });

  test("a number finds the latest version, an id that very version", async () => {
    const latest = await get(number);
    assert.deepEqual(
      [latest.version, latest.status, latest.isLatestVersion],
      [2, "Cancelled", true],
    );
    const old = await get(first.id);
    assert.deepEqual([old.version, old.status, old.isLatestVersion], [1, "Expired", false]);
    assert.equal((await get(latest.id)).version, 2);
    assert.notEqual(latest.orderNumber, old.orderNumber);
    assert.equal(latest.createTime, old.createTime);
  });

  test("a version is found by its number, whatever the key", async () => {
    assert.equal((await get(`${number}/versions/1`)).id, first.id);
    assert.equal((await get(`${first.id}/versions/2`)).status, "Cancelled");
    const { json } = await server.call("GET", `/v1/subscriptions/${number}/versions/3`);
    assert.equal(json.reasons[0].code, 50000040);
  });

  test("ids are new with the version, original ids and numbers stay", async () => {
    const [before] = first.ratePlans[0].ratePlanCharges;
    const latest = await get(number);
    const [charge] = latest.ratePlans[0].ratePlanCharges;
    assert.notEqual(charge.id, before.id);
    assert.equal(charge.originalChargeId, before.id);
    assert.equal(charge.number, before.number);
    assert.equal(latest.ratePlans[0].originalRatePlanId, first.ratePlans[0].id);
    assert.deepEqual([before.version, charge.version], [1, 2]);
    assert.equal(charge.amendedByOrderOn, "2023-05-24");
    assert.equal(charge.dmrc, 0);
    assert.equal(charge.dtcv, charge.tcv - 1200);
  });

  test("all segments come beside the last", async () => {
    const { ratePlans } = await get(`${number}?charge-detail=all-segments`);
    const [charge] = ratePlans[0].ratePlanCharges;
    assert.equal(charge.effectiveEndDate, "2023-05-24");
    const [segment, ...rest] = charge.chargeSegments;
    assert.deepEqual([segment.segment, segment.id, rest.length], [1, charge.id, 0]);
  });

  test("a segment of a day is there on its days only", async () => {
    const on = async (day: string) => {
      const path = `${number}?charge-detail=specific-segment&as-of-date=${day}`;
      return (await get(path)).ratePlans[0].ratePlanCharges.length;
    };
    assert.deepEqual([await on("2023-05-23"), await on("2023-05-24")], [1, 0]);
    const today = await get(`${number}?charge-detail=current-segment`);
    assert.deepEqual(today.ratePlans[0].ratePlanCharges, []);
  });

  test("rate plans with no charges can be left out", async () => {
    const without = "charge-detail=current-segment&exclude-rate-plans-with-no-charges=true";
    assert.deepEqual((await get(`${number}?${without}`)).ratePlans, []);
  });

  test("an unknown charge-detail is refused, and a missing as-of-date", async () => {
    const reasonOf = async (query: string) =>
      (await server.call("GET", `/v1/subscriptions/${number}?${query}`)).json.reasons[0];
    assert.deepEqual(await reasonOf("charge-detail=some"), {
      code: 50000020,
      message:
        "'charge-detail' value should be one of: last-segment, current-segment, all-segments, specific-segment",
    });
    assert.deepEqual(await reasonOf("charge-detail=specific-segment"), {
      code: 50000023,
      message: "Required query parameter 'as-of-date' is missing",
    });
  });

  test("detailed metrics come when asked for, as of a day", async () => {
    const query = "getDetailedMetrics=true&asOfDay=2023-05-23";
    const { ratePlans, ...subscription } = await get(`${number}?${query}`);
    assert.equal(subscription.asOfDayGrossMrr, 100);
    assert.equal(subscription.contractedNetMrr, 100);
    assert.equal(subscription.netTotalContractedValue, subscription.totalContractedValue);
    assert.equal(ratePlans[0].contractedMrr, 100);
    const after = await get(`${number}?getDetailedMetrics=true&asOfDay=2023-05-24`);
    assert.equal(after.asOfDayNetMrr, 0);
  });

  test("the details of owner and invoice owner come when asked for", async () => {
    const query = "getInvoiceOwnerDetails=true&getSubscriptionOwnerDetails=true";
    const subscription = await get(`${number}?${query}`);
    assert.equal(subscription.accountOwnerDetails.accountNumber, "A1");
    assert.deepEqual(subscription.accountOwnerDetails, subscription.invoiceOwnerAccountDetails);
  });

  test("50000040: an unknown key is not found", async () => {
    const { json } = await server.call("GET", "/v1/subscriptions/A-S99999999");
    assert.deepEqual(json.reasons, [
      { code: 50000040, message: "Cannot find entity by key: 'A-S99999999'." },
    ]);
  });
});

describe("the subscriptions of an account", () => {
  const numbers: string[] = [];

  before(async () => {
    await anAccount(server, { accountNumber: "A3" });
    for (let count = 0; count < 5; count += 1) {
      numbers.push(await aSubscription({ accountNumber: "A3" }));
    }
  });

  const listed = async (query: string): Promise<Answer["json"]> => get(`accounts/A3?${query}`);
  const numbersOf = ({ subscriptions }: Answer["json"]): string[] =>
    subscriptions.map((each: Answer["json"]) => each.subscriptionNumber);

  test("come page by page, the newest first", async () => {
    const firstPage = await listed("pageSize=3");
    assert.deepEqual(numbersOf(firstPage), numbers.toReversed().slice(0, 3));
    assert.match(firstPage.nextPage, /\/v1\/subscriptions\/accounts\/A3\?pageSize=3&page=2$/);
    assert.equal("success" in firstPage.subscriptions[0], false);
    const lastPage = await listed("pageSize=3&page=2");
    assert.deepEqual(numbersOf(lastPage), numbers.toReversed().slice(3));
    assert.equal("nextPage" in lastPage, false);
  });

  test("come once each, in the version that is the latest: a change brings one to the front", async () => {
    const [oldest = ""] = numbers;
    await cancel(oldest, { cancellationPolicy: "EndOfCurrentTerm" });
    const { subscriptions } = await listed("");
    assert.equal(subscriptions.length, 5);
    assert.equal(subscriptions[0].subscriptionNumber, oldest);
    assert.equal(subscriptions[0].status, "Cancelled");
  });

  test("are read with the same number of queries, however many they are", async () => {
    const one = await queriesOf(() => listed("pageSize=1"));
    const five = await queriesOf(() => listed("pageSize=5"));
    assert.equal(five, one);
  });

  test("50000040: those of an unknown account are not found", async () => {
    const { json } = await server.call("GET", "/v1/subscriptions/accounts/nobody");
    assert.equal(json.reasons[0].code, 50000040);
  });
});

/** The fewest of a few times: the access log is written beside, once a second. */
async function queriesOf(work: () => Promise<unknown>): Promise<number> {
  const counts: number[] = [];
  for (let time = 0; time < 3; time += 1) counts.push(await queriesOnce(work));
  return Math.min(...counts);
}

async function queriesOnce(work: () => Promise<unknown>): Promise<number> {
  const { query } = pg.Client.prototype;
  let count = 0;
  pg.Client.prototype.query = function counted(this: pg.Client, ...rest: unknown[]) {
    count += 1;
    return Reflect.apply(query, this, rest);
  } as typeof query;
  try {
    await work();
  } finally {
    pg.Client.prototype.query = query;
  }
  return count;
}

describe("cancelling by PUT", () => {
  const specific = { cancellationPolicy: "SpecificDate", cancellationEffectiveDate: "2019-05-31" };

  test("answers the vendor's sample number by number", async () => {
    const number = await aSubscription({ from: "2019-01-01" });
    const { status, json, text } = await cancel(
      number,
      { ...specific, runBilling: true, collect: false, targetDate: "2019-05-31" },
      V211,
    );
    assert.equal(status, 200);
    const { subscriptionId, invoiceId, ...rest } = json;
    assert.deepEqual(rest, {
      success: true,
      cancelledDate: "2019-05-31",
      totalDeltaMrr: 0,
      totalDeltaTcv: -703.2258065,
    });
    assert.match(text, /"totalDeltaTcv":-703\.2258065[,}]/);
    assert.match(invoiceId, /^[0-9a-f]{32}$/);
    assert.equal((await get(subscriptionId)).status, "Cancelled");
  });

  test("A20: makes version 2.0, expires version 1 and ends term and subscription on the date", async () => {
    const number = await aSubscription({ createSubscription: { terms: AUTO_RENEWING } });
    const { id } = await get(number);
    const body = { ...specific, cancellationEffectiveDate: "2023-05-24", orderDate: "2023-05-01" };
    await cancel(number, body);
    const after = await get(number);
    assert.deepEqual([after.version, after.revision, after.status], [2, "2.0", "Cancelled"]);
    assert.equal((await get(id)).status, "Expired");
    assert.equal(after.autoRenew, true);
    assert.deepEqual([after.initialTerm, after.currentTerm, after.renewalTerm], [12, 12, 6]);
    assert.deepEqual([after.termEndDate, after.subscriptionEndDate], Array(2).fill("2023-05-24"));
    assert.equal(after.contractEffectiveDate, "2023-01-01");
    assert.equal(after.cancelReason, null);
    assert.equal(after.lastBookingDate, "2023-05-01");
    assert.deepEqual(after.statusHistory, [
      { startDate: "2023-01-01", endDate: "2023-05-24", status: "Active" },
      { startDate: "2023-05-24", endDate: null, status: "Cancelled" },
    ]);
  });

  test("takes the vendor's sample request: a policy alone, ordered today", async () => {
    const number = await aSubscription();
    const { json } = await cancel(number, { cancellationPolicy: "EndOfCurrentTerm" });
    assert.equal(json.success, true);
    assert.equal(json.cancelledDate, "2024-01-01");
    assert.deepEqual([json.totalDeltaMrr, json.totalDeltaTcv], [0, 0]);
    assert.deepEqual(
      ["invoiceId", "creditMemoId", "paymentId", "paidAmount"].filter((key) => key in json),
      [],
    );
    const { lastBookingDate } = await get(number);
    assert.equal(lastBookingDate, new Date().toISOString().slice(0, 10));
  });

  test("is cancelled at once, although the date lies ahead", async () => {
    const nextYear = `${new Date().getFullYear() + 1}-06-01`;
    const number = await aSubscription({ months: null });
    const body = { ...specific, cancellationEffectiveDate: nextYear };
    assert.equal((await cancel(number, body)).json.totalDeltaTcv, null);
    const { status, termEndDate, contractedMrr } = await get(number);
    assert.deepEqual([status, termEndDate, contractedMrr], ["Cancelled", nextYear, 100]);
  });

  test("bills a credit memo, dated on the target date, with the reason that was given", async () => {
    const number = await aSubscription({ billThrough: "2023-03-01" });
    const body = {
      cancellationPolicy: "SpecificDate",
      cancellationEffectiveDate: "2023-03-16",
      runBilling: "true",
      targetDate: "2023-03-20",
      creditMemoReasonCode: "Customer Satisfaction",
    };
    const { json } = await cancel(number, body, V211);
    const memo = await succeed(server, "GET", `/v1/credit-memos/${json.creditMemoId}`);
    assert.equal(memo.creditMemoDate, "2023-03-20");
    assert.equal(memo.reasonCode, "Customer Satisfaction");
    assert.equal(memo.amount, 51.61);
    assert.equal(memo.unappliedAmount, 51.61);
    assert.equal("invoiceId" in json, false);
  });

  test("dates documents on documentDate if that is given", async () => {
    const number = await aSubscription();
    const body = { cancellationPolicy: "SpecificDate", cancellationEffectiveDate: "2023-01-16" };
    const billing = { runBilling: true, targetDate: "2023-01-20", documentDate: "2023-01-31" };
    const { json } = await cancel(number, { ...body, ...billing }, V211);
    const invoice = await succeed(server, "GET", `/v1/invoices/${json.invoiceId}`);
    assert.deepEqual([invoice.invoiceDate, invoice.amount], ["2023-01-31", 48.39]);
  });

  test("bills nothing at the end of the last invoice period", async () => {
    const number = await aSubscription({ billThrough: "2023-03-01" });
    const body = { cancellationPolicy: "EndOfLastInvoicePeriod", runBilling: true };
    const { json } = await cancel(number, body, V211);
    assert.equal(json.cancelledDate, "2023-04-01");
    assert.deepEqual(["invoiceId" in json, "creditMemoId" in json], [false, false]);
  });

  test("bills this subscription and no other of the account", async () => {
    const [number, other] = [await aSubscription(), await aSubscription()];
    const body = { cancellationPolicy: "EndOfCurrentTerm", runBilling: true };
    await cancel(number, { ...body, targetDate: "2023-01-01" }, V211);
    const { ratePlans } = await get(other);
    assert.equal(ratePlans[0].ratePlanCharges[0].chargedThroughDate, null);
  });

  test("is booked on bookingDate; the customer's notice moves nothing", async () => {
    const number = await aSubscription();
    const { json } = await cancel(number, {
      cancellationPolicy: "SpecificDate",
      cancellationEffectiveDate: "2023-05-24",
      orderDate: "2023-05-01",
      bookingDate: "2023-04-30",
      contractEffectiveDate: "2023-04-20",
    });
    assert.equal(json.cancelledDate, "2023-05-24");
    const { lastBookingDate, ratePlans } = await get(number);
    assert.equal(lastBookingDate, "2023-04-30");
    assert.equal(ratePlans[0].ratePlanCharges[0].amendedByOrderOn, "2023-05-01");
  });

  test("keeps custom fields that come with it", async () => {
    const number = await aSubscription();
    await cancel(number, { cancellationPolicy: "EndOfCurrentTerm", QuoteType__QT: "Cancel" });
    assert.equal((await get(number)).QuoteType__QT, "Cancel");
  });

  test("ignores a date that the policy does not use, as documented", async () => {
    const number = await aSubscription();
    const body = {
      cancellationPolicy: "EndOfCurrentTerm",
      cancellationEffectiveDate: "2001-01-01",
    };
    assert.equal((await cancel(number, body)).json.cancelledDate, "2024-01-01");
  });

  test("from the first day leaves nothing contracted", async () => {
    const number = await aSubscription();
    const body = { cancellationPolicy: "SpecificDate", cancellationEffectiveDate: "2023-01-01" };
    const { json } = await cancel(number, body);
    assert.deepEqual([json.totalDeltaMrr, json.totalDeltaTcv], [-100, -1200]);
    const { contractedMrr, totalContractedValue, statusHistory } = await get(number);
    assert.deepEqual([contractedMrr, totalContractedValue], [0, 0]);
    assert.equal(statusHistory.length, 1);
  });

  test("leaves a pending charge without dates", async () => {
    const [productRatePlanChargeId] = monthly.chargeIds;
    const startDate = { triggerEvent: "SpecificDate" };
    const estimatedStartDate = "2023-09-01";
    const number = await aSubscription({
      chargeOverrides: [{ productRatePlanChargeId, startDate, estimatedStartDate }],
    });
    const body = { cancellationPolicy: "SpecificDate", cancellationEffectiveDate: "2023-03-01" };
    assert.equal((await cancel(number, body)).json.success, true);
    const [charge] = (await get(number)).ratePlans[0].ratePlanCharges;
    assert.deepEqual([charge.effectiveStartDate, charge.effectiveEndDate], [null, null]);
    assert.equal(charge.estimatedStartDate, estimatedStartDate);
  });

  test("two at once: one cancels, the other is told that it is not active", async () => {
    const number = await aSubscription();
    const body = { cancellationPolicy: "EndOfCurrentTerm" };
    const answers = await Promise.all([cancel(number, body), cancel(number, body)]);
    const [codes, successes] = [
      answers.flatMap(({ json }) => json.reasons?.[0].code ?? []),
      answers.filter(({ json }) => json.success),
    ];
    assert.deepEqual([codes, successes.length], [[53200020], 1]);
    assert.equal((await get(number)).version, 2);
  });
});

const AUTO_RENEWING = {
  initialTerm: { termType: "TERMED", period: 12, periodType: "Month" },
  renewalTerms: [{ period: 6, periodType: "Month" }],
  autoRenew: true,
};

describe("how to bill a cancellation, by version", () => {
  const policy = { cancellationPolicy: "EndOfCurrentTerm" };

  /** Version, body, and the fields that it does not know. */
  const refused: [string, Record<string, unknown>, string][] = [
    ["", { invoice: true, collect: true }, "invoice,collect"],
    ["189.0", { collect: false }, "collect"],
    ["", { runBilling: true }, "runBilling"],
    ["207.0", { runBilling: true, targetDate: "2023-01-01" }, "runBilling,targetDate"],
    ["196.0", { invoiceCollect: true }, "invoiceCollect"],
    ["211.0", { invoice: true }, "invoice"],
    ["211.0", { invoiceTargetDate: "2023-01-01" }, "invoiceTargetDate"],
    ["2025-08-12", { invoice: false, invoiceCollect: false }, "invoice,invoiceCollect"],
    ["341.0", { writeOff: true }, "writeOff"],
  ];
  for (const [version, fields, names] of refused) {
    test(`53200021: ${version || "no version"} does not know ${names}`, async () => {
      const number = await aSubscription();
      const { json } = await cancel(number, { ...policy, ...fields }, { "zuora-version": version });
      const [first, ...notes] = json.reasons;
      assert.deepEqual(first, { code: 53200021, message: `Invalid parameter(s): '${names}'.` });
      const versioned = names.split(",").filter((name) => name !== "writeOff");
      assert.equal(notes.length, versioned.length);
      for (const [index, name] of versioned.entries()) {
        assert.ok(notes[index].message.startsWith(`'${name}' needs Zuora-Version `));
      }
      assert.equal((await get(number)).version, 1);
    });
  }

  const billed: [string, Record<string, unknown>, boolean][] = [
    ["196.0", { invoice: true, invoiceTargetDate: "2023-03-20" }, false],
    ["207.0", { invoice: true, collect: false, invoiceTargetDate: "2023-03-20" }, true],
    ["211.0", { runBilling: true, targetDate: "2023-03-20" }, true],
    ["2025-08-12", { runBilling: true, collect: false, targetDate: "2023-03-20" }, true],
  ];
  for (const [version, fields, hasMemo] of billed) {
    test(`${version} bills with ${Object.keys(fields).join(", ")}`, async () => {
      const number = await aSubscription({ billThrough: "2023-03-01" });
      const { json } = await cancel(
        number,
        { cancellationPolicy: "SpecificDate", cancellationEffectiveDate: "2023-03-16", ...fields },
        { "zuora-version": version },
      );
      assert.equal(json.success, true);
      assert.equal("creditMemoId" in json, hasMemo);
      const { ratePlans } = await get(number);
      assert.equal(ratePlans[0].ratePlanCharges[0].chargedThroughDate, "2023-03-16");
    });
  }
});

describe("cancelling by an order", () => {
  const order = (subscriptionNumber: string, action: object, more: object) =>
    succeed(server, "POST", "/v1/orders", {
      orderDate: "2025-01-01",
      existingAccountNumber: "A1",
      subscriptions: [
        { subscriptionNumber, orderActions: [{ type: "CancelSubscription", ...action }] },
      ],
      ...more,
    });

  test("A14: at the end of the last invoice period there is nothing to bill, and no key for it", async () => {
    const number = await aSubscription({ from: "2024-03-01", billThrough: "2024-12-01" });
    const answer = await order(
      number,
      {
        triggerDates: [{ name: "ContractEffective", triggerDate: "2024-12-20" }],
        cancelSubscription: { cancellationPolicy: "EndOfLastInvoicePeriod" },
      },
      { processingOptions: { runBilling: true } },
    );
    const { orderNumber, ...rest } = answer;
    assert.deepEqual(rest, {
      success: true,
      accountNumber: "A1",
      status: "Completed",
      subscriptionNumbers: [number],
    });
    assert.equal((await get(number)).termEndDate, "2025-01-01");
  });

  test("A15: trigger dates do not move the date; the reason for the change is the cancel reason", async () => {
    const number = await aSubscription({ from: "2024-01-01" });
    const triggerDate = "2024-08-29";
    const names = ["ContractEffective", "ServiceActivation", "CustomerAcceptance"];
    await order(
      number,
      {
        triggerDates: names.map((name) => ({ name, triggerDate })),
        changeReason: "Moved away",
        cancelSubscription: {
          cancellationPolicy: "SpecificDate",
          cancellationEffectiveDate: "2024-03-01",
        },
      },
      {},
    );
    const subscription = await get(number);
    assert.equal(subscription.termEndDate, "2024-03-01");
    assert.equal(subscription.contractEffectiveDate, "2024-01-01");
    assert.equal(subscription.cancelReason, "Moved away");
    assert.equal(subscription.lastBookingDate, "2025-01-01");
  });
});
