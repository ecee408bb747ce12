/** Taxes that a person states, changes and takes away, on drafts. */
import assert from "node:assert/strict";
import { after, afterEach, describe, test } from "node:test";
import { aPlan, subscribeOrder, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { type Answer, startTestServer } from "#test/support/server.ts";
import { aCalifornian, invoicesOf } from "#test/support/tax-company.ts";

const server = await startTestServer();
after(server.close);
afterEach(() => assertConserved(server.database, server.entityId));

const discount = {
  Name: "Loyalty",
  ChargeModel: "Discount-Percentage",
  ProductRatePlanChargeTierData: {
    ProductRatePlanChargeTier: [{ Currency: "USD", DiscountPercentage: 10 }],
  },
};

/** An invoice of 100 less 10, and where its items are. */
async function anInvoice(status: "Draft" | "Posted" = "Draft") {
  const { accountNumber } = await aCalifornian(server);
  const plan = await aPlan(server, [{ price: 100 }, discount]);
  const processingOptions = {
    runBilling: true,
    billingOptions: { targetDate: "2023-01-01", generateDraftInvoice: status === "Draft" },
  };
  const order = subscribeOrder({ accountNumber, plan, from: "2023-01-01" });
  await succeed(server, "POST", "/v1/orders", { ...order, processingOptions });
  const [invoice] = await invoicesOf(server, accountNumber);
  assert.equal(invoice.status, status);
  const [charge] = invoice.items.filter(
    ({ processingType }: Answer["json"]) => processingType === "Charge",
  );
  return { accountNumber, id: invoice.id, itemId: charge.id };
}

const aTax = (invoiceItemId: string, fields: object = {}) => ({
  invoiceItemId,
  name: "State tax",
  jurisdiction: "CALIFORNIA",
  taxAmount: "8.25",
  taxRate: "0.0825",
  taxRateType: "Percentage",
  taxDate: "2023-01-01",
  ...fields,
});

const add = (id: string, ...taxationItems: object[]) =>
  succeed(server, "POST", `/v1/invoices/${id}/taxation-items`, { taxationItems });

const read = async ({ accountNumber }: { accountNumber: string }) => {
  const [invoice] = await invoicesOf(server, accountNumber);
  return { amount: invoice.amount, tax: invoice.taxAmount, balance: invoice.balance };
};

async function refused(method: string, path: string, body: object, message: RegExp) {
  const { json, text } = await server.call(method, path, body);
  assert.equal(json.success ?? json.Success, false, text);
  assert.match(text, message);
}

describe("taxation items of a draft invoice", () => {
  test("are added, changed and deleted, and the invoice follows", async () => {
    const invoice = await anInvoice();
    const { taxationItems } = await add(
      invoice.id,
      aTax(invoice.itemId),
      aTax(invoice.itemId, { name: "City", taxAmount: 1, taxRate: 1, taxRateType: "FlatFee" }),
    );
    assert.deepEqual(await read(invoice), { amount: 99.25, tax: 9.25, balance: 99.25 });
    const [state, city] = taxationItems;
    assert.deepEqual(
      [state.invoiceItemId, state.memoItemId, state.taxMode, state.jurisdiction],
      [invoice.itemId, null, "TaxExclusive", "CALIFORNIA"],
    );
    const path = `/v1/taxation-items/${state.id}`;
    const changed = await succeed(server, "PUT", path, { taxAmount: 8, name: "State" });
    assert.deepEqual([changed.name, changed.taxAmount, changed.taxRate], ["State", 8, 0.0825]);
    assert.deepEqual(await read(invoice), { amount: 99, tax: 9, balance: 99 });
    await succeed(server, "DELETE", `/v1/taxation-items/${city.id}`);
    assert.deepEqual(await read(invoice), { amount: 98, tax: 8, balance: 98 });
    await succeed(server, "PUT", `/v1/invoices/${invoice.id}/post`, {});
    await refused("PUT", path, { taxAmount: 7 }, /on drafts only: the document is Posted/);
    await refused("DELETE", path, {}, /on drafts only/);
  });

  test("say where they are booked, and what they were before they were rounded", async () => {
    const invoice = await anInvoice();
    const financeInformation = {
      accountsReceivableAccountingCode: "Receivables",
      salesTaxPayableAccountingCode: "Taxes",
    };
    const stated = aTax(invoice.itemId, { financeInformation });
    const { taxationItems } = await add(invoice.id, stated);
    const [made] = taxationItems;
    assert.deepEqual(made.financeInformation, {
      onAccountAccountingCode: null,
      onAccountAccountingCodeType: null,
      salesTaxPayableAccountingCode: "Taxes",
      salesTaxPayableAccountingCodeType: null,
      accountsReceivableAccountingCode: "Receivables",
      accountsReceivableAccountingCodeType: null,
    });
    assert.deepEqual([made.applicableTaxUnRounded, made.country], [8.25, null]);
    const path = `/v1/taxation-items/${made.id}`;
    const other = { financeInformation: { salesTaxPayableAccountingCode: "Other" } };
    const changed = await succeed(server, "PUT", path, other);
    assert.equal(changed.financeInformation.salesTaxPayableAccountingCode, "Other");
    assert.equal((await succeed(server, "PUT", path, { name: "Tax" })).taxAmount, 8.25);
    const read = await succeed(server, "GET", path);
    assert.equal(read.financeInformation.salesTaxPayableAccountingCode, "Other");
  });

  test("in a price that includes them come off its amount", async () => {
    const invoice = await anInvoice();
    await add(invoice.id, aTax(invoice.itemId, { taxMode: "TaxInclusive" }));
    assert.deepEqual(await read(invoice), { amount: 90, tax: 8.25, balance: 90 });
    const other = { taxationItems: [aTax(invoice.itemId, { taxMode: "TaxExclusive" })] };
    await refused("POST", `/v1/invoices/${invoice.id}/taxation-items`, other, /TaxInclusive/);
  });

  test("are added by the older API too", async () => {
    const invoice = await anInvoice();
    const { Id } = await succeed(server, "POST", "/v1/object/taxation-item", {
      InvoiceItemId: invoice.itemId,
      Name: "State tax",
      Jurisdiction: "CALIFORNIA",
      TaxAmount: 3,
      TaxDate: "2023-01-01",
      TaxRate: 3,
      TaxRateType: "FlatFee",
    });
    assert.equal((await succeed(server, "GET", `/v1/taxationitems/${Id}`)).taxAmount, 3);
    assert.deepEqual(await read(invoice), { amount: 93, tax: 3, balance: 93 });
  });

  test("are refused of other items, finer than the currency, and on what is posted", async () => {
    const invoice = await anInvoice();
    const path = `/v1/invoices/${invoice.id}/taxation-items`;
    const bodyOf = (fields: object) => ({ taxationItems: [aTax(invoice.itemId, fields)] });
    const { itemId } = await anInvoice();
    await refused("POST", path, bodyOf({ invoiceItemId: itemId }), /Cannot find entity/);
    await refused("POST", path, bodyOf({ taxAmount: 0.005 }), /finer than the currency/);
    await refused("POST", path, bodyOf({ taxAmount: -90.01 }), /the document would be of -0.01/);
    assert.deepEqual(await read(invoice), { amount: 90, tax: 0, balance: 90 });
    const posted = await anInvoice("Posted");
    const tax = { taxationItems: [aTax(posted.itemId)] };
    await refused("POST", `/v1/invoices/${posted.id}/taxation-items`, tax, /on drafts only/);
  });
});
