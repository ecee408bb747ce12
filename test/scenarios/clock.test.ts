/** The clock of a sandbox entity: what becomes due on its way is done in order, once, and not before. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { moveClock } from "#operations/move-clock.ts";
import { inTransaction, sql } from "#store/database.ts";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { changeOrder } from "#test/support/change-order.ts";
import { aPlan, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { aSubscriber, type Subscriber, subscriptionOf } from "#test/support/lifecycle.ts";
import { aDebtor } from "#test/support/payments.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

type Json = Awaited<ReturnType<typeof succeed>>;
const clock = (): Promise<Json> => succeed(server, "GET", "/v1/clock");

const setSandbox = (isSandbox: boolean) =>
  withOwnerConnection(server.ownerUrl, (client) =>
    client.query("update entities set is_sandbox = $1", [isSandbox]),
  );

async function refused(method: string, path: string, body?: object): Promise<string> {
  const { json, text } = await server.call(method, path, body);
  assert.equal(json.success, false, text);
  return json.reasons[0].message;
}

/** The clock once it is not on its way any more. */
async function arrived(): Promise<Json> {
  for (;;) {
    const now = await clock();
    if (now.move?.status !== "Processing") return now;
    await delay(20);
  }
}

type Step = { doneAt: string; work: string; subject: string; reason: string | null };

const stepsOf = async (): Promise<string[]> => {
  const { steps } = await succeed(server, "GET", "/v1/clock/steps?limit=1000");
  return steps.map(({ doneAt, work, subject, reason }: Step) =>
    [doneAt, work, subject, reason].filter((part) => part !== null).join(" "),
  );
};

const MONTHLY = {
  createSubscription: {
    terms: {
      initialTerm: { termType: "TERMED", period: 1, periodType: "Month" },
      renewalTerms: [{ period: 1, periodType: "Month" }],
      autoRenew: true,
    },
  },
};

const BATCH = "Batch7";

const aRenewing = (from: string): Promise<Subscriber> =>
  aSubscriber(server, [{ price: 30 }], { ...MONTHLY, from, account: { batch: BATCH } });

describe("NOT_ALLOWED", () => {
  test("outside of a sandbox: the clock is the real one, and stays so", async () => {
    const now = await clock();
    assert.equal(now.isSandbox, false);
    assert.equal(now.followsRealClock, true);
    assert.equal(now.move, null);
    for (const [method, path, body] of [
      ["PUT", "/v1/clock", { date: "2030-01-01" }],
      ["POST", "/v1/clock/advance", { days: 1 }],
    ] as const) {
      assert.match(await refused(method, path, body), /Only a sandbox entity has a clock/);
    }
    await assert.rejects(
      inTransaction(server.database, server.entityId, (tx) =>
        sql`select set_clock_date('2030-01-01')`.execute(tx),
      ),
      /only a sandbox entity/,
    );
  });

  test("for a day that is not to come, one too far, and a clock that stands still", async () => {
    await setSandbox(true);
    const advance = (body: object) => refused("POST", "/v1/clock/advance", body);
    assert.match(await advance({ toDate: "2020-01-01" }), /it advances to a later day/);
    assert.match(await advance({ toDate: "2099-01-01" }), /at most 10 years/);
    assert.match(await advance({}), /one of 'toDate', 'days' and 'months'/);
    assert.match(await advance({ days: 1, months: 1 }), /one of 'toDate', 'days' and 'months'/);
    assert.match(await refused("POST", "/v1/clock/stop"), /not on its way/);
  });
});

describe("a clock that is advanced", () => {
  let subscriber: Subscriber;
  let billRun: Json;
  let schedule: Json;
  let orderNumber: string;

  test("is set to any day first, where nothing was written yet, and follows the real one again", async () => {
    const real = Temporal.Now.plainDateISO("UTC");
    const earlier = real.subtract({ days: 3 }).toString();
    assert.equal((await succeed(server, "PUT", "/v1/clock", { date: earlier })).date, earlier);
    const jobs = await server.runJobs();
    await succeed(server, "PUT", "/v1/clock", { date: null });
    const { date, followsRealClock } = await arrived();
    assert.deepEqual([date >= real.toString(), followsRealClock], [true, true]);
    await jobs.stop();
    const set = await succeed(server, "PUT", "/v1/clock", { date: "2024-01-15" });
    assert.deepEqual([set.date, set.followsRealClock], ["2024-01-15", false]);
    assert.equal(set.now.slice(0, 10), "2024-01-15");
  });

  test("looks ahead: what waits, and what follows from it", async () => {
    subscriber = await aRenewing("2024-01-01");
    billRun = await succeed(server, "POST", "/v1/bill-runs", {
      batches: [BATCH],
      autoPost: true,
      targetDate: "2024-02-05",
      schedule: { repeatType: "Monthly", repeatFrom: "2024-02-05", runTime: 5 },
    });
    const plan = await aPlan(server, [{ price: 30 }]);
    const debtor = await aDebtor(server, plan, { from: "2024-01-01", billThrough: "2024-01-01" });
    schedule = await succeed(server, "POST", "/v1/payment-schedules", {
      accountId: debtor.accountId,
      billingDocument: { id: debtor.invoiceIds[0] },
      items: [{ amount: 10, scheduledDate: "2024-02-05", runHour: 9 }],
    });
    const notes = { type: "TermsAndConditions", termsAndConditions: { notes: "later" } };
    const scheduled = await succeed(server, "POST", "/v1/orders", {
      ...changeOrder({ ...subscriber, orderActions: [notes] }),
      status: "Scheduled",
      schedulingOptions: { scheduledDatePolicy: "SpecificDate", scheduledDate: "2024-02-10" },
    });
    orderNumber = scheduled.orderNumber;
    const { ahead, isMore } = await succeed(server, "GET", "/v1/clock/ahead?through=2024-03-31");
    assert.equal(isMore, false);
    const told = ahead.map(
      (each: Json) => `${each.dueAt} ${each.work} ${each.subject} ${each.isRepeated}`,
    );
    const { subscriptionNumber } = subscriber;
    const { billRunNumber } = billRun;
    const item = `${schedule.paymentScheduleNumber}-1`;
    assert.deepEqual(told, [
      `2024-02-01 00:00:00 Renewal ${subscriptionNumber} false`,
      `2024-02-05 05:00:00 Bill run ${billRunNumber} false`,
      `2024-02-05 09:00:00 Payment schedule item ${item} false`,
      `2024-02-10 00:00:00 Scheduled order ${orderNumber} false`,
      `2024-03-01 00:00:00 Renewal ${subscriptionNumber} true`,
      `2024-03-05 05:00:00 Bill run ${billRunNumber} true`,
    ]);
    assert.match(await refused("GET", "/v1/clock/ahead?through=2024-01-01"), /2024-01-15 or later/);
    assert.equal((await subscriptionOf(server, subscriber)).version, 1);
  });

  test("does what becomes due in order, each on its day and at its hour", async () => {
    await server.runJobs();
    const begun = await succeed(server, "POST", "/v1/clock/advance", { toDate: "2024-03-31" });
    assert.deepEqual([begun.move.status, begun.move.daysTotal], ["Processing", 76]);
    const { date, move } = await arrived();
    assert.deepEqual([date, move.status, move.reason], ["2024-03-31", "Completed", null]);
    assert.deepEqual([move.daysDone, move.reachedDate], [76, "2024-03-31"]);

    const { subscriptionNumber } = subscriber;
    const { subject: second } = (await succeed(server, "GET", "/v1/clock/steps")).steps.at(-1);
    assert.deepEqual(await stepsOf(), [
      `2024-02-01 00:00:00 Renewal ${subscriptionNumber}`,
      `2024-02-05 05:00:00 Bill run ${billRun.billRunNumber}`,
      `2024-02-05 09:00:00 Payment schedule item ${schedule.paymentScheduleNumber}-1`,
      `2024-02-10 00:00:00 Scheduled order ${orderNumber}`,
      `2024-03-01 00:00:00 Renewal ${subscriptionNumber}`,
      `2024-03-05 05:00:00 Bill run ${second}`,
    ]);
    assert.deepEqual(move.work, [
      { work: "Bill run", done: 2, failed: 0 },
      { work: "Payment schedule item", done: 1, failed: 0 },
      { work: "Renewal", done: 2, failed: 0 },
      { work: "Scheduled order", done: 1, failed: 0 },
    ]);
    const renewed = await subscriptionOf(server, subscriber);
    assert.deepEqual([renewed.termEndDate, renewed.notes], ["2024-04-01", "later"]);
    const paid = await succeed(server, "GET", `/v1/payment-schedules/${schedule.id}`);
    assert.equal(paid.items[0].status, "Processed");
    const filter = `filter[]=accountId.EQ:${subscriber.accountId}&sort[]=invoiceDate.ASC`;
    const { data } = await succeed(server, "GET", `/object-query/invoices?${filter}`);
    assert.deepEqual(
      data.map((invoice: Json) => [invoice.invoiceDate, invoice.createdDate.slice(0, 10)]),
      [
        ["2024-02-05", "2024-02-05"],
        ["2024-03-05", "2024-03-05"],
      ],
    );
    await assertConserved(server.database, server.entityId);
  });

  test("does not go back behind what was written", async () => {
    const back = (date: string) => refused("PUT", "/v1/clock", { date });
    assert.match(await back("2024-03-04"), /written on 2024-03-05: .* cannot go back/);
    const earlier = await succeed(server, "PUT", "/v1/clock", { date: "2024-03-20" });
    assert.equal(earlier.date, "2024-03-20");
  });
});

describe("a clock that is stopped on its way", () => {
  /** Goes on until so many things are done, and is then stopped as by the end of its process. */
  async function movedUntil(clockMoveId: string, steps: number): Promise<void> {
    const stopping = new AbortController();
    const moving = moveClock(
      server.database,
      { entityId: server.entityId, clockMoveId },
      stopping.signal,
    );
    for (;;) {
      if ((await stepsOf()).length >= steps) break;
      await delay(2);
    }
    stopping.abort();
    assert.equal(await moving, false);
  }

  test("goes on where it was, and does nothing twice", async () => {
    const own = await startTestServer();
    const shared = server;
    server = own;
    try {
      await setSandbox(true);
      await succeed(server, "PUT", "/v1/clock", { date: "2023-01-01" });
      const subscriber = await aRenewing("2023-01-01");
      const { move } = await succeed(server, "POST", "/v1/clock/advance", { months: 12 });
      assert.match(await refused("PUT", "/v1/clock", { date: "2025-01-01" }), /on its way/);
      await movedUntil(move.id, 3);
      assert.equal((await clock()).move.status, "Processing");
      await server.runJobs();
      const { date } = await arrived();
      assert.equal(date, "2024-01-01");
      const renewals = (await stepsOf()).filter((step) => step.includes(" Renewal "));
      assert.equal(renewals.length, 12);
      assert.equal((await subscriptionOf(server, subscriber)).version, 13);

      const { version } = await subscriptionOf(server, subscriber);
      await succeed(server, "POST", "/v1/clock/advance", { months: 120 });
      await succeed(server, "POST", "/v1/clock/stop");
      const stopped = await arrived();
      assert.equal(stopped.move.status, "Canceled");
      assert.ok(stopped.date < "2034-01-01");
      assert.ok((await subscriptionOf(server, subscriber)).version < version + 120);
    } finally {
      await own.close();
      server = shared;
    }
  });
});

describe("dates that come on the way", () => {
  let own: TestServer;
  let shared: TestServer;
  before(async () => {
    shared = server;
    own = await startTestServer();
    server = own;
    await setSandbox(true);
    await succeed(server, "PUT", "/v1/clock", { date: "2024-01-10" });
    await server.runJobs();
  });
  after(async () => {
    await own.close();
    server = shared;
  });

  type Told = {
    eventType: string;
    relatedEvent: string;
    objectNumber: string | null;
    occurredDate: string;
    details: { date: string; days: string };
  };
  const toldOf = async (type: string): Promise<string[]> => {
    const path = `/v1/events?limit=1000&type=${encodeURIComponent(type)}`;
    const { events } = await succeed(server, "GET", path);
    return events.map(
      ({ occurredDate, relatedEvent, objectNumber }: Told) =>
        `${occurredDate.slice(0, 16)} ${relatedEvent} ${objectNumber}`,
    );
  };
  const advance = async (toDate: string) => {
    await succeed(server, "POST", "/v1/clock/advance", { toDate });
    assert.equal((await arrived()).date, toDate);
  };
  const scheduled = (name: string, fields: object) =>
    succeed(server, "POST", "/events/scheduled-events", {
      ...{ name, displayName: name, apiObject: "Subscription", apiField: "TermEndDate" },
      ...{ hours: 10, minutes: 30 },
      ...fields,
    });
  const template = (eventTypeName: string) =>
    succeed(server, "POST", "/notifications/email-templates", {
      ...{ name: `Of ${eventTypeName}`, eventTypeName, emailSubject: "Soon", emailBody: "Soon" },
      ...{ fromEmailType: "TenantEmail", toEmailType: "BillToContact" },
    });
  const defined = async (eventTypeName: string, fields: object = {}) => {
    const { id } = await template(eventTypeName);
    return succeed(server, "POST", "/notifications/notification-definitions", {
      ...{ name: `Tell of ${eventTypeName}`, eventTypeName, emailActive: true },
      emailTemplateId: id,
      ...fields,
    });
  };

  test("a scheduled event is made, read, changed and deleted as the field has it", async () => {
    const parameters = {
      _STATUS: {
        ...{ displayName: "Status", description: "of it", valueType: "STRING" },
        options: ["Active", "Cancelled"],
      },
    };
    const condition = "Subscription.Status == _STATUS";
    const made = await scheduled("TermEnds", { condition, parameters, description: "It ends." });
    const { id, ...rest } = made;
    assert.deepEqual(rest, {
      name: "TermEnds",
      displayName: "TermEnds",
      description: "It ends.",
      namespace: "user.notification",
      apiObject: "Subscription",
      apiField: "TermEndDate",
      condition,
      cronExpression: "0 30 10 ? * *",
      parameters,
      active: true,
    });
    const path = `/events/scheduled-events/${id}`;
    assert.deepEqual(await succeed(server, "GET", path), made);
    const changed = await succeed(server, "PUT", path, { hours: 8, minutes: 5, active: false });
    assert.deepEqual([changed.cronExpression, changed.active], ["0 5 8 ? * *", false]);
    await scheduled("Another", { apiObject: "Invoice", apiField: "DueDate" });
    const list = async (query: string) => {
      const { data, next } = await succeed(server, "GET", `/events/scheduled-events?${query}`);
      return [data.map(({ name }: { name: string }) => name), next];
    };
    assert.deepEqual(await list("limit=1"), [
      ["TermEnds"],
      "/events/scheduled-events?limit=1&start=1",
    ]);
    assert.deepEqual(await list("apiObject=Invoice&apiField=DueDate"), [["Another"], undefined]);
    assert.deepEqual(await list("eventTypeName=Another&active=false"), [[], undefined]);
    for (const each of (await succeed(server, "GET", "/events/scheduled-events")).data) {
      const { status } = await server.call("DELETE", `/v1/events/scheduled-events/${each.id}`);
      assert.equal(status, 204);
    }
    assert.match(await refused("GET", path), /Cannot find entity by key/);
    assert.match(await refused("DELETE", path), /Cannot find entity by key/);
  });

  test("one that cannot be told is refused by name", async () => {
    const refusal = async (fields: object) => {
      const body = {
        name: "No",
        displayName: "No",
        apiObject: "Subscription",
        hours: 1,
        minutes: 0,
      };
      const { json } = await server.call("POST", "/events/scheduled-events", {
        ...{ apiField: "TermEndDate", ...body },
        ...fields,
      });
      assert.equal(json.success, false);
      return json.reasons[0].message;
    };
    assert.match(await refusal({ apiObject: "Fulfillment" }), /'Fulfillment' is not supported/);
    assert.match(await refusal({ apiField: "Status" }), /'Subscription.Status', which is no date/);
    assert.match(await refusal({ apiField: "Nothing" }), /which is no field/);
    assert.match(
      await refusal({ condition: "Subscription.Status == _S" }),
      /'_S', which is nothing/,
    );
    assert.match(await refusal({ condition: "Subscription.Status ==" }), /condition/);
    assert.match(await refusal({ hours: 24 }), /hours/);
    assert.match(await refusal({ name: "InvoicePosted" }), /already in use/);
    assert.match(await refusal({ parameters: { _Days: {} } }), /no 'Days' or 'Condition'/);
    assert.match(await refusal({ apiField: "termEndDate" }), /'apiField' has an invalid value/);
  });

  test("it is told of once for each object and date, and as many days from it as asked", async () => {
    await scheduled("TermEnds", { condition: "Subscription.AutoRenew == false" });
    await defined("TermEnds", { filterRuleParams: { Days: "3", Condition: "Before" } });
    const plan = { from: "2024-01-01", months: 1 };
    const { subscriptionNumber } = await aSubscriber(server, [{ price: 30 }], plan);
    await aRenewing("2024-01-01");
    const { ahead } = await succeed(server, "GET", "/v1/clock/ahead?through=2024-02-29");
    const events = ahead.filter(({ work }: Json) => work === "Event");
    assert.deepEqual(
      events.map(({ dueAt, subject }: Json) => `${dueAt} ${subject}`),
      [
        `2024-01-29 10:30:00 TermEnds, 3 days before TermEndDate: ${subscriptionNumber}`,
        `2024-02-01 10:30:00 TermEnds, TermEndDate: ${subscriptionNumber}`,
      ],
    );
    await advance("2024-01-30");
    const before = `2024-01-29 10:30 3 days before TermEndDate ${subscriptionNumber}`;
    assert.deepEqual(await toldOf("TermEnds"), [before]);
    await advance("2024-02-29");
    assert.deepEqual(await toldOf("TermEnds"), [
      before,
      `2024-02-01 10:30 TermEndDate ${subscriptionNumber}`,
    ]);
  });

  test("renewals, key dates, due invoices, accounts that owe and cards that expire", async () => {
    await advance("2024-03-01");
    const types = [
      "Upcoming Renewal",
      "Key Dates",
      "Rate Plan Charge Key Dates",
      "Invoices Past Due, Account Summary",
      "Payment Method Expiration",
    ];
    for (const type of types) await defined(type);
    await defined("Invoice Due", { filterRuleParams: { Days: 5, Condition: "After" } });
    const plan = await aPlan(server, [{ price: 30 }]);
    const termed = { from: "2024-03-01", billThrough: "2024-03-01", months: 4 };
    const debtor = await aDebtor(server, plan, termed);
    const { subscriptionNumber: number, accountNumber } = debtor;
    const card = { expirationMonth: 4, expirationYear: 2024 };
    await succeed(server, "PUT", `/v1/payment-methods/${debtor.paymentMethodId}`, card);
    const due = await succeed(server, "GET", `/v1/invoices/${debtor.invoiceIds[0]}`);
    assert.equal(due.dueDate, "2024-03-01");
    await advance("2024-07-01");
    const of = async (type: string) =>
      (await toldOf(type)).filter((each) => each.endsWith(` ${number}`));
    assert.deepEqual(await of("Upcoming Renewal"), [
      `2024-04-02 00:01 90 days before renewal ${number}`,
      `2024-05-02 00:01 60 days before renewal ${number}`,
      `2024-06-01 00:01 30 days before renewal ${number}`,
    ]);
    assert.deepEqual(await of("Key Dates"), [
      `2024-07-01 09:45 Subscription End Date ${number}`,
      `2024-07-01 09:45 Term End Date ${number}`,
    ]);
    const charges = await toldOf("Rate Plan Charge Key Dates");
    assert.ok(
      charges.some((each) => each.startsWith("2024-07-01 08:45 Rate Plan Charge End Date")),
    );
    assert.deepEqual(await toldOf("Invoice Due"), [
      `2024-03-06 04:15 5 days after Invoice Due Date ${due.invoiceNumber}`,
    ]);
    const summaries = await toldOf("Invoices Past Due, Account Summary");
    const ofDebtor = summaries.filter((each) => each.endsWith(` ${accountNumber}`));
    assert.equal(ofDebtor.length, 4);
    assert.match(ofDebtor[0] ?? "", /^2024-04-01 03:00 Invoices past due, account summary/);
    assert.deepEqual(await toldOf("Payment Method Expiration"), [
      "2024-03-31 05:15 30 Day Warning null",
      "2024-04-15 05:15 15 Day Warning null",
    ]);
  });
});

describe("a snapshot", () => {
  const SNAPSHOTS = "/v1/clock/snapshots";

  /** Of each table what the entity has in it. */
  const all = (entityId: string): Promise<Record<string, string>> =>
    withOwnerConnection(server.ownerUrl, async (client) => {
      const { rows } = await client.query<{ name: string }>("select name from snapshot_tables()");
      const found: Record<string, string> = {};
      for (const { name } of rows) {
        const { rows: known } = await client.query<{ rows: string }>(
          `select coalesce(string_agg(t::text, e'\\n' order by t::text), '') as rows
           from ${name} t where entity_id = $1`,
          [entityId],
        );
        found[name] = known[0]?.rows ?? "";
      }
      return found;
    });

  test("is put back: what came since is gone, and the same stretch is lived again", async () => {
    const shared = server;
    const own = await startTestServer();
    server = own;
    try {
      assert.match(await refused("POST", SNAPSHOTS, { name: "no" }), /Only a sandbox entity/);
      await setSandbox(true);
      await succeed(server, "PUT", "/v1/clock", { date: "2024-01-15" });
      const subscriber = await aRenewing("2024-01-01");
      const plan = await aPlan(server, [{ price: 30 }]);
      await aDebtor(server, plan, { from: "2024-01-01", billThrough: "2024-01-01" });
      await succeed(server, "POST", "/v1/bill-runs", {
        ...{ batches: [BATCH], autoPost: true, targetDate: "2024-02-05" },
        schedule: { repeatType: "Monthly", repeatFrom: "2024-02-05", runTime: 5 },
      });
      const before = await all(server.entityId);
      const { success, ...taken } = await succeed(server, "POST", SNAPSHOTS, { name: "January" });
      assert.equal(success, true);
      assert.deepEqual([taken.clockDate, taken.isOfThisVersion], ["2024-01-15", true]);
      assert.ok(taken.rows > 20);
      await server.runJobs();
      const live = async () => {
        await succeed(server, "POST", "/v1/clock/advance", { toDate: "2024-03-31" });
        const { move } = await arrived();
        assert.equal((await subscriptionOf(server, subscriber)).version, 3);
        return move.work;
      };
      const work = await live();
      assert.match(await refused("POST", `${SNAPSHOTS}/0123/restore`), /Cannot find entity/);
      const restore = `${SNAPSHOTS}/${taken.id}/restore`;
      const { restored } = await succeed(server, "POST", restore);
      assert.equal(restored, 1);
      assert.equal((await clock()).date, "2024-01-15");
      assert.deepEqual(await all(server.entityId), before);
      await assertConserved(server.database, server.entityId);
      assert.deepEqual(await live(), work);
      await assertConserved(server.database, server.entityId);

      const { snapshots } = await succeed(server, "GET", SNAPSHOTS);
      assert.deepEqual(snapshots, [{ ...taken, restored: 1 }]);
      await withOwnerConnection(server.ownerUrl, (client) =>
        client.query("update clock_snapshots set schema_name = '0001-entities.sql'"),
      );
      assert.match(await refused("POST", restore), /of another version of Quittance/);
      await assert.rejects(
        inTransaction(server.database, server.entityId, (tx) =>
          sql`select * from clock_snapshot_rows`.execute(tx),
        ),
        /permission denied/,
      );
      await succeed(server, "DELETE", `${SNAPSHOTS}/${taken.id}`);
      assert.match(await refused("DELETE", `${SNAPSHOTS}/${taken.id}`), /Cannot find entity/);
    } finally {
      await own.close();
      server = shared;
    }
  });
});
