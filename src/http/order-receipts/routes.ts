import { printOrderReceipt } from "#operations/print-order-receipt.ts";
import { receiptOfOrder } from "#operations/receipt-of-order.ts";
import { inTransaction } from "#store/database.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";

export const orderReceiptRoutes: readonly Route[] = [
  route(contract.getOrderReceipt, async ({ database, entityId }, { params: { orderNumber } }) => {
    const receipt = await inTransaction(database, entityId, (tx) =>
      receiptOfOrder(tx, orderNumber),
    );
    const { entityName, billTo, subscriptions, creditMemos, ...told } = receipt;
    return {
      ...told,
      accounts: [...told.accounts],
      invoices: told.invoices.map(({ accountId, invoiceId, amount, ...invoice }) => invoice),
      subscriptions: subscriptions.map((each) => ({ ...each, actions: [...each.actions] })),
      creditMemos: creditMemos.map((memo) => ({ ...memo, applied: [...memo.applied] })),
      payments: [...told.payments],
      refunds: [...told.refunds],
    };
  }),
  route(contract.printOrderReceipt, (context, { params: { orderNumber } }) =>
    printOrderReceipt(context, orderNumber),
  ),
];
