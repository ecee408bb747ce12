/** POST /v1/subscriptions/{key}/preview: what there is, and what the next billing would make. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { succeed } from "#test/support/company.ts";
import { fingerprint } from "#test/support/fingerprint.ts";
import { aSubscriber, type Subscriber, subscriptionOf } from "#test/support/lifecycle.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

const VERSION = { "zuora-version": "211.0" };
const path = ({ subscriptionNumber }: Subscriber) =>
  `/v1/subscriptions/${subscriptionNumber}/preview`;
const on = (specificDate: string) => ({ previewStartDatePolicy: "specificDate", specificDate });
const until = (specificDate: string) => ({ previewThruDatePolicy: "specificDate", specificDate });
const preview = (subscriber: Subscriber, body: object) =>
  succeed(server, "POST", path(subscriber), body, VERSION);
const refusal = async (subscriber: Subscriber, body: object, headers = VERSION) => {
  const { json } = await server.call("POST", path(subscriber), body, headers);
  assert.equal(json.success, false);
  return json.reasons[0].message;
};

describe("POST /v1/subscriptions/{key}/preview", () => {
  test("the published request: two periods from a day on, and nothing is written", async () => {
    const subscriber = await aSubscriber(server, [{ price: 10 }]);
    const [ratePlan] = (await subscriptionOf(server, subscriber)).ratePlans;
    const [charge] = ratePlan.ratePlanCharges;
    const before = await fingerprint(server);
    const answer = await preview(subscriber, {
      previewStartDate: on("2023-01-01"),
      previewThroughDate: { previewThruDatePolicy: "nextBillingPeriods", nextBillingPeriods: "2" },
    });
    assert.deepEqual(await fingerprint(server), before);
    const january = {
      serviceStartDate: "2023-01-01",
      serviceEndDate: "2023-01-31",
      amountWithoutTax: 10,
      taxAmount: 0,
      chargeDescription: "",
      chargeName: charge.name,
      chargeNumber: charge.number,
      productName: ratePlan.productName,
      productRatePlanChargeId: charge.productRatePlanChargeId,
      processingType: "Charge",
      unitPrice: 10,
      quantity: 1,
      unitOfMeasure: null,
    };
    assert.deepEqual(answer, {
      success: true,
      invoices: [
        {
          invoiceNumber: "Preview Invoice",
          amount: 20,
          amountWithoutTax: 20,
          taxAmount: 0,
          targetDate: "2023-02-28",
          status: null,
          isFromExistingInvoice: false,
          invoiceItems: [
            january,
            { ...january, serviceStartDate: "2023-02-01", serviceEndDate: "2023-02-28" },
          ],
        },
      ],
    });
  });

  test("documents that there are come first, with what they bill of these days", async () => {
    const subscriber = await aSubscriber(server, [{ price: 31 }], { billThrough: "2023-02-01" });
    await succeed(
      server,
      "PUT",
      `/v1/subscriptions/${subscriber.subscriptionNumber}/cancel`,
      {
        cancellationPolicy: "SpecificDate",
        cancellationEffectiveDate: "2023-02-15",
        runBilling: true,
        targetDate: "2023-02-15",
      },
      VERSION,
    );
    const { invoices, creditMemos } = await preview(subscriber, {
      previewStartDate: { previewStartDatePolicy: "startOfTerm" },
      previewThroughDate: until("2023-02-28"),
    });
    const [invoice, another] = invoices;
    assert.equal(another, undefined);
    assert.deepEqual(
      [invoice.isFromExistingInvoice, invoice.status, invoice.amount, invoice.targetDate],
      [true, "Posted", 62, "2023-02-01"],
    );
    assert.match(invoice.invoiceNumber, /^INV/);
    const [memo] = creditMemos;
    assert.deepEqual([memo.isFromExistingCreditMemo, memo.amount], [true, 15.5]);

    const february = await preview(subscriber, {
      previewStartDate: on("2023-02-01"),
      previewThroughDate: until("2023-02-10"),
    });
    assert.deepEqual([february.invoices[0].amount, february.creditMemos], [31, undefined]);
  });

  test("what would be credited is a memo that would come", async () => {
    const subscriber = await aSubscriber(server, [{ price: 31 }], { billThrough: "2023-01-01" });
    await succeed(
      server,
      "PUT",
      `/v1/subscriptions/${subscriber.subscriptionNumber}/cancel`,
      { cancellationPolicy: "SpecificDate", cancellationEffectiveDate: "2023-01-17" },
      VERSION,
    );
    const { creditMemos } = await preview(subscriber, {
      previewStartDate: on("2023-01-01"),
      previewThroughDate: { previewThruDatePolicy: "specificDate", specificDate: "2023-01-31" },
    });
    const [memo] = creditMemos;
    assert.deepEqual(
      [memo.creditMemoNumber, memo.status, memo.amount],
      ["Preview Credit Memo", null, 15],
    );
  });

  test("to the end of the term, which evergreen has not", async () => {
    const termed = await aSubscriber(server, [{ price: 10 }]);
    const endOfTerm = { previewThroughDate: { previewThruDatePolicy: "endOfTerm" } };
    const startOfTerm = { previewStartDate: { previewStartDatePolicy: "startOfTerm" } };
    const { invoices } = await preview(termed, { ...startOfTerm, ...endOfTerm });
    assert.deepEqual([invoices[0].amount, invoices[0].targetDate], [120, "2023-12-31"]);
    const evergreen = await aSubscriber(server, [{ price: 10 }], { months: null });
    assert.match(await refusal(evergreen, endOfTerm), /has no term end/);
  });

  test("says what is missing, not done yet, or of another version", async () => {
    const subscriber = await aSubscriber(server, [{ price: 10 }]);
    const body = { previewThroughDate: until("2023-12-31") };
    assert.match(await refusal(subscriber, {}), /'previewThroughDate' may not be null/);
    const periods = { previewThroughDate: { previewThruDatePolicy: "nextBillingPeriods" } };
    assert.match(await refusal(subscriber, periods), /'nextBillingPeriods' may not be null/);
    const nowhen = { previewThroughDate: { previewThruDatePolicy: "specificDate" } };
    assert.match(await refusal(subscriber, nowhen), /'specificDate' may not be null/);
    const backwards = { ...body, previewStartDate: on("2024-06-01") };
    assert.match(await refusal(subscriber, backwards), /would begin on 2024-06-01 and end before/);
    const usage = { ...body, quantityForUsageCharges: [{ chargeId: "x", quantity: 1 }] };
    assert.match(await refusal(subscriber, usage), /'quantityForUsageCharges' is not supported/);
    assert.match(await refusal(subscriber, body, { "zuora-version": "206.0" }), /207\.0 or later/);
    const nobody = { accountId: "", accountNumber: "", subscriptionNumber: "nobody" };
    assert.match(await refusal(nobody, body), /Cannot find entity by key: 'nobody'/);
  });
});
