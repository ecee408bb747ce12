/** POST /v1/subscriptions/preview and PUT with `preview`: what would be made, and nothing is. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import { anAccount, aPlan, type PlanCharge, succeed } from "#test/support/company.ts";
import { fingerprint } from "#test/support/fingerprint.ts";
import { aSubscriber, type Subscriber, subscriptionOf } from "#test/support/lifecycle.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

type Fields = Readonly<Record<string, unknown>>;

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

const IN_211 = { "zuora-version": "211.0" };
const PREVIEW = "/v1/subscriptions/preview";

async function anOffer(charges: readonly PlanCharge[], fields: Fields = {}) {
  const { accountId: accountKey } = await anAccount(server);
  const { productRatePlanId, chargeIds } = await aPlan(server, charges);
  const body = {
    accountKey,
    contractEffectiveDate: "2024-07-01",
    termType: "TERMED",
    initialTerm: 12,
    subscribeToRatePlans: [{ productRatePlanId }],
    ...fields,
  };
  return { body, productRatePlanId, chargeIds };
}

const aYear = (charges: readonly PlanCharge[] = [{ price: 31 }], fields: object = {}) =>
  aSubscriber(server, charges, fields);

const preview = (body: Fields, headers: Record<string, string> = IN_211) =>
  succeed(server, "POST", PREVIEW, body, headers);
const put = (
  { subscriptionNumber }: Subscriber,
  body: Fields,
  headers: Record<string, string> = IN_211,
) => succeed(server, "PUT", `/v1/subscriptions/${subscriptionNumber}`, body, headers);

const refusal = async (
  body: Fields,
  headers: Record<string, string> = IN_211,
  [method, path]: readonly [string, string] = ["POST", PREVIEW],
) => {
  const { json } = await server.call(method, path, body, headers);
  assert.equal(json.success, false);
  return `${json.reasons[0].code}: ${json.reasons[0].message}`;
};

/** The answer, once it is certain that nothing has changed by it. */
async function leavingNothing<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  const before = await fingerprint(server);
  const answer = await work();
  assert.deepEqual(await fingerprint(server), before);
  return answer;
}

describe("POST /v1/subscriptions/preview", () => {
  test("answers as published, before version 207.0 in one invoice", async () => {
    const { body, chargeIds } = await anOffer([{ price: 14.99, Name: "Monthly Fee" }]);
    const answer = await leavingNothing(() =>
      preview({ ...body, invoiceTargetDate: "2024-07-11" }, {}),
    );
    const { productName } = answer.invoiceItems[0];
    assert.match(productName, /^Product /);
    assert.deepEqual(answer, {
      success: true,
      contractedMrr: 14.99,
      totalContractedValue: 179.88,
      amount: 14.99,
      amountWithoutTax: 14.99,
      taxAmount: 0,
      invoiceTargetDate: "2024-07-11",
      documentDate: "2024-07-11",
      invoiceItems: [
        {
          serviceStartDate: "2024-07-01",
          serviceEndDate: "2024-07-31",
          chargeAmount: 14.99,
          taxAmount: 0,
          chargeDescription: "",
          chargeName: "Monthly Fee",
          productName,
          productRatePlanChargeId: chargeIds[0],
          quantity: 1,
          unitOfMeasure: "",
        },
      ],
    });
  });

  test("from 207.0 on in an invoice and a credit memo, with the charges' metrics", async () => {
    const { body, productRatePlanId, chargeIds } = await anOffer([{ price: 31 }, { price: -10 }]);
    const answer = await leavingNothing(() =>
      preview({
        ...body,
        targetDate: "2024-08-01",
        documentDate: "2024-08-02",
        skipTax: true,
        previewType: "LegalDocChargeMetrics",
      }),
    );
    assert.deepEqual([answer.targetDate, answer.documentDate], ["2024-08-01", "2024-08-02"]);
    assert.equal(answer.invoiceItems, undefined);
    assert.deepEqual(
      [answer.invoice.amount, answer.invoice.targetDate, answer.invoice.invoiceItems.length],
      [42, "2024-08-01", 4],
    );
    assert.deepEqual(answer.chargeMetrics, [
      metrics(chargeIds[0], 31, 372),
      metrics(chargeIds[1], -10, -120),
    ]);

    function metrics(productRatePlanChargeId: string | undefined, mrr: number, tcv: number) {
      return { productRatePlanId, productRatePlanChargeId, mrr, dmrr: mrr, tcv, dtcv: tcv };
    }
  });

  test("what is credited is a memo, and negative on the one invoice before", async () => {
    const { body } = await anOffer([{ price: -10 }]);
    const { invoice, creditMemo } = await preview({ ...body, targetDate: "2024-07-01" });
    assert.deepEqual([invoice.amount, invoice.invoiceItems], [0, []]);
    const [item] = creditMemo.creditMemoItems;
    assert.deepEqual([creditMemo.amount, item.chargeAmount, item.amountWithoutTax], [10, 10, 10]);
    const before207 = await preview({ ...body, invoiceTargetDate: "2024-07-01" }, {});
    assert.deepEqual([before207.amount, before207.invoiceItems[0].chargeAmount], [-10, -10]);
  });

  test("metrics alone have no documents", async () => {
    const { body } = await anOffer([{ price: 31 }]);
    const { chargeMetrics, ...rest } = await preview({ ...body, previewType: "ChargeMetrics" });
    assert.equal(chargeMetrics.length, 1);
    assert.deepEqual(rest, { success: true, contractedMrr: 31, totalContractedValue: 372 });
  });

  test("an account can be made up", async () => {
    const { body } = await anOffer([{ price: 31 }]);
    const previewAccountInfo = {
      billCycleDay: 16,
      currency: "USD",
      billToContact: { country: "United States", state: "California", city: "Fresno" },
    };
    const answer = await leavingNothing(() =>
      preview({ ...body, accountKey: undefined, previewAccountInfo, targetDate: "2024-07-01" }),
    );
    assert.equal(answer.invoice.amount, 15.5, "15 days of the 30 to the bill cycle day");
    assert.equal(
      await refusal({ ...body, previewAccountInfo }),
      "53100030: Only one of 'accountKey' and 'previewAccountInfo' may be given.",
    );
    assert.equal(
      await refusal({ ...body, accountKey: undefined }),
      "53100022: 'accountKey' may not be null",
    );
  });

  test("each version knows its own fields and types", async () => {
    const { body } = await anOffer([{ price: 31 }]);
    const targetDate = "2024-07-01";
    assert.match(await refusal({ ...body, targetDate }, {}), /^53100021: .*'targetDate'/);
    const old = { invoiceTargetDate: targetDate, includeExistingDraftInvoiceItems: true };
    assert.match(await refusal({ ...body, ...old }), /^53100021: /);
    assert.equal(
      await refusal({ ...body, previewType: "InvoiceItem" }),
      "53100020: 'previewType' value should be one of: LegalDoc, ChargeMetrics, LegalDocChargeMetrics",
    );
    const { chargeMetrics, amount } = await preview(
      { ...body, ...old, previewType: "InvoiceItemChargeMetrics" },
      {},
    );
    assert.deepEqual([chargeMetrics.length, amount], [1, 31]);
    assert.match(await refusal({ ...body, runBilling: true }), /^53100021: /);
    assert.match(await refusal({ ...body, invoiceOwnerAccountKey: "A1" }), /key: 'A1'/);
    assert.match(await refusal({ ...body, subscribeToRatePlans: [] }), /may not be empty/);
  });
});

describe("PUT /v1/subscriptions/{key} with preview", () => {
  test("says what the update would change and bill, and then it does", async () => {
    const subscriber = await aYear([{ price: 31 }], { billThrough: "2023-01-01" });
    const [ratePlan] = (await subscriptionOf(server, subscriber)).ratePlans;
    const [charge] = ratePlan.ratePlanCharges;
    const update = {
      update: [
        {
          ratePlanId: ratePlan.id,
          contractEffectiveDate: "2023-01-17",
          chargeUpdateDetails: [{ ratePlanChargeId: charge.id, price: 15.5 }],
        },
      ],
      notes: "Less",
      targetDate: "2023-01-17",
    };
    const asked = { ...update, preview: true, previewType: "LegalDocChargeMetrics" };
    const told = await leavingNothing(() => put(subscriber, asked));
    const { invoice, creditMemo, chargeMetrics, ...rest } = told;
    assert.deepEqual(rest, {
      success: true,
      totalDeltaMrr: -15.5,
      totalDeltaTcv: -178,
      targetDate: "2023-01-17",
      documentDate: "2023-01-17",
    });
    assert.deepEqual([invoice.amount, creditMemo.amount], [0, 7.5]);
    assert.deepEqual(chargeMetrics, [
      {
        number: charge.number,
        originalId: charge.originalChargeId,
        originRatePlanId: ratePlan.originalRatePlanId,
        productRatePlanId: ratePlan.productRatePlanId,
        productRatePlanChargeId: charge.productRatePlanChargeId,
        mrr: 15.5,
        dmrr: -15.5,
        tcv: 194,
        dtcv: -178,
      },
    ]);

    const done = await put(subscriber, { ...update, runBilling: true });
    assert.deepEqual([done.totalDeltaMrr, done.totalDeltaTcv], [-15.5, -178]);
    const memo = await succeed(server, "GET", `/v1/credit-memos/${done.creditMemoId}`);
    assert.equal(memo.amount, 7.5);
  });

  test("a charge that would come has no number yet", async () => {
    const subscriber = await aYear();
    const { productRatePlanId } = await aPlan(server, [{ price: 10 }]);
    const add = [{ productRatePlanId, contractEffectiveDate: "2023-02-01" }];
    const body = { add, preview: true, previewType: "ChargeMetrics" };
    const { chargeMetrics } = await leavingNothing(() => put(subscriber, body));
    assert.deepEqual(
      chargeMetrics.map((each: Fields) => [typeof each.number, each.mrr]),
      [
        ["string", 31],
        ["undefined", 10],
      ],
    );
  });

  test("what stands on drafts is told as well, unless it is not wanted", async () => {
    const subscriber = await aYear();
    await succeed(server, "POST", "/v1/orders", draftOrder(subscriber));
    const { productRatePlanId } = await aPlan(server, [{ price: 10 }]);
    const add = [{ productRatePlanId, contractEffectiveDate: "2023-02-01" }];
    const body = { add, preview: true, targetDate: "2023-02-01" };
    const amounts = async (fields: Fields) =>
      (await put(subscriber, { ...body, ...fields })).invoice.invoiceItems.map(
        (item: Fields) => item.chargeAmount,
      );
    assert.deepEqual(await amounts({}), [31, 31, 10]);
    assert.deepEqual(await amounts({ includeExistingDraftDocItems: true }), [31, 31, 10]);
    assert.deepEqual(await amounts({ includeExistingDraftDocItems: false }), [31, 10]);
  });

  test("says what is wrong as the update does", async () => {
    const { subscriptionNumber } = await aYear();
    const path = ["PUT", `/v1/subscriptions/${subscriptionNumber}`] as const;
    const ask = (body: Fields) => refusal({ preview: true, ...body }, IN_211, path);
    assert.match(await ask({}), /^53500030: The request changes nothing/);
    assert.match(await ask({ notes: "x" }), /^53500030: .*nothing to bill/);
    assert.match(await ask({ autoRenew: true, previewType: "InvoiceItem" }), /^53500020: 'preview/);
    const remove = [{ ratePlanId: "x", contractEffectiveDate: "2023-02-01" }];
    assert.match(await ask({ remove }), /^53500030: Rate plan 'x'/);
  });
});

const aCharge: fc.Arbitrary<PlanCharge> = fc.record({
  price: fc.integer({ min: -5_000, max: 50_000 }).map((cents) => cents / 100),
  BillingPeriod: fc.constantFrom("Month", "Quarter", "Annual"),
  BillingTiming: fc.constantFrom("In Advance", "In Arrears"),
});

test("whatever is subscribed to and changed, what was previewed is what is made", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(aCharge, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 31 }),
      fc.integer({ min: 1, max: 28 }),
      fc.double({ min: 1, max: 99, noNaN: true }).map((price) => Math.round(price * 100) / 100),
      async (charges, billCycleDay, day, price) => {
        const { accountId: accountKey } = await anAccount(server, { billCycleDay });
        const { productRatePlanId } = await aPlan(server, charges);
        const subscribed = {
          accountKey,
          contractEffectiveDate: `2023-01-${String(day).padStart(2, "0")}`,
          termType: "TERMED",
          initialTerm: 12,
          subscribeToRatePlans: [{ productRatePlanId }],
          targetDate: "2023-04-15",
        };
        const told = await preview(subscribed);
        const made = await succeed(server, "POST", "/v1/subscriptions", subscribed, IN_211);
        await assertMade(told, made);
        assert.deepEqual(
          [made.contractedMrr, made.totalContractedValue],
          [told.contractedMrr, told.totalContractedValue],
        );

        const key = `/v1/subscriptions/${made.subscriptionId}`;
        const { ratePlans } = await succeed(server, "GET", key);
        const [{ id: ratePlanChargeId }] = ratePlans[0].ratePlanCharges;
        const update = {
          update: [
            {
              ratePlanId: ratePlans[0].id,
              contractEffectiveDate: "2023-03-10",
              chargeUpdateDetails: [{ ratePlanChargeId, price }],
            },
          ],
          targetDate: "2023-05-01",
        };
        const changes = await succeed(server, "PUT", key, { ...update, preview: true }, IN_211);
        const changed = await succeed(server, "PUT", key, { ...update, runBilling: true }, IN_211);
        await assertMade(changes, changed);
        assert.deepEqual(
          [changed.totalDeltaMrr, changed.totalDeltaTcv],
          [changes.totalDeltaMrr, changes.totalDeltaTcv],
        );
      },
    ),
    { numRuns: 12 },
  ));

/** The documents that were made are of the amounts that were told. */
async function assertMade(told: Answer["json"], made: Answer["json"]): Promise<void> {
  const amountOf = async (kind: string, id: string | undefined) =>
    id === undefined ? 0 : (await succeed(server, "GET", `/v1/${kind}/${id}`)).amount;
  assert.equal(await amountOf("invoices", made.invoiceId), told.invoice.amount);
  assert.equal(await amountOf("credit-memos", made.creditMemoId), told.creditMemo?.amount ?? 0);
}

/** Bills January on a draft. */
const draftOrder = ({ accountNumber, subscriptionNumber }: Subscriber): Fields => ({
  orderDate: "2023-01-01",
  existingAccountNumber: accountNumber,
  subscriptions: [
    {
      subscriptionNumber,
      orderActions: [{ type: "TermsAndConditions", termsAndConditions: { autoRenew: true } }],
    },
  ],
  processingOptions: {
    runBilling: true,
    billingOptions: { targetDate: "2023-01-01", generateDraftInvoice: true },
  },
});
