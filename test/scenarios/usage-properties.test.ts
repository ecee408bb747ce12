/** Whatever is recorded and billed, and taken back, in whatever order: no unit is lost or billed twice. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import fc from "fast-check";
import { anAccount, succeed } from "#test/support/company.ts";
import { Life } from "#test/support/life.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

type Step =
  | { readonly does: "record"; readonly day: number; readonly units: number }
  | { readonly does: "bill"; readonly through: number; readonly takesBack: boolean };

const aStep = (): fc.Arbitrary<Step> =>
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        does: fc.constant("record" as const),
        day: fc.integer({ min: 0, max: 110 }),
        units: fc.integer({ min: 1, max: 50 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        does: fc.constant("bill" as const),
        through: fc.integer({ min: 0, max: 130 }),
        takesBack: fc.boolean(),
      }),
    },
  );

const dayOf = (days: number): string =>
  Temporal.PlainDate.from("2023-01-01").add({ days }).toString();

const CALLS = {
  Name: "Calls",
  ChargeType: "Usage",
  ChargeModel: "Per Unit Pricing",
  BillingPeriod: "Month",
  UOM: "Call",
  price: 0.25,
};

test("what is billed of usage is what is processed, and what came too late stays pending", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(aStep(), { minLength: 4, maxLength: 14 }), async (steps) => {
      const life = new Life(server, await anAccount(server));
      await life.subscribe([CALLS], "2023-01-01");
      for (const step of steps) {
        if (step.does === "record") await record(life, step.day, step.units);
        else await bill(life, dayOf(step.through), step.takesBack);
      }
      await bill(life, "2023-06-01", false);
      await nothingIsLost(life);
    }),
    { numRuns: 8 },
  );
});

const record = (life: Life, day: number, Quantity: number) =>
  succeed(server, "POST", "/v1/object/usage", {
    AccountNumber: life.accountNumber,
    UOM: "Call",
    StartDateTime: dayOf(day),
    Quantity,
  });

async function bill(life: Life, on: string, takesBack: boolean): Promise<void> {
  const run = await life.billRun(on, { autoPost: !takesBack });
  if (!takesBack) return;
  await succeed(server, "PUT", `/v1/bill-runs/${run}/cancel`, {});
  while ((await succeed(server, "GET", `/v1/bill-runs/${run}`)).status !== "Canceled") {
    await delay(10);
  }
}

/** Of posted invoices item by item, against the records by what they say of themselves. */
async function nothingIsLost(life: Life): Promise<void> {
  const { invoices } = await life.readBooks();
  const items = invoices
    .filter(({ status }) => status === "Posted")
    .flatMap((invoice) => invoice.items);
  const { usage } = await succeed(
    server,
    "GET",
    `/v1/usage/accounts/${life.accountNumber}?pageSize=40`,
  );
  const processed = usage.filter(({ status }: { status: string }) => status === "Processed");
  const units = (records: { quantity: number }[]) =>
    records.reduce((all, { quantity }) => all + quantity, 0);
  assert.equal(units(items), units(processed));
  for (const item of items) {
    const own = processed.filter(({ startDateTime }: { startDateTime: string }) => {
      const day = startDateTime.slice(0, 10);
      return day >= item.serviceStartDate && day <= item.serviceEndDate;
    });
    assert.equal(item.quantity, units(own), `${item.serviceStartDate}`);
    assert.equal(item.chargeAmount, item.quantity * 0.25);
  }
}
