import { BillingError } from "#engine/errors.ts";
import type { Context } from "#operations/context.ts";
import { writeOffInvoice } from "#operations/write-off-receivable.ts";
import { findAccount } from "#store/accounts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { listInvoiceItems } from "#store/invoice-item-pages.ts";
import {
  findInvoicePage,
  listApplicationParts,
  listInvoicesOfAccount,
} from "#store/invoice-pages.ts";
import { listInvoiceTaxes } from "#store/invoice-tax-pages.ts";
import { toWriteOff } from "../memos/to-write-off.ts";
import { nextPage } from "../paging.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";
import {
  toApplicationPart,
  toInvoice,
  toInvoiceItem,
  toInvoiceOfAccount,
  toTaxationItem,
} from "./to-wire.ts";

export const invoiceRoutes: readonly Route[] = [
  route(contract.getInvoice, async (context, { params }) => {
    const { invoiceKey } = params;
    const found = await read(context, invoiceKey, (tx) => findInvoicePage(tx, invoiceKey));
    return toInvoice(found, context.timeZone);
  }),
  route(contract.listInvoiceItems, async (context, call) => {
    const { invoiceKey } = call.params;
    const { rows, hasMore } = await read(context, invoiceKey, (tx) =>
      listInvoiceItems(tx, invoiceKey, call.query),
    );
    const invoiceItems = rows.map((item) => toInvoiceItem(item, context.timeZone));
    return { invoiceItems, nextPage: nextPage(call, call.query, hasMore) };
  }),
  route(contract.listTaxationItemsOfInvoiceItem, async (context, call) => {
    const { invoiceKey, itemId } = call.params;
    const key = itemId;
    const { rows, hasMore } = await read(context, key, (tx) =>
      listInvoiceTaxes(tx, { invoiceKey, itemId }, call.query),
    );
    return { data: rows.map(toTaxationItem), nextPage: nextPage(call, call.query, hasMore) };
  }),
  route(contract.listInvoiceApplicationParts, async (context, call) => {
    const { invoiceKey } = call.params;
    const { rows, hasMore } = await read(context, invoiceKey, (tx) =>
      listApplicationParts(tx, invoiceKey, call.query),
    );
    const applicationParts = rows.map((part) => toApplicationPart(part, context.timeZone));
    return { applicationParts, nextPage: nextPage(call, call.query, hasMore) };
  }),
  route(contract.listInvoicesOfAccount, async (context, call) => {
    const { accountKey } = call.params;
    const { rows, hasMore } = await read(context, accountKey, async (tx) => {
      const account = await findAccount(tx, accountKey);
      return account && listInvoicesOfAccount(tx, account.accountId, call.query);
    });
    const invoices = rows.map((invoice) => toInvoiceOfAccount(invoice, call.baseUrl));
    return { invoices, nextPage: nextPage(call, call.query, hasMore) };
  }),
  route(contract.writeOffInvoice, async (context, { params, body }) => {
    const { creditMemoId } = await writeOffInvoice(context, params.invoiceKey, toWriteOff(body));
    return { creditMemo: { id: creditMemoId } };
  }),
];

/** What `find` finds in a transaction of its own; ENTITY_NOT_FOUND when that is nothing. */
async function read<Found>(
  { database, entityId }: Context,
  key: string,
  find: (tx: Transaction) => Promise<Found | undefined>,
): Promise<Found> {
  const found = await inTransaction(database, entityId, find);
  if (found === undefined) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return found;
}
