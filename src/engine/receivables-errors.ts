import { kind } from "./error-kind.ts";

/** What a caller can do wrong with documents and their balances: a part of errors.ts. */
export const RECEIVABLES_ERRORS = {
  // Writing off
  WRITE_OFF_NOT_POSTED: kind(
    30,
    ({ invoiceNumber, status }) =>
      `Invoice '${invoiceNumber}' is ${status}: only posted invoices can be written off.`,
  ),
  WRITE_OFF_NOTHING_OWED: kind(
    30,
    ({ invoiceNumber }) => `Invoice '${invoiceNumber}' has nothing to write off.`,
  ),
  WRITE_OFF_TOO_MANY_ITEMS: kind(
    30,
    ({ invoiceNumber, count }) =>
      `Invoice '${invoiceNumber}' has ${count} items including discount and taxation items; at most 2000 can be written off at once.`,
  ),
  WRITE_OFF_BEFORE_INVOICE: kind(
    30,
    ({ memoDate, invoiceDate }) =>
      `The memo date ${memoDate} is before the invoice date ${invoiceDate}.`,
  ),
  WRITE_OFF_LEAVES_CREDIT: kind(
    30,
    ({ invoiceNumber }) =>
      `Invoice '${invoiceNumber}' owes less than these of its items do, because others hold a credit: write off the whole invoice.`,
  ),

  WRITE_OFF_TOO_MUCH: kind(
    30,
    ({ invoiceNumber, amount, balance }) =>
      `${amount} is more than the ${balance} that '${invoiceNumber}' owes.`,
  ),

  // The life of an invoice
  INVOICE_ACCOUNT_NOT_FOUND: kind(20, ({ key }) => `No account is found with accountId ${key}.`),
  INVOICE_NOT_DRAFT: kind(20, ({ done }) => `Only invoices with Draft status can be ${done}.`),
  INVOICE_NOT_POSTED: kind(20, ({ done }) => `Only invoices with Posted status can be ${done}.`),
  INVOICE_NOT_CANCELED: kind(20, () => "Only invoices with Canceled status can be deleted."),
  INVOICE_NOT_REVERSIBLE: kind(
    30,
    ({ invoiceNumber, reason }) => `Invoice '${invoiceNumber}' cannot be reversed: ${reason}.`,
  ),
  EMAIL_ADDRESS_MISSING: kind(
    30,
    ({ documentNumber }) => `'${documentNumber}': there is nobody to send it to. Give an address.`,
  ),
  DOCUMENT_IN_USE: kind(
    30,
    ({ document, reason }) => `${document} cannot be taken back: ${reason}.`,
  ),

  // Credit memos and debit memos
  MEMO_STATUS: kind(
    30,
    ({ what, status, needed, done }) => `${what} is ${status}: it must be ${needed} to be ${done}.`,
  ),
  MEMO_IN_USE: kind(
    30,
    ({ what, done }) =>
      `${what} has been applied, paid or refunded: take that back before it is ${done}.`,
  ),
  CREDITS_TOO_MUCH: kind(
    30,
    ({ what, amount, available }) =>
      `A credit of ${amount} is more than the ${available} that ${what} can be credited.`,
  ),
  CREDIT_MEMO_NOT_REVERSED: kind(
    30,
    ({ creditMemoNumber, reason }) =>
      `Credit memo '${creditMemoNumber}' cannot be reversed: ${reason}.`,
  ),
  APPLIES_TOO_MUCH: kind(
    30,
    ({ creditMemoNumber, document, amount, most }) =>
      `${amount} of credit memo '${creditMemoNumber}' cannot be applied to ${document}: at most ${most} can.`,
  ),
  UNAPPLIES_TOO_MUCH: kind(
    30,
    ({ creditMemoNumber, document, amount, most }) =>
      `${amount} of credit memo '${creditMemoNumber}' cannot be unapplied from ${document}: ${most} is applied.`,
  ),
} as const;
