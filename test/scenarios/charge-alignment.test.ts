/** Billing periods of a charge that an update aligns to something else. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { anAccount, aPlan, subscribe, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import {
  itemsOf,
  order,
  refusal,
  type Subscriber,
  subscriptionOf,
} from "#test/support/lifecycle.ts";
import { updating } from "#test/support/product-orders.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

type Fields = Readonly<Record<string, unknown>>;

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

/** Since 2023-01-01, billed on the 1st; its only charge starts on 2023-02-01 and is billed once. */
async function fromFebruary(charge: Fields) {
  const { accountNumber, accountId } = await anAccount(server);
  const plan = await aPlan(server, [{ price: 90, ...charge }]);
  const [productRatePlanChargeId] = plan.chargeIds;
  const startDate = { triggerEvent: "SpecificDate", specificTriggerDate: "2023-02-01" };
  const chargeOverrides = [{ productRatePlanChargeId, startDate }];
  const wanted = { accountNumber, plan, from: "2023-01-01", chargeOverrides };
  const created = await subscribe(server, { ...wanted, billThrough: "2023-02-01" });
  const [subscriptionNumber] = created.subscriptionNumbers;
  const subscriber: Subscriber = { accountId, accountNumber, subscriptionNumber };
  const [ratePlan] = (await subscriptionOf(server, subscriber)).ratePlans;
  const [{ number: chargeNumber }] = ratePlan.ratePlanCharges;
  const aligning = (day: string, billingPeriodAlignment: string, more: Fields = {}) => ({
    triggerDates: [{ name: "ContractEffective", triggerDate: day }],
    ...updating(
      { ratePlanId: ratePlan.id },
      { chargeNumber, billing: { billingPeriodAlignment }, ...more },
    ),
  });
  return { subscriber, aligning };
}

const segmentsOf = async (subscriber: Subscriber): Promise<string[]> =>
  (await subscriptionOf(server, subscriber)).ratePlans[0].ratePlanCharges
    .flatMap((charge: Fields) => charge.chargeSegments)
    .map((each: Fields) => `${each.segment} ${each.effectiveStartDate} ${each.price}`)
    .sort();

test("what was billed of the old periods is credited from the day on, and the new ones are billed", async () => {
  const { subscriber, aligning } = await fromFebruary({ BillingPeriod: "Quarter" });
  const update = aligning("2023-03-01", "AlignToSubscriptionStart");
  const { orderNumber } = await order(server, subscriber, [update], "2023-04-01");
  assert.deepEqual(await segmentsOf(subscriber), ["1 2023-02-01 90", "2 2023-03-01 90"]);
  assert.deepEqual(await itemsOf(server, subscriber), [
    "2023-02-01..2023-04-30 90",
    "2023-03-01..2023-03-31 31",
    "2023-03-01..2023-04-30 -61.69",
    "2023-04-01..2023-06-30 90",
  ]);
  await assertConserved(server.database, server.entityId);
  const read = await succeed(server, "GET", `/v1/orders/${orderNumber}`);
  const [{ updateProduct }] = read.order.subscriptions[0].orderActions;
  assert.deepEqual(updateProduct.chargeUpdates[0].billing, {
    billingPeriodAlignment: "AlignToSubscriptionStart",
  });
});

test("together with a price it is one new segment; as it is already, it is none", async () => {
  const { subscriber, aligning } = await fromFebruary({ BillingPeriod: "Quarter" });
  await order(server, subscriber, [aligning("2023-03-01", "AlignToCharge")]);
  assert.deepEqual(await segmentsOf(subscriber), ["1 2023-02-01 90"]);
  const pricing = { recurringFlatFee: { listPrice: 120 } };
  await order(server, subscriber, [aligning("2023-05-01", "AlignToTermStart", { pricing })]);
  assert.deepEqual(await segmentsOf(subscriber), ["1 2023-02-01 90", "2 2023-05-01 120"]);
});

test("NOT_ALLOWED: of a one-time charge, and of one that is billed on the start day of the term", async () => {
  const once = await fromFebruary({ ChargeType: "OneTime" });
  const refused = async ({ subscriber, aligning }: typeof once, alignment: string) =>
    (await refusal(server, subscriber, [aligning("2023-03-01", alignment)])).message;
  assert.match(await refused(once, "AlignToCharge"), /no billing periods to align/);
  const byTerm = await fromFebruary({
    BillCycleType: "TermStartDay",
    BillingPeriodAlignment: "AlignToTermStart",
  });
  assert.match(await refused(byTerm, "AlignToCharge"), /align to the term/);
  assert.match(await refused(byTerm, "AlignToNothing"), /billingPeriodAlignment/);
});
