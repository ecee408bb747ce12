import { assert } from "#engine/assert.ts";
import { BillingError } from "#engine/errors.ts";
import type { Invoice } from "#engine/model/document.ts";
import { later } from "#engine/values/plain-date.ts";
import { reopenRunOfInvoice } from "#store/bill-run-states.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import {
  findInvoiceLife,
  findNewerInvoice,
  findWhatUses,
  saveUnposted,
} from "#store/invoice-life.ts";
import { findBeingPaid } from "./being-paid.ts";
import { authorOf, type Context } from "./context.ts";
import { lockInvoiceWithAccount } from "./lock-invoice.ts";
import { lockParts } from "./parts-of-invoice.ts";
import { recordMoney } from "./record-money.ts";

/**
 * Makes a posted invoice a draft again: nothing may be applied to it, no memo may have been made from
 * it, and it is the latest of its account. What it bills stays billed. All parts of an invoice that was
 * split become drafts again, or none.
 *
 * Errors: ENTITY_NOT_FOUND, INVOICE_NOT_POSTED, DOCUMENT_IN_USE.
 */
export const unpostInvoice = (context: Context, key: string): Promise<Invoice> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { invoice } = await lockInvoiceWithAccount(tx, key);
    if (invoice.status !== "Posted") {
      throw new BillingError("INVOICE_NOT_POSTED", { done: "unposted" });
    }
    const { invoices } = await lockParts(tx, invoice);
    for (const each of invoices) await refuseInUse(tx, each);
    const newer = await findNewerInvoice(tx, invoice);
    if (newer !== undefined) throw inUse(invoice, `invoice '${newer}' is newer: begin with it`);
    for (const each of invoices) await saveUnposted(tx, each, authorOf(context));
    await reopenRunOfInvoice(tx, invoice);
    const money = invoices.map((each) => ({
      accountId: each.accountId,
      event: {
        type: "TakenBack",
        event: { type: "InvoicePosted", invoice: each },
        accountingDate: later(context.today(), each.invoiceDate),
      } as const,
    }));
    await recordMoney(tx, context, money);
    return invoice;
  });

/** Errors: DOCUMENT_IN_USE where an invoice was reversed, paid or credited. */
export async function refuseInUse(tx: Transaction, invoice: Invoice): Promise<void> {
  const life = await findInvoiceLife(tx, invoice);
  assert(life, "a locked invoice is there");
  if (life.isReversed) throw inUse(invoice, "it has been reversed");
  const reason = await findWhatUses(tx, invoice);
  if (reason !== undefined) throw inUse(invoice, reason);
  const payment = (await findBeingPaid(tx, [invoice.accountId])).get(invoice.invoiceId);
  if (payment) throw inUse(invoice, `payment '${payment.paymentNumber}' is being asked for`);
}

export const inUse = ({ invoiceNumber }: Invoice, reason: string): BillingError =>
  new BillingError("DOCUMENT_IN_USE", { document: `Invoice '${invoiceNumber}'`, reason });
