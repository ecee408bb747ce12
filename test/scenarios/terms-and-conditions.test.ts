/** Changing the terms of a subscription, as a caller orders it and as billing sees it. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { aSubscriber, itemsOf, order, refusal, subscriptionOf } from "#test/support/lifecycle.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

const terms = (termsAndConditions: object) => ({ type: "TermsAndConditions", termsAndConditions });
const lastTerm = (fields: object) => terms({ lastTerm: { termType: "TERMED", ...fields } });
const RENEW = { type: "RenewSubscription" };

describe("terms and conditions", () => {
  test("a shorter term is credited, a longer one billed again", async () => {
    const subscriber = await aSubscriber(server, [{ price: 31 }], { billThrough: "2023-05-01" });
    const shorter = lastTerm({ period: 3, periodType: "Month" });
    const answer = await order(server, subscriber, [shorter], "2023-05-31");
    assert.equal(answer.creditMemoNumbers.length, 1);
    const short = await subscriptionOf(server, subscriber);
    assert.deepEqual([short.termEndDate, short.currentTerm], ["2023-04-01", 3]);
    assert.deepEqual([short.initialTerm, short.status], [12, "Active"]);

    await order(server, subscriber, [lastTerm({ endDate: "2023-06-11" })], "2023-12-31");
    assert.deepEqual((await itemsOf(server, subscriber)).slice(5), [
      "2023-04-01..2023-04-30 31",
      "2023-05-01..2023-05-31 -31",
      "2023-05-01..2023-05-31 31",
      "2023-05-01..2023-05-31 31",
      "2023-06-01..2023-06-10 10.33",
    ]);
    const { currentTerm, currentTermPeriodType } = await subscriptionOf(server, subscriber);
    assert.deepEqual([currentTerm, currentTermPeriodType], [161, "Day"]);
    await assertConserved(server.database, server.entityId);
  });

  test("gives a renewal term, and renews by it in the same order", async () => {
    const subscriber = await aSubscriber(server, [{ price: 31 }]);
    const renewalTerms = [{ period: 6, periodType: "Month" }];
    const ordered = terms({
      autoRenew: true,
      renewalTerms,
      notes: "Signed",
      paymentTerm: "Net 30",
    });
    const { orderNumber } = await order(server, subscriber, [ordered, RENEW]);
    const subscription = await subscriptionOf(server, subscriber);
    assert.deepEqual([subscription.version, subscription.termEndDate], [2, "2024-07-01"]);
    assert.deepEqual([subscription.autoRenew, subscription.notes], [true, "Signed"]);
    assert.equal(subscription.paymentTerm, "Net 30");
    const read = await succeed(server, "GET", `/v1/orders/${orderNumber}`);
    const [action] = read.order.subscriptions[0].orderActions;
    assert.deepEqual(action.termsAndConditions, {
      paymentTerm: "Net 30",
      autoRenew: true,
      notes: "Signed",
      renewalTerms,
    });
  });

  test("to evergreen and back", async () => {
    const subscriber = await aSubscriber(server, [{ price: 31 }]);
    await order(server, subscriber, [terms({ lastTerm: { termType: "EVERGREEN" } })], "2024-02-01");
    const { termType, termEndDate, currentTerm } = await subscriptionOf(server, subscriber);
    assert.deepEqual([termType, termEndDate, currentTerm], ["EVERGREEN", null, null]);
    await order(server, subscriber, [lastTerm({ period: 1, periodType: "Year" })], "2024-02-01");
    const { metrics } = await succeed(server, "GET", `/v1/accounts/${subscriber.accountNumber}`);
    assert.equal(metrics.balance, 12 * 31);
    const { ratePlans } = await subscriptionOf(server, subscriber);
    const [{ tcv, dtcv }] = ratePlans[0].ratePlanCharges;
    // What has no end has no value: there is none to compare with.
    assert.deepEqual([tcv, dtcv], [12 * 31, null]);
    await assertConserved(server.database, server.entityId);
  });
});

describe("refused", () => {
  const one = () => aSubscriber(server, [{}]);

  test("TERM_START_FIXED: a first term starts where the subscription does", async () => {
    const action = lastTerm({ period: 6, periodType: "Month", startDate: "2023-02-01" });
    const { code, message } = await refusal(server, await one(), [action]);
    assert.equal(code, 58560030);
    assert.match(message, /starts on 2023-01-01: it cannot start on 2023-02-01/);
  });

  test("TERM_ENDS_BEFORE_START: a term without a day", async () => {
    const action = lastTerm({ endDate: "2023-01-01" });
    const { message } = await refusal(server, await one(), [action]);
    assert.equal(message, "A term that starts on 2023-01-01 cannot end on 2023-01-01.");
  });

  test("a contact of another account", async () => {
    const billToContactId = "0123456789abcdef0123456789abcdef";
    const { message } = await refusal(server, await one(), [terms({ billToContactId })]);
    assert.match(message, /is not a contact of account/);
  });
});
