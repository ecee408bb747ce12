import { BillingError } from "#engine/errors.ts";
import type { PrintedReceipt } from "#engine/model/printed-receipt.ts";
import { type BookedReceipt, bookedReceipt } from "#engine/settlement/booked-receipt.ts";
import { findAccount } from "#store/accounts.ts";
import { listContactsById } from "#store/contacts.ts";
import type { Transaction } from "#store/database.ts";
import { findOrderPage, type OrderPage } from "#store/order-pages.ts";
import { findBookedOrder } from "#store/order-receipts.ts";
import { findEntityName } from "#store/settings.ts";

/**
 * What an order has done to its subscriptions and to the money of its accounts, whenever it is asked
 * for: what came afterwards is not in it.
 *
 * Errors: ENTITY_NOT_FOUND; NOT_ALLOWED for an order that has not been executed.
 */
export async function receiptOfOrder(
  tx: Transaction,
  orderNumber: string,
): Promise<PrintedReceipt> {
  const order = await findOrderPage(tx, orderNumber);
  const account = order && (await findAccount(tx, order.accountId));
  if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key: orderNumber });
  if (order.status !== "Completed" && order.status !== "Reverted") {
    const message = `Order '${orderNumber}' is ${order.status}: there is no receipt before it is executed.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  const { orderId, currency, accountId, accountNumber } = order;
  const accounts = await accountsOf(tx, order);
  const { payments, refunds, ...booked } = await findBookedOrder(tx, {
    ...{ orderId, currency },
    accounts: [{ accountId, accountNumber }, ...accounts],
  });
  const { creditMemos, invoices, ...figures } = bookedReceipt(booked);
  const billTo = await listContactsById(tx, [account.billToContactId].filter(isGiven));
  return {
    ...{ orderNumber, orderDate: order.orderDate, status: order.status, currency },
    reasonCode: order.reasonCode,
    ...{ accountNumber, accountName: account.name },
    revertedByOrderNumber: order.revertedByOrderNumber,
    revertsOrderNumber: order.revertsOrderNumber,
    subscriptions: subscriptionsOf(order),
    ...figures,
    invoices,
    creditMemos: creditMemos.map((memo) => withInvoiceNumbers(memo, invoices)),
    ...{ payments, refunds },
    entityName: await findEntityName(tx),
    billTo: billTo[0] ?? null,
  };
}

const isGiven = <Value>(value: Value | null): value is Value => value !== null;

/** Besides the one that has ordered: those to which what it ordered is billed. */
async function accountsOf(tx: Transaction, { subscriptions, accountNumber }: OrderPage) {
  const numbers = new Set(subscriptions.map(({ invoiceOwnerNumber }) => invoiceOwnerNumber));
  numbers.delete(accountNumber);
  const accounts = [];
  for (const number of numbers) {
    const account = await findAccount(tx, number);
    if (account) accounts.push({ accountId: account.accountId, accountNumber: number });
  }
  return accounts;
}

const subscriptionsOf = ({ subscriptions }: OrderPage): PrintedReceipt["subscriptions"] =>
  subscriptions.flatMap(({ made, orderActions }) =>
    made
      ? [
          {
            subscriptionNumber: made.subscriptionNumber,
            version: made.version,
            status: made.statusHistory.at(-1)?.status ?? made.status,
            cancelledDate: made.cancelledDate,
            actions: orderActions.map(({ action }) => action.type),
          },
        ]
      : [],
  );

function withInvoiceNumbers(
  { creditMemoId: _, applied, ...memo }: BookedReceipt["creditMemos"][number],
  invoices: BookedReceipt["invoices"],
): PrintedReceipt["creditMemos"][number] {
  const numbers = new Map(
    invoices.map(({ invoiceId, invoiceNumber }) => [invoiceId, invoiceNumber]),
  );
  return {
    ...memo,
    applied: applied.map(({ invoiceId, amount }) => ({
      invoiceNumber: numbers.get(invoiceId) ?? "",
      amount,
    })),
  };
}
