import type { PrintedDocument, PrintedType } from "../model/printed-document.ts";
import type { PrintedStatement } from "../model/printed-statement.ts";
import { printedAmount } from "./printed-texts.ts";

const NAMES: Readonly<Record<PrintedType, string>> = {
  Invoice: "invoice",
  CreditMemo: "credit memo",
  DebitMemo: "debit memo",
};

/** What is written to a customer with a document. */
export function emailOf(document: PrintedDocument): { subject: string; body: string } {
  const { documentType, documentNumber, entityName, accountName, currency, open, dueDate } =
    document;
  const name = NAMES[documentType];
  const amount = `${printedAmount(document.amount, currency)} ${currency}`;
  const left = `${printedAmount(open, currency)} ${currency}`;
  const sentences =
    documentType === "CreditMemo"
      ? [`It is of ${amount}, of which ${left} has not been applied.`]
      : [`It is of ${amount}, of which ${left} is open, due on ${dueDate}.`];
  return {
    subject: `${entityName}: ${name} ${documentNumber}`,
    body: [
      `Dear ${accountName},`,
      [
        `Please find attached our ${name} ${documentNumber} of ${document.documentDate}.`,
        ...sentences,
      ].join(" "),
      entityName,
    ].join("\n\n"),
  };
}

/** What is written to a customer with a statement. */
export function statementEmail(statement: PrintedStatement): { subject: string; body: string } {
  const { entityName, accountName, accountNumber, startDate, endDate, currency } = statement;
  const closing = `${printedAmount(statement.closingBalance, currency)} ${currency}`;
  return {
    subject: `${entityName}: statement of account ${accountNumber}`,
    body: [
      `Dear ${accountName},`,
      `Please find attached the statement of your account from ${startDate} through ${endDate}. Its closing balance is ${closing}.`,
      entityName,
    ].join("\n\n"),
  };
}

/** One at least on each side of the sign, a point behind it, nothing that a mail server would read. */
const ADDRESS = /^[^\s@<>(),;:"[\]]+@[^\s@<>(),;:"[\]]+\.[^\s@<>(),;:"[\]]+$/;

export const isEmailAddress = (text: string): boolean => text.length <= 254 && ADDRESS.test(text);
