import type { Invoice } from "#engine/model/document.ts";
import type { Order } from "#engine/model/order.ts";
import type { Transaction } from "#store/database.ts";
import { listDraftInvoiceIds } from "#store/drafts.ts";
import { lockInvoices } from "#store/invoices.ts";
import { listDraftItems, type PreviewItem } from "#store/preview-items.ts";

export type PreviewedDrafts = {
  /** By date and number. */
  readonly invoices: readonly Invoice[];
  /** What is not on the items themselves, by their ids. */
  readonly items: ReadonlyMap<string, DraftItem>;
};

export type DraftItem = Pick<
  PreviewItem,
  "chargeDescription" | "orderLineItemNumber" | "productName" | "numberOfDeliveries"
>;

/** Draft invoices that stand beside an order: a preview tells them where the order has line items. */
export async function draftsBeside(
  tx: Transaction,
  accountId: string,
  { orderLineItems = [] }: Order,
): Promise<PreviewedDrafts> {
  const ids = orderLineItems.length === 0 ? [] : await listDraftInvoiceIds(tx, accountId);
  if (ids.length === 0) return { invoices: [], items: new Map() };
  const invoices = await lockInvoices(tx, accountId, ids);
  const place = new Map(ids.map((id, index) => [id, index]));
  const placeOf = ({ invoiceId }: Invoice) => place.get(invoiceId) ?? 0;
  const { invoiceItems } = await listDraftItems(tx, accountId);
  const items = invoiceItems.map((item): [string, DraftItem] => {
    const { chargeDescription, orderLineItemNumber, productName, numberOfDeliveries } = item;
    const told = { chargeDescription, orderLineItemNumber, productName, numberOfDeliveries };
    return [item.itemId, told];
  });
  return { invoices: invoices.toSorted((a, b) => placeOf(a) - placeOf(b)), items: new Map(items) };
}
