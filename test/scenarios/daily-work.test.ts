/** What happens to subscriptions by itself, on days that are handed in, as a caller sees it. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import fc from "fast-check";
import { plainDate } from "#engine/values/plain-date.ts";
import { type Context, contextOf } from "#operations/context.ts";
import { deleteOrder } from "#operations/delete-order.ts";
import { revertOrder } from "#operations/revert-order.ts";
import { type DailyWork, runDailyWork } from "#operations/run-daily-work.ts";
import { change } from "#test/support/change-order.ts";
import { anAccount, aPlan, subscribe, succeed } from "#test/support/company.ts";
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

const contextOn = (day: string, timeZone = "UTC") => {
  const { database, entityId, userId } = server;
  const entity = { entityId, timeZone, clockDate: plainDate(day) };
  const caller = { database, entity, userId, requestId: "test", entityChanged: () => undefined };
  return contextOf(caller, Temporal.Instant.from(`${day}T01:00:00Z`));
};

/** What the daily work of a day did to this subscription, and why it could not. */
async function worked(day: string, { subscriptionNumber }: Subscriber): Promise<string[]> {
  return toldOf(await runDailyWork(contextOn(day)), subscriptionNumber);
}

const toldOf = ({ done, failed }: DailyWork, subscriptionNumber: string): string[] => [
  ...done
    .filter((each) => each.subscriptionNumber === subscriptionNumber)
    .map(({ type, date }) => `${type} ${date}`),
  ...failed
    .filter(
      (each) => "subscriptionNumber" in each && each.subscriptionNumber === subscriptionNumber,
    )
    .map(({ reason }) => reason),
];

const termed = (months: number, terms: object = {}) => ({
  createSubscription: {
    terms: {
      initialTerm: { termType: "TERMED", period: months, periodType: "Month" },
      renewalTerms: [{ period: months, periodType: "Month" }],
      autoRenew: true,
      ...terms,
    },
  },
});

const terms = (termsAndConditions: object) => ({ type: "TermsAndConditions", termsAndConditions });
const cancelOn = (cancellationEffectiveDate: string) => ({
  type: "CancelSubscription",
  cancelSubscription: { cancellationPolicy: "SpecificDate", cancellationEffectiveDate },
});
const SUSPEND = {
  type: "Suspend",
  suspend: { suspendPolicy: "SpecificDate", suspendSpecificDate: "2023-05-01" },
};

describe("a subscription that renews by itself", () => {
  test("is renewed on the first day after its term, by an order like any other", async () => {
    const subscriber = await aSubscriber(server, [{ price: 30 }], termed(12));
    assert.deepEqual(await worked("2023-12-31", subscriber), []);
    assert.deepEqual(await worked("2024-01-01", subscriber), ["RenewSubscription 2024-01-01"]);
    assert.deepEqual(await worked("2024-01-01", subscriber), []);
    const renewed = await subscriptionOf(server, subscriber);
    assert.deepEqual(
      [renewed.version, renewed.termStartDate, renewed.termEndDate, renewed.lastBookingDate],
      [2, "2024-01-01", "2025-01-01", "2024-01-01"],
    );
    const { order: made } = await succeed(server, "GET", `/v1/orders/${renewed.orderNumber}`);
    assert.equal(made.description, "Renewed by itself as its term ended.");
    assert.deepEqual([made.orderDate, made.status], ["2024-01-01", "Completed"]);
    assert.equal(made.createdBy, server.userId);
    const [action] = made.subscriptions[0].orderActions;
    assert.equal(action.type, "RenewSubscription");
  });

  test("is renewed for each term that ended while no server ran, each on its day", async () => {
    const subscriber = await aSubscriber(server, [{ price: 30 }], termed(1));
    assert.deepEqual(await worked("2023-04-15", subscriber), [
      "RenewSubscription 2023-02-01",
      "RenewSubscription 2023-03-01",
      "RenewSubscription 2023-04-01",
    ]);
    assert.equal((await subscriptionOf(server, subscriber)).termEndDate, "2023-05-01");
  });

  test("becomes evergreen where it is to", async () => {
    const evergreen = { renewalSetting: "RENEW_TO_EVERGREEN", renewalTerms: [] };
    const subscriber = await aSubscriber(server, [{}], termed(12, evergreen));
    assert.deepEqual(await worked("2024-06-01", subscriber), ["RenewSubscription 2024-01-01"]);
    const { termType, termEndDate } = await subscriptionOf(server, subscriber);
    assert.deepEqual([termType, termEndDate], ["EVERGREEN", null]);
  });

  test("is not renewed once it is cancelled or suspended, nor where it does not renew", async () => {
    const cancelled = await aSubscriber(server, [{}], termed(12));
    await order(server, cancelled, [cancelOn("2024-01-01")]);
    const suspended = await aSubscriber(server, [{}], termed(12));
    await order(server, suspended, [SUSPEND]);
    const ends = await aSubscriber(server, [{}], termed(12, { autoRenew: false }));
    for (const subscriber of [cancelled, suspended, ends]) {
      assert.deepEqual(await worked("2024-06-01", subscriber), []);
    }
  });

  test("that cannot be renewed is told, and the others are", async () => {
    const broken = await aSubscriber(server, [{}], termed(12, { renewalTerms: [] }));
    const sound = await aSubscriber(server, [{}], termed(12));
    const work = await runDailyWork(contextOn("2024-01-01"));
    assert.match(toldOf(work, broken.subscriptionNumber).join(), /has no renewal term/);
    assert.deepEqual(toldOf(work, sound.subscriptionNumber), ["RenewSubscription 2024-01-01"]);
    await runDailyWork(contextOn("2024-01-02"));
    const failed = async () => {
      const path = "/v1/operations/failed-work?work=Daily%20work";
      const { failedWork } = await succeed(server, "GET", path);
      const subject = `subscription ${broken.subscriptionNumber}`;
      return failedWork.filter((each: { subject: string }) => each.subject === subject);
    };
    const [told, ...others] = await failed();
    assert.match(told.reason, /has no renewal term/);
    assert.deepEqual([told.times, others], [2, []]);
    const renewable = { renewalTerms: [{ period: 12, periodType: "Month" }] };
    await order(server, broken, [terms(renewable)]);
    await runDailyWork(contextOn("2024-01-03"));
    assert.deepEqual(await failed(), []);
  });

  test("is billed for the new term as one that a caller has renewed", async () => {
    const byItself = await aSubscriber(server, [{ price: 30 }], termed(3));
    const byCaller = await aSubscriber(server, [{ price: 30 }], termed(3, { autoRenew: false }));
    await worked("2023-07-02", byItself);
    await order(server, byCaller, [{ type: "RenewSubscription" }, { type: "RenewSubscription" }]);
    const billing = terms({ notes: "Billed" });
    for (const each of [byItself, byCaller]) await order(server, each, [billing], "2023-12-31");
    const items = await itemsOf(server, byItself);
    assert.equal(items.length, 9);
    assert.deepEqual(await itemsOf(server, byCaller), items);
    await assertConserved(server.database, server.entityId);
  });

  test("is renewed without any charge left, unless the entity says otherwise", async () => {
    const empty = { chargeOverrides: [], ...termed(12) };
    const settings = "/settings/subscription-settings";
    const ended = { EndDateCondition: "FixedPeriod", UpToPeriods: 3, UpToPeriodsType: "Months" };
    const subscriber = await aSubscriber(server, [ended], empty);
    const off = { renewNoChargeSubscription: false };
    const changed = await succeed(server, "PUT", settings, off);
    assert.equal(changed.renewNoChargeSubscription, false);
    assert.deepEqual(await worked("2024-01-01", subscriber), []);
    await succeed(server, "PUT", settings, { renewNoChargeSubscription: true });
    const { renewNoChargeSubscription } = await succeed(server, "GET", settings);
    assert.equal(renewNoChargeSubscription, true);
    assert.deepEqual(await worked("2024-01-01", subscriber), ["RenewSubscription 2024-01-01"]);
  });
});

describe("a day of the entity", () => {
  test("begins at its midnight, wherever the server stands", async () => {
    const subscriber = await aSubscriber(server, [{}], termed(12));
    const { database, entityId, userId } = server;
    const at = (instant: string, timeZone: string) => {
      const entity = { entityId, timeZone, clockDate: null };
      const who = { database, entity, userId, requestId: "test", entityChanged: () => undefined };
      return runDailyWork(contextOf(who, Temporal.Instant.from(instant)));
    };
    const told = async (work: Promise<DailyWork>) =>
      toldOf(await work, subscriber.subscriptionNumber);
    assert.deepEqual(await told(at("2024-01-01T07:59:59Z", "America/Los_Angeles")), []);
    assert.deepEqual(await told(at("2023-12-31T14:59:59Z", "Asia/Tokyo")), []);
    assert.deepEqual(await told(at("2023-12-31T15:00:00Z", "Asia/Tokyo")), [
      "RenewSubscription 2024-01-01",
    ]);
  });
});

describe("on whichever days a server looks", () => {
  test("subscriptions become what they would have become by hand", async () => {
    const plan = await aPlan(server, [
      { price: 30, PriceChangeOption: "SpecificPercentageValue", PriceIncreasePercentage: 7 },
      { price: 12, BillingPeriod: "Quarter" },
    ]);
    const someDays = fc.uniqueArray(fc.integer({ min: 0, max: 500 }), { maxLength: 6 });
    const someTerm = fc.record({
      months: fc.integer({ min: 1, max: 7 }),
      renewal: fc.integer({ min: 1, max: 5 }),
    });
    const last = 500;
    await fc.assert(
      fc.asyncProperty(someDays, someTerm, async (days, { months, renewal }) => {
        const { accountId, accountNumber } = await anAccount(server);
        const made = async (autoRenew: boolean) => {
          const renewalTerms = [{ period: renewal, periodType: "Month" }];
          const { subscriptionNumbers } = await subscribe(server, {
            accountNumber,
            plan,
            from: "2023-01-01",
            ...termed(months, { autoRenew, renewalTerms }),
          });
          return { accountId, accountNumber, subscriptionNumber: subscriptionNumbers[0] };
        };
        const byItself = await made(true);
        const byHand = await made(false);
        const dayAfter = (count: number) =>
          Temporal.PlainDate.from("2023-01-01").add({ days: count }).toString();
        for (const count of [...days.sort((a, b) => a - b), last]) {
          await runDailyWork(contextOn(dayAfter(count)));
        }
        for (;;) {
          const { termEndDate } = await subscriptionOf(server, byHand);
          if (termEndDate > dayAfter(last)) break;
          await change(server, {
            ...byHand,
            orderDate: termEndDate,
            orderActions: [{ type: "RenewSubscription" }],
          });
        }
        assert.deepEqual(
          withoutKeys(await subscriptionOf(server, byItself)),
          withoutKeys(await subscriptionOf(server, byHand)),
        );
      }),
      { numRuns: 6 },
    );
  });
});

const KEYS = new Set([
  "id",
  "originalChargeId",
  "originalRatePlanId",
  "subscriptionNumber",
  "subscriptionRatePlanNumber",
  "number",
  "orderNumber",
  "createTime",
  "updateTime",
  "autoRenew",
]);

/** A subscription without what differs between any two. */
const withoutKeys = (subscription: object): unknown =>
  JSON.parse(JSON.stringify(subscription, (key, value) => (KEYS.has(key) ? undefined : value)));

describe("done by two at once", () => {
  test("everything is done once", async () => {
    const subscribers: Subscriber[] = [];
    for (let each = 0; each < 8; each += 1) {
      subscribers.push(await aSubscriber(server, [{}], termed(1)));
    }
    const context = contextOn("2023-03-31");
    const works = await Promise.all([runDailyWork(context), runDailyWork(context)]);
    for (const { subscriptionNumber } of subscribers) {
      const told = works.flatMap((work) => toldOf(work, subscriptionNumber));
      assert.deepEqual(told.sort(), [
        "RenewSubscription 2023-02-01",
        "RenewSubscription 2023-03-01",
      ]);
    }
  });
});

describe("a bill run with autoRenewal", () => {
  async function billed(subscriber: Subscriber, fields: object) {
    const { id } = await succeed(server, "POST", "/v1/bill-runs", {
      billRunFilters: [{ filterType: "Account", accountId: subscriber.accountId }],
      invoiceDate: "2024-01-01",
      autoPost: true,
      ...fields,
    });
    for (;;) {
      const run = await succeed(server, "GET", `/v1/bill-runs/${id}`);
      if (run.status === "Posted" || run.status === "Error") return run;
      await delay(20);
    }
  }

  test("renews until its target date, and bills the new terms", async () => {
    const subscriber = await aSubscriber(server, [{ price: 30 }], termed(3));
    const targetDate = "2023-08-31";
    await billed(subscriber, { targetDate });
    assert.equal((await itemsOf(server, subscriber)).length, 3);
    const run = await billed(subscriber, { targetDate, autoRenewal: true });
    assert.deepEqual([run.status, run.autoRenewal, run.errors], ["Posted", true, []]);
    assert.equal((await itemsOf(server, subscriber)).length, 8);
    const { termEndDate, version } = await subscriptionOf(server, subscriber);
    assert.deepEqual([termEndDate, version], ["2023-10-01", 3]);
    await assertConserved(server.database, server.entityId);
  });

  test("also before the day, by an order of today; what else is due stays for its day", async () => {
    const year = new Date().getUTCFullYear() + 1;
    const subscriber = await aSubscriber(server, [{ price: 30 }], {
      from: `${year}-01-01`,
      ...termed(3),
    });
    const cancelled = await aSubscriber(server, [{ price: 30 }], {
      from: `${year}-01-01`,
      ...termed(3),
    });
    await order(server, cancelled, [terms({ scheduledCancelDate: `${year}-03-15` })]);
    for (const each of [subscriber, cancelled]) {
      await billed(each, { targetDate: `${year}-05-31`, autoRenewal: true });
    }
    const renewed = await subscriptionOf(server, subscriber);
    assert.equal(renewed.termEndDate, `${year}-07-01`);
    assert.equal(renewed.lastBookingDate, Temporal.Now.plainDateISO("UTC").toString());
    const { status, version } = await subscriptionOf(server, cancelled);
    assert.deepEqual([status, version], ["Active", 2]);
  });

  test("tells what could not be renewed, and bills it as it is", async () => {
    const subscriber = await aSubscriber(server, [{}], termed(3, { renewalTerms: [] }));
    const run = await billed(subscriber, { targetDate: "2023-08-31", autoRenewal: true });
    assert.match(run.errors[0].reason, /has no renewal term/);
    assert.equal((await itemsOf(server, subscriber)).length, 3);
  });
});

describe("scheduled by terms and conditions", () => {
  const later = (day: string) => {
    const year = new Date().getUTCFullYear() + 1;
    return `${year}-${day}`;
  };
  const lasting = { ...termed(240) };

  test("a cancel leaves it active until its day, and is an order then", async () => {
    const subscriber = await aSubscriber(server, [{ price: 30 }], lasting);
    const day = later("04-01");
    const scheduled = await order(server, subscriber, [terms({ scheduledCancelDate: day })]);
    const waiting = await subscriptionOf(server, subscriber);
    assert.deepEqual(
      [waiting.status, waiting.scheduledCancelDate, waiting.scheduledSuspendDate],
      ["Active", day, null],
    );
    const { order: read } = await succeed(server, "GET", `/v1/orders/${scheduled.orderNumber}`);
    assert.deepEqual(read.subscriptions[0].orderActions[0].termsAndConditions, {
      scheduledCancelDate: day,
    });
    assert.deepEqual(await worked(later("03-31"), subscriber), []);
    assert.deepEqual(await worked(later("05-17"), subscriber), [`CancelSubscription ${day}`]);
    const cancelled = await subscriptionOf(server, subscriber);
    assert.deepEqual(
      [cancelled.status, cancelled.termEndDate, cancelled.scheduledCancelDate],
      ["Cancelled", day, null],
    );
    assert.equal(cancelled.lastBookingDate, day);
    assert.deepEqual(await worked(later("06-01"), subscriber), []);
  });

  test("a suspension and a resumption, each on its day", async () => {
    const subscriber = await aSubscriber(server, [{ price: 30 }], lasting);
    const suspendDay = later("04-01");
    const resumeDay = later("06-01");
    const scheduledDates = { scheduledSuspendDate: suspendDay, scheduledResumeDate: resumeDay };
    await order(server, subscriber, [terms(scheduledDates)]);
    assert.deepEqual(await worked(suspendDay, subscriber), [`Suspend ${suspendDay}`]);
    const suspended = await subscriptionOf(server, subscriber);
    assert.deepEqual(
      [suspended.status, suspended.scheduledSuspendDate, suspended.scheduledResumeDate],
      ["Suspended", null, resumeDay],
    );
    assert.deepEqual(await worked(resumeDay, subscriber), [`Resume ${resumeDay}`]);
    const resumed = await subscriptionOf(server, subscriber);
    assert.deepEqual([resumed.status, resumed.scheduledResumeDate], ["Active", null]);
    assert.deepEqual(
      resumed.statusHistory.map(({ startDate, status }: Record<string, string>) => [
        startDate,
        status,
      ]),
      [
        ["2023-01-01", "Active"],
        [suspendDay, "Suspended"],
        [resumeDay, "Active"],
      ],
    );
  });

  test("is taken back by a flag, which is read back as it was sent", async () => {
    const subscriber = await aSubscriber(server, [{ price: 30 }], lasting);
    await order(server, subscriber, [terms({ scheduledCancelDate: later("04-01") })]);
    const clearing = { clearingScheduledCancelDate: true };
    const { orderNumber } = await order(server, subscriber, [terms(clearing)]);
    assert.equal((await subscriptionOf(server, subscriber)).scheduledCancelDate, null);
    assert.deepEqual(await worked(later("05-01"), subscriber), []);
    const { order: read } = await succeed(server, "GET", `/v1/orders/${orderNumber}`);
    assert.deepEqual(read.subscriptions[0].orderActions[0].termsAndConditions, clearing);
    const both = terms({ ...clearing, scheduledCancelDate: later("04-01") });
    const { message } = await refusal(server, subscriber, [both]);
    assert.match(message, /'clearingScheduledCancelDate' cannot be true/);
  });

  test("on a day when nobody can cancel it, it is told, and cancelled once that is possible", async () => {
    const subscriber = await aSubscriber(server, [{ price: 30 }], lasting);
    const suspend = { ...SUSPEND.suspend, suspendSpecificDate: later("03-01") };
    const cancelDay = later("04-01");
    await order(server, subscriber, [
      terms({ scheduledCancelDate: cancelDay }),
      { type: "Suspend", suspend },
    ]);
    assert.match((await worked(cancelDay, subscriber)).join(), /Only activated subscription/);
    const resume = { resumePolicy: "SuspendDate" };
    await order(server, subscriber, [{ type: "Resume", resume }]);
    assert.deepEqual(await worked(cancelDay, subscriber), [`CancelSubscription ${cancelDay}`]);
  });

  for (const [how, undo] of [
    ["deleting", deleteOrder],
    ["reverting", (context, number) => revertOrder(context, number, context.today())],
  ] satisfies [string, (context: Context, number: string) => Promise<unknown>][]) {
    test(`taken back by ${how} the order that did it, it is not done again`, async () => {
      const subscriber = await aSubscriber(server, [{ price: 30 }], lasting);
      const scheduledCancelDate = later("04-01");
      await order(server, subscriber, [terms({ scheduledCancelDate })]);
      await worked(scheduledCancelDate, subscriber);
      const { orderNumber } = await subscriptionOf(server, subscriber);
      await undo(contextOn(scheduledCancelDate), orderNumber);
      const restored = await subscriptionOf(server, subscriber);
      assert.deepEqual([restored.status, restored.scheduledCancelDate], ["Active", null]);
      assert.deepEqual(await worked(later("04-02"), subscriber), []);
    });
  }

  describe("refused", () => {
    test("SCHEDULED_DATE_NOT_AHEAD: a day that has begun", async () => {
      const subscriber = await aSubscriber(server, [{}], lasting);
      const today = Temporal.Now.plainDateISO("UTC").toString();
      for (const scheduledCancelDate of [today, "2023-06-01"]) {
        const { code, message } = await refusal(server, subscriber, [
          terms({ scheduledCancelDate }),
        ]);
        assert.equal(code % 100, 30);
        assert.match(message, /'scheduledCancelDate' .* must be after today/);
      }
    });

    test("SCHEDULED_DATES_IN_DISORDER: a cancel that is not the last", async () => {
      const subscriber = await aSubscriber(server, [{}], lasting);
      await order(server, subscriber, [terms({ scheduledResumeDate: later("04-01") })]);
      const { message } = await refusal(server, subscriber, [
        terms({ scheduledCancelDate: later("04-01") }),
      ]);
      assert.match(message, /'scheduledCancelDate' .* must be later than 'scheduledResumeDate'/);
    });
  });
});
