import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { ANY_MIRRORING_RULE, anOpenInvoice } from "#test/support/document-arbitraries.ts";
import { anInvoice, anInvoiceItem, orNothing, writtenInvoice } from "#test/support/documents.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import { BillingError } from "../errors.ts";
import type { CreditMemoMirroringRule } from "../model/billing-rules.ts";
import type { CreditMemoItem } from "../model/credit-memo.ts";
import type { DocumentStatus, Invoice } from "../model/document.ts";
import { isZero } from "../values/decimal.ts";
import { plainDate } from "../values/plain-date.ts";
import {
  INVOICE_REVERSAL_REASON,
  type InvoiceReversal,
  type InvoiceReversalRequest,
  reverseInvoice,
} from "./reverse-invoice.ts";

const SPEC = "docs/spec/invoice-reversal.md";
const RULES: CreditMemoMirroringRule[] = ["Yes", "YesExceptForZeroItems", "No"];

function aRequest(request: Partial<InvoiceReversalRequest> = {}): InvoiceReversalRequest {
  let ids = 0;
  return {
    memoDate: plainDate("2023-05-24"),
    applyEffectiveDate: plainDate("2023-05-24"),
    reasonCode: INVOICE_REVERSAL_REASON,
    comment: null,
    creditMemoMirroringInvoiceItemsRule: "Yes",
    billed: new Map(),
    newId: () => `id-${++ids}`,
    ...request,
  };
}

function reversedOrRefused(
  invoice: Invoice,
  request: InvoiceReversalRequest,
): InvoiceReversal | BillingError {
  try {
    return reverseInvoice(invoice, request);
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

describe("reverseInvoice, worked examples", () => {
  for (const row of workedExamples(SPEC, "Mirroring")) {
    const { id, invoice: text = "", "credit memo": memo } = row;
    for (const rule of RULES.filter((each) => row.rule === "any" || row.rule === each)) {
      test(`${id} ${row.case}, mirroring ${rule}: ${memo}`, () => {
        const request = aRequest({ creditMemoMirroringInvoiceItemsRule: rule });
        const result = reversedOrRefused(writtenInvoice(text), request);
        const isRefused = result instanceof BillingError;
        const written = isRefused
          ? result.code
          : orNothing(result.creditMemo.items.flatMap(writtenItem));
        assert.equal(written, memo);
        assert.equal(isRefused ? "-" : String(result.creditMemo.amount), row["memo total"]);
      });
    }
  }

  for (const row of workedExamples(SPEC, "What is refused")) {
    const { id, status, items, "memo date": memoDate = "", "applied on": appliedOn = "" } = row;
    test(`${id} ${status}, ${items} items, ${memoDate}, applied ${appliedOn}: ${row.result}`, () => {
      const invoice = anInvoice({
        status: status as DocumentStatus,
        invoiceDate: plainDate(row["invoice date"] ?? ""),
        items: Array.from({ length: Number(items) }, (_, index) =>
          anInvoiceItem({ invoiceItemId: `I${index}` }),
        ),
      });
      const dates = { memoDate: plainDate(memoDate), applyEffectiveDate: plainDate(appliedOn) };
      const result = reversedOrRefused(invoice, aRequest(dates));
      assert.equal(result instanceof BillingError ? result.code : "reversed", row.result);
    });
  }
});

test("what billing made is credited as billing credits it", () => {
  const invoice = writtenInvoice("I1 30, I2 -10, I3 5");
  const credited = {
    accountId: invoice.accountId,
    documentType: "Invoice",
    documentId: "older",
    itemId: "I9",
  } as const;
  const billed = new Map([
    ["I1", { segment: 1, creditedItem: null }],
    ["I2", { segment: 2, creditedItem: credited }],
  ]);
  const { creditMemo } = reverseInvoice(invoice, aRequest({ billed }));
  const written = creditMemo.items.map((item) => [
    item.sourceItemType,
    item.segment,
    item.creditFromInvoiceId,
    item.creditFromItemId,
    String(item.amount),
  ]);
  assert.deepEqual(written, [
    ["SubscriptionComponent", 1, invoice.invoiceId, "I1", "30"],
    ["SubscriptionComponent", 2, "older", "I9", "-10"],
    ["InvoiceDetail", null, invoice.invoiceId, "I3", "5"],
  ]);
});

test("after a reversal nothing is owed, of no item and no tax", () => {
  fc.assert(
    fc.property(anOpenInvoice(), ANY_MIRRORING_RULE, (invoice, rule) => {
      const unpaid = { ...invoice, amount: invoice.balance };
      const request = aRequest({ creditMemoMirroringInvoiceItemsRule: rule });
      const result = reversedOrRefused(unpaid, request);
      if (result instanceof BillingError) return;
      const parts = result.invoice.items.flatMap((item) => [item, ...item.taxationItems]);
      assert.ok(parts.every(({ balance }) => isZero(balance)));
      assert.ok(isZero(result.invoice.balance));
      assert.ok(isZero(result.creditMemo.unappliedAmount));
    }),
  );
});
