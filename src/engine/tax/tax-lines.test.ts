import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { Row } from "#test/support/billing-scenario.ts";
import { aDueLine, serviceOf } from "#test/support/lines.ts";
import { aSubscription } from "#test/support/subscriptions.ts";
import { aLineTax, anAddress, billedTaxes, codeOf } from "#test/support/taxes.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import { groupDocuments } from "../billing/group-documents.ts";
import type { BilledTax } from "../model/billed-taxes.ts";
import { DEFAULT_BILLING_RULES, type LegalDocumentGeneratingRule } from "../model/billing-rules.ts";
import type { DocumentLine, Line } from "../model/document.ts";
import type { TaxedCustomer, TaxMode } from "../model/tax.ts";
import { currency } from "../values/currency.ts";
import { daysIn } from "../values/date-range.ts";
import { decimal, negated, sum, ZERO } from "../values/decimal.ts";
import { monthNumber, plainDate } from "../values/plain-date.ts";
import { ratio } from "../values/ratio.ts";
import { redistributeTaxes } from "./redistribute-taxes.ts";
import { type LinesToTax, priceOfLine, taxLines, totalOfLine } from "./tax-lines.ts";

const FILE = "docs/spec/tax.md";
const USD = currency("USD");

const CUSTOMER: TaxedCustomer = { address: anAddress(), exemption: null };

/** All that is taxed is by the code "VAT code". */
const taxing = (given: Partial<LinesToTax> & { rates: string; taxMode?: TaxMode }): LinesToTax => {
  const code = codeOf(given.rates);
  const terms = { taxCode: code.name, taxMode: given.taxMode ?? "TaxExclusive" };
  return {
    rules: DEFAULT_BILLING_RULES,
    currency: USD,
    documentDate: plainDate("2024-06-01"),
    measure: (_, days) => ratio(daysIn(days), 1),
    customerOf: () => CUSTOMER,
    billed: new Map(),
    setup: {
      codes: new Map([[code.name, code]]),
      catalog: new Map([["product-charge-1", terms]]),
      taxDates: new Map(),
    },
    ...given,
  };
};

const taxesOf = (line: DocumentLine | undefined) => line?.tax?.items ?? [];
const amountsOf = (line: DocumentLine | undefined) =>
  taxesOf(line)
    .map(({ taxAmount }) => taxAmount.toFixed())
    .join(", ");

describe("taxLines: rates that change in a service", () => {
  for (const row of workedExamples(FILE, "Rates that change in a service")) {
    test(`${row.id}: ${row.amount} for ${row.service}`, () => {
      const line = aDueLine({ amount: decimal(row.amount ?? ""), service: serviceOf(row.service) });
      const [taxed] = taxLines(
        [line],
        taxing({
          rates: row.rates ?? "",
          rules: { ...DEFAULT_BILLING_RULES, taxRateChangeOption: "MultipleTaxItems" },
          measure: (_, { start, end }) => ratio(monthNumber(end) - monthNumber(start), 1),
        }),
      );
      const said = taxesOf(taxed).map(
        ({ taxAmount, taxableAmount, taxDate }) =>
          `${taxAmount.toFixed()} on ${taxableAmount?.toFixed()} at ${taxDate}`,
      );
      assert.equal(said.join(", "), row.taxes);
    });
  }
});

/** "720 by 0.08 for 2019-01-01..2019-09-30, fee 2" */
const billedTax = (text: string, index: number): BilledTax => {
  const [, amount = "", rate = "0.1", service] =
    /^(?:fee )?(\S+)(?: by (\S+))?(?: for (\S+))?$/.exec(text) ?? [];
  return {
    ...aLineTax(amount, rate),
    ...(text.startsWith("fee ") && { taxRateType: "FlatFee" as const, taxRate: decimal(amount) }),
    ...(service && { service: serviceOf(service) }),
    taxationItemId: `tax-${index}`,
    creditedTax: ZERO,
  };
};

const ITEM = {
  accountId: "a",
  documentType: "Invoice",
  documentId: "i",
  itemId: "item-1",
} as const;

describe("taxLines: credits", () => {
  for (const row of workedExamples(FILE, "Credits")) {
    test(`${row.id}: ${row.credit} of ${row.billed}`, () => {
      const [before = "0", taxBefore = "0"] = (row["credited before"] ?? "").split(" less ");
      const items = (row.taxes ?? "").split(", ").map(billedTax);
      const [first, ...others] = items;
      assert(first);
      const billed = {
        ...billedTaxes(row.billed ?? "", [
          { ...first, creditedTax: decimal(taxBefore) },
          ...others,
        ]),
        creditedPrice: decimal(before),
      };
      const line = aDueLine({
        amount: negated(decimal(row.credit ?? "")),
        service: serviceOf(row.service),
        creditedItem: ITEM,
      });
      const [taxed] = taxLines(
        [line],
        taxing({
          rates: "0.2 from 2000-01-01",
          billed: new Map([["item-1", billed]]),
          measure: (_, { start, end }) => ratio(monthNumber(end) - monthNumber(start), 1),
        }),
      );
      const back = taxesOf(taxed).map(({ taxAmount }) => negated(taxAmount).toFixed());
      assert.equal(back.join(", "), row["taxes back"]);
    });
  }
});

describe("taxLines: a change in a billed period", () => {
  for (const row of workedExamples(FILE, "A change in a billed period")) {
    test(`${row.id}: from ${row["old rate"]} to ${row["new rate"]}, rule ${row.rule}`, () => {
      const old = row["old rate"] ?? "";
      const service = serviceOf("2021-07-01..2021-12-31");
      const lines = [
        aDueLine({ amount: decimal(row.credit ?? ""), service, creditedItem: ITEM }),
        aDueLine({ amount: decimal(row.charge ?? ""), service, segment: 2 }),
      ];
      const billed = new Map(
        old === "-" ? [] : [["item-1", billedTaxes("100", [billedTax(`10 by ${old}`, 0)])]],
      );
      const [credit, charge] = taxLines(
        lines,
        taxing({
          rates: `${row["new rate"]} from 2021-01-01`,
          billed,
          rules: { ...DEFAULT_BILLING_RULES, debookRebookSupportable: row.rule === "on" },
        }),
      );
      assert.equal(amountsOf(credit) || "0", row["tax of the credit"]);
      assert.equal(amountsOf(charge) || "0", row["tax of the charge"]);
    });
  }
});

describe("redistributeTaxes, worked examples", () => {
  for (const row of workedExamples(FILE, "Redistribution")) {
    test(`${row.id}: ${row.amounts} at ${row.rate}`, () => {
      const lines = (row.amounts ?? "")
        .split(", ")
        .map((amount) => aDueLine({ amount: decimal(amount) }));
      const taxMode = row.mode as TaxMode;
      const taxed = taxLines(lines, taxing({ rates: `${row.rate} from 2000-01-01`, taxMode }));
      const moved = redistributeTaxes(taxed, DEFAULT_BILLING_RULES, USD);
      assert.equal(moved.map(amountsOf).join(", "), row.taxes);
      assert.deepEqual(
        moved.map((line) => priceOfLine(line).toFixed()),
        lines.map(({ amount }) => amount.toFixed()),
      );
    });
  }
});

/** "-29.99 tax -3.03" */
function lineOf(text: string, index: number, taxMode: TaxMode): Line {
  const [price = "", taxAmount] = text.split(" tax ");
  const line = aDueLine({ amount: decimal(price), chargeNumber: `C-${index}` });
  if (taxAmount === undefined) return line;
  const includedTax = taxMode === "TaxInclusive" ? decimal(taxAmount) : ZERO;
  const tax = { taxCode: "VAT code", taxMode, includedTax, items: [aLineTax(taxAmount)] };
  return { ...line, amount: line.amount.minus(includedTax), tax };
}

describe("groupDocuments with taxes, worked examples", () => {
  for (const row of workedExamples(FILE, "Invoice or credit memo, with tax") as Row[]) {
    test(`${row.id}: ${row.lines}`, () => {
      const lines = (row.lines ?? "")
        .split(", ")
        .map((text, index) => lineOf(text, index, row.mode as TaxMode));
      const drafts = groupDocuments(lines, [aSubscription()], {
        legalDocumentGeneratingRule: row.rule as LegalDocumentGeneratingRule,
      });
      const [draft] = drafts;
      assert.equal(drafts.length, 1);
      assert(draft);
      assert.equal(draft.kind, row.document);
      assert.equal(draft.lines.map((line) => priceOfLine(line).toFixed()).join(", "), row.items);
      assert.equal(draft.lines.map(amountsOf).filter(Boolean).join(", "), row.taxes);
      assert.equal(sum(draft.lines.map(totalOfLine)).toFixed(), row.total);
    });
  }
});

test("an exempt customer pays no tax, and it is said how much that was", () => {
  const exempt = { days: serviceOf("2024-01-01..2024-12-31") };
  for (const [taxMode, forgone] of [
    ["TaxExclusive", "10"],
    ["TaxInclusive", "9.09"],
  ] as const) {
    const [line] = taxLines(
      [aDueLine({ amount: decimal("100") })],
      taxing({
        rates: "0.1 from 2000-01-01",
        taxMode,
        customerOf: () => ({ ...CUSTOMER, exemption: exempt }),
      }),
    );
    assert.equal(line?.amount.toFixed(), "100");
    assert.equal(amountsOf(line), "0");
    assert.equal(taxesOf(line)[0]?.exemptAmount.toFixed(), forgone);
  }
});

test("an exemption that has expired exempts from nothing", () => {
  const exempt = { days: serviceOf("2023-01-01..2023-12-31") };
  const [line] = taxLines(
    [aDueLine({ amount: decimal("100") })],
    taxing({
      rates: "0.1 from 2000-01-01",
      customerOf: () => ({ ...CUSTOMER, exemption: exempt }),
    }),
  );
  assert.equal(amountsOf(line), "10");
});

test("what is not taxable, or of a code that is not in use, passes unchanged", () => {
  const lines = [
    aDueLine({ productRatePlanChargeId: "another" }),
    aDueLine({ taxTerms: { taxCode: "unknown", taxMode: "TaxExclusive" } }),
  ];
  assert.deepEqual(taxLines(lines, taxing({ rates: "0.1 from 2000-01-01" })), lines);
});

const cents = (max: number) =>
  fc.integer({ min: 1, max }).map((n) => decimal(`${n}`).div(decimal("100")));

test("what is credited piece by piece takes back all of its taxes, and never more", () => {
  fc.assert(
    fc.property(
      cents(50_000),
      fc.array(cents(20_000), { maxLength: 6 }),
      fc.constantFrom("0.1 from 2000-01-01", "0.0725 from 2000-01-01"),
      fc.constantFrom("TaxExclusive" as const, "TaxInclusive" as const),
      (price, pieces, rates, taxMode) => {
        const toTax = taxing({ rates, taxMode });
        const [charge] = taxLines([aDueLine({ amount: price })], toTax);
        const items = taxesOf(charge).map((tax, index) => ({
          ...tax,
          taxationItemId: `tax-${index}`,
          creditedTax: ZERO,
        }));
        const billed = new Map([["item-1", billedTaxes(price.toFixed(), items, taxMode)]]);
        let left = price;
        const amounts = pieces.filter((piece) => {
          if (piece.gte(left)) return false;
          left = left.minus(piece);
          return true;
        });
        const credits = taxLines(
          [...amounts, left].map((amount) =>
            aDueLine({ amount: negated(amount), creditedItem: ITEM }),
          ),
          { ...toTax, billed },
        );
        assert(charge);
        assert.equal(sum([charge, ...credits].map(totalOfLine)).toFixed(), "0");
        for (const credit of credits)
          for (const tax of taxesOf(credit)) assert(tax.taxAmount.lte(ZERO));
      },
    ),
  );
});

test("taxes of one rate on a document sum to the tax of their sum, once redistributed", () => {
  fc.assert(
    fc.property(
      fc.array(cents(5_000), { minLength: 1, maxLength: 12 }),
      fc.constantFrom("TaxExclusive" as const, "TaxInclusive" as const),
      (prices, taxMode) => {
        const toTax = taxing({ rates: "0.0825 from 2000-01-01", taxMode });
        const together = (lines: readonly DocumentLine[]) =>
          sum(lines.flatMap(taxesOf).map(({ taxAmount }) => taxAmount)).toFixed();
        const taxed = taxLines(
          prices.map((amount) => aDueLine({ amount })),
          toTax,
        );
        const moved = redistributeTaxes(taxed, DEFAULT_BILLING_RULES, USD);
        const whole = taxLines([aDueLine({ amount: sum(prices) })], toTax);
        assert.equal(together(moved), together(whole));
      },
    ),
  );
});
