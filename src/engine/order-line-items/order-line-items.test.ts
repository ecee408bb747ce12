import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { anOrderLineItem } from "#test/support/order-line-items.ts";
import { aSubscription } from "#test/support/subscriptions.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import { billOrderLineItems } from "../billing/bill-order-line-items.ts";
import { draftLineItems } from "../billing/draft-line-items.ts";
import { BillingError } from "../errors.ts";
import { DEFAULT_BILLING_RULES } from "../model/billing-rules.ts";
import type { Line } from "../model/document.ts";
import type {
  InlineDiscountType,
  ItemState,
  LineItemFields,
  OrderLineItem,
  SoldItemBill,
} from "../model/order-line-item.ts";
import { currency } from "../values/currency.ts";
import { decimal, ONE, sum, ZERO } from "../values/decimal.ts";
import { plainDate } from "../values/plain-date.ts";
import { itemAmounts, itemPrice } from "./item-price.ts";
import { checkTransition, quantityAvailableForReturn, quantityFulfilled } from "./item-state.ts";

const FILE = "docs/spec/order-line-items.md";
const USD = currency("USD");
const day = plainDate("2021-01-01");

type Row = Readonly<Record<string, string>>;

const listed = (cell = ""): string[] => (cell === "" ? [] : cell.split(", "));

describe("what a unit costs", () => {
  const given = (row: Row): LineItemFields => ({
    ...(row["list price"] && { listPricePerUnit: decimal(row["list price"]) }),
    ...(row.amount && { amountPerUnit: decimal(row.amount) }),
    ...(row["discount type"] && {
      inlineDiscountType: row["discount type"] as InlineDiscountType,
    }),
    ...(row.discount && { inlineDiscountPerUnit: decimal(row.discount) }),
    finance: {},
    customFields: {},
  });
  for (const row of workedExamples(FILE, "What a unit costs") as Row[]) {
    test(`${row.id}: ${row["amount per unit"]}`, () => {
      if (/[A-Z]/.test(row["amount per unit"] ?? "")) {
        assert.throws(
          () => itemPrice(given(row)),
          (error) => error instanceof BillingError && error.code === row["amount per unit"],
        );
        return;
      }
      const price = itemPrice(given(row));
      const amounts = itemAmounts({ quantity: decimal(row.quantity ?? ""), ...price }, USD);
      assert.equal(price.amountPerUnit.toFixed(), row["amount per unit"]);
      assert.equal(amounts.amount.toFixed(), row.total);
      assert.equal(amounts.listPrice.toFixed(), row["total list price"]);
      assert.equal(amounts.discount.toFixed(), row["total discount"]);
    });
  }
});

describe("state transitions", () => {
  const isPossible = (itemState: ItemState, to: ItemState, isBilled: boolean): boolean => {
    try {
      checkTransition({ itemNumber: "1", itemState }, to, isBilled);
      return true;
    } catch (error) {
      assert(error instanceof BillingError && error.code === "ORDER_LINE_ITEM_STATE");
      return false;
    }
  };
  for (const { id, from, ...cells } of workedExamples(FILE, "State transitions") as Row[]) {
    for (const [column, expected] of Object.entries(cells)) {
      const to = column.replace("to ", "") as ItemState;
      test(`${id}: ${from} to ${to}: ${expected}`, () => {
        assert.equal(isPossible(from as ItemState, to, true), expected !== "no");
        assert.equal(isPossible(from as ItemState, to, false), expected === "yes");
      });
    }
  }
});

describe("quantities by state", () => {
  for (const row of workedExamples(FILE, "Quantities by state") as Row[]) {
    test(`${row.id}: ${row.sale}, return ${row.return || "none"}`, () => {
      const sale = anOrderLineItem({ itemState: row.sale as ItemState, quantity: decimal("100") });
      const back = anOrderLineItem({
        itemCategory: "Return",
        itemState: (row.return || "Executing") as ItemState,
        quantity: decimal("40"),
      });
      assert.equal(quantityFulfilled(sale).toFixed(), row.fulfilled);
      const available = quantityAvailableForReturn(sale, quantityFulfilled(back));
      assert.equal(available.toFixed(), row["available for return"]);
      assert.equal(quantityAvailableForReturn(back, ZERO).toFixed(), "0");
    });
  }
});

describe("what is credited", () => {
  for (const row of workedExamples(FILE, "What is credited") as Row[]) {
    test(`${row.id}: ${row.returns} at ${row["unit price"]}`, () => {
      const item = {
        accountId: "a",
        documentType: "Invoice" as const,
        documentId: "i",
        itemId: "ii",
      };
      const billed: SoldItemBill | null =
        row.billed === "yes"
          ? {
              item,
              amountLeft: decimal(row["amount left"] ?? ""),
              quantityLeft: decimal(row["units left"] ?? ""),
            }
          : null;
      const amountPerUnit = decimal(row["unit price"] ?? "");
      const returns = listed(row.returns).map((quantity, index) =>
        anOrderLineItem({
          ...itemPrice({ amountPerUnit }),
          orderLineItemId: `return-${index}`,
          itemCategory: "Return",
          quantity: decimal(quantity),
          originalOrderLineItemId: "sale",
        }),
      );
      const sold = new Map([["sale", { billed }]]);
      const lines = billOrderLineItems(returns, { currency: USD, targetDate: day, sold });
      assert.deepEqual(
        lines.map(({ amount }) => amount.times("-1").toFixed().replace("-0", "0")),
        listed(row.credits),
      );
      for (const line of lines) {
        assert.deepEqual(line.creditedItem, item);
        assert.equal(line.unitPrice.toFixed(), amountPerUnit.neg().toFixed());
      }
    });
  }
});

describe("who shares an invoice", () => {
  const lineOf = (amount: string): Line => ({
    subscriptionId: aSubscription().subscriptionId,
    subscriptionNumber: "A-S00000001",
    chargeId: "charge-1",
    chargeNumber: "A",
    productRatePlanChargeId: "product-charge-1",
    segment: 1,
    chargeName: "Silver",
    chargeType: "Recurring",
    service: { start: day, end: plainDate("2021-02-01") },
    quantity: ONE,
    unitPrice: decimal(amount),
    unitOfMeasure: null,
    amount: decimal(amount),
    creditedItem: null,
    derivation: { rule: "full period", inputs: {} },
  });
  for (const row of workedExamples(FILE, "Who shares an invoice") as Row[]) {
    test(`${row.id}: sales ${row.sales} and charges ${row.charges || "none"}`, () => {
      const items = [anOrderLineItem(itemPrice({ amountPerUnit: decimal(row.sales ?? "") }))];
      const { drafts, refused } = draftLineItems(
        { items, sold: new Map(), currency: USD, targetDate: day, taxed: (lines) => lines },
        { ...DEFAULT_BILLING_RULES, consolidateInvoices: row.consolidateInvoices === "true" },
        { lines: listed(row.charges).map(lineOf), subscriptions: [aSubscription()] },
      );
      const totals = (kind: string) =>
        drafts
          .filter((draft) => draft.kind === kind)
          .map(({ lines }) => sum(lines.map(({ amount }) => amount)).toFixed());
      const invoices = [...totals("Invoice"), ...(refused.length > 0 ? ["refused"] : [])];
      assert.deepEqual(invoices.join(", ") || "-", row.invoices);
      assert.deepEqual(totals("CreditMemo").join(", ") || "-", row["credit memos"]);
    });
  }
});

test("an item is billed from its target date on, while it is SentToBilling", () => {
  const due = (given: Partial<OrderLineItem>, targetDate = day) =>
    billOrderLineItems([anOrderLineItem(given)], { currency: USD, targetDate, sold: new Map() })
      .length;
  assert.equal(due({}), 1);
  assert.equal(due({ billTargetDate: plainDate("2021-01-02") }), 0);
  assert.equal(due({ billTargetDate: plainDate("2021-01-02") }, plainDate("2021-01-02")), 1);
  for (const itemState of ["Executing", "Booked", "Complete", "Canceled"] as const) {
    assert.equal(due({ itemState }), 0, itemState);
  }
});
