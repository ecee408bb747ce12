import type { DiscountLine, Line } from "../model/document.ts";
import { ZERO } from "../values/decimal.ts";

/**
 * A discount as a line of its own: it stands with what it discounts, and is of its type; there are no
 * units of it.
 */
export const discountAsLine = (line: Line, discount: DiscountLine): Line => ({
  subscriptionId: line.subscriptionId,
  subscriptionNumber: line.subscriptionNumber,
  chargeType: line.chargeType,
  quantity: ZERO,
  unitOfMeasure: null,
  ...discount,
});

/** A line and the lines of its discounts, as they stand on a document. */
export const withDiscountLines = (line: Line): { line: Line; discounts: readonly Line[] } => ({
  line,
  discounts: (line.discounts ?? []).map((discount) => discountAsLine(line, discount)),
});
