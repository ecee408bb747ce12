/** Where what of a statement stands on a page, in the frame of all documents. */
import type { Content, TableCell } from "pdfmake";
import type { PrintedStatement } from "#engine/model/printed-statement.ts";
import { addressLines, printedAmount } from "#engine/printing/printed-texts.ts";
import { addressOf, type Definition, factTable, framed, printable } from "./frame.ts";

export function layoutStatement(statement: PrintedStatement): Definition {
  const { accountNumber, accountName, entityName, startDate, endDate, currency } = statement;
  const facts = factTable([
    ["Account", `${accountNumber} ${accountName}`],
    ["From", startDate],
    ["Through", endDate],
    ["Currency", currency],
  ]);
  const billTo = { width: "*", stack: addressOf("Bill to", addressLines(statement.billTo)) };
  return framed(
    { title: "Statement", footer: `Statement ${accountNumber}`, entityName, status: null },
    [
      { columns: [facts, billTo], columnGap: 24, margin: [0, 12, 0, 16] },
      movementTable(statement),
      ...ageing(statement),
    ],
  );
}

const COLUMNS = ["Date", "What", "Number", "Amount", "Balance"];

function movementTable(statement: PrintedStatement): Content {
  const { movements, currency, startDate, endDate } = statement;
  const right = (text: string, style = ""): TableCell => ({ text, alignment: "right", style });
  const amount = (value: Parameters<typeof printedAmount>[0]) => printedAmount(value, currency);
  const header: TableCell[] = COLUMNS.map((text, index) => ({
    text,
    style: "heading",
    alignment: index < 3 ? "left" : "right",
  }));
  const balance = (day: string, text: string, value: Parameters<typeof printedAmount>[0]) => [
    day,
    { text, style: "heading" },
    "",
    "",
    right(`${amount(value)} ${currency}`, "heading"),
  ];
  return {
    table: {
      headerRows: 1,
      dontBreakRows: true,
      widths: [60, "*", 110, 90, 100],
      body: [
        header,
        balance(startDate, "Opening balance", statement.openingBalance),
        ...movements.map((each) => [
          each.date,
          NAMES[each.type],
          printable(each.documentNumber ?? ""),
          right(amount(each.amount)),
          right(amount(each.balance)),
        ]),
        balance(endDate, "Closing balance", statement.closingBalance),
      ],
    },
    layout: "lightHorizontalLines",
  };
}

const NAMES = {
  Invoice: "Invoice",
  DebitMemo: "Debit memo",
  CreditMemo: "Credit memo",
  Payment: "Payment",
  Refund: "Refund",
} as const;

function ageing({ ageing: buckets, currency, endDate }: PrintedStatement): Content[] {
  if (buckets.length === 0) return [];
  return [
    { text: `Owed on ${endDate}, by days past due`, style: "heading", margin: [0, 16, 0, 4] },
    {
      table: {
        widths: buckets.map(() => "*"),
        body: [
          buckets.map(({ name }) => ({ text: printable(name), style: "small" })),
          buckets.map(({ balance }) => printedAmount(balance, currency)),
        ],
      },
      layout: "lightHorizontalLines",
    },
  ];
}
