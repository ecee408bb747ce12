import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { startTestServer } from "#test/support/server.ts";

const server = await startTestServer();
after(server.close);

const ID = /^[0-9a-f]{32}$/;
const VERSION = { "zuora-version": "2025-08-12" };

const anAccount = (account: object = {}) => ({
  name: "Acme",
  currency: "USD",
  billToContact: { firstName: "Ann", lastName: "Acme", country: "US", state: "CA" },
  ...account,
});

async function create(account: object = {}) {
  const answer = await server.call("POST", "/v1/accounts", anAccount(account));
  assert.equal(answer.json.success, true, answer.text);
  return answer.json;
}

async function get(key: string) {
  const answer = await server.call("GET", `/v1/accounts/${key}`);
  assert.equal(answer.json.success, true, answer.text);
  return answer.json;
}

/** The reasons that an account with these fields is refused for. */
async function refused(account: object) {
  const { json, text } = await server.call("POST", "/v1/accounts", account);
  assert.equal(json.success, false, text);
  return json.reasons;
}

describe("POST /v1/accounts", () => {
  test("answers ids of the account and of two contacts, and the next number", async () => {
    const created = await create();
    assert.deepEqual(Object.keys(created).sort(), [
      "accountId",
      "accountNumber",
      "billToContactId",
      "soldToContactId",
      "success",
    ]);
    for (const id of [created.accountId, created.billToContactId, created.soldToContactId]) {
      assert.match(id, ID);
    }
    assert.notEqual(created.billToContactId, created.soldToContactId);
    assert.equal(created.accountNumber, "A00000001");
  });

  test("passes over a number that somebody has chosen", async () => {
    const { accountNumber } = await create();
    const taken = `A${String(Number(accountNumber.slice(1)) + 1).padStart(8, "0")}`;
    await create({ accountNumber: taken });
    const next = `A${String(Number(accountNumber.slice(1)) + 2).padStart(8, "0")}`;
    assert.equal((await create()).accountNumber, next);
  });

  test("shares one contact when soldToSameAsBillTo says so", async () => {
    const created = await create({ soldToSameAsBillTo: true });
    assert.equal(created.soldToContactId, created.billToContactId);
  });

  test("takes null for what is not given, and a numeric text for a day", async () => {
    const { accountId } = await create({ billCycleDay: "15", crmId: null, soldToContact: null });
    const { billingAndPayment, basicInfo } = await get(accountId);
    assert.equal(billingAndPayment.billCycleDay, 15);
    assert.equal(billingAndPayment.bcdSettingOption, "ManualSet");
    assert.equal(basicInfo.crmId, null);
  });

  test("51000322: a missing field is named", async () => {
    const { currency, ...withoutCurrency } = anAccount();
    assert.equal(currency, "USD");
    assert.deepEqual(await refused(withoutCurrency), [
      { code: 51000322, message: "'currency' may not be null" },
    ]);
    assert.deepEqual(await refused({ name: "Acme", currency: "USD", billToContact: {} }), [
      { code: 51001122, message: "'billToContact.firstName' may not be null" },
      { code: 51001122, message: "'billToContact.lastName' may not be null" },
    ]);
  });

  test("51000021: an unknown field is refused, at every level", async () => {
    assert.deepEqual(await refused(anAccount({ nam: "Acme" })), [
      { code: 51000021, message: "Invalid parameter(s): 'nam'." },
    ]);
    const billToContact = { firstName: "Ann", lastName: "Acme", phone: "1" };
    const [reason] = await refused(anAccount({ billToContact }));
    assert.equal(reason.code, 51000021);
  });

  test("INVALID_VALUE: what does not exist is refused", async () => {
    const cases: [object, RegExp][] = [
      [{ currency: "XXZ" }, /'XXZ' is not a valid currency code/],
      [{ batch: "Batch51" }, /'batch' value should be one of/],
      [{ paymentTerm: "Soon" }, /'paymentTerm' value should be one of/],
      [{ billCycleDay: 32 }, /'billCycleDay' should be less than or equal to 31/],
      [{ accountNumber: "A/1" }, /'accountNumber' may not contain the characters/],
      [
        { billToContact: { firstName: "A", lastName: "B", country: "Atlantis" } },
        /'Atlantis' is not a valid country name or abbreviation/,
      ],
      [
        { billToContact: { firstName: "A", lastName: "B", country: "US", state: "QC" } },
        /'QC' is not a valid state or province of United States/,
      ],
      [
        { billToContact: { firstName: "A", lastName: "x".repeat(101) } },
        /size should be at most 100/,
      ],
    ];
    for (const [fields, message] of cases) {
      const [reason] = await refused(anAccount(fields));
      assert.match(reason.message, message);
      assert.equal(reason.code % 100, 20, reason.message);
    }
  });

  test("NOT_ALLOWED: payments are not collected of themselves without a payment method", async () => {
    const [reason] = await refused(anAccount({ autoPay: true }));
    assert.equal(reason.code % 100, 30);
    assert.match(reason.message, /'autoPay' may not be true without a default payment method/);
  });

  test("NOT_SUPPORTED: what cannot be done yet is refused rather than ignored", async () => {
    for (const field of ["shipToContact", "shipToSameAsBillTo", "einvoiceProfile", "tagging"]) {
      const [reason] = await refused(anAccount({ [field]: { a: 1 } }));
      assert.equal(reason.code % 100, 30);
      assert.equal(reason.message, `'${field}' is not supported by this version of Quittance.`);
    }
    await create({ subscription: null, paymentMethod: null, runBilling: false, collect: false });
  });

  test("NUMBER_IN_USE: a chosen number belongs to one account", async () => {
    await create({ accountNumber: "Acme-1" });
    assert.deepEqual(await refused(anAccount({ accountNumber: "Acme-1" })), [
      { code: 51000130, message: "accountNumber 'Acme-1' is already in use." },
    ]);
  });

  test("ENTITY_NOT_FOUND: the parent exists", async () => {
    const { accountId, accountNumber } = await create();
    const child = await create({ parentId: accountNumber });
    assert.equal((await get(child.accountId)).basicInfo.parentId, accountId);
    assert.deepEqual(await refused(anAccount({ parentId: "nobody" })), [
      { code: 51000040, message: "Cannot find entity by key: 'nobody'." },
    ]);
  });
});

describe("GET /v1/accounts/{account-key}", () => {
  test("answers every key in the measured order, null where it is empty", async () => {
    const { accountNumber, accountId, billToContactId, soldToContactId } = await create();
    const { json: profiles } = await server.call("GET", "/settings/communication-profiles");
    const [profile] = profiles;
    const contact = {
      address1: null,
      address2: null,
      city: null,
      country: "United States",
      county: null,
      fax: null,
      firstName: "Ann",
      homePhone: null,
      id: billToContactId,
      lastName: "Acme",
      mobilePhone: null,
      nickname: null,
      otherPhone: null,
      otherPhoneType: null,
      personalEmail: null,
      state: "California",
      taxRegion: null,
      workEmail: null,
      workPhone: null,
      zipCode: null,
      contactDescription: null,
    };
    const expected = {
      basicInfo: {
        id: accountId,
        name: "Acme",
        accountNumber,
        notes: null,
        status: "Active",
        crmId: null,
        batch: "Batch1",
        invoiceTemplateId: null,
        communicationProfileId: profile.id,
        profileNumber: profile.number,
        purchaseOrderNumber: null,
        customerServiceRepName: null,
        salesRep: null,
        parentId: null,
        creditMemoTemplateId: null,
        debitMemoTemplateId: null,
        summaryStatementTemplateId: null,
        sequenceSetId: null,
      },
      billingAndPayment: {
        billCycleDay: 0,
        currency: "USD",
        paymentTerm: "Due Upon Receipt",
        paymentGateway: null,
        paymentGatewayNumber: null,
        defaultPaymentMethodId: null,
        invoiceDeliveryPrefsPrint: false,
        invoiceDeliveryPrefsEmail: false,
        autoPay: false,
        additionalEmailAddresses: [],
        paymentMethodCascadingConsent: false,
        gatewayRoutingEligible: null,
        bcdSettingOption: "AutoSet",
      },
      metrics: {
        balance: 0,
        currency: "USD",
        totalInvoiceBalance: 0,
        creditBalance: 0,
        totalDebitMemoBalance: 0,
        unappliedPaymentAmount: 0,
        unappliedCreditMemoAmount: 0,
        contractedMrr: 0,
      },
      billToContact: contact,
      soldToContact: { ...contact, id: soldToContactId },
      taxInfo: null,
      success: true,
    };
    for (const key of [accountNumber, accountId, accountId.toUpperCase(), hyphened(accountId)]) {
      const answer = await server.call("GET", `/v1/accounts/${key}`);
      assert.equal(JSON.stringify(answer.json), JSON.stringify(expected));
    }
  });

  test("answers what was given, custom fields among their neighbours", async () => {
    const { accountId } = await create({
      notes: "",
      batch: "Batch50",
      paymentTerm: "Net 45",
      invoiceDeliveryPrefsEmail: true,
      additionalEmailAddresses: ["a@example.com"],
      Region__c: "North",
      Class__NS: null,
      Score__c: 7,
      taxInfo: { exemptStatus: "Yes", exemptEffectiveDate: "2024-02-29" },
      billToContact: { firstName: "Ann", lastName: "Acme", zipCode: "10115", Title__c: "Dr" },
      soldToContact: { firstName: "Bob", lastName: "Buyer", country: "deu" },
    });
    const account = await get(accountId);
    assert.equal(account.basicInfo.notes, "");
    assert.equal(account.basicInfo.batch, "Batch50");
    assert.equal(account.basicInfo.Region__c, "North");
    assert.equal(account.basicInfo.Class__NS, null);
    assert.equal(account.basicInfo.Score__c, 7);
    assert.equal(account.billingAndPayment.paymentTerm, "Net 45");
    assert.equal(account.billingAndPayment.invoiceDeliveryPrefsEmail, true);
    assert.deepEqual(account.billingAndPayment.additionalEmailAddresses, ["a@example.com"]);
    assert.equal(account.billToContact.zipCode, "10115");
    assert.equal(account.billToContact.Title__c, "Dr");
    assert.equal(account.soldToContact.country, "Germany");
    assert.deepEqual(account.taxInfo, {
      exemptStatus: "Yes",
      exemptCertificateId: null,
      exemptCertificateType: null,
      exemptIssuingJurisdiction: null,
      exemptEffectiveDate: "2024-02-29",
      exemptExpirationDate: null,
      exemptDescription: null,
      exemptEntityUseCode: null,
      companyCode: null,
      VATId: null,
    });
  });

  test("50000040: an unknown key is not found, as HTTP 404 from 2024-05-20 on", async () => {
    for (const key of ["A99999999", "x".repeat(300), "0".repeat(32)]) {
      const { status, json } = await server.call("GET", `/v1/accounts/${key}`, undefined, VERSION);
      assert.equal(status, 404);
      assert.deepEqual(json.reasons, [
        { code: 50000040, message: `Cannot find entity by key: '${key}'.` },
      ]);
    }
  });
});

describe("GET /v1/accounts/{account-key}/summary", () => {
  test("answers flat basic information and empty lists for a new account", async () => {
    const { accountNumber, accountId } = await create({ Region__c: "North" });
    const { json } = await server.call("GET", `/v1/accounts/${accountNumber}/summary`);
    assert.deepEqual(Object.keys(json), [
      "basicInfo",
      "billToContact",
      "soldToContact",
      "taxInfo",
      "subscriptions",
      "invoices",
      "payments",
      "usage",
      "success",
    ]);
    assert.equal(json.basicInfo.id, accountId);
    assert.equal(json.basicInfo.balance, 0);
    assert.equal(json.basicInfo.lastInvoiceDate, null);
    assert.equal(json.basicInfo.Region__c, "North");
    assert.equal(json.billToContact.country, "United States");
    assert.deepEqual(
      [json.subscriptions, json.invoices, json.payments, json.usage],
      [[], [], [], []],
    );
  });

  test("sums usage up by month and unit, of the last six months", async () => {
    const { accountNumber } = await create();
    const today = Temporal.Now.plainDateISO("UTC").with({ day: 1 });
    const month = (ago: number) => today.subtract({ months: ago }).toString();
    const used = [
      [month(0), 2.5],
      [month(0), 4],
      [month(5), 1],
      [month(6), 8],
    ] as const;
    for (const [day, Quantity] of used) {
      const { text, json } = await server.call("POST", "/v1/object/usage", {
        ...{ AccountNumber: accountNumber, UOM: "Each", Quantity },
        StartDateTime: `${day}T10:00:00Z`,
      });
      assert.equal(json.Success, true, text);
    }
    const { json } = await server.call("GET", `/v1/accounts/${accountNumber}/summary`);
    assert.deepEqual(json.usage, [
      { startDate: month(0).slice(0, 7), unitOfMeasure: "Each", quantity: 6.5 },
      { startDate: month(5).slice(0, 7), unitOfMeasure: "Each", quantity: 1 },
    ]);
  });

  test("leaves usage out when asked to", async () => {
    const { accountNumber } = await create();
    const path = `/v1/accounts/${accountNumber}/summary?excludeUsage=true`;
    assert.equal("usage" in (await server.call("GET", path)).json, false);
  });
});

describe("PUT /v1/accounts/{account-key}", () => {
  test("changes what is given, empties what is null, keeps the rest", async () => {
    const { accountId } = await create({ notes: "old", crmId: "C1", A__c: "a", B__c: "b" });
    const change = {
      name: "Acme Ltd",
      notes: null,
      billCycleDay: 31,
      B__c: null,
      billToContact: { city: "Berlin", country: "DE", state: "BE" },
    };
    const { json } = await server.call("PUT", `/v1/accounts/${accountId}`, change);
    assert.deepEqual(json, { success: true });
    const { basicInfo, billingAndPayment, billToContact, soldToContact } = await get(accountId);
    assert.deepEqual(
      [basicInfo.name, basicInfo.notes, basicInfo.crmId, basicInfo.A__c, basicInfo.B__c],
      ["Acme Ltd", null, "C1", "a", null],
    );
    assert.deepEqual(
      [billingAndPayment.billCycleDay, billingAndPayment.bcdSettingOption],
      [31, "ManualSet"],
    );
    assert.deepEqual(
      [billToContact.firstName, billToContact.city, billToContact.country, billToContact.state],
      ["Ann", "Berlin", "Germany", "BE"],
    );
    assert.equal(soldToContact.city, null);
  });

  test("changes a contact that is both bill-to and sold-to by both", async () => {
    const { accountId } = await create({ soldToSameAsBillTo: true });
    const change = { billToContact: { city: "Berlin" }, soldToContact: { nickname: "Annie" } };
    await server.call("PUT", `/v1/accounts/${accountId}`, change);
    const { billToContact } = await get(accountId);
    assert.deepEqual([billToContact.city, billToContact.nickname], ["Berlin", "Annie"]);
  });

  test("takes another contact of the account as bill-to, ENTITY_NOT_FOUND for a stranger's", async () => {
    const { accountId, soldToContactId } = await create();
    const stranger = await create();
    await server.call("PUT", `/v1/accounts/${accountId}`, { billToContactId: soldToContactId });
    assert.equal((await get(accountId)).billToContact.id, soldToContactId);
    const change = { billToContactId: stranger.billToContactId };
    const { json } = await server.call("PUT", `/v1/accounts/${accountId}`, change);
    assert.equal(json.reasons[0].code, 51500040);
  });

  test("51500021: an unknown field is refused", async () => {
    const { accountId } = await create();
    const { json } = await server.call("PUT", `/v1/accounts/${accountId}`, { nam: "Acme" });
    assert.deepEqual(json.reasons, [{ code: 51500021, message: "Invalid parameter(s): 'nam'." }]);
  });

  test("NOT_ALLOWED: a bill cycle day that is set is not set to 0 again", async () => {
    const { accountId } = await create({ billCycleDay: 1 });
    const { json } = await server.call("PUT", `/v1/accounts/${accountId}`, { billCycleDay: 0 });
    assert.equal(json.reasons[0].code, 51500030);
  });

  test("NOT_ALLOWED: a cancelled account does not change", async () => {
    const { accountId } = await create();
    await withOwnerConnection(server.ownerUrl, (client) =>
      client.query("update accounts set status = 'Canceled' where account_id = $1", [accountId]),
    );
    const { json } = await server.call("PUT", `/v1/accounts/${accountId}`, { name: "Late" });
    assert.deepEqual(json.reasons, [
      { code: 51500030, message: "Cannot update a cancelled account" },
    ]);
  });

  test("NOT_ALLOWED: an account is not its own parent", async () => {
    const { accountId } = await create();
    const { json } = await server.call("PUT", `/v1/accounts/${accountId}`, { parentId: accountId });
    assert.equal(json.reasons[0].code, 51500030);
  });
});

describe("GET /v1/contacts/{contactId}", () => {
  test("answers the contact with its account", async () => {
    const { accountId, accountNumber, billToContactId } = await create();
    const { json } = await server.call("GET", `/v1/contacts/${billToContactId}`);
    assert.equal(json.id, billToContactId);
    assert.equal(json.accountId, accountId);
    assert.equal(json.accountNumber, accountNumber);
    assert.equal(json.state, "California");
    assert.equal(json.success, true);
  });

  test("50000040: an unknown contact is not found", async () => {
    const { json } = await server.call("GET", "/v1/contacts/nobody");
    assert.equal(json.reasons[0].code, 50000040);
  });
});

const hyphened = (id: string): string =>
  id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
