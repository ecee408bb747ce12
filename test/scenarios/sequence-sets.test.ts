/** Which prefix and which numbers documents, payments and refunds have. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { aBilledAccount, billRun, invoicesOf } from "#test/support/bill-runs.ts";
import { anAccount, aPlan, type Plan, succeed } from "#test/support/company.ts";
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
