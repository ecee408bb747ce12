/** What a billing preview promises, a bill run does: the same items, whatever came before. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { someRules } from "#test/support/arbitraries.ts";
import { anAccount, aPlan, type PlanCharge, succeed } from "#test/support/company.ts";
import { Life } from "#test/support/life.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

type Json = Answer["json"];

const price = fc.integer({ min: -9_999, max: 99_999 }).map((cents) => cents / 100);

const recurring: fc.Arbitrary<PlanCharge> = fc.record({
  price,
  BillingPeriod: fc.constantFrom("Month", "Quarter", "Semi-Annual", "Annual", "Week"),
  BillingTiming: fc.constantFrom("In Advance", "In Arrears"),
  BillCycleType: fc.constantFrom("DefaultFromCustomer", "SubscriptionStartDay"),
  BillingPeriodAlignment: fc.constantFrom("AlignToCharge", "AlignToSubscriptionStart"),
});
const once: fc.Arbitrary<PlanCharge> = fc.record({ price, ChargeType: fc.constant("OneTime") });

const history = fc.record({
  rules: someRules(),
  laterRules: fc.option(someRules()),
  billCycleDay: fc.integer({ min: 1, max: 31 }),
  subscriptions: fc.array(
    fc.record({
      charges: fc.array(fc.oneof({ weight: 4, arbitrary: recurring }, once), {
        minLength: 1,
        maxLength: 3,
      }),
      startsOn: fc.integer({ min: 0, max: 60 }),
      isEvergreen: fc.boolean(),
      endsOn: fc.option(fc.integer({ min: 61, max: 300 })),
      cancelledAfter: fc.option(fc.integer({ min: 0, max: 300 })),
    }),
    { minLength: 1, maxLength: 2 },
  ),
  billedOn: fc.integer({ min: 0, max: 200 }),
  previewedOn: fc.integer({ min: 0, max: 400 }),
});

const day = (offset: number): string =>
  Temporal.PlainDate.from("2023-01-01").add({ days: offset }).toString();

/** What both say of an item. Ids and days of making are of documents that a preview does not make. */
const INVOICE_ITEM_FIELDS = [
  "subscriptionId",
  "chargeName",
  "chargeNumber",
  "chargeType",
  "productName",
  "serviceStartDate",
  "serviceEndDate",
  "chargeAmount",
  "quantity",
  "unitOfMeasure",
  "processingType",
];
const CREDIT_MEMO_ITEM_FIELDS = [
  "subscriptionId",
  "skuName",
  "sku",
  "serviceStartDate",
  "serviceEndDate",
  "amount",
  "quantity",
  "unitOfMeasure",
  "processingType",
];

const alike = (items: readonly Json[], fields: readonly string[]): string[] =>
  items.map((item) => JSON.stringify(fields.map((field) => item[field]))).sort();

test("a bill run makes what a preview has said, item by item", async () => {
  const property = fc.asyncProperty(history, async (drawn) => {
    await succeed(server, "PUT", "/settings/billing-rules", drawn.rules);
    const account = await anAccount(server, { billCycleDay: drawn.billCycleDay });
    const life = new Life(server, account);
    const { accountId } = account;
    for (const { charges, startsOn, endsOn, isEvergreen, cancelledAfter } of drawn.subscriptions) {
      const named = charges.map((charge, index) => ({ ...charge, Name: `Charge ${index}` }));
      const plan = await aPlan(server, named);
      const [productRatePlanChargeId] = plan.chargeIds;
      const endDate = { endDateCondition: "Specific_End_Date", specificEndDate: day(endsOn ?? 0) };
      const chargeOverrides = endsOn === null ? [] : [{ productRatePlanChargeId, endDate }];
      const months = isEvergreen ? null : 12;
      const number = await life.subscribe([], day(startsOn), { plan, months, chargeOverrides });
      await life.billRun(day(drawn.billedOn));
      if (cancelledAfter !== null) await life.cancel(number, day(startsOn + cancelledAfter));
    }

    if (drawn.laterRules) await life.rules(drawn.laterRules);

    const before = await life.readBooks();
    const targetDate = day(drawn.previewedOn);
    const preview = () =>
      succeed(server, "POST", "/v1/operations/billing-preview", {
        accountId,
        targetDate,
        includingEvergreenSubscription: true,
      });
    const { invoiceItems, creditMemoItems } = await preview();
    await life.billRun(targetDate);

    const known = new Set([...before.invoices, ...before.creditMemos].map(({ id }) => id));
    const made = (documents: readonly Json[]) =>
      documents.filter(({ id }) => !known.has(id)).flatMap(({ items }) => items);
    const { invoices, creditMemos } = await life.readBooks();
    assert.deepEqual(
      alike(invoiceItems, INVOICE_ITEM_FIELDS),
      alike(made(invoices), INVOICE_ITEM_FIELDS),
    );
    assert.deepEqual(
      alike(creditMemoItems, CREDIT_MEMO_ITEM_FIELDS),
      alike(made(creditMemos), CREDIT_MEMO_ITEM_FIELDS),
    );
    const after = await preview();
    assert.deepEqual([...after.invoiceItems, ...after.creditMemoItems], []);
  });
  await fc.assert(property, { numRuns: 10 });
});
