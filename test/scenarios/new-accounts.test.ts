/** An order brings its account along: both come into being, or neither does. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { anAccount, aPlan, type Plan, subscribeOrder, succeed } from "#test/support/company.ts";
import { fingerprint } from "#test/support/fingerprint.ts";
import { aCard } from "#test/support/payments.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

type Fields = Readonly<Record<string, unknown>>;

let server: TestServer;
let plan: Plan;

before(async () => {
  server = await startTestServer();
  await server.runJobs();
  plan = await aPlan(server, [{ price: 30 }]);
});
after(() => server.close());

const NEW_ACCOUNT = {
  name: "Grace Ltd",
  currency: "USD",
  billCycleDay: 1,
  billToContact: { firstName: "Grace", lastName: "Hopper", country: "USA", postalCode: "22201" },
};

/** A subscription from 15 January 2024, by an account that there is not yet. */
function ordered(account: Fields, given: Fields = {}): Fields {
  const subscribing = { accountNumber: "", plan, from: "2024-01-15", billThrough: "2024-01-15" };
  const { existingAccountNumber: _, ...order } = subscribeOrder(subscribing);
  return { ...order, newAccount: { ...NEW_ACCOUNT, ...account }, ...given };
}

async function refusal(path: string, body: unknown): Promise<Answer["json"]> {
  const before = await fingerprint(server);
  const { json } = await server.call("POST", path, body);
  assert.equal(json.success, false, JSON.stringify(json));
  const after = await fingerprint(server);
  for (const table of Object.keys(before).filter((name) => /^[a-z_]+$/.test(name))) {
    assert.equal(after[table], before[table], `${table} is as it was`);
  }
  return json.reasons[0];
}

describe("newAccount", () => {
  test("the account, its contacts, the subscription and its invoice come together", async () => {
    const soldToContact = { firstName: "Mary", lastName: "Keller", state: "IA", country: "US" };
    const order = ordered({
      accountNumber: "A-GRACE",
      additionalEmailAddresses: "a@example.com, b@example.com",
      customFields: { segment__c: "navy" },
      paymentTerm: "Net 30",
      soldToContact,
      taxInfo: { exemptStatus: "Yes", exemptDescription: "School" },
    });
    const created = await succeed(server, "POST", "/v1/orders?returnIds=true", order);
    assert.equal(created.accountNumber, "A-GRACE");

    const account = await succeed(server, "GET", "/v1/accounts/A-GRACE");
    assert.equal(account.basicInfo.id, created.accountId);
    assert.equal(account.basicInfo.segment__c, "navy");
    assert.equal(account.billingAndPayment.paymentTerm, "Net 30");
    assert.equal(account.billingAndPayment.billCycleDay, 1);
    const { additionalEmailAddresses } = account.billingAndPayment;
    assert.deepEqual(additionalEmailAddresses, ["a@example.com", "b@example.com"]);
    assert.equal(account.billToContact.zipCode, "22201");
    assert.equal(account.billToContact.country, "United States");
    assert.equal(account.soldToContact.state, "Iowa");
    assert.equal(account.taxInfo.exemptDescription, "School");
    // 17 of January's 31 days.
    assert.equal(account.metrics.balance, 16.45);

    const { subscriptions } = await succeed(server, "GET", "/v1/subscriptions/accounts/A-GRACE");
    assert.equal(subscriptions[0].subscriptionNumber, created.subscriptionNumbers[0]);
  });

  test("without a bill cycle day of its own it gets that of the first charge", async () => {
    const { accountNumber } = await succeed(
      server,
      "POST",
      "/v1/orders",
      ordered({ billCycleDay: 0, soldToSameAsBillTo: true }),
    );
    const account = await succeed(server, "GET", `/v1/accounts/${accountNumber}`);
    assert.equal(account.billingAndPayment.billCycleDay, 15);
    assert.equal(account.billToContact.id, account.soldToContact.id);
    assert.equal(account.metrics.balance, 30);
  });

  test("asynchronously as well", async () => {
    const { jobId } = await succeed(server, "POST", "/v1/async/orders", ordered({}));
    for (;;) {
      const job = await succeed(server, "GET", `/v1/async-jobs/${jobId}`);
      assert.equal(job.errors, null);
      if (job.status === "Processing") {
        await delay(10);
        continue;
      }
      const account = await succeed(server, "GET", `/v1/accounts/${job.result.accountNumber}`);
      assert.equal(account.basicInfo.name, "Grace Ltd");
      return;
    }
  });

  test("an order that is refused leaves no account behind", async () => {
    const order = ordered({ accountNumber: "A-NOBODY" });
    const [subscription] = order.subscriptions as [{ orderActions: [Fields] }];
    const cancel = {
      type: "CancelSubscription",
      cancelSubscription: {
        cancellationPolicy: "SpecificDate",
        cancellationEffectiveDate: "2020-01-01",
      },
    };
    const orderActions = [...subscription.orderActions, cancel];
    const wrong = { ...order, subscriptions: [{ ...subscription, orderActions }] };
    assert.equal((await refusal("/v1/orders", wrong)).code, 58560030);
    const { status } = await server.call("GET", "/v1/accounts/A-NOBODY");
    assert.equal(status, 200);
    const { json } = await server.call("GET", "/v1/accounts/A-NOBODY");
    assert.equal(json.success, false);
  });

  test("what is wrong with the account is told as by POST /v1/accounts", async () => {
    const { accountNumber } = await anAccount(server);
    const taken = await refusal("/v1/orders", ordered({ accountNumber }));
    assert.match(taken.message, new RegExp(accountNumber));
    const unknown = await refusal("/v1/orders", ordered({ currency: "XXQ" }));
    assert.match(unknown.message, /XXQ/);
    const parent = await refusal("/v1/orders", ordered({ parentId: "nobody" }));
    assert.equal(parent.code, 58560040);
    const autoPay = await refusal("/v1/orders", ordered({ autoPay: true }));
    assert.match(autoPay.message, /autoPay/);
    const nowhere = { ...NEW_ACCOUNT.billToContact, country: "Nowhere" };
    assert.match(
      (await refusal("/v1/orders", ordered({ billToContact: nowhere }))).message,
      /Nowhere/,
    );
  });

  test("what it needs is needed", async () => {
    for (const field of ["name", "currency", "billCycleDay", "billToContact"]) {
      const { message } = await refusal("/v1/orders", ordered({ [field]: undefined }));
      assert.match(message, new RegExp(field));
    }
  });

  test("NOT_ALLOWED: beside an account that there is", async () => {
    const { accountNumber: existingAccountNumber } = await anAccount(server);
    assert.deepEqual(await refusal("/v1/orders", ordered({}, { existingAccountNumber })), {
      code: 58560030,
      message: "Only one of 'existingAccountNumber' and 'newAccount' may be given.",
    });
  });

  test("pays with a payment method that was nobody's", async () => {
    const { id } = await succeed(server, "POST", "/v1/payment-methods", aCard());
    const order = ordered({ hpmCreditCardPaymentMethodId: id, autoPay: true });
    const { accountNumber } = await succeed(server, "POST", "/v1/orders", order);
    const { billingAndPayment } = await succeed(server, "GET", `/v1/accounts/${accountNumber}`);
    assert.equal(billingAndPayment.defaultPaymentMethodId, id);
    assert.match((await refusal("/v1/orders", order)).message, /another account's/);
  });

  for (const field of ["creditCard", "paymentMethod"]) {
    test(`NOT_SUPPORTED: ${field}`, async () => {
      assert.deepEqual(await refusal("/v1/orders", ordered({ [field]: { type: "x" } })), {
        code: 58560030,
        message: `'${field}' is not supported by this version of Quittance.`,
      });
    });
  }
});

describe("POST /v1/accounts with a subscription", () => {
  const VERSION = { "zuora-version": "2025-08-12" };
  const withSubscription = (given: Fields = {}, subscription: Fields = {}) => ({
    name: "Grace Ltd",
    currency: "USD",
    billCycleDay: 1,
    billToContact: { firstName: "Grace", lastName: "Hopper", country: "USA", Navy__c: "yes" },
    subscription: {
      termType: "TERMED",
      initialTerm: 12,
      contractEffectiveDate: "2024-01-15",
      subscribeToRatePlans: [{ productRatePlanId: plan.productRatePlanId }],
      Segment__c: "navy",
      ...subscription,
    },
    targetDate: "2024-01-15",
    ...given,
  });
  const create = async (body: Fields) => {
    const { json } = await server.call("POST", "/v1/accounts", body, VERSION);
    assert.equal(json.success, true, JSON.stringify(json));
    return json;
  };

  test("both come together, billed and owing where there is nothing to pay with", async () => {
    const made = await create(withSubscription());
    const account = await succeed(server, "GET", `/v1/accounts/${made.accountNumber}`);
    assert.deepEqual([account.metrics.balance, account.billToContact.Navy__c], [16.45, "yes"]);
    assert.deepEqual([made.contractedMrr, "paymentId" in made], [30, false]);
    const { invoiceNumber } = await succeed(server, "GET", `/v1/invoices/${made.invoiceId}`);
    assert.match(invoiceNumber, /^INV/);
    const read = await succeed(server, "GET", `/v1/subscriptions/${made.subscriptionNumber}`);
    assert.deepEqual([read.id, read.Segment__c], [made.subscriptionId, "navy"]);
    const unbilled = await create(withSubscription({ runBilling: false, targetDate: null }));
    assert.equal("invoiceId" in unbilled, false);
  });

  test("what it bills is collected from the card that comes with it", async () => {
    const { type: _, skipValidation: __, ...creditCard } = aCard();
    const made = await create(withSubscription({ creditCard, autoPay: true }));
    assert.equal(made.paidAmount, 16.45);
    const account = await succeed(server, "GET", `/v1/accounts/${made.accountId}`);
    assert.equal(account.metrics.balance, 0);
    assert.equal(account.billingAndPayment.defaultPaymentMethodId, made.paymentMethodId);
  });

  test("without the one there is not the other", async () => {
    const subscribeToRatePlans = [{ productRatePlanId: "0".repeat(32) }];
    const wrong = withSubscription({}, { subscribeToRatePlans });
    assert.match((await refusal("/v1/accounts", wrong)).message, /0{32}/);
    const owned = withSubscription({}, { invoiceOwnerAccountKey: "A-1" });
    assert.match((await refusal("/v1/accounts", owned)).message, /'invoiceOwnerAccountKey' is not/);
  });
});

describe("a preview of an order whose account is not there yet", () => {
  const previewOptions = {
    previewThruType: "SpecificDate",
    specificPreviewThruDate: "2024-02-29",
    previewTypes: ["BillingDocs", "ChargeMetrics"],
  };
  const info = { billCycleDay: 1, currency: "USD" };

  const preview = (body: unknown) => succeed(server, "POST", "/v1/orders/preview", body);
  const withInfo = (previewAccountInfo: Fields, given: Fields = {}) => {
    const { newAccount: _, processingOptions: __, ...order } = ordered({});
    return { ...order, previewAccountInfo, previewOptions, ...given };
  };

  test("with what it has to know of the account, and nothing is kept", async () => {
    const before = await fingerprint(server);
    const { previewResult } = await preview(
      withInfo({
        ...info,
        soldToContact: { country: "USA", state: "IA", postalCode: "50309" },
        taxInfo: { exemptStatus: "No" },
        customFields: { segment__c: "navy" },
      }),
    );
    const items = previewResult.invoices[0].invoiceItems;
    assert.deepEqual(
      items.map((item: Answer["json"]) => [item.serviceStartDate, item.amountWithoutTax]),
      [
        ["2024-01-15", 16.45],
        ["2024-02-01", 30],
      ],
    );
    assert.equal(previewResult.chargeMetrics[0].charges[0].cmrr.regular, 30);
    assert.deepEqual(await fingerprint(server), before);
  });

  test("of its bill cycle day", async () => {
    const { previewResult } = await preview(withInfo({ ...info, billCycleDay: 15 }));
    const [first] = previewResult.invoices[0].invoiceItems;
    assert.equal(first.serviceEndDate, "2024-02-14");
  });

  test("with the new account itself, and a receipt of the commit", async () => {
    const before = await fingerprint(server);
    const { receipt, previewResult } = await preview(ordered({}, { previewOptions }));
    assert.equal(receipt.account.before.balance, 0);
    assert.equal(receipt.account.after.balance, 16.45);
    assert.equal(previewResult.invoices[0].amount, 46.45);
    assert.deepEqual(await fingerprint(server), before);
  });

  test("asynchronously as well", async () => {
    const path = "/v1/async/orders/preview";
    const { json } = await server.call("POST", path, withInfo(info));
    for (;;) {
      const job = await succeed(server, "GET", `/v1/async-jobs/${json.jobId}`);
      if (job.status !== "Processing") {
        assert.equal(job.result.invoices[0].amount, 46.45);
        return;
      }
      await delay(10);
    }
  });

  test("needs the bill cycle day and the currency, and no other account", async () => {
    const refused = async (body: unknown) => (await refusal("/v1/orders/preview", body)).message;
    assert.match(await refused(withInfo({ currency: "USD" })), /billCycleDay/);
    assert.match(await refused(withInfo({ billCycleDay: 1 })), /currency/);
    const { accountNumber: existingAccountNumber } = await anAccount(server);
    assert.match(
      await refused(withInfo(info, { existingAccountNumber })),
      /Only one of 'existingAccountNumber' and 'previewAccountInfo' may be given/,
    );
  });

  test("an order ignores what only a preview makes up", async () => {
    const { previewAccountInfo, ...order } = withInfo(info);
    const { message } = await refusal("/v1/orders", { ...order, previewAccountInfo });
    assert.match(message, /existingAccountNumber/);
  });
});
