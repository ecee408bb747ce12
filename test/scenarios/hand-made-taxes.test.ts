/** Memos of charges and standalone invoices are taxed as what billing bills. Figures by hand. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { aPlan, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";
import { aCalifornian, aTaxCodeOf, salesTax, taxable } from "#test/support/tax-company.ts";

type Json = Answer["json"];
type Fields = Readonly<Record<string, unknown>>;

let server: TestServer;
let exclusive: string;
let inclusive: string;
let untaxed: string;

before(async () => {
  server = await startTestServer();
  const rates = (state: string, rate: number) =>
    salesTax(rate, { state, taxRate2: 0.01, taxRateType2: "Percentage", taxName2: "City" });
  // 7.25 % and 1 % until June 2023, 9 % and 1 % after it; in Nevada 5 % and 1 %.
  await aTaxCodeOf(server, "CA", [
    { from: "2000-01-01", rates: [rates("CA", 0.0725), rates("NV", 0.05)] },
    { from: "2023-07-01", rates: [rates("CA", 0.09)] },
  ]);
  const plan = await aPlan(server, [
    { Name: "Added", ...taxable("CA") },
    { Name: "Included", ...taxable("CA", "TaxInclusive") },
    { Name: "Free" },
  ]);
  [exclusive = "", inclusive = "", untaxed = ""] = plan.chargeIds;
});
after(() => server.close());
afterEach(() => assertConserved(server.database, server.entityId));

const get = (path: string): Promise<Json> => succeed(server, "GET", path);
const post = (path: string, body: Fields): Promise<Json> => succeed(server, "POST", path, body);

async function refused(path: string, body: Fields): Promise<Json> {
  const { json } = await server.call("POST", path, body);
  assert.equal(json.success, false, JSON.stringify(json));
  return json.reasons[0];
}

/** "Added 100 + 7.25 + 1", in the order of the items. */
const written = (items: readonly Json[]): string[] =>
  items
    .map((item) => {
      const taxes = item.taxationItems.data.map(({ taxAmount }: Json) => taxAmount);
      const net = item.amountWithoutTax ?? item.chargeAmount;
      return [`${item.skuName ?? item.chargeName} ${net}`, ...taxes].join(" + ");
    })
    .sort();

for (const family of ["credit-memos", "debit-memos"]) {
  describe(`${family} of charges`, () => {
    const make = async (fields: Fields, account: Fields = {}) => {
      const { accountId } = await aCalifornian(server, account);
      const memo = await post(`/v1/${family}`, {
        accountId,
        effectiveDate: "2023-05-01",
        ...fields,
      });
      return { memo, items: written((await get(`/v1/${family}/${memo.id}/items`)).items) };
    };

    test("have the taxes of the charges, added to the amount or in it", async () => {
      const { memo, items } = await make({
        autoPost: true,
        charges: [
          { chargeId: exclusive, amount: 100 },
          { chargeId: inclusive, amount: 108.25 },
          { chargeId: untaxed, amount: 5 },
        ],
      });
      assert.deepEqual(items, ["Added 100 + 7.25 + 1", "Free 5", "Included 100 + 7.25 + 1"]);
      assert.deepEqual([memo.amount, memo.taxAmount, memo.status], [221.5, 16.5, "Posted"]);
    });

    test("by the rates of the day of the memo, rounded one by one", async () => {
      // 9 % and 1 % of 33.33.
      const charges = [{ chargeId: exclusive, amount: 33.33 }];
      const { items } = await make({ effectiveDate: "2023-07-01", charges });
      assert.deepEqual(items, ["Added 33.33 + 3 + 0.33"]);
    });

    test("are changed by these rates while they are drafts", async () => {
      const { accountId } = await aCalifornian(server);
      const charges = [{ chargeId: exclusive, amount: 100 }];
      const { id } = await post(`/v1/${family}`, {
        accountId,
        charges,
        effectiveDate: "2023-05-01",
      });
      const [item] = (await get(`/v1/${family}/${id}/items`)).items;
      const change = { items: [{ id: item.id, amount: 50 }] };
      const memo = await succeed(server, "PUT", `/v1/${family}/${id}`, change);
      // 3.625 and 0.50.
      assert.deepEqual([memo.amount, memo.taxAmount], [54.13, 4.13]);
    });

    test("nobody who is exempt is taxed", async () => {
      const taxInfo = {
        exemptStatus: "Yes",
        exemptCertificateId: "E-1",
        exemptCertificateType: "Resale",
      };
      const charges = [{ chargeId: exclusive, amount: 100 }];
      const { memo, items } = await make({ charges }, { taxInfo });
      assert.deepEqual(items, ["Added 100 + 0 + 0"]);
      assert.deepEqual([memo.amount, memo.totalTaxExemptAmount], [100, 8.25]);
    });
  });
}

describe("standalone invoices", () => {
  const START = { serviceStartDate: "2023-05-01", serviceEndDate: "2023-05-31" };
  const make = async (items: readonly Fields[], fields: Fields = {}) => {
    const { accountId } = await aCalifornian(server);
    const invoiceItems = items.map((item) => ({ ...START, ...item }));
    const body = {
      accountId,
      invoiceDate: "2023-05-01",
      status: "Posted",
      invoiceItems,
      ...fields,
    };
    const invoice = await post("/v1/invoices", body);
    const { invoiceItems: made } = await get(`/v1/invoices/${invoice.id}/items`);
    return { invoice, made, items: written(made) };
  };

  test("items are taxed by their charge, or by the code that they name", async () => {
    const { invoice, made, items } = await make([
      { productRatePlanChargeId: exclusive, amount: 100, taxCode: "Nonsense" },
      { productRatePlanChargeId: untaxed, amount: 1, taxCode: "CA" },
      { chargeName: "Cable", amount: 20, taxCode: "CA" },
      { chargeName: "Lamp", amount: 108.25, taxCode: "CA", taxMode: "TaxInclusive" },
      { chargeName: "Nothing", amount: 3 },
    ]);
    assert.deepEqual(items, [
      "Added 100 + 7.25 + 1",
      "Cable 20 + 1.45 + 0.2",
      "Free 1",
      "Lamp 100 + 7.25 + 1",
      "Nothing 3",
    ]);
    assert.deepEqual([invoice.amount, invoice.taxAmount, invoice.balance], [242.15, 18.15, 242.15]);
    const lamp = made.find(({ chargeName }: Json) => chargeName === "Lamp");
    assert.deepEqual([lamp.taxCode, lamp.taxMode], ["CA", "TaxInclusive"]);
  });

  test("taxes that are given are not reckoned; discounts are taxed as what they lower", async () => {
    const given = { name: "VAT", taxAmount: 4, taxRate: 0.2, taxMode: "TaxExclusive" };
    const { items } = await make([
      { productRatePlanChargeId: exclusive, amount: 20, taxItems: [given] },
      {
        chargeName: "Chair",
        amount: 100,
        taxCode: "CA",
        discountItems: [{ chargeName: "Loyalty", amount: -10 }],
      },
    ]);
    // 0.725 and 0.10 of the discount, rounded away from zero.
    assert.deepEqual(items, ["Added 20 + 4", "Chair 100 + 7.25 + 1", "Loyalty -10 + -0.73 + -0.1"]);
  });

  test("by the address of the sold-to contact of the invoice", async () => {
    const soldToContact = {
      firstName: "Ben",
      lastName: "Clark",
      country: "United States",
      state: "Nevada",
    };
    const item = { chargeName: "Cable", amount: 20, taxCode: "CA" };
    assert.deepEqual((await make([item], { soldToContact })).items, ["Cable 20 + 1 + 0.2"]);
  });

  test("a code that there is not, and a mode of no code, are refused", async () => {
    const { accountId } = await aCalifornian(server);
    const body = (fields: Fields) => ({
      accountId,
      invoiceDate: "2023-05-01",
      invoiceItems: [{ chargeName: "Cable", amount: 20, ...START, ...fields }],
    });
    const { message } = await refused("/v1/invoices", body({ taxCode: "Nonsense" }));
    assert.match(message, /The tax code 'Nonsense' does not exist or is not active/);
    const mode = await refused("/v1/invoices", body({ taxMode: "TaxInclusive" }));
    assert.match(mode.message, /'taxMode' needs a 'taxCode'/);
  });
});
