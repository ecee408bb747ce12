/** Where what of a document stands on a page: the one template, for invoices and memos. */
import type { Content, TableCell } from "pdfmake";
import type { PrintedDocument, PrintedItem, PrintedType } from "#engine/model/printed-document.ts";
import {
  addressLines,
  printedAmount,
  printedDays,
  printedDerivation,
  printedQuantity,
  printedTaxName,
  taxTotals,
} from "#engine/printing/printed-texts.ts";
import { formatDecimal, isZero } from "#engine/values/decimal.ts";
import { addressOf, type Column, type Definition, factTable, framed, printable } from "./frame.ts";

export type PrintOptions = {
  /** Why each amount is what it is, below it. */
  readonly derivations: boolean;
};

const TITLES: Readonly<Record<PrintedType, string>> = {
  Invoice: "Invoice",
  CreditMemo: "Credit memo",
  DebitMemo: "Debit memo",
};

export function layout(document: PrintedDocument, options: PrintOptions): Definition {
  const { documentType, documentNumber, entityName, status } = document;
  const title = TITLES[documentType];
  return framed(
    {
      title,
      footer: `${title} ${documentNumber}`,
      entityName,
      status: status === "Posted" ? null : status,
    },
    [
      { columns: [facts(document), contacts(document)], columnGap: 24, margin: [0, 12, 0, 16] },
      itemTable(document, options),
      totals(document),
      ...applications(document),
      ...(document.comment ? [{ text: printable(document.comment), margin: 8 }] : []),
    ],
  );
}

function facts(document: PrintedDocument): Column {
  const { documentType, documentDate, dueDate, paymentTerm, targetDate, reasonCode } = document;
  return factTable([
    ["Number", document.documentNumber],
    [documentType === "Invoice" ? "Invoice date" : "Memo date", documentDate],
    ["Target date", targetDate],
    ["Due date", dueDate],
    ["Payment term", paymentTerm],
    ["Reason", reasonCode],
    ["Account", `${document.accountNumber} ${document.accountName}`],
    ["Currency", document.currency],
  ]);
}

function contacts({ billTo, soldTo }: PrintedDocument): Column {
  const [billed, sold] = [addressLines(billTo), addressLines(soldTo)];
  const isSame = billed.join("\n") === sold.join("\n");
  return {
    width: "*",
    stack: [...addressOf("Bill to", billed), ...(isSame ? [] : addressOf("Sold to", sold))],
  };
}

const COLUMNS = ["Description", "Service period", "Quantity", "Unit price", "Amount", "Tax"];

function itemTable(document: PrintedDocument, options: PrintOptions): Content {
  const { items, currency } = document;
  const header: TableCell[] = COLUMNS.map((text, index) => ({
    text,
    style: "heading",
    alignment: index < 2 ? "left" : "right",
  }));
  return {
    table: {
      headerRows: 1,
      dontBreakRows: true,
      widths: ["*", 108, 50, 60, 62, 50],
      body: [header, ...items.flatMap((item) => itemRows(item, currency, options))],
    },
    layout: "lightHorizontalLines",
  };
}

function itemRows(
  item: PrintedItem,
  currency: string,
  { derivations }: PrintOptions,
): TableCell[][] {
  const right = (text: string): TableCell => ({ text, alignment: "right" });
  const taxes = item.taxes.map((tax) => printedAmount(tax.taxAmount, currency)).join("\n");
  const row: TableCell[] = [
    { stack: description(item), margin: [item.isDiscount ? 12 : 0, 0, 0, 0] },
    printedDays(item.service),
    right(item.isDiscount ? "" : printable(printedQuantity(item))),
    right(item.isDiscount ? "" : formatDecimal(item.unitPrice)),
    right(printedAmount(item.amount, currency)),
    right(taxes),
  ];
  if (!derivations || !item.derivation) return [row];
  const text = printable(printedDerivation(item.derivation));
  return [row, [{ text, style: "small", colSpan: 6 }, "", "", "", "", ""]];
}

function description({ chargeName, description: more, subscriptionNumber, taxes }: PrintedItem) {
  const below = [more, subscriptionNumber, taxes.map(printedTaxName).join(", ")];
  return [
    { text: printable(chargeName) },
    ...below.flatMap((text) => (text ? [{ text: printable(text), style: "small" }] : [])),
  ];
}

function totals(document: PrintedDocument): Content {
  const { amount, taxAmount, currency, items, open, refundAmount, documentType } = document;
  const rows: [string, string][] = [
    ["Subtotal", printedAmount(amount.minus(taxAmount), currency)],
    ...taxTotals(items).map((tax): [string, string] => [
      tax.name,
      printedAmount(tax.amount, currency),
    ]),
    ["Total", printedAmount(amount, currency)],
    ...(isZero(refundAmount)
      ? []
      : [["Refunded", printedAmount(refundAmount, currency)] as [string, string]]),
    [documentType === "CreditMemo" ? "Unapplied" : "Balance", printedAmount(open, currency)],
  ];
  const body = rows.map(([name, value]) => [
    { text: printable(name), style: "heading" },
    { text: `${value} ${currency}`, alignment: "right" as const },
  ]);
  return {
    columns: [
      { width: "*", text: "" },
      { width: 230, table: { widths: ["*", 110], body }, layout: "noBorders" },
    ],
    margin: [0, 12, 0, 12],
  };
}

const APPLIED: Readonly<Record<string, string>> = { ...TITLES, Payment: "Payment" };

function applications({ applied, currency, documentType }: PrintedDocument): Content[] {
  if (applied.length === 0) return [];
  const title = documentType === "CreditMemo" ? "Applied to" : "Payments and credits";
  const body = applied.map((each) => [
    `${APPLIED[each.documentType]} ${each.documentNumber}`,
    each.effectiveDate,
    { text: printedAmount(each.amount, currency), alignment: "right" as const },
  ]);
  return [
    { text: title, style: "heading" },
    { table: { widths: ["*", 80, 80], body }, layout: "lightHorizontalLines" },
  ];
}
