/** Invoices and credit memos for properties: amounts in cents, any sign, paid in part. */
import fc from "fast-check";
import type { CreditMemoMirroringRule } from "#engine/model/billing-rules.ts";
import type { CreditMemo } from "#engine/model/credit-memo.ts";
import type { Invoice, InvoiceItem } from "#engine/model/document.ts";
import { type Decimal, decimal, decimalOfCount, isZero, ZERO } from "#engine/values/decimal.ts";
import {
  aCreditMemo,
  aCreditMemoItem,
  aCreditTaxationItem,
  anInvoice,
  anInvoiceItem,
  aTaxationItem,
} from "./documents.ts";

export const ANY_MIRRORING_RULE = fc.constantFrom<CreditMemoMirroringRule>(
  "Yes",
  "YesExceptForZeroItems",
  "No",
);

const CENT = decimal("0.01");
const cents = (count: number): Decimal => decimalOfCount(count).times(CENT);

/** A charge in cents with up to two taxes and perhaps a discount; shares are of what is still owed. */
type Billed = {
  readonly amount: number;
  readonly discount: number;
  readonly taxes: readonly number[];
  readonly openShare: number;
};

const billed: fc.Arbitrary<Billed> = fc.record({
  amount: fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 1, max: 50_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: -5_000, max: 0 }) },
  ),
  discount: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 6_000 })),
  taxes: fc.array(fc.integer({ min: 0, max: 4_000 }), { maxLength: 2 }),
  openShare: fc.oneof(fc.constant(100), fc.constant(0), fc.integer({ min: 0, max: 100 })),
});

const openOf = (amount: number, share: number): Decimal =>
  cents(Math.trunc((amount * share) / 100));

function invoiceItems(
  { amount, discount, taxes, openShare }: Billed,
  index: number,
): InvoiceItem[] {
  const invoiceItemId = `I${index}`;
  const sign = amount < 0 ? -1 : 1;
  // A discount never turns a charge into a credit.
  const reduction = amount > 0 ? Math.min(discount, amount) : 0;
  const taxationItems = taxes.map((tax, taxIndex) =>
    aTaxationItem({
      taxationItemId: `T${index}-${taxIndex}`,
      taxAmount: cents(sign * tax),
      balance: openOf(sign * tax, openShare),
    }),
  );
  const charge = anInvoiceItem({
    invoiceItemId,
    amount: cents(amount),
    balance: openOf(amount - reduction, openShare),
    taxationItems,
  });
  if (reduction === 0) return [charge];
  const reducing = anInvoiceItem({
    invoiceItemId: `D${index}`,
    processingType: "Discount",
    amount: cents(-reduction),
    balance: ZERO,
    appliedToItemId: invoiceItemId,
  });
  return [charge, reducing];
}

/** A posted invoice, some of it paid or credited, that does not owe less than nothing. */
export const anInvoicePaidInPart = (): fc.Arbitrary<Invoice> =>
  fc
    .array(billed, { minLength: 1, maxLength: 6 })
    .map((all) => anInvoice({ items: all.flatMap(invoiceItems) }))
    .filter((invoice) => invoice.balance.gte(ZERO));

/** One on which something is open, so that every mirroring rule has something to write off. */
export const anOpenInvoice = (): fc.Arbitrary<Invoice> =>
  anInvoicePaidInPart().filter(({ items }) =>
    items.some(
      (item) => !isZero(item.balance) || item.taxationItems.some((tax) => !isZero(tax.balance)),
    ),
  );

/** One of which nothing is paid yet, as it is posted. */
export const aPostedInvoice = (): fc.Arbitrary<Invoice> =>
  fc
    .array(
      billed.map((charge) => ({ ...charge, openShare: 100 })),
      { minLength: 1, maxLength: 5 },
    )
    .map((all) => anInvoice({ items: all.flatMap(invoiceItems) }))
    .filter((invoice) => invoice.balance.gte(ZERO));

/** A posted credit memo, unapplied, that credits items I0 to I5 of the invoice or none. */
export const aPostedCreditMemo = (): fc.Arbitrary<CreditMemo> =>
  fc
    .array(
      fc.record({
        amount: fc.oneof(
          { weight: 5, arbitrary: fc.integer({ min: 1, max: 30_000 }) },
          { weight: 1, arbitrary: fc.integer({ min: -2_000, max: 0 }) },
        ),
        tax: fc.integer({ min: 0, max: 3_000 }),
        credited: fc.option(fc.integer({ min: 0, max: 5 })),
      }),
      { minLength: 1, maxLength: 4 },
    )
    .map((items) =>
      aCreditMemo({
        items: items.map(({ amount, tax, credited }, index) =>
          aCreditMemoItem({
            creditMemoItemId: `C${index}`,
            amount: cents(amount),
            creditFromItemId: credited === null ? null : `I${credited}`,
            creditFromItemSource: credited === null ? null : "InvoiceItem",
            creditFromInvoiceId: credited === null ? null : "INV",
            taxationItems:
              amount <= 0 || tax === 0
                ? []
                : [
                    aCreditTaxationItem({
                      taxationItemId: `CT${index}`,
                      taxAmount: cents(tax),
                      sourceTaxItemId: credited === null ? null : `T${credited}-0`,
                    }),
                  ],
          }),
        ),
      }),
    )
    .filter((memo) => memo.amount.gte(ZERO));
