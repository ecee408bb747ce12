/** PUT cancel with the fields of its reference page, and the vendor's sample of it, answered as printed. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { anAccount, aPlan, subscribe } from "#test/support/company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let subscriptionNumber: string;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

/** 100.00 a month for the year 2019, not billed yet. */
beforeEach(async () => {
  const { accountNumber } = await anAccount(server);
  const plan = await aPlan(server, [{ price: 100 }]);
  const { subscriptionNumbers } = await subscribe(server, {
    accountNumber,
    plan,
    from: "2019-01-01",
  });
  [subscriptionNumber] = subscriptionNumbers;
});

const cancel = (body: unknown, version: string) =>
  server.call("PUT", `/v1/subscriptions/${subscriptionNumber}/cancel`, body, {
    "zuora-version": version,
  });

test("the vendor's sample gets its printed answer, with ids of our own", async () => {
  const body = {
    cancellationPolicy: "SpecificDate",
    cancellationEffectiveDate: "2019-05-31",
    collect: false,
    runBilling: true,
  };
  const { json } = await cancel(body, "211.0");
  const { invoiceId, subscriptionId, ...printed } = json;
  assert.match(invoiceId, /^[0-9a-f]{32}$/);
  assert.match(subscriptionId, /^[0-9a-f]{32}$/);
  assert.deepEqual(printed, {
    success: true,
    cancelledDate: "2019-05-31",
    totalDeltaMrr: 0,
    totalDeltaTcv: -703.2258065,
  });
});

test("the sample of the reference, a policy alone, ends with the term", async () => {
  const { json } = await cancel({ cancellationPolicy: "EndOfCurrentTerm" }, "2025-08-12");
  assert.equal(json.success, true);
  assert.equal(json.cancelledDate, "2020-01-01");
  assert.equal("invoiceId" in json, false);
  assert.equal("creditMemoId" in json, false);
});

describe("billing flags are those of the version", () => {
  for (const [version, flag] of [
    ["189.0", "invoiceCollect"],
    ["196.0", "invoice"],
    ["207.0", "invoice"],
    ["211.0", "runBilling"],
  ] as const) {
    test(`${version} knows ${flag}`, async () => {
      const others = ["invoiceCollect", "invoice", "runBilling"].filter((name) => name !== flag);
      const policy = { cancellationPolicy: "EndOfCurrentTerm", orderDate: "2019-02-01" };
      for (const unknown of others) {
        const { json } = await cancel({ ...policy, [unknown]: false }, version);
        assert.equal(json.reasons[0].code, 53200021);
        assert.equal(json.reasons[0].message, `Invalid parameter(s): '${unknown}'.`);
      }
      const { json } = await cancel({ ...policy, [flag]: false }, version);
      assert.equal(json.success, true, JSON.stringify(json));
    });
  }
});
