/** What a preview of an order has said, the order does: the same documents, write-offs, balances. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { anAccount, aPlan, cancelOrder, type PlanCharge, succeed } from "#test/support/company.ts";
import { fingerprint } from "#test/support/fingerprint.ts";
import { Life } from "#test/support/life.ts";
import { adding, productOrder } from "#test/support/product-orders.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

type Json = Answer["json"];

const price = fc
  .oneof(
    { weight: 6, arbitrary: fc.integer({ min: 1, max: 99_999 }) },
    fc.integer({ min: -9_999, max: 0 }),
  )
  .map((cents) => cents / 100);

const recurring: fc.Arbitrary<PlanCharge> = fc.record({
  price,
  BillingPeriod: fc.constantFrom("Month", "Quarter", "Semi-Annual", "Annual", "Week"),
  BillingTiming: fc.constantFrom("In Advance", "In Arrears"),
  BillCycleType: fc.constantFrom("DefaultFromCustomer", "SubscriptionStartDay"),
});
const once: fc.Arbitrary<PlanCharge> = fc.record({ price, ChargeType: fc.constant("OneTime") });

const history = fc.record({
  rules: fc.record({
    oneTimeCreditBack: fc.boolean(),
    legalDocumentGeneratingRule: fc.constantFrom(
      "GroupByTotalAmountSign",
      "GroupByOriginalSRPC",
      "GroupbyChargedAmountSign",
    ),
  }),
  billCycleDay: fc.integer({ min: 1, max: 31 }),
  subscriptions: fc.array(
    fc.record({
      charges: fc.array(fc.oneof({ weight: 4, arbitrary: recurring }, once), {
        minLength: 1,
        maxLength: 3,
      }),
      startsOn: fc.integer({ min: 0, max: 60 }),
      isEvergreen: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, fc.constant(true)),
    }),
    { minLength: 1, maxLength: 2 },
  ),
  billedAfter: fc.array(fc.integer({ min: 30, max: 300 }), { minLength: 1, maxLength: 2 }),
  cancelAfter: fc.integer({ min: 0, max: 300 }),
  cancellationPolicy: fc.constantFrom(
    "EndOfCurrentTerm",
    "EndOfLastInvoicePeriod",
    "SpecificDate",
    "SpecificDate",
  ),
  /** Charges that are added instead of cancelling; none: it cancels. */
  adds: fc.oneof(
    { weight: 3, arbitrary: fc.constant<PlanCharge[]>([]) },
    fc.array(recurring, { maxLength: 2 }),
  ),
  cancelsAll: fc.boolean(),
  runBilling: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, fc.constant(false)),
  writeOff: fc.boolean(),
  generateDraftInvoice: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true)),
  targetAfter: fc.integer({ min: 60, max: 400 }),
  /** Whether the order is held to its preview. */
  isHeld: fc.boolean(),
  /** What happens between the two. */
  between: fc.oneof(
    { weight: 4, arbitrary: fc.constant(null) },
    fc.record({ billed: fc.integer({ min: 60, max: 400 }) }),
    fc.record({ oneTimeCreditBack: fc.boolean() }),
    fc.constant("another order" as const),
  ),
});

const day = (days: number): string =>
  new Date(Date.UTC(2023, 0, 1) + days * 86_400_000).toISOString().slice(0, 10);

type History = typeof history extends fc.Arbitrary<infer Drawn> ? Drawn : never;

async function live(drawn: History): Promise<{ life: Life; numbers: string[] }> {
  await succeed(server, "PUT", "/settings/billing-rules", drawn.rules);
  const life = new Life(server, await anAccount(server, { billCycleDay: drawn.billCycleDay }));
  const numbers: string[] = [];
  for (const { charges, startsOn, isEvergreen } of drawn.subscriptions) {
    const named = charges.map((charge, index) => ({ ...charge, Name: `Charge ${index}` }));
    const plan = await aPlan(server, named);
    const months = isEvergreen ? null : 12;
    numbers.push(await life.subscribe([], day(startsOn), { plan, months }));
  }
  for (const billed of drawn.billedAfter.toSorted((a, b) => a - b)) await life.billRun(day(billed));
  return { life, numbers };
}

/** The order that is promised, its account and its rules may have moved, or may not. */
async function meanwhile({ between }: History, life: Life, numbers: readonly string[]) {
  if (between === null) return;
  if (between === "another order") {
    const cancelled = numbers.at(-1) ?? "";
    const order = cancelOrder({
      accountNumber: life.accountNumber,
      subscriptionNumber: cancelled,
      on: day(70),
      processingOptions: { runBilling: false },
    });
    await server.call("POST", "/v1/orders", order);
  } else if ("billed" in between) await life.billRun(day(between.billed));
  else await succeed(server, "PUT", "/settings/billing-rules", between);
}

async function orderOf(drawn: History, life: Life, numbers: readonly string[]): Promise<Json> {
  const { cancellationPolicy, runBilling, writeOff, generateDraftInvoice } = drawn;
  const date = day(60 + drawn.cancelAfter);
  const on = cancellationPolicy === "SpecificDate" ? date : cancellationPolicy;
  const processingOptions = {
    runBilling,
    writeOff,
    billingOptions: {
      targetDate: day(drawn.targetAfter),
      documentDate: date,
      generateDraftInvoice,
    },
  };
  const [subscriptionNumber = ""] = numbers;
  if (drawn.adds.length > 0) {
    const added = await aPlan(
      server,
      drawn.adds.map((charge, index) => ({ ...charge, Name: `Added ${index}` })),
    );
    return productOrder({
      accountNumber: life.accountNumber,
      subscriptionNumber,
      on: day(60),
      actions: [adding(added.productRatePlanId)],
      processingOptions: { ...processingOptions, writeOff: false },
    });
  }
  const cancelling = drawn.cancelsAll ? numbers : numbers.slice(0, 1);
  const orders: Json[] = cancelling.map((each) =>
    cancelOrder({
      accountNumber: life.accountNumber,
      subscriptionNumber: each,
      on,
      processingOptions,
    }),
  );
  const subscriptions = orders.flatMap((order) => order.subscriptions);
  return { ...orders[0], orderDate: day(60), subscriptions };
}

const cents = (amount: number): string => (amount + 0).toFixed(2).replace("-0.00", "0.00");
const sorted = (lines: readonly string[]): string[] => lines.toSorted();

/** A document as both tell it. */
const written = (kind: string, amount: number, left: number, items: readonly string[]): string =>
  `${kind} ${cents(amount)} ${cents(left)} (${sorted(items).join(", ")})`;

const itemOf = (name: string, item: Json, amount: number): string =>
  [name, item.serviceStartDate, item.serviceEndDate, cents(amount), item.quantity].join(" ");

const said = ({ documents }: Json): string[] =>
  documents.map((each: Json) =>
    written(
      each.documentType,
      each.amount,
      each.documentType === "Invoice" ? each.amount : each.amount - each.appliedAmount,
      each.items.map((item: Json) => itemOf(item.chargeName, item, item.amount)),
    ),
  );

type Books = Awaited<ReturnType<Life["readBooks"]>>;

function done(before: Books, after: Books): string[] {
  const known = new Set([...before.invoices, ...before.creditMemos].map(({ id }) => id));
  const isNew = ({ id }: Json) => !known.has(id);
  return [
    ...after.invoices.filter(isNew).map(({ amount, items }) =>
      written(
        "Invoice",
        amount,
        amount,
        items.map((item: Json) => itemOf(item.chargeName, item, item.chargeAmount)),
      ),
    ),
    ...after.creditMemos
      .filter((memo) => isNew(memo) && memo.reasonCode !== "Write-off")
      .map(({ amount, unappliedAmount, items }) =>
        written(
          "CreditMemo",
          amount,
          unappliedAmount,
          items.map((item: Json) => itemOf(item.skuName, item, item.amount)),
        ),
      ),
  ];
}

/** Invoices that are new have no number in a preview: they are told by what is on them. */
function assertBalances(receipt: Json, before: Books, after: Books): void {
  const known = new Set(before.invoices.map(({ invoiceNumber }) => invoiceNumber));
  const balances = after.invoices.map(({ invoiceNumber, amount, balance }) =>
    known.has(invoiceNumber)
      ? `${invoiceNumber} ${cents(balance)}`
      : `${cents(amount)} ${cents(balance)}`,
  );
  const touched = new Map<string, Json>(
    receipt.invoices.map((each: Json) => [each.invoiceNumber, each]),
  );
  const untouched = before.invoices.filter(({ invoiceNumber }) => !touched.has(invoiceNumber));
  const expected = [
    ...untouched.map(({ invoiceNumber, balance }) => `${invoiceNumber} ${cents(balance)}`),
    ...receipt.invoices.map((each: Json) =>
      each.invoiceNumber === null
        ? `${cents(each.billed)} ${cents(each.after)}`
        : `${each.invoiceNumber} ${cents(each.after)}`,
    ),
  ];
  assert.deepEqual(sorted(expected), sorted(balances));
  assert.equal(cents(receipt.account.before.balance), cents(before.metrics.balance));
  assert.equal(cents(receipt.account.after.balance), cents(after.metrics.balance));
  assert.equal(receipt.account.after.contractedMrr, after.metrics.contractedMrr);
  assert.equal(
    cents(receipt.account.after.unappliedCredit),
    cents(after.metrics.unappliedCreditMemoAmount),
  );
}

const writeOffs = (results: readonly Json[] | undefined, known: ReadonlySet<string>): string[] =>
  sorted(
    (results ?? []).map(({ invoiceNumber, amount, status }) => {
      const number = known.has(invoiceNumber) ? invoiceNumber : "new";
      return `${number} ${cents(amount)} ${status}`;
    }),
  );

test("an order does what its preview has said, and the preview has done nothing", async () => {
  const property = fc.asyncProperty(history, async (drawn) => {
    const { life, numbers } = await live(drawn);
    const order = await orderOf(drawn, life, numbers);
    const unmoved = await fingerprint(server);
    const preview = await server.call("POST", "/v1/orders/preview", order);
    assert.deepEqual(await fingerprint(server), unmoved, "a preview changes nothing");
    const { receipt } = preview.json;
    const isHeld = drawn.isHeld && receipt !== undefined;
    if (isHeld) await meanwhile(drawn, life, numbers);

    const before = await life.readBooks();
    const print = await fingerprint(server);
    const held = isHeld ? { ...order, previewId: receipt.previewId } : order;
    const commit = await server.call("POST", "/v1/orders", held);
    if (isHeld && !commit.json.success && drawn.between !== null) {
      assert.deepEqual(await fingerprint(server), print, "what has moved is not committed");
      return;
    }
    assert.equal(preview.json.success, commit.json.success, preview.text + commit.text);
    if (!commit.json.success) {
      assert.equal(preview.json.reasons[0].message, commit.json.reasons[0].message);
      return;
    }
    const books = await life.readBooks();
    assert.deepEqual(sorted(said(receipt)), sorted(done(before, books)));
    assertBalances(receipt, before, books);
    const known = new Set(before.invoices.map(({ invoiceNumber }) => invoiceNumber));
    assert.deepEqual(writeOffs(receipt.writeOff, known), writeOffs(commit.json.writeOff, known));
    const own = receipt.policies?.find(
      (policy: Json) => policy.cancellationPolicy === drawn.cancellationPolicy,
    );
    if (!own) return;
    const { invoices, account } = receipt;
    const same = { invoices: own.invoices, account: own.account };
    assert.deepEqual(
      same,
      { invoices, account },
      "its own policy is the one that the receipt is of",
    );
  });
  await fc.assert(property, { numRuns: 12 });
});
