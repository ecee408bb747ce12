import type { BillingRules } from "../model/billing-rules.ts";
import type { DocumentLine, Line, OrderLineItemLine } from "../model/document.ts";
import type { OrderLineItem, SoldItem } from "../model/order-line-item.ts";
import type { Currency } from "../values/currency.ts";
import type { PlainDate } from "../values/plain-date.ts";
import { billOrderLineItems } from "./bill-order-line-items.ts";
import { type DocumentDraft, groupDocuments, groupReturns } from "./group-documents.ts";

export type LineItemsToBill = {
  readonly items: readonly OrderLineItem[];
  readonly sold: ReadonlyMap<string, SoldItem>;
  readonly currency: Currency;
  readonly targetDate: PlainDate;
  /** Finds the taxes of lines. */
  readonly taxed: <AnyLine extends DocumentLine>(lines: readonly AnyLine[]) => readonly AnyLine[];
};

type Beside = {
  /** Lines of charges, taxed already, with which sales may share invoices. */
  readonly lines: readonly Line[];
  readonly subscriptions: Parameters<typeof groupDocuments>[1];
};

export type LineItemDrafts = {
  /** Of the lines of charges as well, where they are given. */
  readonly drafts: readonly DocumentDraft[];
  /** As their prices say. */
  readonly lines: readonly OrderLineItemLine[];
  /** Names of items that are due and on no document: it would be below zero. */
  readonly refused: readonly string[];
};

/** What line items are due, on documents: sales on invoices, returns on credit memos of their own. */
export function draftLineItems(
  toBill: LineItemsToBill,
  rules: BillingRules,
  beside: Beside = { lines: [], subscriptions: [] },
): LineItemDrafts {
  const untaxed = billOrderLineItems(toBill.items, toBill);
  const due = toBill.taxed(untaxed);
  const sales = due.filter(({ orderLineItem }) => orderLineItem.itemCategory === "Sales");
  const returns = due.filter(({ orderLineItem }) => orderLineItem.itemCategory === "Return");
  const { subscriptions } = beside;
  const groups: readonly (readonly DocumentLine[])[] = rules.consolidateInvoices
    ? [[...beside.lines, ...sales]]
    : [beside.lines, sales];
  const drafts = [
    ...groups.flatMap((lines) => groupDocuments<DocumentLine>(lines, subscriptions, rules)),
    ...groupReturns(returns),
  ];
  const drafted = new Set(
    drafts.flatMap(({ lines }) =>
      lines.flatMap((line) => line.orderLineItem?.orderLineItemId ?? []),
    ),
  );
  const isDrafted = (line: OrderLineItemLine) => drafted.has(line.orderLineItem.orderLineItemId);
  return {
    drafts,
    lines: untaxed.filter(isDrafted),
    refused: due.filter((line) => !isDrafted(line)).map(({ chargeName }) => chargeName),
  };
}
