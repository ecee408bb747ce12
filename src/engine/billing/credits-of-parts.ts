import { assert } from "../assert.ts";
import type { BilledItem, Line } from "../model/document.ts";
import {
  formatDecimal,
  isNegative,
  isZero,
  maximum,
  minimum,
  negated,
  sum,
} from "../values/decimal.ts";
import { discountCredits } from "./discount-credits.ts";
import type { BillingContext } from "./segment.ts";

/** An item as it was billed, and what is left of its parts where its invoice was split since. */
export type BilledWhole = { readonly whole: BilledItem; readonly parts?: readonly BilledItem[] };

/** @param own  parts of one item, or an item that is whole */
export function withParts(own: readonly BilledItem[]): BilledWhole {
  const [first] = own;
  assert(first, "a group has items");
  const { splitFrom } = first;
  if (!splitFrom) return { whole: first };
  const left = sum(own.map((part) => part.amount.minus(part.creditedAmount)));
  const whole: BilledItem = {
    ...first,
    amount: splitFrom.amount,
    creditedAmount: splitFrom.amount.minus(left),
    discounts: [],
  };
  return { whole, parts: own };
}

/**
 * What is credited of an item that was split, taken back from its parts: from the newest first, and
 * from none more than is left of it. Worked examples: docs/spec/invoice-split.md. No errors.
 *
 * @param line  the credit of the whole, without discounts
 */
export function creditsOfParts(
  context: Pick<BillingContext, "currency" | "rules">,
  line: Line,
  parts: readonly BilledItem[],
): Line[] {
  let rest = negated(line.amount);
  const lines: Line[] = [];
  for (const part of [...parts].reverse()) {
    const remaining = part.amount.minus(part.creditedAmount);
    const credit = isNegative(rest) ? maximum(rest, remaining) : minimum(rest, remaining);
    // An item of zero is credited with a line of zero, whatever it was split into.
    if (isZero(credit) && !(isZero(line.amount) && lines.length === 0)) continue;
    rest = rest.minus(credit);
    const { accountId, documentType, documentId, itemId } = part;
    lines.push({
      ...line,
      amount: negated(credit),
      creditedItem: { accountId, documentType, documentId, itemId },
      derivation: {
        ...line.derivation,
        inputs: {
          ...line.derivation.inputs,
          creditOfAllParts: formatDecimal(negated(line.amount)),
          billedOfPart: formatDecimal(part.amount),
        },
      },
      ...discountCredits(context, part, { credit, service: line.service }),
    });
  }
  return lines;
}
