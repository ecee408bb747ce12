/** Where what of an order's receipt stands on a page, in the frame of all documents. */
import type { Content, TableCell } from "pdfmake";
import type { PrintedReceipt, ReceiptSubscription } from "#engine/model/printed-receipt.ts";
import { addressLines, printedAmount } from "#engine/printing/printed-texts.ts";
import { type Decimal, isZero, ZERO } from "#engine/values/decimal.ts";
import { addDays } from "#engine/values/plain-date.ts";
import { addressOf, type Definition, factTable, framed, printable } from "./frame.ts";

export function layoutReceipt(receipt: PrintedReceipt): Definition {
  const { orderNumber, accountNumber, accountName, entityName, currency } = receipt;
  const facts = factTable([
    ["Order", orderNumber],
    ["Order date", receipt.orderDate],
    ["Account", `${accountNumber} ${accountName}`],
    ["Currency", currency],
    ["Reason", receipt.reasonCode],
    ["Taken back by", receipt.revertedByOrderNumber],
    ["Takes back", receipt.revertsOrderNumber],
  ]);
  const billTo = { width: "*", stack: addressOf("Bill to", addressLines(receipt.billTo)) };
  return framed(
    {
      title: "Receipt",
      footer: `Receipt of order ${orderNumber}`,
      entityName,
      status: receipt.status === "Reverted" ? "Taken back" : null,
    },
    [
      { columns: [facts, billTo], columnGap: 24, margin: [0, 12, 0, 16] },
      ...receipt.subscriptions.map(subscriptionLine),
      ...moneyTable(receipt),
      ...documents(receipt),
    ],
  );
}

function subscriptionLine({ subscriptionNumber, cancelledDate, actions }: ReceiptSubscription) {
  const done = [...new Set(actions)].map(inWords).join(", ");
  // Both days are said: "until" is read either way.
  const ends =
    cancelledDate === null
      ? ""
      : `: the last day with service is ${addDays(cancelledDate, -1)}, the first without ${cancelledDate}`;
  return { text: printable(`${subscriptionNumber}: ${done}${ends}.`), margin: 2 };
}

const inWords = (action: string): string => {
  const words = action.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

type Figure = { readonly title: string; readonly amount: Decimal };

/** Signed, so that each row adds up from left to right. */
function moneyTable(receipt: PrintedReceipt): Content[] {
  const { invoices, accounts, currency } = receipt;
  const rows: { name: string; figures: readonly Figure[] }[] = [
    ...invoices.map((each) => ({
      name:
        each.status === "Posted" ? each.invoiceNumber : `${each.invoiceNumber} (${each.status})`,
      figures: [
        { title: "Before", amount: each.before },
        { title: "Billed", amount: each.billed },
        { title: "Credit", amount: negated(each.applied.plus(each.appliedCredit)) },
        { title: "Paid", amount: negated(each.collected) },
        { title: "Given back", amount: each.unapplied },
        { title: "Write off", amount: negated(each.writtenOff) },
        { title: "After", amount: each.after },
      ],
    })),
    ...accounts.map((each) => ({
      name: `Account ${each.accountNumber}`,
      figures: [
        { title: "Before", amount: each.before },
        { title: "Billed", amount: each.billed },
        { title: "Credit", amount: negated(each.credited) },
        { title: "Paid", amount: negated(each.collected) },
        { title: "Given back", amount: each.refunded },
        { title: "Write off", amount: negated(each.writtenOff) },
        { title: "After", amount: each.after },
      ],
    })),
  ];
  const titles = (rows[0]?.figures ?? []).map(({ title }) => title);
  const isShown = (index: number) =>
    rows.some(({ figures }) => !isZero(figures[index]?.amount ?? ZERO));
  const shown = titles.flatMap((title, index) =>
    title === "Before" || title === "After" || isShown(index) ? [index] : [],
  );
  const cells = (figures: readonly Figure[]): TableCell[] =>
    shown.map((index) => right(printedAmount(figures[index]?.amount ?? ZERO, currency)));
  return [
    {
      text: `What it did to the account, in ${currency}`,
      style: "heading",
      margin: [0, 12, 0, 4],
    },
    {
      table: {
        headerRows: 1,
        dontBreakRows: true,
        widths: ["*", ...shown.map(() => "auto")],
        body: [
          ["", ...shown.map((index) => right(titles[index] ?? "", "heading"))],
          ...rows.map(({ name, figures }) => [printable(name), ...cells(figures)]),
        ],
      },
      layout: "lightHorizontalLines",
    },
  ];
}

const right = (text: string, style = ""): TableCell => ({ text, alignment: "right", style });

const negated = (amount: Decimal): Decimal => ZERO.minus(amount);

function documents(receipt: PrintedReceipt): Content[] {
  const { creditMemos, payments, refunds, invoices, currency } = receipt;
  const amount = (value: Decimal) => `${printedAmount(value, currency)} ${currency}`;
  const lines = [
    ...invoices
      .filter(({ isNew }) => isNew)
      .map((each) => `Invoice ${each.invoiceNumber} of ${amount(each.amount)}`),
    ...creditMemos.map((memo) => {
      const to = memo.applied
        .map((each) => `${amount(each.amount)} to ${each.invoiceNumber}`)
        .join(", ");
      const what = memo.isWriteOff ? "Write-off by credit memo" : "Credit memo";
      const applied = to === "" ? "" : `, applied: ${to}`;
      return `${what} ${memo.creditMemoNumber} of ${amount(memo.amount)}${applied}`;
    }),
    ...payments.map((each) => `Payment ${each.paymentNumber} of ${amount(each.amount)}`),
    ...refunds.map(
      (each) => `Refund ${each.refundNumber} of ${amount(each.amount)}: ${each.status}`,
    ),
  ];
  if (lines.length === 0) return [];
  return [
    { text: "Documents", style: "heading", margin: [0, 16, 0, 4] },
    ...lines.map((text): Content => ({ text: printable(text), margin: 1 })),
  ];
}
