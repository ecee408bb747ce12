/** The published request: an order that waits is cancelled. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { anAccount, aPlan, subscribeOrder, succeed } from "#test/support/company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
  const accountNumber = "A00000001";
  await anAccount(server, { accountNumber });
  const plan = await aPlan(server, [{}]);
  const { processingOptions: _, ...order } = subscribeOrder({
    accountNumber,
    plan,
    from: "2024-01-01",
  });
  await succeed(server, "POST", "/v1/orders", {
    ...order,
    orderNumber: "OM-00002",
    status: "Draft",
  });
});

after(() => server.close());

test("P7: the printed answer, and its key in the schema's spelling beside the printed one", async () => {
  const answer = await succeed(server, "PUT", "/v1/orders/OM-00002/cancel", {
    cancelReason: "Customer cancelled the order.",
  });
  assert.deepEqual(answer, {
    CancelReason: "Customer cancelled the order.",
    cancelReason: "Customer cancelled the order.",
    accountNumber: "A00000001",
    orderNumber: "OM-00002",
    status: "Cancelled",
    success: true,
  });
});
