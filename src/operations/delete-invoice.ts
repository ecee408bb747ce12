import { BillingError } from "#engine/errors.ts";
import type { Invoice } from "#engine/model/document.ts";
import { inTransaction } from "#store/database.ts";
import { deleteInvoiceRows } from "#store/invoice-life.ts";
import type { Context } from "./context.ts";
import { lockInvoiceWithAccount } from "./lock-invoice.ts";
import { refuseGap } from "./refuse-gap.ts";

/**
 * Deletes a cancelled invoice for good. Its number is not given to another one.
 *
 * Errors: ENTITY_NOT_FOUND, INVOICE_NOT_CANCELED, NOT_ALLOWED.
 */
export const deleteInvoice = (context: Context, key: string): Promise<Invoice> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { invoice } = await lockInvoiceWithAccount(tx, key);
    if (invoice.status !== "Canceled") throw new BillingError("INVOICE_NOT_CANCELED");
    await refuseGap(tx, invoice.invoiceNumber);
    await deleteInvoiceRows(tx, invoice);
    return invoice;
  });
