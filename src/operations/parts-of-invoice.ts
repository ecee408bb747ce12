import { assert } from "#engine/assert.ts";
import type { Invoice } from "#engine/model/document.ts";
import type { Transaction } from "#store/database.ts";
import { findSplitOfInvoice } from "#store/invoice-splits.ts";
import { lockInvoices } from "#store/invoices.ts";

/** What goes through its life together. */
export type PartsOfInvoice = {
  readonly isSplit: boolean;
  /** The invoice that was split; of one that was not, itself. */
  readonly original: Invoice;
  /** All parts, in their order; of an invoice that was not split, itself. */
  readonly invoices: readonly Invoice[];
};

/** The parts of the invoice that a locked one is a part of. No errors. */
export async function lockParts(tx: Transaction, invoice: Invoice): Promise<PartsOfInvoice> {
  const split = await findSplitOfInvoice(tx, invoice);
  if (!split) return { isSplit: false, original: invoice, invoices: [invoice] };
  const { accountId } = invoice;
  const locked = await lockInvoices(tx, accountId, [split.originalId, ...split.partIds]);
  const original = locked.find(({ invoiceId }) => invoiceId === split.originalId);
  assert(original, "an invoice that was split stays as long as its parts");
  const invoices = split.partIds.flatMap(
    (id) => locked.find(({ invoiceId }) => invoiceId === id) ?? [],
  );
  return { isSplit: true, original, invoices };
}
