import { BillingError } from "#engine/errors.ts";
import { lockAccount } from "#store/accounts.ts";
import type { Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { saveWaitingOrder } from "#store/waiting-orders.ts";
import type { Context } from "./context.ts";
import type { CreatedOrder } from "./create-order.ts";
import type { Perform } from "./keep-scheduled-orders.ts";
import { type RequestedOrder, withAccountsOpened } from "./open-accounts.ts";
import { orderNumberFor } from "./order-number.ts";
import { scheduleOrder } from "./schedule-order.ts";

export type Waiting = { readonly status: "Draft" | "Scheduled"; readonly perform: Perform };

/**
 * Keeps an order that is to wait: none of its actions is applied yet. What those of a draft say is not
 * compared with the catalog and the subscriptions before it is executed.
 *
 * Errors: those of withAccountsOpened; ENTITY_NOT_FOUND for the account, NUMBER_IN_USE, and those of
 * scheduleOrder.
 */
export async function saveNewWaitingOrder(
  tx: Transaction,
  context: Context,
  requested: RequestedOrder,
  { status, perform }: Waiting,
): Promise<CreatedOrder> {
  const order = await withAccountsOpened(tx, context, requested);
  const { accountKey: key } = order;
  const account = await lockAccount(tx, { key });
  if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key });
  const { accountId, accountNumber, currency } = account;
  const orderId = newId();
  const orderNumber = await orderNumberFor(tx, order);
  const { userId } = context;
  const now = context.now.toString();
  const record = { orderId, orderNumber, accountId, currency, status, order, userId, now };
  const save = () => saveWaitingOrder(tx, record);
  if (status === "Scheduled") await scheduleOrder(tx, context, record, { perform, save });
  else await save();
  const nothingYet = {
    accountNumbers: new Map(),
    changes: [],
    orderLineItems: [],
    writeOff: undefined,
  };
  const noDocuments = { invoices: [], creditMemos: [] };
  const saved = { orderId, orderNumber, accountId, accountNumber, status };
  return { ...saved, ...nothingYet, ...noDocuments };
}
