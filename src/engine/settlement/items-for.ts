import type { Invoice, InvoiceItem } from "../model/document.ts";
import { type Decimal, sum } from "../values/decimal.ts";

/** Items of these subscriptions. */
export const itemsFor = (
  { items }: Pick<Invoice, "items">,
  subscriptionNumbers: ReadonlySet<string>,
): InvoiceItem[] =>
  items.filter(
    ({ subscriptionNumber }) =>
      subscriptionNumber !== null && subscriptionNumbers.has(subscriptionNumber),
  );

/** What these subscriptions' items and taxes owe together; below zero where they hold a credit. */
export function owedBy(
  invoice: Pick<Invoice, "items">,
  subscriptionNumbers: ReadonlySet<string>,
): Decimal {
  const items = itemsFor(invoice, subscriptionNumbers);
  const taxes = items.flatMap(({ taxationItems }) => taxationItems);
  return sum([...items, ...taxes].map(({ balance }) => balance));
}

/** Whether nobody else is on the document. */
export const isAllOf = (
  document: { readonly items: readonly { readonly subscriptionNumber: string | null }[] },
  subscriptionNumbers: ReadonlySet<string>,
): boolean =>
  document.items.every(
    ({ subscriptionNumber }) =>
      subscriptionNumber !== null && subscriptionNumbers.has(subscriptionNumber),
  );
