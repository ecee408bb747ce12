/** Renewing, suspending and resuming by PUT: an order of one subscription, without writing an order. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { aSubscriber, type Subscriber, subscriptionOf } from "#test/support/lifecycle.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

const aYear = (fields: object = {}): Promise<Subscriber> => {
  const initialTerm = { termType: "TERMED", period: 12, periodType: "Month" };
  const renewalTerms = [{ period: 6, periodType: "Month" }];
  const createSubscription = { terms: { initialTerm, renewalTerms } };
  return aSubscriber(server, [{ price: 31 }], { createSubscription, ...fields });
};

const path = ({ subscriptionNumber }: Subscriber, change: string): string =>
  `/v1/subscriptions/${subscriptionNumber}/${change}`;
const put = (subscriber: Subscriber, change: string, body: object = {}) =>
  succeed(server, "PUT", path(subscriber, change), body, VERSION);

const VERSION = { "zuora-version": "211.0" };
const MAY = { suspendPolicy: "SpecificDate", suspendSpecificDate: "2023-05-01" };

describe("PUT …/renew", () => {
  test("answers the new term, what it changes, and the invoice", async () => {
    const subscriber = await aYear();
    const renewed = await put(subscriber, "renew", { runBilling: true, targetDate: "2023-12-31" });
    const { subscriptionId, invoiceId, ...rest } = renewed;
    assert.deepEqual(rest, {
      success: true,
      termStartDate: "2024-01-01",
      termEndDate: "2024-07-01",
      totalDeltaMrr: 0,
      totalDeltaTcv: 186,
    });
    assert.match(invoiceId, /^[0-9a-f]{32}$/);
    assert.equal((await subscriptionOf(server, subscriber)).id, subscriptionId);
  });

  test("refuses the id of a version that was replaced, with the codes of its own resource", async () => {
    const subscriber = await aYear();
    const { id } = await subscriptionOf(server, subscriber);
    await put(subscriber, "renew");
    const { json } = await server.call("PUT", `/v1/subscriptions/${id}/renew`, {});
    assert.equal(json.reasons[0].code, 53300030);
    assert.match(json.reasons[0].message, /is Expired: RenewSubscription needs an active one/);
    const nobody = await server.call("PUT", "/v1/subscriptions/nobody/renew", {});
    assert.equal(nobody.json.reasons[0].code, 50000040);
  });
});

describe("PUT …/suspend and …/resume", () => {
  test("answer their dates, the end of the term and the credit", async () => {
    const subscriber = await aYear({ billThrough: "2023-05-01" });
    const billing = { runBilling: true, targetDate: "2023-05-01" };
    const suspended = await put(subscriber, "suspend", { ...MAY, ...billing });
    assert.match(suspended.creditMemoId, /^[0-9a-f]{32}$/);
    assert.deepEqual(
      [suspended.suspendDate, suspended.resumeDate, suspended.termEndDate, suspended.totalDeltaTcv],
      ["2023-05-01", null, "2024-01-01", -248],
    );
    const resumed = await put(subscriber, "resume", {
      resumePolicy: "FixedPeriodsFromSuspendDate",
      resumePeriods: "1",
      resumePeriodsType: "Month",
      extendsTerm: true,
    });
    assert.deepEqual([resumed.resumeDate, resumed.termEndDate], ["2023-06-01", "2024-02-01"]);
    assert.equal(resumed.totalDeltaTcv, 248);
    assert.equal(resumed.creditMemoId, undefined);
    assert.equal((await subscriptionOf(server, subscriber)).version, 3);
    await assertConserved(server.database, server.entityId);
  });

  test("a suspension can say when it is over, in one version", async () => {
    const subscriber = await aYear();
    const resume = { resume: true, resumePolicy: "SpecificDate", resumeSpecificDate: "2023-07-01" };
    const { suspendDate, resumeDate } = await put(subscriber, "suspend", { ...MAY, ...resume });
    assert.deepEqual([suspendDate, resumeDate], ["2023-05-01", "2023-07-01"]);
    const { version, status } = await subscriptionOf(server, subscriber);
    assert.deepEqual([version, status], [2, "Active"]);
  });

  test("are booked on the day that they say", async () => {
    const subscriber = await aYear();
    const bookedOn = async () => (await subscriptionOf(server, subscriber)).lastBookingDate;
    await put(subscriber, "suspend", { ...MAY, bookingDate: "2023-04-15" });
    assert.equal(await bookedOn(), "2023-04-15");
    await put(subscriber, "resume", { resumePolicy: "SuspendDate", bookingDate: "2023-04-16" });
    assert.equal(await bookedOn(), "2023-04-16");
  });

  test("say what is missing or not done yet", async () => {
    const subscriber = await aYear();
    const message = async (change: string, body: object) => {
      const { json } = await server.call("PUT", path(subscriber, change), body, VERSION);
      return json.reasons[0].message;
    };
    assert.equal(
      await message("suspend", { ...MAY, resume: true }),
      "'resumePolicy' may not be null",
    );
    const july = { resumePolicy: "SpecificDate", resumeSpecificDate: "2023-07-01" };
    assert.match(await message("resume", july), /is Active: only a suspended one/);
    assert.match(await message("renew", { collect: true }), /'collect' cannot be true/);
  });
});
