import { decimal } from "#engine/values/decimal.ts";
import { isNothing, Money, negated, sumOf } from "../../ui/money.tsx";
import { KINDS } from "./document-kinds.ts";
import classes from "./document-totals.module.css";
import type { ShownDocument } from "./shown-document.ts";
import type { ShownItem, ShownTax } from "./shown-items.ts";

/** "VAT 20%", of a rate of 0.2. */
export const nameOfTax = ({ name, taxRate, taxRateType }: ShownTax): string =>
  taxRateType === "Percentage"
    ? `${name} ${decimal(taxRate).times(decimal("100")).toFixed()}%`
    : name;

type DocumentTotalsProps = {
  readonly document: ShownDocument;
  readonly items: readonly ShownItem[];
};

/** As the PDF adds up: without taxes, each tax, with them, and what is still open of it. */
export function DocumentTotals({ document, items }: DocumentTotalsProps) {
  const { kind, status, amount, taxAmount, left, currency, refunded } = document;
  const taxes = Map.groupBy(
    items.flatMap((item) => item.taxes),
    nameOfTax,
  );
  const settled = sumOf([amount, negated(left), negated(refunded)]);
  const rows = [
    ["Subtotal", sumOf([amount, negated(taxAmount)])] as const,
    ...[...taxes].map(([name, own]) => [name, sumOf(own.map((tax) => tax.taxAmount))] as const),
    ["Total", amount] as const,
    ...(isNothing(refunded) ? [] : [["Refunded", negated(refunded)] as const]),
    ...(status === "Posted" && !isNothing(settled)
      ? [[kind === "CreditMemo" ? "Applied" : "Settled", negated(settled)] as const]
      : []),
  ];
  return (
    <dl className={classes.totals}>
      {rows.map(([name, total]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <Money amount={total} currency={currency} />
          </dd>
        </div>
      ))}
      {status === "Posted" && (
        <div className={classes.last}>
          <dt>{KINDS[kind].left}</dt>
          <dd>
            <Money amount={left} currency={currency} tone={KINDS[kind].tone} />
          </dd>
        </div>
      )}
    </dl>
  );
}
