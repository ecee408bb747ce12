import type { Order } from "#engine/model/order.ts";
import { type OrderMoney, orderMoney } from "#engine/settlement/order-money.ts";
import {
  type AccountMoney,
  type Receipt,
  receipt,
  type Standing,
  type TouchedItem,
} from "#engine/settlement/receipt.ts";
import { isPositive, sum, ZERO } from "#engine/values/decimal.ts";
import { findAccountMetrics } from "#store/account-metrics.ts";
import type { LockedAccount } from "#store/accounts.ts";
import { findAgeing } from "#store/ageing.ts";
import type { Transaction } from "#store/database.ts";
import { findTakenForOrders, type StoredPayment } from "#store/payments.ts";
import { undone } from "#store/preview.ts";
import {
  type CreditedItem,
  findItemBalances,
  listPaidParts,
  listTouchedItems,
} from "#store/touched-items.ts";
import { type Approved, approveInTry, type RefundToCome } from "./approve-in-try.ts";
import type { Context } from "./context.ts";
import { type CreatedOrder, executeOrder } from "./create-order.ts";
import type { OrderAccounts } from "./order-accounts.ts";

/** An account, and how it stands before any try: the same for all tries of one preview. */
export type AccountBefore = { readonly account: TriedAccount; readonly before: Standing };

/** The account that orders comes first, then the others that the order names. */
export type AccountsBefore = readonly [AccountBefore, ...AccountBefore[]];

export type TriedAccount = Pick<LockedAccount, "accountId" | "accountNumber" | "currency">;

/** An order as it was tried out, and what it does to the money of its accounts. */
export type Tried = {
  readonly executed: CreatedOrder;
  /** What gateways would be asked, and what is when they have said yes. */
  readonly approved: Approved;
  readonly receipt: Receipt;
  readonly appliedCredits: OrderMoney["appliedCredits"];
};

export type TryRequest = {
  readonly start: AccountsBefore;
  /** What was collected for this order already. */
  readonly collected?: StoredPayment | undefined;
};

/**
 * Executes an order as if gateways approved what it asks of them, and takes it back. The accounts are
 * locked already.
 *
 * Errors: those of createOrder, and of approveInTry.
 */
export async function tryOrder(
  tx: Transaction,
  context: Context,
  order: Order,
  { start, collected }: TryRequest,
): Promise<Tried> {
  const accountIds = start.map(({ account }) => account.accountId);
  const { executed, approved, credited, paidAfter, standings } = await undone(tx, async () => {
    const executed = await executeOrder(tx, context, order);
    const approved = await approveInTry(tx, context, order, { executed, collected });
    const credited = await touchedBy(tx, accountIds, executed, approved);
    const paidAfter = movesOtherMoney(order)
      ? await listPaidParts(tx, accountIds, invoiceIdsOf(credited))
      : [];
    const standings: Standing[] = [];
    for (const { account } of start) standings.push(await standingOf(tx, context, account));
    return { executed, approved, credited, paidAfter, standings };
  });
  const itemIds = credited.map(({ invoiceItemId }) => invoiceItemId);
  const owedBefore = await findItemBalances(tx, accountIds, itemIds);
  const refunds = (approved.refunds ?? []).filter(isToCome);
  const { appliedCredits, ofItem } = orderMoney({
    before: movesOtherMoney(order)
      ? await listPaidParts(tx, accountIds, invoiceIdsOf(credited))
      : [],
    after: paidAfter,
    ownMemoNumbers: new Set([
      ...executed.creditMemos.map(({ creditMemoNumber }) => creditMemoNumber),
      ...writeOffNumbersOf(approved),
    ]),
    collectedId: approved.payment?.paymentId ?? null,
    refunded: new Map(refunds.map(({ paymentId, amount }) => [paymentId, amount])),
  });
  const items: TouchedItem[] = credited.map((item) => ({ ...item, ...ofItem(item.invoiceItemId) }));
  const moneyOf = ({ account, before }: AccountBefore, index: number): AccountMoney => ({
    ...accountMoney(account, { executed, approved, refunds }),
    before,
    after: standings[index] ?? before,
  });
  const [first, ...others] = start;
  const accounts = [
    moneyOf(first, 0),
    ...others.map((other, index) => moneyOf(other, index + 1)),
  ] as const;
  return { executed, approved, appliedCredits, receipt: receipt({ items, owedBefore, accounts }) };
}

export const isToCome = (
  refund: NonNullable<Approved["refunds"]>[number],
): refund is RefundToCome => "amount" in refund;

/** Whether it moves more than what it bills and writes off. */
const movesOtherMoney = ({ processingOptions: { applyCredit, refund, collectPayment } }: Order) =>
  Boolean(applyCredit ?? refund ?? collectPayment);

const invoiceIdsOf = (items: readonly CreditedItem[]): string[] => [
  ...new Set(items.map(({ invoiceId }) => invoiceId)),
];

type Moved = Pick<Tried, "executed" | "approved"> & { readonly refunds: readonly RefundToCome[] };

function accountMoney(
  { accountId, accountNumber }: TriedAccount,
  { executed, approved, refunds }: Moved,
): Omit<AccountMoney, "before" | "after"> {
  const isOwn = (each: { readonly accountId: string }) => each.accountId === accountId;
  const { payment } = approved;
  return {
    accountId,
    accountNumber,
    creditMemoAmounts: executed.creditMemos
      .filter((memo) => isOwn(memo) && memo.status === "Posted")
      .map(({ amount }) => amount),
    collected: payment && isOwn(payment) ? payment.amount : ZERO,
    refunded: sum(refunds.filter(isOwn).map(({ amount }) => amount)),
  };
}

const writeOffNumbersOf = ({ writeOff = [] }: Approved): string[] =>
  writeOff.flatMap((result) =>
    result.status === "Success" ? result.writeOffCreditMemoNumber : [],
  );

const touchedBy = (
  tx: Transaction,
  accountIds: readonly string[],
  executed: CreatedOrder,
  approved: Approved,
): Promise<CreditedItem[]> =>
  listTouchedItems(tx, accountIds, {
    invoiceIds: executed.invoices.map(({ invoiceId }) => invoiceId),
    creditMemoIds: executed.creditMemos.map(({ creditMemoId }) => creditMemoId),
    writeOffNumbers: writeOffNumbersOf(approved),
    unpaidInvoiceIds: (approved.refunds ?? []).filter(isToCome).flatMap((each) => each.invoiceIds),
  });

/** How the accounts of an order stand before it. The one that orders comes first. */
export async function accountsBefore(
  tx: Transaction,
  context: Context,
  { account, accounts }: OrderAccounts,
): Promise<AccountsBefore> {
  const others = new Map([...accounts.values()].map((each) => [each.accountId, each]));
  others.delete(account.accountId);
  const standing = async (of: LockedAccount): Promise<AccountBefore> => ({
    account: of,
    before: await standingOf(tx, context, of),
  });
  const start: [AccountBefore, ...AccountBefore[]] = [await standing(account)];
  for (const other of others.values()) start.push(await standing(other));
  return start;
}

/**
 * What an account owes and has to its credit now. What has come in for an order that is being made, this
 * one or another, is that order's, and not what the account had before it.
 */
async function standingOf(
  tx: Transaction,
  context: Context,
  account: TriedAccount,
): Promise<Standing> {
  const metrics = await findAccountMetrics(tx, account, context.today());
  const ageing = await findAgeing(tx, account.accountId, context.today());
  const { unappliedCreditMemoAmount: unappliedCredit, contractedMrr } = metrics;
  const taken = isPositive(metrics.unappliedPaymentAmount)
    ? await findTakenForOrders(tx, account.accountId)
    : ZERO;
  const balance = metrics.balance.plus(taken);
  const unappliedPayment = metrics.unappliedPaymentAmount.minus(taken);
  return { balance, unappliedCredit, unappliedPayment, ageing, contractedMrr };
}
