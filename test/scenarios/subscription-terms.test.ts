/** What a subscription shows of its term and of segments without days, however it got there. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { succeed } from "#test/support/company.ts";
import { aSubscriber, order, type Subscriber, subscriptionOf } from "#test/support/lifecycle.ts";
import { cancelling, updating } from "#test/support/product-orders.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

const RENEWING = {
  renewalSetting: "RENEW_WITH_SPECIFIC_TERM",
  renewalTerms: [{ period: 6, periodType: "Month" }],
};
const renewal = [
  { type: "TermsAndConditions", termsAndConditions: RENEWING },
  { type: "RenewSubscription", renewSubscription: {} },
];

const queried = async ({ subscriptionNumber }: Subscriber): Promise<Answer["json"]> =>
  (await succeed(server, "GET", `/object-query/subscriptions/${subscriptionNumber}`)) as never;

const raised = async (subscriber: Subscriber, on: string, listPrice: number) => {
  const { ratePlans } = await subscriptionOf(server, subscriber);
  const [{ subscriptionRatePlanNumber, ratePlanCharges }] = ratePlans;
  const chargeNumber = ratePlanCharges[0].number;
  const pricing = { recurringFlatFee: { listPrice } };
  return {
    triggerDates: [{ name: "ContractEffective", triggerDate: on }],
    ...updating({ subscriptionRatePlanNumber }, { chargeNumber, pricing }),
  };
};

describe("a subscription that was renewed ahead and cancelled in its first term", () => {
  test("has ended in that term, and is credited from there", async () => {
    const subscriber = await aSubscriber(server, [{ price: 30 }], { billThrough: "2023-12-01" });
    await order(server, subscriber, renewal, "2024-06-01");
    const renewed = await subscriptionOf(server, subscriber);
    assert.deepEqual([renewed.termStartDate, renewed.termEndDate], ["2024-01-01", "2024-07-01"]);
    await order(server, subscriber, [cancelling("2023-06-01")], "2024-07-01");
    const shown = await subscriptionOf(server, subscriber);
    const { termStartDate, termEndDate, currentTerm, currentTermPeriodType } = shown;
    assert.deepEqual([termStartDate, termEndDate], ["2023-01-01", "2023-06-01"]);
    assert.deepEqual([currentTerm, currentTermPeriodType], [12, "Month"]);
    const found = await queried(subscriber);
    assert.deepEqual([found.termStartDate, found.termEndDate], ["2023-01-01", "2023-06-01"]);
    assert.deepEqual([found.currentTerm, found.currentTermPeriodType], [12, "Month"]);
    const { metrics } = await succeed(server, "GET", `/v1/accounts/${subscriber.accountNumber}`);
    assert.equal(metrics.balance, 150);
  });

  test("has its renewed term again when the cancel is deleted", async () => {
    const subscriber = await aSubscriber(server, [{ price: 30 }]);
    await order(server, subscriber, renewal);
    const { orderNumber } = await order(server, subscriber, [cancelling("2023-06-01")]);
    await succeed(server, "DELETE", `/v1/orders/${orderNumber}`);
    const { termStartDate, termEndDate } = await subscriptionOf(server, subscriber);
    assert.deepEqual([termStartDate, termEndDate], ["2024-01-01", "2024-07-01"]);
  });
});

test("the length of a term is read off its days, in Object Query as well", async () => {
  const subscriber = await aSubscriber(server, [{ price: 30 }]);
  const lastTerm = { termType: "TERMED", endDate: "2023-04-01" };
  const shorten = { type: "TermsAndConditions", termsAndConditions: { lastTerm } };
  await order(server, subscriber, [shorten]);
  const { currentTerm, currentTermPeriodType } = await subscriptionOf(server, subscriber);
  assert.deepEqual([currentTerm, currentTermPeriodType], [3, "Month"]);
  const found = await queried(subscriber);
  assert.deepEqual([found.currentTerm, found.currentTermPeriodType], [3, "Month"]);
});

describe("a segment without days", () => {
  const segmentsOf = async (subscriber: Subscriber) => {
    const { ratePlans } = await subscriptionOf(server, subscriber);
    return ratePlans[0].ratePlanCharges[0].chargeSegments;
  };
  const isLastOf = async (subscriber: Subscriber): Promise<[number, boolean][]> => {
    const { subscriptionNumber } = subscriber;
    const path = `/v1/subscriptions/${subscriptionNumber}?charge-detail=all-segments`;
    const { id } = await succeed(server, "GET", path);
    const query = `filter[]=subscriptionId.EQ:${id}&fields[]=segment,isLastSegment`;
    const { data } = await succeed(server, "GET", `/object-query/rate-plan-charges?${query}`);
    return data.map((charge: Answer["json"]) => [charge.segment, charge.isLastSegment]).sort();
  };

  test("changes no MRR and is not the last, until a renewal gives it days", async () => {
    const subscriber = await aSubscriber(server, [{ price: 30 }]);
    await order(server, subscriber, [await raised(subscriber, "2024-01-01", 61)]);
    const [, empty] = await segmentsOf(subscriber);
    assert.deepEqual([empty.mrr, empty.dmrc, empty.tcv], [61, 0, 0]);
    assert.deepEqual(await isLastOf(subscriber), [
      [1, true],
      [2, false],
    ]);
    assert.equal((await subscriptionOf(server, subscriber)).contractedMrr, 30);

    await order(server, subscriber, renewal);
    const [, served] = await segmentsOf(subscriber);
    assert.deepEqual([served.mrr, served.dmrc, served.dtcv], [61, 31, 366]);
    assert.deepEqual(await isLastOf(subscriber), [
      [1, false],
      [2, true],
    ]);
    assert.equal((await subscriptionOf(server, subscriber)).contractedMrr, 61);
  });

  test("M9: has none to lose when it is removed before it begins", async () => {
    const subscriber = await aSubscriber(server, [{ price: 100 }]);
    await order(server, subscriber, [await raised(subscriber, "2023-06-01", 160)]);
    const { ratePlans } = await subscriptionOf(server, subscriber);
    const { subscriptionRatePlanNumber } = ratePlans[0];
    const removal = {
      type: "RemoveProduct",
      triggerDates: [{ name: "ContractEffective", triggerDate: "2023-03-01" }],
      removeProduct: { subscriptionRatePlanNumber },
    };
    await order(server, subscriber, [removal]);
    const segments = await segmentsOf(subscriber);
    assert.deepEqual(
      segments.map(({ mrr, dmrc }: Answer["json"]) => [mrr, dmrc]),
      [
        [100, 0],
        [160, 0],
      ],
    );
  });
});

test("an evergreen subscription that gets a term has TCV in a preview from then on", async () => {
  const subscriber = await aSubscriber(server, [{ price: 30 }], { months: null });
  const { accountNumber, subscriptionNumber } = subscriber;
  const lastTerm = { termType: "TERMED", period: 6, periodType: "Month" };
  const preview = {
    orderDate: "2023-01-01",
    existingAccountNumber: accountNumber,
    subscriptions: [
      {
        subscriptionNumber,
        orderActions: [{ type: "TermsAndConditions", termsAndConditions: { lastTerm } }],
      },
    ],
    previewOptions: { previewTypes: ["ChargeMetrics"] },
  };
  const { previewResult } = await succeed(server, "POST", "/v1/orders/preview", preview);
  const [{ tcv, tcb }] = previewResult.chargeMetrics[0].charges;
  assert.deepEqual([tcv.regular, tcv.regularDelta], [180, 180]);
  assert.deepEqual([tcb.regular, tcb.regularDelta], [180, 180]);
});
