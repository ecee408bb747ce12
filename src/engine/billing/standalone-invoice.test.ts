import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { orNothing, writtenParts } from "#test/support/documents.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import { BillingError } from "../errors.ts";
import type { NewInvoice } from "../model/document.ts";
import { currency as currencyOf } from "../values/currency.ts";
import { dateRange } from "../values/date-range.ts";
import { decimal, ONE, ZERO } from "../values/decimal.ts";
import { plainDate } from "../values/plain-date.ts";
import { type GivenTax, type StandaloneItem, standaloneInvoice } from "./standalone-invoice.ts";

const DAY = plainDate("2023-01-01");

type Item = Omit<StandaloneItem, "taxes" | "discounts"> & {
  taxes: GivenTax[];
  discounts: (Omit<StandaloneItem["discounts"][number], "taxes"> & { taxes: GivenTax[] })[];
};

const aTax = (taxAmount: string, isIncluded: boolean): GivenTax => ({
  name: "VAT",
  taxCode: "VAT",
  taxCodeDescription: null,
  taxDate: DAY,
  taxRate: decimal("0.2"),
  taxRateType: "Percentage",
  taxRateDescription: null,
  jurisdiction: null,
  locationCode: null,
  exemptAmount: ZERO,
  taxAmount: decimal(taxAmount),
  taxMode: isIncluded ? "TaxInclusive" : "TaxExclusive",
});

/** "I1 120, T1 20 (in), D2 -10" */
function itemsOf(text: string): StandaloneItem[] {
  const items: Item[] = [];
  for (const part of text.split(", ")) {
    const [written = "", isIncluded] = [part.replace(" (in)", ""), part.endsWith("(in)")];
    const [{ kind, amount } = { kind: "I", amount: ZERO }] = writtenParts(written);
    const line = {
      productRatePlanChargeId: null,
      chargeName: written,
      chargeType: "OneTime" as const,
      amount,
      unitPrice: null,
      details: {},
    };
    const last = items.at(-1);
    if (kind === "T")
      (last?.discounts.at(-1) ?? last)?.taxes.push(aTax(amount.toFixed(), isIncluded));
    else if (kind === "D") last?.discounts.push({ ...line, taxes: [] });
    else {
      const service = dateRange(DAY, plainDate("2023-01-02"));
      items.push({
        ...line,
        taxes: [],
        quantity: ONE,
        service,
        unitOfMeasure: null,
        discounts: [],
      });
    }
  }
  return items;
}

function anInvoice(text: string, code: string): NewInvoice {
  let ids = 0;
  return standaloneInvoice({
    accountId: "account",
    invoiceNumber: "INV1",
    currency: currencyOf(code),
    status: "Posted",
    invoiceDate: DAY,
    dueDate: DAY,
    paymentTerm: "Net 30",
    billToContactId: null,
    soldToContactId: null,
    autoPay: false,
    comments: null,
    transferredToAccounting: null,
    customFields: {},
    items: itemsOf(text),
    newId: () => `id-${++ids}`,
  });
}

function written({ items }: NewInvoice): string {
  const parts = items.flatMap((item, index) => {
    const kind = item.appliedToItemId === null ? "I" : "D";
    const open = item.balance.eq(item.amount) ? "" : `(${item.balance})`;
    const taxes = item.taxationItems.map((tax) => `T${index + 1} ${tax.taxAmount}`);
    return [`${kind}${index + 1} ${item.amount}${open}`, ...taxes];
  });
  return orNothing(parts);
}

describe("standaloneInvoice, worked examples", () => {
  for (const row of workedExamples("docs/spec/standalone-invoices.md", "Amounts")) {
    const { id, given = "", currency = "", invoice: expected, amount } = row;
    test(`${id} ${row.case}: ${expected}`, () => {
      if (expected === "INVALID_VALUE") {
        const isRefusal = (error: unknown) =>
          error instanceof BillingError && error.code === expected;
        assert.throws(() => anInvoice(given, currency), isRefusal);
        return;
      }
      const invoice = anInvoice(given, currency);
      assert.equal(written(invoice), expected);
      assert.equal(String(invoice.amount), amount);
      assert.equal(String(invoice.balance), amount);
      assert.equal(String(invoice.taxAmount), row["of it tax"]);
    });
  }
});
