import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { anOrderLineItem } from "#test/support/order-line-items.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import type { InlineDiscountType, ItemCategory, ItemState } from "../model/order-line-item.ts";
import { itemPrice } from "../order-line-items/item-price.ts";
import { currency } from "../values/currency.ts";
import { decimal, formatDecimal } from "../values/decimal.ts";
import { plainDate } from "../values/plain-date.ts";
import { orderLineItemDelta } from "./order-line-item-delta.ts";

type Row = Readonly<Record<string, string>>;

const itemOf = (row: Row) => {
  const [start = "", end = ""] = (row.transaction ?? "").split(" to ");
  const discount = row["discount type"];
  return anOrderLineItem({
    itemCategory: row.category as ItemCategory,
    itemState: row.state as ItemState,
    quantity: decimal(row.quantity ?? ""),
    ...itemPrice({
      ...(row["list price"] && { listPricePerUnit: decimal(row["list price"]) }),
      ...(row.amount && { amountPerUnit: decimal(row.amount) }),
      ...(discount && { inlineDiscountType: discount as InlineDiscountType }),
      ...(row.discount && { inlineDiscountPerUnit: decimal(row.discount) }),
    }),
    transaction: { start: plainDate(start), end: plainDate(end) },
  });
};

describe("what a line item adds", () => {
  for (const row of workedExamples("docs/spec/order-metrics.md", "Order line items")) {
    test(`${row.id}: ${row.gross} gross, ${row.net} net`, () => {
      const delta = orderLineItemDelta(itemOf(row), currency("USD"));
      const printed = delta && {
        gross: formatDecimal(delta.grossAmount, 0),
        net: formatDecimal(delta.netAmount, 0),
        "delta quantity": formatDecimal(delta.quantity, 0),
        days: `${delta.days.start} to ${delta.days.end}`,
      };
      for (const column of ["gross", "net", "delta quantity", "days"] as const) {
        assert.equal(printed?.[column] ?? "-", row[column]);
      }
    });
  }
});
