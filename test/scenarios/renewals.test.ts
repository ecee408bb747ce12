/** Renewing a subscription, as a caller orders it and as billing sees it. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { aSubscriber, itemsOf, order, refusal, subscriptionOf } from "#test/support/lifecycle.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

const RENEW = { type: "RenewSubscription" };
const CANCEL = {
  type: "CancelSubscription",
  cancelSubscription: {
    cancellationPolicy: "SpecificDate",
    cancellationEffectiveDate: "2023-07-01",
  },
};
const renewedBy = (renewalTerms: object[], terms: object = {}, months: number | null = 12) => {
  const termType = months === null ? "EVERGREEN" : "TERMED";
  const initialTerm =
    months === null ? { termType } : { termType, period: months, periodType: "Month" };
  return { createSubscription: { terms: { initialTerm, renewalTerms, ...terms } } };
};
const SIX_MONTHS = renewedBy([{ period: 6, periodType: "Month" }]);

describe("a renewal", () => {
  test("goes on where the term ended, and is billed from there, also long after", async () => {
    const subscriber = await aSubscriber(server, [{ price: 1200, BillingPeriod: "Annual" }], {
      ...SIX_MONTHS,
      billThrough: "2024-03-01",
    });
    assert.deepEqual(await itemsOf(server, subscriber), ["2023-01-01..2023-12-31 1200"]);
    await order(server, subscriber, [RENEW], "2024-03-01");
    assert.deepEqual(await itemsOf(server, subscriber), [
      "2023-01-01..2023-12-31 1200",
      "2024-01-01..2024-06-30 596.72",
    ]);
    await order(server, subscriber, [RENEW], "2024-03-01");
    const subscription = await subscriptionOf(server, subscriber);
    assert.equal(subscription.version, 3);
    assert.equal(subscription.termStartDate, "2024-07-01");
    assert.equal(subscription.termEndDate, "2025-01-01");
    assert.deepEqual([subscription.initialTerm, subscription.currentTerm], [12, 6]);
    const [charge] = subscription.ratePlans[0].ratePlanCharges;
    assert.deepEqual([charge.segment, charge.effectiveEndDate], [1, "2025-01-01"]);
    await assertConserved(server.database, server.entityId);
  });

  test("takes a payment term and a contact, or gives them back to the account", async () => {
    const subscriber = await aSubscriber(server, [{}], SIX_MONTHS);
    await order(server, subscriber, [{ ...RENEW, renewSubscription: { paymentTerm: "Net 60" } }]);
    assert.equal((await subscriptionOf(server, subscriber)).paymentTerm, "Net 60");
    const clearing = { clearingExistingPaymentTerm: true };
    await order(server, subscriber, [{ ...RENEW, renewSubscription: clearing }]);
    assert.equal((await subscriptionOf(server, subscriber)).paymentTerm, null);
    const both = { ...clearing, paymentTerm: "Net 60" };
    const { message } = await refusal(server, subscriber, [{ ...RENEW, renewSubscription: both }]);
    assert.match(message, /'clearingExistingPaymentTerm' cannot be true/);
    const contact = { billToContactId: "0123456789abcdef0123456789abcdef" };
    const foreign = await refusal(server, subscriber, [{ ...RENEW, renewSubscription: contact }]);
    assert.match(foreign.message, /is not a contact of account/);
    const later = { invoiceTemplateId: "0123456789abcdef0123456789abcdef" };
    const notYet = await refusal(server, subscriber, [{ ...RENEW, renewSubscription: later }]);
    assert.match(notYet.message, /'invoiceTemplateId' is not supported/);
  });

  test("a bill run bills each term of a charge by its own length", async () => {
    const byTerm = { price: 100, BillingPeriod: "Subscription Term", ListPriceBase: "Per Month" };
    const subscriber = await aSubscriber(server, [byTerm], SIX_MONTHS);
    await order(server, subscriber, [RENEW], "2024-01-01");
    assert.deepEqual(await itemsOf(server, subscriber), [
      "2023-01-01..2023-12-31 1200",
      "2024-01-01..2024-06-30 600",
    ]);
    const cancel = {
      type: "CancelSubscription",
      cancelSubscription: {
        cancellationPolicy: "SpecificDate",
        cancellationEffectiveDate: "2023-12-01",
      },
    };
    await order(server, subscriber, [cancel], "2024-01-01");
    const { metrics } = await succeed(server, "GET", `/v1/accounts/${subscriber.accountNumber}`);
    assert.equal(metrics.balance, 1100);
    await assertConserved(server.database, server.entityId);
  });

  test("renewed to evergreen, it has no end", async () => {
    const evergreen = renewedBy([], { renewalSetting: "RENEW_TO_EVERGREEN" });
    const subscriber = await aSubscriber(server, [{}], evergreen);
    await order(server, subscriber, [RENEW]);
    const { termType, termEndDate, initialTerm } = await subscriptionOf(server, subscriber);
    assert.deepEqual([termType, termEndDate, initialTerm], ["EVERGREEN", null, 12]);
  });
});

describe("refused", () => {
  test("ACTIVE_SUBSCRIPTION_NEEDED: a cancelled subscription is not renewed", async () => {
    const subscriber = await aSubscriber(server, [{}], SIX_MONTHS);
    await order(server, subscriber, [CANCEL]);
    assert.deepEqual(await refusal(server, subscriber, [RENEW]), {
      code: 58560030,
      message: `Subscription '${subscriber.subscriptionNumber}' is Cancelled: RenewSubscription needs an active one.`,
    });
  });

  test("EVERGREEN_NOT_RENEWED: a subscription without term", async () => {
    const subscriber = await aSubscriber(server, [{}], renewedBy([], {}, null));
    const { message } = await refusal(server, subscriber, [RENEW]);
    assert.match(message, /is evergreen: it has no term that could be renewed/);
  });

  test("RENEWAL_TERM_MISSING: a subscription that nobody has given one", async () => {
    const subscriber = await aSubscriber(server, [{}]);
    const { message } = await refusal(server, subscriber, [RENEW]);
    assert.match(message, /has no renewal term: give it 'renewalTerms' first/);
  });

  test("TERM_CHARGE_NEEDS_TERM_END: to evergreen with a charge that is billed by term", async () => {
    const evergreen = renewedBy([], { renewalSetting: "RENEW_TO_EVERGREEN" });
    const byTerm = { BillingPeriod: "Subscription Term", ListPriceBase: "Per Month" };
    const subscriber = await aSubscriber(server, [byTerm], evergreen);
    const { message } = await refusal(server, subscriber, [RENEW]);
    assert.match(message, /is billed by subscription term/);
  });
});
