/** Suspending and resuming a subscription, as a caller orders it and as billing sees it. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import {
  aSubscriber,
  itemsOf,
  order,
  refusal,
  type Subscriber,
  subscriptionOf,
} from "#test/support/lifecycle.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

const suspend = (date: string) => ({
  type: "Suspend",
  suspend: { suspendPolicy: "SpecificDate", suspendSpecificDate: date },
});
const resume = (date: string, extendsTerm = false) => ({
  type: "Resume",
  resume: { resumePolicy: "SpecificDate", resumeSpecificDate: date, extendsTerm },
});
const cancel = (date: string) => ({
  type: "CancelSubscription",
  cancelSubscription: { cancellationPolicy: "SpecificDate", cancellationEffectiveDate: date },
});

async function balanceOf({ accountNumber }: Subscriber): Promise<number> {
  const { metrics } = await succeed(server, "GET", `/v1/accounts/${accountNumber}`);
  return metrics.balance;
}

const historyOf = async (subscriber: Subscriber): Promise<string[]> => {
  const { statusHistory } = await subscriptionOf(server, subscriber);
  return statusHistory.map(
    (each: { status: string; startDate: string; endDate: string | null }) =>
      `${each.status} ${each.startDate}..${each.endDate}`,
  );
};

describe("a suspension", () => {
  test("credits what was billed past it, and nothing is billed until it is over", async () => {
    const subscriber = await aSubscriber(server, [{ price: 31 }], { billThrough: "2023-05-01" });
    const answer = await order(server, subscriber, [suspend("2023-05-11")], "2023-08-01");
    assert.equal(answer.creditMemoNumbers.length, 1);
    assert.equal(await balanceOf(subscriber), 5 * 31 - 21);
    const { status, version, contractedMrr } = await subscriptionOf(server, subscriber);
    assert.deepEqual([status, version, contractedMrr], ["Suspended", 2, 31]);

    const resumed = await order(server, subscriber, [resume("2023-07-01")], "2023-08-01");
    assert.equal(await balanceOf(subscriber), 5 * 31 - 21 + 2 * 31);
    assert.deepEqual(await historyOf(subscriber), [
      "Active 2023-01-01..2023-05-11",
      "Suspended 2023-05-11..2023-07-01",
      "Active 2023-07-01..null",
    ]);
    const read = await succeed(server, "GET", `/v1/orders/${resumed.orderNumber}`);
    const [action] = read.order.subscriptions[0].orderActions;
    assert.deepEqual(action.resume, {
      resumePolicy: "SpecificDate",
      resumeSpecificDate: "2023-07-01",
      resumeDate: "2023-07-01",
      extendsTerm: false,
    });
    const { ratePlans } = await subscriptionOf(server, subscriber);
    const [charge] = ratePlans[0].ratePlanCharges;
    assert.deepEqual([charge.segment, charge.effectiveStartDate], [2, "2023-07-01"]);
    assert.equal(charge.chargeSegments.length, 2);
    await assertConserved(server.database, server.entityId);
  });

  test("that is resumed in the same order on its day leaves nothing to bill", async () => {
    const subscriber = await aSubscriber(server, [{ price: 31 }], { billThrough: "2023-05-01" });
    const SUSPEND_DATE = { type: "Resume", resume: { resumePolicy: "SuspendDate" } };
    await order(server, subscriber, [suspend("2023-03-11"), SUSPEND_DATE], "2023-05-01");
    assert.equal((await itemsOf(server, subscriber)).length, 5);
    assert.deepEqual(await historyOf(subscriber), ["Active 2023-01-01..null"]);
  });

  test("S4: resumed and cancelled on one day by one order, that day is not charged", async () => {
    const subscriber = await aSubscriber(server, [{ price: 31 }], { billThrough: "2023-03-01" });
    await order(server, subscriber, [suspend("2023-04-01")], "2023-04-01");
    const answer = await order(
      server,
      subscriber,
      [resume("2023-06-15"), cancel("2023-06-15")],
      "2023-12-01",
    );
    assert.equal(answer.invoiceNumbers, undefined);
    assert.equal(answer.creditMemoNumbers, undefined);
    assert.equal(await balanceOf(subscriber), 93);
    assert.equal((await subscriptionOf(server, subscriber)).status, "Cancelled");
  });

  test("extends the term where it is asked to", async () => {
    const annual = { price: 365, BillingPeriod: "Annual" };
    const subscriber = await aSubscriber(server, [annual], { billThrough: "2023-01-01" });
    await order(server, subscriber, [suspend("2023-04-01"), resume("2023-06-01", true)]);
    const { termEndDate } = await subscriptionOf(server, subscriber);
    assert.equal(termEndDate, "2024-03-02");
    await order(server, subscriber, [cancel("2024-03-02")], "2024-06-01");
    // 90 days before, 214 until the end of the year, 61 of 366 after it.
    assert.equal(await balanceOf(subscriber), 90 + 214 + 60.83);
    await assertConserved(server.database, server.entityId);
  });

  test("is credited by the billing that comes, whichever it is", async () => {
    const subscriber = await aSubscriber(server, [{ price: 31 }], { billThrough: "2023-05-01" });
    await order(server, subscriber, [suspend("2023-05-11")]);
    const preview = {
      accountId: subscriber.accountId,
      targetDate: "2023-08-01",
      assumeRenewal: "None",
    };
    const { creditMemoItems } = await succeed(
      server,
      "POST",
      "/v1/operations/billing-preview",
      preview,
    );
    assert.equal(creditMemoItems.length, 1);
  });

  test("the end of the last invoice period is where nothing was billed yet", async () => {
    const subscriber = await aSubscriber(server, [{ price: 31 }], {
      months: null,
      billThrough: "2023-05-01",
    });
    const END = { type: "Suspend", suspend: { suspendPolicy: "EndOfLastInvoicePeriod" } };
    const MONTH = {
      type: "Resume",
      resume: {
        resumePolicy: "FixedPeriodsFromSuspendDate",
        resumePeriods: 1,
        resumePeriodsType: "Month",
      },
    };
    await order(server, subscriber, [END, MONTH]);
    assert.deepEqual(await historyOf(subscriber), [
      "Active 2023-01-01..2023-06-01",
      "Suspended 2023-06-01..2023-07-01",
      "Active 2023-07-01..null",
    ]);
  });
});

test("Today is the day of the order, and fixed periods count from it", async () => {
  const subscriber = await aSubscriber(server, [{ price: 31 }], { months: null });
  const today = Temporal.Now.plainDateISO("UTC");
  const TODAY = { type: "Suspend", suspend: { suspendPolicy: "Today" } };
  const IN_A_WEEK = {
    type: "Resume",
    resume: {
      resumePolicy: "FixedPeriodsFromToday",
      resumePeriods: 1,
      resumePeriodsType: "Week",
    },
  };
  await order(server, subscriber, [TODAY, IN_A_WEEK]);
  const resumed = today.add({ weeks: 1 });
  assert.deepEqual((await historyOf(subscriber)).slice(1), [
    `Suspended ${today}..${resumed}`,
    `Active ${resumed}..null`,
  ]);
});

describe("refused", () => {
  const code = 58560030;
  const first = async () => aSubscriber(server, [{ price: 31 }]);

  test("SUSPEND_BEFORE_START: before it is active", async () => {
    const subscriber = await first();
    const { subscriptionNumber } = subscriber;
    assert.deepEqual(await refusal(server, subscriber, [suspend("2022-12-31")]), {
      code,
      message: `The suspend date 2022-12-31 is before 2023-01-01, since when subscription '${subscriptionNumber}' is active.`,
    });
  });

  test("SUSPEND_AFTER_TERM_END: when there is nothing left to suspend", async () => {
    const { message } = await refusal(server, await first(), [suspend("2024-01-01")]);
    assert.match(message, /^The suspend date 2024-01-01 is not before the term/);
  });

  test("SUBSCRIPTION_NOT_SUSPENDED: what is active cannot be resumed", async () => {
    const { message } = await refusal(server, await first(), [resume("2023-05-01")]);
    assert.match(message, /is Active: only a suspended one can be resumed/);
  });

  test("RESUME_BEFORE_SUSPEND: before the suspension began", async () => {
    const actions = [suspend("2023-05-01"), resume("2023-04-30")];
    const { message } = await refusal(server, await first(), actions);
    assert.match(message, /^The resume date 2023-04-30 is before 2023-05-01/);
  });

  test("RESUME_AFTER_TERM_END: when the term is over", async () => {
    const actions = [suspend("2023-05-01"), resume("2024-01-01")];
    const { message } = await refusal(server, await first(), actions);
    assert.match(message, /^The resume date 2024-01-01 is not before the term/);
  });

  test("a suspended subscription is not cancelled, not renewed, not suspended", async () => {
    const subscriber = await first();
    await order(server, subscriber, [suspend("2023-05-01")]);
    const cancelling = await refusal(server, subscriber, [cancel("2023-06-01")]);
    assert.deepEqual(cancelling.code, 58560020);
    for (const action of [suspend("2023-06-01"), { type: "RenewSubscription" }]) {
      const { message } = await refusal(server, subscriber, [action]);
      assert.match(message, /is Suspended: \w+ needs an active one/);
    }
  });

  test("MISSING_FIELD: a policy without what it needs", async () => {
    const subscriber = await first();
    for (const [field, fields] of Object.entries({
      suspendSpecificDate: { suspendPolicy: "SpecificDate" },
      suspendPeriods: { suspendPolicy: "FixedPeriodsFromToday" },
      suspendPeriodsType: { suspendPolicy: "FixedPeriodsFromToday", suspendPeriods: 1 },
    })) {
      const action = { type: "Suspend", suspend: fields };
      const { message } = await refusal(server, subscriber, [action]);
      assert.equal(message, `'${field}' may not be null`);
    }
    for (const [field, fields] of Object.entries({
      resumeSpecificDate: { resumePolicy: "SpecificDate" },
      resumePeriods: { resumePolicy: "FixedPeriodsFromToday" },
      resumePeriodsType: { resumePolicy: "FixedPeriodsFromSuspendDate", resumePeriods: 1 },
    })) {
      const action = { type: "Resume", resume: fields };
      const { message } = await refusal(server, subscriber, [suspend("2023-05-01"), action]);
      assert.equal(message, `'${field}' may not be null`);
    }
  });
});
