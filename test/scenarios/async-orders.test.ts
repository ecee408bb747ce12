/** Orders that are accepted at once and executed in a moment. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { runDailyWorkOfAll } from "#jobs/run-daily-work.ts";
import { withOwnerConnection } from "#store/owner-connection.ts";
import {
  anAccount,
  aPlan,
  cancelOrder,
  type Plan,
  subscribe,
  subscribeOrder,
  succeed,
} from "#test/support/company.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let plan: Plan;
let accountNumber: string;
let accountId: string;

before(async () => {
  server = await startTestServer();
  // As several servers on one database: each job is run by one of them.
  await server.runJobs({ lockTimeoutMs: 3_000, lockAttempts: 2 });
  await server.runJobs({ lockTimeoutMs: 3_000, lockAttempts: 2 });
  plan = await aPlan(server, [{ price: 30 }]);
  ({ accountNumber, accountId } = await anAccount(server));
});
after(() => server.close());

const FROM_223 = { "zuora-version": "223.0" };

/** The job when it has ended. */
async function ended(jobId: string, headers = {}): Promise<Answer["json"]> {
  for (;;) {
    const job = await succeed(server, "GET", `/v1/async-jobs/${jobId}`, undefined, headers);
    if (job.status !== "Processing") return job;
    await delay(10);
  }
}

const accept = async (order: unknown, query = ""): Promise<string> => {
  const answer = await succeed(server, "POST", `/v1/async/orders${query}`, order);
  assert.deepEqual(Object.keys(answer).sort(), ["jobId", "success"]);
  assert.match(answer.jobId, /^[0-9a-f]{32}$/);
  return answer.jobId;
};

const creation = (given: object = {}) =>
  subscribeOrder({ accountNumber, plan, from: "2024-01-01", ...given });

/** How many versions of the subscription there are. */
async function countVersions(subscriptionNumber: string): Promise<number> {
  const path = `/v1/subscriptions/${subscriptionNumber}`;
  return (await succeed(server, "GET", path)).version;
}

const refusal = async (path: string, body: unknown): Promise<Answer["json"]> => {
  const { json } = await server.call("POST", path, body);
  assert.equal(json.success, false, JSON.stringify(json));
  return json.reasons[0];
};

describe("POST /v1/async/orders", () => {
  test("accepts an order, and the job answers what the order would have been answered", async () => {
    const jobId = await accept(creation({ billThrough: "2024-01-31" }));
    const job = await ended(jobId, FROM_223);
    const { orderNumber, invoiceNumbers, subscriptions } = job.result;
    assert.match(orderNumber, /^O-/);
    assert.equal(invoiceNumbers.length, 1);
    assert.deepEqual(job, {
      errors: null,
      result: {
        jobType: "AsyncCreateOrder",
        orderNumber,
        accountNumber,
        status: "Completed",
        subscriptions: [
          {
            subscriptionNumber: subscriptions[0].subscriptionNumber,
            subscriptionOwnerId: accountId,
            subscriptionOwnerNumber: accountNumber,
            status: "Active",
          },
        ],
        invoiceNumbers,
        success: true,
      },
      status: "Completed",
      success: true,
    });
    const { order } = await succeed(server, "GET", `/v1/orders/${orderNumber}`);
    assert.equal(order.status, "Completed");
    const { result } = await ended(jobId);
    assert.deepEqual(result.subscriptionNumbers, [subscriptions[0].subscriptionNumber]);
  });

  test("answers ids where they were asked for, also by an id with hyphens", async () => {
    const jobId = await accept(creation(), "?returnIds=true");
    const hyphened = jobId.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
    const { result } = await ended(hyphened);
    assert.equal(result.accountId, accountId);
    assert.match(result.orderId, /^[0-9a-f]{32}$/);
    assert.equal(result.subscriptionIds.length, 1);
    assert.equal("invoiceIds" in result, false);
  });

  test("amounts arrive to the last digit", async () => {
    const price = "123456.123456789";
    const override = `{"productRatePlanChargeId":"${plan.chargeIds[0]}",
      "pricing":{"recurringFlatFee":{"listPrice":${price}}}}`;
    const body = JSON.stringify(creation({ chargeOverrides: ["HERE"] }));
    const jobId = await accept(body.replace('"HERE"', override));
    const { result } = await ended(jobId);
    const path = `/v1/subscriptions/${result.subscriptionNumbers[0]}`;
    const { text } = await server.call("GET", path);
    assert(text.includes(price), text);
  });

  test("a job that fails says why, and leaves nothing behind", async () => {
    const [subscriptionNumber] = (
      await subscribe(server, { accountNumber, plan, from: "2024-01-01" })
    ).subscriptionNumbers;
    const cancel = cancelOrder({ accountNumber, subscriptionNumber, on: "2031-01-01" });
    const job = await ended(await accept(cancel));
    assert.deepEqual(job, {
      errors:
        "[40000030]: The cancellation effective date 2031-01-01 is after the term end date 2025-01-01.",
      result: null,
      status: "Failed",
      success: true,
    });
    assert.equal(await countVersions(subscriptionNumber), 1);

    const unknown = cancelOrder({ accountNumber, subscriptionNumber: "A-S1", on: "2024-02-01" });
    const { errors } = await ended(await accept(unknown));
    assert.equal(errors, "[40000040]: Cannot find entity by key: 'A-S1'.");
  });

  test("LOCK_CONTENTION: of a job that never gets its account", async () => {
    await withOwnerConnection(server.ownerUrl, async (client) => {
      const { accountNumber } = await anAccount(server);
      await client.query("begin");
      await client.query("select from accounts where account_number = $1 for update", [
        accountNumber,
      ]);
      const jobId = await accept(creation({ accountNumber }));
      assert.deepEqual(await ended(jobId), {
        errors: "[40000050]: Operation failed due to a lock competition, please retry later.",
        result: null,
        status: "Failed",
        success: true,
      });
      await client.query("rollback");
    });
  });

  test("of many that are accepted at once, each is run once", async () => {
    const jobIds = await Promise.all(Array.from({ length: 30 }, () => accept(creation())));
    const jobs = await Promise.all(jobIds.map((jobId) => ended(jobId)));
    const numbers = jobs.map(({ result }) => result.orderNumber);
    assert.equal(new Set(numbers).size, 30);
    const { rows } = await withOwnerConnection(server.ownerUrl, (client) =>
      client.query("select count(*)::int from async_jobs where status = 'Completed'"),
    );
    const orders = await withOwnerConnection(server.ownerUrl, (client) =>
      client.query("select count(*)::int from orders"),
    );
    // One order was made at once.
    assert.equal(orders.rows[0].count, rows[0].count + 1);
  });
});

test("a job that is run once more, after a crash, finds nothing to do", async () => {
  const jobId = await accept(creation());
  const job = await ended(jobId);
  await withOwnerConnection(server.ownerUrl, async (client) => {
    const count = async (what: string) =>
      (await client.query(`select count(*)::int as count from ${what}`)).rows[0].count;
    const before = await count("orders");
    const { entityId, userId } = server;
    await client.query("select graphile_worker.add_job('AsyncCreateOrder', $1)", [
      JSON.stringify({ entityId, userId, jobId }),
    ]);
    while ((await count("graphile_worker.jobs")) > 0) await delay(10);
    assert.equal(await count("orders"), before);
  });
  assert.deepEqual(await ended(jobId), job);
});

describe("what is wrong with an order is said at once", () => {
  test("by the contract", async () => {
    const body = { ...creation(), orderDate: "2024-02-31" };
    assert.equal((await refusal("/v1/async/orders", body)).code, 58560020);
    const { orderDate: _, ...undated } = creation();
    assert.equal((await refusal("/v1/async/orders", undated)).code, 58560022);
  });

  test("NOT_SUPPORTED: what is not done yet", async () => {
    const body = { ...creation(), schedulingOptions: { scheduledDate: "2030-01-01" } };
    assert.equal((await refusal("/v1/async/orders", body)).code, 58560030);
  });

  test("ENTITY_NOT_FOUND: for an account that is not there", async () => {
    const body = creation({ accountNumber: "nobody" });
    assert.deepEqual(await refusal("/v1/async/orders", body), {
      code: 58560040,
      message: "Cannot find entity by key: 'nobody'.",
    });
  });
});

describe("POST /v1/async/orders/preview", () => {
  const previewOptions = {
    previewThruType: "SpecificDate",
    specificPreviewThruDate: "2024-01-31",
    previewTypes: ["BillingDocs", "ChargeMetrics", "OrderDeltaMetrics", "OrderMetrics"],
  };

  test("the job answers what the preview would have been answered", async () => {
    const order = { ...creation(), processingOptions: { runBilling: true }, previewOptions };
    const answer = await server.call("POST", "/v1/async/orders/preview", order);
    assert.equal(answer.status, 202, answer.text);
    const { status, errors, result } = await ended(answer.json.jobId);
    assert.deepEqual([status, errors], ["Completed", null]);
    const atOnce = await succeed(server, "POST", "/v1/orders/preview", order);
    const { jobType, success, ...previewed } = result;
    assert.deepEqual([jobType, success], ["AsyncPreviewOrder", true]);
    assert.deepEqual(
      withoutMadeUp(previewed),
      withoutMadeUp({
        ...atOnce.previewResult,
        receipt: atOnce.receipt,
      }),
    );
  });

  test("a receipt keeps why a policy is not possible", async () => {
    const [subscriptionNumber] = (
      await subscribe(server, { accountNumber, plan, from: "2024-01-01", months: null })
    ).subscriptionNumbers;
    const cancel = cancelOrder({ accountNumber, subscriptionNumber, on: "2024-02-01" });
    const order = { ...cancel, processingOptions: { runBilling: true } };
    const answer = await server.call("POST", "/v1/async/orders/preview", order);
    const { result } = await ended(answer.json.jobId);
    const { receipt } = await succeed(server, "POST", "/v1/orders/preview", order);
    const withoutIds = (said: Answer["json"]) =>
      JSON.parse(JSON.stringify(said), (key, value) => (key === "previewId" ? undefined : value));
    assert.deepEqual(withoutIds(result.receipt), withoutIds(receipt));
  });

  test("MISSING_FIELD: without preview options", async () => {
    const { processingOptions: _, ...order } = creation();
    assert.equal((await refusal("/v1/async/orders/preview", order)).code, 58740022);
  });
});

describe("DELETE /v1/async/orders/{orderNumber}", () => {
  const accepted = async (orderNumber: string): Promise<string> =>
    (await succeed(server, "DELETE", `/v1/async/orders/${orderNumber}`)).jobId;

  test("takes an order back in a moment", async () => {
    const { orderNumber } = await subscribe(server, { accountNumber, plan, from: "2024-01-01" });
    assert.deepEqual(await ended(await accepted(orderNumber)), {
      errors: null,
      result: { jobType: "AsyncDeleteOrder", orderNumber, success: true },
      status: "Completed",
      success: true,
    });
    const { json } = await server.call("GET", `/v1/orders/${orderNumber}`);
    assert.equal(json.success, false);
    const again = await server.call("DELETE", `/v1/async/orders/${orderNumber}`);
    assert.equal(again.json.reasons[0].code, 50000040);
  });

  test("ORDER_HAS_BEEN_BILLED: fails the job, and the order stays", async () => {
    const billed = { accountNumber, plan, from: "2024-01-01", billThrough: "2024-01-31" };
    const { orderNumber } = await subscribe(server, billed);
    const { status, errors } = await ended(await accepted(orderNumber));
    assert.equal(status, "Failed");
    assert.match(errors, /^\[40000030\]: /);
    await succeed(server, "GET", `/v1/orders/${orderNumber}`);
  });
});

/** Ids of what a preview makes are others each time. */
const withoutMadeUp = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value).replace(/[0-9a-f]{32}/g, "an id"));

test("a job is forgotten 30 days after it has ended", async () => {
  const [old, recent] = [await accept(creation()), await accept(creation())];
  await ended(old);
  await ended(recent);
  await withOwnerConnection(server.ownerUrl, (client) =>
    client.query(
      "update async_jobs set finished_at = finished_at - interval '30 days' where job_id = $1",
      [old],
    ),
  );
  await runDailyWorkOfAll(server.database, new AbortController().signal);
  const { json } = await server.call("GET", `/v1/async-jobs/${old}`);
  assert.equal(json.success, false);
  assert.equal((await ended(recent)).status, "Completed");
});

test("ENTITY_NOT_FOUND: a job that is not there", async () => {
  for (const key of ["1bc24f315d7b48d3a20245bfe73bdceb", "nothing"]) {
    const { json } = await server.call("GET", `/v1/async-jobs/${key}`);
    assert.deepEqual(json.reasons, [
      { code: 50000040, message: `Cannot find entity by key: '${key}'.` },
    ]);
  }
});
