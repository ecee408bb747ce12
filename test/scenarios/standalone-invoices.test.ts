/** Invoices that are written by hand, and changed. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { aBilledAccount, billRun, invoicesOf, ofAccount } from "#test/support/bill-runs.ts";
import { anAccount, aPlan, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

const conserved = () => assertConserved(server.database, server.entityId);

const tax = (taxAmount: number, fields: object = {}) => ({
  name: "VAT",
  taxAmount,
  taxCode: "VAT",
  taxDate: "2024-07-30",
  taxRate: 0.2,
  taxRateType: "Percentage",
  taxMode: "TaxExclusive",
  ...fields,
});

const item = (amount: number, fields: object = {}) => ({
  chargeName: "Stones",
  amount,
  serviceStartDate: "2024-07-30",
  ...fields,
});

const create = (fields: object) =>
  succeed(server, "POST", "/v1/invoices", { invoiceDate: "2024-07-30", ...fields });

async function refusal(method: string, path: string, body: object) {
  const { json } = await server.call(method, path, body);
  assert.equal(json.success, false, JSON.stringify(json));
  return json.reasons[0];
}

describe("creating", () => {
  test("a draft by names, with taxes, discounts and what is said of an item", async () => {
    const { accountNumber, accountId } = await anAccount(server, { paymentTerm: "Net 30" });
    const invoice = await create({
      accountNumber,
      autoPay: true,
      comments: "With thanks",
      transferredToAccounting: "Yes",
      size__c: "large",
      invoiceItems: [
        item(100, {
          quantity: 4,
          uom: "Tons",
          description: "Round ones",
          sku: "STONE",
          accountingCode: "Revenue",
          serviceEndDate: "2024-08-29",
          taxItems: [tax(20)],
          discountItems: [{ chargeName: "For friends", amount: -10, taxItems: [tax(-2)] }],
        }),
      ],
    });
    assert.equal(invoice.accountId, accountId);
    assert.deepEqual(
      [
        invoice.amount,
        invoice.amountWithoutTax,
        invoice.taxAmount,
        invoice.balance,
        invoice.discount,
      ],
      [108, 90, 18, 108, -10],
    );
    assert.deepEqual(
      [invoice.status, invoice.sourceType, invoice.source, invoice.targetDate, invoice.dueDate],
      ["Draft", "Standalone", "API", null, "2024-08-29"],
    );
    assert.deepEqual(
      [invoice.autoPay, invoice.comments, invoice.transferredToAccounting, invoice.size__c],
      [true, "With thanks", "Yes", "large"],
    );
    const { invoiceItems } = await succeed(server, "GET", `/v1/invoices/${invoice.id}/items`);
    const [stones, discount] = invoiceItems;
    assert.deepEqual(
      [stones.description, stones.sku, stones.accountingCode, stones.unitPrice, stones.balance],
      ["Round ones", "STONE", "Revenue", 25, 90],
    );
    assert.deepEqual(
      [stones.serviceStartDate, stones.serviceEndDate, stones.sourceItemType, stones.unitOfMeasure],
      ["2024-07-30", "2024-08-29", "None", "Tons"],
    );
    assert.deepEqual(
      [discount.processingType, discount.appliedToItemId, discount.chargeAmount, discount.balance],
      ["Discount", stones.id, -10, 0],
    );
    const path = `/v1/invoices/${invoice.invoiceNumber}/items/${stones.id}/taxation-items`;
    const { data } = await succeed(server, "GET", path);
    assert.deepEqual(data, stones.taxationItems.data);
    assert.deepEqual(
      [data[0].name, data[0].taxAmount, data[0].balance, data[0].availableToCreditAmount],
      ["VAT", 20, 20, 20],
    );
    await conserved();
  });

  test("posted at once, of a charge of the catalog, with an address of its own", async () => {
    const { accountId } = await anAccount(server);
    const { chargeIds } = await aPlan(server, [{ price: 30, Name: "Hosting" }]);
    const invoice = await create({
      accountId,
      status: "Posted",
      invoiceNumber: "2024-07_X",
      dueDate: "2024-12-31",
      billToContact: { firstName: "Mary", lastName: "Stone", country: "Canada" },
      soldToSameAsBillTo: true,
      invoiceItems: [{ ...item(55), chargeName: undefined, productRatePlanChargeId: chargeIds[0] }],
    });
    assert.deepEqual(
      [invoice.status, invoice.invoiceNumber, invoice.dueDate, invoice.balance],
      ["Posted", "2024-07_X", "2024-12-31", 55],
    );
    assert.equal(invoice.soldToContactId, invoice.billToContactId);
    const contact = await succeed(server, "GET", `/v1/contacts/${invoice.billToContactId}`);
    assert.equal(contact.firstName, "Mary");
    const { invoiceItems } = await succeed(server, "GET", `/v1/invoices/${invoice.id}/items`);
    assert.deepEqual(
      [invoiceItems[0].chargeName, invoiceItems[0].sourceItemType, invoiceItems[0].chargeType],
      ["Hosting", "ProductRatePlanCharge", "Recurring"],
    );
    const account = await succeed(server, "GET", `/v1/accounts/${accountId}`);
    assert.equal(account.metrics.totalInvoiceBalance, 55);
    await conserved();
    await succeed(server, "PUT", `/v1/invoices/${invoice.id}/write-off`, {});
    await conserved();
  });

  test("INVOICE_ACCOUNT_NOT_FOUND: many, where one of no account leaves the others", async () => {
    const { accountId } = await anAccount(server);
    const invoices = [
      { accountId, invoiceDate: "2024-07-30", invoiceItems: [item(1)] },
      {
        accountId: "ff8080817cda56fa017cda87aaa2071f",
        invoiceDate: "2024-07-30",
        invoiceItems: [item(2)],
      },
    ];
    const answer = await succeed(server, "POST", "/v1/invoices/batch", { invoices });
    const [made, failed] = answer.invoices;
    assert.deepEqual([made.success, made.amount], [true, 1]);
    assert.deepEqual([failed.success, failed.objectIndex], [false, 1]);
    assert.deepEqual(failed.reasons, [
      {
        code: 58490020,
        message: "No account is found with accountId ff8080817cda56fa017cda87aaa2071f.",
      },
    ]);
    const together = { invoices, useSingleTransaction: true };
    assert.equal((await refusal("POST", "/v1/invoices/batch", together)).code, 58490020);
    assert.equal((await invoicesOf(server, accountId)).length, 1);
    const both = { invoices: [invoices[0], invoices[0]], useSingleTransaction: true };
    const all = await succeed(server, "POST", "/v1/invoices/batch", both);
    assert.deepEqual(
      all.invoices.map(({ success }: { success: boolean }) => success),
      [true, true],
    );
    await conserved();
  });

  test("what cannot be, and what is not done yet", async () => {
    const { accountId } = await anAccount(server);
    const other = await anAccount(server);
    const refused = async (fields: object) => {
      const body = { accountId, invoiceDate: "2024-07-30", invoiceItems: [item(1)], ...fields };
      return (await refusal("POST", "/v1/invoices", body)).message;
    };
    assert.match(await refused({ currency: "EUR" }), /is billed in USD/);
    assert.match(
      await refused({ paymentTerm: "When you like" }),
      /'paymentTerm' value should be one of/,
    );
    assert.match(await refused({ billToContactId: other.billToContactId }), /Cannot find entity/);
    assert.match(await refused({ invoiceItems: [item(1.005)] }), /1.005 is no amount in USD/);
    assert.match(await refused({ invoiceItems: [item(-1)] }), /an invoice is not below zero/);
    assert.match(await refused({ invoiceItems: [item(1, { taxCode: "VAT" })] }), /tax code 'VAT'/);
    assert.match(await refused({ sequenceSet: "Mine" }), /not supported/);
    assert.match(await refused({ accountId: undefined }), /'accountId' may not be null/);
    const backwards = item(1, { serviceEndDate: "2024-07-29" });
    assert.match(await refused({ invoiceItems: [backwards] }), /before it starts/);
    await create({ accountId, invoiceNumber: "TAKEN-1", invoiceItems: [item(1)] });
    assert.match(await refused({ invoiceNumber: "TAKEN-1" }), /'TAKEN-1' is already in use/);
    await conserved();
  });
});

describe("changing", () => {
  test("items of a draft, and the invoice adds up again", async () => {
    const { accountId } = await anAccount(server);
    const invoice = await create({
      accountId,
      invoiceItems: [item(100, { discountItems: [{ chargeName: "Less", amount: -10 }] }), item(5)],
    });
    const { invoiceItems } = await succeed(server, "GET", `/v1/invoices/${invoice.id}/items`);
    const [stones] = invoiceItems;
    const answer = await succeed(server, "PUT", `/v1/invoices/${invoice.id}`, {
      comments: "Changed",
      invoiceDate: "2024-08-10",
      invoiceItems: [{ id: stones.id, amount: 105.5, description: "More", quantity: 2 }],
      size__c: "small",
    });
    assert.deepEqual(
      [answer.amount, answer.balance, answer.comment, answer.invoiceDate, answer.dueDate],
      [100.5, 100.5, "Changed", "2024-08-10", "2024-08-10"],
    );
    assert.equal(answer.size__c, "small");
    await conserved();
    const again = await succeed(server, "GET", `/v1/invoices/${invoice.id}/items`);
    const [changed] = again.invoiceItems;
    assert.deepEqual(
      [changed.balance, changed.description, changed.quantity, changed.chargeName],
      [95.5, "More", 2, "Stones"],
    );
    await succeed(server, "PUT", `/v1/invoices/${invoice.id}/post`, {});
    await conserved();
  });

  test("many at once, all or none", async () => {
    const { accountId } = await anAccount(server);
    const [one, two] = [
      await create({ accountId, invoiceItems: [item(1)] }),
      await create({ accountId, invoiceItems: [item(2)], status: "Posted" }),
    ];
    const comments = "Both";
    const ofBoth = [one, two].map(({ id }) => ({ id, comments, autoPay: true }));
    assert.deepEqual(await succeed(server, "PUT", "/v1/invoices", { invoices: ofBoth }), {
      success: true,
    });
    const withRefusal = [
      { id: one.id, comments: "One" },
      { id: two.id, invoiceDate: "2024-08-01" },
    ];
    const { message } = await refusal("PUT", "/v1/invoices", { invoices: withRefusal });
    assert.match(message, /changed in their date or items/);
    const read = await succeed(server, "GET", `/v1/invoices/${one.id}`);
    assert.deepEqual([read.comments, read.autoPay], ["Both", true]);
  });

  test("what may not be changed", async () => {
    const { accountId } = await anAccount(server);
    const draft = await create({
      accountId,
      invoiceItems: [item(10, { taxItems: [tax(2)] })],
    });
    const { invoiceItems } = await succeed(server, "GET", `/v1/invoices/${draft.id}/items`);
    const id = invoiceItems[0].id;
    const refused = async (body: object, key: string = draft.id) =>
      (await refusal("PUT", `/v1/invoices/${key}`, body)).message;
    const dates = { invoiceDate: "2024-08-01", dueDate: "2024-08-02" };
    assert.match(await refused(dates), /cannot be changed at once/);
    assert.match(await refused({ invoiceItems: [{ id, amount: 11 }] }), /has taxes/);
    const stranger = "0".repeat(32);
    assert.match(
      await refused({ invoiceItems: [{ id: stranger, amount: 1 }] }),
      /Cannot find entity/,
    );
    await succeed(server, "PUT", `/v1/invoices/${draft.id}/cancel`, {});
    assert.match(await refused({ comments: "Too late" }), /it is not changed any more/);

    const plan = await aPlan(server, [{ price: 30 }]);
    const billed = await aBilledAccount(server, plan);
    await billRun(server, { targetDate: "2023-01-01", ...ofAccount(billed.accountId) });
    const [made] = await invoicesOf(server, billed.accountId);
    const items = await succeed(server, "GET", `/v1/invoices/${made.id}/items`);
    const change = { invoiceItems: [{ id: items.invoiceItems[0].id, amount: 1 }] };
    assert.match(await refused(change, made.id), /was made by billing/);
    await conserved();
  });
});
