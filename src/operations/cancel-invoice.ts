import { BillingError } from "#engine/errors.ts";
import type { Invoice } from "#engine/model/document.ts";
import { inTransaction } from "#store/database.ts";
import { saveCanceled } from "#store/invoice-life.ts";
import { authorOf, type Context } from "./context.ts";
import { lockInvoiceWithAccount } from "./lock-invoice.ts";
import { lockParts } from "./parts-of-invoice.ts";
import { siblingsOf } from "./post-invoice.ts";
import { takeBackBilling } from "./take-back-billing.ts";
import { inUse, refuseInUse } from "./unpost-invoice.ts";

/**
 * Cancels a draft invoice, and the credit memos beside it as posting would post them: what billing has
 * put on them is due again. Where it was split, all of its parts and what they were split from.
 *
 * Errors: ENTITY_NOT_FOUND, INVOICE_NOT_DRAFT, DOCUMENT_IN_USE.
 */
export const cancelInvoice = (context: Context, key: string): Promise<Invoice> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { invoice } = await lockInvoiceWithAccount(tx, key);
    const { accountId, status } = invoice;
    if (status !== "Draft") throw new BillingError("INVOICE_NOT_DRAFT", { done: "canceled" });
    const siblings = await siblingsOf(tx, invoice);
    const { original, invoices } = await lockParts(tx, invoice);
    const invoiceIds = invoices.map(({ invoiceId }) => invoiceId);
    const creditMemoIds = siblings.map(({ creditMemoId }) => creditMemoId);
    const documents = { accountIds: [accountId], invoiceIds, creditMemoIds };
    const inTheWay = (await takeBackBilling(tx, documents)).get(accountId);
    if (inTheWay !== undefined) throw inUse(invoice, inTheWay);
    const author = authorOf(context);
    const canceled = [...new Set([...invoiceIds, original.invoiceId])];
    await saveCanceled(tx, accountId, { ...documents, invoiceIds: canceled }, author);
    for (const each of invoices) await refuseInUse(tx, each);
    return invoice;
  });
