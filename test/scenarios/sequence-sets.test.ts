/** Which prefix and which numbers documents, payments and refunds have. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { aBilledAccount, billRun, invoicesOf } from "#test/support/bill-runs.ts";
import { anAccount, aPlan, type Plan, subscribe, succeed } from "#test/support/company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let monthly: Plan;

before(async () => {
  server = await startTestServer();
  monthly = await aPlan(server, [{ price: 30 }]);
});
after(() => server.close());

const path = "/v1/sequence-sets";

const aSet = (name: string, fields: object = {}) => ({
  name,
  invoice: { prefix: `${name}INV`, startNumber: 10 },
  creditMemo: { prefix: `${name}CM`, startNumber: 10 },
  debitMemo: { prefix: `${name}DM`, startNumber: 10 },
  payment: { prefix: `${name}P-`, startNumber: 10 },
  refund: { prefix: `${name}R-`, startNumber: 10 },
  ...fields,
});

const create = async (...sequenceSets: object[]) =>
  (await succeed(server, "POST", path, { sequenceSets })).sequenceSets;

async function refusal(method: string, to: string, body?: object) {
  const { json } = await server.call(method, to, body);
  assert.equal(json.success, false, JSON.stringify(json));
  return json.reasons[0].message as string;
}

const item = { chargeName: "Stones", amount: 40, serviceStartDate: "2024-07-30" };

const invoice = (accountId: string, fields: object = {}) =>
  succeed(server, "POST", "/v1/invoices", {
    accountId,
    invoiceDate: "2024-07-30",
    invoiceItems: [item],
    ...fields,
  });

const memo = (accountId: string, kind: "credit" | "debit") =>
  succeed(server, "POST", `/v1/${kind}-memos`, {
    accountId,
    charges: [{ productRatePlanChargeId: monthly.chargeIds[0], amount: 5 }],
    autoPost: true,
  });

describe("sets", () => {
  test("are made, listed, shown, changed and deleted", async () => {
    const made = await create(aSet("FR"), aSet("ITA", { payment: undefined, refund: undefined }));
    const [first, second] = made;
    assert.deepEqual(first, { id: first.id, ...aSet("FR") });
    assert.deepEqual(Object.keys(second), ["id", "name", "invoice", "creditMemo", "debitMemo"]);
    const { sequenceSets } = await succeed(server, "GET", path);
    assert.deepEqual(sequenceSets.slice(1), made);
    const { id: _, ...standard } = sequenceSets[0];
    assert.deepEqual(standard, {
      name: "DEFAULT",
      invoice: { prefix: "INV", startNumber: 1 },
      creditMemo: { prefix: "CM", startNumber: 1 },
      debitMemo: { prefix: "DM", startNumber: 1 },
      payment: { prefix: "P-", startNumber: 1 },
      refund: { prefix: "R-", startNumber: 1 },
    });
    const named = await succeed(server, "GET", `${path}?name=ITA&pageSize=1`);
    assert.deepEqual(named.sequenceSets, [second]);
    assert.match((await succeed(server, "GET", `${path}?pageSize=1`)).nextPage, /page=2/);

    const payment = { prefix: "ITAP-", startNumber: 3 };
    await succeed(server, "PUT", `${path}/${second.id}`, { name: "IT", payment });
    const { success: _success, ...shown } = await succeed(server, "GET", `${path}/${second.id}`);
    assert.deepEqual(shown, { ...second, name: "IT", payment });
    await succeed(server, "DELETE", `${path}/${second.id}`);
    assert.match(await refusal("GET", `${path}/${second.id}`), /Cannot find/);
  });

  const refused: readonly (readonly [string, object, RegExp])[] = [
    ["a name that is too long", aSet("ABCDEFGHIJKLMNOP"), /name/],
    ["a name of other characters", { ...aSet("N1"), name: "N_1" }, /letters, digits and dashes/],
    ["a name that another has", { ...aSet("N2"), name: "DEFAULT" }, /'DEFAULT' is already in use/],
    ["a prefix of other characters", aSet("N3", { invoice: { prefix: "_A" } }), /begin with/],
    ["a reserved prefix", aSet("N4", { invoice: { prefix: "TMP-INV-" } }), /is reserved/],
    ["a payment's that ends with a digit", aSet("N5", { payment: { prefix: "P1" } }), /ends with/],
    [
      "a prefix of another kind",
      aSet("N6", { creditMemo: { prefix: "INV" } }),
      /prefix of invoice/,
    ],
    ["a prefix of another set", aSet("N7", { invoice: { prefix: "INV" } }), /DEFAULT has,/],
    ["no prefix", aSet("N8", { invoice: {} }), /'invoice.prefix' may not be null/],
    [
      "a number below one",
      aSet("N9", { invoice: { prefix: "N9", startNumber: 0 } }),
      /startNumber/,
    ],
  ];
  for (const [what, set, message] of refused) {
    test(`with ${what} are refused, and nothing is made of the others`, async () => {
      const before = await succeed(server, "GET", path);
      assert.match(await refusal("POST", path, { sequenceSets: [aSet("OTHER"), set] }), message);
      assert.deepEqual(await succeed(server, "GET", path), before);
    });
  }

  test("keep a prefix with its kind, and go on after the last number", async () => {
    const [set] = await create(aSet("KEEP"));
    const { accountId } = await anAccount(server, { sequenceSetId: set.id });
    assert.equal((await invoice(accountId)).invoiceNumber, "KEEPINV00000010");
    const change = (fields: object) => succeed(server, "PUT", `${path}/${set.id}`, fields);
    const invoiceOf = async () => (await succeed(server, "GET", `${path}/${set.id}`)).invoice;
    assert.deepEqual(await invoiceOf(), { prefix: "KEEPINV", startNumber: 11 });
    const smaller = { invoice: { startNumber: 10 } };
    assert.match(await refusal("PUT", `${path}/${set.id}`, smaller), /not be less than 11/);
    await change({ invoice: { prefix: "2024-", startNumber: 300 } });
    assert.equal((await invoice(accountId)).invoiceNumber, "2024-00000300");
    const other = { debitMemo: { prefix: "KEEPINV" } };
    assert.match(await refusal("PUT", `${path}/${set.id}`, other), /is a prefix of invoice/);
    const again = { invoice: { prefix: "KEEPINV", startNumber: 2 } };
    assert.match(await refusal("PUT", `${path}/${set.id}`, again), /not be less than 11/);
    await change({ invoice: { prefix: "KEEPINV", startNumber: 123_456_789 } });
    assert.equal((await invoice(accountId)).invoiceNumber, "KEEPINV123456789");
  });

  test("are not deleted while an account has them, and DEFAULT never is", async () => {
    const [set] = await create(aSet("USED"));
    const account = await anAccount(server, { sequenceSetId: set.id });
    assert.match(await refusal("DELETE", `${path}/${set.id}`), /'USED' is assigned/);
    const [standard] = (await succeed(server, "GET", `${path}?name=DEFAULT`)).sequenceSets;
    assert.match(await refusal("DELETE", `${path}/${standard.id}`), /cannot be deleted/);
    const renamed = await refusal("PUT", `${path}/${standard.id}`, { name: "MINE" });
    assert.match(renamed, /keeps its name/);
    const accountPath = `/v1/accounts/${account.accountId}`;
    await succeed(server, "PUT", accountPath, { sequenceSetId: standard.id });
    await succeed(server, "DELETE", `${path}/${set.id}`);
    const { accountId } = account;
    assert.match((await invoice(accountId)).invoiceNumber, /^INV0/);
    const unknown = { sequenceSetId: set.id };
    assert.match(await refusal("PUT", accountPath, unknown), /Cannot find entity/);
  });
});

describe("an account with a set", () => {
  test("has its documents, payments and refunds numbered by it", async () => {
    const [set] = await create(aSet("DE", { refund: undefined }));
    const { accountId, accountNumber } = await aBilledAccount(server, monthly, {
      sequenceSetId: set.id,
    });
    const basicInfo = (await succeed(server, "GET", `/v1/accounts/${accountId}`)).basicInfo;
    assert.equal(basicInfo.sequenceSetId, set.id);
    assert.equal((await invoice(accountId)).invoiceNumber, "DEINV00000010");
    assert.equal((await memo(accountId, "credit")).number, "DECM00000010");
    assert.equal((await memo(accountId, "debit")).number, "DEDM00000010");
    const payment = await succeed(server, "POST", "/v1/payments", {
      accountId,
      amount: 7,
      currency: "USD",
      effectiveDate: "2024-08-01",
      type: "External",
      paymentMethodType: "Cash",
    });
    assert.equal(payment.number, "DEP-00000010");
    const refund = { type: "External", totalAmount: 1, methodType: "Cash" };
    const refunded = await succeed(server, "POST", `/v1/payments/${payment.id}/refunds`, refund);
    assert.equal(refunded.number, "R-00000001", "by DEFAULT: the set says nothing of refunds");
    const others = await aBilledAccount(server, monthly);
    await billRun(server, {
      targetDate: "2023-02-01",
      invoiceDate: "2023-02-01",
      autoPost: true,
      batches: ["AllBatches"],
    });
    const numbers = async (id: string) =>
      (await invoicesOf(server, id)).map((each: { invoiceNumber: string }) => each.invoiceNumber);
    assert.deepEqual((await numbers(accountId)).sort(), ["DEINV00000010", "DEINV00000011"]);
    assert.match((await numbers(others.accountId))[0], /^INV0/);
    const written = { sequenceSetId: "a".repeat(32) };
    assert.match(await refusal("PUT", `/v1/accounts/${accountNumber}`, written), /Cannot find/);
  });

  test("passes over a number that somebody has chosen", async () => {
    const [set] = await create(aSet("SKIP"));
    const { accountId } = await anAccount(server, { sequenceSetId: set.id });
    await invoice(accountId, { invoiceNumber: "SKIPINV00000011" });
    assert.equal((await invoice(accountId)).invoiceNumber, "SKIPINV00000010");
    assert.equal((await invoice(accountId)).invoiceNumber, "SKIPINV00000012");
  });
});

describe("a subscription with a set", () => {
  const order = (accountNumber: string, sequenceSetId: string | undefined, fields: object = {}) =>
    subscribe(server, {
      accountNumber,
      plan: monthly,
      from: "2024-01-01",
      billThrough: "2024-01-01",
      createSubscription: { sequenceSetId },
      ...fields,
    });
  const act = (accountNumber: string, subscriptionNumber: string, action: object) => ({
    orderDate: "2024-01-02",
    existingAccountNumber: accountNumber,
    subscriptions: [{ subscriptionNumber, orderActions: [action] }],
  });
  const numbersOf = async (accountId: string): Promise<string[]> =>
    (await invoicesOf(server, accountId))
      .map((each: { invoiceNumber: string }) => each.invoiceNumber)
      .sort();

  test("is billed on documents of its own, which are numbered by it", async () => {
    const [set] = await create(aSet("SUB"));
    const { accountId, accountNumber } = await anAccount(server);
    const { subscriptionNumbers, invoiceNumbers } = await order(accountNumber, set.id);
    assert.deepEqual(invoiceNumbers, ["SUBINV00000010"]);
    await order(accountNumber, undefined);
    const [number] = subscriptionNumbers;
    const shown = await succeed(server, "GET", `/v1/subscriptions/${number}`);
    assert.deepEqual([shown.sequenceSetId, shown.sequenceSetName], [set.id, "SUB"]);
    const invoice = await succeed(server, "GET", "/v1/invoices/SUBINV00000010");
    assert.equal(invoice.sequenceSetId, set.id);
    const run = { targetDate: "2024-02-01", invoiceDate: "2024-02-01", autoPost: true };
    await billRun(server, { ...run, billRunFilters: [{ filterType: "Account", accountId }] });
    const [first, second, ...others] = await numbersOf(accountId);
    assert.match(`${first} ${second}`, /^INV\d{8} INV\d{8}$/);
    assert.deepEqual(others, ["SUBINV00000010", "SUBINV00000011"]);
    assert.match(await refusal("DELETE", `${path}/${set.id}`), /is assigned/);
  });

  test("has the account's again when it is cleared, and another when it is given", async () => {
    const [mine, other] = await create(aSet("MINE"), aSet("OTHER"));
    const { accountId, accountNumber } = await anAccount(server, { sequenceSetId: mine.id });
    const [number] = (await order(accountNumber, other.id)).subscriptionNumbers;
    const setOf = async () =>
      (await succeed(server, "GET", `/v1/subscriptions/${number}`)).sequenceSetId;
    const clear = { termsAndConditions: { clearingExistingSequenceSet: true } };
    await succeed(
      server,
      "POST",
      "/v1/orders",
      act(accountNumber, number, { type: "TermsAndConditions", ...clear }),
    );
    assert.equal(await setOf(), null);
    const both = { clearingExistingSequenceSet: true, sequenceSetId: other.id };
    const wrong = { type: "TermsAndConditions", termsAndConditions: both };
    assert.match(
      await refusal("POST", "/v1/orders", act(accountNumber, number, wrong)),
      /cannot be true when a new value is given/,
    );
    const run = { targetDate: "2024-02-01", invoiceDate: "2024-02-01", autoPost: true };
    await billRun(server, { ...run, billRunFilters: [{ filterType: "Account", accountId }] });
    assert.deepEqual(await numbersOf(accountId), ["MINEINV00000010", "OTHERINV00000010"]);
    const renew = {
      type: "RenewSubscription",
      renewSubscription: { sequenceSetId: "f".repeat(32) },
    };
    assert.match(
      await refusal("POST", "/v1/orders", act(accountNumber, number, renew)),
      /Cannot find entity by key: 'ffff/,
    );
  });

  test("is numbered by it when its draft is posted", async () => {
    const rules = { sequentialInvoiceNumber: true, numberAssignmentTiming: "Posting" };
    await succeed(server, "PUT", "/settings/billing-rules", rules);
    const [set] = await create(aSet("LATER"));
    const { accountId, accountNumber } = await anAccount(server);
    await order(accountNumber, set.id, { billThrough: undefined });
    const billRunFilters = [{ filterType: "Account", accountId }];
    const run = { targetDate: "2024-01-01", invoiceDate: "2024-01-01", billRunFilters };
    await billRun(server, run);
    const [draft] = await invoicesOf(server, accountId);
    assert.match(draft.invoiceNumber, /^TMP-INV-/);
    const posted = await succeed(server, "PUT", `/v1/invoices/${draft.id}/post`, {});
    assert.equal(posted.invoiceNumber, "LATERINV00000010");
    await succeed(server, "PUT", "/settings/billing-rules", { sequentialInvoiceNumber: false });
  });
});
