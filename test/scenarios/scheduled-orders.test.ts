/** Orders that are executed on a day to come, as a caller schedules and sees them. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { plainDate } from "#engine/values/plain-date.ts";
import { contextOf } from "#operations/context.ts";
import { deleteOrder } from "#operations/delete-order.ts";
import { runDailyWork } from "#operations/run-daily-work.ts";
import { inTransaction, sql } from "#store/database.ts";
import { changeOrder } from "#test/support/change-order.ts";
import { anAccount, aPlan, subscribeOrder, succeed } from "#test/support/company.ts";
import {
  aSubscriber,
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

/** A day of next year. */
const day = (monthAndDay: string) => `${new Date().getUTCFullYear() + 1}-${monthAndDay}`;

const contextOn = (date: string) => {
  const { database, entityId, userId } = server;
  const entity = { entityId, timeZone: "UTC", clockDate: plainDate(date) };
  const caller = { database, entity, userId, requestId: "test", entityChanged: () => undefined };
  return contextOf(caller, Temporal.Instant.from(`${date}T01:00:00Z`));
};

const work = (date: string) => runDailyWork(contextOn(date));

const lasting = {
  createSubscription: {
    terms: {
      initialTerm: { termType: "TERMED", period: 20, periodType: "Year" },
      renewalTerms: [{ period: 1, periodType: "Year" }],
    },
  },
};

type Actions = Parameters<typeof order>[2];

const scheduledOrder = (subscriber: Subscriber, scheduledDate: string, orderActions: Actions) => ({
  ...changeOrder({ ...subscriber, orderActions }),
  status: "Scheduled",
  schedulingOptions: { scheduledDatePolicy: "SpecificDate", scheduledDate },
});

const schedule = (subscriber: Subscriber, scheduledDate: string, orderActions: Actions) =>
  succeed(server, "POST", "/v1/orders", scheduledOrder(subscriber, scheduledDate, orderActions));

async function refusedToSchedule(subscriber: Subscriber, date: string, orderActions: Actions) {
  const body = scheduledOrder(subscriber, date, orderActions);
  const { json, text } = await server.call("POST", "/v1/orders", body);
  assert.equal(json.success, false, text);
  return json.reasons[0].message as string;
}

const read = async (orderNumber: string) =>
  (await succeed(server, "GET", `/v1/orders/${orderNumber}`)).order;

const on = (date: string) => [{ name: "ContractEffective", triggerDate: date }];
const cancelOn = (cancellationEffectiveDate: string) => ({
  type: "CancelSubscription",
  cancelSubscription: { cancellationPolicy: "SpecificDate", cancellationEffectiveDate },
});
const suspendOn = (suspendSpecificDate: string) => ({
  type: "Suspend",
  suspend: { suspendPolicy: "SpecificDate", suspendSpecificDate },
});
const resumeOn = (resumeSpecificDate: string) => ({
  type: "Resume",
  resume: { resumePolicy: "SpecificDate", resumeSpecificDate },
});
const notes = (text: string) => ({
  type: "TermsAndConditions",
  termsAndConditions: { notes: text },
});

async function adding(date: string) {
  const { productRatePlanId } = await aPlan(server, [{ price: 10 }]);
  return { type: "AddProduct", addProduct: { productRatePlanId }, triggerDates: on(date) };
}

const removing = async (subscriber: Subscriber, date: string) => {
  const { ratePlans } = await subscriptionOf(server, subscriber);
  const removeProduct = { ratePlanId: ratePlans[0].id };
  return { type: "RemoveProduct", removeProduct, triggerDates: on(date) };
};

describe("a scheduled order", () => {
  test("changes nothing before its day, and everything on it", async () => {
    const subscriber = await aSubscriber(server, [{}], lasting);
    const scheduledDate = day("03-01");
    const { orderNumber, status } = await schedule(subscriber, scheduledDate, [
      await adding(scheduledDate),
    ]);
    assert.equal(status, "Scheduled");
    assert.equal((await subscriptionOf(server, subscriber)).version, 1);
    assert.deepEqual((await work(day("02-28"))).executed, []);
    const waiting = await read(orderNumber);
    assert.equal(waiting.status, "Scheduled");
    assert.equal(waiting.schedulingOptions.scheduledDate, scheduledDate);
    assert.deepEqual((await work(scheduledDate)).executed, [orderNumber]);
    const executed = await read(orderNumber);
    assert.equal(executed.status, "Completed");
    assert.equal(executed.failedReason, undefined);
    assert.equal(executed.subscriptions[0].orderActions[0].type, "AddProduct");
    const { version, ratePlans } = await subscriptionOf(server, subscriber);
    assert.deepEqual([version, ratePlans.length], [2, 2]);
    assert.deepEqual((await work(scheduledDate)).executed, []);
  });

  test("of several the one whose day comes first makes the next version", async () => {
    const subscriber = await aSubscriber(server, [{}], lasting);
    const suspension = await schedule(subscriber, day("02-05"), [suspendOn(day("02-05"))]);
    const resumption = await schedule(subscriber, day("03-05"), [resumeOn(day("03-05"))]);
    const update = await schedule(subscriber, day("02-01"), [notes("Updated")]);
    const { executed } = await work(day("04-01"));
    const mine = [update, suspension, resumption].map((each) => each.orderNumber);
    assert.deepEqual(executed, mine);
    const subscription = await subscriptionOf(server, subscriber);
    assert.deepEqual([subscription.version, subscription.status], [4, "Active"]);
  });

  test("creates a subscription, and bills it", async () => {
    const { accountNumber } = await anAccount(server);
    const plan = await aPlan(server, [{ price: 10 }]);
    const from = day("03-01");
    const body = subscribeOrder({ accountNumber, plan, from });
    const { orderNumber } = await succeed(server, "POST", "/v1/orders", {
      ...body,
      status: "Scheduled",
      schedulingOptions: { scheduledDate: from },
      processingOptions: { runBilling: true },
    });
    await work(from);
    const { subscriptions } = await read(orderNumber);
    assert.match(subscriptions[0].subscriptionNumber, /^A-S/);
    const { metrics } = await succeed(server, "GET", `/v1/accounts/${accountNumber}`);
    assert.equal(metrics.balance, 10);
  });

  test("two servers at once execute it once", async () => {
    const subscriber = await aSubscriber(server, [{}], lasting);
    const { orderNumber } = await schedule(subscriber, day("03-01"), [notes("Once")]);
    const context = contextOn(day("03-01"));
    const works = await Promise.all([runDailyWork(context), runDailyWork(context)]);
    assert.deepEqual(
      works.flatMap(({ executed }) => executed),
      [orderNumber],
    );
    assert.equal((await subscriptionOf(server, subscriber)).version, 2);
  });

  test("that a server has left Executing is executed by the next", async () => {
    const subscriber = await aSubscriber(server, [{}], lasting);
    const { orderNumber } = await schedule(subscriber, day("03-01"), [notes("Once")]);
    await inTransaction(server.database, server.entityId, (tx) =>
      sql`update orders set status = 'Executing' where order_number = ${orderNumber}`.execute(tx),
    );
    const { json } = await server.call("PUT", `/v1/orders/${orderNumber}/cancel`, {});
    assert.equal(json.success, false);
    assert.deepEqual((await work(day("03-01"))).executed, [orderNumber]);
  });

  test("comes after a renewal that is due by its day, however late both are", async () => {
    const renewing = {
      createSubscription: {
        terms: {
          initialTerm: {
            termType: "TERMED",
            period: 1,
            periodType: "Month",
            startDate: day("01-01"),
          },
          renewalTerms: [{ period: 1, periodType: "Month" }],
          autoRenew: true,
        },
      },
    };
    const subscriber = await aSubscriber(server, [{}], { from: day("01-01"), ...renewing });
    const { orderNumber } = await schedule(subscriber, day("03-10"), [await adding(day("03-10"))]);
    const { done, executed } = await work(day("04-15"));
    assert.deepEqual(executed, [orderNumber]);
    const mine = done.filter((each) => each.subscriptionNumber === subscriber.subscriptionNumber);
    assert.deepEqual(
      mine.map(({ date }) => date),
      [day("02-01"), day("03-01"), day("04-01")],
    );
    const subscription = await subscriptionOf(server, subscriber);
    assert.deepEqual([subscription.version, subscription.termEndDate], [5, day("05-01")]);
  });

  test("of a day far off is rehearsed at once, however often the subscription is renewed", async () => {
    const renewing = {
      createSubscription: {
        terms: {
          initialTerm: {
            termType: "TERMED",
            period: 1,
            periodType: "Month",
            startDate: day("01-01"),
          },
          renewalTerms: [{ period: 1, periodType: "Week" }],
          autoRenew: true,
        },
      },
    };
    const subscriber = await aSubscriber(server, [{}], { from: day("01-01"), ...renewing });
    const before = performance.now();
    const { orderNumber } = await schedule(subscriber, "2099-12-30", [await adding("2099-12-30")]);
    assert(performance.now() - before < 20_000);
    await succeed(server, "PUT", `/v1/orders/${orderNumber}/cancel`, {});
    assert.equal((await subscriptionOf(server, subscriber)).version, 1);
  });

  test("is put off, and cancelled", async () => {
    const subscriber = await aSubscriber(server, [{}], lasting);
    const { orderNumber } = await schedule(subscriber, day("03-01"), [notes("Put off")]);
    const later = scheduledOrder(subscriber, day("05-01"), [notes("Put off")]);
    await succeed(server, "PUT", `/v1/orders/${orderNumber}`, later);
    assert.deepEqual((await work(day("03-01"))).executed, []);
    await succeed(server, "PUT", `/v1/orders/${orderNumber}/cancel`, {});
    assert.deepEqual((await work(day("06-01"))).executed, []);
    assert.equal((await read(orderNumber)).status, "Cancelled");
  });

  test("that is executed when it is tried again says nothing of the first time", async () => {
    const subscriber = await aSubscriber(server, [{}], lasting);
    const { orderNumber } = await schedule(subscriber, day("03-01"), [notes("Second time")]);
    const setStatus = (status: string) =>
      inTransaction(server.database, server.entityId, (tx) =>
        sql`update accounts set status = ${status}
            where account_number = ${subscriber.accountNumber}`.execute(tx),
      );
    await setStatus("Canceled");
    await work(day("03-01"));
    assert.match((await read(orderNumber)).failedReason, /takes no orders/);
    await setStatus("Active");
    await work(day("03-01"));
    const { status, failedReason } = await read(orderNumber);
    assert.deepEqual([status, failedReason], ["Completed", undefined]);
  });

  test("that cannot be executed is tried all day, says why, and has failed then", async () => {
    const subscriber = await aSubscriber(server, [{}], lasting);
    const { orderNumber } = await schedule(subscriber, day("03-01"), [notes("Never")]);
    // As if by a server that does not know of it.
    await inTransaction(server.database, server.entityId, (tx) =>
      sql`update accounts set status = 'Canceled'
          where account_number = ${subscriber.accountNumber}`.execute(tx),
    );
    for (const _ of [1, 2]) {
      const [failure] = (await work(day("03-01"))).failed;
      assert.match(failure?.reason ?? "", /takes no orders/);
      const waiting = await read(orderNumber);
      assert.equal(waiting.status, "Scheduled");
      assert.match(waiting.failedReason, /takes no orders/);
    }
    await work(day("03-02"));
    const failed = await read(orderNumber);
    assert.deepEqual([failed.status, typeof failed.failedReason], ["Failed", "string"]);
    assert.deepEqual((await work(day("03-03"))).failed, []);
  });
});

describe("while an order is scheduled", () => {
  test("A17: a cancel on the day before is refused", async () => {
    const subscriber = await aSubscriber(server, [{}], lasting);
    const { orderNumber } = await schedule(subscriber, day("01-05"), [
      await adding(day("01-05")),
      await removing(subscriber, day("01-05")),
    ]);
    const { code, message } = await refusal(server, subscriber, [cancelOn(day("01-04"))]);
    assert.equal(code % 100, 30);
    assert.match(message, new RegExp(`'${orderNumber}', scheduled for ${day("01-05")}`));
    assert.equal((await subscriptionOf(server, subscriber)).status, "Active");
    await order(server, subscriber, [notes("In nobody's way")]);
    await succeed(server, "PUT", `/v1/orders/${orderNumber}/cancel`, {});
    await order(server, subscriber, [cancelOn(day("01-04"))]);
    assert.equal((await subscriptionOf(server, subscriber)).status, "Cancelled");
  });

  test("SCHEDULED_ORDER_IN_THE_WAY: another that it needs is not cancelled, deleted or put off", async () => {
    const subscriber = await aSubscriber(server, [{}], lasting);
    const suspension = await schedule(subscriber, day("02-01"), [suspendOn(day("02-01"))]);
    await schedule(subscriber, day("03-01"), [resumeOn(day("03-01"))]);
    const path = `/v1/orders/${suspension.orderNumber}`;
    const later = scheduledOrder(subscriber, day("04-01"), [suspendOn(day("04-01"))]);
    for (const [method, asked, body] of [
      ["PUT", `${path}/cancel`, {}],
      ["DELETE", path, undefined],
      ["PUT", path, later],
    ] as const) {
      const { json, text } = await server.call(method, asked, body);
      assert.equal(json.success, false, text);
      assert.match(json.reasons[0].message, /could not be executed any more/, asked);
    }
    await assert.rejects(deleteOrder(contextOn(day("01-01")), suspension.orderNumber));
  });

  test("a cancel that terms and conditions schedule before it is refused", async () => {
    const subscriber = await aSubscriber(server, [{}], lasting);
    await schedule(subscriber, day("03-01"), [notes("Later")]);
    const scheduling = (scheduledCancelDate: string) => ({
      type: "TermsAndConditions",
      termsAndConditions: { scheduledCancelDate },
    });
    const { message } = await refusal(server, subscriber, [scheduling(day("03-01"))]);
    assert.match(message, /could not be executed any more/);
    await order(server, subscriber, [scheduling(day("03-02"))]);
  });
});

describe("refused to be scheduled", () => {
  test("what could not be executed on its day, with the reason", async () => {
    const subscriber = await aSubscriber(server, [{}], lasting);
    const message = await refusedToSchedule(subscriber, day("03-01"), [resumeOn(day("03-01"))]);
    assert.match(message, /only a suspended one can be resumed/);
  });

  test("a second one on a day, and a sixth", async () => {
    const subscriber = await aSubscriber(server, [{}], lasting);
    for (const month of ["01", "02", "03", "04", "05"]) {
      await schedule(subscriber, day(`${month}-01`), [notes(month)]);
    }
    const second = await refusedToSchedule(subscriber, day("03-01"), [notes("second")]);
    assert.match(second, /is scheduled for .* already/);
    const sixth = await refusedToSchedule(subscriber, day("06-01"), [notes("sixth")]);
    assert.match(sixth, /has 5 scheduled orders already/);
  });

  test("a day without the status, the status without a day, and a preview of it", async () => {
    const subscriber = await aSubscriber(server, [{}], lasting);
    const body = scheduledOrder(subscriber, day("03-01"), [notes("x")]);
    const preview = { previewOptions: { previewTypes: ["ChargeMetrics"] } };
    for (const [path, asked, expected] of [
      ["/v1/orders", { ...body, status: undefined }, /needs 'status' Scheduled/],
      ["/v1/orders", { ...body, schedulingOptions: undefined }, /'scheduledDate' may not be null/],
      ["/v1/orders/preview", { ...body, ...preview }, /cannot be previewed/],
      [
        "/v1/orders",
        { ...body, schedulingOptions: { scheduledDate: "9999-12-31" } },
        /scheduledDate' should not be after 2100-12-31/,
      ],
    ] as const) {
      const { json, text } = await server.call("POST", path, asked);
      assert.equal(json.success, false, text);
      assert.match(json.reasons[0].message, expected);
    }
  });
});
