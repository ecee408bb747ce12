import type { Order } from "#engine/model/order.ts";
import {
  type Receipt,
  receipt,
  type Standing,
  type TouchedItem,
} from "#engine/settlement/receipt.ts";
import { findAccountMetrics } from "#store/account-metrics.ts";
import type { LockedAccount } from "#store/accounts.ts";
import { findAgeing } from "#store/ageing.ts";
import type { Transaction } from "#store/database.ts";
import { undone } from "#store/preview.ts";
import { findItemBalances, listTouchedItems } from "#store/touched-items.ts";
import type { Context } from "./context.ts";
import { type CreatedOrder, executeOrder } from "./create-order.ts";

/** An account, and how it stands before any try: the same for all tries of one preview. */
export type AccountBefore = { readonly account: TriedAccount; readonly before: Standing };

export type TriedAccount = Pick<LockedAccount, "accountId" | "currency">;

/** An order as it was tried out, and what it does to the money of its account. */
export type Tried = { readonly executed: CreatedOrder; readonly receipt: Receipt };

/** Executes an order and takes it back. The account is locked already. Errors: those of createOrder. */
export async function tryOrder(
  tx: Transaction,
  context: Context,
  order: Order,
  { account, before }: AccountBefore,
): Promise<Tried> {
  const { executed, items, after } = await undone(tx, async () => {
    const executed = await executeOrder(tx, context, order);
    return {
      executed,
      items: await touchedBy(tx, executed),
      after: await standingOf(tx, context, account),
    };
  });
  const owedBefore = await findItemBalances(
    tx,
    account.accountId,
    items.map(({ invoiceItemId }) => invoiceItemId),
  );
  const creditMemoAmounts = executed.creditMemos
    .filter(({ status }) => status === "Posted")
    .map(({ amount }) => amount);
  return { executed, receipt: receipt({ items, owedBefore, creditMemoAmounts, before, after }) };
}

const touchedBy = (tx: Transaction, executed: CreatedOrder): Promise<TouchedItem[]> =>
  listTouchedItems(tx, executed.accountId, {
    invoiceIds: executed.invoices.map(({ invoiceId }) => invoiceId),
    creditMemoIds: executed.creditMemos.map(({ creditMemoId }) => creditMemoId),
    writeOffNumbers: (executed.writeOff ?? []).flatMap((result) =>
      result.status === "Success" ? result.writeOffCreditMemoNumber : [],
    ),
  });

/** What an account owes and has to its credit now. */
export async function standingOf(
  tx: Transaction,
  context: Context,
  account: TriedAccount,
): Promise<Standing> {
  const metrics = await findAccountMetrics(tx, account, context.today());
  const ageing = await findAgeing(tx, account.accountId, context.today());
  const { balance, unappliedCreditMemoAmount: unappliedCredit, contractedMrr } = metrics;
  const { unappliedPaymentAmount: unappliedPayment } = metrics;
  return { balance, unappliedCredit, unappliedPayment, ageing, contractedMrr };
}
