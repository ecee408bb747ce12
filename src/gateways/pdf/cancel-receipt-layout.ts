/** Where what of a cancel's receipt stands on a page, in the frame of all documents. */
import type { Content, TableCell } from "pdfmake";
import type { PrintedCancel } from "#engine/my-account/cancel-receipt.ts";
import { type Language, MESSAGES } from "#engine/my-account/messages.ts";
import { dayIn, type MessageKey, moneyIn, say } from "#engine/my-account/say.ts";
import type { Decimal } from "#engine/values/decimal.ts";
import { addDays } from "#engine/values/plain-date.ts";
import { type Definition, factTable, framed, printable } from "./frame.ts";

export function layoutCancelReceipt(receipt: PrintedCancel, language: Language): Definition {
  const text = (key: MessageKey) => say(MESSAGES[language], key);
  const { merchantName: entityName, orderNumber, accountNumber, accountName } = receipt;
  const title = text("receiptName");
  const facts = factTable([
    [text("plan"), `${receipt.planName} (${receipt.subscriptionNumber})`],
    [text("accountNumber"), `${accountNumber} ${accountName}`],
    [text("orderNumber"), orderNumber],
    [text("cancelledOn"), dayIn(language, receipt.cancelledOn)],
    [text("lastDay"), dayIn(language, addDays(receipt.cancelledDate, -1))],
    [text("reasonGiven"), receipt.reason],
  ]);
  const pageText = (page: number, pages: number) =>
    say(MESSAGES[language], "pageOf", { page, pages });
  return framed({ title, footer: `${title} ${orderNumber}`, entityName, status: null, pageText }, [
    { columns: [facts], margin: [0, 12, 0, 12] },
    ...receipt.sentences.map((sentence): Content => ({ text: printable(sentence), fontSize: 11 })),
    amounts(receipt, language),
  ]);
}

function amounts(receipt: PrintedCancel, language: Language): Content {
  const messages = MESSAGES[language];
  const money = (amount: Decimal): TableCell => ({
    text: printable(moneyIn(language, amount, receipt.currency)),
    alignment: "right",
  });
  const head = (key: MessageKey, alignment: "left" | "right"): TableCell => ({
    text: say(messages, key),
    style: "heading",
    alignment,
  });
  const rows = receipt.invoices.map(({ invoiceNumber, before, after }) => [
    printable(invoiceNumber ?? say(messages, "newInvoice")),
    money(before),
    money(after),
  ]);
  const { before, after } = receipt.balance;
  const total = [{ text: say(messages, "account"), style: "heading" }, money(before), money(after)];
  return {
    table: {
      headerRows: 1,
      widths: ["*", 110, 110],
      body: [
        [head("invoice", "left"), head("before", "right"), head("after", "right")],
        ...rows,
        total,
      ],
    },
    layout: "lightHorizontalLines",
    margin: [0, 16, 0, 0],
  };
}
