/** What an order may not ask for: it is told so by name, and nothing is written. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { anAccount, aPlan, cancelOrder, subscribe, subscribeOrder } from "#test/support/company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let accountNumber: string;
let subscriptionNumber: string;
let subscribing: Parameters<typeof subscribeOrder>[0];

before(async () => {
  server = await startTestServer();
  ({ accountNumber } = await anAccount(server));
  subscribing = { accountNumber, plan: await aPlan(server, [{ price: 30 }]), from: "2023-05-01" };
  const created = await subscribe(server, subscribing);
  [subscriptionNumber] = created.subscriptionNumbers;
});
after(() => server.close());

const aCancel = (processingOptions: Record<string, unknown>) =>
  cancelOrder({ accountNumber, subscriptionNumber, on: "2023-05-24", processingOptions });

async function refusal(path: string, body: unknown): Promise<unknown> {
  const { json } = await server.call("POST", path, body);
  assert.equal(json.success, false);
  const [reason] = json.reasons;
  return reason;
}

describe("writing off", () => {
  test("NOT_ALLOWED: in an order that cancels nothing", async () => {
    const order = { ...subscribeOrder(subscribing), processingOptions: { writeOff: true } };
    assert.deepEqual(await refusal("/v1/orders", order), {
      code: 58560030,
      message: "'writeOff' needs an order that cancels a subscription.",
    });
  });

  test("NOT_ALLOWED: beside drafts, which settle nothing", async () => {
    const options = { runBilling: true, writeOff: true };
    const order = aCancel({ ...options, billingOptions: { generateDraftInvoice: true } });
    assert.deepEqual(await refusal("/v1/orders", order), {
      code: 58560030,
      message: "'writeOff' and 'generateDraftInvoice' cannot both be true.",
    });
  });

  test("NOT_ALLOWED: asynchronously, whatever the order does", async () => {
    assert.deepEqual(await refusal("/v1/async/orders", aCancel({ writeOff: true })), {
      code: 58560030,
      message:
        "'writeOff' and 'refund' are not possible asynchronously: use POST /v1/orders, which answers what became of each invoice.",
    });
  });
});

describe("what is documented and not built", () => {
  const REFUSED: Readonly<Record<string, object>> = {
    authTransactionId: {
      processingOptions: { electronicPaymentOptions: { authTransactionId: "x" } },
    },
    commitments: { commitments: [{ action: "Create" }] },
  };
  for (const [field, asked] of Object.entries(REFUSED)) {
    test(`NOT_SUPPORTED: ${field}`, async () => {
      assert.deepEqual(await refusal("/v1/orders", { ...aCancel({}), ...asked }), {
        code: 58560030,
        message: `'${field}' is not supported by this version of Quittance.`,
      });
    });
  }

  type Asked = Readonly<Record<"createSubscription" | "override", Record<string, unknown>>>;
  const NESTED: Readonly<Record<string, Partial<Asked>>> = {
    subscribeToProducts: { createSubscription: { subscribeToProducts: [{}] } },
    chargeModelData: { override: { pricing: { chargeModelData: { quantity: 1 } } } },
    originalDiscountPercentage: {
      override: { pricing: { discount: { originalDiscountPercentage: 10 } } },
    },
    priceIntervals: { override: { pricing: { recurringFlatFee: { priceIntervals: [{}] } } } },
    invoiceTemplateId: { createSubscription: { invoiceTemplateId: "1".repeat(32) } },
    subscriptionProductFeatures: {
      createSubscription: {
        subscribeToRatePlans: [{ subscriptionProductFeatures: [{ featureId: "x" }] }],
      },
    },
    originalListPrice: { override: { pricing: { recurringFlatFee: { originalListPrice: 40 } } } },
    uom: { override: { pricing: { oneTimePerUnit: { uom: "Seat" } } } },
    chargeModel: { override: { chargeModel: "FlatFee" } },
    name: { override: { name: "Mine" } },
    unBilledReceivablesAccountingCode: { override: { unBilledReceivablesAccountingCode: "AR" } },
    subscriptionOfferUniqueToken: {
      createSubscription: { subscribeToRatePlans: [{ subscriptionOfferUniqueToken: "offer" }] },
    },
    revRecCode: { override: { revRecCode: "R1" } },
    isPrepaid: { override: { isPrepaid: true } },
  };
  for (const [field, asked] of Object.entries(NESTED)) {
    test(`NOT_SUPPORTED: ${field} of a new subscription`, async () => {
      const { createSubscription = {}, override = {} } = asked;
      const productRatePlanChargeId = subscribing.plan.chargeIds[0];
      const chargeOverrides = [{ productRatePlanChargeId, ...override }];
      const order = subscribeOrder({ ...subscribing, chargeOverrides, createSubscription });
      assert.deepEqual(await refusal("/v1/orders", order), {
        code: 58560030,
        message: `'${field}' is not supported by this version of Quittance.`,
      });
    });
  }
});

test("after all these the subscription is as it was, and their empty values are welcome", async () => {
  const path = `/v1/subscriptions/${subscriptionNumber}`;
  const { json } = await server.call("GET", path);
  assert.equal(json.status, "Active");
  assert.equal(json.version, 1);
  const empty = { collectPayment: false, refund: false, applyCredit: false, writeOff: false };
  const order = { ...aCancel(empty), orderLineItems: [], newAccount: null, status: "Completed" };
  assert.equal((await server.call("POST", "/v1/orders", order)).json.success, true);
});
