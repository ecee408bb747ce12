/**
 * Every way in which a cancellation is refused, through orders and through PUT, each with its code
 * and its message, and with nothing written.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { withOwnerConnection } from "#store/owner-connection.ts";
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

let server: TestServer;
let monthly: Plan;

before(async () => {
  server = await startTestServer();
  await anAccount(server, { accountNumber: "A1" });
  await anAccount(server, { accountNumber: "A2" });
  monthly = await aPlan(server, [{ price: 30 }]);
});

after(() => server.close());

/** A subscription of A1 for the year 2023. */
async function aSubscription(given: Partial<Subscribe> = {}): Promise<string> {
  const subscribed = { accountNumber: "A1", plan: monthly, from: "2023-01-01", ...given };
  const { subscriptionNumbers } = await subscribe(server, subscribed);
  return subscriptionNumbers[0];
}

type Body = Readonly<Record<string, unknown>>;

const specificDate = (date: string): Body => ({
  cancellationPolicy: "SpecificDate",
  cancellationEffectiveDate: date,
});

const byPut = (key: string, body: Body): Promise<Answer> =>
  server.call("PUT", `/v1/subscriptions/${key}/cancel`, body);

/** With the same fields, whatever they are. */
const byOrder = (subscriptionNumber: string, body: Body, account = "A1"): Promise<Answer> =>
  server.call("POST", "/v1/orders", {
    orderDate: "2023-01-01",
    existingAccountNumber: account,
    subscriptions: [
      {
        subscriptionNumber,
        orderActions: [{ type: "CancelSubscription", cancelSubscription: body }],
      },
    ],
  });

type Reason = { readonly category: string; readonly message: string; readonly field?: string };

/** An order has no digits for the fields of its actions; PUT has two. */
async function isRefused(key: string, body: Body, reason: Reason): Promise<void> {
  const { category, message, field = "00" } = reason;
  const before = await written();
  const put = await byPut(key, body);
  const order = await byOrder(key, body);
  const resource = category === "40" ? "500000" : `5320${field}`;
  assert.deepEqual(put.json.reasons, [{ code: Number(`${resource}${category}`), message }]);
  assert.equal(order.json.reasons[0].code, Number(`585600${category}`));
  assert.equal(withoutPath(order.json.reasons[0].message), message);
  for (const { json, status } of [put, order]) {
    assert.deepEqual([status, json.success], [200, false]);
  }
  assert.deepEqual(await written(), before);
}

/** An order says where in it the field stands. */
const withoutPath = (message: string): string =>
  message.replace("subscriptions[0].orderActions[0].cancelSubscription.", "");

/** How many rows there are of whatever an order writes, and which versions are the latest. */
async function written(): Promise<unknown> {
  return withOwnerConnection(server.ownerUrl, async (client) => {
    const { rows } = await client.query(`
      select (select count(*) from orders) as orders,
        (select count(*) from order_actions) as order_actions,
        (select count(*) from rate_plans) as rate_plans,
        (select count(*) from rate_plan_charges) as charges,
        (select count(*) from invoices) as invoices,
        (select count(*) from credit_memos) as credit_memos,
        (select count(*) from journal_entries) as journal_entries,
        (select jsonb_agg(subscription_id || status order by subscription_id)
          from subscriptions where is_latest_version) as latest`);
    return rows;
  });
}

describe("cancelling is refused", () => {
  test("CANCELLATION_BEFORE_START: before the subscription starts", async () => {
    await isRefused(await aSubscription(), specificDate("2022-12-31"), {
      category: "30",
      field: "02",
      message:
        "The cancellation effective date 2022-12-31 is before the subscription starts on 2023-01-01.",
    });
  });

  test("CANCELLATION_AFTER_TERM_END: after the end of the term", async () => {
    await isRefused(await aSubscription(), specificDate("2024-01-02"), {
      category: "30",
      field: "02",
      message: "The cancellation effective date 2024-01-02 is after the term end date 2024-01-01.",
    });
  });

  test("SUBSCRIPTION_NOT_ACTIVE: a second time", async () => {
    const number = await aSubscription();
    await succeed(
      server,
      "POST",
      "/v1/orders",
      cancelOrder({ accountNumber: "A1", subscriptionNumber: number, on: "2023-05-24" }),
    );
    await isRefused(number, specificDate("2023-05-24"), NOT_ACTIVE);
  });

  for (const status of ["Draft", "Pending Activation", "Pending Acceptance", "Suspended"]) {
    test(`SUBSCRIPTION_NOT_ACTIVE: while it is ${status}`, async () => {
      const number = await aSubscription();
      await setStatus(number, status);
      await isRefused(number, specificDate("2023-05-24"), NOT_ACTIVE);
    });
  }

  test("SUBSCRIPTION_NOT_ACTIVE: by the id of a version that is no longer the latest", async () => {
    const number = await aSubscription();
    const { id } = await succeed(server, "GET", `/v1/subscriptions/${number}`);
    await byPut(number, { cancellationPolicy: "EndOfCurrentTerm" });
    const before = await written();
    const { json } = await byPut(id, { cancellationPolicy: "EndOfCurrentTerm" });
    assert.deepEqual(json.reasons, [{ code: 53200020, message: NOT_ACTIVE.message }]);
    assert.deepEqual(await written(), before);
  });

  test("CANCELLATION_DATE_MISSING: on a specific date that is not given", async () => {
    await isRefused(
      await aSubscription(),
      { cancellationPolicy: "SpecificDate" },
      {
        category: "22",
        field: "02",
        message:
          "'cancellationEffectiveDate' may not be null when cancellationPolicy is SpecificDate",
      },
    );
  });

  test("on a day that does not exist", async () => {
    await isRefused(await aSubscription(), specificDate("2023-02-30"), {
      category: "20",
      field: "02",
      message: "'cancellationEffectiveDate' should be a date that exists, in the format yyyy-mm-dd",
    });
  });

  test("by a policy that does not exist", async () => {
    await isRefused(
      await aSubscription(),
      { cancellationPolicy: "Today" },
      {
        category: "20",
        field: "01",
        message:
          "'cancellationPolicy' value should be one of: EndOfCurrentTerm, EndOfLastInvoicePeriod, SpecificDate",
      },
    );
  });

  test("by no policy", async () => {
    await isRefused(await aSubscription(), specificDateWithoutPolicy, {
      category: "22",
      field: "01",
      message: "'cancellationPolicy' may not be null",
    });
  });

  test("EVERGREEN_HAS_NO_TERM_END: at the end of the current term of an evergreen subscription", async () => {
    const number = await aSubscription({ months: null });
    await isRefused(
      number,
      { cancellationPolicy: "EndOfCurrentTerm" },
      {
        category: "30",
        message: `Subscription '${number}' is evergreen: it has no current term to end. Use EndOfLastInvoicePeriod or SpecificDate.`,
      },
    );
  });

  test("SUBSCRIPTION_NEVER_INVOICED: at the end of the last invoice period of one never invoiced", async () => {
    const number = await aSubscription();
    await isRefused(
      number,
      { cancellationPolicy: "EndOfLastInvoicePeriod" },
      {
        category: "30",
        message: `Subscription '${number}' has not been invoiced: there is no last invoice period. Use SpecificDate.`,
      },
    );
  });

  test("ENTITY_NOT_FOUND: of a subscription that does not exist", async () => {
    await isRefused(
      "A-S99999999",
      { cancellationPolicy: "EndOfCurrentTerm" },
      {
        category: "40",
        message: "Cannot find entity by key: 'A-S99999999'.",
      },
    );
  });
});

const NOT_ACTIVE: Reason = {
  category: "20",
  message: "Only activated subscription can be cancelled.",
};

const specificDateWithoutPolicy: Body = { cancellationEffectiveDate: "2023-05-24" };

/** As an action that is not built yet would leave it. */
const setStatus = (subscriptionNumber: string, status: string): Promise<void> =>
  withOwnerConnection(server.ownerUrl, async (client) => {
    const values = [subscriptionNumber, status];
    const update = "update subscriptions set status = $2 where subscription_number = $1";
    const { rowCount } = await client.query(update, values);
    assert.equal(rowCount, 1);
  });

describe("an order to cancel is refused", () => {
  const policy = { cancellationPolicy: "EndOfCurrentTerm" };

  const isOrderRefused = async (order: Promise<Answer>, code: number, message: string) => {
    const { json } = await order;
    assert.deepEqual(json.reasons, [{ code, message }]);
  };

  test("ENTITY_NOT_FOUND: for an account that does not exist", async () => {
    const number = await aSubscription();
    const before = await written();
    const message = "Cannot find entity by key: 'A99999999'.";
    await isOrderRefused(byOrder(number, policy, "A99999999"), 58560040, message);
    assert.deepEqual(await written(), before);
  });

  test("SUBSCRIPTION_NOT_OF_ACCOUNT: for the subscription of another account", async () => {
    const number = await aSubscription();
    const before = await written();
    const message = `Subscription '${number}' does not belong to account 'A2'.`;
    await isOrderRefused(byOrder(number, policy, "A2"), 58560030, message);
    assert.deepEqual(await written(), before);
  });

  test("NOT_ALLOWED: when it lists the subscription twice", async () => {
    const subscriptionNumber = await aSubscription();
    const before = await written();
    const entry = {
      subscriptionNumber,
      orderActions: [{ type: "CancelSubscription", cancelSubscription: policy }],
    };
    const order = server.call("POST", "/v1/orders", {
      orderDate: "2023-01-01",
      existingAccountNumber: "A1",
      subscriptions: [entry, entry],
    });
    const message = `Subscription '${subscriptionNumber}' is listed twice: its order actions belong into one entry of 'subscriptions'.`;
    await isOrderRefused(order, 58560030, message);
    assert.deepEqual(await written(), before);
  });

  test("when one of its subscriptions is, and then none is cancelled", async () => {
    const [good, bad] = [await aSubscription(), await aSubscription({ months: null })];
    const before = await written();
    const action = { type: "CancelSubscription", cancelSubscription: policy };
    const { json } = await server.call("POST", "/v1/orders", {
      orderDate: "2023-01-01",
      existingAccountNumber: "A1",
      subscriptions: [good, bad].map((subscriptionNumber) => ({
        subscriptionNumber,
        orderActions: [action],
      })),
    });
    assert.equal(json.reasons[0].code, 58560030);
    assert.deepEqual(await written(), before);
  });

  test("SUBSCRIPTION_NOT_ACTIVE: when it cancels one subscription two times", async () => {
    const subscriptionNumber = await aSubscription();
    const before = await written();
    const action = { type: "CancelSubscription", cancelSubscription: policy };
    const order = server.call("POST", "/v1/orders", {
      orderDate: "2023-01-01",
      existingAccountNumber: "A1",
      subscriptions: [{ subscriptionNumber, orderActions: [action, action] }],
    });
    await isOrderRefused(order, 58560020, NOT_ACTIVE.message);
    assert.deepEqual(await written(), before);
  });
});

describe("PUT cancel refuses what makes no sense", () => {
  const policy = { cancellationPolicy: "EndOfCurrentTerm" };
  const call = (number: string, body: Body, version: string) =>
    server.call("PUT", `/v1/subscriptions/${number}/cancel`, body, { "zuora-version": version });

  for (const field of ["collect", "applyCreditBalance"]) {
    test(`53200030: ${field} without billing`, async () => {
      const number = await aSubscription();
      const before = await written();
      const { json } = await call(number, { ...policy, [field]: true }, "211.0");
      assert.deepEqual(json.reasons, [
        { code: 53200030, message: `'${field}' cannot be true when nothing is billed.` },
      ]);
      assert.deepEqual(await written(), before);
    });
  }

  test("false asks for nothing, and an order of application has nothing to order", async () => {
    const nothing = {
      runBilling: false,
      collect: false,
      applyCredit: false,
      applyCreditBalance: false,
      applicationOrder: ["CreditMemo"],
    };
    const { json } = await call(await aSubscription(), { ...policy, ...nothing }, "211.0");
    assert.equal(json.success, true);
  });

  test("53200020: an order of application that is none", async () => {
    const body = { ...policy, applicationOrder: ["Cash"] };
    const { json } = await call(await aSubscription(), body, "211.0");
    assert.equal(json.reasons[0].code, 53200020);
    assert.match(json.reasons[0].message, /should be one of: CreditMemo, UnappliedPayment/);
  });

  test("says so with the status of the category from 2024-05-20 on", async () => {
    const number = await aSubscription();
    await call(number, policy, "2024-05-20");
    assert.equal((await call(number, policy, "2024-05-20")).status, 400);
    assert.equal((await call("A-S99999999", policy, "2024-05-20")).status, 404);
    assert.equal((await call("A-S99999999", policy, "341.0")).status, 200);
  });
});
