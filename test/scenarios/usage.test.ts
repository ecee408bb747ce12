/** Usage from its records to the documents that bill it, and back. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { anAccount, aPlan, type PlanCharge, succeed } from "#test/support/company.ts";
import { Life } from "#test/support/life.ts";
import { cancelling, productOrder } from "#test/support/product-orders.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

type Fields = Readonly<Record<string, unknown>>;

const CALLS = {
  Name: "Calls",
  ChargeType: "Usage",
  ChargeModel: "Per Unit Pricing",
  BillingPeriod: "Month",
  BillingPeriodAlignment: "AlignToCharge",
  UOM: "Call",
  price: 0.5,
} satisfies PlanCharge;

const aLife = async (account: Fields = {}) => new Life(server, await anAccount(server, account));

const usageOf = (
  life: Life,
  StartDateTime: string,
  Quantity: number,
  more: Fields = {},
): Fields => ({
  AccountNumber: life.accountNumber,
  UOM: "Call",
  StartDateTime,
  Quantity,
  ...more,
});

const used = async (life: Life, day: string, quantity: number, more: Fields = {}) => {
  const usage = usageOf(life, day, quantity, more);
  return (await succeed(server, "POST", "/v1/object/usage", usage)).Id;
};

const statusOf = async (id: string) =>
  (await succeed(server, "GET", `/v1/object/usage/${id}`)).RbeStatus;

const newDocuments = async (life: Life) => life.newDocuments(await life.readBooks());

const refusal = async (method: string, path: string, body?: unknown): Promise<string> => {
  const { json } = await server.call(method, path, body);
  return json.Errors?.[0]?.Message ?? json.reasons?.[0]?.message ?? "";
};

const billingOf = (on: string) => ({
  runBilling: true,
  billingOptions: { targetDate: on, documentDate: on },
});

describe("records", () => {
  test("are read, changed and deleted as long as nothing has billed them", async () => {
    const life = await aLife();
    const number = await life.subscribe([CALLS], "2023-01-01");
    const id = await used(life, "2023-01-05T10:00:00+00:00", 3, {
      SubscriptionNumber: number,
      Description: "Trunk",
      Region__c: "North",
    });
    const read = await succeed(server, "GET", `/v1/object/usage/${id}`);
    assert.deepEqual(
      [read.Quantity, read.RbeStatus, read.SubscriptionNumber, read.Region__c, read.SourceType],
      [3, "Pending", number, "North", "API"],
    );
    await succeed(server, "PUT", `/v1/object/usage/${id}`, { Quantity: 4, UOM: "Minute" });
    const { usage } = await succeed(server, "GET", `/v1/usage/accounts/${life.accountNumber}`);
    assert.deepEqual(
      usage.map((each: Fields) => [each.quantity, each.unitOfMeasure, each.status]),
      [[4, "Minute", "Pending"]],
    );
    await succeed(server, "DELETE", `/v1/object/usage/${id}`);
    assert.match(await refusal("GET", `/v1/object/usage/${id}`), /Cannot find/);
  });

  test("USAGE_KEY_IN_USE: a unique key is one record, however often it is sent", async () => {
    const life = await aLife();
    const key = { UniqueKey: `K-${life.accountNumber}` };
    const first = await used(life, "2023-01-05", 3, key);
    assert.equal(await used(life, "2023-01-05", 3, key), first);
    const other = usageOf(life, "2023-01-05", 4, key);
    assert.match(await refusal("POST", "/v1/object/usage", other), /has the unique key/);
  });

  test("of what is not there, or not the account's, are refused", async () => {
    const [life, other] = [await aLife(), await aLife()];
    const number = await other.subscribe([CALLS], "2023-01-01");
    const asked = (more: Fields) =>
      refusal("POST", "/v1/object/usage", usageOf(life, "2023-01-05", 1, more));
    assert.match(await asked({ AccountNumber: "A-none" }), /Cannot find entity by key: 'A-none'/);
    assert.match(await asked({ SubscriptionNumber: number }), /does not belong to account/);
    assert.match(await asked({ ChargeNumber: "C-none" }), /Cannot find entity by key: 'C-none'/);
    assert.match(await asked({ StartDateTime: "2023-02-30" }), /should be a day or a time/);
    assert.match(await asked({ StartDateTime: "yesterday" }), /should be a day or a time/);
  });
});

describe("billing", () => {
  test("G7: what comes after its period was billed stays pending", async () => {
    const life = await aLife({ billCycleDay: 5 });
    await life.subscribe([CALLS], "2021-06-05");
    const early = await used(life, "2021-07-01", 10);
    await life.billRun("2021-07-05");
    assert.equal(await newDocuments(life), "invoice 5.00 (Calls 2021-06-05..2021-07-04 5.00)");
    assert.equal(await statusOf(early), "Processed");
    const late = await used(life, "2021-07-01", 10);
    await life.billRun("2021-08-05");
    assert.equal(await newDocuments(life), "invoice 0.00 (Calls 2021-07-05..2021-08-04 0.00)");
    assert.equal(await statusOf(late), "Pending");
  });

  test("G8: usage of a day is not billed on that day", async () => {
    const life = await aLife();
    await life.subscribe([CALLS], "2021-07-01");
    const id = await used(life, "2021-07-01", 1);
    await life.billRun("2021-07-01");
    assert.equal(await newDocuments(life), "-");
    assert.equal(await statusOf(id), "Pending");
  });

  test("counts a record for each charge that it may be for, and once for one that it names", async () => {
    const life = await aLife();
    const one = await life.subscribe([CALLS], "2023-01-01", { months: 12 });
    const two = await life.subscribe([{ ...CALLS, price: 2 }], "2023-01-01");
    await used(life, "2023-01-02", 10);
    await used(life, "2023-01-03", 1, { SubscriptionNumber: one });
    const { ratePlans } = await succeed(server, "GET", `/v1/subscriptions/${two}`);
    await used(life, "2023-01-04", 5, { ChargeNumber: ratePlans[0].ratePlanCharges[0].number });
    await used(life, "2023-01-05", 100, { UOM: "Minute" });
    await life.billRun("2023-02-01");
    assert.equal(
      await newDocuments(life),
      "invoice 35.50 (Calls 2023-01-01..2023-01-31 5.50, Calls 2023-01-01..2023-01-31 30.00)",
    );
  });

  test("USAGE_ALREADY_BILLED: a cancel rates what is left, and does not reach into what is billed", async () => {
    const life = await aLife();
    const number = await life.subscribe([CALLS], "2023-01-01");
    await used(life, "2023-01-20", 10);
    await used(life, "2023-02-03", 4);
    await life.billRun("2023-02-01");
    await newDocuments(life);
    const cancel = (on: string) =>
      productOrder({
        accountNumber: life.accountNumber,
        subscriptionNumber: number,
        on,
        actions: [cancelling(on)],
        processingOptions: billingOf(on),
      });
    const { json } = await server.call("POST", "/v1/orders", cancel("2023-01-15"));
    assert.match(json.reasons[0].message, /billed up to 2023-02-01: the charge cannot end/);
    await life.order(cancel("2023-02-10"));
    assert.equal(await newDocuments(life), "invoice 2.00 (Calls 2023-02-01..2023-02-09 2.00)");
  });

  test("USAGE_PROCESSED: what is billed stays as it is, until its document is gone", async () => {
    const life = await aLife();
    await life.subscribe([CALLS], "2023-01-01");
    const id = await used(life, "2023-01-20", 10);
    const run = await life.billRun("2023-02-01", { autoPost: false });
    const path = `/v1/object/usage/${id}`;
    assert.match(await refusal("PUT", path, { Quantity: 1 }), /was billed/);
    assert.match(await refusal("DELETE", path), /was billed/);
    await succeed(server, "PUT", `/v1/bill-runs/${run}/cancel`, {});
    while ((await succeed(server, "GET", `/v1/bill-runs/${run}`)).status !== "Canceled");
    assert.equal(await statusOf(id), "Pending");
    await succeed(server, "PUT", path, { Quantity: 20 });
    await newDocuments(life);
    await life.billRun("2023-02-01");
    assert.equal(await newDocuments(life), "invoice 10.00 (Calls 2023-01-01..2023-01-31 10.00)");
  });

  test("USAGE_NOT_PRICED: a record that should say what it costs and does not", async () => {
    const life = await aLife();
    await life.subscribe(
      [
        {
          ...CALLS,
          ChargeModel: "PreratedPricing",
          ChargeModelConfiguration: {
            ConfigurationItem: [{ Key: "customFieldTotalAmount", Value: "amount__c" }],
          },
        },
      ],
      "2023-01-01",
    );
    await used(life, "2023-01-20", 10, { amount__c: 12.5 });
    const unpriced = await used(life, "2023-01-21", 10);
    await assert.rejects(life.billRun("2023-02-01"), /does not say in 'amount__c' what it costs/);
    await succeed(server, "PUT", `/v1/object/usage/${unpriced}`, { amount__c: "0.75" });
    await life.billRun("2023-02-01");
    assert.equal(await newDocuments(life), "invoice 13.25 (Calls 2023-01-01..2023-01-31 13.25)");
  });

  test("on demand bills what has come, less what was billed of the period", async () => {
    const life = await aLife();
    const tier = (Price: number, EndingUnit: number | null) => ({
      Currency: "USD",
      Price,
      EndingUnit,
      PriceFormat: "Per Unit",
    });
    await life.subscribe(
      [
        {
          ...CALLS,
          ChargeModel: "Tiered Pricing",
          UsageRecordRatingOption: "OnDemand",
          ProductRatePlanChargeTierData: {
            ProductRatePlanChargeTier: [tier(2, 10), tier(3, 20), tier(5, null)],
          },
        },
      ],
      "2020-01-01",
    );
    for (const [day, units] of [
      ["2020-01-01", 3],
      ["2020-01-02", 5],
      ["2020-01-03", 7],
    ] as const)
      await used(life, day, units);
    await life.billRun("2020-01-04");
    assert.equal(await newDocuments(life), "invoice 35.00 (Calls 2020-01-01..2020-01-03 35.00)");
    await used(life, "2020-01-01", 1);
    await used(life, "2020-01-04", 5);
    await life.billRun("2020-01-05");
    assert.equal(await newDocuments(life), "invoice 20.00 (Calls 2020-01-01..2020-01-04 20.00)");
    await life.billRun("2020-01-20");
    assert.equal(await newDocuments(life), "-");
  });

  test("smooths overage over billing periods", async () => {
    const life = await aLife();
    await life.subscribe(
      [
        {
          ...CALLS,
          ChargeModel: "Overage Pricing",
          price: 0.1,
          IncludedUnits: 500,
          SmoothingModel: "Rollover",
          NumberOfPeriod: 3,
        },
      ],
      "2023-01-01",
    );
    await used(life, "2023-01-10", 450);
    await used(life, "2023-02-10", 600);
    await life.billRun("2023-02-01");
    await life.billRun("2023-03-01");
    assert.equal(
      await newDocuments(life),
      "invoice 0.00 (Calls 2023-01-01..2023-01-31 0.00); invoice 5.00 (Calls 2023-02-01..2023-02-28 5.00)",
    );
  });

  test("ROLLOVER_BELOW_ZERO: overage that rolls over is not credited away", async () => {
    const life = await aLife();
    const rollover = { SmoothingModel: "Rollover", NumberOfPeriod: 3, IncludedUnits: 5 };
    const overage = { ...CALLS, ...rollover, ChargeModel: "Overage Pricing", price: 1 };
    const yearly = { Name: "Line", BillingPeriod: "Annual", price: 1200 };
    const number = await life.subscribe([overage, yearly], "2023-01-01", {
      billThrough: "2023-01-01",
    });
    await used(life, "2023-01-10", 7);
    await life.cancel(number, "2023-02-01", { runBilling: false });
    await assert.rejects(life.billRun("2023-02-01"), /overage that rolls over cannot be credited/);
  });

  test("is previewed, and a charge says how it is rated", async () => {
    const life = await aLife();
    const plan = await aPlan(server, [{ ...CALLS, RatingGroup: "ByUsageRecord" }]);
    const number = await life.subscribe([], "2023-01-01", {
      plan,
      chargeOverrides: [
        {
          productRatePlanChargeId: plan.chargeIds[0],
          pricing: { usagePerUnit: { listPrice: 3, ratingGroup: "ByUsageStartDate" } },
        },
      ],
    });
    await used(life, "2023-01-10", 2);
    const preview = {
      accountId: life.accountId,
      targetDate: "2023-02-01",
      includingEvergreenSubscription: true,
    };
    const { invoiceItems } = await succeed(
      server,
      "POST",
      "/v1/operations/billing-preview",
      preview,
    );
    assert.deepEqual(
      invoiceItems.map((item: Fields) => [item.quantity, item.chargeAmount]),
      [[2, 6]],
    );
    const { ratePlans } = await succeed(server, "GET", `/v1/subscriptions/${number}`);
    const [charge] = ratePlans[0].ratePlanCharges;
    assert.deepEqual(
      [charge.type, charge.ratingGroup, charge.usageRecordRatingOption, charge.price, charge.mrr],
      ["Usage", "ByUsageStartDate", "EndOfBillingPeriod", 3, null],
    );
    assert.equal(await statusOf(await used(life, "2023-01-11", 1)), "Pending");
  });
});
