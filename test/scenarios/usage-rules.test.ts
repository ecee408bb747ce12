/** Billing rules of usage, from the setting to the document. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { anAccount, type PlanCharge, succeed } from "#test/support/company.ts";
import { Life } from "#test/support/life.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

const CALLS = {
  Name: "Calls",
  ChargeType: "Usage",
  ChargeModel: "Per Unit Pricing",
  BillingPeriod: "Month",
  BillingPeriodAlignment: "AlignToCharge",
  UOM: "Call",
  price: 0.5,
} satisfies PlanCharge;

const aLife = async (account: Readonly<Record<string, unknown>> = {}) =>
  new Life(server, await anAccount(server, account));

const used = async (
  life: Life,
  StartDateTime: string,
  Quantity: number,
  more: Readonly<Record<string, unknown>> = {},
): Promise<string> => {
  const usage = {
    AccountNumber: life.accountNumber,
    UOM: "Call",
    StartDateTime,
    Quantity,
    ...more,
  };
  return (await succeed(server, "POST", "/v1/object/usage", usage)).Id;
};

const statusOf = async (id: string) =>
  (await succeed(server, "GET", `/v1/object/usage/${id}`)).RbeStatus;

const newDocuments = async (life: Life) => life.newDocuments(await life.readBooks());

const rulesBack = { includeChildUsage: false, rateUsageIndividually: false };

describe("includeChildUsage", () => {
  test("usage of all accounts below is rated as the parent's own, and pending again after", async () => {
    const parent = await aLife();
    const child = await aLife({ parentId: parent.accountNumber });
    const grandchild = await aLife({ parentId: child.accountId });
    await parent.subscribe([CALLS], "2023-01-01");
    await parent.rules({ includeChildUsage: true });
    const ids = [
      await used(parent, "2023-01-03", 4),
      await used(child, "2023-01-04", 6),
      await used(grandchild, "2023-01-05", 10),
    ];
    const elsewhere = await used(await aLife(), "2023-01-05", 100);
    const run = await parent.billRun("2023-02-01", { autoPost: false });
    assert.equal(
      await newDocuments(parent),
      "draft invoice 10.00 (Calls 2023-01-01..2023-01-31 10.00)",
    );
    assert.deepEqual(await Promise.all(ids.map(statusOf)), ids.fill("Processed"));
    assert.equal(await statusOf(elsewhere), "Pending");
    await succeed(server, "PUT", `/v1/bill-runs/${run}/cancel`, {});
    await parent.rules(rulesBack);
  });

  test("without it, and for a record that names a subscription, each account pays its own", async () => {
    const parent = await aLife();
    const child = await aLife({ parentId: parent.accountNumber });
    await parent.subscribe([CALLS], "2023-01-01");
    const SubscriptionNumber = await child.subscribe([CALLS], "2023-01-01");
    await used(child, "2023-01-04", 6, { SubscriptionNumber });
    const free = await used(child, "2023-01-05", 2);
    await parent.billRun("2023-02-01");
    assert.equal(await newDocuments(parent), "invoice 0.00 (Calls 2023-01-01..2023-01-31 0.00)");
    assert.equal(await statusOf(free), "Pending");
    await parent.rules({ includeChildUsage: true });
    await used(child, "2023-02-01", 1, { SubscriptionNumber });
    await used(child, "2023-02-01", 2);
    await parent.billRun("2023-03-01");
    assert.equal(await newDocuments(parent), "invoice 1.00 (Calls 2023-02-01..2023-02-28 1.00)");
    await child.billRun("2023-03-01");
    assert.equal(
      await newDocuments(child),
      "invoice 5.50 (Calls 2023-01-01..2023-01-31 4.00, Calls 2023-02-01..2023-02-28 1.50)",
    );
    await parent.rules(rulesBack);
  });
});

test("rateUsageIndividually: each record is rounded by itself", async () => {
  const life = await aLife();
  await life.subscribe([{ ...CALLS, price: 0.015 }], "2023-01-01");
  await life.rules({ rateUsageIndividually: true });
  for (const day of ["2023-01-03", "2023-01-03", "2023-01-04"]) await used(life, day, 1);
  await life.billRun("2023-02-01");
  await life.rules(rulesBack);
  assert.equal(await newDocuments(life), "invoice 0.06 (Calls 2023-01-01..2023-01-31 0.06)");
});

test("prorateUsageMonthlyCharges: what is used before the first whole month is never billed", async () => {
  const life = await aLife({ billCycleDay: 1 });
  await life.subscribe([CALLS], "2023-01-15");
  await life.rules({ prorateUsageMonthlyCharges: false });
  const early = await used(life, "2023-01-20", 4);
  await used(life, "2023-02-20", 8);
  await life.billRun("2023-03-01");
  await life.rules({ prorateUsageMonthlyCharges: true });
  await life.billRun("2023-03-01");
  assert.equal(await newDocuments(life), "invoice 4.00 (Calls 2023-02-01..2023-02-28 4.00)");
  assert.equal(await statusOf(early), "Pending");
});
