import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { ANY_MIRRORING_RULE, anOpenInvoice } from "#test/support/document-arbitraries.ts";
import {
  anInvoice,
  anInvoiceItem,
  aTaxationItem,
  orNothing,
  writtenBalances,
  writtenInvoice,
} from "#test/support/documents.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import { BillingError } from "../errors.ts";
import type { CreditMemoMirroringRule } from "../model/billing-rules.ts";
import type { ApplicationRule, CreditMemoDraft, CreditMemoItem } from "../model/credit-memo.ts";
import type { DocumentStatus, Invoice, InvoiceItem } from "../model/document.ts";
import { currency } from "../values/currency.ts";
import { decimal, isZero } from "../values/decimal.ts";
import { plainDate } from "../values/plain-date.ts";
import { assertCreditMemoAddsUp } from "./settle-application.ts";
import { WRITE_OFF_REASON, type WriteOffRequest, type WrittenOff, writeOff } from "./write-off.ts";
import { writeOffDate } from "./write-off-date.ts";

const SPEC = "docs/spec/write-off.md";
const RULES: CreditMemoMirroringRule[] = ["Yes", "YesExceptForZeroItems", "No"];

function aRequest(request: Partial<WriteOffRequest> = {}): WriteOffRequest {
  let ids = 0;
  return {
    memoDate: plainDate("2023-05-24"),
    reasonCode: WRITE_OFF_REASON,
    comment: null,
    financeInformation: null,
    creditMemoMirroringInvoiceItemsRule: "Yes",
    newId: () => `id-${++ids}`,
    ...request,
  };
}

/** The memo as the tables write it: "I1 100(90), T1 20, D2 -10(0)"; or the code of the refusal. */
function writtenMemo(invoice: Invoice, request: WriteOffRequest): string {
  const result = writtenOffOrRefusal(invoice, request);
  return result instanceof BillingError
    ? result.code
    : orNothing(result.creditMemo.items.flatMap(writtenItem));
}

function memoTotal(invoice: Invoice, request: WriteOffRequest): string {
  const result = writtenOffOrRefusal(invoice, request);
  return result instanceof BillingError ? "-" : String(result.creditMemo.amount);
}

function writtenOffOrRefusal(
  invoice: Invoice,
  request: WriteOffRequest,
): WrittenOff | BillingError {
  try {
    return writeOff(invoice, request);
  } catch (error) {
    if (!(error instanceof BillingError)) throw error;
    return error;
  }
}

function writtenItem(item: CreditMemoItem): string[] {
  const number = item.creditFromItemId?.slice(1);
  const kind = item.processingType === "Discount" ? "D" : "I";
  const given = item.appliedAmount.eq(item.amount) ? "" : `(${item.appliedAmount})`;
  const taxes = item.taxationItems.map((tax) => `${tax.sourceTaxItemId} ${tax.taxAmount}`);
  return [`${kind}${number} ${item.amount}${given}`, ...taxes];
}

describe("writeOff, worked examples", () => {
  for (const row of workedExamples(SPEC, "Mirroring")) {
    const { id, invoice: text = "", owed, "credit memo": memo } = row;
    for (const rule of RULES.filter((each) => row.rule === "any" || row.rule === each)) {
      test(`${id} ${row.case}, mirroring ${rule}: ${memo}`, () => {
        const invoice = writtenInvoice(text);
        const request = aRequest({ creditMemoMirroringInvoiceItemsRule: rule });
        assert.equal(String(invoice.balance), owed);
        assert.equal(writtenMemo(invoice, request), memo);
        assert.equal(memoTotal(invoice, request), row["memo total"]);
      });
    }
  }

  for (const row of workedExamples(SPEC, "Quantity and price")) {
    const { id, quantity = "", "unit price": unitPrice = "", amount = "", balance = "" } = row;
    test(`${id} ${row.case}: ${row["memo quantity"]} at ${row["memo unit price"]}`, () => {
      const item = anInvoiceItem({
        quantity: decimal(quantity),
        unitPrice: decimal(unitPrice),
        amount: decimal(amount),
        balance: decimal(balance),
      });
      const [memoItem] = writeOff(anInvoice({ items: [item] }), aRequest()).creditMemo.items;
      assert.equal(String(memoItem?.quantity), row["memo quantity"]);
      assert.equal(String(memoItem?.unitPrice), row["memo unit price"]);
      assert.equal(String(memoItem?.amount), row["memo amount"]);
      assert.equal(String(memoItem?.unappliedAmount), "0");
    });
  }

  for (const row of workedExamples(SPEC, "Some of the items")) {
    const { invoice: text = "", items = "", "credit memo": memo = "" } = row;
    test(`only ${items} of ${text}, ${row.case}: ${memo}`, () => {
      const invoice = writtenInvoice(text);
      const request = aRequest({ itemIds: new Set(items.split(", ")) });
      assert.equal(writtenMemo(invoice, request), memo);
      const isRefused = memo.startsWith("WRITE_OFF");
      const after = isRefused ? invoice : writeOff(invoice, request).invoice;
      assert.equal(writtenBalances(after), row["still owed"]);
    });
  }

  for (const row of workedExamples(SPEC, "What is refused")) {
    const { id, status, items, taxes, result = "" } = row;
    const { "invoice date": invoiceDate = "", "memo date": memoDate = "" } = row;
    test(`${id} ${status}, ${items} items, ${taxes} taxes, ${memoDate}: ${result}`, () => {
      const invoice = anInvoice({
        items: itemsWithTaxes(Number(items), Number(taxes)),
        status: status as DocumentStatus,
        invoiceDate: plainDate(invoiceDate),
      });
      const request = aRequest({ memoDate: plainDate(memoDate) });
      if (result === "written off") assert(isZero(writeOff(invoice, request).invoice.balance));
      else assert.throws(() => writeOff(invoice, request), { code: result });
    });
  }

  for (const row of workedExamples(SPEC, "Dates in an order")) {
    const { id, today = "", "write-off date": latest } = row;
    const { "document date": documentDate = "", "invoice date": invoiceDate = "" } = row;
    test(`${id} of ${documentDate}, ${invoiceDate} and ${today} it is ${latest}`, () => {
      const date = writeOffDate({
        documentDate: plainDate(documentDate),
        invoiceDate: plainDate(invoiceDate),
        today: plainDate(today),
      });
      assert.equal(date, latest);
    });
  }
});

const itemsWithTaxes = (items: number, taxes: number): InvoiceItem[] =>
  Array.from({ length: items }, (_, index) =>
    anInvoiceItem({
      invoiceItemId: `I${index}`,
      amount: decimal("1"),
      taxationItems: index < taxes ? [aTaxationItem({ taxationItemId: `T${index}` })] : [],
    }),
  );

describe("writeOff, the memo", () => {
  test("is posted on the memo date with the reason and refers to the invoice", () => {
    const { creditMemo, application } = writeOff(anInvoice(), aRequest({ comment: "Bankrupt" }));
    assert.equal(creditMemo.status, "Posted");
    assert.equal(creditMemo.creditMemoDate, "2023-05-24");
    assert.equal(application.effectiveDate, "2023-05-24");
    assert.equal(creditMemo.reasonCode, "Write-off");
    assert.equal(creditMemo.comment, "Bankrupt");
    assert.equal(creditMemo.referredInvoiceId, "INV");
  });

  test("copies a tax as it was charged and calculates none", () => {
    const { creditMemo } = writeOff(writtenInvoice("I1 100, T1 20(5)"), aRequest());
    const [tax] = creditMemo.items[0]?.taxationItems ?? [];
    assert.equal(String(tax?.taxAmount), "5");
    assert.equal(String(tax?.taxRate), "0.2");
    assert.equal(tax?.taxRateType, "Percentage");
    assert.equal(String(tax?.exemptAmount), "0");
  });

  test("carries the accounting codes that it is given on every item", () => {
    const financeInformation = {
      deferredRevenueAccountingCode: null,
      onAccountAccountingCode: null,
      recognizedRevenueAccountingCode: "Bad debt",
      revenueRecognitionRuleName: null,
    };
    const { creditMemo } = writeOff(
      writtenInvoice("I1 100, I2 5"),
      aRequest({ financeInformation }),
    );
    for (const item of creditMemo.items) assert.equal(item.financeInformation, financeInformation);
  });

  test("names, on a discount, the memo item of the charge that it reduces", () => {
    const { creditMemo } = writeOff(writtenInvoice("I1 100(90), D2 -10(0)"), aRequest());
    const [charge, discount] = creditMemo.items;
    assert.equal(discount?.appliedToItemId, charge?.creditMemoItemId);
  });
});

describe("writeOff, properties", () => {
  test("afterwards every item, every tax and the invoice owe exactly nothing", () => {
    fc.assert(
      fc.property(anOpenInvoice(), ANY_MIRRORING_RULE, (invoice, rule) => {
        const { invoice: after } = writeOff(invoice, mirroring(rule));
        assert.equal(writtenBalances(after), "nothing");
        assert(isZero(after.balance));
      }),
    );
  });

  test("the memo gives back what was owed, all of it applied, whatever the rule", () => {
    fc.assert(
      fc.property(anOpenInvoice(), ANY_MIRRORING_RULE, (invoice, rule) => {
        const { creditMemo, application } = writeOff(invoice, mirroring(rule));
        assertCreditMemoAddsUp(creditMemo);
        assert.equal(String(creditMemo.amount), String(invoice.balance));
        assert.equal(String(application.amount), String(invoice.balance));
        assert(partsOf(creditMemo).every((part) => isZero(part.unappliedAmount)));
      }),
    );
  });

  test("written off in two parts, it owes nothing, unless the first part is refused", () => {
    fc.assert(
      fc.property(anOpenInvoice(), fc.nat(6), (invoice, count) => {
        const charges = invoice.items.filter((item) => item.appliedToItemId === null);
        const ids = charges.map((item) => item.invoiceItemId);
        const [some, rest] = [new Set(ids.slice(0, count)), new Set(ids.slice(count))];
        const first = writtenOffOrRefusal(invoice, aRequest({ itemIds: some }));
        if (first instanceof BillingError || rest.size === 0) return;
        const second = writeOff(first.invoice, aRequest({ itemIds: rest }));
        assert.equal(writtenBalances(second.invoice), "nothing");
      }),
    );
  });

  const mirroring = (creditMemoMirroringInvoiceItemsRule: CreditMemoMirroringRule) =>
    aRequest({ creditMemoMirroringInvoiceItemsRule });
  const partsOf = ({ items }: CreditMemoDraft) => [
    ...items,
    ...items.flatMap((item) => item.taxationItems),
  ];
});

describe("writeOff of a part, worked examples", () => {
  for (const row of workedExamples(SPEC, "A part of what is owed")) {
    const { id, invoice: text = "", amount = "", rule, "credit memo": memo } = row;
    test(`${id} ${row.case}: ${memo}`, () => {
      const invoice = writtenInvoice(text);
      const part = aPart(amount, rule as ApplicationRule);
      const result = writtenOffOrRefusal(invoice, aRequest({ part }));
      const after = result instanceof BillingError ? invoice : result.invoice;
      assert.equal(writtenMemo(invoice, aRequest({ part })), memo);
      assert.equal(writtenBalances(after), row["invoice owes"]);
    });
  }
});

const aPart = (amount: string, allocationRule: ApplicationRule) => ({
  amount: decimal(amount),
  allocationRule,
  rounding: currency("USD"),
});

test("a part and then the rest leave nothing owed", () => {
  const aRule = fc.constantFrom<ApplicationRule>("Proration", "FirstInFirstOut");
  fc.assert(
    fc.property(anOpenInvoice(), fc.integer({ min: 1, max: 99 }), aRule, (invoice, share, rule) => {
      const cents = invoice.balance
        .times(decimal(String(share)))
        .round(0, 0)
        .times(decimal("0.01"));
      if (isZero(cents)) return;
      const part = aPart(cents.toFixed(), rule);
      const first = writeOff(invoice, aRequest({ part }));
      assertCreditMemoAddsUp(first.creditMemo);
      assert(first.creditMemo.amount.eq(cents));
      assert(first.invoice.balance.eq(invoice.balance.minus(cents)));
      assert(isZero(writeOff(first.invoice, aRequest()).invoice.balance));
    }),
  );
});

test("a debit memo is written off like an invoice, by items that credit no invoice", () => {
  const debitMemo = { ...writtenInvoice("I1 100, T1 20"), documentType: "DebitMemo" } as const;
  const { creditMemo, invoice, application } = writeOff(debitMemo, aRequest());
  assert(isZero(invoice.balance));
  assert.equal(application.documentType, "DebitMemo");
  assert.equal(creditMemo.referredInvoiceId, null);
  assert.deepEqual(
    creditMemo.items.map((item) => [item.creditFromInvoiceId, item.creditFromItemId]),
    [[null, null]],
  );
});
